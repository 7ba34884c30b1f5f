//! The sections of a body: what stands under each heading.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::{self, Kind, Lines};
use super::normalise::{same_heading, within};

/// A heading at the top level of a body and what stands under it. Headings in lists, quotes, code and HTML
/// open no section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// 1 for `#` to 6 for `######`.
    pub level: u8,
    /// The heading as people see it.
    pub text: String,
    /// The heading's key for matching, see [`super::normalise()`].
    pub key: String,
    /// The keys of the headings above and its own, outermost first.
    pub path: Arc<[String]>,
    /// The bytes of the heading itself.
    pub heading: Range<usize>,
    /// The bytes after the heading until the next heading of the same or a higher level, so with
    /// the sections inside it.
    pub content: Range<usize>,
    /// The bytes after the heading until the next heading of any level.
    pub own: Range<usize>,
    /// The heading's line, counted from 1.
    pub line: usize,
}

/// All sections of a body, in its order.
#[must_use]
pub fn sections(body: &str) -> Vec<Section> {
    let lines = Lines::new(body);
    let mut sections: Vec<Section> = Vec::new();
    // The sections that are still open, by index: at most one for each level.
    let mut open: Vec<usize> = Vec::new();
    for block in blocks::blocks(body) {
        let Kind::Heading(level, inline) = block.kind else { continue };
        let start = block.at.start;
        if let Some(last) = sections.last_mut() {
            last.own.end = start;
        }
        open.retain(|index| match sections.get_mut(*index) {
            Some(section) if section.level >= level => {
                section.content.end = start;
                false
            }
            _ => true,
        });
        open.push(sections.len());
        sections.push(Section {
            level,
            text: inline.text(),
            key: block.section.last().cloned().unwrap_or_default(),
            path: block.section,
            content: block.at.end..body.len(),
            own: block.at.end..body.len(),
            line: lines.of(start),
            heading: block.at,
        });
    }
    sections
}

/// The sections that a path of heading keys names: the last key is the section's own, the others are
/// headings above it in that order, with any headings between.
#[must_use]
pub fn find<'s>(sections: &'s [Section], keys: &[String]) -> Vec<&'s Section> {
    let Some((own, above)) = keys.split_last() else { return Vec::new() };
    let named = |section: &&Section| {
        let outer = section.path.split_last().map_or(&[][..], |(_, outer)| outer);
        same_heading(&section.key, own) && within(outer, above)
    };
    sections.iter().filter(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "intro\n# Release 1.4\n\n## 🚀 **Docs**\ntext\n### API\nmore\n\nOperations\n----------\nlast\n\
        ```\n# no\n```\n> # no\n\n- # no\n\n<div>\n# no\n</div>\n\n# After\n";

    #[test]
    fn headings_nest_and_end() {
        let sections = sections(BODY);
        let seen: Vec<_> =
            sections.iter().map(|s| (s.level, s.line, s.text.as_str(), s.path.join("/"))).collect();
        assert_eq!(
            seen,
            [
                (1, 2, "Release 1.4", "release 1.4".to_owned()),
                (2, 4, "🚀 Docs", "release 1.4/🚀 docs".to_owned()),
                (3, 6, "API", "release 1.4/🚀 docs/api".to_owned()),
                (2, 9, "Operations", "release 1.4/operations".to_owned()),
                (1, 23, "After", "after".to_owned()),
            ]
        );
        assert_eq!(BODY.get(sections[1].content.clone()), Some("text\n### API\nmore\n\n"));
        assert_eq!(BODY.get(sections[1].own.clone()), Some("text\n"));
        assert!(BODY.get(sections[0].content.clone()).unwrap().ends_with("</div>\n\n"));
        assert_eq!(BODY.get(sections[4].content.clone()), Some(""));
    }

    #[test]
    fn sections_are_found_by_path() {
        let sections = sections(BODY);
        let lines = |keys: &[&str]| {
            let keys: Vec<_> = keys.iter().map(ToString::to_string).collect();
            find(&sections, &keys).iter().map(|s| s.line).collect::<Vec<_>>()
        };
        assert_eq!(lines(&["api"]), [6]);
        assert_eq!(lines(&["release 1.4", "api"]), [6]);
        assert_eq!(lines(&["docs", "api"]), [6]);
        assert_eq!(lines(&["operations", "api"]), Vec::<usize>::new());
        assert_eq!(lines(&["api", "api"]), Vec::<usize>::new());
        assert_eq!(lines(&[]), Vec::<usize>::new());
    }
}
