//! The parser's events, one after the other, to blocks.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::{Block, BlockKind, Link, Run, RunKind};
use crate::markdown::inline::ends_line;

/// What was read so far.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) blocks: Vec<Block>,
    pub(super) links: Vec<Link>,
    heading: Option<usize>,
    lists: Vec<bool>,
    items: Vec<Item>,
    quotes: usize,
    /// The block that is being read.
    open: Option<Block>,
    strong: usize,
    link: Vec<usize>,
    /// The footnotes that nobody sees, and whether one of them is being read.
    unseen: BTreeSet<String>,
    hidden: bool,
}

struct Item {
    at: Range<usize>,
    ordered: bool,
    checked: Option<bool>,
    named: bool,
}

impl Walk {
    /// At the beginning of a text that does not show these footnotes.
    pub(super) fn without(unseen: BTreeSet<String>) -> Self {
        Self { unseen, ..Self::default() }
    }

    pub(super) fn step(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag, &at),
            Event::Text(text) => self.run(RunKind::Text, at, &text),
            Event::Code(text) => self.run(RunKind::Code, at, &text),
            Event::InlineHtml(tag) if ends_line(&tag) => self.tagged_break(at),
            Event::Html(html) | Event::InlineHtml(html) => self.html(at, &html),
            Event::SoftBreak | Event::HardBreak if self.is_broken() => {}
            Event::SoftBreak | Event::HardBreak => self.run(RunKind::Break, at, "\n"),
            Event::Rule => {
                self.close();
                self.push(BlockKind::Rule, at);
            }
            Event::TaskListMarker(ticked) => {
                if let Some(item) = self.items.last_mut() {
                    item.checked = Some(ticked);
                }
            }
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.run(RunKind::Text, at, &text);
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: Range<usize>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Emphasis | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Link { dest_url, link_type, .. } => {
                let auto = matches!(link_type, LinkType::Autolink | LinkType::Email);
                self.link(Link { at, to: dest_url.to_string(), image: false, auto });
            }
            Tag::Image { dest_url, .. } => {
                self.link(Link { at, to: dest_url.to_string(), image: true, auto: false });
            }
            Tag::List(first) => {
                self.close();
                self.lists.push(first.is_some());
            }
            Tag::Item => {
                self.close();
                let ordered = self.lists.last().copied().unwrap_or_default();
                self.items.push(Item { at, ordered, checked: None, named: false });
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            // A footnote stands apart, as a quote does.
            Tag::FootnoteDefinition(name) => {
                self.close();
                self.quotes += 1;
                self.hidden = self.unseen.contains(name.as_ref());
            }
            Tag::Heading { level, .. } if self.items.is_empty() && self.quotes == 0 => {
                self.open(BlockKind::Heading(level as u8), at);
            }
            Tag::Table(_) => self.close(),
            Tag::TableHead => self.open(BlockKind::Head, at),
            Tag::TableRow => self.open(BlockKind::Row, at),
            Tag::TableCell => self.run(RunKind::Cell, at, ""),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => Some(info.to_string()),
                    CodeBlockKind::Indented => None,
                };
                self.open(BlockKind::Code { info }, at);
            }
            Tag::HtmlBlock => self.open(BlockKind::Html, at),
            _ => {
                self.close();
                self.text(at);
            }
        }
    }

    fn end(&mut self, tag: TagEnd, at: &Range<usize>) {
        match tag {
            TagEnd::Strong => {
                self.strong = self.strong.saturating_sub(1);
                self.goes_to(at.end);
            }
            TagEnd::Link | TagEnd::Image => {
                self.link.pop();
                self.goes_to(at.end);
            }
            TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {
                self.goes_to(at.end);
            }
            TagEnd::TableCell => {}
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.close();
                if self.items.last().is_some_and(|item| !item.named) {
                    self.text(at.clone());
                    self.close();
                }
                self.items.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::FootnoteDefinition => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
                self.hidden = false;
            }
            _ => self.close(),
        }
    }

    /// Opens a paragraph, or the first one of an item.
    fn text(&mut self, at: Range<usize>) {
        let kind = match self.items.last_mut() {
            Some(item) if !item.named => {
                item.named = true;
                BlockKind::Item { ordered: item.ordered, checked: item.checked, item: item.at.clone() }
            }
            _ => BlockKind::Paragraph,
        };
        self.open(kind, at);
    }

    fn open(&mut self, kind: BlockKind, at: Range<usize>) {
        self.close();
        self.open = Some(Block {
            kind,
            at,
            runs: Vec::new(),
            heading: self.heading,
            depth: self.items.len(),
            quoted: self.quotes > 0,
        });
    }

    pub(super) fn push(&mut self, kind: BlockKind, at: Range<usize>) {
        self.open(kind, at);
        self.close();
    }

    fn close(&mut self) {
        let Some(mut block) = self.open.take().filter(|_| !self.hidden) else { return };
        if let (BlockKind::Item { checked, .. }, Some(item)) = (&mut block.kind, self.items.last()) {
            *checked = item.checked;
        }
        for run in block.runs.iter_mut().filter(|run| run.kind == RunKind::Comment) {
            run.text = run.text.trim_end_matches(ENDED).to_owned();
        }
        let visible = |run: &Run| run.kind == RunKind::Html && !run.text.trim().is_empty();
        if block.kind == BlockKind::Html && !block.runs.iter().any(visible) {
            block.kind = BlockKind::Comment;
        }
        if matches!(block.kind, BlockKind::Heading(_)) {
            self.heading = Some(self.blocks.len());
            block.heading = self.heading;
        }
        self.blocks.push(block);
    }

    fn link(&mut self, link: Link) {
        if self.open.is_none() {
            self.text(link.at.start..link.at.start);
        }
        self.link.push(self.links.len());
        if !self.hidden {
            self.links.push(link);
        }
    }

    fn run(&mut self, kind: RunKind, at: Range<usize>, text: &str) {
        if self.open.is_none() {
            self.text(at.start..at.start);
        }
        let (strong, link) = (self.strong > 0, self.link.last().copied());
        let Some(block) = &mut self.open else { return };
        block.at.end = block.at.end.max(at.end);
        if let Some(last) = block.runs.last_mut()
            && (last.kind, last.strong, last.link) == (kind, strong, link)
            && last.at.end == at.start
            && last.text.len() == last.at.len()
            && matches!(kind, RunKind::Text | RunKind::Html)
        {
            last.text.push_str(text);
            last.at.end = at.end;
            return;
        }
        block.runs.push(Run { kind, at, text: text.to_owned(), strong, link });
    }

    /// Takes marks that end emphasis or a link to the block that is being read.
    fn goes_to(&mut self, end: usize) {
        if let Some(block) = &mut self.open {
            block.at.end = block.at.end.max(end);
        }
    }

    /// Whether the line was ended by a tag already.
    fn is_broken(&self) -> bool {
        let last = self.open.as_ref().and_then(|block| block.runs.last());
        last.is_some_and(|run| run.kind == RunKind::Break)
    }

    /// `<br>`: the end of a line, but in a table, where a line is a row.
    fn tagged_break(&mut self, at: Range<usize>) {
        let in_table = |block: &Block| matches!(block.kind, BlockKind::Head | BlockKind::Row);
        if !self.open.as_ref().is_some_and(in_table) {
            if !self.is_broken() {
                self.run(RunKind::Break, at, "\n");
            }
            return;
        }
        let (strong, link) = (self.strong > 0, self.link.last().copied());
        if let Some(block) = &mut self.open {
            block.at.end = block.at.end.max(at.end);
            block.runs.push(Run { kind: RunKind::Text, at, text: " ".to_owned(), strong, link });
        }
    }

    /// HTML, taken apart into comments and the rest. A comment that nobody ended goes to the end of what there is; one of
    /// several lines comes line by line, and its lines are one run.
    fn html(&mut self, at: Range<usize>, html: &str) {
        let (mut start, mut rest) = (at.start, html);
        while !rest.is_empty() {
            let length = if let Some(comment) = self.unfinished_comment() {
                let ends = rest.find("-->");
                comment.text.push_str(rest.get(..ends.unwrap_or(rest.len())).unwrap_or_default());
                comment.text.extend(ends.map(|_| ENDED));
                let length = ends.map_or(rest.len(), |end| end + 3);
                comment.at.end = start + length;
                length
            } else if rest.starts_with("<!--") {
                self.run(RunKind::Comment, start..start + 4, "");
                4
            } else {
                let length = rest.find("<!--").unwrap_or(rest.len());
                self.run(RunKind::Html, start..start + length, rest.get(..length).unwrap_or_default());
                length
            };
            start += length;
            rest = rest.get(length..).unwrap_or_default();
        }
        if let Some(block) = &mut self.open {
            block.at.end = block.at.end.max(at.end);
        }
    }

    fn unfinished_comment(&mut self) -> Option<&mut Run> {
        let run = self.open.as_mut()?.runs.last_mut()?;
        (run.kind == RunKind::Comment && !run.text.ends_with(ENDED)).then_some(run)
    }
}

/// Stands at the end of a comment's text until the block is closed: it was ended.
const ENDED: char = '\u{0}';
