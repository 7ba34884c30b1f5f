//! Issues that may be the tracking issue, and what their authors may do.

use serde::Deserialize;

use super::client::Client;
use super::pull_request::labels;
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::together::together;
use super::trouble;
use crate::evidence::issue::Permission;
use crate::evidence::{Fact, Issue, List, Login, Reason, Unknown};

/// The issue that was named, under the name `issue` in `repository`.
pub(super) fn named(reply: &Reply) -> Fact<List<Issue>> {
    let issue = reply.root().field("repository").and_then(|repository| issue(repository.field("issue")?));
    issue.map(|issue| List::all(vec![issue])).into()
}

/// The open issues with the label, under the name `issues` in `issuesOf`, newest first.
pub(super) fn labelled(reply: &Reply) -> Fact<List<Issue>> {
    let read = || {
        let issues = reply.root().field("issuesOf")?.field("issues")?;
        let items = issues.items("nodes")?.into_iter().map(issue).collect::<Result<_, _>>()?;
        Ok(List::new(items, issues.number("totalCount")?))
    };
    Fact::from(read())
}

fn issue(node: Node<'_>) -> Result<Issue, Unknown> {
    Ok(Issue {
        number: node.number("number")?,
        title: node.text("title")?,
        url: node.text("url")?,
        open: node.text("state")? == "OPEN",
        body: node.text("body")?,
        author: node.actor("author")?,
        author_permission: Fact::NotCollected,
        labels: labels(node),
        milestone: node.maybe("milestone")?.map(|milestone| milestone.number("number")).transpose()?,
    })
}

#[derive(Debug, Deserialize)]
struct PermissionOf {
    permission: String,
}

/// What the authors of the issues may do in the repository, in the order of the issues.
pub(super) async fn author_permissions(
    client: &Client,
    repository: &RepositoryName,
    issues: &[Issue],
) -> Vec<Fact<Permission>> {
    together(issues.iter().map(|issue| async {
        match &issue.author {
            Some(author) => permission(client, repository, &author.login).await,
            None => Fact::Unknown(Unknown::new(Reason::NotFound).detail("the account is deleted")),
        }
    }))
    .await
}

pub(super) async fn permission(
    client: &Client,
    repository: &RepositoryName,
    login: &Login,
) -> Fact<Permission> {
    let path = repository.path(&["collaborators", login.as_str(), "permission"]);
    match client.get(&path).await.and_then(|answer| answer.decode::<PermissionOf>()) {
        Ok(answer) => match answer.permission.as_str() {
            "none" => Fact::Known(Permission::None),
            "read" => Fact::Known(Permission::Read),
            "write" => Fact::Known(Permission::Write),
            "admin" => Fact::Known(Permission::Admin),
            _ => Fact::Unknown(trouble::malformed("permission")),
        },
        Err(failure) => Fact::Unknown(trouble::of_failure(&failure)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn shown(number: u64) -> Value {
        json!({
            "number": number, "title": "Release v1.4.0", "url": "https://github.com/octoacme/shop/issues/40",
            "state": "OPEN", "body": "- [ ] Backup taken", "author": {"__typename": "User", "login": "maya-r"},
            "labels": {"totalCount": 1, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": [{"name": "release-tracking"}]},
            "milestone": {"number": 4},
        })
    }

    #[test]
    fn reads_the_issues_of_a_label() {
        let issues = json!({"totalCount": 12, "nodes": [shown(40), shown(39)]});
        let reply = Reply::new(json!({"issuesOf": {"issues": issues}}), &[]);
        let issues = labelled(&reply);
        assert_eq!(issues.whole().unwrap_err().detail, "2 of 12");
        let issue = &issues.seen()[0];
        assert_eq!((issue.number, issue.open, issue.milestone), (40, true, Some(4)));
        assert_eq!(issue.labels.whole().unwrap(), ["release-tracking"]);
    }

    #[test]
    fn an_issue_that_is_not_shown_is_unknown() {
        let reply = Reply::new(json!({"repository": {"issue": null}, "issuesOf": {"issues": null}}), &[]);
        assert_eq!(named(&reply).whole().unwrap_err().reason, Reason::NotFound);
        assert_eq!(labelled(&reply).whole().unwrap_err().reason, Reason::NotFound);
    }
}
