//! Whose tick a tick is: a walk through the states of the text that holds the box.
//!
//! GitHub keeps the whole text after each edit. A tick belongs to the person whose edit turned this very box from open to
//! ticked, if it has stayed ticked and the same ever since. A box is the same if its headings, its words, its links and
//! its place among boxes with the same words are; where it stands in the text does not matter.
//!
//! Each state is read once, however many boxes are asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::evidence::Actor;
use crate::evidence::discussion::Revision;
use crate::markdown::{Task, tasks};

/// What makes a box the same box in another state of the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    section: Arc<[String]>,
    key: String,
    links: Vec<String>,
    struck: bool,
    /// How many boxes of the same kind stand before it.
    ordinal: usize,
}

/// A tick and its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Who ticked it; `None` for a deleted account.
    pub by: Option<Actor>,
    /// When.
    pub at: Timestamp,
    /// It was ticked when the text was first written.
    pub from_the_start: bool,
}

/// Why a ticked box has no author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unproven {
    /// It is not ticked, or not there.
    Open,
    /// It names an issue or pull request: GitHub ticks such a box itself when that is closed.
    TickedByGitHub,
    /// The text at this time was deleted from the history, or is not shown.
    Gap(Timestamp),
    /// The history does not end with the text as it is: it was edited while it was read.
    Moved,
    /// An edit brought the box in already ticked, changed its words while it was ticked, or changed boxes with the same words
    /// in such a way that nobody can tell which of them is which.
    CameTicked(Tick),
}

/// The states of one text, each read once.
#[derive(Debug)]
pub struct History {
    states: Vec<State>,
    /// Whether the last state is the text as it is.
    whole: bool,
    /// The boxes of the text as it is, by their places in it.
    now: BTreeMap<usize, Identity>,
}

#[derive(Debug)]
struct State {
    at: Timestamp,
    by: Option<Actor>,
    /// `None`: not shown.
    boxes: Option<Boxes>,
}

/// The boxes of one state.
#[derive(Debug)]
struct Boxes {
    index: Arc<Index>,
    /// Whether each is ticked, in the order of the text.
    ticked: Vec<bool>,
}

/// Which boxes a text has, and where. States that differ only in what is ticked have the same.
#[derive(Debug)]
struct Index {
    places: Vec<usize>,
    by_identity: BTreeMap<Identity, usize>,
    /// The boxes of each kind, by the first of them.
    kinds: BTreeMap<Identity, Vec<usize>>,
}

impl Identity {
    /// The first box of its kind.
    fn first(&self) -> Self {
        Self { ordinal: 0, ..self.clone() }
    }
}

impl Boxes {
    /// Whether each box of a kind is ticked, by the first of them.
    fn like<'b>(&'b self, first: &Identity) -> impl Iterator<Item = bool> + 'b {
        let places = self.index.kinds.get(first).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|at| self.ticked.get(*at).copied().unwrap_or_default())
    }

    /// Whether the next state has each box of a kind where this one has it. Where there are fewer or more of them than
    /// before, or some are ticked and others not any more, they may have changed places.
    fn stay(&self, next: &Self, first: &Identity) -> bool {
        let opened = self.like(first).zip(next.like(first)).any(|(before, after)| before && !after);
        let ticked = self.like(first).zip(next.like(first)).any(|(before, after)| !before && after);
        self.like(first).count() == next.like(first).count() && !(opened && ticked)
    }

    fn is_ticked(&self, identity: &Identity) -> Option<bool> {
        self.ticked.get(*self.index.by_identity.get(identity)?).copied()
    }

    /// Reads a text. `before`: the state before it, whose boxes are taken over if only ticks were set and taken away since,
    /// which is what most edits do.
    fn read(text: &str, before: Option<(&str, &Arc<Index>)>) -> Self {
        if let Some((old, index)) = before
            && only_ticks_differ(old, text, index)
        {
            let mark = |place: &usize| text.as_bytes().get(place + 1).is_some_and(|byte| *byte != b' ');
            return Self { ticked: index.places.iter().map(mark).collect(), index: Arc::clone(index) };
        }
        let boxes = tasks(text);
        let by_identity: BTreeMap<Identity, usize> =
            identities(&boxes).into_iter().enumerate().map(|(at, one)| (one, at)).collect();
        let mut kinds: BTreeMap<Identity, Vec<usize>> = BTreeMap::new();
        for (one, at) in &by_identity {
            kinds.entry(one.first()).or_default().push(*at);
        }
        let places = boxes.iter().map(|task| task.at.start).collect();
        let ticked = boxes.iter().map(|task| task.ticked).collect();
        Self { index: Arc::new(Index { places, by_identity, kinds }), ticked }
    }
}

