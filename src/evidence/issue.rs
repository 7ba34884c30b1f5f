//! The tracking issue.

use serde::{Deserialize, Serialize};

use super::fact::written;
use super::people::Actor;
use super::{Fact, List};

/// An issue that may be the release's tracking issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Issue {
    /// Its number.
    pub number: u64,
    /// Its title. Untrusted text.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Whether it is open.
    pub open: bool,
    /// Its text. Untrusted.
    pub body: String,
    /// Who opened it; `None` for a deleted account.
    #[serde(deserialize_with = "written")]
    pub author: Option<Actor>,
    /// What its author may do in the repository.
    pub author_permission: Fact<Permission>,
    /// Its labels.
    pub labels: Fact<List<String>>,
    /// The number of its milestone.
    #[serde(deserialize_with = "written")]
    pub milestone: Option<u64>,
}

/// What a person may do in a repository (REST: `GET …/collaborators/{username}/permission`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// Nothing.
    None,
    /// Read, or triage.
    Read,
    /// Write, or maintain.
    Write,
    /// Everything.
    Admin,
}
