//! Consent in a role, as `sign-off` asks for it, and `checkbox` and `checklist` with `by`.
//!
//! What people did is read (`acts`), each act is weighed in each role that it is for (`weigh`): it counts, it does not
//! count, or nobody can tell. Then people are assigned to roles (`assign`), twice: with what counts, and with what may
//! count as well. If the first fills every role, the demand is met; if only the second does, it is unknown; else it is
//! unmet. Whatever does not count is said, each with its reason.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::boxes::Wanted;
use super::holders::Holders;
use super::{joined, release_pull_request};
use crate::evidence::Issue;
use crate::markdown::Task;
use crate::release::Case;
use crate::sign_off::{Demand, Signers};
use crate::verdict::{Finding, Message, Outcome};

mod acts;
mod age;
mod assign;
mod places;
mod tell;
mod weigh;
mod why;

use acts::{Act, Deeds, What};
use age::Clock;
use assign::{Post, fill};
use places::Places;
use weigh::{Scales, Weight};

/// Every message that the judgement of consent can give.
pub(super) const MESSAGES: &[&Message] = &joined::<
    { tell::MESSAGES.len() + why::MESSAGES.len() + release_pull_request::MESSAGES.len() },
>(&[tell::MESSAGES, why::MESSAGES, release_pull_request::MESSAGES]);

/// What consent is asked to.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The requirement's id.
    pub(super) id: &'a str,
    /// The box whose tick may be consent, if one is asked for and found: its issue, itself, and its text in the policy.
    pub(super) task: Option<(&'a Issue, &'a Task, &'a Wanted)>,
}

/// The roles that somebody has to act in: those who consent, and who verifies.
fn roles(demand: &Demand) -> impl Iterator<Item = &str> {
    demand.by.roles().iter().chain(&demand.verified_by).map(String::as_str)
}

/// Judges whether the roles consented, each with so many people.
pub(super) fn judge<'a>(case: &Case<'a>, demand: &'a Demand, count: u64, asked: &Asked<'a>) -> Vec<Finding> {
    let places = Places::of(case);
    if places.all.is_empty() {
        return places.lacks;
    }
    let clock = Clock::of(case, demand.fresh);
    let holders = Holders::of(case);
    let deeds = acts::read(case, demand, asked, &places, &clock);
    let scales =
        Scales { holders: &holders, clock: &clock, places: &places, demand, lost: RefCell::default() };
    let roles: Vec<&str> = roles(demand).collect();
    let weighed: Vec<Weighed<'_>> =
        deeds.acts.iter().map(|act| weigh(act, &roles, &scales, &deeds)).collect();
    let sure = Field::of(&roles, &weighed, |weight| matches!(weight, Weight::Counts(_)));
    let maybe = Field::of(&roles, &weighed, |weight| !matches!(weight, Weight::Not(_)));
    // Nobody needs less than one person to consent.
    let needed = usize::try_from(count).unwrap_or(usize::MAX).max(1);
    let unread = !deeds.unread.is_empty();
    let settled = sure.settle(demand, needed);
    let lacks = !places.lacks.is_empty();
    let outcome = match settled {
        Some(outcome) if !lacks => outcome,
        None if !lacks && !unread && maybe.settle(demand, needed).is_none() => Outcome::Unmet,
        _ => Outcome::Unknown,
    };
    let judged = tell::Judged {
        demand,
        asked,
        needed,
        outcome,
        places: &places,
        clock: &clock,
        holders: &holders,
        roles: &roles,
        weighed: &weighed,
        sure: &sure,
        is_settled: settled.is_some(),
    };
    let mut findings = judged.findings();
    if settled.is_none() {
        findings.extend(deeds.unread.into_iter().map(|(what, why)| Finding::unreadable(what, why)));
    }
    findings.extend(places.lacks);
    findings
}

/// An act with its worth in each role that it is for, by the role's place in the list.
struct Weighed<'a> {
    act: &'a Act<'a>,
    /// Whose consent it is.
    whose: String,
    weights: Vec<(usize, Weight)>,
}

fn weigh<'a>(act: &'a Act<'a>, roles: &[&str], scales: &Scales<'_, '_>, deeds: &Deeds<'_>) -> Weighed<'a> {
    let own = roles.iter().enumerate().filter(|(_, role)| act.to.role(role));
    let weights = own.map(|(index, role)| (index, scales.weigh(act, role, deeds))).collect();
    Weighed { act, whose: person(act), weights }
}

