//! What the judgement of consent says: who consented to what, what is missing and how to give it, what does not count.

use std::mem::discriminant;

use super::acts::{Flaw, What};
use super::age::{Clock, Given};
use super::places::{Place, Places};
use super::weigh::{Weight, Why};
use super::{Asked, Field, Weighed, why};
use crate::evidence::Login;
use crate::requirement::holders::{Holders, Standing};
use crate::sign_off::{Demand, Signers, Way};
use crate::verdict::{Finding, Message, MissingSignOff, Outcome, Speaks, Value, Who};

crate::messages! {
    SIGNED = "signed": "{by} signed as {roles} on {at} ({way}), for {given}";
    SIGNED_BEFORE = "signed-before":
        "{by} signed as {roles} on {at} ({way}), at {given}, {ago} ago, which the policy lets stand";
    WITNESSED = "witnessed":
        "{by} witnesses that {whom} consented as {roles} ({link}), written down on {at} ({way}), for {given}";
    WITNESSED_BEFORE = "witnessed-before":
        "{by} witnesses that {whom} consented as {roles} ({link}), written down on {at} ({way}), at {given}, {ago} ago, \
         which the policy lets stand";
    NOT_APPLICABLE = "does-not-apply":
        "{by} said as {roles} on {at} ({way}), for {given}, that it does not apply: {reason}";
    NOT_APPLICABLE_BEFORE = "does-not-apply-before":
        "{by} said as {roles} on {at} ({way}), at {given}, {ago} ago, that it does not apply: {reason}";
    MISSING = "sign-off-missing": "the sign-off of {role} is missing"
        => "comment {line} on {place}";
    MISSING_ANY = "sign-off-of-any-missing": "one of {roles} has to sign"
        => "comment {line} on {place}";
    MISSING_SOME_OF_ANY = "sign-offs-of-any-missing":
        "one of {roles} has to sign; {count} of {needed} sign-offs of {role} are there"
        => "comment {line} on {place}";
    MISSING_VERIFIER = "verification-missing":
        "{role} has yet to verify it: somebody else than whoever did it"
        => "comment {line} on {place}";
    MISSING_SOME = "sign-offs-missing": "{count} of {needed} sign-offs of {role} are there"
        => "comment {line} on {place}";
    MISSING_WITNESS = "witness-missing":
        "the sign-off of {role} is missing: nobody with an account can give it, and a holder of {witness} may witness it"
        => "comment {line} on {place}, with the name of whoever consents and a link to where that can be seen";
    MISSING_TICK = "tick-missing": "the tick of {role} is missing"
        => "tick {box} in {place}";
    MISSING_TICK_ANEW = "tick-missing-anew": "the tick of {role} is missing"
        => "untick {box} in {place}, and tick it again";
    MISSING_REVIEW = "review-missing": "the approval of {role} is missing"
        => "approve {place}";
    MISSING_REVIEWS = "reviews-missing": "{count} of {needed} approvals of {role} are there"
        => "approve {place}";
    MISSING_LABEL = "label-missing": "the label of {role} is missing"
        => "put the label {label} on {place}";
    MISSING_WAY = "no-way-to-sign":
        "the sign-off of {role} is missing, and none of the ways that the policy gives is there: no such box, no pull request of this commit"
        => "put the box into the tracking issue, or let the policy take a comment";
    UNSURE = "sign-off-in-doubt": "whether {role} has signed cannot be told"
        => "comment {line} on {place}";
    UNSURE_SOME = "sign-offs-in-doubt": "of {needed} sign-offs of {role}, {count} can be told for certain"
        => "comment {line} on {place}";
    UNSURE_OTHERWISE = "sign-off-in-doubt-otherwise":
        "whether {role} has signed cannot be told"
        => "sign again as said of each sign-off that is in doubt";
    NOBODY = "role-vacant": "nobody can sign as {role}: {reason}"
        => "give the role {role} somebody who can, in the policy or where the release names its holders";
    SAME_PEOPLE = "same-people":
        "{people} signed, and these roles are to be filled by different people: {roles}"
        => "let somebody else sign in one of them: comment {line} on {place}";
    SAME_PEOPLE_OTHERWISE = "same-people-otherwise":
        "{people} signed, and these roles are to be filled by different people: {roles}"
        => "let somebody else sign in one of them";
}

