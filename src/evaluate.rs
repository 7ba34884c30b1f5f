//! (policy, evidence, now) → verdict. A pure function: the same evidence gives the same verdict (rule 10).

pub mod bump;
pub mod notes;
mod own;
pub mod packages;
mod waiting;
mod waivers;

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::candidate::{self, Candidate, Clues, Found, NoCandidate, Nothing};
use crate::evidence::needs::{
    FilePlace, IssueQuery, Needs, PullRequestQuery, Reading, ReleaseReading, Subject as ReadingSubject,
};
use crate::evidence::release::Trigger;
use crate::evidence::{Ask, Evidence, Fact, Issue, List, Opening, PullRequest};
use crate::notes::Source;
use crate::policy::{Holds, Phase, Policy, Requirement};
use crate::release::{Case, Subject};
use crate::requirement::{Allowances, raised, reverted_notes, scope, standing, switched_off_notes};
use crate::sign_off::Record;
use crate::verdict::{
    Decision, Finding, Judged, Message, Node, Outcome, RequirementVerdict, Severity, Verdict,
};

pub use waiting::{Waiting, waiting};
use waivers::Waivers;

/// A verdict, or the reason why there is nothing to judge.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluation {
    /// Something was judged.
    Judged(Box<Verdict>),
    /// The event has nothing to judge.
    Nothing(Nothing),
}

/// Which phase an event and the arguments mean.
///
/// # Errors
/// The phase that was asked for does not exist, or several could be meant.
pub fn choose_phase<'p>(
    policy: &'p Policy,
    asked: Option<&str>,
    trigger: &Trigger,
) -> Result<&'p Phase, NoPhase> {
    let names = || policy.phases.iter().map(|phase| phase.name.clone()).collect();
    if let Some(name) = asked {
        return policy.phase(name).ok_or_else(|| NoPhase::Unknown { asked: name.to_owned(), known: names() });
    }
    if let [one] = policy.phases.as_slice() {
        return Ok(one);
    }
    let on_pull_request = matches!(
        trigger,
        Trigger::PullRequest { .. } | Trigger::PullRequestComment { .. } | Trigger::MergeGroup { .. }
    );
    let (merge, release): (Vec<&Phase>, Vec<&Phase>) =
        policy.phases.iter().partition(|phase| phase.holds == Holds::Merge);
    let mut fitting = if on_pull_request && !merge.is_empty() { merge } else { release };
    let deploys = |phase: &&Phase| phase.holds == Holds::Deployment;
    if matches!(trigger, Trigger::Deployment { .. }) && fitting.iter().any(deploys) {
        fitting.retain(deploys);
    }
    match fitting.as_slice() {
        [one] => Ok(one),
        _ => Err(NoPhase::Several(names())),
    }
}

/// There is no telling which phase is meant: exit code 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPhase {
    /// There is no such phase.
    Unknown {
        /// What was asked for.
        asked: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Several could be meant.
    Several(Vec<String>),
}

/// What is before the gate in this phase, from what the first requests showed.
///
/// # Errors
/// There is no candidate.
pub fn find(
    policy: &Policy,
    phase: &Phase,
    ask: &Ask,
    opening: &Opening,
    pull_request: Option<&PullRequest>,
    issues: &Fact<List<Issue>>,
) -> Result<Found, NoCandidate> {
    let clues = Clues { ask, opening, pull_request, issues };
    let policy = match packages::in_force(policy, phase, clues)? {
        Ok(policy) => policy,
        Err(nothing) => return Ok(Found::Nothing(nothing)),
    };
    let rules = policy.rules_in(&opening.repository.default_branch);
    if phase.holds == Holds::Merge {
        return candidate::find_pull_request(&rules, clues);
    }
    candidate::find_release(&rules, clues)
}

/// Whether the tracking issue has to be read before the candidate can be found.
#[must_use]
pub fn needs_issue_first(policy: &Policy, phase: &Phase, ask: &Ask) -> bool {
    let by_event = matches!(ask.trigger, Trigger::Issue { .. });
    let by_tag = match &ask.trigger {
        Trigger::PushTag { .. } => true,
        Trigger::Dispatch { reference, .. } => reference.starts_with("refs/tags/"),
        _ => false,
    };
    let unnamed = ask.version.is_none() && !by_tag;
    phase.holds != Holds::Merge && issue_query(policy, ask).is_some() && (by_event || unnamed)
}

