//! The gate in a workflow: events, inputs, outputs, summary, annotations, rights.

use std::collections::BTreeMap;

use crate::check::{POLICY, ready};
use crate::fake::Fake;
use crate::run::Run;

/// The heredoc grammar of `GITHUB_OUTPUT`, read as the runner does.
fn outputs(text: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut lines = text.split('\n');
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let (name, delimiter) = line.split_once("<<").unwrap_or_else(|| panic!("not a heredoc: {line}"));
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        all.insert(name.to_owned(), value.join("\n"));
    }
    all
}

struct Went {
    code: Option<i32>,
    log: String,
    outputs: BTreeMap<String, String>,
    summary: String,
}

fn run(fake: &Fake, event: &str, payload: &str, variables: &[(&str, &str)]) -> Went {
    let run = Run::action(fake, event, payload, variables);
    let (output, summary) = (run.file("output"), run.file("summary"));
    let ran = run.go();
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    Went { code: ran.code, log: ran.out + &ran.err, outputs: outputs(&read(output)), summary: read(summary) }
}

const DISPATCH: [(&str, &str); 3] =
    [("GITHUB_REF", "refs/heads/main"), ("INPUT_PHASE", "pre-release"), ("INPUT_VERSION", "1.4.0")];

fn dispatch(fake: &Fake, sha: &str, more: &[(&str, &str)]) -> Went {
    let mut variables = DISPATCH.to_vec();
    variables.push(("GITHUB_SHA", sha));
    variables.extend(more);
    run(fake, "workflow_dispatch", "{}", &variables)
}

