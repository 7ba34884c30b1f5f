use std::time::Duration;

use http::Method;
use httpmock::MockServer;
use serde_json::{Value, json};

use super::carrier::roots;
use super::{Client, Settings, SetupError, path};
use crate::github::loopback::{Loopback, TOKEN, answer, client};
use crate::github::{Endpoints, Failure, FailureKind};

const OK: &[u8] = br#"{"title":"Ready"}"#;

async fn fail(status: &str, headers: &str, body: &str) -> Failure {
    // Plenty of answers: a kind that is tried again meets the same one each time.
    let server = Loopback::saying(vec![answer(status, headers, body.as_bytes()); 4]);
    let failure = server.client().get("/x").await.unwrap_err();
    hides_token(&failure);
    failure
}

fn hides_token(failure: &Failure) {
    let shown = format!("{failure} {failure:?} {failure:#?}");
    assert!(!shown.contains(TOKEN), "{shown}");
}

#[tokio::test]
async fn sends_what_github_wants_to_see() {
    let server = MockServer::start_async().await;
    let mock = server
        .mock_async(|when, then| {
            when.method("GET")
                .path("/api/v3/repos/octoacme/shop")
                .header("authorization", format!("Bearer {TOKEN}"))
                .header("user-agent", concat!("holdpoint/", env!("CARGO_PKG_VERSION")))
                .header("accept", "application/vnd.github+json")
                .header("x-github-api-version", "2022-11-28")
                .header_includes("accept-encoding", "gzip")
                .header_missing("content-type");
            then.status(200).body(OK).header("date", "Mon, 02 Mar 2026 10:00:00 GMT");
        })
        .await;
    let client = client(&format!("{}/api/v3", server.base_url()));
    let answer = client.get("/repos/octoacme/shop").await.unwrap();
    assert_eq!(answer.decode::<Value>().unwrap()["title"], "Ready");
    mock.assert_async().await;
    assert_eq!(client.usage().requests, 1);
    assert_eq!(client.github_time().unwrap().to_string(), "2026-03-02T10:00:00Z");
    assert!(!format!("{client:?} {answer:?}").contains(TOKEN));
}

#[tokio::test]
async fn a_failure_names_the_whole_address() {
    for base in ["", "/api/v3"] {
        let server =
            Loopback::saying(vec![answer("404 Not Found", "", b"{}"), answer("404 Not Found", "", b"{}")]);
        let client = client(&format!("{}{base}", server.url));
        let address = format!("GET {}{base}/repos/octoacme/shop", server.url);
        let failure = client.get("/repos/octoacme/shop").await.unwrap_err();
        assert!(failure.to_string().contains(&address), "{failure}");
        let failure =
            super::super::page::read_all::<Vec<Value>>(&client, "/repos/octoacme/shop", 9).await.unwrap_err();
        assert!(failure.to_string().contains(&address), "{failure}");
    }
}

#[tokio::test]
async fn sends_no_token_when_there_is_none() {
    let server = Loopback::saying(vec![answer("200 OK", "", OK)]);
    let settings = Settings {
        endpoints: Endpoints::new(Some(&server.url), None, None).unwrap(),
        token: None,
        certificates: None,
        proxy: None,
        timeout: Duration::from_secs(20),
    };
    Client::new(settings).unwrap().get("/x").await.unwrap();
    assert!(!server.heard()[0].to_ascii_lowercase().contains("authorization"));
}

/// `{"title":"Ready"}`.
const GZIP_READY: &str = "1f8b0800000000000203ab562ac92cc94955b2520a4a4d4ca954aa0500a70bd43511000000";
/// A title of 20,000 letters.
const GZIP_BOMB: &str = "1f8b0800000000000203edc1310d00201004302f2703370c0c248cbf7df08e0d86b69dda75564626\
    000000000000000000000000000000000000005fc87d24c32d792c4e0000";

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[tokio::test]
async fn understands_gzip_and_stops_a_bomb() {
    let server = Loopback::saying(vec![answer("200 OK", "content-encoding: gzip", &bytes(GZIP_READY))]);
    assert_eq!(server.client().get("/x").await.unwrap().decode::<Value>().unwrap()["title"], "Ready");

    let server = Loopback::saying(vec![answer("200 OK", "content-encoding: gzip", &bytes(GZIP_BOMB)); 2]);
    let failure = server.client().with_limits(|limits| limits.body = 10_000).get("/x").await.unwrap_err();
    assert_eq!(failure.kind(), &FailureKind::BodyTooLarge);
    assert_eq!((server.heard().len(), failure.status()), (1, Some(200)));
}

