//! Notes in a draft release: one per tag.

use super::{Client, Failure, MOST_TRIES, NotesUnwritten, NotesWritten, Oid, PAUSE, RepositoryName, json};
use crate::github::release_page::{ReleasePage, all, change, create, delete, one};
use crate::github::sticky::same_text;

/// A draft to be there.
pub(super) struct Wish<'a> {
    pub(super) tag: &'a str,
    pub(super) commit: &'a Oid,
    pub(super) prerelease: bool,
}

/// The drafts of a tag, oldest first.
async fn drafts<R>(
    client: &Client,
    repository: &RepositoryName,
    tag: &str,
) -> Result<Vec<ReleasePage>, NotesUnwritten<R>> {
    let mut of_tag: Vec<ReleasePage> =
        all(client, repository).await?.into_iter().filter(|release| release.tag_name == tag).collect();
    if let Some(published) = of_tag.iter().find(|release| !release.draft) {
        return Err(NotesUnwritten::Published(published.html_url.clone()));
    }
    of_tag.sort_by_key(|release| release.id);
    Ok(of_tag)
}

/// The one draft of a tag.
pub(super) async fn draft<R>(
    client: &Client,
    repository: &RepositoryName,
    tag: &str,
) -> Result<Option<ReleasePage>, NotesUnwritten<R>> {
    let mut drafts = drafts(client, repository, tag).await?;
    match drafts.len() {
        0 | 1 => Ok(drafts.pop()),
        several => Err(NotesUnwritten::Several(several)),
    }
}

/// Writes it. What becomes of it is looked at after a pause: if somebody else wrote meanwhile, the text is made anew from
/// theirs; if somebody else made a draft of the same tag meanwhile, the older one stays.
pub(super) async fn write<R>(
    client: &Client,
    repository: &RepositoryName,
    wish: &Wish<'_>,
    make: &mut dyn FnMut(Option<&str>) -> Result<String, R>,
) -> Result<NotesWritten, NotesUnwritten<R>> {
    let mut there = draft(client, repository, wish.tag).await?;
    let (mut created, mut changed) = (false, false);
    for _ in 0..MOST_TRIES {
        let before = there.as_ref().map(ReleasePage::text);
        let text = make(before.as_deref()).map_err(NotesUnwritten::Unfit)?;
        if let (Some(release), Some(before)) = (&there, &before)
            && same_text(before, &text)
        {
            let url = release.html_url.clone();
            return Ok(match (created, changed) {
                (true, _) => NotesWritten::Created(url),
                (false, true) => NotesWritten::Changed(url),
                (false, false) => NotesWritten::Unchanged(url),
            });
        }
        let wrote = match &there {
            Some(release) => {
                let now = one(client, repository, release.id).await?;
                if !now.draft {
                    return Err(NotesUnwritten::Published(now.html_url));
                }
                change(client, repository, release.id, &json!({"body": text})).await
            }
            None => create(client, repository, &new(wish, &text)).await,
        };
        let own = own(client, repository, wish.tag, wrote, &text).await?;
        match there {
            None => created = true,
            Some(_) => changed = true,
        }
        tokio::time::sleep(PAUSE).await;
        let now = drafts(client, repository, wish.tag).await?;
        there = match (now.as_slice(), own.filter(|_| there.is_none())) {
            ([], _) => return Err(NotesUnwritten::Busy(String::new())),
            ([one], _) => Some(one.clone()),
            ([oldest, rest @ ..], Some(own)) if rest.iter().any(|one| one.id == own.id) => {
                let ours = rest.iter().find(|one| one.id == own.id);
                // Whoever has written into it already finds it again.
                if !ours.is_some_and(|ours| same_text(&ours.text(), &text)) {
                    return Err(NotesUnwritten::Several(now.len()));
                }
                delete(client, repository, own.id).await?;
                (created, changed) = (false, false);
                Some(oldest.clone())
            }
            // The others see that ours is older, and take theirs away.
            ([oldest, ..], Some(own)) if oldest.id == own.id => Some(oldest.clone()),
            (several, _) => return Err(NotesUnwritten::Several(several.len())),
        };
    }
    Err(NotesUnwritten::Busy(there.map(|release| release.html_url).unwrap_or_default()))
}

fn new(wish: &Wish<'_>, text: &str) -> serde_json::Value {
    json!({
        "tag_name": wish.tag,
        "target_commitish": wish.commit,
        "name": wish.tag,
        "body": text,
        "draft": true,
        "prerelease": wish.prerelease,
    })
}

/// What a write left, as far as its answer came. A lost answer is looked for.
async fn own<R>(
    client: &Client,
    repository: &RepositoryName,
    tag: &str,
    wrote: Result<ReleasePage, Failure>,
    text: &str,
) -> Result<Option<ReleasePage>, NotesUnwritten<R>> {
    match wrote {
        Ok(release) if !release.draft => Err(NotesUnwritten::PublishedChanged(release.html_url)),
        Ok(release) => Ok(Some(release)),
        Err(failure) if failure.may_have_happened() => {
            let now = drafts::<R>(client, repository, tag).await.map_err(|_| failure.clone())?;
            if !now.iter().any(|release| same_text(&release.text(), text)) {
                return Err(failure.not_seen().into());
            }
            Ok(None)
        }
        Err(failure) => Err(failure.into()),
    }
}
