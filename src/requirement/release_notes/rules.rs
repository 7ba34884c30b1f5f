//! What notes are checked by: the template's file, and what cannot be told of conditions.

use crate::evidence::{Reason, Unknown};
use crate::notes::Template;
use crate::notes::source::TemplateSource;
use crate::release::Case;
use crate::verdict::{Finding, Value, Who};

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

/// Whether a section must be there depends on a condition that could not be judged.
pub(crate) fn presence_unknown(section: &str, condition: String) -> Finding {
    let finding = Finding::unknown(&PRESENCE_UNKNOWN).with("section", Value::Text(section.to_owned()));
    finding.with("condition", Value::Text(condition)).who([Who::Writers])
}
