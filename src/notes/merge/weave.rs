//! The merge line by line.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::base::{Base, digest_of};
use super::line::{Line, entry_end, headings_over};

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Woven<'t> {
    /// The lines of the result.
    lines: Vec<Line<'t>>,
    /// What of the draft had no place, but for entries that name something.
    pub(super) left_out: Vec<String>,
}

impl<'t> Woven<'t> {
    /// All as people have it.
    pub(super) fn untouched(people: &[Line<'t>]) -> Self {
        Self { lines: people.to_vec(), left_out: Vec::new() }
    }

    /// The text. A line that others follow has an end; the last one has one if `ends`.
    pub(super) fn join(&self, end: &str, ends: bool) -> String {
        let mut text = String::new();
        let last = self.lines.len().saturating_sub(1);
        for (index, line) in self.lines.iter().enumerate() {
            text.push_str(line.says);
            match line.end {
                "" if index < last || ends => text.push_str(end),
                _ if index == last && !ends => {}
                as_it_is => text.push_str(as_it_is),
            }
        }
        text
    }
}

/// Something that the draft changed: these lines of the base became those of the draft.
#[derive(Debug, Clone)]
struct Change {
    base: Range<usize>,
    draft: Range<usize>,
}

/// Puts the changes of the draft into people's lines.
pub(super) fn weave<'t>(base: &Base, people: &[Line<'t>], draft: &[Line<'t>]) -> Woven<'t> {
    let old: Vec<u64> = base.lines.iter().map(|line| line.digest).collect();
    let digests = |lines: &[Line<'_>]| lines.iter().map(|line| digest_of(line.key())).collect::<Vec<_>>();
    let in_people = matching(&old, &digests(people));
    let in_draft = matching(&old, &digests(draft));
    let changes: Vec<Change> = changes(&in_draft, draft.len())
        .into_iter()
        .flat_map(|change| by_citation(base, draft, change))
        .flat_map(|change| by_heading(draft, change))
        .collect();
    let mut loom = Loom::new(base, people, draft, in_people);
    loom.spare(&changes);
    for change in &changes {
        loom.put(change);
    }
    loom.woven()
}

/// Where each line of `old` is in `new`; the places rise.
fn matching(old: &[u64], new: &[u64]) -> Vec<Option<usize>> {
    let mut found = vec![None; old.len()];
    for step in capture_diff_slices(Algorithm::Patience, old, new) {
        if let DiffOp::Equal { old_index, new_index, len } = step {
            for (offset, slot) in found.iter_mut().skip(old_index).take(len).enumerate() {
                *slot = Some(new_index + offset);
            }
        }
    }
    found
}

fn changes(in_draft: &[Option<usize>], length: usize) -> Vec<Change> {
    let mut found = Vec::new();
    let (mut old, mut new) = (0, 0);
    let ends = in_draft.iter().copied().enumerate().filter_map(|(at, draft)| Some((at, draft?)));
    for (at, draft) in ends.chain([(in_draft.len(), length)]) {
        if at > old || draft > new {
            found.push(Change { base: old..at, draft: new..draft });
        }
        (old, new) = (at + 1, draft + 1);
    }
    found
}

/// Takes a change apart where a line became another that names the same pull requests.
fn by_citation(base: &Base, draft: &[Line<'_>], change: Change) -> Vec<Change> {
    if change.base.is_empty() || change.draft.is_empty() {
        return vec![change];
    }
    let mut places: BTreeMap<&[u64], Vec<usize>> = BTreeMap::new();
    for at in change.base.clone().rev() {
        if let Some(line) = base.lines.get(at).filter(|line| !line.cites.is_empty()) {
            places.entry(&line.cites).or_default().push(at);
        }
    }
    let mut parts = Vec::new();
    let (mut old, mut new) = (change.base.start, change.draft.start);
    for at in change.draft.clone() {
        let cites = draft.get(at).map(Line::cites).unwrap_or_default();
        let Some(twins) = places.get_mut(cites.as_slice()) else { continue };
        while twins.last().is_some_and(|twin| *twin < old) {
            twins.pop();
        }
        let Some(twin) = twins.pop() else { continue };
        parts.push(Change { base: old..twin, draft: new..at });
        parts.push(Change { base: twin..twin + 1, draft: at..at + 1 });
        (old, new) = (twin + 1, at + 1);
    }
    parts.push(Change { base: old..change.base.end, draft: new..change.draft.end });
    parts.retain(|part| !part.base.is_empty() || !part.draft.is_empty());
    parts
}

/// Takes what the draft has from a new heading on apart from what goes to the section above.
fn by_heading(draft: &[Line<'_>], change: Change) -> Vec<Change> {
    let new = draft.get(change.draft.clone()).unwrap_or_default();
    let Some(heading) = new.iter().position(Line::is_heading) else { return vec![change] };
    let above = new.get(..heading).unwrap_or_default();
    let text = above.iter().rposition(|line| !line.is_blank()).map_or(0, |at| at + 1);
    if text == 0 && !change.base.is_empty() {
        return vec![change];
    }
    let cut = change.draft.start + text;
    let parts = [
        Change { base: change.base.clone(), draft: change.draft.start..cut },
        Change { base: change.base.end..change.base.end, draft: cut..change.draft.end },
    ];
    parts.into_iter().filter(|part| !part.base.is_empty() || !part.draft.is_empty()).collect()
}

/// What is beside a gap of the base.
#[derive(Debug, Clone, Copy, Default)]
struct Near {
    /// The line of the base above it that is not blank.
    text_above: Option<usize>,
    text_below: Option<usize>,
    /// The nearest line above it that people still have, as theirs.
    kept_above: Option<usize>,
    kept_below: Option<usize>,
}

fn beside(base: &Base, kept: &[Option<usize>]) -> Vec<Near> {
    let mut near = vec![Near::default(); base.lines.len() + 1];
    let mut last = Near::default();
    for (at, line) in base.lines.iter().enumerate() {
        if line.digest != 0 {
            last.text_above = Some(at);
        }
        last.kept_above = kept.get(at).copied().flatten().or(last.kept_above);
        if let Some(near) = near.get_mut(at + 1) {
            *near = last;
        }
    }
    let mut next = Near::default();
    for (at, line) in base.lines.iter().enumerate().rev() {
        if line.digest != 0 {
            next.text_below = Some(at);
        }
        next.kept_below = kept.get(at).copied().flatten().or(next.kept_below);
        if let Some(near) = near.get_mut(at) {
            (near.text_below, near.kept_below) = (next.text_below, next.kept_below);
        }
    }
    near
}

/// From each line on the first that is so; the number of lines where there is none.
fn first_from(lines: &[Line<'_>], is: impl Fn(&Line<'_>) -> bool) -> Vec<usize> {
    let mut next = lines.len();
    let mut found: Vec<usize> = lines
        .iter()
        .enumerate()
        .rev()
        .map(|(at, line)| {
            if is(line) {
                next = at;
            }
            next
        })
        .collect();
    found.reverse();
    found
}

struct Loom<'a, 't> {
    base: &'a Base,
    people: &'a [Line<'t>],
    draft: &'a [Line<'t>],
    /// Where people have each line of the base.
    kept: Vec<Option<usize>>,
    /// What is beside each gap of the base: in front of its first line, …, behind its last.
    near: Vec<Near>,
    /// From each of people's lines on, the first that is a heading.
    headings: Vec<usize>,
    /// From each of people's lines on, the first that is no addition to the line above it.
    additions: Vec<usize>,
    /// Whether each of people's lines is theirs alone.
    own: Vec<bool>,
    /// Whether each is a heading under which they wrote something.
    needed: Vec<bool>,
    /// Whether the draft takes each of people's lines out.
    gone: Vec<bool>,
    /// What goes in front of each of people's lines, and at the end.
    before: BTreeMap<usize, Vec<Line<'t>>>,
    /// The pull requests of which no further entry goes in: people named them elsewhere, or took them out.
    settled: BTreeSet<u64>,
    /// Lines of the draft that have no place.
    refused: Vec<usize>,
}

impl<'a, 't> Loom<'a, 't> {
    fn new(base: &'a Base, people: &'a [Line<'t>], draft: &'a [Line<'t>], kept: Vec<Option<usize>>) -> Self {
        let mut own = vec![true; people.len()];
        for at in kept.iter().flatten() {
            if let Some(own) = own.get_mut(*at) {
                *own = false;
            }
        }
        let gone = vec![false; people.len()];
        let needed = headings_over(people, |at| own.get(at).copied().unwrap_or_default());
        let near = beside(base, &kept);
        let headings = first_from(people, |line| line.is_heading());
        let additions = first_from(people, |line| !line.is_addition());
        let (before, settled) = (BTreeMap::new(), BTreeSet::new());
        Self {
            base,
            people,
            draft,
            kept,
            near,
            headings,
            additions,
            own,
            needed,
            gone,
            before,
            settled,
            refused: Vec::new(),
        }
    }

    /// Finds out of which pull requests no further entry goes in. One whose line the draft itself moves is not among
    /// them, nor one that people name besides.
    fn spare(&mut self, changes: &[Change]) {
        let named = |own: bool| {
            let lines = self.people.iter().zip(&self.own).filter(move |(_, is)| **is == own);
            lines.flat_map(|(line, _)| line.cites()).collect::<BTreeSet<u64>>()
        };
        let (theirs, untouched) = (named(true), named(false));
        let everywhere: BTreeSet<u64> = theirs.union(&untouched).copied().collect();
        let taken_out = self.base.cites().difference(&everywhere).copied().collect::<BTreeSet<u64>>();
        let intact = |at: &usize| self.kept.get(*at).copied().flatten().is_some();
        let moved = changes.iter().flat_map(|change| change.base.clone().filter(intact));
        let moved: BTreeSet<u64> =
            moved.filter_map(|at| self.base.lines.get(at)).flat_map(|line| &line.cites).copied().collect();
        self.settled = theirs.difference(&moved).chain(&taken_out).copied().collect();
    }

    fn put(&mut self, change: &Change) {
        let meant = |at: &usize| self.base.lines.get(*at).is_some_and(|line| line.digest != 0);
        let has = |at: usize| self.kept.get(at).copied().flatten();
        let intact = change.base.clone().filter(meant).all(|at| has(at).is_some());
        let place = if change.base.is_empty() {
            self.gap(change)
        } else {
            change.base.clone().find_map(has).filter(|_| intact)
        };
        let all_blank = !change.base.is_empty() && !change.base.clone().any(|at| meant(&at));
        let place = if all_blank { place.or_else(|| self.gap(change)) } else { place };
        let new = self.wanted(change.draft.clone());
        match place {
            Some(place) => {
                let lines = self.spaced(place, new, change);
                self.before.entry(place).or_default().extend(lines);
            }
            None => self.refused.extend(new),
        }
        if place.is_some() || change.draft.is_empty() {
            self.take_out(change);
        }
    }

    /// Takes out what the draft no longer has, but for headings that it put no other in place of and that people wrote
    /// under: their words would end up in the section above.
    fn take_out(&mut self, change: &Change) {
        let new = self.draft.get(change.draft.clone()).unwrap_or_default();
        let mut others = new.iter().filter(|line| line.is_heading()).count();
        for at in change.base.clone() {
            let Some(at) = self.kept.get(at).copied().flatten() else { continue };
            if self.people.get(at).is_some_and(Line::is_heading) {
                if others == 0 && self.needed.get(at).copied().unwrap_or_default() {
                    continue;
                }
                others = others.saturating_sub(1);
            }
            if let Some(gone) = self.gone.get_mut(at) {
                *gone = true;
            }
        }
    }

    /// The lines of the draft that may go in: without the entries that are settled, and not a heading without any entry
    /// that it came with.
    fn wanted(&self, range: Range<usize>) -> Vec<usize> {
        let mut wanted = Vec::new();
        let (mut dropped, mut entries) = (false, false);
        let mut at = range.start;
        while at < range.end {
            let Some(line) = self.draft.get(at) else { break };
            let cites = line.cites();
            let entry = line.is_entry();
            if entry && !cites.is_empty() && cites.iter().all(|number| self.settled.contains(number)) {
                at = entry_end(self.draft, at);
                dropped = true;
                continue;
            }
            entries |= entry;
            wanted.push(at);
            at += 1;
        }
        let bare = |at: &usize| self.draft.get(*at).is_some_and(|line| line.is_blank() || line.is_heading());
        if dropped && !entries && wanted.iter().all(bare) {
            wanted.clear();
        }
        wanted
    }

    /// The place in people's lines for what the draft has new between two lines of the base, if one of them still is
    /// there to stand beside.
    fn gap(&self, change: &Change) -> Option<usize> {
        let near = self.near.get(change.base.start).copied().unwrap_or_default();
        let far = self.near.get(change.base.end).copied().unwrap_or_default();
        let has = |at: usize| self.kept.get(at).copied().flatten();
        let heading = self.draft.get(change.draft.clone()).unwrap_or_default();
        let heading = heading.iter().find(|line| !line.is_blank()).is_some_and(Line::is_heading);
        let leads = near.text_above.map(|at| has(at).is_some());
        let follows = far.text_below.and_then(has).and_then(|at| self.people.get(at));
        let fits = match leads {
            Some(true) => true,
            None if far.text_below.is_none() => true,
            None => follows.is_some(),
            Some(false) => follows.is_some_and(|line| heading || !line.is_heading()),
        };
        if !fits {
            return None;
        }
        let from = near.kept_above.map_or(0, |at| at + 1);
        let to = far.kept_below.unwrap_or(self.people.len());
        let upto = |ends: &[usize]| ends.get(from).copied().unwrap_or(to).min(to);
        Some(if heading {
            // People's own sections there come after it, the rest of what they wrote before.
            upto(&self.headings)
        } else if leads == Some(true) {
            // What they added to the line above stays with it.
            upto(&self.additions)
        } else {
            to
        })
    }

    /// Lines of the draft for a place. Where people wrote beside it, blank lines set a new section apart.
    fn spaced(&self, place: usize, new: Vec<usize>, change: &Change) -> Vec<Line<'t>> {
        let lines = new.iter().filter_map(|at| self.draft.get(*at));
        let mut lines: Vec<Line<'t>> = lines.map(|line| Line { end: "", ..*line }).collect();
        let own = |at: Option<usize>| at.and_then(|at| self.own.get(at)).copied().unwrap_or_default();
        let beside = own(Some(place)) || own(place.checked_sub(1));
        let section = lines.iter().find(|line| !line.is_blank()).is_some_and(Line::is_heading);
        if !(beside && section && change.base.is_empty()) {
            return lines;
        }
        let blank = Line { says: "", end: "" };
        let text =
            |at: Option<usize>| at.and_then(|at| self.people.get(at)).is_some_and(|line| !line.is_blank());
        let first = lines.iter().position(|line| !line.is_blank()).unwrap_or_default();
        let last = lines.iter().rposition(|line| !line.is_blank()).map_or(0, |at| at + 1);
        lines.truncate(last);
        lines.drain(..first);
        if text(place.checked_sub(1)) {
            lines.insert(0, blank);
        }
        if text(Some(place)) {
            lines.push(blank);
        }
        lines
    }

    fn woven(self) -> Woven<'t> {
        let mut lines = Vec::new();
        for at in 0..=self.people.len() {
            lines.extend(self.before.get(&at).into_iter().flatten());
            let stays = !self.gone.get(at).copied().unwrap_or(true);
            lines.extend(self.people.get(at).filter(|_| stays));
        }
        let there: BTreeSet<&str> = lines.iter().map(Line::key).collect();
        let told = |line: &&Line<'_>| !line.is_blank() && !there.contains(line.key());
        let other = |line: &&Line<'_>| !line.is_entry() || line.cites().is_empty();
        let refused = self.refused.iter().filter_map(|at| self.draft.get(*at));
        let left_out = refused.filter(told).filter(other).map(|line| line.key().to_owned()).collect();
        Woven { lines, left_out }
    }
}
