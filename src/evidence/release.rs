//! What was asked for, and the facts from which the release is found: tags, branches, milestones, the range.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fact::written;
use super::people::Login;
use super::{Fact, List};

/// A commit's object id: 40 hexadecimal digits (64 where a repository uses SHA-256).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Oid(String);

impl Oid {
    /// An id as GitHub wrote it, in lower case.
    #[must_use]
    pub fn new(oid: impl AsRef<str>) -> Self {
        Self(oid.as_ref().to_ascii_lowercase())
    }

    /// Whether a text could be a whole id.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first seven digits, as GitHub shows an id.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..7).unwrap_or(&self.0)
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What the gate was asked to judge: the arguments and the event, before anything was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ask {
    /// `owner/name`.
    pub repository: String,
    /// What started the gate.
    pub trigger: Trigger,
    /// `--version`, as written.
    #[serde(deserialize_with = "written")]
    pub version: Option<String>,
    /// The version that the changes ask for by the policy's rules, computed because nothing else named one.
    #[serde(deserialize_with = "written")]
    pub computed: Option<String>,
    /// `--package`.
    #[serde(deserialize_with = "written")]
    pub package: Option<String>,
    /// `--commit`, a whole id.
    #[serde(deserialize_with = "written")]
    pub commit: Option<Oid>,
    /// `--tracking-issue`.
    #[serde(deserialize_with = "written")]
    pub tracking_issue: Option<u64>,
    /// The running workflow and job, so that the gate does not wait for itself.
    #[serde(deserialize_with = "written")]
    pub own_job: Option<OwnJob>,
}

/// What started the gate, and what it says of the candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Trigger {
    /// A command in a terminal: the checked-out commit and the branch that it follows, if any.
    Terminal {
        /// `HEAD` of the working copy.
        #[serde(deserialize_with = "written")]
        head: Option<Oid>,
        /// The branch that `HEAD` is on.
        #[serde(deserialize_with = "written")]
        branch: Option<String>,
    },
    /// A push of a branch.
    PushBranch {
        /// The branch, without `refs/heads/`.
        branch: String,
        /// The pushed tip.
        commit: Oid,
    },
    /// A push of a tag, or an event of the release that has this tag.
    PushTag {
        /// The tag, without `refs/tags/`.
        tag: String,
    },
    /// `pull_request`, `pull_request_target`, or a review.
    PullRequest {
        /// Its number.
        number: u64,
        /// Its head when the event was made.
        head: Oid,
    },
    /// `workflow_dispatch` on a branch or a tag; `schedule` and `repository_dispatch`, which are on the default branch.
    Dispatch {
        /// The whole ref, `refs/heads/…` or `refs/tags/…`.
        reference: String,
        /// The commit of `GITHUB_SHA`.
        commit: Oid,
    },
    /// `issues` or `issue_comment` on an issue.
    Issue {
        /// Its number.
        number: u64,
    },
    /// `issue_comment` on a pull request.
    PullRequestComment {
        /// The pull request's number.
        number: u64,
    },
    /// `merge_group`: pull requests that a merge queue is about to merge.
    MergeGroup {
        /// The commit that the queue made of them.
        head: Oid,
        /// The queue's own branch at that commit, as a whole ref.
        reference: String,
        /// The branch that they go into, without `refs/heads/`.
        branch: String,
    },
    /// An event that is about a commit and about nothing else that can be trusted: `workflow_run`, `check_suite`,
    /// `check_run`, `status`, `deployment_status`.
    Commit {
        /// The commit.
        commit: Oid,
        /// The slug of the app whose checks ended, if the event is about an app's.
        #[serde(deserialize_with = "written")]
        app: Option<String>,
    },
    /// `deployment`.
    Deployment {
        /// The commit that is to be deployed.
        commit: Oid,
    },
}

/// The job in which the gate runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OwnJob {
    /// `GITHUB_RUN_ID`.
    pub run: u64,
    /// `GITHUB_JOB`: the job's key in the workflow file, which is its check's name unless the job has a `name:`.
    pub job: String,
    /// The job's own check run, where the runner tells it.
    #[serde(deserialize_with = "written")]
    pub check_run: Option<u64>,
    /// The workflow file, from `GITHUB_WORKFLOW_REF`.
    #[serde(deserialize_with = "written")]
    pub workflow: Option<String>,
}

/// What the first request shows, before the candidate is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Opening {
    /// GitHub's clock when the first answer was sent.
    pub at: Timestamp,
    /// Whose token it is.
    #[serde(deserialize_with = "written")]
    pub viewer: Option<Login>,
    /// The repository.
    pub repository: Repository,
    /// The policy's text and where it was read.
    pub policy: PolicyText,
    /// All tags.
    pub tags: Fact<List<Tag>>,
    /// The open milestones, and those closed ones whose title has the version that was asked for.
    pub milestones: Fact<List<Milestone>>,
    /// The merge queue of the event's branch; `None` inside: it has none. Not collected for other events.
    pub merge_queue: Fact<Option<MergeQueue>>,
}

/// A branch's merge queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MergeQueue {
    /// The commit at the tip of the branch that it merges into, read together with the entries.
    pub tip: Oid,
    /// What is in it, next to be merged first.
    pub entries: List<QueueEntry>,
}

