//! `holdpoint bump --tag`: the tag only after a go, once, with all that belongs to it.

use serde_json::{Value, json};

use crate::bump::story::{Story, bump};
use crate::fake::{Fake, is_write};
use crate::run::Run;

fn policy(more: &str, requirement: &str) -> String {
    format!(
        "version: 1
release:
  tracking-issue: {{label: release}}
  floating-tags: [major, minor]
{more}phases:
  pre-release:
    holds: tag
    requirements:
      - {{id: merged, title: All merged, require: {requirement}}}
"
    )
}

const MERGED: &str = "{pull-requests: {merged: all, direct-push: allow, outside-milestone: allow}}";

fn cut(fake: &Fake, more: &[&str]) -> Run {
    let arguments = ["bump", "--tag", "--repo", "octoacme/shop", "--version", "1.4.0"];
    Run::new(&[&arguments[..], more].concat()).github(fake)
}

fn writes(fake: &Fake) -> Vec<String> {
    let of = |request: &Value| {
        format!("{} {}", request["method"].as_str().unwrap(), request["path"].as_str().unwrap())
    };
    fake.log().iter().filter(|request| is_write(request)).map(of).collect()
}

fn tag(fake: &Fake, name: &str) -> Option<(String, String)> {
    let all = fake.rest("/git/matching-refs/tags/");
    let all = all.as_array().unwrap().iter();
    let mut named = all.filter(|one| one["ref"] == format!("refs/tags/{name}"));
    let object = &named.next()?["object"];
    let sha = object["sha"].as_str().unwrap().to_owned();
    if object["type"] == "commit" {
        return Some((sha, String::new()));
    }
    let tag = fake.rest(&format!("/git/tags/{sha}"));
    Some((tag["object"]["sha"].as_str().unwrap().to_owned(), tag["message"].as_str().unwrap().to_owned()))
}

#[test]
fn a_no_go_leaves_nothing_written() {
    let fake = Fake::shop(&policy("", "{pull-requests: {merged: all, approvals: 9, direct-push: allow}}"));
    cut(&fake, &[]).go().ended(1).says(&["NO-GO"]);
    assert_eq!(writes(&fake), [""; 0]);
    assert_eq!(tag(&fake, "v1.4.0"), None);
}

#[test]
fn a_go_cuts_the_tag_once_and_says_why_in_it() {
    let fake = Fake::shop(&policy("  publish: true\n", MERGED));
    cut(&fake, &[]).go().ended(0).says(&["GO", "its release is published"]);
    let (commit, message) = tag(&fake, "v1.4.0").unwrap();
    assert_eq!(commit, fake.tip("main"));
    assert!(message.starts_with("v1.4.0\n"), "{message}");
    for line in [
        "Holdpoint-Decision: go (pre-release) at ",
        "Holdpoint-Policy: release.yml of main at ",
        "Holdpoint-Evidence: sha256:",
    ] {
        assert!(message.contains(line), "{message}");
    }
    for floating in ["v1", "v1.4"] {
        assert_eq!(tag(&fake, floating).unwrap().0, commit, "{floating}");
    }
    let releases = fake.rest("/releases?per_page=100");
    let ours: Vec<&Value> =
        releases.as_array().unwrap().iter().filter(|one| one["tag_name"] == "v1.4.0").collect();
    let [release] = ours.as_slice() else { panic!("{ours:?}") };
    assert_eq!(release["draft"], false);
    let names: Vec<&str> =
        release["assets"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["holdpoint-verdict.json", "holdpoint-policy.yml", "holdpoint-evidence.json"]);
    fake.clear_log();
    cut(&fake, &[]).go().ended(0).says(&["resumes"]);
    assert_eq!(writes(&fake), [""; 0], "run again, nothing is left to be done");
}

#[test]
fn a_dry_run_says_every_write_and_needs_no_right_to_one() {
    let fake = Fake::shop(&policy("", MERGED));
    let rights = json!({"contents": "read", "issues": "read", "pull_requests": "read", "checks": "read"});
    fake.patch(json!({"tokens": {"reader": {"login": "mona", "permissions": rights}}}));
    let ran = cut(&fake, &["--dry-run"]).env("GITHUB_TOKEN", "reader").go().ended(0);
    ran.says(&["GO", "nothing was written", "git/tags", "git/refs", "holdpoint-evidence.json", "updateRefs"]);
    assert_eq!(writes(&fake), [""; 0]);
}

