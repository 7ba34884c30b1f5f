//! The next version as it is shown: on the terminal, as Markdown, as JSON, to later steps.

use serde_json::{Value, json};

use super::story::{Story, bump, document, of_branch};
use crate::fake::{Fake, is_write};
use crate::run::Run;

/// The policy of docs/versions.md.
pub(super) const POLICY: &str = r#"version: 1
release:
  branches: [main, "release/*"]
  bump:
    major: {labels: [breaking-change]}
    minor: {labels: [feature]}
    patch: {labels: [fix, security, chore]}
    otherwise: refuse
phases:
  release:
    holds: tag
    requirements:
      - id: pull-requests
        title: Every pull request is merged
        require: {pull-requests: {merged: all}}
"#;

/// What somebody may type.
const NASTY: &str = "@mona <img src=x> [a](http://b.c) | `x` **b** ##[error]e\n::error::f\n- [x] g \u{202e}rtl\u{1b}[31m #12 -->";

/// A feature, a fix, and a change that was taken back.
pub(super) fn usual() -> Story {
    let mut story = Story::new();
    story.pull(41, "Save the cart", &["feature"]);
    story.pull(42, "Round totals up", &["fix"]);
    story.pull(43, "Sort by price", &["feature"]);
    story.pull(44, "Revert \"Sort by price\"", &["fix"]);
    story
}

