//! Whether the sections are there, where they belong, and no others.

use std::collections::HashSet;
use std::ops::Range;

use super::Context;
use super::found::{Findings, quote};
use super::lines::{Line, LineKind};
use super::order::To;
use super::place::{Role, alike};
use super::tree::Chapter;
use super::unmarked;
use super::wanted::Known;
use crate::verdict::Value;

crate::messages! {
    MISSING = "notes-section-missing": "the section {section} is missing"
        => "add {heading} {where} {after}, with what belongs in it";
    NO_TITLE = "notes-title-missing": "the title {heading} is missing"
        => "add {heading} at the beginning of the notes";
    TITLE = "notes-title-altered": "the title {found} is not as the template has it, {expected}"
        => "write it as {expected}{filled}";
    FORBIDDEN = "notes-section-forbidden": "the section {section} does not belong in these notes: the policy forbids it {why}"
        => "take it out, with what stands in it";
    UNKNOWN = "notes-section-unknown": "no section {section} is in the template"
        => "take it out, or put what stands in it under {nearest}";
    MISNAMED = "notes-section-misnamed": "the section {section} is called {wanted} in the template"
        => "change the heading to {wanted}";
    TWICE = "notes-section-twice": "the section {section} is there more than once, first in line {line} as {first}"
        => "put both into one";
    ORDER = "notes-section-order": "the section {section} is not where the template has it"
        => "move it, with what stands in it, {where} {after}";
    ABOVE = "notes-text-above-title": "text stands above the title, where the template has none"
        => "move it under a heading, or take it out";
    LEVEL = "notes-section-level": "the heading of {section} has level {level}, and not {wanted} as in the template"
        => "write it as {heading}";
}

/// Looks at all headings. `none`: the sections that say that there is nothing to say.
pub(super) fn judge(context: &Context<'_>, none: &[bool], findings: &mut Findings) {
    missing(context, none, findings);
    each(context, findings);
    levels(context, findings);
    order(context, findings);
    above_title(context, findings);
}

/// Whether text stands above the title, though the template has none there. Pictures and HTML, such as badges, may.
fn above_title(context: &Context<'_>, findings: &mut Findings) {
    let empty = context.template.is_some_and(|template| template.root.parts.is_empty());
    let title = context.wanted.title().and_then(|title| context.placed.first(title));
    if title != Some(1) || !empty || context.rules.extra_sections {
        return;
    }
    let first = context.tree.get(1).and_then(|chapter| chapter.heading).unwrap_or_default();
    let is_text = |line: &&Line| {
        let kind = matches!(line.kind, LineKind::Text | LineKind::Item | LineKind::Row);
        kind && line.prose.chars().any(char::is_alphanumeric)
    };
    if let Some(line) = context.lines.iter().take_while(|line| line.block < first).find(is_text) {
        findings.add(&ABOVE, line.at.clone(), []);
    }
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
    let unmarked = unmarked::find(context);
    for (number, known) in wanted.headed() {
        if is_there(number) || known.forbidden().is_some() {
            continue;
        }
        if let Some(one) = unmarked.get(&number) {
            one.tell(known, findings);
            continue;
        }
        if !known.is_required() || wanted.is_hollow(number) {
            continue;
        }
        let parent = known.parent;
        let above = wanted.get(parent).filter(|_| parent != 0);
        let told = above.is_some_and(|above| {
            let empty = none.get(parent).copied().unwrap_or_default() && !known.is_demanded();
            let absent = !is_there(parent)
                && wanted.title() != Some(parent)
                && !has_some.get(parent).copied().unwrap_or_default()
                && (above.is_required() || !known.is_demanded());
            empty || absent || above.forbidden().is_some()
        });
        if !told {
            let (at, to, after) = belongs(context, number);
            let heading = ("heading", Value::Code(wanted.heading(number)));
            if to == To::Begin && wanted.title() == Some(number) {
                findings.add(&NO_TITLE, at, [heading]);
                continue;
            }
            let section = ("section", Value::Code(known.title.clone()));
            findings.add(&MISSING, at, [section, heading, ("where", to.at()), ("after", after)]);
        }
    }
}

