//! Putting the re-runs of a check together: the newest counts.
//!
//! A check is told from others by its name, its app, its workflow's file and the event; names of workflows can be
//! copied, paths cannot. A status replaces the earlier one of its name.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::evidence::check::{self, CheckResult, CheckRun, CommitStatus, WorkflowRun};
use crate::evidence::{Fact, Login, Reason, Unknown};
use crate::verdict::Value;

/// The slug of GitHub Actions.
pub(super) const ACTIONS: &str = "github-actions";

/// A check with all its runs.
#[derive(Debug, Clone)]
pub(super) struct Check<'a> {
    /// The run that speaks for it.
    pub(super) newest: &'a check::Context,
    /// How it stands.
    pub(super) standing: Standing,
    /// Its workflow's file; `None`: it is not a job of a workflow.
    pub(super) workflow: Result<Option<&'a str>, Unknown>,
}

/// How a check stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// As its newest run says.
    At(CheckResult),
    /// Several jobs of one workflow run have its name, and do not agree.
    Namesakes,
    /// Several runs have its name and do not agree, and their workflows could not be read: one may be the re-run
    /// of the other, or another check.
    Untold(Unknown),
}

/// All that one run may mean.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Passes,
    Waits,
    Lacks,
}

impl<'a> Check<'a> {
    /// Its name.
    pub(super) fn name(&self) -> &'a str {
        name(self.newest)
    }

    /// Since when the run that speaks for it stands as it does: it ended then, or began.
    pub(super) fn since(&self) -> Option<Timestamp> {
        match self.newest {
            check::Context::Run(run) if run.result == CheckResult::Pending => run.started_at,
            check::Context::Run(run) => run.completed_at,
            check::Context::Status(status) => Some(status.created_at),
        }
    }

    /// Its name, with its page.
    pub(super) fn shown(&self) -> Value {
        shown(self.newest)
    }

    /// Where it comes from: its workflow's file and event, its app, or who posted it.
    pub(super) fn origin(&self) -> Value {
        let run = match self.newest {
            check::Context::Run(run) => run,
            check::Context::Status(status) => return poster(status.creator.as_ref()),
        };
        match workflow(run) {
            Ok(Some((path, workflow))) => Value::Code(format!("{path} ({})", workflow.event)),
            _ => app(run),
        }
    }

    /// The order in which checks are reported.
    pub(super) fn order(&self) -> (String, &'a str, u64, Option<&'a str>, &'a str) {
        let (id, event) = match self.newest {
            check::Context::Run(run) => (run.id, event(run)),
            check::Context::Status(_) => (0, ""),
        };
        (self.name().to_lowercase(), self.name(), id, self.workflow.as_ref().ok().copied().flatten(), event)
    }
}

/// A context's name, with its page.
pub(super) fn shown(context: &check::Context) -> Value {
    let url = match context {
        check::Context::Run(run) => &run.url,
        check::Context::Status(status) => &status.url,
    };
    let text = name(context).to_owned();
    match url {
        Some(url) => Value::Link { text, url: url.clone() },
        None => Value::Code(text),
    }
}

/// A context's name.
pub(super) fn name(context: &check::Context) -> &str {
    match context {
        check::Context::Run(run) => &run.name,
        check::Context::Status(status) => &status.context,
    }
}

/// The app of a run, as it is shown.
pub(super) fn app(run: &CheckRun) -> Value {
    run.app.as_ref().map_or(Value::Words("an unknown app"), |app| Value::Code(app.slug.clone()))
}

fn poster(login: Option<&Login>) -> Value {
    login.map_or(Value::Words("a deleted account"), |login| Value::Person(login.clone()))
}

/// The workflow's file and run that a check is a job of. Only GitHub Actions runs workflows, so the check of another
/// app has none, whatever could be read.
pub(super) fn workflow(run: &CheckRun) -> Result<Option<(&str, &WorkflowRun)>, Unknown> {
    let other_app = run.app.as_ref().is_some_and(|app| app.slug != ACTIONS);
    match &run.workflow {
        Fact::Known(None) => Ok(None),
        Fact::Known(Some(workflow)) => match &workflow.path {
            Some(path) => Ok(Some((path, workflow))),
            None => Err(Unknown::new(Reason::NotFound)),
        },
        Fact::Unknown(_) | Fact::NotCollected if other_app => Ok(None),
        Fact::Unknown(why) => Err(why.clone()),
        Fact::NotCollected => Err(Unknown::new(Reason::NotCollected)),
    }
}

