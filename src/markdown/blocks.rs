//! One pass over a body: its blocks in order, each with its text, its place and its headings.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::inline::Inline;
use super::normalise::fold;

/// A block of a body.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) at: Range<usize>,
    /// The keys of the headings above it, outermost first; for a heading, its own key is the last.
    pub(super) section: Arc<[String]>,
    /// Inside a block quote, at any depth.
    pub(super) quoted: bool,
    /// How many list items it is in.
    pub(super) depth: usize,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// A heading at the top level of the body.
    Heading(u8, Inline),
    /// A paragraph, the bare text of a list item, or a heading inside a list or a quote.
    Text(Text),
    /// A body row of a table.
    Row(Vec<Cell>),
    /// Code, HTML, a rule, the head of a table.
    Other,
}

#[derive(Debug)]
pub(super) struct Text {
    pub(super) inline: Inline,
    /// The box in front of it.
    pub(super) marker: Option<Range<usize>>,
    /// The list item that it is the first paragraph of.
    pub(super) item: Option<Range<usize>>,
    /// A heading inside a list or a quote.
    pub(super) heading: bool,
}

#[derive(Debug)]
pub(super) struct Cell {
    pub(super) inline: Inline,
    pub(super) at: Range<usize>,
}

/// Reads a body as GitHub does: CommonMark with tables, strikethrough, task lists and alerts.
pub(super) fn blocks(body: &str) -> Vec<Block> {
    let mut walk = Walk::default();
    for (event, at) in Parser::new_ext(body, options()).into_offset_iter() {
        walk.step(&event, at);
    }
    walk.blocks
}

pub(super) fn options() -> Options {
    Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM
}

/// Line numbers of byte positions.
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn new(body: &str) -> Self {
        Self { starts: body.match_indices('\n').map(|(at, _)| at + 1).collect() }
    }

    /// The line that the byte `at` is in, counted from 1.
    pub(super) fn of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at) + 1
    }
}

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    containers: Vec<Container>,
    quotes: usize,
    items: usize,
    headings: Vec<(u8, String)>,
    section: Arc<[String]>,
    /// The text being read, with where it began and the box in front of it.
    open: Option<Reading>,
    cells: Option<Vec<Cell>>,
    /// Inside code or HTML.
    skipping: bool,
}

enum Container {
    Quote,
    Item { at: Range<usize>, has_text: bool },
}

#[derive(Default)]
struct Reading {
    inline: Inline,
    at: Range<usize>,
    marker: Option<Range<usize>>,
}

impl Walk {
    fn step(&mut self, event: &Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(event, tag, at),
            Event::End(tag) => self.end(event, *tag, at),
            Event::Rule => {
                self.close();
                self.block(Kind::Other, at);
            }
            _ if self.skipping => {}
            Event::TaskListMarker(_) => self.reading(&at).marker = Some(at.clone()),
            _ => self.feed(event, at),
        }
    }

    fn start(&mut self, event: &Event<'_>, tag: &Tag<'_>, at: Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => {
                self.feed(event, at);
                return;
            }
            _ => self.close(),
        }
        match tag {
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                self.containers.push(Container::Quote);
            }
            Tag::Item => {
                self.items += 1;
                self.containers.push(Container::Item { at, has_text: false });
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell => {
                self.open = Some(Reading { at, ..Reading::default() });
            }
            Tag::TableRow | Tag::TableHead => self.cells = Some(Vec::new()),
            Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => self.skipping = true,
            _ => {}
        }
    }

    fn end(&mut self, event: &Event<'_>, tag: TagEnd, at: Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                self.feed(event, at);
            }
            TagEnd::Heading(level) => self.heading(level as u8, at),
            TagEnd::TableCell => {
                let inline = self.open.take().map(|reading| reading.inline).unwrap_or_default();
                if let Some(cells) = &mut self.cells {
                    cells.push(Cell { inline, at });
                }
            }
            TagEnd::TableRow => {
                let cells = self.cells.take().unwrap_or_default();
                self.block(Kind::Row(cells), at);
            }
            TagEnd::TableHead => {
                self.cells = None;
                self.block(Kind::Other, at);
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {
                self.skipping = false;
                self.block(Kind::Other, at);
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
                self.containers.pop();
            }
            TagEnd::Item => {
                self.close();
                self.items = self.items.saturating_sub(1);
                self.containers.pop();
            }
            _ => self.close(),
        }
    }

    fn feed(&mut self, event: &Event<'_>, at: Range<usize>) {
        if !self.skipping {
            self.reading(&at).inline.feed(event, at);
        }
    }

    /// The text being read; one that begins here when a list item has bare text.
    fn reading(&mut self, at: &Range<usize>) -> &mut Reading {
        let reading =
            self.open.get_or_insert_with(|| Reading { at: at.start..at.start, ..Reading::default() });
        reading.at.end = reading.at.end.max(at.end);
        reading
    }

    /// Ends the text being read, if there is one.
    fn close(&mut self) {
        self.close_as(false);
    }

    fn close_as(&mut self, heading: bool) {
        let Some(Reading { inline, at, marker }) = self.open.take() else { return };
        let mut own_item = None;
        if let Some(Container::Item { at, has_text }) = self.containers.last_mut() {
            if !*has_text {
                own_item = Some(at.clone());
            }
            *has_text = true;
        }
        self.block(Kind::Text(Text { inline, marker, item: own_item, heading }), at);
    }

    fn heading(&mut self, level: u8, at: Range<usize>) {
        if !self.containers.is_empty() {
            self.close_as(true);
            return;
        }
        let inline = self.open.take().map(|reading| reading.inline).unwrap_or_default();
        self.headings.retain(|(above, _)| *above < level);
        self.headings.push((level, fold(&inline.text())));
        self.section = self.headings.iter().map(|(_, key)| key.clone()).collect();
        self.block(Kind::Heading(level, inline), at);
    }

    fn block(&mut self, kind: Kind, at: Range<usize>) {
        let section = Arc::clone(&self.section);
        self.blocks.push(Block { kind, at, section, quoted: self.quotes > 0, depth: self.items });
    }
}
