//! `sign-off`: people who hold a role consent.

use std::collections::BTreeMap;

use super::boxes::{self, Place, Sheet, Wanted};
use super::demand::{Consent, Keys, Of, RoleNames, beside, is_settled};
use super::{Context, Entry, Leaf, Must, consent, entries, joined, texts, tracking_issue};
use crate::evidence::needs::Needs;
use crate::release::{Case, Role};
use crate::sign_off::Way;
use crate::verdict::{Finding, Message, Outcome};
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

/// Somebody who holds a role consents.
///
/// Use it for what a role answers for, such as "Design is signed off". Written with the role alone, or as a mapping. People
/// consent in one of four ways, and each is proven by what GitHub records: by a comment `/holdpoint sign ROLE` on the
/// tracking issue, the release pull request, or the pull request that is to be merged, in its author's own words, that is,
/// unedited; by the box with the text in the tracking issue, and it is theirs whose edit ticked it; by an approving review of
/// the release pull request, or of the one that is to be merged, at the commit that is judged; or by the label `label`, which
/// they put on and which is still there.
///
/// It proves that an account that holds the role consented, and to what. It does not prove who sits at the keyboard, nor
/// that they looked. The consent of a bot or an app counts only if the role names it as a user; that of the authors of
/// the work does not count in a role with `author: excluded`. Each consent that does not count is reported with the reason.
///
/// Permissions: `issues: read`, `pull-requests: read`, and, unless `fresh` is a time or `any`, `checks: read`. Members of
/// teams need a token of the organization with `Members: read`. Costs one request for each team, one for each 100 comments
/// and edits, and, unless `fresh` is a time or `any`, some for when the commit was pushed.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
pub struct SignOff(#[schemars(with = "Shape")] Box<Asked>);

#[derive(Debug, Clone, PartialEq)]
struct Asked {
    consent: Box<Consent>,
    /// The box that may be ticked instead of a comment.
    wanted: Wanted,
    place: Place,
}

/// The role, or the role and more.
#[derive(schemars::JsonSchema)]
#[schemars(inline, untagged)]
#[expect(dead_code, reason = "a shape")]
enum Shape {
    /// The role, or several of which each consents.
    Roles(RoleNames),
    /// The role, and how it consents.
    Described(Described),
}

/// Who consents, how, and to what.
#[derive(schemars::JsonSchema)]
#[schemars(rename = "SignOffDescribed", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "a shape")]
struct Described {
    /// The text of the box that is consent when it is ticked. Left out, it is the title of the requirement. The box need not
    /// be there.
    #[schemars(default, schema_with = "texts::text")]
    text: (),
    /// The heading under which the box stands, or several, outermost first. Left out, it is the sections of the groups
    /// around the requirement, and without a group the whole text.
    #[schemars(default, schema_with = "texts::texts")]
    section: (),
    #[schemars(flatten)]
    keys: Keys,
}

impl SignOff {
    /// The consent that it asks for.
    pub(super) fn consent(&self) -> &Consent {
        &self.0.consent
    }
}

impl Leaf for SignOff {
    const NAME: &'static str = "sign-off";
    const RELEASE_WIDE: bool = false;
    const MESSAGES: &'static [&'static Message] =
        &joined::<{ boxes::MESSAGES.len() + consent::MESSAGES.len() + tracking_issue::MESSAGES.len() }>(&[
            boxes::MESSAGES,
            consent::MESSAGES,
            tracking_issue::MESSAGES,
        ]);
    const EXAMPLE: &'static str = "\
sign-off: qa-engineer
---
sign-off: {by: [developer, qa-engineer], separate: [developer, qa-engineer], fresh: 7 days}
---
sign-off: {by: {any: [release-manager, product-manager]}, count: {major: 2, otherwise: 1}, via: [comment, review]}
---
sign-off: {by: external-stakeholder, witnessed-by: product-manager}
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        if !matches!(node.kind, Yaml::Map(_)) {
            let place = Place::read(None, context, problems)?;
            let consent = Consent::of_role(node, context, problems)?;
            let wanted = title(&consent, node, context, problems)?;
            return Some(Self(Box::new(Asked { consent, wanted, place })));
        }
        let mut fields = Fields::of(node, "`sign-off`", problems)?;
        let (text, section) = (fields.get("text"), fields.get("section"));
        let place = Place::read(section, context, problems);
        let consent = Consent::read(&mut fields, Of::SignOff, context, problems);
        fields.finish(problems);
        let consent = consent??;
        if let Some(node) = text.or(section).filter(|_| !consent.takes(Way::Checkbox)) {
            problems
                .error("no-effect", node.at.clone(), "no box is looked for here")
                .help("leave it out, or name the way `checkbox` in `via` of a release phase");
            return None;
        }
        let wanted = match text {
            Some(text) => {
                let words = text.text("`text`", problems)?;
                Wanted::new(words, "`text`", text, problems)?
            }
            None => title(&consent, node, context, problems)?,
        };
        Some(Self(Box::new(Asked { consent, wanted, place: place? })))
    }

    fn needs(&self, roles: &BTreeMap<String, Role>) -> Needs {
        self.0.consent.needs(roles)
    }

    fn roles(&self) -> Vec<&str> {
        self.0.consent.roles()
    }

    fn says(&self) -> String {
        let Asked { consent, wanted, place } = self.0.as_ref();
        if consent.takes(Way::Checkbox) {
            return format!(
                "there is the consent of {}; its box is “{}”{}",
                consent.says(),
                wanted.text,
                place.says()
            );
        }
        format!("there is the consent of {}", consent.says())
    }

    fn entries(&self) -> Vec<Entry<'_>> {
        let Asked { consent, wanted, place } = self.0.as_ref();
        if !consent.takes(Way::Checkbox) {
            return Vec::new();
        }
        vec![Entry::of_box(wanted, place, Must::BeTicked, Some(consent.asked()))]
    }

    fn asked(&self) -> Option<entries::Asked<'_>> {
        Some(self.0.consent.asked())
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let Asked { consent, wanted, place } = self.0.as_ref();
        if !consent.takes(Way::Checkbox) {
            return consent.judge(case, None);
        }
        // Where there is no tracking issue, consent may stand on the release pull request.
        let Ok(issue) = tracking_issue::find(case) else { return consent.judge(case, None) };
        let sheet = Sheet::of(issue);
        match sheet.find(wanted, place) {
            Ok(task) => {
                let mut findings = consent.judge(case, Some((issue, task, wanted)));
                if task.also_shows_box && !task.ticked && !is_settled(&findings) {
                    findings.push(sheet.open(wanted, task));
                }
                findings
            }
            Err(lack) => {
                let findings = consent.judge(case, None);
                // A box that is not there is not missed: it is one of several ways. Two of them are.
                let is_missed = lack.finding.outcome == Outcome::Unknown || consent.is_by_box_alone();
                if is_missed && !is_settled(&findings) { beside(lack.finding, findings) } else { findings }
            }
        }
    }
}

/// The box with the requirement's title, where one may be consent.
fn title(consent: &Consent, node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Wanted> {
    if consent.takes(Way::Checkbox) {
        return Wanted::new(context.title.to_owned(), "the title", node, problems);
    }
    Some(Wanted::default())
}

#[cfg(test)]
mod tests;
