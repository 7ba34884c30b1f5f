//! Whether a condition could ever hold.

use std::collections::BTreeSet;

use super::Condition;
use crate::version::ReleaseType;

/// How many different leaves are tried out with every combination of answers.
const MOST: usize = 8;

impl Condition {
    /// Whether some release could ever fit. A condition that contradicts itself cannot; when in doubt, it can.
    ///
    /// `own` are the team's types, each with the semver type that it is one of.
    #[must_use]
    pub fn can_hold(&self, own: &[(String, ReleaseType)]) -> bool {
        let (mut leaves, mut types) = (Vec::new(), BTreeSet::new());
        self.leaves(&mut leaves, &mut types);
        if leaves.len() > MOST {
            leaves.clear();
        }
        let Some(kinds) = kinds(&types, own) else { return true };
        kinds.iter().any(|kind| {
            (0..1_u32 << leaves.len()).any(|answers| {
                let answer = |leaf: &Self| {
                    let index = leaves.iter().position(|known| *known == leaf)?;
                    Some(answers >> index & 1 == 1)
                };
                self.possible(kind, &answer) != Some(false)
            })
        })
    }

    /// The different leaves that are not types, and the types.
    fn leaves<'c>(&'c self, leaves: &mut Vec<&'c Self>, types: &mut BTreeSet<&'c str>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.leaves(leaves, types)),
            Self::Not(part) => part.leaves(leaves, types),
            Self::Type(names) => types.extend(names.iter().map(String::as_str)),
            _ if leaves.len() > MOST || leaves.contains(&self) => {}
            _ => leaves.push(self),
        }
    }

    /// The answer for a type and given answers of the leaves, as far as these decide it.
    fn possible(&self, kind: &[&str], answer: &dyn Fn(&Self) -> Option<bool>) -> Option<bool> {
        match self {
            Self::All(parts) => decided(parts, kind, answer, false),
            Self::Any(parts) => decided(parts, kind, answer, true),
            Self::Not(part) => part.possible(kind, answer).map(|answer| !answer),
            Self::Type(names) => Some(names.iter().any(|name| kind.contains(&name.as_str()))),
            leaf => answer(leaf),
        }
    }
}

/// One part with the `decisive` answer decides; else all must be known.
fn decided(
    parts: &[Condition],
    kind: &[&str],
    answer: &dyn Fn(&Condition) -> Option<bool>,
    decisive: bool,
) -> Option<bool> {
    let answers: Vec<Option<bool>> = parts.iter().map(|part| part.possible(kind, answer)).collect();
    if answers.contains(&Some(decisive)) {
        return Some(decisive);
    }
    answers.into_iter().collect::<Option<Vec<_>>>().map(|_| !decisive)
}

/// The types that a release can have at once: a semver type, and any of the team's own that are one of it and that
/// the condition speaks of. `None`: too many to try.
fn kinds<'c>(types: &BTreeSet<&'c str>, own: &[(String, ReleaseType)]) -> Option<Vec<Vec<&'c str>>> {
    let mut kinds = Vec::new();
    for semver in ReleaseType::ALL {
        let mut sets = vec![vec![semver.as_str()]];
        for name in types {
            if !own.iter().any(|(known, is)| known == name && *is == semver) {
                continue;
            }
            if sets.len() >= 1 << MOST {
                return None;
            }
            let with = sets.iter().map(|set| set.iter().copied().chain([*name]).collect());
            sets.extend(with.collect::<Vec<Vec<&str>>>());
        }
        kinds.extend(sets);
    }
    Some(kinds)
}
