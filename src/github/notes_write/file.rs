//! Notes in a file: each write names the file that it replaces, and GitHub refuses it if that is another by now.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde::Deserialize;

use super::{
    Client, Failure, FailureKind, MOST_TRIES, NotesUnwritten, NotesWritten, Oid, RepositoryName, json,
};
use crate::github::client::path;

/// A file to be written.
pub(super) struct Wish<'a> {
    pub(super) path: &'a str,
    pub(super) branch: &'a str,
    pub(super) message: &'a str,
}

/// A file as it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    sha: String,
    pub(super) text: String,
    url: String,
}

#[derive(Debug, Deserialize)]
struct Content {
    #[serde(rename = "type")]
    kind: Option<String>,
    encoding: Option<String>,
    content: Option<String>,
    sha: String,
    html_url: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Wrote {
    content: Option<Content>,
}

/// Whether there is such a branch.
pub(super) async fn has_branch(
    client: &Client,
    repository: &RepositoryName,
    branch: &str,
) -> Result<bool, Failure> {
    let place = parts(&["git", "ref", "heads"], branch);
    match client.get(&repository.path(&place)).await {
        Ok(_) => Ok(true),
        Err(failure) if failure.kind() == &FailureKind::NotFound => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// Makes a branch. If somebody else has made it meanwhile, that will do.
pub(super) async fn make_branch(
    client: &Client,
    repository: &RepositoryName,
    branch: &str,
    from: &Oid,
) -> Result<(), Failure> {
    let body = json!({"ref": format!("refs/heads/{branch}"), "sha": from});
    match client.send(Method::POST, &repository.path(&["git", "refs"]), Some(&body)).await {
        Ok(_) => Ok(()),
        Err(failure) if has_branch(client, repository, branch).await.is_ok_and(|there| there) => {
            drop(failure);
            Ok(())
        }
        Err(failure) => Err(failure),
    }
}

/// The file at a branch or commit.
pub(super) async fn at(
    client: &Client,
    repository: &RepositoryName,
    file: &str,
    at: &str,
) -> Result<Option<File>, Failure> {
    // One part of a path is encoded as a value of a query is.
    let reference = path(&[at]).split_off(1);
    let place = format!("{}?ref={reference}", repository.path(&parts(&["contents"], file)));
    let content: Content = match client.get(&place).await {
        Ok(answer) => answer.decode()?,
        Err(failure) if failure.kind() == &FailureKind::NotFound => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let refused = |why: &str| Failure::new(&format!("GET {place}"), false, FailureKind::Refused, why);
    if content.kind.as_deref() != Some("file") {
        return Err(refused("it is not a file"));
    }
    let encoded = content.content.filter(|_| content.encoding.as_deref() == Some("base64"));
    let encoded = encoded.ok_or_else(|| refused("the file is too large to be shown whole"))?;
    let encoded: String = encoded.chars().filter(|c| !c.is_whitespace()).collect();
    let text = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.ok_or_else(|| refused("it is not a text file"))?;
    Ok(Some(File { sha: content.sha, text, url: content.html_url.unwrap_or_default() }))
}

/// Writes it.
pub(super) async fn write<R>(
    client: &Client,
    repository: &RepositoryName,
    wish: &Wish<'_>,
    make: &mut dyn FnMut(Option<&str>) -> Result<String, R>,
) -> Result<NotesWritten, NotesUnwritten<R>> {
    let place = repository.path(&parts(&["contents"], wish.path));
    let mut there = at(client, repository, wish.path, wish.branch).await?;
    for _ in 0..MOST_TRIES {
        let before = there.as_ref().map(|file| file.text.as_str());
        let text = make(before).map_err(NotesUnwritten::Unfit)?;
        if before == Some(text.as_str()) {
            return Ok(NotesWritten::Unchanged(there.map(|file| file.url).unwrap_or_default()));
        }
        let mut body =
            json!({"message": wish.message, "content": STANDARD.encode(&text), "branch": wish.branch});
        if let (Some(file), Some(body)) = (&there, body.as_object_mut()) {
            body.insert("sha".to_owned(), json!(file.sha));
        }
        let became = |url: String| match there {
            Some(_) => NotesWritten::Changed(url),
            None => NotesWritten::Created(url),
        };
        let failure = match client.send(Method::PUT, &place, Some(&body)).await {
            Ok(answer) => {
                let url = answer.decode::<Wrote>().ok().and_then(|wrote| wrote.content?.html_url);
                return Ok(became(url.unwrap_or_default()));
            }
            Err(failure) => failure,
        };
        let replaced_another =
            matches!(failure.kind(), FailureKind::Conflict | FailureKind::Unprocessable(_));
        if !replaced_another && !failure.may_have_happened() {
            return Err(failure.into());
        }
        let now = at(client, repository, wish.path, wish.branch).await.map_err(|_| failure.clone())?;
        match &now {
            Some(file) if file.text == text => return Ok(became(file.url.clone())),
            // Nobody wrote in between: GitHub had another reason.
            _ if now == there => {
                return Err(if replaced_another { failure } else { failure.not_seen() }.into());
            }
            _ => there = now,
        }
    }
    Err(NotesUnwritten::Busy(there.map(|file| file.url).unwrap_or_default()))
}

/// The parts of a path below a repository, with those of a name that has slashes.
fn parts<'a>(before: &[&'a str], name: &'a str) -> Vec<&'a str> {
    before.iter().copied().chain(name.split('/')).collect()
}
