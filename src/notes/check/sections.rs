//! Whether the sections are there, where they belong, and no others.

use std::ops::Range;

use super::Context;
use super::found::{Findings, quote};
use super::place::{Role, alike};
use super::wanted::Known;
use crate::verdict::Value;

crate::messages! {
    MISSING = "notes-section-missing": "the section {section} is missing"
        => "add {heading} after {after}, with what belongs in it";
    FORBIDDEN = "notes-section-forbidden": "the section {section} does not belong in these notes: {why}"
        => "take it out, with what stands in it";
    UNKNOWN = "notes-section-unknown": "no section {section} is in the template"
        => "take it out, or put what stands in it under {nearest}";
    MISNAMED = "notes-section-misnamed": "the section {section} is called {wanted} in the template"
        => "change the heading to {wanted}";
    TWICE = "notes-section-twice": "the section {section} is there more than once, first in line {line}"
        => "put both into one";
    ORDER = "notes-section-order": "the section {section} is not where the template has it"
        => "move it, with what stands in it, after {after}";
    LEVEL = "notes-section-level": "the heading of {section} has level {level}, and not {wanted} as in the template"
        => "write it as {heading}";
}

/// Looks at all headings. `none`: the sections that say that there is nothing to say.
pub(super) fn judge(context: &Context<'_>, none: &[bool], findings: &mut Findings) {
    missing(context, none, findings);
    each(context, findings);
    levels(context, findings);
    order(context, findings);
}

fn missing(context: &Context<'_>, none: &[bool], findings: &mut Findings) {
    let (wanted, placed) = (context.wanted, context.placed);
    let is_there = |section: usize| placed.first(section).is_some();
    // A section that is missing has its own missing ones told with it, unless one of them is there.
    let mut has_some = vec![false; wanted.sections.len()];
    for (number, _) in wanted.headed().filter(|(number, _)| is_there(*number)) {
        for above in wanted.above(number) {
            if let Some(has) = has_some.get_mut(above) {
                *has = true;
            }
        }
    }
    for (number, known) in wanted.headed() {
        if is_there(number) || !known.is_required() {
            continue;
        }
        let parent = known.parent;
        let above = wanted.get(parent).filter(|_| parent != 0);
        let told = above.is_some_and(|above| {
            let empty = none.get(parent).copied().unwrap_or_default() && !known.is_demanded();
            let absent = !is_there(parent)
                && !has_some.get(parent).copied().unwrap_or_default()
                && (above.is_required() || !known.is_demanded());
            empty || absent || above.forbidden().is_some()
        });
        if !told {
            let (at, after) = belongs(context, number);
            let heading = Value::Code(known.heading());
            findings.add(
                &MISSING,
                at,
                [("section", Value::Code(known.title.clone())), ("heading", heading), ("after", after)],
            );
        }
    }
}

/// Where a section belongs: the place, and what stands before it.
fn belongs(context: &Context<'_>, section: usize) -> (Range<usize>, Value) {
    let (wanted, placed) = (context.wanted, context.placed);
    let parent = wanted.get(section).map_or(0, |known| known.parent);
    let siblings = wanted.get(parent).map(|known| known.children.as_slice()).unwrap_or_default();
    let before = siblings.iter().copied().take_while(|sibling| *sibling != section);
    let before = before.filter_map(|sibling| Some((sibling, placed.first(sibling)?))).last();
    if let Some((sibling, chapter)) = before {
        let title = wanted.get(sibling).map(Known::heading).unwrap_or_default();
        return (context.end_of(chapter), Value::Code(title));
    }
    match placed.first(parent).filter(|_| parent != 0) {
        Some(chapter) => {
            let title = wanted.get(parent).map(Known::heading).unwrap_or_default();
            (context.end_of_own(chapter), Value::Code(title))
        }
        None if wanted.get(section).is_some_and(|known| known.section.is_none()) => {
            (context.end(), Value::Words("everything else"))
        }
        None => (context.end_of_own(0), Value::Words("the beginning of the notes")),
    }
}

/// What each heading is by itself.
fn each(context: &Context<'_>, findings: &mut Findings) {
    let placed = context.placed;
    for (number, chapter) in context.tree.headed() {
        let at = chapter.at(context.outline);
        let title = || Value::Code(chapter.title.clone());
        let section = placed.section(number).and_then(|section| context.wanted.get(section));
        if let Some((known, why)) = section.and_then(|known| Some((known, known.forbidden()?))) {
            let title = Value::Code(known.title.clone());
            findings.add(&FORBIDDEN, at, [("section", title), ("why", quote(why))]);
            continue;
        }
        match placed.roles.get(number) {
            Some(Role::Misnamed(_)) => {
                let wanted = section.map(Known::heading).unwrap_or_default();
                findings.add(&MISNAMED, at, [("section", title()), ("wanted", Value::Code(wanted))]);
            }
            Some(Role::Twice(section)) => {
                let first = placed.first(*section).and_then(|first| context.tree.get(first));
                let line = first.map_or(0, |first| context.notes.spot(first.at(context.outline)).line);
                findings.add(&TWICE, at, [("section", title()), ("line", Value::Number(line))]);
            }
            Some(Role::Strange) if context.is_strange(number) => {
                let near = nearest(context, &chapter.key);
                let near = near.map_or(Value::Words("one of the template's headings"), Value::Code);
                findings.add(&UNKNOWN, at, [("section", title()), ("nearest", near)]);
            }
            _ => {}
        }
    }
}

