//! `holdpoint check` in a terminal: from no-go to go, and everything that must not be a go.

use serde_json::{Value, json};

use crate::fake::{Fake, is_write};
use crate::run::Run;

/// A policy of every kind that the shop can meet.
pub(crate) const POLICY: &str = r#"version: 1

release:
  tag: "v{version}"
  branches: [main, "release/*"]
  pull-requests: milestone
  tracking-issue: {label: release}

phases:
  pull-request:
    holds: merge
    requirements:
      - id: labelled
        title: One label says what kind of change this is
        require: {labels: {one-of: [breaking-change, feature, fix, security, chore]}}

  pre-release:
    holds: tag
    requirements:
      - id: scope-merged
        title: All pull requests are merged and approved
        require: {pull-requests: {merged: all, approvals: 1, tasks: complete, threads: resolved, linked-issues: closed}}
      - id: ci
        title: Passing CI
        require: {checks: {names: [build, unit tests], app: github-actions}}
      - group: Documentation
        requirements:
          - id: docs-published
            title: Documentation published by Technical Writer
            require: {checkbox: {}}
      - group: Deployment
        requirements:
          - id: staging-tested
            title: Tested on staging
            require: {checkbox: {}}
          - id: rollback-plan
            title: Rollback plan written
            require: {checkbox: {}}
      - id: rollback-owner
        title: Rollback owner
        when: {paths: ["web/**"]}
        require: {field: {is: text}}
"#;

const TICK: &str = "Rollback plan written";

fn pre_release<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["--phase", "pre-release", "--version", "1.4.0"];
    arguments.extend(more);
    arguments
}

fn tick(fake: &Fake) {
    fake.patch(json!({"do": "tick", "number": 40, "text": TICK, "by": "devon-k"}));
}

/// The shop with everything put right.
pub(crate) fn ready() -> Fake {
    ready_with(POLICY)
}

/// The same by another policy with the same boxes.
pub(crate) fn ready_with(policy: &str) -> Fake {
    let fake = Fake::shop(policy);
    tick(&fake);
    fake
}

#[test]
fn a_no_go_names_what_is_missing_and_then_it_is_a_go() {
    let fake = Fake::shop(POLICY);
    let ran = Run::check(&fake, &pre_release(&[])).go().ended(1);
    ran.says(&["NO-GO", "v1.4.0", TICK, "rollback-plan", "#40"]);
    tick(&fake);
    Run::check(&fake, &pre_release(&[])).go().ended(0).says(&["GO"]).does_not_say(&["NO-GO"]);
    assert!(!fake.log().iter().any(is_write));
}

#[test]
fn in_a_terminal_nothing_is_written_unless_asked() {
    let fake = Fake::shop(POLICY);
    Run::check(&fake, &pre_release(&[])).go().ended(1);
    assert_eq!(fake.comments(40).len(), 2);
    Run::check(&fake, &pre_release(&["--comment", "--dry-run"])).go().ended(1);
    assert_eq!(fake.comments(40).len(), 2);
}

#[test]
fn one_comment_is_edited_in_place_and_not_written_when_unchanged() {
    let fake = Fake::shop(POLICY);
    for _ in 0..2 {
        Run::check(&fake, &pre_release(&["--comment"])).go().ended(1);
    }
    let ours = |fake: &Fake| -> Vec<String> {
        let all = fake.comments(40).into_iter();
        all.filter(|(_, body)| body.starts_with("<!-- holdpoint:")).map(|(_, body)| body).collect()
    };
    assert_eq!(ours(&fake).len(), 1);
    let writes = fake.log().iter().filter(|request| is_write(request)).count();
    assert_eq!(writes, 1, "the second run changed nothing");
    tick(&fake);
    Run::check(&fake, &pre_release(&["--comment"])).go().ended(0);
    let after = ours(&fake);
    assert_eq!(after.len(), 1);
    assert!(after[0].to_lowercase().contains("go"), "{}", after[0]);
}

