//! A draft without a template: a list for each category that the team has, or for each topic.

use super::entry::Entry;
use super::fill::compare;
use super::shape::Shape;
use super::topic::{Topic, of_heading};
use crate::markdown::{escape, normalise};
use crate::notes::Facts;
use crate::notes::categories::Categories;

/// The sections, and what goes there.
const SECTIONS: [(&str, &[Topic]); 11] = [
    ("Breaking changes", &[Topic::Breaking]),
    ("Upgrade notes", &[Topic::Migration]),
    ("Security", &[Topic::Security]),
    ("New features", &[Topic::Features]),
    ("Improvements", &[Topic::Improvements]),
    ("Performance", &[Topic::Performance]),
    ("Bug fixes", &[Topic::Fixes]),
    ("Deprecations", &[Topic::Deprecations, Topic::Removals]),
    ("Documentation", &[Topic::Documentation]),
    ("Dependencies", &[Topic::Dependencies]),
    ("Other changes", &[Topic::Maintenance, Topic::Changes]),
];

/// Writes it. Of pull requests that are not known it says nothing.
pub(super) fn plain(facts: &Facts, categories: &Categories, entries: &[Entry]) -> String {
    let mut sections: Vec<(String, Vec<&Entry>, bool)> = Vec::new();
    let breaking = |title: &str| of_heading(&normalise(title)) == Some(Topic::Breaking);
    let for_breaking = categories.list.iter().position(|category| breaking(&category.title));
    let own = |entry: &Entry| entry.topic != Some(Topic::Migration) && !categories.list.is_empty();
    let category = |entry: &Entry| match for_breaking.filter(|_| entry.topic == Some(Topic::Breaking)) {
        Some(index) => Some(index),
        None => entry.category,
    };
    for (index, one) in categories.list.iter().enumerate() {
        let list = entries.iter().filter(|entry| own(entry) && category(entry) == Some(index)).collect();
        sections.push((escape::inline(&one.title), list, breaking(&one.title)));
    }
    for (title, topics) in SECTIONS {
        let last = topics.contains(&Topic::Changes);
        let fits = |entry: &&Entry| match (own(entry), entry.topic) {
            (true, _) => last && category(entry).is_none(),
            (false, Some(topic)) => topics.contains(&topic),
            (false, None) => last,
        };
        sections.push((title.to_owned(), entries.iter().filter(fits).collect(), breaking(title)));
    }
    let shape = Shape::plain("- ");
    let mut text = String::new();
    for (title, list, breaking) in sections.iter().filter(|(_, list, _)| !list.is_empty()) {
        text.push_str(&format!("## {title}\n\n"));
        list.iter()
            .enumerate()
            .for_each(|(index, entry)| text.push_str(&shape.write(entry, index, !breaking)));
        text.push('\n');
    }
    if let Some(address) = compare(facts) {
        text.push_str(&format!("**Full changelog**: {address}\n"));
    }
    let text = text.trim_end();
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}
