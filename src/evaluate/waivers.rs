//! Waivers in a verdict: which count, what each excuses, and how what it excuses then stands.
//!
//! A waiver excuses findings, and the requirement is folded anew: what is excused counts as if it were there. Nothing that
//! could not be read is excused (rule 1), and nothing under `not`, where to excuse something would be to forbid it.

mod excuse;
mod read;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::evidence::Login;
use crate::policy::Policy;
use crate::release::Case;
use crate::requirement::standing::OpenBoxes;
use crate::verdict::{Finding, Message, Node, Outcome, RequirementVerdict, Value, WaiverVerdict};
use crate::waiver::{self, Age};
use excuse::{Left, Scene, rests_on_not, shown};

crate::messages! {
    OTHER_RELEASE = "waiver-of-another-release": "it is for the release {release}, and another one is judged";
    EXPIRED = "waiver-expired": "its last day, {until}, is over"
        => "do what it excuses, or waive it anew";
    TOO_LONG = "waiver-too-long": "it lasts until {until}, and the policy allows no day after {latest}"
        => "waive it anew, until {latest} at the latest";
    NOT_YET = "waiver-of-the-future": "the day on which it is said to have been given, {given}, has not come";
    NO_REASON = "waiver-without-reason": "it gives no reason"
        => "say after a colon why the release may go without it";
    NO_ACCOUNT = "waiver-without-account": "the account of whoever gave it is deleted, so nobody knows whose decision it was"
        => "let somebody who may waive it anew: {roles}";
    BOT = "waiver-by-bot": "{by} is no person, and no role of those that may waive names it: {roles}"
        => "let somebody in such a role decide";
    NO_ROLE = "waiver-without-role": "{by} holds none of the roles that may waive: {roles}"
        => "let somebody in such a role decide";
    ROLE_UNKNOWN = "waiver-role-unknown": "whether {by} holds one of the roles that may waive, {roles}, could not be read: {why}"
        => "{why:remedy}";
    NO_WAIVERS = "waivers-not-allowed": "the policy knows no waivers"
        => "do what the requirement asks; who may go without it would have to stand in the policy, under {setting}";
    OWN_DEMAND = "waiver-of-own-demand": "{id} is what the gate itself demands of every release, and nobody can go without it";
    NEVER = "waiver-never": "the policy says that nobody can go without {id}";
    UNKNOWN_ID = "waiver-id-unknown": "the policy has no requirement {id}"
        => "look up its id in the policy";
    UNKNOWN_ID_NEAR = "waiver-id-misspelt": "the policy has no requirement {id}"
        => "waive {near}, if that is meant";
    ELSEWHERE = "waiver-of-another-phase": "{id} belongs to the phase {phase}, which is not judged here: it may count there";
    EDITED = "waiver-edited": "{by} edited the comment, so that what was decided first cannot be seen"
        => "comment it anew";
    EDITED_BY_OTHER = "waiver-edited-by-other": "somebody else edited the comment on {at}, so nobody knows what {by} wrote"
        => "{by} comments it anew";
    WORDS_LOST = "waiver-words-lost":
        "somebody else deleted or edited a comment of {by} on {at}, which may have taken it back"
        => "{by} comments it anew";
    TAKEN_BACK = "waiver-taken-back": "{by} took it back on {at} ({comment})";
    NOT_FOUND = "waiver-excuses-nothing": "{id} lacks nothing that it could excuse";
    NOT_APPLICABLE = "waiver-not-applicable": "{id} does not apply here, so there is nothing to excuse";
    CONDITION_UNKNOWN = "waiver-condition-unknown": "whether {id} applies could not be read, which no waiver excuses";
    NO_SUCH_SUBJECT = "waiver-subject-absent": "{id} lacks nothing that is about {subjects}"
        => "name what it lacks, as it is written here: {known}";
    NO_SUBJECTS = "waiver-no-subjects": "{id} lacks nothing that is about {subjects}, and what it lacks has no name"
        => "waive it without naming anything";
    MORE_THAN_NAMED = "waiver-names-too-little": "what {id} lacks is about more than {subjects}"
        => "name all that it is about, or nothing";
    YOUNGER = "waiver-younger-finding": "{what} came after it was given, and it excuses only what was there"
        => "look at that, too, and waive it anew if that is to be";
    AGE_UNKNOWN = "waiver-age-unknown": "nothing shows that {what} was there when it was given"
        => "waive it anew once something shows that, as a check that ran at the judged commit does";
    NOT_DATED = "waiver-of-the-undated": "GitHub does not show since when it is so: {what}";
    AMBIGUOUS = "waiver-subject-ambiguous": "{id} lacks more than one thing that could be meant by {subjects}"
        => "name the source besides: {known}";
    UNREAD = "waiver-of-the-unread": "{what} could not be read, which no waiver excuses";
    UNDER_NOT = "waiver-under-not": "{id} must not hold in a part of it, and there is nothing there to excuse";
    BY_AUTHOR = "waiver-by-author": "{by} is an author of {what}, and nobody excuses their own work"
        => "let somebody else in one of the roles {roles} decide";
    AUTHORS_UNKNOWN = "waiver-authors-unknown":
        "who made the commits of {what} is not known to the last, so that {by} may be an author of it, and nobody excuses their own work"
        => "let each author add the e-mail address of their commits to their account, and run the gate again";
}

