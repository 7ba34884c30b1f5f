//! YAML text to a tree in which every node knows its bytes.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};

use super::problem::Problems;
use super::syntax;

/// The largest file that is read, in bytes. The largest policy seen in the wild is a hundredth of it.
pub const MAX_BYTES: usize = 1 << 20;

/// How deep blocks, and within them flow collections (`[…]` and `{…}`), may nest: each this many levels.
pub const MAX_DEPTH: usize = 32;

const BOM: char = '\u{feff}';

/// One value or key of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the original text. Empty where a value was left out (`key:`).
    pub at: Range<usize>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A single value as written, after quotes and escapes: `1.10` stays `1.10`.
    Scalar {
        /// The text. Empty where a value was left out.
        text: String,
        /// Whether it was written without quotes and not as a block (`|`, `>`): only then can it be a number,
        /// a boolean or nothing.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the text. Every key is a scalar with a text, and no text occurs twice: other
    /// keys are reported by [`parse`] and left out.
    Map(Vec<(Node, Node)>),
    /// An alias. [`parse`] has reported it, so every reader passes over it in silence.
    Alias,
}

/// Reads the bytes of a file: [`parse`], after a look at the encoding.
///
/// The text comes back too, because the problems' places refer to it. It is empty when the bytes are no text
/// that could be shown.
///
/// Besides those of [`parse`], the problems are `utf-16` (a byte order mark of UTF-16 or UTF-32) and
/// `not-utf-8` (at the first such byte).
pub fn parse_bytes(bytes: &[u8], problems: &mut Problems) -> (String, Option<Node>) {
    if bytes.len() > MAX_BYTES {
        too_large(bytes.len(), problems);
        return (String::new(), None);
    }
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, 0xfe, 0xff, ..]) {
        problems.error("utf-16", 0..0, "the file is written in UTF-16 or UTF-32").help("save it as UTF-8");
        return (String::new(), None);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), parse(text, problems)),
        Err(error) => {
            // What comes before is the same in the lossy text, so the place is right there as well.
            let at = error.valid_up_to();
            problems
                .error("not-utf-8", at..at, "from here on the file is not UTF-8 text")
                .help("save it as UTF-8");
            (String::from_utf8_lossy(bytes).into_owned(), None)
        }
    }
}

/// Reads a text. `None` when there is no tree; problems may be reported with a tree as well.
///
/// Accepted: a byte order mark at the start, and line ends LF, CRLF and CR. The problems are
///
/// | code | is |
/// | --- | --- |
/// | `file-too-large` | more than [`MAX_BYTES`] |
/// | `nul-byte`, `control-character` | a character that YAML 1.2 does not allow (§5.1) |
/// | `empty-file` | no document: nothing at all, or only comments |
/// | `second-document` | a second document; it is not read |
/// | `tab-indentation` | a tab as indentation |
/// | `too-deep` | more than [`MAX_DEPTH`] levels |
/// | `directive`, `anchor`, `alias`, `tag` | parts of YAML that this language does without |
/// | `key-not-text` | a key that is a list, a mapping or nothing |
/// | `duplicate-key` | a key that its mapping already has; the first one stays |
/// | `syntax` | anything else that is not YAML |
pub fn parse(text: &str, problems: &mut Problems) -> Option<Node> {
    if text.len() > MAX_BYTES {
        too_large(text.len(), problems);
        return None;
    }
    if let Some((at, character)) = text.char_indices().find(|(_, c)| is_forbidden(*c)) {
        forbidden(at, character, problems);
        return None;
    }
    let mut options = granit_parser::options! {
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        disallow_directives: true,
    };
    options.set_emit_comments(false);

    let mut builder = Builder { text, problems, open: Vec::new(), root: None, tab: false };
    let mut documents = 0;
    let mut read = 0;
    for step in Parser::new_from_str_with_options(text, options) {
        let (event, span) = match step {
            Ok(step) => step,
            Err(error) => {
                if !builder.tab {
                    syntax::report(&error, text, read, builder.problems);
                }
                return None;
            }
        };
        read = read.max(builder.bytes(&span).end);
        if let Event::DocumentStart(..) = event {
            documents += 1;
            if documents > 1 {
                let at = builder.bytes(&span);
                builder
                    .problems
                    .error("second-document", at, "a second document begins here")
                    .help("keep one document; what follows here was not read");
                break;
            }
        }
        builder.take(event, &span);
    }
    let root = builder.root.filter(|root| !(root.is_null() && root.at.is_empty()));
    if root.is_none() && documents < 2 {
        problems.error("empty-file", 0..0, "the file is empty");
    }
    root
}

fn too_large(size: usize, problems: &mut Problems) {
    problems.error("file-too-large", 0..0, format!("the file has {size} bytes, more than {MAX_BYTES}"));
}

/// The characters that YAML 1.2.2 §5.1 (`c-printable`) leaves out.
fn is_forbidden(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\u{fffe}' | '\u{ffff}' => true,
        _ => character.is_control(),
    }
}

fn forbidden(at: usize, character: char, problems: &mut Problems) {
    let place = at..at + character.len_utf8();
    if character == '\0' {
        problems.error("nul-byte", place, "there is a NUL byte here").help("is this a text file?");
    } else {
        let code = u32::from(character);
        problems
            .error("control-character", place, format!("there is the invisible character U+{code:04X} here"))
            .help(format!("delete it, or write \"\\u{code:04X}\" in double quotes"));
    }
}

/// What is built from the events.
struct Builder<'t, 'p> {
    text: &'t str,
    problems: &'p mut Problems,
    open: Vec<Open>,
    root: Option<Node>,
    /// Whether a tab as indentation was already reported: one is enough.
    tab: bool,
}

