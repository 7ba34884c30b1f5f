//! The boxes of a body, as GitHub draws them.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::{self, Block, Kind, Lines, Text};
use super::normalise::fold;
use super::references::{Reference, addresses, references};

/// A box of a task list: `- [ ] text` or `- [x] text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Whether its own three bytes say `[x]` or `[X]`.
    pub ticked: bool,
    /// The item's first paragraph as people see it, on one line. Items nested in it are not part of it.
    pub text: String,
    /// The text's key for matching, see [`super::normalise()`].
    pub key: String,
    /// The keys of the headings above it, outermost first.
    pub section: Arc<[String]>,
    /// The three bytes of the box in the body: what a tick in place replaces.
    pub at: Range<usize>,
    /// Its line, counted from 1.
    pub line: usize,
    /// Inside a block quote, where GitHub draws no box: never counted, but named when a box that is needed
    /// is found only there.
    pub quoted: bool,
    /// How many list items it is nested in; 0 at the top.
    pub depth: usize,
    /// All of its text is struck through.
    pub struck: bool,
    /// `[x]` occurs again later in its line, so GitHub's parser draws it ticked even when it is open.
    pub also_shows_box: bool,
    /// The contents of the HTML comments in its text, such as an id.
    pub comments: Vec<String>,
    /// The issues and pull requests that it names.
    pub references: Vec<Reference>,
    /// The destinations of its links, as written.
    pub links: Vec<String>,
}

/// All boxes of a body, in its order.
///
/// What GitHub's parser does not draw as a box is none, whatever it looks like: text right after the `]`,
/// nothing at all after it, anything but one space, `x` or `X` between the brackets, a box on a later line
/// than its bullet, or behind a second bullet. Boxes in code, comments, tables and HTML are not seen.
/// Only boxes in block quotes are returned though not drawn, as [`Task::quoted`].
#[must_use]
pub fn tasks(body: &str) -> Vec<Task> {
    let lines = Lines::new(body);
    let read = |block: Block| match block.kind {
        Kind::Text(Text { inline, marker: Some(at), item: Some(_), .. }) => {
            let ticked = mark(body, &at, block.quoted)?;
            let text = inline.text();
            let prose: Vec<&str> = inline.lines().map(|line| line.prose.as_str()).collect();
            let prose = prose.join("\n");
            let bare = addresses(&prose);
            let links = inline.lines().flat_map(|line| &line.links).map(|(_, link)| link);
            let links: Vec<String> = links.chain(&bare).cloned().collect();
            Some(Task {
                ticked,
                key: fold(&text),
                text,
                section: block.section,
                line: lines.of(at.start),
                quoted: block.quoted,
                depth: block.depth.saturating_sub(1),
                struck: inline.is_struck(),
                also_shows_box: shows_tick(rest_of_line(body, at.end)),
                references: references(&prose, links.iter().map(String::as_str)),
                links,
                comments: inline.comments,
                at,
            })
        }
        _ => None,
    };
    blocks::blocks(body).into_iter().filter_map(read).collect()
}

/// Whether the box at `at` is ticked; nothing if GitHub's parser draws no box there.
fn mark(body: &str, at: &Range<usize>, quoted: bool) -> Option<bool> {
    let ticked = match body.get(at.clone())? {
        "[ ]" => false,
        "[x]" | "[X]" => true,
        _ => return None,
    };
    let spaced = rest_of_line(body, at.end).starts_with([' ', '\t', '\u{b}', '\u{c}']);
    let before = body.get(..at.start)?;
    let line = before.get(before.rfind(['\n', '\r']).map_or(0, |end| end + 1)..)?.trim();
    // Nothing but its own bullet stands before a box in its line, except the marks of a quote.
    let bullet = if quoted { line.rsplit([' ', '\t', '>']).next().unwrap_or_default() } else { line };
    (spaced && is_bullet(bullet)).then_some(ticked)
}

fn is_bullet(text: &str) -> bool {
    let number = text.strip_suffix(['.', ')']).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    matches!(text, "-" | "*" | "+") || number
}

fn rest_of_line(body: &str, from: usize) -> &str {
    let rest = body.get(from..).unwrap_or_default();
    rest.split(['\n', '\r']).next().unwrap_or_default()
}

fn shows_tick(rest: &str) -> bool {
    rest.contains("[x]") || rest.contains("[X]")
}

#[cfg(test)]
mod tests;
