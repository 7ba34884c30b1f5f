//! Whether notes say what breaks, how to migrate, and what concerns security.

use std::collections::BTreeSet;
use std::ops::Range;

use super::cites::{asked, has_to_be, is_cited, thread};
use super::versions::versions_in;
use super::view::{Says, Told, View, is_none, said, said_by};
use super::{
    BREAKING_MISSING, BREAKING_NONE, BREAKING_UNCITED, MIGRATION_MISSING, MIGRATION_NONE, SECURITY_MISSING,
    SECURITY_NONE,
};
use crate::markdown::{Block, BlockKind, Run, same_heading, within, without_emoji};
use crate::notes::check::tree::Chapter;
use crate::notes::facts::Change;
use crate::notes::rules::{Purpose, SectionRule};
use crate::verdict::{Finding, Message, Value};

/// Among how many pieces of a block the word is looked for that it has to begin with: a picture or a box may come first.
const EARLY: usize = 6;

/// A place in the notes for something: a section, a field, an item that says what it is.
struct Place {
    /// Where it begins: its heading, or all of it.
    at: Range<usize>,
    /// All its bytes.
    whole: Range<usize>,
    says: Says,
}

pub(super) fn judge(view: &View<'_>) -> Vec<Told> {
    // Unknown pull requests are said to be so where citations are judged.
    let Some(Ok(pulls)) = &view.facts.pull_requests else { return Vec::new() };
    let pulls: Vec<&Change> = pulls.iter().filter(|pull| !view.no_news.contains(&pull.number)).collect();
    let broken: Vec<(&Change, &'static str)> =
        pulls.iter().copied().filter_map(|pull| breaks(view, pull).map(|by| (pull, by))).collect();
    let places = places(view, Purpose::Breaking);
    let mut findings = breaking(view, &broken, &places);
    let real = places.iter().any(|place| place.says == Says::Something);
    if view.facts.types.iter().any(|kind| kind == "major") && (real || !broken.is_empty()) {
        findings.extend(migration(view));
    }
    let secured = pulls.into_iter().filter(|pull| pull.has_label(&view.rules.labels.security));
    findings.extend(security(view, &secured.collect::<Vec<_>>()));
    findings
}

/// By what a pull request is a breaking change: its label, or the `!` or footer of a conventional commit (Conventional
/// Commits 1.0.0, 11 to 13 and 16) in its title or in a message of its commits.
fn breaks(view: &View<'_>, pull: &Change) -> Option<&'static str> {
    if pull.has_label(&view.rules.labels.breaking) {
        return Some("its label");
    }
    if is_breaking(&pull.title) {
        return Some("its title");
    }
    pull.messages.iter().any(|message| is_breaking(message)).then_some("the message of a commit")
}

fn is_breaking(message: &str) -> bool {
    let message = message.trim();
    if let Ok(commit) = git_conventional::Commit::parse(message) {
        return commit.breaking();
    }
    // A footer of a message whose first line keeps to no convention was still written to be seen.
    message.lines().any(|line| line.starts_with("BREAKING CHANGE: ") || line.starts_with("BREAKING-CHANGE: "))
}

fn breaking(view: &View<'_>, broken: &[(&Change, &'static str)], places: &[Place]) -> Vec<Told> {
    let cites = asked(view);
    let said: Vec<&Place> = places.iter().filter(|place| place.says == Says::Something).collect();
    let cited: BTreeSet<u64> = said.iter().flat_map(|place| view.cited_in(&place.whole)).collect();
    let mut findings = Vec::new();
    for (pull, by) in broken {
        let (message, at) = match (said.first(), places.first()) {
            (None, None) => (&BREAKING_MISSING, view.end()),
            (None, Some(place)) => (&BREAKING_NONE, place.at.clone()),
            (Some(place), _) if has_to_be(pull, &cites, view) && !is_cited(pull, &cited) => {
                (&BREAKING_UNCITED, place.at.clone())
            }
            (Some(_), _) => continue,
        };
        let finding = Finding::unmet(message).with("pull", thread(pull)).with("by", Value::Words(by));
        findings.push(view.at(finding.about(format!("#{}", pull.number)), at));
    }
    findings
}

fn migration(view: &View<'_>) -> Option<Told> {
    let places = places(view, Purpose::Migration);
    if places.iter().any(|place| place.says == Says::Something) {
        return None;
    }
    let (message, at) = match places.first() {
        None => (&MIGRATION_MISSING, view.end()),
        Some(place) => (&MIGRATION_NONE, place.at.clone()),
    };
    Some(view.at(Finding::unmet(message), at))
}

fn security(view: &View<'_>, pulls: &[&Change]) -> Vec<Told> {
    if pulls.is_empty() {
        return Vec::new();
    }
    let places = places(view, Purpose::Security);
    if places.iter().any(|place| place.says == Says::Something) {
        return Vec::new();
    }
    let (message, at): (&'static Message, _) = match places.first() {
        None => (&SECURITY_MISSING, view.end()),
        Some(place) => (&SECURITY_NONE, place.at.clone()),
    };
    let finding = |pull: &&Change| {
        let finding = Finding::unmet(message).with("pull", thread(pull));
        view.at(finding.about(format!("#{}", pull.number)), at.clone())
    };
    pulls.iter().map(finding).collect()
}

