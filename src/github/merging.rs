//! How a repository merges pull requests.

use serde_json::json;

use super::client::Client;
use super::failure::Failure;
use super::reply::{Reply, read};
use super::repository::RepositoryName;
use super::trouble::unread;
use crate::bump::{Merging, Squashed, SquashedTitle};
use crate::evidence::{Reason, Unknown};

const MERGING: &str = include_str!("queries/merging.graphql");

/// What the settings of a repository say of merges. `repository` is `owner/name`.
///
/// # Errors
/// They could not be read: servers of a company may be too old to have them.
pub async fn merging(client: &Client, repository: &str) -> Result<Merging, Failure> {
    let repository = RepositoryName::parse(repository)?;
    let reply = read(client, MERGING, repository.variables(json!({}))).await?;
    of(&reply).map_err(|why| unread("how pull requests are merged", &why))
}

fn of(reply: &Reply) -> Result<Merging, Unknown> {
    let node = reply.root().field("repository")?;
    let other = |word: &str| Unknown::new(Reason::Malformed).detail(word.to_owned());
    let title = match node.text("squashMergeCommitTitle")?.as_str() {
        "PR_TITLE" => SquashedTitle::PullRequest,
        "COMMIT_OR_PR_TITLE" => SquashedTitle::OnlyCommit,
        word => return Err(other(word)),
    };
    let message = match node.text("squashMergeCommitMessage")?.as_str() {
        "COMMIT_MESSAGES" => Squashed::Commits,
        "PR_BODY" => Squashed::Description,
        "BLANK" => Squashed::Nothing,
        word => return Err(other(word)),
    };
    Ok(Merging {
        keeps: node.flag("mergeCommitAllowed")? || node.flag("rebaseMergeAllowed")?,
        squashes: node.flag("squashMergeAllowed")?,
        title,
        message,
    })
}
