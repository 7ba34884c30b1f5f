//! Judging `when`: met means that it holds.

use super::Condition;
use crate::evidence::{PullRequest, Unknown};
use crate::messages;
use crate::paths::{Glob, LabelPattern, PathSet};
use crate::release::Case;
use crate::verdict::{Finding, Node, Part, Value, Who};

messages! {
    TYPE_IS = "type-is": "the release is {type}";
    TYPE_IS_NOT = "type-is-not": "the release is {type}, not {wanted}";
    PATH_CHANGED = "path-changed": "{path} is among the files that changed";
    NO_PATH_CHANGED = "no-path-changed": "none of the {count} files that changed fits {patterns}";
    LABEL_FOUND = "label-found": "{pull} has the label {label}";
    LABEL_NOT_FOUND = "label-not-found": "none of {count} pull requests has the label {labels}";
    LABEL_REMOVED = "label-removed": "none has the label now: {by} took {label} off {pull}";
    LABEL_REMOVED_BY_GHOST = "label-removed-by-ghost": "none has the label now: a deleted account took {label} off {pull}";
    LABEL_MISSING = "label-missing": "the repository has no label {label}"
        => "create the label, or correct its name in the policy";
    NO_PULL_REQUESTS = "no-pull-requests": "there is no pull request to look at";
    BRANCH_FITS = "branch-fits": "the branch is {branch}";
    BRANCH_DIFFERS = "branch-differs": "the branch is {branch}, not {patterns}";
}

impl Condition {
    /// Judges every part; what could not be read stays unknown.
    #[must_use]
    pub fn judge(&self, case: &Case<'_>) -> Node {
        let each = |parts: &[Self]| parts.iter().map(|part| part.judge(case)).collect();
        match self {
            Self::All(parts) => Node::of(Part::All, each(parts)),
            Self::Any(parts) => Node::of(Part::Any, each(parts)),
            Self::Not(part) => Node::of(Part::Not, vec![part.judge(case)]),
            Self::Type(names) => Node::leaf("type", vec![type_is(case, names)]),
            Self::Paths { set, written } => Node::leaf("paths", vec![path_changed(case, set, written)]),
            Self::Labels(globs) => Node::leaf("labels", labelled(case, globs)),
            Self::Branches(globs) => Node::leaf("branches", vec![branch_fits(case, globs)]),
        }
    }
}

fn type_is(case: &Case<'_>, names: &[String]) -> Finding {
    match case.types() {
        Ok(types) if names.iter().any(|name| types.contains(name)) => {
            Finding::met(&TYPE_IS).with("type", Value::Codes(types))
        }
        Ok(types) => Finding::unmet(&TYPE_IS_NOT)
            .with("type", Value::Codes(types))
            .with("wanted", Value::Codes(names.to_vec())),
        Err(why) => Finding::unreadable("the release's type", why),
    }
}

/// A file that was seen decides, however much could not be read; that none fits must be seen of all.
fn path_changed(case: &Case<'_>, set: &PathSet, written: &[String]) -> Finding {
    let (paths, all) = case.paths();
    let count = paths.len();
    if let Some(path) = set.first_match(paths) {
        return Finding::met(&PATH_CHANGED).with("path", Value::Code(path.to_owned()));
    }
    match all {
        Ok(()) => Finding::unmet(&NO_PATH_CHANGED)
            .with("count", count)
            .with("patterns", Value::Codes(written.to_vec())),
        Err(why) => Finding::unreadable("the list of changed files", why),
    }
}

fn labelled(case: &Case<'_>, wanted: &[LabelPattern]) -> Vec<Finding> {
    let pulls = match case.pull_requests() {
        Ok(pulls) => pulls,
        Err(why) => return vec![Finding::unreadable("the release's pull requests", why)],
    };
    for pull in &pulls {
        if let Some(label) = pull.labels.seen().iter().find(|label| fits(wanted, label)) {
            let found =
                Finding::met(&LABEL_FOUND).with("pull", *pull).with("label", Value::Code(label.clone()));
            return vec![found];
        }
    }
    if pulls.is_empty() {
        return vec![Finding::unknown(&NO_PULL_REQUESTS)];
    }
    let mut findings: Vec<Finding> = wanted.iter().filter_map(|label| missing(case, label)).collect();
    for pull in &pulls {
        if let Err(why) = pull.labels.whole() {
            findings.push(Finding::unreadable("the labels of a pull request", why).with("pull", *pull));
        }
    }
    if findings.is_empty() {
        findings.push(
            Finding::unmet(&LABEL_NOT_FOUND)
                .with("count", pulls.len())
                .with("labels", Value::Codes(wanted.iter().map(ToString::to_string).collect())),
        );
        findings.extend(pulls.iter().filter_map(|pull| taken_off(pull, wanted)));
    }
    findings
}

/// A label that the repository does not have can never be found: a slip in the policy, not an answer.
fn missing(case: &Case<'_>, wanted: &LabelPattern) -> Option<Finding> {
    let labels: Result<&[String], Unknown> = case.evidence.labels.whole();
    match labels {
        Ok(labels) if labels.iter().any(|label| wanted.matches(label)) => None,
        Ok(_) => {
            let finding = Finding::unknown(&LABEL_MISSING).with("label", Value::Code(wanted.to_string()));
            Some(finding.who([Who::Writers]))
        }
        Err(why) => Some(Finding::unreadable("the list of the repository's labels", why)),
    }
}

/// Who last took a fitting label off, so that a condition is not switched off unseen.
fn taken_off(pull: &PullRequest, wanted: &[LabelPattern]) -> Option<Finding> {
    let removed = match pull.removed_labels.whole() {
        Ok(removed) => removed.iter().filter(|one| fits(wanted, &one.name)).max_by_key(|one| one.at)?,
        Err(why) => {
            let finding = Finding::unreadable("the history of a pull request's labels", why);
            return Some(finding.with("pull", pull));
        }
    };
    let finding = match &removed.by {
        Some(login) => Finding::unmet(&LABEL_REMOVED).with("by", Value::Person(login.clone())),
        None => Finding::unmet(&LABEL_REMOVED_BY_GHOST),
    };
    Some(finding.with("label", Value::Code(removed.name.clone())).with("pull", pull))
}

fn branch_fits(case: &Case<'_>, globs: &[Glob]) -> Finding {
    let finding = match case.is_on(|branch| globs.iter().any(|glob| glob.matches(branch))) {
        Ok(true) => Finding::met(&BRANCH_FITS),
        Ok(false) => Finding::unmet(&BRANCH_DIFFERS)
            .with("patterns", Value::Codes(globs.iter().map(ToString::to_string).collect())),
        Err(why) => return Finding::unreadable("the branch that this is cut from", why),
    };
    let branches = case.branches().unwrap_or_default();
    finding.with("branch", Value::Codes(branches.into_iter().map(str::to_owned).collect()))
}

fn fits(wanted: &[LabelPattern], label: &str) -> bool {
    wanted.iter().any(|pattern| pattern.matches(label))
}
