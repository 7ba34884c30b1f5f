use httpmock::MockServer;
use serde::Deserialize;
use serde_json::json;

use super::{Partial, mutate, operation_name, query};
use crate::github::loopback::{Loopback, TOKEN, answer, client};
use crate::github::{Failure, FailureKind};

const DOCUMENT: &str = "# What it is for.\nquery Shop($name: String!) { repository(name: $name) { title } }";

#[derive(Debug, Deserialize)]
struct Data {
    repository: Option<Repository>,
}

#[derive(Debug, Deserialize)]
struct Repository {
    title: String,
}

async fn ask(body: &str) -> Result<Partial<Data>, Failure> {
    let server = Loopback::saying(vec![answer("200 OK", "x-github-request-id: AB12:34", body.as_bytes())]);
    query(&server.client(), DOCUMENT, json!({"name": "shop"})).await
}

#[tokio::test]
async fn posts_document_and_variables() {
    for (base, path) in [("", "/graphql"), ("/api/v3", "/api/graphql")] {
        let server = MockServer::start_async().await;
        let mock = server
            .mock_async(|when, then| {
                when.method("POST")
                    .path(path)
                    .header("authorization", format!("Bearer {TOKEN}"))
                    .header("content-type", "application/json")
                    .json_body(json!({"query": DOCUMENT, "variables": {"name": "shop"}}));
                then.status(200).body(r#"{"data":{"repository":{"title":"Shop"}}}"#);
            })
            .await;
        let client = client(&format!("{}{base}", server.base_url()));
        let data: Data = query(&client, DOCUMENT, json!({"name": "shop"})).await.unwrap().whole().unwrap();
        assert_eq!(data.repository.unwrap().title, "Shop");
        mock.assert_async().await;
    }
}

#[tokio::test]
async fn keeps_the_data_beside_the_errors() {
    let body = r#"{"data":{"repository":null},"errors":[{"type":"FORBIDDEN",
        "path":["repository","pullRequests","nodes",3,"statusCheckRollup"],"extensions":{"saml_failure":true},
        "locations":[{"line":1,"column":2}],"message":"Resource not accessible by integration"}]}"#;
    let partial = ask(body).await.unwrap();
    assert!(partial.data.as_ref().unwrap().repository.is_none());
    let error = partial.error_at(&["repository", "pullRequests", "nodes", "statusCheckRollup"]).unwrap();
    assert_eq!((error.kind.as_deref(), error.saml_failure), (Some("FORBIDDEN"), true));
    let failure = partial.whole().unwrap_err();
    assert_eq!((failure.kind(), failure.asked()), (&FailureKind::Forbidden, "query Shop"));
}