/// The waivers that were given to one case.
pub(super) struct Waivers<'a> {
    case: &'a Case<'a>,
    roles: Vec<String>,
    solo: bool,
    given: Vec<Given>,
    boxes: OnceCell<OpenBoxes>,
}

/// A waiver as it was given.
struct Given {
    verdict: WaiverVerdict,
    /// The subjects as findings have them: what it names by a bare number is spelt out where that is clear.
    named: Vec<String>,
    /// What was there by then can be excused.
    at: Timestamp,
    /// Why it does not count, whatever it would excuse.
    refusals: Vec<Finding>,
    excused: Vec<Finding>,
    left: Vec<Left>,
}

impl<'a> Waivers<'a> {
    /// Those of comments, oldest first, then those of the policy.
    pub(super) fn of(policy: &'a Policy, phase: &str, case: &'a Case<'a>) -> Self {
        let roles = policy.waivers.as_ref().map(|rules| rules.by.clone()).unwrap_or_default();
        let given = read::given(policy, phase, case);
        Self { case, roles, solo: policy.consents.solo, given, boxes: OnceCell::new() }
    }

    /// Excuses what they excuse of a requirement.
    pub(super) fn apply(&mut self, verdict: RequirementVerdict) -> RequirementVerdict {
        let is_meant = |given: &&mut Given| given.verdict.requirement == verdict.id;
        let mut meant: Vec<&mut Given> = self.given.iter_mut().filter(is_meant).collect();
        meant.retain(|given| given.refusals.is_empty());
        if meant.is_empty() {
            return verdict;
        }
        let id = || Value::Code(verdict.id.clone());
        let condition = verdict.condition.as_ref().map_or(Outcome::Met, |node| node.outcome);
        let hindrance = match (&verdict.tree, condition) {
            (None, _) | (_, Outcome::Unmet) => Some(&NOT_APPLICABLE),
            (Some(_), Outcome::Met) => verdict.outcome.lets_pass().then_some(&NOT_FOUND),
            (Some(_), _) => Some(&CONDITION_UNKNOWN),
        };
        let tree = match (hindrance, &verdict.tree) {
            (None, Some(tree)) => tree,
            (hindrance, _) => {
                let message = hindrance.unwrap_or(&NOT_FOUND);
                meant.iter_mut().for_each(|given| {
                    given.refusals.push(Finding::unmet(message).with("id", id()));
                });
                return verdict;
            }
        };
        for given in &mut meant {
            given.spell_out(&verdict.id, tree);
        }
        meant.retain(|given| given.refusals.is_empty());
        let scene = Scene { case: self.case, solo: self.solo, boxes: &self.boxes };
        let folded = excuse::fold(tree, &mut |kind, finding| scene.excuse(kind, finding, &mut meant));
        if rests_on_not(tree) {
            meant.iter_mut().for_each(|given| given.left.push(Left::UnderNot));
        }
        RequirementVerdict { outcome: folded.outcome, tree: Some(folded), ..verdict }
    }

    /// What became of them.
    pub(super) fn finish(self, requirements: &[RequirementVerdict]) -> Vec<WaiverVerdict> {
        let Self { roles, given, .. } = self;
        let finish = |given: Given| {
            let tree = requirements.iter().find(|one| one.id == given.verdict.requirement);
            let tree = tree.and_then(|one| one.tree.as_ref());
            given.finish(&roles, tree)
        };
        given.into_iter().map(finish).collect()
    }
}

impl Given {
    fn finish(mut self, roles: &[String], tree: Option<&Node>) -> WaiverVerdict {
        let counts = self.refusals.is_empty();
        let accepted = counts && !self.excused.is_empty();
        let mut findings = if counts { std::mem::take(&mut self.excused) } else { Vec::new() };
        if counts {
            self.refusals.extend(self.why_left(roles, tree));
        }
        findings.append(&mut self.refusals);
        if !accepted && findings.is_empty() {
            let message = if self.verdict.subjects.is_empty() { &NOT_FOUND } else { &MORE_THAN_NAMED };
            let subjects = Value::Codes(self.verdict.subjects.clone());
            findings.push(Finding::unmet(message).with("id", self.id()).with("subjects", subjects));
        }
        WaiverVerdict { accepted, findings, ..self.verdict }
    }

