//! The tracking issue, opened and kept up to date.
//!
//! GitHub has no write of an issue that names the text that it replaces. So the text is read once more right before it is
//! written, and the answer to the write shows what was replaced: a text that came in between, within one request, is taken
//! up and written again with what the plan has. Until then it is not there, and whoever looks in that moment does not see
//! it. A tick that is put back in this way is shown by the history as ours, so it is told.
//!
//! Nor has it an issue that can be opened only once. So after one was opened, all are looked at, and whoever finds an older
//! one that fits closes its own: the numbers of a repository say which was first, and everybody sees the same.
//!
//! A write is sent once. When its answer got lost, GitHub is asked whether it was done.

use std::time::Duration;

use http::Method;
use serde::Deserialize;
use serde_json::json;

use super::client::Client;
use super::failure::Failure;
use super::notes_write::{body, boxes};
use super::page::read_all;
use super::repository::RepositoryName;
use super::sticky::same_text;

/// How often a text is made anew because somebody else wrote in between.
const MOST_TRIES: usize = 8;
/// How many open issues with one label are looked at.
const MOST_ISSUES: usize = 1_000;
/// How often an issue that was just opened is looked for among the others.
const MOST_LOOKS: usize = 5;
/// The pause between these looks.
const PAUSE: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 1_000 });

/// What became of the text of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextWritten {
    /// Whether it was changed.
    pub changed: bool,
    /// Its page.
    pub url: String,
    /// The boxes that somebody changed while it was written, and that were put back as they made them.
    pub put_back: Vec<String>,
    /// Whether GitHub showed what was replaced.
    pub seen: bool,
}

/// Why the text of an issue was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextUnwritten {
    /// GitHub refused, or could not be reached.
    Failed(Failure),
    /// Others wrote again and again meanwhile; the page, whose history has their texts.
    Busy(String),
}

impl From<Failure> for TextUnwritten {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// The text of an issue as it is now.
///
/// # Errors
/// It could not be read.
pub async fn read_text(client: &Client, repository: &str, number: u64) -> Result<String, Failure> {
    Ok(body::of(client, &RepositoryName::parse(repository)?, number).await?.text)
}

/// Writes what `make` makes of the text that is there, until that is there. `make` is asked again whenever the text is
/// another one than before.
///
/// # Errors
/// [`TextUnwritten`]. Nobody else's text is lost then: what was written over is in the page's history.
pub async fn write_text(
    client: &Client,
    repository: &str,
    number: u64,
    make: &mut dyn FnMut(&str) -> String,
) -> Result<TextWritten, TextUnwritten> {
    let repository = RepositoryName::parse(repository)?;
    let item = body::of(client, &repository, number).await?;
    // What is there, and what the next text is made from. They differ once somebody's text was replaced.
    let (mut there, mut from) = (item.text.clone(), item.text.clone());
    let mut written = TextWritten { changed: false, url: item.url.clone(), put_back: Vec::new(), seen: true };
    for _ in 0..MOST_TRIES {
        let text = make(&from);
        if same_text(&text, &there) {
            return Ok(written);
        }
        let now = body::of(client, &repository, number).await?.text;
        if !same_text(&now, &there) {
            if !same_text(&from, &there) {
                // One text was replaced that nobody had read, and another has come already: neither has both.
                return Err(TextUnwritten::Busy(item.url));
            }
            (there, from) = (now.clone(), now);
            continue;
        }
        let replaced = match body::update(client, &item, &text).await {
            Ok(Some(replaced)) => Some(replaced),
            Ok(None) => body::replaced_by(client, &repository, number, &text).await.ok().flatten(),
            Err(failure) if failure.may_have_happened() => {
                match body::replaced_by(client, &repository, number, &text).await {
                    Ok(replaced) => replaced,
                    // The failure to write is the one to tell, whatever reading says.
                    Err(Some(_)) => return Err(failure.into()),
                    Err(None) => return Err(failure.not_seen().into()),
                }
            }
            Err(failure) => return Err(failure.into()),
        };
        written.changed = true;
        let Some(theirs) = replaced else {
            written.seen = false;
            return Ok(written);
        };
        // Another run may have written the very same.
        if same_text(&theirs, &there) || same_text(&theirs, &text) {
            return Ok(written);
        }
        written.put_back.extend(boxes::differing(&theirs, &there));
        (there, from) = (text, theirs);
    }
    Err(TextUnwritten::Busy(item.url))
}

/// An issue to be there once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIssue {
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// Its label, by which it is found.
    pub label: String,
    /// The number of its milestone.
    pub milestone: Option<u64>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// It is new: number and page.
    New(u64, String),
    /// Somebody opened one before, which stays, and ours was closed: the number and page of theirs, and our number.
    Other(u64, String, u64),
}

