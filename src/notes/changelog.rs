//! The section of one version in a changelog.
//!
//! The form is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/) and what people make of it: with or without
//! brackets, `v` and date, with the heading underlined, and with headings of several levels, as tools write them that
//! give patches a smaller one. The section ends where the next version begins, whatever its level. Link references at
//! the end of the file belong to no section, and are known in each.

use std::ops::Range;

use semver::Version;

use crate::markdown::{Section, sections};
use crate::version::TagPattern;

/// What a changelog has for a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Its section.
    Version(Place),
    /// None, but a section of what is not released.
    Unreleased(Place),
    /// Several sections of this version: where they are.
    Twice(Vec<Place>),
    /// Nothing, and the version of the topmost section, as it is written.
    Nothing(Option<String>),
}

/// Where a section is, in bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its heading.
    pub heading: Range<usize>,
    /// What stands under it.
    pub content: Range<usize>,
}

impl Place {
    /// The heading and what stands under it.
    #[must_use]
    pub fn whole(&self) -> Range<usize> {
        self.heading.start..self.content.end
    }
}

/// What a heading of a changelog speaks of.
#[derive(Debug, PartialEq, Eq)]
enum Head {
    Version(Version),
    Unreleased,
}

/// Finds the section of a version.
#[must_use]
pub fn find(changelog: &str, version: &Version, tag: &TagPattern) -> Entry {
    let sections = sections(changelog);
    let mut heads: Vec<(usize, &Section, Head)> = Vec::new();
    let mut outer = u8::MAX;
    for (index, section) in sections.iter().enumerate() {
        let Some((head, alone)) = head(&section.text, tag) else { continue };
        // Deeper than the releases, only a heading that is nothing but a version begins one.
        if section.level > outer && !alone {
            continue;
        }
        outer = outer.min(section.level);
        heads.push((index, section, head));
    }
    let place = |at: usize| {
        let (index, section, _) = heads.get(at)?;
        let next = heads.get(at + 1).map(|(_, next, _)| next.heading.start);
        let above = sections.iter().skip(index + 1).find(|other| other.level <= section.level);
        let ends = [next, above.map(|other| other.heading.start), Some(section.content.end)];
        let end = ends.into_iter().flatten().min().unwrap_or(section.content.end);
        let end = without_definitions(changelog, section.content.start..end);
        Some(Place { heading: section.heading.clone(), content: section.content.start..end })
    };
    let of = |wanted: &dyn Fn(&Head) -> bool| {
        let fitting = heads.iter().enumerate().filter(|(_, (_, _, head))| wanted(head));
        fitting.filter_map(|(at, _)| place(at)).collect::<Vec<Place>>()
    };
    let found = of(&|head| matches!(head, Head::Version(one) if one == version));
    match found.as_slice() {
        [one] => return Entry::Version(one.clone()),
        [] => {}
        _ => return Entry::Twice(found),
    }
    match of(&|head| *head == Head::Unreleased).into_iter().next() {
        Some(place) => Entry::Unreleased(place),
        None => Entry::Nothing(heads.first().map(|(_, section, _)| section.text.clone())),
    }
}

/// The heading of the topmost version, and which it is.
pub(super) fn newest(changelog: &str, tag: &TagPattern) -> Option<(Range<usize>, Version)> {
    sections(changelog).into_iter().find_map(|section| match head(&section.text, tag) {
        Some((Head::Version(version), _)) => Some((section.heading, version)),
        _ => None,
    })
}

/// What a heading begins with, and whether nothing but a date follows.
fn head(text: &str, tag: &TagPattern) -> Option<(Head, bool)> {
    let mut rest = text.trim_start_matches(|one: char| !one.is_alphanumeric());
    for word in ["release", "version"] {
        let begins = rest.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
        let after = rest.get(word.len()..).unwrap_or_default();
        if begins && after.starts_with([' ', ':']) {
            rest = after.trim_start_matches(|one: char| !one.is_alphanumeric());
        }
    }
    let end = rest.find(|one: char| one.is_whitespace() || "[](){},:;*`".contains(one)).unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(end)?;
    let alone = after.chars().all(|one| !one.is_alphabetic());
    if word.eq_ignore_ascii_case("unreleased") {
        return Some((Head::Unreleased, alone));
    }
    let number = word.strip_prefix(['v', 'V']).unwrap_or(word);
    let version = tag.version(word).or_else(|| number.parse().ok()).or_else(|| short(number))?;
    Some((Head::Version(version), alone))
}

