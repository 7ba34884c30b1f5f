//! Files at the judged commit: whether they are there, and what is in them.
//!
//! Paths that are known are asked for in the document that is sent anyway. Globs take the list of all files first, and
//! then the texts of those that fit.

use std::collections::BTreeMap;

use serde_json::json;

use super::client::Client;
use super::document::{literal, with_fields};
use super::files::{self, TreeEntry};
use super::reply::{Node, Reply, read};
use super::repository::RepositoryName;
use super::together::together;
use super::trouble;
use crate::evidence::file::{Content, Entry, EntryKind, FittingFiles, NamedFile};
use crate::evidence::needs::{FilePlace, Needs, Reading};
use crate::evidence::{Fact, Files, List, Oid, Reason, Unknown};
use crate::paths::Glob;

const FILES: &str = include_str!("queries/files.graphql");

/// So many files are asked for in one document.
pub(super) const AT_A_TIME: usize = 50;
/// The texts of so many files are read for one glob.
const MOST_TEXTS: usize = 100;

/// A path that is asked for, and whether its text is.
pub(super) type Wanted = (String, bool);

/// The paths that are asked for by name.
pub(super) fn paths(needs: &Needs) -> Vec<Wanted> {
    let path = |place: &FilePlace| match place {
        FilePlace::Path(path) => Some(path.clone()),
        FilePlace::Glob(_) => None,
    };
    both(needs, path)
}

fn globs(needs: &Needs) -> Vec<Wanted> {
    let glob = |place: &FilePlace| match place {
        FilePlace::Glob(glob) => Some(glob.clone()),
        FilePlace::Path(_) => None,
    };
    both(needs, glob)
}

fn both(needs: &Needs, name: impl Fn(&FilePlace) -> Option<String>) -> Vec<Wanted> {
    let mut wanted: BTreeMap<String, bool> =
        needs.files.iter().filter_map(&name).map(|one| (one, false)).collect();
    wanted.extend(needs.texts.iter().filter_map(&name).map(|one| (one, true)));
    wanted.into_iter().collect()
}

/// The fields of a document that ask for these files of a commit.
pub(super) fn fields(wanted: &[Wanted]) -> String {
    let field = |(index, (path, text)): (usize, &Wanted)| {
        let selected = if *text { "...EntryText" } else { "mode" };
        format!("file{index}: file(path: {}) {{ {selected} }}", literal(path))
    };
    let fields: Vec<String> = wanted.iter().enumerate().map(field).collect();
    fields.join("\n        ")
}

/// What a document showed of these files. The commit is asked for by its id, and must be the one that answers.
pub(super) fn shown(reply: &Reply, commit: &Oid, wanted: &[Wanted]) -> Vec<NamedFile> {
    let at = at_commit(reply, commit);
    let file = |(index, (path, text)): (usize, &Wanted)| {
        let alias = format!("file{index}");
        let entry = at.as_ref().map_err(Clone::clone).and_then(|at| entry(*at, &alias, *text));
        NamedFile { path: path.clone(), entry: entry.into() }
    };
    wanted.iter().enumerate().map(file).collect()
}

fn at_commit<'a>(reply: &'a Reply, commit: &Oid) -> Result<Node<'a>, Unknown> {
    let node = reply.root().field("repository")?.field("filesAt")?;
    if !node.is("Commit") || node.oid("oid")? != *commit {
        return Err(trouble::malformed("filesAt"));
    }
    Ok(node)
}

fn entry(commit: Node<'_>, alias: &str, text: bool) -> Result<Option<Entry>, Unknown> {
    let entry = match commit.maybe(alias) {
        Ok(Some(entry)) => entry,
        Ok(None) => return Ok(None),
        // The commit itself is readable, so this is no matter of rights.
        Err(why) if why.reason == Reason::NotFound => return Ok(None),
        Err(why) => return Err(why),
    };
    let kind = match entry.number("mode")? {
        0o100_644 | 0o100_755 | 0o100_664 => EntryKind::File,
        0o120_000 => EntryKind::Link,
        0o040_000 => EntryKind::Folder,
        0o160_000 => EntryKind::Submodule,
        _ => EntryKind::Other,
    };
    let content = if text && kind == EntryKind::File { content(entry).into() } else { Fact::NotCollected };
    Ok(Some(Entry { kind, content }))
}

fn content(entry: Node<'_>) -> Result<Content, Unknown> {
    let blob = entry.field("object")?;
    if !blob.is("Blob") {
        return Err(trouble::malformed("object"));
    }
    if blob.flag("isTruncated")? {
        return Ok(Content::TooLarge);
    }
    match blob.maybe("isBinary")? {
        Some(_) if blob.flag("isBinary")? => return Ok(Content::Binary),
        Some(_) => {}
        // GitHub does not say of what it cannot tell.
        None => return Err(trouble::of_null("isBinary")),
    }
    blob.text("text").map(Content::Text)
}

