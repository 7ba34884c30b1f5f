//! Who did something, as GitHub records it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A login, compared without regard to case and to the `[bot]` that only REST writes (GITHUB docs: GraphQL's
/// `Bot.login` leaves it out).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Login(String);

impl Login {
    /// A login as GitHub wrote it.
    #[must_use]
    pub fn new(login: impl Into<String>) -> Self {
        Self(login.into())
    }

    /// As GitHub wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn key(&self) -> String {
        let lower = self.0.to_lowercase();
        lower.strip_suffix("[bot]").unwrap_or(&lower).to_owned()
    }
}

impl PartialEq for Login {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Login {}

impl PartialOrd for Login {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Login {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for Login {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A person or program that did something. A deleted account is no actor: `Option<Actor>` is `None` there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Actor {
    /// The account's name.
    pub login: Login,
    /// What kind of account it is.
    pub kind: ActorKind,
}

/// GitHub's kinds of account (`__typename` of `Actor`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActorKind {
    /// A person.
    User,
    /// An app, or a workflow's token.
    Bot,
    /// An organization, an imported identity, or a kind that is newer than this program: never a person.
    Other,
}

/// A team, written `organization/slug`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TeamName {
    /// The organization's login.
    pub organization: String,
    /// The team's slug.
    pub slug: String,
}

impl TeamName {
    /// Whether both name the same team: GitHub compares organizations and slugs without regard to case.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.slug.eq_ignore_ascii_case(&other.slug)
            && self.organization.eq_ignore_ascii_case(&other.organization)
    }
}

impl fmt::Display for TeamName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.organization, self.slug)
    }
}

/// A team and the people in it, those of its child teams among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Team {
    /// The team asked for.
    pub name: TeamName,
    /// Its members, with those of child teams (GraphQL `members(membership: ALL)`).
    pub members: super::Fact<super::List<Login>>,
    /// Whether the organization hides the team from its other members.
    pub secret: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_compare_as_github_compares_them() {
        assert_eq!(Login::new("Maya-R"), Login::new("maya-r"));
        assert_eq!(Login::new("github-actions[bot]"), Login::new("github-actions"));
        assert_ne!(Login::new("maya"), Login::new("maya-r"));
    }
}
