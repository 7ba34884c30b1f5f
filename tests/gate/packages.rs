//! Packages: parts of one repository that are released each by itself.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::Run;

const POLICY: &str = r#"version: 1

release:
  branches: [main]
  tracking-issue: {label: release}
  shared: ["docs/**"]
  bump:
    major: {labels: [breaking-change]}
    minor: {labels: [feature]}
    patch: {labels: [fix, security, chore]}
  packages:
    web: {paths: ["web/**"], latest: true}
    api:
      paths: ["api/**"]
      tag: "api-{version}"
      bump: {minor: {labels: [fix]}, otherwise: patch}
    tools: {paths: ["tools/**"], shared: ["scripts/**"]}

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
      - id: approved
        title: All pull requests are approved
        require: {pull-requests: {approvals: 1}}
"#;

/// The shop with releases of three packages, the tags of which lie between one another.
fn shop() -> Fake {
    let fake = Fake::shop(POLICY);
    let tags = json!({
        "web/v1.0.0": "m1", "api-2.0.0": "m1", "web/v1.1.0": "m2", "tools/v0.3.0": "m3", "api-2.1.0": "m3",
        "web/v9.0.0": "f1",
    });
    fake.patch(json!({"repositories": {"octoacme/shop": {"tags": tags}}}));
    fake
}

fn check(fake: &Fake, arguments: &[&str]) -> Run {
    Run::check(fake, &["--phase", "pre-release"]).with(arguments)
}

fn bump(fake: &Fake, arguments: &[&str]) -> Run {
    Run::new(&["bump", "--repo", "octoacme/shop"]).github(fake).with(arguments)
}

fn document(run: Run) -> Value {
    serde_json::from_str(&run.with(&["--format", "json"]).go().ended(0).out).unwrap()
}

