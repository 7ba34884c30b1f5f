//! Putting in what is missing: boxes and fields into their sections, sections where the policy has them.

use super::nodes;
use super::own::{indented, is_missing, is_once, marked};
use super::places::{self, Spot};
use super::text::{Change, Text};
use crate::markdown::sections;
use crate::plan::mark::{Sort, digest_of};
use crate::plan::outline::{Item, ItemSort, Node};
use crate::plan::{page, safe};
use crate::requirement::Page;

/// Puts a heading of the policy under one that somebody gave the section instead, if all of the section's boxes are there:
/// with it they are found, and nothing that people wrote is changed.
pub(super) fn headings(text: &mut Text, root: &Node) {
    let mut all = Vec::new();
    nodes(root, &mut Vec::new(), &mut all);
    for path in all {
        let Some(node) = path.last() else { continue };
        let boxes: Vec<&Item> = node.items.iter().filter(|item| item.sort == ItemSort::Box).collect();
        let page = Page::read(text.body());
        if !node.needed || boxes.is_empty() || !boxes.iter().all(|item| is_missing(item, &page)) {
            continue;
        }
        let known = sections(text.body());
        if places::section_of(&known, node, &path).is_some() {
            continue;
        }
        let own = marked(text);
        let ours: Vec<_> = own
            .iter()
            .filter(|one| one.mark.sort == Sort::Box)
            .filter_map(|one| Some((one, one.task.as_ref()?)))
            .filter(|(one, task)| {
                digest_of(&task.key) == one.mark.text && boxes.iter().any(|item| item.key == task.key)
            })
            .collect();
        let Some((_, first)) = ours.first() else { continue };
        if ours.len() * 2 < boxes.len() || ours.iter().any(|(_, task)| task.section != first.section) {
            continue;
        }
        let Some(section) = known.iter().rfind(|one| one.line < first.line) else { continue };
        let level = usize::from(section.level) + 1;
        let found = |body: &str| {
            let page = Page::read(body);
            ours.iter().all(|(_, task)| {
                boxes.iter().filter(|item| item.key == task.key).all(|item| is_once(item, &page))
            })
        };
        if level <= 6 {
            let with = format!("\n{} {}\n", "#".repeat(level), safe::heading(&node.heading));
            let at = text.line_at(section.heading.end.saturating_sub(1)).end;
            text.change_under(&Change { at: at..at, with }, Some(&node.key), found);
        }
    }
}

/// Puts in every box and field that a requirement does not find.
pub(super) fn missing(text: &mut Text, root: &Node) {
    let mut all = Vec::new();
    nodes(root, &mut Vec::new(), &mut all);
    for path in all {
        let Some(node) = path.last() else { continue };
        let page = Page::read(text.body());
        if !node.items.iter().any(|item| is_missing(item, &page)) {
            continue;
        }
        let there = places::section_of(&sections(text.body()), node, &path).is_some();
        let begun = node.items.iter().any(|item| places::stands(item, &page));
        if !there && !begun && new_section(text, &path) {
            continue;
        }
        for index in 0..node.items.len() {
            one(text, node, index);
        }
        // What fits nowhere else has a section of its own.
        let page = Page::read(text.body());
        if node.items.iter().any(|item| is_missing(item, &page)) {
            new_section(text, &path);
        }
    }
}

/// Puts in one item where it belongs.
fn one(text: &mut Text, node: &Node, index: usize) {
    let Some(item) = node.items.get(index) else { return };
    if !is_missing(item, &Page::read(text.body())) {
        return;
    }
    for spot in places::of_item(text, node, index) {
        let lines = indented(std::iter::once(item), &spot.list);
        let with = apart(text, &spot, &lines);
        let found = |body: &str| is_once(item, &Page::read(body));
        if text.change(&Change { at: spot.at..spot.at, with }, found) {
            return;
        }
    }
}

/// Lines with blank ones around them, where that is asked for and none are there.
fn apart(text: &Text, spot: &Spot, lines: &str) -> String {
    if !spot.apart {
        return lines.to_owned();
    }
    let body = text.body();
    let above = spot.at.checked_sub(1).map(|at| text.shown(&text.line_at(at)).trim().is_empty());
    let below = (spot.at < body.len()).then(|| text.shown(&text.line_at(spot.at)).trim().is_empty());
    let first = if above == Some(false) { "\n" } else { "" };
    let last = if below == Some(false) { "\n" } else { "" };
    format!("{first}{lines}{last}")
}

/// Puts in the headings of a node that are not there, with all of its items below.
fn new_section(text: &mut Text, path: &[&Node]) -> bool {
    let Some(node) = path.last() else { return false };
    let page = Page::read(text.body());
    let missing: Vec<&Item> = node.items.iter().filter(|item| is_missing(item, &page)).collect();
    let all_missing = missing.len() == node.items.iter().filter(|item| !item.wants.is_empty()).count();
    let shown: Vec<&Item> = match all_missing {
        // A section that is new has the lines without a box, too.
        true => node.items.iter().collect(),
        false => missing.clone(),
    };
    let known = sections(text.body());
    let others = path.first().map(|root| root.children.as_slice()).unwrap_or_default();
    let phases = others.iter().any(|phase| !phase.needed && known.iter().any(|one| one.key == phase.key));
    let first = (1..path.len()).find(|at| {
        path.get(*at)
            .is_some_and(|node| (node.needed || phases) && places::section_of(&known, node, path).is_none())
    });
    // All of its headings are there, and yet nothing could be put under them: once more, at another place.
    let first = first.unwrap_or(path.len().saturating_sub(1));
    let headings: Vec<&&Node> = path.iter().skip(first).filter(|node| node.needed || phases).collect();
    for spot in places::of_heading(text, path, first) {
        if spot.level + headings.len() > 7 || headings.is_empty() {
            continue;
        }
        let mut lines = String::new();
        for (deeper, node) in headings.iter().enumerate() {
            lines.push_str(&page::heading(node, spot.level + deeper));
        }
        lines.push_str(&indented(shown.iter().copied(), "-"));
        let spot = Spot { at: spot.at, list: "-".to_owned(), apart: true };
        let with = apart(text, &spot, &lines);
        let found = |body: &str| {
            let page = Page::read(body);
            missing.iter().all(|item| is_once(item, &page))
        };
        if text.change(&Change { at: spot.at..spot.at, with }, found) {
            return true;
        }
    }
    false
}
