//! Where a missing line can stand: the places that keep the policy's order first.

use super::own::{is_at, marked};
use super::text::Text;
use crate::markdown::{BlockKind, Section, find, outline, same_heading, sections};
use crate::plan::outline::{Item, ItemSort, Node};
use crate::requirement::Page;

/// Where lines can be put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    /// The beginning of a line.
    pub(super) at: usize,
    /// The indent of the list, and its bullet.
    pub(super) list: String,
    /// Whether blank lines part it from what is above and below.
    pub(super) apart: bool,
}

/// Where a heading can be put in, and its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HeadingSpot {
    pub(super) at: usize,
    pub(super) level: usize,
}

/// The places for an item of a node: behind what stands before it in the policy, before what stands behind it, at the end
/// of its section.
pub(super) fn of_item(text: &Text, node: &Node, index: usize) -> Vec<Spot> {
    let Some(item) = node.items.get(index) else { return Vec::new() };
    let before = node.items.iter().take(index).rev();
    let after = node.items.iter().skip(index + 1);
    let mut spots: Vec<Spot> = before.filter_map(|one| beside(text, one, true)).collect();
    spots.extend(after.filter_map(|one| beside(text, one, false)));
    let all = sections(text.body());
    for want in item.wants.iter().filter(|want| !want.is_empty()) {
        let found = find(&all, want);
        spots.extend(found.iter().rev().map(|section| at_end(text, section.own.start, section.own.end)));
    }
    if let Some(section) = all.iter().find(|section| same_heading(&section.key, &node.key)) {
        spots.push(at_end(text, section.own.start, section.own.end));
    }
    if item.wants.iter().any(Vec::is_empty) {
        spots.push(at_end(text, 0, text.body().len()));
        spots.push(Spot { at: 0, list: "-".to_owned(), apart: true });
    }
    spots
}

/// Behind or before the list item in which another item of the plan stands.
fn beside(text: &Text, item: &Item, behind: bool) -> Option<Spot> {
    let page = Page::read(text.body());
    let first = item.wants.first();
    let start = match item.sort {
        ItemSort::Box => {
            let found = page.boxes(&item.key, first?);
            let [one] = found.as_slice() else { return None };
            one.at.start
        }
        ItemSort::Field => {
            let found = page.fields_named(&item.key, first?);
            let [one] = found.as_slice() else { return None };
            one.at.start
        }
        ItemSort::Plain | ItemSort::Off => {
            let mut own = marked(text).into_iter();
            own.find(|one| one.task.is_none() && item.ids.contains(&one.mark.id))?.line.start
        }
    };
    let line = text.line_at(start.min(text.body().len().saturating_sub(1)));
    let mut around = outline(text.body()).blocks.into_iter().filter_map(|block| match block.kind {
        BlockKind::Item { item, .. } if line.start <= item.start && item.start < line.end => Some(item),
        _ => None,
    });
    let around = around.next_back()?;
    let shown = text.shown(&line);
    let list = list_of(shown);
    let at = if behind { last_line(text, line.start, around.end) } else { line.start };
    Some(Spot { at, list, apart: false })
}

/// Behind the last line with something on it between two places.
fn at_end(text: &Text, start: usize, end: usize) -> Spot {
    let at = last_line(text, start, end);
    // A list that ends there goes on.
    let last = at.checked_sub(1).map(|at| text.line_at(at));
    let of_list = last.filter(|line| line.start >= start).map(|line| text.shown(&line));
    let is_item =
        |shown: &&str| ["- ", "* ", "+ "].iter().any(|bullet| shown.trim_start().starts_with(bullet));
    let of_list = of_list.filter(is_item);
    let outer = of_list.filter(|shown| !shown.starts_with([' ', '\t']));
    Spot { at, list: list_of(outer.unwrap_or_default()), apart: of_list.is_none() }
}

/// The indent of a line, and the bullet behind it, if it has one that a box can have.
fn list_of(line: &str) -> String {
    let rest = line.trim_start();
    let indent = line.get(..line.len() - rest.len()).unwrap_or_default();
    let bullet = rest.chars().next().filter(|bullet| "*+".contains(*bullet)).unwrap_or('-');
    format!("{indent}{bullet}")
}

/// The end of the last line that is not blank between two places, and not before the first of them.
fn last_line(text: &Text, start: usize, end: usize) -> usize {
    let within = text.body().get(start..end).unwrap_or_default();
    let kept = start + within.trim_end().len();
    match kept.checked_sub(1) {
        Some(last) if kept > start => text.line_at(last).end,
        _ => start,
    }
}

/// The places for the headings of a node's path from `first` on: behind the section before it in the policy, before the one
/// behind it, at the end of the section around it, at the end of all, at the beginning of all.
pub(super) fn of_heading(text: &Text, path: &[&Node], first: usize) -> Vec<HeadingSpot> {
    let all = sections(text.body());
    let end = text.body().len();
    let above = path.get(..first).unwrap_or_default();
    let parent = above.iter().rev().find_map(|node| section_of(&all, node, above));
    let mut spots = Vec::new();
    let siblings = above.last().map(|node| node.children.as_slice()).unwrap_or_default();
    let own = path.get(first).and_then(|node| siblings.iter().position(|one| std::ptr::eq(one, *node)));
    let inside = |section: &&Section| match parent {
        Some(parent) => {
            parent.content.start <= section.heading.start && section.heading.start < parent.content.end
        }
        None => true,
    };
    let section = |node: &Node| all.iter().filter(inside).find(|one| same_heading(&one.key, &node.key));
    if let Some(own) = own {
        let before = siblings.iter().take(own).rev().find_map(section);
        spots.extend(before.map(|one| HeadingSpot { at: one.content.end, level: usize::from(one.level) }));
        let after = siblings.iter().skip(own + 1).find_map(section);
        spots.extend(after.map(|one| HeadingSpot { at: one.heading.start, level: usize::from(one.level) }));
    }
    if let Some(parent) = parent {
        spots.push(HeadingSpot { at: parent.content.end, level: usize::from(parent.level) + 1 });
    }
    let top = all.iter().map(|section| usize::from(section.level)).min().unwrap_or(2);
    for level in [top, 2, 1] {
        spots.push(HeadingSpot { at: end, level });
    }
    spots.push(HeadingSpot { at: 0, level: top });
    spots
}

/// The section of a node in a text.
pub(super) fn section_of<'s>(all: &'s [Section], node: &Node, path: &[&Node]) -> Option<&'s Section> {
    if node.heading.is_empty() {
        return None;
    }
    let at = path.iter().position(|one| std::ptr::eq(*one, node))?;
    let keys: Vec<String> = path
        .iter()
        .take(at + 1)
        .filter(|node| node.needed || std::ptr::eq(**node, path.get(at).copied().unwrap_or(node)))
        .filter(|node| !node.heading.is_empty())
        .map(|node| node.key.clone())
        .collect();
    find(all, &keys).first().copied()
}

/// Whether an item stands in a text under these headings, as far as its wants go.
pub(super) fn stands(item: &Item, page: &Page) -> bool {
    match item.sort {
        ItemSort::Box => page.tasks().iter().any(|task| task.key == item.key && is_at(item, &task.section)),
        ItemSort::Field => {
            page.fields().iter().any(|field| field.key == item.key && is_at(item, &field.section))
        }
        ItemSort::Plain | ItemSort::Off => false,
    }
}
