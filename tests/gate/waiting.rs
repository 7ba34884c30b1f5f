//! `check --wait`: what it waits for, what ends the wait, and that only what was read whole is judged.

use std::time::Instant;

use serde_json::{Value, json};

use crate::check::{POLICY, ready};
use crate::fake::{Fake, is_write};
use crate::run::Run;

/// Everything is ready but `build`, which runs.
fn building() -> Fake {
    let fake = ready();
    fake.patch(running("build"));
    fake
}

fn running(name: &str) -> Value {
    json!({"do": "check", "commit": "main", "name": name, "status": "in_progress", "conclusion": null})
}

fn passes(name: &str) -> Value {
    json!({"do": "check", "commit": "main", "name": name, "status": "completed", "conclusion": "success"})
}

fn wait<'a>(patience: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["--phase", "pre-release", "--version", "1.4.0", "--wait", patience], more].concat()
}

/// This is done to the world right before that look.
fn at_look(look: u64, patch: Value) -> Value {
    json!({"match": {"operation": "Watch"}, "nth": look, "before": patch})
}

fn requests(fake: &Fake, operation: &str) -> Vec<Value> {
    fake.log().into_iter().filter(|request| request["operation"] == operation).collect()
}

/// How many whole readings and how many looks there were.
fn readings_and_looks(fake: &Fake) -> (usize, usize) {
    (requests(fake, "Opening").len(), requests(fake, "Watch").len())
}

fn outcome(verdict: &Value, id: &str) -> Value {
    let all = verdict["requirements"].as_array().unwrap();
    all.iter().find(|one| one["id"] == id).unwrap()["outcome"].clone()
}

#[test]
fn a_check_that_finishes_is_a_go_and_looking_is_cheap() {
    let fake = building();
    fake.faults(json!([at_look(2, passes("build"))]));
    let ran = Run::check(&fake, &wait("8s", &[])).go().ended(0);
    ran.says(&["GO", "waiting for `build` (0s of 8s)"]);
    assert_eq!(readings_and_looks(&fake), (2, 2));
    for look in requests(&fake, "Watch") {
        assert_eq!(look["cost"], 1, "{look}");
    }
}

#[test]
fn everything_is_read_again_and_a_box_that_was_unticked_meanwhile_is_a_no_go() {
    let fake = building();
    let untick = json!({"do": "untick", "number": 40, "text": "Rollback plan written", "by": "devon-k"});
    fake.faults(json!([at_look(2, json!([passes("build"), untick]))]));
    let run = Run::check(&fake, &wait("8s", &["--format", "json", "--save-evidence", "evidence.json"]));
    let kept = run.file("evidence.json");
    let ran = run.go().ended(1);
    let verdict: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(outcome(&verdict, "ci"), "met");
    assert_eq!(outcome(&verdict, "rollback-plan"), "unmet");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(kept).unwrap()).unwrap();
    let body = &kept["tracking-issues"]["known"]["items"][0]["body"];
    assert!(body.to_string().contains("- [ ] Rollback plan written"), "{body}");
}

#[test]
fn what_a_person_has_to_do_is_said_at_once() {
    let fake = Fake::shop(POLICY);
    fake.patch(running("build"));
    let ran = Run::check(&fake, &wait("15m", &[])).go().ended(1);
    ran.says(&["Rollback plan written", "has not finished"]).does_not_say(&["waiting for"]);
    assert_eq!(readings_and_looks(&fake), (1, 0));
}

#[test]
fn a_check_that_fails_ends_the_wait() {
    let fake = building();
    fake.patch(running("unit tests"));
    let fails = json!({"do": "check", "commit": "main", "name": "build", "status": "completed", "conclusion": "failure"});
    fake.faults(json!([at_look(1, fails)]));
    Run::check(&fake, &wait("8s", &[])).go().ended(1).says(&[
        "build",
        "failed",
        "unit tests",
        "has not finished",
    ]);
    assert_eq!(readings_and_looks(&fake), (2, 1));
}

#[test]
fn a_wait_that_is_over_is_a_no_go_that_says_for_what() {
    let fake = building();
    let ran = Run::check(&fake, &wait("3s", &["--timeout", "1m"])).go().ended(1);
    ran.says(&["waited 3s in vain for `build`", "pending", "has not finished"]);
    assert_eq!(requests(&fake, "Opening").len(), 2, "and what is judged was read at the end");
}

#[test]
fn a_check_that_is_not_there_yet_may_still_come_and_is_never_taken_for_one_that_passed() {
    let fake = ready();
    fake.patch(json!({"repositories": {"octoacme/shop": {"checks": [{"name": "build", "commit": "m5", "$delete": true}]}}}));
    fake.faults(json!([at_look(1, running("build")), at_look(2, passes("build"))]));
    let ran = Run::check(&fake, &wait("8s", &[])).go().ended(0);
    ran.says(&["waiting for `build`, not there yet", "waiting for `build` ("]);

    let fake = ready();
    fake.patch(json!({"repositories": {"octoacme/shop": {"checks": [{"name": "build", "commit": "m5", "$delete": true}]}}}));
    let ran = Run::check(&fake, &wait("2s", &[])).go().ended(1);
    ran.says(&["waited 2s in vain for `build`, not there yet", "there is no check `build`", "unmet"]);
}

#[test]
fn a_branch_that_grows_meanwhile_leaves_the_candidate_as_it_is() {
    let fake = building();
    let push =
        json!({"do": "push", "branch": "main", "files": {"late.txt": "x"}, "message": "Late", "by": "mona"});
    let done = json!({"do": "check", "commit": "m5", "name": "build", "status": "completed", "conclusion": "success"});
    fake.faults(json!([at_look(1, json!([push, done]))]));
    Run::check(&fake, &wait("4s", &[])).go().ended(0).says(&["grown"]);
}

