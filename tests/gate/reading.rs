//! What only some releases need to have read: the teams of code owners, and the commits of a release pull request.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::{Ran, Run};
use crate::whole::on_pull_request;

const OWNED: &str = "\
version: 1
phases:
  pull-request:
    holds: merge
    requirements:
      - {id: owners, title: Owners approve, require: {approvals: {codeowners: true}}}
";

/// Judges pull request 38 at the tip of its branch, in this phase.
fn judge(fake: &Fake, phase: &str, token: &str) -> Ran {
    on_pull_request(fake, token, &["--phase", phase]).go()
}

/// Judges v1.4.0 at its release pull request.
pub(crate) fn judge_pull_request(fake: &Fake, arguments: &[&str]) -> Run {
    on_pull_request(fake, "gate", &[&["--phase", "pre-release"], arguments].concat())
}

fn operations(fake: &Fake) -> Vec<String> {
    let name = |request: &Value| request["operation"].as_str().map(ToOwned::to_owned);
    fake.log().iter().filter_map(name).collect()
}

#[test]
fn an_owner_who_is_in_a_team_approves_what_the_team_owns() {
    let fake = Fake::shop(OWNED);
    fake.patch(json!({"orgs": {"octoacme": {"teams": {"design": {"members": ["lina-p", "mona"]}}}}}));
    judge(&fake, "pull-request", "gate").ended(1);
    fake.patch(json!({"do": "review", "number": 38, "state": "approved", "by": "devon-k"}));
    judge(&fake, "pull-request", "gate").ended(1).says(&["octoacme/design"]);
    fake.patch(json!({"do": "review", "number": 38, "state": "approved", "by": "mona"}));
    fake.clear_log();
    judge(&fake, "pull-request", "gate").ended(0);
    let teams = operations(&fake).iter().filter(|name| *name == "Team").count();
    assert_eq!(teams, 1, "three teams are in CODEOWNERS, and one owns the changed file");
    judge(&fake, "pull-request", "workflow").ended(1).says(&["octoacme/design", "Members: read"]);
}

const ON_PULL_REQUEST: &str = "\
version: 1
release:
  pull-requests: milestone
  pull-request: {label: the-release}
phases:
  pre-release:
    holds: tag
    requirements:
      - {id: merged, title: All is merged, require: {pull-requests: {merged: all}}}
";

/// Pull request 38 carries v1.4.0.
pub(crate) fn release_pull_request() -> Fake {
    let fake = Fake::shop(ON_PULL_REQUEST);
    fake.patch(json!([
        {"repositories": {"octoacme/shop": {"labels": [{"name": "the-release"}]}}},
        {"do": "label", "number": 38, "name": "the-release", "by": "lina-p"},
        {"do": "milestone", "number": 38, "title": "v1.4.0", "by": "lina-p"},
    ]));
    fake
}

#[test]
fn the_commits_of_a_release_pull_request_are_no_direct_pushes() {
    let fake = release_pull_request();
    judge(&fake, "pre-release", "gate").ended(0).says(&["5 commits", "5 pull requests"]);
    // The default branch has a commit that nobody reviewed, and the pull request takes it in.
    fake.patch(json!([
        {"do": "push", "branch": "main", "files": {"hot.txt": "fix"}, "message": "Hot fix by hand", "by": "devon-k"},
        {"do": "push", "branch": "search", "from": "main", "files": {"web/search.js": "x"}, "message": "Search", "by": "lina-p"},
    ]));
    judge(&fake, "pre-release", "gate")
        .ended(1)
        .says(&["no pull request brought in", "Hot fix by hand"])
        .does_not_say(&["`Search`, by"]);
}

#[test]
fn a_release_pull_request_is_in_the_milestone_or_named() {
    let fake = release_pull_request();
    fake.patch(json!({"do": "milestone", "number": 38, "title": null, "by": "lina-p"}));
    judge(&fake, "pre-release", "gate").ended(1).says(&["#38", "outside-milestone"]);
}

#[test]
fn a_list_of_own_commits_that_is_not_whole_leaves_it_open_who_brought_them_in() {
    let list = ["repository", "pullRequest", "commits"];
    for effect in [
        json!({"empty_page": list}),
        json!({"null_node": list}),
        json!({"graphql_error": {"path": list, "type": "FORBIDDEN"}}),
    ] {
        let fake = release_pull_request();
        fake.faults(json!([{"match": {"operation": "Evidence"}, "effect": effect}]));
        judge(&fake, "pre-release", "gate")
            .ended(1)
            .says(&["which pull request brought in"])
            .does_not_say(&["no pull request brought in"]);
    }
}

#[test]
fn a_long_release_pull_request_is_read_page_by_page() {
    let fake = release_pull_request();
    let commit = |number: u64| {
        let parent = if number == 0 { "f1".to_owned() } else { format!("part{}", number - 1) };
        let commit = json!({
            "message": format!("Part {number}"), "author": "lina-p", "parents": [parent],
            "date": format!("2026-03-01T11:{:02}:{:02}Z", number / 60, number % 60), "files": {"web/parts.js": "x"},
        });
        (format!("part{number}"), commit)
    };
    let commits: serde_json::Map<String, Value> = (0..120).map(commit).collect();
    let branches = json!({"search": "part119"});
    fake.patch(json!({"repositories": {"octoacme/shop": {"commits": commits, "branches": branches}}}));
    judge(&fake, "pre-release", "gate").ended(0).says(&["125 commits"]);
    assert_eq!(operations(&fake).iter().filter(|name| *name == "OwnCommitsPage").count(), 1);
}
