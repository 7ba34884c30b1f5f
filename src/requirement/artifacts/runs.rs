//! The run that decides, and what it has uploaded.

use super::{
    Artifacts, EMPTY, EXPIRED, MISSING, MISSING_BUT, NO_RUN, NO_RUN_BUT, NOT_YET, Name, OWN_RUN,
    RUN_NEEDS_ACTION, RUN_NOT_SUCCESSFUL, RUN_OF_EVENT, RUN_OF_FORK, RUN_OF_LOST_FORK, RUN_PENDING, UPLOADED,
    UPLOADED_BY_OWN_RUN,
};
use crate::evidence::artifact::{Artifact, Run};
use crate::evidence::check::CheckResult;
use crate::evidence::needs::RunsOf;
use crate::evidence::{Reason, Unknown};
use crate::release::Case;
use crate::verdict::{Finding, Value, Who};
use crate::yaml::nearest;

/// So many runs that do not count are named.
const NAMED: usize = 5;

/// What the findings are about.
struct Scene<'a> {
    wanted: &'a RunsOf,
    commit: Value,
    version: String,
}

impl Scene<'_> {
    fn finding(&self, finding: Finding) -> Finding {
        finding
            .with("workflow", Value::Code(self.wanted.workflow.clone()))
            .with("commit", self.commit.clone())
    }

    fn of_run(&self, finding: Finding, run: &Run) -> Finding {
        self.finding(finding).with("run", link(run)).since(Some(run.started_at))
    }
}

fn link(run: &Run) -> Value {
    Value::Link { text: format!("run #{}", run.number), url: run.url.clone() }
}

pub(super) fn judge(asked: &Artifacts, wanted: &RunsOf, case: &Case<'_>) -> Vec<Finding> {
    let (runs, scene) = match found(wanted, case) {
        Ok(found) => found,
        Err(why) => {
            return vec![Finding::unreadable("the list of workflow runs at the release's commit", why)];
        }
    };
    let repository = &case.evidence.opening.repository.name;
    let Some(run) = wanted.newest(runs, repository) else { return none(&scene, runs, repository) };
    let own = case.evidence.ask.own_job.as_ref().is_some_and(|job| job.run == run.id);
    match run.result {
        CheckResult::Success => uploaded(asked, &scene, run, false),
        CheckResult::Pending if own && asked.own_run.is_some() => uploaded(asked, &scene, run, true),
        CheckResult::Pending if own => {
            vec![scene.of_run(Finding::unmet(&OWN_RUN), run).who([Who::WorkflowAuthors, Who::Writers])]
        }
        CheckResult::Pending => {
            let name = format!("{} #{}", wanted.workflow, run.number);
            vec![scene.of_run(Finding::pending(&RUN_PENDING), run).who([Who::Machine(name)])]
        }
        CheckResult::ActionRequired => {
            vec![scene.of_run(Finding::unmet(&RUN_NEEDS_ACTION), run).who([Who::Writers])]
        }
        ended => {
            let finding = scene.of_run(Finding::unmet(&RUN_NOT_SUCCESSFUL), run);
            vec![finding.with("ended", Value::Words(words(ended))).who([Who::Writers])]
        }
    }
}

/// The runs at the commit, if they were read for it and whole.
fn found<'a>(wanted: &'a RunsOf, case: &Case<'a>) -> Result<(&'a [Run], Scene<'a>), Unknown> {
    let candidate = case.candidate().ok_or_else(|| Unknown::new(Reason::NotCollected))?;
    let read = case.evidence.workflow_runs.known()?;
    if read.commit != candidate.commit {
        return Err(Unknown::new(Reason::NotCollected));
    }
    let commit = Value::Commit { oid: candidate.commit.clone(), url: None };
    Ok((read.runs.whole()?, Scene { wanted, commit, version: candidate.version.to_string() }))
}

fn words(ended: CheckResult) -> &'static str {
    match ended {
        CheckResult::Failure => "failed",
        CheckResult::Cancelled => "was cancelled",
        CheckResult::Skipped => "was skipped",
        CheckResult::Neutral => "ended without an opinion",
        CheckResult::TimedOut => "ran out of time",
        CheckResult::Stale => "was given up by GitHub after 14 days",
        CheckResult::StartupFailure => "could not start",
        _ => "ended in a way that this version does not know",
    }
}

