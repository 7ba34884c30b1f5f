//! When notes were changed last: a sign-off that was given to them before is stale.

use jiff::Timestamp;

use super::place::release;
use crate::evidence::{Reason, Unknown};
use crate::markdown::{find, sections};
use crate::notes::Source;
use crate::release::Case;

/// When the notes were changed last.
///
/// Of a release it is when anything of it was changed, because GitHub keeps no history of its text. Of a section it is the
/// last edit that changed that section.
///
/// # Errors
/// Why nobody can tell.
pub(crate) fn changed_at(source: &Source, case: &Case<'_>) -> Result<Timestamp, Unknown> {
    let unread = || Unknown::new(Reason::NotCollected);
    let candidate = case.candidate().ok_or_else(unread)?;
    match source {
        Source::Release => {
            let release = release(case, candidate).map_err(|_| Unknown::new(Reason::NotFound))?;
            Ok(release.notes.known()?.changed_at)
        }
        Source::File(_) | Source::Changelog(_) => case.evidence.notes_since.known().copied(),
        Source::TrackingIssue(keys) => {
            let issue = case.tracking_issue().map_err(|_| Unknown::new(Reason::NotFound))?;
            in_thread(case, issue.number, &issue.body, keys)
        }
        Source::PullRequest(_) => {
            let pull = case.release_pull_request().map_err(|_| Unknown::new(Reason::NotFound))?;
            // GitHub's history of its text is not read: any edit counts as one of the section.
            pull.body_changed_at.known().copied()
        }
    }
}

/// The last edit of a text that changed the section. A state of the text that is not shown may have been another.
fn in_thread(case: &Case<'_>, number: u64, body: &str, keys: &[String]) -> Result<Timestamp, Unknown> {
    let discussion = case.evidence.discussion(number).ok_or_else(|| Unknown::new(Reason::NotCollected))?;
    let revisions = discussion.revisions.whole()?;
    let now = section(body, keys);
    let last = revisions.last().ok_or_else(|| Unknown::new(Reason::NotFound))?;
    if last.text.as_deref().map(|text| section(text, keys)) != Some(now.clone()) {
        // It was edited while it was read, or its last state is not shown.
        return Err(Unknown::new(Reason::Incomplete));
    }
    let same = |text: &Option<String>| text.as_deref().map(|text| section(text, keys)).as_ref() == Some(&now);
    let since = revisions.iter().rev().take_while(|revision| same(&revision.text)).last();
    Ok(since.unwrap_or(last).at)
}

/// The text of the section in one line-ending; all of it without keys.
fn section(body: &str, keys: &[String]) -> Option<String> {
    let unix = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    if keys.is_empty() {
        return Some(unix(body));
    }
    let all = sections(body);
    match find(&all, keys).as_slice() {
        [one] => body.get(one.content.clone()).map(unix),
        _ => None,
    }
}
