//! The notes of the release with all that they are checked by: put together once, from the policy and the evidence.

mod authors;
mod facts;

use std::collections::BTreeSet;

use jiff::Timestamp;
use semver::Version;

use super::find as find_candidate;
use crate::candidate::{Candidate, Found as FoundCandidate};
use crate::condition::Condition;
use crate::evidence::Evidence;
use crate::evidence::notes::PointsTo;
use crate::evidence::release::Trigger;
use crate::notes::check::facts as facts_of_notes;
use crate::notes::rules::{Presence, SectionRule};
use crate::notes::template::Piece;
use crate::notes::template::{Section, Wants};
use crate::notes::{Prepared, Rules, Source, Template, Text};
use crate::policy::{Holds, Notes, Phase, Policy};
use crate::release::{Case, Subject};
use crate::requirement::release_notes::{
    Found, changed_at, find, hide, number, of_version as section_of_version, presence_unknown, template,
};
use crate::sign_off::Record;
use crate::verdict::{Finding, Outcome};

pub use authors::{Author, authors};

/// The phase that a release is looked for in when only its notes are checked: one that holds no merge.
#[must_use]
pub fn phase(policy: &Policy) -> Option<Phase> {
    let of_release = policy.phases.iter().find(|phase| phase.holds != Holds::Merge);
    // Where the policy judges pull requests only, its notes are those of a release all the same.
    let any = || policy.phases.first().map(|phase| Phase { holds: Holds::Tag, ..phase.clone() });
    of_release.cloned().or_else(any)
}

/// The number of the issue or pull request whose text the notes are kept in, or the findings that say why it is not known.
/// `None`: they are not kept in one.
#[must_use]
pub fn thread(
    policy: &Policy,
    phase: &Phase,
    evidence: &Evidence,
    now: Timestamp,
) -> Option<Result<u64, Finding>> {
    let source = &policy.notes.as_ref()?.source;
    with_case(policy, phase, evidence, now, |_, case| number(source, case))?
}

/// The notes of the release that the evidence is of. `None`: there is no release, or the policy does not speak of notes.
#[must_use]
pub fn of(
    policy: &Policy,
    phase: &Phase,
    evidence: &Evidence,
    now: Timestamp,
) -> Option<(Candidate, Prepared)> {
    let put_together =
        |candidate: &Candidate, case: &Case<'_>| Some((candidate.clone(), prepare(policy, case)?));
    with_case(policy, phase, evidence, now, put_together)?
}

/// Findings in these notes as everybody may see them who sees the repository: drafts are shown to few.
#[must_use]
pub fn as_everybody_may_see(
    policy: &Policy,
    phase: &Phase,
    evidence: &Evidence,
    prepared: &Prepared,
    findings: Vec<Finding>,
) -> Vec<Finding> {
    let now = evidence.opening.at;
    with_case(policy, phase, evidence, now, |_, case| hide(case, prepared, findings)).unwrap_or_default()
}

