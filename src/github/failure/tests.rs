use super::{Failure, FailureKind, Problem, plain};

fn said(kind: FailureKind, status: u16, message: &str) -> String {
    Failure::new("GET /repos/octoacme/shop", false, kind, message)
        .answered(status, None, Some("AB12:34"), None)
        .at("https://api.github.com")
        .to_string()
}

#[test]
fn is_a_sentence_for_who_must_act() {
    insta::assert_snapshot!(said(FailureKind::Unauthorized, 401, "Bad credentials"), @"GitHub refused the token: it is wrong, expired or revoked: Bad credentials (status 401 from GET https://api.github.com/repos/octoacme/shop, request AB12:34)");
    insta::assert_snapshot!(said(FailureKind::ServerTrouble, 502, ""), @"GitHub has trouble of its own; try again later (status 502 from GET https://api.github.com/repos/octoacme/shop, request AB12:34)");
    let until = Some("2026-03-02T10:00:00Z".parse().unwrap());
    insta::assert_snapshot!(said(FailureKind::RateLimited { until }, 403, "API rate limit exceeded"), @"the token's requests of this hour are used up until 2026-03-02T10:00:00Z: API rate limit exceeded (status 403 from GET https://api.github.com/repos/octoacme/shop, request AB12:34)");
    insta::assert_snapshot!(said(FailureKind::UnexpectedShape { field: "data.repository.issue.title".to_owned() }, 200, "invalid type: null, expected a string"), @"the answer had an unexpected shape at `data.repository.issue.title`: invalid type: null, expected a string (status 200 from GET https://api.github.com/repos/octoacme/shop, request AB12:34)");
    insta::assert_snapshot!(said(FailureKind::ShortList { got: 99, total: 101 }, 200, ""), @"the list ended after 99 of 101 entries (status 200 from GET https://api.github.com/repos/octoacme/shop, request AB12:34)");
}

#[test]
fn names_the_permissions_that_would_do() {
    let failure =
        Failure::new("query Q", false, FailureKind::Forbidden, "Resource not accessible by integration")
            .answered(403, Some("pull_requests=write,contents=read; issues=write"), None, None);
    insta::assert_snapshot!(failure, @"the token may not do this: Resource not accessible by integration; this would do: `pull_requests=write,contents=read` or `issues=write` (status 403 from query Q)");
    assert_eq!(failure.accepted_permissions(), Some("pull_requests=write,contents=read; issues=write"));
}

#[test]
fn knows_the_remedy_for_a_certificate_of_ones_own() {
    let failure =
        Failure::new("GET /x", false, FailureKind::Transport, "invalid peer certificate: UnknownIssuer");
    insta::assert_snapshot!(failure, @"GitHub could not be reached: invalid peer certificate: UnknownIssuer; name the issuer of the server's certificate in `SSL_CERT_FILE`, if you trust it (GET /x)");
}

#[test]
fn lists_what_github_refused() {
    let problems = vec![
        Problem {
            message: Some("tag_name was used by an immutable release".to_owned()),
            ..Problem::default()
        },
        Problem {
            resource: Some("Release".to_owned()),
            field: Some("tag_name".to_owned()),
            code: Some("already_exists".to_owned()),
            message: None,
        },
        Problem::default(),
    ];
    let failure = Failure::new("POST /x", true, FailureKind::Unprocessable(problems), "Validation Failed");
    insta::assert_snapshot!(failure, @"GitHub refused what was sent: Validation Failed; tag_name was used by an immutable release; Release.tag_name: already_exists; is not accepted (POST /x)");
    let many = vec![Problem::default(); 1000];
    assert!(Failure::new("POST /x", true, FailureKind::Unprocessable(many), "").to_string().len() < 400);
}

#[test]
fn warns_when_a_write_may_have_been_done() {
    let table = [
        (FailureKind::ServerTrouble, true),
        (FailureKind::Transport, true),
        (FailureKind::Timeout, true),
        (FailureKind::Truncated, true),
        (FailureKind::OutOfTime, false),
        (FailureKind::Forbidden, false),
        (FailureKind::Unprocessable(Vec::new()), false),
    ];
    for (kind, may) in table {
        let write = Failure::new("POST /x", true, kind.clone(), "");
        assert_eq!(write.may_have_happened(), may, "{kind:?}");
        assert_eq!(write.to_string().contains("may have been done"), may, "{kind:?}");
        assert!(!Failure::new("GET /x", false, kind, "").may_have_happened());
    }
}

#[test]
fn tells_when_a_smaller_query_may_do() {
    let heavy = |asked, kind, status| {
        Failure::new(asked, false, kind, "").answered(status, None, None, None).is_too_heavy()
    };
    assert!(heavy("query Q", FailureKind::TooHeavy, 200));
    assert!(heavy("query Q", FailureKind::ServerTrouble, 502));
    assert!(heavy("query Q", FailureKind::ServerTrouble, 504));
    assert!(heavy("query Q", FailureKind::BodyTooLarge, 200));
    assert!(!heavy("query Q", FailureKind::ServerTrouble, 503));
    assert!(!heavy("query Q", FailureKind::Forbidden, 403));
    assert!(!heavy("GET /x", FailureKind::ServerTrouble, 502));
}

#[test]
fn shows_one_short_plain_line() {
    let table = [
        ("two\nlines\tand  gaps ", "two lines and gaps"),
        ("\u{1b}[31mred\u{7}", "[31mred"),
        ("a\u{202e}b\u{2066}c\u{200b}d\u{feff}", "abcd"),
        ("\u{85}\u{9b}x\0", "x"),
        ("", ""),
    ];
    for (text, line) in table {
        assert_eq!(plain(text, 300), line, "{text:?}");
    }
    assert_eq!(plain("abcdef", 6), "abcdef");
    assert_eq!(plain("äbcdefg", 6), "äbcde…");
    assert!(said(FailureKind::Forbidden, 403, &"x".repeat(100_000)).len() < 600);
}

#[test]
fn an_unknown_fact_says_what_it_has_from_where() {
    let failure = |kind, message| {
        Failure::new("query Evidence", false, kind, message)
            .answered(429, None, Some("AB12:34"), None)
            .at("https://api.github.com/graphql")
            .waiting_until(Some("2026-03-02T13:00:00Z".parse().unwrap()))
    };
    insta::assert_snapshot!(failure(FailureKind::SecondaryLimit, "Slow down.").detail(), @"it asks to wait until 2026-03-02T13:00:00Z, Slow down, status 429 from query Evidence at https://api.github.com/graphql");
    insta::assert_snapshot!(failure(FailureKind::ServerTrouble, "").detail(), @"status 429 from query Evidence at https://api.github.com/graphql");
    let oid = "ae23b94ccaf714337e4ce5ba99ef3dc257e300df";
    let compare =
        Failure::new(&format!("GET /repos/o/r/compare/{oid}...{oid}"), false, FailureKind::Truncated, "");
    insta::assert_snapshot!(compare.detail(), @"the answer broke off, GET /repos/o/r/compare/ae23b94...ae23b94");
}
