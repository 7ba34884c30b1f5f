//! Marks for machines: each stands once in the notes, in the template's order, and where the template has it.

use std::collections::HashMap;
use std::ops::Range;

use super::Context;
use super::found::Findings;
use super::left::inside;
use super::order::{To, place};
use super::sections::out_of_order;
use crate::markdown::{BlockKind, RunKind, fold};
use crate::notes::template::{Part, PartKind};
use crate::verdict::Value;

crate::messages! {
    GONE = "notes-mark-removed": "the mark {mark} of the template is gone"
        => "put it back {where} {after}";
    MOVED = "notes-mark-moved": "the mark {mark} is not where the template has it"
        => "move it {where} {after}";
    TWICE = "notes-mark-twice": "the mark {mark} is there more than once; the other one is in line {line}"
        => "take this one out";
}

/// A mark of the template.
struct Mark {
    text: String,
    key: String,
    /// The section that it stands in, and where it is in the template.
    section: usize,
    at: usize,
    /// Whether anything for notes stands before it, and after it, in its section; unknown of one that stands in an item.
    around: Option<(bool, bool)>,
}

/// Looks at all marks.
pub(super) fn judge(context: &Context<'_>, findings: &mut Findings) {
    let marks = wanted(context);
    if marks.is_empty() {
        return;
    }
    let mut there: HashMap<String, Vec<Range<usize>>> = HashMap::new();
    let runs = context.outline.blocks.iter().flat_map(|block| &block.runs);
    for run in runs.filter(|run| run.kind == RunKind::Comment) {
        let key = fold(&run.text);
        if marks.iter().any(|mark| mark.key == key) {
            there.entry(key).or_default().push(run.at.clone());
        }
    }
    let places = Places::of(context);
    let mut stand: Vec<(Range<usize>, usize)> = Vec::new();
    for (number, mark) in marks.iter().enumerate() {
        let Some(found) = there.get_mut(&mark.key).filter(|found| !found.is_empty()) else {
            if is_needed(context, &marks, mark) {
                gone(context, mark, findings);
            }
            continue;
        };
        let right = found.iter().position(|at| places.is_right(context, mark, at));
        stand.push((found.remove(right.unwrap_or_default()), number));
        if right.is_none() {
            let Some((at, _)) = stand.pop() else { continue };
            let (to, after) = belongs(context, mark);
            let facts = [("mark", mark.shown()), ("where", to.towards()), ("after", after)];
            findings.add(&MOVED, at.clone(), facts);
            there.entry(format!("\n{}", mark.key)).or_default().push(at);
        }
    }
    again(context, &marks, &there, &stand, findings);
    stand.sort_by_key(|(at, _)| at.start);
    let row: Vec<usize> = stand.iter().map(|(_, number)| *number).collect();
    for number in out_of_order(&row) {
        let at = stand.iter().find(|(_, other)| *other == number).map(|(at, _)| at.clone());
        if let (Some(mark), Some(at)) = (marks.get(number), at) {
            let (to, after) = belongs(context, mark);
            findings.add(&MOVED, at, [("mark", mark.shown()), ("where", to.towards()), ("after", after)]);
        }
    }
}

/// Marks that are there once more than in the template.
fn again(
    context: &Context<'_>,
    marks: &[Mark],
    there: &HashMap<String, Vec<Range<usize>>>,
    stand: &[(Range<usize>, usize)],
    findings: &mut Findings,
) {
    let mut told: Vec<&str> = Vec::new();
    for (number, mark) in marks.iter().enumerate() {
        if told.contains(&mark.key.as_str()) {
            continue;
        }
        told.push(&mark.key);
        let moved = there.get(&format!("\n{}", mark.key)).and_then(|moved| moved.first());
        let first = stand.iter().find(|(_, other)| *other == number).map(|(at, _)| at).or(moved);
        let line = first.map_or(0, |at| context.notes.spot(at.clone()).line);
        for at in there.get(&mark.key).into_iter().flatten() {
            findings.add(&TWICE, at.clone(), [("mark", mark.shown()), ("line", Value::Number(line))]);
        }
    }
}

impl Mark {
    fn shown(&self) -> Value {
        Value::Code(format!("<!-- {} -->", self.text.trim()))
    }

    /// What it shares with the mark that it makes a pair with.
    fn pair(&self) -> Option<String> {
        let words = self.key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let (ends, rest): (Vec<&str>, Vec<&str>) =
            words.partition(|word| matches!(*word, "start" | "begin" | "end" | "stop"));
        (!ends.is_empty() || self.key.starts_with('/')).then(|| rest.join(" "))
    }
}

/// The marks of the template, in its order.
fn wanted(context: &Context<'_>) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (section, known) in context.wanted.sections.iter().enumerate() {
        if known.forbidden().is_some() {
            continue;
        }
        let parts = known.section.map(|section| section.parts.as_slice()).unwrap_or_default();
        collect(parts, section, true, &mut marks);
    }
    marks
}

