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

/// The entries from `head` back to `tip`, in the order of the queue; `None` if any of them does not lead there.
fn chain<'a>(entries: &'a [QueueEntry], head: &Oid, tip: &Oid) -> Option<Vec<&'a QueueEntry>> {
    let mut chain: Vec<&QueueEntry> = Vec::new();
    let mut commit = head;
    while commit != tip {
        // Pull requests that the queue put into one commit have one base.
        let made = entries.iter().filter(|entry| entry.head.as_ref() == Some(commit));
        let before = chain.len();
        chain.extend(made);
        let (first, others) = chain.get(before..)?.split_first()?;
        let base = first.base.as_ref()?;
        if others.iter().any(|other| other.base != first.base) || chain.len() > entries.len() {
            return None;
        }
        commit = base;
    }
    let is_in = |entry: &&QueueEntry| chain.iter().any(|one| std::ptr::eq(*one, *entry));
    (!chain.is_empty()).then(|| entries.iter().filter(is_in).collect())
}

#[cfg(test)]
mod tests;
