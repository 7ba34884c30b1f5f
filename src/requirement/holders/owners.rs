//! The owners, by CODEOWNERS, of the files that change.

use std::collections::BTreeSet;

use super::{Doubt, Unsure, in_teams, short};
use crate::evidence::fact::Reason;
use crate::evidence::{Login, TeamName, Unknown};
use crate::paths::{CodeOwners, Owner};
use crate::release::Case;

/// Owners of changed files, and why there may be others.
#[derive(Debug, Clone, Default)]
pub(super) struct Owners {
    people: BTreeSet<Login>,
    teams: BTreeSet<TeamName>,
    others: Option<Unknown>,
    /// Lines of the file that cannot be read may have given any file to somebody else.
    damaged: bool,
}

impl Owners {
    /// Reads them.
    pub(super) fn read(case: &Case<'_>) -> Self {
        let mut owners = Self::default();
        let text = match case.evidence.codeowners.known() {
            Ok(Some(text)) => text,
            Ok(None) => return owners,
            Err(why) => return Self { others: Some(why), ..owners },
        };
        let (rules, problems) = CodeOwners::parse(text);
        if let Some(problem) = problems.first() {
            let why = short(Reason::Malformed, format!("line {} of CODEOWNERS", problem.line));
            return Self { others: Some(why), damaged: true, ..owners };
        }
        let own = case.evidence.opening.repository.name.split_once('/').map(|(own, _)| own);
        let is_own = |org: &String| own.is_some_and(|own| own.eq_ignore_ascii_case(org));
        let (paths, all) = case.paths();
        owners.others = all.err();
        for owner in paths.into_iter().filter_map(|path| rules.owners(path)).flatten() {
            match owner {
                Owner::User(name) => {
                    owners.people.insert(Login::new(name));
                }
                // A team has rights in its own organization only.
                Owner::Team { org, .. } if !is_own(org) => {}
                Owner::Team { org, slug } => {
                    owners.teams.insert(TeamName { organization: org.clone(), slug: slug.clone() });
                }
                Owner::Email(address) => {
                    owners.others = Some(short(Reason::Ambiguous, address.clone()));
                }
            }
        }
        owners
    }

    /// Whether somebody is one of them.
    pub(super) fn have(&self, case: &Case<'_>, login: &Login) -> Result<bool, Doubt> {
        if !self.damaged && self.people.contains(login) {
            return Ok(true);
        }
        match (in_teams(case, &self.teams, login)?, &self.others) {
            (false, Some(why)) => Err(Doubt { about: Unsure::Owners, why: why.clone() }),
            (is_in, _) => Ok(is_in),
        }
    }

    /// Those whom reports may name: people and teams.
    pub(super) fn shown(&self) -> (Vec<Login>, Vec<TeamName>) {
        (self.people.iter().cloned().collect(), self.teams.iter().cloned().collect())
    }

    /// All of them, if that is certain.
    pub(super) fn all(&self, case: &Case<'_>) -> Option<Vec<Login>> {
        if self.others.is_some() {
            return None;
        }
        let mut people: Vec<Login> = self.people.iter().cloned().collect();
        for team in &self.teams {
            people.extend(case.team(team).ok()?.iter().cloned());
        }
        Some(people)
    }
}
