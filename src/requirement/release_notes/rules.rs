//! What notes are checked by, put to one release: the template's file, and conditions.

use crate::condition::Condition;
use crate::evidence::{Reason, Unknown};
use crate::notes::Template;
use crate::notes::rules::Presence;
use crate::notes::source::TemplateSource;
use crate::release::Case;
use crate::verdict::{Finding, Outcome, Value, Who};

crate::messages! {
    NO_TEMPLATE = "notes-no-template": "there is no text file {path} at {commit}, where the policy is, for the template"
        => "add the template at {path} to the branch {branch}, or correct its path in the policy";
    PRESENCE_UNKNOWN = "notes-presence-unknown":
        "whether notes must have the section {section} cannot be told, because it could not be judged whether {condition}"
        => "make readable what the gate names as unreadable, or take the condition out of the policy";
}

/// Reads a template.
///
/// # Errors
/// A finding: it is not there, or it cannot be read as a template.
pub(crate) fn template(source: &TemplateSource, case: &Case<'_>) -> Result<Template, Finding> {
    let TemplateSource::File { path, .. } = source else {
        let TemplateSource::Inline(text) = source else { return Err(unread()) };
        return Template::read(source, text);
    };
    let file = case.evidence.templates.iter().find(|file| file.path == *path).ok_or_else(unread)?;
    let policy = &case.evidence.opening.policy;
    match file.text.known() {
        Ok(Some(text)) => Template::read(source, text),
        Ok(None) => {
            let url = format!("{}/commit/{}", case.evidence.opening.repository.url, policy.commit);
            let commit = Value::Commit { oid: policy.commit.clone(), url: Some(url) };
            let finding = Finding::absent(&NO_TEMPLATE).with("path", Value::Code(path.clone()));
            let finding = finding.with("commit", commit).with("branch", Value::Code(policy.branch.clone()));
            Err(finding.who([Who::Writers]))
        }
        Err(why) => Err(Finding::unreadable("the template of the release notes", why)),
    }
}

fn unread() -> Finding {
    Finding::unreadable("the template of the release notes", Unknown::new(Reason::NotCollected))
}

/// What the first condition that holds says of a section; nothing, if none does.
///
/// # Errors
/// A condition before it could not be judged.
pub(crate) fn presence(
    section: &str,
    conditions: &[(Condition, Presence)],
    case: &Case<'_>,
) -> Result<Option<Presence>, Finding> {
    for (condition, presence) in conditions {
        match condition.judge(case).outcome {
            Outcome::Met => return Ok(Some(presence.clone())),
            Outcome::Unmet => {}
            _ => {
                let finding =
                    Finding::unknown(&PRESENCE_UNKNOWN).with("section", Value::Text(section.to_owned()));
                let finding = finding.with("condition", Value::Text(condition.says()));
                return Err(finding.who([Who::Writers]));
            }
        }
    }
    Ok(None)
}
