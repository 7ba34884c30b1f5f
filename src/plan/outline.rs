//! What the policy asks of the tracking issue: a tree of headings, with what stands under each in the policy's order.
//!
//! A box is found by its text and the headings above it, so that one box may serve several requirements. It is written once,
//! where all of them find it.

use std::collections::BTreeSet;

use super::{Facts, words};
use crate::markdown::{normalise, same_heading, within};
use crate::notes::Source;
use crate::policy::{Holds, Phase, Policy, Requirement};
use crate::release::Named;
use crate::requirement::entries::Sort as Sought;
use crate::requirement::{Entry, Tree};

/// A heading with what stands under it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// The heading as the policy writes it; none at the root.
    pub(super) heading: String,
    /// Its key.
    pub(super) key: String,
    /// A sentence under it.
    pub(super) intro: String,
    /// What stands under it before the next heading.
    pub(super) items: Vec<Item>,
    /// The headings under it.
    pub(super) children: Vec<Node>,
    /// Whether the policy looks for it; if not it may be left out.
    pub(super) needed: bool,
}

/// A line of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) sort: ItemSort,
    /// The requirements that it is for.
    pub(super) ids: Vec<String>,
    /// Its text as the policy writes it.
    pub(super) text: String,
    /// Its key.
    pub(super) key: String,
    /// Where each of the requirements looks for it: the keys of headings.
    pub(super) wants: Vec<Vec<String>>,
    /// What is said of it: one clause each.
    pub(super) notes: Vec<String>,
}

/// What a line of the plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemSort {
    /// A box to tick.
    Box,
    /// A line to fill in.
    Field,
    /// Nothing is ticked: it is seen, or signed in another way.
    Plain,
    /// It is not asked of this release.
    Off,
}

/// The tree of all release phases.
pub(super) fn outline(policy: &Policy, facts: &Facts) -> Node {
    let mut root = Node::default();
    let headings = headings(policy);
    for phase in policy.phases.iter().filter(|phase| phase.holds != Holds::Merge) {
        let own = phase_section(phase);
        let (heading, needed) = match &own {
            Some(section) => (section.clone(), true),
            None => (free_heading(&phase.name, &headings), false),
        };
        let intro = words::phase(phase);
        let key = normalise(&heading);
        root.children.push(Node { heading, key, intro, needed, ..Node::default() });
        let at = root.children.len() - 1;
        let mut writer = Writer { root: &mut root, at, own: own.as_deref(), facts };
        for requirement in &phase.requirements {
            writer.requirement(requirement);
        }
    }
    named_people(policy, &mut root);
    notes_section(policy, &mut root);
    root
}

/// The heading that the policy names for a phase.
fn phase_section(phase: &Phase) -> Option<String> {
    let has_one = |one: &&Requirement| one.section.len() > one.group.len();
    phase.requirements.iter().find(has_one).and_then(|one| one.section.first()).cloned()
}

/// All headings that something of the policy is looked for under.
fn headings(policy: &Policy) -> BTreeSet<String> {
    let requirements = || policy.phases.iter().flat_map(|phase| &phase.requirements);
    let sections = requirements().flat_map(|one| &one.section);
    let places = requirements().flat_map(|one| one.require.leaves()).flat_map(|leaf| leaf.entries());
    let places =
        places.flat_map(|entry| entry.headings().iter().map(|one| normalise(one)).collect::<Vec<_>>());
    let notes = policy.notes.iter().flat_map(|notes| match &notes.source {
        Source::TrackingIssue(keys) => keys.clone(),
        _ => Vec::new(),
    });
    sections.map(|one| normalise(one)).chain(places).chain(notes).collect()
}

/// A heading for a phase that is none of those: what stands under it would be taken for something else.
fn free_heading(name: &str, taken: &BTreeSet<String>) -> String {
    let is_free = |heading: &String| !taken.iter().any(|one| same_heading(one, &normalise(heading)));
    let mut spoken = match name.split_once('-') {
        Some((first @ ("pre" | "post"), rest)) => format!("{first}-{}", rest.replace('-', " ")),
        _ => name.replace('-', " "),
    };
    if let Some(first) = spoken.get(..1) {
        let first = first.to_uppercase();
        spoken.replace_range(..1, &first);
    }
    let numbered = (1..).map(|number| format!("Phase {number}: {name}"));
    let mut all = [spoken, format!("Phase {name}")].into_iter().chain(numbered);
    // There are more numbers than headings.
    all.find(is_free).unwrap_or_default()
}

