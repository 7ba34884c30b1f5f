//! Notes in the text of an issue or pull request.

use super::{
    BODY, Client, Failure, MOST_TRIES, Node, NotesUnwritten, NotesWritten, Reply, RepositoryName,
    UPDATE_ISSUE, UPDATE_PULL_REQUEST, Unknown, Value, boxes, document, json, mutate_partly, read, trouble,
    unread,
};
use crate::github::sticky::same_text;

/// An issue or pull request, as far as its text goes.
pub(super) struct Item {
    node: String,
    is_issue: bool,
    url: String,
    pub(super) text: String,
}

/// Reads it.
pub(super) async fn of(client: &Client, repository: &RepositoryName, number: u64) -> Result<Item, Failure> {
    let reply = read(client, &document(BODY), repository.variables(json!({"number": number}))).await?;
    let item = |node: Node<'_>| {
        let is_issue = match node.text("__typename")?.as_str() {
            "Issue" => true,
            "PullRequest" => false,
            _ => return Err(trouble::malformed("__typename")),
        };
        Ok::<_, Unknown>(Item {
            node: node.text("id")?,
            is_issue,
            url: node.text("url")?,
            text: node.text("body")?,
        })
    };
    let found = reply.root().field("repository").and_then(|node| node.field("item")).and_then(item);
    found.map_err(|why| unread(&format!("the text of #{number}"), &why))
}

/// Writes it. GitHub shows in its answer which text was replaced: if that is not the one that was read, somebody wrote in
/// between, and the text is made anew from theirs. Not so if they changed a box: written again, the tick would be ours.
pub(super) async fn write<R>(
    client: &Client,
    repository: &RepositoryName,
    number: u64,
    make: &mut dyn FnMut(Option<&str>) -> Result<String, R>,
) -> Result<NotesWritten, NotesUnwritten<R>> {
    let item = of(client, repository, number).await?;
    // What is there, and what the next text is made from. They differ once somebody's text was replaced.
    let (mut there, mut from) = (item.text.clone(), item.text.clone());
    let mut written = false;
    for _ in 0..MOST_TRIES {
        let text = make(Some(&from)).map_err(NotesUnwritten::Unfit)?;
        if same_text(&text, &there) {
            return Ok(if written {
                NotesWritten::Changed(item.url)
            } else {
                NotesWritten::Unchanged(item.url)
            });
        }
        let touched = boxes::changed_around(&from, &text);
        if !touched.is_empty() {
            return Err(if written {
                NotesUnwritten::Busy(item.url)
            } else {
                NotesUnwritten::BoxesOutside { url: item.url, boxes: touched }
            });
        }
        let replaced = match update(client, &item, &text).await {
            Ok(replaced) => replaced,
            Err(failure) if failure.may_have_happened() => {
                let now = of(client, repository, number).await.map_err(|_| failure.clone())?.text;
                if !same_text(&now, &text) {
                    return Err(failure.not_seen().into());
                }
                None
            }
            Err(failure) => return Err(failure.into()),
        };
        written = true;
        match replaced {
            Some(theirs) if !same_text(&theirs, &there) => {
                // A second text in a row that nobody has read may lack the first one.
                if !same_text(&from, &there) {
                    return Err(NotesUnwritten::Busy(item.url));
                }
                let boxes = boxes::differing(&theirs, &there);
                if !boxes.is_empty() {
                    return Err(NotesUnwritten::BoxesOverwritten { url: item.url, boxes });
                }
                (there, from) = (text, theirs);
            }
            None => return Ok(NotesWritten::Unseen(item.url)),
            _ => return Ok(NotesWritten::Changed(item.url)),
        }
    }
    Err(NotesUnwritten::Busy(item.url))
}

/// Writes a text, once. Returns the text that it replaced, as far as GitHub shows it.
async fn update(client: &Client, item: &Item, text: &str) -> Result<Option<String>, Failure> {
    let (mutation, name) = if item.is_issue {
        (UPDATE_ISSUE, "updateIssue")
    } else {
        (UPDATE_PULL_REQUEST, "updatePullRequest")
    };
    let proof = format!("/{name}/item/url");
    let done = |data: &Value| data.pointer(&proof).is_some_and(|url| !url.is_null());
    let variables = json!({"id": item.node, "body": text});
    let partial = mutate_partly(client, &document(mutation), variables, done).await?;
    let reply = Reply::new(partial.data.unwrap_or(Value::Null), &partial.errors);
    let edits = || reply.root().field(name)?.field("item")?.field("userContentEdits")?.items("nodes");
    let replaced = edits().ok().and_then(|edits| edits.get(1)?.maybe_text("diff").ok()?);
    Ok(replaced)
}
