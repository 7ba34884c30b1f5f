//! What release notes are checked by: templates at the policy's commit, the notes of the release before, the texts of the
//! newest releases, and since when a file of notes is as it is.
//!
//! All but the last is asked for in the document of evidence, in fields of its own: who asks for no notes pays nothing.

use jiff::Timestamp;
use serde_json::json;

use super::client::Client;
use super::document::{document, literal, with_fields};
use super::releases;
use super::reply::{Reply, read};
use super::repository::RepositoryName;
use super::text_file::text_file;
use super::trouble;
use crate::evidence::needs::{Base, NotesNeeds, Reading, ReleaseReading};
use crate::evidence::origin::Push;
use crate::evidence::release::Relation;
use crate::evidence::{Evidence, Fact, Oid, PolicyFile, PreviousNotes, Reason, Unknown};

const PREVIOUS: &str = include_str!("queries/previous_notes.graphql");
const TIPS: &str = include_str!("queries/tips.graphql");

/// So many templates are read. They are in the first document.
pub(super) const MOST_TEMPLATES: usize = 50;
/// So many tips of a branch are looked at in one document.
pub(super) const TIPS_AT_A_TIME: usize = 50;

/// What to ask for beside the rest of the evidence.
pub(super) struct Asked<'a> {
    needs: &'a NotesNeeds,
    policy_commit: &'a Oid,
    /// The tag that is the previous release in all likelihood.
    previous: Option<&'a str>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(reading: &'a Reading, policy_commit: &'a Oid) -> Self {
        let needs = &reading.needs.notes;
        let release = reading.subject.release().filter(|_| needs.previous);
        let previous = release.and_then(|release| release.bases.first()).map(|base| base.tag.as_str());
        Self { needs, policy_commit, previous }
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.needs.releases && self.previous.is_none() && self.needs.templates.is_empty()
    }

    /// The fields of the document; nothing for nothing. What GitHub refuses of one must not take the others with it.
    pub(super) fn fields(&self) -> String {
        let mut fields = Vec::new();
        if !self.needs.templates.is_empty() {
            let files = self.needs.templates.iter().take(MOST_TEMPLATES).enumerate().map(|(index, path)| {
                format!("template{index}: file(path: {}) {{ object {{ ...TextFile }} }}", literal(path))
            });
            let files: Vec<String> = files.collect();
            let commit = literal(self.policy_commit.as_str());
            fields.push(format!(
                "templatesOf: repository(owner: $owner, name: $name) {{\n    object(oid: {commit}) {{\n      __typename\n      \
                 ... on Commit {{\n        oid\n        {}\n      }}\n    }}\n  }}",
                files.join("\n        ")
            ));
        }
        if let Some(tag) = self.previous {
            let tag = literal(tag);
            fields.push(format!(
                "previousNotesOf: repository(owner: $owner, name: $name) {{ release(tagName: {tag}) {{ ...PreviousNotes }} }}"
            ));
        }
        if self.needs.releases {
            fields.push(format!(
                "newestReleasesOf: repository(owner: $owner, name: $name) {{\n    releases(first: {}, orderBy: \
                 {{field: CREATED_AT, direction: DESC}}) {{ nodes {{ ...ReleaseNotes }} }}\n  }}",
                releases::NEWEST
            ));
        }
        fields.join("\n  ")
    }

    /// What the document showed of the templates.
    pub(super) fn templates(&self, reply: &Reply) -> Vec<PolicyFile> {
        let commit = || {
            let node = reply.root().field("templatesOf")?.field("object")?;
            // The commit is asked for by its id, and must be the one that answers.
            if !node.is("Commit") || node.oid("oid")? != *self.policy_commit {
                return Err(trouble::malformed("object"));
            }
            Ok(node)
        };
        let text = |index: usize| {
            if index >= MOST_TEMPLATES {
                let detail = format!("the first {MOST_TEMPLATES} templates of a policy are read");
                return Err(Unknown::new(Reason::Capped).detail(detail));
            }
            let name = format!("template{index}");
            Ok(text_file(commit()?, &name)?.map(|file| file.text))
        };
        let templates = self.needs.templates.iter().enumerate();
        templates.map(|(index, path)| PolicyFile { path: path.clone(), text: text(index).into() }).collect()
    }

    /// What the document showed of the notes of the release before.
    pub(super) fn previous(&self, reply: &Reply) -> Fact<Option<PreviousNotes>> {
        match self.previous {
            Some(tag) => shown(reply, "previousNotesOf", tag).map(Some).into(),
            None => Fact::NotCollected,
        }
    }
}

/// The notes of a release that is published, under `name`.
fn shown(reply: &Reply, name: &str, tag: &str) -> Result<PreviousNotes, Unknown> {
    let tag = tag.to_owned();
    let none = |tag| Ok(PreviousNotes { tag, text: None });
    let release = match reply.root().field(name)?.maybe("release") {
        Ok(Some(release)) => release,
        Ok(None) => return none(tag),
        Err(why) if why.reason == Reason::NotFound => return none(tag),
        Err(why) => return Err(why),
    };
    if release.text("tagName")? != tag {
        return Err(trouble::malformed("release"));
    }
    if release.flag("isDraft")? {
        return none(tag);
    }
    let text = release.maybe_text("description")?.unwrap_or_default();
    Ok(PreviousNotes { tag, text: Some(text) })
}

