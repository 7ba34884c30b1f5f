//! Roles that are held by the owners of what a release changes.

use serde_json::json;

use crate::fake::Fake;
use crate::run::{Ran, Run};

const POLICY: &str = "\
version: 1
release:
  pull-requests: milestone
  since: v1.3.1
  tracking-issue: {label: release}
roles:
  module-owner: {codeowners: true}
phases:
  pre-release:
    holds: tag
    requirements:
      - {id: owned, title: An owner agrees, require: {sign-off: module-owner}}
";

/// Web belongs to one person of a team, and what nothing of the release touches to another team.
fn shop() -> Fake {
    let fake = Fake::shop(POLICY);
    let owners =
        "web/ @octoacme/design\napi/ @octoacme/devops\nnobody/ @octoacme/release-managers @vera-law\n";
    fake.patch(json!({"repositories": {"octoacme/shop": {"commits": {"m1": {"files": {".github/CODEOWNERS": owners}}}}}}));
    fake
}

fn signed_by(fake: &Fake, login: &str) -> Ran {
    fake.patch(json!({"do": "comment", "number": 40, "by": login, "body": "/holdpoint sign module-owner"}));
    fake.clear_log();
    Run::check(fake, &["--phase", "pre-release", "--version", "1.4.0"]).go()
}

/// How many teams were read.
fn teams(fake: &Fake) -> usize {
    fake.log().iter().filter(|request| request["operation"] == "Team").count()
}

#[test]
fn a_member_of_a_team_that_owns_what_the_release_changes_holds_the_role() {
    let fake = shop();
    signed_by(&fake, "lina-p").ended(0);
    assert_eq!(teams(&fake), 2, "the one that owns nothing of it is not asked for");
}

#[test]
fn owners_of_anything_else_do_not() {
    for (login, who) in [("vera-law", "named, for another folder"), ("mona", "an owner of nothing")] {
        let ran = signed_by(&shop(), login);
        assert_eq!(ran.code, Some(1), "{who}: {}", ran.out);
        ran.says(&["module-owner"]);
    }
}

#[test]
fn without_the_members_nobody_knows() {
    let fake = shop();
    fake.faults(json!([{"match": {"operation": "Team"}, "effect": {"denied": true}}]));
    signed_by(&fake, "lina-p").ended(1).says(&["unknown", "`octoacme/"]);
}