#[test]
fn somebody_elses_comment_with_our_mark_is_left_alone() {
    let fake = Fake::shop(POLICY);
    fake.patch(json!({"do": "comment", "number": 40, "body": "<!-- holdpoint:pre-release -->\nGo!", "by": "vera-law"}));
    Run::check(&fake, &pre_release(&["--comment"])).go().ended(1);
    let comments = fake.comments(40);
    assert!(comments.iter().any(|(author, body)| author == "vera-law" && body.ends_with("Go!")));
    assert_eq!(comments.iter().filter(|(_, body)| body.starts_with("<!-- holdpoint:")).count(), 2);
}

#[test]
fn every_direct_push_stray_and_uncontained_pull_request_is_named() {
    let fake = ready();
    fake.patch(json!([
        {"do": "push", "branch": "main", "files": {"hot.txt": "fix"}, "message": "Hot fix by hand", "by": "devon-k"},
        {"do": "merge", "number": 38, "method": "squash", "by": "maya-r"},
        {"do": "push", "branch": "release/1.3", "from": "v1.3.1", "files": {"old.txt": "x"}, "message": "begin", "by": "maya-r"},
        {"do": "check", "commit": "main", "name": "build"}, {"do": "check", "commit": "main", "name": "unit tests"},
        {"repositories": {"octoacme/shop": {"pulls": [{
            "number": 50, "title": "A fix for 1.3 only", "author": "mona", "head": "fix-13", "base": "release/1.3",
            "createdAt": "2026-03-01T09:00:00Z", "mergedAt": "2026-03-01T10:00:00Z", "mergedBy": "mona",
            "mergeCommit": "release/1.3", "milestone": "v1.4.0",
            "reviews": [{"author": "devon-k", "state": "approved", "createdAt": "2026-03-01T09:30:00Z"}]
        }]}}}
    ]));
    Run::check(&fake, &pre_release(&[])).go().ended(1).says(&[
        "Hot fix by hand",
        "#38",
        "Search by name",
        "#50",
        "A fix for 1.3 only",
    ]);
}

#[test]
fn a_branch_that_grows_meanwhile_is_reported_and_a_tag_that_moves_is_a_no_go() {
    let fake = ready();
    let push =
        json!({"do": "push", "branch": "main", "files": {"late.txt": "x"}, "message": "Late", "by": "mona"});
    fake.faults(json!([{"match": {"operation": "Evidence"}, "nth": 1, "then": push}]));
    Run::check(&fake, &pre_release(&[])).go().ended(0).says(&["grown"]);

    let fake = ready();
    fake.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "m5"}));
    fake.faults(json!([{"match": {"operation": "Evidence"}, "nth": 1, "then": {"do": "move", "ref": "refs/tags/v1.4.0", "to": "m4"}}]));
    let event =
        r#"{"ref":"refs/tags/v1.4.0","after":"0000000000000000000000000000000000000000","deleted":false}"#;
    let ran = Run::action(&fake, "push", event, &[("INPUT_PHASE", "pre-release")]).go().ended(1);
    ran.says(&["v1.4.0"]);
}

#[test]
fn a_tag_that_somebody_cuts_elsewhere_meanwhile_is_a_no_go() {
    let fake = ready();
    let cut = json!({"do": "tag", "name": "v1.4.0", "commit": "m4"});
    fake.faults(json!([{"match": {"operation": "Evidence"}, "nth": 1, "then": cut}]));
    Run::check(&fake, &pre_release(&[])).go().ended(1).says(&["v1.4.0", "exists already"]);
}

#[test]
fn evidence_is_kept_and_judged_again_to_the_same_bytes() {
    let fake = ready();
    let run = Run::check(&fake, &pre_release(&["--save-evidence", "evidence.json"]));
    let evidence = run.file("evidence.json").display().to_string();
    run.go().ended(0);
    let replay = |arguments: &[&str]| {
        let mut all = vec!["check", "--evidence", evidence.as_str(), "--phase", "pre-release"];
        all.extend(arguments);
        Run::new(&all).go()
    };
    for format in ["text", "markdown", "json"] {
        let first = replay(&["--format", format]).ended(0);
        assert_eq!(first.out, replay(&["--format", format]).ended(0).out);
    }
    replay(&[]).ended(0).says(&["REPLAY"]);
}