/// Why there is no issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unopened {
    /// It could not be opened.
    Failed(Failure),
    /// It was opened without its label, and was closed again; its page.
    Unlabelled(String),
    /// It was opened, and whether there is another one could not be seen; its page.
    Unsure(String, Failure),
    /// It was opened, and is not shown among the others yet; its page.
    Unseen(String),
}

/// An issue of the list, as far as it is looked at.
#[derive(Debug, Clone, Deserialize)]
struct Listed {
    number: u64,
    title: String,
    #[serde(default)]
    body: Option<String>,
    html_url: String,
    #[serde(default)]
    labels: Vec<Label>,
    pull_request: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Clone, Deserialize)]
struct Label {
    name: String,
}

/// Opens an issue, unless one that fits is there by then. Which titles fit, `fits` says.
///
/// # Errors
/// [`Unopened`].
pub async fn open_issue(
    client: &Client,
    repository: &str,
    wish: &NewIssue,
    fits: &dyn Fn(&str) -> bool,
) -> Result<Opened, Unopened> {
    let repository = RepositoryName::parse(repository).map_err(Unopened::Failed)?;
    let path = repository.path(&["issues"]);
    let mut facts = json!({"title": wish.title, "body": wish.body, "labels": [wish.label]});
    if let (Some(milestone), Some(facts)) = (wish.milestone, facts.as_object_mut()) {
        facts.insert("milestone".to_owned(), milestone.into());
    }
    let sent = client.send(Method::POST, &path, Some(&facts)).await;
    let own = match sent.and_then(|answer| answer.decode::<Listed>()) {
        Ok(own) => own,
        Err(failure) if failure.may_have_happened() => {
            let all = listed(client, &repository, &wish.label)
                .await
                .map_err(|_| Unopened::Failed(failure.clone()))?;
            let same = |one: &&Listed| {
                one.title == wish.title && one.body.as_deref().is_some_and(|body| same_text(body, &wish.body))
            };
            let newest = all.iter().filter(same).max_by_key(|one| one.number);
            newest.cloned().ok_or_else(|| Unopened::Failed(failure.not_seen()))?
        }
        Err(failure) => return Err(Unopened::Failed(failure)),
    };
    let label = wish.label.to_lowercase();
    if !own.labels.iter().any(|one| one.name.to_lowercase() == label) {
        close_issue(client, &repository, own.number).await.map_err(Unopened::Failed)?;
        return Err(Unopened::Unlabelled(own.html_url));
    }
    for look in 0..MOST_LOOKS {
        if look > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        let unsure = |failure| Unopened::Unsure(own.html_url.clone(), failure);
        let all = listed(client, &repository, &wish.label).await.map_err(unsure)?;
        // A list without our own is older than it, and may lack another one as well.
        if !all.iter().any(|one| one.number == own.number) {
            continue;
        }
        let first = all.iter().filter(|one| fits(&one.title)).min_by_key(|one| one.number);
        return match first {
            Some(first) if first.number < own.number => {
                close_issue(client, &repository, own.number).await.map_err(unsure)?;
                Ok(Opened::Other(first.number, first.html_url.clone(), own.number))
            }
            _ => Ok(Opened::New(own.number, own.html_url)),
        };
    }
    Err(Unopened::Unseen(own.html_url))
}

/// The open issues with a label.
async fn listed(client: &Client, repository: &RepositoryName, label: &str) -> Result<Vec<Listed>, Failure> {
    let label: String = label.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let path = format!("{}?state=open&labels={label}", repository.path(&["issues"]));
    let all: Vec<Listed> = read_all::<Vec<Listed>>(client, &path, MOST_ISSUES).await?;
    Ok(all.into_iter().filter(|one| one.pull_request.is_none()).collect())
}

async fn close_issue(client: &Client, repository: &RepositoryName, number: u64) -> Result<(), Failure> {
    let path = repository.path(&["issues", &number.to_string()]);
    let facts = json!({"state": "closed", "state_reason": "not_planned"});
    client.send(Method::PATCH, &path, Some(&facts)).await.map(|_| ())
}
