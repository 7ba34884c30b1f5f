//! The notes of the release with all that they are checked by: put together once, from the policy and the evidence.

mod facts;

use crate::notes::rules::SectionRule;
use crate::notes::template::Piece;
use crate::notes::template::{Section, Wants};
use crate::notes::{Prepared, Rules, Template, Text};
use crate::policy::{Notes, Policy};
use crate::release::Case;
use crate::requirement::release_notes::{Found, changed_at, find, presence, template};
use crate::verdict::Finding;

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
        facts: facts::of(case, types),
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

/// What the policy says, with its conditions judged.
fn rules(notes: &Notes, case: &Case<'_>, remarks: &mut Vec<Finding>) -> Rules {
    let mut sections = Vec::new();
    for (rule, conditions) in &notes.sections {
        let presence = presence(&rule.title, conditions, case).unwrap_or_else(|finding| {
            remarks.push(finding);
            None
        });
        sections.push(SectionRule { presence: presence.or_else(|| rule.presence.clone()), ..rule.clone() });
    }
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
