//! Whose first merged pull request of a repository one is: what GitHub's search finds before it.
//!
//! A search that may not see something finds nothing and says no word of it. So each document also asks for all merged pull
//! requests of the repository: where none is found, nothing is known.

use jiff::Timestamp;

use super::client::Client;
use super::document::{literal, with_fields};
use super::reply::{Reply, Variables, read};
use super::repository::RepositoryName;
use super::together::together;
use super::trouble;
use crate::evidence::{Access, Login, Reason, Unknown};

const NEWCOMERS: &str = include_str!("queries/newcomers.graphql");

/// So many people are searched for in one document.
pub(super) const AT_A_TIME: usize = 50;
/// So many are searched for at all: GitHub slows down those who search for much.
const MOST: usize = 200;

/// Those of these people who had no pull request merged in the repository, `owner/name`, before this time.
///
/// # Errors
/// When that is not known of one of them.
pub async fn newcomers(
    client: &Client,
    repository: &str,
    people: &[(Login, Timestamp)],
) -> Result<Vec<Login>, Unknown> {
    if people.len() > MOST {
        let capped = Unknown::new(Reason::Capped);
        return Err(capped.detail(format!("{} people contributed, and {MOST} are looked up", people.len())));
    }
    RepositoryName::parse(repository).map_err(|failure| trouble::of_failure(&failure))?;
    // Nobody is searched for where one of them cannot be.
    let documents = people.chunks(AT_A_TIME).map(|batch| Ok((batch, document_for(repository, batch)?)));
    let documents: Vec<_> = documents.collect::<Result<_, Unknown>>()?;
    let batches = documents.iter().map(|(batch, document)| async move {
        new_of(&Reply::or_failed(read(client, document, Variables::new()).await), batch)
    });
    let found: Vec<Vec<Login>> = together(batches).await.into_iter().collect::<Result<_, Unknown>>()?;
    Ok(found.concat())
}

/// The document that searches for what these merged before.
///
/// # Errors
/// When a name has a character that could make another search of it.
pub(super) fn document_for(repository: &str, people: &[(Login, Timestamp)]) -> Result<String, Unknown> {
    let parts = repository.split('/').collect::<Vec<_>>();
    if parts.len() != 2 || !parts.iter().all(|part| is_word(part, "-_.")) {
        return Err(unsearchable(repository));
    }
    let merged = format!("repo:{repository} is:pr is:merged");
    let mut fields = vec![format!("all: {}", field(&merged))];
    for (index, (login, before)) in people.iter().enumerate() {
        if !is_word(login.as_str(), "-_") {
            return Err(unsearchable(login.as_str()));
        }
        fields.push(format!("of{index}: {}", field(&format!("{merged} author:{login} merged:<{before}"))));
    }
    Ok(with_fields(NEWCOMERS, &fields.join("\n  ")))
}

fn field(query: &str) -> String {
    format!("search(type: ISSUE, first: 1, query: {}) {{ issueCount }}", literal(query))
}

/// Whether it is one word of a search, and no more: letters, digits and these.
fn is_word(text: &str, more: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
}

fn unsearchable(name: &str) -> Unknown {
    Unknown::new(Reason::Malformed).detail(format!("`{name}` is no name that can be searched for"))
}

/// Those of whom nothing was found.
fn new_of(reply: &Reply, people: &[(Login, Timestamp)]) -> Result<Vec<Login>, Unknown> {
    if reply.root().field("all")?.number("issueCount")? == 0 {
        let unseen =
            Unknown::new(Reason::NotFound).access(Access::Workflow("pull-requests: read".to_owned()));
        return Err(unseen.detail("GitHub's search finds no merged pull request of the repository"));
    }
    let mut new = Vec::new();
    for (index, (login, _)) in people.iter().enumerate() {
        if reply.root().field(&format!("of{index}"))?.number("issueCount")? == 0 {
            new.push(login.clone());
        }
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn people(logins: &[&str]) -> Vec<(Login, Timestamp)> {
        let time: Timestamp = "2026-02-16T10:00:00Z".parse().unwrap();
        logins.iter().map(|login| (Login::new(*login), time)).collect()
    }

    #[test]
    fn nothing_of_a_name_widens_the_search() {
        let document = document_for("octoacme/shop.js", &people(&["maya-r", "mona_acme"])).unwrap();
        assert!(document.contains(
            "of1: search(type: ISSUE, first: 1, query: \"repo:octoacme/shop.js is:pr is:merged author:mona_acme \
             merged:<2026-02-16T10:00:00Z\") { issueCount }"
        ));
        for login in
            ["", "-mona", "mona repo:a/b", "mona\"", "renovate[bot]", "a:b", "@me", "*", "möna", "a\nb"]
        {
            assert!(document_for("octoacme/shop", &people(&["maya-r", login])).is_err(), "{login}");
        }
        for repository in ["octoacme", "octoacme/shop is:open", "a/b/c", "/shop", "a/\"b"] {
            assert!(document_for(repository, &people(&["maya-r"])).is_err(), "{repository}");
        }
    }

    #[test]
    fn new_is_only_of_whom_nothing_was_found() {
        let new = |data: Value| new_of(&Reply::new(data, &[]), &people(&["maya-r", "mona"]));
        let count = |count: u64| json!({"issueCount": count});
        let both = json!({"all": count(9), "of0": count(0), "of1": count(3)});
        assert_eq!(new(both).unwrap(), [Login::new("maya-r")]);
        assert_eq!(
            new(json!({"all": count(0), "of0": count(0), "of1": count(0)})).unwrap_err().reason,
            Reason::NotFound
        );
        for lacking in [
            json!({}),
            json!({"all": count(9), "of0": count(0)}),
            json!({"all": count(9), "of0": count(0), "of1": null}),
            json!({"all": count(9), "of0": count(0), "of1": {"issueCount": "many"}}),
            json!({"of0": count(0), "of1": count(0)}),
        ] {
            assert!(new(lacking.clone()).is_err(), "{lacking}");
        }
    }
}
