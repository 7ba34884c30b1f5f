//! Security alerts: those that are open, and what code scanning has looked at.
//!
//! GitHub shows alerts to few. So nothing is kept of them that the judgement can do without, and on a public
//! repository, whose evidence may end up anywhere, not even what they are about. The value of a secret is never kept.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fact::written;
use super::release::Oid;
use super::{Fact, List};

/// The alerts of the three sources. What the policy does not need is not collected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Alerts {
    /// Code scanning, by the refs at which the judged commit may have been analysed.
    pub code_scanning: Fact<CodeScanning>,
    /// The open Dependabot alerts; GitHub finds them on the default branch.
    pub dependabot: Fact<Feature<List<DependabotAlert>>>,
    /// The open secret scanning alerts, of the whole repository.
    pub secret_scanning: Fact<Feature<List<SecretAlert>>>,
}

/// A feature that a repository may not have.
///
/// That it is off is known only where GitHub says so: a token that may not look is an [`super::Unknown`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Feature<T> {
    /// It is switched on.
    On(T),
    /// It is switched off.
    Off {
        /// GitHub's words. Untrusted text.
        said: String,
    },
    /// GitHub does not show it because the repository is archived.
    Archived {
        /// GitHub's words. Untrusted text.
        said: String,
    },
}

/// What code scanning knows of the judged commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CodeScanning {
    /// The judged commit.
    pub commit: Oid,
    /// The refs that were looked at, the best first.
    pub refs: Vec<ScannedRef>,
    /// The trees of the judged commit and of the other commits that were analysed.
    pub trees: Fact<Vec<CommitTree>>,
}

/// Code scanning at one ref.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ScannedRef {
    /// The whole ref: `refs/heads/…`, `refs/tags/…`, `refs/pull/…/merge` or `refs/pull/…/head`.
    pub reference: String,
    /// Of each tool and category the newest analysis among the newest 100 of the ref, and the newest one of the judged
    /// commit if that is another.
    pub analyses: Fact<Feature<Vec<Analysis>>>,
    /// The alerts that are open at the ref. They follow its newest analyses.
    pub alerts: Fact<Feature<List<CodeAlert>>>,
}

/// One analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Analysis {
    /// The tool, e.g. `CodeQL`. Untrusted text.
    pub tool: String,
    /// What of the repository it looked at, e.g. `/language:java`. Untrusted text.
    pub category: String,
    /// The commit.
    pub commit: Oid,
    /// When its results were uploaded.
    pub at: Timestamp,
    /// Whether GitHub could not make use of it.
    pub failed: bool,
}

/// A commit and its tree. Commits with one tree have the same files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CommitTree {
    /// The commit.
    pub commit: Oid,
    /// Its tree; `None` where the repository has the commit no more.
    #[serde(deserialize_with = "written")]
    pub tree: Option<Oid>,
}

/// An open alert of code scanning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CodeAlert {
    /// Its number.
    pub number: u64,
    /// The tool that found it.
    pub tool: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// How grave it is.
    pub severity: AlertSeverity,
    /// Rule and place; `None` on a public repository. Untrusted text.
    #[serde(deserialize_with = "written")]
    pub about: Option<String>,
}

/// An open Dependabot alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DependabotAlert {
    /// Its number.
    pub number: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// How grave it is.
    pub severity: AlertSeverity,
    /// Whether GitHub knows that the dependency is used in development only.
    pub development: bool,
    /// Package and manifest; `None` on a public repository. Untrusted text.
    #[serde(deserialize_with = "written")]
    pub about: Option<String>,
}

/// An open secret scanning alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SecretAlert {
    /// Its number.
    pub number: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// What kind of secret it is; `None` on a public repository. Untrusted text.
    #[serde(deserialize_with = "written")]
    pub about: Option<String>,
}

/// How grave an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlertSeverity {
    /// Low; of code scanning's other results: a note, or less.
    Low,
    /// Medium, which Dependabot calls moderate; of code scanning's other results: a warning.
    Medium,
    /// High; of code scanning's other results: an error.
    High,
    /// Critical.
    Critical,
    /// GitHub says nothing that this program knows. It counts as the gravest.
    Unrated,
}
