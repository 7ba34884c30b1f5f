//! Laws: who counts is what a plain model of the deeds says, and what is taken away never makes anything better.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::world::{BOX, World, forbidden, push};
use crate::evidence::discussion::{Deed as Done, Edit};
use crate::evidence::pull_request::ReviewState;
use crate::evidence::{Fact, List, Login};
use crate::requirement::fixture::person;
use crate::verdict::{Finding, Outcome, Speaks, Value};

/// The first two are QA engineers; the last opened the pull request.
const PEOPLE: [&str; 4] = ["mona", "devon-k", "maya-r", "lena-h"];

#[derive(Debug, Clone)]
struct Deed {
    who: usize,
    /// Whether it comes in the same second as the one before.
    at_once: bool,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Sign(bool),
    Revoke(u8),
    NotApplicable,
    Chat,
    Edit(usize),
    Delete(usize),
    Tick,
    Untick,
    PutLabel,
    TakeLabel,
    Approve,
    Push,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let what = prop_oneof![
        4 => any::<bool>().prop_map(What::Sign),
        2 => (0..3_u8).prop_map(What::Revoke),
        1 => Just(What::NotApplicable),
        1 => Just(What::Chat),
        2 => (0..9_usize).prop_map(What::Edit),
        1 => (0..9_usize).prop_map(What::Delete),
        2 => Just(What::Tick),
        1 => Just(What::Untick),
        1 => Just(What::PutLabel),
        1 => Just(What::TakeLabel),
        1 => Just(What::Approve),
        1 => Just(What::Push),
    ];
    let deed = (0..4_usize, prop::bool::weighted(0.2), what);
    prop::collection::vec(deed.prop_map(|(who, at_once, what)| Deed { who, at_once, what }), 1..22)
}

/// What a comment says, who wrote it and what became of it, in minutes.
#[derive(Debug, Clone)]
struct Note {
    who: usize,
    at: usize,
    says: What,
    own_edit: Option<usize>,
    edit_by_other: Option<usize>,
}

/// The plain model: what happened, in words of its own.
#[derive(Debug, Default)]
struct Model {
    notes: Vec<Note>,
    /// Whose tick and when; none while the box is open.
    tick: Option<(usize, usize)>,
    /// Who put the label on and when; none while it is off.
    label: Option<(usize, usize)>,
    label_taken_at: Option<usize>,
    approved: [Option<usize>; 4],
    /// Comments of theirs that somebody else deleted.
    deleted: Vec<(usize, usize)>,
    pushed: Option<usize>,
    edits_count: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    None,
    Doubt,
    Full,
}

impl Model {
    /// Each consent: who, when with its rank in the second, whether it says "does not apply", and its worth.
    fn consents(&self) -> Vec<(usize, (usize, usize), bool, Worth)> {
        let mut all = Vec::new();
        for (index, note) in self.notes.iter().enumerate() {
            let declines = match note.says {
                What::Sign(_) => false,
                What::NotApplicable => true,
                _ => continue,
            };
            let own_words = note.edit_by_other.is_none() && (note.own_edit.is_none() || self.edits_count);
            let worth = if own_words { self.worth(note.who, note.at, false) } else { Worth::None };
            all.push((note.who, (note.at, index), declines, worth));
        }
        if let Some((who, at)) = self.tick {
            all.push((who, (at, 1000), false, self.worth(who, at, false)));
        }
        if let Some((who, at)) = self.label {
            let taken_at_once = self.label_taken_at == Some(at);
            let worth = if taken_at_once { Worth::Doubt } else { self.worth(who, at, false) };
            all.push((who, (at, 1001), false, worth));
        }
        for (who, at) in self.approved.iter().enumerate().filter_map(|(who, at)| Some((who, (*at)?))) {
            all.push((who, (at, 1002), false, self.worth(who, at, true)));
        }
        all
    }

    fn worth(&self, who: usize, at: usize, review: bool) -> Worth {
        let holds = who < 2;
        let old = !review && self.pushed.is_some_and(|pushed| at <= pushed);
        let revoked = self.notes.iter().any(|note| {
            note.who == who
                && matches!(note.says, What::Revoke(0 | 1))
                && note.edit_by_other.is_none()
                && note.own_edit.unwrap_or(note.at) >= at
        });
        let deleted = self.deleted.iter().any(|(whose, when)| *whose == who && *when >= at);
        let edited = self
            .notes
            .iter()
            .any(|note| note.who == who && note.edit_by_other.is_some_and(|when| when >= at));
        match (holds && !old && !revoked, deleted || edited) {
            (false, _) => Worth::None,
            (true, true) => Worth::Doubt,
            (true, false) => Worth::Full,
        }
    }

