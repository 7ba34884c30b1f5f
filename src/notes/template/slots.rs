//! The places to fill in of a piece of text.
//!
//! What counts is written down here and nowhere else: `[...]`, `<x>`, `{{x}}`, `${x}`, `vX.Y.Z`, `YYYY-MM-DD`, `TBD`, `...`,
//! `XXX`, `NNNN` and their like. Links, autolinks, HTML that GitHub shows, and `{path}` are content.

use std::ops::Range;

use super::written::{Of, Written};
use crate::markdown::Link;

/// The longest place to fill in, in characters: a longer one is text in brackets.
const LONGEST: usize = 400;

/// Words that wait for a value, longest first where one begins like another. They stand by themselves.
const TOKENS: [&str; 30] = [
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
    "vA.B",
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
const BRACED: [&str; 22] = [
    "version",
    "date",
    "tag",
    "name",
    "previous",
    "previous_tag",
    "previous-tag",
    "release",
    "release_date",
    "release-date",
    "product",
    "project",
    "title",
    "summary",
    "description",
    "author",
    "owner",
    "number",
    "compare_url",
    "changes",
    "features",
    "fixes",
];

/// Logins that nobody has.
const NOBODY: [&str; 8] = [
    "username",
    "user",
    "contributor",
    "handle",
    "github-handle",
    "github-username",
    "your-handle",
    "mention",
];

/// Words in parentheses that are places to fill in; other words in parentheses are content.
const PARENTHESISED: [&str; 7] =
    ["version", "version number", "release version", "date", "release date", "version/name", "name/version"];

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

impl Written {
    /// The end of a tag that is layout and begins here.
    pub(super) fn tag(&self, at: usize) -> Option<Range<usize>> {
        if self.starts(at, "{%") && self.glyphs.get(at)?.of == Of::Text {
            return self.engine_tag(at);
        }
        if self.glyphs.get(at)?.of != Of::Html {
            return None;
        }
        let end = self.html_end(at);
        let tag: String = self.glyphs.get(at..end)?.iter().map(|glyph| glyph.c).collect();
        (!is_slot_tag(&tag)).then_some(at..end)
    }

    /// `{% for … %}`: what a template engine reads, and nobody sees.
    fn engine_tag(&self, at: usize) -> Option<Range<usize>> {
        let last = (at + 2..at + LONGEST).take_while(|index| self.char(*index).is_some());
        let end = last.into_iter().find(|index| self.starts(*index, "%}"))?;
        Some(at..end + 2)
    }

    fn html_end(&self, at: usize) -> usize {
        let rest = self.glyphs.get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|glyph| glyph.of == Of::Html && glyph.c != '>').count();
        let closes = rest.get(length).is_some_and(|glyph| glyph.of == Of::Html);
        at + length + usize::from(closes)
    }

    /// The end of a place to fill in that begins here.
    pub(super) fn slot(&self, at: usize, links: &[Link]) -> Option<Range<usize>> {
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
        let sample = ["placeholder", "path/to/", "your-"].iter().any(|part| link.to.contains(part));
        let open = sample
            || matches!(link.to.to_ascii_lowercase().as_str(), "" | "#" | "url" | "link" | "..." | "href");
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
            '(' if !code => (1, ")"),
            '<' => (1, ">"),
            _ => return None,
        };
        let inner_start = at + open;
        let ends = |index: &usize| match self.glyphs.get(*index) {
            None => true,
            Some(glyph) => {
                glyph.of == Of::Cell
                    || matches!(glyph.c, '[' | ']' | '{' | '}' | '<' | '>')
                    || (close == ")" && matches!(glyph.c, '(' | ')'))
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
            (_, ")") => PARENTHESISED.contains(&inner.trim().to_lowercase().as_str()),
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
        let letter = |at: usize| self.char(at).is_some_and(char::is_alphanumeric);
        let alone = |end: usize| !(letter(end) || self.char(end) == Some('.') && letter(end + 1));
        if self.char_before(at).is_some_and(char::is_alphanumeric) {
            return None;
        }
        if self.char(at) == Some('@') {
            return self.nobody(at);
        }
        if self.char(at) == Some('#') {
            return self.run(at + 1, 3, &['X', 'N']).filter(|end| alone(*end));
        }
        // `shop-X.Y.Z.tgz` is the name of a file.
        let file = |end: usize| {
            self.char(end) == Some('.') && self.char(end + 1).is_some_and(|c| c.is_ascii_lowercase())
        };
        let fits = |token: &&&str| {
            let end = at + token.len();
            self.starts(at, token)
                && (alone(end) || (token.ends_with(['Z', 'D']) && token.len() > 3 && file(end)))
        };
        if let Some(token) = TOKENS.iter().find(fits) {
            let end = at + token.len();
            let begins_line = self.glyphs.get(at.wrapping_sub(1)).is_none_or(|glyph| glyph.of != Of::Text);
            let goes_on = token.starts_with('T') && begins_line && self.char(end) == Some(':');
            return Some(if goes_on { self.line_end(end) } else { end });
        }
        self.run(at, 3, &['X', 'N']).filter(|end| alone(*end))
    }

    /// `@username`, `@contributor1`: whom nobody is.
    fn nobody(&self, at: usize) -> Option<usize> {
        let letters = (at + 1..).take_while(|index| {
            self.char(*index).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        });
        let name: String = letters.filter_map(|index| self.char(index)).collect();
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_'));
        NOBODY.contains(&bare.to_ascii_lowercase().as_str()).then(|| at + 1 + name.chars().count())
    }

    /// `...`, `???`, `____`, lorem ipsum.
    fn filler(&self, at: usize) -> Option<usize> {
        let free = |c: Option<char>| c.is_none_or(char::is_whitespace);
        // The number of an issue that is still to come.
        if self.char(at) == Some('#') && free(self.char_before(at)) && free(self.char(at + 1)) {
            return Some(self.aside(at + 1).unwrap_or(at + 1));
        }
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

    /// The end of a word or two in parentheses behind this: `# (issue)`.
    fn aside(&self, at: usize) -> Option<usize> {
        const LONGEST: usize = 30;
        if !self.starts(at, " (") {
            return None;
        }
        let inner = (at + 2..at + LONGEST).take_while(|index| self.char(*index).is_some_and(|c| c != '('));
        inner.into_iter().find(|index| self.char(*index) == Some(')')).map(|end| end + 1)
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
