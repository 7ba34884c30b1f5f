//! The next versions of several packages, on one page.

use super::{BumpReport, body, bump_terminal, words};
use crate::bump::{Level, Outcome};
use crate::report::outputs::outputs_without_verdict;
use crate::report::sentence::{Format, Writer, joined};

/// The next versions of packages, each computed by itself.
#[derive(Debug, Clone, Copy)]
pub struct BumpsReport<'a> {
    /// The packages, in the policy's order: all of them, or those that the pull request affects.
    pub packages: &'a [BumpReport<'a>],
    /// The names of the packages that the pull request does not affect.
    pub unaffected: &'a [String],
    /// The page of the repository.
    pub url: &'a str,
    /// The pull request of which is shown what its merge would make of the versions.
    pub preview: Option<u64>,
}

impl<'a> BumpsReport<'a> {
    /// Those of which more is to be said than that nothing changed.
    fn affected(&self) -> impl Iterator<Item = &'a BumpReport<'a>> {
        self.packages.iter().filter(|one| !matches!(one.computed.outcome, Outcome::Nothing(_)))
    }

    fn nothing(&self) -> Option<String> {
        let number = self.preview.filter(|_| self.packages.is_empty())?;
        let packages = joined(self.unaffected, "or");
        Some(format!(
            "Pull request #{number} changes no file of {packages}: merging it makes no release of it."
        ))
    }

    fn others(&self) -> Option<String> {
        (!self.unaffected.is_empty() && !self.packages.is_empty())
            .then(|| format!("Not affected by it: {}.", joined(self.unaffected, "and")))
    }
}

fn name<'a>(report: &BumpReport<'a>) -> &'a str {
    report.package.unwrap_or_default()
}

/// For a terminal: a line for each package, then those with something to release one by one.
#[must_use]
pub fn bumps_terminal(report: &BumpsReport<'_>, width: usize, colour: bool) -> String {
    let writer = Writer::new(Format::Plain, report.url);
    let longest = report.packages.iter().map(|one| name(one).len()).max().unwrap_or(0);
    let mut text = report.nothing().map(|nothing| format!("{nothing}\n")).unwrap_or_default();
    for one in report.packages {
        text.push_str(&format!("{:longest$}  {}\n", name(one), brief(one, &writer)));
    }
    if let Some(others) = report.others() {
        text.push_str(&format!("\n{others}\n"));
    }
    for one in report.affected() {
        text.push_str(&format!("\n{}\n", bump_terminal(one, width, colour).trim_end()));
    }
    text
}

/// The page of a step, or of a file.
#[must_use]
pub fn bumps_markdown(report: &BumpsReport<'_>) -> String {
    format!("## Holdpoint: the next versions\n\n{}", page(report))
}

/// The comment on a pull request: what its merge makes of the next versions of the packages that it affects.
#[must_use]
pub fn bumps_preview(report: &BumpsReport<'_>) -> String {
    format!("### Holdpoint: what merging this releases\n\n{}", page(report))
}

fn page(report: &BumpsReport<'_>) -> String {
    let writer = Writer::new(Format::Markdown, report.url);
    let mut text = report.nothing().map(|nothing| format!("{nothing}\n")).unwrap_or_default();
    if !report.packages.is_empty() {
        text.push_str("| package | next version | previous |\n| --- | --- | --- |\n");
    }
    for one in report.packages {
        let previous = one.computed.last.as_ref().map(|last| writer.code(&last.tag));
        text.push_str(&format!(
            "| {} | {} | {} |\n",
            writer.text(name(one)),
            brief(one, &writer),
            previous.unwrap_or_default()
        ));
    }
    if let Some(others) = report.others() {
        text.push_str(&format!("\n{others}\n"));
    }
    for one in report.affected() {
        text.push_str(&format!("\n#### {}\n\n{}", writer.text(name(one)), body(one)));
    }
    text
}

/// One package in a few words: `1.5.0, minor`, or that it is unaffected.
fn brief(report: &BumpReport<'_>, writer: &Writer<'_>) -> String {
    match &report.computed.outcome {
        Outcome::Version(next) => {
            let raised = next.raised_by.map(Level::as_str).unwrap_or("the first");
            format!("{}, {raised}", next.version)
        }
        Outcome::Nothing(nothing) => words::unaffected(report, nothing, writer),
        Outcome::Unlabelled => "none yet: no rule fits all changes".to_owned(),
        Outcome::Refused(_) => "none".to_owned(),
    }
}

/// The outputs of a step that computed several versions: `package` names those with something to release.
#[must_use]
pub fn bumps_outputs(report: &BumpsReport<'_>) -> Vec<(&'static str, String)> {
    let released = report.packages.iter().filter(|one| one.computed.version().is_some());
    let released: Vec<&str> = released.map(name).collect();
    let mut outputs = outputs_without_verdict("none", "");
    for (name, value) in &mut outputs {
        match *name {
            "package" => *value = released.join(","),
            "report" => *value = bumps_markdown(report),
            _ => {}
        }
    }
    outputs
}
