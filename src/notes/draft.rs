//! Notes from the pull requests of a release.

use super::{Facts, Rules, Template};

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its Markdown.
    pub text: String,
}

/// Drafts notes into a template.
#[must_use]
pub fn draft(template: Option<&Template>, rules: &Rules, facts: &Facts, categories: &[Category]) -> Draft {
    let _ = (template, rules, facts, categories);
    Draft { text: String::new() }
}

/// A category of GitHub's generated notes (`changelog:` of `.github/release.yml`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its heading.
    pub title: String,
    /// The labels of its pull requests; `*` is every label.
    pub labels: Vec<String>,
    /// The labels that keep a pull request out of it.
    pub excluded_labels: Vec<String>,
    /// The authors that keep a pull request out of it.
    pub excluded_authors: Vec<String>,
}
