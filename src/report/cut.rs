//! What became of the cutting of a tag, or would.

use crate::bump::cut::{Cut, Done, Plan, Refusal};

/// Why nothing is known of what is there.
#[must_use]
pub fn cut_unread(failure: &str) -> String {
    format!("what is there of the release could not be read: {failure}")
}

/// Every write that would be made.
#[must_use]
pub fn cut_planned(cut: &Cut, planned: &Result<Plan, Refusal>) -> String {
    match planned {
        Ok(plan) => {
            plan.steps.iter().map(|step| format!("would {} {}\n", step.method(), step.place())).collect()
        }
        Err(refusal) => format!("{} is not cut: {refusal:?}", cut.tag),
    }
}

/// What was done.
#[must_use]
pub fn cut_done(cut: &Cut, done: &Done, own_token: bool) -> String {
    format!("{} {done:?} {own_token}", cut.tag)
}

/// The same for a page.
#[must_use]
pub fn cut_markdown(cut: &Cut, done: &Done, own_token: bool) -> String {
    format!("\n{}\n", cut_done(cut, done, own_token))
}
