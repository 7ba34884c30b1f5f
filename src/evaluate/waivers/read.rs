//! The waivers that were given, in comments and in the policy, and why some of them do not count whatever they excuse.

use jiff::{Timestamp, ToSpan};

use super::{
    BOT, EDITED, EDITED_BY_OTHER, ELSEWHERE, EXPIRED, Given, NEVER, NO_ACCOUNT, NO_REASON, NO_ROLE,
    NO_WAIVERS, NOT_YET, OTHER_RELEASE, OWN_DEMAND, ROLE_UNKNOWN, TAKEN_BACK, TOO_LONG, UNKNOWN_ID,
    UNKNOWN_ID_NEAR, WORDS_LOST, day, person,
};
use crate::evidence::{Actor, ActorKind, Reason, Unknown};
use crate::policy::{Policy, RESERVED_IDS};
use crate::release::Case;
use crate::requirement::standing::{Holder, Places, holder, last_written, meant, nearest_name, places};
use crate::sign_off::command::Command;
use crate::sign_off::{Said, Words, lost, words};
use crate::verdict::{Finding, Value, WaiverVerdict};
use crate::waiver::{Granted, Holds, Refusal, Rules, Setting, Waiver};

/// All of them: those of comments, oldest first, then those of the policy.
pub(super) fn given(policy: &Policy, phase: &str, case: &Case<'_>) -> Vec<Given> {
    let places = places(case);
    let reader = Reader { policy, phase, case, places: &places };
    let mut all: Vec<Given> = places.said(case).filter_map(|said| reader.said(said)).collect();
    let granted = policy.waivers.iter().flat_map(|rules| &rules.granted);
    all.extend(granted.map(|granted| reader.granted(granted)));
    all
}

struct Reader<'s, 'a> {
    policy: &'s Policy,
    phase: &'s str,
    case: &'s Case<'a>,
    places: &'s Places<'a>,
}

impl Reader<'_, '_> {
    /// A line of a comment, if it is a waiver.
    fn said(&self, said: &Said<'_>) -> Option<Given> {
        let Ok(Command::Waive { id, subjects, until, reason }) = &said.line.command else { return None };
        let comment = said.comment;
        let waiver = Waiver {
            by: comment.author.as_ref(),
            release: None,
            given: day(comment.at),
            until: *until,
            reason,
        };
        let mut verdict = WaiverVerdict {
            requirement: id.clone(),
            subjects: subjects.clone(),
            by: comment.author.as_ref().map(|author| author.login.clone()),
            role: None,
            given: waiver.given,
            until: *until,
            reason: reason.clone(),
            private: false,
            url: Some(comment.url.clone()),
            accepted: false,
            findings: Vec::new(),
        };
        let mut refusals = self.judge(&waiver, &mut verdict);
        refusals.extend(self.doubts(said));
        let named = subjects.clone();
        Some(Given { verdict, named, at: comment.at, refusals, excused: Vec::new(), left: Vec::new() })
    }

    fn granted(&self, granted: &Granted) -> Given {
        let by = Actor { login: granted.by.clone(), kind: ActorKind::User };
        let waiver = Waiver {
            by: Some(&by),
            release: Some(&granted.release),
            given: granted.given,
            until: granted.until,
            reason: &granted.reason,
        };
        let mut verdict = WaiverVerdict {
            requirement: granted.requirement.clone(),
            subjects: granted.subjects.clone(),
            by: Some(granted.by.clone()),
            role: None,
            given: granted.given,
            until: granted.until,
            reason: granted.reason.clone(),
            private: granted.private,
            url: None,
            accepted: false,
            findings: Vec::new(),
        };
        let refusals = self.judge(&waiver, &mut verdict);
        let named = granted.subjects.clone();
        Given { verdict, named, at: end_of(&waiver), refusals, excused: Vec::new(), left: Vec::new() }
    }

    /// Why the waiver does not count, by itself. Its role is noted where it does.
    fn judge(&self, waiver: &Waiver<'_>, verdict: &mut WaiverVerdict) -> Vec<Finding> {
        let Some(rules) = &self.policy.waivers else {
            let setting = Value::Code("waivers: {by: [ROLE]}".to_owned());
            return vec![Finding::unmet(&NO_WAIVERS).with("setting", setting)];
        };
        let mut refusals: Vec<Finding> = self.wrong_id(&verdict.requirement).into_iter().collect();
        let holds = |role: &str, actor: &Actor| match holder(self.case, [role], actor) {
            Holder::Of(_) => Holds::Yes,
            Holder::OfNone => Holds::No,
            Holder::Unknown(why) => Holds::Unknown(why),
        };
        let release = self.case.candidate().map(|candidate| &candidate.version);
        let setting = Setting { rules, release, today: day(self.case.now), holds: &holds };
        match waiver.judge(&setting) {
            Ok(role) => verdict.role = Some(role),
            Err(why) => refusals.extend(why.into_iter().map(|why| told(why, waiver, rules))),
        }
        refusals
    }

