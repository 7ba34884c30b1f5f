//! What merging a pull request would release: the comment on it.

use serde_json::{Value, json};

use super::shown::{POLICY, usual};
use super::story::{Story, bump, document};
use crate::fake::{Fake, is_write};
use crate::run::{Ran, Run};

fn with_open() -> Story {
    let mut story = Story::new();
    story.pull(42, "Round totals up", &["fix"]);
    story.open(45, "Save the cart", &["feature"]);
    story
}

fn on_pull_request(fake: &Fake, token: &str, more: &[&str]) -> Ran {
    let payload =
        json!({"action": "labeled", "pull_request": {"number": 45, "head": {"sha": fake.tip("change-45")}}})
            .to_string();
    let run = Run::action(fake, "pull_request", &payload, &[("INPUT_TOKEN", token)]);
    run.with(&[&["bump"], more].concat()).go()
}

fn ours(fake: &Fake) -> Vec<String> {
    let all = fake.comments(45).into_iter().map(|(_, body)| body);
    all.filter(|body| body.starts_with("<!-- holdpoint:")).collect()
}

/// What docs/versions.md shows: the comment as a reader sees it.
pub(super) fn in_docs() -> String {
    let fake = with_open().told(POLICY);
    on_pull_request(&fake, "workflow", &["--comment"]).ended(0);
    let comments = ours(&fake);
    let body = comments[0].lines().filter(|line| !line.starts_with("<!--"));
    let quoted: Vec<String> = body.map(|line| format!("> {line}").trim_end().to_owned()).collect();
    format!("{}\n", quoted.join("\n"))
}

#[test]
fn one_comment_says_what_the_merge_releases_and_is_edited_in_place() {
    let fake = with_open().told(POLICY);
    on_pull_request(&fake, "workflow", &["--comment"]).ended(0);
    let first = ours(&fake);
    assert_eq!(first.len(), 1);
    for part in ["1.5.0", "this pull request", "#42", "#45"] {
        assert!(first[0].contains(part), "no {part} in {}", first[0]);
    }
    fake.clear_log();
    on_pull_request(&fake, "workflow", &["--comment"]).ended(0);
    assert!(!fake.log().iter().any(is_write), "nothing changed, and something was written");
    fake.patch(json!([
        {"do": "unlabel", "number": 45, "name": "feature", "by": "mona"},
        {"repositories": {"octoacme/shop": {"labels": [{"name": "breaking-change"}]}}},
        {"do": "label", "number": 45, "name": "breaking-change", "by": "mona"},
    ]));
    let ran = on_pull_request(&fake, "workflow", &["--comment"]).ended(0).says(&["2.0.0"]);
    let now = ours(&fake);
    assert_eq!(now.len(), 1);
    assert!(now[0].contains("2.0.0") && !now[0].contains("1.5.0"), "{}{ran:?}", now[0]);
}

#[test]
fn a_token_that_may_only_read_is_warned_of_and_ends_well() {
    let fake = with_open().told(POLICY);
    let permissions = json!({"contents": "read", "pull_requests": "read", "issues": "read"});
    fake.patch(json!({"tokens": {"fork": {"login": "github-actions[bot]", "permissions": permissions}}}));
    on_pull_request(&fake, "fork", &["--comment"])
        .ended(0)
        .says(&["Merging this makes the next release 1.5.0", "pull-requests: write"]);
    assert!(ours(&fake).is_empty());
}

#[test]
fn nothing_is_written_unless_it_is_asked_for() {
    let fake = with_open().told(POLICY);
    on_pull_request(&fake, "workflow", &["--comment", "--dry-run"]).ended(0).says(&["1.5.0"]);
    on_pull_request(&fake, "workflow", &["--comment=false"]).ended(0).says(&["1.5.0"]);
    assert!(!fake.log().iter().any(is_write));
}

#[test]
fn a_merge_that_adds_less_than_what_is_there_says_so() {
    let mut story = usual();
    story.open(45, "Round totals down", &["fix"]);
    let fake = story.told(POLICY);
    on_pull_request(&fake, "workflow", &["--comment"])
        .ended(0)
        .says(&["Merging this makes the next release 1.5.0", "#41"]);
}

#[test]
fn a_pull_request_without_a_label_is_told_which_there_are() {
    let mut story = usual();
    story.open(45, "Tidy up", &[]);
    let fake = story.told(POLICY);
    on_pull_request(&fake, "workflow", &["--comment"]).ended(2).says(&["#45", "`feature`"]);
    assert!(ours(&fake)[0].contains("#45"));
}

#[test]
fn what_goes_into_another_branch_releases_nothing() {
    let mut story = usual();
    story.on("experiments");
    story.open(45, "Save the cart", &["feature"]);
    let fake = story.told(POLICY);
    on_pull_request(&fake, "workflow", &["--comment"]).ended(0).says(&["experiments"]);
    assert!(ours(&fake).is_empty());
}

#[test]
fn a_maintenance_branch_has_a_preview_of_its_own_line() {
    let mut story = Story::new();
    story.on("release/1.4");
    story.open(45, "Round totals up", &["fix"]);
    story.on("main");
    story.commit("a1", "a");
    story.tag("v1.5.0");
    let fake = story.told(POLICY);
    on_pull_request(&fake, "workflow", &["--comment"])
        .ended(0)
        .says(&["Merging this makes the next release 1.4.1"]);
}