/// How the tracking issue is found: by its number, or by the policy's label.
#[must_use]
pub fn issue_query(policy: &Policy, ask: &Ask) -> Option<IssueQuery> {
    match (ask.tracking_issue, &policy.rules.tracking_issue) {
        (Some(number), _) => Some(IssueQuery::Number(number)),
        (None, Some(label)) => Some(IssueQuery::Label(label.clone())),
        (None, None) => None,
    }
}

/// The number of the issue that fits a release, before it is known whether its author may open one.
#[must_use]
pub fn fitting_issue(policy: &Policy, candidate: &Candidate, evidence: &Evidence) -> Option<u64> {
    let rules = policy.rules_in(&evidence.opening.repository.default_branch);
    let subject = Subject::Release(candidate);
    let record = Record::of(evidence, policy.consents);
    let now = evidence.opening.at;
    let case =
        Case { subject, evidence, rules: &rules, roles: &policy.roles, record: &record, notes: None, now };
    case.fitting_issue().ok().map(|issue| issue.number)
}

/// What to read for a candidate, so that the phase can be judged.
#[must_use]
pub fn reading(policy: &Policy, phase: &Phase, found: &Found, evidence: &Evidence) -> Option<Reading> {
    reading_for(policy, policy.needs(&phase.name), found, evidence)
}

/// The file in which the notes of the release before are kept, where each release has one of its own.
fn notes_before(policy: &Policy, needs: &Needs, candidate: &Candidate) -> Option<String> {
    let Source::File(path) = &policy.notes.as_ref().filter(|_| needs.notes.previous)?.source else {
        return None;
    };
    let before = candidate.bases.first()?;
    let version = policy.rules.tag.version(&before.tag)?;
    let of_before = Candidate { version, tag: before.tag.clone(), ..candidate.clone() };
    Some(of_before.fill(path)).filter(|before| *before != candidate.fill(path))
}

/// What to read for a candidate, so that these needs are met.
#[must_use]
pub fn reading_for(policy: &Policy, mut needs: Needs, found: &Found, evidence: &Evidence) -> Option<Reading> {
    let subject = match found {
        Found::Nothing(_) => return None,
        Found::PullRequest { number, head } => ReadingSubject::PullRequest {
            number: *number,
            head: head.clone(),
            base: evidence.pull_request(*number).map(|pull| pull.base.clone()).unwrap_or_default(),
        },
        Found::MergeGroup(group) => ReadingSubject::MergeGroup {
            numbers: group.pull_requests.iter().map(|(number, _)| *number).collect(),
            head: group.head.clone(),
            reference: group.reference.clone(),
            base: group.branch.clone(),
        },
        Found::Release(candidate) => {
            // Whose the pull requests of a range are, their files say.
            needs.pull_requests.files |= policy.rules.package.is_some();
            needs.net_files |= policy.rules.package.is_some();
            needs.tracking_issue |= policy.rules.tracking_issue.is_some();
            // People speak on the release pull request, too, whatever else of it is looked at.
            needs.release_pull_request |= needs.consents.discussions && policy.rules.pull_request.is_some();
            let places =
                |places: BTreeSet<FilePlace>| places.iter().map(|one| candidate.place(one)).collect();
            (needs.files, needs.texts) = (places(needs.files), places(needs.texts));
            needs.notes.history_of = needs.notes.history_of.map(|path| candidate.fill(&path));
            needs.texts.extend(notes_before(policy, &needs, candidate).map(FilePlace::Path));
            ReadingSubject::Release(ReleaseReading {
                tag: candidate.tag.clone(),
                commit: candidate.commit.clone(),
                head: candidate.head.clone(),
                lines: candidate.lines.clone(),
                bases: candidate.bases.clone(),
                since: candidate.since.clone(),
                milestone: match policy.rules.pull_requests {
                    candidate::PullRequests::Milestone => candidate.milestones.first().map(|one| one.number),
                    candidate::PullRequests::SinceLastTag => None,
                },
                milestone_of_issues: candidate
                    .milestones
                    .first()
                    .map(|one| one.number)
                    .filter(|_| needs.milestone_issues),
                branch: candidate.branch.clone(),
            })
        }
    };
    let version = match found {
        Found::Release(candidate) => candidate.version.to_string(),
        _ => String::new(),
    };
    let release_pull_request = policy.rules.pull_request.as_ref().map(|rule| match rule {
        candidate::PullRequestRule::Label(label) => PullRequestQuery::Label(label.clone()),
        candidate::PullRequestRule::Branch(branch) => {
            PullRequestQuery::Branch(branch.replace("{version}", &version))
        }
    });
    Some(Reading { needs, subject, tracking_issue: issue_query(policy, &evidence.ask), release_pull_request })
}

