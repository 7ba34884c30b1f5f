//! What kept a step from being done.

use super::Step;

/// A step that was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The step.
    pub step: Step,
    /// What stands in the way, as far as GitHub's answer tells.
    pub bar: Bar,
    /// What GitHub said, and to which request.
    pub said: String,
}

/// What stands in the way of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// A ruleset or a protection of tags forbids it.
    Ruleset,
    /// An immutable release had this tag; GitHub gives the name out only once.
    BurntName,
    /// The commit changes workflow files, and the token lacks the right to write those.
    Workflows,
    /// The token may not write to the repository's contents.
    Contents,
    /// The repository is archived.
    Archived,
    /// The organization wants single sign-on for the token, or the token is wrong.
    Token,
    /// The server takes no files.
    NoUploads,
    /// Others were faster, again and again.
    Raced,
    /// It was answered as done, and does not show.
    NotShown,
    /// The answer got lost, and it does not show.
    Lost,
    /// GitHub asks to wait, has trouble, or could not be reached.
    TryAgain,
    /// GitHub refuses it for another reason.
    Refused,
}