/// Why no run counts: each of the workflow, or that there is none.
fn none(scene: &Scene<'_>, runs: &[Run], repository: &str) -> Vec<Finding> {
    let of_workflow: Vec<&Run> = runs.iter().filter(|run| run.workflow == scene.wanted.workflow).collect();
    if of_workflow.is_empty() {
        let others = runs.iter().map(|run| run.workflow.as_str());
        let finding = match nearest(&scene.wanted.workflow, others) {
            Some(near) => Finding::absent(&NO_RUN_BUT).with("near", Value::Code(near.to_owned())),
            None => Finding::absent(&NO_RUN),
        };
        return vec![scene.finding(finding).who([Who::Writers])];
    }
    let reason = |run: &&Run| {
        let finding = match &run.head_repository {
            None => Finding::absent(&RUN_OF_LOST_FORK),
            Some(name) if !name.eq_ignore_ascii_case(repository) => {
                Finding::absent(&RUN_OF_FORK).with("repository", Value::Code(name.clone()))
            }
            Some(_) => {
                let events = scene.wanted.events.iter().cloned().collect();
                Finding::absent(&RUN_OF_EVENT)
                    .with("event", Value::Code(run.event.clone()))
                    .with("events", Value::Codes(events))
            }
        };
        scene.of_run(finding, run).who([Who::Writers])
    };
    of_workflow.iter().rev().take(NAMED).map(reason).collect()
}

/// What the run has uploaded of what is asked for. `going`: it has not ended.
fn uploaded(asked: &Artifacts, scene: &Scene<'_>, run: &Run, going: bool) -> Vec<Finding> {
    let all = match run.artifacts.whole() {
        Ok(all) => newest(all),
        Err(why) => return vec![Finding::unreadable("the list of the run's artifacts", why)],
    };
    let mut findings = Vec::new();
    let mut proven: Vec<String> = Vec::new();
    for name in &asked.names {
        let fitting = name.fitting(&scene.version, &all, |artifact: &Artifact| &artifact.name);
        if fitting.is_empty() {
            findings.push(missing(name, scene, run, &all, going));
        }
        for artifact in fitting {
            let lack = match artifact {
                Artifact { expired: true, .. } => Finding::unmet(&EXPIRED),
                Artifact { size: 0, .. } => Finding::unmet(&EMPTY),
                _ => {
                    proven.push(artifact.name.clone());
                    continue;
                }
            };
            let lack = scene.of_run(lack, run).with("artifact", Value::Code(artifact.name.clone()));
            findings.push(lack.who([Who::Writers]).about(artifact.name.clone()));
        }
    }
    proven.sort_unstable();
    proven.dedup();
    if !proven.is_empty() {
        let message = if going { &UPLOADED_BY_OWN_RUN } else { &UPLOADED };
        findings.push(scene.of_run(Finding::met(message), run).with("artifacts", Value::Codes(proven)));
    }
    findings.dedup();
    findings
}

/// Of each name the newest: another attempt may have uploaded it again.
fn newest(all: &[Artifact]) -> Vec<&Artifact> {
    let is_newest = |one: &&Artifact| !all.iter().any(|other| other.name == one.name && other.id > one.id);
    all.iter().filter(is_newest).collect()
}

fn missing(name: &Name, scene: &Scene<'_>, run: &Run, all: &[&Artifact], going: bool) -> Finding {
    let near = name.nearest(&scene.version, all.iter().map(|artifact| artifact.name.as_str()));
    let finding = match near {
        _ if going => Finding::pending(&NOT_YET).who([Who::WorkflowAuthors]),
        Some(near) => Finding::absent(&MISSING_BUT).with("near", near).who([Who::Writers]),
        None => Finding::absent(&MISSING).who([Who::Writers]),
    };
    let finding = finding.about(name.of(&scene.version));
    scene.of_run(finding, run).with("artifact", name.value(&scene.version))
}
