//! Text and tables that notes keep as the template has them.

use std::collections::HashSet;
use std::ops::Range;

use super::Context;
use super::found::{Findings, quote};
use super::lines::Line;
use super::shape::Shape;
use super::wanted::{Known, written};
use crate::markdown::{Block, BlockKind, RunKind, fold};
use crate::notes::template::PartKind;
use crate::verdict::Value;

crate::messages! {
    ALTERED = "notes-fixed-text-altered": "the template's text was changed to {found}"
        => "write it as the template has it: {expected}";
    GONE = "notes-fixed-text-missing": "a text of the template is missing: {expected}"
        => "put it back as the template has it";
    COLUMNS = "notes-table-altered": "the columns of the table are {found}, and not {expected} as in the template"
        => "give the table the template's columns";
    TABLE = "notes-table-missing": "the template's table with the columns {expected} is missing"
        => "put it back, and fill it in";
}

/// Text of the template in a section of the notes.
pub(super) struct Fixed {
    /// The blocks that are such text, in their order.
    pub(super) blocks: Vec<usize>,
    /// Texts that are missing: what stands nearest to each, and what is expected.
    lacks: Vec<(Option<usize>, String)>,
}

/// Finds the template's text in a section.
pub(super) fn find(known: &Known<'_>, lines: &[&Line]) -> Fixed {
    let mut fixed = Fixed { blocks: Vec::new(), lacks: Vec::new() };
    let parts = known.section.into_iter().flat_map(|section| &section.parts);
    let patterns: Vec<_> = parts
        .filter_map(|part| match &part.kind {
            PartKind::Fixed(pattern) => Some((Shape::of(pattern), written(pattern))),
            _ => None,
        })
        .filter(|(shape, _)| shape.has_words())
        .collect();
    if patterns.is_empty() {
        return fixed;
    }
    let blocks: Vec<(usize, String)> = lines
        .chunk_by(|one, other| one.block == other.block)
        .filter_map(|lines| {
            let shown: Vec<&str> = lines.iter().map(|line| line.shown.as_str()).collect();
            Some((lines.first()?.block, fold(&shown.join(" "))))
        })
        .collect();
    let mut missing = Vec::new();
    for (shape, expected) in patterns {
        match blocks.iter().find(|(_, key)| shape.is_in(key)) {
            Some((block, key)) => {
                // With sentences of people behind it, a block is theirs, too.
                if shape.fit(key).is_some() {
                    fixed.blocks.push(*block);
                }
            }
            None => missing.push(expected),
        }
    }
    for expected in missing {
        let wanted = fold(&expected);
        let near = blocks
            .iter()
            .filter(|(block, _)| !fixed.blocks.contains(block))
            .map(|(block, key)| (likeness(key, &wanted), *block))
            .max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)))
            .filter(|(likeness, _)| *likeness >= 500);
        if let Some((_, block)) = near {
            fixed.blocks.push(block);
        }
        fixed.lacks.push((near.map(|(_, block)| block), expected));
    }
    fixed.blocks.sort_unstable();
    fixed.blocks.dedup();
    fixed
}

/// How many words of two texts are the same, in thousandths of all.
fn likeness(one: &str, other: &str) -> usize {
    // Texts of very different length are not alike, and need no counting.
    let (few, many) = (one.len().min(other.len()), one.len().max(other.len()));
    if many > 6 * few + 60 {
        return 0;
    }
    let (one, other): (HashSet<&str>, HashSet<&str>) =
        (one.split_whitespace().collect(), other.split_whitespace().collect());
    let both = one.intersection(&other).count();
    (2 * both * 1000).checked_div(one.len() + other.len()).unwrap_or_default()
}

/// Looks at the template's text and tables in a section.
pub(super) fn judge(
    context: &Context<'_>,
    known: &Known<'_>,
    fixed: &Fixed,
    blocks: &[usize],
    end: &Range<usize>,
    findings: &mut Findings,
) {
    for (near, expected) in &fixed.lacks {
        let expected = ("expected", quote(expected));
        match near.and_then(|near| context.outline.blocks.get(near)) {
            Some(block) => {
                findings.add(
                    &ALTERED,
                    super::tree::shown_at(block),
                    [("found", quote(&block.shown())), expected],
                );
            }
            None => findings.add(&GONE, end.clone(), [expected]),
        }
    }
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
