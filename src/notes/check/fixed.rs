//! Text, code and tables that notes keep as the template has them.

mod code;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Context;
use super::fields::Filled;
use super::found::{Findings, quote};
use super::lines::{Line, LineKind};
use super::order::{Anchor, Anchored, place};
use super::shape::Shape;
use super::wanted::{Known, written};
use crate::markdown::{Block, BlockKind, RunKind, fold};
use crate::notes::template::{Part, PartKind, Pattern};
use crate::verdict::Value;
use crate::yaml::nearest;

crate::messages! {
    ALTERED = "notes-fixed-text-altered": "the template's text was changed to {found}"
        => "write it as the template has it: {expected}";
    GONE = "notes-fixed-text-missing": "a text of the template is missing: {expected}"
        => "put it back as the template has it, {where} {after}";
    MOVED = "notes-fixed-text-moved": "the template's text {text} is not where the template has it"
        => "move it {where} {after}";
    COLUMNS = "notes-table-altered": "the columns of the table are {found}, and not {expected} as in the template"
        => "give the table the template's columns";
    TABLE = "notes-table-missing": "the template's table with the columns {expected} is missing"
        => "put it back, and fill it in";
}

/// How many texts are compared letter by letter with one that is missing.
const COMPARED: usize = 50;

/// Text of the template in a section of the notes.
#[derive(Default)]
pub(super) struct Fixed {
    /// The blocks that are such text, in their order.
    pub(super) blocks: Vec<usize>,
    /// Where each text that is there stands: in the template, and in the notes.
    pub(super) found: Vec<Anchored>,
    /// Texts that are missing.
    lacks: Vec<Lack>,
}

/// A text that is missing.
struct Lack {
    /// What stands nearest to it, and is probably it.
    near: Option<Range<usize>>,
    /// What is expected.
    expected: String,
    /// The same with the marks of its item.
    shown: String,
    /// Where it is in the template.
    at: usize,
}

/// A text that notes keep.
struct Kept<'t> {
    pattern: &'t Pattern,
    /// What compares it; nothing for code, which is compared letter by letter.
    shape: Option<Shape>,
    expected: String,
    /// Its bytes in the template.
    at: Range<usize>,
    /// It shares its paragraph with something that people write.
    joined: bool,
}

/// A text of the notes, as far as no field begins in it.
struct Piece {
    block: usize,
    at: Range<usize>,
    key: String,
    is_code: bool,
    /// What of the key is a text of the template already.
    taken: Vec<Range<usize>>,
}

impl Piece {
    fn is_free(&self, range: &Range<usize>) -> bool {
        !self.taken.iter().any(|taken| taken.start < range.end && range.start < taken.end)
    }
}

/// Finds the template's text in a section.
pub(super) fn find(
    context: &Context<'_>,
    known: &Known<'_>,
    lines: &[&Line],
    filled: &[Filled<'_>],
) -> Fixed {
    let mut fixed = Fixed::default();
    let template = context.template.map_or("", |template| template.text.whole());
    let mut texts = Vec::new();
    let parts = known.section.map(|section| section.parts.as_slice()).unwrap_or_default();
    kept(template, parts, filled, &mut texts);
    if texts.is_empty() {
        return fixed;
    }
    let mut pieces = pieces(lines, filled);
    let mut exact: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, piece) in pieces.iter().enumerate().rev() {
        exact.entry(piece.key.clone()).or_default().push(number);
    }
    let mut missing = Vec::new();
    for text in texts {
        let same = exact.get_mut(&text.key()).and_then(|numbers| {
            while let Some(number) = numbers.pop() {
                let piece = pieces.get(number)?;
                if piece.taken.is_empty() && piece.is_code == text.shape.is_none() {
                    return Some((number, 0..piece.key.len()));
                }
            }
            None
        });
        let found = same.or_else(|| {
            pieces.iter().enumerate().find_map(|(number, piece)| Some((number, text.stands_in(piece)?)))
        });
        let Some((number, range)) = found else {
            missing.push(text);
            continue;
        };
        let Some(piece) = pieces.get_mut(number) else { continue };
        // With sentences of people around it, a block is theirs, too; and code is, if they filled in something.
        let whole = range == (0..piece.key.len()) && (text.shape.is_some() || !text.pattern.has_slot());
        if whole {
            fixed.blocks.push(piece.block);
        }
        fixed.found.push(Anchored {
            template: text.at.start,
            notes: piece.at.clone(),
            what: Anchor::Text(text.expected),
        });
        piece.taken.push(range);
    }
    fixed.lack(template, &pieces, missing);
    fixed.blocks.sort_unstable();
    fixed.blocks.dedup();
    fixed
}

