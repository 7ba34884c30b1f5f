//! What would keep a gate from working, or let it be walked around: (policy, event, settings) → findings.
//!
//! Pure. A finding is a fact with its remedy; what could not be read is a finding of its own, never silence.

mod branches;
mod event;
mod issues;
mod pattern;
mod people;
mod recorded;
mod releases;
mod tags;
#[cfg(test)]
mod tests;
mod token;

use std::collections::BTreeSet;

use crate::evidence::release::Repository;
use crate::evidence::settings::Settings;
use crate::evidence::{Access, Fact, Unknown};
use crate::policy::Policy;
use crate::verdict::{Finding, Message, UNREADABLE, Value};

pub use branches::looked_at;
pub use event::Event;
pub use issues::{Tracked, needs_of_boxes, phases_of_boxes};
pub use people::{named_people, named_teams};
pub use recorded::Unrecorded;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It keeps the gate from working, or lets it be walked around: exit code 1.
    Error,
    /// It weakens the gate, or may keep it from working.
    Warning,
    /// It is worth knowing.
    Note,
}

/// What was found, with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How grave it is.
    pub severity: Severity,
    /// What, and what to do about it, as a pattern with facts.
    pub finding: Finding,
    /// Lines to write somewhere, word for word.
    pub block: Option<Block>,
}

/// Lines to write somewhere, word for word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Their language, as Markdown names it.
    pub language: &'static str,
    /// The lines.
    pub text: String,
}

/// What is examined.
#[derive(Debug, Clone)]
pub struct Examined<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The policy; `None`: it has problems, which are told apart.
    pub policy: Option<&'a Policy>,
    /// The path of the policy.
    pub path: &'a str,
    /// Another file that is a policy too, and is not read.
    pub second: Option<&'a str>,
    /// The rights to read that the policy's phases need.
    pub needed: BTreeSet<Access>,
    /// The event that started this run.
    pub event: Event<'a>,
    /// What surrounds the gate.
    pub settings: &'a Settings,
    /// The names of the tags that are there.
    pub tags: Fact<Vec<String>>,
    /// The tracking issues that are open, with what of the policy they lack.
    pub issues: Fact<Vec<Tracked<'a>>>,
    /// Version tags that record no go, where they were asked for.
    pub unrecorded: Option<Unrecorded<'a>>,
}

/// A message, and how grave it is.
type Rated = (&'static Message, Severity);

/// What a file can say, with how grave each is.
type Part = (&'static [&'static Message], &'static [Rated]);

/// The parts, in the order in which they are looked at.
const PARTS: [Part; 8] = [
    (releases::MESSAGES, releases::RATED),
    (token::MESSAGES, token::RATED),
    (event::MESSAGES, event::RATED),
    (tags::MESSAGES, tags::RATED),
    (branches::MESSAGES, branches::RATED),
    (people::MESSAGES, people::RATED),
    (issues::MESSAGES, issues::RATED),
    (recorded::MESSAGES, recorded::RATED),
];

/// All that can be found, with how grave it is, in the order in which it is looked for.
pub fn table() -> impl Iterator<Item = (&'static Message, Severity)> {
    let of_part = |(messages, rated): Part| {
        messages.iter().map(move |message| {
            let known = rated.iter().find(|(one, _)| one.code == message.code);
            (*message, known.map_or(Severity::Error, |(_, severity)| *severity))
        })
    };
    PARTS.into_iter().flat_map(of_part).chain([(&UNREADABLE, Severity::Warning)])
}

/// Looks for all of it, the gravest first.
#[must_use]
pub fn examine(examined: &Examined<'_>) -> Vec<Found> {
    let mut found = releases::look(examined);
    found.extend(token::look(examined));
    if let Some(policy) = examined.policy {
        found.extend(event::look(policy, &examined.event));
        found.extend(tags::look(examined, policy));
        found.extend(branches::look(examined, policy));
        found.extend(people::look(policy, examined.settings));
        found.extend(issues::look(policy, &examined.issues));
        found.extend(recorded::look(examined.unrecorded.as_ref()));
    }
    // Stable: what is equally grave stays in the order in which it was looked for.
    found.sort_by_key(|one| one.severity);
    found
}

/// A policy that has problems, with them as `policy lint` shows them.
#[must_use]
pub fn problems(path: &str, count: usize, shown: String) -> Found {
    releases::problems(path, count, shown)
}

impl Found {
    /// What a pattern says, as grave as the table has it.
    fn new(message: &'static Message) -> Self {
        Self::of(Finding::unmet(message))
    }

    fn of(finding: Finding) -> Self {
        let rated = table().find(|(known, _)| known.code == finding.message.code);
        let severity = rated.map_or(Severity::Error, |(_, severity)| severity);
        Self { severity, finding, block: None }
    }

    /// What could not be read is a finding of its own.
    fn unread(what: &'static str, why: &Unknown) -> Self {
        Self::of(Finding::unreadable(what, why.clone()))
    }

    fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.finding = self.finding.with(name, value);
        self
    }

    fn code(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with(name, Value::Code(value.into()))
    }

    fn block(mut self, language: &'static str, text: impl Into<String>) -> Self {
        self.block = Some(Block { language, text: text.into() });
        self
    }

    /// Its stable name.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.finding.message.code
    }
}

/// The page of a ruleset, or of all.
fn ruleset_page(repository: &Repository, id: Option<u64>) -> Value {
    let rules = format!("{}/settings/rules", repository.url);
    Value::Code(id.map_or_else(|| rules.clone(), |id| format!("{rules}/{id}")))
}

/// The command that makes a ruleset of the lines of a file.
fn new_ruleset(repository: &Repository, file: &str) -> String {
    format!("gh api --method POST repos/{}/rulesets --input {file}", repository.name)
}
