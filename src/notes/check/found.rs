//! What is found while notes are gone through, before it becomes findings.
//!
//! Hostile notes can have a hundred thousand placeholders. Places are kept for all, but only the first of each code
//! become findings with their line; of the rest the number is told, so that nothing is silent.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::notes::Text;
use crate::verdict::{Finding, Message, Value, Who};

crate::messages! {
    MORE = "notes-more": "{more} of the kind {code}"
        => "set those right that are shown, and check again";
}

/// How many findings of one code are shown.
const SHOWN: usize = 50;
/// How many characters of a text a finding keeps.
const KEPT: usize = 300;

/// Something that was found.
#[derive(Debug)]
struct Found {
    message: &'static Message,
    at: Range<usize>,
    facts: Vec<(&'static str, Value)>,
}

/// All that was found, in the order in which it was.
#[derive(Debug, Default)]
pub(super) struct Findings {
    all: Vec<Found>,
}

impl Findings {
    /// Adds what was found at these bytes of the whole text.
    pub(super) fn add<const N: usize>(
        &mut self,
        message: &'static Message,
        at: Range<usize>,
        facts: [(&'static str, Value); N],
    ) {
        self.all.push(Found { message, at, facts: facts.into() });
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// Findings in the order of the text.
    pub(super) fn into_findings(mut self, notes: &Text) -> Vec<Finding> {
        self.all.sort_by_key(|found| (found.at.start, found.at.end));
        let mut seen: BTreeMap<&'static str, (u64, Range<usize>)> = BTreeMap::new();
        let mut findings = Vec::new();
        for found in self.all {
            let (number, first) = seen.entry(found.message.code).or_insert((0, found.at.clone()));
            *number += 1;
            if *number > SHOWN as u64 {
                *first = if *number == SHOWN as u64 + 1 { found.at } else { first.clone() };
                continue;
            }
            let mut finding = Finding::unmet(found.message).who([Who::Writers]).at(notes.spot(found.at));
            finding.facts = found.facts;
            findings.push(finding);
        }
        for (code, (number, at)) in seen {
            if let Some(more) = number.checked_sub(SHOWN as u64).filter(|more| *more > 0) {
                findings.push(rest(code, more, notes, at));
            }
        }
        findings
    }
}

/// Findings that are made already, at their places: each that is about a pull request, and of the others the first of each
/// code, with the number of the rest.
pub(super) fn with_spots(mut all: Vec<(Finding, Range<usize>)>, notes: &Text) -> Vec<Finding> {
    all.sort_by_key(|(_, at)| (at.start, at.end));
    let mut seen: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut more: BTreeMap<&'static str, (u64, Range<usize>)> = BTreeMap::new();
    let mut findings = Vec::new();
    for (finding, at) in all {
        let code = finding.message.code;
        let number = seen.entry(code).or_default();
        *number += 1;
        if *number > SHOWN as u64 && finding.fact("pull").is_none() {
            more.entry(code).or_insert((0, at)).0 += 1;
        } else {
            findings.push(finding.at(notes.spot(at)));
        }
    }
    findings.extend(more.into_iter().map(|(code, (number, at))| rest(code, number, notes, at)));
    findings
}

/// How many findings of a code are not shown.
fn rest(code: &'static str, number: u64, notes: &Text, at: Range<usize>) -> Finding {
    let count = Value::Count { number, one: "more finding", many: "more findings" };
    let finding = Finding::unmet(&MORE).with("more", count).with("code", Value::Code(code.to_owned()));
    finding.who([Who::Writers]).at(notes.spot(at))
}

/// A text of the notes or the template, for people to recognise: its beginning, if it is long.
pub(super) fn quote(text: &str) -> Value {
    let text = text.trim();
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => Value::Text(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Value::Text(text.to_owned()),
    }
}
