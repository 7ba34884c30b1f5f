//! Decisions to go without a requirement: which of them count.
//!
//! What is judged here is one waiver by itself, from plain facts. What it excuses is for whoever has the findings.

mod age;

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;
use semver::Version;

use crate::evidence::{Actor, ActorKind, Login, Unknown};

pub use age::{Age, of_commit};

/// What a policy says of waivers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// The roles whose holders may waive, and lift the holds of others.
    pub by: Vec<String>,
    /// The most days from the day on which a waiver is given to its last day.
    pub longest: u32,
    /// Those that the policy itself records.
    pub granted: Vec<Granted>,
}

/// A waiver that stands in the policy, reviewed like code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The requirement's id.
    pub requirement: String,
    /// What of it: `#33`, `dependabot#7`, the name of a check. Empty: what was found on the day that it was
    /// given.
    pub subjects: Vec<String>,
    /// The release that may go without it.
    pub release: Version,
    /// Who approved it.
    pub by: Login,
    /// The day on which it was given.
    pub given: Date,
    /// Its last day.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// Whether its reason is kept out of the audit line.
    pub private: bool,
    /// Where the policy states it, in bytes of the policy's text.
    pub at: Range<usize>,
}

/// A waiver as somebody wrote it, in a comment or in the policy.
#[derive(Debug, Clone, Copy)]
pub struct Waiver<'a> {
    /// Who gave it; `None` for a deleted account.
    pub by: Option<&'a Actor>,
    /// The only release that it is for; `None`: the one in whose discussion it was given.
    pub release: Option<&'a Version>,
    /// The day on which it was given.
    pub given: Date,
    /// Its last day.
    pub until: Date,
    /// Why.
    pub reason: &'a str,
}

/// What a waiver is judged by.
pub struct Setting<'a> {
    /// What the policy says of waivers.
    pub rules: &'a Rules,
    /// The judged release; `None`: something else is judged.
    pub release: Option<&'a Version>,
    /// The day on which is judged.
    pub today: Date,
    /// Whether somebody holds a role.
    pub holds: &'a dyn Fn(&str, &Actor) -> Holds,
}

/// Whether somebody holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// They do.
    Yes,
    /// They do not.
    No,
    /// Nobody can tell.
    Unknown(Unknown),
}

/// Why a waiver does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is for this other release.
    OtherRelease(Version),
    /// Its last day is over.
    Expired,
    /// Its last day is later than this one, the last that the policy allows.
    TooLong(Date),
    /// The day on which it was given has not come.
    NotYet,
    /// It gives no reason.
    NoReason,
    /// The account is deleted, so nobody knows whose decision it was.
    NoAccount,
    /// An app, or another account that is no person, and that no role names.
    Bot,
    /// Whoever gave it holds none of the roles that may.
    NoRole,
    /// Nobody can tell whether whoever gave it holds such a role.
    RoleUnknown(Unknown),
}

impl Waiver<'_> {
    /// The role in which it was given.
    ///
    /// # Errors
    /// All reasons why it does not count.
    pub fn judge(&self, setting: &Setting<'_>) -> Result<String, Vec<Refusal>> {
        let mut refusals = Vec::new();
        if let Some(release) = self.release.filter(|release| setting.release != Some(release)) {
            refusals.push(Refusal::OtherRelease(release.clone()));
        }
        if self.given > setting.today {
            refusals.push(Refusal::NotYet);
        }
        // The last day is a whole one.
        if self.until < setting.today {
            refusals.push(Refusal::Expired);
        }
        let latest = self.given.saturating_add(i64::from(setting.rules.longest).min(MOST_DAYS).days());
        if self.until > latest {
            refusals.push(Refusal::TooLong(latest));
        }
        if !self.reason.chars().any(char::is_alphanumeric) {
            refusals.push(Refusal::NoReason);
        }
        match self.role(setting) {
            Ok(role) if refusals.is_empty() => return Ok(role),
            Ok(_) => {}
            Err(refusal) => refusals.push(refusal),
        }
        Err(refusals)
    }

    fn role(&self, setting: &Setting<'_>) -> Result<String, Refusal> {
        let by = self.by.ok_or(Refusal::NoAccount)?;
        let mut refusal = if by.kind == ActorKind::User { Refusal::NoRole } else { Refusal::Bot };
        for role in &setting.rules.by {
            match (setting.holds)(role, by) {
                Holds::Yes => return Ok(role.clone()),
                Holds::No => {}
                Holds::Unknown(why) => refusal = Refusal::RoleUnknown(why),
            }
        }
        Err(refusal)
    }
}

/// More days than anybody waits for a release; a span has to have an end.
const MOST_DAYS: i64 = 100_000;

/// Whether a waiver that names these subjects means something that is about those: all of them are named, as they are
/// written. A waiver that names none means everything.
#[must_use]
pub fn means(named: &[String], about: &[String]) -> bool {
    named.is_empty() || (!about.is_empty() && about.iter().all(|one| named.contains(one)))
}

/// Whether what a waiver names is this subject: as it is written, or an alert (`dependabot#7`) by its number alone, as
/// long as no other source has one of that number.
#[must_use]
pub fn names(named: &str, subject: &str) -> bool {
    named == subject || alert_number(subject) == Some(named)
}

/// The number of an alert, out of its name `dependabot#7`.
#[must_use]
pub fn alert_number(subject: &str) -> Option<&str> {
    let (source, number) = subject.split_once('#')?;
    matches!(source, "code-scanning" | "dependabot" | "secret-scanning").then_some(number)
}

#[cfg(test)]
mod tests;
