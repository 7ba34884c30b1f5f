//! The `roles:` section: named sets of people.

use std::collections::{BTreeMap, BTreeSet};

use super::Phase;
use crate::evidence::{Login, TeamName};
use crate::release::Role;
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

/// Reads the roles. One that has problems is there all the same, so that nothing says that it is not.
pub(super) fn read(node: &Node, problems: &mut Problems) -> Option<BTreeMap<String, Role>> {
    let mut roles = BTreeMap::new();
    for (name, key, value) in node.entries("`roles`", problems)? {
        super::names::check("a role", name, key, problems);
        roles.insert(name.to_owned(), role(name, value, problems).unwrap_or_default());
    }
    Some(roles)
}

fn role(name: &str, node: &Node, problems: &mut Problems) -> Option<Role> {
    let before = problems.len();
    let mut fields = Fields::of(node, &format!("the role `{name}`"), problems)?;
    let users = fields.get("users").and_then(|users| users.texts("`users`", problems)).unwrap_or_default();
    let teams = fields.get("teams").and_then(|teams| teams.texts("`teams`", problems)).unwrap_or_default();
    fields.finish(problems);
    let mut role = Role::default();
    for (user, at) in users {
        match login(&user) {
            Some(login) if role.users.contains(&login) => {
                problems.error("named-twice", at, format!("`{user}` is named twice"));
            }
            Some(login) => role.users.push(login),
            None => {
                problems
                    .error("not-a-login", at, format!("`{user}` is not a login"))
                    .help("a login has letters, digits and hyphens, without `@`; teams go under `teams:`");
            }
        }
    }
    for (team, at) in teams {
        match team_name(&team) {
            Some(team) if role.teams.contains(&team) => {
                problems.error("named-twice", at, format!("`{team}` is named twice"));
            }
            Some(team) => role.teams.push(team),
            None => {
                problems
                    .error("not-a-team", at, format!("`{team}` is not a team"))
                    .help("write `organization/team-slug`");
            }
        }
    }
    if role.users.is_empty() && role.teams.is_empty() && problems.len() == before {
        problems
            .error("nobody", node.at.clone(), format!("nobody holds the role `{name}`"))
            .help("give it `users:` or `teams:`");
    }
    Some(role)
}

/// A login as GitHub allows it: letters, digits, single hyphens, `_` for managed users, `[bot]` for apps.
pub(crate) fn login(text: &str) -> Option<Login> {
    let name = text.strip_suffix("[bot]").unwrap_or(text);
    let fits = !name.is_empty()
        && name.len() <= 100
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    fits.then(|| Login::new(text))
}

/// `organization/slug`, with or without `@`.
pub(crate) fn team_name(text: &str) -> Option<TeamName> {
    let (organization, slug) = text.strip_prefix('@').unwrap_or(text).split_once('/')?;
    let fits = login(organization).is_some()
        && !slug.is_empty()
        && slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    fits.then(|| TeamName { organization: organization.to_owned(), slug: slug.to_owned() })
}

/// Reports roles that nothing uses: a role without effect is a slip, and what has no effect is not accepted.
///
/// Where the phases could be read, what their requirements say counts. Where they have problems, any mention under
/// `require` or `by` does, so that one slip is not reported as two.
pub(super) fn unused(
    roles: &Node,
    phases: Option<&[Phase]>,
    mentioned_in: &[Option<&Node>],
    problems: &mut Problems,
) {
    let Yaml::Map(pairs) = &roles.kind else { return };
    let mut used = BTreeSet::new();
    match phases {
        Some(phases) => {
            let requirements = phases.iter().flat_map(|phase| &phase.requirements);
            used.extend(requirements.flat_map(|one| one.require.leaves()).flat_map(|leaf| leaf.roles()));
        }
        None => mentioned_in.iter().flatten().for_each(|node| mentions(node, false, &mut used)),
    }
    for (key, _) in pairs {
        if let Some(name) = key.as_str()
            && !used.contains(name)
        {
            problems
                .error("unused-role", key.at.clone(), format!("nothing asks for the role `{name}`"))
                .help("use it in a requirement, or take it out");
        }
    }
}

/// All texts under `require` and `by`.
fn mentions<'n>(node: &'n Node, counts: bool, used: &mut BTreeSet<&'n str>) {
    match &node.kind {
        Yaml::List(items) => items.iter().for_each(|item| mentions(item, counts, used)),
        Yaml::Map(pairs) => {
            for (key, value) in pairs {
                mentions(value, counts || matches!(key.as_str(), Some("require" | "by")), used);
            }
        }
        Yaml::Scalar { text, .. } if counts => {
            used.insert(text);
        }
        Yaml::Scalar { .. } | Yaml::Alias => {}
    }
}
