//! What a consent was given to, and whether that is still what is judged.
//!
//! A consent is given to the tip of the branch at its time. Pushes, as GitHub records them, say which commit that was. Where
//! they are not all known, the merge that made the judged commit, or a check suite at it, show that it was there by
//! then. Dates of commits show nothing: whoever pushes chooses them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::evidence::fact::Reason;
use crate::evidence::origin::{Arrivals, Push};
use crate::evidence::release::Commit;
use crate::evidence::{Oid, PullRequest, Unknown};
use crate::release::{Case, Subject};
use crate::sign_off::Fresh;

/// What a consent was given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// The commit that is judged.
    Judged,
    /// Another one, and how many commits ago that was, if that is known.
    Other(Oid, Option<u64>),
    /// What the branch was then, before it had any commit of this release that is known.
    Earlier,
    /// The release notes, whatever the commit.
    Notes,
    /// Nothing shows which commit it was.
    Unknown,
}

/// Whether a consent still stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Age {
    /// It does.
    Fresh(Given),
    /// It was given to another commit.
    Stale(Given),
    /// These pull requests came into the release after it.
    Grew(Vec<u64>),
    /// A commit that came without a pull request may have come after it.
    GrewBy(Oid),
    /// The release notes were changed after it, at this time.
    NotesChanged(Timestamp),
    /// Nobody can tell when the release notes were changed last.
    NotesUnknown(Unknown),
    /// It is older than the policy lets it be.
    Old,
    /// Nobody can tell.
    Unknown(Unknown),
}

/// When the judged commit came to be where it is.
pub(super) struct Clock<'a> {
    case: Case<'a>,
    commit: Option<&'a Oid>,
    fresh: Fresh,
}

impl<'a> Clock<'a> {
    /// For consents that have to be so fresh.
    pub(super) fn of(case: &Case<'a>, fresh: Fresh) -> Self {
        let commit = match case.subject {
            Subject::Release(candidate) => Some(&candidate.commit),
            // In a merge queue, too: consent is given to the pull request, not to what the queue makes of it.
            Subject::PullRequest(number) => case.evidence.pull_request(number).map(|pull| &pull.head),
        };
        Self { case: *case, commit, fresh }
    }

    /// Of a consent at this time.
    pub(super) fn at(&self, at: Timestamp) -> Age {
        let given = self.given(at);
        match self.fresh {
            Fresh::Any => Age::Fresh(given.unwrap_or(Given::Unknown)),
            Fresh::Within(longest) if self.case.now.duration_since(at) <= longest => {
                Age::Fresh(given.unwrap_or(Given::Unknown))
            }
            Fresh::Within(_) => Age::Old,
            Fresh::Scope if self.case.candidate().is_some() => self.scope(at, given),
            Fresh::Notes => self.notes(at),
            Fresh::Commit | Fresh::Scope => match given {
                Ok(Given::Judged) => Age::Fresh(Given::Judged),
                Ok(other) => Age::Stale(other),
                Err(why) => Age::Unknown(why),
            },
        }
    }

    /// Of a consent to the notes. In the second of their last change nobody knows which of the two came first.
    fn notes(&self, at: Timestamp) -> Age {
        match self.case.notes.map(|notes| notes.changed_at.clone()) {
            Some(Ok(changed)) if at > changed => Age::Fresh(Given::Notes),
            Some(Ok(changed)) => Age::NotesChanged(changed),
            Some(Err(why)) => Age::NotesUnknown(why),
            None => Age::NotesUnknown(Unknown::new(Reason::NotCollected)),
        }
    }

    /// Of a consent that was given at one of these times, nobody knows which: it has to be fresh at both.
    pub(super) fn between(&self, first: Timestamp, last: Timestamp) -> Age {
        match (self.at(first), self.at(last)) {
            (Age::Fresh(given), Age::Fresh(_)) => Age::Fresh(given),
            (Age::Fresh(_), other) | (other, _) => other,
        }
    }

