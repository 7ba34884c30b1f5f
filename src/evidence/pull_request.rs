//! Pull requests and their reviews.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fact::written;
use super::people::{Actor, Login};
use super::release::{ChangedFile, Oid};
use super::{Fact, List};

/// A pull request. What the policy does not need is not collected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// Its title. Untrusted text.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Open, merged, or closed without a merge.
    pub state: PullRequestState,
    /// Whether it is a draft.
    pub draft: bool,
    /// Who opened it; `None` for a deleted account.
    #[serde(deserialize_with = "written")]
    pub author: Option<Actor>,
    /// The branch that it goes into.
    pub base: String,
    /// The branch that it comes from.
    pub head_branch: String,
    /// Its newest commit.
    pub head: Oid,
    /// Whether it comes from a fork.
    pub from_fork: bool,
    /// The commit that merged it: the squashed one, the merge commit, or the last rebased one.
    #[serde(deserialize_with = "written")]
    pub merge_commit: Option<Oid>,
    /// When it was merged.
    #[serde(deserialize_with = "written")]
    pub merged_at: Option<Timestamp>,
    /// The number of its milestone.
    #[serde(deserialize_with = "written")]
    pub milestone: Option<u64>,
    /// Its text. Untrusted.
    pub body: Fact<String>,
    /// When its text was written or, if anybody edited it, edited last. Read with the text.
    pub body_changed_at: Fact<Timestamp>,
    /// Its labels.
    pub labels: Fact<List<String>>,
    /// Labels that somebody took off, newest last.
    pub removed_labels: Fact<List<RemovedLabel>>,
    /// Its reviews, oldest first, pending ones left out.
    pub reviews: Fact<List<Review>>,
    /// When its head branch was force-pushed, oldest first.
    pub force_pushes: Fact<List<Timestamp>>,
    /// Its review threads.
    pub threads: Fact<List<Thread>>,
    /// The issues that it closes.
    pub linked_issues: Fact<List<LinkedIssue>>,
    /// The files that it changes.
    pub files: Fact<List<ChangedFile>>,
    /// When it was put into milestones and taken out of them, oldest first.
    pub milestoned: Fact<List<Milestoned>>,
}

/// GitHub's `PullRequestState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PullRequestState {
    /// Open.
    Open,
    /// Merged.
    Merged,
    /// Closed and not merged.
    Closed,
}

/// A review that was submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Review {
    /// Who reviewed; `None` for a deleted account.
    #[serde(deserialize_with = "written")]
    pub author: Option<Actor>,
    /// What the review said.
    pub state: ReviewState,
    /// When it was submitted.
    #[serde(deserialize_with = "written")]
    pub submitted_at: Option<Timestamp>,
    /// The commit that it was given to.
    #[serde(deserialize_with = "written")]
    pub commit: Option<Oid>,
    /// Whether its author can push to the repository now (`authorCanPushToRepository`).
    pub can_write: bool,
}

/// GitHub's `PullRequestReviewState`, without `PENDING`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewState {
    /// An approval.
    Approved,
    /// A request for changes.
    ChangesRequested,
    /// A comment, which takes nothing back.
    Commented,
    /// An opinion that was dismissed.
    Dismissed,
    /// A state that is newer than this program: it approves nothing.
    Other,
}

/// A thread of review comments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Thread {
    /// Whether somebody resolved it.
    pub resolved: bool,
    /// Whether the lines that it is about have changed since.
    pub outdated: bool,
}

/// An issue that a pull request closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LinkedIssue {
    /// Its number.
    pub number: u64,
    /// `owner/name` of the repository that it is in.
    pub repository: String,
    /// Its page.
    pub url: String,
    /// Whether it is closed.
    pub closed: bool,
}

/// A label that was taken off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RemovedLabel {
    /// The label.
    pub name: String,
    /// Who took it off; `None` for a deleted account.
    #[serde(deserialize_with = "written")]
    pub by: Option<Login>,
    /// When.
    pub at: Timestamp,
}

/// A pull request was put into a milestone, or taken out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Milestoned {
    /// When.
    pub at: Timestamp,
    /// The milestone's title, which is all that GitHub keeps of it.
    pub title: String,
    /// Whether it was put in, and not taken out.
    pub put_in: bool,
}
