//! Each step as one request.

use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::MOVE_TAG;
use super::seen::{Part, Seen};
use crate::bump::cut::{Cut, Step, Tagger};
use crate::evidence::Oid;
use crate::github::client::Client;
use crate::github::failure::{Failure, FailureKind};
use crate::github::graphql::mutate;
use crate::github::release_page::{change, create, delete, delete_asset};
use crate::github::repository::RepositoryName;

/// In an update of refs: there must be none yet.
const MISSING: &str = "0000000000000000000000000000000000000000";

/// Does a step, and notes what of the world is to be looked at again.
pub(super) async fn send(
    client: &Client,
    repository: &RepositoryName,
    cut: &Cut,
    seen: &mut Seen,
    step: &Step,
) -> Result<(), Failure> {
    match step {
        Step::MakeTag { tag, commit, message, tagger } => {
            let facts = tag_facts(tag, commit, message, tagger.as_ref());
            let made: Object = post(client, &repository.path(&["git", "tags"]), &facts).await?;
            seen.there.object = Some(Oid::new(made.sha));
        }
        Step::MakeRef { tag, object, .. } => {
            let facts = json!({"ref": format!("refs/tags/{tag}"), "sha": object});
            let _: Value = post(client, &repository.path(&["git", "refs"]), &facts).await?;
            // Whoever made another tag at the commit meanwhile is looked for at once.
            seen.forget(&[Part::Refs, Part::Tags]);
        }
        Step::MakeDraft { tag, commit, title, body, prerelease } => {
            let facts = json!({
                "tag_name": tag, "target_commitish": commit, "name": title, "body": body, "draft": true,
                "prerelease": prerelease,
            });
            seen.made = Some(create(client, repository, &facts).await?.id);
            seen.forget(&[Part::Releases]);
        }
        Step::DropDraft { release, .. } => {
            delete(client, repository, *release).await?;
            seen.forget(&[Part::Releases]);
        }
        Step::WriteNotes { release, body } => {
            change(client, repository, *release, &json!({"body": body})).await?;
            seen.forget(&[Part::Release]);
        }
        Step::DropAsset { asset, .. } => {
            delete_asset(client, repository, *asset).await?;
            seen.forget(&[Part::Release]);
        }
        Step::Attach { release, name, content_type, .. } => {
            attach(client, cut, seen, (*release, name, content_type)).await?;
            expect(cut, seen, step, Part::Release);
        }
        Step::MoveFloating { tag, from, to } => {
            let variables = json!({
                "repository": seen.node, "name": format!("refs/tags/{tag}"),
                "before": from.as_ref().map_or(MISSING, Oid::as_str), "after": to,
            });
            let _: Value = mutate(client, MOVE_TAG, variables).await?;
            expect(cut, seen, step, Part::Refs);
        }
        Step::Publish { release, prerelease, latest } => {
            // The tag is there, and it is this one: whatever somebody made of the draft meanwhile, no other comes to be.
            let facts = json!({
                "tag_name": cut.tag, "target_commitish": cut.commit, "draft": false, "prerelease": prerelease,
                "make_latest": latest.to_string(),
            });
            change(client, repository, *release, &facts).await?;
            seen.forget(&Part::ALL);
        }
        Step::SetLatest { release, .. } => {
            change(client, repository, *release, &json!({"make_latest": "true"})).await?;
            seen.forget(&Part::ALL);
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Object {
    sha: String,
}

fn tag_facts(tag: &str, commit: &Oid, message: &str, tagger: Option<&Tagger>) -> Value {
    let mut facts = json!({"tag": tag, "message": message, "object": commit, "type": "commit"});
    if let (Some(tagger), Some(facts)) = (tagger, facts.as_object_mut()) {
        let tagger = json!({"name": tagger.name, "email": tagger.email, "date": tagger.date});
        facts.insert("tagger".to_owned(), tagger);
    }
    facts
}

async fn post<T: serde::de::DeserializeOwned>(
    client: &Client,
    place: &str,
    facts: &Value,
) -> Result<T, Failure> {
    client.send(Method::POST, place, Some(facts)).await?.decode()
}

async fn attach(
    client: &Client,
    cut: &Cut,
    seen: &Seen,
    (release, name, content_type): (u64, &str, &str),
) -> Result<(), Failure> {
    let absent = |what: &str| Failure::new(what, false, FailureKind::Refused, "it is not there any more");
    let page = seen.there.releases.iter().find(|one| one.id == release);
    let page = page.ok_or_else(|| absent("the release"))?;
    let asset = cut.assets.iter().find(|asset| asset.name == name).ok_or_else(|| absent("the file"))?;
    let bytes = Bytes::from(asset.bytes.clone());
    client.upload(&page.upload_url, release, name, content_type, bytes).await?;
    Ok(())
}

/// Goes on with what GitHub said is done, until it is looked at.
fn expect(cut: &Cut, seen: &mut Seen, step: &Step, part: Part) {
    seen.there = std::mem::take(&mut seen.there).after(cut, step);
    seen.forget(&[part]);
}