/// A list or mapping whose end has not come yet.
struct Open {
    start: usize,
    flow: bool,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { pairs: Vec<(Node, Node)>, seen: HashMap<String, Range<usize>>, key: Option<Key> },
}

enum Key {
    Good(Node),
    /// Reported; the value that follows is left out with it.
    Bad,
}

impl Builder<'_, '_> {
    fn take(&mut self, event: Event<'_>, span: &Span) {
        let at = self.bytes(span);
        match event {
            Event::MappingStart(style, _, tag) => {
                let content = Content::Map { pairs: Vec::new(), seen: HashMap::new(), key: None };
                self.begin(at, style, tag.is_some(), span, content);
            }
            Event::SequenceStart(style, _, tag) => {
                self.begin(at, style, tag.is_some(), span, Content::List(Vec::new()));
            }
            Event::Scalar(text, style, _, tag) => {
                self.no_tag(tag.is_some(), span, &at);
                self.no_tab(at.start);
                let node = self.scalar(text.into_owned(), style, at);
                self.place(node);
            }
            Event::Anchor(..) => {
                self.problems
                    .error("anchor", at, "anchors are not part of this language")
                    .help("write the value out where it is needed");
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.problems
                    .error("alias", at.clone(), "aliases are not part of this language")
                    .help("write the value out; a text that begins with `*` needs quotes");
                self.place(Node { kind: Kind::Alias, at });
            }
            Event::MappingEnd | Event::SequenceEnd => self.end(at.end),
            _ => {}
        }
    }

    /// The bytes of a span, inside the text and on character boundaries whatever the parser says.
    fn bytes(&self, span: &Span) -> Range<usize> {
        let range = span.byte_range().unwrap_or(0..0);
        let start = self.text.floor_char_boundary(range.start);
        start..self.text.floor_char_boundary(range.end).max(start)
    }

    fn begin(&mut self, at: Range<usize>, style: StructureStyle, tag: bool, span: &Span, content: Content) {
        self.no_tag(tag, span, &at);
        self.no_tab(at.start);
        self.open.push(Open { start: at.start, flow: style == StructureStyle::Flow, content });
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let (kind, last) = match open.content {
            Content::List(items) => {
                let last = items.last().map(|node| node.at.end);
                (Kind::List(items), last)
            }
            Content::Map { pairs, .. } => {
                let last = pairs.last().map(|(key, value)| value.at.end.max(key.at.end));
                (Kind::Map(pairs), last)
            }
        };
        // A block ends for the parser where the next thing begins; for a reader it ends with its last child.
        let end = if open.flow { end } else { last.unwrap_or(open.start) };
        self.place(Node { kind, at: open.start..end.max(open.start) });
    }

    fn scalar(&self, text: String, style: ScalarStyle, mut at: Range<usize>) -> Node {
        let plain = style == ScalarStyle::Plain;
        // The parser gives a value that was left out the text `~`.
        let text = if plain && at.is_empty() { String::new() } else { text };
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            let written = self.text.get(at.clone()).unwrap_or_default();
            at.end = at.start + written.trim_end().len();
        }
        Node { kind: Kind::Scalar { text, plain }, at }
    }

    /// Puts a finished node where it belongs: the root, the open list, or key or value of the open mapping.
    fn place(&mut self, node: Node) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut open.content {
            Content::List(items) => items.push(node),
            Content::Map { pairs, seen, key } => match key.take() {
                Some(Key::Good(key)) => pairs.push((key, node)),
                Some(Key::Bad) => {}
                None => *key = Some(Self::key(node, seen, self.problems)),
            },
        }
    }

    fn key(node: Node, seen: &mut HashMap<String, Range<usize>>, problems: &mut Problems) -> Key {
        let text = match &node.kind {
            Kind::Scalar { text, .. } if !text.is_empty() => text,
            Kind::Alias => return Key::Bad,
            _ => {
                problems
                    .error(
                        "key-not-text",
                        node.at.clone(),
                        format!("a key must be a text, found {}", node.describe()),
                    )
                    .help("write it as `key: value`");
                return Key::Bad;
            }
        };
        if let Some(first) = seen.get(text) {
            problems
                .error(
                    "duplicate-key",
                    node.at.clone(),
                    format!("the key {} is written twice", node.quoted()),
                )
                .also(first.clone(), "first written here");
            return Key::Bad;
        }
        seen.insert(text.clone(), node.at.clone());
        Key::Good(node)
    }

    fn no_tag(&mut self, tag: bool, span: &Span, node: &Range<usize>) {
        if tag {
            let at = span.tag_span().map_or_else(|| node.clone(), |span| self.bytes(&span));
            self.problems
                .error("tag", at, "tags are not part of this language")
                .help("leave it out; a text that begins with `!` needs quotes");
        }
    }

    /// The parser lets tabs before the outermost block pass, although YAML 1.2.2 §6.1 forbids them.
    fn no_tab(&mut self, start: usize) {
        if self.tab || self.open.last().is_some_and(|open| open.flow) {
            return;
        }
        let before = self.text.get(..start).unwrap_or_default();
        let indentation = before.trim_end_matches([' ', '\t']).len();
        let begins_line = matches!(before.get(..indentation), Some(rest) if rest.is_empty() || rest.ends_with(['\n', '\r', BOM]));
        let Some(tab) = before.get(indentation..).and_then(|blank| blank.find('\t')) else { return };
        if begins_line {
            syntax::report_tab(indentation + tab, self.problems);
            self.tab = true;
        }
    }
}

#[cfg(test)]
mod tests;