    /// Who signed, and who said that it does not apply: of one person's consents the latest.
    fn people(&self, least: Worth) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let mut consents = self.consents();
        consents.sort_by_key(|(_, when, _, _)| *when);
        let (mut signed, mut declined) = (BTreeSet::new(), BTreeSet::new());
        for (who, _, declines, worth) in consents {
            if worth >= least {
                let (to, from) =
                    if declines { (&mut declined, &mut signed) } else { (&mut signed, &mut declined) };
                to.insert(who);
                from.remove(&who);
            }
        }
        (signed, declined)
    }

    fn outcome(&self) -> Outcome {
        let (signed, declined) = self.people(Worth::Full);
        let (maybe, maybe_not) = self.people(Worth::Doubt);
        let label_by_nobody = self.label.is_some_and(|(_, at)| self.label_taken_at == Some(at));
        if !signed.is_empty() {
            Outcome::Met
        } else if !declined.is_empty() {
            Outcome::NotApplicable
        } else if !maybe.is_empty() || !maybe_not.is_empty() || label_by_nobody {
            Outcome::Unknown
        } else {
            Outcome::Unmet
        }
    }
}

fn play(deeds: &[Deed], edits_count: bool) -> (World, Model) {
    let mut world = World::new();
    world.fixture.consents.edited = edits_count;
    world.label("maya-r", "06:30");
    (world.labels, world.events) = (Vec::new(), Vec::new());
    world.demand.ways = crate::sign_off::Way::ALL.map(|(_, way)| way).to_vec();
    world.on_pull_request();
    let mut model = Model { edits_count, ..Model::default() };
    let mut pushes = vec![0];
    let mut minute = 450;
    for deed in deeds {
        minute += usize::from(!deed.at_once);
        play_one(deed, minute, &mut world, &mut model, &mut pushes);
    }
    model.pushed = pushes.last().copied();
    // Each push brings another commit; the last one the judged.
    let name = |at: usize| {
        if at == 0 {
            "m13".to_owned()
        } else if at == pushes.len() {
            "m15".to_owned()
        } else {
            format!("x{at}")
        }
    };
    world.pushes = pushes
        .iter()
        .enumerate()
        .map(|(at, when)| push(&clock(*when), &name(at), &name(at + 1)))
        .rev()
        .collect();
    let merged = pushes.last().map(|when| crate::requirement::fixture::at(&clock(*when)));
    world.fixture.pull(15).merged_at = merged;
    (world, model)
}

fn clock(minute: usize) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn play_one(deed: &Deed, minute: usize, world: &mut World, model: &mut Model, pushes: &mut Vec<usize>) {
    let (who, time) = (PEOPLE[deed.who], clock(minute));
    let at = crate::requirement::fixture::at(&time);
    let mut say = |text: &str, world: &mut World| {
        world.comment(who, &time, text);
        let says = deed.what.clone();
        model.notes.push(Note { who: deed.who, at: minute, says, own_edit: None, edit_by_other: None });
    };
    match deed.what {
        What::Sign(true) => say("/holdpoint sign tests", world),
        What::Sign(false) => say("/holdpoint sign qa-engineer", world),
        What::Revoke(0) => say("/holdpoint revoke", world),
        What::Revoke(1) => say("/holdpoint revoke qa-engineer", world),
        What::Revoke(_) => say("/holdpoint revoke developer", world),
        What::NotApplicable => say("/holdpoint not-applicable tests: no need", world),
        What::Chat => say("Well done.", world),
        What::Edit(on) if on < model.notes.len() => {
            let note = &mut model.notes[on];
            let own = note.who == deed.who;
            *(if own { &mut note.own_edit } else { &mut note.edit_by_other }) = Some(minute);
            let comment = &mut world.comments[on];
            let mut edits = comment.edits.seen().to_vec();
            edits.push(Edit { at, by: person(who) });
            comment.edits = List::all(edits);
        }
        What::Delete(on) if on < model.notes.len() => {
            let note = model.notes.remove(on);
            world.comments.remove(on);
            let author = Some(Login::new(PEOPLE[note.who]));
            world.event(who, &time, Done::CommentDeleted { author });
            if note.who != deed.who {
                model.deleted.push((note.who, minute));
            }
        }
        What::Tick if model.tick.is_none() => {
            world.tick(who, &time);
            model.tick = Some((deed.who, minute));
        }
        What::Untick if model.tick.is_some() => {
            world.text(&time, who, &format!("- [ ] {BOX}\n"));
            model.tick = None;
        }
        What::PutLabel if model.label.is_none() => {
            let ways = world.demand.ways.clone();
            world.label(who, &time);
            world.demand.ways = ways;
            model.label = Some((deed.who, minute));
        }
        What::TakeLabel if model.label.is_some() => {
            world.event(who, &time, Done::Unlabeled("qa: done".into()));
            world.labels.clear();
            (model.label, model.label_taken_at) = (None, Some(minute));
        }
        What::Approve => {
            world.review(who, ReviewState::Approved, &time, "p15");
            model.approved[deed.who] = Some(minute);
        }
        What::Push => pushes.push(minute),
        What::Edit(_) | What::Delete(_) | What::Tick | What::Untick | What::PutLabel | What::TakeLabel => {}
    }
}

