//! What people wrote in the places of a line that the template has: a heading, laid beside its pattern.
//!
//! The same words that make a heading the template's cut it into what stands between them. Where nothing parts two places,
//! what stands there is told to belong to both.

use std::ops::Range;

use super::written::Written;
use super::{Pattern, Piece, Slot};
use crate::markdown::{Block, Link, fold, without_emoji};

/// A line of notes that has its pattern in the template.
#[derive(Debug)]
pub struct Shown {
    written: Written,
    /// The key of what it shows.
    key: String,
    /// Of each character of the key the characters of the line that it comes from.
    from: Vec<Range<usize>>,
}

/// What stands in one or more places.
#[derive(Debug)]
pub struct Filling<'p> {
    /// The places.
    pub slots: Vec<&'p Slot>,
    /// What stands there, as people see it.
    pub text: String,
    /// Its bytes in the notes.
    pub at: Range<usize>,
}

/// Something that is written like a place to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// As people see it.
    pub text: String,
    /// Its bytes in the notes.
    pub at: Range<usize>,
}

impl Shown {
    /// A block of notes; `source` is the text that its bytes are of.
    #[must_use]
    pub fn of(block: &Block, links: &[Link], source: &str) -> Self {
        let written = Written::new(block, links, source, 0);
        let mut shown = Self { written, key: String::new(), from: Vec::new() };
        let mut start = 0;
        for at in 0..=shown.written.glyphs.len() {
            let blank = shown.written.glyphs.get(at).is_none_or(|glyph| glyph.c.is_whitespace());
            if blank {
                shown.word(start..at);
                start = at + 1;
            }
        }
        shown
    }

    fn word(&mut self, range: Range<usize>) {
        const GUARD: char = 'x';
        let word = self.written.shown(range.clone());
        // The guard keeps marks at the end, which would go at the end of a text.
        let key = fold(&format!("{word}{GUARD}"));
        let key = key.strip_suffix(GUARD).unwrap_or(&key);
        if key.is_empty() {
            return;
        }
        if !self.key.is_empty() {
            self.key.push(' ');
            self.from.push(range.start..range.start);
        }
        let exact = key.chars().count() == range.len();
        for (number, c) in key.chars().enumerate() {
            self.key.push(c);
            let one = range.start + number..range.start + number + 1;
            self.from.push(if exact { one } else { range.clone() });
        }
    }

    /// Everything in it that is written like a place to fill in. Brackets around a number or a version are not, and no
    /// release is called "Unreleased".
    #[must_use]
    pub fn open(&self) -> Vec<Open> {
        let mut open = Vec::new();
        for (range, at) in &self.written.slots {
            let text = self.written.shown(range.clone());
            let single = text.starts_with(['[', '<']);
            let content = text.chars().any(char::is_numeric) || fold(inner(&text)) == "unreleased";
            if !(single && content) {
                open.push(Open { text, at: at.clone() });
            }
        }
        open
    }

    /// What stands in the places of a pattern; nothing if its words do not stand there.
    #[must_use]
    pub fn fillings<'p>(&self, pattern: &'p Pattern) -> Vec<Filling<'p>> {
        let mut walk =
            Walk { key: &self.key, at: self.key.len() - without_emoji(&self.key).len(), done: Vec::new() };
        let mut slots: Vec<&Slot> = Vec::new();
        let mut pieces = pattern.pieces.iter().peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Slot(slot) => slots.push(slot),
                Piece::Words(words) if walk.passes(words, &mut slots, pieces.peek().is_none()) => {}
                Piece::Words(_) => return Vec::new(),
            }
        }
        walk.ends(&mut slots, self.key.len());
        walk.done.into_iter().filter_map(|(slots, range)| self.filling(slots, range)).collect()
    }

    /// A part of what stands in a place.
    #[must_use]
    pub fn part(&self, filling: &Filling<'_>, part: &str) -> Range<usize> {
        let within = |glyph: &&super::written::Glyph| glyph.at.start >= filling.at.start;
        let first = self.written.glyphs.iter().take_while(|glyph| !within(glyph)).count();
        let skip = filling.text.find(part).unwrap_or_default();
        let skip = filling.text.get(..skip).map_or(0, |before| before.chars().count());
        let length = part.chars().count();
        let rest = first + skip..first + skip + length;
        if length == 0 || self.written.shown(rest.clone()) != part {
            return filling.at.clone();
        }
        self.written.source(rest)
    }

    fn filling<'p>(&self, slots: Vec<&'p Slot>, key: Range<usize>) -> Option<Filling<'p>> {
        let chars = |to: usize| self.key.get(..to).map_or(0, |text| text.chars().count());
        let from = self.from.get(chars(key.start)..chars(key.end))?;
        let range = self.written.trim(from.first()?.start..from.last()?.end);
        let text = self.written.shown(range.clone()).trim().to_owned();
        Some(Filling { slots, text, at: self.written.source(range) })
    }
}

