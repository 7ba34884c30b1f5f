//! Every field that is asked for is needed, and none that is missing is taken for good news.
//!
//! For each field of the queries: without it the gate does not come to the same evidence, and a release or a change that
//! lacks something is not let through.

use std::collections::BTreeSet;
use std::thread;

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::long::one_way;
use crate::reading::{judge_pull_request, release_pull_request};
use crate::run::Run;
use crate::signed;
use crate::whole::{
    change, group, judge_change, judge_group, judge_release, long_lists, release, with_notes_in_a_file,
};

/// Fields without which the evidence is the same, and why they are asked for.
const NO_EVIDENCE: &[(&str, &str)] = &[
    ("Query.rateLimit", "what a run costs is told with --verbose"),
    ("RateLimit.cost", "what a run costs is told with --verbose"),
    ("ReopenedEvent.createdAt", "no issue of these scenes was closed and opened again"),
    ("TransferredEvent.createdAt", "no issue of these scenes came from another repository"),
];

/// Fields of the answers to writes. What rests on them is tried in publishing.rs. Those that evidence has, too, are needed for it.
const OF_WRITES: &[&str] = &[
    "AddCommentPayload.commentEdge",
    "AddCommentPayload.subject",
    "IssueComment.userContentEdits",
    "IssueCommentEdge.node",
    "Mutation.addComment",
    "UserContentEdit.diff",
    "UserContentEdit.editor",
    "UserContentEditConnection.nodes",
];

/// What is judged, and how.
pub(crate) struct Scene {
    pub(crate) world: fn() -> Fake,
    pub(crate) judge: fn(&Fake, &[&str]) -> Run,
}

/// What a run came to: exit code, the evidence that it kept if it came so far, and what it complained of.
type Came = (Option<i32>, Option<Value>, String);

impl Scene {
    fn judged(&self, fake: &Fake) -> Came {
        let run = (self.judge)(fake, &["--save-evidence", "evidence.json"]);
        let file = run.file("evidence.json");
        let ran = run.go();
        let evidence = std::fs::read_to_string(file).ok();
        let mut evidence: Option<Value> =
            evidence.map(|text| serde_json::from_str(&without_ids(&text)).unwrap());
        // A comment that was written anew moves GitHub's clock, which no field says.
        for place in ["/opening/at", "/closing/known/at"] {
            if let Some(at) = evidence.as_mut().and_then(|evidence| evidence.pointer_mut(place)) {
                *at = Value::Null;
            }
        }
        (ran.code, evidence, without_ids(&ran.err))
    }

    /// The fields that the queries select, as type and name.
    pub(crate) fn fields(&self) -> BTreeSet<Field> {
        let fake = (self.world)();
        self.judged(&fake);
        let split =
            |field: String| field.split_once('.').map(|(kind, name)| (kind.to_owned(), name.to_owned()));
        fake.fields().into_iter().filter_map(split).collect()
    }

    /// Takes each of the fields out, two at a time. Nothing may be let through then. Returns those that nobody missed.
    fn without(&self, fields: &[Field]) -> Vec<Field> {
        let half = fields.len().div_ceil(2).max(1);
        thread::scope(|scope| {
            let halves: Vec<_> =
                fields.chunks(half).map(|fields| scope.spawn(|| self.without_each(fields))).collect();
            halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
        })
    }

    fn without_each(&self, fields: &[Field]) -> Vec<Field> {
        let fake = (self.world)();
        let full = self.judged(&fake);
        assert_eq!(full.0, Some(1), "something is lacking: {}", full.2);
        assert!(full == self.judged(&fake), "the same again");
        let mut not_missed = Vec::new();
        for (kind, name) in fields {
            fake.drop_field(kind, name);
            let came = self.judged(&fake);
            fake.restore_fields();
            assert!(matches!(came.0, Some(1 | 2)), "without {kind}.{name} it ended with {:?}", came.0);
            if came == full {
                not_missed.push((kind.clone(), name.clone()));
            }
        }
        not_missed
    }
}

pub(crate) type Field = (String, String);

