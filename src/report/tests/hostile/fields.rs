//! The sample in which everything says the same has everything in it: a new field or value cannot be forgotten.

use std::collections::BTreeSet;

use crate::report::sample;
use crate::verdict::{Outcome, Speaks, Value, Who};

/// What every text of the sample says.
const MARK: &str = "mark";

/// Texts that are our own: nobody else can write them.
const OWN: [&str; 13] = [
    "anything",
    "sign-off",
    "hold",
    "our own words",
    "checks: read",
    "Members: read",
    "candidate",
    "The candidate is what was asked for",
    "pull-requests",
    "pre-release",
    "count",
    "box",
    "boxes",
];

/// Fields that may be empty: there is nothing to be written in them, or another part of the sample fills them.
const EMPTY: [&str; 11] = [
    "spot",
    "condition",
    "tree",
    "about",
    "hint",
    "on_pull_request",
    "children",
    "group",
    "findings",
    "who",
    "todo",
];

/// Every text in quotation marks of a debugging print.
fn texts(printed: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut characters = printed.chars();
    while let Some(character) = characters.next() {
        if character != '"' {
            continue;
        }
        let mut text = String::new();
        while let Some(inside) = characters.next().filter(|inside| *inside != '"') {
            text.push(inside);
            if inside == '\\' {
                text.extend(characters.next());
            }
        }
        texts.push(text);
    }
    texts
}

#[test]
fn every_text_of_a_verdict_is_in_the_sample() {
    let verdict = sample::all_saying(MARK).verdict;
    let printed = format!("{verdict:?}");
    let messages = [&sample::ANYTHING, &sample::APPROVED];
    let ours: BTreeSet<&str> = messages
        .iter()
        .flat_map(|message| [message.code, message.says, message.todo])
        .chain(OWN)
        .chain(sample::ANYTHING.says.split(['{', '}', ' ']))
        .collect();
    let strange: BTreeSet<String> = texts(&printed)
        .into_iter()
        .filter(|text| !text.contains(MARK) && !text.is_empty() && !ours.contains(text.as_str()))
        .collect();
    assert!(strange.is_empty(), "let these say the sample's text: {strange:?}");
}

#[test]
fn every_field_of_a_verdict_is_filled_in_the_sample() {
    let printed = format!("{:?}", sample::all_saying(MARK).verdict);
    for nothing in [": None", ": []", ": \"\""] {
        let fields: Vec<&str> = printed
            .match_indices(nothing)
            .filter_map(|(at, _)| printed.get(..at)?.rsplit([' ', '{', '(']).next())
            .filter(|field| !EMPTY.contains(field))
            .collect();
        assert!(fields.is_empty(), "{nothing}: {fields:?}");
    }
}

#[test]
fn every_kind_of_value_person_and_speech_is_in_the_sample() {
    let value = |value: &Value| match value {
        Value::Words(_) => 0,
        Value::Text(_) => 1,
        Value::Code(_) => 2,
        Value::Codes(_) => 3,
        Value::Number(_) => 4,
        Value::Person(_) => 5,
        Value::People(_) => 6,
        Value::Thread { .. } => 7,
        Value::Threads(_) => 8,
        Value::Commit { .. } => 9,
        Value::Link { .. } => 10,
        Value::Time(_) => 11,
        Value::Unknown(_) => 12,
        Value::Count { .. } => 13,
        Value::Page { .. } => 14,
    };
    let who = |who: &Who| match who {
        Who::Person(_) => 0,
        Who::Team(_) => 1,
        Who::Role { .. } => 2,
        Who::Writers => 3,
        Who::WritersExcept(_) => 4,
        Who::Editors(_) => 5,
        Who::Admins => 6,
        Who::WorkflowAuthors => 7,
        Who::Machine(_) => 8,
    };
    let speaks = |speaks: &Speaks| match speaks {
        Speaks::Else => 0,
        Speaks::Missing(_) => 1,
        Speaks::Consent => 2,
        Speaks::IgnoredConsent => 3,
        Speaks::DoubtfulConsent => 4,
    };
    let finding = sample::anything(Outcome::Met, MARK);
    let values: BTreeSet<usize> = finding.facts.iter().map(|(_, one)| value(one)).collect();
    assert_eq!(values, (0..15).collect());
    assert_eq!(finding.who.iter().map(who).collect::<BTreeSet<usize>>(), (0..9).collect());
    let verdict = sample::all_saying(MARK).verdict;
    let leaves = verdict.all().filter_map(|one| one.tree.as_ref()).flat_map(|tree| tree.leaves());
    let said: BTreeSet<usize> =
        leaves.flat_map(|leaf| &leaf.findings).map(|finding| speaks(&finding.speaks)).collect();
    assert_eq!(said, (0..5).collect());
}