#[test]
fn each_package_has_a_version_of_its_own() {
    let fake = shop();
    let ran = bump(&fake, &[]).go().ended(0);
    insta::assert_snapshot!(ran.out, @r"
    web    1.1.1, patch
    api    2.1.1, patch
    tools  unaffected since `tools/v0.3.0`

    The next version of web is 1.1.1: patch after `web/v1.1.0`, because of #36 (label `chore`).

     asks for  change                   because
     patch     #36 Explain saved carts  label `chore`

    Looked at: 1 commit and 1 pull request of `main` up to `ec4c91a`, since `web/v1.1.0`.

    The next version of api is 2.1.1: patch after `api-2.1.0`, because of #36 (no rule fits it, and
      `otherwise` is patch).

     asks for  change                   because
     patch     #36 Explain saved carts  no rule fits it, and `otherwise` is patch

    Looked at: 1 commit and 1 pull request of `main` up to `ec4c91a`, since `api-2.1.0`.
    ");
    let all = document(bump(&fake, &[]));
    let packages: Vec<(&str, &Value, &Value)> = all["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["package"].as_str().unwrap(), &one["next"], &one["previous"]["tag"]))
        .collect();
    assert_eq!(
        packages,
        [
            ("web", &json!("1.1.1"), &json!("web/v1.1.0")),
            ("api", &json!("2.1.1"), &json!("api-2.1.0")),
            ("tools", &Value::Null, &json!("tools/v0.3.0")),
        ]
    );
    for (package, next, _) in packages {
        let one = document(bump(&fake, &["--package", package]));
        assert_eq!((&one["package"], &one["next"]), (&json!(package), next));
    }
    bump(&fake, &["--package", "app"])
        .go()
        .ended(2)
        .says(&["no package `app`", "`--package web`, `--package api` or `--package tools`"]);
}

#[test]
fn a_release_is_judged_by_what_changes_its_package() {
    let fake = Fake::shop(POLICY);
    fake.patch(json!({"repositories": {"octoacme/shop": {"tags": {"web/v1.0.0": "m1", "api-2.0.0": "m1", "tools/v0.1.0": "m1"}}}}));
    let verdict = |package: &str, version: &str, code: i32| -> Value {
        let ran =
            check(&fake, &["--package", package, "--version", version, "--format", "json"]).go().ended(code);
        serde_json::from_str(&ran.out).unwrap()
    };
    let web = verdict("web", "1.1.0", 0);
    assert_eq!(web["subject"]["package"], "web");
    assert_eq!(web["subject"]["tag"], "web/v1.1.0");
    assert_eq!(
        (&web["subject"]["previous"], &web["subject"]["pull-requests"]),
        (&json!("web/v1.0.0"), &json!(2))
    );
    check(&fake, &["--package", "web", "--version", "1.1.0"])
        .go()
        .ended(0)
        .says(&["since then, and not of the package `web`: #35 and #37"]);
    let api = verdict("api", "2.1.0", 0);
    assert_eq!((&api["subject"]["tag"], &api["subject"]["pull-requests"]), (&json!("api-2.1.0"), &json!(2)));
    // By its own rules a fix makes it minor.
    check(&fake, &["--package", "api", "--version", "2.0.1"]).go().ended(1).says(&["#35", "minor"]);
    // Nothing of it changed: that is never a go.
    check(&fake, &["--package", "tools", "--version", "0.1.1"])
        .go()
        .ended(1)
        .says(&["there is nothing to release of `tools`", "tools/v0.1.0"]);
}

#[test]
fn the_package_is_said_by_tag_version_issue_or_milestone_and_never_guessed() {
    let fake = Fake::shop(POLICY);
    fake.patch(json!({"repositories": {"octoacme/shop": {"tags": {"web/v1.0.0": "m1", "api-2.0.0": "m1", "web/v1.1.0": "m5"}}}}));
    check(&fake, &[])
        .go()
        .ended(2)
        .says(&["several packages", "`--package web`, `--package api` or `--package tools`"]);
    check(&fake, &["--version", "1.1.0"]).go().ended(2).says(&["`--package web`"]);
    check(&fake, &["--version", "web/v1.1.0"]).go().ended(0).says(&["web/v1.1.0"]);
    fake.patch(json!({"repositories": {"octoacme/shop": {"issues": [{"number": 40, "title": "Release api 2.1.0"}]}}}));
    check(&fake, &[]).go().ended(0).says(&["api-2.1.0", "#40"]);
    let payload =
        json!({"ref": "refs/tags/web/v1.1.0", "after": "0".repeat(40), "deleted": false}).to_string();
    let tagged = Run::action(&fake, "push", &payload, &[("INPUT_PHASE", "pre-release")]);
    let (output, ran) = (tagged.file("output"), tagged.go().ended(0));
    ran.says(&["web/v1.1.0"]);
    let outputs = std::fs::read_to_string(output).unwrap();
    assert!(outputs.contains("\nweb\n") && outputs.contains("\nweb/v1.1.0\n"), "{outputs}");
}

#[test]
fn each_package_has_its_own_comment_and_check_run() {
    let fake = Fake::shop(POLICY);
    fake.patch(json!({"repositories": {"octoacme/shop": {"tags": {"web/v1.0.0": "m1", "api-2.0.0": "m1"}}}}));
    fake.patch(json!({"repositories": {"octoacme/shop": {"issues": [{"number": 40, "title": "Release web 1.1.0 and api 2.1.0"}]}}}));
    let before = fake.comments(40).len();
    for _ in 0..2 {
        check(&fake, &["--package", "web", "--comment", "--check-run"]).go().ended(0).says(&["web/v1.1.0"]);
        check(&fake, &["--package", "api", "--comment", "--check-run"]).go().ended(0).says(&["api-2.1.0"]);
    }
    let comments = fake.comments(40);
    assert_eq!(comments.len(), before + 2, "{comments:#?}");
    let runs = fake.check_runs(&fake.tip("main"));
    for package in ["web", "api"] {
        let name = format!("holdpoint / pre-release ({package})");
        assert!(runs.iter().any(|run| run["name"] == name.as_str()), "{runs:#?}");
    }
}

#[test]
fn a_pull_request_is_shown_the_packages_that_it_affects() {
    let fake = shop();
    let payload = json!({
        "action": "opened", "number": 38,
        "pull_request": {"number": 38, "head": {"sha": fake.tip("search")}},
    })
    .to_string();
    let run = Run::action(&fake, "pull_request", &payload, &[]).with(&["bump", "--comment"]);
    run.env("GITHUB_TOKEN", "gate").go().ended(0).says(&["1.2.0", "Not affected by it: api and tools"]);
    let comments = fake.comments(38);
    assert!(comments.iter().any(|one| one.1.contains("what merging this releases")), "{comments:#?}");
}

#[test]
fn files_that_could_not_be_read_leave_nothing_out() {
    let fake = Fake::shop(POLICY);
    fake.patch(json!({"repositories": {"octoacme/shop": {"tags": {"tools/v0.1.0": "m4"}}}}));
    check(&fake, &["--package", "tools", "--version", "0.1.1"]).go().ended(1).says(&["nothing to release"]);
    fake.drop_field("PullRequest", "files");
    check(&fake, &["--package", "tools", "--version", "0.1.1"])
        .go()
        .ended(1)
        .says(&["whether #37", "is of the package `tools` is not known"])
        .does_not_say(&["nothing to release", "not of the package"]);
}

#[test]
fn a_package_that_there_is_none_of_is_told_the_nearest() {
    bump(&shop(), &["--package", "tool"])
        .go()
        .ended(2)
        .says(&["no package `tool`", "did you mean `--package tools`?"]);
}

#[test]
fn each_package_may_begin_at_a_tag_of_its_own() {
    let policy = POLICY.replace("tools: {paths", "tools: {since: tools/v0.4.0, paths");
    let fake = shop();
    fake.patch(json!({"do": "push", "branch": "main", "by": "maya-r", "message": "Since", "files": {"release.yml": policy}}));
    fake.patch(json!({"repositories": {"octoacme/shop": {"tags": {"tools/v0.4.0": "m4"}}}}));
    bump(&fake, &["--package", "tools"]).go().ended(0).says(&["`tools/v0.4.0`"]);
    bump(&fake, &["--package", "web"]).go().ended(0).says(&["`web/v1.1.0`"]);
    let wrong = policy.replace("since: tools/v0.4.0", "since: v0.4.0");
    fake.patch(json!({"do": "push", "branch": "main", "by": "maya-r", "message": "Wrong", "files": {"release.yml": wrong}}));
    bump(&fake, &["--package", "tools"]).go().ended(2).says(&["did you mean `tools/v0.4.0`?"]);
}

#[test]
fn each_package_has_version_files_of_its_own() {
    let policy =
        POLICY.replace("  packages:", "  version-files: [web/package.json, api/package.json]\n  packages:");
    let fake = Fake::shop(&policy);
    let tags = json!({"web/v1.0.0": "m1", "web/v1.1.0": "m2", "api-2.1.0": "m3", "tools/v0.3.0": "m3"});
    fake.patch(json!({"repositories": {"octoacme/shop": {"tags": tags}}}));
    let log = "# Changelog\n\n## Unreleased\n\n- Something\n";
    fake.patch(json!({"do": "push", "branch": "main", "by": "maya-r", "message": "Add files", "files": {
        "web/package.json": "{\"version\": \"1.1.0\"}", "api/package.json": "{\"version\": \"2.1.0\"}",
        "package.json": "{\"version\": \"7.0.0\"}", "CHANGELOG.md": log}}));
    let said = bump(&fake, &["--pr", "--dry-run", "--package", "web"]).go().ended(0).out;
    assert!(said.contains("web/package.json") && said.contains("1.1.1"), "{said}");
    for other in ["api/package.json", "+7", "CHANGELOG.md"] {
        assert!(!said.contains(other), "{other}: {said}");
    }
    bump(&fake, &["--pr", "--dry-run", "--package", "tools", "--version", "0.4.0"]).go().ended(2).says(&[
        "no file of the package `tools` is known to state its version",
        "for example `tools/package.json`",
    ]);
}
