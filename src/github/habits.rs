//! What a repository shows of how its team releases, for `holdpoint init`.
//!
//! Each part is a fact by itself: what a token is not shown leaves the rest as it is. Of long lists the newest part is
//! enough, because habits are looked for and nothing is judged.

use serde_json::json;

use super::checks;
use super::client::Client;
use super::contents::{self, Wanted};
use super::document::document;
use super::failure::Failure;
use super::files;
use super::reply::{Node, Reply, Variables, read};
use super::repository::RepositoryName;
use super::required_checks::required_checks;
use super::together::together;
use super::trouble;
use super::width::Width;
use crate::evidence::file::Content;
use crate::evidence::habits::{Habits, SeenIssue, SeenPull, SeenRelease, SeenText};
use crate::evidence::release::Repository;
use crate::evidence::{Fact, List, Oid, Unknown};

const HABITS: &str = include_str!("queries/habits.graphql");
const TEAMS: &str = include_str!("queries/habits_teams.graphql");
const CHECKS: &str = include_str!("queries/checks.graphql");

/// Looks at a repository, `owner/name`; `wanted` says of the paths that there are whose texts are to be read.
///
/// # Errors
/// The repository could not be read at all.
pub async fn habits(
    client: &Client,
    repository: &str,
    wanted: impl Fn(&[String]) -> Vec<String>,
) -> Result<Habits, Failure> {
    let name = RepositoryName::parse(repository)?;
    let reply = read(client, &document(HABITS), name.variables(json!({}))).await?;
    let seen = repository_of(&reply).map_err(|why| trouble::unread("", &why))?;
    let commit = &seen.default_commit;
    let owner = repository.split('/').next().unwrap_or_default();
    let (tree, checks, teams) =
        tokio::join!(files::tree(client, &name, commit), at_tip(client, &name, commit), teams(client, owner));
    let paths = tree.map(|tree| List::all(tree.into_iter().map(|entry| entry.path).collect()));
    let paths: Fact<List<String>> = paths.into();
    let texts = texts(client, &name, commit, wanted(paths.seen())).await;
    let at = client.github_time().ok_or_else(|| trouble::unread("", &trouble::malformed("Date")))?;
    let required = required_checks(&reply, &seen.default_branch);
    let list = |read: Result<Node<'_>, Unknown>| read.and_then(names);
    Ok(Habits {
        at,
        // A token of an installation may have no viewer.
        viewer: reply.root().login("viewer").unwrap_or_default(),
        labels: list(field(&reply, "firstLabels")).into(),
        milestones: part(&reply, "milestonesOf", "milestones")
            .and_then(|node| each(node, |one| one.text("title")))
            .into(),
        tags: list(field(&reply, "tags")).into(),
        branches: list(field(&reply, "branches")).into(),
        merged: merged(&reply).into(),
        commits: commits(&reply).into(),
        releases: part(&reply, "releasesOf", "releases").and_then(releases).into(),
        issues: part(&reply, "issuesOf", "issues").and_then(|node| each(node, issue)).into(),
        repository: seen,
        paths,
        texts,
        checks,
        required,
        teams,
    })
}

fn field<'a>(reply: &'a Reply, name: &'a str) -> Result<Node<'a>, Unknown> {
    part(reply, "repository", name)
}

/// A field of the repository where it stands by itself.
fn part<'a>(reply: &'a Reply, of: &'a str, name: &'a str) -> Result<Node<'a>, Unknown> {
    reply.root().field(of)?.field(name)
}

/// The merged pull requests. Whether they were planned is another right; where that is not shown, they were not.
fn merged(reply: &Reply) -> Result<List<SeenPull>, Unknown> {
    let mut pulls = part(reply, "pullRequestsOf", "pullRequests").and_then(|node| each(node, pull))?;
    let planned = part(reply, "plannedOf", "pullRequests");
    let planned = planned.and_then(|node| each(node, |one| Ok(one.maybe("milestone")?.is_some())));
    if let Ok(planned) = planned.as_ref().map(List::seen)
        && planned.len() == pulls.seen().len()
    {
        let total = pulls.total();
        let both = pulls.seen().iter().cloned().zip(planned);
        let items = both.map(|(pull, planned)| SeenPull { in_milestone: *planned, ..pull }).collect();
        pulls = List::new(items, total);
    }
    Ok(pulls)
}

