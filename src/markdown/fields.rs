//! Fill-in lines: what people wrote behind a label.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::{self, Block, Kind, Lines, Text};
use super::inline::{Inline, Line};
use super::normalise::fold;
use super::references::{addresses, mentions};

/// A longer text before a colon is a sentence, not a label.
const LONGEST_LABEL: usize = 100;

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The label as people see it, without its colon.
    pub name: String,
    /// The label's key for matching, see [`super::normalise()`].
    pub key: String,
    /// The value as Markdown, as written; empty when there is none. May be a prompt still, see
    /// [`super::is_placeholder`].
    pub value: String,
    /// The value as people see it, a line for each line or block.
    pub text: String,
    /// Destinations of the links in the value, bare addresses included.
    pub links: Vec<String>,
    /// People (`mona`) and teams (`octoacme/devops`) that the value mentions, without the `@`.
    pub mentions: Vec<String>,
    /// The keys of the headings above it, outermost first.
    pub section: Arc<[String]>,
    /// The bytes of the value in the body.
    pub at: Range<usize>,
    /// The label's line, counted from 1.
    pub line: usize,
}

/// All fill-in lines of a body, in its order: `Label: value` as a line, a list item, a box's text, with the
/// label in bold or not; rows of two-column tables below their head; and `### Label` with what stands
/// under it, as issue forms write. An item `- Label:` with nothing behind the colon takes what is nested
/// under it for its value, unless that has boxes. A block quote has none.
#[must_use]
pub fn fields(body: &str) -> Vec<Field> {
    let blocks = blocks::blocks(body);
    let lines = Lines::new(body);
    let mut found = Vec::new();
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| !block.quoted) {
        let following = blocks.get(index + 1..).unwrap_or_default();
        let read = Reader { body, lines: &lines, section: &block.section };
        match &block.kind {
            Kind::Heading(3, heading) => found.extend(read.form(block, heading, following)),
            Kind::Text(text) => read.paragraph(text, following, &mut found),
            Kind::Row(cells) => {
                if let [label, value] = cells.as_slice() {
                    let at = value.inline.source().unwrap_or(value.at.end..value.at.end);
                    found.extend(read.field(
                        &label.inline.text(),
                        label.at.start,
                        at,
                        gather([&value.inline]),
                    ));
                }
            }
            Kind::Heading(..) | Kind::Other => {}
        }
    }
    found
}

struct Reader<'b> {
    body: &'b str,
    lines: &'b Lines,
    section: &'b Arc<[String]>,
}

impl Reader<'_> {
    /// An issue form's answer: the content until the next heading.
    fn form(&self, block: &Block, heading: &Inline, following: &[Block]) -> Option<Field> {
        let next = following.iter().position(|block| matches!(block.kind, Kind::Heading(..)));
        let own = next.and_then(|next| following.get(..next)).unwrap_or(following);
        let end = next.and_then(|next| following.get(next)).map_or(self.body.len(), |next| next.at.start);
        self.field(&heading.text(), block.at.start, block.at.end..end, gather(own.iter().flat_map(texts)))
    }

    fn paragraph(&self, text: &Text, following: &[Block], found: &mut Vec<Field>) {
        let mut lines = text.inline.lines().peekable();
        while let Some(line) = lines.next() {
            let Some(split) = line.split() else { continue };
            let nested =
                if split.value.is_empty() && lines.peek().is_none() { text.item.as_ref() } else { None };
            let nested = nested.and_then(|item| nested_content(item, following));
            let (at, content) = match nested {
                Some((at, blocks)) => (at, gather(blocks.iter().flat_map(texts))),
                None => {
                    let mut content = Content { text: split.value.to_owned(), ..Content::default() };
                    content.add_links(line, split.source.start);
                    content.add_prose(split.prose);
                    (split.source, content)
                }
            };
            found.extend(self.field(split.label, line.at.start, at, content));
        }
    }

    fn field(&self, label: &str, label_at: usize, at: Range<usize>, content: Content) -> Option<Field> {
        let name = label.trim().trim_end_matches([':', '：']).trim_end();
        if name.chars().count() > LONGEST_LABEL || !name.contains(char::is_alphanumeric) {
            return None;
        }
        let written = self.body.get(at.clone())?;
        let start = at.start + (written.len() - written.trim_start().len());
        let value = written.trim();
        Some(Field {
            name: name.to_owned(),
            key: fold(name),
            value: value.to_owned(),
            text: content.text.trim().to_owned(),
            links: content.links,
            mentions: content.mentions,
            section: Arc::clone(self.section),
            at: start..start + value.len(),
            line: self.lines.of(label_at),
        })
    }
}

/// What stands in a list item after its first paragraph, if there is anything and no box is among it.
fn nested_content<'b>(item: &Range<usize>, following: &'b [Block]) -> Option<(Range<usize>, &'b [Block])> {
    let inside = following.iter().take_while(|block| block.at.start < item.end).count();
    let nested = following.get(..inside)?;
    let has_box = |block: &Block| matches!(&block.kind, Kind::Text(text) if text.marker.is_some());
    if nested.iter().any(has_box) {
        return None;
    }
    // A nested list's bullet stands before its text, so the value begins with the nested item.
    let first = nested.first()?;
    let start = match &first.kind {
        Kind::Text(Text { item: Some(inner), .. }) => inner.start,
        _ => first.at.start,
    };
    Some((start..item.end, nested))
}

fn texts(block: &Block) -> Vec<&Inline> {
    match &block.kind {
        Kind::Heading(_, inline) => vec![inline],
        Kind::Text(text) => vec![&text.inline],
        Kind::Row(cells) => cells.iter().map(|cell| &cell.inline).collect(),
        Kind::Other => Vec::new(),
    }
}

#[derive(Default)]
struct Content {
    text: String,
    links: Vec<String>,
    mentions: Vec<String>,
}

impl Content {
    fn add_links(&mut self, line: &Line, from: usize) {
        self.links.extend(line.links.iter().filter(|(at, _)| *at >= from).map(|(_, link)| link.clone()));
    }

    fn add_prose(&mut self, prose: &str) {
        self.links.extend(addresses(prose));
        self.mentions.extend(mentions(prose));
    }
}

fn gather<'i>(inlines: impl IntoIterator<Item = &'i Inline>) -> Content {
    let mut content = Content::default();
    for line in inlines.into_iter().flat_map(Inline::lines) {
        if !content.text.is_empty() {
            content.text.push('\n');
        }
        content.text.push_str(line.text.trim());
        content.add_links(line, 0);
        content.add_prose(&line.prose);
    }
    content
}

#[cfg(test)]
mod tests;
