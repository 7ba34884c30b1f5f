//! Whether a condition will hold, by what is known of a release before it is judged.

use super::Condition;

/// What is known of a release while it is planned. Which files and labels it will have is never known then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// The names of its type: semver's, then the team's own; `None`: not known.
    pub types: Option<Vec<String>>,
    /// Types of the team's own that it may have besides.
    pub perhaps: Vec<String>,
    /// The branch that it is cut from.
    pub branch: Option<String>,
}

impl Condition {
    /// Whether it will hold. `None`: that is not known yet.
    #[must_use]
    pub fn planned(&self, of: &Foreseen) -> Option<bool> {
        match self {
            Self::All(parts) => decided(parts, of, false),
            Self::Any(parts) => decided(parts, of, true),
            Self::Not(part) => part.planned(of).map(|holds| !holds),
            Self::Type(names) => {
                let types = of.types.as_ref()?;
                match names.iter().any(|name| types.contains(name)) {
                    true => Some(true),
                    false if names.iter().any(|name| of.perhaps.contains(name)) => None,
                    false => Some(false),
                }
            }
            Self::Branches(globs) => {
                of.branch.as_ref().map(|branch| globs.iter().any(|glob| glob.matches(branch)))
            }
            Self::Paths { .. } | Self::Labels(_) => None,
        }
    }
}

/// One part with the `decisive` answer decides; else all must be known.
fn decided(parts: &[Condition], of: &Foreseen, decisive: bool) -> Option<bool> {
    let answers: Vec<Option<bool>> = parts.iter().map(|part| part.planned(of)).collect();
    if answers.contains(&Some(decisive)) {
        return Some(decisive);
    }
    answers.into_iter().collect::<Option<Vec<_>>>().map(|_| !decisive)
}