/// Whether two texts are the same but for the marks in the boxes of the first. Where something may be the definition of a
/// link, `[x]` may be a link, and nothing is taken for granted.
fn only_ticks_differ(old: &str, new: &str, index: &Index) -> bool {
    let is_mark = |byte: u8| matches!(byte, b' ' | b'x' | b'X');
    let mut differing = old.bytes().zip(new.bytes()).enumerate().filter(|(_, (one, other))| one != other);
    old.len() == new.len()
        && !new.contains("]:")
        && differing.all(|(at, (one, other))| {
            let place = at.checked_sub(1).is_some_and(|start| index.places.binary_search(&start).is_ok());
            place && is_mark(one) && is_mark(other)
        })
}

impl History {
    /// Of the text `body`, whose states are `revisions`, oldest first; the oldest is the text as first written.
    #[must_use]
    pub fn new(revisions: &[Revision], body: &str) -> Self {
        let mut states: Vec<State> = Vec::with_capacity(revisions.len());
        let mut before: Option<(&str, Arc<Index>)> = None;
        for revision in revisions {
            let read = |text| Boxes::read(text, before.as_ref().map(|(text, index)| (*text, index)));
            let boxes = revision.text.as_deref().map(read);
            if let (Some(text), Some(boxes)) = (revision.text.as_deref(), &boxes) {
                before = Some((text, Arc::clone(&boxes.index)));
            }
            states.push(State { at: revision.at, by: revision.by.clone(), boxes });
        }
        let last = revisions.last().and_then(|revision| revision.text.as_deref());
        let whole = last.is_none_or(|text| same_text(text, body));
        let boxes = tasks(body);
        let now = boxes.iter().map(|task| task.at.start).zip(identities(&boxes)).collect();
        Self { states, whole, now }
    }

    /// What a box of the text as it is is known by. `None`: it is no box of this text.
    #[must_use]
    pub fn identity(&self, task: &Task) -> Option<&Identity> {
        self.now.get(&task.at.start)
    }

    /// Who ticked this box of the text as it is.
    ///
    /// # Errors
    /// Why that is not proven.
    pub fn tick(&self, task: &Task, identity: &Identity) -> Result<Tick, Unproven> {
        if !task.ticked {
            return Err(Unproven::Open);
        }
        if !task.references.is_empty() {
            return Err(Unproven::TickedByGitHub);
        }
        if !self.whole {
            return Err(Unproven::Moved);
        }
        let first = identity.first();
        let mut later: Option<(&State, &Boxes)> = None;
        for state in self.states.iter().rev() {
            let Some(boxes) = &state.boxes else { return Err(Unproven::Gap(state.at)) };
            // The newest state is the text as it is, in which the box is ticked.
            let Some((edit, after)) = later else {
                if boxes.is_ticked(identity) != Some(true) {
                    return Err(Unproven::Moved);
                }
                later = Some((state, boxes));
                continue;
            };
            match boxes.is_ticked(identity) {
                _ if !boxes.stay(after, &first) => return Err(Unproven::CameTicked(tick_by(edit, false))),
                Some(true) => later = Some((state, boxes)),
                Some(false) => return Ok(tick_by(edit, false)),
                None => return Err(Unproven::CameTicked(tick_by(edit, false))),
            }
        }
        later.map(|(first, _)| tick_by(first, true)).ok_or(Unproven::Moved)
    }
}

fn tick_by(state: &State, from_the_start: bool) -> Tick {
    Tick { by: state.by.clone(), at: state.at, from_the_start }
}

/// GitHub keeps line ends as they were sent, and browsers send another kind than programs do.
fn same_text(one: &str, other: &str) -> bool {
    one == other || one.replace("\r\n", "\n").trim_end() == other.replace("\r\n", "\n").trim_end()
}

/// What each of these boxes is known by, in their order.
#[must_use]
pub fn identities(boxes: &[Task]) -> Vec<Identity> {
    let mut seen: BTreeMap<Identity, usize> = BTreeMap::new();
    let mut all = Vec::with_capacity(boxes.len());
    for task in boxes {
        let mut identity = Identity {
            section: Arc::clone(&task.section),
            key: task.key.clone(),
            links: task.links.clone(),
            struck: task.struck || task.quoted,
            ordinal: 0,
        };
        let before = seen.entry(identity.clone()).or_default();
        identity.ordinal = *before;
        *before += 1;
        all.push(identity);
    }
    all
}

#[cfg(test)]
mod tests;