/// Where a section belongs: the place, and what stands before it.
fn belongs(context: &Context<'_>, section: usize) -> (Range<usize>, To, Value) {
    let (wanted, placed) = (context.wanted, context.placed);
    let parent = wanted.get(section).map_or(0, |known| known.parent);
    let shown = |chapter| Value::Code(context.tree.get(chapter).map(Chapter::written).unwrap_or_default());
    let above = placed.first(parent).filter(|_| parent != 0);
    // What only the policy knows may stand anywhere among the others.
    if wanted.get(section).is_some_and(|known| known.section.is_none()) {
        return match above {
            Some(chapter) => (context.end_of(chapter), To::End, shown(chapter)),
            None => (context.end(), To::End, Value::Words("the notes")),
        };
    }
    let siblings = wanted.get(parent).map(|known| known.children.as_slice()).unwrap_or_default();
    let before = || siblings.iter().copied().take_while(|sibling| *sibling != section);
    let at = match (before().filter_map(|sibling| placed.first(sibling)).last(), above) {
        (Some(chapter), _) => context.end_of(chapter),
        (None, above) => context.end_of_own(above.unwrap_or_default()),
    };
    // One that is missing, too, is told to be added before.
    let is_told = |sibling: &usize| {
        placed.first(*sibling).is_some()
            || (wanted.get(*sibling).is_some_and(Known::is_required) && !wanted.is_hollow(*sibling))
    };
    match (before().filter(is_told).last(), above) {
        (Some(sibling), _) => {
            let there = placed.first(sibling).map(shown);
            (at, To::After, there.unwrap_or_else(|| Value::Code(wanted.heading(sibling))))
        }
        (None, Some(chapter)) => (at, To::Below, shown(chapter)),
        (None, None) if parent != 0 => (at, To::Below, Value::Code(wanted.heading(parent))),
        (None, None) => (at, To::Begin, Value::Words("the beginning of the notes")),
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
            Some(Role::Misnamed(own)) if context.wanted.title() == Some(*own) => {
                let expected = section.map(Known::heading).unwrap_or_default();
                let open = section.is_some_and(Known::is_open);
                let filled =
                    Value::Words(if open { ", with something in each place to fill in" } else { "" });
                let facts = [("found", title()), ("expected", Value::Code(expected)), ("filled", filled)];
                findings.add(&TITLE, at, facts);
            }
            Some(Role::Misnamed(_)) => {
                let wanted = section.map(Known::heading).unwrap_or_default();
                findings.add(&MISNAMED, at, [("section", title()), ("wanted", Value::Code(wanted))]);
            }
            Some(Role::Twice(section)) => {
                let first = placed.first(*section).and_then(|first| context.tree.get(first));
                let line = first.map_or(0, |first| context.notes.spot(first.at(context.outline)).line);
                let first = Value::Code(first.map(Chapter::written).unwrap_or_default());
                findings.add(
                    &TWICE,
                    at,
                    [("section", title()), ("line", Value::Number(line)), ("first", first)],
                );
            }
            Some(Role::Strange) if context.is_strange(number) => {
                let near = match nearest(context, &chapter.key) {
                    near if near.is_empty() => Value::Words("one of the template's headings"),
                    near => Value::Codes(near),
                };
                findings.add(&UNKNOWN, at, [("section", title()), ("nearest", near)]);
            }
            _ => {}
        }
    }
}

/// The headings that a strange one was perhaps meant to be: one of nearly its name, or those that share a word with it.
fn nearest(context: &Context<'_>, key: &str) -> Vec<String> {
    const NAMED: usize = 3;
    let names: Vec<(usize, &Known<'_>)> = context.wanted.headed().collect();
    let heading = |number: &usize| context.wanted.heading(*number);
    if let Some(near) = alike(key, names.iter().map(|(_, known)| known.key.as_str())) {
        return names
            .iter()
            .find(|(_, known)| known.key == near)
            .map(|(number, _)| heading(number))
            .into_iter()
            .collect();
    }
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
        words.take(12).map(str::to_owned).collect()
    };
    let own = words(key);
    let shares = |(number, known): &&(usize, &Known<'_>)| {
        context.wanted.title() != Some(*number) && words(&known.key).iter().any(|word| own.contains(word))
    };
    names.iter().filter(shares).take(NAMED).map(|(number, _)| heading(number)).collect()
}

/// Whether headings have the template's levels. Notes as a whole may be some levels deeper, as in a changelog.
fn levels(context: &Context<'_>, findings: &mut Findings) {
    let mut by: Vec<(usize, i16, u8)> = Vec::new();
    let mut top: Option<i16> = None;
    for (number, chapter) in context.tree.headed() {
        let section = context.placed.section(number).and_then(|section| context.wanted.get(section));
        if let Some((known, level)) = section.and_then(|known| Some((known, known.level?))) {
            let offset = i16::from(chapter.level) - i16::from(level);
            if known.parent == 0 && context.wanted.title().is_some() {
                top.get_or_insert(offset);
            }
            by.push((number, offset, level));
        }
    }
    let count = |offset: i16| by.iter().filter(|(_, by, _)| *by == offset).count();
    let most = (-5..=5).max_by_key(|offset| (count(*offset), *offset == 0)).unwrap_or_default();
    // A title stands above all others: with it they are deeper, and not without it.
    let offset = match (context.may_be_shifted(), top) {
        (true, Some(top)) => top,
        (true, None) => most,
        (false, top) if most > 0 && count(most) >= 3 && top.is_none_or(|top| top == most) => most,
        _ => 0,
    };
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
        let (_, to, after) = belongs(context, section);
        let chapter = placed.first(section).and_then(|chapter| context.tree.get(chapter));
        if let Some(chapter) = chapter {
            let title = Value::Code(chapter.title.clone());
            let facts = [("section", title), ("where", to.towards()), ("after", after)];
            findings.add(&ORDER, chapter.at(context.outline), facts);
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
    let stay: HashSet<usize> = std::iter::successors(ends.last().copied(), step).collect();
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
