//! A draft put into the text where notes are kept: all of it, a section of it, or the version's section of a changelog.
//!
//! What people wrote stays, see [`super::merge`]. Nothing outside the part that the notes are is touched.

use std::ops::Range;

use semver::Version;

use super::changelog::{self, Entry};
use super::merge::{Before, Regenerated, regenerate};
use crate::markdown::{BlockKind, find, outline, sections};
use crate::version::TagPattern;

/// Which part of a text the notes are.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// All of it.
    Whole,
    /// What stands under the heading with these keys, outermost first.
    Section(&'a [String]),
    /// The section of a version in a changelog.
    Changelog {
        /// The version.
        version: &'a Version,
        /// The shape of tags, for headings that name one.
        tag: &'a TagPattern,
        /// The heading of a new section, without its `##`.
        heading: &'a str,
    },
}

/// Why a draft has no place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// There is no such section.
    NoSection,
    /// There are so many of them.
    Several(usize),
}

/// The text with the draft in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// All of the text.
    pub text: String,
    /// Pieces of the draft that could not go in, because people changed the very place.
    pub left_out: Vec<String>,
    /// What was known of the draft before.
    pub before: Before,
}

/// The level of the sections of versions in a changelog.
const OF_VERSIONS: u8 = 2;

/// Puts a draft into a text; `None`: there is none yet. Doing the same again changes nothing.
///
/// # Errors
/// [`Unfit`].
pub fn put(current: Option<&str>, part: Part<'_>, draft: &str) -> Result<Put, Unfit> {
    let text = current.unwrap_or_default();
    match part {
        Part::Whole => {
            let Regenerated { text, left_out, before } = regenerate(text, draft);
            Ok(Put { text, left_out, before })
        }
        Part::Section(keys) => {
            let all = sections(text);
            match find(&all, keys).as_slice() {
                [one] => Ok(into(text, one.content.clone(), &below(draft, one.level + 1))),
                [] => Err(Unfit::NoSection),
                several => Err(Unfit::Several(several.len())),
            }
        }
        Part::Changelog { version, tag, heading } => {
            let headed = begins_with(draft, version, tag);
            let new = |at: usize| {
                if headed {
                    return into(text, at..at, &below(draft, OF_VERSIONS));
                }
                // The heading is put there first: what is drafted again later is what stands under it.
                let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
                let start = format!("{}\n\n## {heading}\n\n", before.trim_end());
                let at = start.len();
                into(&format!("{start}{after}"), at..at, &below(draft, OF_VERSIONS + 1))
            };
            match changelog::find(text, version, tag) {
                Entry::Version(place) if headed => Ok(into(text, place.whole(), &below(draft, OF_VERSIONS))),
                Entry::Version(place) => Ok(into(text, place.content, &below(draft, OF_VERSIONS + 1))),
                Entry::Twice(places) => Err(Unfit::Several(places.len())),
                Entry::Unreleased(place) => Ok(new(place.content.end)),
                Entry::Nothing(Some(first)) => {
                    let topmost = sections(text).into_iter().find(|section| section.text == first);
                    Ok(new(topmost.map_or(text.len(), |section| section.heading.start)))
                }
                Entry::Nothing(None) if text.trim().is_empty() => {
                    let mut put = new(0);
                    put.text = format!("# Changelog\n\n{}", put.text.trim_start());
                    Ok(put)
                }
                Entry::Nothing(None) => Ok(new(text.len())),
            }
        }
    }
}

/// Whether a draft begins with the heading of the version.
fn begins_with(draft: &str, version: &Version, tag: &TagPattern) -> bool {
    let first = outline(draft).blocks.into_iter().find(|block| block.kind != BlockKind::Comment);
    let Entry::Version(place) = changelog::find(draft, version, tag) else { return false };
    first.is_some_and(|first| first.at.start == place.heading.start)
}