#[test]
fn a_workflows_own_token_reaches_a_go_with_comment_check_run_and_outputs() {
    let fake = ready();
    let went = dispatch(&fake, &fake.tip("main"), &[]);
    assert_eq!(went.code, Some(0), "{}", went.log);
    for (name, value) in [
        ("decision", "go"),
        ("error", ""),
        ("unmet", ""),
        ("version", "1.4.0"),
        ("tag", "v1.4.0"),
        ("previous", "v1.3.1"),
        ("type", "minor"),
        ("released", "false"),
    ] {
        assert_eq!(went.outputs.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(went.outputs["comment-url"].starts_with("https://github.com/octoacme/shop/issues/40"));
    assert!(went.summary.contains("v1.4.0"));
    let runs = fake.check_runs(&fake.tip("main"));
    let ours = runs.iter().find(|run| run["name"] == "holdpoint / pre-release").unwrap();
    assert_eq!(ours["conclusion"], "success");
    let again = dispatch(&fake, &fake.tip("main"), &[]);
    assert_eq!(again.code, Some(0), "the gate's own check run is no evidence\n{}", again.log);
}

#[test]
fn a_no_go_fails_the_step_annotates_the_policy_and_sets_the_outputs() {
    let fake = Fake::shop(POLICY);
    let went = dispatch(&fake, &fake.tip("main"), &[]);
    assert_eq!(went.code, Some(1));
    assert_eq!(went.outputs["decision"], "no-go");
    assert_eq!(went.outputs["unmet"], "rollback-plan");
    assert!(went.log.contains("::error file=release.yml,line="), "{}", went.log);
    assert!(went.summary.contains("Rollback plan written"));
}

#[test]
fn outputs_are_set_after_an_error_too() {
    let fake = ready();
    let went = dispatch(&fake, &fake.tip("main"), &[("INPUT_PHASE", "nonsense")]);
    assert_eq!(went.code, Some(2));
    assert_eq!(went.outputs["decision"], "no-go");
    assert!(went.outputs["error"].contains("nonsense"));
    assert!(went.log.contains("::error"));
}

#[test]
fn a_forks_read_only_token_still_gets_exit_code_and_summary() {
    let fake = ready();
    fake.faults(serde_json::json!([
        {"match": {"method": "POST", "path": "/repos/*"}, "effect": {"denied": true}},
        {"match": {"operation": "AddComment"}, "effect": {"denied": true}},
    ]));
    let went = dispatch(&fake, &fake.tip("main"), &[]);
    assert_eq!(went.code, Some(0), "{}", went.log);
    assert!(went.log.contains("warning"));
    assert!(went.summary.contains("v1.4.0"));
    assert_eq!(went.outputs["comment-url"], "");
}

#[test]
fn a_pull_request_from_a_fork_is_judged_with_the_token_that_it_gets() {
    let fake = Fake::shop(POLICY);
    let read = serde_json::json!({
        "contents": "read", "issues": "read", "pull_requests": "read", "checks": "read", "statuses": "read", "actions": "read",
    });
    fake.patch(serde_json::json!([
        {"tokens": {"fork": {"login": "github-actions[bot]", "permissions": read}}},
        {"repositories": {"octoacme/shop": {"pulls": [{"number": 38, "headRepository": "lina-p/shop", "headCommit": "f1"}]}}},
    ]));
    let head = fake.tip("search");
    let payload = serde_json::json!({"pull_request": {
        "number": 38, "head": {"sha": head, "repo": {"full_name": "lina-p/shop", "fork": true}},
        "base": {"repo": {"full_name": "octoacme/shop"}},
    }});
    let judged = || run(&fake, "pull_request", &payload.to_string(), &[("INPUT_TOKEN", "fork")]);
    let went = judged();
    assert_eq!(went.code, Some(0), "{}", went.log);
    assert_eq!(went.outputs["decision"], "go");
    assert_eq!(went.outputs["comment-url"], "");
    assert!(went.summary.contains("Search by name"), "{}", went.summary);
    // Both the comment and the check run are refused, and each says which right it takes.
    for right in ["`pull-requests: write`", "checks=write"] {
        assert!(went.log.contains(right), "{}", went.log);
    }
    assert_eq!(went.log.matches("the verdict stands, but could not be published").count(), 2, "{}", went.log);
    fake.patch(serde_json::json!({"do": "unlabel", "number": 38, "name": "feature", "by": "mona"}));
    let went = judged();
    assert_eq!(went.code, Some(1), "{}", went.log);
    assert_eq!(went.outputs["decision"], "no-go");
    assert!(went.summary.contains("One label says what kind of change this is"));
    assert_eq!(fake.comments(38).len(), 0);
}

#[test]
fn a_pull_request_is_judged_by_the_phase_that_holds_merges() {
    let fake = Fake::shop(POLICY);
    let payload = format!(r#"{{"pull_request":{{"number":38,"head":{{"sha":"{}"}}}}}}"#, fake.tip("search"));
    let went = run(&fake, "pull_request", &payload, &[]);
    assert_eq!(went.code, Some(0), "{}", went.log);
    fake.patch(serde_json::json!({"do": "unlabel", "number": 38, "name": "feature", "by": "mona"}));
    let went = run(&fake, "pull_request_target", &payload, &[]);
    assert_eq!(went.code, Some(1), "{}", went.log);
    let comments = fake.comments(38);
    assert_eq!(comments.iter().filter(|(_, body)| body.starts_with("<!-- holdpoint:")).count(), 1);
}

#[test]
fn a_pull_request_that_was_pushed_to_since_is_a_no_go() {
    let fake = Fake::shop(POLICY);
    let payload = format!(r#"{{"pull_request":{{"number":38,"head":{{"sha":"{}"}}}}}}"#, fake.tip("search"));
    fake.patch(serde_json::json!({"do": "push", "branch": "search", "files": {"x": "y"}, "message": "more", "by": "lina-p"}));
    assert_eq!(run(&fake, "pull_request", &payload, &[]).code, Some(1));
}

#[test]
fn events_that_have_nothing_to_judge_end_well_and_say_so() {
    let fake = Fake::shop(POLICY);
    let payload = format!(r#"{{"pull_request":{{"number":38,"head":{{"sha":"{}"}}}}}}"#, fake.tip("search"));
    let phase = [("INPUT_PHASE", "pre-release")];
    for (fake, event, payload) in [
        (&fake, "pull_request", payload.as_str()),
        (&fake, "issues", r#"{"issue":{"number":30}}"#),
        (
            &fake,
            "push",
            r#"{"ref":"refs/tags/nightly","after":"0000000000000000000000000000000000000000","deleted":true}"#,
        ),
        (&fake, "push", r#"{"ref":"refs/heads/search","after":"0000000000000000000000000000000000000001"}"#),
        (
            &fake,
            "issue_comment",
            r#"{"issue":{"number":40},"comment":{"body":"<!-- holdpoint:x -->","user":{"type":"Bot"}}}"#,
        ),
    ] {
        let went = run(fake, event, payload, &phase);
        assert_eq!(went.code, Some(0), "{event} {payload}\n{}", went.log);
        assert_eq!(went.outputs["decision"], "none", "{event} {payload}");
    }
}

#[test]
fn the_tracking_issues_events_judge_the_release() {
    let fake = ready();
    let phase = [("INPUT_PHASE", "pre-release")];
    for (event, payload) in [
        ("issues", r#"{"issue":{"number":40}}"#),
        ("issue_comment", r#"{"issue":{"number":40},"comment":{"body":"hello","user":{"type":"User"}}}"#),
    ] {
        let went = run(&fake, event, payload, &phase);
        assert_eq!(went.code, Some(0), "{event}\n{}", went.log);
        assert_eq!(went.outputs["version"], "1.4.0");
    }
}

#[test]
fn other_events_are_refused_by_name() {
    let fake = ready();
    let went = run(&fake, "gollum", "{}", &[]);
    assert_eq!(went.code, Some(2));
    assert!(went.log.contains("gollum"));
}

#[test]
fn a_version_or_commit_that_is_not_the_events_is_refused() {
    let fake = ready();
    fake.patch(serde_json::json!({"do": "tag", "name": "v1.4.0", "commit": "main", "by": "mona"}));
    let tag = r#"{"ref":"refs/tags/v1.4.0","after":"0000000000000000000000000000000000000001"}"#;
    let push =
        |more: &[(&str, &str)]| run(&fake, "push", tag, &[&[("INPUT_PHASE", "pre-release")], more].concat());
    assert_eq!(push(&[]).code, Some(0));
    assert_eq!(push(&[("INPUT_VERSION", "v1.4.0"), ("INPUT_COMMIT", &fake.tip("main"))]).code, Some(0));
    let other = push(&[("INPUT_VERSION", "1.3.9")]);
    assert_eq!(other.code, Some(2), "{}", other.log);
    assert!(other.outputs["error"].contains("1.4.0") && other.outputs["error"].contains("1.3.9"));
    let other = push(&[("INPUT_COMMIT", &fake.tip("search"))]);
    assert_eq!(other.code, Some(2), "{}", other.log);
    let payload = format!(r#"{{"pull_request":{{"number":38,"head":{{"sha":"{}"}}}}}}"#, fake.tip("search"));
    let other = run(&fake, "pull_request", &payload, &[("INPUT_COMMIT", &fake.tip("main"))]);
    assert_eq!(other.code, Some(2), "{}", other.log);
}

#[test]
fn a_pushed_branch_is_judged_at_the_commit_that_is_asked_for() {
    let fake = ready();
    let payload = format!(r#"{{"ref":"refs/heads/main","after":"{}"}}"#, fake.tip("main"));
    let commit = fake.tip("search");
    let variables = [("INPUT_PHASE", "pre-release"), ("INPUT_VERSION", "1.4.0"), ("INPUT_COMMIT", &commit)];
    let went = run(&fake, "push", &payload, &variables);
    assert_eq!(went.code, Some(1), "{}", went.log);
    assert!(went.log.contains(commit.get(..7).unwrap()), "{}", went.log);
}

#[test]
fn a_pushed_tag_finds_the_milestone_that_is_closed_already() {
    let fake = ready();
    fake.patch(serde_json::json!([
        {"do": "tag", "name": "v1.4.0", "commit": "main", "by": "mona"},
        {"repositories": {"octoacme/shop": {"milestones": [{"number": 4, "closedAt": "2026-03-01T09:00:00Z"}]}}},
    ]));
    let payload = r#"{"ref":"refs/tags/v1.4.0","after":"0000000000000000000000000000000000000001"}"#;
    let went = run(&fake, "push", payload, &[("INPUT_PHASE", "pre-release")]);
    assert_eq!(went.code, Some(0), "{}", went.log);
}
