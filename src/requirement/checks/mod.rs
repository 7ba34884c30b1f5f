//! `checks`: check runs and commit statuses.

mod collapse;
mod judge;
mod name;
mod own;
mod place;
mod read;
mod required;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Context, Leaf, texts};
use crate::evidence::check::CheckResult;
use crate::evidence::needs::Needs;
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message};
use crate::yaml::{Node, Problems};
use name::Name;

crate::messages! {
    PASSED = "passed": "{count} passed at {commit}: {names}";
    PASSED_BESIDES_OWN = "passed-besides-own": "{count} passed at {commit}: {names}; left out: {left-out}";
    ACCEPTED = "accepted": "of these, the policy accepts as {result}: {names}";
    PENDING = "pending": "{check} of {origin} has not finished at {commit}"
        => "wait until it has finished";
    MAY_BE_GATE = "pending-or-own": "{check} of {origin} has not finished at {commit}, and may be the gate's own job"
        => "if {check} is the gate's own job: give the job a `name:` equal to its key {job}, with `actions: read` for its token, or pass `job-check-run`; if not, wait until it has finished";
    FAILED = "failed": "{check} of {origin} failed at {commit}"
        => "re-run it if it failed by chance; if not, mend what it found and release the mended commit";
    ERROR = "error": "{check}, posted by {origin}, met an error at {commit}"
        => "have {check} posted again by re-running what posts it";
    CANCELLED = "cancelled": "{check} of {origin} was cancelled at {commit}"
        => "re-run {check}";
    SKIPPED = "skipped": "{check} of {origin} was skipped at {commit}: it did not run, so it proves nothing"
        => "let the `if:` of {check}, and what it needs, allow it to run at this commit, and re-run it; or accept `skipped` under `conclusions:`";
    NEUTRAL = "neutral": "{check} of {origin} ended neutral at {commit}, without saying that it passed"
        => "re-run {check}, or accept `neutral` under `conclusions:`";
    TIMED_OUT = "timed-out": "{check} of {origin} ran out of time at {commit}"
        => "re-run {check}, or give it more time";
    NEEDS_ACTION = "action-required": "{check} of {origin} waits at {commit} for somebody to act"
        => "open {check}, do what it asks for, or re-run it";
    STALE = "stale": "{check} of {origin} went stale at {commit}: GitHub gave it up because it never finished"
        => "re-run {check}";
    STARTUP = "startup-failure": "{check} of {origin} could not start at {commit}"
        => "mend the workflow file or the app's settings so that {check} can start, and re-run it";
    STRANGE = "conclusion-unknown": "{check} of {origin} ended at {commit} in a way that this version does not know"
        => "re-run {check}; if it ends so again, update holdpoint";
    NAMESAKES = "namesakes-disagree": "several jobs of one run are called {check}, in {origin} at {commit}, and not all of them passed"
        => "give each job, and each part of a matrix, a `name:` of its own, so that they can be told apart, and run the workflow again";
    UNTOLD = "runs-not-told-apart": "several runs called {check} by {origin} at {commit} disagree, and which workflows they belong to could not be read: {why}"
        => "{why:remedy}";
    WORKFLOW_UNREAD = "workflow-unread": "which workflow {check} by {origin} at {commit} belongs to could not be read: {why}"
        => "{why:remedy}";
    GATE_OR_NOT = "own-or-not": "{check} at {commit} is an earlier run of the gate, or a job of another workflow with the same name; its workflow could not be read: {why}"
        => "{why:remedy}";
    GATE_ITSELF = "gate-itself": "{name} at {commit} is the gate itself, which proves nothing about the release"
        => "take {name} out of `names:`, and name checks that test the release";
    MISSING = "missing": "there is no check {name} at {commit}"
        => "let the workflow that makes {name} run at this commit, or correct the name where it is asked for";
    MISSING_NEAR = "missing-near": "there is no check {name} at {commit}; the nearest name is {near}"
        => "write {near} if that is meant; else let the workflow that makes {name} run at this commit";
    MISSING_ON_PUSH = "missing-on-push": "there is no check {name} at {commit}: apart from the gate, no workflow ran there on push"
        => "add {event} with the branch {branch} to the `on:` of the workflow that makes {name}, or, if it runs on pull requests only, write `at: pull-request-head`";
    MISSING_ON_PULL_REQUEST = "missing-on-pull-request": "there is no check {name} at {commit}: apart from the gate, no workflow ran for the pull request there"
        => "add {event} to the `on:` of the workflow that makes {name}, and settle conflicts with {branch}, which keep workflows from running";
    MISSING_ON_MERGE_GROUP = "missing-on-merge-group": "there is no check {name} at {commit}: apart from the gate, no workflow ran for the merge group there"
        => "add {event} to the `on:` of the workflow that makes {name}";
    OTHER_APP = "other-app": "there is a check {check} at {commit}, but it was posted by {by}, and {app} is asked for"
        => "let {app} post {check} at this commit, or correct which app is asked for";
    OTHER_WORKFLOW = "other-workflow": "there is a check {check} at {commit}, but it belongs to {origin}, and {workflow} is asked for"
        => "let {workflow} run at this commit, or correct `workflow:`";
    STATUS_ONLY = "status-only": "{check} at {commit} is a commit status, posted by {by}; a status has no app and no workflow, and one is asked for"
        => "let an app or a workflow post {check} as a check run, or ask for {check} without `app:` and `workflow:`";
    NONE = "no-checks": "there are no checks at {commit}"
        => "let a workflow run at this commit: add {event} to its `on:`";
    NONE_BUT_OWN = "no-checks-but-own": "there are no checks at {commit}; left out: {left-out}"
        => "let another workflow run at this commit: add {event} to its `on:`";
    NONE_ASKED = "none-asked-for": "none of the checks at {commit} is asked for: {names}"
        => "correct `app:`, `workflow:` or `except:`, or let the checks that are meant run at this commit";
    NONE_LEFT = "none-left": "all checks that {branch} requires are left out, so nothing proves anything at {commit}"
        => "name the checks that must pass under `names:`, or require some of {branch} in a ruleset";
    NOTHING_REQUIRED = "nothing-required": "no check is required of {branch}"
        => "name the checks that must pass under `names:`, or require some of {branch} in a ruleset";
    NOT_MERGED = "not-a-merge": "{commit} is not the commit that merged a pull request, so no pull request's head has its checks"
        => "bring the change in with a pull request, or let the workflows run on push and leave out `at:`";
}

