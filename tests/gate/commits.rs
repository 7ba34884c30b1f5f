//! Requirements on commits, over the wire.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::{Ran, Run};
use crate::whole::on_pull_request;

const POLICY: &str = "\
version: 1
phases:
  pull-request:
    holds: merge
    requirements:
      - {id: own, title: Own, require: {commits: {signed: true, conventional: true, forbid: unfinished}}}
  pre-release:
    holds: tag
    requirements:
      - {id: signed, title: Signed, require: {commits: {signed: true}}}
      - {id: finished, title: Finished, require: {commits: {forbid: unfinished}}}
";

fn signed(names: &[&str]) -> Value {
    let commits: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!({"signature": "github"}))).collect();
    json!({"repositories": {"octoacme/shop": {"commits": commits}}})
}

fn release(fake: &Fake) -> Ran {
    Run::check(fake, &["--phase", "pre-release", "--version", "1.4.0"]).go()
}

fn change(fake: &Fake) -> Ran {
    on_pull_request(fake, "gate", &["--phase", "pull-request"]).go()
}

#[test]
fn every_commit_of_a_release_is_signed() {
    let fake = Fake::shop(POLICY);
    fake.patch(signed(&["m1", "m2", "m3", "m4", "m5"]));
    release(&fake).ended(0);
    for (state, says) in [
        (json!(null), "is not signed"),
        (json!("unknown_key"), "add the public key"),
        (json!("gpgverify_unavailable"), "run the gate again"),
        (json!("valid"), ""),
    ] {
        let commit = json!({"message": "Round totals up (#35)", "signature": state});
        fake.patch(json!({"repositories": {"octoacme/shop": {"commits": {"m3": commit}}}}));
        release(&fake).ended(i32::from(!says.is_empty())).says(&[says]);
    }
    fake.patch(
        json!({"repositories": {"octoacme/shop": {"commits": {"m4": {"message": "wip: guide (#36)"}}}}}),
    );
    release(&fake).ended(1).says(&["is marked `WIP`", "hubot-docs"]);
}

/// Where GraphQL does not compare, REST does, and says the same of signatures.
#[test]
fn signatures_are_read_over_rest_too() {
    let fake = Fake::shop(POLICY);
    fake.patch(signed(&["m2", "m3", "m4", "m5"]));
    let none =
        json!({"match": {"operation": "Range"}, "effect": {"null_node": ["repository", "base0", "compare"]}});
    fake.faults(json!([none]));
    release(&fake).ended(0);
    for (state, says) in [("unknown_sig_type", "that GitHub does not know"), ("malformed_sig", "malformed")] {
        fake.patch(json!({"repositories": {"octoacme/shop": {"commits": {"m3": {"signature": state}}}}}));
        release(&fake).ended(1).says(&[says]);
    }
    assert!(fake.log().iter().any(|request| request["path"].as_str().unwrap().contains("/compare/")));
}

#[test]
fn the_commits_of_a_pull_request_are_its_own() {
    let fake = Fake::shop(POLICY);
    fake.patch(json!({"repositories": {"octoacme/shop": {"commits": {"f1": {"message": "feat: search", "signature": "valid"}}}}}));
    change(&fake).ended(0);
    fake.patch(json!({"do": "push", "branch": "search", "files": {"web/x.js": "x"}, "message": "fixup! feat: search", "by": "lina-p"}));
    change(&fake).ended(1).says(&[
        "is not signed",
        "is marked `fixup!`",
        "is no conventional commit",
        "lina-p:",
    ]);
    let list = ["repository", "pullRequest", "commits"];
    for effect in [
        json!({"empty_page": list}),
        json!({"null_node": list}),
        json!({"graphql_error": {"path": list, "type": "FORBIDDEN"}}),
    ] {
        fake.faults(json!([{"match": {"operation": "Evidence"}, "effect": effect}]));
        change(&fake).ended(1).says(&["the list of commits could not be read"]);
    }
}

#[test]
fn a_long_pull_request_is_read_page_by_page_up_to_what_github_shows() {
    for (count, code, says) in [(120, 0, "GO"), (260, 1, "GitHub lists the first 250 commits")] {
        let fake = Fake::shop(POLICY);
        let commit = |number: u64| {
            let parent = if number == 0 { "m5".to_owned() } else { format!("part{}", number - 1) };
            let date = format!("2026-03-01T11:{:02}:{:02}Z", number / 60, number % 60);
            let commit = json!({
                "message": format!("feat: part {number}"), "author": "lina-p", "parents": [parent], "date": date,
                "files": {"web/parts.js": "x"}, "signature": "valid",
            });
            (format!("part{number}"), commit)
        };
        let commits: serde_json::Map<String, Value> = (0..count).map(commit).collect();
        let branches = json!({"search": format!("part{}", count - 1)});
        fake.patch(json!({"repositories": {"octoacme/shop": {"commits": commits, "branches": branches}}}));
        change(&fake).ended(code).says(&[says]);
    }
}
