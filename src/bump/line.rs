//! The versions that a maintenance branch may get.

use std::fmt;

use crate::version::Version;

/// A maintenance line: `1.x` or `1.4.x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The first number of its versions.
    pub major: u64,
    /// The second, if the line has but one.
    pub minor: Option<u64>,
}

impl Line {
    /// The line that a branch's name says: the numbers in its last part, with `v` before and `.x` behind them. Where words come
    /// before them with a slash or a hyphen, one has to speak of releases.
    ///
    /// ```
    /// use holdpoint::bump::Line;
    ///
    /// let named = |branch| Line::of_branch(branch).map(|line| line.to_string());
    /// for (branch, line) in [
    ///     ("release/1.4", "1.4.x"), ("release/v1.4", "1.4.x"), ("release-1.4", "1.4.x"), ("1.4.x", "1.4.x"),
    ///     ("maint/1.x", "1.x"), ("v2", "2.x"), ("release/1.4.0", "1.4.x"), ("stable-3.11", "3.11.x"),
    ///     ("release/app/1.4", "1.4.x"),
    /// ] {
    ///     assert_eq!(named(branch).as_deref(), Some(line), "{branch}");
    /// }
    /// for branch in [
    ///     "main", "release/next", "fix-1", "fix/2", "feature/1.4", "fix/release-2", "release/1.4-rc", "feature/3d",
    ///     "release/01.4", "x.1",
    /// ] {
    ///     assert_eq!(named(branch), None, "{branch}");
    /// }
    /// ```
    #[must_use]
    pub fn of_branch(branch: &str) -> Option<Self> {
        let (before, last) =
            branch.rsplit_once('/').map_or((None, branch), |(before, last)| (Some(before), last));
        let (word, rest) = match last.split_once('-') {
            Some((word, rest)) => (Some(word), rest),
            None => (None, last),
        };
        // `fix-1` and `fix/2` are no lines; a word before the numbers has to speak of releases.
        let speaks = |word: &str| SPEAKING.contains(&word);
        if word.is_some_and(|word| !speaks(word))
            || before.is_some_and(|before| !before.split('/').any(speaks))
        {
            return None;
        }
        let numbers = rest.strip_prefix('v').unwrap_or(rest);
        let mut parts = numbers.split('.');
        let major = number(parts.next()?)?;
        let minor = match parts.next() {
            None | Some("x") => None,
            Some(minor) => Some(number(minor)?),
        };
        let end = parts.next();
        let ends = end.is_none_or(|end| end == "x" || number(end).is_some());
        (ends && parts.next().is_none()).then_some(Self { major, minor })
    }

    /// Whether a version is of this line.
    #[must_use]
    pub fn holds(&self, version: &Version) -> bool {
        version.major == self.major && self.minor.is_none_or(|minor| minor == version.minor)
    }

    /// The lowest final version of the line.
    #[must_use]
    pub fn lowest(&self) -> Version {
        Version::new(self.major, self.minor.unwrap_or(0), 0)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.minor {
            Some(minor) => write!(f, "{}.{minor}.x", self.major),
            None => write!(f, "{}.x", self.major),
        }
    }
}

/// The words before a slash or a hyphen that speak of releases.
const SPEAKING: [&str; 7] = ["release", "releases", "stable", "maint", "maintenance", "support", "lts"];

/// A number as semver writes it: no leading zero.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = text == "0" || !text.starts_with('0');
    if digits && plain { text.parse().ok() } else { None }
}
