//! What the policy says of versions: `release.bump`.

use super::Level;
use crate::paths::{Glob, LabelPattern};
use crate::version::Version;

/// The rules of `release.bump`. The greatest level of which one fits counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// What makes a change a major one.
    pub major: Rule,
    /// What makes it a minor one.
    pub minor: Rule,
    /// What makes it a patch.
    pub patch: Rule,
    /// What a change is that none of them fits.
    pub otherwise: Otherwise,
    /// What a major change raises while the first number is 0: semver §4 leaves it open, and the second is usual.
    pub breaking_is: Level,
    /// The version of the first release.
    pub initial: Version,
    /// The role that has to ask for a major version by `/holdpoint release-as`, where the policy names one.
    pub major_by: Option<String>,
}

/// What makes a change one of a level: any of these.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rule {
    /// One of these labels.
    pub labels: Vec<LabelPattern>,
    /// A conventional commit of one of these types; for a major change, one that says it is breaking.
    pub conventional: Option<Vec<String>>,
    /// A file that it changes is one of these.
    pub paths: Vec<Glob>,
}

/// What a change is that no rule fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Otherwise {
    /// One of this level.
    Level(Level),
    /// Nothing that needs a release.
    None,
    /// A reason to stop, until somebody labels it.
    Refuse,
}

/// How a tag is cut: what the policy says beside its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cutting {
    /// The role of those who may start it; `None`: whoever may write.
    pub by: Option<String>,
    /// The floating tags that follow: `v1`, `v1.4`.
    pub floating: Vec<Level>,
    /// Whether the release is published, or stays a draft for somebody to publish.
    pub publish: bool,
    /// Whether verdict, policy and evidence are attached to the release.
    pub attach: bool,
    /// Whether a release may be the repository's latest. Of several packages, those of one may.
    pub latest: bool,
}

impl Default for Cutting {
    fn default() -> Self {
        Self { by: None, floating: Vec::new(), publish: false, attach: true, latest: true }
    }
}

impl Default for Rules {
    /// Without rules of the policy: conventional commits say what they are, and all else is a patch.
    fn default() -> Self {
        Self {
            major: Rule { conventional: Some(Vec::new()), ..Rule::default() },
            minor: Rule { conventional: Some(types_of(Level::Minor)), ..Rule::default() },
            patch: Rule { conventional: Some(types_of(Level::Patch)), ..Rule::default() },
            otherwise: Otherwise::Level(Level::Patch),
            breaking_is: Level::Minor,
            initial: Version::new(0, 1, 0),
            major_by: None,
        }
    }
}

/// The types of [Conventional Commits 1.0.0](https://www.conventionalcommits.org/en/v1.0.0/) that `conventional: true`
/// stands for: `feat` and `fix` by the specification, `perf` and `revert` as its tools have it. A major change is told by
/// its `!` or footer, of whatever type.
#[must_use]
pub fn types_of(level: Level) -> Vec<String> {
    let types: &[&str] = match level {
        Level::Major => &[],
        Level::Minor => &["feat"],
        Level::Patch => &["fix", "perf", "revert"],
    };
    types.iter().map(|&name| name.to_owned()).collect()
}

impl Rules {
    /// The rule of a level.
    #[must_use]
    pub fn of(&self, level: Level) -> &Rule {
        match level {
            Level::Major => &self.major,
            Level::Minor => &self.minor,
            Level::Patch => &self.patch,
        }
    }

    /// What a level raises after this version.
    #[must_use]
    pub fn effective(&self, last: &Version, level: Level) -> Level {
        if last.major == 0 && level == Level::Major { self.breaking_is } else { level }
    }

    /// Whether any rule looks at commits' messages, at files.
    #[must_use]
    pub fn reads(&self) -> Reads {
        let any = |looks: fn(&Rule) -> bool| Level::ALL.into_iter().any(|level| looks(self.of(level)));
        Reads {
            labels: any(|rule| !rule.labels.is_empty()),
            messages: any(|rule| rule.conventional.is_some()),
            paths: any(|rule| !rule.paths.is_empty()),
        }
    }
}

/// What the rules look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reads {
    /// Labels.
    pub labels: bool,
    /// Titles, descriptions and commits' messages.
    pub messages: bool,
    /// The files that a change is about.
    pub paths: bool,
}