/// Judges a phase.
///
/// # Errors
/// There is no candidate.
pub fn evaluate(
    policy: &Policy,
    phase: &Phase,
    evidence: &Evidence,
    now: Timestamp,
) -> Result<Evaluation, NoCandidate> {
    let number = match evidence.ask.trigger {
        Trigger::PullRequest { number, .. } | Trigger::PullRequestComment { number } => Some(number),
        _ => None,
    };
    let event_pull = number.and_then(|number| evidence.pull_request(number));
    let (ask, opening) = (&evidence.ask, &evidence.opening);
    let clues = Clues { ask, opening, pull_request: event_pull, issues: &evidence.tracking_issues };
    let policy = match packages::in_force(policy, phase, clues)? {
        Ok(policy) => policy,
        Err(nothing) => return Ok(Evaluation::Nothing(nothing)),
    };
    let policy = policy.as_ref();
    let found = find(policy, phase, ask, opening, event_pull, &evidence.tracking_issues)?;
    let rules = policy.rules_in(&evidence.opening.repository.default_branch);
    let record = Record::of(evidence, policy.consents);
    let subject = match &found {
        Found::Nothing(nothing) => return Ok(Evaluation::Nothing(nothing.clone())),
        Found::Release(candidate) => Subject::Release(candidate),
        Found::PullRequest { number, .. } => Subject::PullRequest(*number),
        Found::MergeGroup(found) => {
            let verdict = group::judge(policy, phase, found, evidence, &rules, &record, now);
            return Ok(Evaluation::Judged(Box::new(verdict)));
        }
    };
    let case =
        Case { subject, evidence, rules: &rules, roles: &policy.roles, record: &record, notes: None, now };
    let prepared = notes::prepare(policy, &case);
    let case = Case { notes: prepared.as_ref(), ..case };
    Ok(Evaluation::Judged(Box::new(judge(policy, phase, &case))))
}

fn judge(policy: &Policy, phase: &Phase, case: &Case<'_>) -> Verdict {
    let mut requirements = Vec::new();
    let mut allowances = Allowances::default();
    let mut waivers = Waivers::of(policy, &phase.name, case);
    for phase in policy.judged_for(&phase.name) {
        for requirement in &phase.requirements {
            let verdict = requirement_verdict(phase, requirement, case);
            let applies = verdict.condition.as_ref().is_none_or(|node| node.outcome == Outcome::Met);
            if applies && verdict.severity == Severity::Holding {
                allowances = allowances.with(requirement.require.allowances());
            }
            requirements.push(waivers.apply(verdict));
        }
    }
    let (mut findings, mut notes) = standing::judge(case);
    let own = own::judge(policy, phase, &[*case]);
    findings.extend(own.against);
    let mut gate =
        vec![own_demand(&phase.name, "candidate", "The candidate is what was asked for", findings)];
    if case.candidate().is_some() {
        let findings = scope::judge(case, allowances);
        gate.push(own_demand(&phase.name, "scope", "All that is in the release is accounted for", findings));
    }
    if let Some(findings) = raised::judge(case) {
        gate.push(own_demand(&phase.name, "bump", "The version is high enough for what changed", findings));
    }
    gate.extend(own.hold);
    notes.extend(scope::not_of_package(case));
    notes.extend(reverted_notes(case));
    notes.extend(switched_off_notes(&requirements));
    let decision = decide(&gate, &requirements);
    let subject = judged(case);
    Verdict {
        decision,
        subject,
        phase: phase.name.clone(),
        standing: gate,
        waivers: waivers.finish(&requirements),
        requirements,
        answers: own.answers,
        solo: policy.consents.solo,
        notes,
        now: case.now,
    }
}

