//! Whether a no-go waits for machines alone, and what would have to be read again to see that they have ended.
//!
//! What a person has to do is not waited for: it is said at once. Whatever is seen while waiting is only a reason to
//! read everything once more; it is never judged for a go.

use crate::evidence::Evidence;
use crate::evidence::check::{CheckResult, Context};
use crate::evidence::needs::Needs;
use crate::policy::Policy;
use crate::verdict::{Decision, Finding, Node, Outcome, RequirementVerdict, Value, Verdict, Who};

/// What a verdict waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// What shows how it stands: the needs of those parts of requirements that wait, and no other.
    pub needs: Needs,
    /// The names of what is under way.
    pub running: Vec<String>,
    /// The names of what is not there, and may still come.
    pub to_come: Vec<String>,
    /// Whether something is under way that may bring it, asked for or not, besides the workflow run of the gate itself.
    pub under_way: bool,
}

/// What a verdict waits for; `None` where waiting alone cannot make it a go: it is one, or somebody has to do
/// something, or something could not be read.
#[must_use]
pub fn waiting(policy: &Policy, verdict: &Verdict, evidence: &Evidence) -> Option<Waiting> {
    if verdict.decision == Decision::Go {
        return None;
    }
    let mut waiting = Waiting { under_way: under_way(evidence), ..Waiting::default() };
    for holding in verdict.holding() {
        let tree = holding.tree.as_ref()?;
        let applies = holding.condition.as_ref().is_none_or(|node| node.outcome == Outcome::Met);
        if !applies || !tree.at_best().lets_pass() {
            return None;
        }
        waiting.add(policy, holding, tree);
    }
    for names in [&mut waiting.running, &mut waiting.to_come] {
        names.sort();
        names.dedup();
    }
    let nothing = waiting.running.is_empty() && waiting.to_come.is_empty();
    (!nothing).then_some(waiting)
}

impl Waiting {
    fn add(&mut self, policy: &Policy, verdict: &RequirementVerdict, tree: &Node) {
        let phase = policy.phase(&verdict.phase);
        let mut all = phase.iter().flat_map(|phase| &phase.requirements);
        let Some(requirement) = all.find(|one| one.id == verdict.id) else { return };
        // The leaves of the policy and of the verdict are the same, in the same order.
        for (kind, node) in requirement.require.leaves().into_iter().zip(tree.leaves()) {
            let awaited: Vec<&Finding> = node.findings.iter().filter(|one| one.awaits_machine()).collect();
            if awaited.is_empty() {
                continue;
            }
            self.needs.merge(kind.needs(&policy.roles));
            for finding in awaited {
                let names = if finding.to_come { &mut self.to_come } else { &mut self.running };
                names.push(name(finding).unwrap_or_else(|| verdict.title.clone()));
            }
        }
    }
}

/// Whether a check runs at a commit that was looked at. Those of the gate's own workflow run are left out, because the
/// gate's job is one of them.
fn under_way(evidence: &Evidence) -> bool {
    let heads = evidence.head_checks.iter().map(|head| &head.checks);
    let checks = heads.chain([&evidence.checks]).filter_map(|checks| checks.value());
    let own = evidence.ask.own_job.as_ref().map(|own| own.run);
    checks.flat_map(|checks| checks.contexts.seen()).any(|context| match context {
        Context::Run(run) if run.result == CheckResult::Pending => match run.workflow.value() {
            Some(workflow) => {
                workflow.as_ref().is_none_or(|workflow| own.is_none_or(|own| own != workflow.id))
            }
            None => own.is_none(),
        },
        Context::Run(_) => false,
        Context::Status(status) => status.result == CheckResult::Pending,
    })
}

/// The machine, or what it has to bring, where the finding says so.
fn name(finding: &Finding) -> Option<String> {
    let machine = finding.who.iter().find_map(|who| match who {
        Who::Machine(name) => Some(name.clone()),
        _ => None,
    });
    machine.or_else(|| match finding.fact("name").or_else(|| finding.fact("check")) {
        Some(Value::Code(name) | Value::Text(name) | Value::Link { text: name, .. }) => Some(name.clone()),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
