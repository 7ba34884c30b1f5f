//! A text that notes or a template are: the whole of a file or page, or a part of it.

use std::ops::Range;

use crate::markdown::{Outline, outline};
use crate::verdict::Spot;

/// A text, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What it is called where people know it: a path, `the draft release v1.4.0`. Untrusted.
    pub name: String,
    /// Its path in the repository at the judged commit, where it is a file of it: annotations go there.
    pub path: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// All of the file or page.
    whole: String,
    /// The part that is meant, in bytes of the whole.
    part: Range<usize>,
    /// The byte at which each line begins.
    lines: Vec<usize>,
}

impl Text {
    /// A whole file or page.
    #[must_use]
    pub fn new(name: impl Into<String>, whole: impl Into<String>) -> Self {
        let whole = whole.into();
        let mut lines = vec![0];
        lines.extend(whole.match_indices('\n').map(|(at, _)| at + 1));
        Self { name: name.into(), path: None, url: None, part: 0..whole.len(), whole, lines }
    }

    /// Only these bytes of it; an invalid range leaves nothing.
    #[must_use]
    pub fn part(self, part: Range<usize>) -> Self {
        let part = if self.whole.get(part.clone()).is_some() { part } else { 0..0 };
        Self { part, ..self }
    }

    /// With its path in the repository.
    #[must_use]
    pub fn at_path(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    /// With its page.
    #[must_use]
    pub fn at_url(self, url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..self }
    }

    /// All of the file or page, of which the text may be a part. Places are bytes of it.
    #[must_use]
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.whole.get(self.part.clone()).unwrap_or_default()
    }

    /// The bytes of the whole that the text is.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.part.clone()
    }

    /// The blocks of the text. Where it is a part, the whole is read, so that its link references are known, and the
    /// blocks outside are left out.
    #[must_use]
    pub fn outline(&self) -> Outline {
        let mut all = outline(&self.whole);
        if self.part == (0..self.whole.len()) {
            return all;
        }
        let first = all.blocks.iter().position(|block| block.at.start >= self.part.start);
        let before = first.unwrap_or(all.blocks.len());
        all.blocks.retain(|block| block.at.start >= self.part.start && block.at.start < self.part.end);
        for block in &mut all.blocks {
            block.heading = block.heading.and_then(|heading| heading.checked_sub(before));
        }
        all
    }

    /// Where these bytes of the whole are, on the line where they begin. Columns count characters from 1; a byte order
    /// mark is none. What goes on over the end of the line is shown up to there.
    #[must_use]
    pub fn spot(&self, at: Range<usize>) -> Spot {
        let start = self.whole.floor_char_boundary(at.start.min(self.whole.len()));
        let number = self.lines.partition_point(|line| *line <= start).saturating_sub(1);
        let from = self.lines.get(number).copied().unwrap_or_default();
        let to = self.lines.get(number + 1).copied().unwrap_or(self.whole.len());
        let line = self.whole.get(from..to).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let line = if from == 0 { line.trim_start_matches('\u{feff}') } else { line };
        let from = if from == 0 && self.whole.starts_with('\u{feff}') { 3 } else { from };
        let end = self
            .whole
            .floor_char_boundary(at.end.clamp(start, from + line.len().max(start - from.min(start))));
        let chars = |to: usize| self.whole.get(from..to).unwrap_or_default().chars().count();
        let column = chars(start.max(from)) + 1;
        let length = self.whole.get(start..end.max(start)).unwrap_or_default().chars().count();
        Spot {
            name: self.name.clone(),
            path: self.path.clone(),
            url: self.url.clone(),
            line: number as u64 + 1,
            column: column as u64,
            length: length.max(1) as u64,
            text: line.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_original_and_columns_count_characters() {
        let text = Text::new("notes.md", "\u{feff}# Ä [x]\r\n\r\n- ü [y]\n");
        let spot = |wanted: &str| {
            let at = text.whole().find(wanted).unwrap();
            let spot = text.spot(at..at + wanted.len());
            (spot.line, spot.column, spot.length, spot.text)
        };
        assert_eq!(spot("[x]"), (1, 5, 3, "# Ä [x]".to_owned()));
        assert_eq!(spot("[y]"), (3, 5, 3, "- ü [y]".to_owned()));
        assert_eq!(text.spot(900..901).line, 4);
    }

    #[test]
    fn a_part_keeps_the_places_and_the_references_of_the_whole() {
        let whole = "# Log\n\n## 1.1\n\nSee [it].\n\n## 1.0\n\nOld.\n\n[it]: https://example.com\n";
        let from = whole.find("## 1.1").unwrap();
        let to = whole.find("## 1.0").unwrap();
        let text = Text::new("CHANGELOG.md", whole).part(from..to);
        let outline = text.outline();
        assert_eq!(outline.blocks.len(), 2);
        assert_eq!(outline.blocks[1].heading, Some(0));
        assert_eq!(outline.links.len(), 1);
        assert_eq!(text.spot(from..from + 2).line, 3);
    }
}