/// What was read beside the first document: further paths, and globs.
pub(super) struct Beyond {
    named: Vec<NamedFile>,
    fitting: Vec<FittingFiles>,
}

/// Reads the paths that did not fit into the first document, and what the globs fit.
pub(super) async fn beyond(client: &Client, repository: &RepositoryName, reading: &Reading) -> Beyond {
    let at = At { client, repository, commit: reading.subject.commit() };
    let further: Vec<Wanted> = paths(&reading.needs).into_iter().skip(AT_A_TIME).collect();
    let globs = globs(&reading.needs);
    let (named, fitting) = tokio::join!(at.read(&further), at.fitting(&globs));
    Beyond { named, fitting }
}

/// All that was looked for; not collected where nothing was.
pub(super) fn found(reading: &Reading, first: Vec<NamedFile>, beyond: Beyond) -> Fact<Files> {
    if reading.needs.files.is_empty() && reading.needs.texts.is_empty() {
        return Fact::NotCollected;
    }
    let named = first.into_iter().chain(beyond.named).collect();
    Fact::Known(Files { commit: reading.subject.commit().clone(), named, fitting: beyond.fitting })
}

/// The commit whose files are read.
struct At<'a> {
    client: &'a Client,
    repository: &'a RepositoryName,
    commit: &'a Oid,
}

impl At<'_> {
    async fn read(&self, wanted: &[Wanted]) -> Vec<NamedFile> {
        let batches = wanted.chunks(AT_A_TIME).map(|batch| async move {
            let variables = self.repository.variables(json!({"commit": self.commit}));
            let reply = read(self.client, &files_document(batch), variables).await;
            shown(&Reply::or_failed(reply), self.commit, batch)
        });
        together(batches).await.into_iter().flatten().collect()
    }

    async fn fitting(&self, globs: &[Wanted]) -> Vec<FittingFiles> {
        if globs.is_empty() {
            return Vec::new();
        }
        let tree = files::tree(self.client, self.repository, self.commit).await;
        together(globs.iter().map(|(glob, text)| self.fitting_one(glob, *text, &tree))).await
    }

    async fn fitting_one(
        &self,
        glob: &str,
        text: bool,
        tree: &Result<Vec<TreeEntry>, Unknown>,
    ) -> FittingFiles {
        let parsed = Glob::parse(glob).map_err(|why| Unknown::new(Reason::Ambiguous).detail(why));
        let fitting = tree.as_ref().map_err(Clone::clone).and_then(|tree| {
            let parsed = parsed?;
            Ok(tree.iter().filter(|entry| parsed.matches(&entry.path)).collect::<Vec<_>>())
        });
        let mut files: Vec<NamedFile> = match fitting {
            Ok(fitting) => fitting.into_iter().map(listed).collect(),
            Err(why) => return FittingFiles { glob: glob.to_owned(), files: Fact::Unknown(why) },
        };
        if text {
            self.add_texts(&mut files).await;
        }
        FittingFiles { glob: glob.to_owned(), files: Fact::Known(List::all(files)) }
    }

    /// Reads the texts of the first files; of those beyond the cap it is said that they were not read.
    async fn add_texts(&self, files: &mut [NamedFile]) {
        let wanted: Vec<Wanted> =
            files.iter().take(MOST_TEXTS).map(|file| (file.path.clone(), true)).collect();
        let read = self.read(&wanted).await;
        for (file, read) in files.iter_mut().zip(read) {
            file.entry = match read.entry {
                // The list of all files has it, so an answer that has not is short.
                Fact::Known(None) => Fact::Unknown(trouble::of_null("file")),
                entry => entry,
            };
        }
        for file in files.iter_mut().skip(MOST_TEXTS) {
            let detail = format!("the texts of the first {MOST_TEXTS} files that a glob fits are read");
            file.entry = Fact::Unknown(Unknown::new(Reason::Capped).detail(detail));
        }
    }
}

/// An entry as the list of all files shows it.
fn listed(entry: &TreeEntry) -> NamedFile {
    let kind = match entry.mode.as_str() {
        "100644" | "100755" | "100664" => EntryKind::File,
        "120000" => EntryKind::Link,
        "160000" => EntryKind::Submodule,
        _ => EntryKind::Other,
    };
    let entry_of = Entry { kind, content: Fact::NotCollected };
    NamedFile { path: entry.path.clone(), entry: Fact::Known(Some(entry_of)) }
}

/// The document that asks for these files.
pub(super) fn files_document(wanted: &[Wanted]) -> String {
    with_fields(FILES, &fields(wanted))
}

#[cfg(test)]
mod tests;
