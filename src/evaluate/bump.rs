//! The next version of a branch, by the policy's rules: what is read for it, and what follows.

use super::reading_for;
use crate::bump::{self, Change, Computed, Rules, Wish};
use crate::candidate::{self, Candidate, Clues, Found, NoCandidate};
use crate::evidence::needs::{Line, Needs, Reading, Subject as ReadingSubject};
use crate::evidence::release::{Relation, Trigger};
use crate::evidence::{Actor, ActorKind, Evidence, List, Login, Oid, PullRequest, Unknown};
use crate::policy::Policy;
use crate::release::{Case, Subject};
use crate::requirement::standing::{self, Holder};
use crate::requirement::{membership, raised};
use crate::sign_off::Record;
use crate::version::Version;

/// The rules by which versions are computed: the policy's, or those that hold where it says nothing.
#[must_use]
pub fn rules(policy: &Policy) -> Rules {
    policy.rules.bump.clone().unwrap_or_default()
}

/// What would be released from here, before its version is known. `base` is the branch that a pull request goes into, and
/// its tip.
///
/// # Errors
/// There is nothing that could be released.
pub fn find(policy: &Policy, evidence: &Evidence, base: Option<(&str, &Oid)>) -> Result<Found, NoCandidate> {
    let rules = policy.rules_in(&evidence.opening.repository.default_branch);
    candidate::find_unversioned(&rules, clues(evidence), base)
}

/// The version that is asked for, where the commit has its tag already: an earlier run is completed.
#[must_use]
pub fn resumed(policy: &Policy, evidence: &Evidence, wish: Wish<'_>) -> Option<Version> {
    let Ok(Found::Release(candidate)) = find(policy, evidence, None) else { return None };
    let tags = evidence.opening.tags.whole().ok()?.iter();
    let here = tags.filter(|tag| tag.commit.as_ref() == Some(&candidate.commit));
    let here: Vec<Version> = here.filter_map(|tag| policy.rules.tag.version(&tag.name)).collect();
    wish.resumed(&here)
}

/// The commit that somebody named in a terminal and the branches that it may lie on, where that has to be found out.
#[must_use]
pub fn branches_of_commit(policy: &Policy, evidence: &Evidence) -> Option<(Oid, Vec<Line>)> {
    let rules = policy.rules_in(&evidence.opening.repository.default_branch);
    candidate::branches_of_commit(&rules, clues(evidence))
}

/// The branch of that commit, by how those lie to it; `None`: that cannot be told.
///
/// # Errors
/// It lies on none, or on several and nothing says which is meant.
pub fn branch_of_commit(
    policy: &Policy,
    evidence: &Evidence,
    commit: &Oid,
    lines: &List<Relation>,
) -> Result<Option<String>, NoCandidate> {
    let rules = policy.rules_in(&evidence.opening.repository.default_branch);
    candidate::branch_of_commit(&rules, clues(evidence), commit, lines)
}

fn clues(evidence: &Evidence) -> Clues<'_> {
    Clues {
        ask: &evidence.ask,
        opening: &evidence.opening,
        pull_request: evidence.pull_requests.first(),
        issues: &evidence.tracking_issues,
    }
}

/// What the next version depends on.
#[must_use]
pub fn reading(policy: &Policy, found: &Found, evidence: &Evidence) -> Option<Reading> {
    let needs = Needs { consents: Default::default(), ..raised::needs(&rules(policy)) };
    let mut reading = reading_for(policy, needs, found, evidence)?;
    reading.needs.tracking_issue = false;
    Some(reading)
}

/// What a pull request would add, if it were merged: its title, labels, commits and files.
#[must_use]
pub fn reading_of_pull_request(policy: &Policy, pull: &PullRequest) -> Reading {
    let mut needs = raised::needs(&rules(policy));
    needs.consents = Default::default();
    needs.own_commits = true;
    needs.pull_requests.files |= !policy.rules.packages.is_empty();
    let subject =
        ReadingSubject::PullRequest { number: pull.number, head: pull.head.clone(), base: pull.base.clone() };
    Reading { needs, subject, tracking_issue: None, release_pull_request: None }
}

/// The next version of what was found; with `further`, if these changes came on top.
///
/// # Errors
/// What could not be read.
pub fn compute(
    policy: &Policy,
    found: &Found,
    evidence: &Evidence,
    further: Vec<Change>,
    wish: Wish<'_>,
) -> Result<Option<Computed>, Unknown> {
    let Found::Release(candidate) = found else { return Ok(None) };
    let own = rules(policy);
    let mut facts = with_case(policy, evidence, Subject::Release(candidate), |case| {
        case.version_facts(own.reads().paths)
    })?;
    facts.on_top = !further.is_empty();
    facts.changes.extend(further);
    Ok(Some(bump::compute(&own, facts, wish)))
}