/// The text without the ids of requests, which count up.
fn without_ids(text: &str) -> String {
    let mut parts = text.split("request FAKE:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

fn unticked() -> Fake {
    let fake = release();
    fake.patch(json!({"do": "untick", "number": 40, "text": "Tested on staging", "by": "devon-k"}));
    fake
}

/// The comment is there and true.
fn commented() -> Fake {
    let fake = unticked();
    judge_release(&fake, &["--comment"]).go().ended(1);
    fake
}

fn on_release_pull_request() -> Fake {
    let fake = release_pull_request();
    fake.patch(json!({"do": "milestone", "number": 38, "title": null, "by": "lina-p"}));
    judge_pull_request(&fake, &[]).go().ended(1);
    fake
}

fn on_hold() -> Fake {
    let fake = change();
    fake.patch(json!({"do": "label", "number": 38, "name": "hold", "by": "mona"}));
    judge_change(&fake, &[]).go().ended(1);
    fake
}

/// What holds is ahead in the queue.
fn group_on_hold() -> Fake {
    let fake = group();
    fake.patch(json!({"do": "label", "number": 38, "name": "hold", "by": "mona"}));
    judge_group(&fake, &[]).go().ended(1);
    fake
}

/// A prompt of the template is still in the notes, which are in a file.
fn notes_left() -> Fake {
    let fake = with_notes_in_a_file();
    let notes = "# Release 1.4.0\n\n## Summary\n\n[What is new]\n";
    fake.patch(
        json!({"repositories": {"octoacme/shop": {"commits": {"m5": {"files": {"NOTES-1.4.0.md": notes}}}}}}),
    );
    judge_release(&fake, &[]).go().ended(1);
    fake
}

/// What one scene does not need another may: a field is in vain only if it is in all.
pub(crate) const SCENES: [Scene; 8] = [
    Scene { world: unticked, judge: judge_release },
    Scene { world: commented, judge: |fake, more| judge_release(fake, &[&["--comment"], more].concat()) },
    Scene { world: on_hold, judge: judge_change },
    Scene { world: on_release_pull_request, judge: judge_pull_request },
    // A workflow's token, which sees less of branch protection.
    Scene {
        world: unticked,
        judge: |fake, more| {
            judge_release(fake, &[&["--tracking-issue", "40"], more].concat()).env("GITHUB_TOKEN", "workflow")
        },
    },
    Scene { world: long_lists, judge: judge_release },
    Scene { world: group_on_hold, judge: judge_group },
    Scene { world: notes_left, judge: judge_release },
];

#[test]
fn no_field_is_asked_for_in_vain() {
    let mut needed: BTreeSet<Field> = BTreeSet::new();
    let mut all: BTreeSet<Field> = BTreeSet::new();
    for scene in SCENES {
        let fields = scene.fields();
        let open: Vec<Field> = fields.difference(&needed).cloned().collect();
        let not_missed = scene.without(&open);
        needed.extend(open.into_iter().filter(|field| !not_missed.contains(field)));
        all.extend(fields);
    }
    assert!(all.len() > 190, "{}: {all:?}", all.len());
    let in_vain = all.difference(&needed).map(|(kind, name)| format!("{kind}.{name}"));
    let in_vain: Vec<String> = in_vain.filter(|field| !OF_WRITES.contains(&field.as_str())).collect();
    let known: Vec<&str> = NO_EVIDENCE.iter().map(|(field, _)| *field).collect();
    assert_eq!(in_vain, known);
}

/// One thing that is wrong, and the fields that show it: types, or single fields.
pub(crate) struct Lack {
    pub(crate) judge: fn(&Fake, &[&str]) -> Run,
    pub(crate) world: fn() -> Fake,
    pub(crate) deeds: &'static str,
    shown_by: &'static [&'static str],
}

impl Lack {
    /// Whether the field is one of those that show it.
    pub(crate) fn is_shown_by(&self, (kind, name): &Field) -> bool {
        self.shown_by.iter().any(|shown| shown == kind || *shown == format!("{kind}.{name}"))
    }
}

const fn of_release(deeds: &'static str, shown_by: &'static [&'static str]) -> Lack {
    Lack { judge: judge_release, world: release, deeds, shown_by }
}

const fn of_change(deeds: &'static str, shown_by: &'static [&'static str]) -> Lack {
    Lack { judge: judge_change, world: change, deeds, shown_by }
}

const fn of_group(deeds: &'static str, shown_by: &'static [&'static str]) -> Lack {
    Lack { judge: judge_group, world: group, deeds, shown_by }
}

pub(crate) const LACKS: &[Lack] = &[
    of_release(
        r#"{"repositories": {"octoacme/shop": {"pulls": [{"number": 36, "threads": [{"resolved": false, "path": "x"}]}]}}}"#,
        &["PullRequestReviewThread", "PullRequestReviewThreadConnection", "PullRequest.reviewThreads"],
    ),
    of_release(
        r#"{"do": "review", "number": 35, "state": "changes_requested", "by": "maya-r"}"#,
        &[
            "PullRequestReview",
            "PullRequestReviewConnection",
            "PullRequest.reviews",
            "PullRequest.author",
            "Actor",
        ],
    ),
    of_release(
        r#"{"repositories": {"octoacme/shop": {"pulls": [{"number": 34, "events":
            [{"type": "headRefForcePushed", "at": "2026-02-15T10:00:00Z", "by": "mona", "before": "m1", "after": "m2"}]}]}}}"#,
        &[
            "PullRequestTimelineItems",
            "PullRequestTimelineItemsConnection",
            "HeadRefForcePushedEvent",
            "PullRequest.timelineItems",
        ],
    ),
    of_release(
        r#"[{"do": "check", "commit": "m5", "name": "build", "conclusion": "failure"}]"#,
        &[
            "CheckRun",
            "CheckSuite",
            "StatusCheckRollup",
            "StatusCheckRollupContext",
            "StatusCheckRollupContextConnection",
        ],
    ),
    of_release(
        r#"{"do": "status", "commit": "m5", "context": "coverage", "state": "failure"}"#,
        &[
            "StatusContext",
            "RepositoryRule",
            "RepositoryRuleConnection",
            "RuleParameters",
            "StatusCheckConfiguration",
            "Ref",
        ],
    ),
    of_release(
        r#"{"repositories": {"octoacme/shop": {"rules": [{"pattern": "mai*", "kind": "ruleset", "name": "more", "checks": ["never ran"]}]}}}"#,
        &["BranchProtectionRule", "RequiredStatusCheckDescription", "RequiredStatusChecksParameters", "Ref"],
    ),
    of_release(
        r#"{"do": "reopen", "number": 30, "by": "maya-r"}"#,
        &["Issue", "IssueConnection", "PullRequest.closingIssuesReferences"],
    ),
    of_release(
        r#"[
            {"do": "push", "branch": "main", "files": {"hot.txt": "fix"}, "message": "Hot fix", "by": "devon-k"},
            {"do": "check", "commit": "main", "name": "build"}, {"do": "check", "commit": "main", "name": "unit tests"},
            {"do": "status", "commit": "main", "context": "coverage", "state": "success"}
        ]"#,
        &[
            "Commit",
            "CommitConnection",
            "Comparison",
            "ComparisonCommitConnection",
            "PullRequest.mergeCommit",
            "PullRequestConnection",
        ],
    ),
    of_release(
        r#"{"do": "milestone", "number": 38, "title": "v1.4.0", "by": "mona"}"#,
        &[
            "Milestone",
            "MilestoneConnection",
            "PullRequest.state",
            "PullRequest.milestone",
            "PullRequestConnection",
        ],
    ),
    of_release(
        r#"{"do": "unlabel", "number": 34, "name": "feature", "by": "mona"}"#,
        &["Label", "LabelConnection", "PullRequest.labels", "UnlabeledEvent"],
    ),
    of_release(
        r#"{"do": "edit", "number": 36, "body": "- [ ] Not done", "by": "mona"}"#,
        &["PullRequest.body", "PullRequest.number"],
    ),
    of_release(
        r#"{"orgs": {"octoacme": {"teams": {"devops": {"maintainers": ["lina-p"]}}}}}"#,
        &["Organization", "Query.organization", "Team", "TeamMemberConnection", "User"],
    ),
    of_release(
        r#"{"do": "replace", "number": 40, "from": "Rollback owner | devon-k", "to": "Rollback owner | TBD", "by": "mona"}"#,
        &["Issue", "Repository.issues"],
    ),
    of_release(
        r#"{"do": "tag", "name": "v1.4.0", "commit": "m4"}"#,
        &["RefConnection", "Tag", "Ref", "GitObject", "Repository.refs"],
    ),
    of_release(
        r#"{"repositories": {"octoacme/shop": {"dependabotAlerts": [{"number": 9, "package": "tar", "severity": "critical"}]}}}"#,
        &[
            "RepositoryVulnerabilityAlert",
            "RepositoryVulnerabilityAlertConnection",
            "SecurityVulnerability",
            "SecurityAdvisoryPackage",
            "Repository.vulnerabilityAlerts",
            "Repository.hasVulnerabilityAlertsEnabled",
        ],
    ),
    of_release(
        r#"[{"do": "push", "branch": "other", "from": "main", "files": {"more.txt": "x"}, "message": "Other", "by": "mona", "commit": "x1"},
            {"repositories": {"octoacme/shop": {"analyses": [{"commit": "x1", "createdAt": "2026-03-01T10:00:00Z", "tool": "Trivy", "category": "container"}]}}}]"#,
        &["Commit.tree", "Tree"],
    ),
    of_release(
        r#"{"repositories": {"octoacme/shop": {"issues": [{"number": 31, "title": "Totals are wrong", "author": "mona",
            "createdAt": "2026-02-20T09:00:00Z", "labels": ["bug", "release-blocker"]}]}}}"#,
        &["Issue", "IssueConnection", "Label", "LabelConnection", "Repository.label", "PageInfo"],
    ),
    of_release(
        r#"{"repositories": {"octoacme/shop": {"issues": [{"number": 31, "title": "Totals are wrong", "author": "mona",
            "createdAt": "2026-02-20T09:00:00Z", "milestone": "v1.4.0"}]}}}"#,
        &["Issue", "IssueConnection", "Milestone", "Repository.milestone", "PageInfo"],
    ),
    of_release(
        r#"{"repositories": {"octoacme/shop": {"releases": [{"name": "draft of v1.4.0", "tag": "v1.4.0", "draft": true,
            "assets": [{"name": "SHA256SUMS", "size": 0}]}]}}}"#,
        &["Release", "ReleaseConnection", "ReleaseAssetConnection", "Repository.releases", "PageInfo"],
    ),
    of_release(
        r##"{"do": "updateRelease", "id": 8000, "facts": {"body": "# Release 1.4.0\n\n## Summary\n\n[What is new]\n"}}"##,
        &["Release", "ReleaseConnection", "Repository.releases", "Repository.object", "Commit.file", "Blob"],
    ),
    of_release(
        r##"{"do": "updateRelease", "id": 8000, "facts": {"body": "# Release 1.4.0\n\n## Summary\n\nSee [it](docs/nowhere.md), #9999.\n"}}"##,
        &["Repository.object", "Repository.issueOrPullRequest", "Tree", "Blob", "Issue"],
    ),
    of_release(
        r##"[{"do": "updateRelease", "id": 7999, "facts": {"body": "# Release 1.4.0\n\n## Summary\n\nThe shop saves carts.\n"}},
            {"do": "updateRelease", "id": 8000, "facts": {"body": "# Release 1.4.0\n\n## Summary\n\nThe shop saves carts.\n"}}]"##,
        &["Repository.release", "Release"],
    ),
    of_change(
        r#"{"repositories": {"octoacme/shop": {"issues": [{"number": 31, "title": "Totals are wrong", "author": "mona",
            "createdAt": "2026-02-20T09:00:00Z", "labels": ["release-blocker"]}]}}}"#,
        &["Issue", "IssueConnection", "Label", "LabelConnection", "Repository.label", "PageInfo"],
    ),
    of_release(
        r#"{"repositories": {"octoacme/shop": {"commits": {"m4": {"signature": "unknown_key"}}}}}"#,
        &["Commit.signature", "GitSignature"],
    ),
    of_release(
        r#"{"repositories": {"octoacme/shop": {"commits": {"m4": {"message": "fixup! Explain saved carts (#36)"}}}}}"#,
        &["Commit"],
    ),
    of_release(
        r#"{"repositories": {"octoacme/shop": {"commits": {"m5": {"files": {"CHANGELOG.md": "1.4.0-rc.1\n"}}}}}}"#,
        &["Commit.file", "TreeEntry", "Blob", "Repository.object"],
    ),
    of_release(
        r#"{"repositories": {"octoacme/shop": {"commits": {"m5": {"files": {"package.json": {"truncated": "{\"version\": \"1.4.0\"} and more"}}}}}}}"#,
        &["Commit.file", "TreeEntry", "Blob"],
    ),
    of_change(
        r#"{"repositories": {"octoacme/shop": {"commits": {"f1": {"signature": "expired_key"}}}}}"#,
        &[
            "Commit",
            "GitSignature",
            "PullRequestCommit",
            "PullRequestCommitConnection",
            "PullRequest.commits",
        ],
    ),
    of_change(
        r#"{"repositories": {"octoacme/shop": {"commits": {"f1": {"files": {"web/search.js": {"link": "web/cart.js"}}}}}}}"#,
        &["Commit.file", "TreeEntry", "Blob"],
    ),
    of_change(
        r#"{"do": "dismiss", "number": 38, "author": "mona", "message": "No", "by": "maya-r"}"#,
        &["PullRequestReview", "PullRequestReviewConnection", "Blob", "TreeEntry", "Repository.object"],
    ),
    of_change(
        r#"{"do": "check", "commit": "f1", "name": "build", "conclusion": "failure"}"#,
        &["CheckRun", "CheckSuite", "StatusCheckRollup", "StatusCheckRollupContext"],
    ),
    of_change(
        r#"{"do": "edit", "number": 38, "body": "- [ ] Not done", "by": "lina-p"}"#,
        &["PullRequest", "PullRequestChangedFile", "PullRequestChangedFileConnection"],
    ),
    of_group(
        r#"{"do": "label", "number": 38, "name": "hold", "by": "mona"}"#,
        &[
            "MergeQueue",
            "MergeQueueEntry",
            "MergeQueueEntryConnection",
            "Repository.mergeQueue",
            "Ref",
            "Label",
        ],
    ),
    of_group(
        r#"{"do": "check", "commit": "g39", "name": "build", "conclusion": "failure", "event": "merge_group"}"#,
        &["CheckRun", "StatusCheckRollup", "MergeQueueEntry"],
    ),
    of_group(
        r#"{"repositories": {"octoacme/shop": {"commits": {"g39": {"files": {"web/search.js": {"link": "web/cart.js"}}}}}}}"#,
        &["Commit.file", "TreeEntry", "Blob"],
    ),
    of_group(
        r#"{"repositories": {"octoacme/shop": {"commits": {"f1": {"signature": "expired_key"}}}}}"#,
        &[
            "Commit",
            "GitSignature",
            "PullRequestCommit",
            "PullRequestCommitConnection",
            "PullRequest.commits",
        ],
    ),
    of_group(
        r#"{"repositories": {"octoacme/shop": {"commits": {"f2": {"message": "WIP: sort by price"}}}}}"#,
        &["Commit", "PullRequestCommitConnection", "PullRequest.commits", "PageInfo"],
    ),
    of_release(signed::REVOKED, &["IssueComment", "IssueCommentConnection", "Issue.comments"]),
    of_release(
        signed::HELD,
        &[
            "IssueComment.body",
            "IssueComment.author",
            "IssueComment.viewerDidAuthor",
            "Actor",
            "TeamMemberConnection",
        ],
    ),
    of_release(signed::RELEASED_AS_ANOTHER, &["IssueComment.body", "IssueComment.author", "Actor"]),
    of_release(
        signed::DELETED,
        &[
            "CommentDeletedEvent",
            "IssueTimelineItems",
            "IssueTimelineItemsConnection",
            "Issue.timelineItems",
            "Actor",
        ],
    ),
    of_release(
        signed::TICKED_BY_ANOTHER,
        &[
            "Issue.userContentEdits",
            "Issue.lastEditedAt",
            "Issue.includesCreatedEdit",
            "UserContentEdit",
            "UserContentEditConnection",
        ],
    ),
    of_release(
        signed::EDITED_BY_ANOTHER,
        &[
            "IssueComment.userContentEdits",
            "IssueComment.lastEditedAt",
            "IssueComment.includesCreatedEdit",
            "UserContentEdit",
            "UserContentEditConnection",
            "Query.nodes",
        ],
    ),
    of_release(
        signed::LABELED_BY_ANOTHER,
        &[
            "LabeledEvent",
            "UnlabeledEvent",
            "PullRequestTimelineItems",
            "PullRequestTimelineItemsConnection",
            "PullRequest.timelineItems",
            "Actor",
        ],
    ),
    of_release(signed::LABEL_CHANGED, &["Label", "LabelConnection", "PullRequest.labels"]),
    of_release(
        signed::OUT_OF_THE_MILESTONE,
        &["MilestonedEvent", "DemilestonedEvent", "PullRequest.timelineItems", "PullRequest.mergedAt"],
    ),
    of_release(
        signed::WRITTEN_BY_THE_SIGNER,
        &["Commit.authors", "GitActor", "GitActorConnection", "Commit.committer", "User"],
    ),
    of_release(signed::UNASSIGNED, &["Issue.assignees", "UserConnection", "User"]),
    of_release(
        signed::FORCED_BACK,
        &["Commit.checkSuites", "CheckSuite", "CheckSuiteConnection", "PullRequest.mergedAt"],
    ),
    of_change(
        r#"{"do": "comment", "number": 38, "by": "mona", "body": "/holdpoint revoke"}"#,
        &["IssueComment", "IssueCommentConnection", "PullRequest.comments"],
    ),
    of_change(
        r#"[{"do": "unlabel", "number": 38, "name": "ready to ship", "by": "devon-k"},
            {"do": "label", "number": 38, "name": "ready to ship", "by": "mona"}]"#,
        &["LabeledEvent", "UnlabeledEvent", "PullRequest.timelineItems", "Label"],
    ),
    of_change(
        r#"{"repositories": {"octoacme/shop": {"commits": {"f1": {"message": "Search\n\nCo-authored-by: M <mona@example.com>"}}}}}"#,
        &["Commit.authors", "GitActor", "GitActorConnection", "Commit.committer", "PullRequest.commits"],
    ),
    of_group(
        r#"{"do": "comment", "number": 39, "by": "mona", "body": "/holdpoint revoke"}"#,
        &["IssueComment", "IssueCommentConnection", "PullRequest.comments"],
    ),
    of_group(
        r#"{"repositories": {"octoacme/shop": {"pushes": [
            {"branch": "search", "at": "2026-12-02T12:30:00Z", "before": null, "after": "f1", "by": "lina-p"}]}}}"#,
        &["Commit.checkSuites", "CheckSuite", "CheckSuiteConnection"],
    ),
];

