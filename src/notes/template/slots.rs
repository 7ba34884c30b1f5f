//! The places to fill in of a piece of text.
//!
//! What counts is written down here and nowhere else: `[...]`, `<x>`, `{{x}}`, `${x}`, `vX.Y.Z`, `YYYY-MM-DD`, `TBD`, `...`,
//! `XXX`, `NNNN` and their like. Links, autolinks, HTML that GitHub shows, and `{path}` are content.

use std::ops::Range;

use super::wants::{Around, wants};
use super::{Pattern, Piece, Slot};
use crate::markdown::{Block, Definition, Link, Outline, RunKind, is_placeholder};

/// The longest place to fill in, in characters: a longer one is text in brackets.
const LONGEST: usize = 400;

/// Words that wait for a value, longest first where one begins like another. They stand by themselves.
const TOKENS: [&str; 29] = [
    "TBD",
    "TBA",
    "TBC",
    "TODO",
    "FIXME",
    "vX.Y.Z",
    "X.Y.Z",
    "vx.y.z",
    "x.y.z",
    "vA.B.C",
    "A.B.C",
    "vX.Y",
    "X.Y",
    "YYYY-MM-DD",
    "yyyy-mm-dd",
    "YYYY/MM/DD",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD.MM.YYYY",
    "YYYY",
    "HH:MM",
    "$RESOLVED_VERSION",
    "$NEXT_MAJOR_VERSION",
    "$NEXT_MINOR_VERSION",
    "$NEXT_PATCH_VERSION",
    "$PREVIOUS_TAG",
    "$CONTRIBUTORS",
    "$CHANGES",
    "$REPOSITORY",
];

/// Words in single braces that are places to fill in; other words in braces are content.
const BRACED: [&str; 8] =
    ["version", "date", "tag", "name", "previous", "previous_tag", "previous-tag", "release"];

