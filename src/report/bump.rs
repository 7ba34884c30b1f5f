//! The next version, and why: per change what it asks for, and by which rule.

mod several;
mod words;

use anstyle::Style;
use comfy_table::{ContentArrangement, Table, presets};
use semver::Version;

use super::harmless::one_line;
use super::page::Page;
use super::sentence::{Format, Writer};
use super::{Usage, outputs};
use crate::bump::{Computed, Contribution, Differs, Level, Outcome, Rules, What};
use crate::evidence::Unknown;
use crate::evidence::release::Repository;
use crate::version::TagPattern;

pub use several::{BumpsReport, bumps_markdown, bumps_outputs, bumps_preview, bumps_terminal};

/// The longest cell, in characters.
const CELL: usize = 60;
/// So many changes are listed on a page; what asks for most comes first.
const LISTED: usize = 100;

/// The next version of a branch, with all that is said of it.
#[derive(Debug, Clone, Copy)]
pub struct BumpReport<'a> {
    /// The version and what led to it.
    pub computed: &'a Computed,
    /// The rules.
    pub rules: &'a Rules,
    /// The package that it is of, where the policy has packages.
    pub package: Option<&'a str>,
    /// The shape of tags.
    pub tag: &'a TagPattern,
    /// The repository.
    pub repository: &'a Repository,
    /// The version that a tag, a tracking issue, a milestone or an argument names for this release.
    pub named: Option<&'a Version>,
    /// The pull request of which is shown what its merge would make of the version.
    pub preview: Option<u64>,
    /// What of that differs with the way in which it is merged.
    pub differs: Option<Differs>,
    /// What reading GitHub took.
    pub usage: Option<Usage>,
}

impl BumpReport<'_> {
    fn writer(&self, format: Format) -> Writer<'_> {
        Writer::new(format, &self.repository.url)
    }

    /// Those that ask for most first; of the same level in the order of the release.
    fn sorted(&self) -> Vec<&Contribution> {
        let mut all: Vec<&Contribution> = self.computed.contributions.iter().collect();
        all.sort_by_key(|one| {
            (std::cmp::Reverse((one.is_unlabelled(), one.level)), one.because.is_reverted())
        });
        all
    }
}

fn asks(level: Option<Level>) -> &'static str {
    level.map_or("nothing", Level::as_str)
}

/// For a terminal.
#[must_use]
pub fn bump_terminal(report: &BumpReport<'_>, width: usize, colour: bool) -> String {
    const BOLD: Style = Style::new().bold();
    let writer = report.writer(Format::Plain);
    let mut page = Page::new(width, colour);
    let said = words::said(report, &writer);
    page.line(0, &[(BOLD, &said.headline)]);
    for line in &said.todo {
        page.line(2, &[(Style::new(), &format!("-> {line}"))]);
    }
    if !report.computed.contributions.is_empty() {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(page.width()).unwrap_or(u16::MAX));
        table.set_header(["asks for", "change", "because"]);
        for one in report.sorted() {
            let change = format!("{} {}", name(&writer, one), one_line(&one.title, CELL));
            let because = one_line(&words::because(report.rules, &writer, one), CELL * 2);
            table.add_row([asks(one.level).to_owned(), change, because]);
        }
        page.blank();
        for (number, line) in table.lines().enumerate() {
            page.fixed(&[(if number == 0 { BOLD } else { Style::new() }, line.trim_end())]);
        }
    }
    page.blank();
    for note in &said.notes {
        page.line(0, &[(Style::new(), note)]);
    }
    page.finish()
}

/// The page of a step, or of a file.
#[must_use]
pub fn bump_markdown(report: &BumpReport<'_>) -> String {
    format!("## Holdpoint: the next version\n\n{}", body(report))
}

/// The comment on a pull request: what its merge makes of the next version.
#[must_use]
pub fn bump_preview(report: &BumpReport<'_>) -> String {
    format!("### Holdpoint: what merging this releases\n\n{}", body(report))
}

