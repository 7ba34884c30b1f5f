//! Why there is nothing to judge, or no telling what.

use semver::Version;

use crate::evidence::{Oid, Unknown};

/// An event that has nothing to judge: the run says so and ends well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nothing {
    /// A push of a branch, or a pull request into one, from which no releases are cut.
    NotAReleaseBranch(String),
    /// A push of a tag that is not a version's.
    NotAVersionTag(String),
    /// An issue that is not the tracking issue.
    NotTheTrackingIssue(u64),
    /// A pull request that is not the release's, in a policy without a phase that holds merges.
    NotTheReleasePullRequest(u64),
    /// A comment that the gate wrote itself.
    OwnComment,
    /// A check run that the gate published itself, or what followed from it.
    OwnCheck,
    /// A release that was deleted or is no longer published, by its tag.
    ReleaseWithdrawn(String),
    /// A ref was deleted.
    Deleted(String),
    /// Nothing names a version, and no change since the release of this tag asks for one; `None`: there is no release yet,
    /// and nothing for one.
    NothingNew(Option<String>),
}

/// There is no candidate: exit code 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoCandidate {
    /// A phase that holds merges was asked for, and the event has no pull request.
    NotAPullRequest,
    /// The event's pull request could not be read.
    PullRequestUnreadable(u64),
    /// The event is of a merge group, and the phase holds no merges.
    MergeGroupNotHeld,
    /// The merge queue could not be read.
    MergeQueueUnreadable(Unknown),
    /// The merge group is not in the queue, or what it consists of cannot be told.
    MergeGroupGone {
        /// Its commit.
        head: Oid,
        /// The branch whose queue it was in.
        branch: String,
    },
    /// A commit was named, and the event is about another.
    OtherCommit {
        /// The commit that was named.
        named: Oid,
        /// The one of the event.
        found: Oid,
    },
    /// Releases are not cut from this branch.
    BranchNotAllowed {
        /// The branch.
        branch: String,
        /// Those that the policy allows.
        allowed: Vec<String>,
    },
    /// The branch is for other versions than the one that is named.
    OffLine {
        /// The version.
        version: Version,
        /// The branch.
        branch: String,
        /// The line that it is for.
        line: crate::bump::Line,
    },
    /// The commit that was named lies on no branch from which releases are cut.
    OnNoBranch {
        /// The commit.
        commit: Oid,
        /// The branches that the policy allows.
        allowed: Vec<String>,
    },
    /// The commit that was named lies on several such branches, and nothing says which is meant.
    OnSeveralBranches {
        /// The commit.
        commit: Oid,
        /// The branches.
        branches: Vec<String>,
    },
    /// This is no version under the policy's tag pattern.
    NotAVersion(String),
    /// `--version` says one version, and the event's tag or release branch has another in its name.
    OtherVersion {
        /// The version that was named.
        named: Version,
        /// The one of the tag or branch.
        found: Version,
    },
    /// A release that differs from the named one in its build metadata alone has its tag: it is the same version.
    Exists {
        /// The version that was named.
        version: Version,
        /// The tag that is there.
        tag: String,
    },
    /// The commit has the tags of several final versions.
    SeveralReleased {
        /// The commit.
        commit: Oid,
        /// The tags.
        tags: Vec<String>,
    },
    /// Several versions fit; each can be chosen with `--version`.
    Ambiguous(Vec<Version>),
    /// There are several packages, and of these each can be chosen with `--package`.
    WhichPackage(Vec<String>),
    /// There is no such package.
    UnknownPackage {
        /// The one that was named.
        asked: String,
        /// Those of the policy.
        known: Vec<String>,
    },
    /// A package was named, and the policy has none.
    NoPackages(String),
    /// Nothing names a version.
    NoVersion,
    /// Only this issue names a version, and its author cannot write to the repository: anybody could have opened it.
    IssueAuthorCannotWrite(u64),
    /// The tag that was pushed is not there any more.
    TagGone(String),
    /// `since` names neither a tag nor a commit.
    SinceNotFound(String),
    /// The tags could not be read.
    TagsUnreadable(Unknown),
    /// The milestones could not be read.
    MilestonesUnreadable(Unknown),
    /// The issues could not be read.
    IssuesUnreadable(Unknown),
}
