//! `examples/octoacme`: with its tracking issue filled in, the shop's release is a go; as it comes, every box holds. What
//! the gate reads by itself holds as well, once it is not so.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::Run;

const POLICY: &str = include_str!("../../examples/octoacme/release.yml");
const ISSUE: &str = include_str!("../../examples/octoacme/tracking-issue.md");
const TEMPLATE: &str = include_str!("../../examples/octoacme/release-notes.md");
/// Of the day on which the fake's clock stands at first.
pub(crate) const NOTES: &str = include_str!("octoacme/notes.md");

/// Every answer that a release without the optional work has to give.
const ANSWERS: [(&str, &str); 3] = [
    ("Deployment window:", "2026-03-03 08:00 to 10:00 UTC"),
    ("On-call engineer:", "@devon-k"),
    ("Expert for this release:", "@vera-law"),
];

/// The day of the release.
const SIGNED: &str = "2026-02-27";

/// Who signs what belongs to their role, each with one comment.
const SIGNERS: [(&str, &str); 5] = [
    ("noor-a", "technical-writer"),
    ("tomasz-k", "devops-engineer"),
    ("quentin-qa", "qa-engineer"),
    ("priya-s", "ux-designer"),
    ("vera-law", "subject-matter-expert"),
];

/// The template beside the policy, and the draft of the release with these notes, as it was on the day before.
pub(crate) fn with_notes(fake: &Fake, notes: &str) {
    let at = "2026-02-27T11:00:00Z";
    fake.patch(json!({"repositories": {"octoacme/shop": {
        "commits": {"m1": {"files": {"docs/release-notes.md": TEMPLATE}}},
        "releases": [{"tag": "v1.4.0", "id": 70, "body": notes, "draft": true, "updatedAt": at}],
    }}}));
}

/// The shop with this text in its tracking issue, the labels that the policy names, and its commit analysed: alerts are
/// open, but none that is high.
fn shop(issue: &str) -> Fake {
    let fake = Fake::shop(POLICY);
    fake.patch(json!([
        {"repositories": {"octoacme/shop": {
            "labels": [{"name": "ui"}, {"name": "bug-critical"}, {"name": "bug-high"}],
            "analyses": [{"commit": "m5", "createdAt": "2026-02-27T10:10:00Z", "results": 1}],
            "codeAlerts": [{"number": 1, "rule": "js/unused-variable", "severity": "note"}],
            "dependabotAlerts": [{"number": 1, "package": "mocha", "severity": "low"}],
        }}},
        {"users": {"noor-a": {}, "tomasz-k": {}, "quentin-qa": {}, "priya-s": {}}},
        {"do": "edit", "number": 40, "body": issue, "by": "maya-r"},
    ]));
    // Somebody has filled the issue in: then the notes are written and the roles have signed, too.
    let notes = NOTES.replace("2026-03-02", SIGNED);
    let is_filled_in = issue.contains("Expert for this release: @");
    with_notes(&fake, if is_filled_in { &notes } else { TEMPLATE });
    if is_filled_in {
        for (by, role) in SIGNERS {
            let body = format!("/holdpoint sign {role}");
            let at = format!("{SIGNED}T12:00:00Z");
            fake.patch(json!({"do": "comment", "number": 40, "body": body, "by": by, "at": at}));
        }
    }
    fake
}

fn judged(issue: &str) -> (String, Vec<(String, String)>) {
    judged_in(&shop(issue))
}

/// The decision, and each requirement's id with its outcome.
fn judged_in(fake: &Fake) -> (String, Vec<(String, String)>) {
    let arguments = ["--phase", "pre-release", "--version", "1.4.0", "--format", "json"];
    let ran = Run::check(fake, &arguments).go();
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
        "security-scans",
        "code-review",
        "no-known-bugs",
        "automated-tests",
        "criteria-and-merges",
        "ci-and-scans",
    ];
    assert_eq!(with(&outcomes, "met"), machine);
    assert!(with(&outcomes, "unknown").is_empty(), "{outcomes:?}");
}

#[test]
fn what_the_gate_reads_holds_without_a_box() {
    let filled = answered(&ISSUE.replace("- [ ]", "- [x]"));
    let shop = |what: Value| json!({"repositories": {"octoacme/shop": what}});
    let scans = ["security-scans", "ci-and-scans"];
    let bug = json!({"number": 50, "title": "Totals are wrong", "author": "mona", "createdAt": "2026-02-20T10:00:00Z",
        "labels": ["bug-high"]});
    let breaking = json!([
        shop(json!({"labels": [{"name": "breaking-change"}]})),
        {"do": "label", "number": 36, "name": "breaking-change", "by": "mona"},
    ]);
    for (what, outcome, held) in [
        (
            shop(json!({"dependabotAlerts": [{"number": 2, "package": "tar", "severity": "high"}]})),
            "unmet",
            &scans[..],
        ),
        (
            shop(json!({"codeAlerts": [{"number": 2, "rule": "js/xss", "severity": "error"}]})),
            "unmet",
            &scans,
        ),
        (
            shop(
                json!({"analyses": [{"commit": "m4", "createdAt": "2026-02-26T10:00:00Z", "tool": "Trivy"}]}),
            ),
            "unmet",
            &scans,
        ),
        (shop(json!({"security": {"dependabot": "disabled"}})), "unknown", &scans),
        (shop(json!({"security": {"codeScanning": "disabled"}})), "unknown", &scans),
        (shop(json!({"issues": [bug]})), "unmet", &["no-known-bugs"]),
        (shop(json!({"labels": [{"name": "bug-high", "$delete": true}]})), "unknown", &["no-known-bugs"]),
        (breaking.clone(), "unmet", &["release-notes", "migration-guide"]),
    ] {
        let fake = shop_with(&filled, &what);
        let (decision, outcomes) = judged_in(&fake);
        assert_eq!(
            (decision.as_str(), with(&outcomes, outcome)),
            ("no-go", held.iter().map(ToString::to_string).collect()),
            "{what}"
        );
    }
    let fake = shop_with(&filled, &breaking);
    fake.patch(shop(json!({"commits": {"m5": {"files": {"docs/migrate/v1.4.0.md": "Nothing to do.\n"}}}})));
    assert_eq!(with(&judged_in(&fake).1, "unmet"), ["release-notes"]);
    let breaks = "## Breaking Changes\n- The guide has another address (#36)\n\n### Migration Steps\n1. Renew the link\n\n**Estimated migration time**: a minute";
    let notes = NOTES.replace("2026-03-02", SIGNED).replace("## Breaking Changes\nNone", breaks);
    fake.patch(json!({"do": "updateRelease", "id": 70, "facts": {"body": notes}}));
    assert_eq!(with(&judged_in(&fake).1, "unmet"), ["notes-by-technical-writer"]);
    let sign = "/holdpoint sign technical-writer";
    fake.patch(json!({"do": "comment", "number": 40, "body": sign, "by": "noor-a"}));
    let (decision, outcomes) = judged_in(&fake);
    assert_eq!(
        (decision.as_str(), with(&outcomes, "not-applicable")),
        ("go", vec!["database-migrations".into()])
    );
}

fn shop_with(issue: &str, what: &Value) -> Fake {
    let fake = shop(issue);
    fake.patch(what.clone());
    fake
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
