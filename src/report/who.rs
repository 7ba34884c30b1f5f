//! Who can supply what, one person after the other. Machines are left out.

use super::consents::{self, Missing};
use super::outline::{self, What};
use super::sentence::Writer;
use super::{spot, words};
use crate::evidence::{Login, TeamName};
use crate::verdict::{Finding, RequirementVerdict, Speaks, Verdict, Who};

/// Somebody who can supply something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom<'a> {
    Person(&'a Login),
    Team(&'a TeamName),
    /// A holder of this role, of whom nothing else is known.
    Role(&'a str),
    Writers,
    WritersExcept(&'a Login),
    Admins,
    WorkflowAuthors,
    /// Nobody is named.
    Somebody,
}

/// What one of them can supply.
#[derive(Debug, Clone)]
pub(super) struct Share<'a> {
    pub(super) whom: Whom<'a>,
    pub(super) sign_offs: Vec<Missing<'a>>,
    pub(super) todos: Vec<Todo<'a>>,
}

/// Something to do, and what it is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Todo<'a> {
    pub(super) requirement: &'a RequirementVerdict,
    pub(super) finding: &'a Finding,
}

/// What each can supply now of what holds the phase: people by login, then teams, roles, and all others.
pub(super) fn shares(verdict: &Verdict) -> Vec<Share<'_>> {
    let mut shares = Shares::default();
    for requirement in verdict.holding() {
        for ask in consents::asks(requirement) {
            for whom in whom(ask.finding) {
                let signs = &mut shares.of(whom).sign_offs;
                match signs.iter_mut().find(|known| known.role == ask.sign_off.role) {
                    Some(known) => known.asks.push(ask),
                    None => signs.push(Missing { role: &ask.sign_off.role, asks: vec![ask] }),
                }
            }
        }
        for entry in outline::lacks(requirement) {
            let What::Found(finding) = entry.what else { continue };
            if !is_todo(finding) {
                continue;
            }
            for whom in whom(finding) {
                shares.of(whom).todos.push(Todo { requirement, finding });
            }
        }
    }
    shares.all.sort_by_cached_key(|one| one.whom.order());
    shares.all
}

/// Sign-offs are told by role, and a consent that does not count asks for nothing.
fn is_todo(finding: &Finding) -> bool {
    let told = match finding.speaks {
        Speaks::Missing(_) | Speaks::IgnoredConsent => true,
        Speaks::Else | Speaks::Consent | Speaks::DoubtfulConsent => false,
    };
    let something = !finding.message.todo.is_empty() || !finding.who.is_empty();
    !told && something && !finding.awaits_machine()
}

#[derive(Default)]
struct Shares<'a> {
    all: Vec<Share<'a>>,
}

impl<'a> Shares<'a> {
    fn of(&mut self, whom: Whom<'a>) -> &mut Share<'a> {
        let at = self.all.iter().position(|known| known.whom == whom).unwrap_or(self.all.len());
        if at == self.all.len() {
            self.all.push(Share { whom, sign_offs: Vec::new(), todos: Vec::new() });
        }
        #[expect(clippy::indexing_slicing, reason = "it was found, or put there")]
        &mut self.all[at]
    }
}

/// Who can put a finding right, people of roles among them.
fn whom(finding: &Finding) -> Vec<Whom<'_>> {
    let mut all: Vec<Whom<'_>> = Vec::new();
    for who in &finding.who {
        match who {
            Who::Person(login) => all.push(Whom::Person(login)),
            Who::Team(team) => all.push(Whom::Team(team)),
            Who::Role { name, people, teams } => {
                if people.is_empty() && teams.is_empty() {
                    all.push(Whom::Role(name));
                }
                all.extend(people.iter().map(Whom::Person));
                all.extend(teams.iter().map(Whom::Team));
            }
            Who::Writers | Who::Editors(None) => all.push(Whom::Writers),
            Who::WritersExcept(login) => all.push(Whom::WritersExcept(login)),
            Who::Editors(Some(author)) => all.extend([Whom::Person(author), Whom::Writers]),
            Who::Admins => all.push(Whom::Admins),
            Who::WorkflowAuthors => all.push(Whom::WorkflowAuthors),
            Who::Machine(_) => {}
        }
    }
    if finding.who.is_empty() {
        all.push(Whom::Somebody);
    }
    let mut each: Vec<Whom<'_>> = Vec::new();
    for one in all {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    each
}

impl Whom<'_> {
    /// People first, by login.
    fn order(&self) -> (u8, String) {
        match self {
            Self::Person(login) => (0, login.as_str().to_lowercase()),
            Self::Team(team) => (1, team.to_string()),
            Self::Role(name) => (2, (*name).to_owned()),
            Self::WritersExcept(login) => (3, login.as_str().to_lowercase()),
            Self::Writers => (4, String::new()),
            Self::Admins => (5, String::new()),
            Self::WorkflowAuthors => (6, String::new()),
            Self::Somebody => (7, String::new()),
        }
    }

    /// As reports name them.
    pub(super) fn says(&self, writer: &Writer<'_>) -> String {
        let who = match *self {
            Self::Person(login) => Who::Person(login.clone()),
            Self::Team(team) => Who::Team(team.clone()),
            Self::Role(name) => Who::Role { name: name.to_owned(), people: Vec::new(), teams: Vec::new() },
            Self::Writers => Who::Writers,
            Self::WritersExcept(login) => Who::WritersExcept(login.clone()),
            Self::Admins => Who::Admins,
            Self::WorkflowAuthors => Who::WorkflowAuthors,
            Self::Somebody => return words::NOBODY_NAMED.to_owned(),
        };
        words::who(writer, &who)
    }
}

impl Todo<'_> {
    /// What it is for.
    pub(super) fn title(&self, writer: &Writer<'_>) -> String {
        if consents::is_hold(self.requirement) {
            return words::held(self.requirement.outcome).to_owned();
        }
        words::title(writer, self.requirement)
    }

    /// What to do; what was found, where nothing is told to do.
    pub(super) fn deed(&self, writer: &Writer<'_>) -> Option<String> {
        let deed = Some(writer.deed(self.finding)).filter(|deed| !deed.is_empty())?;
        let place = self.finding.spot.as_deref().map(|spot| format!("{}: ", writer.code(&spot::place(spot))));
        Some(format!("{}{deed}", place.unwrap_or_default()))
    }
}

/// Said where nobody can supply anything.
pub(super) fn nothing(verdict: &Verdict) -> &'static str {
    if verdict.holding().next().is_some() {
        "What is missing is not for people to supply: a machine has to finish."
    } else {
        "Nothing is missing that anybody could supply."
    }
}

#[cfg(test)]
mod tests;
