//! A GitHub of one's own: under `/api/v3`, with a certificate of its own, behind a proxy.

use serde_json::json;

use crate::fake::Fake;
use crate::run::{Ran, Run};
use crate::way::{Authority, Way};
use crate::whole::release;

/// The release that lacks nothing, on a server whose pages are at this address.
fn server(page: &str) -> Fake {
    let fake = release();
    fake.patch(json!({"server": page, "version": "3.19.1"}));
    fake
}

/// Judges it in a terminal with nothing but the REST address, comment and check run included.
fn judge(api: &str, variables: &[(&str, &str)]) -> Ran {
    let run = Run::new(&["check", "--repo", "octoacme/shop", "--phase", "pre-release", "--version", "1.4.0"]);
    let run = run.with(&["--comment", "--check-run", "--timeout", "20s"]);
    let run = run.env("GITHUB_API_URL", api).env("GITHUB_TOKEN", "gate");
    variables.iter().fold(run, |run, (name, value)| run.env(name, value)).go()
}

#[test]
fn the_whole_gate_under_api_v3_with_a_private_authority_through_a_proxy() {
    let authority = Authority::new("whole");
    let certificate = authority.certify("localhost", 2100);
    let fake = server("https://git.example.com");
    let tls = Way::tls(fake.url(), &certificate);
    let proxy = Way::proxy(&["--auth", "mona:pass word"]);
    let port = tls.localhost();
    let through = format!("http://mona:pass%20word@{}", proxy.address);
    let file = authority.file.to_str().unwrap();
    judge(&format!("https://{port}/api/v3"), &[("SSL_CERT_FILE", file), ("HTTPS_PROXY", &through)])
        .ended(0)
        .says(&["https://git.example.com/octoacme/shop/issues/40"])
        .does_not_say(&["github.com", "warning"]);
    for request in fake.log() {
        let path = request["path"].as_str().unwrap();
        assert!(path.starts_with("/repos/") || path.starts_with("/graphql"), "{path}");
    }
    let asked = proxy.asked();
    assert!(!asked.is_empty() && asked.iter().all(|line| *line == format!("CONNECT {port}")), "{asked:?}");
    let (_, body) = fake.comments(40).pop().unwrap();
    assert!(body.contains("https://git.example.com/octoacme/shop/commit/"), "{body}");
    let runs = fake.check_runs(&fake.tip("main"));
    assert!(runs.iter().any(|run| run["name"] == "holdpoint / pre-release"));
}

#[test]
fn pages_of_a_list_are_followed_under_api_v3() {
    let fake = server("https://git.example.com");
    // More files than a page of a pull request's shows. The policy reads no text of theirs.
    let files: serde_json::Map<_, _> =
        (0..150).map(|number| (format!("site/{number}.md"), json!("x"))).collect();
    fake.patch(json!({"repositories": {"octoacme/shop": {"commits": {"m4": {"files": files}}}}}));
    judge(&format!("{}/api/v3", fake.url()), &[]).ended(0);
    let log = fake.log();
    let second = |path: &str| path.starts_with("/repositories/") && path.contains("&page=2");
    assert!(log.iter().any(|request| request["path"].as_str().is_some_and(second)), "{log:?}");
}

#[test]
fn a_certificate_that_is_not_good_says_what_is_wrong_with_it() {
    let (known, other) = (Authority::new("known"), Authority::new("other"));
    let fake = server("https://git.example.com");
    let good = known.certify("localhost", 2100);
    let (expired, elsewhere) = (known.certify("localhost", 2001), known.certify("git.example.com", 2100));
    let file = known.file.to_str().unwrap();
    for (certificate, authority, says) in [
        (&good, None, "name the issuer of the server's certificate in `SSL_CERT_FILE`"),
        (
            &good,
            Some(other.file.to_str().unwrap()),
            "name the issuer of the server's certificate in `SSL_CERT_FILE`",
        ),
        (&expired, Some(file), "the server's certificate has expired"),
        (&elsewhere, Some(file), "the server's certificate is for another name"),
    ] {
        let tls = Way::tls(fake.url(), certificate);
        let variables: Vec<_> = authority.into_iter().map(|file| ("SSL_CERT_FILE", file)).collect();
        let ran = judge(&format!("https://{}/api/v3", tls.localhost()), &variables).ended(2);
        ran.says(&["GitHub could not be reached", says]).does_not_say(&["check the network"]);
    }
    judge("https://localhost:1/api/v3", &[("SSL_CERT_FILE", "/nowhere/ca.pem")])
        .ended(2)
        .says(&["SSL_CERT_FILE /nowhere/ca.pem cannot be read"]);
}

