//! What the faults are tried on: releases and changes that lack nothing, so that whatever holds them is the fault.
//!
//! Together they ask for every document and every path that the gate can ask for.

use serde_json::{Map, Value, json};

use crate::fake::Fake;
use crate::reading::{judge_pull_request, release_pull_request};
use crate::run::Run;
use crate::signed::{lengthen_record, pushes_of_main, sign_anew};
use crate::whole::{
    change, cite, group, judge_change, judge_group, judge_release, lengthen, piles, release, with_labels,
    with_notes_in_a_file,
};

/// What is judged, and how.
pub(super) struct Scene {
    pub(super) name: &'static str,
    /// What is judged: what one scene of a kind has tried, another need not.
    pub(super) kind: &'static str,
    pub(super) world: fn() -> Fake,
    pub(super) judge: fn(&Fake, &[&str]) -> Run,
    /// Faults that belong to the scene.
    pub(super) rules: fn() -> Value,
}

pub(super) const SCENES: [Scene; 14] = [
    Scene { name: "release", kind: "release", world: release, judge: judged_release, rules: none },
    Scene { name: "change", kind: "change", world: change, judge: judge_change, rules: none },
    Scene {
        name: "long release",
        kind: "release",
        world: long_release,
        judge: judged_release,
        rules: small_pages,
    },
    Scene {
        name: "first release",
        kind: "release",
        world: first_release,
        judge: judge_release,
        rules: small_pages,
    },
    Scene {
        name: "release pull request",
        kind: "release",
        world: own_commits,
        judge: judge_pull_request,
        rules: small_pages,
    },
    Scene { name: "moved files", kind: "change", world: moved_files, judge: judge_change, rules: none },
    Scene {
        name: "not compared",
        kind: "release",
        world: release,
        judge: judge_release,
        rules: not_compared,
    },
    Scene {
        name: "since a commit",
        kind: "release",
        world: since_a_commit,
        judge: judge_release,
        rules: none,
    },
    Scene { name: "piles", kind: "release", world: more_piles, judge: judge_release, rules: none },
    Scene { name: "two tokens", kind: "release", world: with_both, judge: judge_with_both, rules: none },
    Scene { name: "wait", kind: "release", world: release, judge: judge_patiently, rules: built_meanwhile },
    Scene { name: "proposal", kind: "change", world: proposal, judge: judge_change, rules: none },
    Scene {
        name: "notes in a file",
        kind: "release",
        world: with_notes_in_a_file,
        judge: judge_release,
        rules: none,
    },
    Scene { name: "group", kind: "group", world: merge_group, judge: judge_group, rules: none },
];

fn none() -> Value {
    json!([])
}

/// A GitHub that works out only small pages, so that short lists have many.
fn small_pages() -> Value {
    let error =
        json!({"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits for this query exceeded."});
    let effect = json!({"status": 200, "body": {"data": null, "errors": [error]}});
    json!([{"match": {"wider": 10}, "effect": effect}])
}

/// A GitHub that compares no ref with a bare commit: REST does.
fn not_compared() -> Value {
    let refused = |operation, place: Value| json!({"match": {"operation": operation}, "effect": {"graphql_error": {"path": place, "type": "NOT_FOUND"}}});
    json!([
        refused("Range", json!(["repository", "base0", "compare"])),
        refused("Closing", json!(["repository", "line0", "compare"])),
    ])
}

fn judged_release(fake: &Fake, arguments: &[&str]) -> Run {
    judge_release(fake, &[&["--comment"], arguments].concat())
}

fn shop(patch: Value) -> Value {
    json!({"repositories": {"octoacme/shop": patch}})
}

/// The items of a list that goes on for more than two small pages.
fn each<T>(make: impl FnMut(u64) -> T) -> Vec<T> {
    (0..24).map(make).collect()
}

/// The release, with lists that go on for more than two small pages.
fn long_release() -> Fake {
    let fake = with_labels(24);
    let tags: Map<String, Value> = each(|n| (format!("nightly-{n:02}"), json!("m1"))).into_iter().collect();
    let commit = |n: u64| {
        let parent = if n == 0 { "m4".to_owned() } else { format!("x{}", n - 1) };
        let commit = json!({
            "message": format!("Change {n} (#{})", 200 + n), "author": "devon-k", "parents": [parent], "signature": "valid",
            "date": format!("2026-02-21T10:{n:02}:00Z"), "files": {format!("api/{n}.js"): "export default 1;\n"},
        });
        (format!("x{n}"), commit)
    };
    let mut commits: Map<String, Value> = each(commit).into_iter().collect();
    commits.insert("m5".to_owned(), json!({"parents": ["x23"]}));
    let pulls = each(|n| {
        json!({
            "number": 200 + n, "title": format!("Change {n}"), "author": "devon-k", "createdAt": "2026-02-21T09:00:00Z",
            "head": format!("change-{n}"), "mergeCommit": format!("x{n}"), "mergedAt": format!("2026-02-21T10:{n:02}:00Z"),
            "mergedBy": "maya-r", "milestone": "v1.4.0", "labels": ["feature"],
            "reviews": [{"author": "mona", "state": "approved", "createdAt": "2026-02-21T09:30:00Z"}],
        })
    });
    let checks = each(|n| json!({"name": format!("test {n}"), "commit": "m5"}));
    let note = |n| json!({"author": "maya-r", "body": format!("Note {n}"), "createdAt": format!("2026-02-28T10:{n:02}:00Z")});
    let issues = json!([{"number": 40, "comments": each(note)}]);
    fake.patch(shop(
        json!({"tags": tags, "commits": commits, "pulls": pulls, "checks": checks, "issues": issues}),
    ));
    lengthen_record(&fake, 0);
    cite(&fake, 200..224, true);
    fake
}

