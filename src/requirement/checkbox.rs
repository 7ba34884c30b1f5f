//! `checkbox`: one box of the tracking issue is ticked.

use std::collections::BTreeMap;

use super::boxes::{self, Place, Sheet, Wanted};
use super::demand::{Consent, Keys, Of};
use super::{Context, Entry, Leaf, Must, consent, joined, texts, tracking_issue};
use crate::evidence::needs::Needs;
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message};
use crate::yaml::{Fields, Node, Problems};

crate::messages! {
    TICKED = "box-ticked": "{box} is ticked in line {line} of {issue}";
    TICKED_WITH_ANOTHER = "box-ticked-with-another":
        "{box} is ticked in line {line} of {issue}; the other box inside its text does not count";
}

/// One box of the tracking issue must be ticked.
///
/// Use it for what only people can confirm, such as "Rollback plan is documented". It proves that a box with this very
/// text is ticked in the tracking issue, which only its author and people who can write to the repository can
/// do. By itself it does not prove who ticked it, and GitHub itself ticks a box that names an issue once that issue is
/// closed.
///
/// With `by` it proves that somebody who holds the role consented: by the edit that ticked the box, which GitHub keeps
/// with its author, or by a comment `/holdpoint sign ROLE`, also while the box is open. A tick of which the history does
/// not show the author is unknown, until it is unticked and ticked again. `sign-off` says what consent is given to, and
/// who never counts.
///
/// The text must be the policy's, but for markup, case, white space, quotes, dashes and a full stop at the end. A box
/// that was taken out, reworded, struck through, quoted or moved to another section is reported as such. Two boxes
/// with the text in the section leave the requirement unknown.
///
/// Permissions: `issues: read`. Costs no request of its own; with `by` it costs what `sign-off` does.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Checkbox {
    /// The text of the box. Left out, it is the title of the requirement.
    #[schemars(rename = "text", default, schema_with = "texts::text")]
    wanted: Wanted,
    /// The heading under which the box stands, or several, outermost first. Left out, it is the sections of the groups
    /// around the requirement, and without a group the whole text.
    #[schemars(rename = "section", default, schema_with = "texts::texts")]
    place: Place,
    #[schemars(flatten, with = "Keys")]
    consent: Option<Box<Consent>>,
}

impl Checkbox {
    /// The consent that it asks for, if it asks for any.
    pub(super) fn consent(&self) -> Option<&Consent> {
        self.consent.as_deref()
    }
}

impl Leaf for Checkbox {
    const NAME: &'static str = "checkbox";
    const RELEASE_WIDE: bool = true;
    const MESSAGES: &'static [&'static Message] = &joined::<
        { MESSAGES.len() + boxes::MESSAGES.len() + consent::MESSAGES.len() + tracking_issue::MESSAGES.len() },
    >(&[
        MESSAGES,
        boxes::MESSAGES,
        consent::MESSAGES,
        tracking_issue::MESSAGES,
    ]);
    const EXAMPLE: &'static str = "\
checkbox: {}
---
checkbox: {text: Rollback plan is documented, section: Operations}
---
checkbox: {by: devops-engineer, verified-by: qa-engineer}
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::of(node, "`checkbox`", problems)?;
        let place = Place::read(fields.get("section"), context, problems);
        let wanted = match fields.get("text") {
            None => Wanted::new(context.title.to_owned(), "the title", node, problems),
            Some(text) => {
                text.text("`text`", problems).and_then(|words| Wanted::new(words, "`text`", text, problems))
            }
        };
        let consent = Consent::read(&mut fields, Of::Boxes, context, problems);
        fields.finish(problems);
        Some(Self { wanted: wanted?, place: place?, consent: consent? })
    }

    fn needs(&self, roles: &BTreeMap<String, Role>) -> Needs {
        let consent = self.consent.as_ref().map(|consent| consent.needs(roles)).unwrap_or_default();
        Needs { tracking_issue: true, ..consent }
    }

    fn roles(&self) -> Vec<&str> {
        self.consent.as_ref().map(|consent| consent.roles()).unwrap_or_default()
    }

    fn says(&self) -> String {
        let (text, place) = (&self.wanted.text, self.place.says());
        match &self.consent {
            None => format!("the box “{text}” of the tracking issue is ticked{place}"),
            Some(consent) => {
                let comma = if place.is_empty() { "" } else { "," };
                let consent = consent.says();
                format!("the box “{text}” of the tracking issue{place}{comma} has the consent of {consent}")
            }
        }
    }

    fn entries(&self) -> Vec<Entry<'_>> {
        let consent = self.consent.as_ref().map(|consent| consent.asked());
        vec![Entry::of_box(&self.wanted, &self.place, Must::BeTicked, consent)]
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let issue = match tracking_issue::find(case) {
            Ok(issue) => issue,
            Err(finding) => return vec![finding],
        };
        let sheet = Sheet::of(issue);
        if let Some(consent) = &self.consent {
            return consent.judge_box(case, issue, &sheet, &self.wanted, &self.place);
        }
        let finding = match sheet.find(&self.wanted, &self.place) {
            Err(lack) => lack.finding,
            Ok(task) if !task.ticked => sheet.open(&self.wanted, task),
            Ok(task) => {
                let message = if task.also_shows_box { &TICKED_WITH_ANOTHER } else { &TICKED };
                sheet.finding(Finding::met(message), &self.wanted).with("line", task.line)
            }
        };
        vec![finding]
    }
}

#[cfg(test)]
mod tests;