/// Does something with the release that the evidence is of. `None`: there is none.
fn with_case<T>(
    policy: &Policy,
    phase: &Phase,
    evidence: &Evidence,
    now: Timestamp,
    with: impl FnOnce(&Candidate, &Case<'_>) -> T,
) -> Option<T> {
    let number = match evidence.ask.trigger {
        Trigger::PullRequest { number, .. } | Trigger::PullRequestComment { number } => Some(number),
        _ => None,
    };
    let event_pull = number.and_then(|number| evidence.pull_request(number));
    let (ask, opening, issues) = (&evidence.ask, &evidence.opening, &evidence.tracking_issues);
    let Ok(FoundCandidate::Release(candidate)) =
        find_candidate(policy, phase, ask, opening, event_pull, issues)
    else {
        return None;
    };
    let rules = policy.rules_in(&opening.repository.default_branch);
    let record = Record::of(evidence, policy.consents);
    let subject = Subject::Release(&candidate);
    let case =
        Case { subject, evidence, rules: &rules, roles: &policy.roles, record: &record, notes: None, now };
    Some(with(&candidate, &case))
}

/// What the notes point to and has to be looked up before they are judged.
#[must_use]
pub fn points_to(prepared: &Prepared) -> BTreeSet<PointsTo> {
    let (Ok(text), Some(repository)) = (&prepared.text, &prepared.facts.repository) else {
        return BTreeSet::new();
    };
    let changes = prepared.facts.pull_requests.as_ref().and_then(|all| all.as_ref().ok());
    let changes = changes.into_iter().flatten();
    let known = changes.flat_map(|one| one.closes.iter().chain([&one.number])).copied().collect();
    facts_of_notes::points_to(text, repository, &known)
}

/// Puts the notes together. `None`: the policy does not speak of notes, or no release is judged.
#[must_use]
pub fn prepare(policy: &Policy, case: &Case<'_>) -> Option<Prepared> {
    let notes = policy.notes.as_ref()?;
    case.candidate()?;
    let mut remarks = Vec::new();
    let types = case.types().unwrap_or_else(|why| {
        remarks.push(Finding::unreadable("the release's type", why));
        Vec::new()
    });
    let template = notes.template_for(&types).map(|source| template(source, case)).transpose();
    let text = find(&notes.source, case).map(|found| {
        remarks.extend(found.remark.clone());
        chosen(found, template.as_ref().ok().and_then(Option::as_ref))
    });
    Some(Prepared {
        source: notes.source.clone(),
        text,
        template,
        rules: rules(notes, case, &mut remarks),
        facts: facts::of(case, &notes.source, types),
        changed_at: changed_at(&notes.source, case),
        remarks,
    })
}

/// The section of a changelog with its heading, if the template has a heading for the version, too; else what is under it.
fn chosen(found: Found, template: Option<&Template>) -> Text {
    let wants_version = |section: &Section| {
        let pieces = section.heading.iter().flat_map(|heading| &heading.pattern.pieces);
        pieces.into_iter().any(|piece| matches!(piece, Piece::Slot(slot) if slot.wants == Wants::Version))
    };
    match found.headed {
        Some(headed) if template.is_some_and(|template| template.root.sections.iter().any(wants_version)) => {
            headed
        }
        _ => found.text,
    }
}

/// The notes of a version in a text that was named instead of where the policy keeps them, and what is wrong with their
/// place: of a changelog the version's section, if the policy keeps notes in one; else all of it.
///
/// # Errors
/// The finding that the changelog has no such section, or several.
pub fn of_version(
    own: &Text,
    policy: &Policy,
    version: &Version,
    now: Timestamp,
    template: Option<&Template>,
) -> Result<(Text, Option<Finding>), Finding> {
    let Some(Source::Changelog(kept)) = policy.notes.as_ref().map(|notes| &notes.source) else {
        return Ok((own.clone(), None));
    };
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    match section_of_version(own.clone(), &own.name, version, &policy.rules.tag, now) {
        Ok(found) => {
            let remark = found.remark.clone();
            Ok((chosen(found, template), remark))
        }
        // A file of another name may have the notes of this version and nothing else.
        Err(finding) if finding.absent && name(kept) != name(&own.name) => Ok((own.clone(), None)),
        Err(finding) => Err(finding),
    }
}

/// What the first condition that holds says of a section; nothing, if none does.
///
/// # Errors
/// The finding that a condition before it could not be judged.
fn presence(
    section: &str,
    conditions: &[(Condition, Presence)],
    case: &Case<'_>,
) -> Result<Option<Presence>, Finding> {
    for (condition, presence) in conditions {
        match condition.judge(case).outcome {
            Outcome::Met => return Ok(Some(presence.clone())),
            Outcome::Unmet => {}
            _ => return Err(presence_unknown(section, condition.says())),
        }
    }
    Ok(None)
}

/// What the policy says, with its conditions judged.
fn rules(notes: &Notes, case: &Case<'_>, remarks: &mut Vec<Finding>) -> Rules {
    rules_with(notes, |rule, conditions| {
        presence(&rule.title, conditions, case).unwrap_or_else(|finding| {
            remarks.push(finding);
            None
        })
    })
}

/// A section of which it was not judged whether notes must have it, and what that depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unjudged {
    /// Its heading, as the policy writes it.
    pub section: String,
    /// What was not judged.
    pub condition: String,
}

/// What the policy says where nothing is known of the release but, maybe, the name of its type by semver; and what could not
/// be judged.
#[must_use]
pub fn rules_by_type(notes: &Notes, of: Option<&str>) -> (Rules, Vec<Unjudged>) {
    let mut unjudged = Vec::new();
    let rules = rules_with(notes, |rule, conditions| {
        let first = conditions.iter().find(|(condition, _)| condition.by_type(of) != Some(false))?;
        if first.0.by_type(of).is_none() {
            unjudged.push(Unjudged { section: rule.title.clone(), condition: first.0.says() });
            return None;
        }
        Some(first.1.clone())
    });
    (rules, unjudged)
}

fn rules_with(
    notes: &Notes,
    mut presence: impl FnMut(&SectionRule, &[(Condition, Presence)]) -> Option<Presence>,
) -> Rules {
    let sections = notes.sections.iter().map(|(rule, conditions)| {
        let presence = presence(rule, conditions).or_else(|| rule.presence.clone());
        SectionRule { presence, ..rule.clone() }
    });
    let sections = sections.collect();
    Rules {
        sections,
        free_order: notes.free_order,
        extra_sections: notes.extra_sections,
        cites: notes.cites.clone(),
        labels: notes.labels.clone(),
    }
}

#[cfg(test)]
mod tests;