/// What a pull request would add.
///
/// # Errors
/// What could not be read.
pub fn changes_of(policy: &Policy, evidence: &Evidence, number: u64) -> Result<Vec<Change>, Unknown> {
    evidence.own_commits.whole()?;
    let paths = rules(policy).reads().paths;
    with_case(policy, evidence, Subject::PullRequest(number), |case| case.version_changes(paths))
}

fn with_case<T>(
    policy: &Policy,
    evidence: &Evidence,
    subject: Subject<'_>,
    ask: impl FnOnce(&Case<'_>) -> T,
) -> T {
    let rules = policy.rules_in(&evidence.opening.repository.default_branch);
    let record = Record::of(evidence, policy.consents);
    let now = evidence.opening.at;
    ask(&Case { subject, evidence, rules: &rules, roles: &policy.roles, record: &record, notes: None, now })
}

/// The candidate of the evidence, in this phase.
#[must_use]
pub fn candidate(policy: &Policy, phase: &str, evidence: &Evidence) -> Option<Candidate> {
    let phase = policy.phase(phase)?;
    let Evidence { ask, opening, tracking_issues, .. } = evidence;
    match super::find(policy, phase, ask, opening, evidence.pull_requests.first(), tracking_issues) {
        Ok(Found::Release(candidate)) => Some(*candidate),
        _ => None,
    }
}

/// The prerelease that the candidate is only by its tag, where nobody named it: its commit may become the final release, or
/// the prerelease may be completed, and only people know which.
#[must_use]
pub fn undecided(policy: &Policy, evidence: &Evidence, candidate: &Candidate) -> bool {
    let Candidate { version, tagged, commit, milestones, .. } = candidate;
    let by_tag = match &evidence.ask.trigger {
        Trigger::PushTag { .. } => true,
        Trigger::Dispatch { reference, .. } => reference.starts_with("refs/tags/"),
        _ => false,
    };
    let rules = policy.rules_in(&evidence.opening.repository.default_branch);
    let mut issues = evidence.tracking_issues.seen().iter().filter(|issue| issue.open);
    let named = evidence.ask.version.is_some()
        || by_tag
        || milestones.iter().any(|one| one.open && rules.versions_in(&one.title).contains(version))
        || issues.any(|issue| rules.versions_in(&issue.title).contains(version));
    !version.pre.is_empty() && tagged.as_ref() == Some(commit) && !named
}

/// The tags of final versions that the commit has, where it has that of the candidate and others.
#[must_use]
pub fn released_as(policy: &Policy, evidence: &Evidence, candidate: &Candidate) -> Vec<String> {
    let pattern = &policy.rules.tag;
    let tags = evidence.opening.tags.seen().iter();
    let here = tags.filter(|tag| tag.commit.as_ref() == Some(&candidate.commit));
    let finals = here.filter(|tag| pattern.version(&tag.name).is_some_and(|version| version.pre.is_empty()));
    let names: Vec<String> = finals.map(|tag| tag.name.clone()).collect();
    if names.len() > 1 { names } else { Vec::new() }
}

/// What has to be read to know who may start the cutting of a tag.
#[must_use]
pub fn needs_of_starter(policy: &Policy) -> Needs {
    let role = policy.rules.cutting.by.as_ref().and_then(|name| policy.roles.get(name));
    membership(role.into_iter(), false)
}

/// Whether somebody may start the cutting of a tag: whether they hold this role.
///
/// # Errors
/// They may not, or, with the reason, nobody can tell.
pub fn may_start(
    policy: &Policy,
    phase: &str,
    evidence: &Evidence,
    role: &str,
    login: Option<&Login>,
) -> Result<(), Option<Unknown>> {
    let (Some(login), Some(candidate)) = (login, candidate(policy, phase, evidence)) else {
        return Err(None);
    };
    let kind = if login.as_str().ends_with("[bot]") { ActorKind::Bot } else { ActorKind::User };
    let actor = Actor { login: login.clone(), kind };
    let holder = with_case(policy, evidence, Subject::Release(&candidate), |case| {
        standing::holder(case, [role], &actor)
    });
    match holder {
        Holder::Of(_) => Ok(()),
        Holder::OfNone => Err(None),
        Holder::Unknown(why) => Err(Some(why)),
    }
}
