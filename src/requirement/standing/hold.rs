//! What the gate demands where people sign: nobody who holds a role says no.
//!
//! `/holdpoint hold: reason` by anybody who holds a role of the policy, whether they are an author of the work or not, holds
//! the phase until they lift it, or somebody does who may lift the holds of others. It holds also in a comment that its
//! author edited: whoever says no is believed more easily than whoever says yes. So what may have been a hold, and was
//! misspelt, deleted or edited by somebody else, leaves it unknown whether anybody holds.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::super::holders;
use super::answers::meant;
use super::places::{Holder, Places, holder, places};
use crate::evidence::discussion::{Comment, Deed, Discussion};
use crate::evidence::{Actor, ActorKind, Login, Reason, Unknown};
use crate::release::{Case, Role};
use crate::sign_off::command::Command;
use crate::sign_off::{Said, Words, lost, words};
use crate::verdict::{Finding, Outcome, Speaks, Value, Who};

crate::messages! {
    NOBODY = "nobody-holds": "no hold stands on {where}";
    HELD = "held": "{by}, who is {role}, has held it since {at} ({comment}): {reason}"
        => "settle it; then comment {line} on {where}";
    UNCLEAR = "hold-unclear": "{by}, who is {role}, wrote {text} on {at} ({comment}), which may be meant to hold it"
        => "comment {line} on {where}, or, if it is to be held, {hold}";
    HOLDER_UNKNOWN = "hold-by-unknown":
        "{by} wrote on {at} ({comment}) that it must not go on, and whether they hold a role could not be read: {why}"
        => "{why:remedy}; or comment {line} on {where}";
    LOST = "hold-lost":
        "somebody else deleted or edited a comment of {by}, who is {role}, on {at}: it may have said that it must not go on"
        => "comment {line} on {where}, or sign again";
    LOST_BY_UNKNOWN = "hold-lost-by-unknown":
        "somebody else deleted or edited a comment of {by} on {at}, and whether they hold a role could not be read: {why}"
        => "{why:remedy}; or comment {line} on {where}";
    LOST_BY_NOBODY_KNOWN = "hold-lost-by-nobody-known":
        "a comment was deleted on {at}, and GitHub does not say whose it was: it may have said that it must not go on"
        => "comment {line} on {where}";
    NO_ROLE = "hold-without-role":
        "{by} wrote on {at} ({comment}) that it must not go on, which does not count: they hold no role of the policy";
    NO_ACCOUNT = "hold-without-account":
        "somebody whose account is deleted wrote on {at} ({comment}) that it must not go on, which does not count";
    LIFT_WITHOUT_RIGHT = "lift-without-right":
        "{by} wrote on {at} ({comment}) that it may go on, which does not count: the hold is not theirs, and they may not lift the holds of others";
    LIFT_BY_UNKNOWN = "lift-by-unknown":
        "{by} wrote on {at} ({comment}) that it may go on, and whether they may lift the holds of others could not be read: {why}"
        => "{why:remedy}";
    LIFT_EDITED = "lift-edited":
        "{by} wrote on {at} ({comment}) that it may go on, which does not count: the comment was edited"
        => "comment {line} anew";
}

/// The line that lifts a hold.
const LIFT: &str = "/holdpoint lift";

/// Judges whether anybody holds the phase. `lifters` are the roles whose holders may lift the holds of others. No finding:
/// the policy names no place where anybody could.
#[must_use]
pub fn judge_holds(case: &Case<'_>, lifters: &[String]) -> Vec<Finding> {
    let places = places(case);
    if !places.any() {
        return Vec::new();
    }
    // The author of the work may not say yes in such a role; no, they may say.
    let included =
        |(name, role): (&String, &Role)| (name.clone(), Role { authors_excluded: false, ..role.clone() });
    let roles: BTreeMap<String, Role> = case.roles.iter().map(included).collect();
    let said: Vec<&Said<'_>> = places.said(case).collect();
    let lifts = said.iter().copied().filter(|said| said.line.command == Ok(Command::Lift)).collect();
    let scene = Scene { case, anybody: Case { roles: &roles, ..*case }, lifters, places: &places, lifts };
    let mut holding = Vec::new();
    let mut ignored = Vec::new();
    let mut open = Vec::new();
    for hold in said.into_iter().filter(|said| may_be_a_hold(said)) {
        match scene.hold(hold) {
            Some(finding) if finding.speaks == Speaks::IgnoredConsent => ignored.push(finding),
            Some(finding) => {
                holding.push(finding);
                open.push(hold);
            }
            None => {}
        }
    }
    ignored.extend(scene.lifts.iter().filter_map(|lift| scene.vain(lift, &open)));
    holding.extend(scene.lost());
    holding.extend(places.unread.iter().cloned());
    if holding.is_empty() {
        let numbers = places.discussions.iter().map(|one| one.number).collect();
        holding.push(Finding::met(&NOBODY).with("where", Value::Threads(numbers)));
    }
    // What does not count decides nothing.
    let outcome = Outcome::all(holding.iter().map(|finding| finding.outcome));
    ignored.iter_mut().for_each(|finding| finding.outcome = outcome);
    holding.extend(ignored);
    holding
}