/// Checks that must have passed: check runs, such as the jobs of workflows, and commit statuses.
///
/// It looks at the very commit that is released; in a phase that holds a merge, at the pull request's head. Use it to
/// let nothing out that is not tested as it is. It proves that the newest run of each check that is asked for ended
/// well there. It does not prove what the check does, nor, without `app` or `workflow`, who posted it: whoever can
/// write to the repository can post a status of any name.
///
/// Missing, unfinished, skipped, neutral, cancelled and failed are different things, and the report says which. Only
/// success counts unless `conclusions` says more; a branch's required checks are laxer, because GitHub lets skipped
/// and neutral ones pass. A re-run takes the place of the run before it. Checks of one name from different
/// workflows, or from one workflow on different events, are different checks, and all of them must pass. Give the
/// parts of a matrix different names: where jobs of one run share a name and disagree, the requirement is unknown.
///
/// Of the running workflow only the gate's own job is left out, with its earlier runs, and the check run that the
/// gate publishes. No check at all never passes.
///
/// Permissions: `checks: read` and `statuses: read`; `actions: read` to tell workflows apart. What branch
/// protection requires can be read with the workflow's token only as far as GitHub shows it. Costs no request of
/// its own up to 200 checks, and one for each further 100.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    { "required": ["required"] },
    { "required": ["names"] },
    { "required": ["all"] },
]))]
#[schemars(extend("dependentSchemas" = {
    "except": { "anyOf": [{ "required": ["required"] }, { "required": ["all"] }] },
}))]
pub struct Checks {
    /// `true`: the checks that branch protection and rulesets require of the release's branch must have passed. If
    /// either cannot be read, the requirement is unknown; if no check is required, too.
    #[schemars(default, extend("const" = true))]
    required: bool,
    /// The checks of these names must be there and have passed. In a name, `*` stands for any text, and at least one
    /// check must fit: `test (*)`. Every other character stands for itself.
    #[schemars(default, schema_with = "read::names_schema")]
    names: Vec<Name>,
    /// `true`: all checks that are there must have passed, and there must be one. A check that never started is not
    /// noticed, so name those that matter as well.
    #[schemars(default, extend("const" = true))]
    all: bool,
    /// Checks that `required` and `all` leave out, by name, with `*` for any text.
    #[schemars(default, schema_with = "read::names_schema")]
    except: Vec<Name>,
    /// The slug of the app that must have posted them, e.g. `github-actions`. A check of the same name by another
    /// app does not count, nor does a commit status, which has no app.
    #[schemars(default, schema_with = "read::app_schema")]
    app: Option<String>,
    /// The file of the workflow that they must be jobs of, e.g. `.github/workflows/ci.yml`. The names of workflows
    /// can be copied, their paths cannot. Needs `actions: read`.
    #[schemars(default, schema_with = "read::workflow_schema")]
    workflow: Option<String>,
    /// The conclusions that count as passed; `success` must be among them. Left out, it is the only one.
    #[schemars(default, schema_with = "read::conclusions_schema")]
    conclusions: Vec<Conclusion>,
    /// Where the checks are. `pull-request-head`, for repositories whose workflows run on pull requests only, takes
    /// those at the head of the pull request whose merge made the release commit. It proves that the pull request's
    /// branch passed, not the merged result: what else had come into the branch it was merged into by then was not
    /// tested with it. Not in a phase that holds merges, which always looks at the pull request's head.
    #[schemars(default)]
    at: At,
}

