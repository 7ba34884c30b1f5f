//! What the gate demands of a version, where the policy says how versions are raised: it promises no less than its changes
//! ask for, and a major one is confirmed.

use super::holders::who;
use super::standing;
use crate::bump::{Because, Contribution, Level, Otherwise, Rules, What, contributions};
use crate::candidate::Candidate;
use crate::evidence::needs::{Base, ConsentNeeds, Needs};
use crate::evidence::{Oid, Reason, Unknown};
use crate::release::Case;
use crate::verdict::{Finding, Value, Who};
use crate::version::{ReleaseType, Version, core, release_type};

crate::messages! {
    ENOUGH = "version-high-enough": "{version} is {kind} after {last}, and the greatest change asks for {asked}";
    NONE_ASKED = "no-change-asks": "{version} is {kind} after {last}, and no change asks for a release";
    ENOUGH_SINCE = "version-high-enough-since": "{version} is {kind} after {last}, and no more than that is asked for: {since} announced {announced}, and the greatest change since then asks for {asked}";
    NONE_ASKED_SINCE = "no-change-asks-since": "{version} is {kind} after {last}, and no more than that is asked for: {since} announced {announced}, and no change since then asks for a release";
    FIRST = "first-version": "{version} is the first version";
    TOO_LOW = "version-too-low": "{version} is {kind} after {last}, and {change} asks for {asked}, because {because} {which}"
        => "release a version that is {asked}, which `holdpoint bump` computes; or take {change} out of the release";
    TOO_LOW_EARLY = "version-too-low-before-one": "{version} is {kind} after {last}, and {change} asks for {asked}, as a {level} change does before 1.0.0, because {because} {which}"
        => "release a version that is {asked}, which `holdpoint bump` computes; or take {change} out of the release";
    UNLABELLED = "change-without-a-rule": "no rule of the policy says what {change} asks for"
        => "give {change} one of the labels that the policy names: {labels}";
    UNSAID = "change-without-a-type": "no rule of the policy says what {change} asks for"
        => "correct the title of {change}, or give the policy a rule that fits it";
    BY_HAND = "commit-without-a-type": "no rule of the policy says what {change} asks for, which came without a pull request"
        => "give the policy a rule that fits it, such as `paths`, or another `otherwise`: a commit has no label";
    CONFIRMED = "major-confirmed": "somebody who is {role} confirmed that it is to be {version}: {by}, on {at} ({comment})";
    UNCONFIRMED = "major-not-confirmed": "{version} is major after {last}, and nobody who is {role} has confirmed that"
        => "comment {line} on the tracking issue or the release pull request";
}

/// What the rules have to know of a release.
#[must_use]
pub fn needs(rules: &Rules) -> Needs {
    let reads = rules.reads();
    let mut needs = Needs { net_files: reads.paths, ..Needs::default() };
    needs.pull_requests.labels = true;
    // A revert is told by it as well.
    needs.pull_requests.body = true;
    needs.pull_requests.files = reads.paths;
    needs.consents = ConsentNeeds { discussions: rules.major_by.is_some(), ..ConsentNeeds::default() };
    needs
}

/// Judges the version of a release. `None`: the policy says nothing of it, or no release is judged.
#[must_use]
pub fn judge(case: &Case<'_>) -> Option<Vec<Finding>> {
    let rules = case.rules.bump.as_ref()?;
    let candidate = case.candidate()?;
    Some(
        findings(case, rules, candidate)
            .unwrap_or_else(|why| vec![Finding::unreadable("what the changes of this release ask for", why)]),
    )
}

fn findings(case: &Case<'_>, rules: &Rules, candidate: &Candidate) -> Result<Vec<Finding>, Unknown> {
    let version = || Value::Code(candidate.version.to_string());
    let Some((last, tag)) = last_final(case, &candidate.version)? else {
        return Ok(vec![Finding::met(&FIRST).with("version", version())]);
    };
    let contributions = contributions(rules, &case.version_changes(rules.reads().paths)?);
    let promises = promised(&last, &core(&candidate.version))?;
    let told = |finding: Finding| {
        finding
            .with("version", version())
            .with("kind", Value::Words(promises.as_str()))
            .with("last", Value::Code(tag.clone()))
    };
    let mut findings = Vec::new();
    for one in &contributions {
        if one.is_unlabelled() {
            findings.push(unlabelled(rules, one));
        } else if let Some(level) = one.level.filter(|level| rules.effective(&last, *level) > promises) {
            let asked = rules.effective(&last, level);
            // Under 0.x a major change may raise the second number only.
            let finding = if level == asked {
                told(Finding::unmet(&TOO_LOW))
            } else {
                told(Finding::unmet(&TOO_LOW_EARLY)).with("level", Value::Words(level.as_str()))
            };
            let (why, which) = because(one, rules);
            findings.push(
                finding
                    .with("change", change(one))
                    .with("asked", Value::Words(asked.as_str()))
                    .with("because", Value::Words(why))
                    .with("which", which)
                    .who([Who::Writers]),
            );
        }
    }
    if findings.is_empty() {
        let asked = contributions.iter().filter_map(|one| one.level).max();
        // After a prerelease the range begins there, and what lies before it was judged with that one.
        let since = case.previous()?.filter(|base| base.tag != tag);
        let announced = since.and_then(|base| Some((base, case.rules.tag.version(&base.tag)?)));
        let told_since = |finding: Finding, base: &Base, level: Level| {
            let since = Value::Code(base.tag.clone());
            told(finding).with("since", since).with("announced", Value::Words(level.as_str()))
        };
        let announced = announced.map(|(base, version)| Ok((base, promised(&last, &core(&version))?)));
        findings.push(match (asked, announced.transpose()?) {
            (Some(level), Some((base, announced))) => {
                told_since(Finding::met(&ENOUGH_SINCE), base, announced)
                    .with("asked", Value::Words(level.as_str()))
            }
            (None, Some((base, announced))) => told_since(Finding::met(&NONE_ASKED_SINCE), base, announced),
            (Some(level), None) => told(Finding::met(&ENOUGH)).with("asked", Value::Words(level.as_str())),
            (None, None) => told(Finding::met(&NONE_ASKED)),
        });
    }
    if let Some(role) = rules.major_by.as_ref().filter(|_| promises == Level::Major) {
        findings.push(confirmation(case, candidate, role, &tag));
    }
    Ok(findings)
}

