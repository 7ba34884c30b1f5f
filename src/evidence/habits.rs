//! What a repository shows of how its team works, for `holdpoint init`. It is no evidence: no gate judges by it.

use jiff::Timestamp;

use super::check::{Checks, RequiredChecks};
use super::release::Repository;
use super::{Fact, List, Login};

/// All that was seen of a repository. Lists hold the newest entries, as far as they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habits {
    /// GitHub's clock when it was looked at.
    pub at: Timestamp,
    /// Whose token it is; `None`: GitHub does not say.
    pub viewer: Option<Login>,
    /// The repository.
    pub repository: Repository,
    /// The paths of all files at the default branch's tip.
    pub paths: Fact<List<String>>,
    /// The texts of those that may say something of releases; `None` inside: no text.
    pub texts: Vec<SeenText>,
    /// The names of its labels. Untrusted text.
    pub labels: Fact<List<String>>,
    /// The titles of its open milestones. Untrusted text.
    pub milestones: Fact<List<String>>,
    /// Its tags, the newest commit's first.
    pub tags: Fact<List<String>>,
    /// Its branches.
    pub branches: Fact<List<String>>,
    /// Pull requests, the last that were opened of those merged.
    pub merged: Fact<List<SeenPull>>,
    /// Of the last commits of the default branch, whether a pull request brought each in.
    pub commits: Fact<List<bool>>,
    /// Its published releases, the newest first.
    pub releases: Fact<List<SeenRelease>>,
    /// Its open issues, the newest first.
    pub issues: Fact<List<SeenIssue>>,
    /// The checks at the default branch's tip.
    pub checks: Fact<Checks>,
    /// What the default branch requires.
    pub required: Fact<RequiredChecks>,
    /// The slugs of the organization's teams that the token is shown.
    pub teams: Fact<List<String>>,
}

/// A file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenText {
    /// Its path. Untrusted text.
    pub path: String,
    /// What it says. Untrusted text.
    pub text: Fact<Option<String>>,
}

/// A merged pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPull {
    /// Its title. Untrusted text.
    pub title: String,
    /// Its labels. Untrusted text.
    pub labels: Vec<String>,
    /// Whether it is in a milestone.
    pub in_milestone: bool,
    /// Whether somebody approved it.
    pub approved: bool,
}

/// A published release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRelease {
    /// Its tag.
    pub tag: String,
    /// Who published it; `None`: a deleted account.
    pub author: Option<Login>,
}

/// An open issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenIssue {
    /// Its number.
    pub number: u64,
    /// Its title. Untrusted text.
    pub title: String,
    /// Its text. Untrusted text.
    pub body: String,
    /// Its labels. Untrusted text.
    pub labels: Vec<String>,
}

impl Habits {
    /// The text of a file, if it was read.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        let found = self.texts.iter().find(|one| one.path == path)?;
        found.text.value()?.as_deref()
    }

    /// The paths that were seen.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.paths.seen().iter().map(String::as_str)
    }
}
