use serde_json::{Value, json};

use super::*;
use crate::github::alerts::tests::{refusal, saying, shop};
use crate::github::loopback::Loopback;

fn oid(digit: char) -> Oid {
    Oid::new(String::from(digit).repeat(40))
}

fn raw(tool: &str, category: &str, commit: char, day: u8) -> Value {
    json!({"ref": "refs/heads/main", "commit_sha": oid(commit), "analysis_key": "ci.yml:scan", "category": category,
        "error": "", "created_at": format!("2026-02-{day:02}T10:00:00Z"), "results_count": 0, "tool": {"name": tool}})
}

#[tokio::test]
async fn the_newest_analysis_of_each_tool_and_category_is_kept_and_that_of_the_commit() {
    let mut elsewhere = raw("CodeQL", "/js", 'a', 28);
    elsewhere["ref"] = json!("refs/heads/other");
    let mut failed = raw("Trivy", "", 'a', 9);
    failed["error"] = json!("too many results");
    // In no order: which is newest is told by the times.
    let all = json!([
        raw("CodeQL", "/js", 'a', 10),
        raw("CodeQL", "/js", 'b', 20),
        raw("CodeQL", "/py", 'c', 5),
        elsewhere,
        raw("CodeQL", "/js", 'a', 2),
        failed,
    ]);
    let server = saying("200 OK", &all);
    let Ok(Feature::On(found)) = analyses(&server.client(), &shop(), "refs/heads/main").await else {
        panic!()
    };
    let kept = kept(&found, &oid('a'));
    let told: Vec<String> = kept
        .iter()
        .map(|one| format!("{} {} {} {}", one.tool, one.category, one.commit.short(), one.failed))
        .collect();
    assert_eq!(
        told,
        [
            "CodeQL /js bbbbbbb false",
            "Trivy ci.yml:scan aaaaaaa true",
            "CodeQL /py ccccccc false",
            "CodeQL /js aaaaaaa false"
        ]
    );
    assert!(server.heard()[0].contains("ref=refs%2Fheads%2Fmain"), "{:?}", server.heard());
}

#[test]
fn an_alert_without_a_security_severity_goes_by_its_level() {
    for (level, security, wanted) in [
        (json!("error"), json!("low"), AlertSeverity::Low),
        (json!("note"), json!("critical"), AlertSeverity::Critical),
        (json!("warning"), json!("medium"), AlertSeverity::Medium),
        (json!("error"), json!(null), AlertSeverity::High),
        (json!("warning"), json!(null), AlertSeverity::Medium),
        (json!("note"), json!(null), AlertSeverity::Low),
        (json!("none"), json!(null), AlertSeverity::Low),
        (json!(null), json!(null), AlertSeverity::Unrated),
        (json!("new word"), json!(null), AlertSeverity::Unrated),
        (json!("note"), json!("new word"), AlertSeverity::Unrated),
    ] {
        let rule = json!({"id": "x", "severity": level, "security_severity_level": security});
        let rule: Rule = serde_json::from_value(rule).unwrap();
        assert_eq!(code_severity(&rule), wanted, "{level} {security}");
    }
}

/// Results, the dismissed alerts that are listed, and whether an empty list of open ones is believed.
#[tokio::test]
async fn an_empty_page_is_not_believed_where_analyses_have_results() {
    let server = Loopback::saying(Vec::new());
    assert_eq!(believed(&server.client(), &shop(), "refs/heads/main", 0).await, Ok(()));
    let server = saying("200 OK", &json!([{"number": 1}]));
    assert_eq!(believed(&server.client(), &shop(), "refs/heads/main", 3).await, Ok(()));
    assert!(server.heard()[0].contains("state=dismissed"), "{:?}", server.heard());
    let server = saying("200 OK", &json!([]));
    let why = believed(&server.client(), &shop(), "refs/heads/main", 3).await.unwrap_err();
    assert_eq!(why.reason, Reason::Incomplete);
    let server = refusal(500, "no");
    assert!(believed(&server.client(), &shop(), "refs/heads/main", 3).await.is_err());
}

#[test]
fn the_refs_follow_from_what_was_asked_for() {
    let release = |head: Head| ReleaseReading {
        tag: "v1.4.0".to_owned(),
        commit: oid('a'),
        head,
        lines: Vec::new(),
        bases: Vec::new(),
        since: None,
        milestone: None,
        milestone_of_issues: None,
        branch: "main".to_owned(),
    };
    let at = |name: &str| refs(&release(Head::Reference(name.to_owned())), &[]);
    assert_eq!(at("refs/heads/main"), ["refs/heads/main"]);
    assert_eq!(at("refs/tags/v1.4.0"), ["refs/tags/v1.4.0", "refs/heads/main"]);
    assert_eq!(
        refs(&release(Head::PullRequest(7)), &[]),
        ["refs/pull/7/merge", "refs/pull/7/head", "refs/heads/main"]
    );
}
