//! What stands in notes, line by line: as people see it, and with what nobody types as a placeholder blanked out.

use std::ops::Range;

use crate::markdown::{Block, BlockKind, Link, Outline, Run, RunKind, fold};

/// Stands in [`Line::prose`] for code, links and pictures: they are content, whatever they look like.
pub(super) const OPAQUE: char = '\u{FFFC}';

/// A line that shows something, or could.
#[derive(Debug)]
pub(super) struct Line {
    /// The block that it is in.
    pub(super) block: usize,
    /// What it is.
    pub(super) kind: LineKind,
    /// As people see it.
    pub(super) shown: String,
    /// The same with code, links and pictures blanked out, and with HTML as it is written.
    pub(super) prose: String,
    /// Its bytes.
    pub(super) at: Range<usize>,
    /// How many list items it is in.
    pub(super) depth: usize,
    /// Where each piece of `prose` comes from.
    pieces: Vec<Piece>,
}

/// What a line can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// A line of a paragraph.
    Text,
    /// The first line of an item.
    Item,
    /// A row of a table.
    Row,
    /// A heading inside a section.
    Heading,
    /// A block of code.
    Code,
    /// A block of HTML.
    Html,
}

#[derive(Debug)]
struct Piece {
    /// Where it begins in the prose.
    from: usize,
    /// Its bytes in the text.
    at: Range<usize>,
    /// It stands in the prose as in the text, so that places in it can be told.
    exact: bool,
}

impl Line {
    /// Whether it says anything.
    pub(super) fn is_content(&self) -> bool {
        match self.kind {
            LineKind::Heading => false,
            LineKind::Html => has_text(&self.shown),
            _ => {
                self.shown.chars().any(char::is_alphanumeric)
                    || self.prose.contains(OPAQUE)
                    || self.shown.contains(|c: char| c.is_ascii_punctuation())
                    || !fold(&self.shown).is_empty()
            }
        }
    }

    /// The bytes of the text from which these of the prose come.
    pub(super) fn source(&self, prose: Range<usize>) -> Range<usize> {
        let place = |at: usize, end: bool| {
            let number =
                self.pieces.partition_point(|piece| if end { piece.from < at } else { piece.from <= at });
            let piece = self.pieces.get(number.checked_sub(1)?)?;
            let inside = piece.at.start + (at - piece.from);
            Some(match (piece.exact, end) {
                (true, _) => inside.min(piece.at.end),
                (false, false) => piece.at.start,
                (false, true) => piece.at.end,
            })
        };
        match (place(prose.start, false), place(prose.end, true)) {
            (Some(from), Some(to)) if from < to => from..to,
            _ => self.at.clone(),
        }
    }
}

/// The lines of a block. Comments, rules, the heads of tables and front matter have none.
pub(super) fn lines(outline: &Outline, number: usize, text: &str) -> Vec<Line> {
    let Some(block) = outline.blocks.get(number) else { return Vec::new() };
    let kind = match block.kind {
        BlockKind::Paragraph => LineKind::Text,
        BlockKind::Item { .. } => LineKind::Item,
        BlockKind::Row => LineKind::Row,
        BlockKind::Heading(_) => LineKind::Heading,
        BlockKind::Code { .. } => LineKind::Code,
        BlockKind::Html => LineKind::Html,
        BlockKind::FrontMatter | BlockKind::Head | BlockKind::Comment | BlockKind::Rule => return Vec::new(),
    };
    let mut lines = Vec::new();
    for (part, runs) in block.runs.split(|run| run.kind == RunKind::Break).enumerate() {
        let kind = if part > 0 && kind == LineKind::Item { LineKind::Text } else { kind };
        lines.push(line(block, number, kind, runs, text));
    }
    // A picture without words has no run.
    if let [only] = lines.as_mut_slice()
        && only.prose.is_empty()
    {
        let first = outline.links.partition_point(|link| link.at.start < block.at.start);
        // An item that begins with a picture has no bytes of its own.
        let end = match &block.kind {
            BlockKind::Item { item, .. } if block.at.is_empty() => item.end,
            _ => block.at.end,
        };
        // A link without words shows nothing.
        let mut inside = outline.links.iter().skip(first).take_while(|link| link.at.end <= end);
        let first = |link: &Link| !block.at.is_empty() || link.at.start == block.at.start;
        if inside.any(|link| link.image && first(link)) {
            only.prose.push(OPAQUE);
        }
    }
    lines
}

fn line(block: &Block, number: usize, kind: LineKind, runs: &[Run], text: &str) -> Line {
    let at = match (runs.first(), runs.last()) {
        (Some(first), Some(last)) => first.at.start..last.at.end,
        _ => {
            block.at.start..block.at.start + text.get(block.at.clone()).map_or(0, |own| own.trim_end().len())
        }
    };
    let (mut shown, mut prose, mut pieces) = (String::new(), String::new(), Vec::new());
    for run in runs {
        let opaque = run.link.is_some() || run.kind == RunKind::Code;
        match run.kind {
            RunKind::Text | RunKind::Code => shown.push_str(&run.text),
            RunKind::Cell if !shown.is_empty() => shown.push('\t'),
            RunKind::Html if kind == LineKind::Html => shown.push_str(&run.text),
            _ => {}
        }
        let from = prose.len();
        match run.kind {
            RunKind::Comment | RunKind::Break => continue,
            RunKind::Cell => prose.push_str(if from == 0 { "" } else { "\t" }),
            _ if opaque => prose.push(OPAQUE),
            _ => prose.push_str(&run.text),
        }
        let exact = !opaque && text.get(run.at.clone()) == Some(run.text.as_str());
        pieces.push(Piece { from, at: run.at.clone(), exact });
    }
    Line { block: number, kind, shown, prose, at, depth: block.depth, pieces }
}

/// Whether HTML shows anything: text besides tags and the label of what folds, or a picture.
fn has_text(html: &str) -> bool {
    let folded = html.to_ascii_lowercase();
    if ["<img", "<video", "<picture", "<audio"].iter().any(|tag| folded.contains(tag)) {
        return true;
    }
    let mut rest = folded.as_str();
    let mut label = false;
    while let Some((before, after)) = rest.split_once('<') {
        if !label && !before.trim().is_empty() {
            return true;
        }
        if after.starts_with("summary") {
            label = true;
        } else if after.starts_with("/summary") {
            label = false;
        }
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    !rest.trim().is_empty()
}