/// Puts the requirements of a phase into the tree.
struct Writer<'a> {
    root: &'a mut Node,
    /// The index of the phase.
    at: usize,
    /// The heading that the policy names for it.
    own: Option<&'a str>,
    facts: &'a Facts,
}

impl Writer<'_> {
    fn requirement(&mut self, requirement: &Requirement) {
        let holds = requirement.when.as_ref().map_or(Some(true), |when| when.planned(&self.facts.foreseen));
        let place = self.path(&requirement.section);
        if holds == Some(false) {
            let note = words::ruled_out(requirement, self.facts);
            let item = Item { notes: vec![note], ..plain(ItemSort::Off, requirement) };
            self.put(&place, item);
            return;
        }
        let mut common = Vec::new();
        common.extend(requirement.when.as_ref().filter(|_| holds.is_none()).map(words::undecided));
        common.extend(words::severity(requirement.severity));
        let mut entries = Vec::new();
        gather(&requirement.require, Around::default(), &mut entries);
        if entries.is_empty() {
            let mut notes = vec![words::without_box(requirement, self.facts)];
            notes.extend(common);
            self.put(&place, Item { notes, ..plain(ItemSort::Plain, requirement) });
            return;
        }
        let choice = words::choice(&requirement.require, &entries, self.facts);
        for (index, (entry, around)) in entries.iter().enumerate() {
            let mut notes: Vec<String> = words::entry(entry, *around, self.facts).into_iter().collect();
            if index == 0 {
                notes.extend(choice.clone());
            }
            notes.extend(common.iter().cloned());
            self.entry(requirement, entry, notes);
        }
    }

    /// The headings under the phase's own.
    fn path(&self, headings: &[String]) -> Vec<String> {
        let inner = match (self.own, headings.split_first()) {
            (Some(own), Some((first, inner))) if own == first => inner,
            _ => headings,
        };
        inner.to_vec()
    }

    /// Adds an item under these headings of the phase.
    fn put(&mut self, path: &[String], item: Item) {
        let mut node = self.root.children.get_mut(self.at);
        for heading in path {
            node = node.and_then(|node| child(node, heading, &normalise(heading), ""));
        }
        if let Some(node) = node {
            node.items.push(item);
        }
    }

    /// A box or field, once.
    fn entry(&mut self, requirement: &Requirement, entry: &Entry<'_>, notes: Vec<String>) {
        let sort = match entry.sort {
            Sought::Box { .. } => ItemSort::Box,
            Sought::Field { .. } => ItemSort::Field,
        };
        let mut item = Item {
            sort,
            ids: vec![requirement.id.clone()],
            text: entry.text().to_owned(),
            key: entry.key().to_owned(),
            wants: vec![entry.headings().iter().map(|heading| normalise(heading)).collect()],
            notes,
        };
        if let Some(there) = find(self.root, &mut Vec::new(), &item) {
            there.take_up(item);
            return;
        }
        let path = self.path(entry.headings());
        let mut keys: Vec<String> =
            self.root.children.get(self.at).map(|phase| phase.key.clone()).into_iter().collect();
        keys.extend(path.iter().map(|heading| normalise(heading)));
        // What was to stand anywhere may as well stand here.
        for there in taken_out(self.root, &item, &keys) {
            let Item { ids, wants, notes, .. } = std::mem::replace(&mut item, there);
            item.take_up(Item { ids, wants, notes, ..item.clone() });
        }
        self.put(&path, item);
    }
}

impl Item {
    /// Serves what the other one would.
    fn take_up(&mut self, other: Self) {
        for (all, new) in [(&mut self.ids, other.ids), (&mut self.notes, other.notes)] {
            for one in new {
                if !all.contains(&one) {
                    all.push(one);
                }
            }
        }
        for want in other.wants {
            if !self.wants.contains(&want) {
                self.wants.push(want);
            }
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        self.sort == other.sort && self.key == other.key
    }
}

fn plain(sort: ItemSort, requirement: &Requirement) -> Item {
    Item {
        sort,
        ids: vec![requirement.id.clone()],
        text: requirement.title.clone(),
        key: normalise(&requirement.title),
        wants: Vec::new(),
        notes: Vec::new(),
    }
}

/// An item that is there already and is found where this one is looked for.
fn find<'n>(node: &'n mut Node, path: &mut Vec<String>, item: &Item) -> Option<&'n mut Item> {
    if item.wants.iter().all(|want| within(path, want))
        && let Some(at) = node.items.iter().position(|one| one.is_like(item))
    {
        return node.items.get_mut(at);
    }
    for child in &mut node.children {
        path.push(child.key.clone());
        let found = find(child, path, item);
        if found.is_some() {
            return found;
        }
        path.pop();
    }
    None
}

