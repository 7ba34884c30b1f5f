//! Who does what, in plain words: roles, sign-offs and waivers.

use super::Page;
use crate::policy::Policy;
use crate::release::{Named, Role};
use crate::sign_off::Rules;

impl Page {
    pub(super) fn roles(&mut self, policy: &Policy) {
        if policy.roles.is_empty() {
            return;
        }
        self.gap();
        self.line(0, "Roles");
        for (name, role) in &policy.roles {
            self.line(1, &format!("{name}: {}", people(role)));
        }
    }

    pub(super) fn consents(&mut self, policy: &Policy) {
        let rules = policy.consents;
        if rules == Rules::default() {
            return;
        }
        self.gap();
        self.line(0, "Sign-offs");
        if rules.edited {
            self.line(1, "A comment that its author, and nobody else, has edited counts.");
        }
        if rules.solo {
            self.line(
                1,
                "The author of the work may sign in every role, and one person may do and verify. Every report says so.",
            );
        }
        if rules.notify {
            self.line(1, "Each person who has something to sign is told so once for each release.");
        }
    }

    pub(super) fn waivers(&mut self, policy: &Policy) {
        let Some(waivers) = &policy.waivers else { return };
        self.gap();
        self.line(0, "Waivers");
        self.line(
            1,
            &format!(
                "Who holds {} may let a release go without a requirement, for at most {} days, and lift a hold.",
                either(&waivers.by),
                waivers.longest
            ),
        );
        for one in &waivers.granted {
            let of = if one.subjects.is_empty() {
                String::new()
            } else {
                format!(" ({})", one.subjects.join(", "))
            };
            self.line(
                1,
                &format!(
                    "{} goes without {}{of} until {}, as @{} decided on {}: {}",
                    one.release,
                    one.requirement,
                    one.until,
                    one.by.as_str(),
                    one.given,
                    one.reason
                ),
            );
        }
    }
}

/// Roles, one of which is enough.
fn either(roles: &[String]) -> String {
    let roles: Vec<String> = roles.iter().map(|name| format!("the role {name}")).collect();
    roles.join(" or ")
}

fn people(role: &Role) -> String {
    let users = role.users.iter().map(|login| format!("@{login}"));
    let teams = role.teams.iter().map(|team| format!("the team {team}"));
    let owners = role.codeowners.then(|| "the code owners of the changed files".to_owned());
    let mut said = users.chain(teams).chain(owners).collect::<Vec<_>>().join(", ");
    let named = match &role.named {
        Some(Named::Assignees) => Some("the assignees of the tracking issue".to_owned()),
        Some(Named::Field(label)) => Some(format!("whoever the tracking issue names under “{label}”")),
        None => None,
    };
    match (named, role.anybody) {
        (Some(named), true) if said.is_empty() => said = named,
        (Some(named), true) => said = format!("{said}, {named}"),
        (Some(named), false) => said = format!("{named}, if among {said}"),
        (None, _) if said.is_empty() => "people without an account, as a witness says".clone_into(&mut said),
        (None, _) => {}
    }
    if role.authors_excluded {
        said.push_str("; not the authors of the work");
    }
    said
}
