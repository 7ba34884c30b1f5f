//! From the last version and the greatest change to the next version.

use std::collections::BTreeMap;

use super::{Level, Line, Rules};
use crate::version::{BuildMetadata, Prerelease, Version, core};

/// The versions that count.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The highest final version whose tag is an ancestor.
    pub last: Option<&'a Version>,
    /// The highest prerelease above it whose tag is an ancestor.
    pub prerelease: Option<&'a Version>,
    /// Every version that has a tag of the pattern anywhere, with that tag.
    pub taken: &'a BTreeMap<Version, String>,
    /// The line of the branch that it is released from.
    pub line: Option<Line>,
}

/// What somebody asks for beside the rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'a> {
    /// A prerelease of this kind: `rc`.
    pub prerelease: Option<&'a str>,
    /// Build metadata, which changes nothing of the order.
    pub build: Option<&'a str>,
    /// The version that people name for the release. If it is a prerelease, it is that one.
    pub named: Option<&'a Version>,
}

impl Wish<'_> {
    /// The version of those at a commit that is what is asked for: an earlier run cut its tag there, and what is missing
    /// is to be completed. One that was passed by a higher one at the same commit is none.
    #[must_use]
    pub fn resumed(&self, here: &[Version]) -> Option<Version> {
        let highest = here.iter().max()?;
        let kind = match self.prerelease {
            None => self.named.is_some_and(|named| !named.pre.is_empty()) || highest.pre.is_empty(),
            Some(kind) => is_of_kind(&highest.pre, kind),
        };
        let asked = self.prerelease.is_some() || self.build.is_some();
        let meant = self.named.is_none_or(|named| {
            core(named) == core(highest) && (named.pre.is_empty() || named.pre == highest.pre)
        });
        let same = asked && kind && meant && highest.build.as_str() == self.build.unwrap_or_default();
        same.then(|| highest.clone())
    }
}

/// A version, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The version.
    pub version: Version,
    /// The level by which it is above the last final version: under 0.x it may be less than what the changes ask for, and
    /// after a prerelease or on a maintenance line more.
    pub raised_by: Option<Level>,
    /// What would have been enough for the changes, where people name a higher version.
    pub enough: Option<Version>,
}

/// Why there is no next version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It exists. `free` are those that do not, the lowest first.
    Taken {
        /// The version.
        version: Version,
        /// Its tag.
        tag: String,
        /// What else it may be.
        free: Vec<Version>,
    },
    /// It is not above one that was released before it.
    NotAbove {
        /// The version.
        version: Version,
        /// The one that it is not above.
        other: Version,
    },
    /// People name it, and it is less than what the changes ask for.
    NamedTooLow {
        /// The version that they name.
        named: Version,
        /// What would be enough.
        enough: Version,
    },
    /// People name a prerelease, and another kind of it is asked for.
    OtherPrerelease {
        /// The version that they name.
        named: Version,
        /// The kind.
        kind: String,
    },
    /// The branch is for other versions.
    OffLine {
        /// The version.
        version: Version,
        /// The line of the branch.
        line: Line,
    },
    /// What stands behind `--pre` or `--build` is no identifier of semver's.
    BadIdentifier(String),
    /// It is no build metadata.
    BadBuild(String),
    /// The numbers of the last version are as great as they can be.
    Overflow(Version),
}

/// The next version, by what the changes since the last final version ask for.
///
/// | last | prerelease | changes | asked for | next |
/// | --- | --- | --- | --- | --- |
/// | 1.4.0 | | minor | | 1.5.0 |
/// | 1.4.0 | | minor | `rc` | 1.5.0-rc.1 |
/// | 1.4.0 | 1.5.0-rc.1 | minor | `rc` | 1.5.0-rc.2 |
/// | 1.4.0 | 1.5.0-rc.2 | major | `rc` | 2.0.0-rc.1 |
/// | 1.4.0 | 1.5.0-rc.2 | patch | | 1.5.0 |
///
/// # Errors
/// The version is taken, not above what was released, off the branch's line, or cannot be written.
pub fn next(rules: &Rules, known: Known<'_>, level: Level, wish: Wish<'_>) -> Result<Next, Refusal> {
    let core = match known.last {
        None => first(rules, known),
        Some(last) => raise(last, rules.effective(last, level))?,
    };
    // What a prerelease has announced is not taken back by what followed.
    let announced = known.prerelease.map(self::core);
    let core = announced.map_or(core.clone(), |announced| announced.max(core));
    let core = match known.line {
        Some(line) if core < line.lowest() => line.lowest(),
        _ => core,
    };
    let (core, enough) = match wish.named.map(self::core) {
        Some(named) if named < core => return Err(Refusal::NamedTooLow { named, enough: core }),
        Some(named) if named > core => (named, Some(core)),
        _ => (core, None),
    };
    let raised_by = known.last.map(|last| raised(last, &core));
    let mut version = core;
    if let Some(kind) = wish.prerelease {
        version.pre = prerelease(kind, &version, known.prerelease)?;
    }
    if let Some(named) = wish.named.filter(|named| !named.pre.is_empty()) {
        if let Some(kind) = wish.prerelease.filter(|kind| !is_of_kind(&named.pre, kind)) {
            return Err(Refusal::OtherPrerelease { named: named.clone(), kind: kind.to_owned() });
        }
        version.pre = named.pre.clone();
    }
    if let Some(build) = wish.build {
        version.build = BuildMetadata::new(build).map_err(|_| Refusal::BadBuild(build.to_owned()))?;
    }
    accept(&version, known, rules, level)?;
    Ok(Next { version, raised_by, enough })
}

