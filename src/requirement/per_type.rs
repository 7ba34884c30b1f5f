//! A number that may depend on the release's type: `2`, or `{major: 2, otherwise: 1}`.

use std::collections::BTreeMap;

use super::Context;
use crate::evidence::{Reason, Unknown};
use crate::release::Case;
use crate::version::ReleaseType;
use crate::yaml::{Kind as Yaml, Node, Problems, nearest};

/// A number that may depend on the release's type.
///
/// Written `2`, or `{major: 2, otherwise: 1}` with types of the policy as keys. A team's own type counts before the
/// semver type that it is one of; of several own types, the greatest number. Not in a phase that holds a merge,
/// because before a merge there is no release.
#[derive(Debug, Clone, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(untagged)]
pub enum PerType {
    /// The same for every type.
    Same(u64),
    /// By type, with the number for all other types under `otherwise`.
    ByType(BTreeMap<String, u64>),
}

const OTHERWISE: &str = "otherwise";

impl PerType {
    /// Reads it. `None`: what is wrong has been reported.
    pub fn read(node: &Node, what: &str, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        if !matches!(node.kind, Yaml::Map(_)) {
            return node.integer(what, 1..=100, problems).map(Self::Same);
        }
        let before = problems.len();
        if context.holds_merge {
            problems
                .error(
                    "release-wide",
                    node.at.clone(),
                    "before a merge there is no release, and so no type of it",
                )
                .help("write one number");
        }
        let mut numbers = BTreeMap::new();
        for (name, key, value) in node.entries(what, problems)? {
            let semver = ReleaseType::ALL.map(ReleaseType::as_str);
            let known =
                || semver.into_iter().chain(context.types.iter().map(String::as_str)).chain([OTHERWISE]);
            if !known().any(|known| known == name) {
                let problem = problems.error(
                    "unknown-type",
                    key.at.clone(),
                    format!("there is no release type `{name}`"),
                );
                if let Some(near) = nearest(name, known()) {
                    problem.help(format!("did you mean `{near}`?"));
                }
                continue;
            }
            if let Some(number) = value.integer(what, 1..=100, problems) {
                numbers.insert(name.to_owned(), number);
            }
        }
        if numbers.len() == 1 && numbers.contains_key(OTHERWISE) && problems.len() == before {
            problems
                .error("no-effect", node.at.clone(), format!("{what} is the same for every type"))
                .help("write the number alone");
        }
        if !numbers.contains_key(OTHERWISE) && problems.len() == before {
            problems
                .error("missing-key", node.at.clone(), format!("{what} by type needs the key `{OTHERWISE}`"))
                .help("a type that is not listed would have no number");
        }
        (problems.len() == before).then_some(Self::ByType(numbers))
    }

    /// As it stands in a sentence: `2`, or `2 for major, otherwise 1`.
    #[must_use]
    pub fn says(&self) -> String {
        let numbers = match self {
            Self::Same(number) => return number.to_string(),
            Self::ByType(numbers) => numbers,
        };
        let types = numbers.iter().filter(|(name, _)| *name != OTHERWISE);
        let types = types.map(|(name, number)| format!("{number} for {name}"));
        let otherwise = numbers.get(OTHERWISE).map(|number| format!("otherwise {number}"));
        types.chain(otherwise).collect::<Vec<_>>().join(", ")
    }

    /// The number for a release of these types, semver's first, as [`crate::release::Case::types`] names them.
    #[must_use]
    pub fn of_types(&self, types: &[String]) -> Option<u64> {
        let numbers = match self {
            Self::Same(number) => return Some(*number),
            Self::ByType(numbers) => numbers,
        };
        let number = |name: &String| numbers.get(name).copied();
        let own = types.iter().skip(1).filter_map(number).max();
        own.or_else(|| types.first().and_then(number)).or_else(|| numbers.get(OTHERWISE).copied())
    }

    /// The least and the greatest number that it can be.
    pub(super) fn range(&self) -> (u64, u64) {
        match self {
            Self::Same(number) => (*number, *number),
            Self::ByType(numbers) => {
                let all = || numbers.values().copied();
                (all().min().unwrap_or(1), all().max().unwrap_or(1))
            }
        }
    }

    /// The number for what is judged.
    pub fn number(&self, case: &Case<'_>) -> Result<u64, Unknown> {
        if let Self::Same(number) = self {
            return Ok(*number);
        }
        self.of_types(&case.types()?).ok_or_else(|| Unknown::new(Reason::NotFound))
    }
}
