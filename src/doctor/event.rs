//! Whether the event of this run gives the policy's phases something to judge.

use super::{Found, Rated, Severity};
use crate::evaluate::{NoPhase, choose_phase};
use crate::evidence::release::Trigger;
use crate::policy::{Holds, Policy};
use crate::verdict::Value;

crate::messages! {
    NOT_IN_A_WORKFLOW = "event-not-examined":
        "this is no run of a workflow, so that nothing is known of the events on which the gate runs"
        => "run it once in the gate's workflow: `command: doctor`";
    UNJUDGED = "event-unjudged": "the gate judges nothing on the event {event}"
        => "let the workflow run on an event that it judges, such as `workflow_dispatch`, `push` or `pull_request_target`";
    SEVERAL = "phase-unsaid": "on the event {event} nothing says which of the phases {phases} is meant"
        => "name it in the step that runs the gate: {line}";
    NO_MERGE = "event-without-merge-phase":
        "on the event {event} a pull request is judged, and the policy has no phase that holds a merge"
        => "add a phase with `holds: merge`, or run the gate on another event";
    NO_RELEASE = "event-without-release-phase":
        "the policy holds merges alone, and the event {event} brings no pull request"
        => "run the gate on `pull_request_target` or `merge_group`, or add a phase with `holds: tag`";
}

pub(super) const RATED: &[Rated] = &[
    (&NOT_IN_A_WORKFLOW, Severity::Note),
    (&UNJUDGED, Severity::Error),
    (&SEVERAL, Severity::Error),
    (&NO_MERGE, Severity::Warning),
    (&NO_RELEASE, Severity::Error),
];

/// The event that started this run.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// None: a terminal.
    None,
    /// One that the gate judges nothing on.
    Unjudged {
        /// Its name.
        name: &'a str,
    },
    /// One on which there may be something to judge.
    Judged {
        /// Its name.
        name: &'a str,
        /// What it means; `None`: nothing this time, as on the deletion of a branch.
        trigger: Option<&'a Trigger>,
        /// The phase that was asked for.
        phase: Option<&'a str>,
    },
}

pub(super) fn look(policy: &Policy, event: &Event<'_>) -> Option<Found> {
    let (name, trigger, phase) = match *event {
        Event::None => return Some(Found::new(&NOT_IN_A_WORKFLOW)),
        Event::Unjudged { name } => return Some(Found::new(&UNJUDGED).code("event", name)),
        Event::Judged { name, trigger, phase } => (name, trigger?, phase),
    };
    let on_pull_request = matches!(
        trigger,
        Trigger::PullRequest { .. } | Trigger::PullRequestComment { .. } | Trigger::MergeGroup { .. }
    );
    let holds_merge = |one: &crate::policy::Phase| one.holds == Holds::Merge;
    if !on_pull_request && policy.phases.iter().all(holds_merge) {
        return Some(Found::new(&NO_RELEASE).code("event", name));
    }
    let carries = policy.rules.pull_request.is_some();
    if on_pull_request && !carries && !policy.phases.iter().any(holds_merge) {
        return Some(Found::new(&NO_MERGE).code("event", name));
    }
    match choose_phase(policy, phase, trigger) {
        Err(NoPhase::Several(names)) => {
            let fitting = policy.phases.iter().find(|one| holds_merge(one) == on_pull_request);
            let first = fitting.map_or_else(String::new, |one| one.name.clone());
            let found = Found::new(&SEVERAL).code("event", name).with("phases", Value::Codes(names));
            Some(found.code("line", format!("phase: {first}")))
        }
        Ok(_) | Err(NoPhase::Unknown { .. }) => None,
    }
}
