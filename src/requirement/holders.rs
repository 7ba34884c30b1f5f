//! Who holds a role.

use crate::evidence::{Actor, ActorKind, Unknown};
use crate::release::Case;
use crate::verdict::Who;

/// Whether somebody holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holding {
    /// They do.
    Yes,
    /// They do not.
    No(NotHolding),
    /// Nobody can tell.
    Unknown(Unknown),
}

/// Why somebody does not hold a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotHolding {
    /// The role does not name them.
    NotNamed,
    /// An app, or another account that is no person, which the role does not name.
    NotAPerson,
}

/// Whether somebody holds a role of the policy.
pub(crate) fn holds(case: &Case<'_>, role: &str, actor: &Actor) -> Holding {
    let Some(role) = case.roles.get(role) else { return Holding::No(NotHolding::NotNamed) };
    if role.users.contains(&actor.login) {
        return Holding::Yes;
    }
    if actor.kind != ActorKind::User {
        return Holding::No(NotHolding::NotAPerson);
    }
    let mut unread = None;
    for team in &role.teams {
        match case.team(team) {
            Ok(members) if members.contains(&actor.login) => return Holding::Yes,
            Ok(_) => {}
            Err(why) => unread = Some(why),
        }
    }
    unread.map_or(Holding::No(NotHolding::NotNamed), Holding::Unknown)
}

/// The holders of a role, as reports name them.
pub(crate) fn who(case: &Case<'_>, name: &str) -> Who {
    let role = case.roles.get(name).cloned().unwrap_or_default();
    Who::Role { name: name.to_owned(), people: role.users, teams: role.teams }
}
