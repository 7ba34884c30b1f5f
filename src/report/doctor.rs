//! What would keep a gate from working, with the remedy, finding by finding.

use anstyle::{AnsiColor, Style};

use super::harmless::one_line;
use super::page::Page;
use super::sentence::{Format, Writer};
use super::{Usage, words};
use crate::doctor::{Block, Found, Severity};
use crate::evidence::release::{PolicyText, Repository};

/// The longest line of a block, in characters.
const WIDEST: usize = 400;

/// What was found, and of what.
#[derive(Debug, Clone, Copy)]
pub struct DoctorReport<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The policy.
    pub policy: &'a PolicyText,
    /// What was found, the gravest first.
    pub found: &'a [Found],
    /// What reading GitHub took.
    pub usage: Option<Usage>,
}

/// For a terminal.
#[must_use]
pub fn doctor_terminal(report: &DoctorReport<'_>, width: usize, colour: bool) -> String {
    const BOLD: Style = Style::new().bold();
    const PLAIN: Style = Style::new();
    let writer = Writer::new(Format::Plain, &report.repository.url);
    let mut page = Page::new(width, colour);
    page.line(0, &[(BOLD, &headline(report, &writer))]);
    page.line(0, &[(PLAIN, &source(report, &writer))]);
    for found in report.found {
        page.blank();
        let style = Style::new().fg_color(Some(hue(found.severity).into()));
        page.line(0, &[(style, word(found.severity)), (PLAIN, " "), (BOLD, found.id())]);
        page.line(2, &[(PLAIN, &writer.says(&found.finding))]);
        if let Some(todo) = writer.todo(&found.finding) {
            page.line(2, &[(PLAIN, &format!("-> {todo}"))]);
        }
        if let Some(block) = &found.block {
            page.blank();
            for line in block.text.trim_end().lines() {
                page.fixed(&[(PLAIN, &format!("       {}", one_line(line, WIDEST)))]);
            }
        }
    }
    page.blank();
    for line in closing(report) {
        page.line(0, &[(PLAIN, &line)]);
    }
    page.finish()
}

/// For a page.
#[must_use]
pub fn doctor_markdown(report: &DoctorReport<'_>) -> String {
    let writer = Writer::new(Format::Markdown, &report.repository.url);
    let (head, source) = (headline(report, &writer), source(report, &writer));
    let mut text = format!("## Holdpoint: what surrounds the gate\n\n**{head}**\n\n{source}\n");
    for found in report.found {
        let id = writer.code(found.id());
        text.push_str(&format!("\n- **{}** {id}: {}\n", word(found.severity), writer.says(&found.finding)));
        if let Some(todo) = writer.todo(&found.finding) {
            text.push_str(&format!("  - → {todo}\n"));
        }
        if let Some(block) = &found.block {
            text.push_str(&fenced(block));
        }
    }
    text.push_str(&format!("\n{}\n", closing(report).join("\n")));
    text
}

/// A fence that no line of the block can close, indented as a part of its finding.
fn fenced(block: &Block) -> String {
    let longest = block.text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    let lines: String = block
        .text
        .trim_end()
        .lines()
        .map(|line| format!("    {}\n", one_line(line, WIDEST).replace("##[", "#＃[")))
        .collect();
    format!("\n    {fence}{}\n{lines}    {fence}\n", block.language)
}

fn headline(report: &DoctorReport<'_>, writer: &Writer<'_>) -> String {
    let counts: Vec<String> = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Note, "note", "notes"),
    ]
    .into_iter()
    .map(|(severity, one, many)| {
        let count = report.found.iter().filter(|found| found.severity == severity).count();
        words::number(count as u64, one, many)
    })
    .collect();
    format!("{}: {}", writer.code(&report.repository.name), counts.join(", "))
}

fn source(report: &DoctorReport<'_>, writer: &Writer<'_>) -> String {
    let PolicyText { path, branch, commit, .. } = report.policy;
    format!("The policy is {} of {} at {}.", writer.code(path), writer.code(branch), writer.commit(commit))
}

/// A severity as people read it.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn hue(severity: Severity) -> AnsiColor {
    match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    }
}

fn closing(report: &DoctorReport<'_>) -> Vec<String> {
    let mut lines = vec!["Nothing was written to GitHub.".to_owned()];
    lines.extend(report.usage.map(|usage| {
        let requests = words::number(usage.requests, "request", "requests");
        format!("It took {requests} and {}.", words::number(usage.points, "point", "points"))
    }));
    lines
}

#[cfg(test)]
mod tests {
    use crate::doctor;
    use crate::report::sentence::faults;

    #[test]
    fn every_sentence_is_well_made() {
        for (message, _) in doctor::table() {
            assert_eq!(faults(message), [""; 0]);
        }
    }
}
