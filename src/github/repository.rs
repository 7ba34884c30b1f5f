//! The repository that requests are about.

use serde_json::{Value, json};

use super::client::path;
use super::failure::{Failure, FailureKind};
use super::reply::Variables;

/// `owner/name`, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RepositoryName {
    owner: String,
    name: String,
}

impl RepositoryName {
    /// # Errors
    /// When the text is not `owner/name`.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        match text.split_once('/') {
            Some((owner, name)) if !owner.is_empty() && !name.is_empty() && !name.contains('/') => {
                Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
            }
            _ => Err(Failure::new("the repository", false, FailureKind::Refused, "it must be `owner/name`")),
        }
    }

    /// The variables of a document about this repository.
    pub(super) fn variables(&self, more: Value) -> Variables {
        let mut variables = match more {
            Value::Object(variables) => variables,
            _ => Variables::new(),
        };
        variables.insert("owner".to_owned(), json!(self.owner));
        variables.insert("name".to_owned(), json!(self.name));
        variables
    }

    /// The page of a pull request, below what addresses of GitHub begin with.
    pub(super) fn pull_request_page(&self, server: &str, number: u64) -> String {
        format!("{server}/{}/{}/pull/{number}", self.owner, self.name)
    }

    /// A REST path below `/repos/owner/name`.
    pub(super) fn path(&self, parts: &[&str]) -> String {
        path(&[&["repos", &self.owner, &self.name], parts].concat())
    }

    /// Whether it belongs to this organization or person.
    pub(super) fn is_owned_by(&self, login: &str) -> bool {
        self.owner.eq_ignore_ascii_case(login)
    }

    /// Whether this is what GitHub calls `nameWithOwner`.
    pub(super) fn is(&self, name_with_owner: &str) -> bool {
        name_with_owner.split_once('/').is_some_and(|(owner, name)| {
            owner.eq_ignore_ascii_case(&self.owner) && name.eq_ignore_ascii_case(&self.name)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_an_owner_and_a_name() {
        let shop = RepositoryName::parse("octoacme/shop").unwrap();
        assert_eq!(shop.path(&["branches", "release/1.4"]), "/repos/octoacme/shop/branches/release%2F1.4");
        assert!(shop.is("OctoAcme/Shop") && !shop.is("mona/shop"));
        assert!(shop.is_owned_by("OctoAcme") && !shop.is_owned_by("octo"));
        for text in ["", "shop", "/shop", "octoacme/", "a/b/c"] {
            assert!(RepositoryName::parse(text).is_err(), "{text}");
        }
    }
}
