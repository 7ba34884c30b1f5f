//! What was built for a release, and what is still open: as the gate reads it with one token or another.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::Run;

fn policy(requirement: &str) -> String {
    format!(
        "version: 1
release:
  pull-requests: milestone
phases:
  pre-release:
    holds: tag
    requirements:
      - {{id: it, title: It is there, require: {{{requirement}}}}}
"
    )
}

const BUILD: &str = "artifacts: {workflow: .github/workflows/build.yml, names: [\"shop-{version}\"]}";

/// The build of v1.4.0, with these changes.
fn run(changes: &Value) -> Value {
    let mut run = json!({
        "number": 7, "id": 4242, "workflow": ".github/workflows/build.yml", "commit": "m5",
        "startedAt": "2026-02-27T10:00:00Z", "artifacts": [{"name": "shop-1.4.0"}],
    });
    for (name, change) in changes.as_object().unwrap() {
        run[name] = change.clone();
    }
    run
}

fn with(requirement: &str, more: Value) -> Fake {
    let fake = Fake::shop(&policy(requirement));
    fake.patch(json!({"repositories": {"octoacme/shop": more}}));
    fake
}

fn check(fake: &Fake) -> Run {
    Run::check(fake, &["--version", "1.4.0"])
}

#[test]
fn the_newest_run_of_this_repository_decides() {
    for (changes, code, says) in [
        (json!({}), 0, "has uploaded `shop-1.4.0`"),
        (json!({"commit": "m4"}), 1, "no run of `.github/workflows/build.yml` was started at"),
        (json!({"headRepository": "eve-out/shop"}), 1, "it ran for `eve-out/shop`"),
        (json!({"event": "pull_request"}), 1, "it was started by `pull_request`"),
        (json!({"status": "queued"}), 1, "has not ended"),
        (json!({"conclusion": "skipped"}), 1, "was skipped"),
        (json!({"artifacts": [{"name": "shop-1.3.1"}]}), 1, "the nearest is `shop-1.3.1`"),
        (json!({"artifacts": [{"name": "shop-1.4.0", "expired": true}]}), 1, "has expired"),
        (json!({"artifacts": [{"name": "shop-1.4.0", "size": 0}]}), 1, "is empty"),
    ] {
        let fake = with(BUILD, json!({"runs": [run(&changes)]}));
        check(&fake).with(&["--format", "markdown"]).go().ended(code).says(&[says]);
    }
    let newer =
        json!({"number": 8, "id": 4243, "conclusion": "failure", "startedAt": "2026-02-27T11:00:00Z"});
    let fake = with(BUILD, json!({"runs": [run(&json!({})), run(&newer)]}));
    check(&fake).go().ended(1).says(&["run #8", "failed"]);
    // Started again, the older one is the newest.
    fake.patch(json!({"repositories": {"octoacme/shop": {"runs": [run(&json!({"startedAt": "2026-02-27T12:00:00Z", "attempt": 2}))]}}}));
    check(&fake).with(&["--format", "markdown"]).go().ended(0).says(&["run #7"]);
}

#[test]
fn the_run_of_the_gate_itself_counts_where_the_policy_lets_it() {
    let push = |fake: &Fake| {
        let payload =
            format!(r#"{{"ref":"refs/heads/main","after":"{}","deleted":false}}"#, fake.tip("main"));
        let names = [("INPUT_VERSION", "1.4.0"), ("INPUT_TOKEN", "gate"), ("GITHUB_REF", "refs/heads/main")];
        Run::action(fake, "push", &payload, &names).go()
    };
    let going = json!({"runs": [run(&json!({"status": "in_progress"}))]});
    push(&with(BUILD, going.clone())).ended(1).says(&["own-run: allow"]);
    let allowed = BUILD.replace("names:", "own-run: allow, names:");
    push(&with(&allowed, going.clone())).ended(0);
    let fake = with(&allowed, json!({"runs": [run(&json!({"status": "in_progress", "artifacts": []}))]}));
    push(&fake).ended(1).says(&["has not uploaded", "pending"]);
    // In a terminal the run is somebody else's.
    check(&with(&allowed, going)).go().ended(1).says(&["has not ended"]);
}

#[test]
fn a_draft_that_the_token_is_not_shown_is_unknown_and_not_missing() {
    let assets = "artifacts: {release-assets: [SHA256SUMS]}";
    let draft = json!({"tag": "v1.4.0", "name": "one", "draft": true, "assets": [{"name": "SHA256SUMS"}]});
    let other = json!({"tag": "v2.0.0", "name": "other", "draft": true});
    let says = |fake: &Fake, token: &str, code: i32, says: &[&str]| {
        check(fake).env("GITHUB_TOKEN", token).with(&["--format", "markdown"]).go().ended(code).says(says);
    };
    let fake = with(assets, json!({"releases": [draft, other]}));
    says(&fake, "gate", 0, &["has the assets `SHA256SUMS`"]);
    says(&fake, "read-only", 1, &["contents: write", "whether this is one is not known"]);
    // That another draft is shown proves that this one would be, too.
    says(&with(assets, json!({"releases": [other]})), "gate", 1, &["neither a release nor a draft"]);
    says(&with(assets, json!({"releases": []})), "gate", 1, &["whether this is one is not known"]);
    let twice = json!({"tag": "v1.4.0", "name": "two", "draft": true, "assets": [{"name": "SHA256SUMS"}]});
    says(&with(assets, json!({"releases": [draft, twice]})), "gate", 1, &["is one of 2"]);
    let published = json!({"tag": "v1.4.0", "name": "one", "assets": [{"name": "SHA256SUMS"}]});
    says(&with(assets, json!({"releases": [published]})), "gate", 0, &["has the assets"]);
    let going = json!({"tag": "v1.4.0", "name": "one", "draft": true, "assets": [{"name": "SHA256SUMS", "state": "open"}]});
    says(&with(assets, json!({"releases": [going]})), "gate", 1, &["has not ended"]);
}

#[test]
fn a_slip_in_the_name_of_a_label_does_not_look_like_no_open_issue() {
    let labels = json!({"labels": [{"name": "release-blocker"}]});
    let blockers = |name: &str| format!("issues: {{none-open: {{any-of: [{name}]}}}}");
    check(&with(&blockers("Release-Blocker"), labels.clone())).go().ended(0);
    let slip = check(&with(&blockers("release-bloker"), labels.clone())).go().ended(1);
    slip.says(&["unknown", "its nearest is `release-blocker`"]);
    let open =
        json!({"number": 31, "title": "Totals are wrong", "author": "mona", "labels": ["release-blocker"]});
    let fake = with(
        &blockers("Release-Blocker"),
        json!({"labels": [{"name": "release-blocker"}], "issues": [open]}),
    );
    check(&fake).go().ended(1).says(&["#31", "Totals are wrong"]);
    fake.patch(json!({"do": "close", "number": 31, "by": "mona", "reason": "NOT_PLANNED"}));
    check(&fake).go().ended(0);
}

#[test]
fn an_empty_milestone_proves_nothing() {
    let closed = "issues: {all-closed: {in: milestone}}";
    check(&with(closed, json!({}))).with(&["--tracking-issue", "40"]).go().ended(0);
    let fake = with(closed, json!({}));
    fake.patch(json!({"do": "milestone", "number": 30, "title": null, "by": "mona"}));
    let ran = check(&fake).with(&["--tracking-issue", "40"]).go().ended(1);
    ran.says(&["has no issue to look at", "#40"]);
    check(&with(closed, json!({}))).go().ended(1).says(&["#40"]);
}
