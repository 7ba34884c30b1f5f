//! The gate and the computed version: it is judged where nothing else names one, and one that promises less does not hold.

use serde_json::json;

use super::shown::{POLICY, usual};
use super::story::Story;
use crate::fake::Fake;
use crate::run::{Ran, Run};

fn check(fake: &Fake, more: &[&str]) -> Ran {
    Run::check(fake, more).go()
}

#[test]
fn the_gate_judges_what_the_changes_ask_for() {
    let fake = usual().told(POLICY);
    check(&fake, &[]).ended(0).says(&["v1.5.0", "minor"]);
    let none = POLICY.replace("otherwise: refuse", "otherwise: none");
    let mut tidied = Story::new();
    tidied.pull(41, "Tidy up", &[]);
    check(&tidied.told(&none), &[]).ended(0).says(&["v1.4.0"]).does_not_say(&["NO-GO"]);
    let mut story = usual();
    story.pull(45, "Tidy up", &[]);
    check(&story.told(POLICY), &[]).ended(2).says(&["nothing names the version", "#45", "`feature`"]);
}

#[test]
fn a_version_that_promises_too_little_names_what_asks_for_more() {
    let fake = usual().told(POLICY);
    let milestone =
        json!({"number": 9, "title": "v1.4.1", "createdAt": "2026-01-01T00:00:00Z", "creator": "maya-r"});
    fake.patch(json!({"repositories": {"octoacme/shop": {"milestones": [milestone]}}}));
    check(&fake, &[]).ended(1).says(&["1.4.1", "#41", "`feature`", "minor"]).does_not_say(&["#42 asks"]);
    let fake = usual().told(POLICY);
    check(&fake, &["--version", "1.4.1"]).ended(1).says(&["#41"]);
    check(&fake, &["--version", "1.5.0"]).ended(0);
    check(&fake, &["--version", "2.0.0"]).ended(0);
    check(&fake, &["--version", "1.4.1-rc.1"]).ended(1).says(&["#41"]);
    check(&fake, &["--version", "1.5.0-rc.1"]).ended(0);
}

/// What is planned and not merged yet has nothing to say of the version, and its labels are not read.
#[test]
fn an_open_pull_request_of_the_milestone_leaves_the_version_known() {
    let mut story = usual();
    story.open(46, "Sort by size", &[]);
    let fake = story.told(&POLICY.replacen("release:\n", "release:\n  pull-requests: milestone\n", 1));
    let milestone =
        json!({"number": 9, "title": "v1.5.0", "createdAt": "2026-01-01T00:00:00Z", "creator": "maya-r"});
    fake.patch(json!({"repositories": {"octoacme/shop": {"milestones": [milestone]}}}));
    fake.patch(json!({"do": "milestone", "number": 46, "title": "v1.5.0"}));
    check(&fake, &[]).ended(1).says(&["#46"]).does_not_say(&["could not be read"]);
}

#[test]
fn a_change_that_no_rule_fits_holds_a_named_version_too() {
    let mut story = usual();
    story.pull(45, "Tidy up", &[]);
    let fake = story.told(POLICY);
    check(&fake, &["--version", "1.5.0"]).ended(1).says(&["#45", "`feature`"]);
}

#[test]
fn without_rules_of_the_policy_the_gate_computes_nothing() {
    let (before, rest) = POLICY.split_once("  bump:").unwrap();
    let policy = format!("{before}phases:{}", rest.split_once("phases:").unwrap().1);
    let fake = usual().told(&policy);
    check(&fake, &[]).ended(2).says(&["--version"]);
    check(&fake, &["--version", "1.4.1"]).ended(0);
}

/// A breaking change, a tracking issue for it, and a role that has to confirm.
fn breaking() -> Fake {
    let mut story = usual();
    story.pull(45, "Drop the old API", &["breaking-change"]);
    story.issue(40, "Release v2.0.0", "release");
    confirming(&story)
}

/// With a policy by which a role confirms major versions.
fn confirming(story: &Story) -> Fake {
    let policy = POLICY
        .replace("    otherwise: refuse", "    major-by: release-manager\n    otherwise: refuse")
        .replace("  bump:", "  tracking-issue: {label: release}\n  bump:");
    story.told(&policy.replace("phases:", "roles: {release-manager: {users: [maya-r]}}\nphases:"))
}

fn comment(fake: &Fake, by: &str, body: &str) {
    fake.patch(json!({"do": "comment", "number": 40, "body": body, "by": by}));
}

#[test]
fn a_major_version_is_confirmed_by_the_role_and_by_nobody_else() {
    let fake = breaking();
    let line = "/holdpoint release-as 2.0.0";
    check(&fake, &[]).ended(1).says(&[line, "maya-r"]);
    super::story::bump(&fake, &["--format", "markdown"]).ended(0).says(&["2.0.0", line, "release-manager"]);
    comment(&fake, "mona", line);
    check(&fake, &[]).ended(1).says(&["maya-r"]);
    comment(&fake, "maya-r", line);
    check(&fake, &["--format", "json"]).ended(0).says(&["major-confirmed"]);
    // What they said last counts.
    comment(&fake, "maya-r", "/holdpoint release-as 1.9.0");
    check(&fake, &[]).ended(1);
}

#[test]
fn a_confirmation_that_cannot_be_read_is_none() {
    let fake = breaking();
    comment(&fake, "maya-r", "/holdpoint release-as 2.0.0");
    check(&fake, &[]).ended(0);
    let list = |name: &str| json!(["issuesOf", "*", "nodes", 0, name]);
    for effect in [
        json!({"null_node": list("firstComments")}),
        json!({"null_node": list("lastComments")}),
        json!({"graphql_error": {"path": list("firstComments"), "type": "FORBIDDEN"}}),
    ] {
        fake.faults(json!([{"match": {"operation": "Evidence"}, "effect": effect}]));
        let ran = check(&fake, &[]);
        assert!(fake.last_fault_met(), "{effect}");
        assert!(ran.code == Some(1) || ran.code == Some(2), "{ran:?}");
    }
}

#[test]
fn a_minor_version_needs_no_confirmation() {
    let mut story = usual();
    story.issue(40, "Release v1.5.0", "release");
    check(&confirming(&story), &[]).ended(0).does_not_say(&["release-as"]);
}

#[test]
fn what_was_taken_back_is_in_neither_the_version_nor_the_notes() {
    let policy = POLICY.replace("phases:", "notes: {from: {changelog: CHANGELOG.md}}\nphases:");
    let mut story = usual();
    story.pull(45, "Sort by name", &["fix"]);
    story.pull(46, "Revert \"Sort by name\"", &["fix"]);
    story.pull(47, "Reapply \"Sort by name\"", &["fix"]);
    let fake = story.told(&policy);
    let found = super::story::document(&super::story::bump(&fake, &["--format", "json"]).ended(0));
    let asks = |number: u64| {
        let changes = found["changes"].as_array().unwrap();
        changes.iter().find(|one| one["pull-request"] == number).map(|one| one["asks"].clone()).unwrap()
    };
    let draft = Run::new(&["notes", "draft", "--repo", "octoacme/shop", "--version", "1.5.0"]);
    let notes = draft.github(&fake).go().ended(0).out;
    for (number, is_there) in
        [(41, true), (42, true), (43, false), (44, false), (45, true), (46, false), (47, false)]
    {
        assert_eq!(!asks(number).is_null(), is_there, "#{number} in {found}");
        assert_eq!(notes.contains(&format!("#{number}")), is_there, "#{number} in {notes}");
    }
}
