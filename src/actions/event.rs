//! The event that started a workflow run, from `GITHUB_EVENT_NAME` and the payload file.
//!
//! Only what says *what* is to be judged is taken: everything else is read live, because a re-run keeps the payload
//! of the first run. Of an event that a stranger's workflow can bring about nothing but a commit is taken.

mod payload;

use payload::{
    CheckRunEvent, CheckSuiteEvent, DeleteEvent, DeploymentEvent, IssueEvent, MergeGroupEvent,
    PullRequestEvent, Push, ReleaseEvent, StatusEvent, WorkflowRunEvent, decode,
};

/// An event that the gate can judge, or its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// `push`, of a branch or a tag.
    Push {
        /// The whole ref.
        reference: String,
        /// Where it points now: a commit, or the object of an annotated tag.
        after: String,
        /// The ref was deleted.
        deleted: bool,
    },
    /// `pull_request`, `pull_request_target`, `pull_request_review` and `pull_request_review_comment`.
    PullRequest {
        /// Its number.
        number: u64,
        /// Its head.
        head: String,
    },
    /// `merge_group`.
    MergeGroup {
        /// The commit that the queue made.
        head: String,
        /// The queue's branch at that commit, as a whole ref.
        reference: String,
        /// The branch that it merges into, as a whole ref.
        base: String,
        /// The group was merged or taken apart.
        destroyed: bool,
    },
    /// `release`.
    Release {
        /// The tag.
        tag: String,
        /// It is a draft, which need not have its tag yet.
        draft: bool,
        /// It was deleted, or is no longer published.
        withdrawn: bool,
    },
    /// `workflow_run`, `check_suite`, `check_run`, `status` and `deployment_status`.
    Commit {
        /// The commit.
        commit: String,
        /// The slug of the app whose checks ended, if it is about an app's.
        app: Option<String>,
        /// Whether the gate, or another copy of it, published the check run.
        own: bool,
    },
    /// `deployment`.
    Deployment {
        /// The commit that is to be deployed.
        commit: String,
    },
    /// `workflow_dispatch`; and `schedule` and `repository_dispatch`, which run on the default branch.
    Dispatch,
    /// `delete`, of a branch or a tag.
    Deleted {
        /// Its name, without `refs/`.
        reference: String,
    },
    /// `issues`.
    Issue {
        /// Its number.
        number: u64,
    },
    /// `issue_comment`.
    Comment {
        /// The number of the issue or pull request.
        number: u64,
        /// Whether that is a pull request.
        on_pull_request: bool,
        /// Whether the gate, or another copy of it, wrote the comment: an app's, with the gate's mark, and no person changed
        /// it.
        own: bool,
    },
    /// An event that cannot be judged.
    Other(String),
}

/// The payload is not what GitHub documents for this event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPayload {
    /// The event's name.
    pub event: String,
    /// What is wrong with the payload.
    pub detail: String,
}

impl std::fmt::Display for BadPayload {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "the payload of the event `{}` cannot be read: {}", self.event, self.detail)
    }
}

impl std::error::Error for BadPayload {}

/// How the gate's own comments begin, whatever their key.
pub const COMMENT_MARK: &str = "<!-- holdpoint:";

/// How the `external_id` of the gate's own check runs begins, whatever the phase.
pub const CHECK_RUN_MARK: &str = "holdpoint:";

impl Event {
    /// Reads an event.
    ///
    /// # Errors
    /// The payload lacks what GitHub documents for the event.
    pub fn read(name: &str, payload: &str) -> Result<Self, BadPayload> {
        let event = match name {
            "push" => decode::<Push>(name, payload)?.event(),
            "pull_request"
            | "pull_request_target"
            | "pull_request_review"
            | "pull_request_review_comment" => decode::<PullRequestEvent>(name, payload)?.event(),
            "merge_group" => decode::<MergeGroupEvent>(name, payload)?.event(),
            "release" => decode::<ReleaseEvent>(name, payload)?.event(),
            "workflow_run" => decode::<WorkflowRunEvent>(name, payload)?.event(),
            "check_suite" => decode::<CheckSuiteEvent>(name, payload)?.event(),
            "check_run" => decode::<CheckRunEvent>(name, payload)?.event(),
            "status" => decode::<StatusEvent>(name, payload)?.event(),
            "deployment" => Self::Deployment { commit: decode::<DeploymentEvent>(name, payload)?.commit() },
            "deployment_status" => {
                let commit = decode::<DeploymentEvent>(name, payload)?.commit();
                Self::Commit { commit, app: None, own: false }
            }
            "workflow_dispatch" | "schedule" | "repository_dispatch" => Self::Dispatch,
            "issues" => decode::<IssueEvent>(name, payload)?.issue_event(),
            "issue_comment" => decode::<IssueEvent>(name, payload)?.comment_event(),
            "delete" => decode::<DeleteEvent>(name, payload)?.event(),
            other => Self::Other(other.to_owned()),
        };
        Ok(event)
    }
}

#[cfg(test)]
mod tests;