/// Who signed and who said that there is nothing to sign, in each role, by numbers that stand for people.
struct Field {
    signed: Vec<BTreeSet<usize>>,
    declined: Vec<BTreeSet<usize>>,
}

impl Field {
    /// Of the acts whose worth is good enough. Of one person's words in a role the latest count.
    fn of(roles: &[&str], weighed: &[Weighed<'_>], good: impl Fn(&Weight) -> bool) -> Self {
        let mut people: BTreeMap<&str, usize> = BTreeMap::new();
        let mut field =
            Self { signed: vec![BTreeSet::new(); roles.len()], declined: vec![BTreeSet::new(); roles.len()] };
        for one in weighed {
            for (role, _) in one.weights.iter().filter(|(_, weight)| good(weight)) {
                let next = people.len();
                let person = *people.entry(&one.whose).or_insert(next);
                let (Some(signed), Some(declined)) =
                    (field.signed.get_mut(*role), field.declined.get_mut(*role))
                else {
                    continue;
                };
                if let What::DoesNotApply(_) = one.act.what {
                    signed.remove(&person);
                    declined.insert(person);
                } else {
                    signed.insert(person);
                    declined.remove(&person);
                }
            }
        }
        field
    }

    /// Fills the roles: met, or not applicable where nobody needs to fill anything. `None`: they cannot be filled. Where somebody signed, that counts; a role in which as many people as are needed said that there is
    /// nothing to sign needs nobody.
    fn settle(&self, demand: &Demand, needed: usize) -> Option<Outcome> {
        let by = demand.by.roles().len();
        let may_decline: Vec<usize> = self
            .declined
            .iter()
            .enumerate()
            .filter(|(_, who)| who.len() >= needed)
            .map(|(at, _)| at)
            .collect();
        // As few as possible are declined; a policy with more roles than this has none declined but all of them.
        let few = may_decline.len().min(MOST_DECLINED);
        let mut choices: Vec<BTreeSet<usize>> = (0..1_usize << few)
            .map(|bits| {
                may_decline.iter().take(few).enumerate().filter(move |(bit, _)| bits & (1 << bit) != 0)
            })
            .map(|chosen| chosen.map(|(_, role)| *role).collect())
            .collect();
        choices.sort_by_key(BTreeSet::len);
        choices.into_iter().find_map(|declined| self.settle_but(demand, needed, by, &declined))
    }

    fn settle_but(
        &self,
        demand: &Demand,
        needed: usize,
        by: usize,
        declined: &BTreeSet<usize>,
    ) -> Option<Outcome> {
        let verify =
            (demand.verified_by.is_some() && !declined.contains(&by)).then(|| self.signed.get(by)).flatten();
        let post = |role: usize| Post {
            people: self.signed.get(role).cloned().unwrap_or_default(),
            separate: demand.by.roles().get(role).is_some_and(|name| demand.separate.contains(name)),
        };
        let open: Vec<usize> = (0..by).filter(|role| !declined.contains(role)).collect();
        let posts = verify.is_some() || !open.is_empty();
        let filled = match &demand.by {
            Signers::Any(_) if !open.is_empty() => {
                open.iter().find_map(|role| fill(&[post(*role)], verify, needed))
            }
            _ => fill(&open.iter().map(|role| post(*role)).collect::<Vec<_>>(), verify, needed),
        };
        filled.map(|_| if posts { Outcome::Met } else { Outcome::NotApplicable })
    }
}

/// So many roles at most are taken out one by one.
const MOST_DECLINED: usize = 8;

/// Whose consent an act is: its author's, or that of whom they witness for. Two ways of writing the same name are one
/// person, and nobody is taken for an account.
fn person(act: &Act<'_>) -> String {
    match (act.what, &act.by) {
        (What::Witnesses(witnessed), _) => {
            let words: Vec<String> = witnessed.whom.split_whitespace().map(str::to_lowercase).collect();
            format!("\"{}\"", words.join(" "))
        }
        (_, Some(by)) => {
            let login = by.login.as_str().to_lowercase();
            format!("{}/{:?}", login.strip_suffix("[bot]").unwrap_or(&login), by.kind)
        }
        // Of several whom nobody knows, each may be the same.
        (_, None) => "nobody".to_owned(),
    }
}

#[cfg(test)]
mod tests;