/// On every change each of these fields is taken out here or refused in older.rs, on the long run both.
#[test]
fn what_is_wrong_stays_wrong_when_a_field_is_missing() {
    let scene = |lack: &Lack| Scene { world: lack.world, judge: lack.judge };
    let fields: BTreeSet<Field> =
        [&LACKS[0], &LACKS[LACKS.len() - 1]].into_iter().flat_map(|lack| scene(lack).fields()).collect();
    let each = |(row, lack): &(usize, &Lack)| {
        let fake = (lack.world)();
        fake.patch(serde_json::from_str(lack.deeds).unwrap());
        let ran = (lack.judge)(&fake, &[]).go();
        assert_eq!(ran.code, Some(1), "{}: {}{}", lack.deeds, ran.out, ran.err);
        let shown_by: Vec<_> = fields.iter().filter(|field| lack.is_shown_by(field)).collect();
        assert!(!shown_by.is_empty(), "{}", lack.deeds);
        for (column, (kind, name)) in shown_by.into_iter().enumerate() {
            if !one_way(*row, column, 0) {
                continue;
            }
            fake.drop_field(kind, name);
            let ran = (lack.judge)(&fake, &[]).go();
            fake.restore_fields();
            assert!(matches!(ran.code, Some(1 | 2)), "{} and without {kind}.{name}: {}", lack.deeds, ran.out);
        }
    };
    let lacks: Vec<_> = LACKS.iter().enumerate().collect();
    thread::scope(|scope| {
        for half in lacks.chunks(lacks.len().div_ceil(2)) {
            scope.spawn(|| half.iter().for_each(each));
        }
    });
}
