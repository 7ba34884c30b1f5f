//! Notes against template, rules and facts.

pub mod facts;

use super::{Facts, Rules, Template, Text};
use crate::verdict::Finding;

/// What a check of notes found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// What is wrong or could not be read, in the order of the text. Each has its spot.
    pub findings: Vec<Finding>,
}

/// Checks notes.
#[must_use]
pub fn check(notes: &Text, template: Option<&Template>, rules: &Rules, facts: &Facts) -> Checked {
    let outline = notes.outline();
    let mut findings = facts::judge(notes, &outline, template, rules, facts);
    findings.sort_by_key(|finding| finding.spot.as_ref().map(|spot| (spot.line, spot.column)));
    Checked { findings }
}
