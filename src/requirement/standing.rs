//! What the gate demands of every candidate: it is still what was asked for (rule 3).
//!
//! Everything was read before the last look, so what the last look shows to have moved was judged in vain.

use crate::candidate::Candidate;
use crate::evidence::needs::Head;
use crate::evidence::pull_request::PullRequestState;
use crate::evidence::release::{Closing, Relation, Trigger};
use crate::evidence::{Oid, PullRequest, Reason, Unknown};
use crate::release::{Case, Subject};
use crate::verdict::{Finding, Value, Who};

crate::messages! {
    AT_TAG = "at-tag": "the tag {tag} still points at {commit}";
    ON_BRANCH = "on-branch": "{commit} is on {branch}";
    AT_HEAD = "at-head": "{commit} is still the head of {pull}";
    GONE = "ref-gone": "{reference}, which the gate was asked to judge, is gone"
        => "push it again, or run the gate for another branch or tag";
    TAG_MOVED = "tag-moved": "the tag {tag} was moved while the gate was reading: {commit} was judged, and it points at {now}"
        => "find out who moved the tag and why, then run the gate again";
    OFF_BRANCH = "off-branch": "{commit} is on none of the branches from which releases are cut: {branches}"
        => "release from a commit that is on one of {branches}; if the branch was force-pushed, find out why";
    ELSEWHERE = "commit-elsewhere": "{commit}, which the event names, is on none of the branches from which releases are cut: {branches}"
        => "if it is a pull request's or a fork's, leave it: it is not released; else bring it into one of {branches}";
    PUSHED_TO = "pushed-to": "{pull} was pushed to: {commit} was judged, and its head is {now}"
        => "run the gate again for the newest commit";
    CLOSED = "pull-request-closed": "{pull} was closed without a merge"
        => "reopen it, or leave it";
    MERGED_ALREADY = "merged-already": "{pull} is merged already; this verdict comes after the fact";
    TAG_TAKEN = "tag-taken": "the tag {tag} exists already, on {now} and not on {commit}"
        => "choose another version; a tag that people may have fetched is not moved";
    TAG_ODD = "tag-odd": "the tag {tag} exists already, and which commit it points at could not be read"
        => "look what {tag} points at, or choose another version";
    RESUMES = "resumes": "the tag {tag} is on {commit} already; this resumes its release";
    OTHER_BRANCHS_POLICY = "policy-of-another-branch":
        "the policy is {policy}'s own, and speaks for no other branch: {what} is not released from there"
        => "leave `--policy-ref` out, or release from {policy}";
    GROWN = "branch-grown": "commits by which {branch} has grown since {commit}, and which are not part of this release: {behind}";
}

/// Judges whether the candidate still stands. The second list holds nothing: a branch that grew.
#[must_use]
pub fn judge(case: &Case<'_>) -> (Vec<Finding>, Vec<Finding>) {
    let mut standing = Standing { case, findings: Vec::new(), notes: Vec::new() };
    let closing = case.evidence.closing.known();
    match (case.subject, closing) {
        (Subject::Release(candidate), Ok(closing)) => standing.release(candidate, closing),
        (Subject::PullRequest(number), Ok(closing)) => standing.before_merge(number, closing),
        (_, Err(why)) => {
            standing
                .findings
                .push(Finding::unreadable("whether the candidate is still what was judged", why));
        }
    }
    if let Subject::Release(candidate) = case.subject {
        standing.existing_tag(candidate);
    }
    standing.findings.extend(judge_policy(case));
    (standing.findings, standing.notes)
}

/// A branch's own policy speaks for that branch alone (rule 4).
#[must_use]
pub fn judge_policy(case: &Case<'_>) -> Vec<Finding> {
    let mut standing = Standing { case, findings: Vec::new(), notes: Vec::new() };
    standing.policy();
    standing.findings
}

struct Standing<'a> {
    case: &'a Case<'a>,
    findings: Vec<Finding>,
    notes: Vec<Finding>,
}

