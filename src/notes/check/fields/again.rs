//! Lines to fill in that are there more than once.
//!
//! Who describes two changes writes all lines of a section for each: a group that is there again as a whole is fine, and so
//! are lines under a heading or an item of their own.

use std::collections::HashMap;

use super::super::found::Findings;
use super::super::lines::{Line, LineKind};
use super::TWICE;
use crate::notes::Text;
use crate::notes::template::{Field, Wants};
use crate::verdict::Value;

/// A field of the template at a line of the notes.
#[derive(Clone, Copy)]
pub(super) struct Seen<'t> {
    pub(super) field: &'t Field,
    pub(super) line: usize,
}

/// Looks for fields that are there again. `fields`: the template's, in its order; `seen`: those of the notes, in theirs.
pub(super) fn judge(
    notes: &Text,
    fields: &[&Field],
    seen: &[Seen<'_>],
    lines: &[&Line],
    may_repeat: bool,
    findings: &mut Findings,
) {
    let parted = parted(lines);
    let mut wanted: HashMap<&str, usize> = HashMap::new();
    fields.iter().for_each(|field| *wanted.entry(&field.key).or_default() += 1);
    let mut first: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut again: Vec<(Seen<'_>, usize)> = Vec::new();
    for one in seen {
        let key = one.field.key.as_str();
        let (begin, number) = *first.get(key).unwrap_or(&(one.line, 0));
        let is_apart = parted.get(one.line).copied().flatten().is_some_and(|by| by > begin);
        let depth = |number: usize| lines.get(number).map(|line| line.depth);
        if number > 0 && (is_apart || depth(begin) != depth(one.line)) {
            if is_apart {
                first.insert(key, (one.line, 1));
            }
            continue;
        }
        first.insert(key, (begin, number + 1));
        if number + 1 > wanted.get(key).copied().unwrap_or(1) {
            again.push((*one, begin));
        }
    }
    if again.is_empty() || (may_repeat && is_group_again(fields, seen)) {
        return;
    }
    for (one, begin) in again {
        let (Some(line), Some(begin)) = (lines.get(one.line), lines.get(begin)) else { continue };
        let number = notes.spot(begin.at.clone()).line;
        let facts = [("field", Value::Code(one.field.name.clone())), ("line", Value::Number(number))];
        findings.add(&TWICE, line.at.clone(), facts);
    }
}

/// For each line the last one before it that parts it from those above: a heading, or an item that holds neither.
fn parted(lines: &[&Line]) -> Vec<Option<usize>> {
    let depth = |line: &Line| if line.kind == LineKind::Heading { 0 } else { line.depth + 1 };
    // The lines that may still part a later one, each deeper than the one before it.
    let mut open: Vec<usize> = Vec::new();
    let mut parted = Vec::with_capacity(lines.len());
    for (number, line) in lines.iter().enumerate() {
        let own = depth(line);
        while open.last().and_then(|last| lines.get(*last)).is_some_and(|last| depth(last) >= own.max(1)) {
            open.pop();
        }
        parted.push(open.last().copied());
        open.push(number);
    }
    parted
}

/// Whether all fields are there again, group by group, each group in the template's order.
fn is_group_again(fields: &[&Field], seen: &[Seen<'_>]) -> bool {
    let of_release = |field: &Field| field.wants() != Wants::Anything;
    let mut first: HashMap<&str, usize> = HashMap::new();
    fields.iter().enumerate().for_each(|(at, field)| {
        first.entry(&field.key).or_insert(at);
    });
    let place = |field: &Field| first.get(field.key.as_str()).copied();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for one in seen {
        let Some(place) = place(one.field).filter(|_| !of_release(one.field)) else { return false };
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| *last < place) => group.push(place),
            _ => groups.push(vec![place]),
        }
    }
    let begin = groups.first().and_then(|group| group.first()).copied();
    groups.len() > 1 && groups.iter().all(|group| group.len() > 1 && group.first().copied() == begin)
}