/// All that is to be said of.
pub(super) struct Judged<'j, 'a> {
    pub(super) demand: &'j Demand,
    pub(super) asked: &'j Asked<'a>,
    pub(super) needed: usize,
    pub(super) outcome: Outcome,
    pub(super) places: &'j Places<'a>,
    pub(super) clock: &'j Clock<'a>,
    pub(super) holders: &'j Holders<'a>,
    pub(super) roles: &'j [&'j str],
    pub(super) weighed: &'j [Weighed<'j>],
    pub(super) sure: &'j Field,
    pub(super) is_settled: bool,
}

impl Judged<'_, '_> {
    /// What is missing first, then what counts, then what does not.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = if self.is_settled { Vec::new() } else { self.missing() };
        findings.extend(self.weighed.iter().enumerate().filter_map(|(at, one)| self.counting(at, one)));
        findings.extend(self.weighed.iter().enumerate().flat_map(|(at, one)| self.ignored(at, one)));
        findings
    }

    /// A consent that counts, once for each person.
    fn counting(&self, at: usize, one: &Weighed<'_>) -> Option<Finding> {
        let counts = one.weights.iter().filter_map(|(role, weight)| match weight {
            Weight::Counts(given) if !self.is_replaced(at, one, *role, |_| false) => Some((*role, given)),
            _ => None,
        });
        let counts: Vec<(usize, &Given)> = counts.collect();
        let (_, given) = counts.first()?;
        let (shown, ago) = shown(given);
        let pick = |here, before| if ago.is_some() { before } else { here };
        let finding = match one.act.what {
            What::Signs => Finding::met(pick(&SIGNED, &SIGNED_BEFORE)),
            What::Witnesses(witnessed) => Finding::met(pick(&WITNESSED, &WITNESSED_BEFORE))
                .with("whom", Value::Text(witnessed.whom.clone()))
                .with("link", Value::Link { text: witnessed.link.clone(), url: witnessed.link.clone() }),
            What::DoesNotApply(reason) => {
                let message = pick(&NOT_APPLICABLE, &NOT_APPLICABLE_BEFORE);
                Finding::new(Outcome::NotApplicable, message).with("reason", Value::Text(reason.to_owned()))
            }
        };
        let finding = finding.with("given", shown);
        let finding = why::ago(finding, ago);
        let roles = counts.iter().map(|(role, _)| *role).collect();
        Some(self.about(finding, one, roles).with("way", self.way(one)).speaks(Speaks::Consent))
    }

    /// Who, in which roles, and when.
    fn about(&self, finding: Finding, one: &Weighed<'_>, roles: Vec<usize>) -> Finding {
        let names = roles.iter().filter_map(|role| self.roles.get(*role)).map(|name| (*name).to_owned());
        let what = match one.act.what {
            What::Signs => "sign-off",
            What::Witnesses(_) => "witnessed sign-off",
            What::DoesNotApply(_) => "“not applicable”",
        };
        finding
            .with("what", Value::Words(what))
            .with("by", why::somebody(one.act.by.as_ref()))
            .with("roles", Value::Codes(names.collect()))
            .with("at", Value::Time(one.act.at))
    }

    fn way(&self, one: &Weighed<'_>) -> Value {
        Value::Page { words: why::word(one.act.way), url: one.act.page.to_owned() }
    }

    /// Whether the same person did it again: then the later act says it. `same`: whether a later one that does not count
    /// does not for the same reason.
    fn is_replaced(&self, at: usize, one: &Weighed<'_>, role: usize, same: impl Fn(&Weight) -> bool) -> bool {
        let later = self.weighed.get(at + 1..).unwrap_or_default().iter();
        let mut later = later.filter(|other| other.whose == one.whose && one.act.by.is_some());
        later.any(|other| {
            let weight = other.weights.iter().find(|(own, _)| *own == role).map(|(_, weight)| weight);
            weight.is_some_and(|weight| {
                let again = other.act.way == one.act.way && same(weight);
                matches!(weight, Weight::Counts(_)) || again
            })
        })
    }

    /// What does not count of an act, a finding for each reason.
    fn ignored(&self, at: usize, one: &Weighed<'_>) -> Vec<Finding> {
        let is_for_all = matches!(one.act.to, super::acts::To::All);
        let counts = one.weights.iter().any(|(_, weight)| matches!(weight, Weight::Counts(_)));
        if is_for_all && (counts || self.is_no_attempt(one)) {
            return Vec::new();
        }
        let mut reasons: Vec<(&Why, bool, Vec<usize>)> = Vec::new();
        for (role, weight) in &one.weights {
            let (why, is_doubt) = match weight {
                Weight::Counts(_) => continue,
                Weight::Not(why) => (why, false),
                Weight::Doubt(why) => (why, true),
            };
            let same = |other: &Weight| match other {
                Weight::Not(other) | Weight::Doubt(other) => discriminant(other) == discriminant(why),
                Weight::Counts(_) => false,
            };
            if self.is_replaced(at, one, *role, same) {
                continue;
            }
            match reasons.iter_mut().find(|(known, doubt, _)| *known == why && *doubt == is_doubt) {
                Some((.., roles)) => roles.push(*role),
                None => reasons.push((why, is_doubt, vec![*role])),
            }
        }
        // Somebody who signs a requirement means the roles that they hold.
        if is_for_all && reasons.iter().any(|(why, ..)| !why.is_of_the_person()) {
            reasons.retain(|(why, ..)| !why.is_of_the_person());
        }
        reasons
            .into_iter()
            .map(|(why, is_doubt, roles)| self.not_counting(one, why, is_doubt, roles))
            .collect()
    }

    /// A review is for whatever its author holds, so those of others are none of this.
    fn is_no_attempt(&self, one: &Weighed<'_>) -> bool {
        let Some(by) = one.act.by.as_ref().filter(|_| one.act.way == Way::Review) else { return false };
        one.weights.iter().all(|(role, _)| {
            let role = self.roles.get(*role).copied().unwrap_or_default();
            matches!(self.holders.standing(role, by), Standing::No(_))
        })
    }

    fn not_counting(&self, one: &Weighed<'_>, why: &Why, is_doubt: bool, roles: Vec<usize>) -> Finding {
        let mut finding = self.about(why::finding(why, one.act.what, one.act.way), one, roles.clone());
        if let (Why::Flaw(flaw), Some((_, _, wanted))) = (why, self.asked.task)
            && flaw.is_of_the_box()
        {
            finding = finding.with("box", Value::Text(wanted.text.clone()));
        }
        let witness = self.demand.witnessed_by.clone().unwrap_or_default();
        finding = finding.with("way", self.way(one)).with("witness", Value::Code(witness));
        finding.outcome = self.outcome;
        let again = !matches!(
            why,
            Why::Deleted
                | Why::NotHolder(_)
                | Why::NotWitness(_)
                | Why::Revoked(_)
                | Why::Flaw(Flaw::OtherWay | Flaw::NoWitness | Flaw::Review(_))
        );
        let speaks = if is_doubt { Speaks::DoubtfulConsent } else { Speaks::IgnoredConsent };
        if !again {
            return finding.speaks(speaks);
        }
        let holders =
            || roles.iter().filter_map(|role| self.roles.get(*role)).map(|role| self.holders.who(role));
        let who = match &one.act.by {
            Some(by) => vec![Who::Person(by.login.clone())],
            None => holders().collect(),
        };
        finding.who(who).speaks(speaks)
    }

    /// The roles that nobody, or not enough people, filled.
    fn missing(&self) -> Vec<Finding> {
        let mut missing = Vec::new();
        for (index, role) in self.roles.iter().enumerate() {
            let signed = self.sure.signed.get(index).map_or(0, std::collections::BTreeSet::len);
            let declined = self.sure.declined.get(index).map_or(0, std::collections::BTreeSet::len);
            if signed < self.needed && declined < self.needed {
                missing.extend(self.lacks(role, signed));
            }
        }
        let is_any = matches!(self.demand.by, Signers::Any(_));
        if missing.is_empty() && !is_any || missing.is_empty() && self.demand.verified_by.is_some() {
            missing.push(self.same_people());
        }
        missing
    }

    fn lacks(&self, role: &str, signed: usize) -> Vec<Finding> {
        let unsure = self.outcome == Outcome::Unknown;
        let mut how = self.how(role);
        let vacant = self.holders.vacant(role);
        let witness = self.demand.witnessed_by.as_deref();
        let witness =
            witness.filter(|_| vacant.is_some() && self.demand.by.roles().iter().any(|own| own == role));
        if witness.is_some() {
            how.line = Some(format!("/holdpoint sign {role} for \"Name, Company\": https://…"));
        }
        let others = self.demand.by.roles();
        let is_any = matches!(self.demand.by, Signers::Any(_)) && others.len() > 1;
        let is_any = is_any && others.iter().any(|other| other == role);
        let message: &'static Message = match &how {
            MissingSignOff { line: Some(_), .. } if witness.is_some() => &MISSING_WITNESS,
            _ if unsure => self.unsure(&how),
            MissingSignOff { line: Some(_), .. } if is_any && self.needed == 1 => &MISSING_ANY,
            MissingSignOff { line: Some(_), .. } if is_any => &MISSING_SOME_OF_ANY,
            _ => self.lacking(&how),
        };
        let mut finding = self
            .lack(message)
            .with("role", Value::Code(role.to_owned()))
            .with("count", signed)
            .with("needed", self.needed)
            .with("roles", Value::Codes(others.to_vec()))
            .with("witness", Value::Code(witness.unwrap_or_default().to_owned()))
            .who([self.who(role, witness)]);
        finding = self.with_how(finding, &how).speaks(Speaks::Missing(Box::new(how)));
        let mut findings = vec![finding];
        if let Some(vacant) = vacant.filter(|_| witness.is_none()) {
            let nobody = self
                .lack(&NOBODY)
                .with("role", Value::Code(role.to_owned()))
                .with("reason", Value::Words(vacant.words()))
                .who([Who::Writers]);
            findings.push(nobody);
        }
        findings
    }

    fn unsure(&self, how: &MissingSignOff) -> &'static Message {
        match (how.line.is_some(), self.needed) {
            (true, 1) => &UNSURE,
            (true, _) => &UNSURE_SOME,
            (false, _) => &UNSURE_OTHERWISE,
        }
    }

    fn lacking(&self, how: &MissingSignOff) -> &'static Message {
        let verifies = self.demand.verified_by.as_ref() == Some(&how.role);
        let one = self.needed == 1;
        match how {
            MissingSignOff { line: Some(_), .. } if verifies && one => &MISSING_VERIFIER,
            MissingSignOff { line: Some(_), .. } if one => &MISSING,
            MissingSignOff { line: Some(_), .. } => &MISSING_SOME,
            MissingSignOff { tick: Some(_), ticked: true, .. } => &MISSING_TICK_ANEW,
            MissingSignOff { tick: Some(_), .. } => &MISSING_TICK,
            MissingSignOff { review: Some(_), .. } if one => &MISSING_REVIEW,
            MissingSignOff { review: Some(_), .. } => &MISSING_REVIEWS,
            MissingSignOff { label: Some(_), .. } => &MISSING_LABEL,
            _ => &MISSING_WAY,
        }
    }

    /// What is missing was never there to be looked at, so that its contrary is not proven.
    fn lack(&self, message: &'static Message) -> Finding {
        Finding { absent: self.outcome == Outcome::Unmet, ..Finding::new(self.outcome, message) }
    }

    /// Who can sign in a role, or witness for it. Those who have signed would change nothing by signing again.
    fn who(&self, role: &str, witness: Option<&str>) -> Who {
        let mut who = self.holders.who(witness.unwrap_or(role));
        if let (Who::Role { people, .. }, None) = (&mut who, witness) {
            people.retain(|login| !self.weighed.iter().any(|one| self.has_signed(one, login, role)));
        }
        who
    }

    fn has_signed(&self, one: &Weighed<'_>, login: &Login, role: &str) -> bool {
        let is_theirs = one.act.by.as_ref().is_some_and(|by| by.login == *login);
        let counts = one.weights.iter().any(|(index, weight)| {
            self.roles.get(*index) == Some(&role) && matches!(weight, Weight::Counts(_))
        });
        is_theirs && counts && matches!(one.act.what, What::Signs)
    }

    /// The facts of how it can be given.
    fn with_how(&self, mut finding: Finding, how: &MissingSignOff) -> Finding {
        let pull = how.line.is_none() && how.tick.is_none() && how.review.is_some();
        let place = if pull { self.places.pull() } else { self.places.all.first() };
        if let Some(place) = place {
            finding = finding.with("place", place.value());
        }
        if let Some(line) = &how.line {
            finding = finding.with("line", Value::Code(line.clone()));
        }
        if let Some((text, _)) = &how.tick {
            finding = finding.with("box", Value::Text(text.clone()));
        }
        if let Some(label) = &how.label {
            finding = finding.with("label", Value::Code(label.clone()));
        }
        finding
    }

    /// How a sign-off in a role can be given. A box is signed by its requirement's id, lest the line signs every other
    /// box of the role as well.
    fn how(&self, role: &str) -> MissingSignOff {
        let may = |way| self.demand.ways.contains(&way);
        let place = self.places.all.first();
        let name = if self.asked.task.is_some() && self.roles.len() == 1 { self.asked.id } else { role };
        let tick = self.asked.task.filter(|_| may(Way::Checkbox));
        // Whoever approves what is not judged any more has signed nothing.
        let fresh = |place: &&Place<'_>| place.pull.is_some_and(|pull| self.clock.takes_review(pull));
        let pull = self.places.pull().filter(|_| may(Way::Review)).filter(fresh);
        MissingSignOff {
            role: role.to_owned(),
            line: may(Way::Comment).then(|| format!("/holdpoint sign {name}")),
            on: place.map(|place| (place.number, place.url.to_owned())),
            tick: tick.map(|(issue, _, wanted)| (wanted.text.clone(), issue.url.clone())),
            ticked: tick.is_some_and(|(_, task, _)| task.ticked),
            label: self.demand.label.clone().filter(|_| may(Way::Label)),
            review: pull.map(|place| (place.number, place.url.to_owned())),
        }
    }

    /// Every role has enough people, but they are the same.
    fn same_people(&self) -> Finding {
        let mut people = Vec::new();
        for one in self.weighed {
            let counts = one.weights.iter().any(|(_, weight)| matches!(weight, Weight::Counts(_)));
            if let Some(by) = one.act.by.as_ref().filter(|_| counts)
                && !people.contains(&by.login)
            {
                people.push(by.login.clone());
            }
        }
        let is_open = |role: &&&str| !matches!(self.who(role, None), Who::Role { people, teams, .. } if people.is_empty() && teams.is_empty());
        let open = self.roles.iter().rev().find(is_open).or(self.roles.last());
        let role = open.copied().unwrap_or_default();
        let how = self.how(role);
        let roles: Vec<String> = self.roles.iter().map(|role| (*role).to_owned()).collect();
        let message = if how.line.is_some() { &SAME_PEOPLE } else { &SAME_PEOPLE_OTHERWISE };
        let finding = self
            .lack(message)
            .with("people", Value::People(people))
            .with("roles", Value::Codes(roles))
            .who([self.who(role, None)]);
        self.with_how(finding, &how).speaks(Speaks::Missing(Box::new(how)))
    }
}

/// What a consent was given to, and how many commits ago.
fn shown(given: &Given) -> (Value, Option<u64>) {
    match given {
        Given::Judged => (Value::Words("the judged commit"), None),
        Given::Other(oid, ago) => (Value::Commit { oid: oid.clone(), url: None }, *ago),
        Given::Earlier => (Value::Words("what was there before the judged commit"), None),
        Given::Notes => (Value::Words("the release notes as they are"), None),
        Given::Unknown => (Value::Words("this release, whatever its commit"), None),
    }
}