/// The heading that a strange one was perhaps meant to be.
fn nearest(context: &Context<'_>, key: &str) -> Option<String> {
    let names: Vec<&Known<'_>> = context.wanted.headed().map(|(_, known)| known).collect();
    let near = alike(key, names.iter().map(|known| known.key.as_str()))?;
    names.iter().find(|known| known.key == near).map(|known| known.heading())
}

/// Whether headings have the template's levels. Notes as a whole may be some levels deeper, as in a changelog.
fn levels(context: &Context<'_>, findings: &mut Findings) {
    let mut by: Vec<(usize, i16, u8)> = Vec::new();
    for (number, chapter) in context.tree.headed() {
        let section = context.placed.section(number).and_then(|section| context.wanted.get(section));
        if let Some(level) = section.and_then(|known| known.level) {
            by.push((number, i16::from(chapter.level) - i16::from(level), level));
        }
    }
    let count = |offset: i16| by.iter().filter(|(_, by, _)| *by == offset).count();
    let most = (-5..=5).max_by_key(|offset| (count(*offset), *offset == 0)).unwrap_or_default();
    let offset = if context.may_be_shifted() || count(most) >= 3 { most } else { 0 };
    for (number, by, level) in by {
        let Some(chapter) = context.tree.get(number).filter(|_| by != offset) else { continue };
        let level = u8::try_from(i16::from(level) + offset).unwrap_or(1).clamp(1, 6);
        let facts = [
            ("section", Value::Code(chapter.title.clone())),
            ("level", Value::Number(u64::from(chapter.level))),
            ("wanted", Value::Number(u64::from(level))),
            ("heading", Value::Code(format!("{} {}", "#".repeat(usize::from(level)), chapter.title))),
        ];
        findings.add(&LEVEL, chapter.at(context.outline), facts);
    }
}

/// Whether sections stand in the sections that they belong in, and there in the template's order.
fn order(context: &Context<'_>, findings: &mut Findings) {
    let (wanted, placed) = (context.wanted, context.placed);
    let mut strays = vec![false; wanted.sections.len()];
    for (number, _) in wanted.headed() {
        if let (Some(chapter), Some(stray)) = (placed.first(number), strays.get_mut(number)) {
            *stray = is_astray(context, number, chapter);
        }
    }
    let mut told: Vec<usize> =
        strays.iter().enumerate().filter(|(_, stray)| **stray).map(|(number, _)| number).collect();
    if !context.rules.free_order {
        for known in &wanted.sections {
            let mut there: Vec<(usize, usize)> = known
                .children
                .iter()
                .filter(|child| !strays.get(**child).copied().unwrap_or_default())
                .filter_map(|child| Some((placed.first(*child)?, *child)))
                .collect();
            there.sort_unstable();
            let sections: Vec<usize> = there.into_iter().map(|(_, section)| section).collect();
            told.extend(out_of_order(&sections));
        }
    }
    for section in told {
        let (_, after) = belongs(context, section);
        let chapter = placed.first(section).and_then(|chapter| context.tree.get(chapter));
        if let Some(chapter) = chapter {
            let title = Value::Code(chapter.title.clone());
            findings.add(&ORDER, chapter.at(context.outline), [("section", title), ("after", after)]);
        }
    }
}

/// Whether a chapter stands in another section than its own is in. Where a wrong level makes it so, the level is told.
fn is_astray(context: &Context<'_>, section: usize, chapter: usize) -> bool {
    let (wanted, placed, tree) = (context.wanted, context.placed, context.tree);
    let Some(own) = wanted.get(section).filter(|known| known.section.is_some()) else { return false };
    let belongs = wanted.above(section).find(|above| placed.first(*above).is_some()).unwrap_or_default();
    let inside = tree.above(chapter).find_map(|above| Some((above, placed.section(above)?)));
    let (above, is_in) = inside.unwrap_or_default();
    let level = |chapter: usize| tree.get(chapter).map(|chapter| chapter.level);
    // The same steps down as in the template: no level is wrong.
    let steps = own.level.zip(wanted.get(belongs).and_then(|known| known.level));
    let taken = level(chapter).zip(placed.first(belongs).and_then(level));
    let right_level = match (steps, taken) {
        (Some((own, parent)), Some((level, above))) => {
            i16::from(own) - i16::from(parent) == i16::from(level) - i16::from(above)
        }
        _ => own.level == level(chapter),
    };
    let right_above = wanted.get(is_in).is_none_or(|known| known.level == level(above) || is_in == 0);
    is_in != belongs && right_level && right_above
}

/// Which of these have to move for the others to be in rising order: the fewest.
pub(super) fn out_of_order(sections: &[usize]) -> Vec<usize> {
    // The ends of the longest rising rows of each length, and what stands before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(sections.len());
    let value = |at: &usize| sections.get(*at).copied().unwrap_or_default();
    for at in 0..sections.len() {
        let length = ends.partition_point(|end| value(end) < value(&at));
        before.push(length.checked_sub(1).and_then(|length| ends.get(length).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let step = |at: &usize| before.get(*at).copied().flatten();
    let stay: Vec<usize> = std::iter::successors(ends.last().copied(), step).collect();
    let moves = (0..sections.len()).filter(|at| !stay.contains(at));
    moves.map(|at| value(&at)).collect()
}

#[cfg(test)]
mod tests {
    use super::out_of_order;

    #[test]
    fn the_fewest_have_to_move() {
        assert!(out_of_order(&[1, 2, 3]).is_empty());
        assert_eq!(out_of_order(&[3, 1, 2]), [3]);
        assert_eq!(out_of_order(&[2, 3, 1]), [1]);
        assert_eq!(out_of_order(&[]), [] as [usize; 0]);
    }
}
