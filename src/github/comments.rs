//! Our own comments under an issue or a pull request.
//!
//! A comment is ours if it begins with the marker *and* our token wrote it: anybody can paste a marker.

use serde_json::{Value, json};

use super::client::Client;
use super::document::document;
use super::failure::{Failure, FailureKind};
use super::graphql::mutate_partly;
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::width::Width;
use super::window::{Joined, Window};
use crate::evidence::{List, Reason, Unknown};

const COMMENTS: &str = include_str!("queries/comments.graphql");
const ADD: &str = include_str!("queries/add_comment.graphql");
const UPDATE: &str = include_str!("queries/update_comment.graphql");
const DELETE: &str = include_str!("queries/delete_comment.graphql");

/// A comment that this token wrote.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OwnComment {
    /// Its number, which grows.
    pub id: u64,
    /// Its id, as GraphQL names it.
    pub node: String,
    /// Its page.
    pub url: String,
    /// Its text.
    pub body: String,
    /// Nobody else has edited it last: what it says is what was written for us.
    pub untouched: bool,
    /// Texts that it had before and that were written for us, newest first. Only the answer to a write shows them.
    pub past: Vec<String>,
}

/// What this token has written on an issue or a pull request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnThread {
    /// The id of the issue or pull request, as GraphQL names it.
    pub node: String,
    /// The comments, oldest first.
    pub comments: Vec<OwnComment>,
}

/// What this token has written there, or why that is not known. Without it nothing is written: it could be there already.
pub type OwnComments = Result<OwnThread, Failure>;

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

/// Whether a text is such as the gate writes, whatever its key.
pub(super) fn is_ours(body: &str) -> bool {
    let line = body.lines().next().unwrap_or_default().trim_end();
    line.starts_with("<!-- holdpoint:") && line.ends_with(" -->")
}

/// Whether a text is a comment with this key.
pub(super) fn is_marked(body: &str, key: &str) -> bool {
    body.lines().next().is_some_and(|line| line.trim_end() == marker(key))
}

/// Reads the comments of an issue or pull request.
/// Our own comments on an issue or pull request. `repository` is `owner/name`.
pub async fn comments_of(client: &Client, repository: &str, target: u64) -> OwnComments {
    read_comments(client, &RepositoryName::parse(repository)?, target).await
}

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
    let node = || reply.root().field("repository")?.field("target")?.text("id");
    let own = comments.iter().filter(|comment| comment.own).map(|comment| comment.comment.clone());
    Ok(OwnThread { node: node().map_err(|why| failure(&why))?, comments: own.collect() })
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
    let own = node.flag("viewerDidAuthor")?;
    let author = node.login("author")?;
    let edited = node.maybe_time("lastEditedAt")?.is_some();
    let editor = node.login("editor")?;
    let comment = OwnComment {
        id: node.number("fullDatabaseId")?,
        node: node.text("id")?,
        url: node.text("url")?,
        body: node.text("body")?,
        untouched: !edited || (editor.is_some() && editor == author),
        past: Vec::new(),
    };
    Ok(Comment { own, comment })
}

/// The comment with the texts that it had, as the answer to a write shows it; `None` if it is somebody else's.
fn written(node: Node<'_>) -> Result<Option<OwnComment>, Unknown> {
    let Comment { own, mut comment } = comment(node)?;
    let author = node.login("author")?;
    for edit in node.field("userContentEdits")?.items("nodes")? {
        if let (true, Some(text)) = (edit.login("editor")? == author, edit.maybe_text("diff")?) {
            comment.past.push(text);
        }
    }
    Ok(own.then_some(comment))
}

/// What came of a write.
#[derive(Debug)]
pub(super) struct Wrote {
    /// The page of the comment.
    pub(super) url: String,
    /// Our comments as they are now, as far as the answer shows them: after a new one all that are among the last, after a
    /// new text the one that has it. `None`: the write is done, and what came of it could not be read.
    pub(super) seen: Option<Vec<OwnComment>>,
}

/// Writes a comment, once.
pub(super) async fn add(client: &Client, thread: &str, body: &str) -> Result<Wrote, Failure> {
    let reply =
        send(client, ADD, json!({"subject": thread, "body": body}), "/addComment/commentEdge/node/url")
            .await?;
    let root = reply.root();
    let read = || {
        let answer = root.field("addComment")?;
        let own = written(answer.field("commentEdge")?.field("node")?)?;
        let mut seen: Vec<OwnComment> = own.into_iter().collect();
        for other in answer.field("subject")?.field("comments")?.items("nodes")? {
            seen.extend(written(other)?.filter(|other| seen.iter().all(|one| one.id != other.id)));
        }
        seen.sort_by_key(|comment| comment.id);
        Ok::<_, Unknown>(seen)
    };
    let url = || root.field("addComment")?.field("commentEdge")?.field("node")?.text("url");
    Ok(Wrote { url: url().unwrap_or_default(), seen: read().ok() })
}

/// Gives a comment another text, once.
pub(super) async fn update(client: &Client, comment: &OwnComment, body: &str) -> Result<Wrote, Failure> {
    let variables = json!({"comment": comment.node, "body": body});
    let reply = send(client, UPDATE, variables, "/updateIssueComment/issueComment/url").await?;
    let root = reply.root();
    let read = || written(root.field("updateIssueComment")?.field("issueComment")?);
    let seen = read().ok().map(|comment| comment.into_iter().collect());
    Ok(Wrote { url: comment.url.clone(), seen })
}

/// Deletes a comment, once.
pub(super) async fn delete(client: &Client, comment: &OwnComment) -> Result<(), Failure> {
    send(client, DELETE, json!({"comment": comment.node}), "/deleteIssueComment").await.map(|_| ())
}

/// Sends a mutation. It is done if the answer has something at `proof`, whatever else could not be read.
async fn send(client: &Client, text: &str, variables: Value, proof: &str) -> Result<Reply, Failure> {
    let done = |data: &Value| data.pointer(proof).is_some_and(|value| !value.is_null());
    let partial = mutate_partly(client, &document(text), variables, done).await?;
    Ok(Reply::new(partial.data.unwrap_or(Value::Null), &partial.errors))
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
