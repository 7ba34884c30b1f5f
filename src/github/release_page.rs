//! Releases, as REST shows and takes them.

use http::Method;
use serde::Deserialize;
use serde_json::Value;

use super::client::Client;
use super::failure::{Failure, FailureKind};
use super::page::read_all;
use super::repository::RepositoryName;
use crate::bump::cut::{Attached, Release};
use crate::evidence::Login;

/// More releases than this are not looked through.
const MOST_RELEASES: usize = 10_000;

/// A release as it is there.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ReleasePage {
    pub(super) id: u64,
    pub(super) tag_name: String,
    pub(super) name: Option<String>,
    pub(super) body: Option<String>,
    pub(super) draft: bool,
    pub(super) prerelease: bool,
    /// Left out by servers that know no such releases.
    pub(super) immutable: Option<bool>,
    pub(super) html_url: String,
    /// Whoever made it.
    pub(super) author: Option<Uploader>,
    pub(super) upload_url: String,
    pub(super) assets: Vec<AssetPage>,
}

/// A file of it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct AssetPage {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) state: String,
    /// Left out by older servers.
    pub(super) digest: Option<String>,
    pub(super) uploader: Option<Uploader>,
}

/// Who made or sent something.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Uploader {
    pub(super) login: String,
}

impl ReleasePage {
    /// Its notes.
    pub(super) fn text(&self) -> String {
        self.body.clone().unwrap_or_default()
    }

    /// As the steps of a cut know it. Files are theirs whom the viewer is, and nobody's where none is known.
    pub(super) fn release(self, viewer: Option<&Login>) -> Release {
        let assets = self.assets.into_iter().map(|file| Attached {
            id: file.id,
            ours: file.uploader.is_some_and(|by| viewer == Some(&Login::new(by.login))),
            name: file.name,
            size: file.size,
            digest: file.digest,
            whole: file.state == "uploaded",
        });
        Release {
            id: self.id,
            url: self.html_url,
            by: self.author.map(|author| author.login),
            draft: self.draft,
            title: self.name.unwrap_or_default(),
            body: self.body.unwrap_or_default(),
            prerelease: self.prerelease,
            immutable: self.immutable.unwrap_or(false),
            assets: assets.collect(),
            upload_url: self.upload_url,
        }
    }
}

/// All releases that the token is shown: drafts only to those who may write.
pub(super) async fn all(client: &Client, repository: &RepositoryName) -> Result<Vec<ReleasePage>, Failure> {
    read_all::<Vec<ReleasePage>>(client, &repository.path(&["releases"]), MOST_RELEASES).await
}

/// One of them, as it is now.
pub(super) async fn one(
    client: &Client,
    repository: &RepositoryName,
    id: u64,
) -> Result<ReleasePage, Failure> {
    client.get(&place(repository, id)).await?.decode()
}

/// Makes one.
pub(super) async fn create(
    client: &Client,
    repository: &RepositoryName,
    facts: &Value,
) -> Result<ReleasePage, Failure> {
    client.send(Method::POST, &repository.path(&["releases"]), Some(facts)).await?.decode()
}

/// Changes what `facts` names of one.
pub(super) async fn change(
    client: &Client,
    repository: &RepositoryName,
    id: u64,
    facts: &Value,
) -> Result<ReleasePage, Failure> {
    client.send(Method::PATCH, &place(repository, id), Some(facts)).await?.decode()
}

/// Deletes one; that it is not there is as good.
pub(super) async fn delete(client: &Client, repository: &RepositoryName, id: u64) -> Result<(), Failure> {
    gone(client.send(Method::DELETE, &place(repository, id), None).await.map(|_| ()))
}

/// Deletes a file of one; that it is not there is as good.
pub(super) async fn delete_asset(
    client: &Client,
    repository: &RepositoryName,
    id: u64,
) -> Result<(), Failure> {
    let place = repository.path(&["releases", "assets", &id.to_string()]);
    gone(client.send(Method::DELETE, &place, None).await.map(|_| ()))
}

fn gone(deleted: Result<(), Failure>) -> Result<(), Failure> {
    match deleted {
        Err(failure) if failure.kind() == &FailureKind::NotFound => Ok(()),
        other => other,
    }
}

fn place(repository: &RepositoryName, id: u64) -> String {
    repository.path(&["releases", &id.to_string()])
}
