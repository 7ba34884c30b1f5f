//! What is older than a waiver: it excuses only what was there to be looked at when it was given.
//!
//! When the judged commit came to be where it is, is read from what GitHub records, never from dates of commits, which
//! whoever pushes chooses.

use jiff::Timestamp;

use crate::evidence::{Arrivals, Fact, Oid};

/// How something lies in time to a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// It was there when the waiver was given.
    Older,
    /// It came later.
    Younger,
    /// Nothing shows which.
    Unknown,
}

/// Whether the judged commit was there before a waiver was given. `merged` is when the pull request was merged that made
/// this very commit. In the same second is not before.
#[must_use]
pub fn of_commit(
    commit: &Oid,
    arrivals: &Fact<Arrivals>,
    merged: Option<Timestamp>,
    waived: Timestamp,
) -> Age {
    let arrivals = arrivals.value().filter(|arrivals| arrivals.commit == *commit);
    let came = |arrivals: &Arrivals| -> Vec<Timestamp> {
        let pushes = arrivals.pushes.seen().iter();
        pushes.filter(|push| push.after.as_ref() == Some(commit)).map(|push| push.at).collect()
    };
    let pushed = arrivals.map(came).unwrap_or_default();
    let suites = arrivals.map(|arrivals| arrivals.suites.seen()).unwrap_or_default();
    let proofs = pushed.iter().chain(suites).chain(&merged);
    if proofs.into_iter().any(|at| *at < waived) {
        return Age::Older;
    }
    // Not before the merge that made it; and not before it was pushed, where all pushes are known.
    let all_known = arrivals.is_some_and(|arrivals| arrivals.pushes.whole().is_ok());
    if merged.is_some() || (all_known && !pushed.is_empty()) { Age::Younger } else { Age::Unknown }
}
