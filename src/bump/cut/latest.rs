//! Which release is the latest: the highest published final version of the series, never the newest by time.

use super::{Cut, Published, There};
use crate::version::Version;

/// Whether the release becomes the latest when it is published.
pub(super) fn becomes_latest(cut: &Cut, there: &There) -> bool {
    let lower = |(release, version): (&Published, Version)| {
        release.tag == cut.tag || version.cmp_precedence(&cut.version).is_lt()
    };
    cut.latest && cut.is_stable() && finals(cut, there).all(lower)
}

/// The release that must be made the latest now that ours is published: ours, or a higher one in whose place ours was put
/// by a run that could not see it yet. `None`: it is as it should be, or somebody else's to decide.
pub(super) fn to_set<'a>(cut: &Cut, there: &'a There) -> Option<&'a Published> {
    if !cut.latest {
        return None;
    }
    let (highest, _) = finals(cut, there).max_by(|(one, its), (other, others)| {
        let is_latest = |release: &Published| there.latest.as_ref() == Some(&release.tag);
        let by_latest = || is_latest(one).cmp(&is_latest(other));
        // Of those that differ in build metadata alone, none takes it from the other.
        its.cmp_precedence(others).then_with(by_latest).then_with(|| others.cmp(its))
    })?;
    let is_ours = |tag: &str| tag == cut.tag;
    let is_wrong = there.latest.as_deref() != Some(highest.tag.as_str());
    let concerns_us = is_ours(&highest.tag) || there.latest.as_deref().is_some_and(is_ours);
    (is_wrong && concerns_us).then_some(highest)
}

fn finals<'a>(cut: &Cut, there: &'a There) -> impl Iterator<Item = (&'a Published, Version)> {
    let published = there.published.iter().filter(|release| !release.prerelease);
    let versions = published.filter_map(|release| Some((release, cut.pattern.version(&release.tag)?)));
    versions.filter(|(_, version)| version.pre.is_empty())
}
