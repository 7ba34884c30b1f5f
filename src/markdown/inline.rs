//! The text of one paragraph, heading or table cell as people see it, with the way back to its source.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// Stands in [`Line::prose`] for text in which GitHub links nothing: code, links, images.
const OPAQUE: char = '\u{FFFC}';

/// The text between two block boundaries, line by line as written.
#[derive(Debug, Default)]
pub(super) struct Inline {
    done: Vec<Line>,
    line: Line,
    /// The contents of the HTML comments in it, trimmed.
    pub(super) comments: Vec<String>,
    /// Characters seen inside and outside of strikethrough, white space not counted.
    struck: usize,
    unstruck: usize,
    striking: usize,
    /// The same by HTML's own tags, counted apart: they may close in any order.
    striking_html: usize,
    /// How many links, images and code spans are open.
    opaque: usize,
    /// The number of the line on which each open link or emphasis began.
    open: Vec<usize>,
}

/// One source line of an [`Inline`].
#[derive(Debug, Default)]
pub(super) struct Line {
    /// As people see it: no markup, entities decoded.
    pub(super) text: String,
    /// The same with code, links and images blanked out: where mentions and bare addresses are looked for.
    pub(super) prose: String,
    /// The bytes of the body that it was written as.
    pub(super) at: Range<usize>,
    /// The links that begin here: where, and their destinations as written.
    pub(super) links: Vec<(usize, String)>,
    pieces: Vec<Piece>,
    spans: Vec<Span>,
    begun: bool,
    /// No markup was open where it begins.
    plain: bool,
}

/// A run of `text` that stands in the source exactly as it is shown.
#[derive(Debug)]
struct Piece {
    shown: Range<usize>,
    source: usize,
}

/// Emphasis that begins and ends on one line.
#[derive(Debug)]
struct Span {
    /// With its markers.
    source: Range<usize>,
    /// Where its text ends in the source, and in [`Line::text`].
    inner_end: usize,
    shown_end: usize,
}

/// Where the value of a fill-in line begins.
pub(super) struct Split<'l> {
    pub(super) label: &'l str,
    pub(super) value: &'l str,
    /// The bytes of the body that hold the value's Markdown.
    pub(super) source: Range<usize>,
    /// The part of [`Line::prose`] that belongs to the value.
    pub(super) prose: &'l str,
}

impl Inline {
    /// The whole text on one line.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for line in self.lines() {
            let shown = line.text.trim();
            if !text.is_empty() && !shown.is_empty() {
                text.push(' ');
            }
            text.push_str(shown);
        }
        text
    }

    /// Line by line, as written.
    pub(super) fn lines(&self) -> impl Iterator<Item = &Line> {
        self.done.iter().chain(std::iter::once(&self.line))
    }

    /// The bytes of the body that it was written as; nothing when it is empty.
    pub(super) fn source(&self) -> Option<Range<usize>> {
        let mut begun = self.lines().filter(|line| line.begun);
        let first = begun.next()?;
        Some(first.at.start..begun.last().unwrap_or(first).at.end)
    }

    /// Whether all of the visible text is struck through.
    pub(super) fn is_struck(&self) -> bool {
        self.struck > 0 && self.unstruck == 0
    }

    /// Takes in one inline event. Block events are not for here.
    pub(super) fn feed(&mut self, event: &Event<'_>, at: Range<usize>) {
        match event {
            Event::Text(text) => self.push(text, at, true),
            Event::Code(text) => {
                self.opaque += 1;
                self.push(text, at, false);
                self.opaque -= 1;
            }
            Event::InlineHtml(html) | Event::Html(html) => self.html(html, at),
            Event::SoftBreak | Event::HardBreak => self.done.push(std::mem::take(&mut self.line)),
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(*tag, at),
            _ => {}
        }
    }

    fn line(&mut self, start: usize) -> &mut Line {
        if !self.line.begun {
            self.line.begun = true;
            self.line.at = start..start;
            self.line.plain = self.open.is_empty() && self.striking_html == 0 && self.opaque == 0;
        }
        &mut self.line
    }

    fn push(&mut self, text: &str, at: Range<usize>, prose: bool) {
        let visible = text.chars().filter(|c| !c.is_whitespace()).count();
        if self.striking > 0 || self.striking_html > 0 {
            self.struck += visible;
        } else {
            self.unstruck += visible;
        }
        let opaque = self.opaque > 0;
        let line = self.line(at.start);
        let from = line.text.len();
        line.text.push_str(text);
        if opaque {
            line.prose.push(OPAQUE);
        } else {
            line.prose.push_str(text);
        }
        // Equal lengths mean that nothing was decoded: an entity is longer than its character.
        if prose && !opaque && at.len() == text.len() {
            line.pieces.push(Piece { shown: from..line.text.len(), source: at.start });
        }
        line.at.end = at.end;
    }

    fn html(&mut self, html: &str, at: Range<usize>) {
        if let Some(rest) = html.strip_prefix("<!--") {
            let inner = rest.trim_end();
            self.comments.push(inner.strip_suffix("-->").unwrap_or(inner).trim().to_owned());
        }
        let tag = html.trim_start_matches('<').trim_start_matches('/');
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if ["del", "s", "strike"].iter().any(|strikes| name.eq_ignore_ascii_case(strikes)) {
            let open = self.striking_html;
            self.striking_html = if html.starts_with("</") { open.saturating_sub(1) } else { open + 1 };
        }
        self.line(at.start).at.end = at.end;
        if ends_line(html) {
            self.done.push(std::mem::take(&mut self.line));
        }
    }

    fn start(&mut self, tag: &Tag<'_>, at: Range<usize>) {
        self.line(at.start);
        self.open.push(self.done.len());
        match tag {
            Tag::Strikethrough => self.striking += 1,
            Tag::Link { dest_url, .. } => {
                self.opaque += 1;
                let link = (at.start, dest_url.to_string());
                self.line(at.start).links.push(link);
            }
            Tag::Image { .. } => self.opaque += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, at: Range<usize>) {
        let open = self.open.pop();
        match tag {
            TagEnd::Strikethrough => self.striking = self.striking.saturating_sub(1),
            TagEnd::Link | TagEnd::Image => self.opaque = self.opaque.saturating_sub(1),
            _ => {}
        }
        let number = self.done.len();
        let line = self.line(at.start);
        let inner_end = line.at.end;
        line.at.end = at.end;
        let emphasis = matches!(tag, TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough);
        if emphasis && open == Some(number) {
            line.spans.push(Span { source: at, inner_end, shown_end: line.text.len() });
        }
    }
}

