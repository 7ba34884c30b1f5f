//! All of a text in its order: headings, paragraphs, items, tables, code, comments, each with its place and its runs.
//!
//! Where [`super::sections()`] finds what stands under a heading, an outline leaves nothing out: who compares a whole
//! text with another has to see what nobody looked for.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::blocks::options;
use super::inline::ends_line;
use super::normalise::fold;

/// A text as a list of blocks, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// The links and pictures.
    pub links: Vec<Link>,
    /// The names that link references of the text define.
    pub definitions: Vec<Definition>,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes.
    pub at: Range<usize>,
    /// What it shows, in order.
    pub runs: Vec<Run>,
    /// The index of the nearest heading above it that is a [`BlockKind::Heading`].
    pub heading: Option<usize>,
    /// How many list items it is in.
    pub depth: usize,
    /// Whether it is in a block quote.
    pub quoted: bool,
}

/// What a block can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// YAML between `---` and `---` at the very beginning.
    FrontMatter,
    /// A heading of the text, 1 to 6. Those in lists and quotes are paragraphs.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// The first paragraph of a list item; without runs, an item without text.
    Item {
        /// Whether the list is numbered.
        ordered: bool,
        /// The box in front of it, and whether it is ticked.
        checked: Option<bool>,
        /// The bytes of the whole item, with what is nested in it.
        item: Range<usize>,
    },
    /// The head of a table, its cells one after another as [`Run`]s with a [`RunKind::Cell`] in front of each.
    Head,
    /// A row of a table, like its head.
    Row,
    /// Code, fenced or indented; its text is one run.
    Code {
        /// What stands behind the fence; `None`: it is indented.
        info: Option<String>,
    },
    /// HTML that is no comment.
    Html,
    /// HTML comments and nothing else.
    Comment,
    /// A rule.
    Rule,
}

/// A piece of what a block shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What it is.
    pub kind: RunKind,
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// What it shows: entities and escapes decoded.
    pub text: String,
    /// Whether it is set in bold.
    pub strong: bool,
    /// The index of the link that it is the text of.
    pub link: Option<usize>,
}

/// What a run can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// Text.
    Text,
    /// Code in a line.
    Code,
    /// HTML in a line: a tag.
    Html,
    /// An HTML comment; its text is what stands in it.
    Comment,
    /// The end of a line.
    Break,
    /// The beginning of a table's cell.
    Cell,
}

/// A link or a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its bytes, all of it.
    pub at: Range<usize>,
    /// Where it leads, as written.
    pub to: String,
    /// Whether it is a picture.
    pub image: bool,
    /// Whether the address itself is what is shown (`<https://…>`).
    pub auto: bool,
}

/// The definition of a link reference: `[name]: address`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name, as the parser compares it.
    pub name: String,
    /// Its bytes.
    pub at: Range<usize>,
    /// Where it leads.
    pub to: String,
}

impl Block {
    /// What people see of it on one line: comments, tags and markup left out.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut shown = String::new();
        for run in &self.runs {
            match run.kind {
                RunKind::Text | RunKind::Code => shown.push_str(&run.text),
                RunKind::Break | RunKind::Cell => shown.push(' '),
                RunKind::Html | RunKind::Comment => {}
            }
        }
        shown.trim().to_owned()
    }

    /// The key of what it shows, see [`super::normalise()`].
    #[must_use]
    pub fn key(&self) -> String {
        fold(&self.shown())
    }
}

/// Reads a text as GitHub does, with YAML front matter taken for such.
#[must_use]
pub fn outline(text: &str) -> Outline {
    let mut walk = Walk { unseen: unreferenced(text), ..Walk::default() };
    let matter = front_matter(text);
    // To the parser a byte order mark is text, to GitHub it is nothing.
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let skipped = matter.max(mark);
    let rest = text.get(skipped..).unwrap_or_default();
    if matter > 0 {
        walk.push(BlockKind::FrontMatter, 0..matter);
    }
    let parser = Parser::new_ext(rest, options() | Options::ENABLE_FOOTNOTES);
    let mut definitions: Vec<Definition> = parser
        .reference_definitions()
        .iter()
        .map(|(name, definition)| Definition {
            name: name.to_owned(),
            at: definition.span.start + skipped..definition.span.end + skipped,
            to: definition.dest.to_string(),
        })
        .collect();
    definitions.sort_by_key(|definition| definition.at.start);
    for (event, at) in parser.into_offset_iter() {
        walk.step(event, at.start + skipped..at.end + skipped);
    }
    Outline { blocks: walk.blocks, links: walk.links, definitions }
}

