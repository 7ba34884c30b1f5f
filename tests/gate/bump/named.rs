//! A version that people name for the release: for prereleases it counts, and which one is meant is never guessed.

use serde_json::{Value, json};

use super::shown::{POLICY, usual};
use super::story::{Story, bump, document, of_branch};
use crate::fake::Fake;
use crate::run::Run;

/// A feature and a fix after v1.4.0, and open milestones with these titles.
fn planned(titles: &[&str]) -> Fake {
    with_milestones(&usual(), titles)
}

fn with_milestones(story: &Story, titles: &[&str]) -> Fake {
    let fake = story.told(POLICY);
    let milestones: Vec<Value> = (9u64..)
        .zip(titles)
        .map(|(number, title)| {
            json!({"number": number, "title": title, "createdAt": "2026-01-01T00:00:00Z", "creator": "maya-r"})
        })
        .collect();
    fake.patch(json!({"repositories": {"octoacme/shop": {"milestones": milestones}}}));
    fake
}

fn next(fake: &Fake, more: &[&str]) -> Value {
    document(&bump(fake, &[&["--format", "json"], more].concat()).ended(0))["next"].clone()
}

#[test]
fn a_prerelease_is_one_of_the_version_that_people_name() {
    let fake = planned(&["v1.6.0"]);
    assert_eq!(next(&fake, &[]), "1.5.0");
    assert_eq!(next(&fake, &["--pre", "rc"]), "1.6.0-rc.1");
    assert_eq!(next(&fake, &["--build", "linux.7"]), "1.6.0+linux.7");
    bump(&fake, &["--pre", "rc"])
        .ended(0)
        .says(&["minor after", "as it is named; the changes alone ask for"])
        .does_not_say(&["is named 1.6.0 already"]);
    assert_eq!(next(&planned(&["v1.5.0"]), &["--pre", "rc"]), "1.5.0-rc.1");
    let fake = planned(&[]);
    assert_eq!(next(&fake, &["--pre", "rc", "--version", "2.0.0"]), "2.0.0-rc.1");
    let mut story = usual();
    story.issue(40, "Release v1.7.0", "release");
    let fake = story.told(&POLICY.replace("  bump:", "  tracking-issue: {label: release}\n  bump:"));
    assert_eq!(next(&fake, &["--pre", "rc"]), "1.7.0-rc.1");
}

#[test]
fn candidates_of_a_named_version_are_counted_on() {
    let mut story = usual();
    story.tag("v1.6.0-rc.1");
    story.pull(45, "Round totals down", &["fix"]);
    let fake = with_milestones(&story, &["v1.6.0"]);
    assert_eq!(next(&fake, &["--pre", "rc"]), "1.6.0-rc.2");
    assert_eq!(next(&fake, &["--pre", "rc", "--version", "1.7.0"]), "1.7.0-rc.1");
    // At the very commit of a candidate there is nothing new, unless a higher version is named.
    let mut story = usual();
    story.tag("v1.5.0-rc.1");
    let fake = story.told(POLICY);
    bump(&fake, &["--pre", "rc"]).ended(0).says(&["Nothing to release"]);
    assert_eq!(next(&fake, &["--pre", "rc", "--version", "1.6.0"]), "1.6.0-rc.1");
}

#[test]
fn a_prerelease_that_people_name_is_that_one_or_none() {
    let fake = planned(&["v1.6.0-rc.2"]);
    assert_eq!(next(&fake, &["--pre", "rc"]), "1.6.0-rc.2");
    assert_eq!(next(&fake, &["--build", "7"]), "1.6.0-rc.2+7");
    bump(&fake, &["--tag", "--pre", "rc", "--dry-run"]).says(&["v1.6.0-rc.2"]).does_not_say(&["rc.1"]);
    assert_eq!(next(&planned(&[]), &["--pre", "rc", "--version", "1.6.0-rc.4"]), "1.6.0-rc.4");
    for more in [&[][..], &["--tag"]] {
        let more = [&["--pre", "rc", "--version", "1.6.0-beta.1"], more].concat();
        bump(&planned(&[]), &more).ended(2).says(&[
            "the release is named 1.6.0-beta.1",
            "`--pre rc` asks for another kind",
            "leave `--pre` out to release 1.6.0-beta.1",
        ]);
    }
}

