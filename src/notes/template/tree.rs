//! The blocks of a template as sections with their parts.

use std::ops::Range;

use super::super::Text;
use super::parts::{Node, Raw, Resolver, is_mark, resolve_all};
use super::phrases::{bare_name, optional_name};
use super::telling::is_sample_heading;
use super::wants::{Around, named};
use super::written::{Written, slot_of};
use super::{Heading, PassedOver, Pattern, Phrase, Piece, Section, Wants};
use crate::markdown::{Block, BlockKind, Outline, Run, RunKind, normalise};

/// Lists that are nested deeper are read as if they were so deep.
const DEEPEST: usize = 12;

/// Whether the text asks for anything in this range, code left out: places to fill in, or items that end in a colon.
pub(super) fn asks(source: &str, outline: &Outline, range: &Range<usize>) -> bool {
    asks_where(source, outline, range, |_| true)
}

fn asks_where(
    source: &str,
    outline: &Outline,
    range: &Range<usize>,
    counts: impl Fn(&Block) -> bool,
) -> bool {
    let first = outline.blocks.partition_point(|block| block.at.start < range.start);
    let mut blocks =
        outline.blocks.iter().skip(first).take_while(|block| block.at.start < range.end).peekable();
    while let Some(block) = blocks.next() {
        use BlockKind::{Code, Comment, FrontMatter, Html};
        if matches!(block.kind, Code { .. } | FrontMatter | Html | Comment) {
            continue;
        }
        // What stands under an item is its content.
        let leads =
            blocks.peek().is_some_and(|next| next.depth > block.depth || matches!(next.kind, Code { .. }));
        let open = matches!(block.kind, BlockKind::Item { .. }) && block.shown().ends_with(':') && !leads;
        let written = Written::new(block, &outline.links, source, 0);
        if (open || written.has_slot(&written.all())) && counts(block) {
            return true;
        }
    }
    false
}

/// Whether the text has the form of a template in this range: as [`asks`], sentences that only speak of places to fill in
/// left out.
pub(super) fn has_form(source: &str, outline: &Outline, range: &Range<usize>) -> bool {
    let is_speech = |block: &Block| {
        let written = Written::new(block, &outline.links, source, 0);
        let shown = written.shown(written.all());
        let words = shown.split_whitespace().count();
        block.kind == BlockKind::Paragraph && words > 4 && shown.trim_end().ends_with(['.', ':', '!', '?'])
    };
    asks_where(source, outline, range, |block| !is_speech(block))
}

/// What a template says, and what of it says nothing.
pub(super) struct Tree {
    pub(super) root: Section,
    pub(super) passed_over: Vec<PassedOver>,
}

/// Reads the blocks of `outline`, whose text begins at `shift` of the whole of `text`.
pub(super) fn read(text: &Text, outline: &Outline, shift: usize) -> Tree {
    let source = text.whole();
    let mut reader = Reader { source, outline, shift, passed_over: Vec::new() };
    let sectioned = outline.blocks.iter().any(|block| matches!(block.kind, BlockKind::Heading(_)));
    let mut flat: Vec<(Section, Vec<Node>)> = vec![(Section::default(), Vec::new())];
    for block in &outline.blocks {
        if let BlockKind::Heading(level) = block.kind {
            let section = reader.heading(block, level);
            flat.push((section, Vec::new()));
        }
        let nodes = reader.nodes(block);
        if let Some((_, last)) = flat.last_mut() {
            last.extend(nodes);
        }
    }
    for definition in &outline.definitions {
        let at = definition.at.start + shift..definition.at.end + shift;
        if at.start >= text.range().start && at.end <= text.range().end {
            reader.passed_over.push(PassedOver { at, why: "the address of a link" });
        }
    }
    let sections = flat.into_iter().map(|(section, nodes)| reader.fill(section, nodes, sectioned)).collect();
    let Reader { mut passed_over, .. } = reader;
    passed_over.sort_by_key(|passed| passed.at.start);
    Tree { root: nest(sections), passed_over }
}

struct Reader<'t> {
    source: &'t str,
    outline: &'t Outline,
    shift: usize,
    passed_over: Vec<PassedOver>,
}

