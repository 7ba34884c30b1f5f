//! Floating tags: `v1` and `v1.4`, which stand on the newest release of their line.

use super::{Cut, Level, There};
use crate::evidence::Oid;
use crate::version::{TagPattern, Version, parse_loose};

/// What becomes of one floating tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Floating {
    /// It goes to the judged commit.
    Move {
        /// Its name.
        tag: String,
        /// What it must still name; `None`: it must not be there.
        from: Option<Oid>,
    },
    /// It stays, and rightly so.
    Stays {
        /// Its name.
        tag: String,
        /// Why.
        why: Stays,
    },
    /// It should go there, and must not be touched.
    Blocked {
        /// Its name.
        tag: String,
        /// Why.
        why: Blocked,
    },
}

/// Why a floating tag stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stays {
    /// It is at the commit already.
    There,
    /// The version is a pre-release.
    Prerelease,
    /// Its line has a higher version: this one is a backport.
    Higher(Version),
}

/// Why a floating tag must not be touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocked {
    /// The name is that of a version.
    IsAVersion,
    /// It is at a commit that is not tagged with a version of its line: somebody uses it for something else.
    NotARelease(Option<Oid>),
    /// A release has it as its tag, and GitHub has fixed it for good.
    Immutable,
}

/// The name of the floating tag of a version: the pattern with `1` or `1.4` in the place of the version; none for patches.
///
/// ```
/// use holdpoint::bump::Level;
/// use holdpoint::bump::cut::floating_name;
/// use holdpoint::version::TagPattern;
///
/// let name = |pattern: &str, level| floating_name(&TagPattern::parse(pattern).unwrap(), &"1.4.2".parse().unwrap(), level);
/// assert_eq!(name("v{version}", Level::Major).as_deref(), Some("v1"));
/// assert_eq!(name("app/v{version}", Level::Minor).as_deref(), Some("app/v1.4"));
/// assert_eq!(name("v{version}", Level::Patch), None);
/// ```
#[must_use]
pub fn floating_name(pattern: &TagPattern, version: &Version, level: Level) -> Option<String> {
    let numbers = match level {
        Level::Major => version.major.to_string(),
        Level::Minor => format!("{}.{}", version.major, version.minor),
        Level::Patch => return None,
    };
    Some(pattern.to_string().replacen("{version}", &numbers, 1))
}

/// What becomes of the floating tags that are asked for, in the order `v1`, `v1.4`.
#[must_use]
pub fn floating(cut: &Cut, there: &There) -> Vec<Floating> {
    let asked = [Level::Major, Level::Minor].into_iter().filter(|level| cut.floating.contains(level));
    asked.filter_map(|level| one(cut, there, level)).collect()
}

fn one(cut: &Cut, there: &There, level: Level) -> Option<Floating> {
    let tag = floating_name(&cut.pattern, &cut.version, level)?;
    let stays = |tag, why| Some(Floating::Stays { tag, why });
    let blocked = |tag, why| Some(Floating::Blocked { tag, why });
    if !cut.is_stable() {
        return stays(tag, Stays::Prerelease);
    }
    if tag == cut.tag || cut.pattern.version(&tag).is_some() || parse_loose(&tag).is_some() {
        return blocked(tag, Blocked::IsAVersion);
    }
    let of_line = |version: &Version| {
        version.pre.is_empty()
            && version.major == cut.version.major
            && (level == Level::Major || version.minor == cut.version.minor)
    };
    let line: Vec<(Version, Option<&Oid>)> = there
        .tags
        .iter()
        .filter_map(|known| Some((cut.pattern.version(&known.name)?, known.commit.as_ref())))
        .filter(|(version, _)| of_line(version))
        .collect();
    let highest = line.iter().map(|(version, _)| version).max_by(|one, other| one.cmp_precedence(other));
    if let Some(highest) = highest.filter(|highest| highest.cmp_precedence(&cut.version).is_gt()) {
        return stays(tag, Stays::Higher(highest.clone()));
    }
    let Some(now) = there.floating.iter().find(|one| one.tag == tag) else {
        return Some(Floating::Move { tag, from: None });
    };
    if now.commit.as_ref() == Some(&cut.commit) {
        return stays(tag, Stays::There);
    }
    let at = line.iter().filter(|(_, commit)| commit.is_some() && *commit == now.commit.as_ref());
    let Some((standing, _)) = at.max_by(|(one, _), (other, _)| one.cmp_precedence(other)) else {
        return blocked(tag, Blocked::NotARelease(now.commit.clone()));
    };
    // Two tags of one version that differ in build metadata only: neither is ahead.
    if standing.cmp_precedence(&cut.version).is_ge() {
        return stays(tag, Stays::Higher(standing.clone()));
    }
    if there.published.iter().any(|release| release.tag == tag && release.immutable) {
        return blocked(tag, Blocked::Immutable);
    }
    Some(Floating::Move { tag, from: Some(now.object.clone()) })
}
