//! Each command of the action, at a go, a no-go and an error.

use serde_json::{Value, json};

use crate::fake::{Fake, is_write};
use crate::step::{Step, TOKEN, Went, project};

/// Two phases. What the second lacks in the shop is one tick.
pub(crate) const POLICY: &str = r#"version: 1

release:
  tag: "v{version}"
  branches: [main, "release/*"]
  pull-requests: milestone
  tracking-issue: {label: release}
  bump:
    major: {labels: [breaking-change]}
    minor: {labels: [feature]}
    patch: {labels: [fix, security, chore]}
    otherwise: patch

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
        require: {pull-requests: {merged: all, approvals: 1}}
      - id: rollback-plan
        title: Rollback plan written
        require: {checkbox: {section: Deployment}}
"#;

/// The shop before that tick.
pub(crate) fn shop() -> Fake {
    Fake::shop(POLICY)
}

/// The shop with nothing left to do for v1.4.0.
pub(crate) fn ready() -> Fake {
    let fake = shop();
    fake.patch(json!({"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"}));
    fake
}

/// The gate of v1.4.0, started by hand.
pub(crate) fn check(fake: &Fake) -> Step {
    Step::new(fake, "workflow_dispatch", "{}").with("phase", "pre-release").with("version", "1.4.0")
}

/// One of the other commands, started by hand.
pub(crate) fn run(fake: &Fake, command: &str) -> Step {
    Step::new(fake, "workflow_dispatch", "{}").with("command", command)
}

/// What every end has in common: all outputs are set, no unknown command was obeyed, nothing secret was printed.
#[track_caller]
pub(crate) fn usual(went: Went) -> Went {
    let set: Vec<&str> = went.outputs.keys().map(String::as_str).collect();
    let mut promised = project().outputs;
    promised.sort_unstable();
    assert_eq!(set, promised);
    let fine = ["error", "warning", "notice", "group", "endgroup"];
    for command in &went.log.commands {
        assert!(fine.contains(&command.name.as_str()), "{command:?}");
    }
    for secret in [TOKEN, "runtime-token-that-nobody-prints"] {
        let held = went.outputs.values().chain([&went.raw, &went.summary]).any(|text| text.contains(secret));
        assert!(!held, "{went:?}");
    }
    assert_eq!(went.output("decision") == "go", went.code == 0, "{went:?}");
    went
}

fn writes(fake: &Fake) -> usize {
    fake.log().iter().filter(|request| is_write(request)).count()
}

#[test]
#[ignore = "needs the image"]
fn check_goes() {
    let fake = ready();
    let went = usual(check(&fake).go().ended(0));
    for (output, value) in [
        ("decision", "go"),
        ("error", ""),
        ("unmet", ""),
        ("version", "1.4.0"),
        ("previous", "v1.3.1"),
        ("tag", "v1.4.0"),
        ("released", "false"),
    ] {
        assert_eq!(went.output(output), value, "{output}");
    }
    assert!(went.output("comment-url").contains("/issues/40"));
    assert!(went.summary.contains("v1.4.0") && went.output("report").contains("v1.4.0"));
    assert!(went.log.annotations.iter().all(|one| one.name != "error"));
    let runs = fake.check_runs(&fake.tip("main"));
    assert!(
        runs.iter().any(|run| run["name"] == "holdpoint / pre-release" && run["conclusion"] == "success")
    );
}

#[test]
#[ignore = "needs the image"]
fn check_does_not_go() {
    let fake = shop();
    let went = usual(check(&fake).go().ended(1));
    assert_eq!((went.output("decision"), went.output("unmet")), ("no-go", "rollback-plan"));
    let error = went.log.annotations.iter().find(|one| one.name == "error").unwrap();
    assert_eq!(error.properties["file"], "release.yml");
    assert!(error.data.contains("Rollback plan written"), "{error:?}");
    assert!(went.summary.contains("Rollback plan written"));
}

#[test]
#[ignore = "needs the image"]
fn check_has_nothing_to_judge() {
    let fake = ready();
    let went = usual(check(&fake).with("phase", "nonsense").go().ended(2));
    assert_eq!(went.output("decision"), "no-go");
    assert!(went.output("error").contains("nonsense"));
    assert!(went.log.annotations.iter().any(|one| one.name == "error" && one.data.contains("nonsense")));
    let went = usual(run(&fake, "nonsense").go().ended(2));
    assert!(went.output("error").contains("nonsense"));
    assert_eq!(writes(&fake), 0);
}

#[test]
#[ignore = "needs the image"]
fn an_event_with_nothing_to_judge_ends_well() {
    let fake = ready();
    let payload =
        r#"{"ref":"refs/tags/nightly","after":"0000000000000000000000000000000000000000","deleted":true}"#;
    let went = Step::new(&fake, "push", payload).with("phase", "pre-release").go().ended(0);
    assert_eq!(went.output("decision"), "none");
}

#[test]
#[ignore = "needs the image"]
fn policy_lint() {
    let fake = shop();
    let lint = || run(&fake, "policy lint").offline();
    lint().checked_out("release.yml", POLICY).go().ended(0);
    let wrong = POLICY.replace("holds: merge", "hold: merge");
    let went = lint().checked_out("release.yml", &wrong).go();
    assert!(went.failed, "{went:?}");
    let error = &went.log.annotations[0];
    assert_eq!((error.name.as_str(), error.properties["file"].as_str()), ("error", "release.yml"));
    assert!(error.data.contains("hold"), "{error:?}");
    // Nothing was checked out.
    let went = lint().go().ended(2);
    assert!(went.raw.contains("release.yml"), "{}", went.raw);
    assert!(!fake.log().iter().any(|request| request["token"] == TOKEN));
}

