//! `examples/octoacme`: with its tracking issue filled in, the shop's release is a go; as it comes, every box holds.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::Run;

const POLICY: &str = include_str!("../../examples/octoacme/release.yml");
const ISSUE: &str = include_str!("../../examples/octoacme/tracking-issue.md");

/// Every answer that a release without the optional work has to give.
const ANSWERS: [(&str, &str); 2] =
    [("Deployment window:", "2026-03-03 08:00 to 10:00 UTC"), ("On-call engineer:", "@devon-k")];

/// The shop with this text in its tracking issue, and the label that a condition names.
fn shop(issue: &str) -> Fake {
    let fake = Fake::shop(POLICY);
    fake.patch(json!([
        {"repositories": {"octoacme/shop": {"labels": [{"name": "ui"}]}}},
        {"do": "edit", "number": 40, "body": issue, "by": "maya-r"},
    ]));
    fake
}

/// The decision, and each requirement's id with its outcome.
fn judged(issue: &str) -> (String, Vec<(String, String)>) {
    let fake = shop(issue);
    let arguments = ["--phase", "pre-release", "--version", "1.4.0", "--format", "json"];
    let ran = Run::check(&fake, &arguments).go();
    let verdict: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = verdict["requirements"].as_array().unwrap().iter();
    let outcomes = all.map(|one| (text(&one["id"]), text(&one["outcome"]))).collect();
    (text(&verdict["decision"]), outcomes)
}

fn with(outcomes: &[(String, String)], wanted: &str) -> Vec<String> {
    outcomes.iter().filter(|(_, outcome)| outcome == wanted).map(|(id, _)| id.clone()).collect()
}

fn answered(issue: &str) -> String {
    ANSWERS
        .iter()
        .fold(issue.to_owned(), |text, (name, answer)| text.replace(name, &format!("{name} {answer}")))
}

#[test]
fn filled_in_it_is_a_go() {
    let (decision, outcomes) = judged(&answered(&ISSUE.replace("- [ ]", "- [x]")));
    let others: Vec<_> = outcomes.iter().filter(|(_, outcome)| outcome != "met").collect();
    assert_eq!(decision, "go", "{others:?}");
    // The shop's release changes the API and the user interface, breaks nothing and has no database.
    assert_eq!(with(&outcomes, "not-applicable"), ["migration-guide", "database-migrations"]);
}

#[test]
fn as_it_comes_only_the_machine_is_content() {
    let (decision, outcomes) = judged(ISSUE);
    assert_eq!(decision, "no-go");
    let machine = [
        "acceptance-criteria",
        "pull-requests-merged",
        "ci",
        "code-review",
        "automated-tests",
        "criteria-and-merges",
    ];
    assert_eq!(with(&outcomes, "met"), machine);
    assert!(with(&outcomes, "unknown").is_empty(), "{outcomes:?}");
}

#[test]
fn a_reason_stands_in_for_an_optional_box() {
    let ticked = answered(&ISSUE.replace("- [ ]", "- [x]"));
    let open = ticked.replace("- [x] Performance", "- [ ] Performance");
    let (decision, outcomes) = judged(&open);
    assert_eq!((decision.as_str(), with(&outcomes, "unmet")), ("no-go", vec!["performance-testing".into()]));
    let reason = "Why no performance testing: nothing on a busy path was changed";
    let (decision, _) = judged(&open.replace("Why no performance testing:", reason));
    assert_eq!(decision, "go");
}

#[test]
fn every_optional_box_has_its_reason() {
    let optional = |line: &str| {
        ["Performance", "Feature flags", "Capacity", "Customer-facing", "Subject Matter"]
            .iter()
            .any(|begins| line.starts_with(&format!("- [ ] {begins}")))
    };
    let issue: String = ISSUE
        .lines()
        .map(|line| match line {
            _ if optional(line) => format!("{line}\n"),
            _ if line.starts_with("Why no ") => format!("{line} this release has none\n"),
            _ => format!("{}\n", line.replace("- [ ]", "- [x]")),
        })
        .collect();
    let (decision, outcomes) = judged(&answered(&issue));
    assert_eq!(decision, "go", "{:?}", with(&outcomes, "unmet"));
}