impl Reader<'_> {
    fn at(&self, range: &Range<usize>) -> Range<usize> {
        range.start + self.shift..range.end + self.shift
    }

    fn heading(&self, block: &Block, level: u8) -> Section {
        let written = Written::new(block, &self.outline.links, self.source, self.shift);
        let at = trimmed(self.source, self.at(&block.at));
        let optional = optional_name(self.source, at.clone());
        let mut pattern = self.heading_pattern(block, &written);
        if optional.is_some() {
            strip(&mut pattern);
        }
        Section { heading: Some(Heading { level, pattern, at }), optional, ..Section::default() }
    }

    /// What a heading says. A comment that names what belongs there is a place to fill in, and so is a heading that only
    /// shows that one belongs there: `Feature 1`.
    fn heading_pattern(&self, block: &Block, written: &Written) -> Pattern {
        let pattern = |range: Range<usize>| written.pattern(range, self.source, &Around::Heading);
        let all = written.all();
        let whole = pattern(all.clone());
        if !whole.has_slot() && is_sample_heading(&whole.words()) {
            let slot = slot_of(written.source(written.trim(all)), self.source, &Around::Heading);
            return Pattern { pieces: vec![Piece::Slot(slot)] };
        }
        let mut pieces = Vec::new();
        let mut from = 0;
        for run in block.runs.iter().filter(|run| self.is_place(block, run)) {
            let at = self.at(&run.at);
            let before = written.glyphs.partition_point(|glyph| glyph.at.start < at.start);
            pieces.extend(pattern(from..before).pieces);
            let spaced = |at: usize| written.glyphs.get(at).is_some_and(|glyph| glyph.c.is_whitespace());
            if before > 0 && spaced(before - 1) {
                pieces.push(Piece::Words(" ".to_owned()));
            }
            pieces.push(Piece::Slot(slot_of(at, self.source, &Around::Heading)));
            if spaced(before) {
                pieces.push(Piece::Words(" ".to_owned()));
            }
            from = before;
        }
        if pieces.is_empty() && !whole.has_slot() && whole.words().ends_with(':') {
            return self.with_open_end(whole, written);
        }
        if pieces.is_empty() {
            return whole;
        }
        pieces.extend(pattern(from..written.glyphs.len()).pieces);
        Pattern { pieces }
    }

    /// `## Version:`, to be filled in behind the colon.
    fn with_open_end(&self, whole: Pattern, written: &Written) -> Pattern {
        let all = written.trim(written.all());
        let colon = all.end.saturating_sub(1)..all.end;
        let key = normalise(&whole.words());
        let slot = slot_of(written.source(colon.clone()), self.source, &Around::Field(&key));
        let mut pattern = written.pattern(all.start..colon.start, self.source, &Around::Heading);
        pattern.pieces.push(Piece::Slot(slot));
        pattern
    }

    /// Whether a comment in a heading says what belongs there, and is no guidance.
    fn is_place(&self, block: &Block, run: &Run) -> bool {
        let only = || block.runs.iter().all(|run| run.kind == RunKind::Comment);
        matches!(block.kind, BlockKind::Heading(_))
            && run.kind == RunKind::Comment
            && !is_mark(run.text.trim())
            && (named(&run.text) != Wants::Anything || only())
    }

    /// What a block is to its section; a heading is only what its comments are.
    fn nodes(&mut self, block: &Block) -> Vec<Node> {
        let at = trimmed(self.source, self.at(&block.at));
        let level = match block.kind {
            BlockKind::Item { .. } => block.depth,
            _ => block.depth + 1,
        }
        .min(DEEPEST);
        let node = |raw: Raw, at: Range<usize>, level: usize| Node { raw, at, level, children: Vec::new() };
        let written = || Written::new(block, &self.outline.links, self.source, self.shift);
        let mut nodes = Vec::new();
        match &block.kind {
            BlockKind::FrontMatter => self.passed_over.push(PassedOver { at, why: "front matter" }),
            BlockKind::Rule => self.passed_over.push(PassedOver { at, why: "a rule" }),
            BlockKind::Html => {
                self.passed_over.push(PassedOver { at, why: "HTML, which notes may have or not" })
            }
            BlockKind::Heading(_) | BlockKind::Comment => {}
            BlockKind::Paragraph => nodes.push(node(Raw::Paragraph(written()), at, level)),
            BlockKind::Item { ordered, checked, item } => {
                let own = self.at(item);
                let at = if block.runs.is_empty() { trimmed(self.source, own) } else { at };
                let start = line_start(self.source, at.start).max(item.start + self.shift);
                let raw = Raw::Item { written: written(), ordered: *ordered, task: checked.is_some() };
                nodes.push(node(raw, start.min(at.start)..at.end, level));
            }
            BlockKind::Head => nodes.push(node(Raw::Head(written()), at, level)),
            BlockKind::Row => nodes.push(node(Raw::Row(written()), at, level)),
            BlockKind::Code { .. } => {
                let run = block.runs.first().map(|run| self.at(&run.at));
                let end = block.runs.last().map(|run| self.at(&run.at).end);
                let inner = run.zip(end).map_or(at.end..at.end, |(run, end)| run.start..end.max(run.start));
                let text = self.source.get(inner.clone()).unwrap_or_default();
                nodes.push(node(Raw::Code(Written::raw(text, inner.start)), at, level));
            }
        }
        let comments = block.runs.iter().filter(|run| run.kind == RunKind::Comment);
        for run in comments.filter(|run| !self.is_place(block, run)) {
            let level = if matches!(block.kind, BlockKind::Item { .. }) { level + 1 } else { level };
            nodes.push(node(Raw::Comment(run.text.trim().to_owned()), self.at(&run.at), level.min(DEEPEST)));
        }
        nodes
    }

    fn fill(&mut self, mut section: Section, nodes: Vec<Node>, sectioned: bool) -> Section {
        let nodes = grown(nodes);
        let title = section.heading.as_ref().map(|heading| heading.pattern.words()).unwrap_or_default();
        let contents = self.contents(&nodes);
        let mut resolver =
            Resolver { source: self.source, sectioned, optional: None, or_state: None, chosen: false };
        let kept = nodes.into_iter().filter(|node| {
            !contents.iter().any(|passed| passed.start <= node.at.start && node.at.start < passed.end)
        });
        section.parts = resolve_all(&mut resolver, kept.collect());
        section.optional = section.optional.or(resolver.optional);
        section.or_state = section.or_state.or(resolver.or_state);
        if let (Some(first), Some(heading)) = (contents.first(), &section.heading)
            && section.parts.is_empty()
            && matches!(normalise(&title).as_str(), "contents" | "table of contents" | "toc")
        {
            let says = "table of contents".to_owned();
            section.optional.get_or_insert(Phrase { at: heading.at.start..first.start, says });
        }
        let passed = contents
            .into_iter()
            .map(|at| PassedOver { at, why: "a table of contents, which notes may have or not" });
        self.passed_over.extend(passed);
        section
    }

    /// The items that only lead to places in the same page.
    fn contents(&self, nodes: &[Node]) -> Vec<Range<usize>> {
        let leads = |node: &Node| matches!(&node.raw, Raw::Item { written, .. } if written.leads_within(&self.outline.links));
        let whole = |node: &&Node| leads(node) && node.children.iter().all(leads);
        let at = |node: &Node| {
            node.at.start..node.children.last().map_or(node.at.end, |last| last.at.end).max(node.at.end)
        };
        nodes.iter().filter(whole).map(at).collect()
    }
}

