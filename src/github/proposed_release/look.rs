//! One look at what is there.

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

use super::{
    Client, Deserialize, Failure, OLDER, Oid, RepositoryName, THERE, Wish, at_path, json, literal,
    with_fields,
};
use crate::bump::propose::{Branch, Commit, File, PullRequest, State, There};
use crate::evidence::Unknown;
use crate::github::reply::{Node, read};
use crate::github::trouble;

/// What is there, and what is needed to write.
pub(super) struct Look {
    pub(super) there: There,
    /// The repository's id, as GraphQL names it.
    pub(super) repository: String,
    pub(super) viewer: String,
}

/// Where a branch is.
struct Tip {
    oid: Oid,
    as_wished: bool,
}

#[derive(Debug, Deserialize)]
struct Comparison {
    total_commits: u64,
    commits: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    sha: String,
    commit: Message,
    parents: Vec<Parent>,
    author: Option<Author>,
}

#[derive(Debug, Deserialize)]
struct Message {
    message: String,
}

#[derive(Debug, Deserialize)]
struct Parent {
    sha: String,
}

/// GitHub writes an empty object where it knows no account.
#[derive(Debug, Deserialize)]
struct Author {
    login: Option<String>,
}

pub(super) fn there_document<'a>(paths: impl Iterator<Item = &'a str>) -> String {
    let fields = paths
        .enumerate()
        .map(|(index, path)| format!("file{index}: file(path: {}) {{ oid }}", literal(path)));
    let fields: Vec<String> = fields.collect();
    // A fragment must select something.
    with_fields(THERE, if fields.is_empty() { "oid".to_owned() } else { fields.join("\n  ") }.as_str())
}

pub(super) fn older_document(numbers: &[u64]) -> String {
    let field =
        |number: &u64| format!("pull{number}: pullRequest(number: {number}) {{ ...ProposedPullRequest }}");
    with_fields(OLDER, &numbers.iter().map(field).collect::<Vec<_>>().join("\n    "))
}

impl Look {
    pub(super) async fn at(
        client: &Client,
        repository: &RepositoryName,
        wish: &Wish,
    ) -> Result<Self, Failure> {
        let document = there_document(wish.files.iter().map(|file| file.path.as_str()));
        let full = |branch: &str| format!("refs/heads/{branch}");
        let variables = repository.variables(json!({
            "base": full(&wish.base),
            "branch": full(&wish.branch),
            "staging": full(&wish.staging()),
            "head": wish.branch,
            "into": wish.base,
        }));
        let reply = read(client, &document, variables).await?;
        let of = |why: Unknown| unread(&why);
        let node = reply.root().field("repository").map_err(of)?;
        let viewer = reply.root().field("viewer").and_then(|viewer| viewer.text("login")).map_err(of)?;
        let base =
            node.maybe("base").and_then(|found| found.map(|at| at.field("target")?.oid("oid")).transpose());
        let base = base.map_err(of)?;
        let tips =
            (tip(node, "branch", &wish.files).map_err(of)?, tip(node, "staging", &wish.files).map_err(of)?);
        let mut pull_requests = pull_requests(node).map_err(of)?;
        let older = older(node, wish).map_err(of)?;
        if !older.is_empty() {
            let reply = read(client, &older_document(&older), repository.variables(json!({}))).await?;
            let node = reply.root().field("repository").map_err(of)?;
            for number in older {
                let alias = format!("pull{number}");
                pull_requests.push(node.field(&alias).and_then(pull_request).map_err(of)?);
            }
        }
        let base_tip = base.as_ref();
        let beyond = async |tip: Option<Tip>| match (tip, base_tip) {
            (Some(tip), Some(base)) => branch(client, repository, base, tip, &viewer).await.map(Some),
            _ => Ok(None),
        };
        let (branch, staging) = (beyond(tips.0).await?, beyond(tips.1).await?);
        let repository = node.text("id").map_err(of)?;
        Ok(Self { there: There { base, branch, staging, pull_requests }, repository, viewer })
    }
}

fn unread(why: &Unknown) -> Failure {
    trouble::unread("the release pull request", why)
}

