//! Whether the texts and the lines to fill in of a section stand in the template's order.

use std::ops::Range;

use super::Context;
use super::fields::Filled;
use super::found::{Findings, quote};
use super::lines::Line;
use super::wanted::{Known, written};
use crate::notes::template::{Part, PartKind};
use crate::verdict::Value;

crate::messages! {
    TEXT = "notes-fixed-text-order": "the template's text {text} is not where the template has it in its section"
        => "move it {where} {after}";
}

/// Something of the template that stands in the notes.
pub(super) struct Anchored {
    /// Where it begins in the template.
    pub(super) template: usize,
    /// Its bytes in the notes.
    pub(super) notes: Range<usize>,
    pub(super) what: Anchor,
}

/// What it is, for people.
pub(super) enum Anchor {
    Text(String),
    Field(String),
}

/// How something stands to what is named with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    After,
    Under,
    In,
    Begin,
    Above,
    End,
    Below,
}

impl To {
    /// For what is to be put there.
    pub(super) fn at(self) -> Value {
        Value::Words(match self {
            Self::After => "after",
            Self::Under => "right under",
            Self::In => "in",
            Self::Begin => "at",
            Self::Above => "above",
            Self::Below => "under",
            Self::End => "at the end of",
        })
    }

    /// For what is to be moved there.
    pub(super) fn towards(self) -> Value {
        Value::Words(match self {
            Self::After => "after",
            Self::Under => "right under",
            Self::In | Self::Begin => "to",
            Self::Above => "above",
            Self::Below => "under",
            Self::End => "to the end of",
        })
    }
}

/// The place in a section at which something of the template stands: behind what, or under which heading.
pub(super) fn place(known: &Known<'_>, at: usize) -> (To, Value) {
    let parts = known.section.map(|section| section.parts.as_slice()).unwrap_or_default();
    let before = || parts.iter().take_while(|part| part.at.start < at);
    let named = before().filter_map(|part| match &part.kind {
        PartKind::Field(field) => Some(Value::Code(field.name.clone())),
        PartKind::Fixed(pattern) if pattern.words().chars().any(char::is_alphanumeric) => {
            Some(quote(&written(pattern)))
        }
        PartKind::Code(pattern) => Some(quote(written(pattern).trim().lines().next().unwrap_or_default())),
        _ => None,
    });
    let people = before().any(is_peoples);
    match (named.last(), known.title.is_empty()) {
        (Some(named), _) => (To::After, named),
        (None, true) => (To::Begin, Value::Words("the beginning of the notes")),
        (None, false) if people => (To::In, Value::Code(known.heading())),
        (None, false) => (To::Under, Value::Code(known.heading())),
    }
}

/// Whether people write in its place.
fn is_peoples(part: &Part) -> bool {
    matches!(part.kind, PartKind::Prompt(_) | PartKind::Item { .. } | PartKind::Table { .. })
}

/// The lines to fill in that stand in a section, each where it is first.
fn fields(known: &Known<'_>, lines: &[&Line], filled: &[Filled<'_>]) -> Vec<Anchored> {
    let parts = known.section.map(|section| section.parts.as_slice()).unwrap_or_default();
    let fields = parts.iter().filter_map(|part| match &part.kind {
        PartKind::Field(field) => Some((part.at.start, field)),
        _ => None,
    });
    let anchored = fields.filter_map(|(template, field)| {
        let one = filled.iter().find(|one| std::ptr::eq(one.field, field))?;
        let notes = lines.get(one.line)?.at.clone();
        Some(Anchored { template, notes, what: Anchor::Field(field.name.clone()) })
    });
    anchored.collect()
}

/// Looks at the order of what stands in a section. `texts`: the template's texts that are there.
pub(super) fn judge(
    context: &Context<'_>,
    known: &Known<'_>,
    lines: &[&Line],
    filled: &[Filled<'_>],
    texts: Vec<Anchored>,
    content: &[Range<usize>],
    findings: &mut Findings,
) {
    if context.rules.free_order {
        return;
    }
    let mut all = fields(known, lines, filled);
    all.extend(texts);
    all.sort_by_key(|one| (one.notes.start, one.template));
    let row: Vec<usize> = all.iter().map(|one| one.template).collect();
    let moved = super::sections::out_of_order(&row);
    for (number, one) in all.iter().enumerate() {
        let inside = |from: usize, to: usize| {
            let first = content.partition_point(|line| line.start < from);
            content.get(first).is_some_and(|line| line.start < to)
        };
        let before = number.checked_sub(1).and_then(|before| all.get(before));
        let before = inside(before.map_or(0, |before| before.notes.end), one.notes.start);
        let after = inside(one.notes.end, all.get(number + 1).map_or(usize::MAX, |next| next.notes.start));
        let turned = matches!(one.what, Anchor::Text(_)) && is_turned(known, one.template, before, after);
        if !turned && !moved.contains(&one.template) {
            continue;
        }
        let (to, behind) = place(known, one.template);
        let (to, behind) = (("where", to.towards()), ("after", behind));
        match &one.what {
            Anchor::Text(text) => findings.add(&TEXT, one.notes.clone(), [("text", quote(text)), to, behind]),
            Anchor::Field(name) => {
                super::fields::misplaced(name, one.notes.clone(), [to, behind], findings);
            }
        }
    }
}

/// Whether what people write stands on the other side of a text than in the template.
fn is_turned(known: &Known<'_>, text: usize, before: bool, after: bool) -> bool {
    let parts = known.section.map(|section| section.parts.as_slice()).unwrap_or_default();
    let Some(at) = parts.iter().position(|part| part.at.start == text) else { return false };
    let telling = |part: &&Part| !matches!(part.kind, PartKind::Guidance(_) | PartKind::Mark(_));
    let wants_before = parts.get(..at).unwrap_or_default().iter().rev().find(telling).is_some_and(is_peoples);
    let wants_after = parts.get(at + 1..).unwrap_or_default().iter().find(telling).is_some_and(is_peoples);
    (wants_after && !wants_before && before && !after) || (wants_before && !wants_after && after && !before)
}