#[test]
fn evidence_that_cannot_be_kept_is_a_warning_and_the_verdict_is_published() {
    let fake = Fake::shop(POLICY);
    for code in [1, 0] {
        if code == 0 {
            tick(&fake);
        }
        let all = pre_release(&["--comment", "--save-evidence", "no/such/folder.json"]);
        let ran = Run::check(&fake, &all).go().ended(code);
        ran.says(&["warning: the verdict stands, but the evidence cannot be written to no/such/folder.json"]);
        let ours = fake.comments(40).into_iter().filter(|(_, body)| body.starts_with("<!-- holdpoint:"));
        assert_eq!(ours.count(), 1);
    }
}

#[test]
fn evidence_that_is_short_of_what_a_policy_asks_is_unknown() {
    let fake = ready();
    let run = Run::check(&fake, &pre_release(&["--save-evidence", "evidence.json"]));
    let evidence = run.file("evidence.json").display().to_string();
    let policy = run.file("more.yml");
    run.go().ended(0);
    let more = format!(
        "{POLICY}      - id: reviewed\n        title: The release pull request is approved\n        require: {{checks: {{required: true}}}}\n"
    );
    std::fs::write(&policy, more).unwrap();
    let policy = policy.display().to_string();
    let arguments =
        ["check", "--evidence", &evidence, "--policy", &policy, "--phase", "pre-release", "--format", "json"];
    let ran = Run::new(&arguments).go().ended(1);
    let verdict: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(verdict["decision"], "no-go");
    let outcome = |id: &str| {
        let all = verdict["requirements"].as_array().unwrap();
        all.iter().find(|one| one["id"] == id).unwrap()["outcome"].clone()
    };
    assert_eq!(outcome("reviewed"), "unknown");
    assert_eq!(outcome("ci"), "met");
}

#[test]
fn a_replay_takes_nothing_that_would_have_no_effect() {
    for option in [
        "--commit=x",
        "--repo=a/b",
        "--tracking-issue=9",
        "--policy-ref=main",
        "--comment",
        "--job-check-run=5",
        "--wait=5m",
        "--timeout=9m",
    ] {
        Run::new(&["check", "--evidence", "evidence.json", option])
            .go()
            .ended(2)
            .says(&["cannot be used with"]);
    }
}

#[test]
fn damaged_evidence_is_refused() {
    let fake = ready();
    let run = Run::check(&fake, &pre_release(&["--save-evidence", "evidence.json"]));
    let file = run.file("evidence.json");
    run.go().ended(0);
    let text = std::fs::read_to_string(&file).unwrap();
    for damaged in [
        text.replacen("\"total\"", "\"sum\"", 1),
        text.chars().take(text.len() / 2).collect(),
        text.replacen("\"format\": 1", "\"format\": 99", 1),
    ] {
        std::fs::write(&file, damaged).unwrap();
        let path = file.display().to_string();
        Run::new(&["check", "--evidence", &path, "--phase", "pre-release"])
            .go()
            .ended(2)
            .says(&["is not evidence"]);
    }
}

