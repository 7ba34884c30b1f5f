//! What stands in the way of a step, by GitHub's answer.

use crate::bump::cut::{Bar, Step};
use crate::github::failure::{Failure, FailureKind};

/// What stands in the way; `None`: a look has to tell whether it was done, or by whom.
pub(super) fn bar(step: &Step, failure: &Failure) -> Option<Bar> {
    let said = failure.to_string().to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if matches!(step, Step::Attach { .. }) && failure.status() == Some(501) {
        return Some(Bar::NoUploads);
    }
    if failure.may_have_happened() {
        return None;
    }
    if says(&["immutable release"]) {
        return Some(Bar::BurntName);
    }
    if says(&["was archived", "is archived", "archived so is read-only"]) {
        return Some(Bar::Archived);
    }
    if says(&["rule violation", "being restricted", "protected tag", "protected ref", "cannot create ref"]) {
        return Some(Bar::Ruleset);
    }
    match failure.kind() {
        FailureKind::Unauthorized => Some(Bar::Token),
        FailureKind::Forbidden if says(&["sso", "saml", "single sign-on"]) => Some(Bar::Token),
        FailureKind::Forbidden | FailureKind::NotFound => refused(step, failure),
        FailureKind::RateLimited { .. } | FailureKind::SecondaryLimit | FailureKind::OutOfTime => {
            Some(Bar::TryAgain)
        }
        FailureKind::Conflict | FailureKind::Unprocessable(_) => None,
        // GraphQL answers refusals of `updateRefs` so: the ref may be elsewhere by now.
        FailureKind::Refused if matches!(step, Step::MoveFloating { .. }) => None,
        _ => Some(Bar::Refused),
    }
}

/// What it was if looks did not show anything that would explain it.
pub(super) fn of_overtaken(failure: &Failure) -> Bar {
    let said = failure.to_string().to_ascii_lowercase();
    if said.contains("reference update failed") {
        Bar::Ruleset
    } else if said.contains("already exist") {
        Bar::Raced
    } else {
        Bar::Refused
    }
}

/// 403 and 404 hide several things. GitHub names the rights that would do in a header; `workflows` among them is needed
/// where the commit's workflow files are others than the default branch's.
fn refused(step: &Step, failure: &Failure) -> Option<Bar> {
    let rights = failure.accepted_permissions().unwrap_or_default();
    let forbidden = failure.kind() == &FailureKind::Forbidden;
    if rights.contains("workflows") {
        return Some(Bar::Workflows);
    }
    match step {
        // Somebody else has deleted it: a look shows what is there now.
        Step::WriteNotes { .. } | Step::Attach { .. } | Step::Publish { .. } | Step::SetLatest { .. }
            if !forbidden =>
        {
            None
        }
        _ => Some(Bar::Contents),
    }
}
