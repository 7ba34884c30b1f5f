//! Whether the tracking issues that are open have what the policy asks of them.

use std::collections::BTreeMap;

use super::{Found, Rated, Severity};
use crate::evidence::needs::Needs;
use crate::evidence::{Fact, Issue};
use crate::policy::{Holds, Policy};
use crate::requirement::{Kind, lacks_boxes};
use crate::verdict::{Finding, Outcome, RequirementVerdict, Value, Verdict};

crate::messages! {
    NO_WAY = "tracking-issue-unsaid": "the policy asks for boxes or fields, and does not say which issue tracks a release"
        => "write {setting} into the policy";
    NONE = "no-tracking-issue-open": "no open issue has the label {label}, so that it was not looked whether one has what the policy asks for"
        => "open the tracking issue of the next release with that label and the version in its title, and run this again";
    UNTOLD = "issue-not-examined": "{issue} was not compared with the policy: {why}"
        => "put that right, or close the issue if it tracks no release";
    LACKS = "issue-lacks-boxes": "{issue} lacks {boxes} that the policy asks for: {which}"
        => "write the lines below into its text, or correct the policy";
}

pub(super) const RATED: &[Rated] = &[
    (&NO_WAY, Severity::Error),
    (&NONE, Severity::Note),
    (&UNTOLD, Severity::Warning),
    (&LACKS, Severity::Error),
];

/// An open tracking issue, with the verdict on its release as far as boxes go.
#[derive(Debug, Clone)]
pub struct Tracked<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// The verdicts of the policy's release phases; or why there are none. Untrusted text.
    pub verdicts: Result<Vec<Verdict>, String>,
}

/// The release phases by which tracking issues are looked at: those that no other includes.
#[must_use]
pub fn phases_of_boxes(policy: &Policy) -> Vec<&str> {
    let releases = || policy.phases.iter().filter(|phase| phase.holds != Holds::Merge);
    let included = |name: &str| {
        let mut others = releases().filter(|other| other.name != name);
        others.any(|other| policy.judged_for(&other.name).iter().any(|phase| phase.name == name))
    };
    releases().map(|phase| phase.name.as_str()).filter(|name| !included(name)).collect()
}

/// What has to be read to know which boxes a phase asks for: the issue, and what conditions of boxes look at.
#[must_use]
pub fn needs_of_boxes(policy: &Policy, phase: &str) -> Needs {
    let mut needs = Needs { tracking_issue: true, ..Needs::default() };
    for requirement in policy.judged_for(phase).iter().flat_map(|phase| &phase.requirements) {
        let is_box = |kind: &&Kind| matches!(kind, Kind::Checkbox(_) | Kind::Checklist(_));
        if let Some(when) =
            requirement.when.as_ref().filter(|_| requirement.require.leaves().iter().any(is_box))
        {
            needs.merge(when.needs());
        }
    }
    needs
}

pub(super) fn look(policy: &Policy, issues: &Fact<Vec<Tracked<'_>>>) -> Vec<Found> {
    let needs_issue = policy.phases.iter().any(|phase| policy.needs(&phase.name).tracking_issue);
    if !needs_issue {
        return Vec::new();
    }
    let Some(label) = &policy.rules.tracking_issue else {
        let setting = "release: {tracking-issue: {label: release}}";
        return vec![Found::new(&NO_WAY).code("setting", setting)];
    };
    match issues {
        Fact::Known(issues) if issues.is_empty() => vec![Found::new(&NONE).code("label", label)],
        Fact::Known(issues) => issues.iter().filter_map(lacks).collect(),
        Fact::Unknown(why) => vec![Found::unread("the tracking issues", why)],
        Fact::NotCollected => Vec::new(),
    }
}

/// One finding an issue, whatever it lacks.
fn lacks(tracked: &Tracked<'_>) -> Option<Found> {
    let verdicts = match &tracked.verdicts {
        Ok(verdicts) => verdicts,
        Err(why) => {
            let found = Found::new(&UNTOLD).with("issue", tracked.issue);
            return Some(found.with("why", Value::Text(why.clone())));
        }
    };
    let mut by_section: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let requirements = verdicts.iter().flat_map(|verdict| &verdict.requirements);
    for (section, text) in requirements.flat_map(of_requirement) {
        let boxes = by_section.entry(section).or_default();
        if !boxes.contains(&text) {
            boxes.push(text);
        }
    }
    let texts: Vec<String> = by_section.values().flatten().cloned().collect();
    if texts.is_empty() {
        return None;
    }
    let boxes = Value::Count { number: texts.len() as u64, one: "box", many: "boxes" };
    let found = Found::new(&LACKS).with("issue", tracked.issue).with("boxes", boxes);
    Some(found.with("which", Value::Codes(texts)).block("markdown", lines(&by_section)))
}

/// The boxes that a requirement lacks, each with its section. One that does not apply lacks none.
fn of_requirement(requirement: &RequirementVerdict) -> Vec<(String, String)> {
    let applies = requirement.condition.as_ref().is_none_or(|node| node.outcome == Outcome::Met);
    let Some(tree) = requirement.tree.as_ref().filter(|_| applies) else { return Vec::new() };
    let findings = tree.leaves().into_iter().flat_map(|leaf| &leaf.findings);
    findings.filter(|finding| lacks_boxes(finding.message)).flat_map(boxes).collect()
}

fn boxes(finding: &Finding) -> Vec<(String, String)> {
    let section = match finding.fact("section") {
        Some(Value::Text(section)) => section.clone(),
        _ => String::new(),
    };
    let texts = match (finding.fact("box"), finding.fact("boxes")) {
        (Some(Value::Text(text)), _) => vec![text.clone()],
        (_, Some(Value::Codes(texts))) => texts.clone(),
        _ => Vec::new(),
    };
    texts.into_iter().map(|text| (section.clone(), text)).collect()
}

/// As Markdown: the boxes under their headings.
fn lines(by_section: &BTreeMap<String, Vec<String>>) -> String {
    let mut text = String::new();
    for (section, boxes) in by_section {
        for (depth, heading) in section.split(" › ").filter(|heading| !heading.is_empty()).enumerate() {
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}{} {heading}\n", "#".repeat(2 + depth)));
        }
        if !section.is_empty() {
            text.push('\n');
        }
        text.extend(boxes.iter().map(|text| format!("- [ ] {text}\n")));
    }
    text
}
