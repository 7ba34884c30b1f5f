//! What each thing in a section is: a prompt, a field, an item that shows how items look, or text that stays.

use std::ops::Range;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::phrases::{bare_name, is_default, is_of_items, offers, optional_name, optional_prompt, or_state};
use super::telling::{asking, is_sample, is_slanted, shows_only};
use super::wants::{Around, named};
use super::written::Written;
use super::{Field, Part, PartKind, Pattern, Phrase, Piece, Wants};
use crate::markdown::{is_placeholder, normalise};

/// A longer text before a colon is a sentence, not a name.
const LONGEST_NAME: usize = 100;

/// A comment that a machine reads: one word with a sign in it, or an order to keep it.
static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:do\s+not|don't|never)\s+(?:remove|delete|edit|touch|change)|\bkeep\s+this\b|^/?(?:end|start|begin)(?:[-:\s]+[\w.-]+)?$|^/?[\w.-]*[\w][-_:./=#][\w.:/=#-]*[\w]$|^[\w-]+[-:][\w-]*:?\s+[\w.:/=-]+$|^(?:prettier|markdownlint|vale|textlint|cspell)[-\w]*\b|^toc$",
    )
    .ok()
});

/// Something in a section, before it is known what it is.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) raw: Raw,
    pub(super) at: Range<usize>,
    /// How deep it stands: 1 at the top.
    pub(super) level: usize,
    pub(super) children: Vec<Node>,
}

#[derive(Debug)]
pub(super) enum Raw {
    Paragraph(Written),
    Item { written: Written, ordered: bool, task: bool },
    Head(Written),
    Row(Written),
    Code(Written),
    Comment(String),
}

/// What is known while the parts of a section are told apart.
pub(super) struct Resolver<'t> {
    pub(super) source: &'t str,
    /// Whether the template has headings.
    pub(super) sectioned: bool,
    /// By which words the section may be left out.
    pub(super) optional: Option<Phrase>,
    /// What may be stated instead of its content.
    pub(super) or_state: Option<Phrase>,
    /// Whether people take out the boxes that do not apply.
    pub(super) chosen: bool,
}

/// Tells the parts of one list or section apart.
pub(super) fn resolve_all(to: &mut Resolver<'_>, nodes: Vec<Node>) -> Vec<Part> {
    let listed = listed(to, &nodes);
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = nodes.into_iter().zip(listed).peekable();
    while let Some((node, fields)) = rest.next() {
        let leads = rest.peek().is_some_and(|(next, _)| to.is_led(next));
        to.part(node, fields, leads, &mut parts);
    }
    parts
}

/// Of each node whether it is an item of a list that has fields.
fn listed(to: &Resolver<'_>, nodes: &[Node]) -> Vec<bool> {
    let mut flags = vec![false; nodes.len()];
    let mut start = 0;
    while start < nodes.len() {
        let rest = nodes.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|node| matches!(node.raw, Raw::Item { .. })).count();
        let list = rest.get(..length).unwrap_or_default();
        let is_field = |node: &Node| match &node.raw {
            Raw::Item { written, .. } => name_end(written, &written.all())
                .is_some_and(|colon| waits(written, &written.trim(colon + 1..written.glyphs.len()))),
            _ => false,
        };
        if list.iter().any(is_field) || !to.sectioned || is_list_of_names(to, list) {
            for flag in flags.iter_mut().skip(start).take(length) {
                *flag = true;
            }
        }
        start += length.max(1);
    }
    flags
}

/// Whether a list without colons is one of fields: short names, one of which is the version's, the day's or one with
/// "(if any)".
fn is_list_of_names(to: &Resolver<'_>, list: &[Node]) -> bool {
    const LONGEST: usize = 6;
    let is_name = |node: &Node| match &node.raw {
        Raw::Item { written, task: false, ordered: false } => {
            let shown = written.shown(written.trim(written.all()));
            let words = bare_name(&shown).split_whitespace().count();
            (1..=LONGEST).contains(&words)
                && !written.has_slot(&written.all())
                && !shown.ends_with(['.', '!', '?', ';', ','])
        }
        _ => false,
    };
    let is_known = |node: &Node| match &node.raw {
        Raw::Item { written, .. } => {
            let all = written.all();
            named(&normalise(&bare_name(&written.shown(all.clone())))) != Wants::Anything
                || optional_name(to.source, written.source(all)).is_some()
        }
        _ => false,
    };
    list.len() > 1 && list.iter().all(is_name) && list.iter().any(is_known)
}

