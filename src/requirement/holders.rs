//! Who holds a role.
//!
//! Somebody holds a role if the policy's users, teams or owners have them; where the release names its holders, if it
//! names them as well; and if the role is not closed to those whose work is judged, or the work is not theirs. What
//! could not be read makes nobody a holder, and nobody's attempt refused: it is unknown.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use crate::evidence::fact::Reason;
use crate::evidence::{Actor, ActorKind, Login, TeamName, Unknown};
use crate::release::{Case, Role};
use crate::verdict::Who;

mod authors;
mod named;
mod owners;

use authors::Authors;
use named::Here;
use owners::Owners;

/// Why somebody does not hold a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NotHolding {
    /// The role does not name them.
    NotNamed,
    /// An app, or another account that is no person, which the role does not name.
    NotAPerson,
    /// The role has them, but this release names others.
    NotNamedHere,
    /// It is their own work that is judged.
    Author,
}

/// Why nobody can tell whether somebody holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubt {
    /// What is not known.
    pub(super) about: Unsure,
    /// Why.
    pub(super) why: Unknown,
}

/// What is not known of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unsure {
    /// Who is in this team.
    Team(TeamName),
    /// Who owns the files that change.
    Owners,
    /// Whom the release names.
    Named,
    /// Whose work is judged.
    Authors,
    /// Whose commit this is: a name to which no account belongs. Untrusted text.
    Unattributed(String),
}

/// Whether somebody holds a role, and if nobody can tell, what is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// They do.
    Yes,
    /// They do not.
    No(NotHolding),
    /// Nobody can tell.
    Unsure(Doubt),
}

/// Why nobody at all can act in a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vacant {
    /// Nobody is in it.
    Empty,
    /// The release names nobody, or nobody who is in it.
    NobodyNamed,
    /// All who are in it are authors of the work.
    AllAuthors,
}

impl Vacant {
    /// As it stands after "nobody can sign as …: ".
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Empty => "nobody is in it",
            Self::NobodyNamed => "this release names nobody for it who may hold it",
            Self::AllAuthors => {
                "all who are in it have worked on what is judged, and it is closed to authors"
            }
        }
    }
}

/// The holders of a role, as reports name them.
pub(crate) fn who(case: &Case<'_>, name: &str) -> Who {
    Holders::of(case).who(name)
}

/// What is known of all roles, each thing read once.
pub(super) struct Holders<'a> {
    case: Case<'a>,
    owners: OnceCell<Owners>,
    authors: OnceCell<Authors>,
    here: RefCell<BTreeMap<String, Here>>,
    known: RefCell<BTreeMap<(String, String, u8), Standing>>,
}

impl<'a> Holders<'a> {
    /// Of the policy's roles, for what is judged.
    pub(super) fn of(case: &Case<'a>) -> Self {
        Self {
            case: *case,
            owners: OnceCell::new(),
            authors: OnceCell::new(),
            here: RefCell::default(),
            known: RefCell::default(),
        }
    }

    /// Whether somebody holds a role.
    pub(super) fn standing(&self, role: &str, actor: &Actor) -> Standing {
        let key = (role.to_owned(), actor.login.as_str().to_owned(), actor.kind as u8);
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let standing = match self.case.roles.get(role) {
            None => Standing::No(NotHolding::NotNamed),
            Some(of) => self.judge(role, of, actor),
        };
        self.known.borrow_mut().insert(key, standing.clone());
        standing
    }

    /// What is certainly so comes before what is not known: an author is refused whoever is in the team.
    fn judge(&self, name: &str, role: &Role, actor: &Actor) -> Standing {
        let parts = [self.listed(role, actor), self.named(name, role, actor), self.free(role, actor)];
        let no = parts.iter().find(|part| matches!(part, Standing::No(_)));
        let unsure = || parts.iter().find(|part| matches!(part, Standing::Unsure(_)));
        no.or_else(unsure).cloned().unwrap_or(Standing::Yes)
    }

    /// Whether users, teams or owners have them. An app is never meant by a person's name, nor a person by an app's.
    fn listed(&self, role: &Role, actor: &Actor) -> Standing {
        if role.users.iter().any(|user| is_meant(user, actor)) {
            return Standing::Yes;
        }
        if actor.kind != ActorKind::User {
            return Standing::No(NotHolding::NotAPerson);
        }
        if role.anybody && role.named.is_some() {
            return Standing::Yes;
        }
        let mut unsure = match in_teams(&self.case, &role.teams, &actor.login) {
            Ok(true) => return Standing::Yes,
            Ok(false) => None,
            Err(doubt) => Some(doubt),
        };
        if role.codeowners {
            match self.owners().have(&self.case, &actor.login) {
                Ok(true) => return Standing::Yes,
                Ok(false) => {}
                Err(doubt) => unsure = Some(doubt),
            }
        }
        unsure.map_or(Standing::No(NotHolding::NotNamed), Standing::Unsure)
    }

    /// Whether the release names them, where it is to name its holders.
    fn named(&self, name: &str, role: &Role, actor: &Actor) -> Standing {
        let Some(named) = &role.named else { return Standing::Yes };
        let mut here = self.here.borrow_mut();
        let here = here.entry(name.to_owned()).or_insert_with(|| Here::read(&self.case, named));
        match here.have(&self.case, &actor.login) {
            Ok(true) => Standing::Yes,
            Ok(false) => Standing::No(NotHolding::NotNamedHere),
            Err(doubt) => Standing::Unsure(doubt),
        }
    }

