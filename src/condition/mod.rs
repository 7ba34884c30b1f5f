//! `when`: shape and judgement. A condition narrows a requirement and names what it looked at.

mod judge;
mod planned;
mod possible;
mod read;
#[cfg(test)]
mod tests;

use crate::evidence::needs::Needs;
use crate::paths::{Glob, LabelPattern, PathSet};
use crate::verdict::Message;
use crate::version::ReleaseType;

pub use planned::Foreseen;
pub(crate) use read::{Context, globs, label_patterns, path_set};

/// A `when` tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Every part must hold.
    All(Vec<Condition>),
    /// One part must hold.
    Any(Vec<Condition>),
    /// The part must not hold.
    Not(Box<Condition>),
    /// The release's type is one of these.
    Type(Vec<String>),
    /// A file of the release, under its old or new name, is in this set.
    Paths {
        /// The set.
        set: PathSet,
        /// As the policy writes it.
        written: Vec<String>,
    },
    /// A pull request of the release has one of these labels.
    Labels(Vec<LabelPattern>),
    /// The release is cut from, or the pull request goes into, one of these branches.
    Branches(Vec<Glob>),
}

/// The names of the conditions, as `when` writes them.
pub const NAMES: &[&str] = &["type", "paths", "labels", "branches"];

impl Condition {
    /// What has to be read to judge it.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| needs.merge(part.needs())),
            Self::Not(part) => needs.merge(part.needs()),
            Self::Paths { .. } => {
                needs.net_files = true;
                needs.pull_requests.files = true;
            }
            Self::Labels(_) => {
                needs.labels = true;
                needs.pull_requests.labels = true;
                needs.pull_requests.removed_labels = true;
            }
            Self::Type(_) | Self::Branches(_) => {}
        }
        needs
    }
}

impl Condition {
    /// Whether it holds, as far as the name of the release's type by semver tells. `None`: more would have to be known.
    #[must_use]
    pub fn by_type(&self, of: Option<&str>) -> Option<bool> {
        let any = |parts: &[Self], wanted: bool| {
            let judged: Vec<Option<bool>> = parts.iter().map(|part| part.by_type(of)).collect();
            let all = || judged.iter().all(|one| *one == Some(!wanted)).then_some(!wanted);
            if judged.contains(&Some(wanted)) { Some(wanted) } else { all() }
        };
        match self {
            Self::All(parts) => any(parts, false),
            Self::Any(parts) => any(parts, true),
            Self::Not(part) => part.by_type(of).map(|holds| !holds),
            Self::Type(names) => {
                let of = of?;
                let by_semver = |name: &String| ReleaseType::ALL.iter().any(|kind| kind.as_str() == name);
                let known = || names.iter().all(by_semver).then_some(false);
                if names.iter().any(|name| name == of) { Some(true) } else { known() }
            }
            Self::Paths { .. } | Self::Labels(_) | Self::Branches(_) => None,
        }
    }

    /// What must hold, as one clause, for people who read the policy.
    #[must_use]
    pub fn says(&self) -> String {
        let each = |parts: &[Self], word: &str| {
            parts.iter().map(Self::says).collect::<Vec<_>>().join(&format!(" {word} "))
        };
        let listed = |texts: Vec<String>| texts.join(", ");
        match self {
            Self::All(parts) => each(parts, "and"),
            Self::Any(parts) => each(parts, "or"),
            Self::Not(part) => format!("it is not so that {}", part.says()),
            Self::Type(names) => format!("the release is {}", names.join(" or ")),
            Self::Paths { written, .. } => format!("a file that changed fits {}", listed(written.clone())),
            Self::Labels(labels) => {
                let labels = labels.iter().map(|label| format!("“{label}”")).collect();
                format!("a pull request has one of the labels {}", listed(labels))
            }
            Self::Branches(globs) => {
                format!("the branch fits {}", listed(globs.iter().map(ToString::to_string).collect()))
            }
        }
    }
}

/// Every message that a condition can give, for the docs.
#[must_use]
pub fn messages() -> &'static [&'static Message] {
    judge::MESSAGES
}
