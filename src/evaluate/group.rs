//! A merge group: each of its pull requests is judged by itself, and all of them must pass.
//!
//! Their checks are those of the commit that the queue made of them.

use jiff::Timestamp;

use super::waivers::Waivers;
use super::{decide, own, own_demand, requirement_verdict};
use crate::candidate::{MergeGroup, Rules};
use crate::evidence::Evidence;
use crate::policy::{Phase, Policy};
use crate::release::{Case, Subject};
use crate::requirement::standing;
use crate::sign_off::Record;
use crate::verdict::{Judged, JudgedPullRequest, Node, Outcome, Part, RequirementVerdict, Verdict};

/// Judges a phase that holds a merge for all pull requests of a group.
pub(super) fn judge(
    policy: &Policy,
    phase: &Phase,
    group: &MergeGroup,
    evidence: &Evidence,
    rules: &Rules,
    record: &Record<'_>,
    now: Timestamp,
) -> Verdict {
    let cases: Vec<Case<'_>> = group
        .pull_requests
        .iter()
        .map(|(number, _)| Case {
            subject: Subject::PullRequest(*number),
            evidence,
            rules,
            roles: &policy.roles,
            record,
            notes: None,
            now,
        })
        .collect();
    let mut requirements = Vec::new();
    let mut waivers: Vec<Waivers<'_>> =
        cases.iter().map(|case| Waivers::of(policy, &phase.name, case)).collect();
    for judged in policy.judged_for(&phase.name) {
        for requirement in &judged.requirements {
            // A waiver is given to one pull request, and excuses nothing of the others.
            let each = cases
                .iter()
                .zip(&mut waivers)
                .map(|(case, waivers)| waivers.apply(requirement_verdict(judged, requirement, case)));
            requirements.extend(together(each.collect()));
        }
    }
    let (mut findings, notes) = standing::judge_group(group, evidence);
    findings.extend(cases.iter().flat_map(standing::judge_policy));
    let own = own::judge(policy, phase, &cases);
    let mut gate =
        vec![own_demand(&phase.name, "candidate", "The candidate is what was asked for", findings)];
    gate.extend(own.hold);
    let mut given = Vec::new();
    for waiver in waivers.into_iter().flat_map(|waivers| waivers.finish(&requirements)) {
        // What the policy records is the same for each of them.
        if !given.contains(&waiver) {
            given.push(waiver);
        }
    }
    Verdict {
        decision: decide(&gate, &requirements),
        subject: subject(group, evidence),
        phase: phase.name.clone(),
        standing: gate,
        requirements,
        waivers: given,
        answers: own.answers,
        solo: policy.consents.solo,
        notes,
        now,
    }
}

/// One requirement, as it stands for each pull request, as it stands for all of them. It applies if it applies to one;
/// those to which it does not apply have no say. `None` without a pull request.
fn together(each: Vec<RequirementVerdict>) -> Option<RequirementVerdict> {
    let (first, rest) = each.split_first()?;
    if rest.is_empty() {
        return Some(first.clone());
    }
    let conditions: Vec<Node> = each.iter().filter_map(|one| one.condition.clone()).collect();
    let condition = (!conditions.is_empty()).then(|| Node::of(Part::Any, unlike(conditions)));
    let applying: Vec<&RequirementVerdict> =
        each.iter().filter(|one| one.outcome != Outcome::NotApplicable).collect();
    if applying.is_empty() {
        return Some(RequirementVerdict { condition, ..first.clone() });
    }
    let doubt_is_told = condition.as_ref().is_none_or(|node| node.outcome != Outcome::Met);
    let part = |one: &&RequirementVerdict| {
        let tree = one.tree.clone();
        match one.condition.as_ref().filter(|node| node.outcome != Outcome::Met && !doubt_is_told) {
            Some(doubt) => {
                Some(Node::of(Part::All, [Some(doubt.clone()), tree].into_iter().flatten().collect()))
            }
            None => tree,
        }
    };
    let tree = Node::of(Part::All, unlike(applying.iter().filter_map(part).collect()));
    let outcome = Outcome::all(applying.iter().map(|one| one.outcome));
    // What passes only because something is excused for one of them says so.
    let by_waiver = outcome.lets_pass() && applying.iter().any(|one| one.outcome == Outcome::Waived);
    let waived = |outcome| if by_waiver { Outcome::Waived } else { outcome };
    Some(RequirementVerdict {
        outcome: waived(outcome),
        condition,
        tree: Some(Node { outcome: waived(tree.outcome), ..tree }),
        ..first.clone()
    })
}

/// What is the same for several pull requests, such as the checks of their common commit, is told once.
fn unlike(nodes: Vec<Node>) -> Vec<Node> {
    let mut unlike: Vec<Node> = Vec::new();
    for node in nodes {
        if !unlike.contains(&node) {
            unlike.push(node);
        }
    }
    unlike
}

fn subject(group: &MergeGroup, evidence: &Evidence) -> Judged {
    let pull_requests = group.pull_requests.iter().map(|(number, _)| {
        let pull = evidence.pull_request(*number);
        JudgedPullRequest {
            number: *number,
            title: pull.map(|pull| pull.title.clone()).unwrap_or_default(),
            url: pull.map(|pull| pull.url.clone()).unwrap_or_default(),
        }
    });
    Judged::MergeGroup {
        commit: group.head.clone(),
        branch: group.branch.clone(),
        pull_requests: pull_requests.collect(),
    }
}

#[cfg(test)]
mod tests;
