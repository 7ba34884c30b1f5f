//! The release pull request at GitHub: reads what is there, does the next write, and reads again.
//!
//! Which write comes next is said by [`crate::bump::propose`]. A write is sent once. When its answer got lost, or GitHub says
//! that something is no longer as it was, the next look shows what is to be done.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::Client;
use super::document::{document, literal, with_fields};
use super::failure::{Failure, FailureKind};
use super::graphql::mutate;
use super::reply::Node;
use super::repository::RepositoryName;
use crate::bump::propose::{self, Next, Refusal, Step, Wish};
use crate::evidence::{Oid, Reason, Unknown};

mod base;
mod look;

pub use base::{BaseFile, BaseFiles, base_files};
use look::Look;

const THERE: &str = include_str!("queries/proposed_release.graphql");
const OLDER: &str = include_str!("queries/older_proposals.graphql");
const BASE_FILES: &str = include_str!("queries/base_files.graphql");
const UPDATE_REFS: &str = include_str!("queries/update_refs.graphql");
const COMMIT: &str = include_str!("queries/commit_files.graphql");

/// What stands for a ref that is not there.
const NO_REF: &str = "0000000000000000000000000000000000000000";
/// The writes of one run, several times over: others may undo some of them.
const MOST_WRITES: usize = 40;
/// GitHub asks for a second between many writes (its document "Rate limits for the REST API", secondary limits).
const PAUSE: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 1_000 });
/// How many writes are sent without it.
const FEW: usize = 2;

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The writes that were done.
    pub done: Vec<Step>,
    /// Where it ended: never at a [`Next::Step`].
    pub end: Next,
    /// The account of the token.
    pub viewer: String,
}

/// Why it did not come to its end. What was done until then stays, and the next run goes on from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unproposed {
    /// What is there forbids it.
    Refused(Refusal),
    /// It could not be read.
    Unread(Failure),
    /// This write failed.
    Failed(Step, Failure),
}

impl From<Failure> for Unproposed {
    fn from(failure: Failure) -> Self {
        Self::Unread(failure)
    }
}

/// The writes that are left, and where they lead; nothing is written.
///
/// # Errors
/// [`Unproposed`].
pub async fn left_to_do(client: &Client, repository: &str, wish: &Wish) -> Result<Proposed, Unproposed> {
    let repository = RepositoryName::parse(repository)?;
    let look = Look::at(client, &repository, wish).await?;
    let (done, end) = propose::steps(&look.there, wish).map_err(Unproposed::Refused)?;
    Ok(Proposed { done, end, viewer: look.viewer })
}

/// Writes until all is there.
///
/// # Errors
/// [`Unproposed`].
pub async fn propose(client: &Client, repository: &str, wish: &Wish) -> Result<Proposed, Unproposed> {
    let name = RepositoryName::parse(repository)?;
    let mut done: Vec<Step> = Vec::new();
    let mut failed: Option<(Step, Failure)> = None;
    for sent in 0..MOST_WRITES {
        let look = match Look::at(client, &name, wish).await {
            Ok(look) => look,
            // Whether the last write was done is not known: that is what has to be told.
            Err(unread) => {
                return Err(
                    failed.map_or(Unproposed::Unread(unread), |(step, why)| Unproposed::Failed(step, why))
                );
            }
        };
        let step = match propose::next(&look.there, wish).map_err(Unproposed::Refused)? {
            Next::Step(step) => step,
            end => {
                done.extend(failed.map(|(step, _)| step));
                return Ok(Proposed { done, end, viewer: look.viewer });
            }
        };
        if let Some((last, why)) = failed.take() {
            if last == step {
                return Err(Unproposed::Failed(last, why.not_seen()));
            }
            done.push(last);
        }
        if sent >= FEW || done.last() == Some(&step) {
            tokio::time::sleep(PAUSE).await;
        }
        let writing =
            Writing { client, repository: &name, full_name: repository, id: &look.repository, wish };
        match writing.write(&step).await {
            Ok(()) => done.push(step),
            Err(why) if why.may_have_happened() || is_stale(&why) => failed = Some((step, why)),
            Err(why) => return Err(Unproposed::Failed(step, why)),
        }
    }
    let busy = Failure::new(
        "the release pull request",
        true,
        FailureKind::Conflict,
        "others wrote at the same time, again and again",
    );
    Err(Unproposed::Unread(busy))
}

