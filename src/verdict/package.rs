//! Of which package a verdict is.

use super::{Judged, Verdict};

impl Judged {
    /// The package that is released, where the policy has packages.
    #[must_use]
    pub fn package(&self) -> Option<&str> {
        match self {
            Self::Release { package, .. } => package.as_deref(),
            Self::PullRequest { .. } | Self::MergeGroup { .. } => None,
        }
    }
}

impl Verdict {
    /// What tells its comment and its check run from others: the phase, and the package if one is released.
    #[must_use]
    pub fn key(&self) -> String {
        match self.subject.package() {
            Some(package) => format!("{}@{package}", self.phase),
            None => self.phase.clone(),
        }
    }
}