/// The same without an earlier release: everything since the first commit is in it. A team has many members.
fn first_release() -> Fake {
    let fake = long_release();
    lengthen(&fake);
    let first = json!({
        "number": 33, "title": "First release", "author": "devon-k", "createdAt": "2026-01-10T09:00:00Z", "head": "first",
        "mergeCommit": "m1", "mergedAt": "2026-01-12T09:00:00Z", "mergedBy": "maya-r", "milestone": "v1.4.0", "labels": ["feature"],
        "reviews": [{"author": "mona", "state": "approved", "createdAt": "2026-01-11T09:00:00Z"}],
    });
    let members: Vec<String> =
        ["devon-k".to_owned()].into_iter().chain((0..105).map(|n| format!("member-{n}"))).collect();
    fake.patch(json!([
        shop(json!({"pulls": [first]})), {"orgs": {"octoacme": {"teams": {"devops": {"members": members}}}}},
    ]));
    cite(&fake, (200..224).chain([33]), false);
    fake
}

/// The release is a pull request that is not merged yet, with many commits.
fn own_commits() -> Fake {
    let fake = release_pull_request();
    let commit = |n: u64| {
        let parent = if n == 0 { "f1".to_owned() } else { format!("part{}", n - 1) };
        let commit = json!({
            "message": format!("Part {n}"), "author": "lina-p", "parents": [parent],
            "date": format!("2026-03-01T11:{n:02}:00Z"), "files": {"web/parts.js": n.to_string()},
        });
        (format!("part{n}"), commit)
    };
    let commits: Map<String, Value> = each(commit).into_iter().collect();
    fake.patch(shop(json!({"commits": commits, "branches": {"search": "part23"}})));
    fake
}

/// The change has many files, one of them moved: only REST says where it was.
fn moved_files() -> Fake {
    let fake = change();
    let mut files: Map<String, Value> =
        (0..105).map(|n| (format!("web/part-{n}.js"), json!("export {};\n"))).collect();
    files.extend([
        ("web/cart.js".to_owned(), Value::Null),
        ("web/basket.js".to_owned(), json!("export const cart = load();\n")),
    ]);
    fake.patch(json!([
        {"do": "push", "branch": "search", "files": files, "message": "Move", "by": "lina-p", "signature": "valid"},
        {"do": "check", "commit": "search", "name": "build", "event": "pull_request"},
    ]));
    sign_anew(&fake, 38);
    fake
}

const SINCE: &str = "\
version: 1
release:
  since: SINCE
  pull-requests: since-last-tag
