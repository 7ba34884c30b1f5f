//! Commits as GraphQL shows them, with the pull requests that brought them in.

use jiff::Timestamp;

use super::pull_request::{Draft, pull_request};
use super::reply::Node;
use super::repository::RepositoryName;
use super::trouble;
use crate::evidence::needs::PullRequestNeeds;
use crate::evidence::release::{Commit, Signature};
use crate::evidence::{Fact, Login, Reason, Unknown};

/// One commit, and what the document showed of its pull requests.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) commit: Commit,
    /// When its author wrote it; rebasing keeps that.
    pub(super) authored: Timestamp,
    /// The pull requests of the commit, as far as they are of this repository and merged.
    pub(super) drafts: Vec<Draft>,
    /// Its pull requests must be read by themselves: there are several, or nobody asked yet.
    pub(super) unread: bool,
}

/// Decodes the fragment `Commit`.
///
/// # Errors
/// When a part of the commit itself could not be read. Its pull requests are an unknown fact then.
pub(super) fn commit(
    node: Node<'_>,
    needs: PullRequestNeeds,
    repository: &RepositoryName,
) -> Result<Shown, Unknown> {
    let mut shown = Shown {
        commit: facts(node)?,
        authored: node.time("authoredDate")?,
        drafts: Vec::new(),
        unread: false,
    };
    match associated(node, |item| pull_request(item, needs)) {
        Ok((drafts, total)) => {
            shown.unread = total > 1;
            shown.drafts = drafts.into_iter().filter(|draft| draft.is_merged_into(repository)).collect();
            let numbers = shown.drafts.iter().map(|draft| draft.pull_request.number).collect();
            shown.commit.pull_requests = Fact::Known(numbers);
        }
        Err(why) => shown.commit.pull_requests = Fact::Unknown(why),
    }
    Ok(shown)
}

/// Decodes the fragment `CommitFacts` without the signature.
///
/// # Errors
/// When a part of it could not be read.
pub(super) fn facts(node: Node<'_>) -> Result<Commit, Unknown> {
    let parents = node.field("parents")?;
    let oids =
        parents.items("nodes")?.into_iter().map(|parent| parent.oid("oid")).collect::<Result<Vec<_>, _>>()?;
    if oids.len() as u64 != parents.number("totalCount")? {
        return Err(Unknown::new(Reason::Incomplete).detail("a commit with more parents than are read"));
    }
    Ok(Commit {
        oid: node.oid("oid")?,
        message: node.text("message")?,
        parents: oids,
        author: author(node)?,
        url: node.text("url")?,
        pull_requests: Fact::NotCollected,
        signature: Fact::NotCollected,
    })
}

/// Decodes the signature of a commit; `None` if it has none.
///
/// # Errors
/// When it could not be read.
pub(super) fn signature(node: Node<'_>) -> Result<Option<Signature>, Unknown> {
    let Some(signature) = node.maybe("signature")? else { return Ok(None) };
    Ok(Some(Signature {
        verified: signature.flag("isValid")?,
        state: signature.text("state")?,
        by_github: signature.flag("wasSignedByGitHub").into(),
    }))
}

fn author(node: Node<'_>) -> Result<Option<Login>, Unknown> {
    match node.maybe("author")? {
        Some(author) => author.login("user"),
        None => Ok(None),
    }
}

/// The pull requests of a commit that are shown, and how many there are.
///
/// # Errors
/// When the list or one of its items could not be read, or fewer are shown than should be.
pub(super) fn associated<'a>(
    node: Node<'a>,
    draft: impl Fn(Node<'a>) -> Result<Draft, Unknown>,
) -> Result<(Vec<Draft>, u64), Unknown> {
    let connection = node.field("associatedPullRequests")?;
    let total = connection.number("totalCount")?;
    let mut drafts = Vec::new();
    for place in connection.places("nodes")? {
        drafts.push(draft(place.present()?.ok_or_else(|| trouble::of_null("associatedPullRequests"))?)?);
    }
    if drafts.is_empty() && total > 0 {
        return Err(Unknown::new(Reason::Incomplete).detail(format!("0 of {total}")));
    }
    Ok((drafts, total))
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value, json};

    use super::super::pull_request::tests::shown as shown_pull_request;
    use super::super::reply::Reply;
    use super::*;

    /// A commit as GitHub shows it, with these pull requests of `total`.
    pub(in crate::github) fn shown(oid: u64, parents: &[u64], total: u64, pull_requests: Value) -> Value {
        let parents: Vec<_> = parents.iter().map(|parent| json!({"oid": format!("{parent:040x}")})).collect();
        json!({
            "oid": format!("{oid:040x}"), "message": "Add gift cards (#14)\n\nMore.",
            "url": format!("https://github.com/octoacme/shop/commit/{oid:040x}"),
            "author": {"user": {"login": "mona"}}, "authoredDate": "2026-02-02T14:12:00Z",
            "parents": {"totalCount": parents.len(), "nodes": parents},
            "associatedPullRequests": {"totalCount": total, "nodes": pull_requests},
        })
    }

    fn read(node: Value) -> Result<Shown, Unknown> {
        let shop = RepositoryName::parse("octoacme/shop").unwrap();
        commit(Reply::new(node, &[]).root(), PullRequestNeeds::default(), &shop)
    }

    #[test]
    fn a_merged_pull_request_of_this_repository_counts() {
        let one = read(shown(2, &[1], 1, json!([shown_pull_request(14, json!({}))]))).unwrap();
        assert_eq!(one.commit.pull_requests, Fact::Known(vec![14]));
        assert!(!one.unread);
        for change in [json!({"state": "OPEN"}), json!({"baseRepository": {"nameWithOwner": "mona/shop"}})] {
            let other = read(shown(2, &[1], 1, json!([shown_pull_request(14, change)]))).unwrap();
            assert_eq!(other.commit.pull_requests, Fact::Known(vec![]));
        }
    }

    #[test]
    fn several_pull_requests_are_read_again() {
        assert!(read(shown(2, &[1], 2, json!([shown_pull_request(14, json!({}))]))).unwrap().unread);
    }

    #[test]
    fn a_list_that_is_not_shown_is_no_direct_push() {
        for (total, list, reason) in [
            (1, json!([]), Reason::Incomplete),
            (1, json!([null]), Reason::NotFound),
            (1, json!(null), Reason::NotFound),
        ] {
            let commit = read(shown(2, &[1], total, list)).unwrap().commit;
            assert_eq!(commit.pull_requests.known().unwrap_err().reason, reason);
        }
        assert_eq!(read(shown(2, &[1], 0, json!([]))).unwrap().commit.pull_requests, Fact::Known(vec![]));
    }

    #[test]
    fn missing_parents_are_trouble() {
        let mut node = shown(2, &[1], 0, json!([]));
        node["parents"]["totalCount"] = json!(12);
        assert_eq!(read(node).unwrap_err().reason, Reason::Incomplete);
    }
}
