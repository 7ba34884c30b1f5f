use proptest::prelude::*;

use super::*;
use crate::evidence::release::{MergeQueue, Trigger};
use crate::evidence::{Ask, Fact, List, Opening, Reason, Unknown};
use crate::requirement::fixture::{Fixture, oid};

/// An entry whose commits are `base` and `head`; "" stands for none.
fn entry(pull_request: u64, base: &str, head: &str) -> QueueEntry {
    let commit = |name: &str| (!name.is_empty()).then(|| oid(name));
    QueueEntry {
        pull_request,
        pull_request_head: oid(&format!("p{pull_request}")),
        head: commit(head),
        base: commit(base),
    }
}

/// What is found of the group at `head`, in the queue of main, whose tip is `m15`.
fn find_at(head: &str, queue: Fact<Option<MergeQueue>>) -> Result<Found, NoCandidate> {
    let Fixture { evidence, rules, .. } = Fixture::release();
    let opening = Opening { merge_queue: queue, ..evidence.opening };
    let trigger =
        Trigger::MergeGroup { head: oid(head), reference: "refs/heads/queue".into(), branch: "main".into() };
    let ask = Ask { trigger, ..evidence.ask };
    let clues = Clues { ask: &ask, opening: &opening, pull_request: None, issues: &Fact::NotCollected };
    crate::candidate::find_pull_request(&rules, clues)
}

fn queue(entries: Vec<QueueEntry>) -> Fact<Option<MergeQueue>> {
    Fact::Known(Some(MergeQueue { tip: oid("m15"), entries: List::all(entries) }))
}

fn numbers(found: Result<Found, NoCandidate>) -> Vec<u64> {
    match found {
        Ok(Found::MergeGroup(group)) => group.pull_requests.iter().map(|(number, _)| *number).collect(),
        other => panic!("no group: {other:?}"),
    }
}

#[test]
fn a_group_is_all_that_leads_back_to_the_branch() {
    let three = || {
        queue(vec![
            entry(16, "m15", "g16"),
            entry(17, "g16", "g17"),
            entry(18, "g17", "g18"),
            entry(19, "", ""),
        ])
    };
    assert_eq!(numbers(find_at("g16", three())), [16]);
    assert_eq!(numbers(find_at("g18", three())), [16, 17, 18], "what is ahead may be merged with it");
    let Ok(Found::MergeGroup(group)) = find_at("g17", three()) else { panic!() };
    assert_eq!(
        (group.head, group.branch.as_str(), group.reference.as_str()),
        (oid("g17"), "main", "refs/heads/queue")
    );
    assert_eq!(group.pull_requests, [(16, oid("p16")), (17, oid("p17"))]);
    let merged = queue(vec![entry(15, "m14", "m15"), entry(16, "m15", "g16")]);
    assert_eq!(numbers(find_at("g16", merged)), [16], "what the branch has is merged");
    let one_commit = queue(vec![entry(16, "m15", "g"), entry(17, "m15", "g")]);
    assert_eq!(numbers(find_at("g", one_commit)), [16, 17]);
}

#[test]
fn a_chain_that_does_not_lead_back_is_no_group() {
    for (what, entries) in [
        ("an empty queue", vec![]),
        ("another group", vec![entry(16, "m15", "other")]),
        ("a link is missing", vec![entry(16, "m15", "g16"), entry(18, "g17", "g")]),
        ("the branch has moved", vec![entry(16, "m14", "g")]),
        ("no base", vec![entry(16, "", "g")]),
        ("two ways, one of which leads nowhere", vec![entry(16, "m15", "g"), entry(17, "x", "g")]),
        ("a circle", vec![entry(16, "h", "g"), entry(17, "g", "h")]),
        ("itself", vec![entry(16, "g", "g")]),
    ] {
        let gone = NoCandidate::MergeGroupGone { head: oid("g"), branch: "main".into() };
        assert_eq!(find_at("g", queue(entries)), Err(gone), "{what}");
    }
    let merged = find_at("m15", queue(vec![entry(15, "m14", "m15")]));
    assert!(matches!(merged, Err(NoCandidate::MergeGroupGone { .. })), "it is merged");
    assert!(matches!(find_at("g", Fact::Known(None)), Err(NoCandidate::MergeGroupGone { .. })), "no queue");
}

#[test]
fn a_queue_that_was_not_read_whole_is_not_taken_for_whole() {
    let half = MergeQueue { tip: oid("m15"), entries: List::new(vec![entry(16, "m15", "g")], 101) };
    for queue in [Fact::Known(Some(half)), Fact::Unknown(Unknown::new(Reason::Forbidden)), Fact::NotCollected]
    {
        assert!(matches!(find_at("g", queue), Err(NoCandidate::MergeQueueUnreadable(_))));
    }
}

proptest! {
    /// In whatever order the queue is shown, a group is whole: every commit from its own back to the branch is of one of
    /// its pull requests, and taking any of them out of the queue leaves no group.
    #[test]
    fn a_group_is_whole(
        steps in prop::collection::vec((0..6_u8, 0..6_u8), 0..7),
        head in 0..6_u8,
    ) {
        let name = |number: u8| if number == 0 { "m15".to_owned() } else { format!("g{number}") };
        let entries: Vec<QueueEntry> = steps
            .iter()
            .zip(16..)
            .map(|((base, head), number)| entry(number, &name(*base), &name(*head)))
            .collect();
        if let Ok(Found::MergeGroup(group)) = find_at(&name(head), queue(entries.clone())) {
            prop_assert!(!group.pull_requests.is_empty());
            let is_in = |entry: &&QueueEntry| group.pull_requests.iter().any(|(number, _)| *number == entry.pull_request);
            let chosen: Vec<&QueueEntry> = entries.iter().filter(is_in).collect();
            for entry in &chosen {
                let base = entry.base.as_ref();
                let leads_on = base == Some(&oid("m15")) || chosen.iter().any(|other| other.head.as_ref() == base);
                prop_assert!(leads_on, "{entries:?}");
            }
            for at_head in entries.iter().filter(|entry| entry.head.as_ref() == Some(&oid(&name(head)))) {
                prop_assert!(chosen.contains(&at_head));
            }
            let unique = |one: &&&QueueEntry| chosen.iter().filter(|other| other.head == one.head).count() == 1;
            for gone in chosen.iter().filter(unique) {
                let rest = entries.iter().filter(|entry| entry.pull_request != gone.pull_request).cloned().collect();
                let found = find_at(&name(head), queue(rest));
                prop_assert!(found.is_err(), "without #{}: {entries:?}", gone.pull_request);
            }
        }
    }
}
