//! What notes point to in their repository: files, tags, issues and pull requests. Whether it is there, and no more.

use std::collections::BTreeSet;

use serde_json::json;

use super::client::Client;
use super::document::{literal, with_fields};
use super::reply::{Reply, read};
use super::repository::RepositoryName;
use super::together::together;
use super::trouble;
use crate::evidence::notes::{PointsTo, There};
use crate::evidence::{Fact, Oid, Pointed, Reason, Unknown};

const POINTED: &str = include_str!("queries/pointed.graphql");

/// So many things are looked up in one document.
pub(super) const AT_A_TIME: usize = 100;
/// So many are looked up at all: notes are for people.
const MOST: usize = 1_000;

/// Looks these up in the repository, `owner/name`. An empty [`PointsTo::Path::at`] is the judged commit, `commit`.
pub async fn look_up(
    client: &Client,
    repository: &str,
    wanted: &BTreeSet<PointsTo>,
    commit: &Oid,
) -> Vec<Pointed> {
    let all: Vec<&PointsTo> = wanted.iter().collect();
    let repository = match RepositoryName::parse(repository) {
        Ok(repository) => repository,
        Err(failure) => {
            let is = || Fact::Unknown(trouble::of_failure(&failure));
            return all.into_iter().map(|to| Pointed { to: to.clone(), is: is() }).collect();
        }
    };
    let (asked, beyond) = all.split_at_checked(MOST).unwrap_or((&all, &[]));
    let batches = asked.chunks(AT_A_TIME).map(|batch| {
        let repository = &repository;
        async move {
            let document = document_for(batch, commit);
            // Where nothing of it can be there, nothing is asked.
            let reply = match document {
                Some(document) => read(client, &document, repository.variables(json!({}))).await,
                None => Ok(Reply::new(json!({}), &[])),
            };
            let reply = Reply::or_failed(reply);
            let is = |index: usize, to: &PointsTo| there(&reply, &format!("to{index}"), to, commit).into();
            let found =
                batch.iter().enumerate().map(|(index, to)| Pointed { to: (*to).clone(), is: is(index, to) });
            found.collect::<Vec<_>>()
        }
    });
    let found = together(batches).await.into_iter().flatten();
    let capped = || Unknown::new(Reason::Capped).detail(format!("the first {MOST} links are looked up"));
    let beyond = beyond.iter().map(|to| Pointed { to: (*to).clone(), is: Fact::Unknown(capped()) });
    found.chain(beyond).collect()
}

/// The document that asks for these; `None`, where none of them can be there.
pub(super) fn document_for(wanted: &[&PointsTo], commit: &Oid) -> Option<String> {
    let fields = wanted.iter().enumerate().filter_map(|(index, to)| {
        let field = field(to, commit)?;
        Some(format!("to{index}: {field}"))
    });
    let fields: Vec<String> = fields.collect();
    (!fields.is_empty()).then(|| with_fields(POINTED, &fields.join("\n    ")))
}

/// How one of them is asked for; `None`: git has no such name, so nothing is there.
fn field(to: &PointsTo, commit: &Oid) -> Option<String> {
    Some(match to {
        PointsTo::Path { at, path } => {
            let at = if at.is_empty() { commit.as_str() } else { at };
            // Git knows expressions that search (`:/text`, `HEAD^{/text}`): notes get names only.
            is_name(at).then_some(())?;
            format!(
                "object(expression: {}) {{ __typename }}",
                literal(&format!("{at}:{}", path.trim_matches('/')))
            )
        }
        PointsTo::Tag(tag) => {
            is_name(tag).then_some(())?;
            format!("ref(qualifiedName: {}) {{ __typename name }}", literal(&format!("refs/tags/{tag}")))
        }
        // GraphQL's `Int` ends there.
        PointsTo::Number(number) if (1..=0x7fff_ffff).contains(number) => {
            format!("issueOrPullRequest(number: {number}) {{ __typename }}")
        }
        PointsTo::Number(_) => return None,
    })
}

/// Whether git lets a branch or tag have this name (`git check-ref-format`), as far as it keeps expressions out.
fn is_name(name: &str) -> bool {
    let strange = |c: char| c.is_control() || [' ', '~', '^', ':', '?', '*', '[', '\\'].contains(&c);
    !name.is_empty()
        && !name.starts_with(['-', '/'])
        && !name.contains("..")
        && !name.contains("@{")
        && !name.contains(strange)
}

fn there(reply: &Reply, alias: &str, to: &PointsTo, commit: &Oid) -> Result<There, Unknown> {
    if field(to, commit).is_none() {
        return Ok(There::Nothing);
    }
    let node = match reply.root().field("repository")?.maybe(alias) {
        Ok(Some(node)) => node,
        Ok(None) => return Ok(There::Nothing),
        // The repository itself is readable, so this is no matter of rights.
        Err(why) if why.reason == Reason::NotFound => return Ok(There::Nothing),
        Err(why) => return Err(why),
    };
    match (to, node.text("__typename")?.as_str()) {
        (PointsTo::Number(_), "Issue") => Ok(There::Issue),
        (PointsTo::Number(_), "PullRequest") => Ok(There::PullRequest),
        (PointsTo::Path { .. } | PointsTo::Tag(_), _) => Ok(There::Something),
        (PointsTo::Number(_), _) => Err(trouble::malformed("__typename")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(to: &PointsTo) -> Option<String> {
        field(to, &Oid::new("a".repeat(40)))
    }

    #[test]
    fn only_names_are_asked_for() {
        let path = |at: &str, path: &str| PointsTo::Path { at: at.into(), path: path.into() };
        assert_eq!(
            asked(&path("main", "/docs/a\"b.md/")).unwrap(),
            r#"object(expression: "main:docs/a\"b.md") { __typename }"#
        );
        assert!(asked(&path("", "docs")).unwrap().contains(&format!("\"{}:docs\"", "a".repeat(40))));
        for at in ["HEAD^{/secret}", ":/secret", "main~1", "a..b", "main@{1}", "-x", "a b", "a\nb"] {
            assert_eq!(asked(&path(at, "docs")), None, "{at}");
            assert_eq!(asked(&PointsTo::Tag(at.into())), None, "{at}");
        }
        assert_eq!(asked(&PointsTo::Number(0)), None);
        assert_eq!(asked(&PointsTo::Number(u64::MAX)), None);
        assert!(asked(&PointsTo::Number(33)).is_some());
    }

    #[test]
    fn what_is_there_is_told_from_what_could_not_be_read() {
        let commit = Oid::new("a".repeat(40));
        let is = |data: serde_json::Value, to: &PointsTo| there(&Reply::new(data, &[]), "to0", to, &commit);
        let (tag, number) = (PointsTo::Tag("v1".into()), PointsTo::Number(33));
        let in_repository = |value: serde_json::Value| json!({"repository": {"to0": value}});
        assert_eq!(is(in_repository(json!(null)), &tag), Ok(There::Nothing));
        assert_eq!(is(in_repository(json!({"__typename": "Ref"})), &tag), Ok(There::Something));
        assert_eq!(is(in_repository(json!({"__typename": "Issue"})), &number), Ok(There::Issue));
        assert_eq!(is(in_repository(json!({"__typename": "PullRequest"})), &number), Ok(There::PullRequest));
        assert!(is(in_repository(json!({"__typename": "Blob"})), &number).is_err());
        assert!(is(json!({"repository": {}}), &tag).is_err());
        assert!(is(json!({}), &tag).is_err());
    }
}
