//! Releases that use every kind of requirement and every list that GitHub shows in pages, and lack nothing: what can
//! be taken from them, and what can go wrong with them, is tried in `fields` and `faults`.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::Run;
use crate::signed::{sign_change, sign_release};

const POLICY: &str = r#"version: 1

release:
  tag: "v{version}"
  branches: [main, "release/*"]
  pull-requests: milestone
  pull-request: {label: carries the release}
  tracking-issue: {label: release}
  bump:
    major: {labels: [breaking-change], conventional: true, paths: ["proto/**"]}
    minor: {labels: [feature], conventional: true}
    patch: {labels: [fix], conventional: true}
    otherwise: patch
    major-by: manager

roles:
  devops: {teams: [octoacme/devops]}
  docs: {teams: [octoacme/docs]}
  design: {teams: [octoacme/design], author: excluded}
  qa: {users: [lina-p, vera-law], author: excluded}
  owner: {codeowners: true}
  rollback: {users: [devon-k, maya-r], named: {field: Rollback owner}}
  assigned: {named: assignees, anybody: true}
  manager: {users: [maya-r]}
  customers: {}

sign-offs: {edited: allow}

notes:
  from: draft-release
  template: docs/release-notes-template.md
  cites: all
  labels: {breaking: [breaking-change], security: [security]}
  sections:
    - {heading: Upgrade, presence: {required: {type: minor}}, is: migration}
    - {heading: Security, is: security, presence: optional}

waivers:
  by: [manager]
  longest: 7 days
  granted:
    - {requirement: measured, subjects: [speed], release: 1.4.0, reason: Nothing slow changed, by: maya-r, given: 2026-03-01, until: 2026-03-08}

