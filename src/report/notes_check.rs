//! What a check of release notes found, by itself.

use semver::Version;

use super::annotations::Annotation;
use super::harmless::one_line;
use super::sentence::{Format, Writer};
use super::{Usage, spot, words};
use crate::evidence::release::Repository;
use crate::notes::{Template, Text};
use crate::verdict::Finding;

/// How many findings are printed. Who has more mends these first; the rest is counted.
const SHOWN: usize = 100;
/// The longest name, in characters.
const NAME: usize = 400;

/// What was checked, and what was found.
#[derive(Debug, Clone)]
pub struct NotesReport<'a> {
    /// The notes; `None`: there are none, as a finding says.
    pub notes: Option<&'a Text>,
    /// The template that they were held against.
    pub template: Option<&'a Template>,
    /// What of the release they were held against.
    pub facts: NotesFacts<'a>,
    /// The repository, if GitHub was asked.
    pub repository: Option<&'a Repository>,
    /// What is wrong, or could not be read.
    pub findings: Vec<Finding>,
    /// What reading GitHub took.
    pub usage: Option<Usage>,
}

/// Whether notes were compared with the facts of the release.
#[derive(Debug, Clone, Copy)]
pub enum NotesFacts<'a> {
    /// They were, with those of this release.
    Checked {
        /// Its tag.
        tag: &'a str,
        /// Its version.
        version: &'a Version,
    },
    /// They were not: GitHub was not asked.
    NotChecked {
        /// The version, if it was given: that is the only thing that was compared.
        version: Option<&'a Version>,
    },
}

impl NotesReport<'_> {
    fn writer(&self, format: Format) -> Writer<'_> {
        Writer::new(format, self.repository.map_or("https://github.com", |repository| &repository.url))
    }

    fn name(&self) -> String {
        self.notes.map_or_else(|| "the release notes".to_owned(), |notes| one_line(&notes.name, NAME))
    }

    /// The last line: how many, in what, and what was not looked at.
    fn sums_up(&self, writer: &Writer<'_>) -> String {
        let name = match self.notes {
            Some(notes) => writer.code(&notes.name),
            None => self.name(),
        };
        let count = match self.findings.len() {
            0 => "No finding".to_owned(),
            number => words::number(number as u64, "finding", "findings"),
        };
        let mut text = format!("{count} in {name}");
        if let NotesFacts::Checked { tag, .. } = self.facts {
            text.push_str(&format!(", the notes of {}", writer.code(tag)));
        }
        text.push('.');
        match self.template {
            Some(template) => {
                text.push_str(&format!(" The template is {}.", writer.code(&template.text.name)))
            }
            None => text.push_str(" There was no template to hold them against."),
        }
        if let NotesFacts::NotChecked { version } = self.facts {
            text.push_str(match version {
                Some(_) => " Of the facts of the release only the version was checked: GitHub was not asked.",
                None => " The facts of the release were not checked: GitHub was not asked.",
            });
        }
        if let Some(usage) = self.usage {
            let points = words::number(usage.points, "point", "points");
            text.push_str(&format!(
                " It took {} and {points}.",
                words::number(usage.requests, "request", "requests")
            ));
        }
        text
    }
}

/// One line for what of a policy cannot be judged without GitHub: sections, and the conditions on which they depend.
#[must_use]
pub fn notes_unjudged<'a>(unjudged: impl Iterator<Item = (&'a str, &'a str)>, type_is_open: bool) -> String {
    let writer = Writer::new(Format::Plain, "");
    let each = unjudged
        .map(|(section, condition)| format!("{} (if {})", writer.code(section), one_line(condition, NAME)));
    let each: Vec<String> = each.collect();
    let todo = if type_is_open { "give --version for the release's type, or --repo" } else { "give --repo" };
    format!("warning: not judged without GitHub is whether notes must have {}: {todo}", each.join(", "))
}

/// For a terminal: each finding with its line, and their number in a last line.
#[must_use]
pub fn notes_terminal(report: &NotesReport<'_>, colour: bool) -> String {
    let writer = report.writer(Format::Plain);
    let shown = report.findings.iter().take(SHOWN).map(|finding| spot::terminal(&writer, finding, colour));
    let mut text: String = shown.collect();
    if report.findings.len() > SHOWN {
        text.push_str(&format!("The first {SHOWN} are shown.\n"));
    }
    text.push_str(&report.sums_up(&writer));
    text.push('\n');
    text
}

/// For a page: the same as a list.
#[must_use]
pub fn notes_markdown(report: &NotesReport<'_>) -> String {
    let writer = report.writer(Format::Markdown);
    let mut text = String::from("## Release notes\n\n");
    text.push_str(&report.sums_up(&writer));
    text.push('\n');
    if !report.findings.is_empty() {
        text.push('\n');
    }
    for finding in report.findings.iter().take(SHOWN) {
        text.push_str(&spot::markdown(&writer, finding));
    }
    if report.findings.len() > SHOWN {
        text.push_str(&format!("\nThe first {SHOWN} are shown.\n"));
    }
    text
}

/// For a workflow run: each finding, with the path of the file that it is in.
#[must_use]
pub fn notes_annotations<'a>(report: &'a NotesReport<'_>) -> Vec<(Option<&'a str>, Annotation)> {
    let writer = report.writer(Format::Plain);
    report.findings.iter().map(|finding| spot::annotation(&writer, finding)).collect()
}

#[cfg(test)]
mod tests;