/// A hold, or a line that may be meant as one. Others' edits make it a lost one, which is another matter.
fn may_be_a_hold(said: &Said<'_>) -> bool {
    let own = matches!(words(said.comment), Words::Own | Words::EditedByAuthor);
    own && match &said.line.command {
        Ok(Command::Hold { .. }) => true,
        Ok(_) => false,
        Err(_) => meant(&said.line.text) == Some("hold"),
    }
}

struct Scene<'s, 'a> {
    case: &'s Case<'a>,
    /// The same with roles that leave no author of the work out.
    anybody: Case<'s>,
    lifters: &'s [String],
    places: &'s Places<'a>,
    lifts: Vec<&'s Said<'a>>,
}

impl Scene<'_, '_> {
    /// Who holds, or may; `None`: it was lifted.
    fn hold(&self, said: &Said<'_>) -> Option<Finding> {
        let Some(by) = &said.comment.author else {
            return Some(told(Finding::unmet(&NO_ACCOUNT), said).speaks(Speaks::IgnoredConsent));
        };
        let role = self.role(by);
        if role == Holder::OfNone {
            return Some(told(Finding::unmet(&NO_ROLE), said).speaks(Speaks::IgnoredConsent));
        }
        if self.lifts.iter().any(|lift| follows(lift, said) && self.lifts_what(lift, &by.login)) {
            return None;
        }
        let finding = match (role, &said.line.command) {
            (Holder::Of(role), Ok(Command::Hold { reason })) => Finding::unmet(&HELD)
                .with("role", Value::Code(role))
                .with("reason", Value::Text(reason.clone())),
            (Holder::Of(role), _) => Finding::unknown(&UNCLEAR)
                .with("role", Value::Code(role))
                .with("text", Value::Code(said.line.text.clone()))
                .with("hold", Value::Code("/holdpoint hold: reason".to_owned())),
            (Holder::OfNone | Holder::Unknown(_), _) => {
                let Holder::Unknown(why) = self.role(by) else { return None };
                Finding::unknown(&HOLDER_UNKNOWN).with("why", Value::Unknown(why))
            }
        };
        Some(self.until_lifted(told(finding, said), Some(&by.login), said.discussion))
    }

    fn role(&self, actor: &Actor) -> Holder {
        holder(&self.anybody, self.case.roles.keys().map(String::as_str), actor)
    }

    /// Whether this lift is its author's own, and lifts what this person holds.
    fn lifts_what(&self, lift: &Said<'_>, whose: &Login) -> bool {
        let Some(by) = lift.comment.author.as_ref().filter(|_| self.own(lift)) else { return false };
        by.login == *whose || self.may_lift(by)
    }

    /// Whether the words of a comment are its author's, as the policy wants them.
    fn own(&self, said: &Said<'_>) -> bool {
        match words(said.comment) {
            Words::Own => true,
            Words::EditedByAuthor => self.case.record.rules.edited,
            Words::EditedByOther(..) | Words::Unknown => false,
        }
    }

    fn may_lift(&self, by: &Actor) -> bool {
        matches!(self.lifter(by), Holder::Of(_))
    }

    fn lifter(&self, by: &Actor) -> Holder {
        holder(self.case, self.lifters.iter().map(String::as_str), by)
    }