#[test]
fn a_proxy_that_refuses_is_named_with_what_to_do() {
    let authority = Authority::new("refused");
    let fake = server("https://git.example.com");
    let tls = Way::tls(fake.url(), &authority.certify("localhost", 2100));
    let api = format!("https://{}/api/v3", tls.localhost());
    let file = authority.file.to_str().unwrap();
    for (arguments, says) in [
        (&["--auth", "mona:other"][..], "wants a user name and a password, or refuses those that it got"),
        (
            &["--refuse", "403"],
            "refuses to connect to localhost; let it allow that host, or name the host in `NO_PROXY`",
        ),
        (&["--refuse", "502"], "refuses to connect to localhost"),
        (&["--close"], "closed the connection; check that `HTTPS_PROXY` names an HTTP proxy"),
    ] {
        let proxy = Way::proxy(arguments);
        let through = format!("http://mona:hidden@{}", proxy.address);
        judge(&api, &[("SSL_CERT_FILE", file), ("HTTPS_PROXY", &through)])
            .ended(2)
            .says(&[&format!("the proxy {} ", proxy.address), says])
            .does_not_say(&["hidden", "bW9uYT"]);
    }
    judge(&api, &[("SSL_CERT_FILE", file), ("HTTPS_PROXY", "http://mona:hidden@127.0.0.1:1")])
        .ended(2)
        .says(&["the proxy 127.0.0.1:1 could not be reached: Connection refused"])
        .does_not_say(&["hidden"]);
    judge(&api, &[("HTTPS_PROXY", "ftp://mona:hidden@p")])
        .ended(2)
        .says(&["HTTPS_PROXY is not the address of a proxy"])
        .does_not_say(&["hidden"]);
    // What is excepted goes straight.
    let straight =
        [("SSL_CERT_FILE", file), ("HTTPS_PROXY", "http://127.0.0.1:1"), ("NO_PROXY", "localhost")];
    judge(&api, &straight).ended(0);
}

#[test]
fn plain_http_is_relayed() {
    let fake = server("http://git.example.com");
    let proxy = Way::proxy(&["--auth", "mona:pass"]);
    let api = format!("{}/api/v3", fake.url());
    let through = format!("http://mona:pass@{}", proxy.address);
    judge(&api, &[("http_proxy", &through)]).ended(0);
    judge(&api, &[("http_proxy", &format!("http://{}", proxy.address))])
        .ended(2)
        .says(&["wants a user name and a password"]);
    let asked = proxy.asked();
    assert!(asked.iter().all(|line| line.contains(&format!(" {}/api/", fake.url()))), "{asked:?}");
}

#[test]
fn a_proxy_may_speak_tls_itself() {
    let authority = Authority::new("proxy");
    let fake = server("https://git.example.com");
    let tls = Way::tls(fake.url(), &authority.certify("localhost", 2100));
    let proxy = Way::proxy(&[]);
    let outer = Way::tls(&format!("http://{}", proxy.address), &authority.certify("localhost", 2100));
    let file = authority.file.to_str().unwrap();
    let through = format!("https://{}", outer.localhost());
    judge(
        &format!("https://{}/api/v3", tls.localhost()),
        &[("SSL_CERT_FILE", file), ("HTTPS_PROXY", &through)],
    )
    .ended(0);
}