/// Elements that GitHub shows: a tag of one of them is layout.
const ELEMENTS: [&str; 56] = [
    "a",
    "abbr",
    "b",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
];
const MORE_ELEMENTS: [&str; 8] = ["tt", "ul", "var", "video", "wbr", "tfoot", "center", "font"];

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
    of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
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
    slots: Vec<(Range<usize>, Range<usize>)>,
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

    fn scan(&mut self, links: &[Link], source: &str, shift: usize) {
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
        if let [Piece::Words(words)] = pieces.as_slice()
            && is_placeholder(words)
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

    /// The end of a tag that is layout and begins here.
    fn tag(&self, at: usize) -> Option<Range<usize>> {
        if self.glyphs.get(at)?.of != Of::Html {
            return None;
        }
        let end = self.html_end(at);
        let tag: String = self.glyphs.get(at..end)?.iter().map(|glyph| glyph.c).collect();
        (!is_slot_tag(&tag)).then_some(at..end)
    }

    fn html_end(&self, at: usize) -> usize {
        let rest = self.glyphs.get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|glyph| glyph.of == Of::Html && glyph.c != '>').count();
        let closes = rest.get(length).is_some_and(|glyph| glyph.of == Of::Html);
        at + length + usize::from(closes)
    }

    /// The end of a place to fill in that begins here.
    fn slot(&self, at: usize, links: &[Link]) -> Option<Range<usize>> {
        let glyph = self.glyphs.get(at)?;
        let end = match glyph.of {
            Of::Html => Some(self.html_end(at)),
            Of::Link(link) => self.link(at, link, links),
            Of::Code => self.token(at).or_else(|| self.bracketed(at, true)),
            Of::Text => self.bracketed(at, false).or_else(|| self.token(at)).or_else(|| self.filler(at)),
            Of::Break | Of::Cell => None,
        };
        end.filter(|end| *end > at).map(|end| at..end)
    }

    /// A link is a place to fill in if its address or all of its text is.
    fn link(&self, at: usize, link: usize, links: &[Link]) -> Option<usize> {
        let before = at.checked_sub(1).and_then(|before| self.glyphs.get(before));
        if before.is_some_and(|before| before.of == Of::Link(link)) {
            return None;
        }
        let rest = self.glyphs.get(at..).unwrap_or_default();
        let end = at + rest.iter().take_while(|glyph| glyph.of == Of::Link(link)).count();
        let link = links.get(link)?;
        let to = Self::plain(&link.to);
        let open =
            matches!(link.to.to_ascii_lowercase().as_str(), "" | "#" | "url" | "link" | "..." | "href");
        let text = Self::plain(&rest.iter().take(end - at).map(|glyph| glyph.c).collect::<String>());
        let only_slots = !text.slots.is_empty() && text.trim(text.all()) == text.slots_hull();
        (open || !to.slots.is_empty() || only_slots).then_some(end)
    }

    fn slots_hull(&self) -> Range<usize> {
        match (self.slots.first(), self.slots.last()) {
            (Some((first, _)), Some((last, _))) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// Text that is no Markdown: an address.
    fn plain(text: &str) -> Self {
        let mut written = Self::raw(text, 0);
        for glyph in &mut written.glyphs {
            glyph.of = Of::Text;
        }
        written.slots.clear();
        written.scan(&[], "", 0);
        written
    }

    fn char(&self, at: usize) -> Option<char> {
        self.glyphs.get(at).filter(|glyph| !matches!(glyph.of, Of::Break | Of::Cell)).map(|glyph| glyph.c)
    }

    fn starts(&self, at: usize, what: &str) -> bool {
        what.chars().enumerate().all(|(index, c)| self.char(at + index) == Some(c))
    }

    fn char_before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|before| self.char(before))
    }

    /// `[x]`, `<x>`, `{{x}}`, `${x}`, `{version}`.
    fn bracketed(&self, at: usize, code: bool) -> Option<usize> {
        let (open, close) = match self.char(at)? {
            '{' if self.starts(at, "{{") => (2, "}}"),
            '$' if !code && self.starts(at, "${") => (2, "}"),
            '{' if !code => (1, "}"),
            '[' if !code => (1, "]"),
            '<' => (1, ">"),
            _ => return None,
        };
        let inner_start = at + open;
        let ends = |index: &usize| match self.glyphs.get(*index) {
            None => true,
            Some(glyph) => {
                glyph.of == Of::Cell
                    || matches!(glyph.c, '[' | ']' | '{' | '}' | '<' | '>')
                    || (close != "]" && glyph.of == Of::Break)
            }
        };
        let end = (inner_start..inner_start + LONGEST).find(ends)?;
        if !self.starts(end, close) {
            return None;
        }
        let inner: String = self.glyphs.get(inner_start..end)?.iter().map(|glyph| glyph.c).collect();
        let fits = match (open, close) {
            (_, "]") => is_prompt(&inner),
            (_, ">") => {
                is_angled(&inner) && !(code && self.char_before(at).is_some_and(char::is_alphanumeric))
            }
            (1, _) => BRACED.contains(&inner.trim().to_ascii_lowercase().as_str()),
            _ => !inner.trim().is_empty(),
        };
        fits.then_some(end + close.len())
    }

    /// `vX.Y.Z`, `TBD`, `XXX`, `NNNN`, `...` by themselves.
    fn token(&self, at: usize) -> Option<usize> {
        let alone = |end: usize| !self.char(end).is_some_and(char::is_alphanumeric);
        if self.char_before(at).is_some_and(char::is_alphanumeric) {
            return None;
        }
        if self.char(at) == Some('#') {
            return self.run(at + 1, 3, &['X', 'N']).filter(|end| alone(*end));
        }
        if let Some(token) = TOKENS.iter().find(|token| self.starts(at, token) && alone(at + token.len())) {
            let end = at + token.len();
            let begins_line = self.glyphs.get(at.wrapping_sub(1)).is_none_or(|glyph| glyph.of != Of::Text);
            let goes_on = token.starts_with('T') && begins_line && self.char(end) == Some(':');
            return Some(if goes_on { self.line_end(end) } else { end });
        }
        self.run(at, 3, &['X', 'N']).filter(|end| alone(*end))
    }

    /// `...`, `???`, `____`, lorem ipsum.
    fn filler(&self, at: usize) -> Option<usize> {
        let free = |c: Option<char>| c.is_none_or(char::is_whitespace);
        if self.char(at) == Some('…') && free(self.char_before(at)) && free(self.char(at + 1)) {
            return Some(at + 1);
        }
        if free(self.char_before(at))
            && let Some(end) = self.run(at, 3, &['.', '?', '_']).filter(|end| free(self.char(*end)))
        {
            return Some(end);
        }
        let lorem = "lorem ipsum";
        let same = |(index, c): (usize, char)| {
            self.char(at + index).is_some_and(|found| found.eq_ignore_ascii_case(&c))
        };
        lorem.chars().enumerate().all(same).then_some(self.glyphs.len())
    }

    /// The end of at least `least` of one of these characters.
    fn run(&self, at: usize, least: usize, of: &[char]) -> Option<usize> {
        let first = self.char(at).filter(|c| of.contains(c))?;
        if self.char_before(at) == Some(first) {
            return None;
        }
        let end = (at..).find(|index| self.char(*index) != Some(first))?;
        (end - at >= least).then_some(end)
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.glyphs.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|glyph| !matches!(glyph.of, Of::Break | Of::Cell)).count()
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
        let as_written = source.get(at.clone()) == Some(run.text.as_str());
        for (offset, c) in run.text.char_indices() {
            let at =
                if as_written { at.start + offset..at.start + offset + c.len_utf8() } else { at.clone() };
            glyphs.push(Glyph { c: if c == COLON { ':' } else { c }, at, of });
        }
    }
    glyphs
}

fn slot_of(at: Range<usize>, source: &str, around: &Around<'_>) -> Slot {
    let written = source.get(at.clone()).unwrap_or_default().replace(COLON, ":");
    let wants = wants(&written, around);
    Slot { written, at, wants }
}

/// Whether `[inner]` asks for something: boxes, footnotes, alerts and numbers do not.
fn is_prompt(inner: &str) -> bool {
    let inner = inner.trim();
    if matches!(inner, "..." | "…") {
        return true;
    }
    let letters = inner.chars().filter(|c| c.is_alphabetic()).count();
    letters > 0 && !matches!(inner, "x" | "X") && !inner.starts_with(['^', '!'])
}

/// Whether `<inner>` asks for something: addresses and comparisons do not.
fn is_angled(inner: &str) -> bool {
    inner.starts_with(char::is_alphabetic)
        && !inner.contains("://")
        && !inner.contains('@')
        && !inner.starts_with("mailto:")
        && is_slot_tag(&format!("<{inner}>"))
}

/// Whether what is written like an HTML tag is a place to fill in: no element that GitHub shows has that name, or what
/// follows the name are words and no attributes.
pub(super) fn is_slot_tag(tag: &str) -> bool {
    let Some(inner) = tag.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else { return false };
    if !inner.starts_with(char::is_alphabetic) {
        return false;
    }
    let inner = inner.trim_end_matches('/').trim();
    let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let name = name.to_ascii_lowercase();
    let known = ELEMENTS.contains(&name.as_str()) || MORE_ELEMENTS.contains(&name.as_str());
    let flags = ["open", "align", "hidden", "controls", "muted", "reversed"];
    !known || (!rest.is_empty() && !rest.contains('=') && !flags.contains(&rest.trim()))
}
