//! All of a text in its order: headings, paragraphs, items, tables, code, comments, each with its place and its runs.
//!
//! Where [`super::sections()`] finds what stands under a heading, an outline leaves nothing out: who compares a whole
//! text with another has to see what nobody looked for.

mod walk;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use self::walk::Walk;
use super::blocks::options;
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
    let mut walk = Walk::without(unreferenced(text));
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
