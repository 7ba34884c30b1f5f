//! What was said and done on one issue or pull request, and by whom: what sign-offs, waivers and holds are found in.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fact::written;
use super::people::{Actor, Login};
use super::{Fact, List};

/// The record of one issue or pull request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Discussion {
    /// The number of the issue or pull request.
    pub number: u64,
    /// Its page.
    pub url: String,
    /// Its comments, oldest first.
    pub comments: Fact<List<Comment>>,
    /// What was done to its labels and comments, oldest first.
    pub events: Fact<List<Event>>,
    /// The labels that it has.
    pub labels: Fact<List<Label>>,
    /// Who is assigned to it.
    pub assignees: Fact<List<Login>>,
    /// The states of its text, oldest first. The first is the text as first written, also if it was never edited.
    pub revisions: Fact<List<Revision>>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Comment {
    /// Its page.
    pub url: String,
    /// Who wrote it; `None` for a deleted account.
    #[serde(deserialize_with = "written")]
    pub author: Option<Actor>,
    /// Whether the gate wrote it: its token did, and it has the gate's mark. Then it is no evidence (rule 8), and its text is
    /// not kept. What a person whose token the gate has writes besides is theirs.
    pub own: bool,
    /// When.
    pub at: Timestamp,
    /// Its text as it is now. Untrusted.
    pub body: String,
    /// Who edited it, oldest first; empty: nobody did.
    pub edits: List<Edit>,
}

/// An edit of a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Edit {
    /// When.
    pub at: Timestamp,
    /// Who; `None` for a deleted account.
    #[serde(deserialize_with = "written")]
    pub by: Option<Actor>,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who; `None` for a deleted account.
    #[serde(deserialize_with = "written")]
    pub by: Option<Actor>,
    /// What.
    pub deed: Deed,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Deed {
    /// A label was put on: the name that it has now (GitHub shows old events with new names).
    Labeled(String),
    /// A label was taken off.
    Unlabeled(String),
    /// A comment was deleted.
    CommentDeleted {
        /// Whose it was; `None` where GitHub does not say.
        #[serde(deserialize_with = "written")]
        author: Option<Login>,
    },
}

/// A label of an issue or pull request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Label {
    /// Its name.
    pub name: String,
    /// When the label itself was last changed: renamed, recoloured or described anew; `None` where GitHub does not say.
    #[serde(deserialize_with = "written")]
    pub changed_at: Option<Timestamp>,
}

/// The text of an issue or pull request as it was after it was opened or edited. GitHub keeps whole texts
/// (`UserContentEdit.diff`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Revision {
    /// When.
    pub at: Timestamp,
    /// Who; `None` for a deleted account.
    #[serde(deserialize_with = "written")]
    pub by: Option<Actor>,
    /// The whole text; `None` where it was deleted from the history or is not shown. Untrusted.
    #[serde(deserialize_with = "written")]
    pub text: Option<String>,
}
