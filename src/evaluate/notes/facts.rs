//! What is known of a release that its notes have to agree with.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Span, Timestamp, tz};

use crate::candidate::PullRequestRule;
use crate::evidence::{List, PullRequest, Unknown};
use crate::notes::facts::Repository;
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
        pull_requests: Some(case.changes()),
        // What cannot be told is there, and asks to be told.
        taken_back: case.pulls_taken_back().unwrap_or_default(),
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
