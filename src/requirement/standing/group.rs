//! What the gate demands of a merge group: the queue still means to merge what was judged.

use super::{CLOSED, MERGED_ALREADY, commit};
use crate::candidate::MergeGroup;
use crate::evidence::pull_request::PullRequestState;
use crate::evidence::release::Closing;
use crate::evidence::{Evidence, Oid, PullRequest, Reason, Unknown};
use crate::verdict::{Finding, Value, Who};

crate::messages! {
    IN_QUEUE = "group-in-queue": "the merge group {commit}, with {pulls}, is still in the queue";
    TAKEN_APART = "group-taken-apart": "the queue merged the merge group {commit}, or took it apart, while the gate was reading"
        => "nothing: for what is still to be merged the queue makes a new group, and starts the gate again";
    REBUILT = "group-rebuilt": "the queue made its merge group anew while the gate was reading: {commit} was judged, and {now} stands in its place"
        => "nothing: the queue starts the gate again for the new one";
    CHANGED = "pushed-to-in-queue": "{pull} was pushed to after the queue had taken it at {commit}: its head is now {now}"
        => "put it into the queue again";
    OTHER_BASE = "other-base": "{pull} goes into {branch} and not into {queue}, whose queue it is in"
        => "take it out of the queue, and put it into that of {branch}";
}

/// Judges whether a merge group still stands. The second list holds nothing.
#[must_use]
pub fn judge_group(group: &MergeGroup, evidence: &Evidence) -> (Vec<Finding>, Vec<Finding>) {
    let mut findings = match evidence.closing.known() {
        Ok(closing) => vec![in_queue(group, closing)],
        Err(why) => vec![Finding::unreadable("whether the merge group is still what was judged", why)],
    };
    let mut notes = Vec::new();
    for (number, head) in &group.pull_requests {
        match evidence.pull_request(*number) {
            Some(pull) => pull_request(group, pull, head, &mut findings, &mut notes),
            None => {
                let why = Unknown::new(Reason::NotCollected).detail(format!("#{number}"));
                findings.push(Finding::unreadable("a pull request of the merge group", why));
            }
        }
    }
    (findings, notes)
}

fn in_queue(group: &MergeGroup, closing: &Closing) -> Finding {
    match closing.head.known() {
        Err(why) => Finding::unreadable("where the queue's branch points now", why),
        Ok(None) => Finding::unmet(&TAKEN_APART).with("commit", commit(&group.head)).who([Who::Writers]),
        Ok(Some(now)) if *now != group.head => Finding::unmet(&REBUILT)
            .with("commit", commit(&group.head))
            .with("now", commit(now))
            .who([Who::Writers]),
        Ok(Some(now)) => {
            let pulls = group.pull_requests.iter().map(|(number, _)| *number).collect();
            Finding::met(&IN_QUEUE).with("commit", commit(now)).with("pulls", Value::Threads(pulls))
        }
    }
}

/// The pull request is the one that the queue took: its head, its branch, and it is open.
fn pull_request(
    group: &MergeGroup,
    pull: &PullRequest,
    head: &Oid,
    findings: &mut Vec<Finding>,
    notes: &mut Vec<Finding>,
) {
    if pull.head != *head {
        let pushed = Finding::unmet(&CHANGED).with("pull", pull).with("commit", commit(head));
        findings.push(pushed.with("now", commit(&pull.head)).who([Who::Writers]));
    }
    if pull.base != group.branch {
        let other = Finding::unmet(&OTHER_BASE).with("pull", pull);
        let other = other.with("branch", Value::Code(pull.base.clone()));
        findings.push(other.with("queue", Value::Code(group.branch.clone())).who([Who::Writers]));
    }
    match pull.state {
        PullRequestState::Open => {}
        PullRequestState::Merged => notes.push(Finding::met(&MERGED_ALREADY).with("pull", pull)),
        PullRequestState::Closed => {
            findings.push(Finding::unmet(&CLOSED).with("pull", pull).who([Who::Writers]));
        }
    }
}
