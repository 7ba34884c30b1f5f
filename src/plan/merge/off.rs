//! Boxes that are struck because nothing asks for them, and boxes that are asked for again.

use super::own::{Marked, Step, each, is_at, is_once, step};
use super::text::{Change, Text};
use crate::plan::mark::{Mark, Sort, digest_of};
use crate::plan::outline::{Item, ItemSort, Node};
use crate::plan::{page, words};
use crate::requirement::Page;

/// Strikes the boxes that nothing asks for any more, and takes that back for those that are asked for again. What people
/// reworded, struck or wrote themselves is left alone, and so is what somebody moved to another section.
pub(super) fn strike_and_restore(text: &mut Text, root: &Node) {
    let items = page::items(root);
    each(text, |text, own| {
        let Some(task) = &own.task else { return Step::Left };
        // Reworded by somebody, or with words behind the mark.
        if digest_of(&task.key) != own.mark.text || !own.rest.trim().is_empty() {
            return Step::Left;
        }
        let asked = items.iter().any(|item| item.sort == ItemSort::Box && item.key == task.key);
        match own.mark.sort {
            Sort::Box if !asked && !task.struck => strike(text, own, &reason(&items, &own.mark.id)),
            Sort::Off if !asked => say_why(text, own, &reason(&items, &own.mark.id)),
            Sort::Off => {
                let is_it = |item: &&&Item| {
                    item.sort == ItemSort::Box && item.key == task.key && is_at(item, &task.section)
                };
                items.iter().find(is_it).map_or(Step::Left, |item| restore(text, own, item))
            }
            Sort::Box | Sort::Field | Sort::Line => Step::Left,
        }
    });
}

/// Why a box is not asked for.
fn reason(items: &[&Item], id: &String) -> String {
    let off = items.iter().find(|item| item.sort == ItemSort::Off && item.ids.contains(id));
    off.map_or_else(words::gone, |item| item.notes.join("; "))
}

fn strike(text: &mut Text, own: &Marked, reason: &str) -> Step {
    let Some(task) = &own.task else { return Step::Left };
    let mark = Mark::new(Sort::Off, &own.mark.id, &task.key, reason);
    let with = format!("{}{}", own.with(&format!("~~{}~~", own.text), &mark), own.nested(reason));
    let line = task.line;
    let key = task.key.clone();
    let ticked = task.ticked;
    let is_struck = |body: &str| {
        let boxes = Page::read(body);
        let mut boxes = boxes.tasks().iter();
        boxes.any(|one| one.line == line && one.struck && one.key == key && one.ticked == ticked)
    };
    step(text, &Change { at: own.with_note(), with }, is_struck)
}

/// Says another reason, where nobody has touched the one that stands there.
fn say_why(text: &mut Text, own: &Marked, reason: &str) -> Step {
    if digest_of(reason) == own.mark.note || own.note.is_none() {
        return Step::Left;
    }
    let Some(task) = &own.task else { return Step::Left };
    let mark = Mark::new(Sort::Off, &own.mark.id, &task.key, reason);
    let with = format!("{}{}", own.with(&own.text, &mark), own.nested(reason));
    step(text, &Change { at: own.with_note(), with }, |_| true)
}

fn restore(text: &mut Text, own: &Marked, item: &Item) -> Step {
    let Some(task) = &own.task else { return Step::Left };
    let inner = own.text.strip_prefix("~~").and_then(|inner| inner.strip_suffix("~~"));
    let Some(inner) = inner.filter(|_| task.struck) else { return Step::Left };
    let note = item.notes.join("; ");
    let id = item.ids.first().unwrap_or(&own.mark.id);
    let mark = Mark::new(Sort::Box, id, &item.key, &note);
    let below = if note.is_empty() { String::new() } else { own.nested(&note) };
    let with = format!("{}{below}", own.with(inner, &mark));
    let ticked = task.ticked;
    let is_back = |body: &str| {
        let page = Page::read(body);
        is_once(item, &page)
            && item
                .wants
                .iter()
                .all(|want| page.boxes(&item.key, want).iter().all(|one| one.ticked == ticked))
    };
    step(text, &Change { at: own.with_note(), with }, is_back)
}