/// Puts a draft into a part of a text, with a blank line before and after it.
fn into(text: &str, at: Range<usize>, draft: &str) -> Put {
    let part = text.get(at.clone()).unwrap_or_default();
    let (before, after) = (text.get(..at.start).unwrap_or_default(), text.get(at.end..).unwrap_or_default());
    let Regenerated { text: new, left_out, before: known } = regenerate(without_blank_lines(part), draft);
    let mut text = before.trim_end().to_owned();
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(without_blank_lines(&new));
    text.push('\n');
    let after = after.trim_start_matches(['\n', '\r']);
    if !after.is_empty() {
        text.push('\n');
        text.push_str(after);
    }
    Put { text, left_out, before: known }
}

/// A text without blank lines at its ends; the first line keeps its indent, which may make it code.
fn without_blank_lines(text: &str) -> &str {
    let blank = text.len() - text.trim_start().len();
    let start = text.get(..blank).and_then(|blank| blank.rfind('\n')).map_or(0, |end| end + 1);
    text.get(start..).unwrap_or_default().trim_end()
}

/// A draft whose headings are of this level or deeper; six is the deepest that there is.
fn below(draft: &str, least: u8) -> String {
    let headings: Vec<(u8, Range<usize>, String)> = outline(draft)
        .blocks
        .iter()
        .filter_map(|block| match block.kind {
            BlockKind::Heading(level) => Some((level, block.at.clone(), block.shown())),
            _ => None,
        })
        .collect();
    let highest = headings.iter().map(|(level, ..)| *level).min().unwrap_or(least);
    let deeper = least.saturating_sub(highest);
    if deeper == 0 {
        return draft.to_owned();
    }
    let mut text = String::with_capacity(draft.len() + headings.len());
    let mut from = 0;
    for (level, at, _) in headings {
        let written = draft.get(at.clone()).unwrap_or_default();
        let marks = "#".repeat(usize::from((level + deeper).min(6)));
        text.push_str(draft.get(from..at.start).unwrap_or_default());
        match written.trim_start().strip_prefix('#') {
            Some(_) => {
                text.push_str(&marks);
                text.push_str(written.trim_start().trim_start_matches('#'));
            }
            // An underlined heading becomes one line.
            None => {
                let lines: Vec<&str> = written.trim_end().lines().map(str::trim).collect();
                let (_, shown) = lines.split_last().unwrap_or((&"", &[]));
                text.push_str(&format!("{marks} {}\n", shown.join(" ")));
            }
        }
        from = at.end;
    }
    text.push_str(draft.get(from..).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DRAFT: &str = "## New features\n\n- Add search (#12)\n\n## Bug fixes\n\n- Fix login (#13)\n";

    fn changelog(current: Option<&str>, draft: &str) -> Result<Put, Unfit> {
        let version = "1.4.0".parse().unwrap();
        let tag = TagPattern::parse("v{version}").unwrap();
        let part = Part::Changelog { version: &version, tag: &tag, heading: "[1.4.0] - 2026-11-21" };
        put(current, part, draft)
    }

    /// Without the mark of the merge.
    fn seen(text: &str) -> String {
        let lines = text.lines().filter(|line| !line.starts_with("<!--"));
        lines.map(str::trim_end).collect::<Vec<_>>().join("\n").replace("\n\n\n", "\n\n")
    }

    #[test]
    fn a_changelog_gets_a_section_at_its_place() {
        let section = "## [1.4.0] - 2026-11-21\n\n### New features\n\n- Add search (#12)\n\n### Bug fixes\n\n- Fix login (#13)";
        let old = "## [1.3.0]\n\n- Old";
        for (current, expected) in [
            (None, format!("# Changelog\n\n{section}")),
            (
                Some("# Log\n\nIntro.\n\n## [1.3.0]\n\n- Old\n"),
                format!("# Log\n\nIntro.\n\n{section}\n\n{old}"),
            ),
            (
                Some("# Log\n\n## Unreleased\n\n- x\n\n## [1.3.0]\n\n- Old\n"),
                format!("# Log\n\n## Unreleased\n\n- x\n\n{section}\n\n{old}"),
            ),
            (
                Some("# Log\n\n## [1.4.0] - 2026-11-21\n\n## [1.3.0]\n\n- Old\n"),
                format!("# Log\n\n{section}\n\n{old}"),
            ),
        ] {
            let put = changelog(current, DRAFT).unwrap();
            assert_eq!(seen(&put.text).trim_end(), expected, "{current:?}");
            assert_eq!(changelog(Some(&put.text), DRAFT).unwrap().text, put.text, "{current:?}");
        }
        let twice = "## 1.4.0\n\n## 1.4.0\n";
        assert_eq!(changelog(Some(twice), DRAFT), Err(Unfit::Several(2)));
    }

    #[test]
    fn a_draft_with_its_own_heading_is_the_section() {
        let put =
            changelog(Some("# Log\n\n## 1.3.0\n"), "# Release 1.4.0\n\n## Fixes\n\n- x (#1)\n").unwrap();
        assert_eq!(
            seen(&put.text).trim_end(),
            "# Log\n\n## Release 1.4.0\n\n### Fixes\n\n- x (#1)\n\n## 1.3.0"
        );
        let again = changelog(Some(&put.text), "# Release 1.4.0\n\n## Fixes\n\n- x (#1)\n").unwrap();
        assert_eq!(again.text, put.text);
    }

    #[test]
    fn a_section_of_a_body_is_filled_and_the_rest_stays() {
        let keys = ["release notes".to_owned()];
        let body = "- [ ] QA\n\n## Release notes\n\n## Sign-offs\n\n- [x] Done\n";
        let one = put(Some(body), Part::Section(&keys), DRAFT).unwrap();
        assert!(one.text.starts_with("- [ ] QA\n\n## Release notes\n\n### New features\n"), "{}", one.text);
        assert!(one.text.ends_with("\n\n## Sign-offs\n\n- [x] Done\n"), "{}", one.text);
        assert_eq!(put(Some(&one.text), Part::Section(&keys), DRAFT).unwrap().text, one.text);
        assert_eq!(put(Some("text"), Part::Section(&keys), DRAFT), Err(Unfit::NoSection));
        let twice = "# Release notes\n# Release notes\n";
        assert_eq!(put(Some(twice), Part::Section(&keys), DRAFT), Err(Unfit::Several(2)));
    }

    #[test]
    fn code_at_the_beginning_of_a_section_stays_code() {
        let keys = ["release notes".to_owned()];
        let body = "## Release notes\n\n    shop upgrade\n\nAs mona wrote.\n\n## Sign-offs\n";
        let one = put(Some(body), Part::Section(&keys), DRAFT).unwrap();
        assert!(one.text.contains("\n\n    shop upgrade\n\nAs mona wrote.\n"), "{}", one.text);
        assert_eq!(put(Some(&one.text), Part::Section(&keys), DRAFT).unwrap().text, one.text);
    }

    #[test]
    fn headings_go_below_the_one_that_they_stand_under() {
        assert_eq!(
            below("# A\n\nB\n---\n\n```\n# c\n```\n###### D\n", 3),
            "### A\n\n#### B\n\n```\n# c\n```\n###### D\n"
        );
        assert_eq!(below("### A\n", 3), "### A\n");
        assert_eq!(below("text\n", 3), "text\n");
    }

    proptest! {
        /// What stands outside the section stays, and what people wrote in it, too.
        #[test]
        fn nothing_is_lost(before in "([a-z]{1,8}\n\n){0,4}", own in "(- [a-z]{1,8}\n){0,4}", after in "([a-z]{1,8}\n\n){0,4}") {
            let keys = ["notes".to_owned()];
            let body = format!("{before}## Notes\n\n{own}\n## After\n\n{after}");
            let put = put(Some(&body), Part::Section(&keys), DRAFT).unwrap();
            for line in body.lines() {
                prop_assert!(put.text.lines().any(|other| other == line), "{line} in {}", put.text);
            }
            let again = super::put(Some(&put.text), Part::Section(&keys), DRAFT).unwrap();
            prop_assert_eq!(again.text, put.text);
        }
    }
}
