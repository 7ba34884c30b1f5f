//! What notes say of the release, against what is known of it.

use crate::markdown::Outline;
use crate::notes::{Facts, Rules, Template, Text};
use crate::verdict::Finding;

/// What of the notes does not agree with the facts.
#[must_use]
pub fn judge(
    notes: &Text,
    outline: &Outline,
    template: Option<&Template>,
    rules: &Rules,
    facts: &Facts,
) -> Vec<Finding> {
    let _ = (notes, outline, template, rules, facts);
    Vec::new()
}
