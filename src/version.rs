//! Versions: how they stand in tag names and in text, what kind of release a version is,
//! and which release came before it.
//!
//! All order is the precedence of [Semantic Versioning 2.0.0](https://semver.org/spec/v2.0.0.html) (§11):
//! build metadata never makes a version higher. Raising a version is not done here.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use semver::{BuildMetadata, Prerelease, Version};

pub use tag_pattern::TagPattern;

mod tag_pattern;
#[cfg(test)]
mod tests;

/// What kind of release a version is, seen from the release before it.
///
/// Ordered from the least change to the greatest, so that "above the declared type" is `>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReleaseType {
    /// The version has a pre-release part, as `1.4.0-rc.1`.
    Prerelease,
    /// Only the third number rose.
    Patch,
    /// The second number rose. Under `0.x` this is also where breaking changes go (semver §4).
    Minor,
    /// The first number rose.
    Major,
}

impl ReleaseType {
    /// Every type, from the greatest change to the least: the order in which people list them.
    pub const ALL: [Self; 4] = [Self::Major, Self::Minor, Self::Patch, Self::Prerelease];

    /// The word used in policies and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
            Self::Prerelease => "prerelease",
        }
    }

    /// What the numbers alone say: `x.0.0` is major, `x.y.0` minor, anything else patch.
    fn by_shape(version: &Version) -> Self {
        match (version.minor, version.patch) {
            (0, 0) => Self::Major,
            (_, 0) => Self::Minor,
            _ => Self::Patch,
        }
    }
}

impl fmt::Display for ReleaseType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A version that was to follow another does not have a higher precedence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnIncrease {
    /// The version already released.
    pub previous: Version,
    /// The version that should have been higher.
    pub next: Version,
}

impl fmt::Display for NotAnIncrease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not higher than {}", self.next, self.previous)
    }
}

impl std::error::Error for NotAnIncrease {}

/// The kind of release that `next` is after `previous`.
///
/// A first release (no previous) is named by its own numbers. When `previous` is itself a pre-release, the
/// change that it announced has not been released yet and counts too: after `2.0.0-rc.1`, `2.0.0` and also
/// `2.0.1` are major. Numbers may be skipped; [`is_jump`] tells when.
///
/// ```
/// use holdpoint::version::{ReleaseType::*, Version, release_type};
///
/// let table = [
///     // previous        next           type
///     (None,             "1.0.0",       Major),
///     (None,             "0.1.0",       Minor),
///     (None,             "0.0.1",       Patch),
///     (None,             "1.0.0-rc.1",  Prerelease),
///     (Some("0.1.0"),    "0.2.0",       Minor),
///     (Some("0.1.0"),    "0.1.1",       Patch),
///     (Some("0.9.3"),    "1.0.0",       Major),
///     (Some("1.2.3"),    "1.2.4",       Patch),
///     (Some("1.2.3"),    "1.3.7",       Minor),
///     (Some("1.2.3"),    "4.0.1",       Major),
///     (Some("1.2.3"),    "2.0.0-beta",  Prerelease),
///     (Some("1.4.0-rc.1"), "1.4.0",     Minor),
///     (Some("2.0.0-rc.1"), "2.0.1",     Major),
/// ];
/// for (previous, next, expected) in table {
///     let previous: Option<Version> = previous.map(|text| text.parse().unwrap());
///     assert_eq!(release_type(previous.as_ref(), &next.parse().unwrap()), Ok(expected), "{next}");
/// }
///
/// let (old, new) = ("1.4.0+linux".parse().unwrap(), "1.4.0+mac".parse().unwrap());
/// assert!(release_type(Some(&old), &new).is_err(), "build metadata is not an increase");
/// ```
///
/// # Errors
/// [`NotAnIncrease`] when `next` is not higher than `previous` by precedence.
pub fn release_type(previous: Option<&Version>, next: &Version) -> Result<ReleaseType, NotAnIncrease> {
    if let Some(previous) = previous
        && next.cmp_precedence(previous).is_le()
    {
        return Err(NotAnIncrease { previous: previous.clone(), next: next.clone() });
    }
    if !next.pre.is_empty() {
        return Ok(ReleaseType::Prerelease);
    }
    let Some(previous) = previous else {
        return Ok(ReleaseType::by_shape(next));
    };
    let by_difference = if next.major != previous.major {
        ReleaseType::Major
    } else if next.minor != previous.minor {
        ReleaseType::Minor
    } else {
        ReleaseType::Patch
    };
    if previous.pre.is_empty() {
        Ok(by_difference)
    } else {
        Ok(by_difference.max(ReleaseType::by_shape(previous)))
    }
}