#[test]
fn a_tag_that_moves_meanwhile_ends_the_wait() {
    let fake = building();
    fake.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "m5"}));
    fake.faults(json!([at_look(1, json!({"do": "move", "ref": "refs/tags/v1.4.0", "to": "m4"}))]));
    let event =
        r#"{"ref":"refs/tags/v1.4.0","after":"0000000000000000000000000000000000000000","deleted":false}"#;
    let inputs = [("INPUT_PHASE", "pre-release"), ("INPUT_WAIT", "8s")];
    let ran = Run::action(&fake, "push", event, &inputs).go().ended(1);
    ran.says(&["the tag `v1.4.0` was moved"]);
    // The new commit is not what the gate was asked about: it is not read.
    assert_eq!(readings_and_looks(&fake), (1, 1));
}

const MERGE: &str = "\
version: 1
phases:
  pull-request:
    holds: merge
    requirements:
      - id: ci
        title: CI
        require: {checks: {names: [build]}}
";

#[test]
fn a_pull_request_that_is_pushed_to_meanwhile_ends_the_wait() {
    for event in ["pull_request", "issue_comment"] {
        let fake = Fake::shop(MERGE);
        let head = fake.tip("search");
        fake.patch(json!({"do": "check", "commit": head, "name": "build", "status": "queued", "conclusion": null, "rerun": true}));
        let push = json!({"do": "push", "branch": "search", "files": {"x.js": "x"}, "message": "More", "by": "lina-p"});
        let passed = json!({"do": "check", "commit": "search", "name": "build"});
        fake.faults(json!([at_look(1, json!([push, passed]))]));
        let payload = match event {
            "pull_request" => json!({"pull_request": {"number": 38, "head": {"sha": head}}}),
            _ => {
                json!({"issue": {"number": 38, "pull_request": {}}, "comment": {"body": "Go?", "user": {"login": "mona", "type": "User"}}})
            }
        };
        let ran = Run::action(&fake, event, &payload.to_string(), &[("INPUT_WAIT", "8s")]).go().ended(1);
        ran.says(&["was pushed to"]);
        assert_eq!(readings_and_looks(&fake).1, 1, "{event}");
    }
}

#[test]
fn a_pull_requests_checks_are_waited_for_and_the_verdict_is_published_once() {
    let fake = Fake::shop(MERGE);
    let head = fake.tip("search");
    let build = |status: &str, conclusion: Option<&str>| json!({"do": "check", "commit": head, "name": "build", "status": status, "conclusion": conclusion});
    fake.patch(build("queued", None));
    fake.faults(json!([
        at_look(1, build("in_progress", None)),
        at_look(2, build("completed", Some("success")))
    ]));
    let payload = json!({"pull_request": {"number": 38, "head": {"sha": head}}}).to_string();
    Run::action(&fake, "pull_request", &payload, &[("INPUT_WAIT", "8s")]).go().ended(0);
    let log = fake.log();
    let first = log.iter().position(is_write).unwrap();
    assert!(
        log.iter().skip(first).all(|request| request["operation"] != "Watch"),
        "nothing before the verdict"
    );
    assert_eq!(fake.comments(38).iter().filter(|(_, body)| body.starts_with("<!-- holdpoint:")).count(), 1);
}

#[test]
fn looks_that_fail_are_no_end_and_no_go() {
    let fake = building();
    let html = json!({"html": true});
    fake.faults(json!([
        {"match": {"operation": "Watch"}, "nth": [1, 2], "effect": html},
        {"match": {"operation": "Watch"}, "nth": 4, "before": passes("build")},
    ]));
    Run::check(&fake, &wait("8s", &[])).go().ended(0);

    for effect in [
        json!({"denied": true}),
        json!({"null_node": ["repository", "checked", "statusCheckRollup"]}),
        json!({"graphql_error": {"path": ["repository", "reference"], "type": "INTERNAL", "message": "no"}}),
    ] {
        let fake = building();
        fake.faults(json!([{"match": {"operation": "Watch"}, "effect": effect}]));
        Run::check(&fake, &wait("5s", &[])).go().ended(1).says(&["has not finished"]);
    }
}

#[test]
fn what_is_gone_after_the_wait_is_not_a_good_end() {
    let fake = building();
    let away = json!({"do": "move", "ref": "refs/tags/v1.4.0", "to": null});
    fake.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "m5"}));
    fake.faults(
        json!([at_look(1, passes("build")), {"match": {"operation": "Opening"}, "nth": 2, "before": away}]),
    );
    let event =
        r#"{"ref":"refs/tags/v1.4.0","after":"0000000000000000000000000000000000000000","deleted":false}"#;
    let inputs = [("INPUT_PHASE", "pre-release"), ("INPUT_WAIT", "4s")];
    Run::action(&fake, "push", event, &inputs).go().ended(2).says(&["v1.4.0", "is not there"]);
}

#[test]
fn arguments_that_make_no_sense_are_refused_before_anything_is_read() {
    let fake = building();
    for patience in ["soon", "0s", "-5m"] {
        let wait = format!("--wait={patience}");
        Run::check(&fake, &[wait.as_str()]).go().ended(2).says(&["--wait takes a duration"]);
    }
    assert!(fake.log().is_empty());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_at_once_and_never_well() {
    for signal in ["-INT", "-TERM"] {
        let fake = building();
        let began = Instant::now();
        let waits = || !requests(&fake, "Closing").is_empty();
        let ran = Run::check(&fake, &wait("15m", &[])).signalled(signal, waits).ended(2);
        ran.says(&["ended the run before it was done"]).does_not_say(&["GO"]);
        assert!(began.elapsed().as_secs() < 60);
    }
}
