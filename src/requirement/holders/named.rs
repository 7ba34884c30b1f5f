//! The people whom a release names for a role: in a field of its tracking issue, or by assigning it to them.

use super::{Doubt, Unsure, short};
use crate::evidence::fact::Reason;
use crate::evidence::{Login, TeamName, Unknown};
use crate::markdown::{self, Field, is_placeholder, normalise};
use crate::release::{Case, Named, NoIssue};

/// Whom the release names.
#[derive(Debug, Clone)]
pub(super) struct Here {
    people: Vec<Login>,
    teams: Vec<TeamName>,
    unknown: Option<Unknown>,
}

impl Here {
    /// Reads it. Without a tracking issue, or without the field, nobody is named.
    pub(super) fn read(case: &Case<'_>, named: &Named) -> Self {
        let mut here = Self { people: Vec::new(), teams: Vec::new(), unknown: None };
        let issue = match case.tracking_issue() {
            Ok(issue) => issue,
            Err(NoIssue::Unknown(why)) => return Self { unknown: Some(why), ..here },
            Err(NoIssue::Several(_)) => {
                return Self { unknown: Some(Unknown::new(Reason::Ambiguous)), ..here };
            }
            Err(_) => return here,
        };
        match named {
            Named::Assignees => {
                let discussion = case.evidence.discussion(issue.number);
                let assignees = discussion
                    .ok_or_else(|| Unknown::new(Reason::NotCollected))
                    .and_then(|discussion| discussion.assignees.whole());
                match assignees {
                    Ok(people) => here.people = people.to_vec(),
                    Err(why) => here.unknown = Some(why),
                }
            }
            Named::Field(label) => {
                let key = normalise(label);
                let fields = markdown::fields(&issue.body);
                let mut fields = fields.iter().filter(|field| field.key == key);
                if let Some(field) = fields.next() {
                    here.add(field);
                }
                if fields.next().is_some() {
                    here.unknown = Some(short(Reason::Ambiguous, label.clone()));
                }
            }
        }
        here
    }

    /// A mention names a person or a team; without any, a single word names a person. What is struck through, or is still to
    /// be filled in, names nobody.
    fn add(&mut self, field: &Field) {
        let is_struck = field.value.starts_with("~~") && field.value.ends_with("~~");
        if is_struck || is_placeholder(&field.value) || is_placeholder(&field.text) {
            return;
        }
        for mention in &field.mentions {
            match mention.split_once('/') {
                Some((organization, slug)) => {
                    let (organization, slug) = (organization.to_owned(), slug.to_owned());
                    self.teams.push(TeamName { organization, slug });
                }
                None => self.people.push(Login::new(mention)),
            }
        }
        let word = field.text.trim();
        let is_login = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if field.mentions.is_empty() && !word.is_empty() && is_login(word) {
            self.people.push(Login::new(word));
        }
    }

    /// Whether it names somebody.
    pub(super) fn have(&self, case: &Case<'_>, login: &Login) -> Result<bool, Doubt> {
        if let Some(why) = &self.unknown {
            return Err(Doubt { about: Unsure::Named, why: why.clone() });
        }
        let mut doubt = None;
        for team in &self.teams {
            match case.team(team) {
                Ok(members) if members.contains(login) => return Ok(true),
                Ok(_) => {}
                Err(why) => doubt = Some(Doubt { about: Unsure::Team(team.clone()), why }),
            }
        }
        if self.people.contains(login) { Ok(true) } else { doubt.map_or(Ok(false), Err) }
    }

    /// The people whom it names.
    pub(super) fn people(&self) -> &[Login] {
        &self.people
    }

    /// All whom it names, if that is certain.
    pub(super) fn all(&self) -> Option<Vec<Login>> {
        (self.unknown.is_none() && self.teams.is_empty()).then(|| self.people.clone())
    }
}
