//! The notes of the release before the gate, with all that they are checked by.

use jiff::Timestamp;

use super::{Facts, Rules, Source, Template, Text, check};
use crate::evidence::Unknown;
use crate::verdict::Finding;

/// Notes, and what they are checked by. It is put together once for each release that is judged.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Where the policy says that they are kept.
    pub source: Source,
    /// Their text, or the findings that say why there is none.
    pub text: Result<Text, Vec<Finding>>,
    /// The template for this release, if the policy names one, or the finding that says why it cannot be used.
    pub template: Result<Option<Template>, Finding>,
    /// What the policy says besides.
    pub rules: Rules,
    /// What they have to agree with.
    pub facts: Facts,
    /// When they were changed last: a sign-off that was given to them before is stale.
    pub changed_at: Result<Timestamp, Unknown>,
    /// What was found while all this was put together, besides what is wrong with the text.
    pub remarks: Vec<Finding>,
}

impl Prepared {
    /// Everything that is wrong with them, in the order of the text.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.remarks.clone();
        match (&self.text, &self.template) {
            (Ok(text), Ok(template)) => {
                findings.extend(check(text, template.as_ref(), &self.rules, &self.facts).findings);
            }
            (text, template) => {
                findings.extend(text.as_ref().err().into_iter().flatten().cloned());
                findings.extend(template.as_ref().err().cloned());
            }
        }
        findings
    }
}
