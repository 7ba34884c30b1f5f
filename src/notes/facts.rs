//! What is known of a release that its notes have to agree with.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::evidence::Unknown;
use crate::evidence::notes::Pointed;

/// What notes have to agree with. What is `None` is not compared: notes may be checked without GitHub.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The version.
    pub version: Option<semver::Version>,
    /// The tag, as the policy's pattern makes it.
    pub tag: Option<String>,
    /// The tag of the release before.
    pub previous_tag: Option<String>,
    /// The days on which the release may be dated: from the newest commit's day to the day after now, in any time zone.
    pub days: Option<(Date, Date)>,
    /// `owner/name` of the repository, and the address of its page.
    pub repository: Option<Repository>,
    /// Names of the release's type: semver's, then the team's own.
    pub types: Vec<String>,
    /// The pull requests of the release.
    pub pull_requests: Option<Result<Vec<Change>, Unknown>>,
    /// The pull requests that the release took back again, and those that took them back, by number.
    pub taken_back: BTreeSet<u64>,
    /// The pull requests that carry the release itself, by number: they bring what is in it, and are no news.
    pub carried_by: BTreeSet<u64>,
    /// The notes of the release before, as its release on GitHub has them.
    pub previous_notes: Option<Result<String, Unknown>>,
    /// The same as they are kept where these notes are, in a file or a changelog: of which tag, and the text.
    pub kept_before: Option<Result<(String, String), Unknown>>,
    /// What the notes point to, as far as it was looked up.
    pub pointed: Vec<Pointed>,
    /// Who contributed for the first time. Only drafts ask for it.
    pub newcomers: Option<Result<Vec<Newcomer>, Unknown>>,
}

impl Facts {
    /// The pull requests of which notes need not speak, by number: those that carry the release itself, those that were
    /// reverted within it, and what reverted them.
    #[must_use]
    pub fn no_news(&self) -> BTreeSet<u64> {
        self.taken_back.union(&self.carried_by).copied().collect()
    }
}

/// A person whose first merged pull request of the repository is in the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// The account's name.
    pub login: String,
    /// The number of that pull request.
    pub number: u64,
}

/// A repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// `owner/name`.
    pub name: String,
    /// Its page, `https://github.com/owner/name`.
    pub url: String,
}

/// A pull request of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its number.
    pub number: u64,
    /// Its title. Untrusted.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Who wrote it: a login, and whether that is a machine.
    pub author: Option<(String, bool)>,
    /// Its text. Untrusted; `None`: not read.
    pub body: Option<String>,
    /// Its labels.
    pub labels: Vec<String>,
    /// The issues of this repository that it closes, by number.
    pub closes: Vec<u64>,
    /// Its commits' messages, as far as they are in the range.
    pub messages: Vec<String>,
}

impl Change {
    /// Whether it has one of these labels. GitHub's labels compare without regard to case.
    #[must_use]
    pub fn has_label(&self, labels: &[String]) -> bool {
        let lower = |label: &String| label.to_lowercase();
        self.labels.iter().any(|has| labels.iter().any(|label| lower(label) == lower(has)))
    }
}
