//! Versions as people write them.

use std::ops::Range;

use semver::Version;

use super::dates::days_in;

/// A version that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// Its bytes in the text, with a `v` in front.
    pub(super) at: Range<usize>,
    numbers: Vec<u64>,
    pre: String,
}

impl Named {
    /// Whether it is this version. `1.4` is `1.4.0`; what follows a `+` is compared by nobody (semver 2.0.0, 10).
    pub(super) fn is(&self, version: &Version) -> bool {
        let number = |index: usize| self.numbers.get(index).copied().unwrap_or_default();
        let numbers = [number(0), number(1), number(2)];
        numbers == [version.major, version.minor, version.patch] && self.pre == version.pre.as_str()
    }
}

/// The versions that a text names: two or three numbers, with or without a `v`. Days and addresses are none; nor is a
/// series such as `1.4.x`.
pub(super) fn versions_in(text: &str) -> Vec<Named> {
    let days = days_in(text);
    let mut found = Vec::new();
    let mut end = 0;
    for (at, _) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        if at < end {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let core = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        end = at + core;
        let before = text.get(..at).unwrap_or_default();
        let start = if before.ends_with(['v', 'V']) { at - 1 } else { at };
        let glued = text.get(..start).unwrap_or_default();
        let in_day = days.iter().any(|day| day.at.contains(&at));
        if in_day || glued.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.')) {
            continue;
        }
        let Some(named) = read(text, start, at, core) else { continue };
        end = end.max(named.at.end);
        found.push(named);
    }
    found
}

fn read(text: &str, start: usize, at: usize, core: usize) -> Option<Named> {
    let digits = text.get(at..at + core)?;
    let trimmed = digits.trim_end_matches('.');
    let numbers: Option<Vec<u64>> = trimmed.split('.').map(|number| number.parse().ok()).collect();
    let numbers = numbers.filter(|numbers| (2..=3).contains(&numbers.len()))?;
    let mut end = at + trimmed.len();
    let after = text.get(end..)?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let part = |from: &str| {
        let length = from.find(|c| !is_part(c)).unwrap_or(from.len());
        from.get(..length).unwrap_or_default().trim_end_matches(['.', '-']).to_owned()
    };
    let mut pre = String::new();
    if let Some(rest) = after.strip_prefix('-') {
        // `1.3-1.4` is a span, `1.4.0-rc.1` a version.
        pre = part(rest);
        if pre.is_empty() || (numbers.len() == 2 && pre.starts_with(|c: char| c.is_ascii_digit())) {
            pre.clear();
        } else {
            end += 1 + pre.len();
        }
    }
    if let Some(build) = text.get(end..).and_then(|rest| rest.strip_prefix('+')) {
        end += 1 + part(build).len();
    }
    let mut follows = text.get(end..)?.chars();
    let (next, second) = (follows.next(), follows.next());
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if word(next) || (next == Some('.') && word(second)) {
        return None;
    }
    Some(Named { at: start..end, numbers, pre })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_people_write_them() {
        let table: [(&str, &[&str]); 15] = [
            ("Release 1.4.0", &["1.4.0"]),
            ("v1.4.0-rc.1 - 2026-11-21", &["v1.4.0-rc.1"]),
            ("OctoAcme 1.4", &["1.4"]),
            ("[1.4.0]", &["1.4.0"]),
            ("app@1.4.0, app/v1.4.1", &["1.4.0", "v1.4.1"]),
            ("1.4.0+linux.", &["1.4.0+linux"]),
            ("1.3-1.4", &["1.3", "1.4"]),
            ("1.4.x", &[]),
            ("10.0.0.1", &[]),
            ("21.11.2026", &[]),
            ("2026.11.21", &[]),
            ("rev1.4.0", &[]),
            ("Release 5", &[]),
            ("1.4.0.", &["1.4.0"]),
            ("", &[]),
        ];
        for (text, expected) in table {
            let found: Vec<&str> =
                versions_in(text).iter().map(|named| text.get(named.at.clone()).unwrap()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_version_is_itself_only() {
        let table = [
            ("1.4", "1.4.0", true),
            ("v1.4.0", "1.4.0", true),
            ("1.4.0+linux", "1.4.0", true),
            ("1.4", "1.4.1", false),
            ("1.4.0-rc.1", "1.4.0", false),
            ("1.4.0", "1.4.0-rc.1", false),
            ("1.4.0-rc.1", "1.4.0-rc.1", true),
            ("1.3.0", "1.4.0", false),
        ];
        for (text, version, is) in table {
            let named = versions_in(text);
            assert_eq!(named.first().unwrap().is(&version.parse().unwrap()), is, "{text} {version}");
        }
    }
}
