//! Enough approvals that count, and nobody who asks for changes.

use super::{APPROVED, CHANGES_REQUESTED, FORCE_PUSHED, IGNORED, STALE, TOO_FEW, counted, unreadable};
use crate::evidence::pull_request::{Review, ReviewState};
use crate::evidence::{Login, PullRequest};
use crate::release::Case;
use crate::requirement::PerType;
use crate::requirement::reviews::{Ignored, Weighed, WhyIgnored, weigh};
use crate::verdict::{Finding, Value, Who};

pub(super) fn judge(needed: &PerType, case: &Case<'_>, pulls: &[&PullRequest]) -> Vec<Finding> {
    let (mut findings, mut troubles) = (Vec::new(), Vec::new());
    let needed = needed.number(case);
    if let Err(why) = &needed {
        findings.push(Finding::unreadable("the type of the release", why.clone()));
    }
    for pull in pulls {
        match weigh(pull) {
            Ok(weighed) => findings.extend(lacks(needed.as_ref().ok().copied(), pull, &weighed)),
            Err(why) => troubles.push((pull.number, why)),
        }
    }
    findings.extend(unreadable("the reviews", troubles));
    match needed {
        Ok(needed) if findings.is_empty() => {
            vec![counted(Finding::met(&APPROVED), pulls.len()).with("needed", needed)]
        }
        _ => findings,
    }
}

fn lacks(needed: Option<u64>, pull: &PullRequest, weighed: &Weighed) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !weighed.standing_requests.is_empty() {
        let people = weighed.standing_requests.clone();
        let who = people.iter().cloned().map(Who::Person).collect::<Vec<_>>();
        let finding = Finding::unmet(&CHANGES_REQUESTED).with("people", Value::People(people));
        findings.push(finding.with("pull", pull).who(who));
    }
    let counting = weighed.counting.len() as u64;
    let Some(needed) = needed.filter(|needed| counting < *needed) else { return findings };
    let author = pull.author.as_ref().map(|author| author.login.clone());
    findings.push(
        Finding::unmet(&TOO_FEW)
            .with("pull", pull)
            .with("counting", counting)
            .with("needed", needed)
            .who([author.map_or(Who::Writers, Who::WritersExcept)]),
    );
    findings.extend(weighed.ignored.iter().map(|ignored| not_counted(pull, ignored)));
    findings
}

/// Says why an approval does not count, with the commit or the time where that is the reason.
fn not_counted(pull: &PullRequest, ignored: &Ignored) -> Finding {
    let person = ignored.login.clone().map_or(Value::Words("a deleted account"), Value::Person);
    let given = approval(pull, ignored.login.as_ref()).and_then(|review| review.commit.clone());
    let pushed = pull.force_pushes.seen().iter().max();
    let finding = match (ignored.why, given, pushed) {
        (WhyIgnored::OtherCommit, Some(given), _) => Finding::unmet(&STALE)
            .with("given", Value::Commit { oid: given, url: None })
            .with("head", Value::Commit { oid: pull.head.clone(), url: None }),
        (WhyIgnored::BeforeForcePush, _, Some(pushed)) => {
            Finding::unmet(&FORCE_PUSHED).with("time", Value::Time(*pushed))
        }
        (why, ..) => {
            let again = if why.can_approve_again() { "approve again" } else { "have another person approve" };
            Finding::unmet(&IGNORED)
                .with("reason", Value::Words(why.words()))
                .with("deed", Value::Words(again))
        }
    };
    let author = pull.author.as_ref().map(|author| author.login.clone());
    let who = match &ignored.login {
        Some(login) if ignored.why.can_approve_again() => Who::Person(login.clone()),
        _ => author.map_or(Who::Writers, Who::WritersExcept),
    };
    finding.with("person", person).with("pull", pull).who([who])
}

/// The newest approval of a person.
fn approval<'a>(pull: &'a PullRequest, login: Option<&Login>) -> Option<&'a Review> {
    let theirs = |review: &&Review| review.author.as_ref().map(|author| &author.login) == login;
    let reviews = pull.reviews.seen().iter().filter(theirs);
    reviews.filter(|review| review.state == ReviewState::Approved).max_by_key(|review| review.submitted_at)
}