/// Takes items out of the tree that would be found at this path just as well.
fn taken_out(node: &mut Node, item: &Item, path: &[String]) -> Vec<Item> {
    let fits = |one: &Item| one.is_like(item) && one.wants.iter().all(|want| within(path, want));
    let mut taken: Vec<Item> = node.items.extract_if(.., |one| fits(one)).collect();
    for child in &mut node.children {
        taken.extend(taken_out(child, item, path));
    }
    taken
}

/// What stands around an entry in its tree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Around {
    /// Something else will do instead.
    pub(super) any: bool,
    /// It must not hold.
    pub(super) not: bool,
}

fn gather<'p>(tree: &'p Tree, around: Around, entries: &mut Vec<(Entry<'p>, Around)>) {
    match tree {
        Tree::All(parts) => parts.iter().for_each(|part| gather(part, around, entries)),
        Tree::Any(parts) => {
            let around = Around { any: around.any || parts.len() > 1, ..around };
            parts.iter().for_each(|part| gather(part, around, entries));
        }
        Tree::Not(part) => gather(part, Around { not: !around.not, ..around }, entries),
        Tree::Leaf(kind) => entries.extend(kind.entries().into_iter().map(|entry| (entry, around))),
    }
}

/// The fields in which a release says who holds a role, each where the role is asked for first.
fn named_people(policy: &Policy, root: &mut Node) {
    for (name, role) in &policy.roles {
        let Some(Named::Field(label)) = &role.named else { continue };
        let asks = |one: &&Requirement| {
            one.require.leaves().iter().any(|leaf| leaf.roles().contains(&name.as_str()))
        };
        let phases = policy.phases.iter().filter(|phase| phase.holds != Holds::Merge);
        let Some(id) = phases.flat_map(|phase| &phase.requirements).find(asks).map(|one| one.id.clone())
        else {
            continue;
        };
        let mut item = Item {
            sort: ItemSort::Field,
            ids: vec![id.clone()],
            text: label.clone(),
            key: normalise(label),
            wants: vec![Vec::new()],
            notes: vec![words::named(name)],
        };
        if let Some(there) = find(root, &mut Vec::new(), &item) {
            there.take_up(item);
        } else if let Some((items, at)) = position(root, &id) {
            item.ids.truncate(1);
            items.insert(at, item);
        }
    }
}

/// Where the first item of a requirement is.
fn position<'n>(node: &'n mut Node, id: &str) -> Option<(&'n mut Vec<Item>, usize)> {
    let here = node.items.iter().position(|item| item.ids.iter().any(|one| one == id));
    if let Some(at) = here {
        return Some((&mut node.items, at));
    }
    node.children.iter_mut().find_map(|child| position(child, id))
}

/// The heading under which the release notes are kept, if that is in the tracking issue.
fn notes_section(policy: &Policy, root: &mut Node) {
    let Some(Source::TrackingIssue(keys)) = policy.notes.as_ref().map(|notes| &notes.source) else { return };
    let mut node = Some(root);
    for (index, key) in keys.iter().enumerate() {
        let mut heading = key.clone();
        if let Some(first) = heading.get(..1) {
            let first = first.to_uppercase();
            heading.replace_range(..1, &first);
        }
        let intro = if index + 1 == keys.len() { words::notes() } else { String::new() };
        node = node.and_then(|node| child(node, &heading, key, &intro));
    }
}

/// The node under a heading; a new one, if there is none.
fn child<'n>(node: &'n mut Node, heading: &str, key: &str, intro: &str) -> Option<&'n mut Node> {
    let at = node.children.iter().position(|child| child.key == key).unwrap_or_else(|| {
        let (heading, key, intro) = (heading.to_owned(), key.to_owned(), intro.to_owned());
        node.children.push(Node { heading, key, intro, needed: true, ..Node::default() });
        node.children.len() - 1
    });
    node.children.get_mut(at)
}