phases:
  before-merge:
    holds: merge
    requirements:
      - {id: owners, title: Owners approve, require: {approvals: {codeowners: true}}}
      - {id: kind, title: One kind of change, require: {labels: {one-of: [feature, fix], forbidden: [hold]}}}
      - {id: builds, title: It builds, require: {checks: {names: [build], app: github-actions}}}
      - {id: freeze, title: Nothing blocks the next release, require: {issues: {none-open: {any-of: [release-blocker]}}}}
      - id: reviewed
        title: The change is finished
        when: {paths: ["web/**"]}
        require: {pull-requests: {approvals: 1, tasks: complete, threads: resolved}}
      - {id: finished, title: Commits are finished, require: {commits: {signed: true, forbid: unfinished}}}
      - id: its-files
        title: The files are in order
        require: {all: [{file: {path: web/search.js, contains: search}}, {file: {changed: "web/*.js"}}]}
      - {id: designed, title: Design is content, require: {sign-off: {by: design, via: [comment]}}}
      - {id: looked-at, title: Design looked at it, require: {sign-off: {by: design, via: [review]}}}
      - {id: accepted, title: Operations accept it, require: {sign-off: {by: devops, via: [label], label: ready to ship}}}

  pre-release:
    holds: tag
    requirements:
      - id: pull-requests
        title: All pull requests are merged and finished
        require:
          pull-requests:
            merged: all
            approvals: 1
            tasks: complete
            threads: resolved
            linked-issues: closed
            labels: {exactly-one-of: [feature, fix, chore, security], none-of: [hold]}
      - {id: required, title: Required checks, require: {checks: {required: true}}}
      - id: built
        title: It builds
        require: {checks: {names: [build], app: github-actions, workflow: .github/workflows/ci.yml}}
      - {id: head, title: It was built, require: {checks: {names: [build], at: pull-request-head}}}
      - {id: signed, title: Owners approve, require: {approvals: {codeowners: true, from: {roles: [devops]}}}}
      - {id: free, title: Nothing is on hold, require: {labels: {required: [release], forbidden: [hold]}}}
      - id: deployed
        title: Deployment is prepared
        require: {checklist: {section: Deployment, items: [Tested on staging, Rollback plan written]}}
      - id: docs-published
        title: Documentation published by Technical Writer
        when: {all: [{type: minor}, {paths: ["docs/**"]}, {labels: [feature]}]}
        require: {checkbox: {}}
      - {id: app, title: The app is in the store, when: {paths: ["mobile/**"]}, require: {checkbox: {}}}
      - {id: rollback, title: Rollback owner, require: {field: {is: text}}}
      - {id: alerts, title: No grave alerts, require: {alerts: {code-scanning: high, dependabot: high, secret-scanning: any}}}
      - id: blockers
        title: No open blocker
        require: {issues: {none-open: {all-of: [bug, release-blocker]}, all-closed: {in: milestone}}}
      - id: artifacts
        title: Build artifacts generated
        require:
          artifacts: {workflow: .github/workflows/build.yml, names: ["shop-{version}"], release-assets: [SHA256SUMS]}
      - id: files
        title: The files are in order
        require:
          all:
            - file: {exists: README.md}
            - file: {path: CHANGELOG.md, contains: "{version}"}
            - file: {path: "docs/*.md", lacks: TODO}
            - file: {changed: "docs/**"}
      - {id: numbers, title: The version is one, require: {version-files: [package.json]}}
      - {id: commits, title: Commits are signed, require: {commits: {signed: true, forbid: unfinished}}}
      - {id: tested, title: QA has tested it, require: {sign-off: qa}}
      - {id: screens, title: Screenshots renewed, require: {checkbox: {by: docs, section: Documentation}}}
      - id: verified
        title: Rollback plan written
        require: {checkbox: {by: devops, verified-by: qa, section: Deployment, fresh: 7 days}}
      - {id: approved, title: The manager approves, require: {sign-off: {by: manager, via: [review]}}}
      - {id: shipped, title: Operations accept it, require: {sign-off: {by: devops, via: [label], label: ready to ship}}}
      - id: agreed
        title: The window is agreed
        require: {sign-off: {by: [manager, rollback], separate: [manager, rollback], via: [comment], fresh: scope}}
      - {id: owned, title: Two owners agree, require: {sign-off: {by: owner, count: 2, via: [comment]}}}
      - {id: answered-for, title: Somebody answers for it, require: {sign-off: {by: {any: [assigned, manager]}, via: [comment]}}}
      - {id: heard, title: Customers agree, require: {sign-off: {by: customers, witnessed-by: manager, fresh: any}}}
      - {id: translated, title: It is translated, require: {sign-off: {by: docs, via: [comment]}}}
      - {id: linted, title: It is linted, require: {checks: {names: [lint]}}}
      - {id: measured, title: It is measured, require: {checks: {names: [speed]}}}
      - id: noted
        title: The notes are written
        require: {all: [{release-notes: {}}, {sign-off: {by: docs, via: [comment]}}]}
"#;

/// Its notes, which point to a file, a tag and an issue.
const NOTES: &str = "## Summary

