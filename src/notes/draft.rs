//! Notes from the pull requests of a release.
//!
//! | module | holds |
//! | --- | --- |
//! | `topic` | what headings, labels and conventional commits are about |
//! | `words` | what people typed, as Markdown that shows it and does nothing else |
//! | `told` | what a pull request says of itself in its text |
//! | `entry` | the entries that the pull requests make |
//! | `target` | the sections and fields of a template that entries go to |
//! | `shape` | an entry in the form of the template's example |
//! | `fill` | the template, filled in |
//! | `plain` | a draft without a template |
//!
//! A machine writes what the pull requests and the facts decide, and nothing else: what people have to write keeps its prompt.

mod entry;
mod fill;
mod plain;
mod shape;
mod target;
mod told;
mod topic;
mod words;

use super::categories::Categories;
use super::{Facts, Rules, Template};

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its Markdown.
    pub text: String,
    /// The pull requests for which the template has no place, by number.
    pub unplaced: Vec<u64>,
}

/// Drafts notes into a template; without one, by the categories or by what the changes are about.
#[must_use]
pub fn draft(template: Option<&Template>, rules: &Rules, facts: &Facts, categories: &Categories) -> Draft {
    let mut entries = entry::entries(facts, rules, categories);
    match template {
        Some(template) => {
            entries.extend(entry::newcomers(facts, categories));
            fill::fill(template, rules, facts, categories, &entries)
        }
        None => Draft { text: plain::plain(facts, categories, &entries), unplaced: Vec::new() },
    }
}

/// Whether a draft into the template says who contributed for the first time ([`Facts::newcomers`]).
#[must_use]
pub fn asks_for_newcomers(template: &Template, rules: &Rules) -> bool {
    target::asks_for(template, rules, topic::Topic::Newcomers)
}

#[cfg(test)]
mod tests;
