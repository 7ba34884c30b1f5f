//! The release for the tag, or its draft, and its assets.

use super::{
    ASSET_EMPTY, ASSET_MISSING, ASSET_MISSING_BUT, ASSET_PENDING, ASSETS, NO_RELEASE, NO_RELEASE_SEEN, Name,
    SEVERAL_RELEASES,
};
use crate::candidate::Candidate;
use crate::evidence::artifact::{Asset, Release};
use crate::evidence::{Reason, Unknown};
use crate::release::Case;
use crate::verdict::{Finding, Value, Who};

/// So many releases of one tag are named.
const NAMED: usize = 5;

pub(super) fn judge(names: &[Name], case: &Case<'_>) -> Vec<Finding> {
    let unreadable = |why| vec![Finding::unreadable("the list of releases", why)];
    let (releases, drafts_shown, candidate) = match found(case) {
        Ok(found) => found,
        Err(why) => return unreadable(why),
    };
    let tag = |finding: Finding| finding.with("tag", Value::Code(candidate.tag.clone())).who([Who::Writers]);
    match releases {
        [one] => assets(names, one, candidate),
        [] if drafts_shown => {
            let version = candidate.version.to_string();
            let names = names.iter().map(|name| name.of(&version)).collect();
            vec![tag(Finding::absent(&NO_RELEASE).with("assets", Value::Codes(names)))]
        }
        [] => {
            let right = Value::Code("contents: write".to_owned());
            let finding = Finding::unknown(&NO_RELEASE_SEEN).with("right", right);
            vec![tag(finding).who([Who::WorkflowAuthors])]
        }
        several => {
            let one_of = |one: &Release| {
                let finding = about(one, candidate, Finding::unknown(&SEVERAL_RELEASES));
                tag(finding.with("count", several.len()))
            };
            several.iter().take(NAMED).map(one_of).collect()
        }
    }
}

/// The releases for the tag, if they were read for it and whole; and whether drafts would be among them.
fn found<'a>(case: &Case<'a>) -> Result<(&'a [Release], bool, &'a Candidate), Unknown> {
    let candidate = case.candidate().ok_or_else(|| Unknown::new(Reason::NotCollected))?;
    let read = case.evidence.releases.known()?;
    if read.tag != candidate.tag {
        return Err(Unknown::new(Reason::NotCollected));
    }
    Ok((read.releases.whole()?, read.drafts_shown, candidate))
}

/// Says which release a finding is about.
fn about(release: &Release, candidate: &Candidate, finding: Finding) -> Finding {
    let kind = if release.draft { "the draft release" } else { "the release" };
    let link = Value::Link { text: candidate.tag.clone(), url: release.url.clone() };
    finding.with("kind", Value::Words(kind)).with("release", link)
}

fn assets(names: &[Name], release: &Release, candidate: &Candidate) -> Vec<Finding> {
    let all: Vec<&Asset> = match release.assets.whole() {
        Ok(all) => all.iter().collect(),
        Err(why) => return vec![Finding::unreadable("the list of the release's assets", why)],
    };
    let version = candidate.version.to_string();
    let mut findings = Vec::new();
    let mut proven: Vec<String> = Vec::new();
    for name in names {
        let fitting = name.fitting(&version, &all, |asset: &Asset| &asset.name);
        if fitting.is_empty() {
            let near = name.nearest(&version, all.iter().map(|asset| asset.name.as_str()));
            let finding = match near {
                Some(near) => Finding::absent(&ASSET_MISSING_BUT).with("near", near),
                None => Finding::absent(&ASSET_MISSING),
            };
            findings.push(finding.about(name.of(&version)).with("asset", name.value(&version)));
        }
        for asset in fitting {
            let lack = match asset {
                Asset { uploaded: false, .. } => Finding::pending(&ASSET_PENDING),
                Asset { size: 0, .. } => Finding::unmet(&ASSET_EMPTY),
                _ => {
                    proven.push(asset.name.clone());
                    continue;
                }
            };
            findings.push(lack.about(asset.name.clone()).with("asset", Value::Code(asset.name.clone())));
        }
    }
    findings = findings.into_iter().map(|finding| finding.who([Who::Writers])).collect();
    proven.sort_unstable();
    proven.dedup();
    if !proven.is_empty() {
        findings.push(Finding::met(&ASSETS).with("assets", Value::Codes(proven)));
    }
    findings.dedup();
    findings.into_iter().map(|finding| about(release, candidate, finding)).collect()
}