    /// Whether the work is somebody else's, where the role asks for that.
    fn free(&self, role: &Role, actor: &Actor) -> Standing {
        if !role.authors_excluded || self.case.record.rules.solo {
            return Standing::Yes;
        }
        match self.authors().have(&actor.login) {
            Ok(true) => Standing::No(NotHolding::Author),
            Ok(false) => Standing::Yes,
            Err(doubt) => Standing::Unsure(doubt),
        }
    }

    fn owners(&self) -> &Owners {
        self.owners.get_or_init(|| Owners::read(&self.case))
    }

    fn authors(&self) -> &Authors {
        self.authors.get_or_init(|| Authors::read(&self.case))
    }

    /// The holders of a role, as reports name them: those who can act in it now, as far as is known. Members of a team
    /// are named where that shows nobody more than they may see (rule 11), and stand for their team.
    pub(super) fn who(&self, name: &str) -> Who {
        let role = self.case.roles.get(name).cloned().unwrap_or_default();
        let mut people = Vec::new();
        let mut teams = Vec::new();
        let can = |login: &Login| {
            let actor = Actor { login: login.clone(), kind: kind_of(login) };
            self.standing(name, &actor) == Standing::Yes
        };
        let mut add = |login: &Login| {
            if !people.contains(login) && can(login) {
                people.push(login.clone());
            }
        };
        role.users.iter().for_each(&mut add);
        let (owners, owning) = if role.codeowners { self.owners().shown() } else { Default::default() };
        owners.iter().for_each(&mut add);
        for team in role.teams.iter().chain(&owning) {
            match self.case.team(team) {
                Ok(members) if self.may_name(team) && members.len() <= FEW => {
                    members.iter().for_each(&mut add)
                }
                _ if !teams.contains(team) => teams.push(team.clone()),
                _ => {}
            }
        }
        if let Some(named) = role.named.as_ref().filter(|_| role.anybody) {
            Here::read(&self.case, named).people().iter().for_each(&mut add);
        }
        // Where each release names its holders, they are people, and whoever else is in the teams cannot act.
        if role.named.is_some() && !people.is_empty() {
            teams.clear();
        }
        Who::Role { name: name.to_owned(), people, teams }
    }

    fn may_name(&self, team: &TeamName) -> bool {
        let secret =
            self.case.evidence.teams.iter().find(|one| one.name.is(team)).is_none_or(|one| one.secret);
        self.case.evidence.opening.repository.private || !secret
    }

    /// Why nobody can act in a role, if that is certain.
    pub(super) fn vacant(&self, name: &str) -> Option<Vacant> {
        let role = self.case.roles.get(name).cloned().unwrap_or_default();
        let mut people: Vec<Login> = role.users.clone();
        for team in &role.teams {
            people.extend(self.case.team(team).ok()?.iter().cloned());
        }
        if role.codeowners {
            people.extend(self.owners().all(&self.case)?);
        }
        if role.anybody
            && let Some(named) = &role.named
        {
            people.extend(Here::read(&self.case, named).all()?);
        }
        let mut worst = Vacant::Empty;
        for login in people {
            let actor = Actor { kind: kind_of(&login), login };
            match self.standing(name, &actor) {
                Standing::Yes | Standing::Unsure(_) => return None,
                Standing::No(NotHolding::Author) => worst = Vacant::AllAuthors,
                Standing::No(NotHolding::NotNamedHere) if worst == Vacant::Empty => {
                    worst = Vacant::NobodyNamed
                }
                Standing::No(_) => {}
            }
        }
        if worst == Vacant::Empty && role.anybody && role.named.is_some() {
            worst = Vacant::NobodyNamed;
        }
        Some(worst)
    }
}

/// A team with more members is named as a team.
const FEW: usize = 8;

/// An app has `[bot]` behind its name, in the policy as on its page, so that an app that is called like a person cannot
/// sign for them.
fn is_meant(user: &Login, actor: &Actor) -> bool {
    *user == actor.login && actor.kind == kind_of(user) && actor.kind != ActorKind::Other
}

fn kind_of(user: &Login) -> ActorKind {
    let app = user.as_str().to_lowercase().ends_with("[bot]");
    if app { ActorKind::Bot } else { ActorKind::User }
}

/// Whether somebody is in one of these teams. Where they are in none that is known, the last that is not known is the doubt.
fn in_teams<'t>(
    case: &Case<'_>,
    teams: impl IntoIterator<Item = &'t TeamName>,
    login: &Login,
) -> Result<bool, Doubt> {
    let mut doubt = None;
    for team in teams {
        match case.team(team) {
            Ok(members) if members.contains(login) => return Ok(true),
            Ok(_) => {}
            Err(why) => doubt = Some(Doubt { about: Unsure::Team(team.clone()), why }),
        }
    }
    doubt.map_or(Ok(false), Err)
}

fn short(reason: Reason, detail: impl Into<String>) -> Unknown {
    Unknown::new(reason).detail(detail)
}

#[cfg(test)]
mod tests;
