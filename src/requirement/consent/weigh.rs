//! Whether an act counts in a role, and if not, why.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::acts::{Act, Deeds, Flaw, What};
use super::age::{Age, Clock, Given};
use super::places::Places;
use crate::evidence::fact::Unknown;
use crate::evidence::{Actor, Login, Oid};
use crate::requirement::holders::{Doubt, Holders, NotHolding, Standing};
use crate::sign_off::{Demand, lost};

/// What an act is worth in a role.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Weight {
    /// It counts, and was given to this.
    Counts(Given),
    /// It does not count.
    Not(Why),
    /// Nobody can tell.
    Doubt(Why),
}

/// Why an act does not count, or why nobody can tell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Why {
    /// The account is deleted.
    Deleted,
    /// Something about the act itself.
    Flaw(Flaw),
    /// Whoever did it does not hold the role.
    NotHolder(NotHolding),
    /// Whoever witnessed does not hold the role that may.
    NotWitness(NotHolding),
    /// Nobody can tell whether they hold the role.
    Holder(Doubt),
    /// It was taken back.
    Revoked(Timestamp),
    /// It was given to another commit.
    Stale(Given),
    /// These pull requests came after it.
    Grew(Vec<u64>),
    /// A commit without a pull request may have come after it.
    GrewBy(Oid),
    /// It is too old.
    Old,
    /// The release notes were changed after it.
    NotesChanged(Timestamp),
    /// Nobody knows when the release notes were changed last.
    NotesUndated(Unknown),
    /// Nothing shows to which commit it was given.
    Undated(Unknown),
    /// Somebody else deleted or edited later words of the same person.
    Lost(Timestamp),
}

impl Why {
    /// Whether it says that whoever acted does not hold the role.
    pub(super) fn is_of_the_person(&self) -> bool {
        matches!(self, Self::NotHolder(_) | Self::NotWitness(_))
    }
}

/// What acts are weighed by.
pub(super) struct Scales<'s, 'a> {
    /// Who holds what.
    pub(super) holders: &'s Holders<'a>,
    /// What consents were given to.
    pub(super) clock: &'s Clock<'a>,
    /// Where they were looked for.
    pub(super) places: &'s Places<'a>,
    /// What is asked for.
    pub(super) demand: &'s Demand,
    /// When words of somebody were lost, by login, each looked for once.
    pub(super) lost: RefCell<BTreeMap<String, Option<Timestamp>>>,
}

impl Scales<'_, '_> {
    /// Weighs an act in a role. What certainly does not count is refused, whatever else is not known of it.
    pub(super) fn weigh(&self, act: &Act<'_>, role: &str, deeds: &Deeds<'_>) -> Weight {
        let mut doubts = Vec::new();
        if let Some(flaw) = &act.flaw {
            if !flaw.is_doubt() {
                return Weight::Not(Why::Flaw(flaw.clone()));
            }
            doubts.push(Why::Flaw(flaw.clone()));
        }
        let Some(by) = &act.by else {
            let nobody_known = doubts.pop();
            return nobody_known.map_or(Weight::Not(Why::Deleted), Weight::Doubt);
        };
        let standing = match (act.what, &self.demand.witnessed_by) {
            (What::Witnesses(_), Some(witness)) => self.holders.standing(witness, by),
            _ => self.holders.standing(role, by),
        };
        match (standing, act.what) {
            (Standing::Yes, _) => {}
            (Standing::No(why), What::Witnesses(_)) => return Weight::Not(Why::NotWitness(why)),
            (Standing::No(why), _) => return Weight::Not(Why::NotHolder(why)),
            (Standing::Unsure(doubt), _) => doubts.push(Why::Holder(doubt)),
        }
        let mut takes_back = deeds.revocations.iter().filter(|one| same(one.by, by) && one.of.role(role));
        if let Some(revocation) = takes_back.find(|one| one.takes_back(act)) {
            return Weight::Not(Why::Revoked(revocation.at));
        }
        // A review in an app's name, or a person's, is theirs by the account; words are by the login.
        if let Some(at) = self.lost(&by.login).filter(|lost| act.at <= *lost) {
            doubts.push(Why::Lost(at));
        }
        let given = match act.age.clone().unwrap_or_else(|| self.clock.at(act.at)) {
            Age::Fresh(given) => given,
            Age::Stale(given) => return Weight::Not(Why::Stale(given)),
            Age::Grew(pulls) => return Weight::Not(Why::Grew(pulls)),
            Age::GrewBy(commit) => return Weight::Not(Why::GrewBy(commit)),
            Age::Old => return Weight::Not(Why::Old),
            Age::NotesChanged(at) => return Weight::Not(Why::NotesChanged(at)),
            Age::NotesUnknown(why) => {
                doubts.push(Why::NotesUndated(why));
                Given::Unknown
            }
            Age::Unknown(why) => {
                doubts.push(Why::Undated(why));
                Given::Unknown
            }
        };
        doubts.into_iter().next().map_or(Weight::Counts(given), Weight::Doubt)
    }

    fn lost(&self, person: &Login) -> Option<Timestamp> {
        let mut known = self.lost.borrow_mut();
        *known.entry(person.as_str().to_owned()).or_insert_with(|| self.look_for_lost(person))
    }

    fn look_for_lost(&self, person: &Login) -> Option<Timestamp> {
        let discussions = self.places.all.iter().filter_map(|place| place.discussion);
        discussions.filter_map(|discussion| lost(discussion, person)).max()
    }
}

/// An app may be called like a person, and is another account.
pub(super) fn same(one: &Actor, other: &Actor) -> bool {
    one.kind == other.kind && one.login == other.login
}