fn collect(parts: &[Part], section: usize, top: bool, marks: &mut Vec<Mark>) {
    let counts = |part: &Part| !matches!(part.kind, PartKind::Guidance(_) | PartKind::Mark(_));
    for (number, part) in parts.iter().enumerate() {
        match &part.kind {
            PartKind::Mark(text) => {
                let before = parts.get(..number).unwrap_or_default().iter().any(counts);
                let after = parts.get(number + 1..).unwrap_or_default().iter().any(counts);
                let text = inside(text).to_owned();
                let (key, around) = (fold(&text), top.then_some((before, after)));
                marks.push(Mark { text, key, section, at: part.at.start, around });
            }
            PartKind::Item { nested, .. } => collect(nested, section, false, marks),
            PartKind::Field(field) => collect(&field.nested, section, false, marks),
            _ => {}
        }
    }
}

/// Where the headings of notes are: those of sections, and all.
struct Places {
    /// Where each heading of a section begins, and which it is; in the order of the notes.
    sections: Vec<(usize, usize)>,
    /// Where each heading begins.
    headings: Vec<usize>,
}

impl Places {
    fn of(context: &Context<'_>) -> Self {
        let sections = context.tree.headed().filter_map(|(number, chapter)| {
            let block = context.outline.blocks.get(chapter.heading?)?;
            let section = context.placed.section(number)?;
            let known = context.wanted.get(section)?;
            known.section.is_some().then_some((block.at.start, section))
        });
        let blocks = context.outline.blocks.iter();
        let headings = blocks.filter(|block| matches!(block.kind, BlockKind::Heading(_)));
        Self { sections: sections.collect(), headings: headings.map(|block| block.at.start).collect() }
    }

    /// Whether a mark stands where the template has it.
    fn is_right(&self, context: &Context<'_>, mark: &Mark, at: &Range<usize>) -> bool {
        let next = self.sections.partition_point(|(begin, _)| *begin <= at.start);
        let inside =
            next.checked_sub(1).and_then(|last| self.sections.get(last)).map_or(0, |(_, last)| *last);
        let next = self.sections.get(next).map(|(_, next)| *next);
        let between = inside <= mark.section && next.is_none_or(|next| next > mark.section);
        let is_last = mark.around.is_some_and(|(_, after)| !after);
        let follows = next.is_some_and(|next| {
            let mut later = mark.section + 1..next;
            is_last && next > mark.section && later.all(|section| context.placed.first(section).is_none())
        });
        if inside != mark.section && !between && !follows {
            return false;
        }
        let Some((before, after)) = mark.around else { return true };
        let own = self.headings.partition_point(|begin| *begin <= at.start);
        let from = own.checked_sub(1).and_then(|own| self.headings.get(own)).copied().unwrap_or_default();
        let to = self.headings.get(own).copied().unwrap_or(usize::MAX);
        let has = |from: usize, to: usize| {
            let first = context.lines.partition_point(|line| line.at.start < from);
            let lines = context.lines.iter().skip(first).take_while(|line| line.at.start < to);
            lines.into_iter().any(|line| line.is_content())
        };
        let (has_before, has_after) = (has(from, at.start), has(at.end, to));
        let known = context.wanted.get(mark.section).and_then(|known| known.section);
        let both = before && after && known.is_some_and(|section| section.optional.is_none());
        (before || !has_before) && (after || !has_after) && (!both || has_before == has_after)
    }
}

/// Whether notes need a mark: they have its section, or the other half of its pair.
fn is_needed(context: &Context<'_>, marks: &[Mark], mark: &Mark) -> bool {
    if context.placed.first(mark.section).is_some() {
        return true;
    }
    let Some(pair) = mark.pair() else { return false };
    marks.iter().any(|other| {
        other.pair().as_ref() == Some(&pair)
            && other.key != mark.key
            && context.placed.first(other.section).is_some()
    })
}

fn gone(context: &Context<'_>, mark: &Mark, findings: &mut Findings) {
    let there = (0..=mark.section).rev().find_map(|section| context.placed.first(section));
    let at = there.map_or(0..0, |chapter| context.end_of_own(chapter));
    let (to, after) = belongs(context, mark);
    findings.add(&GONE, at, [("mark", mark.shown()), ("where", to.at()), ("after", after)]);
}

/// Where a mark belongs.
fn belongs(context: &Context<'_>, mark: &Mark) -> (To, Value) {
    let is_there = |section: &usize| context.placed.first(*section).is_some();
    let section = (0..=mark.section).rev().find(is_there).unwrap_or_default();
    let Some(known) = context.wanted.get(section) else { return (To::Begin, Value::Words("the notes")) };
    let any = context.tree.headed().next().is_some();
    match (mark.around, section) {
        (Some((true, true)) | None, _) if section == mark.section => place(known, mark.at),
        (Some((false, _)), 0) if section == mark.section && any => {
            (To::Above, Value::Words("the first heading"))
        }
        (Some((false, _)), 0) if section == mark.section => (To::Above, Value::Words("everything else")),
        (Some((false, _)), _) if section == mark.section => (To::Under, Value::Code(known.heading())),
        (_, 0) if any => (To::Above, Value::Words("the first heading")),
        (_, 0) => (To::End, Value::Words("the notes")),
        _ => (To::End, Value::Code(known.heading())),
    }
}