impl Fixed {
    /// Adds the texts that are missing, each with what is probably it.
    fn lack(&mut self, template: &str, pieces: &[Piece], missing: Vec<Kept<'_>>) {
        for text in missing {
            let near = near(&text, pieces, &self.blocks);
            let near = near.and_then(|number| pieces.get(number));
            if let Some(piece) = near {
                self.blocks.push(piece.block);
            }
            let near = near.map(|piece| piece.at.clone());
            let own = template.get(text.at.clone()).map(str::trim).unwrap_or_default();
            let is_item = text.shape.is_some() && own.starts_with(['-', '*', '+']) && !own.contains('\n');
            let shown = if is_item { own.to_owned() } else { text.expected.clone() };
            self.lacks.push(Lack { near, expected: text.expected, shown, at: text.at.start });
        }
    }
}

/// The texts of these parts that notes keep. What stands under a field that notes may leave out, they keep with the field;
/// what stands under an item only shows how items look.
fn kept<'t>(template: &str, parts: &'t [Part], filled: &[Filled<'_>], texts: &mut Vec<Kept<'t>>) {
    for part in parts {
        match &part.kind {
            PartKind::Fixed(pattern) => {
                let shape = Shape::of(pattern);
                if shape.has_words() {
                    let (expected, joined) = (written(pattern), is_joined(template, &part.at));
                    texts.push(Kept { pattern, shape: Some(shape), expected, at: part.at.clone(), joined });
                }
            }
            PartKind::Code(pattern) if pattern.words().chars().any(char::is_alphanumeric) => {
                let expected = written(pattern);
                texts.push(Kept { pattern, shape: None, expected, at: part.at.clone(), joined: false });
            }
            PartKind::Field(field) => {
                let one = filled.iter().find(|one| one.field.key == field.key);
                // A field that says all in its line, or "none", has nothing under it.
                if one.is_some_and(|one| one.value.trim().is_empty()) {
                    kept(template, &field.nested, filled, texts);
                }
            }
            _ => {}
        }
    }
}

/// Whether what stands in the line before or after these bytes belongs to the same paragraph.
fn is_joined(template: &str, at: &Range<usize>) -> bool {
    let inner = |line: &str| line.trim_start_matches([' ', '\t', '>']).trim_end().to_owned();
    let begins_new = |line: &str| {
        line.starts_with(['#', '-', '*', '+', '`', '~', '|', '<'])
            || line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')'])
    };
    let own = template.get(at.clone()).map(inner).unwrap_or_default();
    let before = template.get(..at.start).map(|before| before.trim_end_matches([' ', '\t', '>']));
    let before = before.and_then(|before| before.strip_suffix('\n'));
    let before = before.and_then(|before| before.lines().next_back()).map(inner).unwrap_or_default();
    let after = template.get(at.end..).and_then(|after| after.split_once('\n'));
    let after = after.and_then(|(_, after)| after.lines().next()).map(inner).unwrap_or_default();
    (!before.is_empty() && !begins_new(&own) && !before.starts_with(['#', '`', '~', '|', '<']))
        || (!after.is_empty() && !begins_new(&after))
}

impl Kept<'_> {
    /// As it has to stand there; empty if it has places to fill in.
    fn key(&self) -> String {
        match &self.shape {
            Some(_) if !self.pattern.has_slot() => fold(&self.expected),
            _ => String::new(),
        }
    }

    fn stands_in(&self, piece: &Piece) -> Option<Range<usize>> {
        let all = 0..piece.key.len();
        let range = match &self.shape {
            Some(_) if piece.is_code => None,
            Some(shape) => {
                let ended =
                    self.expected.trim_end().ends_with(['.', '!', '?', '\u{3002}', '\u{FF01}', '\u{FF1F}']);
                let lenient = || (self.joined && shape.is_in(&piece.key)).then_some(all.start..all.start);
                shape.sentences(&piece.key, ended).or_else(lenient)
            }
            None => (piece.is_code && code::fits(self.pattern, &piece.key)).then_some(all),
        };
        range.filter(|range| piece.is_free(range))
    }
}

/// The texts of a section, block by block, without the lines that are fields.
fn pieces(lines: &[&Line], filled: &[Filled<'_>]) -> Vec<Piece> {
    let is_field = |number: usize| filled.binary_search_by_key(&number, |filled| filled.line).is_ok();
    let lines: Vec<(usize, &Line)> =
        lines.iter().copied().enumerate().filter(|(number, _)| !is_field(*number)).collect();
    let together =
        |one: &(usize, &Line), other: &(usize, &Line)| one.1.block == other.1.block && one.0 + 1 == other.0;
    let piece = |lines: &[(usize, &Line)]| {
        let ((_, first), (_, last)) = (lines.first()?, lines.last()?);
        let is_code = first.kind == LineKind::Code;
        let shown: Vec<&str> = lines.iter().map(|(_, line)| line.shown.as_str()).collect();
        let key = if is_code { code::key(&shown.join("\n")) } else { fold(&shown.join(" ")) };
        Some(Piece { block: first.block, at: first.at.start..last.at.end, key, is_code, taken: Vec::new() })
    };
    lines.chunk_by(together).filter_map(piece).collect()
}

/// The text that is probably this one, changed.
fn near(text: &Kept<'_>, pieces: &[Piece], fixed: &[usize]) -> Option<usize> {
    let is_code = text.shape.is_none();
    let wanted = if is_code { code::key(&text.expected) } else { fold(&text.expected) };
    let free = || {
        pieces.iter().enumerate().filter(|(_, piece)| {
            piece.is_code == is_code && piece.taken.is_empty() && !fixed.contains(&piece.block)
        })
    };
    let best = free()
        .map(|(number, piece)| (likeness(&piece.key, &wanted), number))
        .max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)))
        .filter(|(likeness, _)| is_code || *likeness >= 500);
    best.map(|(_, number)| number).or_else(|| {
        let keys = free().map(|(_, piece)| piece.key.as_str()).take(COMPARED);
        let near = nearest(&wanted, keys)?;
        free().find(|(_, piece)| piece.key == near).map(|(number, _)| number)
    })
}

