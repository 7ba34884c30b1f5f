//! What a policy says of consent.

use jiff::SignedDuration;

/// What holds for every sign-off of a policy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether a comment counts that its author, and nobody else, has edited.
    pub edited: bool,
    /// Whether the author of the work may sign in every role: a small team says so, and every report prints it.
    pub solo: bool,
    /// Whether each person who has something to sign is told once for each release, in a comment of its own.
    pub notify: bool,
}

/// Whose consent a requirement asks for, how it may be given, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The roles that consent.
    pub by: Signers,
    /// The role that verifies what the others did: another person.
    pub verified_by: Option<String>,
    /// Roles that one person does not fill together.
    pub separate: Vec<String>,
    /// How consent may be given.
    pub ways: Vec<Way>,
    /// The label that is consent, where a label may be.
    pub label: Option<String>,
    /// What consent was given to, and so what it outlives.
    pub fresh: Fresh,
    /// Whose holders may write down the consent of people who have no account.
    pub witnessed_by: Option<String>,
}

/// The roles that consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signers {
    /// Each of these.
    All(Vec<String>),
    /// One of these.
    Any(Vec<String>),
}

impl Signers {
    /// The roles, as the policy lists them.
    #[must_use]
    pub fn roles(&self) -> &[String] {
        match self {
            Self::All(roles) | Self::Any(roles) => roles,
        }
    }
}

impl Demand {
    /// Every role that it names, as the policy lists them.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        let others = self.verified_by.iter().chain(&self.separate).chain(&self.witnessed_by);
        self.by.roles().iter().chain(others).map(String::as_str)
    }
}

/// How somebody consents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub enum Way {
    /// `/holdpoint sign …` in a comment.
    Comment,
    /// A box of the tracking issue.
    Checkbox,
    /// An approving review.
    Review,
    /// A label.
    Label,
}

impl Way {
    /// Each with its word in a policy.
    pub const ALL: [(&'static str, Self); 4] = [
        ("comment", Self::Comment),
        ("checkbox", Self::Checkbox),
        ("review", Self::Review),
        ("label", Self::Label),
    ];
}

/// What consent was given to. When that changes, it has to be given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fresh {
    /// To the judged commit: nothing was pushed since.
    Commit,
    /// To what is in the release: no pull request and no commit was added since.
    Scope,
    /// To the release notes as they are: nobody has changed them since.
    Notes,
    /// To anything, for so long.
    Within(SignedDuration),
    /// To anything, for ever.
    Any,
}