/// A version's core, as Semantic Versioning calls its three numbers: the final version that a prerelease is one of.
#[must_use]
pub fn core(version: &Version) -> Version {
    Version::new(version.major, version.minor, version.patch)
}

/// Whether `next` skips a number after `previous`: `1.2.0` to `1.4.0`, `1.2.3` to `1.3.7`, `1.2.3` to `3.0.0-rc.1`.
///
/// Only the three numbers are looked at: `rc.1` to `rc.3` is not a jump. What is not an increase is not a jump.
///
/// ```
/// use holdpoint::version::is_jump;
///
/// let jump = |previous: &str, next: &str| is_jump(&previous.parse().unwrap(), &next.parse().unwrap());
/// for (previous, next) in [("1.2.0", "1.4.0"), ("1.2.3", "1.3.7"), ("1.2.3", "1.2.5"), ("1.2.3", "2.0.1")] {
///     assert!(jump(previous, next), "{previous} to {next}");
/// }
/// for (previous, next) in [("1.2.3", "1.2.4"), ("1.2.3", "1.3.0"), ("1.2.3", "2.0.0-rc.1"), ("2.0.0-rc.1", "2.0.0")] {
///     assert!(!jump(previous, next), "{previous} to {next}");
/// }
/// ```
pub fn is_jump(previous: &Version, next: &Version) -> bool {
    if next.cmp_precedence(previous).is_le() {
        return false;
    }
    let follows = |number: u64, earlier: u64| number.checked_sub(1) == Some(earlier);
    let same_numbers =
        (next.major, next.minor, next.patch) == (previous.major, previous.minor, previous.patch);
    let next_major = follows(next.major, previous.major) && next.minor == 0 && next.patch == 0;
    let next_minor = next.major == previous.major && follows(next.minor, previous.minor) && next.patch == 0;
    let next_patch =
        next.major == previous.major && next.minor == previous.minor && follows(next.patch, previous.patch);
    !(same_numbers || next_major || next_minor || next_patch)
}

/// The releases that `of` may count from, the best first: of the given tags those that are lower than `of`, highest
/// first. The first that is an ancestor of the judged commit is the previous release.
///
/// A final release counts from the last final release, so that its range holds all that its pre-releases already had; a
/// pre-release counts from whatever is next below it. None: this is the first release.
///
/// The order of the given tags does not matter. Of tags that differ in build metadata only, the one whose
/// metadata the [`semver`] crate orders last comes first; of several tags for one version, the greatest by name.
///
/// ```
/// use holdpoint::version::{TagPattern, predecessors};
///
/// let pattern = TagPattern::parse("v{version}").unwrap();
/// let tags = ["v1.2.0", "v1.3.0", "v1.10.0", "v2.0.0-rc.1", "v2.0.0-rc.2", "nightly"];
/// let before = |version: &str| {
///     let known = tags.iter().filter_map(|tag| Some((*tag, pattern.version(tag)?)));
///     predecessors(known, &version.parse().unwrap()).first().map(|(tag, _)| *tag)
/// };
///
/// assert_eq!(before("2.0.0-rc.3"), Some("v2.0.0-rc.2"));
/// assert_eq!(before("2.0.0-rc.1"), Some("v1.10.0"));
/// assert_eq!(before("2.0.0"), Some("v1.10.0"), "pre-releases are passed over");
/// assert_eq!(before("1.3.1"), Some("v1.3.0"), "a maintenance release");
/// assert_eq!(before("1.2.0"), None, "a version is not its own previous");
/// ```
pub fn predecessors<T: Ord>(versions: impl Iterator<Item = (T, Version)>, of: &Version) -> Vec<(T, Version)> {
    let of_is_final = of.pre.is_empty();
    let mut lower: Vec<(T, Version)> = versions
        .filter(|(_, version)| version.cmp_precedence(of).is_lt())
        .filter(|(_, version)| !of_is_final || version.pre.is_empty())
        .collect();
    lower.sort_by(|(tag, version), (other_tag, other)| other.cmp(version).then_with(|| other_tag.cmp(tag)));
    lower
}