fn repository_of(reply: &Reply) -> Result<Repository, Unknown> {
    let node = reply.root().field("repository")?;
    let default = node.field("defaultBranchRef")?;
    Ok(Repository {
        name: node.text("nameWithOwner")?,
        url: node.text("url")?,
        private: node.flag("isPrivate")?,
        default_branch: default.text("name")?,
        default_commit: default.field("target")?.oid("oid")?,
    })
}

fn each<'a, T>(list: Node<'a>, item: impl Fn(Node<'a>) -> Result<T, Unknown>) -> Result<List<T>, Unknown> {
    let items = list.items("nodes")?.into_iter().map(item).collect::<Result<_, _>>()?;
    Ok(List::new(items, list.number("totalCount")?))
}

fn names(list: Node<'_>) -> Result<List<String>, Unknown> {
    each(list, |one| one.text("name"))
}

fn labels(node: Node<'_>) -> Result<Vec<String>, Unknown> {
    node.field("labels")?.items("nodes")?.into_iter().map(|label| label.text("name")).collect()
}

fn pull(node: Node<'_>) -> Result<SeenPull, Unknown> {
    Ok(SeenPull {
        title: node.text("title")?,
        labels: labels(node)?,
        in_milestone: false,
        approved: node.field("reviews")?.number("totalCount")? > 0,
    })
}

fn issue(node: Node<'_>) -> Result<SeenIssue, Unknown> {
    Ok(SeenIssue {
        number: node.number("number")?,
        title: node.text("title")?,
        body: node.text("body")?,
        labels: labels(node)?,
    })
}

/// Drafts are shown to some tokens only, and are nobody's habit yet.
fn releases(list: Node<'_>) -> Result<List<SeenRelease>, Unknown> {
    let total = list.number("totalCount")?;
    let mut published = Vec::new();
    let mut drafts = 0;
    for release in list.items("nodes")? {
        if release.flag("isDraft")? {
            drafts += 1;
        } else {
            published.push(SeenRelease { tag: release.text("tagName")?, author: release.login("author")? });
        }
    }
    Ok(List::new(published, total.saturating_sub(drafts)))
}

fn commits(reply: &Reply) -> Result<List<bool>, Unknown> {
    let history = part(reply, "historyOf", "defaultBranchRef")?.field("target")?.field("history")?;
    each(history, |commit| Ok(commit.field("associatedPullRequests")?.number("totalCount")? > 0))
}

async fn at_tip(client: &Client, repository: &RepositoryName, commit: &Oid) -> Fact<crate::evidence::Checks> {
    let variables = json!({"commit": commit, "workflows": true, "page": false, "after": null});
    let reply = Width::new().read(client, CHECKS, repository.variables(variables)).await;
    checks::at(client, repository, commit, &Reply::or_failed(reply)).await
}

async fn teams(client: &Client, organization: &str) -> Fact<List<String>> {
    let variables = Variables::from_iter([("organization".to_owned(), json!(organization))]);
    let reply = Reply::or_failed(read(client, &document(TEAMS), variables).await);
    let teams = reply.root().field("organization").and_then(|organization| organization.field("teams"));
    teams.and_then(|teams| each(teams, |team| team.text("slug"))).into()
}

async fn texts(
    client: &Client,
    repository: &RepositoryName,
    commit: &Oid,
    paths: Vec<String>,
) -> Vec<SeenText> {
    let wanted: Vec<Wanted> = paths.into_iter().map(|path| (path, true)).collect();
    let batches = wanted.chunks(contents::AT_A_TIME).map(|batch| async move {
        let variables = repository.variables(json!({"commit": commit}));
        let reply = read(client, &contents::files_document(batch), variables).await;
        contents::shown(&Reply::or_failed(reply), commit, batch)
    });
    let found = together(batches).await.into_iter().flatten();
    let text = |content: Content| match content {
        Content::Text(text) => Some(text),
        Content::Binary | Content::TooLarge => None,
    };
    let seen = found.map(|file| {
        let content = match file.entry {
            Fact::Known(Some(entry)) => entry.content.map(text),
            Fact::Known(None) => Fact::Known(None),
            Fact::Unknown(why) => Fact::Unknown(why),
            Fact::NotCollected => Fact::NotCollected,
        };
        SeenText { path: file.path, text: content }
    });
    seen.collect()
}
