//! Where a branch is now.

use serde::Deserialize;

use super::client::Client;
use super::failure::Failure;
use super::repository::RepositoryName;
use crate::evidence::Oid;

#[derive(Debug, Deserialize)]
struct Reference {
    object: Object,
}

#[derive(Debug, Deserialize)]
struct Object {
    sha: String,
}

/// The commit at the tip of a branch. `repository` is `owner/name`.
///
/// # Errors
/// There is no such branch, or it could not be read.
pub async fn tip(client: &Client, repository: &str, branch: &str) -> Result<Oid, Failure> {
    let repository = RepositoryName::parse(repository)?;
    let parts: Vec<&str> = ["git", "ref", "heads"].into_iter().chain(branch.split('/')).collect();
    let reference: Reference = client.get(&repository.path(&parts)).await?.decode()?;
    Ok(Oid::new(reference.object.sha))
}