/// Puts nodes under the items that they stand in.
fn grown(flat: Vec<Node>) -> Vec<Node> {
    let mut open: Vec<Node> = Vec::new();
    let mut done = Vec::new();
    for node in flat {
        while open.last().is_some_and(|last| last.level >= node.level) {
            close(&mut open, &mut done);
        }
        open.push(node);
    }
    while !open.is_empty() {
        close(&mut open, &mut done);
    }
    done
}

/// Ends the innermost open node. Only items hold others: what follows something else deeper stands beside it.
fn close(open: &mut Vec<Node>, done: &mut Vec<Node>) {
    let Some(node) = open.pop() else { return };
    match open.last_mut() {
        Some(above) => above.children.push(node),
        None => done.push(node),
    }
}

/// Puts sections under those with a lower level.
fn nest(flat: Vec<Section>) -> Section {
    let mut open: Vec<Section> = Vec::new();
    let level = |section: &Section| section.heading.as_ref().map_or(0, |heading| heading.level);
    let close = |open: &mut Vec<Section>| {
        if let Some(last) = open.pop()
            && let Some(above) = open.last_mut()
        {
            above.sections.push(last);
        }
    };
    for section in flat {
        while open.len() > 1 && open.last().is_some_and(|last| level(last) >= level(&section)) {
            close(&mut open);
        }
        open.push(section);
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().unwrap_or_default()
}

/// Takes "(if any)" and the like out of a heading's words.
fn strip(pattern: &mut Pattern) {
    for piece in &mut pattern.pieces {
        if let Piece::Words(words) = piece {
            let spaced = words.starts_with(' ');
            *words = bare_name(words);
            if spaced {
                words.insert(0, ' ');
            }
        }
    }
    pattern.pieces.retain(|piece| !matches!(piece, Piece::Words(words) if words.trim().is_empty()));
}

/// The range without white space at its ends.
fn trimmed(source: &str, at: Range<usize>) -> Range<usize> {
    let text = source.get(at.clone()).unwrap_or_default();
    let start = at.start + (text.len() - text.trim_start().len());
    start..(at.start + text.trim_end().len()).max(start)
}

fn line_start(source: &str, at: usize) -> usize {
    source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}
