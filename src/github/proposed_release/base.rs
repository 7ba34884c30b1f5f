//! The files at the tip of the base branch, from which those of the release are made.

use super::{
    BASE_FILES, Client, Deserialize, Engine, Failure, FailureKind, Oid, RepositoryName, STANDARD, at_path,
    json, literal, with_fields,
};
use crate::evidence::Unknown;
use crate::github::reply::{Node, read};
use crate::github::trouble;

/// The files at the tip of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseFiles {
    /// The tip.
    pub tip: Oid,
    /// Those that are there, by path, in the order in which they were asked for.
    pub files: Vec<(String, BaseFile)>,
}

/// A file at the tip of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseFile {
    /// A text.
    Text(String),
    /// It can be executed, and a commit made through GraphQL would take that from it.
    Executable,
    /// A symbolic link, a folder, a submodule.
    NoFile,
    /// It is no text in UTF-8.
    Binary,
}

#[derive(Debug, Deserialize)]
struct Blob {
    content: String,
    encoding: String,
}

pub(super) fn document(paths: &[&str]) -> String {
    let field = |(index, path): (usize, &&str)| {
        let path = literal(path);
        format!(
            "file{index}: file(path: {path}) {{ mode object {{ __typename oid ... on Blob {{ isBinary isTruncated text }} }} }}"
        )
    };
    with_fields(BASE_FILES, &paths.iter().enumerate().map(field).collect::<Vec<_>>().join("\n          "))
}

/// Reads these files at the tip of a branch; `None`: there is no such branch. At least one path must be given.
///
/// # Errors
/// Any [`Failure`]: what is there must be known before it is written over.
pub async fn base_files(
    client: &Client,
    repository: &str,
    branch: &str,
    paths: &[&str],
) -> Result<Option<BaseFiles>, Failure> {
    let repository = RepositoryName::parse(repository)?;
    let variables = repository.variables(json!({"base": format!("refs/heads/{branch}")}));
    let reply = read(client, &document(paths), variables).await?;
    let of = |why: Unknown| trouble::unread(&format!("the files of {branch}"), &why);
    let base =
        reply.root().field("repository").and_then(|repository| repository.maybe("base")).map_err(of)?;
    let Some(base) = base else { return Ok(None) };
    let target = base.field("target").map_err(of)?;
    let tip = target.oid("oid").map_err(of)?;
    let mut files = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let alias = format!("file{index}");
        let Some(found) = seen(target, &alias).map_err(of)? else { continue };
        let file = match found {
            Seen::File(file) => file,
            Seen::Truncated(oid) => whole(client, &repository, &oid).await?,
        };
        files.push(((*path).to_owned(), file));
    }
    Ok(Some(BaseFiles { tip, files }))
}

/// A file as the document shows it.
enum Seen {
    File(BaseFile),
    /// Only its beginning; the id of the whole.
    Truncated(Oid),
}

fn seen(commit: Node<'_>, alias: &str) -> Result<Option<Seen>, Unknown> {
    let Some(entry) = at_path(commit, alias)? else { return Ok(None) };
    let file = match entry.number("mode")? {
        0o100_755 => BaseFile::Executable,
        0o100_644 | 0o100_664 => {
            let blob = entry.field("object")?;
            if !blob.is("Blob") {
                return Err(trouble::malformed("object"));
            }
            if blob.flag("isTruncated")? {
                return blob.oid("oid").map(|oid| Some(Seen::Truncated(oid)));
            }
            if blob.flag("isBinary")? { BaseFile::Binary } else { BaseFile::Text(blob.text("text")?) }
        }
        _ => BaseFile::NoFile,
    };
    Ok(Some(Seen::File(file)))
}

/// All of a file of which GraphQL shows the beginning: GitHub sends up to 100 MB over REST.
async fn whole(client: &Client, repository: &RepositoryName, oid: &Oid) -> Result<BaseFile, Failure> {
    let place = repository.path(&["git", "blobs", oid.as_str()]);
    let blob: Blob = client.get(&place).await?.decode()?;
    let encoded: String = blob.content.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = (blob.encoding == "base64").then(|| STANDARD.decode(encoded).ok()).flatten();
    let malformed =
        || Failure::new(&format!("GET {place}"), false, FailureKind::Refused, "its content is not base64");
    let text = String::from_utf8(bytes.ok_or_else(malformed)?);
    Ok(text.map_or(BaseFile::Binary, BaseFile::Text))
}
