//! Where checks are looked for: at the commit that is judged, or at the head of the pull request that made it.

use super::{At, NOT_MERGED};
use crate::candidate::Candidate;
use crate::evidence::check::{self, Checks};
use crate::evidence::{Fact, Oid, PullRequest, Reason, Unknown};
use crate::release::{Case, Subject};
use crate::verdict::{Finding, Value, Who};

/// The checks of one commit.
#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    /// The commit.
    pub(super) commit: Value,
    /// All that was posted to it.
    pub(super) contexts: &'a [check::Context],
    /// What it is a commit of.
    pub(super) of: Of,
}

/// What a commit is of: this says on which events workflows run there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// A branch.
    Branch,
    /// A pull request's branch.
    PullRequest,
    /// A merge queue.
    MergeQueue,
}

impl Of {
    /// The event that makes a workflow run there.
    pub(super) fn event(self) -> &'static str {
        match self {
            Self::Branch => "push:",
            Self::PullRequest => "pull_request:",
            Self::MergeQueue => "merge_group:",
        }
    }

    /// The names of the events by which workflows run there.
    pub(super) fn events(self) -> &'static [&'static str] {
        match self {
            Self::Branch => &["push"],
            Self::PullRequest => &["push", "pull_request", "pull_request_target"],
            Self::MergeQueue => &["push", "merge_group"],
        }
    }
}

impl<'a> Place<'a> {
    pub(super) fn find(at: At, case: &Case<'a>) -> Result<Self, Finding> {
        let candidate = match case.subject {
            Subject::Release(candidate) => candidate,
            Subject::PullRequest(number) => {
                let what = "the checks at the head of the pull request";
                let pull = case.evidence.pull_request(number);
                let pull = pull.ok_or_else(|| Finding::unreadable(what, not_collected()))?;
                let of = if case.is_queued() { Of::MergeQueue } else { Of::PullRequest };
                return Self::read(case, what, &case.evidence.checks, case.merge_head(pull), of);
            }
        };
        let open = candidate.on_pull_request.is_some();
        if at == At::Commit || open {
            // A release pull request that is still open is judged at its head.
            let what = "the checks of the release commit";
            let of = if open { Of::PullRequest } else { Of::Branch };
            return Self::read(case, what, &case.evidence.checks, &candidate.commit, of);
        }
        let what = "the checks at the head of the pull request that made the release commit";
        let pull = merged_as(case, candidate)?;
        let found = case.evidence.head_checks.iter().find(|head| head.pull_request == pull.number);
        let checks = found.map_or(&Fact::NotCollected, |head| &head.checks);
        Self::read(case, what, checks, &pull.head, Of::PullRequest)
    }

    fn read(
        case: &Case<'_>,
        what: &'static str,
        checks: &'a Fact<Checks>,
        commit: &Oid,
        of: Of,
    ) -> Result<Self, Finding> {
        let unreadable = |why| Finding::unreadable(what, why);
        let checks = checks.known().map_err(unreadable)?;
        if checks.commit != *commit {
            return Err(unreadable(not_collected()));
        }
        let contexts = checks.contexts.whole().map_err(unreadable)?;
        Ok(Self { commit: shown(case, commit), contexts, of })
    }
}

/// The pull request whose merge made the release commit.
fn merged_as<'a>(case: &Case<'a>, candidate: &Candidate) -> Result<&'a PullRequest, Finding> {
    let unreadable = |why| Finding::unreadable("the pull request that made the release commit", why);
    let commits = case.commits().map_err(unreadable)?;
    let commit = commits.iter().find(|commit| commit.oid == candidate.commit);
    let commit = commit.ok_or_else(|| unreadable(not_collected()))?;
    let mut pulls = Vec::new();
    for number in commit.pull_requests.known().map_err(unreadable)? {
        let pull = case.evidence.pull_request(*number);
        let pull = pull.ok_or_else(|| unreadable(not_collected().detail(format!("#{number}"))))?;
        if pull.merge_commit.as_ref() == Some(&candidate.commit) {
            pulls.push(pull);
        }
    }
    match pulls.as_slice() {
        [pull] => Ok(pull),
        [] => {
            let finding = Finding::absent(&NOT_MERGED).with("commit", shown(case, &candidate.commit));
            Err(finding.who([Who::Writers]))
        }
        several => {
            let numbers: Vec<String> = several.iter().map(|pull| format!("#{}", pull.number)).collect();
            Err(unreadable(Unknown::new(Reason::Ambiguous).detail(numbers.join(", "))))
        }
    }
}

fn not_collected() -> Unknown {
    Unknown::new(Reason::NotCollected)
}

fn shown(case: &Case<'_>, commit: &Oid) -> Value {
    let url = format!("{}/commit/{commit}", case.evidence.opening.repository.url);
    Value::Commit { oid: commit.clone(), url: Some(url) }
}
