//! The plan as a text, with headings at levels at which everything in it is found.
//!
//! Headings have six levels, and one of the third level is a field as well, so that a policy may need others than most do.
//! Each choice of levels is tried by the code that judges, and the first that has everything is taken.

use super::mark::{Mark, Sort};
use super::outline::{Item, ItemSort, Node};
use super::{Facts, Lost, safe, words};
use crate::policy::Policy;
use crate::requirement::Page;

/// The levels of headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Levels {
    /// The level of the headings at the top.
    pub(super) top: usize,
    /// Whether headings are left out that nothing is looked for under.
    pub(super) needed_only: bool,
}

/// Those that are tried, the usual first.
const LEVELS: [Levels; 4] = [
    Levels { top: 2, needed_only: false },
    Levels { top: 1, needed_only: false },
    Levels { top: 2, needed_only: true },
    Levels { top: 1, needed_only: true },
];

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) body: String,
    pub(super) lost: Vec<Lost>,
}

/// Writes the plan.
pub(super) fn write(root: &Node, policy: &Policy, facts: &Facts) -> Written {
    let mut best: Option<Written> = None;
    for levels in LEVELS {
        let mut body = head(policy, facts);
        section(root, levels.top.saturating_sub(1), levels, &mut body);
        let lost = lost(root, &Page::read(&body));
        let is_better = best.as_ref().is_none_or(|best| lost.len() < best.lost.len());
        if is_better {
            let done = lost.is_empty();
            best = Some(Written { body, lost });
            if done {
                break;
            }
        }
    }
    best.unwrap_or(Written { body: String::new(), lost: Vec::new() })
}

/// What stands above everything, between its marks.
pub(super) fn head(policy: &Policy, facts: &Facts) -> String {
    let text = words::head(policy, facts);
    format!("{}\n{text}\n", Mark::new(Sort::Line, "head", &text, "").written())
}

fn section(node: &Node, level: usize, levels: Levels, body: &mut String) {
    for item in &node.items {
        body.push_str(&lines(item).join("\n"));
        body.push('\n');
    }
    for child in &node.children {
        let shown = child.needed || !levels.needed_only;
        if shown {
            if !body.ends_with("\n\n") {
                body.push('\n');
            }
            body.push_str(&heading(child, level + 1));
        }
        section(child, if shown { level + 1 } else { level }, levels, body);
    }
}

/// A heading, with what is said under it.
pub(super) fn heading(node: &Node, level: usize) -> String {
    let mut text = format!("{} {}\n\n", "#".repeat(level), safe::heading(&node.heading));
    if !node.intro.is_empty() {
        text.push_str(&node.intro);
        text.push_str("\n\n");
    }
    text
}

/// The lines of an item: itself, and what is said of it.
pub(super) fn lines(item: &Item) -> Vec<String> {
    let note = item.notes.join("; ");
    let id = item.ids.first().map(String::as_str).unwrap_or_default();
    let below = |first: String| {
        let note = Some(format!("  - {note}")).filter(|_| !note.is_empty());
        std::iter::once(first).chain(note).collect()
    };
    match item.sort {
        ItemSort::Box => {
            let mark = Mark::new(Sort::Box, id, &item.key, &note).written();
            below(format!("- [ ] {} {mark}", safe::box_text(&item.text)))
        }
        // What stands nested under a field would be its answer.
        ItemSort::Field => {
            let (label, prompt) = (safe::label(&item.text), words::prompt(&item.notes));
            let mark = Mark::new(Sort::Field, id, &item.key, &prompt).written();
            vec![format!("- {label} {mark}: {prompt}")]
        }
        ItemSort::Plain => {
            let text = format!("{} — {note}", safe::words(&item.text));
            vec![format!("- {text} {}", Mark::new(Sort::Line, id, &text, "").written())]
        }
        ItemSort::Off => {
            let text = format!("~~{}~~ — {note}", safe::words(&item.text));
            vec![format!("- {text} {}", Mark::new(Sort::Line, id, &text, "").written())]
        }
    }
}

/// All items, in their order.
pub(super) fn items(node: &Node) -> Vec<&Item> {
    let own = node.items.iter();
    own.chain(node.children.iter().flat_map(items)).collect()
}

/// What a gate would not find once, in the order of the policy.
pub(super) fn lost(root: &Node, page: &Page) -> Vec<Lost> {
    let mut lost = Vec::new();
    for item in items(root) {
        for want in &item.wants {
            let found = match item.sort {
                ItemSort::Box => page.boxes(&item.key, want).len(),
                ItemSort::Field => page.fields_named(&item.key, want).len(),
                ItemSort::Plain | ItemSort::Off => continue,
            };
            if found != 1 {
                let id = item.ids.first().cloned().unwrap_or_default();
                lost.push(Lost { id, text: item.text.clone(), found });
            }
        }
    }
    lost
}
