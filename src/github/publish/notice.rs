//! Short comments that call one person each, once for each release: an edited comment notifies nobody.
//!
//! Whom they call is decided elsewhere. Each is known again by its marker and by us as its author, and is never changed.

use super::comment::marked;
use super::{FEW, PAUSE, Pace};
use crate::github::client::Client;
use crate::github::comments::{self, OwnThread, Wrote, marker};
use crate::github::failure::Failure;

/// A comment that calls somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What tells it from our other comments there: release and person.
    pub key: String,
    /// Its text. The marker is put before it.
    pub body: String,
}

/// What became of notices.
#[derive(Debug, Default)]
pub struct Notified {
    /// How many were written.
    pub written: usize,
    /// How many are left for the next run.
    pub waiting: usize,
    /// Why no more were written.
    pub failure: Option<Failure>,
}

/// How many are written by one run at most: nobody is called by a flood, and GitHub takes so many in half a minute.
pub const MOST_NOTICES: usize = 10;

/// Writes those that are not there yet. `thread` is what the last look showed of our comments.
///
/// A write whose answer got lost is not sent again: the next run sees whether it is there.
pub async fn notify(client: &Client, thread: &OwnThread, notices: Vec<Notice>) -> Notified {
    let is_new = |notice: &Notice| marked(thread.comments.clone(), &notice.key).is_empty();
    let new: Vec<Notice> = notices.into_iter().filter(is_new).collect();
    let mut notified = Notified { waiting: new.len(), ..Notified::default() };
    let pace = Pace::new(FEW + new.len().min(MOST_NOTICES));
    for Notice { key, body } in new.into_iter().take(MOST_NOTICES) {
        pace.turn().await;
        match comments::add(client, &thread.node, &format!("{}\n{body}", marker(&key))).await {
            Ok(Wrote { url, seen }) => {
                notified.written += 1;
                notified.waiting -= 1;
                let same = marked(seen.unwrap_or_default(), &key);
                // Another run was a moment quicker.
                if let Some(ours) = same.iter().skip(1).find(|comment| comment.url == url) {
                    tokio::time::sleep(PAUSE).await;
                    notified.failure = comments::delete(client, ours).await.err();
                }
            }
            Err(failure) => notified.failure = Some(failure),
        }
        if notified.failure.is_some() {
            break;
        }
    }
    notified
}