#[test]
fn what_cannot_be_judged_ends_with_2_and_says_what_to_do() {
    let fake = ready();
    let two = POLICY.replace("  pre-release:", "  staging:\n    holds: deployment\n    requirements:\n      - {id: x, title: X, require: {checkbox: {}}}\n\n  pre-release:");
    Run::check(&Fake::shop(&two), &["--version", "1.4.0"])
        .go()
        .ended(2)
        .says(&["--phase staging", "--phase pre-release"]);
    Run::check(&fake, &["--phase", "pre-relase", "--version", "1.4.0"])
        .go()
        .ended(2)
        .says(&["pre-relase", "pre-release"]);
    Run::check(&fake, &["--phase", "pull-request"]).go().ended(2).says(&["pull request"]);
    Run::check(&fake, &["--phase", "pre-release", "--version", "one"]).go().ended(2).says(&["one"]);
    let nowhere = Fake::shop("version: 1\nphases: {}\n");
    Run::check(&nowhere, &pre_release(&[])).go().ended(2).says(&["release.yml"]);
    let notes = Fake::shop("changelog: {categories: []}\n");
    Run::check(&notes, &pre_release(&[])).go().ended(2).says(&["changelog", "not a policy"]);
    Run::new(&["check", "--phase", "x"]).go().ended(2).says(&["--repo"]);
    Run::new(&["check", "--repo", "octoacme/shop"]).go().ended(2).says(&["GITHUB_TOKEN"]);
    let refused = Run::new(&["check", "--repo", "octoacme/shop"])
        .env("GITHUB_API_URL", "http://127.0.0.1:9")
        .env("GITHUB_TOKEN", "t0ken-of-mine");
    refused.go().ended(2).says(&["127.0.0.1:9"]).does_not_say(&["t0ken-of-mine"]);
}

#[test]
fn the_version_is_found_where_the_team_wrote_it() {
    let fake = ready();
    Run::check(&fake, &["--phase", "pre-release"]).go().ended(0).says(&["v1.4.0"]);
}

#[test]
fn a_short_token_leaves_facts_unknown_and_says_the_permission() {
    let fake = ready();
    let ran = Run::check(&fake, &pre_release(&[])).env("GITHUB_TOKEN", "read-only").go().ended(1);
    ran.says(&["pull-requests: read", "issues: read", "checks: read"]);
    Run::check(&fake, &pre_release(&[])).env("GITHUB_TOKEN", "outsider").go().ended(2);
}

#[test]
fn the_budget_of_a_large_release_holds() {
    // A condition on paths costs more, as its docs say.
    let policy = POLICY.replace("when: {paths: [\"web/**\"]}", "when: {type: [major, minor, patch]}");
    let more = "      - {id: alerts, title: No alerts, require: {alerts: {dependabot: high}}}
      - id: blockers
        title: No open blocker
        require: {issues: {none-open: {any-of: [release-blocker, bug]}, all-closed: {in: milestone}}}
";
    let fake = Fake::large(&format!("{policy}{more}"));
    let at = "2026-02-20T10:00:00Z";
    let done = |number: u64| {
        json!({"number": number, "title": "Part", "author": "mona", "createdAt": at, "closedAt": at,
            "milestone": "v2.0.0", "labels": ["bug"]})
    };
    let issues: Vec<Value> = (5_000..5_199).map(done).collect();
    let labels = json!([{"name": "release-blocker"}, {"name": "bug"}]);
    fake.patch(json!({"repositories": {"octoacme/shop": {"issues": issues, "labels": labels}}}));
    let arguments = ["--phase", "pre-release", "--version", "2.0.0", "--comment", "--check-run"];
    Run::check(&fake, &arguments).go().ended(0);
    let log = fake.log();
    let points: u64 = log.iter().filter_map(|request| request["cost"].as_u64()).sum();
    assert!(log.len() <= 7, "{log:#?}");
    assert!(points <= 20, "{points} points");
}

#[test]
fn a_tag_that_shares_no_history_is_not_the_previous_release() {
    let fake = ready();
    fake.patch(json!({"repositories": {"octoacme/shop": {
        "commits": {"other": {"message": "Pages", "author": "mona", "date": "2026-02-01T10:00:00Z", "parents": []}},
        "tags": {"v1.3.9": "other"},
    }}}));
    // GitHub's comparison of unrelated histories is an error in both of its interfaces.
    fake.faults(json!([{"match": {"operation": "Range"},
        "effect": {"graphql_error": {"path": ["repository", "base0", "compare"], "type": "NOT_FOUND", "message": "none"}}}]));
    Run::check(&fake, &pre_release(&[])).go().ended(0).says(&["since `v1.3.1`"]);
}