/// Puts re-runs together. `passes` says which results the policy accepts.
pub(super) fn collapse<'a>(
    contexts: impl IntoIterator<Item = &'a check::Context>,
    passes: impl Fn(CheckResult) -> bool,
) -> Vec<Check<'a>> {
    let class = |result: CheckResult| match result {
        CheckResult::Pending => Class::Waits,
        result if passes(result) => Class::Passes,
        _ => Class::Lacks,
    };
    let mut statuses: BTreeMap<String, Vec<Posted<'a, CommitStatus>>> = BTreeMap::new();
    let mut runs: BTreeMap<(&str, Option<u64>), Vec<Posted<'a, CheckRun>>> = BTreeMap::new();
    for context in contexts {
        match context {
            check::Context::Run(item) => {
                let key = (item.name.as_str(), item.app.as_ref().map(|app| app.id));
                runs.entry(key).or_default().push(Posted { context, item });
            }
            check::Context::Status(item) => {
                statuses.entry(item.context.to_lowercase()).or_default().push(Posted { context, item });
            }
        }
    }
    let mut checks = Vec::new();
    for group in runs.values() {
        match group.iter().find_map(|run| workflow(run.item).err()) {
            Some(why) => checks.extend(untold(group, &why, class)),
            None => checks.extend(told(group, class)),
        }
    }
    checks.extend(statuses.values().filter_map(|group| latest_status(group, class)));
    checks.sort_by(|one, other| one.order().cmp(&other.order()));
    checks
}

/// A context, and what is in it.
struct Posted<'a, T> {
    context: &'a check::Context,
    item: &'a T,
}

impl<T> Clone for Posted<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Posted<'_, T> {}

/// The checks of one name and app whose workflows are known.
fn told<'a>(group: &[Posted<'a, CheckRun>], class: impl Fn(CheckResult) -> Class) -> Vec<Check<'a>> {
    let mut apart: BTreeMap<(Option<&str>, &str), Vec<Posted<'a, CheckRun>>> = BTreeMap::new();
    for run in group {
        let path = workflow(run.item).ok().flatten().map(|(path, _)| path);
        apart.entry((path, event(run.item))).or_default().push(*run);
    }
    let check = |((path, _), runs): (&(Option<&'a str>, &str), &Vec<Posted<'a, CheckRun>>)| {
        let newest = newest(runs)?;
        // GitHub lists the last attempt of a job alone, so what is listed besides is another job of that name, as a
        // matrix has them when its `name:` is always the same.
        let namesakes: Vec<_> = runs.iter().filter(|run| same_run(run.item, newest.item)).collect();
        let is = |wanted: Class| namesakes.iter().any(|run| class(run.item.result) == wanted);
        let waits = namesakes.iter().find(|run| class(run.item.result) == Class::Waits);
        let standing = match waits {
            Some(_) => Standing::At(CheckResult::Pending),
            None if is(Class::Passes) && is(Class::Lacks) => Standing::Namesakes,
            None => Standing::At(newest.item.result),
        };
        let speaks = waits.map_or(newest.context, |run| run.context);
        Some(Check { newest: speaks, standing, workflow: Ok(*path) })
    };
    apart.iter().filter_map(check).collect()
}

/// The check of one name and app where some workflow is not known.
fn untold<'a>(
    group: &[Posted<'a, CheckRun>],
    why: &Unknown,
    class: impl Fn(CheckResult) -> Class,
) -> Option<Check<'a>> {
    let newest = newest(group)?;
    let agreed = group.iter().all(|run| class(run.item.result) == class(newest.item.result));
    let standing = if agreed { Standing::At(newest.item.result) } else { Standing::Untold(why.clone()) };
    Some(Check { newest: newest.context, standing, workflow: Err(why.clone()) })
}

/// The newest of the statuses of one name; of those posted in the same second, one that does not pass.
fn latest_status<'a>(
    group: &[Posted<'a, CommitStatus>],
    class: impl Fn(CheckResult) -> Class,
) -> Option<Check<'a>> {
    let key = |status: &&Posted<'a, CommitStatus>| {
        let result = status.item.result;
        (status.item.created_at, class(result) != Class::Passes, result, &status.item.url)
    };
    let newest = group.iter().max_by_key(key)?;
    Some(Check { newest: newest.context, standing: Standing::At(newest.item.result), workflow: Ok(None) })
}

/// The newest run. One that has not begun is newer than all that have. Where a finished run does not say when it
/// began, the ids tell: GitHub counts them up.
fn newest<'a>(runs: &[Posted<'a, CheckRun>]) -> Option<Posted<'a, CheckRun>> {
    let queued = |run: &CheckRun| run.started_at.is_none() && run.result == CheckResult::Pending;
    let by_id = runs.iter().any(|run| run.item.started_at.is_none() && !queued(run.item));
    let key = |run: &&Posted<'a, CheckRun>| {
        (queued(run.item), if by_id { None } else { run.item.started_at }, run.item.id)
    };
    runs.iter().max_by_key(key).copied()
}

/// Whether two checks are jobs of the same run of a workflow; of course a check is so with itself.
fn same_run(one: &CheckRun, other: &CheckRun) -> bool {
    let id = |run: &CheckRun| workflow(run).ok().flatten().map(|(_, workflow)| workflow.id);
    one.id == other.id || (id(one).is_some() && id(one) == id(other))
}

fn event(run: &CheckRun) -> &str {
    workflow(run).ok().flatten().map_or("", |(_, workflow)| workflow.event.as_str())
}
