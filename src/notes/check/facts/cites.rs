//! Whether notes cite the pull requests of the release, and no others.

use std::collections::{BTreeMap, BTreeSet};

use super::pointers::Target;
use super::view::{Told, View};
use super::{CITED_NOWHERE, CITED_OTHER, LINK_OTHER, UNCITED};
use crate::evidence::notes::{PointsTo, There};
use crate::markdown::{BlockKind, references_in};
use crate::notes::Template;
use crate::notes::facts::Change;
use crate::notes::rules::Cites;
use crate::notes::template::{Part, PartKind, Section};
use crate::verdict::{Finding, Value};

/// Which pull requests notes have to cite: what the policy says, else all where the template's items carry numbers or
/// links, else none.
pub(super) fn asked(view: &View<'_>) -> Cites {
    let by_template = || match view.template {
        Some(template) if items_cite(template) => Cites::All,
        _ => Cites::None,
    };
    view.rules.cites.clone().unwrap_or_else(by_template)
}

pub(super) fn judge(view: &View<'_>) -> Vec<Told> {
    let mut findings = misleading(view);
    let pulls = match &view.facts.pull_requests {
        None => return findings,
        Some(Ok(pulls)) => pulls,
        Some(Err(why)) => {
            let finding = Finding::unreadable("the pull requests of this release", why.clone());
            let start = view.notes.range().start;
            findings.push((finding, start..start));
            return findings;
        }
    };
    findings.extend(uncited(view, pulls));
    findings.extend(foreign(view, pulls));
    findings
}

/// Whether a pull request is cited by one of these numbers: its own or that of an issue that it closes.
pub(super) fn is_cited(pull: &Change, cited: &BTreeSet<u64>) -> bool {
    cited.contains(&pull.number) || pull.closes.iter().any(|issue| cited.contains(issue))
}

/// Whether a pull request has to be cited, where these are asked.
pub(super) fn has_to_be(pull: &Change, asked: &Cites, view: &View<'_>) -> bool {
    !pull.has_label(&view.rules.labels.excluded)
        && !view.no_news.contains(&pull.number)
        && match asked {
            Cites::All => true,
            Cites::Labelled(labels) => pull.has_label(labels),
            Cites::None => false,
        }
}

/// A pull request as a finding names it.
pub(super) fn thread(pull: &Change) -> Value {
    Value::Thread { number: pull.number, title: pull.title.clone(), url: pull.url.clone() }
}

fn uncited(view: &View<'_>, pulls: &[Change]) -> Vec<Told> {
    let asked = asked(view);
    let excluded = &view.rules.labels.excluded;
    let label = if excluded.is_empty() {
        Value::Words("a label that the policy names for that, under `notes: labels: excluded:`")
    } else {
        Value::Codes(excluded.clone())
    };
    let cited: BTreeSet<u64> = view.cited_in(&view.notes.range()).collect();
    let missing = pulls.iter().filter(|pull| has_to_be(pull, &asked, view) && !is_cited(pull, &cited));
    let finding = |pull: &Change| {
        let finding = Finding::unmet(&UNCITED).with("pull", thread(pull)).with("label", label.clone());
        view.at(finding.about(format!("#{}", pull.number)), view.end())
    };
    missing.map(finding).collect()
}

/// What is cited and does not belong to the release. Where the policy asks for no citations, only what is nowhere at all
/// is wrong.
fn foreign(view: &View<'_>, pulls: &[Change]) -> Vec<Told> {
    let ours: BTreeSet<u64> =
        pulls.iter().flat_map(|pull| pull.closes.iter().chain([&pull.number])).copied().collect();
    let numbers_only = view.rules.cites == Some(Cites::None);
    let mut seen = BTreeMap::new();
    for pointer in &view.pointers {
        if let Target::Number(number) = pointer.to
            && !ours.contains(&number)
        {
            seen.entry(number).or_insert(&pointer.at);
        }
    }
    let mut findings = Vec::new();
    for (number, at) in seen {
        let message = match view.there(&PointsTo::Number(number)) {
            Ok(There::Nothing) => &CITED_NOWHERE,
            Ok(There::PullRequest) if !numbers_only => &CITED_OTHER,
            Ok(_) => continue,
            Err(why) => {
                let finding = Finding::unreadable("what is cited here", why).about(format!("#{number}"));
                findings.push(view.at(finding, at.clone()));
                continue;
            }
        };
        let finding = Finding::unmet(message).with("number", Value::Threads(vec![number]));
        findings.push(view.at(finding.about(format!("#{number}")), at.clone()));
    }
    findings
}

/// Links that say one number and lead to another.
fn misleading(view: &View<'_>) -> Vec<Told> {
    let mut findings = Vec::new();
    let blocks = view.outline.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Code { .. }));
    for run in blocks.flat_map(|block| &block.runs) {
        let Some(link) = run.link.and_then(|link| view.outline.links.get(link)) else { continue };
        let written = run.text.trim().trim_matches(['(', ')', '[', ']']);
        let named = match references_in(written).as_slice() {
            [(at, named)] if at.len() == written.len() && named.repository.is_none() => named.number,
            _ => continue,
        };
        let found = view.pointers.binary_search_by_key(&link.at.start, |pointer| pointer.at.start);
        let pointer = found.ok().and_then(|index| view.pointers.get(index));
        if let Some(Target::Number(number)) = pointer.map(|pointer| &pointer.to)
            && *number != named
        {
            let finding = Finding::unmet(&LINK_OTHER)
                .with("written", Value::Text(written.to_owned()))
                .with("number", Value::Threads(vec![*number]));
            findings.push(view.at(finding, link.at.clone()));
        }
    }
    findings
}

/// Whether the items of a template carry numbers or links of pull requests.
fn items_cite(template: &Template) -> bool {
    section_cites(template, &template.root)
}

fn section_cites(template: &Template, section: &Section) -> bool {
    section.parts.iter().any(|part| part_cites(template, part))
        || section.sections.iter().any(|section| section_cites(template, section))
}

fn part_cites(template: &Template, part: &Part) -> bool {
    match &part.kind {
        PartKind::Item { .. } => {
            let written = template.text.whole().get(part.at.clone()).unwrap_or_default();
            written.lines().any(carries_number)
        }
        PartKind::Field(field) => field.nested.iter().any(|part| part_cites(template, part)),
        _ => false,
    }
}

/// Whether a line has something like `#12`, `#NNN`, `#[number]`, `GH-12`, or a link that names a pull request.
fn carries_number(line: &str) -> bool {
    let number = line.match_indices('#').any(|(at, _)| {
        let next = line.get(at + 1..).and_then(|after| after.chars().next());
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let free = before.is_none_or(|c| !c.is_alphanumeric() && c != '/');
        let shape = next.is_some_and(|c| {
            c.is_ascii_digit() || matches!(c, '[' | '{' | '<' | '$' | 'N' | 'X' | 'n' | 'x')
        });
        // `#` in the destination of a link is a place on a page.
        shape && (free || line.contains("/pull/"))
    });
    let links = || {
        line.match_indices("](").any(|(at, _)| {
            let text = line.get(..at).and_then(|before| before.rsplit('[').next()).unwrap_or_default();
            let rest = line.get(at + 2..).unwrap_or_default();
            let to = rest.split(')').next().unwrap_or_default();
            let names = |text: &str| {
                let text = text.to_ascii_lowercase();
                text.contains("pull") || text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "pr")
            };
            names(text) || names(to)
        })
    };
    number || line.to_ascii_lowercase().contains("gh-") || links()
}