/// The colon that ends a name: behind words without a place to fill in, with a space or nothing after it.
fn name_end(written: &Written, range: &Range<usize>) -> Option<usize> {
    for index in range.clone().take(LONGEST_NAME + 1) {
        if written.in_slot(index) {
            return None;
        }
        let glyph = written.glyphs.get(index)?;
        if !matches!(glyph.c, ':' | '：') || !written.is_plain(index) {
            continue;
        }
        let next = written.glyphs.get(index + 1).filter(|_| index + 1 < range.end);
        if next.is_none_or(|next| next.c.is_whitespace()) || written.in_slot(index + 1) || glyph.c == '：' {
            let named = written.shown(range.start..index).chars().any(char::is_alphanumeric);
            return named.then_some(index);
        }
    }
    None
}

impl Resolver<'_> {
    /// Whether a label before this introduces it: a list, a table, code or a paragraph that is no label itself.
    fn is_led(&self, next: &Node) -> bool {
        match &next.raw {
            Raw::Item { .. } | Raw::Head(_) | Raw::Code(_) => true,
            Raw::Paragraph(written) => {
                written.lines().first().is_none_or(|line| name_end(written, line).is_none())
            }
            Raw::Row(_) | Raw::Comment(_) => false,
        }
    }

    fn part(&mut self, node: Node, fields: bool, leads: bool, parts: &mut Vec<Part>) {
        let Node { raw, at, children, .. } = node;
        match raw {
            Raw::Paragraph(written) => self.paragraph(&written, &at, leads, parts),
            Raw::Item { written, ordered, task } => {
                let nested = resolve_all(&mut self.below(), children);
                let kind = match self.item(&written, ordered, fields && !task, nested, parts) {
                    PartKind::Fixed(pattern) if task && self.chosen => {
                        PartKind::Item { pattern, ordered, nested: Vec::new() }
                    }
                    kind => kind,
                };
                parts.push(Part { kind, at });
                return;
            }
            Raw::Head(written) => {
                let columns = written.cells().into_iter().map(|cell| written.shown(cell)).collect();
                parts.push(Part { kind: PartKind::Table { columns, rows: Vec::new() }, at });
            }
            Raw::Row(written) => self.row(&written, at, parts),
            Raw::Code(written) => {
                let pattern = written.pattern(written.all(), self.source, &Around::Fixed);
                parts.push(Part { kind: PartKind::Code(pattern), at });
            }
            Raw::Comment(text) => parts.push(Part { kind: self.comment(text, &at), at }),
        }
        parts.extend(resolve_all(&mut self.below(), children));
    }

    fn below(&self) -> Self {
        Self { source: self.source, sectioned: self.sectioned, optional: None, or_state: None, chosen: false }
    }

    /// A row of a table; of one without a head and with two columns, a field.
    fn row(&self, written: &Written, at: Range<usize>, parts: &mut Vec<Part>) {
        let cells = written.cells();
        let headless = |part: &Part| matches!(&part.kind, PartKind::Table { columns, .. } if columns.iter().all(String::is_empty));
        if let [name, value] = cells.as_slice()
            && parts.last().is_some_and(|last| headless(last) || is_row_field(self.source, last))
            && !name.is_empty()
            && !written.has_slot(name)
            && waits(written, value)
        {
            let field = self.cell_field(written, name, value);
            if let Some(table) = parts.pop_if(|last| {
                headless(last) && matches!(&last.kind, PartKind::Table { rows, .. } if rows.is_empty())
            }) {
                parts.push(Part { kind: PartKind::Field(field), at: table.at.start..at.end });
            } else {
                parts.push(Part { kind: PartKind::Field(field), at });
            }
            return;
        }
        let pattern = |cell| written.pattern(cell, self.source, &Around::Item);
        let row = written.cells().into_iter().map(pattern).collect();
        if let Some(Part { kind: PartKind::Table { rows, .. }, at: table }) = parts.last_mut() {
            rows.push(row);
            table.end = table.end.max(at.end);
        }
    }

    fn cell_field(&self, written: &Written, name: &Range<usize>, value: &Range<usize>) -> Field {
        let shown = written.shown(name.clone());
        let shown = shown.trim_end_matches([':', '：']).trim_end().to_owned();
        let key = normalise(&bare_name(&shown));
        let pattern = written.pattern(value.clone(), self.source, &Around::Field(&key));
        let value_at = written.source(value.clone());
        let optional = optional_name(self.source, written.source(name.clone()));
        let or_state = or_state(self.source, value_at);
        let nested = Vec::new();
        Field { name: shown, key, colon: true, item: false, optional, or_state, value: pattern, nested }
    }

    fn comment(&mut self, text: String, at: &Range<usize>) -> PartKind {
        if is_mark(&text) {
            return PartKind::Mark(text);
        }
        self.take_phrases(at.clone());
        PartKind::Guidance(text)
    }

    fn take_phrases(&mut self, at: Range<usize>) {
        let optional = optional_prompt(self.source, at.clone());
        if optional.as_ref().is_some_and(is_of_items) {
            self.chosen = true;
        } else if self.optional.is_none() {
            self.optional = optional;
        }
        if self.or_state.is_none() {
            self.or_state = or_state(self.source, at);
        }
    }

    /// A paragraph, line by line; lines of prose stay together.
    fn paragraph(&mut self, written: &Written, at: &Range<usize>, leads: bool, parts: &mut Vec<Part>) {
        let lines: Vec<Range<usize>> = written.lines().into_iter().filter(|line| !line.is_empty()).collect();
        let last = lines.len().saturating_sub(1);
        let mut prose: Option<Range<usize>> = None;
        for (index, line) in lines.into_iter().enumerate() {
            let kind = self.line(written, &line, leads && index == last);
            match kind {
                None => {
                    let start = prose.map_or(line.start, |prose| prose.start);
                    prose = Some(start..line.end);
                }
                Some(kind) => {
                    self.prose(written, at, prose.take(), parts);
                    parts.push(Part { kind, at: self.whole_lines(at, written.source(line)) });
                }
            }
        }
        self.prose(written, at, prose, parts);
    }

    fn prose(
        &mut self,
        written: &Written,
        within: &Range<usize>,
        prose: Option<Range<usize>>,
        parts: &mut Vec<Part>,
    ) {
        let Some(prose) = prose else { return };
        let at = self.whole_lines(within, written.source(prose.clone()));
        let shown = written.shown(prose.clone());
        let omitting =
            optional_prompt(self.source, at.clone()).is_some_and(|phrase| phrase.says.contains(' '));
        let bare = !written.has_slot(&prose);
        let slanted = || is_slanted(self.source.get(at.clone()).unwrap_or_default());
        let kind = if bare && is_default(&shown) {
            self.default(&shown, &at)
        } else if shown.is_empty() {
            return;
        } else if (bare && (asking(&shown) || slanted())) || is_summary(written, &prose, &shown) {
            self.take_phrases(at.clone());
            PartKind::Prompt(shown)
        } else if bare && omitting && shown.chars().count() < 200 {
            self.take_phrases(at.clone());
            PartKind::Guidance(shown)
        } else {
            PartKind::Fixed(written.pattern(prose, self.source, &Around::Fixed))
        };
        parts.push(Part { kind, at });
    }

    /// The lines that these bytes are on, with their markup, as far as they are within a block.
    fn whole_lines(&self, within: &Range<usize>, at: Range<usize>) -> Range<usize> {
        let before = self.source.get(within.start..at.start).unwrap_or_default();
        let after = self.source.get(at.end..within.end).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        let tag = before.get(line..).and_then(|line| {
            let from = line.to_ascii_lowercase().rfind("<br")?;
            line.get(from..)?.find('>').map(|end| from + end + 1)
        });
        let start = within.start + line + tag.unwrap_or_default();
        let end = after.find(['\n', '\r']).unwrap_or(after.len());
        let ended = after.get(..end).map(str::to_ascii_lowercase).and_then(|rest| rest.find("<br"));
        let end = at.end + ended.unwrap_or(end);
        start.min(at.start)..end.max(at.end)
    }

    /// A line that is a prompt or a field by itself.
    fn line(&mut self, written: &Written, line: &Range<usize>, leads: bool) -> Option<PartKind> {
        let at = written.source(line.clone());
        let pattern = written.pattern(line.clone(), self.source, &Around::Fixed);
        if let Some(prompt) = only_slot(&pattern) {
            self.take_phrases(at);
            return Some(PartKind::Prompt(prompt));
        }
        let colon = name_end(written, line)?;
        let value = written.trim(colon + 1..line.end);
        if !waits(written, &value) || (value.is_empty() && leads) {
            return None;
        }
        Some(PartKind::Field(self.field(written, line, Some(colon), false, Vec::new())))
    }

    /// Content of the template that says that there is nothing to say.
    fn default(&mut self, shown: &str, at: &Range<usize>) -> PartKind {
        let says = shown.trim().trim_end_matches('.').to_owned();
        self.or_state.get_or_insert(Phrase { at: at.clone(), says });
        PartKind::Default(shown.to_owned())
    }

    fn item(
        &mut self,
        written: &Written,
        ordered: bool,
        fields: bool,
        nested: Vec<Part>,
        parts: &[Part],
    ) -> PartKind {
        let all = written.trim(written.all());
        let colon = name_end(written, &all);
        let bare = !written.has_slot(&all);
        let asks_for = |colon: usize| waits(written, &written.trim(colon + 1..all.end));
        if !all.is_empty() && colon.is_some_and(|colon| asks_for(colon) || fields) {
            return PartKind::Field(self.field(written, &all, colon, true, nested));
        }
        let pattern = written.pattern(all.clone(), self.source, &Around::Item);
        let sample = pattern.pieces.is_empty() || pattern.has_slot() || is_sample(&pattern.words());
        let sample = sample || (bare && nested.is_empty() && shows_only(&pattern.words()));
        if fields && bare && !sample {
            return PartKind::Field(self.field(written, &all, None, true, nested));
        }
        if !sample
            && !is_default(&pattern.words())
            && !parts.iter().any(|part| matches!(part.kind, PartKind::Item { .. }))
            && nested.is_empty()
        {
            return PartKind::Fixed(pattern);
        }
        let at = written.source(all);
        if bare && is_default(&pattern.words()) && nested.is_empty() {
            return self.default(&pattern.words(), &at);
        }
        if self.or_state.is_none() {
            self.or_state = or_state(self.source, at.clone());
        }
        if self.optional.is_none() && parts.is_empty() && only_slot(&pattern).is_some() {
            self.optional = optional_prompt(self.source, at);
        }
        PartKind::Item { pattern, ordered, nested }
    }

    fn field(
        &self,
        written: &Written,
        line: &Range<usize>,
        colon: Option<usize>,
        item: bool,
        nested: Vec<Part>,
    ) -> Field {
        let named = line.start..colon.unwrap_or(line.end);
        let name = written.shown(written.trim(named.clone()));
        let key = normalise(&bare_name(&name));
        let value = colon.map_or(line.end..line.end, |colon| written.trim(colon + 1..line.end));
        let pattern = written.pattern(value.clone(), self.source, &Around::Field(&key));
        let (name_at, value_at) = (written.source(named), written.source(value));
        let optional = optional_name(self.source, name_at)
            .or_else(|| optional_prompt(self.source, value_at.clone()).filter(|_| pattern.has_slot()));
        let says = pattern.words();
        let default =
            (!pattern.has_slot() && is_default(&says)).then(|| Phrase { at: value_at.clone(), says });
        let or_state = or_state(self.source, value_at).or(default);
        Field { name, key, colon: colon.is_some(), item, optional, or_state, value: pattern, nested }
    }
}