    /// Finds the alerts that it names by their numbers alone. A number that several sources have is none's.
    fn spell_out(&mut self, id: &str, tree: &Node) {
        let leaves = tree.leaves();
        let lacking = leaves.iter().flat_map(|leaf| &leaf.findings).filter(|one| one.outcome != Outcome::Met);
        let subjects: BTreeSet<&String> = lacking.flat_map(Finding::subjects).collect();
        let mut unclear: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for named in &mut self.named {
            let found: Vec<&String> =
                subjects.iter().copied().filter(|subject| waiver::names(named, subject)).collect();
            match found.as_slice() {
                [] => {}
                [one] => *named = (*one).clone(),
                several => {
                    unclear.insert(named.clone(), several.iter().map(|one| (*one).clone()).collect());
                }
            }
        }
        if !unclear.is_empty() {
            let (subjects, known): (Vec<String>, Vec<Vec<String>>) = unclear.into_iter().unzip();
            self.refusals.push(
                Finding::unmet(&AMBIGUOUS)
                    .with("id", Value::Code(id.to_owned()))
                    .with("subjects", Value::Codes(subjects))
                    .with("known", Value::Codes(known.concat())),
            );
        }
    }

    fn id(&self) -> Value {
        Value::Code(self.verdict.requirement.clone())
    }

    /// Why some of what was found is not excused: one finding for each reason.
    fn why_left(&self, roles: &[String], tree: Option<&Node>) -> Vec<Finding> {
        let mut why = Vec::new();
        let by = || match &self.verdict.by {
            Some(login) => Value::Person(login.clone()),
            None => Value::Words("a deleted account"),
        };
        type Is = fn(&Left) -> Option<&[String]>;
        let reasons: [(&'static Message, Is); 6] = [
            (&YOUNGER, |left| if let Left::Aged(Age::Younger, what) = left { Some(what) } else { None }),
            (&AGE_UNKNOWN, |left| if let Left::Aged(Age::Unknown, what) = left { Some(what) } else { None }),
            (&NOT_DATED, |left| if let Left::NotDated(what) = left { Some(what) } else { None }),
            (&UNREAD, |left| if let Left::Unread(what) = left { Some(what) } else { None }),
            (&BY_AUTHOR, |left| if let Left::ByAuthor(what) = left { Some(what) } else { None }),
            (&AUTHORS_UNKNOWN, |left| if let Left::AuthorsUnknown(what) = left { Some(what) } else { None }),
        ];
        for (message, is) in reasons {
            let lists: Vec<&[String]> = self.left.iter().filter_map(is).collect();
            if lists.is_empty() {
                continue;
            }
            let mut names: Vec<String> = lists.concat();
            names.sort();
            names.dedup();
            let what = if names.is_empty() { Value::Words("what was found") } else { Value::Codes(names) };
            why.push(
                Finding::unmet(message)
                    .with("what", what)
                    .with("by", by())
                    .with("roles", Value::Codes(roles.to_vec())),
            );
        }
        if self.left.contains(&Left::UnderNot) && self.verdict.subjects.is_empty() {
            why.push(Finding::unmet(&UNDER_NOT).with("id", self.id()));
        }
        why.extend(self.absent(tree));
        why
    }

    /// What it names and nothing is about.
    fn absent(&self, tree: Option<&Node>) -> Option<Finding> {
        let leaves = tree.map(Node::leaves).unwrap_or_default();
        let findings = leaves.iter().flat_map(|leaf| &leaf.findings);
        let lacking = |finding: &&Finding| finding.outcome != Outcome::Met;
        let findings: Vec<&Finding> = findings.filter(lacking).collect();
        let mut known: Vec<String> =
            findings.iter().flat_map(|finding| shown(finding)).map(str::to_owned).collect();
        known.sort();
        known.dedup();
        let there = |subject: &&String| findings.iter().any(|finding| finding.subjects().contains(subject));
        let unknown: Vec<String> = self.named.iter().filter(|subject| !there(subject)).cloned().collect();
        if unknown.is_empty() {
            return None;
        }
        let message = if known.is_empty() { &NO_SUBJECTS } else { &NO_SUCH_SUBJECT };
        let finding = Finding::unmet(message).with("id", self.id()).with("subjects", Value::Codes(unknown));
        Some(finding.with("known", Value::Codes(known)))
    }
}

/// All that is said of waivers, for the docs.
pub(super) fn messages() -> &'static [&'static Message] {
    MESSAGES
}

/// The day of a moment, in UTC: a waiver has the same last day for everybody.
fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn person(login: Option<&Login>) -> Value {
    login.map_or(Value::Words("a deleted account"), |login| Value::Person(login.clone()))
}

#[cfg(test)]
mod tests;
