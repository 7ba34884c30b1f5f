//! The releases of a tag, with their assets.
//!
//! GraphQL lists releases and counts them; only REST says whether the upload of an asset has ended. Drafts are in the list
//! for those alone who may write (REST: "List releases").

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::client::Client;
use super::listed_issues::Pages;
use super::page::read_all;
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::together::together;
use super::trouble;
use super::window::{Window, join};
use crate::evidence::artifact::{Asset, Release, ReleaseText};
use crate::evidence::{Fact, List, Releases, Unknown};

/// The texts of so many releases are in the document of evidence. A draft, and what is about to be released again, is among the
/// newest in all likelihood.
pub(super) const NEWEST: usize = 5;

const RELEASES_PAGE: &str = include_str!("queries/releases_page.graphql");

/// A release has at most so many assets (GitHub's document "About releases").
const MOST_ASSETS: usize = 1_000;

/// A release of the list.
struct Listed {
    id: u64,
    tag: String,
    draft: bool,
    url: String,
    /// How many files it has. A release is one whether or not that is shown.
    assets: Result<u64, Unknown>,
}

#[derive(Debug, Deserialize)]
struct ShownAsset {
    name: String,
    size: u64,
    state: String,
}

/// What of a release is read besides that it is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) assets: bool,
    pub(super) texts: bool,
}

/// A release, with its text.
#[derive(Debug, Deserialize)]
struct ShownRelease {
    id: u64,
    tag_name: String,
    name: Option<String>,
    body: Option<String>,
    updated_at: Timestamp,
}

/// The releases of the tag, under the names `firstReleases` and `lastReleases` in `releasesOf`.
pub(super) async fn of_tag(
    pages: Pages<'_>,
    reply: &Reply,
    tag: &str,
    asked: Asked,
) -> Result<Releases, Unknown> {
    let node = reply.root().field("releasesOf")?;
    let first = Window::read(node.field("firstReleases")?, listed)?;
    let last = Window::read(node.field("lastReleases")?, listed)?;
    let list = join(
        first,
        last,
        |release| release.id,
        async |after| {
            let variables = pages.repository.variables(json!({"after": after}));
            let reply = Reply::or_failed(pages.width.read(pages.client, RELEASES_PAGE, variables).await);
            Window::read(reply.root().field("repository")?.field("releases")?, listed)
        },
    );
    let list = list.await?;
    let missing = list.total().saturating_sub(list.seen().len() as u64);
    let of_tag = list.seen().iter().filter(|release| release.tag == tag);
    let releases = together(of_tag.map(|release| async {
        let assets = async {
            if !asked.assets {
                return Fact::NotCollected;
            }
            assets(pages.client, pages.repository, release).await.into()
        };
        let notes = async {
            if !asked.texts {
                return Fact::NotCollected;
            }
            text(pages.client, pages.repository, reply, release).await.into()
        };
        let (assets, notes) = tokio::join!(assets, notes);
        Release { id: release.id, url: release.url.clone(), draft: release.draft, assets, notes }
    }))
    .await;
    let total = releases.len() as u64 + missing;
    Ok(Releases {
        tag: tag.to_owned(),
        drafts_shown: list.seen().iter().any(|release| release.draft),
        releases: List::new(releases, total),
    })
}

fn listed(node: Node<'_>) -> Result<Listed, Unknown> {
    Ok(Listed {
        id: node.number("databaseId")?,
        tag: node.text("tagName")?,
        draft: node.flag("isDraft")?,
        url: node.text("url")?,
        assets: node.field("releaseAssets").and_then(|assets| assets.number("totalCount")),
    })
}

/// The text of a release: from the document, if it is among the newest.
async fn text(
    client: &Client,
    repository: &RepositoryName,
    reply: &Reply,
    release: &Listed,
) -> Result<ReleaseText, Unknown> {
    let newest = || reply.root().field("newestReleasesOf")?.field("releases")?.items("nodes");
    // Where they could not be read, this one may still be.
    for node in newest().unwrap_or_default() {
        if node.number("databaseId")? == release.id {
            return Ok(ReleaseText {
                title: node.maybe_text("name")?.unwrap_or_default(),
                body: node.maybe_text("description")?.unwrap_or_default(),
                changed_at: node.time("updatedAt")?,
            });
        }
    }
    let path = repository.path(&["releases", &release.id.to_string()]);
    let shown = client.get(&path).await.and_then(|answer| answer.decode::<ShownRelease>());
    let shown = shown.map_err(|failure| trouble::of_failure(&failure))?;
    if shown.id != release.id || shown.tag_name != release.tag {
        return Err(trouble::malformed("release"));
    }
    let (title, body) = (shown.name.unwrap_or_default(), shown.body.unwrap_or_default());
    Ok(ReleaseText { title, body, changed_at: shown.updated_at })
}

async fn assets(
    client: &Client,
    repository: &RepositoryName,
    release: &Listed,
) -> Result<List<Asset>, Unknown> {
    let total = release.assets.clone()?;
    if total == 0 {
        return Ok(List::all(Vec::new()));
    }
    let path = repository.path(&["releases", &release.id.to_string(), "assets"]);
    let shown = read_all::<Vec<ShownAsset>>(client, &path, MOST_ASSETS).await;
    let shown = shown.map_err(|failure| trouble::of_failure(&failure))?;
    let asset = |one: ShownAsset| Asset { name: one.name, size: one.size, uploaded: one.state == "uploaded" };
    Ok(List::new(shown.into_iter().map(asset).collect(), total))
}
