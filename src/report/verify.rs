//! Whether a tag is what was judged, line by line.

use anstyle::{AnsiColor, Style};

use super::page::Page;
use super::sentence::{Format, Writer};
use super::{Usage, words};
use crate::evidence::Oid;
use crate::verdict::{Finding, Outcome};
use crate::verify::{Named, Standing, is_absent, standing};

/// So many tags are listed; those without a recorded go come first.
const LISTED: usize = 1_000;

/// What was found of a tag.
#[derive(Debug, Clone, Copy)]
pub struct VerifyReport<'a> {
    /// The tag.
    pub tag: &'a str,
    /// `owner/name` of the repository.
    pub repository: &'a str,
    /// The repository's page.
    pub url: &'a str,
    /// The commit that the tag is at.
    pub commit: Option<&'a Oid>,
    /// What was found.
    pub findings: &'a [Finding],
    /// What reading GitHub took.
    pub usage: Option<Usage>,
}

/// All version tags.
#[derive(Debug, Clone, Copy)]
pub struct ListReport<'a> {
    /// `owner/name` of the repository.
    pub repository: &'a str,
    /// The repository's page.
    pub url: &'a str,
    /// The tags, the newest version first.
    pub tags: &'a [Listed],
    /// What reading GitHub took.
    pub usage: Option<Usage>,
}

/// A version tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub tag: String,
    /// The commit at its end.
    pub commit: Option<Oid>,
    /// Whether it has a message.
    pub annotated: bool,
    /// The go that its message names.
    pub go: Option<Named>,
}

/// For a terminal.
#[must_use]
pub fn verify_terminal(report: &VerifyReport<'_>, width: usize, colour: bool) -> String {
    const BOLD: Style = Style::new().bold();
    let writer = Writer::new(Format::Plain, report.url);
    let mut page = Page::new(width, colour);
    page.line(0, &[(BOLD, &headline(report, &writer))]);
    page.blank();
    for finding in report.findings {
        let (mark, colour) = mark(finding.outcome);
        let style = Style::new().fg_color(Some(colour.into()));
        page.line(2, &[(style, mark), (Style::new(), " "), (Style::new(), &writer.says(finding))]);
        if let Some(todo) = writer.todo(finding) {
            page.line(4, &[(Style::new(), &format!("-> {todo}"))]);
        }
    }
    page.blank();
    for line in closing(report.usage) {
        page.line(0, &[(Style::new(), &line)]);
    }
    page.finish()
}

/// For a page.
#[must_use]
pub fn verify_markdown(report: &VerifyReport<'_>) -> String {
    let writer = Writer::new(Format::Markdown, report.url);
    let mut text = format!("## Holdpoint: verifying a tag\n\n**{}**\n\n", headline(report, &writer));
    for finding in report.findings {
        text.push_str(&format!("- {} {}\n", mark(finding.outcome).0, writer.says(finding)));
        if let Some(todo) = writer.todo(finding) {
            text.push_str(&format!("  - → {todo}\n"));
        }
    }
    text.push_str(&format!("\n{}\n", closing(report.usage).join("\n")));
    text
}

fn headline(report: &VerifyReport<'_>, writer: &Writer<'_>) -> String {
    let (tag, repository) = (writer.code(report.tag), writer.code(report.repository));
    let how = match standing(report.findings) {
        Standing::Same => "SAME: what was judged, and a go again",
        Standing::Unrecorded => "NO RECORDED GO",
        Standing::Different if is_absent(report.findings) => "NO SUCH TAG",
        Standing::Different => "DIFFERENT: not all of it is as it was judged",
        Standing::Untold => "UNTOLD: nothing is known to differ, and not all of it is proven",
    };
    format!("{tag} of {repository}: {how}")
}

fn mark(outcome: Outcome) -> (&'static str, AnsiColor) {
    match outcome {
        Outcome::Met => ("✓", AnsiColor::Green),
        Outcome::Unmet => ("✗", AnsiColor::Red),
        _ => ("?", AnsiColor::Yellow),
    }
}

fn closing(usage: Option<Usage>) -> Vec<String> {
    let mut lines = vec!["This is a replay: nothing was written to GitHub.".to_owned()];
    lines.extend(usage.map(took));
    lines
}

fn took(usage: Usage) -> String {
    let requests = words::number(usage.requests, "request", "requests");
    format!("It took {requests} and {}.", words::number(usage.points, "point", "points"))
}

/// For a terminal: the version tags, those without a recorded go first.
#[must_use]
pub fn list_terminal(report: &ListReport<'_>, width: usize, colour: bool) -> String {
    const BOLD: Style = Style::new().bold();
    let writer = Writer::new(Format::Plain, report.url);
    let mut page = Page::new(width, colour);
    page.line(0, &[(BOLD, &list_headline(report, &writer))]);
    page.blank();
    for one in sorted(report).take(LISTED) {
        let (mark, colour) = mark(if one.go.is_some() { Outcome::Met } else { Outcome::Unmet });
        let style = Style::new().fg_color(Some(colour.into()));
        page.line(2, &[(style, mark), (Style::new(), " "), (Style::new(), &listed(&writer, one))]);
    }
    page.blank();
    for line in list_closing(report) {
        page.line(0, &[(Style::new(), &line)]);
    }
    page.finish()
}

/// For a page: the same.
#[must_use]
pub fn list_markdown(report: &ListReport<'_>) -> String {
    let writer = Writer::new(Format::Markdown, report.url);
    let mut text = format!("## Holdpoint: version tags\n\n**{}**\n\n", list_headline(report, &writer));
    for one in sorted(report).take(LISTED) {
        let (mark, _) = mark(if one.go.is_some() { Outcome::Met } else { Outcome::Unmet });
        text.push_str(&format!("- {mark} {}\n", listed(&writer, one)));
    }
    text.push_str(&format!("\n{}\n", list_closing(report).join("\n")));
    text
}

fn list_headline(report: &ListReport<'_>, writer: &Writer<'_>) -> String {
    let without = report.tags.iter().filter(|one| one.go.is_none()).count() as u64;
    let all = words::number(report.tags.len() as u64, "version tag", "version tags");
    let repository = writer.code(report.repository);
    match without {
        0 => format!("{all} of {repository}, and each records a go"),
        1 => format!("{all} of {repository}, and 1 records no go"),
        more => format!("{all} of {repository}, and {more} record no go"),
    }
}

fn sorted<'a>(report: &ListReport<'a>) -> impl Iterator<Item = &'a Listed> {
    let (with, without): (Vec<&Listed>, Vec<&Listed>) = report.tags.iter().partition(|one| one.go.is_some());
    without.into_iter().chain(with)
}

fn listed(writer: &Writer<'_>, one: &Listed) -> String {
    let tag = writer.code(&one.tag);
    let what = match (&one.go, one.annotated) {
        (Some(go), _) => format!("names a go of {}, judged at {}", writer.code(&go.phase), go.at),
        (None, true) => "has a message that names no go".to_owned(),
        (None, false) => "is a lightweight tag: nothing is recorded in it".to_owned(),
    };
    let at = one.commit.as_ref().map(|commit| format!(" (at {})", writer.code(commit.short())));
    format!("{tag}{} {what}", at.unwrap_or_default())
}

fn list_closing(report: &ListReport<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if report.tags.len() > LISTED {
        lines.push(format!("The first {LISTED} are shown."));
    }
    lines.push("What a tag names is proven by `holdpoint verify TAG` alone. Nothing was written.".to_owned());
    lines.extend(report.usage.map(took));
    lines
}
