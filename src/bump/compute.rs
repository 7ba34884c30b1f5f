//! All changes since the last release, summed up to its next version.

use std::collections::BTreeMap;

use super::{Change, Contribution, Known, Level, Line, Next, Refusal, Rules, Wish, contributions, next};
use crate::evidence::Oid;
use crate::version::{Version, core};

/// What the next version depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The commit that would be released.
    pub commit: Oid,
    /// The branch that it is released from.
    pub branch: String,
    /// The highest final release that the commit contains.
    pub last: Option<Tagged>,
    /// The highest prerelease above it that the commit contains.
    pub prerelease: Option<Tagged>,
    /// Every version that has a tag of the pattern anywhere, with that tag.
    pub taken: BTreeMap<Version, String>,
    /// How many commits came since the last final release.
    pub commits: u64,
    /// What changed since then.
    pub changes: Vec<Change>,
    /// Whether some of that would come on top of the commit, and is not in it yet.
    pub on_top: bool,
}

/// A version and its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged {
    /// The version.
    pub version: Version,
    /// Its tag.
    pub tag: String,
    /// The tag's commit.
    pub commit: Oid,
}

/// The next version of a branch, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// The commit that would be released.
    pub commit: Oid,
    /// The branch that it is released from.
    pub branch: String,
    /// The maintenance line that the branch is for.
    pub line: Option<Line>,
    /// The last final release.
    pub last: Option<Tagged>,
    /// The prerelease since then.
    pub prerelease: Option<Tagged>,
    /// How many commits came since the last final release.
    pub commits: u64,
    /// What each change contributes.
    pub contributions: Vec<Contribution>,
    /// The greatest of them.
    pub level: Option<Level>,
    /// The version, or why there is none.
    pub outcome: Outcome,
    /// The role of which somebody has to confirm it, because it is a major one and the policy says so.
    pub confirmed_by: Option<String>,
}

/// A version, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The version.
    Version(Next),
    /// There is nothing to release.
    Nothing(Nothing),
    /// The policy lets no change go that no rule fits, and there are such changes.
    Unlabelled,
    /// There is no such version.
    Refused(Refusal),
}

/// Why there is nothing to release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nothing {
    /// Nothing changed since the release that has this tag.
    Unchanged(String),
    /// No change asks for a release.
    NotAsked,
}

impl Computed {
    /// The version, if there is one.
    #[must_use]
    pub fn version(&self) -> Option<&Version> {
        match &self.outcome {
            Outcome::Version(next) => Some(&next.version),
            Outcome::Nothing(_) | Outcome::Unlabelled | Outcome::Refused(_) => None,
        }
    }
}

/// Computes the next version.
#[must_use]
pub fn compute(rules: &Rules, facts: Facts, wish: Wish<'_>) -> Computed {
    let line = Line::of_branch(&facts.branch);
    let contributions = contributions(rules, &facts.changes);
    let level = contributions.iter().filter_map(|one| one.level).max();
    let outcome = outcome(rules, &facts, line, &contributions, level, wish);
    let raised_by = match &outcome {
        Outcome::Version(next) => next.raised_by,
        Outcome::Nothing(_) | Outcome::Unlabelled | Outcome::Refused(_) => None,
    };
    let Facts { commit, branch, last, prerelease, commits, .. } = facts;
    Computed {
        commit,
        branch,
        line,
        last,
        prerelease,
        commits,
        contributions,
        level,
        outcome,
        confirmed_by: rules.major_by.clone().filter(|_| raised_by == Some(Level::Major)),
    }
}

fn outcome(
    rules: &Rules,
    facts: &Facts,
    line: Option<Line>,
    contributions: &[Contribution],
    level: Option<Level>,
    wish: Wish<'_>,
) -> Outcome {
    if let Some(tag) = released(facts, wish) {
        return Outcome::Nothing(Nothing::Unchanged(tag));
    }
    // The first version does not depend on what changed.
    let first = facts.last.is_none();
    if first && facts.commits == 0 {
        return Outcome::Nothing(Nothing::NotAsked);
    }
    if !first && contributions.iter().any(Contribution::is_unlabelled) {
        return Outcome::Unlabelled;
    }
    let level = match level {
        Some(level) => level,
        None if first => Level::Patch,
        None => return Outcome::Nothing(Nothing::NotAsked),
    };
    let known = Known {
        last: facts.last.as_ref().map(|last| &last.version),
        prerelease: facts.prerelease.as_ref().map(|last| &last.version),
        taken: &facts.taken,
        line,
    };
    match next(rules, known, level, wish) {
        Ok(next) => Outcome::Version(next),
        Err(refusal) => Outcome::Refused(refusal),
    }
}

/// The tag of the release that the commit is already. A prerelease becomes the final release at the same commit, and not
/// another prerelease of its kind.
fn released(facts: &Facts, wish: Wish<'_>) -> Option<String> {
    if facts.on_top {
        return None;
    }
    let is_here = |tagged: &&Tagged| tagged.commit == facts.commit;
    let last = facts.last.as_ref().filter(|last| is_here(last) || facts.commits == 0);
    let same_kind = |tagged: &&Tagged| {
        let kind = wish.prerelease.and_then(|kind| tagged.version.pre.as_str().strip_prefix(kind));
        kind.is_some_and(|rest| rest.starts_with('.'))
    };
    let meant = |tagged: &&Tagged| wish.named.is_none_or(|named| core(named) <= core(&tagged.version));
    let prerelease = || facts.prerelease.as_ref().filter(is_here).filter(same_kind).filter(meant);
    last.or_else(prerelease).map(|tagged| tagged.tag.clone())
}
