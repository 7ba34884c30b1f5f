//! What people say to the gate besides their consent: that it must not go on, which version they mean, and what they wrote
//! in vain.

use std::collections::{BTreeMap, BTreeSet};

use super::own_demand;
use crate::policy::{Phase, Policy, Requirement};
use crate::release::Case;
use crate::requirement::standing::{self, Names};
use crate::verdict::{Finding, RequirementVerdict};

/// What was heard.
pub(super) struct Own {
    /// The gate's own demand that nobody holds; `None` where nobody is asked for consent.
    pub(super) hold: Option<RequirementVerdict>,
    /// What speaks against the candidate.
    pub(super) against: Vec<Finding>,
    /// What is answered.
    pub(super) answers: Vec<Finding>,
}

/// Judges what was said of the pull requests, or of the release.
pub(super) fn judge(policy: &Policy, phase: &Phase, cases: &[Case<'_>]) -> Own {
    let mut own = Own { hold: None, against: Vec::new(), answers: Vec::new() };
    let asked = policy.waivers.is_some() || policy.needs(&phase.name).consents.discussions;
    let read = cases.iter().any(|case| !case.evidence.discussions.is_empty());
    if !asked && !read {
        return own;
    }
    let lifters = policy.waivers.as_ref().map(|rules| rules.by.as_slice()).unwrap_or_default();
    let names = names(policy, phase);
    let mut findings = Vec::new();
    for case in cases {
        findings.extend(standing::judge_holds(case, lifters));
        let (against, answers) = standing::judge_release_as(case);
        own.against.extend(against);
        own.answers.extend(answers);
        own.answers.extend(standing::answers(case, &names));
    }
    // Without a finding the policy names no place where anybody could hold.
    if !findings.is_empty() {
        let release = cases.iter().any(|case| case.candidate().is_some());
        let title = if release { "Nobody holds the release" } else { "Nobody holds the merge" };
        own.hold = Some(own_demand(&phase.name, "hold", title, findings));
    }
    own
}

fn names<'p>(policy: &'p Policy, phase: &'p Phase) -> Names<'p> {
    let all = policy.phases.iter().flat_map(|phase| &phase.requirements);
    let requirements: BTreeMap<&str, bool> =
        all.map(|one| (one.id.as_str(), signers(one).next().is_some())).collect();
    let judged = policy.judged_for(&phase.name).into_iter().flat_map(|phase| &phase.requirements);
    let asked: BTreeSet<&str> = judged.flat_map(signers).collect();
    Names { phase: &phase.name, requirements, asked }
}

/// The roles whose sign-off a requirement asks for.
fn signers(requirement: &Requirement) -> impl Iterator<Item = &str> {
    let kinds = requirement.require.leaves().into_iter();
    let signed = kinds.filter(|kind| ["sign-off", "checkbox", "checklist"].contains(&kind.name()));
    signed.flat_map(|kind| kind.roles())
}