    /// That nothing of this id can be waived.
    fn wrong_id(&self, id: &str) -> Option<Finding> {
        let with_id = |message| Finding::unmet(message).with("id", Value::Code(id.to_owned()));
        if RESERVED_IDS.contains(&id) {
            return Some(with_id(&OWN_DEMAND));
        }
        let all = || self.policy.phases.iter().flat_map(|phase| &phase.requirements);
        let Some(requirement) = all().find(|requirement| requirement.id == id) else {
            let near = nearest_name(id, all().map(|requirement| requirement.id.as_str()));
            return Some(match near {
                Some(near) => with_id(&UNKNOWN_ID_NEAR).with("near", Value::Code(near.to_owned())),
                None => with_id(&UNKNOWN_ID),
            });
        };
        if !requirement.waivable {
            return Some(with_id(&NEVER));
        }
        let has = |phase: &&crate::policy::Phase| phase.requirements.iter().any(|one| one.id == id);
        if self.policy.judged_for(self.phase).into_iter().any(|phase| has(&phase)) {
            return None;
        }
        let phase = self.policy.phases.iter().find(has).map(|phase| phase.name.clone());
        Some(with_id(&ELSEWHERE).with("phase", Value::Code(phase.unwrap_or_default())))
    }

    /// Why nobody knows whether somebody still says, or ever said, what a comment says.
    fn doubts(&self, said: &Said<'_>) -> Vec<Finding> {
        let comment = said.comment;
        let author = comment.author.as_ref().map(|author| &author.login);
        let by = || person(author);
        let mut doubts = Vec::new();
        match words(comment) {
            Words::Own => {}
            Words::EditedByAuthor if self.case.record.rules.edited => {}
            Words::EditedByAuthor => doubts.push(Finding::unmet(&EDITED).with("by", by())),
            Words::EditedByOther(at, _) => {
                let edited = Finding::unmet(&EDITED_BY_OTHER);
                doubts.push(edited.with("by", by()).with("at", Value::Time(at)));
            }
            Words::Unknown => {
                let why = Unknown::new(Reason::Incomplete);
                doubts.push(Finding::unreadable("who edited the comment", why));
            }
        }
        doubts.extend(self.places.unread.iter().cloned());
        let Some(author) = author else { return doubts };
        let lost = self.places.discussions.iter().filter_map(|place| lost(place, author)).max();
        if let Some(at) = lost.filter(|at| *at >= comment.at && doubts.is_empty()) {
            doubts.push(Finding::unmet(&WORDS_LOST).with("by", by()).with("at", Value::Time(at)));
        }
        if let Some(revocation) = self.places.said(self.case).find(|other| takes_back(other, said)) {
            let link = Value::Page { words: "comment", url: revocation.comment.url.clone() };
            let at = Value::Time(last_written(revocation.comment));
            doubts.push(Finding::unmet(&TAKEN_BACK).with("by", by()).with("at", at).with("comment", link));
        }
        doubts
    }
}

/// Whether a line takes a waiver back: later, or in the same second in another comment. An edit may have brought it in.
fn takes_back(other: &Said<'_>, waiver: &Said<'_>) -> bool {
    let Ok(Command::Waive { id, .. }) = &waiver.line.command else { return false };
    let names: &[String] = match &other.line.command {
        Ok(Command::Revoke { names }) => names,
        // Misspelt, it takes back all, as with sign-offs.
        Err(_) if meant(&other.line.text) == Some("revoke") => &[],
        _ => return false,
    };
    let author = |said: &Said<'_>| said.comment.author.as_ref().map(|author| author.login.clone());
    let later = if std::ptr::eq(other.comment, waiver.comment) {
        other.line.number > waiver.line.number
    } else {
        last_written(other.comment) >= waiver.comment.at
    };
    let is_it = |name: &String| name.eq_ignore_ascii_case(id);
    later && author(other) == author(waiver) && (names.is_empty() || names.iter().any(is_it))
}

/// The last moment of the day on which a waiver was given: the policy knows no hour.
fn end_of(waiver: &Waiver<'_>) -> Timestamp {
    let next = waiver.given.saturating_add(1.day()).to_zoned(jiff::tz::TimeZone::UTC);
    next.map_or(Timestamp::MIN, |next| {
        next.timestamp().saturating_sub(1.nanosecond()).unwrap_or(Timestamp::MIN)
    })
}

fn told(refusal: Refusal, waiver: &Waiver<'_>, rules: &Rules) -> Finding {
    let date = |date: jiff::civil::Date| Value::Code(date.to_string());
    let by = || person(waiver.by.map(|actor| &actor.login));
    let of = |message| Finding::unmet(message).with("roles", Value::Codes(rules.by.clone()));
    match refusal {
        Refusal::OtherRelease(release) => {
            of(&OTHER_RELEASE).with("release", Value::Code(release.to_string()))
        }
        Refusal::Expired => of(&EXPIRED).with("until", date(waiver.until)),
        Refusal::TooLong(latest) => {
            of(&TOO_LONG).with("until", date(waiver.until)).with("latest", date(latest))
        }
        Refusal::NotYet => of(&NOT_YET).with("given", date(waiver.given)),
        Refusal::NoReason => of(&NO_REASON),
        Refusal::NoAccount => of(&NO_ACCOUNT),
        Refusal::Bot => of(&BOT).with("by", by()),
        Refusal::NoRole => of(&NO_ROLE).with("by", by()),
        Refusal::RoleUnknown(why) => of(&ROLE_UNKNOWN).with("by", by()).with("why", Value::Unknown(why)),
    }
}
