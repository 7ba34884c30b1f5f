//! Single pull requests and commits, many to a document.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::json;

use super::client::Client;
use super::commits::associated;
use super::document::{literal, with_fields};
use super::pull_request::{Draft, head, pull_request, switches};
use super::reply::{Node, Reply, Variables, read};
use super::repository::RepositoryName;
use super::together::together;
use crate::evidence::needs::PullRequestNeeds;
use crate::evidence::{Oid, Reason, Unknown};

const PULL_REQUESTS: &str = include_str!("queries/pull_requests.graphql");
const ASSOCIATIONS: &str = include_str!("queries/associations.graphql");

/// So many pull requests with all their lists are a few thousand nodes, far from GitHub's limit.
pub(super) const AT_A_TIME: usize = 50;

/// Fewer than this in a document are no longer too many: it is not the number that is too much.
const FEW: usize = 10;

/// A pull request that was asked for by its number.
#[derive(Debug, Clone)]
pub(super) struct Numbered {
    pub(super) draft: Draft,
    /// Its own commits, oldest first; empty if they were not asked for, or not all are shown.
    pub(super) own: Vec<OwnCommit>,
}

/// A commit as it was on the pull request's branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnCommit {
    pub(super) message: String,
    pub(super) authored: Timestamp,
}

/// Reads pull requests by their numbers. `None` stands for a number that is no pull request.
pub(super) async fn by_number(
    client: &Client,
    repository: &RepositoryName,
    needs: PullRequestNeeds,
    numbers: &BTreeSet<u64>,
    own: bool,
) -> BTreeMap<u64, Result<Option<Numbered>, Unknown>> {
    let numbers: Vec<u64> = numbers.iter().copied().collect();
    let batches = numbers.chunks(AT_A_TIME).map(|batch| async move {
        let variables = switches(needs, repository.variables(json!({"own": own})));
        let parts = in_parts(client, batch, pull_requests_document, &variables).await;
        let of = |(part, reply): (&[u64], Reply)| {
            part.iter().map(|number| (*number, numbered(&reply, *number, needs, own))).collect::<Vec<_>>()
        };
        parts.into_iter().flat_map(of).collect::<Vec<_>>()
    });
    together(batches).await.into_iter().flatten().collect()
}

/// Asks for all items in one document, and for each half by itself where GitHub finds that too heavy. What was answered
/// is not asked again.
pub(super) async fn in_parts<'a, T>(
    client: &Client,
    items: &'a [T],
    document: impl Fn(&[T]) -> String,
    variables: &Variables,
) -> Vec<(&'a [T], Reply)> {
    let mut waiting = vec![items];
    let mut read_parts = Vec::new();
    while let Some(part) = waiting.pop() {
        match read(client, &document(part), variables.clone()).await {
            Err(failure) if failure.is_too_heavy() && part.len() > FEW => {
                let (first, second) = part.split_at(part.len() / 2);
                waiting.extend([second, first]);
            }
            result => read_parts.push((part, Reply::or_failed(result))),
        }
    }
    read_parts
}

/// The document that asks for these pull requests.
pub(super) fn pull_requests_document(numbers: &[u64]) -> String {
    let field = |number| format!("number{number}: pullRequest(number: {number}) {{ ...Numbered }}");
    let fields: Vec<String> = numbers.iter().map(field).collect();
    with_fields(PULL_REQUESTS, &fields.join("\n    "))
}

fn numbered(
    reply: &Reply,
    number: u64,
    needs: PullRequestNeeds,
    own: bool,
) -> Result<Option<Numbered>, Unknown> {
    let alias = format!("number{number}");
    let node = match reply.root().field("repository")?.maybe(&alias) {
        Ok(Some(node)) => node,
        Ok(None) => return Ok(None),
        Err(why) if why.reason == Reason::NotFound => return Ok(None),
        Err(why) => return Err(why),
    };
    let own = if own { own_commits(node)? } else { Vec::new() };
    Ok(Some(Numbered { draft: pull_request(node, needs)?, own }))
}

fn own_commits(node: Node<'_>) -> Result<Vec<OwnCommit>, Unknown> {
    let commits = node.field("commits")?;
    let items = commits.items("nodes")?;
    if items.len() as u64 != commits.number("totalCount")? {
        return Ok(Vec::new());
    }
    let own = |item: Node<'_>| {
        let commit = item.field("commit")?;
        Ok(OwnCommit { message: commit.text("message")?, authored: commit.time("authoredDate")? })
    };
    items.into_iter().map(own).collect()
}

/// The merged pull requests of this repository that brought each commit in, without their lists.
pub(super) async fn of_commits(
    client: &Client,
    repository: &RepositoryName,
    commits: &[Oid],
) -> BTreeMap<Oid, Result<Vec<Draft>, Unknown>> {
    let batches = commits.chunks(AT_A_TIME).map(|batch| async move {
        let parts = in_parts(client, batch, associations_document, &repository.variables(json!({}))).await;
        let of = |(part, reply): (&[Oid], Reply)| {
            let of = |(index, oid): (usize, &Oid)| (oid.clone(), of_commit(&reply, repository, index));
            part.iter().enumerate().map(of).collect::<Vec<_>>()
        };
        parts.into_iter().flat_map(of).collect::<Vec<_>>()
    });
    together(batches).await.into_iter().flatten().collect()
}

/// The document that asks for the pull requests of these commits.
pub(super) fn associations_document(commits: &[Oid]) -> String {
    let field = |(index, oid): (usize, &Oid)| {
        let oid = literal(oid.as_str());
        format!("commit{index}: object(oid: {oid}) {{ __typename ...Associated }}")
    };
    let fields: Vec<String> = commits.iter().enumerate().map(field).collect();
    with_fields(ASSOCIATIONS, &fields.join("\n    "))
}

fn of_commit(reply: &Reply, repository: &RepositoryName, index: usize) -> Result<Vec<Draft>, Unknown> {
    let alias = format!("commit{index}");
    let (drafts, total) = associated(reply.root().field("repository")?.field(&alias)?, head)?;
    if drafts.len() as u64 != total {
        let detail = format!("{} of {total} pull requests of a commit", drafts.len());
        return Err(Unknown::new(Reason::Incomplete).detail(detail));
    }
    Ok(drafts.into_iter().filter(|draft| draft.is_merged_into(repository)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::loopback::{Loopback, answer};

    fn said(body: serde_json::Value) -> Vec<u8> {
        answer("200 OK", "", body.to_string().as_bytes())
    }

    #[tokio::test]
    async fn what_is_too_much_at_once_is_asked_for_by_halves_and_ends() {
        let heavy = || {
            let error = json!({"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits exceeded."});
            said(json!({"data": null, "errors": [error]}))
        };
        let fine = || said(json!({"data": {"repository": {}}}));
        let items: Vec<u64> = (0..20).collect();
        let lengths = async |answers: Vec<Vec<u8>>| {
            let server = Loopback::saying(answers);
            let document = |part: &[u64]| format!("query Q {{ x }} # {}", part.len());
            let parts = in_parts(&server.client(), &items, document, &Variables::new()).await;
            let read: Vec<u64> = parts.iter().flat_map(|(part, _)| part.to_vec()).collect();
            assert_eq!(read, items, "each once, in order");
            server.heard().len()
        };
        assert_eq!(lengths(vec![fine()]).await, 1);
        assert_eq!(lengths(vec![heavy(), fine(), fine()]).await, 3);
        assert_eq!(lengths(vec![heavy(); 9]).await, 3, "ten are not halved");
    }
}
