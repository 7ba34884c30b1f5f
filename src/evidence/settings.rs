//! What surrounds a gate: the token that reads, the rules for tags and branches, the people of the policy.
//!
//! No verdict rests on it, so that it is not a part of the saved evidence.

use std::collections::{BTreeMap, BTreeSet};

use super::check::RequiredCheck;
use super::fact::{Access, Fact};
use super::issue::Permission;
use super::people::{Login, Team};

/// All that was read of a repository's surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The token that reads the repository.
    pub token: Token,
    /// Rights to read, each with whether the tokens have it. What is not here was not tried.
    pub rights: BTreeMap<Access, Fact<()>>,
    /// The rulesets, those of the organization that hold for the repository among them.
    pub rulesets: Fact<Vec<Ruleset>>,
    /// The branches that were looked at.
    pub branches: Vec<Branch>,
    /// Whether a release can be changed once it is published.
    pub immutable_releases: Fact<ImmutableReleases>,
    /// The people that roles name, each with what they may do; `None`: no account has that name.
    pub people: Vec<(Login, Fact<Option<Permission>>)>,
    /// The teams that roles name.
    pub teams: Vec<Team>,
}

/// A token, as far as it shows what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What its first letters say.
    pub kind: TokenKind,
    /// Whose it is; `None` where GitHub does not say.
    pub viewer: Option<Login>,
    /// The scopes of a classic personal token.
    pub scopes: Option<Vec<String>>,
}

/// The kinds of token that their first letters tell (GitHub's document "About authentication to GitHub").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `ghs_`: of an installation of a GitHub App; a workflow's own is one.
    Installation,
    /// `ghu_`: of a GitHub App that acts for a person.
    AppForPerson,
    /// `ghp_`: a classic personal one.
    Classic,
    /// `github_pat_`: a fine-grained personal one.
    FineGrained,
    /// `gho_`: of an OAuth app, such as the one that `gh auth login` makes.
    OAuth,
    /// Other letters, as on servers that are older or stand in for GitHub.
    Untold,
}

/// A ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruleset {
    /// Its number, which its page has in the address.
    pub id: Option<u64>,
    /// Its name. Untrusted text.
    pub name: String,
    /// What its refs are.
    pub target: Target,
    /// Whether it is enforced; others are drafts or trials.
    pub enforced: bool,
    /// Patterns of the whole refs that it holds for; `None`: of all.
    pub include: Option<Vec<String>>,
    /// Patterns of those that it does not hold for all the same.
    pub exclude: Vec<String>,
    /// Who need not heed it, always or in a pull request.
    pub bypass: Fact<Vec<Bypass>>,
    /// What it asks for.
    pub rules: Vec<Rule>,
}

/// What the refs of a ruleset are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Branches.
    Branch,
    /// Tags.
    Tag,
    /// Pushes of files, or something newer than this program.
    Other,
}

/// Somebody who need not heed a ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bypass {
    /// A GitHub App.
    App {
        /// Its number.
        id: u64,
        /// Its name in addresses.
        slug: String,
    },
    /// Others, as people call them: a team, a role, the owners. Untrusted text.
    Others(String),
}

/// What a ruleset asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Nobody makes such a ref.
    Creation,
    /// Nobody moves one.
    Update,
    /// Nobody deletes one.
    Deletion,
    /// Nobody moves one backwards.
    NonFastForward,
    /// Checks have to pass first.
    RequiredChecks(Vec<RequiredCheck>),
    /// The tag's name has, or has not, a shape.
    TagName {
        /// `starts_with`, `ends_with`, `contains` or `regex`.
        operator: String,
        /// What the operator compares with. Untrusted text.
        pattern: String,
        /// Whether such names are refused, and not asked for.
        negate: bool,
    },
    /// Something else, by GitHub's name for it.
    Other(String),
}

/// A branch from which releases are cut, or into which pull requests go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// What branch protection requires of it. The apps are shown to administrators alone.
    pub protection: Fact<Vec<RequiredCheck>>,
    /// Whether branch protection's own page was withheld, so that no app is known.
    pub apps_withheld: bool,
    /// What rulesets require of it.
    pub rulesets: Fact<Vec<RequiredCheck>>,
    /// Checks and statuses at its newest commits, each with its app if it has one.
    pub on_branch: Fact<BTreeSet<(String, Option<u64>)>>,
    /// The same at the heads of the newest pull requests into it.
    pub on_pull_requests: Fact<BTreeSet<(String, Option<u64>)>>,
}

/// Whether a release can be changed once it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImmutableReleases {
    /// It cannot: its tag stays, and so do its files.
    pub enabled: bool,
    /// The repository's owner has it so for all repositories.
    pub by_owner: bool,
}
