//! Merged or open, boxes, review threads, linked issues.

use super::{
    ISSUE_OPEN, ISSUES_CLOSED, MERGED, NO_BOXES, NONE, NOT_MERGED, TASKS_DONE, TASKS_OPEN, THREADS_OPEN,
    THREADS_RESOLVED, counted, unreadable,
};
use crate::evidence::pull_request::{LinkedIssue, PullRequestState};
use crate::evidence::{ActorKind, PullRequest};
use crate::release::Case;
use crate::verdict::{Finding, Value, Who};

/// Every one is merged; only the release pull request before the gate cannot be yet.
pub(super) fn merged(case: &Case<'_>, pulls: &[&PullRequest]) -> Vec<Finding> {
    let before_gate = case.candidate().and_then(|candidate| candidate.on_pull_request);
    let others: Vec<_> = pulls.iter().filter(|pull| Some(pull.number) != before_gate).collect();
    if others.is_empty() {
        return vec![Finding::absent(&NONE)];
    }
    let open = others.iter().filter(|pull| pull.state != PullRequestState::Merged);
    let findings: Vec<Finding> = open.map(|pull| not_merged(pull)).collect();
    if findings.is_empty() { vec![counted(Finding::met(&MERGED), others.len())] } else { findings }
}

fn not_merged(pull: &PullRequest) -> Finding {
    let (state, deed) = if pull.draft {
        ("a draft", "mark it as ready for review and merge it")
    } else {
        ("open", "merge it")
    };
    Finding::unmet(&NOT_MERGED)
        .with("pull", pull)
        .with("state", Value::Words(state))
        .with("deed", Value::Words(deed))
        .who([Who::Writers])
}

/// Every box in the descriptions is ticked.
pub(super) fn tasks(pulls: &[&PullRequest]) -> Vec<Finding> {
    let (mut findings, mut troubles, mut without) = (Vec::new(), Vec::new(), Vec::new());
    let mut total = 0;
    for pull in pulls {
        let body = match pull.body.known() {
            Ok(body) => body,
            Err(why) => {
                troubles.push((pull.number, why));
                continue;
            }
        };
        let boxes: Vec<_> = crate::markdown::tasks(body).into_iter().filter(|task| !task.quoted).collect();
        total += boxes.len();
        if boxes.is_empty() {
            without.push(pull.number);
        }
        let open: Vec<String> =
            boxes.iter().filter(|task| !task.ticked).map(|task| task.text.clone()).collect();
        if !open.is_empty() {
            let finding = Finding::unmet(&TASKS_OPEN)
                .with("pull", *pull)
                .with("open", open.len())
                .with("boxes", boxes.len())
                .with("tasks", Value::Codes(open))
                .who([editors(pull)]);
            findings.push(finding);
        }
    }
    findings.extend(unreadable("the description", troubles));
    if findings.is_empty() {
        let judged = pulls.len() - without.len();
        if judged > 0 {
            findings.push(counted(Finding::met(&TASKS_DONE), judged).with("boxes", total));
        }
        if !without.is_empty() {
            findings.push(Finding::met(&NO_BOXES).with("pulls", Value::Threads(without)));
        }
    }
    findings
}

/// No review thread is left open.
pub(super) fn threads(pulls: &[&PullRequest]) -> Vec<Finding> {
    let (mut findings, mut troubles) = (Vec::new(), Vec::new());
    let mut total = 0;
    for pull in pulls {
        if let Err(why) = pull.threads.whole() {
            troubles.push((pull.number, why));
        }
        // What was seen to be open is open, whatever else there is.
        let threads = pull.threads.seen();
        total += threads.len();
        let open = threads.iter().filter(|thread| !thread.resolved).count();
        if open > 0 {
            let finding = Finding::unmet(&THREADS_OPEN)
                .with("pull", *pull)
                .with("open", open)
                .with("threads", threads.len())
                .who([editors(pull)]);
            findings.push(finding);
        }
    }
    findings.extend(unreadable("the review threads", troubles));
    if findings.is_empty() {
        findings.push(counted(Finding::met(&THREADS_RESOLVED), pulls.len()).with("threads", total));
    }
    findings
}

/// Every issue that they close is closed.
pub(super) fn linked_issues(case: &Case<'_>, pulls: &[&PullRequest]) -> Vec<Finding> {
    let (mut findings, mut troubles) = (Vec::new(), Vec::new());
    let mut total = 0;
    for pull in pulls {
        if let Err(why) = pull.linked_issues.whole() {
            troubles.push((pull.number, why));
        }
        let issues = pull.linked_issues.seen();
        total += issues.len();
        let open = issues.iter().filter(|issue| !issue.closed).map(|issue| {
            let finding = Finding::unmet(&ISSUE_OPEN).with("pull", *pull).with("issue", link(case, issue));
            finding.who([Who::Writers])
        });
        findings.extend(open);
    }
    findings.extend(unreadable("the linked issues", troubles));
    if findings.is_empty() {
        findings.push(counted(Finding::met(&ISSUES_CLOSED), pulls.len()).with("issues", total));
    }
    findings
}

fn link(case: &Case<'_>, issue: &LinkedIssue) -> Value {
    let here = issue.repository.eq_ignore_ascii_case(&case.evidence.opening.repository.name);
    let repository = if here { "" } else { issue.repository.as_str() };
    Value::Link { text: format!("{repository}#{}", issue.number), url: issue.url.clone() }
}

fn editors(pull: &PullRequest) -> Who {
    let author = pull.author.as_ref().filter(|author| author.kind == ActorKind::User);
    Who::Editors(author.map(|author| author.login.clone()))
}
