//! The entries that the pull requests of a release make.

use std::collections::BTreeMap;

use git_conventional::Commit;

use super::told::{Note, Told, told};
use super::topic::{Topic, of_label, of_type};
use super::words::{capital, title as title_of};
use crate::markdown::{escape, tells};
use crate::notes::categories::Categories;
use crate::notes::facts::{Change, Newcomer};
use crate::notes::{Facts, Rules};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its pull request.
    pub(super) number: u64,
    /// What it is about, as far as labels and titles say.
    pub(super) topic: Option<Topic>,
    /// Its category among GitHub's.
    pub(super) category: Option<usize>,
    /// What it concerns, where that is said apart, as Markdown.
    pub(super) name: Option<String>,
    /// What it says, as Markdown on one line.
    pub(super) text: String,
    /// What was updated, from which version and to which, as Markdown.
    pub(super) update: Option<[String; 3]>,
    /// Who wrote it: a login.
    pub(super) author: Option<String>,
}

/// The entries of a release, by number: without what labels, categories or the pull requests themselves leave out, and
/// without what is no news: reverted again, or the release itself.
pub(super) fn entries(facts: &Facts, rules: &Rules, categories: &Categories) -> Vec<Entry> {
    let Some(Ok(changes)) = &facts.pull_requests else { return Vec::new() };
    let no_news = facts.no_news();
    let changes: BTreeMap<u64, &Change> = changes.iter().map(|change| (change.number, change)).collect();
    let left_out = |change: &Change| {
        no_news.contains(&change.number)
            || change.has_label(&rules.labels.excluded)
            || categories.excluded.has(change)
    };
    changes
        .values()
        .filter(|change| !left_out(change))
        .flat_map(|change| of(change, rules, categories))
        .collect()
}

/// An entry for each person who contributed for the first time, by number; without those whom the team leaves out.
pub(super) fn newcomers(facts: &Facts, categories: &Categories) -> Vec<Entry> {
    let Some(Ok(newcomers)) = &facts.newcomers else { return Vec::new() };
    let mut newcomers: Vec<_> =
        newcomers.iter().filter(|newcomer| !categories.excluded.has_author(&newcomer.login)).collect();
    newcomers.sort_by_key(|newcomer| newcomer.number);
    let entry = |newcomer: &Newcomer| Entry {
        number: newcomer.number,
        topic: Some(Topic::Newcomers),
        category: None,
        name: None,
        text: format!("{} made their first contribution", escape::inline(&format!("@{}", newcomer.login))),
        update: None,
        author: Some(newcomer.login.clone()),
    };
    newcomers.into_iter().map(entry).collect()
}

/// A title, or the first line of a commit's message, taken apart.
#[derive(Default)]
struct Said<'c> {
    topic: Option<Topic>,
    scope: Option<&'c str>,
    description: &'c str,
}

fn said(title: &str) -> Said<'_> {
    let parsed = Commit::parse(title).ok().and_then(|commit| {
        let scope = commit.scope().map(|scope| scope.as_str());
        let topic = of_type(commit.type_().as_str(), scope)?;
        Some(Said { topic: Some(topic), scope, description: commit.description() })
    });
    parsed.unwrap_or(Said { description: title, ..Said::default() })
}

fn of(change: &Change, rules: &Rules, categories: &Categories) -> Vec<Entry> {
    let Told { note, upgrade } = change.body.as_deref().map(told).unwrap_or_default();
    if note == Note::None {
        return Vec::new();
    }
    let said = said(own_title(change));
    let breaks = breaks(change);
    let labelled: Vec<Topic> = change.labels.iter().filter_map(|label| of_label(label)).collect();
    let machine = change.author.as_ref().is_some_and(|(_, machine)| *machine);
    let breaking =
        change.has_label(&rules.labels.breaking) || breaks.is_some() || labelled.contains(&Topic::Breaking);
    let topic = if breaking {
        Some(Topic::Breaking)
    } else if change.has_label(&rules.labels.security) {
        Some(Topic::Security)
    } else {
        labelled.iter().min().copied().or(said.topic).or(machine.then_some(Topic::Dependencies))
    };
    let entry = |topic, name, text| Entry {
        number: change.number,
        topic,
        category: categories.of(change).filter(|_| topic != Some(Topic::Migration)),
        name,
        text,
        update: update(said.description),
        author: change.author.as_ref().map(|(login, _)| login.clone()),
    };
    let own = capital(&title_of(said.description));
    // A title like "*" tells no more than none.
    let own = if !own.is_empty() && said.description.chars().any(tells) {
        own
    } else {
        format!("Pull request {}", change.number)
    };
    let mut entries: Vec<Entry> = match note {
        Note::Says(notes) => notes.into_iter().map(|text| entry(topic, Some(own.clone()), text)).collect(),
        Note::Nothing | Note::None => {
            let scope = said.scope.filter(|_| said.topic != Some(Topic::Dependencies)).map(title_of);
            vec![entry(topic, scope.filter(|scope| !scope.is_empty()), own)]
        }
    };
    let footer = breaks.flatten().filter(|_| upgrade.is_empty()).map(|text| capital(&title_of(&text)));
    entries.extend(upgrade.into_iter().chain(footer).map(|text| entry(Some(Topic::Migration), None, text)));
    entries
}

/// Whether title or commits say that it breaks something, and what they say about that.
fn breaks(change: &Change) -> Option<Option<String>> {
    let texts = [own_title(change)].into_iter().chain(change.messages.iter().map(String::as_str));
    let mut found = None;
    for commit in texts.filter_map(|text| Commit::parse(text).ok()).filter(|commit| commit.breaking()) {
        let footer = commit.footers().iter().find(|footer| footer.breaking()).map(|footer| footer.value());
        let footer = footer.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        found = Some(found.flatten().or(footer));
    }
    found
}

/// What a machine's title says that it updated: `Bump left-pad from 1.0 to 1.1`.
fn update(title: &str) -> Option<[String; 3]> {
    let words: Vec<&str> = title.split_whitespace().collect();
    let [verb, name, "from", old, "to", new, ..] = words.as_slice() else { return None };
    let known = ["bump", "update", "upgrade", "bumps", "updates"].contains(&verb.to_lowercase().as_str());
    // Inside a line, where nothing begins a block.
    let inside = |word: &str| title_of(&format!("x {word}")).trim_start_matches("x ").to_owned();
    known.then(|| [name, old, new].map(|word| inside(word)))
}

/// The title without the number of its own that squash merges put behind it.
fn own_title(change: &Change) -> &str {
    let title = change.title.trim();
    title.strip_suffix(&format!("(#{})", change.number)).map_or(title, str::trim_end)
}