/// Go only when every applicable holding requirement of the policy is met or waived, and at least one was; and the
/// gate's own demands are met.
fn decide(gate: &[RequirementVerdict], requirements: &[RequirementVerdict]) -> Decision {
    let holding = || requirements.iter().filter(|one| one.severity == Severity::Holding);
    let proven = holding().any(|one| matches!(one.outcome, Outcome::Met | Outcome::Waived));
    let clear = holding().all(|one| one.outcome.lets_pass());
    let stands = gate.iter().all(|one| one.outcome == Outcome::Met);
    if proven && clear && stands { Decision::Go } else { Decision::NoGo }
}

fn requirement_verdict(phase: &Phase, requirement: &Requirement, case: &Case<'_>) -> RequirementVerdict {
    let condition = requirement.when.as_ref().map(|when| when.judge(case));
    let (outcome, tree) = match condition.as_ref().map(|node| node.outcome) {
        None | Some(Outcome::Met) => {
            let tree = requirement.require.judge(case);
            (tree.outcome, Some(tree))
        }
        Some(Outcome::Unmet) => (Outcome::NotApplicable, None),
        // Not known whether it applies: what it would say is shown, and it holds whatever that is.
        Some(_) => (Outcome::Unknown, Some(requirement.require.judge(case))),
    };
    RequirementVerdict {
        phase: phase.name.clone(),
        group: requirement.group.clone(),
        id: requirement.id.clone(),
        title: requirement.title.clone(),
        severity: requirement.severity,
        outcome,
        condition,
        tree,
        hint: requirement.hint.clone(),
        at: requirement.at.clone(),
    }
}

fn own_demand(phase: &str, id: &str, title: &str, findings: Vec<Finding>) -> RequirementVerdict {
    let tree = Node::leaf("gate", findings);
    RequirementVerdict {
        phase: phase.to_owned(),
        group: Vec::new(),
        id: id.to_owned(),
        title: title.to_owned(),
        severity: Severity::Holding,
        outcome: tree.outcome,
        condition: None,
        tree: Some(tree),
        hint: None,
        at: 0..0,
    }
}

/// All that is said of waivers, for the docs.
#[must_use]
pub fn waiver_messages() -> &'static [&'static Message] {
    waivers::messages()
}

fn judged(case: &Case<'_>) -> Judged {
    match case.subject {
        Subject::PullRequest(number) => {
            let pull = case.evidence.pull_request(number);
            Judged::PullRequest {
                number,
                title: pull.map(|pull| pull.title.clone()).unwrap_or_default(),
                url: pull.map(|pull| pull.url.clone()).unwrap_or_default(),
                head: pull.map_or_else(|| crate::evidence::Oid::new(""), |pull| pull.head.clone()),
            }
        }
        Subject::Release(candidate) => Judged::Release {
            version: candidate.version.to_string(),
            tag: candidate.tag.clone(),
            kind: case.types().ok().and_then(|types| types.last().cloned()),
            commit: candidate.commit.clone(),
            branch: shown_branch(case, candidate),
            previous: case.previous().ok().flatten().map(|base| base.tag.clone()),
            commits: case.own_commits().ok().map(|commits| commits.len() as u64),
            pull_requests: case.contained().ok().map(|numbers| numbers.len() as u64),
            milestone: candidate.milestones.first().cloned(),
            tracking_issue: case.tracking_issue().ok().map(|issue| (issue.number, issue.url.clone())),
            resumes: candidate.tagged.as_ref() == Some(&candidate.commit),
            on_pull_request: candidate.on_pull_request,
            package: candidate.package.clone(),
        },
    }
}

/// The branch to name: of a tag or a commit alone one that has it, and none if that is not known.
fn shown_branch(case: &Case<'_>, candidate: &Candidate) -> String {
    let branches = case.branches().unwrap_or_default();
    let usual = branches.iter().find(|branch| **branch == candidate.branch);
    usual.or_else(|| branches.first()).map(ToString::to_string).unwrap_or_default()
}

mod group;
#[cfg(test)]
mod tests;
