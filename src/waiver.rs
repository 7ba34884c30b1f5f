//! Decisions to go without a requirement.

use std::ops::Range;

use jiff::civil::Date;
use semver::Version;

use crate::evidence::Login;

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
    /// What of it: `#33`, the number of an alert, the name of a check. Empty: what was found on the day that it was
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
