//! Changed files, over REST: only there do renamed files come with the names that they had, and only there is the
//! difference between two commits.

use serde::Deserialize;

use super::client::Client;
use super::page::read_all;
use super::repository::RepositoryName;
use super::trouble;
use crate::evidence::release::ChangedFile;
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
    tree: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    path: String,
    #[serde(rename = "type")]
    kind: String,
}

impl From<File> for ChangedFile {
    fn from(file: File) -> Self {
        Self { path: file.filename, previous: file.previous_filename.filter(|_| file.status == "renamed") }
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
        Ok(Some(files)) if files.len() >= MOST_OF_COMPARISON => Fact::Unknown(capped(MOST_OF_COMPARISON)),
        Ok(Some(files)) => Fact::Known(List::all(files.into_iter().map(ChangedFile::from).collect())),
        Ok(None) => Fact::Unknown(trouble::malformed("files")),
        Err(failure) => Fact::Unknown(trouble::of_failure(&failure)),
    }
}

/// All files of a commit: what a release without a predecessor brings.
pub(super) async fn all(
    client: &Client,
    repository: &RepositoryName,
    commit: &Oid,
) -> Fact<List<ChangedFile>> {
    let path = format!("{}?recursive=1", repository.path(&["git", "trees", commit.as_str()]));
    match client.get(&path).await.and_then(|answer| answer.decode::<Tree>()) {
        Ok(tree) if tree.truncated => Fact::Unknown(capped(tree.tree.len())),
        // Nothing counts the entries, and a release without a file is none: an empty page is not believed.
        Ok(tree) if tree.tree.is_empty() => Fact::Unknown(trouble::malformed("tree")),
        Ok(tree) => {
            let files = tree.tree.into_iter().filter(|entry| entry.kind != "tree");
            Fact::Known(List::all(
                files.map(|entry| ChangedFile { path: entry.path, previous: None }).collect(),
            ))
        }
        Err(failure) => Fact::Unknown(trouble::of_failure(&failure)),
    }
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
