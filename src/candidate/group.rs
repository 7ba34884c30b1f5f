//! Which pull requests a merge group consists of.
//!
//! The event names a commit and the queue's branch at it, and no pull request; the number in that branch's name is only
//! the last one's. Of each pull request in its queue GitHub shows the commit that the queue made of it and the commit
//! on which it made that, so the group is the chain from its commit back to the branch that it goes into. All of the
//! chain is judged, also what is ahead in the queue: a queue may be set up to merge it when the last of it passes.

use super::{Clues, Found, NoCandidate, Nothing, Rules, agrees};
use crate::evidence::Oid;
use crate::evidence::release::QueueEntry;

/// What a merge queue is about to merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeGroup {
    /// The commit that the queue made of it.
    pub head: Oid,
    /// The queue's branch at that commit, as a whole ref.
    pub reference: String,
    /// The branch that it goes into.
    pub branch: String,
    /// Its pull requests, in the order of the queue, each with the head that the queue took. Never empty.
    pub pull_requests: Vec<(u64, Oid)>,
}

/// Finds what a phase that holds a merge judges of a merge queue.
///
/// # Errors
/// The queue could not be read, or the group is not in it.
pub(super) fn find(
    rules: &Rules,
    clues: Clues<'_>,
    head: &Oid,
    reference: &str,
    branch: &str,
) -> Result<Found, NoCandidate> {
    if !rules.allows(branch) {
        return Ok(Found::Nothing(Nothing::NotAReleaseBranch(branch.to_owned())));
    }
    agrees(clues, head)?;
    let gone = || NoCandidate::MergeGroupGone { head: head.clone(), branch: branch.to_owned() };
    let queue = clues.opening.merge_queue.known().map_err(NoCandidate::MergeQueueUnreadable)?;
    let queue = queue.as_ref().ok_or_else(gone)?;
    let entries = queue.entries.whole().map_err(NoCandidate::MergeQueueUnreadable)?;
    let chain = chain(entries, head, &queue.tip).ok_or_else(gone)?;
    Ok(Found::MergeGroup(MergeGroup {
        head: head.clone(),
        reference: reference.to_owned(),
        branch: branch.to_owned(),
        pull_requests: chain
            .iter()
            .map(|entry| (entry.pull_request, entry.pull_request_head.clone()))
            .collect(),
    }))
}

/// The entries from `head` back to `tip`; `None` if they do not lead there.
fn chain<'a>(entries: &'a [QueueEntry], head: &Oid, tip: &Oid) -> Option<Vec<&'a QueueEntry>> {
    let mut commits = vec![head];
    let mut next = 0;
    while let Some(commit) = commits.get(next).copied().filter(|commit| *commit != tip) {
        next += 1;
        for base in entries.iter().filter(|entry| entry.head.as_ref() == Some(commit)) {
            // Pull requests that the queue put into one commit have one base.
            let base = base.base.as_ref()?;
            if !commits.contains(&base) {
                commits.push(base);
            }
        }
    }
    let made = commits.get(..next).unwrap_or_default();
    let of_it = |entry: &&QueueEntry| entry.head.as_ref().is_some_and(|head| made.contains(&head));
    let chain: Vec<&QueueEntry> = entries.iter().filter(of_it).collect();
    // With two ways back, each must lead to the branch.
    let arrived = commits.get(next).is_some_and(|commit| *commit == tip) && next + 1 == commits.len();
    (arrived && !chain.is_empty()).then_some(chain)
}