/// Headline, table and notes, in Markdown.
pub(super) fn body(report: &BumpReport<'_>) -> String {
    let writer = report.writer(Format::Markdown);
    let said = words::said(report, &writer);
    let mut text = format!("**{}**\n", said.headline);
    for line in &said.todo {
        text.push_str(&format!("- → {line}\n"));
    }
    let all = report.sorted();
    if !all.is_empty() {
        text.push_str("\n| asks for | change | because |\n| --- | --- | --- |\n");
        for one in all.iter().take(LISTED) {
            let mark = if report.preview.is_some_and(|number| one.what == What::PullRequest(number)) {
                " (this pull request)"
            } else {
                ""
            };
            text.push_str(&format!(
                "| {} | {} {}{mark} | {} |\n",
                asks(one.level),
                name(&writer, one),
                cell(&writer.text(&one_line(&one.title, CELL * 2))),
                cell(&words::because(report.rules, &writer, one))
            ));
        }
        if all.len() > LISTED {
            text.push_str(&format!("\n{} more ask for no more than these.\n", all.len() - LISTED));
        }
    }
    for note in &said.notes {
        text.push_str(&format!("\n{note}\n"));
    }
    text
}

/// Within a table a bar ends the cell, even in code.
fn cell(text: &str) -> String {
    text.replace('|', "&#124;")
}

fn name(writer: &Writer<'_>, one: &Contribution) -> String {
    match &one.what {
        What::PullRequest(number) => writer.thread(*number, &one.url),
        What::Commit(oid) => writer.commit(&crate::evidence::Oid::new(oid)),
    }
}

/// The outputs of a step that computed a version.
#[must_use]
pub fn bump_outputs(report: &BumpReport<'_>) -> Vec<(&'static str, String)> {
    let version = report.computed.version();
    let kind = || match &report.computed.outcome {
        Outcome::Version(next) if !next.version.pre.is_empty() => "prerelease",
        Outcome::Version(next) => next.raised_by.map_or("", Level::as_str),
        _ => "",
    };
    let mut outputs = outputs::outputs_without_verdict("none", "");
    for (name, value) in &mut outputs {
        *value = match *name {
            "version" => version.map(ToString::to_string).unwrap_or_default(),
            "package" => report.package.unwrap_or_default().to_owned(),
            "tag" => version.map(|version| report.tag.tag(version)).unwrap_or_default(),
            "previous" => report.computed.last.as_ref().map(|last| last.tag.clone()).unwrap_or_default(),
            "type" => kind().to_owned(),
            "report" => bump_markdown(report),
            _ => continue,
        };
    }
    outputs
}

/// The version in a sentence.
pub(super) fn headline(report: &BumpReport<'_>) -> String {
    words::said(report, &report.writer(Format::Plain)).headline
}

/// Why a change asks for what it does.
pub(super) fn because(report: &BumpReport<'_>, one: &Contribution) -> String {
    words::because(report.rules, &report.writer(Format::Plain), one)
}

/// Why nothing could be computed.
#[must_use]
pub fn bump_unread(why: &Unknown) -> String {
    let writer = Writer::new(Format::Plain, "https://github.com");
    format!(
        "the next version could not be computed, because not all that changed could be read: {}\n  -> {}",
        writer.reason(why),
        writer.remedy(why)
    )
}

/// Why there is nothing to show of a pull request.
#[must_use]
pub fn bump_not_open(number: u64) -> String {
    format!(
        "Nothing to show: pull request #{number} is not open, and what it changed counts where it was merged."
    )
}

/// Why no version can be judged, where the changes were to name it.
#[must_use]
pub fn bump_without_version(report: &BumpReport<'_>) -> String {
    let said = words::said(report, &report.writer(Format::Plain));
    let todo: Vec<String> = said.todo.iter().map(|line| format!("\n  -> {line}")).collect();
    format!("nothing names the version to judge, and {}{}", said.lower(), todo.concat())
}

#[cfg(test)]
mod tests;
