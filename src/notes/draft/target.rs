//! The sections and fields of a template that entries go to.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::topic::{Topic, instead, of_heading};
use crate::markdown::{normalise, same_heading, without_emoji};
use crate::notes::Rules;
use crate::notes::categories::Categories;
use crate::notes::rules::{Presence, Purpose, SectionRule};
use crate::notes::template::{Part, PartKind, Section, Template};

/// A section, by where its heading begins, or a field, by where it begins; the text before the first heading is none.
pub(super) type Id = Option<usize>;

/// A place that entries can go to.
#[derive(Debug, Clone)]
struct Target {
    id: Id,
    key: String,
    topic: Option<Topic>,
    /// Whether it shows how entries look.
    shows: bool,
}

/// What goes where.
#[derive(Debug, Default)]
pub(super) struct Placed<'e> {
    /// The entries of each place, in their order.
    pub(super) at: BTreeMap<Id, Vec<&'e Entry>>,
    /// What sections and fields are about.
    pub(super) topics: BTreeMap<Id, Topic>,
    /// The pull requests that have no place.
    pub(super) unplaced: Vec<u64>,
}

/// What the policy says of a section, found by its headings.
pub(super) fn rule<'r>(rules: &'r Rules, path: &[String]) -> Option<&'r SectionRule> {
    let last = path.last()?;
    rules.sections.iter().find(|rule| {
        let names = rule.path.last().into_iter().chain(&rule.aliases);
        let above = rule.path.split_last().map(|(_, above)| above).unwrap_or_default();
        names.into_iter().any(|name| same_heading(name, last)) && crate::markdown::within(path, above)
    })
}

/// Whether notes must not have it.
pub(super) fn is_forbidden(rule: Option<&SectionRule>) -> bool {
    rule.is_some_and(|rule| matches!(rule.presence, Some(Presence::Forbidden(_))))
}

/// Whether a section or field that notes may have is about this.
pub(super) fn asks_for(template: &Template, rules: &Rules, topic: Topic) -> bool {
    let mut targets = Vec::new();
    collect(&template.root, rules, &mut Vec::new(), &mut targets);
    targets.iter().any(|target| target.topic == Some(topic))
}

/// Finds a place for each entry.
pub(super) fn place<'e>(
    template: &Template,
    rules: &Rules,
    categories: &Categories,
    entries: &'e [Entry],
) -> Placed<'e> {
    let mut targets = Vec::new();
    collect(&template.root, rules, &mut Vec::new(), &mut targets);
    let topics = targets.iter().filter_map(|target| Some((target.id, target.topic?))).collect();
    let mut placed = Placed { topics, ..Placed::default() };
    for entry in entries {
        match find(&targets, categories, entry) {
            Some(id) => placed.at.entry(id).or_default().push(entry),
            // Whoever has no section for upgrading hears of it in the entry itself.
            None if matches!(entry.topic, Some(Topic::Migration | Topic::Newcomers)) => {}
            None => placed.unplaced.push(entry.number),
        }
    }
    placed.unplaced.dedup();
    for list in placed.at.values_mut() {
        list.sort_by_key(|entry| entry.topic.filter(|topic| *topic == Topic::Breaking).is_none());
    }
    placed
}

fn collect(section: &Section, rules: &Rules, path: &mut Vec<String>, targets: &mut Vec<Target>) {
    let key = section.heading.as_ref().map(|heading| normalise(&heading.pattern.shown()));
    path.extend(key.clone());
    let rule = rule(rules, path);
    if !is_forbidden(rule) {
        let id = section.heading.as_ref().map(|heading| heading.at.start);
        let purpose = rule.and_then(|rule| rule.is).map(|is| match is {
            Purpose::Breaking => Topic::Breaking,
            Purpose::Migration => Topic::Migration,
            Purpose::Security => Topic::Security,
        });
        let topic = purpose.or_else(|| key.as_deref().and_then(of_heading));
        let shows = section
            .parts
            .iter()
            .any(|part| matches!(part.kind, PartKind::Item { .. } | PartKind::Table { .. }));
        targets.push(Target { id, key: key.clone().unwrap_or_default(), topic, shows });
        let own = targets.len();
        fields(&section.parts, targets);
        for section in &section.sections {
            collect(section, rules, path, targets);
        }
        // Changes of any kind are not put in front of sections for each kind.
        let of_changes = |target: &Target| target.topic.is_some_and(|topic| topic != Topic::Newcomers);
        let divided = targets.get(own..).unwrap_or_default().iter().any(of_changes);
        if let Some(target) = own.checked_sub(1).and_then(|own| targets.get_mut(own))
            && divided
            && target.topic == Some(Topic::Changes)
        {
            target.topic = None;
        }
    }
    path.truncate(path.len() - usize::from(key.is_some()));
}

fn fields(parts: &[Part], targets: &mut Vec<Target>) {
    for part in parts {
        let PartKind::Field(field) = &part.kind else { continue };
        if field.value.pieces.is_empty() {
            let topic = of_heading(&field.key);
            targets.push(Target { id: Some(part.at.start), key: field.key.clone(), topic, shows: false });
        }
        fields(&field.nested, targets);
    }
}

/// A heading's key without the emoji that GitHub's own examples put behind it.
fn bare(key: &str) -> &str {
    let trimmed = key.trim_end_matches(|c: char| !c.is_alphanumeric() && !c.is_ascii_punctuation());
    without_emoji(if trimmed.is_empty() { key } else { trimmed })
}

fn find(targets: &[Target], categories: &Categories, entry: &Entry) -> Option<Id> {
    let first = |topics: &[Topic]| {
        topics.iter().find_map(|topic| targets.iter().find(|target| target.topic == Some(*topic)))
    };
    if entry.topic == Some(Topic::Newcomers) {
        return first(&[Topic::Newcomers]).map(|target| target.id);
    }
    let special =
        entry.topic.filter(|topic| matches!(topic, Topic::Breaking | Topic::Security | Topic::Migration));
    if let Some(target) = special.and_then(|topic| first(&[topic])) {
        return Some(target.id);
    }
    let category = entry.category.and_then(|index| categories.list.get(index));
    let category = category.map(|category| normalise(&category.title));
    if let Some(title) = &category {
        let named = targets.iter().find(|target| !target.key.is_empty() && bare(&target.key) == bare(title));
        if let Some(target) = named.or_else(|| first(&[of_heading(title)?])) {
            return Some(target.id);
        }
    }
    let found = first(instead(entry.topic)).or_else(|| {
        // A template that does not tell changes apart has one list.
        let mut lists =
            targets.iter().filter(|target| target.shows && target.topic != Some(Topic::Newcomers));
        lists.next().filter(|_| lists.next().is_none() && entry.topic != Some(Topic::Migration))
    });
    found.map(|target| target.id)
}
