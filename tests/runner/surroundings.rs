//! What surrounds the container: inputs left empty or unknown, an empty workspace, no network, few rights, a server of one's own.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::commands::{POLICY, check, ready, shop, usual};
use crate::fake::Fake;
use crate::step::{Step, TOKEN, project};
use crate::way::{Authority, Way};

#[test]
#[ignore = "needs the image"]
fn an_input_left_empty_is_an_input_not_given() {
    let fake = ready();
    let mut step = Step::new(&fake, "workflow_dispatch", "{}");
    let kept = ["token", "job-check-run"];
    let inputs: Vec<String> =
        project().inputs().filter(|name| !kept.contains(name)).map(ToOwned::to_owned).collect();
    for name in &inputs {
        step = step.with(name, "");
    }
    let went = usual(step.with("phase", " pre-release\n").go().ended(0));
    // The one open tracking issue names it.
    assert_eq!(went.output("version"), "1.4.0");
    assert_ne!(went.output("comment-url"), "");
}

#[test]
#[ignore = "needs the image"]
fn an_input_that_there_is_not_is_warned_of_by_the_runner_alone() {
    let went = usual(check(&ready()).with("fail-on", "any").go().ended(0));
    assert_eq!(went.runner, ["Unexpected input(s) 'fail-on'"]);
    // One that is only misspelt was meant, here not to write.
    let fake = ready();
    let went = usual(check(&fake).with("dry_run", "true").go().ended(2));
    assert_eq!(went.output("error"), "there is no input `dry_run`: did you mean `dry-run`?");
    assert!(!fake.log().iter().any(|request| request["token"] == TOKEN), "nothing was asked or written");
}

#[test]
#[ignore = "needs the image"]
fn nothing_needs_to_be_checked_out_and_nothing_is_left_behind() {
    let went = usual(check(&ready()).go().ended(0));
    assert_eq!(std::fs::read_dir(&went.workspace).unwrap().count(), 0);
    // What is checked out is not what is judged by.
    let fake = shop();
    let easy = "version: 1\nphases:\n  pre-release:\n    holds: tag\n    requirements: []\n";
    usual(check(&fake).checked_out("release.yml", easy).go().ended(1));
}

#[test]
#[ignore = "needs the image"]
fn evidence_is_kept_in_the_workspace_for_later_steps() {
    let went = usual(check(&ready()).with("save-evidence", "evidence.json").go().ended(0));
    let text = std::fs::read_to_string(went.workspace.join("evidence.json")).unwrap();
    let evidence: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(evidence.is_object());
}

#[test]
#[ignore = "needs the image"]
fn the_image_itself_is_never_written_to_and_needs_no_capability() {
    let fake = ready();
    let hardened = ["--read-only", "--cap-drop=ALL", "--security-opt", "no-new-privileges"];
    usual(check(&fake).options(&hardened).go().ended(0));
    let other = project().running(&["demo", "--fixed"]);
    let went = Step::of(other, &fake, "workflow_dispatch", "{}").options(&hardened).offline().go().ended(0);
    went.says(&["GO", "octoacme/shop"]);
}

#[test]
#[ignore = "needs the image"]
fn without_a_way_to_github_nothing_is_judged() {
    let went = usual(check(&ready()).with("timeout", "5s").offline().go().ended(2));
    assert_eq!(went.output("decision"), "no-go");
    assert!(went.output("error").contains("GitHub could not be reached"), "{went:?}");
}

#[test]
#[ignore = "needs the image"]
fn without_a_token_it_says_what_to_do() {
    let went = usual(check(&ready()).with("token", "").go().ended(2));
    assert!(went.output("error").contains("token"), "{went:?}");
}