/// The places of the notes for something: those that the policy names, else those that are known by their names.
fn places(view: &View<'_>, purpose: Purpose) -> Vec<Place> {
    let rules: Vec<&SectionRule> =
        view.rules.sections.iter().filter(|rule| rule.is == Some(purpose)).collect();
    let mut found: Vec<Place> = Vec::new();
    for (number, chapter) in view.chapters() {
        let is_it = if rules.is_empty() {
            known_by_name(&chapter.key, purpose) && !is_title(view, number)
        } else {
            rules.iter().any(|rule| is_named(view, rule, number, chapter))
        };
        if is_it {
            found.push(section(view, chapter, purpose));
        }
    }
    for field in &view.fields {
        let named =
            |rule: &&SectionRule| rule.path.last() == Some(&field.key) || rule.aliases.contains(&field.key);
        let is_it =
            if rules.is_empty() { known_by_name(&field.key, purpose) } else { rules.iter().any(named) };
        if is_it {
            let place = Place { at: field.at.clone(), whole: field.at.clone(), says: said_by(&field.text()) };
            found.push(place);
        }
    }
    if purpose == Purpose::Breaking {
        found.extend(view.outline.blocks.iter().filter_map(entry));
    }
    found.sort_by_key(|place| place.at.start);
    found
}

/// Whether a rule means this section.
fn is_named(view: &View<'_>, rule: &SectionRule, number: usize, chapter: &Chapter) -> bool {
    let Some((own, above)) = rule.path.split_last() else { return false };
    let alias = || rule.aliases.iter().any(|alias| same_heading(alias, &chapter.key));
    (same_heading(own, &chapter.key) || alias()) && within(&view.above(number), above)
}

fn known_by_name(key: &str, purpose: Purpose) -> bool {
    let begins: &[&str] = match purpose {
        Purpose::Breaking => &["breaking", "incompatib"],
        Purpose::Migration => &["migrat", "upgrad"],
        Purpose::Security => &["security", "vulnerabilit", "cve"],
    };
    if !begins.iter().any(|begin| key.contains(begin)) {
        return false;
    }
    let key = without_emoji(key).replace("non-breaking", "").replace("nonbreaking", "");
    let mut words = key.split(|c: char| !c.is_alphanumeric());
    words.any(|word| match purpose {
        Purpose::Breaking => matches!(word, "breaking" | "incompatible" | "incompatibilities"),
        Purpose::Migration => word.starts_with("migrat") || word.starts_with("upgrad"),
        Purpose::Security => {
            matches!(word, "security" | "vulnerability" | "vulnerabilities" | "cve" | "cves")
        }
    })
}

/// Whether a section is all of the notes: its heading is their title.
fn is_title(view: &View<'_>, number: usize) -> bool {
    let Some(block) = view.title().filter(|_| number == 1) else { return false };
    let holds_others = view.chapters().nth(1).is_some_and(|(_, next)| next.parent == 1);
    !versions_in(&block.shown()).is_empty() || (block.kind == BlockKind::Heading(1) && holds_others)
}

/// A section, without the sections in it that are for something else.
fn section(view: &View<'_>, chapter: &Chapter, purpose: Purpose) -> Place {
    let others = [Purpose::Breaking, Purpose::Migration, Purpose::Security];
    let others: Vec<Purpose> = others.into_iter().filter(|other| *other != purpose).collect();
    let mut says = if is_none(&chapter.key) { Says::None } else { Says::Nothing };
    let mut other = false;
    let blocks = view.outline.blocks.get(chapter.blocks.start..chapter.end);
    for block in blocks.into_iter().flatten() {
        if matches!(block.kind, BlockKind::Heading(_)) {
            other = others.iter().any(|other| known_by_name(&block.key(), *other));
        } else if !other && says != Says::Something {
            says = says.max(said(block));
        }
    }
    let whole = view.whole(chapter);
    let heading = view.heading(chapter).map_or(whole.clone(), |block| block.at.clone());
    Place { at: view.locate(&heading, ""), whole, says }
}

/// An item or paragraph that says that it is a breaking change: `**Breaking**: …`, `BREAKING CHANGE: …`.
fn entry(block: &Block) -> Option<Place> {
    if !matches!(block.kind, BlockKind::Item { .. } | BlockKind::Paragraph | BlockKind::Row) {
        return None;
    }
    // Most begin with another word, and folding all of them is work for nothing.
    let early = |run: &Run| run.text.to_ascii_lowercase().contains("breaking");
    if !block.runs.iter().take(EARLY).any(early) {
        return None;
    }
    let key = block.key();
    let key = without_emoji(&key).trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = key.strip_prefix("breaking")?;
    let rest = rest.strip_prefix(" changes").or_else(|| rest.strip_prefix(" change")).unwrap_or(rest);
    let marked =
        rest.starts_with([':', ']', ')', '!', '-']) || rest.starts_with(" -") || rest.starts_with("**");
    let says =
        if marked { said_by(rest.trim_start_matches(|c: char| !c.is_alphanumeric())) } else { return None };
    Some(Place { at: block.at.clone(), whole: block.at.clone(), says })
}