const TEMPLATE: &str = "# Release [version]\n\n## Summary\n\n[What is new, for customers]\n\n## Changes\n\n- [Change] (#[number])\n";
const NOTES: &str = "# Release 1.4.0\n\n## Summary\n\nThe shop has a search.\n\n## Changes\n\n- Faster cart (#34)\n- Totals (#35)\n- Guide (#36)\n- Image (#37)\n";

/// The shop with these notes in the draft of v1.4.0.
fn with_notes(notes: &str) -> Fake {
    let policy = POLICY.replace(
        "\nphases:",
        "\nnotes: {from: draft-release, template: docs/release-notes-template.md}\n\nphases:",
    );
    let fake = Fake::shop(&policy);
    fake.patch(json!({"repositories": {"octoacme/shop": {
        "commits": {"m1": {"files": {"docs/release-notes-template.md": TEMPLATE}}},
        "releases": [{"tag": "v1.4.0", "name": "v1.4.0", "id": 62, "body": notes, "draft": true, "createdAt": "2026-03-01T09:00:00Z"}],
    }}}));
    fake
}

#[test]
#[ignore = "needs the image"]
fn notes_check() {
    let notes = |fake: &Fake, version| run(fake, "notes check").with("version", version).go();
    let went = notes(&with_notes(NOTES), "1.4.0").ended(0);
    assert!(went.summary.contains("1.4.0"), "{went:?}");
    let left = NOTES.replace("The shop has a search.", "[What is new, for customers]");
    let went = notes(&with_notes(&left), "1.4.0").ended(1);
    went.says(&["[What is new, for customers]"]);
    let went = notes(&with_notes(NOTES), "nonsense").ended(2);
    assert!(went.log.annotations.iter().any(|one| one.name == "error" && one.data.contains("nonsense")));
}

#[test]
#[ignore = "needs the image"]
fn bump_says_the_next_version() {
    let fake = shop();
    let went = run(&fake, "bump").go().ended(0);
    assert_eq!((went.output("version"), went.output("type")), ("1.4.0", "minor"));
    assert_eq!((went.output("previous"), went.output("released")), ("v1.3.1", "false"));
    assert_eq!(writes(&fake), 0);
    run(&fake, "bump").with("version", "nonsense").go().ended(2).says(&["nonsense"]);
}

/// The tags of the shop, and what each is on.
fn tag(fake: &Fake, name: &str) -> Option<String> {
    let all = fake.rest("/git/matching-refs/tags/");
    let named = |one: &&Value| one["ref"] == format!("refs/tags/{name}");
    let object = all.as_array().unwrap().iter().find(named)?["object"].clone();
    let sha = object["sha"].as_str().unwrap();
    if object["type"] == "commit" {
        return Some(sha.to_owned());
    }
    Some(fake.rest(&format!("/git/tags/{sha}"))["object"]["sha"].as_str().unwrap().to_owned())
}

#[test]
#[ignore = "needs the image"]
fn bump_tag_cuts_only_after_a_go() {
    let fake = shop();
    let cut = || run(&fake, "bump --tag").with("version", "1.4.0").go();
    let went = cut().ended(1);
    assert_eq!((went.output("decision"), went.output("released")), ("no-go", "false"));
    assert_eq!((went.output("unmet"), tag(&fake, "v1.4.0")), ("rollback-plan", None));
    fake.patch(json!({"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"}));
    let went = usual(cut().ended(0));
    assert_eq!((went.output("decision"), went.output("released")), ("go", "true"));
    assert_eq!((went.output("tag"), tag(&fake, "v1.4.0")), ("v1.4.0", Some(fake.tip("main"))));
    // Nothing is left to be done.
    fake.clear_log();
    let went = cut().ended(0);
    assert_eq!(went.output("released"), "true");
    let went = run(&fake, "bump --tag").with("version", "nonsense").go().ended(2);
    assert_eq!((went.output("decision"), went.output("released")), ("no-go", "false"));
}

#[test]
#[ignore = "needs the image"]
fn bump_pr_proposes_the_release() {
    let policy = POLICY.replace("  tracking-issue:", "  pull-request: {label: release}\n  tracking-issue:");
    let fake = Fake::shop(&policy);
    let files = json!({
        "Cargo.toml": "[package]\nname = \"shop\"\nversion = \"1.3.1\"\n",
        "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n- Search\n\n## [1.3.1] - 2026-01-12\n\n- Old\n",
    });
    fake.patch(
        json!({"do": "push", "branch": "main", "by": "maya-r", "message": "Add files", "files": files}),
    );
    let propose = || run(&fake, "bump --pr").with("version", "1.4.0").go();
    propose().ended(0);
    let ours = fake.rest("/git/matching-refs/heads/holdpoint");
    assert_eq!(ours[0]["ref"], "refs/heads/holdpoint/release", "{ours}");
    // Run again, nothing is left to be done.
    fake.clear_log();
    propose().ended(0);
    assert_eq!(writes(&fake), 0);
    run(&fake, "bump --pr").with("version", "nonsense").go().ended(2).says(&["nonsense"]);
}