#[tokio::test]
async fn tells_the_refusals_apart() {
    let reset = Some("2026-03-02T11:00:00Z".parse().unwrap());
    let app = r#"{"message":"Resource not accessible by integration","status":"403"}"#;
    let table = [
        ("401 Unauthorized", "", r#"{"message":"Bad credentials"}"#, FailureKind::Unauthorized),
        ("403 Forbidden", "x-accepted-github-permissions: checks=read", app, FailureKind::Forbidden),
        ("403 Forbidden", "x-ratelimit-remaining: 0", app, FailureKind::Forbidden),
        ("404 Not Found", "", r#"{"message":"Not Found"}"#, FailureKind::NotFound),
        ("409 Conflict", "", r#"{"message":"Git Repository is empty."}"#, FailureKind::Conflict),
        ("410 Gone", "", r#"{"message":"Issues are disabled for this repo"}"#, FailureKind::Gone),
        ("400 Bad Request", "", r#"{"message":"Problems parsing JSON"}"#, FailureKind::Refused),
        ("304 Not Modified", "", "", FailureKind::Refused),
        ("500 Internal Server Error", "", "oh", FailureKind::ServerTrouble),
        (
            "403 Forbidden",
            "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1772449200\r\ndate: Mon, 02 Mar 2026 10:00:00 GMT",
            r#"{"message":"API rate limit exceeded for installation ID 1."}"#,
            FailureKind::RateLimited { until: reset },
        ),
        (
            "429 Too Many Requests",
            "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1772449200\r\ndate: Mon, 02 Mar 2026 10:00:00 GMT",
            "",
            FailureKind::RateLimited { until: reset },
        ),
        ("429 Too Many Requests", "retry-after: 3600", "", FailureKind::SecondaryLimit),
        ("403 Forbidden", "retry-after: 3600", "{}", FailureKind::SecondaryLimit),
        (
            "403 Forbidden",
            "x-ratelimit-remaining: 100",
            r#"{"message":"You have exceeded a secondary rate limit. Please wait."}"#,
            FailureKind::SecondaryLimit,
        ),
    ];
    for (status, headers, body, kind) in table {
        let failure = fail(status, headers, body).await;
        assert_eq!(failure.kind(), &kind, "{status} {headers}");
        assert!(status.starts_with(&failure.status().unwrap().to_string()), "{status}");
        assert_eq!(failure.asked(), "GET /x");
    }
}

#[tokio::test]
async fn keeps_what_the_head_of_a_refusal_says() {
    let headers = "x-accepted-github-permissions: checks=write\r\nx-github-request-id: AB12:34";
    let failure =
        fail("403 Forbidden", headers, r#"{"message":"Resource not accessible by integration"}"#).await;
    assert_eq!(failure.accepted_permissions(), Some("checks=write"));
    assert_eq!(failure.request_id(), Some("AB12:34"));
    assert_eq!(failure.message(), "Resource not accessible by integration");
}

#[tokio::test]
async fn reads_the_errors_of_a_422_in_all_their_shapes() {
    let table = [
        (r#"{"message":"M","errors":"description is too long"}"#, "M; description is too long"),
        (r#"{"message":"M","errors":["one","two"]}"#, "M; one; two"),
        (
            r#"{"message":"M","errors":[{"resource":"Release","code":"already_exists","field":"tag_name"}]}"#,
            "M; Release.tag_name: already_exists",
        ),
        (
            r#"{"message":"M","errors":[{"code":"custom","message":"body is too long","index":3}]}"#,
            "M; body is too long",
        ),
        (r#"{"message":"M","errors":[7,{"code":7}]}"#, "M; is not accepted; is not accepted"),
        (r#"{"message":"M","errors":{"a":1}}"#, "M"),
        (r#"{"message":"Reference already exists","status":"422"}"#, "Reference already exists"),
        (r#"{"message":7}"#, ""),
        ("not JSON", "not JSON"),
    ];
    for (body, said) in table {
        let failure = fail("422 Unprocessable Entity", "", body).await;
        assert!(matches!(failure.kind(), FailureKind::Unprocessable(_)), "{body}");
        let shown = failure.to_string();
        let shown = shown.trim_start_matches("GitHub refused what was sent").trim_start_matches(": ");
        let (shown, _) = shown.rsplit_once("(status 422 from GET http://127.0.0.1:").unwrap();
        assert_eq!(shown.trim_end(), said, "{body}");
    }
}

#[tokio::test]
async fn strikes_the_token_out_of_everything() {
    let body = format!(r#"{{"message":"{TOKEN} is odd","errors":["{TOKEN}",{{"field":"{TOKEN}"}}]}}"#);
    let failure = fail("422 Unprocessable Entity", "", &body).await;
    assert_eq!(failure.message(), "[token] is odd");

    let server = Loopback::saying(vec![answer("404 Not Found", "", b"")]);
    hides_token(&server.client().get(&format!("/x?token={TOKEN}")).await.unwrap_err());
    let server =
        Loopback::saying(vec![answer("302 Found", &format!("location: http://x.test/{TOKEN}"), b"")]);
    hides_token(&server.client().get("/x").await.unwrap_err());
    let server = Loopback::saying(vec![answer("200 OK", "", format!(r#"{{"title":"{TOKEN}"}}"#).as_bytes())]);
    hides_token(&server.client().get("/x").await.unwrap().decode::<Vec<u8>>().unwrap_err());
}

#[tokio::test]
async fn a_page_for_people_is_no_message() {
    let failure =
        fail("502 Bad Gateway", "content-type: text/html", "<html><body>Unicorn</body></html>").await;
    assert_eq!(
        (failure.kind(), failure.message(), failure.status()),
        (&FailureKind::ServerTrouble, "", Some(502))
    );
    let failure = fail("504 Gateway Timeout", "", "We couldn't respond to your request in time.\n").await;
    assert_eq!(failure.message(), "We couldn't respond to your request in time.");
}

#[tokio::test]
async fn names_the_odd_field_of_an_answer() {
    #[derive(Debug, serde::Deserialize)]
    struct Shop {
        #[expect(dead_code, reason = "only the way to the odd field matters")]
        owner: Owner,
    }
    #[derive(Debug, serde::Deserialize)]
    struct Owner {
        #[expect(dead_code, reason = "only the way to the odd field matters")]
        login: String,
    }
    let table = [
        (r#"{"owner":{"login":7}}"#, FailureKind::UnexpectedShape { field: "owner.login".to_owned() }),
        ("[]", FailureKind::UnexpectedShape { field: String::new() }),
        (r#"{"owner":{"login":"mo"#, FailureKind::Truncated),
        (r#"{"owner":{"login":"mona"}} x"#, FailureKind::NotJson),
        ("<html>", FailureKind::NotJson),
        ("", FailureKind::NotJson),
    ];
    for (body, kind) in table {
        let server = Loopback::saying(vec![answer("200 OK", "", body.as_bytes())]);
        let failure = server.client().get("/x").await.unwrap().decode::<Shop>().unwrap_err();
        assert_eq!(failure.kind(), &kind, "{body}");
    }
}

#[tokio::test]
async fn reads_again_after_trouble() {
    let broken: Vec<u8> = b"HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n{\"title\":".to_vec();
    let limit = answer("403 Forbidden", "retry-after: 0", br#"{"message":"secondary rate limit"}"#);
    let used_up = answer(
        "429 Too Many Requests",
        "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1772445600\r\nretry-after: Mon, 02 Mar 2026 10:00:00 GMT\
         \r\ndate: Mon, 02 Mar 2026 10:00:00 GMT",
        b"",
    );
    for trouble in [
        answer("502 Bad Gateway", "", b"<html>"),
        answer("503 Service Unavailable", "retry-after: 0", b""),
        answer("504 Gateway Timeout", "", b""),
        Vec::new(),
        broken,
        limit,
        used_up,
    ] {
        let shown = String::from_utf8_lossy(&trouble).into_owned();
        let server = Loopback::saying(vec![trouble.clone(), trouble.clone(), answer("200 OK", "", OK)]);
        let client = server.client();
        let answer = client.get("/x").await;
        assert_eq!(answer.unwrap().decode::<Value>().unwrap()["title"], "Ready", "{shown}");
        assert_eq!((server.heard().len(), client.usage().requests), (3, 3), "{shown}");

        let server = Loopback::saying(vec![trouble; 4]);
        server.client().get("/x").await.unwrap_err();
        assert_eq!(server.heard().len(), 3, "{shown}");
    }
}

#[tokio::test]
async fn sends_a_write_once_whatever_happens() {
    let table = [
        (answer("502 Bad Gateway", "", b"<html>"), FailureKind::ServerTrouble, true),
        (answer("503 Service Unavailable", "retry-after: 0", b""), FailureKind::ServerTrouble, true),
        (answer("403 Forbidden", "retry-after: 0", b"{}"), FailureKind::SecondaryLimit, false),
        (Vec::new(), FailureKind::Transport, true),
        (b"HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\n{".to_vec(), FailureKind::Truncated, true),
        (answer("307 Temporary Redirect", "location: /y", b""), FailureKind::Redirected, false),
    ];
    for (trouble, kind, may) in table {
        for method in [Method::POST, Method::PATCH, Method::PUT, Method::DELETE] {
            let server = Loopback::saying(vec![trouble.clone(); 3]);
            let failure =
                server.client().send(method.clone(), "/x", Some(&json!({"body": "hi"}))).await.unwrap_err();
            assert_eq!((failure.kind(), failure.may_have_happened()), (&kind, may), "{method} {failure}");
            assert_eq!(server.heard().len(), 1, "{method} {failure}");
        }
    }
}

#[tokio::test]
async fn sends_a_body_as_json() {
    let server = Loopback::saying(vec![answer("201 Created", "", b"{\"id\":5000000000}")]);
    let sent = server.client().send(Method::POST, "/x", Some(&json!({"body": "hi"}))).await.unwrap();
    assert_eq!(sent.status, 201);
    let heard = &server.heard()[0];
    assert!(heard.starts_with("POST /x HTTP/1.1\r\n") && heard.ends_with("{\"body\":\"hi\"}"), "{heard}");
    assert!(heard.to_ascii_lowercase().contains("\r\ncontent-type: application/json\r\n"), "{heard}");
}

#[tokio::test]
async fn says_what_broke_the_connection() {
    let gone = Loopback::saying(Vec::new());
    let client = gone.client();
    // The port is closed once the last answer has been given.
    while std::net::TcpStream::connect(gone.url.trim_start_matches("http://")).is_ok() {}
    let failure = client.get("/x").await.unwrap_err();
    assert_eq!((failure.kind(), client.usage().requests), (&FailureKind::Transport, 3));
    assert!(failure.message().contains("Connection refused"), "{failure}");
}

#[tokio::test]
async fn keeps_to_its_time() {
    let slow = MockServer::start_async().await;
    slow.mock_async(|_, then| {
        then.status(200).delay(Duration::from_secs(5));
    })
    .await;
    let hasty = client(&slow.base_url()).with_limits(|limits| limits.request = Duration::from_millis(20));
    assert_eq!(hasty.get("/x").await.unwrap_err().kind(), &FailureKind::Timeout);
    assert_eq!(hasty.usage().requests, 3);

    let mut short = client(&slow.base_url());
    short.allow(Duration::from_millis(300));
    assert_eq!(short.get("/x").await.unwrap_err().kind(), &FailureKind::OutOfTime);
    short.allow(Duration::from_millis(300));
    let write = short.send(Method::POST, "/x", None).await.unwrap_err();
    assert_eq!((write.kind(), write.may_have_happened()), (&FailureKind::Timeout, true));
    assert_eq!(short.get("/x").await.unwrap_err().kind(), &FailureKind::OutOfTime);
    assert_eq!(short.usage().requests, 2, "nothing is sent when the time is used up");
}

#[tokio::test]
async fn does_not_wait_beyond_its_time() {
    let headers =
        "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1772449200\r\ndate: Mon, 02 Mar 2026 10:00:00 GMT";
    let server = Loopback::saying(vec![answer("403 Forbidden", headers, b"{}"); 2]);
    let client = server.client();
    let failure = client.get("/x").await.unwrap_err();
    assert!(matches!(failure.kind(), FailureKind::RateLimited { until: Some(_) }), "{failure}");
    assert_eq!(failure.wait(), Some(Duration::from_secs(3601)));
    assert_eq!(client.usage().requests, 1);
}

#[tokio::test]
async fn waits_that_make_no_sense_neither_hang_nor_spin() {
    let limit = |reset: &str| format!("x-ratelimit-remaining: 0\r\nx-ratelimit-reset: {reset}");
    let wait = |wait: &str| format!("retry-after: {wait}");
    for headers in [
        wait("-5"),
        wait("99999999999999999999999999"),
        wait("18446744073709551615"),
        wait("9223372036854775807"),
        wait("Fri, 31 Dec 9999 23:59:59 GMT"),
        wait("Thu, 01 Jan 1970 00:00:00 GMT"),
        wait("soon"),
        wait("0"),
        limit("0"),
        limit("-1"),
        limit("9223372036854775807"),
        limit("1767225600000"),
        limit("never"),
    ] {
        for date in ["", "\r\ndate: yesterday", "\r\ndate: Fri, 31 Dec 9999 23:59:59 GMT"] {
            let refused = answer("429 Too Many Requests", &format!("{headers}{date}"), b"{}");
            let server = Loopback::saying(vec![refused; 9]);
            let mut client = server.client();
            client.allow(Duration::from_millis(2_500));
            let began = std::time::Instant::now();
            let failure = client.get("/x").await.unwrap_err();
            assert!(began.elapsed() < Duration::from_secs(4), "{headers}{date}: {failure}");
            assert!(server.heard().len() <= 3, "{headers}{date}");
            assert!(!failure.detail().is_empty());
        }
    }
}

#[tokio::test]
async fn follows_a_moved_repository_at_home() {
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let server = Loopback::saying(vec![
            answer(status, "location: /repositories/1/pulls?page=2", b"{}"),
            answer("200 OK", "", OK),
        ]);
        let client = server.client();
        client.get("/repos/octoacme/old/pulls").await.unwrap();
        let heard = server.heard();
        assert!(heard[1].starts_with("GET /repositories/1/pulls?page=2 HTTP/1.1\r\n"), "{}", heard[1]);
        assert!(heard[1].contains(TOKEN) && client.usage().requests == 2);
    }
    let round = answer("302 Found", "location: /x", b"");
    let server = Loopback::saying(vec![round; 8]);
    assert_eq!(server.client().get("/x").await.unwrap_err().kind(), &FailureKind::Redirected);
    assert_eq!(server.heard().len(), 6);
}

#[tokio::test]
async fn never_shows_the_token_to_another_host() {
    let foreign = Loopback::saying(vec![answer("200 OK", "", OK)]);
    let port = foreign.url.rsplit(':').next().unwrap();
    for place in [format!("{}/x", foreign.url), format!("//127.0.0.1:{port}/x"), String::new()] {
        let server = Loopback::saying(vec![answer("302 Found", &format!("location: {place}"), b"")]);
        let failure = server.client().get("/x").await.unwrap_err();
        assert_eq!((failure.kind(), failure.status()), (&FailureKind::Redirected, Some(302)));
    }
    assert_eq!(foreign.heard(), Vec::<String>::new());
}

#[test]
fn encodes_the_parts_of_a_path() {
    assert_eq!(
        path(&["repos", "octoacme", "shop", "branches", "release/1.x ü?#%"]),
        "/repos/octoacme/shop/branches/release%2F1.x%20%C3%BC%3F%23%25"
    );
}

#[test]
fn says_why_it_cannot_be_made() {
    let settings = || Settings {
        endpoints: Endpoints::default(),
        token: None,
        certificates: None,
        proxy: None,
        timeout: Duration::from_secs(1),
    };
    assert_eq!(Client::new(settings()).unwrap_err(), SetupError::NoRuntime);
    let usual = roots(None).unwrap().len();
    assert!(usual > 100);
    for (pem, why) in [
        ("", "there is no certificate in it"),
        ("nothing", "there is no certificate in it"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate"),
        ("-----BEGIN CERTIFICATE-----\nAA", "certificate"),
    ] {
        let Err(SetupError::Certificates(said)) = roots(Some(pem.as_bytes())) else { panic!("{pem}") };
        assert!(said.to_lowercase().contains(why) || said.contains("section"), "{said}");
    }
    assert_eq!(roots(Some(CERTIFICATE.as_bytes())).unwrap().len(), usual + 1);
}

/// A certificate that signed itself; nothing else is known by its key.
const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----
MIIBfTCCASOgAwIBAgIUYKn3Yg/C8KiZmwgXv9/cYQYckv0wCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIb2N0b2FjbWUwIBcNMjYxMTIxMDkyMzU4WhgPMjEyNjEwMjgw
OTIzNThaMBMxETAPBgNVBAMMCG9jdG9hY21lMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEvQGsCzvoqFZ6L6O+SWK58kkyoUbHw9Zb0NoNjZwNv0tz6hO2vygATEEF
u2SRtE9xouiM9JB59NGSn1457wue5qNTMFEwHQYDVR0OBBYEFA5qhXanGBkmvz8b
CD4JDIRRmdF+MB8GA1UdIwQYMBaAFA5qhXanGBkmvz8bCD4JDIRRmdF+MA8GA1Ud
EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAKkEUir1fZApSg+f7FVmh43z
RbvZhR6kTXvMvhmBEj45AiAZ99irqlnGW+exedlxzee+4pvyvSw183VJxUFg95L5
2g==
-----END CERTIFICATE-----
";