/// `1.4` for 1.4.0.
fn short(number: &str) -> Option<Version> {
    let (major, minor) = number.split_once('.')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(major) && is_number(minor)).then(|| format!("{number}.0").parse().ok())?
}

/// The end of a range without the definitions of link references and blank lines that it ends with.
fn without_definitions(text: &str, range: Range<usize>) -> usize {
    let mut end = range.end;
    while let Some(inside) = text.get(range.start..end) {
        let trimmed = inside.trim_end();
        let line = trimmed.lines().next_back().unwrap_or_default();
        let defines = line.starts_with('[')
            && line.split_once("]:").is_some_and(|(_, to)| !to.trim().is_empty() && !to.trim().contains(' '));
        if !defines {
            return if range.end == end { end } else { range.start + trimmed.len() };
        }
        end = range.start + (trimmed.len() - line.len());
    }
    range.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag() -> TagPattern {
        TagPattern::parse("v{version}").unwrap()
    }

    fn section(changelog: &str, version: &str) -> String {
        match find(changelog, &version.parse().unwrap(), &tag()) {
            Entry::Version(place) => changelog.get(place.content).unwrap().trim().to_owned(),
            Entry::Unreleased(place) => {
                format!("unreleased: {}", changelog.get(place.content).unwrap().trim())
            }
            Entry::Twice(places) => format!("{} times", places.len()),
            Entry::Nothing(first) => format!("nothing, first {first:?}"),
        }
    }

    #[test]
    fn the_section_is_found_however_its_heading_is_written() {
        let headings = [
            "## [1.4.0] - 2026-03-02",
            "## 1.4.0",
            "## v1.4.0 (2026-03-02)",
            "## [v1.4.0](https://example.com/compare/v1.3.0...v1.4.0) — 2026-03-02",
            "## Version 1.4.0",
            "## Release: 1.4.0 “Bold”",
            "# **1.4.0**",
            "### 🚀 1.4.0 / 2026-03-02",
            "1.4.0\n-----",
            "[1.4.0] - 2026-03-02\n====",
            "## 1.4",
            "## [1.4.0] - 2026-03-02 [YANKED]",
        ];
        for heading in headings {
            let text = format!(
                "# Changelog\n\nAll changes.\n\n## [Unreleased]\n\n{heading}\n\n- New.\n\n## [1.3.0]\n\n- Old.\n\n[1.4.0]: https://example.com/a\n[1.3.0]: https://example.com/b\n"
            );
            assert_eq!(section(&text, "1.4.0"), "- New.", "{heading}");
            let windows = text.replace('\n', "\r\n");
            assert_eq!(section(&windows, "1.4.0"), "- New.", "{heading}");
        }
    }

    #[test]
    fn other_versions_are_other_sections() {
        let text = "## 1.4.0-rc.1\n\n- Candidate.\n\n## 11.4.0\n\n- Eleven.\n\n## 1.4.01\n\n- Odd.\n";
        assert_eq!(section(text, "1.4.0"), "nothing, first Some(\"1.4.0-rc.1\")");
        assert_eq!(section(text, "1.4.0-rc.1"), "- Candidate.");
        assert_eq!(section("", "1.4.0"), "nothing, first None");
        assert_eq!(section("```\n## 1.4.0\n```\n", "1.4.0"), "nothing, first None");
    }

    #[test]
    fn a_section_ends_where_the_next_version_begins() {
        let text = "## 1.4.0\n\n### Fixed\n\n- Fix.\n\n### 1.3.0 needs a restart\n\nDo it.\n\n### [1.3.1] (2026-01-01)\n\n- Patch.\n\n## Credits\n";
        assert_eq!(section(text, "1.4.0"), "### Fixed\n\n- Fix.\n\n### 1.3.0 needs a restart\n\nDo it.");
        assert_eq!(section(text, "1.3.1"), "- Patch.");
        assert_eq!(section(text, "1.3.0"), "nothing, first Some(\"1.4.0\")");
    }

    #[test]
    fn what_is_not_released_stands_in_and_is_said_to() {
        let text = "# Log\n\n## [Unreleased]\n\n- Next.\n\n## 1.3.0\n\n- Old.\n\n[Unreleased]: https://example.com\n";
        assert_eq!(section(text, "1.4.0"), "unreleased: - Next.");
        assert_eq!(section(text, "1.3.0"), "- Old.");
        assert_eq!(section("## 1.4.0\n\na\n\n## 1.4.0\n\nb\n", "1.4.0"), "2 times");
    }
}