/// Whether a field is the row of a table.
fn is_row_field(source: &str, part: &Part) -> bool {
    let written = source.get(part.at.clone()).unwrap_or_default();
    matches!(part.kind, PartKind::Field(_)) && written.trim_start().starts_with('|')
}

/// Whether a comment is for a machine.
pub(super) fn is_mark(text: &str) -> bool {
    MARK.as_ref().is_some_and(|mark| mark.is_match(text))
}

/// Whether a value waits for people.
fn waits(written: &Written, value: &Range<usize>) -> bool {
    let shown = || written.shown(value.clone());
    value.is_empty() || written.has_slot(value) || is_placeholder(&shown()) || offers(&shown())
}

/// What a pattern asks for that is a place to fill in and nothing else.
fn only_slot(pattern: &Pattern) -> Option<String> {
    let telling = |piece: &&Piece| match piece {
        Piece::Words(words) => words.chars().any(char::is_alphanumeric),
        Piece::Slot(_) => true,
    };
    let mut telling = pattern.pieces.iter().filter(telling);
    match (telling.next(), telling.next()) {
        (Some(Piece::Slot(slot)), None) => {
            let inner = slot.written.trim_matches(|c: char| "[]<>{}$*_ ".contains(c));
            let inner = inner.split_whitespace().collect::<Vec<_>>().join(" ");
            Some(if inner.is_empty() { slot.written.clone() } else { inner })
        }
        _ => None,
    }
}

/// `TL;DR …`: people write a summary there, under that name or none.
fn is_summary(written: &Written, range: &Range<usize>, shown: &str) -> bool {
    let key = shown.to_lowercase();
    let opens = ["tl;dr", "tldr", "tl dr"].iter().any(|name| key.starts_with(name));
    let slots = written.slots.iter().filter(|(slot, _)| range.start <= slot.start && slot.end <= range.end);
    let fillers = |slot: &Range<usize>| !written.shown(slot.clone()).chars().any(char::is_alphanumeric);
    opens && slots.map(|(slot, _)| slot).all(fillers)
}
