//! Check runs, commit statuses, and what a branch requires of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fact::written;
use super::people::Login;
use super::release::Oid;
use super::{Fact, List};

/// The checks of one commit, as its rollup lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Checks {
    /// The commit.
    pub commit: Oid,
    /// Its check runs and statuses. A commit without any has an empty list.
    pub contexts: List<Context>,
}

/// A check: a run of an app, or a commit status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Context {
    /// A check run.
    Run(CheckRun),
    /// A commit status.
    Status(CommitStatus),
}

/// A check run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CheckRun {
    /// Its id; runs of one name are told apart by it.
    pub id: u64,
    /// Its name. Untrusted text.
    pub name: String,
    /// How far it is, and how it ended.
    pub result: CheckResult,
    /// When it began.
    #[serde(deserialize_with = "written")]
    pub started_at: Option<Timestamp>,
    /// When it ended; `None`: it has not.
    #[serde(deserialize_with = "written")]
    pub completed_at: Option<Timestamp>,
    /// Its page.
    #[serde(deserialize_with = "written")]
    pub url: Option<String>,
    /// What its maker wrote into it, `external_id`.
    #[serde(deserialize_with = "written")]
    pub external_id: Option<String>,
    /// The app that posted it.
    #[serde(deserialize_with = "written")]
    pub app: Option<App>,
    /// The workflow run that it is a job of; known to be `None` for other apps' checks.
    pub workflow: Fact<Option<WorkflowRun>>,
}

/// A commit status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CommitStatus {
    /// Its name. Untrusted text.
    pub context: String,
    /// What it says.
    pub result: CheckResult,
    /// When it was posted.
    pub created_at: Timestamp,
    /// Its page.
    #[serde(deserialize_with = "written")]
    pub url: Option<String>,
    /// Who posted it; `None` for a deleted account.
    #[serde(deserialize_with = "written")]
    pub creator: Option<Login>,
}

/// How a check stands. The conclusions are GitHub's `CheckConclusionState`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CheckResult {
    /// It waits or runs.
    Pending,
    /// It passed.
    Success,
    /// It failed.
    Failure,
    /// It ended without an opinion.
    Neutral,
    /// It did not run.
    Skipped,
    /// Somebody stopped it.
    Cancelled,
    /// It ran out of time.
    TimedOut,
    /// Somebody must act before it goes on.
    ActionRequired,
    /// GitHub gave it up after 14 days.
    Stale,
    /// The workflow could not start.
    StartupFailure,
    /// A status whose poster met an error.
    Error,
    /// A conclusion that is newer than this program: it never passes.
    Other,
}

/// The app that posted a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct App {
    /// Its id, by which rulesets name it.
    pub id: u64,
    /// Its slug, by which policies name it, e.g. `github-actions`.
    pub slug: String,
}

/// The workflow run behind a check of GitHub Actions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WorkflowRun {
    /// `GITHUB_RUN_ID` of the run.
    pub id: u64,
    /// The event that started it, e.g. `push`.
    pub event: String,
    /// The workflow file's path. Names can be copied, paths cannot.
    #[serde(deserialize_with = "written")]
    pub path: Option<String>,
}

/// The checks that a branch requires before a change may go in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RequiredChecks {
    /// The branch.
    pub branch: String,
    /// Those of branch protection.
    pub protection: Fact<Vec<RequiredCheck>>,
    /// Those of rulesets, the organization's among them.
    pub rulesets: Fact<Vec<RequiredCheck>>,
}

/// A check that a rule requires.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RequiredCheck {
    /// Its name.
    pub name: String,
    /// The id of the app that must post it, where the rule says so.
    #[serde(deserialize_with = "written")]
    pub app: Option<u64>,
}

/// The checks at the head of a pull request, for repositories whose workflows run on pull requests only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HeadChecks {
    /// The pull request's number.
    pub pull_request: u64,
    /// Its checks.
    pub checks: Fact<Checks>,
}
