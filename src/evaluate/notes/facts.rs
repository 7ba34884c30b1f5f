//! What is known of a release that its notes have to agree with.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Span, Timestamp, tz};

use crate::candidate::PullRequestRule;
use crate::evidence::people::ActorKind;
use crate::evidence::{List, PullRequest, Unknown};
use crate::notes::facts::{Change, Repository, Revert};
use crate::notes::{Facts, Source};
use crate::release::Case;
use crate::requirement::release_notes::kept_for;

/// The facts of the release.
pub(super) fn of(case: &Case<'_>, source: &Source, types: Vec<String>) -> Facts {
    let candidate = case.candidate();
    let previous = case.previous();
    let repository = &case.evidence.opening.repository;
    let read = case.evidence.previous_notes.known();
    Facts {
        version: candidate.map(|candidate| candidate.version.clone()),
        tag: candidate.map(|candidate| candidate.tag.clone()),
        previous_tag: previous.as_ref().ok().copied().flatten().map(|base| base.tag.clone()),
        days: days(case),
        repository: Some(Repository { name: repository.name.clone(), url: repository.url.clone() }),
        types,
        pull_requests: Some(changes(case)),
        reverts: reverts(case),
        carried_by: carried_by(case),
        previous_notes: match previous {
            // The first release follows nothing.
            Ok(None) => None,
            Ok(Some(base)) => Some(read.and_then(|notes| {
                let of_base = notes.as_ref().filter(|notes| notes.tag == base.tag);
                let unread = || Unknown::new(crate::evidence::Reason::NotCollected);
                of_base.map(|notes| notes.text.clone().unwrap_or_default()).ok_or_else(unread)
            })),
            Err(why) => Some(Err(why)),
        },
        kept_before: kept_before(case, source),
        pointed: case.evidence.pointed.clone(),
        newcomers: None,
    }
}

/// The notes of the release before as they are kept beside these. Which of several tags is the one before shows only once
/// its files were asked for, so of another than the likely one nothing is compared: its release on GitHub still is.
fn kept_before(case: &Case<'_>, source: &Source) -> Option<Result<(String, String), Unknown>> {
    let base = case.previous().ok().flatten()?;
    let likely = case.candidate()?.bases.first().is_some_and(|first| first.tag == base.tag);
    let text = if likely { kept_for(source, case, &base.tag)? } else { return None };
    Some(text.map(|text| (base.tag.clone(), text)))
}

/// What commits of the release revert of it, by the id of the merge that Git writes into their messages.
fn reverts(case: &Case<'_>) -> Vec<Revert> {
    let merges: BTreeMap<&str, u64> = case
        .evidence
        .pull_requests
        .iter()
        .filter_map(|pull| Some((pull.merge_commit.as_ref()?.as_str(), pull.number)))
        .collect();
    let mut reverts = Vec::new();
    for commit in case.commits().unwrap_or_default() {
        let said = commit.message.match_indices("This reverts commit ");
        let ids = said.filter_map(|(at, words)| commit.message.get(at + words.len()..)?.get(..40));
        let Some(of) = ids.filter_map(|id| merges.get(id)).next().copied() else { continue };
        // What is not known to have come without a pull request may have come with one.
        let Ok(by) = commit.pull_requests.known() else { continue };
        reverts.push(Revert { by: by.iter().copied().find(|by| *by != of), of });
    }
    reverts
}

/// The pull requests that carry the release: the one on which it is judged, and those with the label or from the branch
/// that the policy names.
fn carried_by(case: &Case<'_>) -> BTreeSet<u64> {
    let Some(candidate) = case.candidate() else { return BTreeSet::new() };
    let fits = |pull: &&PullRequest| match &case.rules.pull_request {
        Some(PullRequestRule::Label(label)) => {
            let labels = pull.labels.value().map(List::seen).unwrap_or_default();
            labels.iter().any(|own| own.to_lowercase() == label.to_lowercase())
        }
        Some(PullRequestRule::Branch(branch)) => pull.head_branch == candidate.fill(branch),
        None => false,
    };
    let pulls = case.evidence.pull_requests.iter().filter(|pull| !pull.from_fork).filter(fits);
    pulls.map(|pull| pull.number).chain(candidate.on_pull_request).collect()
}

/// The days on which the release may be dated: from the day when its newest pull request was merged, anywhere on earth, to
/// the day that it is now somewhere. Without pull requests it is only today.
fn days(case: &Case<'_>) -> Option<(Date, Date)> {
    let pulls = case.pull_requests().unwrap_or_default();
    let newest = pulls.iter().filter_map(|pull| pull.merged_at).max().unwrap_or(case.now).min(case.now);
    let day = |time: Timestamp| time.to_zoned(tz::TimeZone::UTC).date();
    let one = Span::new().days(1);
    Some((day(newest).checked_sub(one).ok()?, day(case.now).checked_add(one).ok()?))
}

fn changes(case: &Case<'_>) -> Result<Vec<Change>, Unknown> {
    let mut changes = Vec::new();
    for pull in case.pull_requests()? {
        changes.push(change(case, pull)?);
    }
    Ok(changes)
}

fn change(case: &Case<'_>, pull: &PullRequest) -> Result<Change, Unknown> {
    let own = &case.evidence.opening.repository.name;
    let closes = match pull.linked_issues.whole() {
        Ok(issues) => issues.iter().filter(|issue| issue.repository.eq_ignore_ascii_case(own)).collect(),
        // Nobody asked for them: then nothing is cited by an issue.
        Err(why) if why.reason == crate::evidence::Reason::NotCollected => Vec::new(),
        Err(why) => return Err(why),
    };
    let of = |numbers: &[u64]| numbers.contains(&pull.number);
    let commits = case.commits().unwrap_or_default();
    let commits = commits.iter().filter(|commit| commit.pull_requests.value().is_some_and(|all| of(all)));
    Ok(Change {
        number: pull.number,
        title: pull.title.clone(),
        url: pull.url.clone(),
        author: pull.author.as_ref().map(|actor| {
            let machine = !matches!(actor.kind, ActorKind::User);
            (actor.login.as_str().to_owned(), machine)
        }),
        body: pull.body.value().cloned(),
        labels: pull.labels.whole()?.to_vec(),
        closes: closes.into_iter().map(|issue| issue.number).collect(),
        messages: commits.map(|commit| commit.message.clone()).collect(),
    })
}