Carts survive a reload, see [the guide](https://github.com/octoacme/shop/blob/v1.4.0/docs/guide.md) and #30.

## Changes

- Carts are saved (#34)
- Totals are rounded up since [v1.3.1](https://github.com/octoacme/shop/releases/tag/v1.3.1) (#35)
- Saved carts are explained (#36)
- The build image is pinned (#37)

## Upgrade

Nothing has to be done: carts are saved from the first visit on.

## Security

The build image cannot change any more (#37).
";

/// Lets the draft cite these pull requests, too. `tagged`: whether there is an earlier release to point to.
pub(crate) fn cite(fake: &Fake, numbers: impl IntoIterator<Item = u64>, tagged: bool) {
    let items: String =
        numbers.into_iter().map(|number| format!("- Something changed (#{number})\n")).collect();
    let mut notes = NOTES.replace("\n## Upgrade", &format!("{items}\n## Upgrade"));
    if !tagged {
        notes =
            notes.replace("[v1.3.1](https://github.com/octoacme/shop/releases/tag/v1.3.1)", "the last time");
    }
    let draft = json!({"name": "draft of v1.4.0", "tag": "v1.4.0", "body": notes});
    fake.patch(json!({"repositories": {"octoacme/shop": {"releases": [draft]}}}));
}

/// The same release, but its notes are in a file, and the tag that looks like the release before is not in its history.
pub(crate) fn with_notes_in_a_file() -> Fake {
    let fake = release();
    let policy = POLICY.replace("  from: draft-release", "  from: {file: \"NOTES-{version}.md\"}");
    fake.patch(json!([
        {"do": "push", "branch": "release/1.3", "from": "m1", "files": {"hot.txt": "fix"}, "message": "Hot fix", "by": "mona"},
        {"do": "tag", "name": "v1.3.9", "commit": "release/1.3"},
        {"repositories": {"octoacme/shop": {"commits": {
            "m1": {"files": {"release.yml": policy}}, "m5": {"files": {"NOTES-1.4.0.md": NOTES}},
        }}}},
    ]));
    fake
}

/// v1.4.0 of the shop, ready. Pull request 37 carries it; old labels, force-pushes and threads are on record, and the
/// repository has more labels than two pages show.
pub(crate) fn release() -> Fake {
    with_labels(215)
}

/// The same with so many labels that nothing uses.
pub(crate) fn with_labels(count: u64) -> Fake {
    let fake = Fake::shop(POLICY);
    let labels: Vec<Value> = (0..count).map(|number| json!({"name": format!("area {number}")})).collect();
    let pulls = json!([
        {"number": 36, "threads": [{"resolved": true, "path": "docs/guide.md"}]},
        {"number": 35, "events": [
            {"type": "labeled", "label": "chore", "at": "2026-02-17T09:06:00Z", "by": "mona"},
            {"type": "unlabeled", "label": "chore", "at": "2026-02-17T09:07:00Z", "by": "mona"},
            {"type": "headRefForcePushed", "at": "2026-02-17T09:10:00Z", "by": "mona", "before": "m1", "after": "m2"},
        ]},
    ]);
    fake.patch(json!([
        {"repositories": {"octoacme/shop": {"labels": labels, "pulls": pulls}}},
        {"repositories": {"octoacme/shop": {"commits": {
            "m1": {"signature": "valid"}, "m2": {"signature": "github"}, "m3": {"signature": "github"}, "m4": {"signature": "valid"},
            "m5": {"signature": "github", "files": {"CHANGELOG.md": "## 1.4.0\n", "package.json": r#"{"version": "1.4.0"}"#}},
        }}}},
        {"repositories": {"octoacme/shop": {"labels": [{"name": "hold"}, {"name": "carries the release"}]}}},
        {"do": "label", "number": 37, "name": "carries the release", "by": "maya-r"},
        {"do": "check", "commit": "pull-37", "name": "build"},
        {"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"},
        alerts(),
    ]));
    built(&fake);
    sign_release(&fake);
    fake
}

/// What was built for v1.4.0.
fn built(fake: &Fake) {
    let draft = json!({
        "id": 8_000, "tag": "v1.4.0", "name": "draft of v1.4.0", "draft": true,
        "assets": [{"name": "SHA256SUMS"}, {"name": "shop-1.4.0.tar.gz"}], "body": NOTES, "updatedAt": "2026-02-28T09:00:00Z",
    });
    let before = json!({"id": 7_999, "tag": "v1.3.1", "name": "v1.3.1", "body": "Totals are right.", "createdAt": "2026-01-12T12:00:00Z"});
    let run = json!({
        "number": 7, "id": 9_000, "workflow": ".github/workflows/build.yml", "commit": "m5",
        "artifacts": [{"name": "shop-1.4.0"}, {"name": "log"}],
    });
    fake.patch(json!([
        {"repositories": {"octoacme/shop": {"labels": [{"name": "bug"}, {"name": "release-blocker"}]}}},
        {"repositories": {"octoacme/shop": {"releases": [draft, before], "runs": [run]}}},
    ]));
}

/// That release with so many open bugs, issues of the milestone and releases that they do not fit into a page, or two.
/// The draft is in the middle of its list, where only a page shows it.
pub(crate) fn piles() -> Fake {
    let fake = release();
    let at = "2026-02-20T10:00:00Z";
    let bug = |number: u64| json!({"number": number, "title": "Bug", "author": "mona", "createdAt": at, "labels": ["bug"]});
    let done = |number: u64| json!({"number": number, "title": "Part", "author": "mona", "createdAt": at, "closedAt": at, "milestone": "v1.4.0"});
    let issues: Vec<Value> = (500..605).map(bug).chain((1_000..1_205).map(done)).collect();
    let older = |number: u64| json!({"id": 7_000 + number, "tag": format!("v0.{number}.0"), "name": format!("v0.{number}.0")});
    let draft = json!({
        "id": 8_000, "tag": "v1.4.0", "name": "draft of v1.4.0", "draft": true, "assets": [{"name": "SHA256SUMS"}],
        "body": NOTES, "updatedAt": "2026-02-28T09:00:00Z",
    });
    let releases: Vec<Value> = (0..105).map(older).chain([draft]).chain((105..210).map(older)).collect();
    let gone = json!([{"name": "draft of v1.4.0", "$delete": true}]);
    fake.patch(json!([
        {"repositories": {"octoacme/shop": {"releases": gone}}},
        {"repositories": {"octoacme/shop": {"issues": issues, "releases": releases}}},
    ]));
    fake
}

/// Alerts that are not grave. One tool has analysed a commit with the same files.
fn alerts() -> Value {
    let dependabot = [("mocha", "low", "development"), ("tar-stream", "moderate", "runtime")];
    let dependabot = dependabot.iter().zip(1..).map(
        |((package, severity, scope), number)| json!({"number": number, "package": package, "severity": severity, "scope": scope}),
    );
    json!({"repositories": {"octoacme/shop": {
        "commits": {"t1": {"message": "Once more", "author": "devon-k", "date": "2026-02-27T11:00:00Z", "parents": ["m5"]}},
        "analyses": [
            {"commit": "m1", "createdAt": "2026-01-12T10:00:00Z"},
            {"commit": "m5", "createdAt": "2026-02-27T10:10:00Z", "results": 1},
            {"commit": "t1", "createdAt": "2026-02-27T11:10:00Z", "tool": "Trivy", "category": "container"},
        ],
        "codeAlerts": [{"number": 2, "rule": "js/unused-variable", "severity": "note"}],
        "dependabotAlerts": dependabot.collect::<Vec<_>>(),
        "secretAlerts": [{"number": 1, "type": "slack_api_token", "state": "resolved"}],
    }}})
}

/// Judges that release.
pub(crate) fn judge_release(fake: &Fake, arguments: &[&str]) -> Run {
    Run::check(fake, &[&["--phase", "pre-release", "--version", "1.4.0"], arguments].concat())
}

/// Pull request 38 of the shop, ready to be merged.
pub(crate) fn change() -> Fake {
    let fake = Fake::shop(POLICY);
    fake.patch(json!([
        {"orgs": {"octoacme": {"teams": {"design": {"members": ["lina-p", "mona"]}}}}},
        {"repositories": {"octoacme/shop": {
            "labels": [{"name": "hold"}, {"name": "release-blocker"}],
            "pulls": [{"number": 38, "threads": null}],
            "commits": {"f1": {"signature": "valid"}},
        }}},
        {"do": "check", "commit": "f1", "name": "build", "conclusion": "success"},
    ]));
    sign_change(&fake, 38);
    fake
}

/// Judges that pull request.
pub(crate) fn judge_change(fake: &Fake, arguments: &[&str]) -> Run {
    on_pull_request(fake, "gate", &[&["--phase", "before-merge"], arguments].concat())
}

/// Judges pull request 38 at the tip of its branch, in a workflow. It comments, but posts no check run, which would be
/// one more check to read the next time.
pub(crate) fn on_pull_request(fake: &Fake, token: &str, arguments: &[&str]) -> Run {
    let payload = format!(r#"{{"pull_request":{{"number":38,"head":{{"sha":"{}"}}}}}}"#, fake.tip("search"));
    let run = Run::action(fake, "pull_request", &payload, &[("INPUT_TOKEN", token)]);
    run.with(&[&["check", "--comment", "--check-run=false"], arguments].concat())
}

/// The branch of the merge queue at the group of pull requests 38 and 39.
const GROUP: &str = "gh-readonly-queue/main/pr-39-g38";

/// Pull request 38 and one behind it in the merge queue of main, ready to be merged.
pub(crate) fn group() -> Fake {
    let fake = change();
    let files = |path: &str| json!({path: "export const search = () => [];\n"});
    fake.patch(json!({"repositories": {"octoacme/shop": {
        "commits": {
            "f2": {"message": "Sort by price", "author": "lina-p", "parents": ["m5"], "files": files("web/sort.js"), "signature": "valid"},
            "g38": {"message": "Search by name (#38)", "author": "lina-p", "parents": ["m5"], "files": files("web/search.js")},
            "g39": {"message": "Sort by price (#39)", "author": "lina-p", "parents": ["g38"], "files": files("web/sort.js")},
        },
        "branches": {"sort": "f2", "gh-readonly-queue/main/pr-38-m5": "g38", GROUP: "g39"},
        "pulls": [{
            "number": 39, "title": "Sort by price", "author": "lina-p", "createdAt": "2026-03-01T11:00:00Z", "head": "sort",
            "labels": [{"name": "fix", "at": "2026-03-01T11:00:00Z", "by": "lina-p"}],
        }],
        "mergeQueues": {"main": [
            {"number": 38, "head": "g38", "base": "m5"}, {"number": 39, "head": "g39", "base": "g38"},
        ]},
    }}}));
    fake.patch(json!([
        {"do": "check", "commit": "g39", "name": "build", "event": "merge_group"},
    ]));
    sign_change(&fake, 39);
    fake
}

/// Judges that group, in a workflow.
pub(crate) fn judge_group(fake: &Fake, arguments: &[&str]) -> Run {
    let group = json!({
        "head_sha": fake.tip(GROUP), "head_ref": format!("refs/heads/{GROUP}"), "base_ref": "refs/heads/main",
    });
    let payload = json!({"action": "checks_requested", "merge_group": group}).to_string();
    let run = Run::action(fake, "merge_group", &payload, &[("INPUT_TOKEN", "gate")]);
    run.with(&[&["check", "--check-run=false", "--phase", "before-merge"], arguments].concat())
}

/// The release, but the first of all, and pull request 34 has lists that go on for more than a page.
pub(crate) fn long_lists() -> Fake {
    let fake = release();
    lengthen(&fake);
    fake
}

/// Takes the earlier releases away and makes the lists of pull request 34 long.
pub(crate) fn lengthen(fake: &Fake) {
    let times =
        || (0..105).map(|number| format!("2026-02-14T{:02}:{:02}:00Z", 10 + number / 60, number % 60));
    let review = |(id, at): (u64, String)| json!({"id": id, "author": "vera-law", "state": "commented", "createdAt": at});
    let reviews: Vec<Value> = (2_700_000_000..).zip(times()).map(review).collect();
    let push =
        |at| json!({"type": "headRefForcePushed", "at": at, "by": "devon-k", "before": "m1", "after": "m2"});
    let events: Vec<Value> = times().map(push).collect();
    let threads: Vec<Value> = times().map(|_| json!({"resolved": true, "path": "web/cart.js"})).collect();
    let closes: Vec<u64> = (100..155).collect();
    let issue = |(number, at): (&u64, String)| {
        let title = format!("Part {number}");
        json!({"number": number, "title": title, "author": "mona", "createdAt": at, "closedAt": "2026-02-16T10:00:00Z"})
    };
    let issues: Vec<Value> = closes.iter().zip(times()).map(issue).collect();
    let pull =
        json!({"number": 34, "reviews": reviews, "threads": threads, "closes": closes, "events": events});
    let tags = json!({"v1.3.0": null, "v1.3.1": null, "v1": null});
    let alert = |number| json!({"number": number, "package": format!("package {number}"), "severity": "low"});
    let alerts: Vec<Value> = (3..220).map(alert).collect();
    fake.patch(json!({"repositories": {"octoacme/shop": {
        "tags": tags, "issues": issues, "pulls": [pull], "dependabotAlerts": alerts,
    }}}));
}

#[test]
fn they_lack_nothing() {
    judge_release(&release(), &[]).go().ended(0);
    judge_release(&piles(), &[]).go().ended(0);
    judge_release(&with_notes_in_a_file(), &[]).go().ended(0);
    judge_change(&change(), &[]).go().ended(0);
    judge_group(&group(), &[]).go().ended(0);
}
