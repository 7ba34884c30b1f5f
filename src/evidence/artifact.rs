//! What was built: workflow runs with their artifacts, and releases with their assets.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::check::CheckResult;
use super::fact::written;
use super::release::Oid;
use super::{Fact, List};

/// The runs of some workflows at one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WorkflowRuns {
    /// The commit.
    pub commit: Oid,
    /// All runs at it, whatever their workflow.
    pub runs: List<Run>,
}

/// A workflow run. A run that is started anew keeps its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Run {
    /// Its id, `GITHUB_RUN_ID`.
    pub id: u64,
    /// The path of its workflow file.
    pub workflow: String,
    /// Its number among the runs of its workflow.
    pub number: u64,
    /// Its page.
    pub url: String,
    /// The event that started it, e.g. `push`.
    pub event: String,
    /// `owner/name` of the repository whose commit it ran on: a fork's, or this one's; `None`: it is gone.
    #[serde(deserialize_with = "written")]
    pub head_repository: Option<String>,
    /// When its newest attempt began.
    pub started_at: Timestamp,
    /// How its newest attempt stands.
    pub result: CheckResult,
    /// What it has uploaded, in all its attempts; not collected where another run decides.
    pub artifacts: Fact<List<Artifact>>,
}

/// What a run has uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Artifact {
    /// Its id. An artifact that is uploaded again under its name has a greater one.
    pub id: u64,
    /// Its name. Untrusted text.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether GitHub has deleted it since.
    pub expired: bool,
}

/// The releases of one tag, drafts among them as far as the token is shown them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Releases {
    /// The tag.
    pub tag: String,
    /// Whether the list had a draft in it, of whatever tag: then the token is shown drafts, and one that is not in the
    /// list does not exist.
    pub drafts_shown: bool,
    /// Those of the tag. Several drafts may have one tag.
    pub releases: List<Release>,
}

/// A release, or the draft of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Release {
    /// Its id.
    pub id: u64,
    /// Its page.
    pub url: String,
    /// Whether it is not published yet.
    pub draft: bool,
    /// The files that were added to it.
    pub assets: Fact<List<Asset>>,
    /// Its notes.
    pub notes: Fact<ReleaseText>,
}

/// The text of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReleaseText {
    /// Its title. Untrusted.
    pub title: String,
    /// Its notes; empty where it has none. Untrusted.
    pub body: String,
    /// When anything of it was changed last.
    pub changed_at: Timestamp,
}

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Asset {
    /// Its name. Untrusted text.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether its upload has ended: GitHub's state `uploaded`.
    pub uploaded: bool,
}
