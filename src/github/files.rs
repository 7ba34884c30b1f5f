//! Changed files, over REST: only there do renamed files come with the names that they had, and only there is the
//! difference between two commits.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::client::Client;
use super::page::read_all;
use super::repository::RepositoryName;
use super::trouble;
use crate::evidence::release::{Change, ChangedFile};
use crate::evidence::{Fact, List, Oid, Reason, Unknown};

/// GitHub lists so many files of a pull request and no more (REST: "List pull requests files").
const MOST_OF_PULL_REQUEST: usize = 3_000;
/// And so many of a comparison (REST: "Compare two commits").
const MOST_OF_COMPARISON: usize = 300;

#[derive(Debug, Deserialize)]
struct File {
    filename: String,
    status: String,
    previous_filename: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Comparison {
    total_commits: u64,
    commits: Vec<serde::de::IgnoredAny>,
    files: Option<Vec<File>>,
}

#[derive(Debug, Deserialize)]
struct Tree {
    truncated: bool,
    tree: Vec<TreeEntry>,
}

/// An entry of a commit's tree. What a folder holds are entries of their own.
#[derive(Debug, Deserialize)]
pub(super) struct TreeEntry {
    pub(super) path: String,
    /// Git's mode in octal digits, as `100644`.
    pub(super) mode: String,
    sha: String,
    #[serde(rename = "type")]
    kind: String,
}

impl From<File> for ChangedFile {
    fn from(file: File) -> Self {
        let change = match file.status.as_str() {
            "added" => Change::Added,
            "modified" | "changed" => Change::Modified,
            "removed" => Change::Removed,
            "renamed" => Change::Renamed,
            "copied" => Change::Copied,
            _ => Change::Other,
        };
        let previous = file.previous_filename.filter(|_| change == Change::Renamed);
        Self { path: file.filename, previous, change }
    }
}

/// The files of a pull request; `total` is GraphQL's count of them.
pub(super) async fn of_pull_request(
    client: &Client,
    repository: &RepositoryName,
    number: u64,
    total: Option<u64>,
) -> Fact<List<ChangedFile>> {
    let path = repository.path(&["pulls", &number.to_string(), "files"]);
    match read_all::<Vec<File>>(client, &path, MOST_OF_PULL_REQUEST).await {
        Ok(files) if files.len() >= MOST_OF_PULL_REQUEST => Fact::Unknown(capped(MOST_OF_PULL_REQUEST)),
        Ok(files) => {
            let total = total.unwrap_or(files.len() as u64);
            Fact::Known(List::new(files.into_iter().map(ChangedFile::from).collect(), total))
        }
        Err(failure) => Fact::Unknown(trouble::of_failure(&failure)),
    }
}

/// The files that differ between two commits, of which the first is an ancestor of the second.
pub(super) async fn between(
    client: &Client,
    repository: &RepositoryName,
    base: &Oid,
    head: &Oid,
) -> Fact<List<ChangedFile>> {
    // The files are on the first page only, all of them, whatever the page of commits.
    let path = format!("{}?per_page=1", repository.path(&["compare", &format!("{base}...{head}")]));
    let comparison = client.get(&path).await.and_then(|answer| answer.decode::<Comparison>());
    // Nothing counts the files. But a page without its commits is none on which to believe that there are no files.
    let is_short = |one: &Comparison| one.commits.is_empty() && one.total_commits > 0;
    match comparison.map(|one| if is_short(&one) { None } else { one.files }) {
        // GitHub shows no more of them, but it lists all files of both commits.
        Ok(Some(files)) if files.len() >= MOST_OF_COMPARISON => {
            differing(client, repository, base, head).await.map(List::all).into()
        }
        Ok(Some(files)) => Fact::Known(List::all(files.into_iter().map(ChangedFile::from).collect())),
        Ok(None) => Fact::Unknown(trouble::malformed("files")),
        Err(failure) => Fact::Unknown(trouble::of_failure(&failure)),
    }
}

/// The files that differ, by the lists of all files of both commits. A file that was moved is one that is gone and one
/// that is new.
async fn differing(
    client: &Client,
    repository: &RepositoryName,
    base: &Oid,
    head: &Oid,
) -> Result<Vec<ChangedFile>, Unknown> {
    let (before, after) = tokio::join!(tree(client, repository, base), tree(client, repository, head));
    let (before, after) = (before?, after?);
    let was: HashMap<&str, &TreeEntry> = before.iter().map(|entry| (entry.path.as_str(), entry)).collect();
    let is: HashSet<&str> = after.iter().map(|entry| entry.path.as_str()).collect();
    let file = |entry: &TreeEntry, change| ChangedFile { path: entry.path.clone(), previous: None, change };
    let removed = before.iter().filter(|entry| !is.contains(entry.path.as_str()));
    let mut files: Vec<ChangedFile> = removed.map(|entry| file(entry, Change::Removed)).collect();
    files.extend(after.iter().filter_map(|entry| match was.get(entry.path.as_str()) {
        None => Some(file(entry, Change::Added)),
        Some(before) if before.sha == entry.sha && before.mode == entry.mode => None,
        Some(_) => Some(file(entry, Change::Modified)),
    }));
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// All files of a commit: what a release without a predecessor brings.
pub(super) async fn all(
    client: &Client,
    repository: &RepositoryName,
    commit: &Oid,
) -> Fact<List<ChangedFile>> {
    let added = |entry: TreeEntry| ChangedFile { path: entry.path, previous: None, change: Change::Added };
    let tree = tree(client, repository, commit).await;
    tree.map(|files| List::all(files.into_iter().map(added).collect())).into()
}

/// Everything in a commit's tree but folders.
///
/// # Errors
/// When it could not be read, GitHub shows only a part of it, or nothing: a release of nothing is no release.
pub(super) async fn tree(
    client: &Client,
    repository: &RepositoryName,
    commit: &Oid,
) -> Result<Vec<TreeEntry>, Unknown> {
    let path = format!("{}?recursive=1", repository.path(&["git", "trees", commit.as_str()]));
    let tree = client.get(&path).await.and_then(|answer| answer.decode::<Tree>());
    let tree = tree.map_err(|failure| trouble::of_failure(&failure))?;
    if tree.truncated {
        return Err(capped(tree.tree.len()));
    }
    if tree.tree.is_empty() {
        return Err(Unknown::new(Reason::Incomplete).detail("the commit's tree came back empty"));
    }
    Ok(tree.tree.into_iter().filter(|entry| entry.kind != "tree").collect())
}

fn capped(most: usize) -> Unknown {
    Unknown::new(Reason::Capped).detail(format!("GitHub lists the first {most} files"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::loopback::{Loopback, answer};
    use super::*;

    async fn read(comparison: Value) -> Result<Vec<ChangedFile>, Unknown> {
        let server = Loopback::saying(vec![answer("200 OK", "", comparison.to_string().as_bytes())]);
        let shop = RepositoryName::parse("octoacme/shop").unwrap();
        let (base, head) = (Oid::new("a"), Oid::new("b"));
        between(&server.client(), &shop, &base, &head).await.whole().map(<[ChangedFile]>::to_vec)
    }

    #[tokio::test]
    async fn an_empty_page_is_not_a_release_without_files() {
        let file = json!({"filename": "web/cart.js", "status": "added"});
        let whole = read(json!({"total_commits": 2, "commits": [{}], "files": [file]})).await.unwrap();
        assert_eq!(whole.len(), 1);
        assert_eq!(read(json!({"total_commits": 2, "commits": [{}], "files": []})).await, Ok(vec![]));
        assert_eq!(read(json!({"total_commits": 0, "commits": [], "files": []})).await, Ok(vec![]));
        for short in [
            json!({"total_commits": 2, "commits": [], "files": []}),
            json!({"total_commits": 2, "commits": [{}]}),
        ] {
            assert_eq!(read(short).await.unwrap_err().reason, Reason::Malformed);
        }
    }
}
