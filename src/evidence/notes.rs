//! What release notes are checked by: their templates, the notes of the release before, what they point to.
//!
//! The notes themselves stand where they are kept: in the releases of the tag, among the files, in the tracking issue, in
//! the release pull request.

use serde::{Deserialize, Serialize};

use super::Fact;
use super::fact::written;

/// A text file of the policy's commit: a template (rule 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PolicyFile {
    /// Its path.
    pub path: String,
    /// Its text; `None` inside: there is no text file.
    pub text: Fact<Option<String>>,
}

/// The release before, as far as its notes go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PreviousNotes {
    /// Its tag.
    pub tag: String,
    /// Its text; `None`: the tag has no release. Untrusted.
    #[serde(deserialize_with = "written")]
    pub text: Option<String>,
}

/// Something that notes point to, and what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pointed {
    /// What was looked up.
    pub to: PointsTo,
    /// What is there.
    pub is: Fact<There>,
}

/// What notes can point to in their repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum PointsTo {
    /// A file or folder.
    Path {
        /// The branch, tag or commit; empty: the judged commit.
        at: String,
        /// The path in it.
        path: String,
    },
    /// A tag.
    Tag(String),
    /// An issue or a pull request.
    Number(u64),
}

/// What is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum There {
    /// Nothing.
    Nothing,
    /// A file, a folder or a tag.
    Something,
    /// An issue.
    Issue,
    /// A pull request.
    PullRequest,
}
