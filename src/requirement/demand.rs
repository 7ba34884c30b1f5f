//! Whose consent a requirement asks for: the keys that `sign-off`, `checkbox` and `checklist` share.
//!
//! Only the language is here: what may be written, what has to be read for it, and how it is said. Who consented is
//! judged in `consent`.

use std::cell::Cell;
use std::collections::BTreeMap;

use jiff::{Span, SpanRelativeTo};

use super::boxes::{Place, Sheet, Wanted};
use super::consent::{self, Asked};
use super::{Context, PerType};
use crate::evidence::Issue;
use crate::evidence::needs::{ConsentNeeds, Needs};
use crate::markdown::Task;
use crate::release::{Case, Named, Role};
use crate::sign_off::{Demand, Fresh, Signers, Way};
use crate::verdict::{Finding, Outcome};
use crate::yaml::{Fields, Node, Problems};

mod fit;
mod read;
mod says;
mod shape;

pub(crate) use read::{fresh, listed, signers};
pub(crate) use shape::{Freshness, SignersShape};
pub(super) use shape::{Keys, RoleNames};

/// What the rest of a policy says of consent, for the requirements that ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// What consent is given to where a requirement does not say, if the policy says so for all; else the commit.
    pub fresh: Option<Fresh>,
    /// Whether one person may do and verify, because the team is small.
    pub solo: bool,
    /// Whether the policy says which pull request carries a release.
    pub release_pull_request: bool,
    /// Whether the pull requests of a release are those of its milestone.
    pub milestone: bool,
    /// Whether the policy says where release notes are kept.
    pub notes: Kept,
}

/// Whether a policy says where release notes are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kept {
    /// It does not.
    #[default]
    Nowhere,
    /// It does, and names no template.
    WithoutTemplate,
    /// It does, and names their template.
    WithTemplate,
}

impl Default for Setting {
    fn default() -> Self {
        Self { fresh: None, solo: false, release_pull_request: false, milestone: false, notes: Kept::Nowhere }
    }
}

/// The roles that a group or a requirement hands down to what it asks for.
#[derive(Debug)]
pub struct Handed {
    signers: Signers,
    taken: Cell<bool>,
}

impl Handed {
    /// These roles, which nothing uses yet.
    #[must_use]
    pub fn new(signers: Signers) -> Self {
        Self { signers, taken: Cell::new(false) }
    }

    /// Whether something under it uses them.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        self.taken.get()
    }

    fn take(&self) -> Signers {
        self.taken.set(true);
        self.signers.clone()
    }
}

/// What asks for consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// `sign-off`, which is nothing but consent.
    SignOff,
    /// Boxes, which can do without.
    Boxes,
}

/// Consent that a requirement asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Consent {
    demand: Demand,
    /// How many people in each role.
    count: PerType,
    /// The requirement's id.
    id: String,
    holds_merge: bool,
    setting: Setting,
}

impl Consent {
    /// Reads the keys of consent. `Some(None)`: none is asked for. `None`: what is wrong has been reported.
    pub(super) fn read(
        fields: &mut Fields<'_>,
        of: Of,
        context: &Context<'_>,
        problems: &mut Problems,
    ) -> Option<Option<Box<Self>>> {
        read::Written::of(fields).read(fields.node(), of, context, problems)
    }

    /// `sign-off: ROLE`.
    pub(super) fn of_role(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Box<Self>> {
        read::Written::of_role(node).read(node, Of::SignOff, context, problems).flatten()
    }

    /// Whose it is, for those who plan a release.
    pub(super) fn asked(&self) -> super::entries::Asked<'_> {
        super::entries::Asked { demand: &self.demand, count: &self.count }
    }

    /// The roles that it names.
    pub(super) fn roles(&self) -> Vec<&str> {
        self.demand.roles().collect()
    }

    /// Whether this may be a way to consent.
    pub(super) fn takes(&self, way: Way) -> bool {
        self.demand.ways.contains(&way)
    }

    /// Whether nothing but a box may be consent.
    pub(super) fn is_by_box_alone(&self) -> bool {
        self.demand.ways == [Way::Checkbox]
    }