    /// Whether an approving review of this pull request's head that somebody gives now can be fresh.
    pub(super) fn takes_review(&self, pull: &PullRequest) -> bool {
        self.fresh != Fresh::Commit || self.is_judged(pull)
    }

    fn is_judged(&self, pull: &PullRequest) -> bool {
        let is_judged = |commit: &Oid| *commit == pull.head || pull.merge_commit.as_ref() == Some(commit);
        self.commit.is_some_and(is_judged)
    }

    /// Of an approving review of this pull request's head.
    pub(super) fn review(&self, pull: &PullRequest, at: Timestamp) -> Age {
        if self.is_judged(pull) {
            return match self.fresh {
                Fresh::Within(longest) if self.case.now.duration_since(at) > longest => Age::Old,
                Fresh::Notes => self.notes(at),
                _ => Age::Fresh(Given::Judged),
            };
        }
        match self.fresh {
            Fresh::Commit => {
                let commit = pull.merge_commit.as_ref().unwrap_or(&pull.head);
                Age::Stale(Given::Other(commit.clone(), self.ago(commit)))
            }
            _ => self.at(at),
        }
    }

    /// The commit at a time.
    fn given(&self, at: Timestamp) -> Result<Given, Unknown> {
        let commit = self.commit.ok_or_else(|| Unknown::new(Reason::NotCollected))?;
        let arrivals = self.case.evidence.arrivals_of(commit)?;
        match arrivals.pushes.whole() {
            Ok(pushes) if !pushes.is_empty() => Ok(self.by_pushes(pushes, commit, at)),
            Ok(_) => self.by_signs(arrivals, commit, at, Unknown::new(Reason::NotFound)),
            Err(why) => self.by_signs(arrivals, commit, at, why),
        }
    }

    /// The tip at a time. In the second of a push it is what it was before, or, if that is the judged commit, what the push
    /// made it: the same second is not after.
    fn by_pushes(&self, pushes: &[Push], commit: &Oid, at: Timestamp) -> Given {
        let before = pushes.iter().filter(|push| push.at < at).max_by_key(|push| push.at);
        // Several in one second: the list has the newest first.
        let before = before.and_then(|last| pushes.iter().find(|push| push.at == last.at));
        let oldest = || pushes.last().and_then(|push| push.before.as_ref());
        let tip = before.map_or_else(oldest, |push| push.after.as_ref());
        let meanwhile = pushes.iter().filter(|push| push.at == at).map(|push| push.after.as_ref());
        let tips: Vec<Option<&Oid>> = [tip].into_iter().chain(meanwhile).collect();
        match tips.iter().find(|tip| **tip != Some(commit)) {
            None => Given::Judged,
            Some(Some(other)) => Given::Other((*other).clone(), self.ago(other)),
            Some(None) => Given::Earlier,
        }
    }

    /// Without the pushes: the judged commit was there after whatever shows that it was.
    fn by_signs(
        &self,
        arrivals: &Arrivals,
        commit: &Oid,
        at: Timestamp,
        why: Unknown,
    ) -> Result<Given, Unknown> {
        let merged = self.case.evidence.pull_requests.iter();
        let merged = merged.filter(|pull| pull.merge_commit.as_ref() == Some(commit));
        let merged = merged.filter_map(|pull| pull.merged_at).min();
        if merged.is_some_and(|merged| at <= merged) {
            return Ok(Given::Earlier);
        }
        let suite = arrivals.suites.seen().iter().min().copied();
        let there = merged.or(suite).is_some_and(|there| at > there);
        if there && self.stayed(arrivals, at)? { Ok(Given::Judged) } else { Err(why) }
    }

