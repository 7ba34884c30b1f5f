//! `holdpoint bump --pr`: one release pull request, whatever happened before and in between.

use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::Run;

const POLICY: &str = "\
version: 1
release:
  pull-request: {label: release}
phases:
  pre-release:
    holds: tag
    requirements:
      - {id: merged, title: All merged, require: {pull-requests: {merged: all}}}
";

const CARGO: &str = "[package]\r\nname = \"shop\" # ours\r\nversion = \"1.3.1\"\r\n";
const CHANGELOG: &str = "# Changelog

## [Unreleased]

- Search, as mona has it

## [1.3.1] - 2026-01-12

- Old

[Unreleased]: https://github.com/octoacme/shop/compare/v1.3.1...HEAD
";
const BRANCH: &str = "holdpoint/release";

fn shop(policy: &str, files: Value) -> Fake {
    let fake = Fake::shop(policy);
    fake.patch(
        json!({"do": "push", "branch": "main", "by": "maya-r", "message": "Add files", "files": files}),
    );
    fake
}

fn with_files() -> Fake {
    shop(
        POLICY,
        json!({"Cargo.toml": CARGO, "CHANGELOG.md": CHANGELOG, "package.json": "{\"private\": true}"}),
    )
}

/// A token that may read all that is needed, and write nothing.
fn reader(fake: &Fake) -> Run {
    let rights = json!({"contents": "read", "issues": "read", "pull_requests": "read"});
    fake.patch(json!({"tokens": {"reader": {"login": "github-actions[bot]", "permissions": rights}}}));
    bump(fake).env("GITHUB_TOKEN", "reader")
}

fn bump(fake: &Fake) -> Run {
    let arguments = ["bump", "--pr", "--repo", "octoacme/shop", "--version", "1.4.0"];
    Run::new(&arguments).github(fake)
}

fn file(fake: &Fake, path: &str, branch: &str) -> String {
    let content = fake.rest(&format!("/contents/{path}?ref={branch}"));
    let content = content["content"].as_str().unwrap().replace('\n', "");
    String::from_utf8(STANDARD.decode(content).unwrap()).unwrap()
}

/// The pull requests from our branch: number, state, title, text and labels.
fn proposed(fake: &Fake) -> Vec<Value> {
    let all = fake.rest("/issues?state=all&per_page=100");
    let all = all.as_array().unwrap().iter().filter(|one| !one["pull_request"].is_null());
    let of = |one: &Value| fake.rest(&format!("/pulls/{}", one["number"]));
    all.map(of).filter(|one| one["head"]["ref"] == BRANCH).collect()
}

fn only(fake: &Fake) -> Value {
    let all = proposed(fake);
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().unwrap()
}

fn branches(fake: &Fake) -> Vec<String> {
    let all = fake.rest("/git/matching-refs/heads/holdpoint");
    all.as_array().unwrap().iter().map(|one| one["ref"].as_str().unwrap().to_owned()).collect()
}

fn writes(fake: &Fake) -> usize {
    let reads = ["GET", "HEAD"];
    let is_write = |one: &&Value| {
        !reads.contains(&one["method"].as_str().unwrap())
            && (one["operation"].is_null()
                || ["UpdateRefs", "CommitFiles"].contains(&one["operation"].as_str().unwrap()))
    };
    fake.log().iter().filter(is_write).count()
}

/// All that there is to be seen of it, without what differs between two ways to the same end.
fn state(fake: &Fake) -> Value {
    let pull = only(fake);
    let labels: Vec<&Value> = pull["labels"].as_array().unwrap().iter().map(|label| &label["name"]).collect();
    let ahead = fake.rest(&format!("/compare/main...{BRANCH}"));
    json!({
        "title": pull["title"], "body": pull["body"], "state": pull["state"], "labels": labels,
        "cargo": file(fake, "Cargo.toml", BRANCH), "changelog": file(fake, "CHANGELOG.md", BRANCH),
        "commits": ahead["commits"].as_array().unwrap().iter().map(|one| one["commit"]["message"].clone()).collect::<Vec<_>>(),
        "branches": branches(fake),
    })
}

