//! Every renderer over the same verdicts.

mod consents;
mod hostile;
mod limits;

use crate::candidate::{NoCandidate, Nothing};
use crate::evidence::{Oid, Reason, Unknown};
use crate::report::json::Document;
use crate::verdict::{Decision, Finding, Node, Spot, Value, Who};

use super::{
    PolicySource, annotations, check_run, comment, json, json_schema, no_candidate, nothing, sample, summary,
    terminal,
};

/// With the mark that breaks mentions made visible.
fn seen(text: &str) -> String {
    text.replace('\u{200b}', "¦")
}

#[test]
fn a_no_go_on_a_terminal() {
    insta::assert_snapshot!(terminal(&sample::no_go().report(), 100, false), @"
    NO-GO  octoacme/shop v1.4.0 (minor) · phase pre-release
    commit `aaaaaaa` on `main`, since `v1.3.1`: 23 commits, 21 pull requests
    tracking issue #40  https://github.com/octoacme/shop/issues/40
    2 unmet · 1 unknown · 1 pending · 1 waived · 2 met · 1 not applicable

    Waived: 1
    ~ waived  No open alerts (`alerts`)
        mona goes without it until 2026-11-28 00:00 UTC: “the scanner is down”

    ✗ unmet  All pull requests merged (`scope-merged`)
        #12 “Fix the cart” has 0 of 1 approvals  https://github.com/octoacme/shop/pull/12
        #14 “Add search” has 0 of 1 approvals  https://github.com/octoacme/shop/pull/14
        -> anyone but hubot with write access: approve it on its page, under “Files changed”
        #15 “Remember the basket” has 0 of 1 approvals  https://github.com/octoacme/shop/pull/15
        -> anyone with write access: approve it on its page, under “Files changed”

    ✗ unmet  Documentation published (`docs`) in Documentation readiness
        one of these is needed:
          the box “Documentation published” in #40 is not ticked
          -> mona or anyone in the team `octoacme/docs` can tick it
          this must not hold:
            all 3 pull requests are approved
        the policy says: See the handbook, chapter 4

    ? unknown  Passing scans (`scan`)
        the checks of the release commit could not be read: the token may not read it (Resource not
          accessible by integration)
        -> add `checks: read` to the job's `permissions:`

    … pending  Passing CI (`ci`)
        the check `build (linux)` is still running
        -> wait until it ends

    Advisory: reported only, does not hold the phase
    ✗ unmet  Notes read by a second person (`box-notes`)
        the box “Notes read” in #40 is not ticked
        -> mona or anyone in the team `octoacme/docs` can tick it

     outcome             requirement      title
     ✓ met               candidate        The candidate is what was asked for
     … pending           ci               Passing CI
     ? unknown           scan             Passing scans
     ✗ unmet             scope-merged     All pull requests merged
     ✗ unmet             docs             Documentation readiness › Documentation published
     ✓ met               labelled         Every change says what it is
     ~ waived            alerts           No open alerts
     ✗ unmet (advisory)  box-notes        Notes read by a second person
     - not applicable    migration-guide  Migration guide created
    migration-guide does not apply: the release is `minor`, not `major`

    note: #13 “Try a new font” is reverted by `ccccccc`

    policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`
    judged at 2026-11-21 09:33 UTC, after 5 requests and 4 points of the hourly allowance
    https://github.com/octoacme/shop/actions/runs/7
    NO-GO: 2 unmet, 1 unknown, 1 pending, 1 waived, 2 met, 1 not applicable
    ");
}

#[test]
fn a_go_on_a_narrow_terminal() {
    insta::assert_snapshot!(terminal(&sample::go().report(), 60, false), @"
    GO  octoacme/shop v1.4.0 (minor) · phase pre-release
    commit `aaaaaaa` on `main`, since `v1.3.1`: 23 commits, 21
      pull requests
    tracking issue #40
      https://github.com/octoacme/shop/issues/40
    3 met

     outcome  requirement  title
     ✓ met    candidate    The candidate is what was asked for
     ✓ met    ci           Passing CI
     ✓ met    labelled     Every change says what it is

    policy `release.yml` on `main`, blob
      `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`
    judged at 2026-11-21 09:33 UTC, after 5 requests and 4
      points of the hourly allowance
    https://github.com/octoacme/shop/actions/runs/7
    GO: every holding requirement that applies is met or waived
    ");
}

#[test]
fn a_no_go_as_a_comment() {
    insta::assert_snapshot!(seen(&comment(&sample::no_go().report())), @"
    ## Holdpoint: no-go for v1.4.0 (pre-release)

    **2 unmet, 1 unknown, 1 pending, 1 waived, 2 met, 1 not applicable** · commit [`aaaaaaa`](https://github.com/octoacme/shop/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) on `main`, since `v1.3.1`: 23 commits, 21 pull requests · type `minor` · milestone [v1.4.0](https://github.com/octoacme/shop/milestone/3) · tracking issue [#40](https://github.com/octoacme/shop/issues/40)

    ### Waived: 1

    - ☑️ **No open alerts** (`alerts`): `mona` goes without it until 2026-11-28 00:00 UTC: “the scanner is down”

    ### What is missing, and who can supply it

    - ❌ **All pull requests merged** (`scope-merged`): unmet
      - [#12](https://github.com/octoacme/shop/pull/12) “Fix the cart” has 0 of 1 approvals
      - [#14](https://github.com/octoacme/shop/pull/14) “Add search” has 0 of 1 approvals
      - → (each of these 2) anyone but `hubot` with write access: approve it on its page, under “Files changed”
      - [#15](https://github.com/octoacme/shop/pull/15) “Remember the basket” has 0 of 1 approvals
        - → anyone with write access: approve it on its page, under “Files changed”
    - ❌ **Documentation published** (`docs`) in Documentation readiness: unmet
      - one of these is needed:
        - the box “Documentation published” in [#40](https://github.com/octoacme/shop/issues/40) is not ticked
          - → `mona` or anyone in the team `octoacme/docs` can tick it
        - this must not hold:
          - all 3 pull requests are approved
      - The policy says: See the handbook, chapter 4
    - ❔ **Passing scans** (`scan`): unknown
      - the checks of the release commit could not be read: the token may not read it (Resource not accessible by integration)
        - → add `checks: read` to the job's `permissions:`
    - ⏳ **Passing CI** (`ci`): pending
      - the check `build (linux)` is still running
        - → wait until it ends

    When this is put right, run the gate again.

    ### Advisory: reported only, does not hold the phase

    - ❌ **Notes read by a second person** (`box-notes`): unmet
      - the box “Notes read” in [#40](https://github.com/octoacme/shop/issues/40) is not ticked
        - → `mona` or anyone in the team `octoacme/docs` can tick it

    <details><summary>2 met</summary>

    - ✅ **The candidate is what was asked for** (`candidate`): all 21 pull requests are approved
    - ✅ **Every change says what it is** (`labelled`): all 21 pull requests are approved

    </details>

    <details><summary>1 not applicable</summary>

    - ➖ **Migration guide created** (`migration-guide`): the release is `minor`, not `major`

    </details>

    <details><summary>1 note</summary>

    - [#13](https://github.com/octoacme/shop/pull/13) “Try a new font” is reverted by [`ccccccc`](https://github.com/octoacme/shop/commit/ccc)

    </details>

    Judged by policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`.
    ");
}

#[test]
fn a_go_as_a_summary() {
    insta::assert_snapshot!(seen(&summary(&sample::go().report())), @"
    ## Holdpoint: go for v1.4.0 (pre-release)

    **3 met** · commit [`aaaaaaa`](https://github.com/octoacme/shop/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) on `main`, since `v1.3.1`: 23 commits, 21 pull requests · type `minor` · milestone [v1.4.0](https://github.com/octoacme/shop/milestone/3) · tracking issue [#40](https://github.com/octoacme/shop/issues/40)

    Every holding requirement that applies is met or waived.

    <details><summary>3 met</summary>

    - ✅ **The candidate is what was asked for** (`candidate`): all 21 pull requests are approved
    - ✅ **Passing CI** (`ci`): all 21 pull requests are approved
    - ✅ **Every change says what it is** (`labelled`): all 21 pull requests are approved

    </details>

    ### All requirements

    | outcome | requirement | title |
    | --- | --- | --- |
    | ✅ met | `candidate` | The candidate is what was asked for |
    | ✅ met | `ci` | Passing CI |
    | ✅ met | `labelled` | Every change says what it is |

    Judged by policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`, as of [`aaaaaaa`](https://github.com/octoacme/shop/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/release.yml).

    Judged at 2026-11-21 09:33 UTC in [this workflow run](https://github.com/octoacme/shop/actions/runs/7).
    ");
}

#[test]
fn a_no_go_as_a_check_run() {
    let run = check_run(&sample::no_go().report());
    insta::assert_snapshot!(format!("{} | {} | {}", run.name, run.conclusion.as_str(), run.title), @"holdpoint / pre-release | failure | No-go for v1.4.0: 2 unmet, 1 unknown, 1 pending, 1 waived, 2 met, 1 not applicable");
    assert!(run.summary.contains("All pull requests merged") && run.text.contains("workflow run"));
}

#[test]
#[expect(clippy::too_many_lines, reason = "the document is shown whole")]
fn a_small_no_go_as_json() {
    let findings = vec![sample::few_approvals(12, "Fix the cart")];
    let node = Node::leaf("pull-requests", findings);
    let mut sample = sample::Sample::of(vec![sample::requirement("scope-merged", "All merged", node)]);
    sample.verdict.standing.clear();
    insta::assert_snapshot!(json(&sample.report()), @r##"
    {
      "version": 1,
      "decision": "no-go",
      "replay": null,
      "repository": "octoacme/shop",
      "subject": {
        "kind": "release",
        "version": "1.4.0",
        "tag": "v1.4.0",
        "type": "minor",
        "commit": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "branch": "main",
        "previous": "v1.3.1",
        "commits": 23,
        "pull-requests": 21,
        "milestone": {
          "number": 3,
          "title": "v1.4.0",
          "url": "https://github.com/octoacme/shop/milestone/3"
        },
        "tracking-issue": {
          "number": 40,
          "title": null,
          "url": "https://github.com/octoacme/shop/issues/40"
        },
        "release-pull-request": null,
        "package": null,
        "resumes": false
      },
      "phase": "pre-release",
      "counts": {
        "met": 0,
        "unmet": 1,
        "pending": 0,
        "unknown": 0,
        "waived": 0,
        "not-applicable": 0
      },
      "gate": [],
      "requirements": [
        {
          "id": "scope-merged",
          "title": "All merged",
          "phase": "pre-release",
          "group": [],
          "severity": "holding",
          "outcome": "unmet",
          "line": null,
          "hint": null,
          "condition": null,
          "tree": {
            "outcome": "unmet",
            "kind": "leaf",
            "name": "pull-requests",
            "findings": [
              {
                "outcome": "unmet",
                "code": "few-approvals",
                "message": "#12 “Fix the cart” has 0 of 1 approvals",
                "todo": "anyone but hubot with write access: approve it on its page, under “Files changed”",
                "who": [
                  {
                    "kind": "writers-except",
                    "name": "hubot"
                  }
                ],
                "facts": {
                  "count": {
                    "type": "number",
                    "value": 0
                  },
                  "pull": {
                    "type": "thread",
                    "value": {
                      "number": 12,
                      "title": "Fix the cart",
                      "url": "https://github.com/octoacme/shop/pull/12"
                    }
                  },
                  "wanted": {
                    "type": "number",
                    "value": 1
                  }
                },
                "spot": null
              }
            ],
            "parts": []
          }
        }
      ],
      "sign-offs": {
        "missing": [],
        "given": [],
        "ignored": [],
        "doubtful": []
      },
      "waivers": [],
      "answers": [],
      "solo": false,
      "people": [
        {
          "kind": "writers-except",
          "name": "hubot",
          "sign-offs": [],
          "todos": [
            {
              "requirement": "scope-merged",
              "code": "few-approvals",
              "message": "#12 “Fix the cart” has 0 of 1 approvals",
              "todo": "approve it on its page, under “Files changed”"
            }
          ]
        }
      ],
      "notes": [],
      "policy": {
        "path": "release.yml",
        "branch": "main",
        "commit": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "blob": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      },
      "proposed-policy": null,
      "judged-at": "2026-11-21T09:33:00Z",
      "run-url": "https://github.com/octoacme/shop/actions/runs/7",
      "usage": {
        "requests": 5,
        "points": 4
      },
      "cut": null
    }
    "##);
}

#[test]
fn the_schema_asks_for_every_field_and_allows_no_other() {
    let schema = json_schema();
    let required = schema["required"].as_array().map_or(0, Vec::len);
    assert_eq!(schema["additionalProperties"], serde_json::Value::Bool(false));
    assert_eq!(schema["properties"].as_object().map_or(0, serde_json::Map::len), 21);
    assert!(required >= 8, "{schema:#}");
}

#[test]
fn every_document_is_of_the_shape_that_is_promised() {
    for sample in [sample::no_go(), sample::go(), sample::all_saying("x")] {
        let mut report = sample.report();
        report.replay = Some(sample::at("2026-11-20T00:00:00Z"));
        let read: Document = serde_json::from_str(&json(&report)).expect("the shape");
        assert_eq!(read, Document::of(&report));
    }
    let unknown_field = json(&sample::go().report()).replacen("\"version\"", "\"new\": 1, \"version\"", 1);
    assert!(serde_json::from_str::<Document>(&unknown_field).is_err());
}

#[test]
fn a_replay_is_headed_so() {
    let sample = sample::go();
    let mut report = sample.report();
    report.replay = Some(sample::at("2026-11-20T08:00:00Z"));
    let screen = terminal(&report, 100, false);
    assert!(screen.starts_with("REPLAY of evidence taken at 2026-11-20 08:00 UTC: nothing was published\n"));
    let markdown = summary(&report);
    assert!(markdown.starts_with("## Holdpoint, replay: go for v1.4.0"));
    assert!(
        markdown.contains("**Replay of evidence taken at 2026-11-20 08:00 UTC: nothing was published.**")
    );
}

#[test]
fn a_policy_of_this_machine_is_not_shown_as_the_repositorys() {
    let sample = sample::no_go();
    let mut report = sample.report();
    report.replay = Some(sample::at("2026-11-20T08:00:00Z"));
    report.policy = PolicySource::File { path: "try.yml", text: sample::POLICY };
    let blob = sample.policy.blob.as_str();
    let said = "policy `try.yml`, a file of this machine and not the repository's";
    for text in [terminal(&report, 100, false), summary(&report), comment(&report)] {
        assert!(text.contains(said) && !text.contains(blob), "{text}");
    }
    let document = Document::of(&report);
    assert_eq!(document.policy.path, "try.yml");
    assert_eq!((document.policy.branch, document.policy.commit, document.policy.blob), (None, None, None));
    assert_eq!(document.requirements, Document::of(&sample.report()).requirements, "lines of the same text");
}

#[test]
fn what_many_lack_is_said_once() {
    let lacking = |id: &str| {
        sample::requirement(id, id, Node::leaf("x", vec![sample::few_approvals(12, "Fix the cart")]))
    };
    let sample = sample::Sample::of(vec![lacking("one"), lacking("two"), lacking("three")]);
    for text in [terminal(&sample.report(), 100, false), comment(&sample.report())] {
        assert_eq!(text.matches("has 0 of 1 approvals").count(), 1, "{text}");
        assert!(text.contains("all 3 for the same reason:"), "{text}");
        assert_eq!(text.matches("(`one`)").count(), 1, "{text}");
    }
}

#[test]
fn nothing_proven_is_said() {
    let sample = sample::Sample::of(vec![sample::ruled_out()]);
    assert_eq!(sample.verdict.decision, Decision::NoGo);
    insta::assert_snapshot!(terminal(&sample.report(), 100, false), @"
    NO-GO  octoacme/shop v1.4.0 (minor) · phase pre-release
    commit `aaaaaaa` on `main`, since `v1.3.1`: 23 commits, 21 pull requests
    tracking issue #40  https://github.com/octoacme/shop/issues/40
    1 met · 1 not applicable

    No holding requirement of the policy was met, and where nothing was proven there is no go.
      -> let at least one holding requirement apply: see below what rules the others out

     outcome           requirement      title
     ✓ met             candidate        The candidate is what was asked for
     - not applicable  migration-guide  Migration guide created
    migration-guide does not apply: the release is `minor`, not `major`

    policy `release.yml` on `main`, blob `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb`
    judged at 2026-11-21 09:33 UTC, after 5 requests and 4 points of the hourly allowance
    https://github.com/octoacme/shop/actions/runs/7
    NO-GO: 1 met, 1 not applicable
    ");
    assert!(comment(&sample.report()).contains("where nothing was proven there is no go"));
}

#[test]
fn annotations_stand_where_the_policy_says_it() {
    let sample = sample::no_go();
    let shown: Vec<String> = annotations(&sample.report())
        .into_iter()
        .map(|one| {
            let place =
                one.place.map(|at| format!("{}:{}-{}:{}", at.line, at.column, at.end_line, at.end_column));
            format!("{:?} {} {}\n{}", one.level, place.unwrap_or_default(), one.title, one.message)
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n\n"), @"
    Error 6:9-6:25 unmet: All pull requests merged
    `scope-merged` is unmet
    - #12 “Fix the cart” has 0 of 1 approvals -> anyone but hubot with write access: approve it on its page, under “Files changed”
    - #14 “Add search” has 0 of 1 approvals -> anyone but hubot with write access: approve it on its page, under “Files changed”
    - #15 “Remember the basket” has 0 of 1 approvals -> anyone with write access: approve it on its page, under “Files changed”

    Error 8:9-8:17 unmet: Documentation published
    `docs` is unmet
    - one of these is needed:
      - the box “Documentation published” in #40 “Release v1.4.0” is not ticked -> mona or anyone in the team `octoacme/docs` can tick it
      - this must not hold:
        - all 3 pull requests are approved

    Error  unknown: Passing scans
    `scan` is unknown
    - the checks of the release commit could not be read: the token may not read it (Resource not accessible by integration) -> add `checks: read` to the job's `permissions:`

    Error  pending: Passing CI
    `ci` is pending
    - the check `build (linux)` is still running -> wait until it ends

    Warning  unmet: Notes read by a second person
    `box-notes` is unmet
    - the box “Notes read” in #40 “Release v1.4.0” is not ticked -> mona or anyone in the team `octoacme/docs` can tick it
    ");
}

#[test]
fn every_reason_for_judging_nothing() {
    let text = |text: &str| text.to_owned();
    let all = [
        Nothing::NotAReleaseBranch(text("feature/x")),
        Nothing::NotAVersionTag(text("nightly")),
        Nothing::NotTheTrackingIssue(4),
        Nothing::NotTheReleasePullRequest(12),
        Nothing::OwnComment,
        Nothing::OwnCheck,
        Nothing::Deleted(text("refs/heads/x")),
        Nothing::ReleaseWithdrawn(text("v1.4.0")),
    ];
    insta::assert_snapshot!(all.each_ref().map(nothing).join("\n"), @"
    Nothing to judge: the policy cuts no releases from the branch `feature/x`.
    Nothing to judge: the tag `nightly` is not a version that fits the policy's `tag:` pattern.
    Nothing to judge: #4 is not the tracking issue of a release.
    Nothing to judge: #12 is not the release pull request, and this phase judges no other.
    Nothing to judge: the comment is holdpoint's own.
    Nothing to judge: the check is holdpoint's own.
    Nothing to judge: `refs/heads/x` was deleted.
    Nothing to judge: the release `v1.4.0` was deleted, or is no longer published.
    ");
}

#[test]
fn every_reason_for_having_no_candidate() {
    let text = |text: &str| text.to_owned();
    let version = |text: &str| text.parse().expect("a version");
    let unreadable = Unknown::new(Reason::TimedOut);
    let all = [
        NoCandidate::NotAPullRequest,
        NoCandidate::MergeGroupNotHeld,
        NoCandidate::MergeQueueUnreadable(unreadable.clone()),
        NoCandidate::MergeGroupGone { head: Oid::new("9c1b".repeat(10)), branch: text("main") },
        NoCandidate::OtherCommit { named: Oid::new("9c1b".repeat(10)), found: Oid::new("04d2".repeat(10)) },
        NoCandidate::PullRequestUnreadable(12),
        NoCandidate::BranchNotAllowed { branch: text("dev"), allowed: vec![text("main"), text("release/*")] },
        NoCandidate::NotAVersion(text("1.x")),
        NoCandidate::Ambiguous(vec![version("1.4.0"), version("2.0.0-rc.1")]),
        NoCandidate::NoVersion,
        NoCandidate::TagGone(text("v1.4.0")),
        NoCandidate::SinceNotFound(text("v0.1")),
        NoCandidate::TagsUnreadable(unreadable.clone()),
        NoCandidate::MilestonesUnreadable(unreadable.clone()),
        NoCandidate::IssuesUnreadable(unreadable),
    ];
    insta::assert_snapshot!(all.each_ref().map(no_candidate).join("\n"), @"
    this phase holds merges, and there is no pull request to judge
      -> run it on the event `pull_request_target` or `merge_group`, or name another phase with `--phase`
    the event is of a merge queue, and this phase holds no merges
      -> name a phase that has `holds: merge` with `--phase`, or take `merge_group` out of the workflow's `on:`
    the merge queue could not be read: GitHub did not answer in time
      -> run the gate again in a few minutes
    the merge queue of `main` does not show which pull requests are in the merge group `9c1b9c1`
      -> if it was merged or has left the queue, there is nothing to do: the queue starts the gate again for what it makes next
      -> else run the gate again in a minute, when the queue has settled
    the commit `9c1b9c1` was named, and the event is about `04d204d`
      -> leave out the commit, or name the one that is meant on its branch
    pull request #12 could not be read
      -> check that it exists, and that the token has `pull-requests: read`
    the policy cuts no releases from the branch `dev`
      -> releases are cut from `main` and `release/*`: name one of these, or add the branch to `branches:` in the policy
    `1.x` is not a version that fits the policy's `tag:` pattern
      -> write it like `1.4.0`, or like the release's tag
    several versions could be meant, and nothing says which
      -> choose one: `--version 1.4.0` or `--version 2.0.0-rc.1`
    nothing names the version to judge
      -> name it, as in `--version 1.4.0`
      -> or open a milestone or a tracking issue, as the policy has it, with the version in its title
    the tag `v1.4.0` is not there, or is not a commit's
      -> push it again, or name a version and a commit
    `since: v0.1` in the policy names neither a tag nor a commit
      -> write a tag that exists, or a whole commit id
    the tags could not be read: GitHub did not answer in time
      -> run the gate again in a few minutes
    the milestones could not be read: GitHub did not answer in time
      -> run the gate again in a few minutes
    the issues could not be read: GitHub did not answer in time
      -> run the gate again in a few minutes
    ");
}

#[test]
fn every_message_of_every_kind_is_in_order() {
    let mut faults = Vec::new();
    for kind in crate::requirement::documentation() {
        for message in kind.messages {
            faults.extend(
                super::sentence::faults(message).into_iter().map(|fault| format!("{}: {fault}", kind.name)),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A verdict with two findings in release notes: in a draft, and in a file.
fn with_findings_in_notes() -> sample::Sample {
    const LEFT: crate::verdict::Message = crate::verdict::Message {
        code: "notes-placeholder-left",
        says: "{slot} of the template is still there",
        todo: "write the day of the release in its place",
    };
    let spot = |path: Option<&str>, line: u64, text: &str| Spot {
        name: path.unwrap_or("draft release v1.4.0").into(),
        path: path.map(str::to_owned),
        url: Some("https://github.com/octoacme/shop/releases/tag/untagged-1".into()),
        line,
        column: 3,
        length: 6,
        text: text.into(),
    };
    let left = |spot: Spot| {
        Finding::unmet(&LEFT).with("slot", Value::Code("[date]".into())).who([Who::Writers]).at(spot)
    };
    let found = vec![
        left(spot(None, 12, "- [date] | <b>")),
        left(spot(Some("docs/releases/1.4.0.md"), 3, "# [date]")),
    ];
    let tree = Node::leaf("release-notes", found);
    let mut sample = sample::go();
    let requirement = &mut sample.verdict.requirements[0];
    (requirement.outcome, requirement.tree) = (tree.outcome, Some(tree));
    sample.verdict.decision = Decision::NoGo;
    sample
}

#[test]
fn findings_in_release_notes_stand_together_with_their_lines() {
    let sample = with_findings_in_notes();
    let page = comment(&sample.report());
    let section = page.split("### What").nth(1).unwrap().split("<details>").next().unwrap();
    insta::assert_snapshot!(section, @"
     is missing, and who can supply it

    - ❌ **Passing CI** (`ci`): unmet
      - 2 findings in the text, each told below with its line

    When this is put right, run the gate again.

    ### Release notes

    - [`draft release v1.4.0:12:3`](https://github.com/octoacme/shop/releases/tag/untagged-1): `[date]` of the template is still there → anyone with write access: write the day of the release in its place
      ```text
      - [date] | <b>
        ^^^^^^
      ```
    - [`docs/releases/1.4.0.md:3:3`](https://github.com/octoacme/shop/releases/tag/untagged-1?plain=1#L3): `[date]` of the template is still there → anyone with write access: write the day of the release in its place
      ```text
      # [date]
        ^^^^^^
      ```
    ");
    let screen = crate::report::terminal(&sample.report(), 100, false);
    insta::assert_snapshot!(screen.lines().skip(3).take(14).collect::<Vec<_>>().join("\n"), @"
    1 unmet · 2 met

    ✗ unmet  Passing CI (`ci`)
        draft release v1.4.0:12:3
        `[date]` of the template is still there
          | - [date] | <b>
          |   ^^^^^^
        docs/releases/1.4.0.md:3:3
        `[date]` of the template is still there
          | # [date]
          |   ^^^^^^
        -> anyone with write access: write the day of the release in its place

     outcome  requirement  title
    ");
}

#[test]
fn findings_in_release_notes_are_annotations_with_their_place() {
    let sample = with_findings_in_notes();
    let all = annotations(&sample.report());
    let place = |one: &crate::report::Annotation| {
        (one.path.clone(), one.place.map(|place| (place.line, place.column, place.end_column)))
    };
    assert_eq!(
        all.iter().map(place).collect::<Vec<_>>()[1..],
        [(Some("docs/releases/1.4.0.md".to_owned()), Some((3, 3, 9)))]
    );
    insta::assert_snapshot!(all[0].message, @"
    `ci` is unmet
    - draft release v1.4.0:12:3: `[date]` of the template is still there -> anyone with write access: write the day of the release in its place
    - docs/releases/1.4.0.md:3:3: `[date]` of the template is still there -> anyone with write access: write the day of the release in its place
    ");
    insta::assert_snapshot!(crate::report::who_terminal(&sample.report(), 100, false), @"
    NO-GO  octoacme/shop v1.4.0 (minor) · phase pre-release
    commit `aaaaaaa` on `main`, since `v1.3.1`: 23 commits, 21 pull requests
    tracking issue #40  https://github.com/octoacme/shop/issues/40
    1 unmet · 2 met

    anyone with write access
      Passing CI: `[date]` of the template is still there
        -> `draft release v1.4.0:12:3`: write the day of the release in its place
      Passing CI: `[date]` of the template is still there
        -> `docs/releases/1.4.0.md:3:3`: write the day of the release in its place

    NO-GO: 1 unmet, 2 met
    ");
}
