//! When the heads of a merge group's pull requests came to be on their branches: a request for each branch, and one for
//! all check suites.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use super::arrivals;
use super::batch::{AT_A_TIME, in_parts};
use super::client::Client;
use super::document::{literal, with_fields};
use super::reply::Reply;
use super::repository::RepositoryName;
use super::together::together;
use crate::evidence::origin::Push;
use crate::evidence::{Arrivals, Fact, List, Oid, PullRequest, Reason, Unknown};

const SUITES: &str = include_str!("queries/suites.graphql");

/// The pushes of the branch that a pull request comes from, a whole ref, if that is here.
pub(super) async fn pushes_of(
    client: &Client,
    repository: &RepositoryName,
    pull: &PullRequest,
) -> (String, Fact<List<Push>>) {
    let reference = format!("refs/heads/{}", pull.head_branch);
    if pull.from_fork {
        let detail = "its branch is in a fork, whose pushes this repository does not show";
        return (reference, Fact::Unknown(Unknown::new(Reason::NotFound).detail(detail)));
    }
    let pushes = arrivals::pushes(client, repository, &reference, None).await;
    (reference, pushes)
}

/// Reads it for each of these pull requests.
pub(super) async fn of_heads(
    client: &Client,
    repository: &RepositoryName,
    pulls: &[&PullRequest],
) -> Vec<Arrivals> {
    let heads: Vec<Oid> = pulls.iter().map(|pull| pull.head.clone()).collect();
    let (pushes, suites) = tokio::join!(
        together(pulls.iter().map(|pull| pushes_of(client, repository, pull))),
        suites_of(client, repository, &heads)
    );
    let arrived = |((reference, pushes), head): ((String, Fact<List<Push>>), Oid)| {
        let suites = suites.get(&head).cloned().unwrap_or(Fact::NotCollected);
        Arrivals { commit: head, reference, pushes, suites }
    };
    pushes.into_iter().zip(heads).map(arrived).collect()
}

async fn suites_of(
    client: &Client,
    repository: &RepositoryName,
    heads: &[Oid],
) -> BTreeMap<Oid, Fact<List<Timestamp>>> {
    let batches = heads.chunks(AT_A_TIME).map(|batch| async move {
        let parts = in_parts(client, batch, document_for, &repository.variables(json!({}))).await;
        let of = |(part, reply): (&[Oid], Reply)| {
            let one = |(index, head): (usize, &Oid)| (head.clone(), arrivals::suites(&reply, &alias(index)));
            part.iter().enumerate().map(one).collect::<Vec<_>>()
        };
        parts.into_iter().flat_map(of).collect::<Vec<_>>()
    });
    together(batches).await.into_iter().flatten().collect()
}

/// The document that asks for the check suites of these commits.
pub(super) fn document_for(commits: &[Oid]) -> String {
    let field = |(index, oid): (usize, &Oid)| {
        format!("{}: object(oid: {}) {{ ...Checked }}", alias(index), literal(oid.as_str()))
    };
    let fields: Vec<String> = commits.iter().enumerate().map(field).collect();
    with_fields(SUITES, &fields.join("\n    "))
}

fn alias(index: usize) -> String {
    format!("commit{index}")
}