/// The names of the footnotes to which nothing refers: GitHub does not show them.
fn unreferenced(text: &str) -> BTreeSet<String> {
    if !text.contains("[^") {
        return BTreeSet::new();
    }
    let (mut defined, mut named) = (BTreeSet::new(), BTreeSet::new());
    for event in Parser::new_ext(text, options() | Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => defined.insert(name.to_string()),
            Event::FootnoteReference(name) => named.insert(name.to_string()),
            _ => false,
        };
    }
    defined.retain(|name| !named.contains(name));
    defined
}

/// How many bytes at the beginning are front matter, the line that ends it included. Only what looks like the keys of a
/// map counts: notes may begin with a rule.
fn front_matter(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = text.get(mark..).unwrap_or_default().split_inclusive('\n');
    let mut length = mark;
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else { return 0 };
    length += first.len();
    let is_key = |line: &str| {
        let name = line.split_once(':').map(|(name, _)| name);
        name.is_some_and(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-. \"'".contains(c))
        })
    };
    let mut any = false;
    for line in lines {
        length += line.len();
        let line = line.trim_end();
        match line {
            "---" | "..." => return if any { length } else { 0 },
            _ if line.is_empty() || line.starts_with([' ', '\t', '#', '-']) => {}
            _ if is_key(line) => any = true,
            _ => return 0,
        }
    }
    0
}

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    links: Vec<Link>,
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
    fn step(&mut self, event: Event<'_>, at: Range<usize>) {
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

    fn push(&mut self, kind: BlockKind, at: Range<usize>) {
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

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "---\ntitle: x\n---\n# Release [1.4]\n\n<!-- say\nwhat -->\n\n- **[Area]**: see `{path}` and <https://example.com>\n  - [ ] nested\n-\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n<details>\n<summary>More</summary>\n\nText <!-- hm --> more\nnext\n\n</details>\n\n```md\n# no\n```\n\n> # quoted\n\n---\n[x]: https://example.com/x\n";

    #[test]
    fn nothing_is_left_out() {
        let outline = outline(BODY);
        let seen: Vec<String> = outline
            .blocks
            .iter()
            .map(|block| format!("{:?} {:?} {} {}", block.kind, block.shown(), block.depth, block.quoted))
            .collect();
        insta::assert_snapshot!(seen.join("\n"));
        let comments: Vec<&Run> = outline
            .blocks
            .iter()
            .flat_map(|block| &block.runs)
            .filter(|run| run.kind == RunKind::Comment)
            .collect();
        let texts: Vec<_> =
            comments.iter().map(|run| (run.text.trim(), BODY.get(run.at.clone()).unwrap())).collect();
        assert_eq!(texts, [("say\nwhat", "<!-- say\nwhat -->"), ("hm", "<!-- hm -->")]);
        assert_eq!(outline.definitions.len(), 1);
        assert!(outline.links.iter().any(|link| link.auto));
        assert_eq!(BODY.get(outline.blocks[1].at.clone()).unwrap().trim_end(), "# Release [1.4]");
    }

    #[test]
    fn a_byte_order_mark_is_nothing() {
        let text = "\u{feff}# Release\r\n\r\ntext\r\n";
        let outline = outline(text);
        assert_eq!(outline.blocks[0].kind, BlockKind::Heading(1));
        assert_eq!(outline.blocks[0].at.start, 3);
        assert_eq!(outline.blocks[1].heading, Some(0));
    }

    #[test]
    fn many_comments_on_one_line_are_read_one_by_one() {
        let body = format!("<div>{}\n", "<!---->".repeat(100_000));
        let comments = outline(&body)
            .blocks
            .iter()
            .flat_map(|block| &block.runs)
            .filter(|run| run.kind == RunKind::Comment)
            .count();
        assert_eq!(comments, 100_000);
    }
}