/// The last final release below a version, and its tag. A prerelease may follow another one; what it promises is counted
/// from the final one, and where that is not the previous release, the highest below the version stands for it: counted
/// from a higher one, a version never promises more.
fn last_final(case: &Case<'_>, version: &Version) -> Result<Option<(Version, String)>, Unknown> {
    let of = |tag: &str| Some((case.rules.tag.version(tag)?, tag.to_owned()));
    let previous = case.previous()?.and_then(|base| of(&base.tag));
    let Some(previous) = previous else { return Ok(None) };
    if previous.0.pre.is_empty() {
        return Ok(Some(previous));
    }
    let tags = case.evidence.opening.tags.whole()?.iter().filter_map(|tag| of(&tag.name));
    Ok(tags.filter(|(known, _)| known.pre.is_empty() && *known < core(version)).max())
}

/// What a version promises after another one.
fn promised(last: &Version, core: &Version) -> Result<Level, Unknown> {
    match release_type(Some(last), core) {
        Ok(ReleaseType::Major) => Ok(Level::Major),
        Ok(ReleaseType::Minor) => Ok(Level::Minor),
        Ok(ReleaseType::Patch | ReleaseType::Prerelease) => Ok(Level::Patch),
        Err(_) => Err(Unknown::new(Reason::Ambiguous).detail(format!("{core} does not follow {last}"))),
    }
}

fn change(one: &Contribution) -> Value {
    match &one.what {
        What::PullRequest(number) => {
            Value::Thread { number: *number, title: one.title.clone(), url: one.url.clone() }
        }
        What::Commit(oid) => Value::Commit { oid: Oid::new(oid), url: Some(one.url.clone()) },
    }
}

/// Why a change asks for what it does: our words, and the name that somebody gave.
fn because(one: &Contribution, rules: &Rules) -> (&'static str, Value) {
    let (why, which) = match &one.because {
        Because::Label(label) => ("it has the label", label.clone()),
        Because::Type(kind) => ("it says that it is of the type", kind.clone()),
        Because::Breaking(mark) => ("it says", (*mark).to_owned()),
        Because::Path(path) => ("it changes", path.clone()),
        Because::Otherwise | Because::Unlabelled | Because::Reverted | Because::Carries => {
            return ("changes that no rule fits are", Value::Words(otherwise(rules)));
        }
    };
    (why, Value::Code(which))
}

fn otherwise(rules: &Rules) -> &'static str {
    match rules.otherwise {
        Otherwise::Level(level) => level.as_str(),
        Otherwise::None => "none",
        Otherwise::Refuse => "refused",
    }
}

fn unlabelled(rules: &Rules, one: &Contribution) -> Finding {
    let labels: Vec<String> = Level::ALL
        .into_iter()
        .flat_map(|level| &rules.of(level).labels)
        .map(|label| label.as_str().to_owned())
        .collect();
    let finding = if matches!(one.what, What::Commit(_)) {
        Finding::unmet(&BY_HAND)
    } else if labels.is_empty() {
        Finding::unmet(&UNSAID)
    } else {
        Finding::unmet(&UNLABELLED).with("labels", Value::Codes(labels))
    };
    finding.with("change", change(one)).who([Who::Writers])
}

fn confirmation(case: &Case<'_>, candidate: &Candidate, role: &str, last: &str) -> Finding {
    let version = Value::Code(candidate.version.to_string());
    match standing::confirmed(case, role) {
        Ok(Some(finding)) => finding.with("version", version),
        Ok(None) => Finding::unmet(&UNCONFIRMED)
            .with("version", version)
            .with("role", Value::Code(role.to_owned()))
            .with("last", Value::Code(last.to_owned()))
            .with("line", Value::Code(format!("/holdpoint release-as {}", candidate.version)))
            .who([who(case, role)]),
        Err(finding) => *finding,
    }
}

/// A confirmation that counts.
pub(super) fn is_confirmed() -> Finding {
    Finding::met(&CONFIRMED)
}