#[test]
fn a_dry_run_shows_every_write_and_needs_no_right_to_write() {
    let fake = with_files();
    let ran = reader(&fake).with(&["--dry-run"]).go().ended(0);
    ran.says(&[
        "- version = \"1.3.1\"",
        "+ version = \"1.4.0\"",
        "+ ## [1.4.0] - ",
        "would make the branch holdpoint/release-next at ",
        "would commit “Release v1.4.0” there: Cargo.toml, CHANGELOG.md",
        "would make the branch holdpoint/release at that commit, and delete holdpoint/release-next",
        "would open the pull request “Release v1.4.0” from holdpoint/release into main",
        "would put the label release on it",
        "package.json is there and states no version",
    ]);
    assert_eq!(writes(&fake), 0);
}

#[test]
fn one_pull_request_is_opened_and_kept() {
    let fake = with_files();
    bump(&fake)
        .go()
        .ended(0)
        .says(&["the pull request for v1.4.0 is there: https://github.com/octoacme/shop/pull/"]);
    let first = state(&fake);
    assert_eq!(first["title"], "Release v1.4.0");
    assert_eq!(first["cargo"], CARGO.replace("1.3.1", "1.4.0"));
    let changelog = first["changelog"].as_str().unwrap();
    assert!(changelog.contains("## [Unreleased]\n\n## [1.4.0] - "), "{changelog}");
    assert!(changelog.contains("\n\n- Search, as mona has it\n\n## [1.3.1]"), "{changelog}");
    assert!(changelog.ends_with("[Unreleased]: https://github.com/octoacme/shop/compare/v1.4.0...HEAD\n[1.4.0]: https://github.com/octoacme/shop/compare/v1.3.1...v1.4.0\n"), "{changelog}");
    assert_eq!(first["commits"], json!(["Release v1.4.0\n\nHoldpoint-Release: v1.4.0"]));
    assert_eq!(first["labels"], json!(["release"]));
    assert_eq!(first["branches"], json!(["refs/heads/holdpoint/release"]));
    let body = first["body"].as_str().unwrap();
    assert!(body.contains("| `Cargo.toml` | the version, which was `1.3.1` |"), "{body}");
    assert!(body.contains("| `CHANGELOG.md` | the section of `v1.4.0` |"), "{body}");

    fake.clear_log();
    bump(&fake).go().ended(0).says(&["was there already"]);
    assert_eq!(writes(&fake), 0);

    // Somebody writes around our part, and the branch moves on.
    let pull = only(&fake);
    let text = format!("Ask mona first.\n\n{}\n\nThanks!", pull["body"].as_str().unwrap());
    fake.patch(json!([
        {"do": "edit", "number": pull["number"], "body": text, "by": "mona"},
        {"do": "push", "branch": "main", "by": "maya-r", "message": "More", "files": {"Cargo.toml": format!("{CARGO}# more\r\n")}},
    ]));
    bump(&fake).go().ended(0).says(&["done: put the branch holdpoint/release from "]);
    let next = state(&fake);
    assert_eq!((&next["state"], only(&fake)["number"] == pull["number"]), (&json!("open"), true));
    assert_eq!(next["cargo"], format!("{CARGO}# more\r\n").replace("1.3.1", "1.4.0"));
    let body = next["body"].as_str().unwrap();
    assert!(
        body.starts_with("Ask mona first.\n\n<!-- holdpoint:release v1.4.0 -->\n")
            && body.ends_with("\n\nThanks!"),
        "{body}"
    );
    assert_eq!(next["commits"].as_array().unwrap().len(), 1);
}