fn names_what_there_is(text: &str) {
    for part in [
        "The next version is 1.5.0",
        "v1.4.0",
        "#41",
        "Save the cart",
        "label `feature`",
        "taken back",
        "#44",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

/// What docs/versions.md shows.
pub(super) fn in_docs() -> String {
    let ran = bump(&usual().told(POLICY), &["--color", "never"]).ended(0);
    format!("```text\n{}\n```\n", ran.out.trim_end())
}

#[test]
fn every_form_says_the_same_and_nothing_is_written() {
    let fake = usual().told(POLICY);
    names_what_there_is(&bump(&fake, &[]).ended(0).out);
    names_what_there_is(&bump(&fake, &["--format", "markdown"]).ended(0).out);
    let found = document(&bump(&fake, &["--format", "json"]).ended(0));
    assert_eq!(
        (&found["next"], &found["tag"], &found["raised"]),
        (&json!("1.5.0"), &json!("v1.5.0"), &json!("minor"))
    );
    let asks: Vec<(&Value, &Value, &Value)> = found["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["pull-request"], &one["asks"], &one["rule"]))
        .collect();
    let (minor, patch) = (json!("minor"), json!("patch"));
    let (label, reverted) = (json!("label"), json!("reverted"));
    let null = Value::Null;
    assert_eq!(
        asks,
        [
            (&json!(41), &minor, &label),
            (&json!(42), &patch, &label),
            (&json!(43), &null, &reverted),
            (&json!(44), &null, &reverted),
        ]
    );
    assert!(!fake.log().iter().any(is_write));
}

#[test]
fn words_that_were_typed_to_do_harm_stay_words() {
    let mut story = Story::new();
    let label = "| `x` <img src=x> @mona ##[error]";
    story.squashed(41, NASTY, &[label], "Save the cart (#41)", "web/a.js");
    story.commit("c1", &format!("feat: {NASTY}"));
    let policy = POLICY.replace("labels: [feature]", "labels: [\"| *\"], conventional: true");
    let fake = story.told(&policy);
    for form in ["text", "markdown"] {
        let ran = bump(&fake, &["--format", form, "--color", "never"]).ended(0);
        for line in ran.out.lines() {
            assert!(!line.chars().any(char::is_control) && !line.contains('\u{202e}'), "{line:?}");
            assert!(!line.contains("##[") && !line.trim_start().starts_with("::"), "{line:?}");
        }
        if form == "markdown" {
            assert!(!ran.out.contains("@mona") && !ran.out.contains("<img"), "{}", ran.out);
        }
    }
    let ran = bump(&fake, &["--format", "json"]).ended(0);
    assert!(
        !ran.out.contains("##[") && !ran.out.contains('\u{202e}') && !ran.out.contains('\u{1b}'),
        "{}",
        ran.out
    );
    let found = document(&ran);
    assert_eq!(found["changes"][0]["title"].as_str(), Some(NASTY));
    assert_eq!(found["changes"][0]["by"].as_str(), Some(label));
}

fn in_a_workflow(fake: &Fake, more: &[&str]) -> (Option<i32>, String, String) {
    let sha = fake.tip("main");
    let variables = [("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", sha.as_str())];
    let run = Run::action(fake, "workflow_dispatch", "{}", &variables);
    let (output, summary) = (run.file("output"), run.file("summary"));
    let ran = run.with(&[&["bump"], more].concat()).go();
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    (ran.code, read(output), read(summary))
}

/// The value of an output of one line.
fn output(text: &str, name: &str) -> String {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&format!("{name}<<")));
    lines.nth(1).unwrap_or_else(|| panic!("no {name} in {text}")).to_owned()
}

#[test]
fn later_steps_are_told() {
    let (code, outputs, summary) = in_a_workflow(&usual().told(POLICY), &[]);
    assert_eq!(code, Some(0));
    for (name, value) in [
        ("version", "1.5.0"),
        ("tag", "v1.5.0"),
        ("previous", "v1.4.0"),
        ("type", "minor"),
        ("decision", "none"),
        ("released", "false"),
    ] {
        assert_eq!(output(&outputs, name), value, "{name}");
    }
    names_what_there_is(&summary);
    names_what_there_is(&outputs);
    let (_, outputs, _) = in_a_workflow(&usual().told(POLICY), &["--pre", "rc"]);
    assert_eq!(
        (output(&outputs, "version"), output(&outputs, "type")),
        ("1.5.0-rc.1".to_owned(), "prerelease".to_owned())
    );
}

#[test]
fn nothing_to_release_ends_well_and_says_why() {
    let none = POLICY.replace("otherwise: refuse", "otherwise: none");
    let mut tidied = Story::new();
    tidied.pull(41, "Tidy up", &[]);
    for (story, why) in [
        (Story::new(), "nothing changed since v1.4.0"),
        (tidied, "no change since v1.4.0 asks for a release"),
    ] {
        let fake = story.told(&none);
        bump(&fake, &[]).ended(0).says(&["Nothing to release", &why.replace("v1.4.0", "`v1.4.0`")]);
        let (code, outputs, summary) = in_a_workflow(&fake, &[]);
        assert_eq!(code, Some(0));
        assert_eq!(
            (output(&outputs, "version"), output(&outputs, "released")),
            (String::new(), "false".to_owned())
        );
        assert!(summary.contains("Nothing to release"), "{summary}");
    }
}

#[test]
fn a_change_that_no_rule_fits_is_refused_by_its_number() {
    let mut story = usual();
    story.pull(45, "Tidy up", &[]);
    story.pull(46, "Tidy up again", &["other"]);
    story.commit("c1", "By hand");
    let fake = story.told(POLICY);
    bump(&fake, &[]).ended(2).says(&[
        "#45",
        "#46",
        "c100000",
        "`breaking-change`",
        "`feature`",
        "`fix`",
        "`security`",
        "`chore`",
    ]);
    let (code, outputs, summary) = in_a_workflow(&fake, &[]);
    assert_eq!((code, output(&outputs, "version")), (Some(2), String::new()));
    assert!(summary.contains("#45"), "{summary}");
    let (_, found) = of_branch(&fake, "main", &[]);
    assert_eq!(found["outcome"], "unlabelled");
}

#[test]
fn a_version_that_exists_is_refused_with_those_that_are_free() {
    let mut story = Story::new();
    story.on("release/1.4");
    story.commit("a1", "a");
    story.tag("v1.4.1");
    story.on("main");
    story.pull(41, "Round totals up", &["fix"]);
    let fake = story.told(POLICY);
    bump(&fake, &[]).ended(2).says(&[
        "`v1.4.1`",
        "exists",
        "--version 1.4.2",
        "--version 1.5.0",
        "--version 2.0.0",
    ]);
    let (_, found) = of_branch(&fake, "main", &[]);
    assert_eq!(found["free"], json!(["1.4.2", "1.5.0", "2.0.0"]));
}

#[test]
fn a_maintenance_branch_gets_no_version_of_another_line() {
    let mut story = Story::new();
    story.on("release/1.4");
    story.pull(41, "Save the cart", &["feature"]);
    let (code, found) = of_branch(&story.told(POLICY), "release/1.4", &[]);
    assert_eq!((code, &found["line"], &found["next"]), (Some(2), &json!("1.4.x"), &Value::Null));
    let message = found["message"].as_str().unwrap();
    assert!(message.contains("1.5.0") && message.contains("1.4.x"), "{message}");
}

#[test]
fn prereleases_and_builds_are_asked_for() {
    let mut story = usual();
    story.tag("v1.5.0-rc.9");
    story.pull(45, "Round totals down", &["fix"]);
    let fake = story.told(POLICY);
    for (arguments, next) in [
        (&["--pre", "rc"][..], "1.5.0-rc.10"),
        (&["--pre", "rc", "--build", "20260302"], "1.5.0-rc.10+20260302"),
        (&["--build", "20260302"], "1.5.0+20260302"),
        (&[], "1.5.0"),
    ] {
        bump(&fake, arguments).ended(0).says(&[&format!("The next version is {next}"), "`v1.5.0-rc.9`"]);
    }
    bump(&fake, &["--pre", "r_c"]).ended(2).says(&["--pre rc"]);
    bump(&fake, &["--pre", "beta"]).ended(2).says(&["1.5.0-beta.1", "1.5.0-rc.9"]);
}

#[test]
fn a_candidate_without_changes_gets_no_other_number() {
    let mut story = usual();
    story.tag("v1.5.0-rc.1");
    let fake = story.told(POLICY);
    bump(&fake, &["--pre", "rc"]).ended(0).says(&["Nothing to release", "v1.5.0-rc.1"]);
    bump(&fake, &[]).ended(0).says(&["The next version is 1.5.0"]);
}

#[test]
fn the_first_release_is_the_initial_version() {
    let mut story = Story::before_any_release();
    story.tag("nightly");
    story.pull(41, "Save the cart", &["breaking-change"]);
    let policy = POLICY.replace("otherwise: refuse", "initial-version: 1.0.0");
    bump(&story.told(&policy), &[]).ended(0).says(&["The next version is 1.0.0, the first", "`v{version}`"]);
}

#[test]
fn a_policy_without_rules_has_those_of_conventional_commits() {
    let mut story = Story::new();
    story.pull(41, "feat: save the cart", &[]);
    story.pull(42, "Round totals up", &[]);
    let (before, rest) = POLICY.split_once("  bump:").unwrap();
    let policy = format!("{before}phases:{}", rest.split_once("phases:").unwrap().1);
    bump(&story.told(&policy), &[]).ended(0).says(&["The next version is 1.5.0", "type `feat`"]);
}

/// Whatever is wrong with an answer: the right version, or none.
#[test]
fn what_cannot_be_read_gives_no_version() {
    let fake = usual().told(POLICY);
    bump(&fake, &[]).ended(0);
    let mut operations: Vec<String> =
        fake.log().iter().filter_map(|request| request["operation"].as_str().map(str::to_owned)).collect();
    operations.dedup();
    assert!(operations.len() >= 2, "{operations:?}");
    let effects = [
        json!({"empty_page": true}),
        json!({"repeated_page": true}),
        json!({"denied": true}),
        json!({"malformed": true}),
        json!({"truncate": true}),
        json!({"null_node": ["repository", "*", "nodes", 0]}),
        json!({"graphql_error": {"path": ["repository", "*", "nodes", 0], "type": "FORBIDDEN"}}),
    ];
    let mut refused = 0;
    for operation in operations {
        for effect in &effects {
            fake.faults(json!([{"match": {"operation": operation}, "effect": effect}]));
            let ran = bump(&fake, &["--timeout", "5s"]);
            let right = ran.code == Some(0) && ran.out.contains("The next version is 1.5.0:");
            assert!(
                right || (ran.code == Some(2) && !ran.err.contains("panicked")),
                "{operation} {effect}: {ran:?}"
            );
            refused += u32::from(!right);
        }
    }
    assert!(refused > 0);
}