fn tip(repository: Node<'_>, name: &'static str, files: &[File]) -> Result<Option<Tip>, Unknown> {
    let Some(reference) = repository.maybe(name)? else { return Ok(None) };
    let target = reference.field("target")?;
    if !target.is("Commit") {
        return Err(trouble::malformed("target"));
    }
    let mut as_wished = true;
    for (index, file) in files.iter().enumerate() {
        let alias = format!("file{index}");
        let there = at_path(target, &alias)?.map(|entry| entry.oid("oid")).transpose()?;
        as_wished &= there.is_some_and(|oid| oid == blob_id(&file.text));
    }
    Ok(Some(Tip { oid: target.oid("oid")?, as_wished }))
}

/// The id that git gives a file of this content.
fn blob_id(text: &str) -> Oid {
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    context.update(format!("blob {}\0", text.len()).as_bytes());
    context.update(text.as_bytes());
    Oid::new(context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// What a branch has beyond the base.
async fn branch(
    client: &Client,
    repository: &RepositoryName,
    base: &Oid,
    tip: Tip,
    viewer: &str,
) -> Result<Branch, Failure> {
    if *base == tip.oid {
        return Ok(Branch { tip: tip.oid, commits: Vec::new(), total: 0, as_wished: tip.as_wished });
    }
    let range = format!("{base}...{}", tip.oid);
    let comparison: Comparison = client.get(&repository.path(&["compare", &range])).await?.decode()?;
    let commit = |entry: Entry| {
        let by = entry.author.and_then(|author| author.login);
        Commit {
            oid: Oid::new(entry.sha),
            parents: entry.parents.into_iter().map(|parent| Oid::new(parent.sha)).collect(),
            own: by.as_deref().is_some_and(|login| is_account(login, viewer)),
            by,
            message: entry.commit.message,
        }
    };
    let commits = comparison.commits.into_iter().map(commit).collect();
    Ok(Branch { tip: tip.oid, commits, total: comparison.total_commits, as_wished: tip.as_wished })
}

/// Whether a login of REST is the account that GraphQL shows: an app has `[bot]` behind its name in REST, and may lack it in
/// GraphQL. No person's login can have brackets.
fn is_account(login: &str, viewer: &str) -> bool {
    let is = |other: &str| login.eq_ignore_ascii_case(other);
    is(viewer) || login.strip_suffix("[bot]").is_some_and(|app| app.eq_ignore_ascii_case(viewer))
}

fn pull_requests(repository: Node<'_>) -> Result<Vec<PullRequest>, Unknown> {
    let nodes = repository.field("own")?.items("nodes")?;
    let here = nodes.into_iter().filter(|node| node.flag("isCrossRepository") != Ok(true));
    here.map(pull_request).collect()
}

fn pull_request(node: Node<'_>) -> Result<PullRequest, Unknown> {
    let state = match node.text("state")?.as_str() {
        "OPEN" => State::Open,
        "CLOSED" => State::Closed,
        "MERGED" => State::Merged,
        _ => return Err(trouble::malformed("state")),
    };
    let labels = node.maybe("labels")?.map(|labels| labels.items("nodes")).transpose()?.unwrap_or_default();
    Ok(PullRequest {
        number: node.number("number")?,
        url: node.text("url")?,
        state,
        own: node.flag("viewerDidAuthor")?,
        title: node.text("title")?,
        body: node.text("body")?,
        branch: node.text("headRefName")?,
        base: node.text("baseRefName")?,
        labels: labels.into_iter().map(|label| label.text("name")).collect::<Result<_, _>>()?,
    })
}

/// The open pull requests of this account that propose other versions.
fn older(repository: Node<'_>, wish: &Wish) -> Result<Vec<u64>, Unknown> {
    let mut numbers = Vec::new();
    for node in repository.field("open")?.items("nodes")? {
        let own = node.flag("viewerDidAuthor")? && !node.flag("isCrossRepository")?;
        if own && wish.is_sibling(&node.text("headRefName")?) {
            numbers.push(node.number("number")?);
        }
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_id_that_git_gives_it() {
        assert_eq!(blob_id("").as_str(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(blob_id("hello\n").as_str(), "ce013625030ba8dba906f756967f9e9ca394464a");
    }

    #[test]
    fn an_app_is_known_by_both_of_its_names() {
        for (login, viewer, same) in [
            ("github-actions[bot]", "github-actions[bot]", true),
            ("github-actions[bot]", "github-actions", true),
            ("Mona", "mona", true),
            ("mona", "mona[bot]", false),
            ("hubot", "mona", false),
        ] {
            assert_eq!(is_account(login, viewer), same, "{login}, {viewer}");
        }
    }
}