/// The rules of conventional commits alone.
const CONVENTIONAL: &str = "version: 1
release:
  bump:
    major: {conventional: true}
    minor: {conventional: true}
    patch: {conventional: true}
phases:
  release:
    holds: tag
    requirements: [{id: merged, title: Everything is merged, require: {pull-requests: {merged: all}}}]
";

/// A pull request with an everyday title whose commit is a feature.
fn with_feature(merging: &Value) -> Fake {
    let mut story = Story::new();
    story.open(45, "feat: save the cart", &[]);
    story.with(json!({"title": "Save the cart", "body": "For those who come back."}));
    let fake = story.told(CONVENTIONAL);
    fake.patch(json!({"repositories": {"octoacme/shop": {"merging": merging}}}));
    fake
}

fn next_by(fake: &Fake) -> String {
    let ran = on_pull_request(fake, "workflow", &["--comment=false", "--format", "json"]).ended(0);
    document(&ran)["next"].as_str().unwrap().to_owned()
}

#[test]
fn the_preview_is_what_the_merge_makes_of_it() {
    for (methods, title, message, method, next) in [
        ("squash", "PR_TITLE", "BLANK", "squash", "1.4.1"),
        ("squash", "PR_TITLE", "PR_BODY", "squash", "1.4.1"),
        ("squash", "PR_TITLE", "COMMIT_MESSAGES", "squash", "1.4.1"),
        ("squash", "COMMIT_OR_PR_TITLE", "BLANK", "squash", "1.5.0"),
        ("squash", "COMMIT_OR_PR_TITLE", "COMMIT_MESSAGES", "squash", "1.5.0"),
        ("merge", "PR_TITLE", "BLANK", "merge", "1.5.0"),
        ("rebase", "PR_TITLE", "BLANK", "rebase", "1.5.0"),
    ] {
        let fake = with_feature(&json!({"methods": [methods], "title": title, "message": message}));
        assert_eq!(next_by(&fake), next, "{methods} {title} {message}");
        fake.patch(json!({"do": "merge", "number": 45, "by": "maya-r", "method": method}));
        let after = document(&bump(&fake, &["--format", "json"]).ended(0));
        assert_eq!(after["next"], next, "{methods} {title} {message}, merged");
    }
}

#[test]
fn which_message_is_meant_is_said_where_it_makes_a_difference() {
    let blank = json!({"methods": ["squash"], "title": "PR_TITLE", "message": "BLANK"});
    on_pull_request(&with_feature(&blank), "workflow", &["--comment=false", "--format", "markdown"])
        .ended(0)
        .says(&["1.4.1", "the message of the squash counts", "its title alone", "would ask for minor"]);
    let both = json!({"methods": ["squash", "merge"], "title": "PR_TITLE", "message": "PR_BODY"});
    on_pull_request(&with_feature(&both), "workflow", &["--comment=false", "--format", "markdown"])
        .ended(0)
        .says(&["1.5.0", "with its commits kept it asks for minor", "for patch", "Shown is the greater"]);
    on_pull_request(&with_feature(&Value::Null), "workflow", &["--comment=false", "--format", "markdown"])
        .ended(0)
        .says(&["1.5.0"])
        .does_not_say(&["squash"]);
    let fake = with_feature(&blank);
    fake.faults(json!([{"match": {"operation": "Merging"}, "effect": {"status": 403}}]));
    on_pull_request(&fake, "workflow", &["--comment=false", "--format", "markdown"])
        .ended(0)
        .says(&["1.5.0", "How this repository merges could not be read"]);
}

/// An open feature, and open milestones with these titles.
fn with_milestones(titles: &[&str]) -> Fake {
    let fake = with_open().told(POLICY);
    let milestone = |(number, title): (u64, &&str)| json!({"number": number, "title": title, "createdAt": "2026-01-01T00:00:00Z", "creator": "maya-r"});
    let milestones: Vec<Value> = (9u64..).zip(titles).map(milestone).collect();
    fake.patch(json!({"repositories": {"octoacme/shop": {"milestones": milestones}}}));
    fake
}

#[test]
fn a_version_that_people_name_is_told() {
    let fake = with_milestones(&["v1.6.0"]);
    on_pull_request(&fake, "workflow", &["--comment"]).ended(0).says(&[
        "Merging this makes the next release 1.5.0",
        "named 1.6.0 already",
        "high enough",
    ]);
    assert!(ours(&fake)[0].contains("named 1.6.0 already"), "{:?}", ours(&fake));
    on_pull_request(&fake, "workflow", &["--pre", "rc"]).ended(0).says(&["1.6.0-rc.1"]);
    on_pull_request(&fake, "workflow", &["--version", "1.7.0"]).ended(0).says(&["named 1.7.0 already"]);
    on_pull_request(&fake, "workflow", &["--version", "1.7.0", "--pre", "rc"])
        .ended(0)
        .says(&["1.7.0-rc.1", "as it is named"]);
    on_pull_request(&fake, "workflow", &["--version", "next"]).ended(2).says(&["next"]);
    on_pull_request(&with_milestones(&["v1.4.1"]), "workflow", &[])
        .ended(0)
        .says(&["named 1.4.1 already", "too low"]);
    // Which of two is meant is no question of a pull request.
    on_pull_request(&with_milestones(&["v1.6.0", "v2.0.0"]), "workflow", &[])
        .ended(0)
        .says(&["Merging this makes the next release 1.5.0"])
        .does_not_say(&["already"]);
}