/// Whether a tag ends the line, as people see it: `<br>`.
pub(super) fn ends_line(tag: &str) -> bool {
    let inner = tag.trim_start_matches('<').trim_start_matches('/');
    let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    !tag.starts_with("<!") && name.eq_ignore_ascii_case("br")
}

impl Line {
    /// Whether its first character is plain text: no code, link or other markup has begun before it and is still open.
    pub(super) fn begins_plainly(&self) -> bool {
        self.plain
            && self
                .pieces
                .first()
                .is_some_and(|first| first.shown.start == 0 && first.source == self.at.start)
    }

    /// Splits a line of the form `Label: value`. The colon must be followed by white space or nothing, so
    /// that `https://…` and `12:30` are no labels; the wide colon `：` needs no space. A colon in code, in
    /// a link or written as an entity separates nothing.
    pub(super) fn split(&self) -> Option<Split<'_>> {
        let (at, width) = self.colon()?;
        let label = self.text.get(..at)?;
        let value = self.text.get(at + width..)?;
        let piece = self.pieces.iter().find(|piece| piece.shown.contains(&at))?;
        let colon = piece.source + (at - piece.shown.start);
        let mut source = colon + width..self.at.end.max(colon + width);
        // Spans close innermost first, so the last one that holds the colon is the outermost.
        for span in self.spans.iter().filter(|span| span.source.contains(&colon)) {
            if self.text.get(at + width..span.shown_end).is_some_and(|rest| rest.trim().is_empty()) {
                source.start = source.start.max(span.source.end);
            } else if span.source.end == self.at.end {
                source.end = source.end.min(span.inner_end);
            }
        }
        source.end = source.end.max(source.start);
        Some(Split { label, value: value.trim(), source, prose: self.prose_after_colon() })
    }

    /// The first colon of the text that can separate a label from a value, and its width in bytes.
    fn colon(&self) -> Option<(usize, usize)> {
        for piece in &self.pieces {
            let text = self.text.get(piece.shown.clone())?;
            for (offset, found) in text.match_indices([':', '：']) {
                let at = piece.shown.start + offset;
                let after = self.text.get(at + found.len()..).and_then(|rest| rest.chars().next());
                if found != ":" || after.is_none_or(char::is_whitespace) {
                    return Some((at, found.len()));
                }
            }
        }
        None
    }

    fn prose_after_colon(&self) -> &str {
        let separator = |(at, found): &(usize, &str)| {
            let after = self.prose.get(at + found.len()..).and_then(|rest| rest.chars().next());
            *found != ":" || after.is_none_or(char::is_whitespace)
        };
        let colon = self.prose.match_indices([':', '：']).find(separator);
        colon.and_then(|(at, found)| self.prose.get(at + found.len()..)).unwrap_or(&self.prose)
    }
}