/// A version as people write it: `1.4.0` or `v1.4.0`, with white space around it.
///
/// ```
/// use holdpoint::version::parse_loose;
///
/// assert_eq!(parse_loose(" v1.4.0 "), parse_loose("1.4.0"));
/// assert!(parse_loose("1.4.0-rc.1+linux").is_some());
/// for no_version in ["1.4", "v.1.4.0", "vv1.4.0", "01.4.0", "Release 1.4.0", ""] {
///     assert_eq!(parse_loose(no_version), None, "{no_version}");
/// }
/// ```
pub fn parse_loose(text: &str) -> Option<Version> {
    let text = text.trim();
    Version::parse(text.strip_prefix(['v', 'V']).unwrap_or(text)).ok()
}

/// The versions that a line of text names as whole words, each once, in the order of their first mention.
///
/// A word is a version when it is a tag of the pattern or [`parse_loose`] reads it. A link that merely ends
/// in a tag, a longer number and another package's tag are other words.
///
/// ```
/// use holdpoint::version::{TagPattern, find_in};
///
/// let table = [
///     // pattern           text                                named
///     ("v{version}",       "Release v1.4.0",                   "1.4.0"),
///     ("v{version}",       "1.4.0: the one with teams.",       "1.4.0"),
///     ("v{version}",       "**v1.4.0-rc.1**, then _1.4.0_.",   "1.4.0-rc.1 1.4.0"),
///     ("v{version}",       "[v1.4.0](#1) (was 1.3.9)",         "1.4.0 1.3.9"),
///     ("v{version}",       "v1.4.0 replaces 1.4.0",            "1.4.0"),
///     ("v{version}",       "1.4.0.1, 1.4, x1.4.0, foo==1.4.0", ""),
///     ("v{version}",       "11.4.0",                           "11.4.0"),
///     ("v{version}",       "https://example.com/tag/v1.4.0",   ""),
///     ("app/v{version}",   "app/v1.4.0 and web/v2.0.0",        "1.4.0"),
///     ("app/v{version}",   "Release 1.4.0",                    "1.4.0"),
///     ("app@{version}",    "Release app@1.4.0",                "1.4.0"),
/// ];
/// for (pattern, text, expected) in table {
///     let found = find_in(text, &TagPattern::parse(pattern).unwrap());
///     let found: Vec<String> = found.iter().map(ToString::to_string).collect();
///     assert_eq!(found.join(" "), expected, "{text}");
/// }
/// ```
pub fn find_in(text: &str, pattern: &TagPattern) -> Vec<Version> {
    let in_word = |c: char| c.is_alphanumeric() || "._+-/@=#%&$".contains(c);
    let mut found = Vec::new();
    for word in text.split(|c| !in_word(c)) {
        // `_` is emphasis in Markdown and a dot ends a sentence; neither can end or begin a version.
        let bare = word.trim_start_matches('_').trim_end_matches(['_', '.']);
        let named = [word, bare].into_iter().find_map(|word| pattern.version(word));
        if let Some(version) = named.or_else(|| parse_loose(bare))
            && !found.contains(&version)
        {
            found.push(version);
        }
    }
    found
}