/// The first release: what the policy says, unless prereleases or the branch have announced another.
fn first(rules: &Rules, known: Known<'_>) -> Version {
    match known.prerelease {
        Some(pre) => core(pre),
        None => rules.initial.clone(),
    }
}

/// By how much one version is above another.
fn raised(last: &Version, core: &Version) -> Level {
    if core.major != last.major {
        Level::Major
    } else if core.minor != last.minor {
        Level::Minor
    } else {
        Level::Patch
    }
}

fn raise(last: &Version, level: Level) -> Result<Version, Refusal> {
    let up = |number: u64| number.checked_add(1).ok_or_else(|| Refusal::Overflow(last.clone()));
    Ok(match level {
        Level::Major => Version::new(up(last.major)?, 0, 0),
        Level::Minor => Version::new(last.major, up(last.minor)?, 0),
        Level::Patch => Version::new(last.major, last.minor, up(last.patch)?),
    })
}

/// Whether it is `rc.` and a number, where `rc` is the kind.
fn is_of_kind(prerelease: &Prerelease, kind: &str) -> bool {
    let number = prerelease.as_str().strip_prefix(kind).and_then(|rest| rest.strip_prefix('.'));
    number.is_some_and(|number| number.parse::<u64>().is_ok())
}

/// `rc.1`, or the number after that of the last prerelease, where that is one of the same version and kind.
fn prerelease(kind: &str, core: &Version, before: Option<&Version>) -> Result<Prerelease, Refusal> {
    let bad = || Refusal::BadIdentifier(kind.to_owned());
    // A number at the end is counted here, and nobody else names one.
    let counted = kind.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    if counted {
        return Err(bad());
    }
    let before =
        before.filter(|pre| (pre.major, pre.minor, pre.patch) == (core.major, core.minor, core.patch));
    let number =
        before.and_then(|pre| pre.pre.as_str().strip_prefix(kind)?.strip_prefix('.')?.parse::<u64>().ok());
    let number = match number {
        Some(number) => number.checked_add(1).ok_or_else(bad)?,
        None => 1,
    };
    Prerelease::new(&format!("{kind}.{number}")).map_err(|_| bad())
}

fn accept(version: &Version, known: Known<'_>, rules: &Rules, level: Level) -> Result<(), Refusal> {
    for other in [known.last, known.prerelease].into_iter().flatten() {
        if version.cmp_precedence(other).is_le() {
            return Err(Refusal::NotAbove { version: version.clone(), other: other.clone() });
        }
    }
    if let Some(line) = known.line.filter(|line| !line.holds(version)) {
        return Err(Refusal::OffLine { version: version.clone(), line });
    }
    match taken(version, known) {
        None => Ok(()),
        Some(tag) => {
            let free = free(version, known, rules, level);
            Err(Refusal::Taken { version: version.clone(), tag: tag.to_owned(), free })
        }
    }
}

/// The tag of a version that is the same by precedence: build metadata makes no other version.
fn taken<'a>(version: &Version, known: Known<'a>) -> Option<&'a str> {
    let same = |other: &&Version| other.cmp_precedence(version).is_eq();
    known.taken.keys().find(same).and_then(|other| known.taken.get(other)).map(String::as_str)
}

/// What a taken version may be instead: the lowest free one of each level from the asked one on.
fn free(version: &Version, known: Known<'_>, rules: &Rules, level: Level) -> Vec<Version> {
    let levels = Level::ALL.into_iter().rev().filter(|other| *other >= rules.effective(version, level));
    let mut free = Vec::new();
    for level in levels {
        let mut candidate = core(version);
        while let Ok(raised) = raise(&candidate, level) {
            candidate = raised;
            if taken(&candidate, known).is_none() {
                break;
            }
        }
        let on_line = known.line.is_none_or(|line| line.holds(&candidate));
        if on_line && taken(&candidate, known).is_none() && !free.contains(&candidate) {
            free.push(candidate);
        }
    }
    free.sort();
    free
}
