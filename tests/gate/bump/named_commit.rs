//! A commit that somebody names in a terminal: its branch is found out, and with it the versions that it may get.

use super::shown::POLICY;
use super::story::{Story, bump};
use crate::fake::Fake;

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
