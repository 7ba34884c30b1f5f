//! A commit that somebody names in a terminal: its branch is found out, and with it the versions that it may get.

use super::shown::POLICY;
use super::story::{Story, bump};
use crate::fake::Fake;
use crate::run::Run;

/// main is past v1.5.0; release/1.4 and release/1.3 have a fix each, the first of which is merged into release/1.2, too.
fn story() -> Story {
    let mut story = Story::new();
    story.on("release/1.4");
    story.pull(90, "Round totals up", &["fix"]);
    story.on("release/1.2");
    story.on("main");
    story.pull(91, "Carts", &["feature"]);
    story.tag("v1.5.0");
    story.pull(92, "Search", &["feature"]);
    story.on("wip");
    story.commit("ee", "Half done");
    story
}

fn told() -> Fake {
    story().told(&POLICY.replacen("release/*", "release/1.4", 1))
}

#[test]
fn the_branch_of_a_named_commit_is_found_out() {
    let fake = told();
    let (line, main, wip) = (fake.tip("release/1.4"), fake.tip("main"), fake.tip("wip"));
    bump(&fake, &["--commit", &line]).ended(0).says(&["1.4.1"]);
    bump(&fake, &["--commit", &main]).ended(0).says(&["1.6.0"]);
    // Older than the tip, and on both: the default branch is meant.
    let both = fake.rest("/git/ref/tags/v1.4.0")["object"]["sha"].as_str().unwrap().to_owned();
    bump(&fake, &["--commit", &both]).does_not_say(&["on several branches", "on no branch"]);
    bump(&fake, &["--commit", &wip]).ended(2).says(&[
        "is on no branch from which the policy cuts releases",
        "`release/1.4`",
        "merge the commit",
    ]);
}

#[test]
fn a_commit_on_several_lines_is_asked_about() {
    let fake = story().told(POLICY);
    let line = fake.tip("release/1.4");
    bump(&fake, &["--commit", &line]).ended(2).says(&[
        "is on several branches",
        "`release/1.2`",
        "`release/1.4`",
        "check out the one that is meant",
    ]);
}

/// Whoever names it, and whether it is a final version or not.
#[test]
fn a_maintenance_branch_is_released_as_a_version_of_its_line_alone() {
    let fake = told();
    let line = fake.tip("release/1.4");
    for version in ["1.7.0", "2.0.0", "1.7.0-rc.1"] {
        for command in ["check", "bump"] {
            let cut: &[&str] = if command == "bump" { &["--tag", "--dry-run"] } else { &[] };
            let arguments = [command, "--repo", "octoacme/shop", "--commit", &line, "--version", version];
            Run::new(&arguments)
                .with(cut)
                .github(&fake)
                .go()
                .ended(2)
                .says(&["is not released from `release/1.4`, which is for 1.4.x", "name a version of 1.4.x"]);
        }
        let (reference, sha) = ("refs/heads/release/1.4", line.as_str());
        let variables = [("GITHUB_REF", reference), ("GITHUB_SHA", sha), ("INPUT_TOKEN", "gate")];
        let run = Run::action(&fake, "workflow_dispatch", "{}", &variables);
        run.with(&["bump", "--tag", "--dry-run", "--version", version]).go().ended(2).says(&["is for 1.4.x"]);
    }
    let arguments = ["check", "--repo", "octoacme/shop", "--commit", &line, "--version", "1.4.1"];
    Run::new(&arguments).github(&fake).go().does_not_say(&["is not released from"]);
}