    /// Why a lift that follows a hold did not lift it.
    fn vain(&self, lift: &Said<'_>, open: &[&Said<'_>]) -> Option<Finding> {
        open.iter().find(|hold| follows(lift, hold))?;
        let by = lift.comment.author.as_ref()?;
        let finding = match self.lifter(by) {
            _ if !self.own(lift) => Finding::unmet(&LIFT_EDITED).with("line", Value::Code(LIFT.to_owned())),
            Holder::OfNone => Finding::unmet(&LIFT_WITHOUT_RIGHT),
            Holder::Unknown(why) => Finding::unmet(&LIFT_BY_UNKNOWN).with("why", Value::Unknown(why)),
            Holder::Of(_) => return None,
        };
        Some(told(finding, lift).speaks(Speaks::IgnoredConsent))
    }

    /// What people who hold a role may have said, and nobody can read any more.
    fn lost(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (login, kind) in self.silenced() {
            let lost = self.places.discussions.iter().filter_map(|one| Some((lost(one, &login)?, *one)));
            let Some((at, place)) = lost.max_by_key(|(at, _)| *at) else { continue };
            let actor = Actor { login, kind };
            let role = self.role(&actor);
            if role == Holder::OfNone || self.spoke_after(&actor.login, at) {
                continue;
            }
            if at == Timestamp::MAX {
                let what = "who edited the comments of people who hold a role";
                findings.push(Finding::unreadable(what, Unknown::new(Reason::Incomplete)));
                continue;
            }
            let finding = match role {
                Holder::Of(role) => Finding::unknown(&LOST).with("role", Value::Code(role)),
                Holder::OfNone => continue,
                Holder::Unknown(why) => Finding::unknown(&LOST_BY_UNKNOWN).with("why", Value::Unknown(why)),
            };
            let finding = finding.with("by", Value::Person(actor.login.clone())).with("at", Value::Time(at));
            findings.push(self.until_lifted(finding, Some(&actor.login), place));
        }
        findings.extend(self.lost_by_nobody_known());
        findings
    }

    /// Whose words may have been lost.
    fn silenced(&self) -> Vec<(Login, ActorKind)> {
        let mut silenced: Vec<(Login, ActorKind)> = Vec::new();
        let comments = || self.places.discussions.iter().flat_map(|one| one.comments.seen());
        for comment in comments().filter(|comment| !comment.own) {
            if matches!(words(comment), Words::EditedByOther(..) | Words::Unknown)
                && let Some(author) = &comment.author
            {
                silenced.push((author.login.clone(), author.kind));
            }
        }
        let events = self.places.discussions.iter().flat_map(|one| one.events.seen());
        for event in events {
            if let Deed::CommentDeleted { author: Some(login) } = &event.deed {
                silenced.push((login.clone(), ActorKind::User));
            }
        }
        // The gate's token may be that of a person who holds a role, and the comment may have been theirs.
        let mut seen = BTreeSet::new();
        silenced.retain(|(login, _)| seen.insert(login.clone()));
        silenced
    }

    /// Whether they lifted or signed after this time, or their holds were lifted.
    fn spoke_after(&self, whose: &Login, at: Timestamp) -> bool {
        let later = |said: &Said<'_>| said.comment.at > at;
        let signed = self.places.said(self.case).any(|said| {
            let theirs = said.comment.author.as_ref().is_some_and(|author| author.login == *whose);
            let signs = matches!(said.line.command, Ok(Command::Sign { .. }));
            later(said) && theirs && signs && self.own(said)
        });
        signed || self.lifts.iter().any(|lift| later(lift) && self.lifts_what(lift, whose))
    }

    /// A deleted comment of nobody knows whom. Where no role may lift the holds of others, anybody who holds one may say
    /// that it was no hold.
    fn lost_by_nobody_known(&self) -> Option<Finding> {
        let events = self.places.discussions.iter().flat_map(|one| {
            let unnamed = |deed: &Deed| matches!(deed, Deed::CommentDeleted { author: None });
            let deleted = one.events.seen().iter().filter(move |event| unnamed(&event.deed));
            deleted.map(|event| (event.at, *one))
        });
        let (at, place) = events.max_by_key(|(at, _)| *at)?;
        let may = |by: &Actor| match self.lifters {
            [] => matches!(self.role(by), Holder::Of(_)),
            _ => self.may_lift(by),
        };
        let lifted = self.lifts.iter().any(|lift| {
            lift.comment.at > at && self.own(lift) && lift.comment.author.as_ref().is_some_and(may)
        });
        let finding = Finding::unknown(&LOST_BY_NOBODY_KNOWN).with("at", Value::Time(at));
        (!lifted).then(|| self.until_lifted(finding, None, place))
    }

    /// Completes a finding: who can lift it, where, and with which line.
    fn until_lifted(&self, finding: Finding, whose: Option<&Login>, place: &Discussion) -> Finding {
        let person = whose.map(|login| Who::Person(login.clone()));
        let roles: Vec<&String> = match (self.lifters, whose) {
            ([], None) => self.case.roles.keys().collect(),
            (lifters, _) => lifters.iter().collect(),
        };
        let roles = roles.into_iter().map(|role| holders::who(self.case, role));
        finding
            .with("line", Value::Code(LIFT.to_owned()))
            .with("where", Value::Threads(vec![place.number]))
            .who(person.into_iter().chain(roles))
    }
}

/// Completes a finding about a line: who wrote it, when and where.
pub(super) fn told(finding: Finding, said: &Said<'_>) -> Finding {
    let by = match &said.comment.author {
        Some(author) => Value::Person(author.login.clone()),
        None => Value::Words("a deleted account"),
    };
    let comment = Value::Page { words: "comment", url: said.comment.url.clone() };
    finding.with("by", by).with("at", Value::Time(said.comment.at)).with("comment", comment)
}

/// The last time at which a comment may have got the words that it has.
pub(crate) fn last_written(comment: &Comment) -> Timestamp {
    let edits = comment.edits.seen().iter().map(|edit| edit.at);
    edits.fold(comment.at, Timestamp::max)
}

/// Whether a lift is later than a hold: in the same second only in the same comment, in a later line. An edit may have
/// brought the hold in, and never makes the lift any later.
fn follows(lift: &Said<'_>, hold: &Said<'_>) -> bool {
    if std::ptr::eq(lift.comment, hold.comment) {
        return lift.line.number > hold.line.number;
    }
    lift.comment.at > last_written(hold.comment)
}

#[cfg(test)]
mod tests;
