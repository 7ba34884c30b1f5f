//! A block as people see it: its characters, with the places to fill in among them and the way back to the source.

use std::ops::Range;

use super::phrases::offers;
use super::wants::{Around, wants};
use super::{Pattern, Piece, Slot};
use crate::markdown::{Block, Definition, Link, Outline, RunKind, is_placeholder};

/// Stands for a colon in a text that is read again, see [`without_false_links`].
const COLON: char = '\u{1}';

/// The text, where `[CVE ID]: [Description]` is not taken for the address of a link: with a stand-in of the same length
/// for the colon. Nothing if there is no such thing in it.
pub(super) fn without_false_links(text: &str, read: &Outline, shift: usize) -> Option<String> {
    let false_link = |definition: &&Definition| {
        definition.to.starts_with(['[', '{', '<']) || !definition.to.contains(['/', '.', ':', '#', '?'])
    };
    let mut patched = String::with_capacity(text.len());
    let mut done = 0;
    for definition in read.definitions.iter().filter(false_link) {
        let at = definition.at.start + shift..definition.at.end + shift;
        let colon = at.start + text.get(at.clone())?.find("]:")? + 1;
        patched.push_str(text.get(done..colon)?);
        patched.push(COLON);
        done = colon + 1;
    }
    patched.push_str(text.get(done..)?);
    (done > 0).then_some(patched)
}

/// One character of a block, as people see it.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) c: char,
    /// Its bytes in the source; those of its whole run where it was decoded.
    pub(super) at: Range<usize>,
    pub(super) of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Text,
    Code,
    Html,
    Break,
    Cell,
    Link(usize),
}

/// A line, an item, a cell: characters with the places to fill in among them.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    pub(super) glyphs: Vec<Glyph>,
    /// Places to fill in, by the indices of their characters.
    pub(super) slots: Vec<(Range<usize>, Range<usize>)>,
    /// Characters of HTML tags, which nobody sees.
    tags: Vec<Range<usize>>,
}

impl Written {
    /// Reads a block. `shift` is where the outline's text begins in `source`.
    pub(super) fn new(block: &Block, links: &[Link], source: &str, shift: usize) -> Self {
        let mut written = Self { glyphs: glyphs(block, source, shift), ..Self::default() };
        written.scan(links, source, shift);
        written
    }

    /// Reads raw text, such as a block of code, that begins at `start` of the source.
    pub(super) fn raw(text: &str, start: usize) -> Self {
        let glyph = |(at, c): (usize, char)| Glyph {
            c,
            at: start + at..start + at + c.len_utf8(),
            of: if c == '\n' { Of::Break } else { Of::Code },
        };
        let mut written = Self { glyphs: text.char_indices().map(glyph).collect(), ..Self::default() };
        written.scan(&[], "", 0);
        written
    }

    pub(super) fn scan(&mut self, links: &[Link], source: &str, shift: usize) {
        let mut at = 0;
        while at < self.glyphs.len() {
            if let Some(tag) = self.tag(at) {
                at = tag.end;
                self.tags.push(tag);
                continue;
            }
            let found = self.slot(at, links);
            let Some(slot) = found else {
                at += 1;
                continue;
            };
            let whole = match self.glyphs.get(at).map(|glyph| glyph.of) {
                Some(Of::Link(link)) => links
                    .get(link)
                    .map(|link| link.at.start + shift..link.at.end + shift)
                    .filter(|at| source.get(at.clone()).is_some()),
                _ => None,
            };
            let whole = whole.unwrap_or_else(|| self.source(slot.clone()));
            at = slot.end;
            self.slots.push((slot, whole));
        }
    }

