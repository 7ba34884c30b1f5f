//! The checks at the default branch's tip, as a policy can ask for them.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::check::{CheckResult, Context};
use crate::evidence::habits::Habits;
use crate::paths::plain_path;

/// So many names are asked for of one workflow.
const MOST: usize = 30;

/// What runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::init) struct Checks {
    /// The jobs of each workflow that ran on a push, by the workflow's path.
    pub(in crate::init) workflows: BTreeMap<String, BTreeSet<String>>,
    /// The check runs of other apps, by the app's slug.
    pub(in crate::init) apps: BTreeMap<String, BTreeSet<String>>,
    /// Commit statuses that the branch requires.
    pub(in crate::init) statuses: BTreeSet<String>,
    /// What is not asked for, each with the reason.
    pub(in crate::init) left_out: Vec<(String, &'static str)>,
    /// The names that branch protection and rulesets require.
    pub(in crate::init) required: BTreeSet<String>,
}

impl Checks {
    /// Of the tip of the default branch.
    pub(in crate::init) fn of(habits: &Habits) -> Self {
        let mut found = Self::default();
        if let Some(required) = habits.required.value() {
            for check in [&required.protection, &required.rulesets]
                .into_iter()
                .filter_map(|fact| fact.value())
                .flatten()
            {
                found.required.insert(check.name.clone());
            }
        }
        let contexts = habits.checks.value().map(|checks| checks.contexts.seen()).unwrap_or_default();
        for context in contexts {
            match context {
                Context::Run(run) => found.run(run),
                Context::Status(status)
                    if found.required.contains(&status.context) && is_name(&status.context) =>
                {
                    found.statuses.insert(status.context.clone());
                }
                Context::Status(status) => {
                    found
                        .leave_out(&status.context, "it is a commit status that the branch does not require");
                }
            }
        }
        let asked: Vec<&String> = found.asked().collect();
        let absent: Vec<String> =
            found.required.iter().filter(|name| !asked.contains(name)).cloned().collect();
        for name in absent {
            found.leave_out(&name, "the branch requires it, but it was not seen at its tip");
        }
        // A name that is asked for of one workflow is not said to be left out of another.
        let asked: BTreeSet<String> = found.asked().cloned().collect();
        found.left_out.retain(|(name, _)| !asked.contains(name));
        found
    }

    fn run(&mut self, run: &crate::evidence::check::CheckRun) {
        if run.name.starts_with("holdpoint /") {
            return;
        }
        if !is_name(&run.name) {
            return self.leave_out(&run.name, "no policy can have such a name");
        }
        if matches!(run.result, CheckResult::Skipped | CheckResult::Neutral) {
            return self.leave_out(&run.name, "it was skipped or ended neutral there, which proves nothing");
        }
        let workflow = run.workflow.value().and_then(Option::as_ref);
        let slug = run.app.as_ref().map(|app| app.slug.as_str());
        match (workflow.map(|run| (run.path.as_deref(), run.event.as_str())), slug) {
            (Some((Some(path), "push")), _) if is_own(path) => {}
            (Some((Some(path), "push")), _) if is_path(path) => self.add(true, path, &run.name),
            (Some((Some(_), _)), _) => {
                self.leave_out(
                    &run.name,
                    "its workflow did not run for a push, so the next commit may not have it",
                );
            }
            (_, Some(slug)) if !slug.is_empty() => self.add(false, slug, &run.name),
            _ => self.leave_out(&run.name, "what posted it was not seen"),
        }
    }

    fn add(&mut self, workflow: bool, by: &str, name: &str) {
        let map = if workflow { &mut self.workflows } else { &mut self.apps };
        let names = map.entry(by.to_owned()).or_default();
        if names.len() < MOST {
            names.insert(name.to_owned());
        }
    }

    fn leave_out(&mut self, name: &str, why: &'static str) {
        if !self.left_out.iter().any(|(known, _)| known == name) {
            self.left_out.push((name.to_owned(), why));
        }
    }

    /// All names that are asked for.
    pub(in crate::init) fn asked(&self) -> impl Iterator<Item = &String> {
        self.workflows.values().chain(self.apps.values()).flatten().chain(&self.statuses)
    }
}

/// Whether a policy can have it as a name: there are no spaces around it.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && !name.contains(char::is_control)
}

/// Whether a policy can name the workflow: a `*` would stand for any text, an `@` for a ref.
fn is_path(path: &str) -> bool {
    plain_path(path).is_ok()
        && super::is_workflow(path)
        && !path.contains(['*', '@', '\\'])
        && !path.contains("/.y")
}

/// The gate's own workflow proves nothing.
fn is_own(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains("holdpoint"))
}