fn outcome(findings: &[Finding]) -> Outcome {
    Outcome::all(findings.iter().map(|finding| finding.outcome))
}

/// The people whom findings of this kind name.
fn spoken(findings: &[Finding], speaks: &Speaks) -> BTreeSet<String> {
    let by =
        findings.iter().filter(|finding| finding.speaks == *speaks).filter_map(|finding| finding.fact("by"));
    by.filter_map(|by| if let Value::Person(login) = by { Some(login.to_string()) } else { None }).collect()
}

fn names(people: impl IntoIterator<Item = usize>) -> BTreeSet<String> {
    people.into_iter().map(|who| PEOPLE[who].to_owned()).collect()
}

/// Something of the evidence that is not there any more, and of which GitHub says that it should be.
fn take_away(world: &mut World, what: u8, which: prop::sample::Index) {
    let evidence_gone = |world: &World| world.fixture.evidence.discussions.is_empty();
    assert!(!evidence_gone(world) || what != 255);
    match what {
        0 if !world.comments.is_empty() => {
            world.comments.remove(which.index(world.comments.len()));
            world.missing.comments += 1;
        }
        1 if !world.events.is_empty() => {
            world.events.remove(which.index(world.events.len()));
            world.missing.events += 1;
        }
        2 => {
            world.revisions.remove(which.index(world.revisions.len()));
            world.missing.revisions += 1;
        }
        3 => {
            let at = which.index(world.revisions.len());
            world.revisions[at].text = None;
        }
        4 => {
            world.pushes.remove(which.index(world.pushes.len()));
            world.missing.pushes += 1;
        }
        5 => world.missing.pushes += 1,
        6 => world.fixture.evidence.teams.clear(),
        7 => world.fixture.evidence.teams[0].members = Fact::Unknown(forbidden()),
        8 => world.missing.comments += 1,
        9 => world.missing.events += 1,
        10 => {
            world.labels.clear();
            world.missing.labels += 1;
        }
        11 if !world.comments.is_empty() => {
            let at = which.index(world.comments.len());
            let total = world.comments[at].edits.total();
            world.comments[at].edits = List::new(Vec::new(), total.max(1));
        }
        12 => {
            world.fixture.pull(15).reviews = Fact::NotCollected;
        }
        13 => world.fixture.evidence.closing = Fact::NotCollected,
        14 => world.fixture.pull(15).merge_commit = None,
        15 => world.unread = true,
        16 => world.labels.iter_mut().for_each(|label| label.changed_at = None),
        17 => world.fixture.evidence.tracking_issues = Fact::NotCollected,
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn who_counts_is_what_a_plain_model_says(deeds in deeds(), edits_count: bool) {
        let (mut world, model) = play(&deeds, edits_count);
        let findings = world.findings();
        prop_assert_eq!(outcome(&findings), model.outcome(), "{:#?}", crate::requirement::told::told(&findings));
        let full = |consent: &(usize, (usize, usize), bool, Worth)| consent.3 == Worth::Full;
        let consents = model.consents();
        let counting = names(consents.iter().filter(|one| full(one)).map(|(who, ..)| *who));
        prop_assert_eq!(spoken(&findings, &Speaks::Consent), counting.clone());
        // Whoever tried in vain is told so; an approval of somebody else is for something else.
        let tried = consents.iter().filter(|(who, (_, rank), ..)| (*rank < 1002 || *who < 2) && *rank != 1001);
        let tried = names(tried.map(|(who, ..)| *who));
        let ignored = spoken(&findings, &Speaks::IgnoredConsent);
        let told: BTreeSet<_> = ignored.union(&spoken(&findings, &Speaks::DoubtfulConsent)).cloned().collect();
        for person in tried.difference(&counting) {
            prop_assert!(told.contains(person), "{person}: {:#?}", crate::requirement::told::told(&findings));
        }
    }

    #[test]
    fn what_is_taken_away_never_makes_it_met(
        deeds in deeds(), edits_count: bool, what in 0..18_u8, which in any::<prop::sample::Index>(),
    ) {
        let (mut world, _) = play(&deeds, edits_count);
        let before = world.outcome();
        take_away(&mut world, what, which);
        let after = world.outcome();
        prop_assert!(before.lets_pass() || !after.lets_pass(), "{before:?} became {after:?}, {what}");
    }
}
