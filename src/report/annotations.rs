//! Annotations on the policy's file, at each requirement that is open.

use super::limits::ANNOTATION;
use super::outline::{self, Entry, What};
use super::problems::line_column;
use super::sentence::{Format, Writer, joined};
use super::{Report, consents, spot, words};
use crate::verdict::{Outcome, RequirementVerdict, Severity, Speaks};

/// How urgent an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A requirement that holds the phase.
    Error,
    /// One that only reports.
    Warning,
}

/// A remark on the policy's file. Its texts are plain and hold nothing that a runner obeys; the line ends of
/// `message` still have to be escaped for a workflow command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// How urgent it is.
    pub level: Level,
    /// The file of the judged commit that it is on; `None`: the policy's.
    pub path: Option<String>,
    /// Where in the file it is, which of the policy's is where the requirement is stated; nowhere for what the gate itself
    /// demands.
    pub place: Option<Place>,
    /// One line: the requirement and how it stands.
    pub title: String,
    /// A line per finding, with what to do.
    pub message: String,
}

/// A part of a line, from 1. Runners show no columns over several lines, so a long requirement is marked where it
/// begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Place {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// One annotation for each open requirement: first those that hold, the worst first.
#[must_use]
pub fn annotations(report: &Report<'_>) -> Vec<Annotation> {
    let writer = Writer::new(Format::Plain, &report.repository.url);
    let holding = outline::holding(report.verdict).into_iter().map(|one| (Level::Error, one));
    let advisory = outline::advisory(report.verdict).into_iter().map(|one| (Level::Warning, one));
    holding
        .chain(advisory)
        .map(|(level, requirement)| Annotation {
            level,
            path: None,
            place: place(report.policy.text(), requirement),
            title: title(&writer, requirement),
            message: message(&writer, requirement),
        })
        .chain(in_files(report, &writer))
        .collect()
}

/// One for each finding in a file, behind those of the requirements, of which each names all of its own.
fn in_files<'a>(report: &'a Report<'_>, writer: &'a Writer<'_>) -> impl Iterator<Item = Annotation> + 'a {
    let of = |(severity, finding)| {
        let (path, annotation) = spot::annotation(writer, finding);
        let level = if severity == Severity::Holding { Level::Error } else { Level::Warning };
        path.map(|path| Annotation { level, path: Some(path.to_owned()), ..annotation })
    };
    outline::in_texts(report.verdict).into_iter().filter_map(of)
}

/// How it stands, and its title.
fn title(writer: &Writer<'_>, requirement: &RequirementVerdict) -> String {
    let mut roles: Vec<String> = Vec::new();
    for role in consents::asks(requirement).iter().map(|ask| writer.text(&ask.sign_off.role)) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let stands = if consents::is_hold(requirement) && requirement.outcome == Outcome::Unmet {
        "on hold".to_owned()
    } else if consents::is_told(requirement) && !roles.is_empty() {
        format!("missing sign-off of {}", some(&roles))
    } else {
        words::outcome(requirement.outcome).to_owned()
    };
    format!("{stands}: {}", words::title(writer, requirement))
}

/// The first few: a title is one line.
fn some(roles: &[String]) -> String {
    const FEW: usize = 3;
    match roles.get(..FEW) {
        Some(few) if roles.len() > FEW => format!("{} and {} more", few.join(", "), roles.len() - FEW),
        _ => joined(roles, "and"),
    }
}

fn place(policy: &str, requirement: &RequirementVerdict) -> Option<Place> {
    if requirement.at.is_empty() {
        return None;
    }
    let start = policy.floor_char_boundary(requirement.at.start);
    let end = policy.floor_char_boundary(requirement.at.end).max(start);
    let stated = policy.get(start..end).unwrap_or_default();
    let first_line = stated.lines().next().unwrap_or_default();
    let (line, column) = line_column(policy, start);
    let end_column = column + first_line.trim_end().chars().count();
    Some(Place { line, column, end_line: line, end_column })
}

/// As many whole lines as a runner shows.
fn message(writer: &Writer<'_>, requirement: &RequirementVerdict) -> String {
    let entries = outline::lacks(requirement);
    let id = writer.code(&requirement.id);
    let mut message = format!("{id} is {}", words::outcome(requirement.outcome));
    for (index, entry) in entries.iter().enumerate() {
        let line = line(writer, entry);
        let more = format!("\nand {} more: see the summary of the run", entries.len() - index);
        if message.len() + line.len() + more.len() > ANNOTATION {
            message.push_str(&more);
            break;
        }
        message.push_str(&line);
    }
    message
}

fn line(writer: &Writer<'_>, entry: &Entry<'_>) -> String {
    let indent = "  ".repeat(entry.depth.min(10));
    match entry.what {
        What::Words(words) => format!("\n{indent}- {words}"),
        What::Found(finding) => {
            let todo = match &finding.speaks {
                Speaks::Missing(sign_off) => Some(consents::how(writer, finding, sign_off)),
                _ => writer.todo(finding),
            };
            let todo = todo.map(|todo| format!(" -> {todo}")).unwrap_or_default();
            let place =
                finding.spot.as_deref().map(|spot| format!("{}: ", spot::place(spot))).unwrap_or_default();
            format!("\n{indent}- {place}{}{todo}", writer.says(finding))
        }
    }
}
