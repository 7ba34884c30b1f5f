use serde_json::json;

use super::*;
use crate::bump::cut::{Asset, Release, ReleaseWish};
use crate::evidence::Oid;
use crate::github::failure::FailureKind;
use crate::github::loopback::{Loopback, TOKEN, answer};
use crate::version::TagPattern;

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn wish() -> Cut {
    Cut {
        tag: "v1.4.0".to_owned(),
        version: "1.4.0".parse().unwrap(),
        commit: Oid::new("a".repeat(40)),
        message: "v1.4.0".to_owned(),
        tagger: None,
        release: ReleaseWish { title: "v1.4.0".to_owned(), body: None, prerelease: false, publish: true },
        assets: vec![Asset {
            name: "a b&c.json".to_owned(),
            content_type: "application/json".to_owned(),
            bytes: b"{}".to_vec(),
        }],
        floating: Vec::new(),
        pattern: TagPattern::parse("v{version}").unwrap(),
        latest: true,
    }
}

/// The release as GitHub, or somebody in its place, says it: files go to `upload_url`.
fn attach_to(server: &Loopback, upload_url: &str) -> Result<(), Failure> {
    let mut seen = Seen::default();
    seen.there.releases.push(Release {
        id: 7,
        url: String::new(),
        by: None,
        draft: true,
        title: String::new(),
        body: String::new(),
        prerelease: false,
        immutable: false,
        assets: Vec::new(),
        upload_url: upload_url.to_owned(),
    });
    let wish = wish();
    let step = Step::Attach {
        release: 7,
        name: "a b&c.json".to_owned(),
        content_type: "application/json".to_owned(),
        size: 2,
    };
    let repository = RepositoryName::parse("octoacme/shop").unwrap();
    run(async { write::send(&server.client(), &repository, &wish, &mut seen, &step).await })
}

#[test]
fn a_file_goes_as_it_is_to_the_address_of_its_release() {
    let server = Loopback::saying(vec![answer("201 Created", "", b"{}")]);
    let place = format!("{}/repos/octoacme/shop/releases/7/assets{{?name,label}}", server.url);
    attach_to(&server, &place).unwrap();
    let heard = server.heard().remove(0);
    assert!(
        heard.starts_with("POST /repos/octoacme/shop/releases/7/assets?name=a%20b%26c.json HTTP/1.1\r\n"),
        "{heard}"
    );
    assert!(heard.contains("content-type: application/json\r\n") && heard.ends_with("\r\n\r\n{}"), "{heard}");
    assert!(heard.contains(TOKEN));
}

#[test]
fn nothing_is_sent_to_an_address_that_is_not_that_of_the_uploads() {
    let server = Loopback::saying(vec![answer("201 Created", "", b"{}")]);
    let other = Loopback::saying(vec![answer("201 Created", "", b"{}")]);
    for place in [
        format!("{}/repos/octoacme/shop/releases/7/assets", other.url),
        format!("{}/repos/octoacme/shop/releases/8/assets", server.url),
        format!("{}/repos/octoacme/shop/releases/7/assets/../../8", server.url),
        "https://uploads.github.com/repos/octoacme/shop/releases/7/assets".to_owned(),
        "//evil.example.com/releases/7/assets".to_owned(),
        String::new(),
    ] {
        let failure = attach_to(&server, &place).unwrap_err();
        assert_eq!(failure.kind(), &FailureKind::Redirected, "{place}");
        assert!(!failure.may_have_happened(), "{place}");
    }
    assert!(server.heard().is_empty() && other.heard().is_empty());
}

#[test]
fn refusals_are_told_apart_by_what_github_says() {
    let make_ref =
        || Step::MakeRef { tag: "v1".to_owned(), object: Oid::new("b"), commit: Oid::new("a".repeat(40)) };
    let publish = || Step::Publish { release: 7, prerelease: false, latest: true };
    let move_tag = || Step::MoveFloating { tag: "v1".to_owned(), from: None, to: Oid::new("a".repeat(40)) };
    let attach = || Step::Attach { release: 7, name: String::new(), content_type: String::new(), size: 0 };
    let rights = "x-accepted-github-permissions: contents=write,workflows=write";
    for (step, status, headers, message, expected) in [
        (make_ref(), "422 Unprocessable Entity", "", "Reference already exists", None),
        (make_ref(), "422 Unprocessable Entity", "", "Reference update failed", None),
        (make_ref(), "422 Unprocessable Entity", "", "Object does not exist", None),
        (
            make_ref(),
            "422 Unprocessable Entity",
            "",
            "Repository rule violations found\n\nCannot create ref due to creations being restricted.",
            Some(Bar::Ruleset),
        ),
        (
            make_ref(),
            "403 Forbidden",
            "",
            "Cannot create ref due to creations being restricted.",
            Some(Bar::Ruleset),
        ),
        (make_ref(), "403 Forbidden", rights, "Resource not accessible by integration", Some(Bar::Workflows)),
        (publish(), "404 Not Found", rights, "Not Found", Some(Bar::Workflows)),
        (make_ref(), "403 Forbidden", "", "Resource not accessible by integration", Some(Bar::Contents)),
        (make_ref(), "404 Not Found", "", "Not Found", Some(Bar::Contents)),
        (publish(), "404 Not Found", "", "Not Found", None),
        (
            publish(),
            "422 Unprocessable Entity",
            "",
            "tag_name was used by an immutable release",
            Some(Bar::BurntName),
        ),
        (make_ref(), "403 Forbidden", "", "Repository was archived so is read-only.", Some(Bar::Archived)),
        (make_ref(), "401 Unauthorized", "", "Bad credentials", Some(Bar::Token)),
        (move_tag(), "409 Conflict", "", "it moved", None),
        (publish(), "502 Bad Gateway", "", "", None),
        (attach(), "501 Not Implemented", "", "no uploads", Some(Bar::NoUploads)),
        (attach(), "500 Internal Server Error", "", "", None),
        (publish(), "429 Too Many Requests", "retry-after: 5", "slow down", Some(Bar::TryAgain)),
    ] {
        let body = json!({"message": message}).to_string();
        let server = Loopback::saying(vec![answer(status, headers, body.as_bytes())]);
        let failure = run(async { server.client().send(http::Method::POST, "/x", Some(&json!({}))).await });
        assert_eq!(bar(&step, &failure.unwrap_err()), expected, "{status} {message}");
    }
}
