//! What surrounds a gate: the tokens' rights, rulesets, branch protection, releases, people and teams.
//!
//! Nothing fails here, and nothing is written. What could not be read is an unknown fact.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::alerts::Source;
use super::client::Client;
use super::collect::Clients;
use super::failure::{Failure, FailureKind};
use super::reply::{Node, Reply, read};
use super::repository::RepositoryName;
use super::together::together;
use super::{document, issue, team, trouble};
use crate::evidence::issue::Permission;
use crate::evidence::settings::{ImmutableReleases, Settings, Token};
use crate::evidence::{Access, Fact, Login, Reason, TeamName, Unknown};

mod branches;
mod rulesets;
#[cfg(test)]
mod tests;

const RIGHTS: &str = include_str!("queries/rights.graphql");
const ADMINISTRATION: &str = include_str!("queries/administration.graphql");
const RULESETS: &str = include_str!("queries/rulesets.graphql");
const BRANCH: &str = include_str!("queries/branch_settings.graphql");

/// So many people are looked up; of more nothing is known.
const MOST_PEOPLE: usize = 50;

/// What to read of a repository's surroundings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsWish {
    /// `owner/name`.
    pub repository: String,
    /// The branches to look at, without `refs/heads/`.
    pub branches: Vec<String>,
    /// The people that roles name.
    pub people: Vec<Login>,
    /// The teams that roles name.
    pub teams: Vec<TeamName>,
    /// The rights to read that are needed.
    pub rights: BTreeSet<Access>,
}

/// Reads the surroundings. What only administrators and members of the organization are shown is asked of its client.
///
/// # Errors
/// When the repository's name is none.
pub async fn settings(clients: Clients<'_>, wish: &SettingsWish) -> Result<Settings, Failure> {
    let repository = &RepositoryName::parse(&wish.repository)?;
    let client = clients.repository;
    let (rights, scopes, alerts, rulesets, branches, administration, people, teams) = tokio::join!(
        rights(client, repository),
        scopes(client, repository),
        other_rights(clients, repository, &wish.rights),
        rulesets::rulesets(client, repository),
        branches::branches(clients, repository, &wish.branches),
        administration(clients.organization, repository),
        people(client, repository, &wish.people),
        team::teams(clients.organization, &wish.teams),
    );
    let immutable_releases = immutable(clients.organization, repository, &administration).await;
    let (viewer, mut rights) = rights;
    rights.extend(alerts);
    rights.insert(Access::to_branch_protection(), administration);
    // A repository that is shown shows its contents, or no policy would have been read.
    rights.insert(workflow("contents: read"), Fact::Known(()));
    let token = Token { kind: client.token_kind(), viewer, scopes };
    Ok(Settings { token, rights, rulesets, branches, immutable_releases, people, teams })
}

fn workflow(line: &str) -> Access {
    Access::Workflow(line.to_owned())
}

/// Whose token it is, and which of the rights it has that a document can ask for.
async fn rights(client: &Client, repository: &RepositoryName) -> (Option<Login>, BTreeMap<Access, Fact<()>>) {
    let variables = repository.variables(serde_json::Value::Null);
    let reply = Reply::or_failed(read(client, &document::document(RIGHTS), variables).await);
    let shown = |root: &'static str, field: &'static str| -> Fact<()> {
        reply.root().field(root).and_then(|node| node.field(field)).map(|_| ()).into()
    };
    let of_tip = |field: &'static str| -> Fact<()> {
        let tip = || -> Result<Node<'_>, Unknown> {
            reply.root().field("repository")?.field("defaultBranchRef")?.field("target")
        };
        // A commit without statuses has no status, and that is an answer.
        tip().and_then(|tip| tip.maybe(field)).map(|_| ()).into()
    };
    let rights = [
        ("issues: read", shown("issuesOf", "issues")),
        ("pull-requests: read", shown("pullRequestsOf", "pullRequests")),
        ("vulnerability-alerts: read", shown("repository", "vulnerabilityAlerts")),
        ("checks: read", of_tip("checkSuites")),
        ("statuses: read", of_tip("commitStatus")),
    ];
    let rights = rights.into_iter().map(|(line, fact)| (workflow(line), fact)).collect();
    (reply.root().login("viewer").unwrap_or_default(), rights)
}

/// The scopes of a classic personal token, which GitHub tells in a header (its document "Scopes for OAuth apps").
async fn scopes(client: &Client, repository: &RepositoryName) -> Option<Vec<String>> {
    let answer = client.get(&repository.path(&[])).await.ok()?;
    let header = answer.header("x-oauth-scopes")?;
    let scopes = header.split(',').map(str::trim).filter(|scope| !scope.is_empty());
    Some(scopes.map(ToOwned::to_owned).collect())
}