#[tokio::test]
async fn finds_the_error_that_concerns_a_field() {
    let at = async |path: &str| {
        let body = format!(r#"{{"data":{{}},"errors":[{{"path":{path},"message":"no"}}]}}"#);
        ask(&body).await.unwrap()
    };
    let asked = ["repository", "object", "statusCheckRollup"];
    for (path, concerns) in [
        (r#"["repository","object","statusCheckRollup"]"#, true),
        (r#"["repository"]"#, true),
        (r#"["repository","object","statusCheckRollup","contexts","nodes",7]"#, true),
        ("[]", true),
        ("null", true),
        (r#"["repository","object","history"]"#, false),
        (r#"["repository","milestone"]"#, false),
        (r#"["viewer"]"#, false),
    ] {
        assert_eq!(at(path).await.error_at(&asked).is_some(), concerns, "{path}");
    }
}

#[tokio::test]
async fn knows_an_answer_that_proves_nothing() {
    let field = |field: &str| FailureKind::UnexpectedShape { field: field.to_owned() };
    for (body, kind) in [
        (r#"{"data":null}"#, FailureKind::Empty),
        ("{}", FailureKind::Empty),
        (r#"{"data":null,"errors":[]}"#, FailureKind::Empty),
        (r#"{"message":"hello"}"#, FailureKind::Empty),
        ("<html>", FailureKind::NotJson),
        (r#"{"data":{"repository":{"title":null}}}"#, field("data.repository.title")),
        (
            r#"{"data":{"repository":{"title":null}},"errors":[{"message":"no"}]}"#,
            field("data.repository.title"),
        ),
        (r#"{"data":{},"errors":["no"]}"#, field("errors[0]")),
    ] {
        let failure = ask(body).await.unwrap_err();
        assert_eq!(failure.kind(), &kind, "{body}");
        assert_eq!(failure.status(), Some(200));
    }
    let odd = ask(r#"{"data":{"repository":{"title":null}},"errors":[{"message":"no rights"}]}"#)
        .await
        .unwrap_err();
    assert!(odd.message().ends_with("GitHub said: no rights"), "{odd}");
}

#[tokio::test]
async fn knows_a_bad_query() {
    let body = r#"{"errors":[{"extensions":{"code":"undefinedField"},"path":["query Shop","x"],"message":"Field 'x'"}]}"#;
    let partial = ask(body).await.unwrap();
    assert!(partial.data.is_none());
    assert_eq!(partial.errors[0].kind.as_deref(), Some("undefinedField"));
    assert_eq!(partial.whole().unwrap_err().kind(), &FailureKind::Refused);
}

#[tokio::test]
async fn knows_a_query_that_was_too_heavy() {
    for error in [
        r#"{"type":"MAX_NODE_LIMIT_EXCEEDED","message":"too much"}"#,
        r#"{"type":"RESOURCE_LIMITS_EXCEEDED","path":["repository"],"message":"too much"}"#,
        r#"{"message":"Resource limits for this query exceeded."}"#,
        r#"{"message":"Something went wrong while executing your query on 2026-03-02."}"#,
        r#"{"message":"We couldn't respond to your request in time."}"#,
        r#"{"message":"This may be the result of a timeout."}"#,
    ] {
        for data in [r#"{"repository":null}"#, "null"] {
            let failure = ask(&format!(r#"{{"data":{data},"errors":[{error}]}}"#)).await.unwrap_err();
            assert!(failure.kind() == &FailureKind::TooHeavy && failure.is_too_heavy(), "{error}");
        }
    }
    let one_field = r#"{"data":{},"errors":[{"path":["repository"],"message":"Something went wrong"}]}"#;
    assert_eq!(ask(one_field).await.unwrap().errors.len(), 1);

    let server = Loopback::saying(vec![answer("502 Bad Gateway", "", b"<html>"); 4]);
    let failure = query::<Data>(&server.client(), DOCUMENT, json!({})).await.unwrap_err();
    assert!(failure.is_too_heavy());
    assert_eq!(server.heard().len(), 2);
}

#[tokio::test]
async fn waits_for_a_limit_that_comes_with_status_200() {
    let ready = answer("200 OK", "", br#"{"data":{"repository":{"title":"Shop"}}}"#);
    for error in [
        r#"{"type":"RATE_LIMITED","message":"API rate limit exceeded"}"#,
        r#"{"type":"RATE_LIMIT","code":"graphql_rate_limit","message":"API rate limit already exceeded for user ID 1"}"#,
        r#"{"code":"graphql_rate_limit","message":"limit"}"#,
        r#"{"message":"You have exceeded a secondary rate limit"}"#,
    ] {
        let limit = answer("200 OK", "retry-after: 0", format!(r#"{{"errors":[{error}]}}"#).as_bytes());
        let server = Loopback::saying(vec![limit.clone(), ready.clone()]);
        query::<Data>(&server.client(), DOCUMENT, json!({})).await.unwrap().whole().unwrap();
        assert_eq!(server.heard().len(), 2, "{error}");

        let server = Loopback::saying(vec![limit, ready.clone()]);
        let failure = mutate::<Data>(&server.client(), "mutation M { a }", json!({})).await.unwrap_err();
        assert!(
            matches!(failure.kind(), FailureKind::RateLimited { .. } | FailureKind::SecondaryLimit),
            "{error}"
        );
        assert_eq!(server.heard().len(), 1, "a write is never repeated");
    }
}

#[tokio::test]
async fn half_a_mutation_is_a_failure() {
    let body = br#"{"data":{"repository":null},"errors":[{"type":"UNPROCESSABLE","path":["x"],"message":"Reference moved"}]}"#;
    let server = Loopback::saying(vec![answer("200 OK", "", body)]);
    let failure = mutate::<Data>(&server.client(), "mutation MoveTags { x }", json!({})).await.unwrap_err();
    assert!(matches!(failure.kind(), FailureKind::Unprocessable(_)), "{failure}");
    assert_eq!((failure.asked(), failure.message()), ("mutation MoveTags", "Reference moved"));

    let server = Loopback::saying(vec![answer("502 Bad Gateway", "", b"<html>"); 3]);
    let failure = mutate::<Data>(&server.client(), "mutation MoveTags { x }", json!({})).await.unwrap_err();
    assert!(failure.may_have_happened());
    assert_eq!(server.heard().len(), 1);
}

#[test]
fn names_the_operation() {
    for (document, name) in [
        (DOCUMENT, "Shop"),
        ("query Q1{a}", "Q1"),
        ("fragment F on X { a }\nquery  Named { a }", "Named"),
        ("{ a }", ""),
        ("", ""),
    ] {
        assert_eq!(operation_name(document, "query"), name, "{document}");
    }
}
