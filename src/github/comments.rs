//! Our own comments under an issue or a pull request.
//!
//! A comment is ours if it begins with the marker *and* our token wrote it: anybody can paste a marker.

use serde_json::json;

use super::client::Client;
use super::failure::{Failure, FailureKind};
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::width::Width;
use super::window::{Joined, Window};
use crate::evidence::{List, Reason, Unknown};

const COMMENTS: &str = include_str!("queries/comments.graphql");

/// A comment that this token wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnComment {
    /// Its id, as REST names it.
    pub id: u64,
    /// Its page.
    pub url: String,
    /// Its text.
    pub body: String,
}

/// The comments that this token wrote, oldest first, or why they are not known. Without them nothing is written: it
/// could be there already.
pub type OwnComments = Result<Vec<OwnComment>, Failure>;

/// One comment as it is read.
struct Comment {
    own: bool,
    comment: OwnComment,
}

/// The first line of a comment with this key.
#[must_use]
pub fn marker(key: &str) -> String {
    format!("<!-- holdpoint:{key} -->")
}

/// Whether a text is a comment with this key.
pub(super) fn is_marked(body: &str, key: &str) -> bool {
    body.lines().next().is_some_and(|line| line.trim_end() == marker(key))
}

/// Reads the comments of an issue or pull request.
pub(super) async fn read_comments(client: &Client, repository: &RepositoryName, target: u64) -> OwnComments {
    let variables = repository.variables(json!({"target": target, "page": false, "after": null}));
    let reply = Width::new().read(client, COMMENTS, variables).await?;
    own_comments(client, repository, target, &reply).await
}

/// The comments from a document that has both ends of them under the name `target` in `repository`; what lies between
/// the ends is read.
pub(super) async fn own_comments(
    client: &Client,
    repository: &RepositoryName,
    target: u64,
    reply: &Reply,
) -> OwnComments {
    let list = all(client, repository, target, reply).await.map_err(|why| failure(&why))?;
    let comments = list.whole().map_err(|why| failure(&why))?;
    let own = comments.iter().filter(|comment| comment.own).map(|comment| comment.comment.clone());
    Ok(own.collect())
}

async fn all(
    client: &Client,
    repository: &RepositoryName,
    target: u64,
    reply: &Reply,
) -> Result<List<Comment>, Unknown> {
    let node = reply.root().field("repository")?.field("target")?;
    let first = Window::read(node.field("firstComments")?, comment)?;
    let last = Window::read(node.field("lastComments")?, comment)?;
    let mut joined = Joined::new(first, last, |comment: &Comment| comment.comment.id);
    let width = Width::new();
    while let Some(after) = joined.missing_after() {
        let variables = repository.variables(json!({"target": target, "page": true, "after": after}));
        let reply = Reply::or_failed(width.read(client, COMMENTS, variables).await);
        let node = reply.root().field("repository")?.field("target")?;
        joined.add(&after, Window::read(node.field("comments")?, comment)?)?;
    }
    Ok(joined.into_list())
}

fn comment(node: Node<'_>) -> Result<Comment, Unknown> {
    let comment =
        OwnComment { id: node.number("fullDatabaseId")?, url: node.text("url")?, body: node.text("body")? };
    Ok(Comment { own: node.flag("viewerDidAuthor")?, comment })
}

/// Comments are no evidence; whoever writes them speaks of failures.
fn failure(why: &Unknown) -> Failure {
    let kind = match why.reason {
        Reason::BadToken => FailureKind::Unauthorized,
        Reason::Forbidden => FailureKind::Forbidden,
        Reason::NotFound => FailureKind::NotFound,
        Reason::RateLimited => FailureKind::SecondaryLimit,
        Reason::TimedOut => FailureKind::Timeout,
        Reason::Incomplete => FailureKind::ChangedList,
        Reason::Malformed => FailureKind::UnexpectedShape { field: String::new() },
        _ => FailureKind::ServerTrouble,
    };
    // The detail names the request.
    Failure::new("", false, kind, &format!("our comments there could not be read: {}", why.detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marker_is_the_first_line_and_nothing_else() {
        for (body, marked) in [
            ("<!-- holdpoint:release -->\nGo.", true),
            ("<!-- holdpoint:release -->\r\nGo.", true),
            ("<!-- holdpoint:release -->", true),
            ("> <!-- holdpoint:release -->\nGo.", false),
            ("Go.\n<!-- holdpoint:release -->", false),
            ("<!-- holdpoint:release --> Go.", false),
            ("<!-- holdpoint:release-2 -->\nGo.", false),
            ("", false),
        ] {
            assert_eq!(is_marked(body, "release"), marked, "{body:?}");
        }
    }
}
