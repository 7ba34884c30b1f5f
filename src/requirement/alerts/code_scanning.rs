//! Code scanning: the commit was analysed, and what was found there is not open.

use super::CodeScanning;
use super::analyses::{Analyses, Names, Standing, is_of_pull_request};
use super::open::{Item, Source};
use crate::evidence::alert::{self, CodeAlert, Feature, ScannedRef};
use crate::evidence::fact::{Reason, Unknown};
use crate::evidence::{Fact, Oid};
use crate::release::Case;
use crate::verdict::{Finding, Outcome};

/// Judges the analyses, and the alerts at the refs that speak of the commit. Where no ref does, those of the branch are
/// named all the same.
pub(super) fn judge(asked: &CodeScanning, case: &Case<'_>) -> Vec<Finding> {
    let unreadable = |why| vec![Finding::unreadable("the analyses of code scanning", why)];
    let scanning = match case.evidence.alerts.code_scanning.known() {
        Ok(scanning) => scanning,
        Err(why) => return unreadable(why),
    };
    let commit = case.candidate().map(|candidate| &candidate.commit);
    if commit != Some(&scanning.commit) || scanning.refs.is_empty() {
        return unreadable(Unknown::new(Reason::NotCollected));
    }
    let mut findings = Vec::new();
    for scanned in &scanning.refs {
        let source = Source::code_scanning(case, &scanned.reference);
        if let Err(finding) = source.on(&scanned.analyses, asked.off)
            && !findings.contains(&finding)
        {
            findings.push(finding);
        }
    }
    // Where no ref could be looked at there is nothing more to say.
    if scanning.refs.iter().all(|scanned| !matches!(scanned.analyses, Fact::Known(Feature::On(_)))) {
        return findings;
    }
    let analyses = Analyses::new(scanning, merged_counts(case));
    let standing = analyses.standing(&asked.tools);
    let names = Names {
        repository: &case.evidence.opening.repository.url,
        commit: &scanning.commit,
        refs: scanning.refs.iter().map(|one| one.reference.as_str()).collect(),
    };
    let missing =
        asked.tools.iter().filter(|tool| !standing.keys().any(|(known, _)| known.eq_ignore_ascii_case(tool)));
    findings.extend(missing.map(|tool| names.tool_missing(tool)));
    if standing.is_empty() && asked.tools.is_empty() {
        findings.push(names.never());
    }
    let mut proofs: Vec<(&ScannedRef, &Oid, Vec<String>)> = Vec::new();
    for (configuration, standing) in &standing {
        match standing {
            Standing::Lacking { at, newest, why } => {
                findings.push(names.lacking(*configuration, at, newest, why));
            }
            Standing::Proven { at, analysis } => {
                let tool = configuration.0.to_owned();
                let same = |(known, oid, _): &&mut (&ScannedRef, &Oid, _)| {
                    known.reference == at.reference && **oid == analysis.commit
                };
                match proofs.iter_mut().find(same) {
                    Some((_, _, tools)) if tools.contains(&tool) => {}
                    Some((_, _, tools)) => tools.push(tool),
                    None => proofs.push((at, &analysis.commit, vec![tool])),
                }
            }
        }
    }
    let mut open = open(asked, case, scanning, &proofs);
    // That nothing is open where nobody has looked at the commit is no good news of it.
    open.retain(|finding| !proofs.is_empty() || finding.outcome != Outcome::Met);
    findings.extend(open);
    findings.extend(proofs.into_iter().map(|(at, oid, tools)| names.proven(tools, at, oid)));
    findings
}

/// Whether the analysis of a merged pull request says enough of the commit that its merge made: what is open on the
/// branch is added to it, and that is of the commit or of one before it only while the branch ends with the commit. Before
/// the merge there is no such commit, and the go is for the head alone.
fn merged_counts(case: &Case<'_>) -> bool {
    let Some(candidate) = case.candidate() else { return false };
    if candidate.on_pull_request.is_some() {
        return true;
    }
    let Some(closing) = case.evidence.closing.value() else { return false };
    let reference = format!("refs/heads/{}", candidate.branch);
    let lines = closing.lines.seen().iter();
    lines.filter(|line| line.reference == reference).any(|line| line.ahead == 0 && line.behind == 0)
}

/// What is open where the commit was analysed; on the branch besides where that was a pull request's ref, or nowhere.
fn open(
    asked: &CodeScanning,
    case: &Case<'_>,
    scanning: &alert::CodeScanning,
    proofs: &[(&ScannedRef, &Oid, Vec<String>)],
) -> Vec<Finding> {
    let mut places: Vec<&ScannedRef> = proofs.iter().map(|(at, ..)| *at).collect();
    if places.is_empty() || places.iter().any(|at| is_of_pull_request(at)) {
        places.extend(scanning.refs.iter().filter(|one| one.reference.starts_with("refs/heads/")));
    }
    let mut seen: Vec<u64> = Vec::new();
    let mut read: Vec<&str> = Vec::new();
    let mut findings: Vec<Finding> = Vec::new();
    for place in places {
        if read.contains(&place.reference.as_str()) {
            continue;
        }
        read.push(&place.reference);
        let source = Source::code_scanning(case, &place.reference);
        // It has analyses, so that it is off is no answer to build upon.
        findings.extend(source.judge(&place.alerts, None, |alerts| {
            // An alert that is open at several refs is one alert.
            let new: Vec<&CodeAlert> = alerts.iter().filter(|one| !seen.contains(&one.number)).collect();
            seen.extend(new.iter().map(|one| one.number));
            source.open(
                new.into_iter().filter(|one| counts(asked, &one.tool)).map(Item::from),
                Some(asked.at_least),
            )
        }));
    }
    findings
}

fn counts(asked: &CodeScanning, tool: &str) -> bool {
    asked.tools.is_empty() || asked.tools.iter().any(|known| known.eq_ignore_ascii_case(tool))
}