#[test]
fn what_others_did_is_not_undone() {
    let fake = with_files();
    bump(&fake).go().ended(0);
    let number = only(&fake)["number"].clone();
    fake.patch(json!({"do": "push", "branch": BRANCH, "by": "mona", "message": "Say it better", "files": {"CHANGELOG.md": "Mine"}}));
    fake.clear_log();
    bump(&fake).go().ended(2).says(&[
        "has commits that this did not make",
        "Say it better, by @mona",
        "-> bring them to main",
    ]);
    assert_eq!((writes(&fake), file(&fake, "CHANGELOG.md", BRANCH)), (0, "Mine".to_owned()));

    let fake = with_files();
    bump(&fake).go().ended(0);
    fake.patch(json!({"do": "close", "number": number, "by": "mona"}));
    fake.clear_log();
    bump(&fake).go().ended(2).says(&["somebody closed it; it is not opened again"]);
    assert_eq!(writes(&fake), 0);

    let fake = with_files();
    bump(&fake).go().ended(0);
    fake.patch(json!({"do": "merge", "number": number, "by": "mona"}));
    fake.clear_log();
    bump(&fake).go().ended(0).says(&["is merged", "-> cut its tag: holdpoint bump --tag"]);
    assert_eq!(writes(&fake), 0);
}

#[test]
fn another_version_takes_its_place() {
    let policy = POLICY.replace("label: release", "branch: \"release/v{version}\"");
    let fake = shop(&policy, json!({"Cargo.toml": CARGO}));
    bump(&fake).go().ended(0);
    let other = ["bump", "--pr", "--repo", "octoacme/shop", "--version", "2.0.0"];
    Run::new(&other).github(&fake).go().ended(0).says(&["which proposes another version"]);
    let of = |branch: &str| {
        let all = fake.rest("/issues?state=all&per_page=100");
        let all = all.as_array().unwrap().iter().filter(|one| !one["pull_request"].is_null());
        let mut all = all.map(|one| fake.rest(&format!("/pulls/{}", one["number"])));
        all.find(|one| one["head"]["ref"] == branch).unwrap()
    };
    assert_eq!(
        (&of("release/v1.4.0")["state"], &of("release/v2.0.0")["state"]),
        (&json!("closed"), &json!("open"))
    );
    assert!(
        of("release/v1.4.0")["body"]
            .as_str()
            .unwrap()
            .ends_with(&format!("Superseded by #{}.", of("release/v2.0.0")["number"]))
    );
}

#[test]
fn after_every_write_that_fails_the_next_run_comes_to_the_same_end() {
    let whole = {
        let fake = with_files();
        bump(&fake).go().ended(0);
        state(&fake)
    };
    let matches = [
        (json!({"operation": "UpdateRefs"}), 1),
        (json!({"operation": "CommitFiles"}), 1),
        (json!({"operation": "UpdateRefs"}), 2),
        (json!({"method": "POST", "path": "*/pulls"}), 1),
        (json!({"method": "POST", "path": "*/labels"}), 1),
    ];
    thread::scope(|scope| {
        for (which, nth) in &matches {
            for executed in [true, false] {
                let whole = &whole;
                scope.spawn(move || {
                    let fake = with_files();
                    fake.faults(
                        json!([{"match": which, "nth": nth, "effect": {"html": true}, "executed": executed}]),
                    );
                    // A write whose answer got lost is seen to be done; one that was not done is told.
                    bump(&fake).go().ended(if executed { 0 } else { 2 });
                    assert!(fake.last_fault_met(), "{which}");
                    bump(&fake).go().ended(0);
                    assert_eq!(&state(&fake), whole, "{which}, executed: {executed}");
                });
            }
        }
    });
}

#[test]
fn what_cannot_be_written_says_what_to_do() {
    let fake = with_files();
    fake.patch(json!({"repositories": {"octoacme/shop": {"workflowsMayOpenPulls": false}}}));
    let workflow = |fake: &Fake| bump(fake).env("GITHUB_TOKEN", "workflow");
    workflow(&fake)
        .go()
        .ended(2)
        .says(&["not permitted to create", "-> let workflows open pull requests: Settings, Actions"]);
    fake.patch(json!({"repositories": {"octoacme/shop": {"workflowsMayOpenPulls": true}}}));
    workflow(&fake).go().ended(0).says(&["no workflow starts on what a workflow's own token writes"]);
    assert_eq!(only(&fake)["state"], "open");

    let fake = with_files();
    reader(&fake).go().ended(2).says(&["`contents: write` and `pull-requests: write`"]);

    let fake = shop(POLICY, json!({"Cargo.toml": CARGO.replace("1.3.1", "v1.3.1"), "README.md": "x"}));
    bump(&fake).go().ended(2).says(&["no well-known file at the root of the repository states a version"]);
    let policy = POLICY.replace("  pull-request:", "  version-files: [Cargo.toml, VERSION]\n  pull-request:");
    let fake = shop(&policy, json!({"Cargo.toml": CARGO.replace("1.3.1", "v1.3.1"), "VERSION": "1.3.1"}));
    bump(&fake).go().ended(2).says(&["Cargo.toml says “v1.3.1” in line 3"]);
    let fake = shop(&policy, json!({"Cargo.toml": CARGO}));
    bump(&fake).go().ended(2).says(&["there is no VERSION"]);
    let fake = shop(&policy, json!({"Cargo.toml": CARGO, "VERSION": {"executable": "1.3.1"}}));
    bump(&fake).go().ended(2).says(&["VERSION is executable"]);
}