phases:
  pre-release:
    holds: tag
    requirements:
      - {id: merged, title: All is merged, require: {pull-requests: {merged: all, direct-push: allow}}}
      - {id: ci, title: CI, when: {paths: [\"late/**\"]}, require: {checks: {names: [build]}}}
";

/// Adoption at a commit that no tag names, a hundred pushes ago: GraphQL compares refs only.
fn since_a_commit() -> Fake {
    let fake = Fake::shop(SINCE);
    let since = fake.tip("main");
    let commit = |n: u64| {
        let parent = if n == 0 { "m5".to_owned() } else { format!("late{}", n - 1) };
        let text = SINCE.replace("SINCE", &since);
        let commit = json!({
            "message": format!("Late {n}"), "author": "lina-p", "parents": [parent],
            "date": format!("2026-03-01T{:02}:{:02}:00Z", 11 + n / 60, n % 60), "files": {"late/parts.js": n.to_string(), "release.yml": text},
        });
        (format!("late{n}"), commit)
    };
    let commits: Map<String, Value> = (0..105).map(commit).collect();
    let pull = json!({
        "number": 39, "title": "Late 104", "author": "lina-p", "createdAt": "2026-03-01T11:00:00Z", "head": "late",
        "mergeCommit": "late104", "mergedAt": "2026-03-01T12:44:00Z", "mergedBy": "maya-r",
    });
    fake.patch(json!([
        shop(json!({"tags": {"v1.3.0": null, "v1.3.1": null, "v1": null}, "commits": commits, "branches": {"main": "late104"}, "pulls": [pull]})),
        {"do": "check", "commit": "main", "name": "build"},
    ]));
    fake
}

/// Many issues and releases, and lists of REST that go on for more than a page: alerts, runs, artifacts and assets. An open
/// alert of secret scanning is never let through, so that their list has one page wherever there is a go.
fn more_piles() -> Fake {
    let fake = piles();
    let alerts: Vec<Value> = (100..205)
        .map(|number| json!({"number": number, "rule": "js/unused-variable", "severity": "note"}))
        .collect();
    let artifacts: Vec<Value> = (0..105).map(|number| json!({"name": format!("log-{number}")})).collect();
    let assets: Vec<Value> = (0..105).map(|number| json!({"name": format!("part-{number}")})).collect();
    let other = |number: u64| json!({"number": 100 + number, "id": 20_000 + number, "workflow": ".github/workflows/other.yml", "commit": "m5"});
    let mut runs: Vec<Value> = (0..105).map(other).collect();
    runs.push(json!({"number": 7, "id": 9_000, "workflow": ".github/workflows/build.yml", "commit": "m5", "artifacts": artifacts}));
    fake.patch(shop(json!({
        "codeAlerts": alerts, "runs": runs, "pushes": pushes_of_main(),
        "releases": [{"tag": "v1.4.0", "id": 8_000, "name": "draft of v1.4.0", "assets": assets}],
    })));
    fake
}

fn build(status: &str, conclusion: Value) -> Value {
    json!({"do": "check", "commit": "m5", "name": "build", "status": status, "conclusion": conclusion})
}

/// It finishes after everything was read.
fn built_meanwhile() -> Value {
    json!([{"match": {"operation": "Closing"}, "times": 1, "then": build("completed", json!("success"))}])
}

fn judge_patiently(fake: &Fake, arguments: &[&str]) -> Run {
    // A run before it may have seen the check finish.
    fake.patch(build("in_progress", Value::Null));
    judge_release(fake, &[&["--wait", "4s"], arguments].concat())
}

/// The change comes with another policy.
fn proposal() -> Fake {
    let fake = change();
    let policy = "version: 1\nphases:\n  before-merge:\n    holds: merge\n    requirements:\n      - {id: kind, title: Kind, require: {labels: {one-of: [feature]}}}\n";
    fake.patch(json!([
        {"do": "push", "branch": "search", "files": {"release.yml": policy}, "message": "Ask for less", "by": "lina-p", "signature": "valid"},
        {"do": "check", "commit": "search", "name": "build", "event": "pull_request"},
        {"do": "review", "number": 38, "state": "approved", "by": "maya-r"},
    ]));
    sign_anew(&fake, 38);
    fake
}

const GROUPED: &str = r#"version: 1
roles:
  devops: {teams: [octoacme/devops]}
  design: {teams: [octoacme/design], author: excluded}
phases:
  before-merge:
    holds: merge
    requirements:
      - {id: owners, title: Owners approve, require: {approvals: {codeowners: true}}}
      - {id: kind, title: One kind of change, require: {labels: {one-of: [feature, fix], forbidden: [hold]}}}
      - {id: builds, title: It builds, require: {checks: {names: [build], app: github-actions}}}
      - {id: freeze, title: Nothing blocks, require: {issues: {none-open: {any-of: [release-blocker]}}}}
      - {id: reviewed, title: Finished, when: {paths: ["web/**"]}, require: {pull-requests: {approvals: 1, threads: resolved}}}
      - {id: designed, title: Design is content, require: {sign-off: {by: design, via: [comment]}}}
      - {id: accepted, title: Operations accept it, require: {sign-off: {by: devops, via: [label], label: ready to ship}}}
"#;

/// Two pull requests in the merge queue.
fn merge_group() -> Fake {
    let fake = group();
    fake.patch(shop(json!({"commits": {"m1": {"files": {"release.yml": GROUPED}}}})));
    fake
}

/// The token of a workflow, and that of an App which may read what the workflow's may not.
const TOKENS: [&str; 2] = ["ghs_0faults0workflow000", "ghs_0faults0organization"];

fn with_both() -> Fake {
    let fake = release();
    let first = json!({
        "contents": "write", "issues": "write", "pull_requests": "write", "checks": "write", "statuses": "read",
        "actions": "read", "security_events": "read", "vulnerability_alerts": "read",
    });
    let second = json!({
        "members": "read", "administration": "read", "contents": "read", "secret_scanning_alerts": "read",
    });
    fake.patch(json!({"tokens": {
        TOKENS[0]: {"login": "github-actions[bot]", "app": "github-actions", "permissions": first},
        TOKENS[1]: {"login": "roles[bot]", "app": "roles", "permissions": second},
    }}));
    fake
}

fn judge_with_both(fake: &Fake, arguments: &[&str]) -> Run {
    judge_release(fake, arguments).env("GITHUB_TOKEN", TOKENS[0]).env("HOLDPOINT_ORG_TOKEN", TOKENS[1])
}