    /// What has to be read to judge it.
    pub(super) fn needs(&self, roles: &BTreeMap<String, Role>) -> Needs {
        let named = || self.demand.roles().filter_map(|name| roles.get(name));
        let mut needs = membership(named(), self.holds_merge);
        let release = !self.holds_merge;
        let beside_boxes = self.demand.ways.iter().any(|way| *way != Way::Checkbox);
        needs.tracking_issue |= release;
        needs.release_pull_request |= release && self.setting.release_pull_request && beside_boxes;
        needs.pull_requests.reviews |= self.holds_merge && self.takes(Way::Review);
        needs.pull_requests.milestoned |= self.demand.fresh == Fresh::Scope && self.setting.milestone;
        let authors = !self.setting.solo && named().any(|role| role.authors_excluded);
        needs.own_commits |= self.holds_merge && authors;
        if self.demand.fresh == Fresh::Notes {
            (needs.notes.asked, needs.notes.age) = (true, true);
        }
        needs.consents.merge(ConsentNeeds {
            discussions: true,
            revisions: release && self.takes(Way::Checkbox),
            arrivals: matches!(self.demand.fresh, Fresh::Commit | Fresh::Scope),
            authors,
        });
        needs
    }

    /// Judges it, beside a box where there is one.
    pub(super) fn judge(&self, case: &Case<'_>, task: Option<(&Issue, &Task, &Wanted)>) -> Vec<Finding> {
        match self.count.number(case) {
            Ok(count) => {
                let asked = Asked { id: &self.id, task };
                consent::judge(case, &self.demand, count, &asked)
            }
            Err(why) => vec![Finding::unreadable("the type of the release", why)],
        }
    }

    /// Judges a box that somebody in a role has to tick. A box that is not there, or of which nobody knows which one is
    /// meant, is said to be so unless consent came in another way.
    pub(super) fn judge_box(
        &self,
        case: &Case<'_>,
        issue: &Issue,
        sheet: &Sheet<'_>,
        wanted: &Wanted,
        place: &Place,
    ) -> Vec<Finding> {
        let without = self.judge(case, None);
        if is_settled(&without) {
            return without;
        }
        match sheet.find(wanted, place) {
            Ok(task) => {
                let mut findings = self.judge(case, Some((issue, task, wanted)));
                if task.also_shows_box && !task.ticked && !is_settled(&findings) {
                    findings.push(sheet.open(wanted, task));
                }
                findings
            }
            Err(lack) => beside(lack.finding, without),
        }
    }
}

/// Whether nothing is missing: every role consented, or said that it does not apply.
pub(super) fn is_settled(findings: &[Finding]) -> bool {
    let settles = |finding: &Finding| matches!(finding.outcome, Outcome::Met | Outcome::NotApplicable);
    !findings.is_empty() && findings.iter().all(settles)
}

/// What was found of a box, and what is missing. Where nobody knows which box is meant, it may have been ticked, so that
/// nothing is known to be missing.
pub(super) fn beside(found: Finding, mut missing: Vec<Finding>) -> Vec<Finding> {
    if found.outcome == Outcome::Unknown {
        for finding in missing.iter_mut().filter(|finding| finding.outcome == Outcome::Unmet) {
            finding.outcome = Outcome::Unknown;
        }
    }
    missing.insert(0, found);
    missing
}

/// What has to be read to know who is in these roles.
pub(crate) fn membership<'r>(roles: impl Iterator<Item = &'r Role>, holds_merge: bool) -> Needs {
    let mut needs = Needs::default();
    for role in roles {
        needs.teams.extend(role.teams.iter().cloned());
        if role.codeowners {
            needs.codeowners = true;
            needs.owning_teams = true;
            needs.net_files |= !holds_merge;
            needs.pull_requests.files = true;
        }
        needs.tracking_issue |= role.named.is_some() && !holds_merge;
        needs.consents.discussions |= role.named == Some(Named::Assignees) && !holds_merge;
    }
    needs
}

/// The most people who can be in a role, as far as the policy alone says: those that it names. `None`: others may be.
pub(crate) fn bounded(role: &Role) -> Option<&[crate::evidence::Login]> {
    let open = !role.teams.is_empty() || role.codeowners || role.anybody;
    (!open).then_some(role.users.as_slice())
}

/// Whether nobody at all can be in a role, as far as the policy alone says.
pub(crate) fn is_empty(role: &Role) -> bool {
    bounded(role).is_some_and(<[_]>::is_empty)
}

/// A time of days, weeks and hours, such as `7 days`. Days have 24 hours.
pub(crate) fn duration(text: &str) -> Option<jiff::SignedDuration> {
    let span = text.parse::<Span>().ok()?;
    let exact = span.get_years() == 0 && span.get_months() == 0;
    let duration = exact.then(|| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok())??;
    duration.is_positive().then_some(duration)
}