#[test]
fn a_version_in_a_file_is_not_lowered() {
    let fake =
        shop(POLICY, json!({"Cargo.toml": CARGO.replace("1.3.1", "1.6.0"), "CHANGELOG.md": CHANGELOG}));
    bump(&fake).go().ended(2).says(&[
        "Cargo.toml says 1.6.0 in line 3, and the next version is 1.4.0: a version is not lowered",
        "`--version 1.6.0`",
    ]);
    assert_eq!(writes(&fake), 0);
    // What comes before the version is raised to it.
    let fake = shop(POLICY, json!({"Cargo.toml": CARGO.replace("1.3.1", "1.4.0-dev")}));
    bump(&fake).go().ended(0);
    assert_eq!(state_of(&fake, "Cargo.toml"), CARGO.replace("1.3.1", "1.4.0"));
}

fn state_of(fake: &Fake, path: &str) -> String {
    file(fake, path, BRANCH)
}

#[test]
fn a_key_that_is_there_twice_is_named() {
    let policy = POLICY.replace("  pull-request:", "  version-files: [Cargo.toml]\n  pull-request:");
    let fake = shop(&policy, json!({"Cargo.toml": format!("{CARGO}version = \"1.3.1\"\r\n")}));
    bump(&fake).go().ended(2).says(&[
        "the key `version` is there twice, and nothing says which one counts, the second time in line 4",
        "-> mend the file",
    ]);
    let policy = policy.replace("Cargo.toml", "package.json");
    let fake = shop(&policy, json!({"package.json": "{\"version\": \"1.3.1\", \"version\": \"1.3.2\"}"}));
    bump(&fake).go().ended(2).says(&["the key `version` is there twice", "-> mend the file"]);
}

#[test]
fn a_cargo_workspace_and_a_lock_of_npm_go_along() {
    let manifest = "[workspace]\nmembers = [\"crates/*\"]\n\n[workspace.package]\nversion = \"1.3.1\" # all\n\n[workspace.dependencies]\ncore = { path = \"crates/core\", version = \"1.3.1\" }\nserde = \"1.3.1\"\n";
    let lock = "[[package]]\nname = \"core\"\nversion = \"1.3.1\"\n\n[[package]]\nname = \"serde\"\nversion = \"1.3.1\"\nsource = \"registry+x\"\n";
    let npm = "{\n  \"name\": \"shop\",\n  \"version\": \"1.3.1\",\n  \"packages\": {\"\": {\"version\": \"1.3.1\"}, \"a\": {\"version\": \"1.3.1\"}}\n}\n";
    let files = json!({
        "Cargo.toml": manifest, "Cargo.lock": lock, "package.json": "{\"version\": \"1.3.1\"}", "package-lock.json": npm,
    });
    let fake = shop(POLICY, files);
    bump(&fake).go().ended(0);
    assert_eq!(
        state_of(&fake, "Cargo.toml"),
        manifest.replace("1.3.1", "1.4.0").replace("serde = \"1.4.0\"", "serde = \"1.3.1\"")
    );
    assert_eq!(state_of(&fake, "Cargo.lock"), lock.replacen("1.3.1", "1.4.0", 1));
    assert_eq!(state_of(&fake, "package.json"), "{\"version\": \"1.4.0\"}");
    assert_eq!(state_of(&fake, "package-lock.json"), npm.replacen("1.3.1", "1.4.0", 2));
}
