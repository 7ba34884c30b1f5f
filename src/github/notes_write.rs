//! Release notes, written where they are kept: a draft release, a file on a branch, the text of an issue or pull request.
//!
//! What is there is read right before it is written, and what is written is made from that. Where GitHub lets a write name
//! what it replaces (files), it does. Where GitHub keeps the texts that were replaced (issues, pull requests), the answer to
//! the write shows them: a text that came in between is taken up and written again, unless a box was changed in it: the
//! history would show us ticking it. A release has neither: it is looked at
//! once more after a pause, and what somebody wrote meanwhile is taken up. What is left is somebody who saves a draft release
//! in the moment between the look and the write.
//!
//! A write is sent once. When its answer got lost, GitHub is asked whether it was done.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::Client;
use super::document::document;
use super::failure::{Failure, FailureKind};
use super::graphql::mutate_partly;
use super::reply::{Node, Reply, read};
use super::repository::RepositoryName;
use super::trouble::{self, unread};
use crate::evidence::Oid;

pub(super) mod body;
pub(super) mod boxes;
mod file;
mod release;

const BODY: &str = include_str!("queries/body.graphql");
const UPDATE_ISSUE: &str = include_str!("queries/update_issue.graphql");
const UPDATE_PULL_REQUEST: &str = include_str!("queries/update_pull_request.graphql");

/// How often a text is made anew because somebody else wrote in between.
const MOST_TRIES: usize = 5;
/// How long a release is left alone before it is looked at once more.
const PAUSE: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 1_500 });

/// Where notes are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotesPlace {
    /// The draft release of a tag. If there is none it is made.
    Release {
        /// The tag.
        tag: String,
        /// The commit that the tag will be put on.
        commit: Oid,
        /// Whether the version is a pre-release.
        prerelease: bool,
    },
    /// A file at the tip of a branch.
    File {
        /// Its path.
        path: String,
        /// The branch. If there is none it is made.
        branch: String,
        /// The commit that a new branch begins at.
        from: Oid,
        /// The message of the commit.
        message: String,
    },
    /// The text of an issue or a pull request.
    Body {
        /// Its number.
        number: u64,
    },
}

/// What became of the notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotesWritten {
    /// They are new, on this page.
    Created(String),
    /// They have a new text.
    Changed(String),
    /// They have a new text, but GitHub did not show what it replaced.
    Unseen(String),
    /// They were there with this text.
    Unchanged(String),
}

/// Why notes were not written; `R` is why no text could be made of what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotesUnwritten<R> {
    /// GitHub refused, or could not be reached.
    Failed(Failure),
    /// What is there cannot be made into what is wanted.
    Unfit(R),
    /// The release is published; its page.
    Published(String),
    /// The release was published while it was written, so that published notes were changed; its page.
    PublishedChanged(String),
    /// The tag has so many drafts.
    Several(usize),
    /// Others wrote again and again meanwhile; the page, whose history has their texts.
    Busy(String),
    /// Others changed these boxes meanwhile, and the notes were written over that: nobody may put it back in their
    /// name.
    BoxesOverwritten {
        /// The page, whose history has their text.
        url: String,
        /// What stands at the boxes.
        boxes: Vec<String>,
    },
    /// The notes would change these boxes outside of them; the page. Nothing was written.
    BoxesOutside {
        /// The page.
        url: String,
        /// What stands at the boxes.
        boxes: Vec<String>,
    },
}

impl<R> From<Failure> for NotesUnwritten<R> {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What is there now; `None`: nothing yet. `repository` is `owner/name`.
///
/// # Errors
/// [`NotesUnwritten`], as far as it is about reading.
pub async fn read_notes(
    client: &Client,
    repository: &str,
    place: &NotesPlace,
) -> Result<Option<String>, NotesUnwritten<()>> {
    let repository = RepositoryName::parse(repository)?;
    match place {
        NotesPlace::Release { tag, .. } => {
            Ok(release::draft(client, &repository, tag).await?.map(|draft| draft.text()))
        }
        NotesPlace::File { path, branch, from, .. } => {
            // A branch that is still to be made begins with what is at that commit.
            let at =
                if file::has_branch(client, &repository, branch).await? { branch } else { from.as_str() };
            Ok(file::at(client, &repository, path, at).await?.map(|file| file.text))
        }
        NotesPlace::Body { number } => Ok(Some(body::of(client, &repository, *number).await?.text)),
    }
}

/// Writes what `make` makes of what is there, until that is there. `make` is asked again whenever it is something else
/// than before.
///
/// # Errors
/// [`NotesUnwritten`]. Nobody else's text is lost then: what was written over is in the page's history.
pub async fn write_notes<R>(
    client: &Client,
    repository: &str,
    place: &NotesPlace,
    make: &mut dyn FnMut(Option<&str>) -> Result<String, R>,
) -> Result<NotesWritten, NotesUnwritten<R>> {
    let repository = RepositoryName::parse(repository)?;
    match place {
        NotesPlace::Release { tag, commit, prerelease } => {
            let wish = release::Wish { tag, commit, prerelease: *prerelease };
            release::write(client, &repository, &wish, make).await
        }
        NotesPlace::File { path, branch, from, message } => {
            if !file::has_branch(client, &repository, branch).await? {
                file::make_branch(client, &repository, branch, from).await?;
            }
            let wish = file::Wish { path, branch, message };
            file::write(client, &repository, &wish, make).await
        }
        NotesPlace::Body { number } => body::write(client, &repository, *number, make).await,
    }
}