/// A conclusion that can count as passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Conclusion {
    /// It passed.
    Success,
    /// It did not run.
    Skipped,
    /// It ended without an opinion.
    Neutral,
}

impl Conclusion {
    const WORDS: [(&'static str, Self); 3] =
        [("success", Self::Success), ("skipped", Self::Skipped), ("neutral", Self::Neutral)];

    fn result(self) -> CheckResult {
        match self {
            Self::Success => CheckResult::Success,
            Self::Skipped => CheckResult::Skipped,
            Self::Neutral => CheckResult::Neutral,
        }
    }
}

/// Where checks are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum At {
    /// At the commit that is released.
    #[default]
    Commit,
    /// At the head of the pull request whose merge made that commit.
    PullRequestHead,
}

impl Leaf for Checks {
    const NAME: &'static str = "checks";
    const RELEASE_WIDE: bool = false;
    const MESSAGES: &'static [&'static Message] = MESSAGES;
    const EXAMPLE: &'static str = "\
checks: {required: true, app: github-actions}
---
checks: {names: [build, \"test (*)\"], workflow: .github/workflows/ci.yml}
---
checks: {all: true, except: [coverage], conclusions: [success, skipped]}
---
checks: {names: [unit tests], at: pull-request-head}
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        read::read(node, context, problems)
    }

    fn needs(&self, _roles: &BTreeMap<String, Role>) -> Needs {
        // A release pull request that is still open is judged at its own head, so its checks are the commit's.
        Needs {
            checks: true,
            head_checks: self.at == At::PullRequestHead,
            required_checks: self.required,
            ..Needs::default()
        }
    }

    fn says(&self) -> String {
        let names = |names: &[Name]| texts::quoted(names.iter().map(Name::as_str), "and");
        let mut which = Vec::new();
        if self.required {
            which.push("those that the branch requires".to_owned());
        }
        if !self.names.is_empty() {
            which.push(names(&self.names));
        }
        if self.all {
            which.push("all that are there".to_owned());
        }
        let mut says = format!("these checks passed: {}", which.join("; "));
        if !self.except.is_empty() {
            says.push_str(&format!("; except {}", names(&self.except)));
        }
        if let Some(app) = &self.app {
            says.push_str(&format!("; posted by the app {app}"));
        }
        if let Some(workflow) = &self.workflow {
            says.push_str(&format!("; of the workflow {workflow}"));
        }
        let lax =
            Conclusion::WORDS.iter().filter(|(_, one)| self.conclusions.contains(one)).map(|(word, _)| *word);
        let lax: Vec<&str> = lax.filter(|word| *word != "success").collect();
        if !lax.is_empty() {
            says.push_str(&format!("; {} counts as passed", lax.join(" or ")));
        }
        if self.at == At::PullRequestHead {
            says.push_str("; at the head of the pull request that brought the commit in");
        }
        says
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        judge::judge(self, case)
    }
}
