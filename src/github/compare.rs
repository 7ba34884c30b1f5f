//! Comparison over REST, which takes any two commits: GraphQL's begins at a ref, and may not take a bare commit as its
//! end.

use jiff::Timestamp;
use serde::Deserialize;

use super::client::Client;
use super::commits::Shown;
use super::failure::{Failure, FailureKind};
use super::reply::Node;
use super::repository::RepositoryName;
use super::trouble;
use super::window::Window;
use crate::evidence::release::{Commit, Signature};
use crate::evidence::{Fact, Login, Oid, Reason, Unknown};

/// How two commits lie to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Distance {
    pub(super) ahead: u64,
    pub(super) behind: u64,
}

#[derive(Debug, Deserialize)]
struct Comparison {
    ahead_by: u64,
    behind_by: u64,
    total_commits: u64,
    commits: Vec<CommitEntry>,
}

#[derive(Debug, Deserialize)]
struct CommitEntry {
    sha: String,
    html_url: String,
    commit: Message,
    parents: Vec<Parent>,
    author: Option<Author>,
}

#[derive(Debug, Deserialize)]
struct Message {
    message: String,
    author: Authored,
    verification: Option<Verification>,
}

#[derive(Debug, Deserialize)]
struct Verification {
    verified: bool,
    reason: String,
}

#[derive(Debug, Deserialize)]
struct Authored {
    date: Timestamp,
}

#[derive(Debug, Deserialize)]
struct Parent {
    sha: String,
}

/// GitHub writes an empty object where it knows no account.
#[derive(Debug, Deserialize)]
struct Author {
    login: Option<String>,
}

/// The distance in a document's comparison of a ref with the candidate; `None` if GitHub compared with anything else, or
/// would not compare: it does not say whether a bare commit is a head, and REST takes it.
///
/// # Errors
/// When the token may not see it, or the answer is malformed.
pub(super) fn shown(reference: Node<'_>, head: &Oid) -> Result<Option<Distance>, Unknown> {
    let comparison = match reference.maybe("compare") {
        Ok(Some(comparison)) => comparison,
        Err(why) if why.reason == Reason::Forbidden => return Err(why),
        Ok(None) | Err(_) => return Ok(None),
    };
    if comparison.field("headTarget")?.oid("oid")? != *head {
        return Ok(None);
    }
    Ok(Some(Distance { ahead: comparison.number("aheadBy")?, behind: comparison.number("behindBy")? }))
}

/// How far a commit is from another; `None` if they have no common ancestor.
pub(super) async fn distance(
    client: &Client,
    repository: &RepositoryName,
    base: &Oid,
    head: &Oid,
) -> Result<Option<Distance>, Unknown> {
    match page(client, repository, base, head, 1, 1).await {
        Ok(comparison) => Ok(Some(Distance { ahead: comparison.ahead_by, behind: comparison.behind_by })),
        Err(failure) if no_common_ancestor(&failure) => Ok(None),
        Err(failure) => Err(trouble::of_failure(&failure)),
    }
}

/// The commits that one has and the other has not, oldest first, up to `most`. Their pull requests are still unread.
pub(super) async fn commits(
    client: &Client,
    repository: &RepositoryName,
    base: &Oid,
    head: &Oid,
    most: usize,
) -> Result<Window<Shown>, Unknown> {
    let mut items: Vec<Shown> = Vec::new();
    let mut total = None;
    for number in 1.. {
        let comparison = page(client, repository, base, head, number, 100).await;
        let comparison = comparison.map_err(|failure| trouble::of_failure(&failure))?;
        let empty = comparison.commits.is_empty();
        // The two ends are fixed, so a page of another list is a stale one.
        let again = |entry: &CommitEntry| items.iter().any(|shown| shown.commit.oid.as_str() == entry.sha);
        if *total.get_or_insert(comparison.total_commits) != comparison.total_commits
            || comparison.commits.first().is_some_and(again)
        {
            let detail = "the pages of the comparison do not follow one another";
            return Err(Unknown::new(Reason::Incomplete).detail(detail));
        }
        items.extend(comparison.commits.into_iter().map(Shown::from));
        if empty || items.len() as u64 >= comparison.total_commits || items.len() >= most {
            return Ok(Window { items, total: comparison.total_commits, next: None });
        }
    }
    Err(trouble::malformed("commits"))
}

async fn page(
    client: &Client,
    repository: &RepositoryName,
    base: &Oid,
    head: &Oid,
    page: u32,
    size: u32,
) -> Result<Comparison, Failure> {
    let path = repository.path(&["compare", &format!("{base}...{head}")]);
    client.get(&format!("{path}?per_page={size}&page={page}")).await?.decode()
}

/// GitHub answers 404 and says so: `No common ancestor between …`.
fn no_common_ancestor(failure: &Failure) -> bool {
    *failure.kind() == FailureKind::NotFound
        && failure.message().to_ascii_lowercase().contains("no common ancestor")
}

/// What REST says of a signature, in GraphQL's words. It does not say whose it is.
fn signature(verification: Option<Verification>) -> Result<Option<Signature>, Unknown> {
    let Verification { verified, reason } = verification.ok_or_else(|| trouble::malformed("verification"))?;
    let state = match reason.as_str() {
        "unsigned" if !verified => return Ok(None),
        "unknown_signature_type" => "UNKNOWN_SIG_TYPE".to_owned(),
        "malformed_signature" => "MALFORMED_SIG".to_owned(),
        other => other.to_ascii_uppercase(),
    };
    Ok(Some(Signature { verified, state, by_github: Fact::NotCollected }))
}

impl From<CommitEntry> for Shown {
    fn from(entry: CommitEntry) -> Self {
        let commit = Commit {
            oid: Oid::new(&entry.sha),
            message: entry.commit.message,
            parents: entry.parents.into_iter().map(|parent| Oid::new(&parent.sha)).collect(),
            author: entry.author.and_then(|author| author.login).map(Login::new),
            url: entry.html_url,
            pull_requests: Fact::NotCollected,
            signature: signature(entry.commit.verification).into(),
        };
        Self { commit, authored: entry.commit.author.date, drafts: Vec::new(), unread: true }
    }
}
