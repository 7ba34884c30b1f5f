//! The tracking issue of a release, written from the policy.
//!
//! | module | holds |
//! | --- | --- |
//! | [`facts`] | what is known of the release that is planned |
//! | `outline` | what the policy asks of the tracking issue, by phase and section |
//! | `words` | what is said of each box: whose tick counts, when it counts, what else will do |
//! | `safe` | texts of the policy as Markdown that is found again by the same key |
//! | `page` | the whole as a text, with headings at levels at which everything is found |
//! | `mark` | hidden marks by which an update knows what it wrote itself |
//! | [`merge`] | the plan of now, put into a tracking issue that people have changed |
//!
//! All of it is pure. What is written is found by the code that judges it, and nothing rests on the marks: whoever writes
//! one by hand proves nothing with it.

pub mod facts;
mod mark;
pub mod merge;
mod outline;
mod page;
mod safe;
#[cfg(test)]
mod tests;
mod words;

use crate::policy::Policy;

pub use facts::{Facts, Tracking};
pub use merge::{Updated, update};

/// A tracking issue as the policy asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its title, which names the version.
    pub title: String,
    /// Its label, if the policy finds it by one.
    pub label: Option<String>,
    /// Its text.
    pub body: String,
    /// What the policy asks for and could not be written so that the gate would find it.
    pub lost: Vec<Lost>,
}

/// A box or field that a gate would not find, however it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The requirement's id.
    pub id: String,
    /// The text, as the policy writes it.
    pub text: String,
    /// How often a gate would find it. It must be once.
    pub found: usize,
}

/// Plans a release.
#[must_use]
pub fn plan(policy: &Policy, facts: &Facts) -> Plan {
    let written = page::write(&outline::outline(policy, facts), policy, facts);
    Plan {
        title: facts.title(),
        label: policy.rules.tracking_issue.clone(),
        body: written.body,
        lost: written.lost,
    }
}
