//! What is known of a release that its notes have to agree with.

use jiff::civil::Date;
use jiff::{Span, Timestamp, tz};

use crate::evidence::people::ActorKind;
use crate::evidence::{PullRequest, Unknown};
use crate::notes::Facts;
use crate::notes::facts::{Change, Repository};
use crate::release::Case;

/// The facts of the release.
pub(super) fn of(case: &Case<'_>, types: Vec<String>) -> Facts {
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
        pointed: case.evidence.pointed.clone(),
    }
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
