//! Whose approval is asked for.

use std::collections::BTreeMap;

use super::super::tree::unknown_role;
use super::super::{Context, is_empty, texts};
use crate::evidence::{Login, PullRequest, TeamName, Unknown};
use crate::release::{Case, Role};
use crate::verdict::Who;
use crate::yaml::{Fields, Node, Problems};

/// Whose approval is asked for: people, teams, and holders of roles of the policy.
#[derive(Debug, Clone, Default, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub(super) struct Approvers {
    /// People, by login.
    #[schemars(default, schema_with = "texts::texts", transform = texts::without_default)]
    users: Vec<Login>,
    /// Teams, written `organization/team-slug`. Members of their child teams are among them.
    #[schemars(default, schema_with = "texts::texts", transform = texts::without_default)]
    teams: Vec<TeamName>,
    /// Roles that the policy defines.
    #[schemars(default, schema_with = "texts::texts", transform = texts::without_default)]
    pub(super) roles: Vec<String>,
}

impl Approvers {
    pub(super) fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`from`", problems)?;
        let users = fields.get("users").map(|node| {
            let read = |text: String| login(&text).ok_or_else(|| not_a("a login, such as `mona`", &text));
            texts::read_each(node, "`users`", problems, Login::eq, read)
        });
        let teams = fields.get("teams").map(|node| {
            let read =
                |text: String| team(&text).ok_or_else(|| not_a("a team, such as `octoacme/devops`", &text));
            texts::read_each(node, "`teams`", problems, TeamName::is, read)
        });
        let roles = fields.get("roles").map(|node| {
            let roles = texts::read_each(node, "`roles`", problems, String::eq, Ok);
            for name in roles.iter().flatten() {
                match context.roles.get(name) {
                    None => unknown_role(name, node, context.roles, problems),
                    Some(role) => plain_role(name, role, node, problems),
                }
            }
            roles
        });
        let approvers = Self {
            users: users.flatten().unwrap_or_default(),
            teams: teams.flatten().unwrap_or_default(),
            roles: roles.flatten().unwrap_or_default(),
        };
        let anybody = approvers.is_anybody();
        fields.finish(problems);
        if anybody && problems.len() == before {
            problems
                .error("nobody", node.at.clone(), "`from` names nobody")
                .help("give it `users`, `teams` or `roles`, or leave it out if everybody's approval counts");
        }
        (problems.len() == before).then_some(approvers)
    }

    /// Whether the policy names nobody, so that everybody who can write may approve.
    pub(super) fn is_anybody(&self) -> bool {
        self.users.is_empty() && self.teams.is_empty() && self.roles.is_empty()
    }

    /// At the end of a clause: nothing, or whose approvals count.
    pub(super) fn says(&self) -> String {
        if self.is_anybody() {
            return String::new();
        }
        let users = self.users.iter().map(|login| format!("@{login}"));
        let teams = self.teams.iter().map(|team| format!("the team {team}"));
        let roles = self.roles.iter().map(|role| format!("the role {role}"));
        format!(", from {}", users.chain(teams).chain(roles).collect::<Vec<_>>().join(", "))
    }

    fn roles<'a>(&'a self, roles: &'a BTreeMap<String, Role>) -> impl Iterator<Item = &'a Role> {
        self.roles.iter().filter_map(|name| roles.get(name))
    }

    /// The teams, those of roles among them, each once.
    pub(super) fn teams<'a>(
        &'a self,
        roles: &'a BTreeMap<String, Role>,
    ) -> impl Iterator<Item = &'a TeamName> {
        let mut teams: Vec<&TeamName> = Vec::new();
        for team in self.teams.iter().chain(self.roles(roles).flat_map(|role| &role.teams)) {
            if !teams.iter().any(|known| known.is(team)) {
                teams.push(team);
            }
        }
        teams.into_iter()
    }

    fn users<'a>(&'a self, roles: &'a BTreeMap<String, Role>) -> impl Iterator<Item = &'a Login> {
        self.users.iter().chain(self.roles(roles).flat_map(|role| &role.users))
    }

    /// The people who may approve, and the teams of whom nobody knows who is in them.
    pub(super) fn people<'a>(&'a self, case: &Case<'a>) -> (Vec<&'a Login>, Vec<(TeamName, Unknown)>) {
        let mut people: Vec<&Login> = self.users(case.roles).collect();
        let mut unread = Vec::new();
        for team in self.teams(case.roles) {
            match case.team(team) {
                Ok(members) => people.extend(members),
                Err(why) => unread.push((team.clone(), why)),
            }
        }
        (people, unread)
    }

    /// Who can approve besides those who have.
    pub(super) fn who(
        &self,
        roles: &BTreeMap<String, Role>,
        pull: &PullRequest,
        have: &[&Login],
    ) -> Vec<Who> {
        let author = pull.author.as_ref().map(|author| &author.login);
        if self.is_anybody() {
            return vec![author.map_or(Who::Writers, |author| Who::WritersExcept(author.clone()))];
        }
        let can = |login: &&Login| Some(*login) != author && !have.contains(login);
        let mut who: Vec<Who> =
            self.users(roles).filter(can).map(|login| Who::Person(login.clone())).collect();
        who.extend(self.teams(roles).map(|team| Who::Team(team.clone())));
        who.dedup();
        // Everybody who is named has approved or is the author: only the policy can help.
        if who.is_empty() { vec![Who::Writers] } else { who }
    }
}

/// Approvals are counted by logins and teams: a role that says more would be taken for a wider one.
fn plain_role(name: &str, role: &Role, node: &Node, problems: &mut Problems) {
    if role.named.is_some() || role.codeowners || role.authors_excluded {
        problems
            .error(
                "not-only-people",
                node.at.clone(),
                format!("the role `{name}` is more than `users` and `teams`, which are all that count here"),
            )
            .help("ask for its consent with `sign-off: {by: …, via: review}`, or name people and teams here");
    } else if is_empty(role) {
        problems
            .error("nobody", node.at.clone(), format!("nobody holds the role `{name}`"))
            .help("give it `users:` or `teams:` under `roles:`");
    }
}

fn not_a(what: &str, text: &str) -> String {
    format!("`{text}` is not {what}")
}

/// A person's login: letters, digits, hyphens, and `_` for managed users. An app's `[bot]` approves nothing.
fn login(text: &str) -> Option<Login> {
    let name = text.strip_prefix('@').unwrap_or(text);
    is_name(name, "-_").then(|| Login::new(name))
}

fn team(text: &str) -> Option<TeamName> {
    let (organization, slug) = text.strip_prefix('@').unwrap_or(text).split_once('/')?;
    let fits = is_name(organization, "-_") && is_name(slug, "-_.");
    fits.then(|| TeamName { organization: organization.to_owned(), slug: slug.to_owned() })
}

fn is_name(text: &str, more: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
}
