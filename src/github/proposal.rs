//! Whether a pull request changes the policy. Asked only where the policy at its head is another than the one in force:
//! its branch may just be behind.

use std::collections::BTreeSet;

use super::batch::by_number;
use super::client::Client;
use super::pull_request::complete;
use super::repository::RepositoryName;
use super::trouble;
use crate::evidence::needs::PullRequestNeeds;
use crate::evidence::{Reason, Unknown};

/// Whether a pull request touches one of these files.
///
/// # Errors
/// Its files could not be read, or not to the last one.
pub async fn touches(
    client: &Client,
    repository: &str,
    number: u64,
    paths: &[String],
) -> Result<bool, Unknown> {
    let repository = RepositoryName::parse(repository).map_err(|failure| trouble::of_failure(&failure))?;
    let needs = PullRequestNeeds { files: true, ..PullRequestNeeds::default() };
    let mut found = by_number(client, &repository, needs, &BTreeSet::from([number]), false).await;
    let missing = || Unknown::new(Reason::NotFound).detail(format!("#{number}"));
    let draft = found.remove(&number).ok_or_else(missing)??.ok_or_else(missing)?.draft;
    let pulls = complete(client, &repository, needs, [draft]).await;
    let pull = pulls.first().ok_or_else(missing)?;
    let touched = |path: &String| {
        let is = |file: &crate::evidence::release::ChangedFile| {
            file.path == *path || file.previous.as_ref() == Some(path)
        };
        pull.files.seen().iter().any(is)
    };
    if paths.iter().any(touched) {
        return Ok(true);
    }
    pull.files.whole().map(|_| false)
}
