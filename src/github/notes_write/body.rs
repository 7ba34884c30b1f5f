//! Notes in the text of an issue or pull request.

use super::{
    BODY, Client, Failure, MOST_TRIES, Node, NotesUnwritten, NotesWritten, Reply, RepositoryName,
    UPDATE_ISSUE, UPDATE_PULL_REQUEST, Value, boxes, document, json, mutate_partly, read, trouble, unread,
};
use crate::evidence::Unknown;
use crate::github::sticky::same_text;

/// An issue or pull request, as far as its text goes.
pub(in crate::github) struct Item {
    node: String,
    is_issue: bool,
    pub(in crate::github) url: String,
    pub(in crate::github) text: String,
}

/// Reads it.
pub(in crate::github) async fn of(
    client: &Client,
    repository: &RepositoryName,
    number: u64,
) -> Result<Item, Failure> {
    Ok(with_edits(client, repository, number, false).await?.0)
}

/// Reads it and, if that is asked for, the two newest texts that it has or had, as far as GitHub shows them.
async fn with_edits(
    client: &Client,
    repository: &RepositoryName,
    number: u64,
    edits: bool,
) -> Result<(Item, Vec<Option<String>>), Failure> {
    let variables = repository.variables(json!({"number": number, "edits": edits}));
    let reply = read(client, &document(BODY), variables).await?;
    let item = |node: Node<'_>| {
        let is_issue = match node.text("__typename")?.as_str() {
            "Issue" => true,
            "PullRequest" => false,
            _ => return Err(trouble::malformed("__typename")),
        };
        let item =
            Item { node: node.text("id")?, is_issue, url: node.text("url")?, text: node.text("body")? };
        Ok::<_, Unknown>((item, if edits { texts_of(&node) } else { Vec::new() }))
    };
    let found = reply.root().field("repository").and_then(|node| node.field("item")).and_then(item);
    found.map_err(|why| unread(&format!("the text of #{number}"), &why))
}

/// The newest texts that an issue or pull request has or had, the newest first. A text that was removed from its history is
/// not shown.
fn texts_of(item: &Node<'_>) -> Vec<Option<String>> {
    let edits = item.field("userContentEdits").and_then(|edits| edits.items("nodes")).unwrap_or_default();
    edits.iter().map(|edit| edit.maybe_text("diff").ok().flatten()).collect()
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
            Ok(Some(replaced)) => Some(replaced),
            Ok(None) => replaced_by(client, repository, number, &text).await.ok().flatten(),
            Err(failure) if failure.may_have_happened() => {
                let seen = replaced_by(client, repository, number, &text).await;
                match seen {
                    Ok(replaced) => replaced,
                    // The failure to write is the one to tell, whatever reading says.
                    Err(Some(_)) => return Err(failure.into()),
                    Err(None) => return Err(failure.not_seen().into()),
                }
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

/// What a text replaced that may have been written: GitHub is asked what stands there now. `None`: it does not show that.
///
/// # Errors
/// The text does not stand there; or why that could not be read.
pub(in crate::github) async fn replaced_by(
    client: &Client,
    repository: &RepositoryName,
    number: u64,
    text: &str,
) -> Result<Option<String>, Option<Failure>> {
    let (now, texts) = with_edits(client, repository, number, true).await.map_err(Some)?;
    if !same_text(&now.text, text) {
        return Err(None);
    }
    let mut texts = texts.into_iter();
    let newest = texts.next().flatten();
    // The history may lag behind: then it does not show what this text replaced.
    Ok(texts.next().flatten().filter(|_| newest.is_some_and(|newest| same_text(&newest, text))))
}

/// Writes a text, once. Returns the text that it replaced, as far as GitHub shows it.
pub(in crate::github) async fn update(
    client: &Client,
    item: &Item,
    text: &str,
) -> Result<Option<String>, Failure> {
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
    let item = reply.root().field(name).and_then(|node| node.field("item"));
    Ok(item.ok().and_then(|item| texts_of(&item).into_iter().nth(1).flatten()))
}
