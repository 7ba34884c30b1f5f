//! The tracking issue, and the issues that a label or a milestone has.

use jiff::Timestamp;
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

/// The open issues that have one label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LabelIssues {
    /// The label as the policy names it.
    pub label: String,
    /// Those that are open, pull requests not among them; `None` inside: the repository has no such label.
    pub open: Fact<Option<List<ListedIssue>>>,
}

/// The issues of one milestone, open and closed, pull requests not among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MilestoneIssues {
    /// The milestone's number.
    pub milestone: u64,
    /// Its issues.
    pub issues: List<ListedIssue>,
}

/// An issue of such a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ListedIssue {
    /// Its number.
    pub number: u64,
    /// Its title. Untrusted text.
    pub title: String,
    /// Its page.
    pub url: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When a label of it, its milestone, or that it is open last came about otherwise; `None`: it all is as it was
    /// opened.
    pub sorted_at: Fact<Option<Timestamp>>,
    /// Whether it is open.
    pub open: bool,
    /// Whether it was closed as not planned, or as a duplicate (`IssueStateReason`).
    pub dropped: bool,
    /// Its labels.
    pub labels: Fact<List<String>>,
    /// The number of its milestone.
    #[serde(deserialize_with = "written")]
    pub milestone: Option<u64>,
}
