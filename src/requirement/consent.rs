//! Consent in a role, as `sign-off` asks for it, and `checkbox` and `checklist` with `by`.

use super::boxes::Wanted;
use super::holders::{self, Holding};
use super::tracking_issue;
use crate::evidence::Issue;
use crate::markdown::Task;
use crate::release::Case;
use crate::sign_off::command::Command;
use crate::sign_off::{Demand, Words, words};
use crate::verdict::{Finding, MissingSignOff, Speaks, Value};

crate::messages! {
    SIGNED = "signed": "{by} signed as {role} on {at}";
    MISSING = "sign-off-missing": "the sign-off of {role} is missing"
        => "comment {line} on {issue}";
}

/// What consent is asked to.
pub(super) struct Asked<'a> {
    /// The requirement's id.
    pub(super) id: &'a str,
    /// The requirement's title.
    pub(super) title: &'a str,
    /// The box whose tick may be consent, if one is asked for and found: its issue, itself, and its text in the policy.
    pub(super) task: Option<(&'a Issue, &'a Task, &'a Wanted)>,
}

/// Judges whether the roles consented, each with so many people.
pub(super) fn judge(case: &Case<'_>, demand: &Demand, count: u64, asked: &Asked<'_>) -> Vec<Finding> {
    let issue = match tracking_issue::find(case) {
        Ok(issue) => issue,
        Err(finding) => return vec![finding],
    };
    let mut findings = Vec::new();
    for role in demand.by.roles() {
        let line = format!("/holdpoint sign {role}");
        let signed = case.record.said().filter(|said| {
            let names = match &said.line.command {
                Ok(Command::Sign { names, witnessed: None }) => names,
                _ => return false,
            };
            let named = names.iter().any(|name| name == role || name == asked.id);
            let holds = said
                .comment
                .author
                .as_ref()
                .is_some_and(|author| holders::holds(case, role, author) == Holding::Yes);
            named && holds && words(said.comment) == Words::Own
        });
        let mut people: Vec<_> = signed.filter_map(|said| said.comment.author.as_ref()).collect();
        people.dedup();
        if people.len() as u64 >= count {
            findings.extend(people.iter().map(|by| {
                Finding::met(&SIGNED)
                    .with("by", Value::Person(by.login.clone()))
                    .with("role", Value::Code(role.clone()))
                    .with("at", Value::Time(case.now))
                    .speaks(Speaks::Consent)
            }));
            continue;
        }
        let missing = MissingSignOff {
            role: role.clone(),
            line: Some(line.clone()),
            on: Some((issue.number, issue.url.clone())),
            tick: None,
            label: None,
            review: None,
        };
        findings.push(
            Finding::unmet(&MISSING)
                .with("role", Value::Code(role.clone()))
                .with("line", Value::Code(line))
                .with("issue", issue)
                .who([holders::who(case, role)])
                .speaks(Speaks::Missing(Box::new(missing))),
        );
    }
    findings
}
