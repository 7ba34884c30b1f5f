//! What branch protection and rulesets require of the release's branch.

use super::NOTHING_REQUIRED;
use crate::evidence::check::RequiredCheck;
use crate::evidence::{Reason, Unknown};
use crate::release::Case;
use crate::verdict::{Finding, Value, Who};

/// The checks that the branch requires, each once, and what could not be read of them. Half of a list that could be
/// longer is still judged, but never for the whole.
pub(super) fn of<'a>(case: &Case<'a>) -> (Vec<&'a RequiredCheck>, Vec<Finding>) {
    let unreadable = |why| (Vec::new(), vec![Finding::unreadable("the list of required checks", why)]);
    let rules = match case.evidence.required_checks.known() {
        Ok(rules) => rules,
        Err(why) => return unreadable(why),
    };
    if rules.branch != case.branch() {
        return unreadable(Unknown::new(Reason::NotCollected).detail(case.branch()));
    }
    let mut required = Vec::new();
    let mut findings = Vec::new();
    for (what, checks) in [
        ("the list of checks that branch protection requires", &rules.protection),
        ("the list of checks that rulesets require", &rules.rulesets),
    ] {
        match checks.known() {
            Ok(checks) => required.extend(checks),
            Err(why) => findings.push(Finding::unreadable(what, why)),
        }
    }
    required.sort_unstable();
    required.dedup();
    if required.is_empty() && findings.is_empty() {
        let nothing = Finding::unknown(&NOTHING_REQUIRED).with("branch", Value::Code(rules.branch.clone()));
        findings.push(nothing.who([Who::Admins, Who::Writers]));
    }
    (required, findings)
}