#[test]
fn a_named_version_that_is_too_low_is_refused() {
    let fake = planned(&["v1.4.1"]);
    bump(&fake, &["--pre", "rc"]).ended(2).says(&[
        "the release is named 1.4.1",
        "the changes ask for 1.5.0",
        "--version 1.5.0",
        "#41",
    ]);
    bump(&fake, &["--pre", "rc", "--tag"]).ended(2).says(&["the release is named 1.4.1"]);
    assert_eq!(next(&fake, &["--pre", "rc", "--version", "1.5.0"]), "1.5.0-rc.1");
}

#[test]
fn of_two_named_versions_none_is_picked_by_any_command() {
    let fake = planned(&["v1.5.0", "v2.0.0"]);
    let choose = ["several versions could be meant", "`--version 1.5.0` or `--version 2.0.0`"];
    for more in [&[][..], &["--pre", "rc"], &["--tag"], &["--tag", "--pre", "rc"], &["--pr", "--dry-run"]] {
        bump(&fake, more).ended(2).says(&choose);
    }
    assert_eq!(next(&fake, &["--pre", "rc", "--version", "2.0.0"]), "2.0.0-rc.1");
}

#[test]
fn what_is_named_for_another_line_is_not_meant_on_a_maintenance_branch() {
    let mut story = Story::new();
    story.on("release/1.4");
    story.pull(45, "Round totals up", &["fix"]);
    let fake = with_milestones(&story, &["v1.5.0", "v2.0.0"]);
    let (code, found) = of_branch(&fake, "release/1.4", &[]);
    assert_eq!((code, &found["next"]), (Some(0), &json!("1.4.1")));
    let (code, found) = of_branch(&fake, "release/1.4", &["--pre", "rc"]);
    assert_eq!((code, &found["next"]), (Some(0), &json!("1.4.1-rc.1")));
}

#[test]
fn a_branch_that_is_named_like_a_tag_is_the_branch() {
    let policy = POLICY.replace("branches: [main", "branches: [v1, main");
    assert_ne!(policy, POLICY);
    let mut story = Story::new();
    story.tag("v1");
    story.on("v1");
    story.pull(45, "Round totals up", &["fix"]);
    let fake = story.told(&policy);
    let (code, found) = of_branch(&fake, "v1", &[]);
    assert_eq!(
        (code, &found["next"], &found["previous"]["tag"]),
        (Some(0), &json!("1.4.1"), &json!("v1.4.0"))
    );
    let version = ["--version", "1.4.1", "--format", "json"];
    let (reference, sha) = ("refs/heads/v1", fake.tip("v1"));
    let variables = [("GITHUB_REF", reference), ("GITHUB_SHA", sha.as_str()), ("INPUT_TOKEN", "gate")];
    let run = Run::action(&fake, "workflow_dispatch", "{}", &variables);
    let ran = run.with(&[&["check"], &version[..]].concat()).go().ended(0);
    let judged = document(&ran);
    assert!(judged.to_string().contains(&sha), "{judged}");
}

#[test]
fn build_metadata_that_is_none_says_what_may_be_in_it() {
    bump(&planned(&[]), &["--build", "a_b"]).ended(2).says(&["`a_b` is no build metadata", "no underscore"]);
    bump(&planned(&[]), &["--pre", "r_c"]).ended(2).says(&["`r_c` is no word for a prerelease"]);
}

#[test]
fn a_later_candidate_is_told_what_the_first_announced() {
    let mut story = usual();
    story.tag("v1.5.0-rc.1");
    story.pull(45, "Round totals down", &["fix"]);
    let fake = story.told(POLICY);
    let ran = Run::check(&fake, &["--version", "1.5.0-rc.2", "--format", "json"]).go().ended(0);
    let plain = ran.out.replace('`', "");
    for part in [
        "1.5.0-rc.2 is minor after v1.4.0",
        "v1.5.0-rc.1 announced minor",
        "the greatest change since then asks for patch",
    ] {
        assert!(plain.contains(part), "no {part} in {plain}");
    }
}