/// Whether GitHub may have refused because something is no longer as it was.
fn is_stale(failure: &Failure) -> bool {
    matches!(failure.kind(), FailureKind::Conflict | FailureKind::Unprocessable(_) | FailureKind::Refused)
}

struct Writing<'a> {
    client: &'a Client,
    repository: &'a RepositoryName,
    full_name: &'a str,
    id: &'a str,
    wish: &'a Wish,
}

impl Writing<'_> {
    async fn write(&self, step: &Step) -> Result<(), Failure> {
        let wish = self.wish;
        match step {
            Step::Stage { from } => {
                self.update_refs(&[update(&wish.staging(), from.as_ref(), Some(&wish.on))]).await
            }
            Step::Commit => self.commit().await,
            Step::Move { from, to } => {
                let moved = update(&wish.branch, from.as_ref(), Some(to));
                self.update_refs(&[moved, update(&wish.staging(), Some(to), None)]).await
            }
            Step::Unstage { at } => self.update_refs(&[update(&wish.staging(), Some(at), None)]).await,
            Step::Open { body } => {
                let asked =
                    json!({"title": wish.title(), "head": wish.branch, "base": wish.base, "body": body});
                self.send(Method::POST, &["pulls"], &asked).await
            }
            Step::Rewrite { number, title, body } => {
                let mut asked = serde_json::Map::new();
                asked.extend(title.iter().map(|title| ("title".to_owned(), json!(title))));
                asked.extend(body.iter().map(|body| ("body".to_owned(), json!(body))));
                self.send(Method::PATCH, &["pulls", &number.to_string()], &Value::Object(asked)).await
            }
            Step::Label { number, label } => {
                let path = ["issues", &number.to_string(), "labels"];
                self.send(Method::POST, &path, &json!({"labels": [label]})).await
            }
            Step::Supersede { number, body } => {
                let asked = json!({"body": body, "state": "closed"});
                self.send(Method::PATCH, &["pulls", &number.to_string()], &asked).await
            }
        }
    }

    async fn send(&self, method: Method, path: &[&str], body: &Value) -> Result<(), Failure> {
        self.client.send(method, &self.repository.path(path), Some(body)).await.map(|_| ())
    }

    async fn update_refs(&self, updates: &[Value]) -> Result<(), Failure> {
        let variables = json!({"repository": self.id, "updates": updates});
        mutate::<Value>(self.client, &document(UPDATE_REFS), variables).await.map(|_| ())
    }

    async fn commit(&self) -> Result<(), Failure> {
        let wish = self.wish;
        let files = wish.files.iter();
        let files: Vec<Value> =
            files.map(|file| json!({"path": file.path, "contents": STANDARD.encode(&file.text)})).collect();
        let variables = json!({
            "repository": self.full_name,
            "branch": wish.staging(),
            "on": wish.on,
            "headline": wish.title(),
            "body": wish.trailer(),
            "files": files,
        });
        mutate::<Value>(self.client, &document(COMMIT), variables).await.map(|_| ())
    }
}

/// A file of a commit that a document asked for, if it is there.
fn at_path<'a>(commit: Node<'a>, alias: &'a str) -> Result<Option<Node<'a>>, Unknown> {
    match commit.maybe(alias) {
        // The commit itself is readable, so this is no matter of rights.
        Err(why) if why.reason == Reason::NotFound => Ok(None),
        found => found,
    }
}

/// One ref from where it is to where it should be. Force is safe: it must be where it was.
fn update(branch: &str, from: Option<&Oid>, to: Option<&Oid>) -> Value {
    let at = |oid: Option<&Oid>| oid.map_or(NO_REF, Oid::as_str).to_owned();
    json!({"name": format!("refs/heads/{branch}"), "beforeOid": at(from), "afterOid": at(to), "force": true})
}

/// The documents as they are sent, as large as they get in tests.
#[cfg(test)]
pub(super) fn documents(paths: &[&str]) -> [(&'static str, String); 3] {
    [
        ("proposed_release.graphql", look::there_document(paths.iter().copied())),
        ("older_proposals.graphql", look::older_document(&[1, 2])),
        ("base_files.graphql", base::document(paths)),
    ]
}
