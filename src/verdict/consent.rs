//! What a verdict says of sign-offs and waivers, besides the outcomes of its requirements.

use jiff::civil::Date;

use super::Finding;
use crate::evidence::Login;

/// What a finding is to a reader who looks for sign-offs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Speaks {
    /// Something else.
    #[default]
    Else,
    /// A sign-off that is missing.
    Missing(Box<MissingSignOff>),
    /// A consent that counts.
    Consent,
    /// A consent that does not count.
    IgnoredConsent,
    /// A consent of which nobody knows whether it counts.
    DoubtfulConsent,
}

/// A sign-off that is missing, and how to give it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingSignOff {
    /// The role.
    pub role: String,
    /// The exact line to type, if a comment may give it: `/holdpoint sign qa-engineer`.
    pub line: Option<String>,
    /// The issue or pull request on which it is typed: number and page.
    pub on: Option<(u64, String)>,
    /// The box to tick instead: its text, and the page that it is on.
    pub tick: Option<(String, String)>,
    /// Whether that box is ticked already, and not by somebody whose tick counts: then it is to be unticked first.
    pub ticked: bool,
    /// The label to put on instead.
    pub label: Option<String>,
    /// The page of the pull request to approve instead.
    pub review: Option<(u64, String)>,
}

/// A waiver, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverVerdict {
    /// The requirement's id as it was written. Untrusted text.
    pub requirement: String,
    /// What of it, as written; empty: what was found when it was given. Untrusted texts.
    pub subjects: Vec<String>,
    /// Who gave it; `None` for a deleted account.
    pub by: Option<Login>,
    /// The role in which they may.
    pub role: Option<String>,
    /// The day on which it was given.
    pub given: Date,
    /// Its last day.
    pub until: Date,
    /// Why. Untrusted text.
    pub reason: String,
    /// Whether its reason is kept out of the audit line.
    pub private: bool,
    /// The comment that it was given in; `None`: the policy records it.
    pub url: Option<String>,
    /// Whether it counts.
    pub accepted: bool,
    /// What it excuses, or why it does not count.
    pub findings: Vec<Finding>,
}
