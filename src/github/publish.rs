//! Our comment and our check run. The texts come from elsewhere; nothing is decided here.
//!
//! A write is sent once. When its answer got lost, GitHub is asked whether it was done, and if that cannot be proven it
//! was refused: a second comment would be worse than none, and the exit code has decided already. What runs of the gate
//! at the same time do to each other's comment is put right, see `sticky`.
//!
//! GitHub asks for a second between many writes, and for none at the same time (GitHub's document "Rate limits for the
//! REST API", secondary limits). A comment and a check run are not many.

use std::cell::Cell;
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::client::{Client, path};
use super::comments::OwnComments;
use super::failure::Failure;
use super::repository::RepositoryName;
use super::sticky;
use crate::evidence::Oid;

mod comment;
mod notice;

pub use notice::{MOST_NOTICES, Notice, Notified, notify};

/// A comment to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentText {
    /// The issue or pull request.
    pub target: u64,
    /// What tells it from our other comments there, e.g. the phase.
    pub key: String,
    /// The time by which was judged. It is put into the comment, unseen, and is not part of its text.
    pub at: Timestamp,
    /// Its text. The marker is put before it.
    pub body: String,
    /// Our comments there, as the last look showed them.
    pub comments: OwnComments,
}

/// A completed check run to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRunText {
    /// Its name.
    pub name: String,
    /// The commit that it is about.
    pub commit: Oid,
    /// By which it is known again as ours.
    pub external_id: String,
    /// How it ended.
    pub conclusion: Conclusion,
    /// Its heading.
    pub title: String,
    /// Its text, at most 65,535 characters.
    pub summary: String,
    /// Where its link leads, instead of to GitHub's own page.
    pub details_url: Option<String>,
}

/// How our check run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// It passes.
    Success,
    /// It fails.
    Failure,
    /// It has no opinion.
    Neutral,
}

/// What became of one write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It is new, at this address.
    Created(String),
    /// It was there and has a new text.
    Updated(String),
    /// It was there with this text.
    Unchanged(String),
    /// Another run has judged later than this one; its verdict is there.
    Newer(String),
    /// It was there once too often, and is no more.
    Deleted(String),
    /// It is not there, as far as can be told.
    Refused(Failure),
}

/// What became of the writes; `None` for what was not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The comment.
    pub comment: Option<Written>,
    /// What became of our other comments with the same marker, newer than the one that is kept: two gates ran at
    /// once. They are deleted. What cannot be gets the same text, so that none goes on showing another verdict.
    pub duplicates: Vec<Written>,
    /// The check run.
    pub check_run: Option<Written>,
}

/// How many writes may be sent at once.
const FEW: usize = 2;
/// The pause before each of more than that, after the one before it.
const PAUSE: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 1_000 });

/// Lets each of many writes wait for its turn.
struct Pace {
    many: bool,
    sent: Cell<usize>,
}

impl Pace {
    fn new(writes: usize) -> Self {
        Self { many: writes > FEW, sent: Cell::new(0) }
    }

    /// Returns when the next write may be sent.
    async fn turn(&self) {
        let sent = self.sent.replace(self.sent.get() + 1);
        if sent >= FEW || self.many && sent > 0 {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Writes both at once, or one after the other if our comment is there several times. `repository` is `owner/name`.
pub async fn publish(
    client: &Client,
    repository: &str,
    comment: Option<CommentText>,
    check_run: Option<CheckRunText>,
) -> Published {
    let name = match RepositoryName::parse(repository) {
        Ok(name) => name,
        Err(failure) => {
            let refused = || Written::Refused(failure.clone());
            return Published {
                comment: comment.map(|_| refused()),
                duplicates: Vec::new(),
                check_run: check_run.map(|_| refused()),
            };
        }
    };
    let writes = comment.as_ref().map_or(0, comment::writes) + usize::from(check_run.is_some());
    let pace = Pace::new(writes);
    let comments = async {
        match comment {
            Some(text) => comment::keep(client, &name, text, &pace).await,
            None => (None, Vec::new()),
        }
    };
    let run = async {
        match &check_run {
            Some(check_run) => Some(write_check_run(client, &name, check_run, &pace).await),
            None => None,
        }
    };
    let ((comment, duplicates), check_run) =
        if pace.many { (comments.await, run.await) } else { tokio::join!(comments, run) };
    Published { comment, duplicates, check_run }
}

#[derive(Debug, Deserialize)]
struct Page {
    html_url: String,
}

async fn send(client: &Client, method: http::Method, path: &str, body: &Value) -> Result<String, Failure> {
    Ok(client.send(method, path, Some(body)).await?.decode::<Page>()?.html_url)
}

async fn write_check_run(
    client: &Client,
    repository: &RepositoryName,
    text: &CheckRunText,
    pace: &Pace,
) -> Written {
    let conclusion = match text.conclusion {
        Conclusion::Success => "success",
        Conclusion::Failure => "failure",
        Conclusion::Neutral => "neutral",
    };
    let mut body = Map::new();
    for (key, value) in [
        ("name", json!(text.name)),
        ("head_sha", json!(text.commit)),
        ("external_id", json!(text.external_id)),
        ("status", json!("completed")),
        ("conclusion", json!(conclusion)),
        ("output", json!({"title": text.title, "summary": text.summary})),
    ] {
        body.insert(key.to_owned(), value);
    }
    if let Some(url) = &text.details_url {
        body.insert("details_url".to_owned(), json!(url));
    }
    let body = Value::Object(body);
    pace.turn().await;
    match send(client, http::Method::POST, &repository.path(&["check-runs"]), &body).await {
        Ok(url) => Written::Created(url),
        Err(failure) if failure.may_have_happened() => {
            match find_check_run(client, repository, text, conclusion).await {
                Ok(Some(url)) => Written::Created(url),
                Ok(None) => Written::Refused(failure.not_seen()),
                Err(_) => Written::Refused(failure),
            }
        }
        Err(failure) => Written::Refused(failure),
    }
}

#[derive(Debug, Deserialize)]
struct CheckRuns {
    check_runs: Vec<CheckRun>,
}

#[derive(Debug, Deserialize)]
struct CheckRun {
    html_url: Option<String>,
    external_id: Option<String>,
    conclusion: Option<String>,
    output: Output,
}

#[derive(Debug, Deserialize)]
struct Output {
    title: Option<String>,
    summary: Option<String>,
}

/// A check run that says what ours says, at the same commit.
async fn find_check_run(
    client: &Client,
    repository: &RepositoryName,
    text: &CheckRunText,
    conclusion: &str,
) -> Result<Option<String>, Failure> {
    let place = repository.path(&["commits", text.commit.as_str(), "check-runs"]);
    // One part of a path is encoded as a value of a query is.
    let name = path(&[&text.name]).split_off(1);
    let answer = client.get(&format!("{place}?check_name={name}&filter=latest&per_page=100")).await?;
    let runs = answer.decode::<CheckRuns>()?.check_runs;
    let is_ours = |run: &CheckRun| {
        run.external_id.as_deref() == Some(&text.external_id)
            && run.conclusion.as_deref() == Some(conclusion)
            && run.output.title.as_deref() == Some(&text.title)
            && run.output.summary.as_deref().is_some_and(|summary| sticky::same_text(summary, &text.summary))
    };
    Ok(runs.into_iter().find(is_ours).and_then(|run| run.html_url))
}

#[cfg(test)]
mod tests;
