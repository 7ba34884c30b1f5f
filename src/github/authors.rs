//! Whose work commits are, in a document of its own: of each commit it is a list in a list, which costs.

use serde_json::json;

use super::batch::{AT_A_TIME, in_parts};
use super::client::Client;
use super::document::{literal, with_fields};
use super::reply::{Node, Reply};
use super::repository::RepositoryName;
use super::together::together;
use crate::evidence::origin::Contributor;
use crate::evidence::{Authorship, Fact, List, Login, Oid, Unknown};

const AUTHORS: &str = include_str!("queries/authors.graphql");

/// The e-mail address of GitHub as a committer. Anybody can write it into a commit: it only names nobody.
const GITHUB: &str = "noreply@github.com";
/// The account behind that address.
const WEB_FLOW: &str = "web-flow";

/// Reads whose work each of these commits is. One that could not be read leaves all unknown: it may be anybody's.
pub(super) async fn of_commits(
    client: &Client,
    repository: &RepositoryName,
    commits: Result<Vec<Oid>, Unknown>,
) -> Fact<List<Authorship>> {
    let commits = match commits {
        Ok(commits) => commits,
        Err(why) => return Fact::Unknown(why),
    };
    let batches = commits.chunks(AT_A_TIME).map(|batch| async move {
        let parts = in_parts(client, batch, document_for, &repository.variables(json!({}))).await;
        let of = |(part, reply): (&[Oid], Reply)| {
            part.iter().enumerate().map(|(index, oid)| of_commit(&reply, index, oid)).collect::<Vec<_>>()
        };
        parts.into_iter().flat_map(of).collect::<Vec<_>>()
    });
    let read = together(batches).await.into_iter().flatten().collect::<Result<Vec<_>, _>>();
    read.map(List::all).into()
}

/// The document that asks for the authors of these commits.
pub(super) fn document_for(commits: &[Oid]) -> String {
    let field = |(index, oid): (usize, &Oid)| {
        format!("commit{index}: object(oid: {}) {{ __typename ...Authored }}", literal(oid.as_str()))
    };
    let fields: Vec<String> = commits.iter().enumerate().map(field).collect();
    with_fields(AUTHORS, &fields.join("\n    "))
}

fn of_commit(reply: &Reply, index: usize, oid: &Oid) -> Result<Authorship, Unknown> {
    let alias = format!("commit{index}");
    let commit = reply.root().field("repository")?.field(&alias)?;
    let authors = commit.field("authors")?;
    let mut people = authors
        .items("nodes")?
        .into_iter()
        .map(|one| contributor(one, false))
        .collect::<Result<Vec<_>, _>>()?;
    // A commit has an author, and a committer, whatever GitHub shows of them.
    let mut missing = authors.number("totalCount")?.max(1).saturating_sub(people.len() as u64);
    match commit.maybe("committer")? {
        Some(committer) => {
            let committer = contributor(committer, true)?;
            if !people.contains(&committer) {
                people.push(committer);
            }
        }
        None => missing += 1,
    }
    let total = people.len() as u64 + missing;
    Ok(Authorship { commit: oid.clone(), people: List::new(people, total) })
}

/// Somebody who made a commit. GitHub is nobody's author: as one, its name would only hide whose work it is.
fn contributor(node: Node<'_>, committer: bool) -> Result<Contributor, Unknown> {
    let (name, email) = (node.maybe_text("name")?, node.maybe_text("email")?.unwrap_or_default());
    let unattributed = || Contributor::Unattributed(name.unwrap_or_default());
    Ok(match node.login("user")? {
        Some(login) if committer && login == Login::new(WEB_FLOW) => Contributor::GitHub,
        Some(login) => Contributor::Account(login),
        None if committer && email.eq_ignore_ascii_case(GITHUB) => Contributor::GitHub,
        None => bot(&email).map_or_else(unattributed, Contributor::Account),
    })
}

/// The app whose address this is, `49699333+dependabot[bot]@users.noreply.github.com`: GraphQL shows no user for it.
fn bot(email: &str) -> Option<Login> {
    let local = email.strip_suffix("@users.noreply.github.com")?;
    let name = match local.split_once('+') {
        Some((id, name)) if id.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) => return None,
        None => local,
    };
    name.ends_with("[bot]").then(|| Login::new(name))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(person: &Value, committer: bool) -> Contributor {
        contributor(Reply::new(person.clone(), &[]).root(), committer).unwrap()
    }

    #[test]
    fn tells_people_programs_and_github_apart() {
        let person =
            |name: &str, email: &str, user: Value| json!({"name": name, "email": email, "user": user});
        let account = |login: &str| Contributor::Account(Login::new(login));
        let stranger = |name: &str| Contributor::Unattributed(name.to_owned());
        for (given, wanted) in [
            (person("Mona", "mona@example.com", json!({"login": "mona"})), account("mona")),
            (person("GitHub", "noreply@github.com", json!(null)), Contributor::GitHub),
            (person("GitHub", "noreply@github.com", json!({"login": "web-flow"})), Contributor::GitHub),
            // Whoever the address belongs to, an account that GitHub names is that account.
            (person("Mona", "noreply@github.com", json!({"login": "mona"})), account("mona")),
            (
                person("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", json!(null)),
                account("dependabot[bot]"),
            ),
            (person("Old", "old[bot]@users.noreply.github.com", json!(null)), account("old[bot]")),
            (person("Mona", "1+mona@users.noreply.github.com", json!(null)), stranger("Mona")),
            (person("X", "a+x[bot]@users.noreply.github.com", json!(null)), stranger("X")),
            (person("X", "x[bot]@example.com", json!(null)), stranger("X")),
            (json!({"name": null, "email": null, "user": null}), stranger("")),
        ] {
            assert_eq!(read(&given, true), wanted, "{given}");
            // The address of GitHub is anybody's to write: as an author it hides one.
            let author = match wanted {
                Contributor::GitHub if given["user"].is_null() => stranger("GitHub"),
                Contributor::GitHub => account("web-flow"),
                other => other,
            };
            assert_eq!(read(&given, false), author, "{given}");
        }
    }

    fn people(authors: Value, total: u64, committer: Value) -> Result<List<Contributor>, Unknown> {
        let oid = Oid::new("1".repeat(40));
        let commit = json!({"authors": {"totalCount": total, "nodes": authors}, "committer": committer});
        let reply = Reply::new(json!({"repository": {"commit0": commit}}), &[]);
        of_commit(&reply, 0, &oid).map(|authorship| authorship.people)
    }

    #[test]
    fn a_commit_without_author_or_committer_is_not_whole() {
        let mona = json!({"name": "Mona", "email": "m@example.com", "user": {"login": "mona"}});
        let whole = people(json!([mona]), 1, mona.clone()).unwrap();
        assert_eq!(whole.whole().unwrap(), [Contributor::Account(Login::new("mona"))]);
        for (authors, total, committer) in [
            (json!([]), 0, mona.clone()),
            (json!([null]), 1, mona.clone()),
            (json!([mona]), 2, mona.clone()),
            (json!([mona]), 1, json!(null)),
        ] {
            assert!(people(authors, total, committer).unwrap().whole().is_err());
        }
        assert!(people(json!(null), 1, mona).is_err());
    }
}