/// The rights that only REST shows, as far as they are needed.
async fn other_rights(
    clients: Clients<'_>,
    repository: &RepositoryName,
    needed: &BTreeSet<Access>,
) -> Vec<(Access, Fact<()>)> {
    let one = |parts: &[&str], more: &str| format!("{}?per_page=1{more}", repository.path(parts));
    let asked = [
        (workflow("actions: read"), clients.repository, one(&["actions", "runs"], ""), None),
        (
            workflow("security-events: read"),
            clients.repository,
            one(&["code-scanning", "alerts"], ""),
            Some(Source::CodeScanning),
        ),
        (
            Access::App("Secret scanning alerts: read".to_owned()),
            clients.organization,
            one(&["secret-scanning", "alerts"], "&hide_secret=true"),
            Some(Source::SecretScanning),
        ),
    ];
    let asked = asked.into_iter().filter(|(right, ..)| needed.contains(right));
    together(
        asked.map(
            |(right, client, path, source)| async move { (right, may_read(client, &path, source).await) },
        ),
    )
    .await
}

/// Whether a list is shown. That a feature is off, or has never looked, is an answer.
async fn may_read(client: &Client, path: &str, source: Option<Source>) -> Fact<()> {
    let failure = match client.get(path).await {
        Ok(_) => return Fact::Known(()),
        Err(failure) => failure,
    };
    match source {
        Some(_) if failure.message().to_lowercase().contains("no analysis found") => Fact::Known(()),
        Some(source) => source.refused::<()>(&failure).map(|_| ()).into(),
        None => Fact::Unknown(trouble::of_failure(&failure)),
    }
}

/// Whether the token is shown what administrators see.
async fn administration(client: &Client, repository: &RepositoryName) -> Fact<()> {
    let variables = repository.variables(serde_json::Value::Null);
    let reply = Reply::or_failed(read(client, &document::document(ADMINISTRATION), variables).await);
    let rules = reply.root().field("repository").and_then(|node| node.field("branchProtectionRules"));
    rules.map(|_| ()).into()
}

#[derive(Deserialize)]
struct RawImmutable {
    enabled: bool,
    enforced_by_owner: bool,
}

/// GitHub says "not found" where releases can be changed, and to whoever may not ask: only of an administrator's token
/// is it an answer.
async fn immutable(
    client: &Client,
    repository: &RepositoryName,
    administration: &Fact<()>,
) -> Fact<ImmutableReleases> {
    let answer = client.get(&repository.path(&["immutable-releases"])).await;
    match answer.and_then(|answer| answer.decode::<RawImmutable>()) {
        Ok(RawImmutable { enabled, enforced_by_owner }) => {
            Fact::Known(ImmutableReleases { enabled, by_owner: enforced_by_owner })
        }
        Err(failure) if *failure.kind() == FailureKind::NotFound && administration.value().is_some() => {
            Fact::Known(ImmutableReleases { enabled: false, by_owner: false })
        }
        Err(failure) => {
            let why = trouble::of_failure(&failure);
            let refused = matches!(why.reason, Reason::Forbidden | Reason::NotFound) && why.access.is_empty();
            let access = if refused { vec![administrators()] } else { why.access };
            Fact::Unknown(Unknown { access, ..why })
        }
    }
}

/// What administrators' pages take.
fn administrators() -> Access {
    Access::App("Administration: read".to_owned())
}

/// What the people may do in the repository; `None`: no account has that name.
async fn people(
    client: &Client,
    repository: &RepositoryName,
    people: &[Login],
) -> Vec<(Login, Fact<Option<Permission>>)> {
    let of = together(people.iter().take(MOST_PEOPLE).map(|login| async move {
        // The repository is there, so that it is the account that is not found.
        match issue::permission(client, repository, login).await {
            Fact::Known(permission) => Fact::Known(Some(permission)),
            Fact::Unknown(why) if why.reason == Reason::NotFound && why.access.is_empty() => {
                Fact::Known(None)
            }
            Fact::Unknown(why) => Fact::Unknown(why),
            Fact::NotCollected => Fact::NotCollected,
        }
    }))
    .await;
    let capped = || {
        let detail = format!("{} people are named, and {MOST_PEOPLE} are looked up", people.len());
        Fact::Unknown(Unknown::new(Reason::Capped).detail(detail))
    };
    let of = of.into_iter().map(Some).chain(std::iter::repeat(None));
    people.iter().cloned().zip(of.map(|fact| fact.unwrap_or_else(capped))).collect()
}