/// How many words of two texts are the same, in thousandths of all.
fn likeness(one: &str, other: &str) -> usize {
    // Texts of very different length are not alike, and need no counting.
    let (few, many) = (one.len().min(other.len()), one.len().max(other.len()));
    if many > 6 * few + 60 {
        return 0;
    }
    let words = |text| -> HashSet<&str> {
        let words = str::split(text, |c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty()).collect()
    };
    let (one, other) = (words(one), words(other));
    let both = one.intersection(&other).count();
    (2 * both * 1000).checked_div(one.len() + other.len()).unwrap_or_default()
}

/// Looks at the template's text in a section.
pub(super) fn judge(
    context: &Context<'_>,
    known: &Known<'_>,
    fixed: &Fixed,
    blocks: &[usize],
    end: &Range<usize>,
    findings: &mut Findings,
) {
    tables(context, known, blocks, end, findings);
    for lack in &fixed.lacks {
        let expected = ("expected", quote(&lack.shown));
        if let Some(at) = &lack.near {
            let found = context.notes.whole().get(at.clone()).unwrap_or_default();
            findings.add(&ALTERED, at.clone(), [("found", quote(found)), expected]);
            continue;
        }
        let (to, after) = place(known, lack.at);
        match elsewhere(context, known, &lack.expected) {
            Some(block) => {
                let facts = [("text", quote(&lack.expected)), ("where", to.towards()), ("after", after)];
                findings.add(&MOVED, super::tree::shown_at(block), facts);
            }
            None => findings.add(&GONE, end.clone(), [expected, ("where", to.at()), ("after", after)]),
        }
    }
}

/// A text that stands in another section, which the template has there not.
fn elsewhere<'a>(context: &'a Context<'_>, known: &Known<'_>, expected: &str) -> Option<&'a Block> {
    let key = fold(expected);
    let has = |parts: &[Part]| {
        parts
            .iter()
            .any(|part| matches!(&part.kind, PartKind::Fixed(pattern) if fold(&written(pattern)) == key))
    };
    let block = context.blocks_by_key().get(&key)?.iter().copied().find(|block| {
        let section = context.section_of_block(*block).and_then(|section| context.wanted.get(section));
        section.is_none_or(|other| {
            !std::ptr::eq(other, known) && !other.section.is_some_and(|section| has(&section.parts))
        })
    })?;
    context.outline.blocks.get(block)
}

/// Looks at the tables in a section.
fn tables(
    context: &Context<'_>,
    known: &Known<'_>,
    blocks: &[usize],
    end: &Range<usize>,
    findings: &mut Findings,
) {
    let parts = known.section.into_iter().flat_map(|section| &section.parts);
    let tables = parts.filter_map(|part| match &part.kind {
        PartKind::Table { columns, .. } => Some(columns),
        _ => None,
    });
    let mut heads: Vec<&Block> = blocks
        .iter()
        .filter_map(|block| context.outline.blocks.get(*block))
        .filter(|block| block.kind == BlockKind::Head)
        .collect();
    for columns in tables {
        let wanted: Vec<String> = columns.iter().map(|column| fold(column)).collect();
        let same = heads
            .iter()
            .position(|head| cells(head).iter().map(|cell| fold(cell)).eq(wanted.iter().cloned()));
        if let Some(same) = same {
            heads.remove(same);
            continue;
        }
        let expected = ("expected", Value::Codes(columns.clone()));
        match heads.first() {
            Some(head) => {
                let facts = [("found", Value::Codes(cells(head))), expected];
                findings.add(&COLUMNS, super::tree::shown_at(head), facts);
                heads.remove(0);
            }
            None => findings.add(&TABLE, end.clone(), [expected]),
        }
    }
}

/// The texts of a row's cells.
fn cells(row: &Block) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    for run in &row.runs {
        match (run.kind, cells.last_mut()) {
            (RunKind::Cell, _) => cells.push(String::new()),
            (RunKind::Text | RunKind::Code, Some(cell)) => cell.push_str(&run.text),
            _ => {}
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}
