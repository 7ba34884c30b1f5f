//! The gate among the checks: its own job, its own earlier runs, and the check run that it publishes.
//!
//! They prove nothing about the release, and a gate that waited for itself would never end. Nothing else of the
//! running workflow is left out: a failed neighbour of the gate's job counts like any other check.

use super::collapse::{ACTIONS, workflow};
use crate::evidence::check::{self, CheckResult, CheckRun};
use crate::evidence::release::OwnJob;
use crate::evidence::{Fact, Unknown};

/// How the name of the check run that the gate publishes begins.
pub(super) const PUBLISHED: &str = "holdpoint / ";
/// How what the gate writes into its check run's `external_id` begins.
const PUBLISHED_ID: &str = "holdpoint:";

/// What is known of the running gate at one commit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own<'a> {
    asked: Option<&'a OwnJob>,
    found: Option<&'a CheckRun>,
}

/// What a check is to the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A check like any other.
    Counts,
    /// The gate's job, now or earlier.
    Job,
    /// The check run that the gate publishes.
    Published,
    /// An earlier run of the gate, or another workflow's job of the same name: which workflow it is, is not known.
    Doubtful(Unknown),
}

impl<'a> Own<'a> {
    /// Looks for the gate's job among the checks of a commit. It runs, so it has not finished.
    pub(super) fn find(asked: Option<&'a OwnJob>, contexts: &'a [check::Context]) -> Self {
        let found = asked.and_then(|own| {
            contexts.iter().filter_map(run).find(|run| {
                let id = run.workflow.value().map(|workflow| workflow.as_ref().map(|workflow| workflow.id));
                let is_own = match own.check_run {
                    Some(check_run) => run.id == check_run && id.is_none_or(|id| id == Some(own.run)),
                    None => id == Some(Some(own.run)) && run.name == own.job,
                };
                is_own && run.result == CheckResult::Pending && is_actions(run)
            })
        });
        Self { asked, found }
    }

    /// What this check is to the gate.
    pub(super) fn part(&self, context: &check::Context) -> Part {
        let check::Context::Run(run) = context else { return Part::Counts };
        let published = run.external_id.as_deref().is_some_and(|id| id.starts_with(PUBLISHED_ID));
        if published && run.name.starts_with(PUBLISHED) {
            return Part::Published;
        }
        let Some(found) = self.found else { return Part::Counts };
        if run.id == found.id {
            return Part::Job;
        }
        if run.name != found.name || !is_actions(run) {
            return Part::Counts;
        }
        let own = match workflow(found) {
            Ok(own) => own.map(|(path, _)| path).ok_or(None),
            Err(why) => self.asked.and_then(|own| own.workflow.as_deref()).ok_or(Some(why)),
        };
        match (workflow(run), own) {
            (Ok(None), _) | (_, Err(None)) => Part::Counts,
            (Ok(Some((path, _))), Ok(own)) => {
                if path == own {
                    Part::Job
                } else {
                    Part::Counts
                }
            }
            (Err(why), _) | (_, Err(Some(why))) => Part::Doubtful(why),
        }
    }

    /// The key of the gate's job, if this unfinished check may be that job and nothing tells.
    pub(super) fn may_be(&self, context: &check::Context) -> Option<&'a str> {
        let (Some(own), None, check::Context::Run(run)) = (self.asked, self.found, context) else {
            return None;
        };
        let may_be = match &run.workflow {
            Fact::Known(workflow) => workflow.as_ref().is_some_and(|workflow| workflow.id == own.run),
            // A job that is known by its id is not this one.
            Fact::Unknown(_) | Fact::NotCollected => own.check_run.is_none(),
        };
        (may_be && is_actions(run) && run.result == CheckResult::Pending).then_some(own.job.as_str())
    }
}

fn run(context: &check::Context) -> Option<&CheckRun> {
    match context {
        check::Context::Run(run) => Some(run),
        check::Context::Status(_) => None,
    }
}

fn is_actions(run: &CheckRun) -> bool {
    run.app.as_ref().is_some_and(|app| app.slug == ACTIONS)
}