    /// The bytes that characters were written as.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        let glyphs = self.glyphs.get(range).unwrap_or_default();
        match (glyphs.first(), glyphs.last()) {
            (Some(first), Some(last)) => first.at.start..last.at.end.max(first.at.start),
            _ => 0..0,
        }
    }

    pub(super) fn all(&self) -> Range<usize> {
        0..self.glyphs.len()
    }

    /// The range without white space at its ends.
    pub(super) fn trim(&self, range: Range<usize>) -> Range<usize> {
        let blank = |index: &usize| {
            self.glyphs.get(*index).is_none_or(|glyph| glyph.c.is_whitespace()) || self.in_tag(*index)
        };
        let start = range.clone().find(|index| !blank(index)).unwrap_or(range.end);
        let end = (start..range.end).rev().find(|index| !blank(index)).map_or(start, |last| last + 1);
        start..end
    }

    /// Lines: cut at the ends of lines that are not inside a place to fill in.
    pub(super) fn lines(&self) -> Vec<Range<usize>> {
        self.cut(Of::Break)
    }

    /// Cells of a table's row.
    pub(super) fn cells(&self) -> Vec<Range<usize>> {
        let mut cells = self.cut(Of::Cell);
        if !cells.is_empty() {
            cells.remove(0);
        }
        cells
    }

    fn cut(&self, of: Of) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let mut start = 0;
        let mut slots = self.slots.iter().map(|(slot, _)| slot).peekable();
        for (index, glyph) in self.glyphs.iter().enumerate() {
            while slots.next_if(|slot| slot.end <= index).is_some() {}
            let inside = slots.peek().is_some_and(|slot| slot.contains(&index));
            if glyph.of == of && !inside {
                lines.push(self.trim(start..index));
                start = index + 1;
            }
        }
        lines.push(self.trim(start..self.glyphs.len()));
        lines
    }

    /// Whether a place to fill in begins or goes on at this character.
    pub(super) fn in_slot(&self, index: usize) -> bool {
        let after = self.slots.partition_point(|(slot, _)| slot.end <= index);
        self.slots.get(after).is_some_and(|(slot, _)| slot.contains(&index))
    }

    fn in_tag(&self, index: usize) -> bool {
        let after = self.tags.partition_point(|tag| tag.end <= index);
        self.tags.get(after).is_some_and(|tag| tag.contains(&index))
    }

    pub(super) fn has_slot(&self, range: &Range<usize>) -> bool {
        let after = self.slots.partition_point(|(slot, _)| slot.end <= range.start);
        self.slots.get(after).is_some_and(|(slot, _)| slot.start < range.end)
    }

    /// Whether the character is text of its own: no code, no link.
    pub(super) fn is_plain(&self, index: usize) -> bool {
        self.glyphs.get(index).is_some_and(|glyph| glyph.of == Of::Text)
    }

    /// Whether all of it is the text of links to places in the same page.
    pub(super) fn leads_within(&self, links: &[Link]) -> bool {
        let within = |glyph: &Glyph| match glyph.of {
            Of::Link(link) => links.get(link).is_some_and(|link| link.to.starts_with('#')),
            _ => glyph.c.is_whitespace(),
        };
        !self.glyphs.is_empty() && self.glyphs.iter().all(within)
    }

    /// What people see of the range.
    pub(super) fn shown(&self, range: Range<usize>) -> String {
        let mut shown = String::new();
        let mut tags = self.tags.iter().peekable();
        for index in range {
            while tags.next_if(|tag| tag.end <= index).is_some() {}
            if tags.peek().is_some_and(|tag| tag.contains(&index)) {
                continue;
            }
            match self.glyphs.get(index).map(|glyph| (glyph.of, glyph.c)) {
                Some((Of::Cell, _)) | None => {}
                Some((_, c)) if c.is_whitespace() => {
                    if !shown.ends_with(' ') && !shown.is_empty() {
                        shown.push(' ');
                    }
                }
                Some((_, c)) => shown.push(c),
            }
        }
        shown
    }

    /// The range as a pattern; `source` is the text that the bytes are of.
    pub(super) fn pattern(&self, range: Range<usize>, source: &str, around: &Around<'_>) -> Pattern {
        let range = self.trim(range);
        let mut pieces = Vec::new();
        let mut at = range.start;
        let first = self.slots.partition_point(|(slot, _)| slot.end <= range.start);
        for (slot, bytes) in self.slots.get(first..).unwrap_or_default() {
            if slot.start >= range.end {
                break;
            }
            self.words(at..slot.start, &mut pieces);
            pieces.push(Piece::Slot(slot_of(bytes.clone(), source, around)));
            at = slot.end;
        }
        self.words(at..range.end, &mut pieces);
        drop_and_so_on(&mut pieces);
        if let [Piece::Words(words)] = pieces.as_slice()
            && (is_placeholder(words) || (matches!(around, Around::Field(_)) && offers(words)))
        {
            pieces = vec![Piece::Slot(slot_of(self.source(range), source, around))];
        }
        Pattern { pieces }
    }

    fn words(&self, range: Range<usize>, pieces: &mut Vec<Piece>) {
        let before = range.start;
        if range.is_empty() {
            return;
        }
        let words = self.shown(range);
        let spaced =
            self.glyphs.get(before).is_some_and(|glyph| glyph.c.is_whitespace()) && !pieces.is_empty();
        let words = if spaced && !words.starts_with(' ') { format!(" {words}") } else { words };
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
    }
}

fn glyphs(block: &Block, source: &str, shift: usize) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    for run in &block.runs {
        let at = run.at.start + shift..run.at.end + shift;
        let of = match (run.kind, run.link) {
            (RunKind::Comment, _) => continue,
            (RunKind::Break, _) => Of::Break,
            (RunKind::Cell, _) => Of::Cell,
            (RunKind::Html, _) => Of::Html,
            (_, Some(link)) => Of::Link(link),
            (RunKind::Code, None) => Of::Code,
            (RunKind::Text, None) => Of::Text,
        };
        if matches!(of, Of::Break | Of::Cell) {
            glyphs.push(Glyph { c: ' ', at: at.start..at.start, of });
            continue;
        }
        // Code has its marks around it; what was decoded has no places of its own.
        let inner = source.get(at.clone()).and_then(|written| written.find(run.text.as_str()));
        let inner = inner.filter(|inner| *inner == 0 || of == Of::Code).map(|inner| at.start + inner);
        for (offset, c) in run.text.char_indices() {
            let at = inner.map_or(at.clone(), |inner| inner + offset..inner + offset + c.len_utf8());
            glyphs.push(Glyph { c: if c == COLON { ':' } else { c }, at, of });
        }
    }
    glyphs
}

/// Takes out dots behind another place: `@contributor1, @contributor2 …` asks for no third.
fn drop_and_so_on(pieces: &mut Vec<Piece>) {
    let [.., Piece::Slot(_), Piece::Words(between), Piece::Slot(last)] = pieces.as_slice() else { return };
    if matches!(last.written.as_str(), "..." | "…") && !between.chars().any(char::is_alphanumeric) {
        pieces.truncate(pieces.len() - 2);
    }
}

pub(super) fn slot_of(at: Range<usize>, source: &str, around: &Around<'_>) -> Slot {
    let written = source.get(at.clone()).unwrap_or_default().replace(COLON, ":");
    let wants = wants(&written, around);
    Slot { written, at, wants }
}