#[test]
fn who_may_start_it_is_for_the_policy_to_say() {
    let by = "  by: captain\nroles: {captain: {users: [mona]}}\n";
    let fake = Fake::shop(&policy(by, MERGED));
    let rights = json!({"contents": "write", "issues": "write", "pull_requests": "read", "checks": "read"});
    for (name, login) in [("hers", "mona"), ("others", "lena-h")] {
        fake.patch(json!({"tokens": {name: {"login": login, "permissions": rights}}}));
    }
    cut(&fake, &[])
        .env("GITHUB_TOKEN", "others")
        .go()
        .ended(2)
        .says(&["lena-h is not `captain`", "nothing was cut"]);
    assert_eq!(writes(&fake), [""; 0]);
    // Anybody can say what a runner says.
    cut(&fake, &[])
        .env("GITHUB_TOKEN", "others")
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_ACTOR", "mona")
        .env("GITHUB_TRIGGERING_ACTOR", "mona")
        .go()
        .ended(2)
        .says(&["lena-h is not `captain`", "nothing was cut"]);
    assert_eq!(writes(&fake), [""; 0]);
    cut(&fake, &[]).env("GITHUB_TOKEN", "hers").go().ended(0);
}

/// `bump` computes the final version there, and a run that was begun would be completed: only people know which is meant.
#[test]
fn a_commit_that_carries_a_prerelease_alone_is_asked_about() {
    let story = || {
        let mut story = Story::new();
        story.pull(41, "feat: save the cart", &[]);
        story.tag("v1.5.0-rc.1");
        story.told(&policy("", MERGED))
    };
    let fake = story();
    bump(&fake, &["--tag"]).ended(2).says(&["v1.5.0-rc.1", "--version 1.5.0`", "--version 1.5.0-rc.1`"]);
    assert_eq!(writes(&fake), [""; 0]);
    bump(&fake, &["--tag", "--version", "1.5.0-rc.1", "--dry-run"]).ended(0).says(&["resumes"]);
    bump(&fake, &["--tag", "--version", "1.5.0", "--dry-run"]).ended(0).says(&["v1.5.0"]);
    bump(&fake, &["--tag", "--pre", "rc", "--dry-run"]).ended(0).says(&["resumes"]);
}

/// The same command again completes what an earlier run left, with what it asked for.
#[test]
fn a_prerelease_and_a_build_are_resumed() {
    for (asked, suffix) in [(["--pre", "rc"], "-rc.1"), (["--build", "7"], "+7")] {
        let fake = Fake::shop(&policy("", MERGED));
        let run = || {
            Run::new(&[&["bump", "--tag", "--repo", "octoacme/shop"][..], &asked].concat()).github(&fake).go()
        };
        let refused =
            json!({"match": {"method": "POST", "path": "/repos/*/*/releases"}, "effect": {"status": 403}});
        fake.faults(json!([refused]));
        run().ended(1);
        assert!(fake.last_fault_met());
        let ours = |releases: &Value| {
            let all = releases.as_array().unwrap().iter();
            all.filter(|one| one["tag_name"].as_str().unwrap().ends_with(suffix)).count()
        };
        assert_eq!(ours(&fake.rest("/releases?per_page=100")), 0);
        fake.faults(json!([]));
        run().ended(0).says(&["GO", "resumes"]);
        assert_eq!(ours(&fake.rest("/releases?per_page=100")), 1, "{suffix}");
    }
}

#[test]
fn what_is_there_stays_when_the_gate_says_no_later() {
    let fake = Fake::shop(&policy("", MERGED));
    cut(&fake, &[]).go().ended(0);
    let before = tag(&fake, "v1.4.0");
    let stricter = policy("", "{pull-requests: {merged: all, approvals: 9, direct-push: allow}}");
    let second = Fake::shop(&stricter);
    second.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "main", "by": "mona"}));
    cut(&second, &[]).go().ended(1).says(&["NO-GO", "was not touched"]);
    assert!(before.is_some());
    assert_eq!(writes(&second), [""; 0]);
}

#[test]
fn a_tag_on_another_commit_is_a_no_go_and_stays() {
    let fake = Fake::shop(&policy("", MERGED));
    fake.patch(json!({"do": "tag", "name": "v1.4.0", "commit": "v1.3.1", "by": "mona"}));
    let before = tag(&fake, "v1.4.0");
    cut(&fake, &[]).go().ended(1).says(&["exists already"]);
    assert_eq!(tag(&fake, "v1.4.0"), before);
    assert_eq!(writes(&fake), [""; 0]);
}

/// What changes between the two looks is judged once more.
#[test]
fn what_changes_before_the_first_write_is_judged_once_more() {
    let fake = Fake::shop(&policy("", MERGED));
    let moved = json!({"do": "tag", "name": "v1.4.0", "commit": "v1.3.1", "by": "lena-h"});
    fake.faults(json!([{"match": {"operation": "Opening"}, "nth": 2, "before": moved}]));
    cut(&fake, &[]).go().ended(1).says(&["It was a go a moment ago", "exists already"]);
    assert_eq!(writes(&fake), [""; 0]);
}