    /// Whether nothing speaks for the branch having been elsewhere since: it still has the commit at its tip, and no push
    /// that was seen came at that time or after it. A branch of which no push is known may have been forced away and back, or
    /// got the commit later than another one did. Of a fork's branch no push is ever shown, but force-pushes are.
    fn stayed(&self, arrivals: &Arrivals, at: Timestamp) -> Result<bool, Unknown> {
        if arrivals.pushes.seen().iter().any(|push| push.at >= at) {
            return Ok(false);
        }
        let newest = arrivals.pushes.seen().first().and_then(|push| push.after.as_ref());
        let is_tip = newest == Some(&arrivals.commit);
        match self.case.subject {
            Subject::Release(_) => {
                let lines = self.case.evidence.closing.known()?.lines.whole()?;
                let own = lines.iter().find(|line| line.reference == arrivals.reference);
                Ok(is_tip && own.is_none_or(|line| line.behind == 0))
            }
            Subject::PullRequest(number) => {
                let pull = self.case.evidence.pull_request(number);
                let pull = pull.ok_or_else(|| Unknown::new(Reason::NotCollected))?;
                let forced = pull.force_pushes.whole()?.iter().any(|push| *push >= at);
                Ok((is_tip || pull.from_fork) && !forced)
            }
        }
    }

    /// How many commits of the release came after this one.
    fn ago(&self, commit: &Oid) -> Option<u64> {
        let commits = self.case.commits().ok()?;
        if self.case.range().ok()?.base.as_ref() == Some(commit) {
            return Some(commits.len() as u64);
        }
        let at = commits.iter().position(|one| one.oid == *commit)?;
        Some((commits.len() - 1 - at) as u64)
    }

    /// Whether all that is in the release was in it at that time, or planned for it.
    fn scope(&self, at: Timestamp, given: Result<Given, Unknown>) -> Age {
        if given == Ok(Given::Judged) {
            return Age::Fresh(Given::Judged);
        }
        let (pulls, commits) = match (self.case.pull_requests(), self.case.commits()) {
            (Ok(pulls), Ok(commits)) => (pulls, commits),
            (Err(why), _) | (_, Err(why)) => return Age::Unknown(why),
        };
        let mut unsure = None;
        let mut later = Vec::new();
        for pull in pulls {
            match self.was_meant(pull, at) {
                Ok(true) => {}
                Ok(false) => later.push(pull.number),
                Err(why) => unsure = Some(why),
            }
        }
        if !later.is_empty() {
            return Age::Grew(later);
        }
        let there = match &given {
            Ok(Given::Other(tip, _)) => ancestors(tip, commits),
            _ => BTreeSet::new(),
        };
        let own = match self.case.own_commits() {
            Ok(own) => own,
            Err(why) => return Age::Unknown(why),
        };
        for commit in own {
            match commit.pull_requests.known() {
                Ok(pulls) if !pulls.is_empty() || there.contains(&commit.oid) => {}
                Ok(_) => match &given {
                    Ok(_) => return Age::GrewBy(commit.oid.clone()),
                    Err(why) => unsure = Some(why.clone()),
                },
                Err(why) => unsure = Some(why),
            }
        }
        unsure.map_or_else(|| Age::Fresh(given.unwrap_or(Given::Unknown)), Age::Unknown)
    }

    /// Whether a pull request was merged by then, or in the release's milestone.
    fn was_meant(&self, pull: &PullRequest, at: Timestamp) -> Result<bool, Unknown> {
        if pull.merged_at.is_some_and(|merged| merged < at) {
            return Ok(true);
        }
        let milestone = self.case.candidate().and_then(|candidate| candidate.milestones.first());
        let Some(milestone) = milestone else { return Ok(false) };
        let events = pull.milestoned.whole()?;
        let last = events.iter().rfind(|event| event.at < at && event.title == milestone.title);
        let meanwhile = events.iter().any(|event| event.at == at && !event.put_in);
        Ok(last.is_some_and(|event| event.put_in) && !meanwhile)
    }
}

/// A commit of the release with all of the release that it has.
fn ancestors<'a>(tip: &Oid, commits: &'a [Commit]) -> BTreeSet<&'a Oid> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&Oid> = vec![tip];
    while let Some(oid) = next.pop() {
        let Some(commit) = commits.iter().find(|commit| commit.oid == *oid) else { continue };
        if found.insert(&commit.oid) {
            next.extend(&commit.parents);
        }
    }
    found
}
