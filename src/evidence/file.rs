//! Files at the judged commit.

use serde::{Deserialize, Serialize};

use super::release::Oid;
use super::{Fact, List};

/// What was looked for among the files of one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Files {
    /// The commit.
    pub commit: Oid,
    /// The paths that were asked for by name.
    pub named: Vec<NamedFile>,
    /// The globs that were asked for.
    pub fitting: Vec<FittingFiles>,
}

/// A path, and what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NamedFile {
    /// The path.
    pub path: String,
    /// What is there; `None` inside: nothing.
    pub entry: Fact<Option<Entry>>,
}

/// A glob, and the files that it fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FittingFiles {
    /// The glob, its placeholders filled in.
    pub glob: String,
    /// What it fits, folders left out, in the order of the tree.
    pub files: Fact<List<NamedFile>>,
}

/// An entry of a commit's tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// What is in it. Not collected for what is no file, and where nobody asked.
    pub content: Fact<Content>,
}

/// What a tree can hold (git's modes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// A file, executable or not.
    File,
    /// A symbolic link. What it leads to is not followed.
    Link,
    /// A folder.
    Folder,
    /// A commit of another repository.
    Submodule,
    /// A mode that is newer than this program.
    Other,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Content {
    /// Text, whole. Untrusted.
    Text(String),
    /// Bytes that are no text.
    Binary,
    /// A text of which GitHub shows only the beginning.
    TooLarge,
}