#[test]
#[ignore = "needs the image"]
fn a_forks_token_reads_and_the_verdict_is_in_the_run() {
    let fake = Fake::shop(POLICY);
    let read = json!({
        "contents": "read", "issues": "read", "pull_requests": "read", "checks": "read", "statuses": "read", "actions": "read",
    });
    fake.patch(json!([
        {"tokens": {"fork": {"login": "github-actions[bot]", "permissions": read}}},
        {"repositories": {"octoacme/shop": {"pulls": [{"number": 38, "headRepository": "lina-p/shop", "headCommit": "f1"}]}}},
    ]));
    let payload = json!({"pull_request": {
        "number": 38, "head": {"sha": fake.tip("search"), "repo": {"full_name": "lina-p/shop", "fork": true}},
        "base": {"repo": {"full_name": "octoacme/shop"}},
    }});
    let judge = || Step::new(&fake, "pull_request", &payload.to_string()).token("fork").go();
    let went = usual(judge().ended(0));
    assert!(went.summary.contains("Search by name"));
    assert_eq!(went.output("comment-url"), "");
    for right in ["`pull-requests: write`", "checks=write"] {
        assert!(went.raw.contains(right), "{}", went.raw);
    }
    fake.patch(json!({"do": "unlabel", "number": 38, "name": "feature", "by": "mona"}));
    let went = usual(judge().ended(1));
    assert!(went.summary.contains("One label says what kind of change this is"));
    assert_eq!(fake.comments(38).len(), 0);
}

/// The first process of a container is ended by no signal that it does not listen to.
#[test]
#[ignore = "needs the image"]
fn a_run_that_is_cancelled_while_it_waits_ends_at_once() {
    let fake = Fake::shop(&POLICY.replace("{checkbox: {section: Deployment}}", "{checks: {names: [build]}}"));
    fake.patch(json!({"do": "check", "commit": "m5", "name": "build", "status": "in_progress", "conclusion": null, "rerun": true}));
    let looked = || fake.log().iter().any(|request| request["operation"] == "Watch");
    let began = Instant::now();
    let went = usual(check(&fake).with("wait", "10m").signalled("TERM", looked).ended(2));
    assert!(began.elapsed() < Duration::from_secs(60));
    assert_eq!(went.output("decision"), "no-go");
    assert_ne!(went.output("error"), "");
}

/// Nor by Ctrl-C of whoever runs it by hand, wherever it is.
#[test]
#[ignore = "needs the image"]
fn a_run_that_is_cancelled_while_it_reads_ends_at_once() {
    for (signal, name) in [("TERM", "SIGTERM"), ("INT", "Ctrl-C")] {
        let fake = ready();
        fake.faults(json!([{"match": {"operation": "Closing"}, "effect": {"delay": 100_000}}]));
        let began = Instant::now();
        let went = usual(check(&fake).signalled(signal, || fake.last_fault_met()).ended(2));
        assert!(began.elapsed() < Duration::from_secs(60));
        assert_eq!(went.output("decision"), "no-go");
        assert!(went.output("error").starts_with(&format!("{name} ended the run")), "{went:?}");
    }
}

/// A server under `/api/v3` whose certificate nobody knows but the file in the workspace.
#[test]
#[ignore = "needs the image"]
fn an_enterprise_server_with_an_authority_of_its_own() {
    let fake = ready();
    fake.patch(json!({"server": "https://git.example.com", "version": "3.19.1"}));
    let authority = Authority::new("container");
    let tls = Way::tls(fake.url(), &authority.certify("localhost", 2100));
    let at = format!("https://{}/api", tls.localhost());
    let judge = || {
        check(&fake)
            .env("GITHUB_API_URL", &format!("{at}/v3"))
            .env("GITHUB_GRAPHQL_URL", &format!("{at}/graphql"))
            .env("GITHUB_SERVER_URL", "https://git.example.com")
    };
    let pem = std::fs::read_to_string(&authority.file).unwrap();
    let known = judge().checked_out("ca.pem", &pem).env("SSL_CERT_FILE", "/github/workspace/ca.pem");
    let went = usual(known.go().ended(0));
    assert!(went.output("comment-url").starts_with("https://git.example.com/octoacme/shop/issues/40"));
    let went = usual(judge().go().ended(2));
    assert!(went.output("error").contains("`SSL_CERT_FILE`"), "{went:?}");
    // The workflow has not checked it out.
    let went = usual(judge().env("SSL_CERT_FILE", "/github/workspace/ca.pem").go().ended(2));
    assert!(went.output("error").contains("cannot be read"), "{went:?}");
}
