//! Which package of the policy is judged, and the policy as it counts for it.

use std::borrow::Cow;

use crate::candidate::{self, Clues, NoCandidate, Nothing};
use crate::policy::{Holds, Phase, Policy};

/// The policy as it counts for what is judged: where it has packages, with the tags and rules of the one that is meant.
/// Before a merge none is.
///
/// # Errors
/// The policy has several packages, and none or more than one is meant; or one was named that is not there.
pub fn in_force<'p>(
    policy: &'p Policy,
    phase: &Phase,
    clues: Clues<'_>,
) -> Result<Result<Cow<'p, Policy>, Nothing>, NoCandidate> {
    if policy.rules.package.is_some() {
        return Ok(Ok(Cow::Borrowed(policy)));
    }
    if policy.rules.packages.is_empty() || phase.holds == Holds::Merge {
        if let Some(name) = &clues.ask.package {
            candidate::named_package(&policy.rules, name)?;
        }
        return Ok(Ok(Cow::Borrowed(policy)));
    }
    Ok(candidate::find_package(&policy.rules, clues)?.map(|package| Cow::Owned(policy.of_package(package))))
}