/// The notes of the release before, once it is known which that is: read anew, if the document of evidence was asked for
/// another's.
pub(super) async fn previous(
    client: &Client,
    repository: &RepositoryName,
    release: &ReleaseReading,
    evidence: &Evidence,
    early: Fact<Option<PreviousNotes>>,
) -> Fact<Option<PreviousNotes>> {
    let base = match evidence.range.known() {
        Ok(range) => range.base.as_ref(),
        Err(why) => return Fact::Unknown(why),
    };
    let Some(base) = base else { return Fact::Known(None) };
    let relations = evidence.bases.value().map(Vec::as_slice).unwrap_or_default();
    let Some(tag) = tag_of(&release.bases, relations, base) else { return Fact::Known(None) };
    if release.bases.first().is_some_and(|first| first.tag == tag) {
        return early;
    }
    let variables = repository.variables(json!({"tag": tag}));
    let reply = Reply::or_failed(read(client, &document(PREVIOUS), variables).await);
    shown(&reply, "repository", tag).map(Some).into()
}

/// The tag that is the base: of those at this commit the best, as it was found to be an ancestor. `None`: the range begins
/// at a commit that the policy names.
fn tag_of<'a>(bases: &'a [Base], relations: &[Relation], commit: &Oid) -> Option<&'a str> {
    let ancestor = |base: &&Base| {
        let reference = format!("refs/tags/{}", base.tag);
        relations.iter().any(|one| one.reference == reference && one.behind == 0)
    };
    let mut here = bases.iter().filter(|base| base.commit == *commit);
    here.clone().find(ancestor).or_else(|| here.next()).map(|base| base.tag.as_str())
}

/// Since when the file is, at the tip of the branch whose pushes were read, as it is in the judged commit.
pub(super) async fn since(
    client: &Client,
    repository: &RepositoryName,
    reading: &Reading,
    evidence: &Evidence,
) -> Fact<Timestamp> {
    let Some(path) = &reading.needs.notes.history_of else { return Fact::NotCollected };
    let commit = reading.subject.commit();
    let read = async {
        let arrivals = evidence.arrivals_of(commit)?;
        let of_commit = arrivals.pushes.whole().and_then(|pushes| {
            let made = pushes.iter().position(|push| push.after.as_ref() == Some(commit));
            let none = || Unknown::new(Reason::NotFound).detail("no push made it the tip of the branch");
            pushes.get(made.ok_or_else(none)?..).ok_or_else(none)
        });
        match of_commit {
            Ok(pushes) => unchanged_since(client, repository, path, pushes).await,
            // The commit was there when its first check suite was made, and with it the file.
            Err(why) => {
                let suites = arrivals.suites.value().and_then(|list| list.seen().iter().min());
                suites.copied().ok_or(why)
            }
        }
    };
    read.await.into()
}

/// The oldest push of the last run of pushes, newest first, after which the file was as after the first of them.
async fn unchanged_since(
    client: &Client,
    repository: &RepositoryName,
    path: &str,
    pushes: &[Push],
) -> Result<Timestamp, Unknown> {
    let mut now: Option<Option<Oid>> = None;
    let mut since = None;
    for some in pushes.chunks(TIPS_AT_A_TIME) {
        let tips: Vec<Option<Oid>> = some.iter().map(|push| push.after.clone()).collect();
        let reply = read(client, &tips_document(&tips, path), repository.variables(json!({}))).await;
        let reply = Reply::or_failed(reply);
        for (index, push) in some.iter().enumerate() {
            let alias = format!("tip{index}");
            let blob = match now {
                Some(_) => blob_at(&reply, &alias, push.after.is_some())?,
                // The file was read at this very commit, so that an answer without it is short.
                None => Some(reply.root().field("repository")?.field(&alias)?.oid("oid")?),
            };
            if *now.get_or_insert_with(|| blob.clone()) != blob {
                return since.ok_or_else(|| trouble::of_null("tip"));
            }
            since = Some(push.at);
        }
    }
    since.ok_or_else(|| Unknown::new(Reason::NotFound).detail("no push of the branch is known"))
}

/// The id of what the path held; `None`: it held nothing, or the branch was deleted.
fn blob_at(reply: &Reply, alias: &str, asked: bool) -> Result<Option<Oid>, Unknown> {
    if !asked {
        return Ok(None);
    }
    match reply.root().field("repository")?.maybe(alias) {
        Ok(Some(node)) => node.oid("oid").map(Some),
        Ok(None) => Ok(None),
        Err(why) if why.reason == Reason::NotFound => Ok(None),
        Err(why) => Err(why),
    }
}

/// The document that asks for what a path held at these tips.
pub(super) fn tips_document(tips: &[Option<Oid>], path: &str) -> String {
    let tips = tips.iter().enumerate().filter_map(|(index, tip)| Some((index, tip.as_ref()?)));
    let fields = tips.map(|(index, tip)| {
        format!("tip{index}: object(expression: {}) {{ oid }}", literal(&format!("{tip}:{path}")))
    });
    let fields: Vec<String> = fields.collect();
    with_fields(TIPS, &fields.join("\n    "))
}

/// A reading that has all that the others need: since when a file is as it is, pushes tell.
pub(super) fn with_arrivals(reading: &Reading) -> Reading {
    let mut reading = reading.clone();
    reading.needs.consents.arrivals |= reading.needs.notes.history_of.is_some();
    reading
}

#[cfg(test)]
mod tests;
