//! Release notes, in plain words.

use super::Page;
use crate::notes::rules::{Cites, Presence, Purpose, SectionRule};
use crate::notes::source::{Source, TemplateSource};
use crate::policy::{Notes, Policy};

impl Page {
    pub(super) fn notes(&mut self, policy: &Policy) {
        let Some(notes) = &policy.notes else { return };
        self.gap();
        self.line(0, "Release notes");
        self.line(1, &format!("They are {}.", place(&notes.source)));
        for (kind, source) in &notes.templates {
            let of = match kind {
                Some(kind) => format!("The template of a {kind} release"),
                None if notes.templates.len() > 1 => "The template of any other release".to_owned(),
                None => "Their template".to_owned(),
            };
            self.line(1, &format!("{of} is {}.", template(source)));
        }
        self.structure(notes);
        self.facts(notes);
        for (rule, presences) in &notes.sections {
            self.line(1, &format!("The section {}", heading(rule)));
            for line in rules(rule) {
                self.line(2, &format!("- {line}"));
            }
            for (condition, presence) in presences {
                self.line(2, &format!("- {} where {}", word(presence), condition.says()));
            }
        }
    }

    fn structure(&mut self, notes: &Notes) {
        if notes.templates.is_empty() && notes.sections.is_empty() {
            return;
        }
        let order = if notes.free_order { "may stand in any order" } else { "stand in the template's order" };
        let extra =
            if notes.extra_sections { "other sections may be among them" } else { "there are no others" };
        self.line(1, &format!("Their sections {order}, and {extra}."));
    }

    fn facts(&mut self, notes: &Notes) {
        let listed = |labels: &[String]| {
            labels.iter().map(|label| format!("“{label}”")).collect::<Vec<_>>().join(", ")
        };
        let labels = &notes.labels;
        let but = if labels.excluded.is_empty() {
            String::new()
        } else {
            format!(", but those with the label {}", listed(&labels.excluded))
        };
        let cites = match &notes.cites {
            Some(Cites::All) => format!("Every pull request is cited{but}."),
            Some(Cites::Labelled(wanted)) => {
                format!("Every pull request with the label {} is cited{but}.", listed(wanted))
            }
            Some(Cites::None) => "Pull requests need not be cited.".to_owned(),
            None => {
                format!("Every pull request is cited{but} if the template's items have links or numbers.")
            }
        };
        self.line(1, &cites);
        for (what, labels) in [("a breaking change", &labels.breaking), ("about security", &labels.security)]
        {
            if !labels.is_empty() {
                self.line(1, &format!("A pull request with the label {} is {what}.", listed(labels)));
            }
        }
    }
}

fn place(source: &Source) -> String {
    let section = |path: &[String], of: &str| {
        if path.is_empty() {
            format!("the text of {of}")
        } else {
            format!("in the section “{}” of {of}", path.join(" / "))
        }
    };
    match source {
        Source::Release => "the text of the release with the tag, draft or published".to_owned(),
        Source::File(path) => format!("in the file {path}"),
        Source::Changelog(path) => format!("in the section of the version in {path}"),
        Source::TrackingIssue(path) => section(path, "the tracking issue"),
        Source::PullRequest(path) => section(path, "the release pull request"),
    }
}

fn template(source: &TemplateSource) -> String {
    match source {
        TemplateSource::File { path, section: None } => path.clone(),
        TemplateSource::File { path, section: Some(section) } => format!("the section {section} of {path}"),
        TemplateSource::Inline(_) => "written in the policy".to_owned(),
    }
}

fn heading(rule: &SectionRule) -> String {
    let outer = rule.path.split_last().map(|(_, outer)| outer).unwrap_or_default();
    let inside = if outer.is_empty() { String::new() } else { format!(" in “{}”", outer.join(" / ")) };
    let also = if rule.aliases.is_empty() {
        String::new()
    } else {
        let names: Vec<String> = rule.aliases.iter().map(|name| format!("“{name}”")).collect();
        format!(", also called {}", names.join(" or "))
    };
    format!("“{}”{inside}{also}", rule.title)
}

fn word(presence: &Presence) -> &'static str {
    match presence {
        Presence::Required => "is required",
        Presence::Optional => "may be left out",
        Presence::Forbidden(_) => "must not be there",
    }
}

fn rules(rule: &SectionRule) -> Vec<String> {
    let mut lines: Vec<String> = rule.presence.iter().map(|presence| word(presence).to_owned()).collect();
    match rule.is {
        Some(Purpose::Breaking) => lines.push("is where breaking changes stand".to_owned()),
        Some(Purpose::Migration) => lines.push("says how to migrate".to_owned()),
        Some(Purpose::Security) => lines.push("is where security stands".to_owned()),
        None => {}
    }
    match rule.least {
        0 => {}
        1 => lines.push("has at least one item".to_owned()),
        least => lines.push(format!("has at least {least} items")),
    }
    if rule.items_cite {
        lines.push("has in each item a pull request or an issue".to_owned());
    }
    match rule.may_be_none {
        Some(true) => lines.push("may say that there is none".to_owned()),
        Some(false) => lines.push("may not just say that there is none".to_owned()),
        None => {}
    }
    lines.extend(rule.matches.iter().map(|pattern| format!("matches {}", pattern.as_str())));
    lines.extend(rule.matches_not.iter().map(|pattern| format!("does not match {}", pattern.as_str())));
    lines
}
