//! Whether there is somebody in each role who can act in it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Rated, Severity};
use crate::evidence::issue::Permission;
use crate::evidence::settings::Settings;
use crate::evidence::{Fact, Login, TeamName, Unknown};
use crate::policy::Policy;
use crate::release::Role;
use crate::requirement::takes_comments;
use crate::verdict::Value;

crate::messages! {
    UNREAD_TEAMS = "team-unreadable": "who is in {teams} could not be read, so that nobody's sign-off in {roles} can count: {why}"
        => "{why:remedy}";
    NO_SUCH_PERSON = "no-such-person": "the role {role} names {person}, and no account is called so"
        => "correct the login in the policy, or take it out";
    EMPTY_TEAM = "team-without-members": "nobody is in the team {team}, which the role {role} names"
        => "add somebody to the team, or name others in the policy";
    NOBODY = "role-nobody-holds": "nobody can act in the role {role}: none of those whom it names is there"
        => "name people or teams in it that are there";
    ONE = "role-of-one-person":
        "the role {role} is closed to authors and has {person} alone: what {person} has worked on nobody can sign for"
        => "name somebody else, too, or leave out `author: excluded`";
    READERS = "role-cannot-write":
        "nobody in the role {role} can write to the repository, and the policy asks it for more than comments: {people} cannot tick boxes or set labels, and their reviews do not count"
        => "give one of them write access, or let what asks for that role take comments: `via: [comment]`";
}

pub(super) const RATED: &[Rated] = &[
    (&UNREAD_TEAMS, Severity::Error),
    (&NO_SUCH_PERSON, Severity::Warning),
    (&EMPTY_TEAM, Severity::Warning),
    (&NOBODY, Severity::Error),
    (&ONE, Severity::Warning),
    (&READERS, Severity::Warning),
];

/// The people whom roles name, each once; apps are none.
#[must_use]
pub fn named_people(policy: &Policy) -> Vec<Login> {
    let people: BTreeSet<&Login> = policy.roles.values().flat_map(|role| &role.users).collect();
    people.into_iter().filter(|login| !is_bot(login)).cloned().collect()
}

/// The teams that roles name, each once.
#[must_use]
pub fn named_teams(policy: &Policy) -> Vec<TeamName> {
    let teams: BTreeSet<&TeamName> = policy.roles.values().flat_map(|role| &role.teams).collect();
    teams.into_iter().cloned().collect()
}

fn is_bot(login: &Login) -> bool {
    login.as_str().ends_with("[bot]")
}

pub(super) fn look(policy: &Policy, settings: &Settings) -> Vec<Found> {
    let mut found = unread_teams(policy, settings);
    for (name, role) in &policy.roles {
        found.extend(in_role(name, role, settings, policy));
    }
    let unread = settings.people.iter().find_map(|(_, fact)| fact.known().err());
    found.extend(unread.map(|why| Found::unread("what people in the policy's roles may do", &why)));
    found
}

/// One finding for all teams that could not be read for the same reason.
fn unread_teams(policy: &Policy, settings: &Settings) -> Vec<Found> {
    let mut by_reason: BTreeMap<String, (Unknown, Vec<String>)> = BTreeMap::new();
    for team in &settings.teams {
        if let Err(why) = team.members.whole() {
            let reason = format!("{:?}{:?}", why.reason, why.access);
            by_reason.entry(reason).or_insert_with(|| (why, Vec::new())).1.push(team.name.to_string());
        }
    }
    let roles_of = |teams: &[String]| -> Vec<String> {
        let names = |role: &Role| role.teams.iter().any(|team| teams.contains(&team.to_string()));
        policy.roles.iter().filter(|(_, role)| names(role)).map(|(name, _)| name.clone()).collect()
    };
    let each = by_reason.into_values().map(|(why, teams)| {
        let found = Found::new(&UNREAD_TEAMS).with("roles", Value::Codes(roles_of(&teams)));
        found.with("teams", Value::Codes(teams)).with("why", Value::Unknown(why))
    });
    each.collect()
}

/// Whether something asks a role for more than a comment.
fn takes_more(policy: &Policy, role: &str) -> bool {
    let requirements = policy.phases.iter().flat_map(|phase| &phase.requirements);
    let mut leaves =
        requirements.flat_map(|one| one.require.leaves()).filter(|leaf| leaf.roles().contains(&role));
    leaves.any(|leaf| !takes_comments(leaf))
}

/// What is known of those who may act in a role.
struct Holders<'a> {
    people: Vec<&'a Login>,
    can_write: bool,
    /// Whether there may be others.
    open: bool,
}

fn in_role(name: &str, role: &Role, settings: &Settings, policy: &Policy) -> Vec<Found> {
    let mut found = Vec::new();
    let mut holders = Holders { people: Vec::new(), can_write: false, open: role.codeowners || role.anybody };
    for login in &role.users {
        let may = settings.people.iter().find(|(one, _)| one == login).map(|(_, may)| may);
        match may {
            Some(Fact::Known(None)) => {
                let one = Found::new(&NO_SUCH_PERSON).code("role", name);
                found.push(one.with("person", Value::Person(login.clone())));
            }
            Some(Fact::Known(Some(may))) => {
                holders.can_write |= matches!(may, Permission::Write | Permission::Admin);
                holders.people.push(login);
            }
            _ => {
                holders.open |= !is_bot(login);
                holders.people.push(login);
            }
        }
    }
    for team in role.teams.iter().filter_map(|name| settings.teams.iter().find(|team| team.name.is(name))) {
        match team.members.whole() {
            Ok([]) => {
                let one = Found::new(&EMPTY_TEAM).code("role", name);
                found.push(one.code("team", team.name.to_string()));
            }
            Ok(members) => {
                // What members of teams may do is not looked up.
                holders.can_write = true;
                holders.people.extend(members.iter().filter(|one| !role.users.contains(one)));
            }
            Err(_) => holders.open = true,
        }
    }
    let named = !role.users.is_empty() || !role.teams.is_empty();
    if holders.open || !named {
        return found;
    }
    found.extend(holders.lack(name, role, policy));
    found
}

impl Holders<'_> {
    fn lack(&self, name: &str, role: &Role, policy: &Policy) -> Option<Found> {
        let found = match self.people.as_slice() {
            [] => Found::new(&NOBODY),
            [one] if role.authors_excluded && !policy.consents.solo => {
                Found::new(&ONE).with("person", Value::Person((*one).clone()))
            }
            people
                if !self.can_write && !people.iter().all(|one| is_bot(one)) && takes_more(policy, name) =>
            {
                let people = people.iter().map(|one| (*one).clone()).collect();
                Found::new(&READERS).with("people", Value::People(people))
            }
            _ => return None,
        };
        Some(found.code("role", name))
    }
}
