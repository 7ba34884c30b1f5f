//! What branches require, and which checks have been seen on them.

use std::collections::BTreeSet;

use serde_json::json;

use super::BRANCH;
use crate::evidence::settings::Branch;
use crate::evidence::{Fact, Reason, Unknown};
use crate::github::collect::Clients;
use crate::github::document::document;
use crate::github::reply::{Node, Reply, read};
use crate::github::repository::RepositoryName;
use crate::github::required_checks;
use crate::github::together::together;

/// Names of checks, each with the app whose it is; commit statuses have none.
type Seen = BTreeSet<(String, Option<u64>)>;

/// Reads the branches that are there, in the order given.
pub(super) async fn branches(
    clients: Clients<'_>,
    repository: &RepositoryName,
    names: &[String],
) -> Vec<Branch> {
    let found = together(names.iter().map(|name| branch(clients, repository, name))).await;
    found.into_iter().flatten().collect()
}

async fn branch(clients: Clients<'_>, repository: &RepositoryName, name: &str) -> Option<Branch> {
    let variables = repository.variables(json!({"branch": format!("refs/heads/{name}"), "base": name}));
    let reply = Reply::or_failed(read(clients.repository, &document(BRANCH), variables).await);
    let node = reply.root().field("repository").and_then(|node| node.maybe("branch"));
    if matches!(node, Ok(None)) {
        return None;
    }
    let mut apps_withheld = required_checks::withheld(&reply);
    let mut required = required_checks::required_checks(&reply, name);
    if apps_withheld && !std::ptr::eq(clients.repository, clients.organization) {
        let (seen, shown) =
            required_checks::with_organization_told(clients.organization, repository, required).await;
        (required, apps_withheld) = (seen, !shown);
    }
    let (protection, rulesets) = match required {
        Fact::Known(required) => (required.protection, required.rulesets),
        Fact::Unknown(why) => (Fact::Unknown(why.clone()), Fact::Unknown(why)),
        Fact::NotCollected => (Fact::NotCollected, Fact::NotCollected),
    };
    Some(Branch {
        name: name.to_owned(),
        protection,
        apps_withheld,
        rulesets,
        on_branch: on_branch(&reply).into(),
        on_pull_requests: on_pull_requests(&reply).into(),
    })
}

pub(super) fn on_branch(reply: &Reply) -> Result<Seen, Unknown> {
    let branch = reply.root().field("repository")?.field("branch")?;
    let mut seen = Seen::new();
    for commit in branch.field("target")?.field("history")?.items("nodes")? {
        add(commit, &mut seen)?;
    }
    Ok(seen)
}

pub(super) fn on_pull_requests(reply: &Reply) -> Result<Seen, Unknown> {
    let mut seen = Seen::new();
    for pull in reply.root().field("pullRequestsOf")?.field("pullRequests")?.items("nodes")? {
        for head in pull.field("commits")?.items("nodes")? {
            add(head.field("commit")?, &mut seen)?;
        }
    }
    Ok(seen)
}

fn add(commit: Node<'_>, seen: &mut Seen) -> Result<(), Unknown> {
    let Some(rollup) = commit.maybe("statusCheckRollup")? else { return Ok(()) };
    let contexts = rollup.field("contexts")?;
    let shown = contexts.items("nodes")?;
    let total = contexts.number("totalCount")?;
    if (shown.len() as u64) < total {
        let detail = format!("{} of {total} checks of a commit", shown.len());
        return Err(Unknown::new(Reason::Incomplete).detail(detail));
    }
    for check in shown {
        if check.is("CheckRun") {
            let app = check.field("checkSuite")?.maybe("app")?;
            seen.insert((check.text("name")?, app.map(|app| app.number("databaseId")).transpose()?));
        } else {
            seen.insert((check.text("context")?, None));
        }
    }
    Ok(())
}