/// A key, gone through from its beginning.
struct Walk<'k, 'p> {
    key: &'k str,
    at: usize,
    done: Vec<(Vec<&'p Slot>, Range<usize>)>,
}

impl<'p> Walk<'_, 'p> {
    fn rest(&self) -> &str {
        self.key.get(self.at..).unwrap_or_default()
    }

    /// Goes behind words of the pattern; `false`: they are not there.
    fn passes(&mut self, words: &str, slots: &mut Vec<&'p Slot>, last: bool) -> bool {
        let key = fold(words);
        let key = without_emoji(&key);
        if !key.chars().any(char::is_alphanumeric) {
            self.mark(key, words, slots);
            return true;
        }
        let rest = self.rest();
        let found = match slots.is_empty() {
            true => {
                rest.find(key).filter(|at| !rest.get(..*at).unwrap_or(rest).contains(char::is_alphanumeric))
            }
            false if last => rest.trim_end().strip_suffix(key).map(str::len),
            false => {
                let told =
                    |at: &usize| rest.get(..*at).is_some_and(|before| before.contains(char::is_alphanumeric));
                rest.match_indices(key).map(|(at, _)| at).find(told)
            }
        };
        let Some(found) = found else { return false };
        let from = self.at + found;
        self.ends(slots, from);
        self.at = from + key.len();
        true
    }

    /// Punctuation between places: where it stands, it parts them.
    fn mark(&mut self, key: &str, words: &str, slots: &mut Vec<&'p Slot>) {
        if slots.is_empty() || key.is_empty() {
            return;
        }
        let spaced = [format!(" {key} "), format!(" {key}")];
        let glued = words.ends_with(|c: char| !c.is_whitespace());
        let rest = self.rest();
        let found = spaced.iter().take(if glued { 2 } else { 1 }).find_map(|mark| {
            let at = rest.find(mark.as_str())?;
            rest.get(..at)?.contains(char::is_alphanumeric).then_some((at, mark.len()))
        });
        if let Some((at, length)) = found {
            let from = self.at + at;
            self.ends(slots, from);
            self.at = from + length;
        }
    }

    fn ends(&mut self, slots: &mut Vec<&'p Slot>, to: usize) {
        if !slots.is_empty() {
            self.done.push((std::mem::take(slots), self.at..to.max(self.at)));
        }
    }
}

/// The words of a place to fill in without its marks.
#[must_use]
pub fn inner(written: &str) -> &str {
    let written = written.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")).unwrap_or(written);
    let text = written.rsplit_once("](").map_or(written, |(text, _)| text);
    text.trim_matches(|c: char| c.is_whitespace() || "[]<>{}()$*_`\\\"'“”‘’".contains(c))
}

#[cfg(test)]
mod tests {
    use super::super::{PartKind, Template};
    use super::*;
    use crate::markdown::outline;
    use crate::notes::source::TemplateSource;

    fn filled(template: &str, notes: &str) -> Vec<String> {
        let text = format!("# {template}\n\n- [x y]\n");
        let template = Template::read(&TemplateSource::Inline(text.clone()), &text).unwrap();
        assert!(matches!(template.root.sections[0].parts[0].kind, PartKind::Item { .. }));
        let pattern = &template.root.sections[0].heading.as_ref().unwrap().pattern;
        let read = outline(notes);
        let shown = Shown::of(&read.blocks[0], &read.links, notes);
        let told = |filling: Filling<'_>| {
            let slots: Vec<&str> = filling.slots.iter().map(|slot| slot.written.as_str()).collect();
            format!("{}={}", slots.join("+"), notes.get(filling.at).unwrap())
        };
        shown.fillings(pattern).into_iter().map(told).collect()
    }

    #[test]
    fn what_stands_in_each_place_is_known() {
        let title = "Release [Number] - [Date]";
        let table: [(&str, &str, &[&str]); 11] = [
            (title, "# Release 1.4.0 - 2026-03-02", &["[Number]=1.4.0", "[Date]=2026-03-02"]),
            (title, "# 🚀 **Release** 1.4.0 – 2. März 2026 #", &["[Number]=1.4.0", "[Date]=2. März 2026"]),
            (title, "# Release 1.4.0 (2026-03-02)", &["[Number]+[Date]=1.4.0 (2026-03-02)"]),
            (title, "Release Ⅳ - today\n===", &["[Number]=Ⅳ", "[Date]=today"]),
            (title, "# Notes 1.4.0", &[]),
            ("v[Number]", "# V1.4.0", &["[Number]=1.4.0"]),
            ("[Number] ([Date])", "# 1.4.0 (TBD)", &["[Number]=1.4.0", "[Date]=TBD)"]),
            ("[Team] notes", "# Web notes", &["[Team]=Web"]),
            ("[Team] notes", "# `Web` & more notes", &["[Team]=Web` & more"]),
            ("[Name]", "# Größe ﬁx", &["[Name]=Größe ﬁx"]),
            ("From [old] to [new]", "# From 1.0 to 2.0", &["[old]=1.0", "[new]=2.0"]),
        ];
        for (template, notes, wanted) in table {
            assert_eq!(filled(template, notes), wanted, "{template} {notes}");
        }
    }
}