impl Standing<'_> {
    fn release(&mut self, candidate: &Candidate, closing: &Closing) {
        match &candidate.head {
            Head::PullRequest(number) => self.pull_request(*number, &candidate.commit, closing),
            Head::Reference(reference) => {
                self.reference(reference, candidate, closing);
                self.lines(candidate, closing);
            }
            Head::Commit => self.lines(candidate, closing),
        }
    }

    /// The branch or tag that was asked for: a tag stays where it was, a branch need only be there.
    fn reference(&mut self, reference: &str, candidate: &Candidate, closing: &Closing) {
        let finding = match (closing.head.known(), reference.strip_prefix("refs/tags/")) {
            (Err(why), _) => Finding::unreadable("where the branch or tag points now", why),
            (Ok(None), _) => {
                Finding::unmet(&GONE).with("reference", Value::Code(reference.to_owned())).who([Who::Writers])
            }
            (Ok(Some(now)), Some(tag)) if *now != candidate.commit => Finding::unmet(&TAG_MOVED)
                .with("tag", Value::Code(tag.to_owned()))
                .with("commit", commit(&candidate.commit))
                .with("now", commit(now))
                .who([Who::Writers]),
            (Ok(Some(now)), Some(tag)) => {
                Finding::met(&AT_TAG).with("tag", Value::Code(tag.to_owned())).with("commit", commit(now))
            }
            // Whether a branch still has the commit is what its line says.
            (Ok(Some(_)), None) => return,
        };
        self.findings.push(finding);
    }

    /// The commit lies on a branch from which releases are cut.
    fn lines(&mut self, candidate: &Candidate, closing: &Closing) {
        let judged = commit(&candidate.commit);
        let contains = |line: &&Relation| {
            let branch = line.reference.strip_prefix("refs/heads/");
            line.ahead == 0 && branch.is_some_and(|branch| self.case.rules.allows(branch))
        };
        let Some(line) = closing.lines.seen().iter().find(contains) else {
            // Where a branch was named, no other was looked at.
            let named = match &candidate.head {
                Head::Reference(reference) => reference.strip_prefix("refs/heads/"),
                Head::PullRequest(_) | Head::Commit => None,
            };
            let patterns = || self.case.rules.branch_patterns();
            let branches = Value::Codes(named.map_or_else(patterns, |branch| vec![branch.to_owned()]));
            let message = if candidate.head == Head::Commit { &ELSEWHERE } else { &OFF_BRANCH };
            self.findings.push(match closing.lines.whole() {
                Ok(_) => Finding::unmet(message)
                    .with("commit", judged)
                    .with("branches", branches)
                    .who([Who::Writers]),
                Err(why) => Finding::unreadable("whether the commit is on a branch of releases", why),
            });
            return;
        };
        let branch = Value::Code(line.reference.trim_start_matches("refs/heads/").to_owned());
        let finding = Finding::met(&ON_BRANCH).with("commit", judged.clone()).with("branch", branch.clone());
        self.findings.push(finding);
        if line.behind > 0 {
            let note = Finding::met(&GROWN).with("branch", branch).with("behind", line.behind);
            self.notes.push(note.with("commit", judged));
        }
    }

    fn policy(&mut self) {
        let opening = &self.case.evidence.opening;
        let policy = &opening.policy.branch;
        if *policy == opening.repository.default_branch {
            return;
        }
        let (what, is_from_there) = match self.case.subject {
            Subject::PullRequest(number) => (Value::Threads(vec![number]), self.case.branch() == *policy),
            Subject::Release(candidate) => {
                let named = match &candidate.head {
                    Head::PullRequest(_) => Some(candidate.branch.as_str()),
                    Head::Reference(reference) => reference.strip_prefix("refs/heads/"),
                    Head::Commit => None,
                };
                let from_there = named.map_or_else(|| self.is_on(policy), |branch| branch == policy);
                (commit(&candidate.commit), from_there)
            }
        };
        if !is_from_there {
            let finding = Finding::unmet(&OTHER_BRANCHS_POLICY).with("policy", Value::Code(policy.clone()));
            self.findings.push(finding.with("what", what).who([Who::WorkflowAuthors]));
        }
    }

    /// Whether the last look found the commit on a branch.
    fn is_on(&self, branch: &str) -> bool {
        let reference = format!("refs/heads/{branch}");
        let lines = self.case.evidence.closing.value().map(|closing| closing.lines.seen());
        lines.unwrap_or_default().iter().any(|line| line.reference == reference && line.ahead == 0)
    }

    /// The tag that would be cut is not on another commit: neither at first nor now.
    fn existing_tag(&mut self, candidate: &Candidate) {
        let tag = || Value::Code(candidate.tag.clone());
        let judged = commit(&candidate.commit);
        let now = match self.case.evidence.closing.known().and_then(|closing| closing.tag.known()) {
            Ok(now) => now.clone(),
            Err(why) => {
                let unread = Finding::unreadable("whether the release's tag exists", why).with("tag", tag());
                return self.findings.push(unread);
            }
        };
        let exists = self.case.evidence.opening.tags.seen().iter().any(|tag| tag.name == candidate.tag);
        let taken = [&now, &candidate.tagged].into_iter().flatten().find(|oid| **oid != candidate.commit);
        if let Some(taken) = taken {
            self.findings.push(
                Finding::unmet(&TAG_TAKEN)
                    .with("tag", tag())
                    .with("now", commit(taken))
                    .with("commit", judged)
                    .who([Who::Writers]),
            );
        } else if now.is_some() {
            self.notes.push(Finding::met(&RESUMES).with("tag", tag()).with("commit", judged));
        } else if exists && candidate.tagged.is_none() {
            self.findings.push(Finding::unknown(&TAG_ODD).with("tag", tag()).who([Who::Writers]));
        }
    }

    /// The pull request's head is the one for which the gate was started, and the one whose evidence was
    /// read.
    fn before_merge(&mut self, number: u64, closing: &Closing) {
        let Some(pull) = self.case.evidence.pull_request(number) else {
            return self.pull_request_unread();
        };
        let asked = match &self.case.evidence.ask.trigger {
            Trigger::PullRequest { number: event, head } if *event == number => head,
            _ => &pull.head,
        };
        self.pull_request(number, asked, closing);
    }

    fn pull_request(&mut self, number: u64, judged: &Oid, closing: &Closing) {
        let Some(pull) = self.case.evidence.pull_request(number) else {
            return self.pull_request_unread();
        };
        let now = match closing.head.known() {
            Ok(now) => now.as_ref(),
            Err(why) => {
                let what = "the pull request's newest commit";
                return self.findings.push(Finding::unreadable(what, why));
            }
        };
        let finding = match now {
            None => Finding::unmet(&GONE).with("reference", pull).who([Who::Writers]),
            Some(now) if now != judged || pull.head != *judged => Finding::unmet(&PUSHED_TO)
                .with("pull", pull)
                .with("commit", commit(judged))
                .with("now", commit(if now == judged { &pull.head } else { now }))
                .who([Who::Writers]),
            Some(now) => Finding::met(&AT_HEAD).with("commit", commit(now)).with("pull", pull),
        };
        self.findings.push(finding);
        self.state(pull);
    }

    fn state(&mut self, pull: &PullRequest) {
        match pull.state {
            PullRequestState::Open => {}
            PullRequestState::Merged => self.notes.push(Finding::met(&MERGED_ALREADY).with("pull", pull)),
            PullRequestState::Closed => {
                self.findings.push(Finding::unmet(&CLOSED).with("pull", pull).who([Who::Writers]));
            }
        }
    }

    fn pull_request_unread(&mut self) {
        let why = Unknown::new(Reason::NotCollected);
        self.findings.push(Finding::unreadable("the pull request before the gate", why));
    }
}

fn commit(oid: &Oid) -> Value {
    Value::Commit { oid: oid.clone(), url: None }
}

mod answers;
mod group;
mod hold;
mod open_box;
mod places;
mod release_as;
#[cfg(test)]
pub(crate) mod speech;
#[cfg(test)]
mod tests;

pub(crate) use answers::meant;
pub use answers::{Names, answers, nearest_name};
pub use group::judge_group;
pub use hold::judge_holds;
pub(crate) use hold::last_written;
pub use open_box::OpenBoxes;
pub use places::{Holder, Places, holder, places};
pub use release_as::{confirmed, judge_release_as};

/// All that the parts of this file can say besides.
pub(super) const PARTS: [&[&crate::verdict::Message]; 4] =
    [group::MESSAGES, hold::MESSAGES, release_as::MESSAGES, answers::MESSAGES];
