//! What a tag records: its ref and message, its release, and the files of that. Nothing is written here.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use super::client::{Client, path};
use super::failure::{Failure, FailureKind};
use super::opening::peeled;
use super::release_page::{ReleasePage, all};
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::trouble::unread;
use super::width::Width;
use super::window::Window;
use crate::bump::cut::{Reference, Release};
use crate::evidence::{Oid, Reason, Unknown};

const RECORDED: &str = include_str!("queries/recorded.graphql");
const TAGS: &str = include_str!("queries/recorded_tags.graphql");

/// More pages of tags than this are not read.
const MOST_PAGES: usize = 200;
/// The largest file that is taken, in bytes: what one answer may have.
pub const LARGEST_FILE: u64 = 32 << 20;

/// A tag as it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedTag {
    /// `owner/name` of the repository, as GitHub writes it.
    pub repository: String,
    /// The repository's page.
    pub url: String,
    /// The ref; `None`: there is no such tag.
    pub reference: Option<Reference>,
    /// The release of the tag: the published one, else the oldest draft that the token is shown.
    pub release: Option<Release>,
}

/// Tags, each with what it records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedTags {
    /// `owner/name` of the repository, as GitHub writes it.
    pub repository: String,
    /// The repository's page.
    pub url: String,
    /// All tags by name.
    pub tags: Vec<(String, Reference)>,
}

/// Reads a tag and its release: two requests, and one more for every 100 releases where none of the tag is published.
///
/// # Errors
/// Any failure; nothing is taken for absent that could not be read.
pub async fn recorded(client: &Client, repository: &str, tag: &str) -> Result<RecordedTag, Failure> {
    let repository = RepositoryName::parse(repository)?;
    let width = Width::new();
    let variables = repository.variables(json!({"tag": format!("refs/tags/{tag}")}));
    let (reply, release) =
        tokio::join!(width.read(client, RECORDED, variables), release(client, &repository, tag));
    let (reply, release) = (reply?, release?);
    let read = || {
        let node = reply.root().field("repository")?;
        let reference = node.maybe("reference")?.map(reference).transpose()?;
        Ok(RecordedTag {
            repository: node.text("nameWithOwner")?,
            url: node.text("url")?,
            reference,
            release,
        })
    };
    read().map_err(|why: Unknown| unread("the tag", &why))
}

/// Reads all tags with their messages: a request for every 100.
///
/// # Errors
/// Any failure; a part of the tags is not taken for all.
pub async fn recorded_tags(client: &Client, repository: &str) -> Result<RecordedTags, Failure> {
    let repository = RepositoryName::parse(repository)?;
    let failed = |why: Unknown| unread("the tags", &why);
    let width = Width::new();
    let mut found = RecordedTags { repository: String::new(), url: String::new(), tags: Vec::new() };
    let mut after: Option<String> = None;
    let mut total = 0;
    for _ in 0..MOST_PAGES {
        let variables = repository.variables(json!({"after": after}));
        let reply = width.read(client, TAGS, variables).await?;
        let read = |reply: &Reply| {
            let node = reply.root().field("repository")?;
            let page = Window::read(node.field("tags")?, named)?;
            Ok((node.text("nameWithOwner")?, node.text("url")?, page))
        };
        let (name, url, mut page) = read(&reply).map_err(failed)?;
        if let Some(after) = &after {
            page.follows(after, total).map_err(failed)?;
        }
        (found.repository, found.url, total) = (name, url, page.total);
        found.tags.append(&mut page.items);
        after = page.next.take();
        if after.is_none() {
            break;
        }
    }
    if (found.tags.len() as u64) < total {
        let short = format!("{} of {total} tags were shown", found.tags.len());
        return Err(failed(Unknown::new(Reason::Incomplete).detail(short)));
    }
    Ok(found)
}

/// Reads a file of a release, of at most [`LARGEST_FILE`] bytes.
///
/// # Errors
/// Any failure.
pub async fn attached(client: &Client, repository: &str, id: u64) -> Result<Vec<u8>, Failure> {
    let repository = RepositoryName::parse(repository)?;
    let bytes = client.download(&repository.path(&["releases", "assets", &id.to_string()])).await?;
    Ok(bytes.to_vec())
}

/// Reads a blob of the repository by its id.
///
/// # Errors
/// Any failure.
pub async fn blob(client: &Client, repository: &str, id: &Oid) -> Result<Vec<u8>, Failure> {
    let repository = RepositoryName::parse(repository)?;
    let place = repository.path(&["git", "blobs", id.as_str()]);
    let blob: Blob = client.get(&place).await?.decode()?;
    let encoded: String = blob.content.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = (blob.encoding == "base64").then(|| STANDARD.decode(encoded).ok()).flatten();
    bytes.ok_or_else(|| {
        Failure::new(&format!("GET {place}"), false, FailureKind::Refused, "its content is not base64")
    })
}

#[derive(Deserialize)]
struct Blob {
    content: String,
    encoding: String,
}

fn named(node: Node<'_>) -> Result<(String, Reference), Unknown> {
    Ok((node.text("name")?, reference(node)?))
}

fn reference(node: Node<'_>) -> Result<Reference, Unknown> {
    let target = node.field("target")?;
    let annotated = target.is("Tag");
    let message = if annotated { Some(target.maybe_text("message")?.unwrap_or_default()) } else { None };
    Ok(Reference { object: target.oid("oid")?, commit: peeled(target)?, message })
}

async fn release(
    client: &Client,
    repository: &RepositoryName,
    tag: &str,
) -> Result<Option<Release>, Failure> {
    let place = format!("{}{}", repository.path(&["releases", "tags"]), path(&[tag]));
    let published: Result<ReleasePage, Failure> = client.get(&place).await.and_then(|answer| answer.decode());
    match published {
        Ok(page) => return Ok(Some(page.release(None))),
        Err(failure) if failure.kind() == &FailureKind::NotFound => {}
        Err(failure) => return Err(failure),
    }
    let mut drafts: Vec<ReleasePage> = all(client, repository).await?;
    drafts.retain(|page| page.tag_name == tag);
    Ok(drafts.into_iter().min_by_key(|page| (page.draft, page.id)).map(|page| page.release(None)))
}
