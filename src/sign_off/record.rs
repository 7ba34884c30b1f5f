//! What people wrote to the gate, each comment read once.

use std::sync::OnceLock;

use jiff::Timestamp;

use super::command::{Line, commands};
use super::history::History;
use super::rules::Rules;
use crate::evidence::discussion::{Comment, Deed, Discussion, Revision};
use crate::evidence::{Actor, Evidence, Login};

/// The commands in all comments that were read, and the histories of texts.
#[derive(Debug)]
pub struct Record<'a> {
    /// What the policy says of consent.
    pub rules: Rules,
    said: Vec<Said<'a>>,
    histories: Vec<Text<'a>>,
}

/// A text whose states are all known. They are read when the first box of it is asked for, and only once.
#[derive(Debug)]
struct Text<'a> {
    number: u64,
    revisions: &'a [Revision],
    body: &'a str,
    read: OnceLock<History>,
}

/// One line that is a command, or was meant to be one.
#[derive(Debug)]
pub struct Said<'a> {
    /// Where.
    pub discussion: &'a Discussion,
    /// In which comment.
    pub comment: &'a Comment,
    /// The line.
    pub line: Line,
}

impl<'a> Record<'a> {
    /// Reads all discussions of the evidence. The gate's own comments are left out (rule 8).
    #[must_use]
    pub fn of(evidence: &'a Evidence, rules: Rules) -> Self {
        let mut said = Vec::new();
        let mut histories = Vec::new();
        for discussion in &evidence.discussions {
            for comment in discussion.comments.seen().iter().filter(|comment| !comment.own) {
                let lines = commands(&comment.body).into_iter();
                said.extend(lines.map(|line| Said { discussion, comment, line }));
            }
            histories.extend(text(evidence, discussion));
        }
        said.sort_by_key(|one| (one.comment.at, one.line.number));
        Self { rules, said, histories }
    }

    /// All lines, oldest first.
    pub fn said(&self) -> impl Iterator<Item = &Said<'a>> {
        self.said.iter()
    }

    /// The history of the text of the issue of this number, where all of it was read.
    #[must_use]
    pub fn history(&self, number: u64) -> Option<&History> {
        let text = self.histories.iter().find(|text| text.number == number)?;
        Some(text.read.get_or_init(|| History::new(text.revisions, text.body)))
    }
}

fn text<'a>(evidence: &'a Evidence, discussion: &'a Discussion) -> Option<Text<'a>> {
    let number = discussion.number;
    let issue = evidence.tracking_issues.seen().iter().find(|issue| issue.number == number)?;
    let revisions = discussion.revisions.whole().ok()?;
    Some(Text { number, revisions, body: &issue.body, read: OnceLock::new() })
}

/// Whose words a comment has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words<'a> {
    /// Its author's, unedited.
    Own,
    /// Its author's, who edited it.
    EditedByAuthor,
    /// Somebody else edited it, so that nobody knows what its author wrote: when, and who.
    EditedByOther(Timestamp, Option<&'a Actor>),
    /// Not all of its edits were read.
    Unknown,
}

/// Whose words a comment has. Of several edits by others the last counts.
#[must_use]
pub fn words(comment: &Comment) -> Words<'_> {
    let author = comment.author.as_ref();
    let by_other =
        comment.edits.seen().iter().rev().find(|edit| edit.by.is_none() || edit.by.as_ref() != author);
    match (by_other, comment.edits.whole()) {
        (Some(edit), _) => Words::EditedByOther(edit.at, edit.by.as_ref()),
        (None, Err(_)) => Words::Unknown,
        (None, Ok([])) => Words::Own,
        (None, Ok(_)) => Words::EditedByAuthor,
    }
}

/// The last time at which words of this person in a discussion may have been lost: somebody else deleted or edited a
/// comment of theirs, which may have taken a consent back.
///
/// A deleted comment of which nobody knows whose it was may have been anybody's.
#[must_use]
pub fn lost(discussion: &Discussion, person: &Login) -> Option<Timestamp> {
    let deleted = discussion.events.seen().iter().filter_map(|event| match &event.deed {
        Deed::CommentDeleted { author } => {
            let theirs = author.as_ref().is_none_or(|author| author == person);
            let own_doing = author.is_some() && event.by.as_ref().is_some_and(|by| by.login == *person);
            (theirs && !own_doing).then_some(event.at)
        }
        Deed::Labeled(_) | Deed::Unlabeled(_) => None,
    });
    let edited = discussion.comments.seen().iter().filter_map(|comment| {
        let lost = match words(comment) {
            Words::EditedByOther(at, _) => at,
            Words::Unknown => Timestamp::MAX,
            Words::Own | Words::EditedByAuthor => return None,
        };
        comment.author.as_ref().is_some_and(|author| author.login == *person).then_some(lost)
    });
    deleted.chain(edited).max()
}
