//! Whether people mean the version that is judged: `/holdpoint release-as 2.0.0` of somebody who holds a role names it.

use super::super::raised;
use super::hold::{last_written, told};
use super::places::{Holder, holder, places};
use crate::release::Case;
use crate::sign_off::command::Command;
use crate::sign_off::{Said, Words, words};
use crate::verdict::{Finding, Value, Who};

crate::messages! {
    OTHER_VERSION = "released-as-another":
        "{version} is judged, and {by}, who is {role}, wrote on {at} ({comment}) that the release is to be {wanted}"
        => "judge {wanted}, or let somebody who holds a role comment {line} on {where}";
    MAY_BE_ANOTHER = "released-as-another-by-unknown":
        "{version} is judged, and {by} wrote on {at} ({comment}) that the release is to be {wanted}; whether they hold a role could not be read: {why}"
        => "{why:remedy}; or let somebody who holds a role comment {line} on {where}";
    NO_ROLE = "release-as-without-role":
        "{by} wrote on {at} ({comment}) that the release is to be {wanted}, which does not count: they hold no role of the policy";
    EDITED = "release-as-edited":
        "{by} wrote on {at} ({comment}) that the release is to be {wanted}, which does not count: the comment was edited"
        => "comment {anew} anew";
}

/// Judges whether the version that people named is the judged one: what speaks against it, and what is answered to those
/// who cannot name one. The newest that counts decides.
#[must_use]
pub fn judge_release_as(case: &Case<'_>) -> (Vec<Finding>, Vec<Finding>) {
    let Some(candidate) = case.candidate() else { return (Vec::new(), Vec::new()) };
    let places = places(case);
    let mut named: Vec<(&Said<'_>, &str)> = Vec::new();
    for said in places.said(case) {
        if let Ok(Command::ReleaseAs { version }) = &said.line.command {
            named.push((said, version));
        }
    }
    let judged = candidate.version.to_string();
    // In the same second, whoever speaks against the judged version is heard.
    named.sort_by_key(|(said, version)| (last_written(said.comment), *version != judged, said.line.number));
    let mut against = Vec::new();
    let mut answers = Vec::new();
    let mut decided = false;
    for (said, wanted) in named.into_iter().rev() {
        let told = |finding: Finding| told(finding, said).with("wanted", Value::Code(wanted.to_owned()));
        let role = said
            .comment
            .author
            .as_ref()
            .map_or(Holder::OfNone, |author| holder(case, case.roles.keys().map(String::as_str), author));
        let own = match words(said.comment) {
            Words::Own => true,
            Words::EditedByAuthor => case.record.rules.edited,
            Words::EditedByOther(..) | Words::Unknown => false,
        };
        let finding = match role {
            Holder::OfNone => {
                answers.push(told(Finding::unmet(&NO_ROLE)));
                continue;
            }
            _ if !own => {
                let anew = Value::Code(format!("/holdpoint release-as {wanted}"));
                answers.push(told(Finding::unmet(&EDITED)).with("anew", anew));
                continue;
            }
            _ if decided => continue,
            Holder::Of(role) => {
                decided = true;
                Finding::unmet(&OTHER_VERSION).with("role", Value::Code(role))
            }
            Holder::Unknown(why) => Finding::unknown(&MAY_BE_ANOTHER).with("why", Value::Unknown(why)),
        };
        if wanted != judged {
            let place = Value::Threads(vec![said.discussion.number]);
            let finding = told(finding).with("version", Value::Code(judged.clone())).with("where", place);
            let line = Value::Code(format!("/holdpoint release-as {judged}"));
            against.push(finding.with("line", line).who([Who::Writers]));
        }
    }
    (against, answers)
}

/// Whether somebody who holds this role has confirmed the judged version: who, when, where. What they said last counts.
///
/// # Errors
/// The finding that says what could not be read.
pub fn confirmed(case: &Case<'_>, role: &str) -> Result<Option<Finding>, Box<Finding>> {
    let Some(candidate) = case.candidate() else { return Ok(None) };
    let places = places(case);
    if let Some(unread) = places.unread.first() {
        return Err(Box::new(unread.clone()));
    }
    let judged = candidate.version.to_string();
    let mut newest: Option<(&Said<'_>, bool)> = None;
    for said in places.said(case) {
        let Ok(Command::ReleaseAs { version }) = &said.line.command else { continue };
        let own = match words(said.comment) {
            Words::Own => true,
            Words::EditedByAuthor => case.record.rules.edited,
            Words::EditedByOther(..) | Words::Unknown => false,
        };
        let Some(author) = said.comment.author.as_ref().filter(|_| own) else { continue };
        match holder(case, [role], author) {
            Holder::Of(_) => {}
            Holder::OfNone => continue,
            Holder::Unknown(why) => {
                return Err(Box::new(Finding::unreadable("whether the version is confirmed", why)));
            }
        }
        let same = *version == judged;
        // In the same second, whoever names another version is heard.
        let key = |said: &Said<'_>, same: bool| (last_written(said.comment), !same);
        if newest.is_none_or(|(known, was)| key(known, was) <= key(said, same)) {
            newest = Some((said, same));
        }
    }
    let confirmation = newest.filter(|(_, same)| *same);
    Ok(confirmation
        .map(|(said, _)| told(raised::is_confirmed(), said).with("role", Value::Code(role.to_owned()))))
}

#[cfg(test)]
mod tests;