/// A pull request in a merge queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QueueEntry {
    /// Its number.
    pub pull_request: u64,
    /// Its own head.
    pub pull_request_head: Oid,
    /// The commit that the queue made of it and of all that is ahead of it; `None` as long as there is none.
    #[serde(deserialize_with = "written")]
    pub head: Option<Oid>,
    /// The commit on which the queue made that.
    #[serde(deserialize_with = "written")]
    pub base: Option<Oid>,
}

/// The repository that is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Repository {
    /// `owner/name`, as GitHub writes it now (a renamed repository answers under its new name).
    pub name: String,
    /// Its page.
    pub url: String,
    /// Whether only some people may see it.
    pub private: bool,
    /// The default branch's name.
    pub default_branch: String,
    /// The default branch's tip when the first request was answered.
    pub default_commit: Oid,
}

/// Where a policy was read, and what it said (rule 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PolicyText {
    /// The branch that it was read from.
    pub branch: String,
    /// The commit of that branch.
    pub commit: Oid,
    /// The file's path.
    pub path: String,
    /// The file's blob id.
    pub blob: Oid,
    /// The file's text.
    pub text: String,
}

/// A file that would be the policy if the pull request of the event were merged (rule 4). It is looked at and never
/// judged by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProposedPolicy {
    /// The file's path.
    pub path: String,
    /// The file's text; `None`: it is taken out, and no other is in its place. Untrusted.
    #[serde(deserialize_with = "written")]
    pub text: Option<String>,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tag {
    /// Without `refs/tags/`.
    pub name: String,
    /// The commit at its end; `None` for a tag of a tree, a blob or a chain of tags that was not followed.
    #[serde(deserialize_with = "written")]
    pub commit: Option<Oid>,
}

/// A milestone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Milestone {
    /// Its number.
    pub number: u64,
    /// Its title. Untrusted text.
    pub title: String,
    /// Whether it is open.
    pub open: bool,
    /// Its page.
    pub url: String,
}

/// Everything between the previous release and the candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Range {
    /// Where it begins: the commit of the previous tag; `None` where everything counts, from the first commit on.
    #[serde(deserialize_with = "written")]
    pub base: Option<Oid>,
    /// The candidate's commit.
    pub head: Oid,
    /// Its commits, oldest first.
    pub commits: List<Commit>,
    /// The files that differ between base and head.
    pub files: Fact<List<ChangedFile>>,
}

/// One commit of the range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Commit {
    /// Its id.
    pub oid: Oid,
    /// Its message, whole. Untrusted text.
    pub message: String,
    /// Its parents, first parent first.
    pub parents: Vec<Oid>,
    /// The account of its author, where GitHub knows one.
    #[serde(deserialize_with = "written")]
    pub author: Option<Login>,
    /// Its page.
    pub url: String,
    /// The merged pull requests of this repository that brought it in, by number; and the one whose head is the
    /// candidate, which is to bring it in. Empty: a direct push.
    pub pull_requests: Fact<Vec<u64>>,
    /// Its signature as GitHub judges it; `None` inside: it has none.
    pub signature: Fact<Option<Signature>>,
}

/// A file that a pull request or the release changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ChangedFile {
    /// Its path afterwards.
    pub path: String,
    /// Its path before, if it was renamed.
    #[serde(deserialize_with = "written")]
    pub previous: Option<String>,
    /// What was done to it.
    pub change: Change,
}

/// What was done to a file (GraphQL's `PatchStatus`, REST's `status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It is new.
    Added,
    /// Its content, its mode or its kind is another.
    Modified,
    /// It is gone.
    Removed,
    /// It has another path, and maybe another content.
    Renamed,
    /// It is a copy of another.
    Copied,
    /// A word that is newer than this program.
    Other,
}

/// A signature of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Signature {
    /// Whether GitHub verified it.
    pub verified: bool,
    /// GitHub's word for how it stands, in GraphQL's spelling, e.g. `VALID`, `UNKNOWN_KEY` (`GitSignatureState`).
    pub state: String,
    /// Whether it is GitHub's own, as of a merge made on its pages; not collected where REST showed the commit.
    pub by_github: Fact<bool>,
}

/// How one commit lies to another (GitHub's comparison).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Relation {
    /// The tag or branch, as a whole ref (`refs/tags/v1.3.1`).
    pub reference: String,
    /// The commit that the ref pointed at.
    pub commit: Oid,
    /// How many commits the candidate has that the ref has not.
    pub ahead: u64,
    /// How many commits the ref has that the candidate has not. 0: the ref is an ancestor.
    pub behind: u64,
}

/// What the last request shows: is the candidate still what was asked for? (rule 3)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Closing {
    /// GitHub's clock when that answer was sent.
    pub at: Timestamp,
    /// Where the tag that would be cut points now; `None` inside: it does not exist. Not collected for a pull request.
    pub tag: Fact<Option<Oid>>,
    /// The ref that was asked for, and where it points now; `None` inside: it is gone.
    pub head: Fact<Option<Oid>>,
    /// Where the candidate lies to each branch that it may be released from. `ahead` 0: the branch contains it;
    /// `behind` above 0 as well: the branch has grown since.
    pub lines: Fact<List<Relation>>,
}
