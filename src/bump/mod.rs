//! The next version, and why: what each change since the last release contributes by the policy's rules, what that
//! amounts to, and which version follows from it.
//!
//! Versions are raised as [Semantic Versioning 2.0.0](https://semver.org/spec/v2.0.0.html) says. Nothing is guessed: where
//! the rules leave it open, the answer is a [`Refusal`] that names what is in the way.

mod change;
mod compute;
pub mod cut;
mod line;
mod merging;
mod next;
mod package;
pub mod propose;
mod rules;
#[cfg(test)]
mod tests;

use std::fmt;

pub use change::{Because, Change, Contribution, What, contributions};
pub use compute::{Computed, Facts, Nothing, Outcome, Tagged, compute};
pub use line::Line;
pub use merging::{Differs, Merging, Squashed, SquashedTitle, merged};
pub use next::{Known, Next, Refusal, Wish, next};
pub use package::{Package, Written, named};
pub use rules::{Cutting, Otherwise, Rule, Rules, types_of};

use crate::version::ReleaseType;

/// How much a change asks of the version, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The third number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Level {
    /// All, from the greatest to the least: the order in which rules are tried.
    pub const ALL: [Self; 3] = [Self::Major, Self::Minor, Self::Patch];

    /// The word of policies and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.release_type().as_str()
    }

    /// The type of a final release in which this is the greatest change.
    #[must_use]
    pub fn release_type(self) -> ReleaseType {
        match self {
            Self::Patch => ReleaseType::Patch,
            Self::Minor => ReleaseType::Minor,
            Self::Major => ReleaseType::Major,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
