//! What is known, what is not, and why: the wrapper round everything that was read.

use serde::{Deserialize, Deserializer, Serialize};

/// Something that a reader of GitHub set out to learn.
///
/// The three states are kept apart to the very end: only [`Fact::Known`] can ever make a requirement met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Fact<T> {
    /// It was read, whole.
    Known(T),
    /// It was asked for and could not be read.
    Unknown(Unknown),
    /// Nobody asked for it: the policy that the evidence was collected for did not need it.
    NotCollected,
}

impl<T> Fact<T> {
    /// The value, or why there is none.
    pub fn known(&self) -> Result<&T, Unknown> {
        match self {
            Self::Known(value) => Ok(value),
            Self::Unknown(why) => Err(why.clone()),
            Self::NotCollected => Err(Unknown::new(Reason::NotCollected)),
        }
    }

    /// The value, if it is known.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) | Self::NotCollected => None,
        }
    }

    /// The same fact about another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Known(value) => Fact::Known(change(value)),
            Self::Unknown(why) => Fact::Unknown(why),
            Self::NotCollected => Fact::NotCollected,
        }
    }
}

impl<T> From<Result<T, Unknown>> for Fact<T> {
    fn from(result: Result<T, Unknown>) -> Self {
        match result {
            Ok(value) => Self::Known(value),
            Err(why) => Self::Unknown(why),
        }
    }
}

/// Why a fact is not known, and what would make it known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Unknown {
    /// The kind of trouble.
    pub reason: Reason,
    /// The rights that would have done; empty where rights are not the trouble.
    pub access: Vec<Access>,
    /// GitHub's own words, or the two numbers that do not agree. Untrusted text; may be empty.
    pub detail: String,
}

impl Unknown {
    /// Trouble that needs no further words.
    #[must_use]
    pub fn new(reason: Reason) -> Self {
        Self { reason, access: Vec::new(), detail: String::new() }
    }

    /// Adds GitHub's words, or the numbers.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds a right that would have helped.
    #[must_use]
    pub fn access(mut self, access: Access) -> Self {
        self.access.push(access);
        self
    }
}

/// The kinds of trouble that leave a fact unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The policy that the evidence was collected for did not need it.
    NotCollected,
    /// GitHub does not accept the token at all: it is wrong, expired or revoked.
    BadToken,
    /// The token may not read it.
    Forbidden,
    /// It is not there, or the token may not see that it is: GitHub answers both alike.
    NotFound,
    /// The feature is switched off in the repository.
    SwitchedOff,
    /// A list came back shorter than GitHub says it is.
    Incomplete,
    /// GitHub shows only the first so many of them (300 files of a comparison, 3,000 of a pull request).
    Capped,
    /// The hourly allowance, or a secondary limit, is used up.
    RateLimited,
    /// GitHub answered with a server error, or could not be reached.
    ServerTrouble,
    /// No answer within the time allowed.
    TimedOut,
    /// The answer was not what GitHub's schema promises.
    Malformed,
    /// Several things fit and nothing says which is meant.
    Ambiguous,
    /// This GitHub does not know the field or feature.
    Unsupported,
}

/// A right that lets a token read or write something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Access {
    /// A line under `permissions:` of a workflow, e.g. `checks: read`.
    Workflow(String),
    /// A right that no workflow token can have: a GitHub App's or a personal token's, e.g. `Members: read`.
    App(String),
    /// A permission of a fine-grained personal token, e.g. `Pull requests: read`.
    FineGrained(String),
    /// A line under `permissions:` for which fine-grained personal tokens have no counterpart.
    NotFineGrained(String),
}

impl Access {
    /// What reading branch protection's own page takes. `Administration: read` alone shows the page and not the branch
    /// (GitHub's document "Permissions required for GitHub Apps").
    #[must_use]
    pub fn to_branch_protection() -> Self {
        Self::App("Administration: read and Contents: read".to_owned())
    }
}

/// A list as GitHub shows it, with the number of items that there are.
///
/// A list that is shorter than its total must not be judged as if it were whole, so the items can only be had
/// by saying which is meant: [`List::whole`] or [`List::seen`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct List<T> {
    items: Vec<T>,
    total: u64,
}

impl<T> List<T> {
    /// The items that were read, and how many GitHub says there are.
    #[must_use]
    pub fn new(items: Vec<T>, total: u64) -> Self {
        Self { items, total }
    }

    /// A list known to be whole.
    #[must_use]
    pub fn all(items: Vec<T>) -> Self {
        let total = items.len() as u64;
        Self { items, total }
    }

    /// The items, if none is missing; else the unknown that says how many were read.
    pub fn whole(&self) -> Result<&[T], Unknown> {
        if self.items.len() as u64 == self.total {
            return Ok(&self.items);
        }
        let detail = format!("{} of {}", self.items.len(), self.total);
        Err(Unknown::new(Reason::Incomplete).detail(detail))
    }

    /// The items that were read, whole or not: for naming what is there, never for saying what is not.
    #[must_use]
    pub fn seen(&self) -> &[T] {
        &self.items
    }

    /// How many GitHub says there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }
}

impl<T> Fact<List<T>> {
    /// The whole list, or why it cannot be relied upon.
    pub fn whole(&self) -> Result<&[T], Unknown> {
        match self {
            Self::Known(list) => list.whole(),
            Self::Unknown(why) => Err(why.clone()),
            Self::NotCollected => Err(Unknown::new(Reason::NotCollected)),
        }
    }

    /// What was read of the list, if anything.
    #[must_use]
    pub fn seen(&self) -> &[T] {
        self.value().map_or(&[], List::seen)
    }
}

/// Reads an optional value whose key must be written all the same.
///
/// Serde takes an absent key for `None`; in saved evidence an absent key is damage, and damage must not read as
/// "there is none".
pub(crate) fn written<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_is_not_whole() {
        let list = List::new(vec![1, 2], 3);
        assert_eq!(list.seen(), [1, 2]);
        assert_eq!(list.whole().unwrap_err().detail, "2 of 3");
        assert_eq!(List::all(vec![1]).whole().unwrap(), [1]);
    }

    #[test]
    fn what_was_not_collected_is_unknown() {
        let fact: Fact<u8> = Fact::NotCollected;
        assert_eq!(fact.known().unwrap_err().reason, Reason::NotCollected);
    }
}
