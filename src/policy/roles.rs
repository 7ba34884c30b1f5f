//! The `roles:` section: named sets of people.

use std::collections::{BTreeMap, BTreeSet};

use super::Phase;
use crate::evidence::{Login, TeamName};
use crate::release::{Named, Role};
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

/// Reads the roles. One that has problems is there all the same, so that nothing says that it is not.
pub(super) fn read(node: &Node, problems: &mut Problems) -> Option<BTreeMap<String, Role>> {
    let mut roles = BTreeMap::new();
    for (name, key, value) in node.entries("`roles`", problems)? {
        super::names::check("a role", name, key, problems);
        let unread = Role { anybody: true, ..Role::default() };
        roles.insert(name.to_owned(), role(name, value, problems).unwrap_or(unread));
    }
    Some(roles)
}

fn role(name: &str, node: &Node, problems: &mut Problems) -> Option<Role> {
    let before = problems.len();
    let mut fields = Fields::of(node, &format!("the role `{name}`"), problems)?;
    let users = fields.get("users").and_then(|users| users.texts("`users`", problems)).unwrap_or_default();
    let teams = fields.get("teams").and_then(|teams| teams.texts("`teams`", problems)).unwrap_or_default();
    let codeowners = only_true(&mut fields, "codeowners", problems);
    let named_node = fields.get("named");
    let named = named_node.and_then(|node| named(node, problems));
    let anybody = only_true(&mut fields, "anybody", problems);
    let author = fields.get("author").and_then(|node| node.one_of("`author`", &["excluded"], problems));
    let anybody_node = fields.key("anybody");
    fields.finish(problems);
    let authors_excluded = author.is_some();
    let mut role = Role { codeowners, named, anybody, authors_excluded, ..Role::default() };
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
    let clean = problems.len() == before;
    if let (Some(at), true) = (anybody_node.map(|key| key.at.clone()), clean && anybody) {
        // A bot counts only where it is named by its login.
        let is_bot = |login: &Login| login.as_str().ends_with("[bot]");
        let others = !role.teams.is_empty() || codeowners || !role.users.iter().all(is_bot);
        if role.named.is_none() {
            problems
                .error("no-effect", at, "`anybody` speaks of whoever is named for a release, and nobody is")
                .help("say where they are named: `named: assignees` or `named: {field: …}`; or leave it out");
        } else if others {
            problems
                .error("no-effect", at, "with `anybody` whoever is named counts, whatever else stands here")
                .help("leave out `anybody`, or else `users`, `teams` and `codeowners`");
        }
    } else if let (Some(node), true) = (named_node, clean && crate::requirement::is_empty(&role)) {
        problems
            .error("nobody", node.at.clone(), format!("nobody can be named for the role `{name}`"))
            .help("give it `users:` or `teams:` of which a release names some, or `anybody: true`");
    }
    // Who was meant is not known, so that nothing else may say that nobody is in it. The policy is refused.
    role.anybody |= problems.len() > before;
    Some(role)
}

/// A key that only ever says yes.
pub(super) fn only_true(fields: &mut Fields<'_>, key: &'static str, problems: &mut Problems) -> bool {
    let Some(node) = fields.get(key) else { return false };
    let value = node.boolean(&format!("`{key}`"), problems);
    if value == Some(false) {
        problems
            .error("no-effect", node.at.clone(), format!("`{key}` is false where it is left out"))
            .help("leave it out");
    }
    value == Some(true)
}

/// Where each release says who it is: `assignees`, or `{field: LABEL}`.
fn named(node: &Node, problems: &mut Problems) -> Option<Named> {
    if !matches!(node.kind, Yaml::Map(_)) {
        return node.one_of("`named`", &["assignees"], problems).map(|_| Named::Assignees);
    }
    let mut fields = Fields::of(node, "`named`", problems)?;
    let field = fields.require("field", problems).and_then(|node| node.text("`field`", problems));
    fields.finish(problems);
    field.map(Named::Field)
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
    phases_node: &Node,
    others: [Option<&Node>; 2],
    problems: &mut Problems,
) {
    let Yaml::Map(pairs) = &roles.kind else { return };
    let mut used = BTreeSet::new();
    match phases {
        Some(phases) => {
            let requirements = phases.iter().flat_map(|phase| &phase.requirements);
            used.extend(requirements.flat_map(|one| one.require.leaves()).flat_map(|leaf| leaf.roles()));
        }
        None => mentions(phases_node, false, &mut used),
    }
    for other in others.into_iter().flatten() {
        mentions(other, false, &mut used);
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

/// All texts under `require`, `by` and `major-by`.
fn mentions<'n>(node: &'n Node, counts: bool, used: &mut BTreeSet<&'n str>) {
    match &node.kind {
        Yaml::List(items) => items.iter().for_each(|item| mentions(item, counts, used)),
        Yaml::Map(pairs) => {
            for (key, value) in pairs {
                mentions(value, counts || matches!(key.as_str(), Some("require" | "by" | "major-by")), used);
            }
        }
        Yaml::Scalar { text, .. } if counts => {
            used.insert(text);
        }
        Yaml::Scalar { .. } | Yaml::Alias => {}
    }
}
