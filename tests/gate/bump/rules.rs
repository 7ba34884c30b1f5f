//! What a history makes of the next version, by the rules: the table of docs/versions.md.

use std::fmt::Write;

use serde_json::{Value, json};

use super::story::{Story, of_branch, oid};

const POLICY: &str = r#"version: 1
release:
  pull-request: {label: carries the release}
  bump:
    major: {labels: [breaking-change], conventional: true}
    minor: {labels: [feature], conventional: true, paths: ["api/**"]}
    patch: {labels: [fix], conventional: true}
phases:
  release:
    holds: tag
    requirements: [{id: merged, title: Everything is merged, require: {pull-requests: {merged: all}}}]
"#;

/// What is there, what differs in the policy, how it came to be, and the next version; `none` and `refused` where there is none.
type Row = (&'static str, &'static str, fn(&mut Story), &'static str);

const ROWS: &[Row] = &[
    ("a label of `minor`", "", |s| s.pull(41, "Save the cart", &["feature"]), "1.5.0"),
    ("the label in other letters", "", |s| s.pull(41, "Save the cart", &["Feature"]), "1.5.0"),
    ("labels of two levels", "", |s| s.pull(41, "Save the cart", &["fix", "breaking-change"]), "2.0.0"),
    ("the conventional type `feat`", "", |s| s.pull(41, "feat: save the cart", &[]), "1.5.0"),
    ("a type with a scope", "", |s| s.pull(41, "fix(cart): round up", &[]), "1.4.1"),
    ("`!` behind the type", "", |s| s.pull(41, "refactor!: drop the old API", &[]), "2.0.0"),
    (
        "`BREAKING CHANGE:` in the message of the squash",
        "",
        |s| {
            s.squashed(
                41,
                "fix: round up",
                &[],
                "fix: round up (#41)\n\nAll of them.\n\nBREAKING CHANGE: totals differ",
                "web/41.js",
            );
        },
        "2.0.0",
    ),
    (
        "`BREAKING CHANGE:` in the middle of a squash with an everyday title",
        "",
        |s| {
            s.squashed(
                41,
                "Round up",
                &[],
                "Round up (#41)\n\n* fix: totals\n\nBREAKING CHANGE: totals differ\n\n* fix: tests",
                "web/41.js",
            );
        },
        "2.0.0",
    ),
    (
        "`BREAKING CHANGE:` in the description alone",
        "",
        |s| {
            s.pull(41, "fix: round up", &[]);
            s.with(json!({"body": "All of them.\n\nBREAKING CHANGE: totals differ\n"}));
        },
        "2.0.0",
    ),
    (
        "the same in a comment of the template",
        "",
        |s| {
            s.pull(41, "fix: round up", &[]);
            s.with(json!({"body": "<!--\nBREAKING CHANGE: say what breaks\n-->\nAll of them."}));
        },
        "1.4.1",
    ),
    (
        "a label that asks for less than the title",
        "",
        |s| s.pull(41, "feat: save the cart", &["fix"]),
        "1.5.0",
    ),
    (
        "a file that a path of `minor` fits",
        "",
        |s| {
            s.squashed(41, "Add orders", &[], "Add orders (#41)", "api/orders.js");
        },
        "1.5.0",
    ),
    ("a title that only looks conventional", "", |s| s.pull(41, "feature: save the cart", &[]), "1.4.1"),
    (
        "nothing that a rule fits, `otherwise: patch` (the default)",
        "",
        |s| s.pull(41, "Tidy up", &[]),
        "1.4.1",
    ),
    ("the same, `otherwise: none`", "otherwise: none", |s| s.pull(41, "Tidy up", &[]), "none"),
    ("the same, `otherwise: refuse`", "otherwise: refuse", |s| s.pull(41, "Tidy up", &[]), "refused"),
    (
        "a fix beside it, `otherwise: none`",
        "otherwise: none",
        |s| {
            s.pull(41, "Tidy up", &[]);
            s.pull(42, "fix: round up", &[]);
        },
        "1.4.1",
    ),
    (
        "several: the greatest counts",
        "",
        |s| {
            s.pull(41, "fix: round up", &[]);
            s.pull(42, "Save the cart", &["feature"]);
            s.pull(43, "docs: say so", &[]);
        },
        "1.5.0",
    ),
    (
        "a feature that was taken back",
        "",
        |s| {
            s.pull(41, "feat: save the cart", &[]);
            s.pull(42, "Revert \"feat: save the cart\"", &[]);
            s.with(json!({"body": "Reverts octoacme/shop#41"}));
            s.pull(43, "fix: round up", &[]);
        },
        "1.4.1",
    ),
    (
        "a feature that was taken back, and nothing else",
        "",
        |s| {
            s.pull(41, "feat: save the cart", &[]);
            s.pull(42, "Revert \"feat: save the cart\"", &[]);
        },
        "none",
    ),
    (
        "a feature that was taken back and brought in again with `git revert`, as Git 2.43 words it",
        "",
        |s| {
            s.pull(41, "feat: save the cart", &[]);
            s.pull(42, "Revert \"feat: save the cart\"", &[]);
            s.pull(43, "Reapply \"feat: save the cart\"", &[]);
        },
        "1.5.0",
    ),
    (
        "a revert that was reverted",
        "",
        |s| {
            s.pull(41, "feat: save the cart", &[]);
            s.pull(42, "Revert \"feat: save the cart\"", &[]);
            s.pull(43, "Revert \"Revert \"feat: save the cart\"\"", &[]);
        },
        "1.5.0",
    ),
    (
        "a revert that people labelled as breaking",
        "",
        |s| {
            s.pull(41, "feat: sort by price", &[]);
            s.pull(42, "Revert \"feat: sort by price\"", &["breaking-change"]);
        },
        "2.0.0",
    ),
    (
        "a breaking change that was taken back in v1.4.1, and is brought in again after it",
        "",
        |s| {
            s.pull(41, "feat!: drop the old API", &["breaking-change"]);
            s.pull(42, "Revert \"feat!: drop the old API\"", &[]);
            s.tag("v1.4.1");
            s.pull(43, "Revert \"Revert \"feat!: drop the old API\"\"", &[]);
            s.pull(44, "fix: round up", &[]);
        },
        "2.0.0",
    ),
    (
        "the same with `git revert`, as Git 2.43 words it",
        "",
        |s| {
            s.pull(41, "feat!: drop the old API", &[]);
            s.pull(42, "Revert \"feat!: drop the old API\"", &[]);
            s.tag("v1.4.1");
            s.pull(43, "Reapply \"feat!: drop the old API\"", &[]);
        },
        "2.0.0",
    ),
    ("a revert of what an older release has", "", |s| s.pull(41, "Revert \"Sort by name\"", &[]), "1.4.1"),
    ("the same as a conventional commit", "", |s| s.pull(41, "revert: feat: sort by name", &[]), "1.4.1"),
    (
        "a commit without a pull request takes a feature back",
        "",
        |s| {
            s.pull(41, "feat: save the cart", &[]);
            let message =
                format!("Revert \"feat: save the cart (#41)\"\n\nThis reverts commit {}.", oid("41"));
            s.commit("c1", &message);
            s.pull(42, "fix: round up", &[]);
        },
        "1.4.1",
    ),
    ("a commit without a pull request", "", |s| s.commit("c1", "feat: save the cart"), "1.5.0"),
    (
        "two such, one of which takes the other back",
        "",
        |s| {
            s.commit("c1", "feat!: drop the old API");
            s.commit(
                "c2",
                &format!("Revert \"feat!: drop the old API\"\n\nThis reverts commit {}.", oid("c1")),
            );
            s.commit("c3", "fix: round up");
        },
        "1.4.1",
    ),
    (
        "such a commit that no rule fits, `otherwise: refuse`",
        "otherwise: refuse",
        |s| s.commit("c1", "Tidy up"),
        "refused",
    ),
    (
        "a merge commit: the messages of what it merges count",
        "",
        |s| {
            s.merge(41, "Save the cart", &["feat: save the cart", "test: of that"]);
        },
        "1.5.0",
    ),
    (
        "a merge commit, one of whose commits breaks something",
        "",
        |s| {
            s.merge(
                41,
                "Save the cart",
                &["feat: save the cart", "fix: it\n\nBREAKING CHANGE: old carts are lost"],
            );
        },
        "2.0.0",
    ),
    (
        "the release pull request beside a feature",
        "",
        |s| {
            s.pull(41, "Save the cart", &["feature"]);
            s.pull(42, "Release 1.5.0", &["carries the release"]);
        },
        "1.5.0",
    ),
    (
        "the release pull request beside a feature, `otherwise: refuse`",
        "otherwise: refuse",
        |s| {
            s.pull(41, "Save the cart", &["feature"]);
            s.pull(42, "Release 1.5.0", &["carries the release"]);
        },
        "1.5.0",
    ),
    ("nothing at all", "", |_| {}, "none"),
    (
        "a breaking change after 0.3.1 (`breaking-is: minor`, the default)",
        "",
        |s| {
            s.tag("v0.3.1");
            s.pull(41, "feat!: carts", &[]);
        },
        "0.4.0",
    ),
    (
        "the same, `breaking-is: major`",
        "breaking-is: major",
        |s| {
            s.tag("v0.3.1");
            s.pull(41, "feat!: carts", &[]);
        },
        "1.0.0",
    ),
    (
        "a feature after 0.3.1",
        "",
        |s| {
            s.tag("v0.3.1");
            s.pull(41, "feat: carts", &[]);
        },
        "0.4.0",
    ),
    (
        "a fix after 0.3.1",
        "",
        |s| {
            s.tag("v0.3.1");
            s.pull(41, "fix: carts", &[]);
        },
        "0.3.2",
    ),
];

fn story(row: &Row) -> Story {
    let mut story = if row.0.contains("0.3.1") || row.1 == "breaking-is: major" {
        Story::before_any_release()
    } else {
        Story::new()
    };
    row.2(&mut story);
    story
}

/// The rows, each as the gate of them has it.
pub(super) fn table() -> String {
    let mut table =
        "| what came after v1.4.0 | what each asks for, and why | next version |\n| --- | --- | --- |\n"
            .to_owned();
    let mut wrong = Vec::new();
    for row in ROWS {
        let policy = POLICY.replace("\nphases:", &format!("\n{}phases:", indented(row.1)));
        let fake = story(row).told(&policy);
        let (code, document) = of_branch(&fake, "main", &[]);
        let found = outcome(&document);
        assert_eq!(code, Some(if found == "refused" { 2 } else { 0 }), "{}: {document:#}", row.0);
        if found != row.3 {
            wrong.push(format!("{}: {found}, not {}\n{document:#}", row.0, row.3));
        }
        let asks: Vec<String> = document["changes"].as_array().unwrap().iter().map(asks).collect();
        let asks = if asks.is_empty() { "–".to_owned() } else { asks.join("<br>") };
        writeln!(table, "| {} | {asks} | {found} |", row.0).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    table
}

fn indented(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("    {text}\n") }
}

/// The version, or why there is none.
pub(super) fn outcome(document: &Value) -> String {
    match document["next"].as_str() {
        Some(next) => next.to_owned(),
        None if document["outcome"] == "nothing" => "none".to_owned(),
        None => "refused".to_owned(),
    }
}

fn asks(change: &Value) -> String {
    let name = match change["pull-request"].as_u64() {
        Some(number) => format!("#{number}"),
        None => format!("`{}`", change["commit"].as_str().unwrap().get(..7).unwrap()),
    };
    let level = change["asks"].as_str().unwrap_or("nothing");
    format!(
        "{name} “{}”: {level}, {}",
        change["title"].as_str().unwrap(),
        change["because"].as_str().unwrap()
    )
}
