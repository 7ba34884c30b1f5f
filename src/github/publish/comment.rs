//! Our one comment: written, looked at, and put right until it is as it should be.

use super::{CommentText, Pace, Written};
use crate::github::client::Client;
use crate::github::comments::{self, OwnComment, OwnThread, Wrote, is_marked, read_comments};
use crate::github::failure::{Failure, FailureKind};
use crate::github::repository::RepositoryName;
use crate::github::sticky::{self, Progress, Step, Wish, same_text};

/// How many steps are made at most: more than that are only needed while as many other runs write in between.
const MOST_STEPS: usize = 8;

/// How many writes it takes to have a comment there, if nobody else writes.
pub(super) fn writes(text: &CommentText) -> usize {
    let thread = text.comments.as_ref();
    let ours = thread.map_or(0, |thread| {
        thread.comments.iter().filter(|comment| is_marked(&comment.body, &text.key)).count()
    });
    ours.max(1)
}

/// Has a comment there, once, with the newest verdict. Returns what became of it, and of what was there twice.
pub(super) async fn keep(
    client: &Client,
    repository: &RepositoryName,
    text: CommentText,
    pace: &Pace,
) -> (Option<Written>, Vec<Written>) {
    let CommentText { target, key, at, body, comments } = text;
    let wish = Wish { body: sticky::body(&key, at, &body), at };
    let OwnThread { node, comments } = match comments {
        Ok(thread) => thread,
        Err(failure) => return (Some(Written::Refused(failure)), Vec::new()),
    };
    let ours = marked(comments, &key);
    let mut keeper = Keeper {
        client,
        repository,
        target,
        key,
        thread: node,
        ours,
        progress: Progress::default(),
        done: None,
    };
    let mut duplicates = Vec::new();
    for _ in 0..MOST_STEPS {
        let step = sticky::next(&keeper.ours, &wish, client.github_time(), &keeper.progress);
        if step != Step::Done {
            pace.turn().await;
        }
        let failed = match step {
            Step::Create(body) => keeper.create(&body).await.err(),
            Step::Update(index, body) => keeper.update(index, &body).await.err(),
            Step::Delete(index) => {
                duplicates.extend(keeper.delete(index).await);
                None
            }
            Step::Done => break,
        };
        if let Some(failure) = failed {
            return (Some(Written::Refused(failure)), duplicates);
        }
    }
    (Some(keeper.end(&wish)), duplicates)
}

/// One run's work on the comment.
struct Keeper<'a> {
    client: &'a Client,
    repository: &'a RepositoryName,
    target: u64,
    key: String,
    /// The issue or pull request.
    thread: String,
    /// Ours with this key, oldest first, as far as they are known.
    ours: Vec<OwnComment>,
    progress: Progress,
    /// What was done so far to the one that stays.
    done: Option<Written>,
}

impl Keeper<'_> {
    async fn create(&mut self, body: &str) -> Result<(), Failure> {
        match comments::add(self.client, &self.thread, body).await {
            Ok(Wrote { url, seen }) => {
                self.ours = marked(seen.unwrap_or_default(), &self.key);
                self.done = Some(Written::Created(url));
            }
            Err(failure) => {
                let failure = self.look(failure).await?;
                let found = self.ours.iter().find(|comment| comment.body.trim_end() == body.trim_end());
                let found = found.or_else(|| self.ours.iter().find(|one| same_text(&one.body, body)));
                self.done = Some(Written::Created(found.ok_or(failure)?.url.clone()));
            }
        }
        self.progress.written = true;
        Ok(())
    }

    async fn update(&mut self, index: usize, body: &str) -> Result<(), Failure> {
        let Some(comment) = self.ours.get(index).cloned() else { return Ok(()) };
        match comments::update(self.client, &comment, body).await {
            Ok(Wrote { seen, .. }) => {
                // Where the answer does not show it, it is as it was written.
                let written = || OwnComment { body: body.to_owned(), untouched: true, ..comment.clone() };
                let now = seen.into_iter().flatten().next().unwrap_or_else(written);
                if let Some(place) = self.ours.get_mut(index) {
                    *place = now;
                }
            }
            Err(failure) => {
                let gone = failure.kind() == &FailureKind::NotFound;
                let failure = self.look(failure).await?;
                match self.ours.iter().find(|now| now.id == comment.id) {
                    Some(now) if same_text(&now.body, body) => {}
                    // Somebody has deleted it. What is left is looked at anew.
                    None if gone => return Ok(()),
                    _ => return Err(failure),
                }
            }
        }
        if self.done.is_none() {
            self.done = Some(Written::Updated(comment.url));
        }
        self.progress.written = true;
        Ok(())
    }

    async fn delete(&mut self, index: usize) -> Option<Written> {
        let comment = self.ours.get(index)?.clone();
        let mut left = match comments::delete(self.client, &comment).await {
            Ok(()) => None,
            Err(failure) if failure.kind() == &FailureKind::NotFound => None,
            Err(failure) => Some(failure),
        };
        if let Some(failure) = left.take_if(|failure| failure.may_have_happened()) {
            left = match self.look(failure).await {
                Ok(failure) if self.ours.iter().any(|one| one.id == comment.id) => Some(failure),
                Ok(_) => None,
                Err(failure) => Some(failure),
            };
        }
        match left {
            None => {
                self.ours.retain(|one| one.id != comment.id);
                Some(Written::Deleted(comment.url))
            }
            Some(failure) => {
                self.progress.undeletable.push(comment.id);
                Some(Written::Refused(failure))
            }
        }
    }

    /// Looks at our comments once more, after a write that may have been done although it failed, or that found nothing to
    /// change. Returns the failure, which says that it was looked for.
    ///
    /// # Errors
    /// The failure itself, where there is nothing to look for or the look fails, too.
    async fn look(&mut self, failure: Failure) -> Result<Failure, Failure> {
        if !failure.may_have_happened() && failure.kind() != &FailureKind::NotFound {
            return Err(failure);
        }
        match read_comments(self.client, self.repository, self.target).await {
            Ok(thread) => {
                self.ours = marked(thread.comments, &self.key);
                Ok(failure.not_seen())
            }
            Err(_) => Err(failure),
        }
    }

    /// What became of it in the end.
    fn end(self, wish: &Wish) -> Written {
        match (self.ours.into_iter().next(), self.done) {
            (Some(shown), _) if !same_text(&shown.body, &wish.body) => Written::Newer(shown.url),
            // What was created may have been one too many.
            (Some(shown), Some(Written::Created(url))) if shown.url != url => Written::Updated(shown.url),
            (_, Some(done)) => done,
            (Some(shown), None) => Written::Unchanged(shown.url),
            // Others wrote and deleted all the while, and nothing of it was ours.
            (None, None) => Written::Unchanged(String::new()),
        }
    }
}

/// Ours with this key, oldest first.
pub(super) fn marked(comments: Vec<OwnComment>, key: &str) -> Vec<OwnComment> {
    let mut ours: Vec<OwnComment> =
        comments.into_iter().filter(|comment| is_marked(&comment.body, key)).collect();
    ours.sort_by_key(|comment| comment.id);
    ours
}
