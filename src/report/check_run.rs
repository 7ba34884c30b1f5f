//! The check run that shows a verdict beside the commit. It proves nothing, and no command reads it.

use super::limits::{COMMENT, first_fitting};
use super::markdown::{Detail, Document, WHOLE, shorter};
use super::sentence::{Format, Writer};
use super::{Report, words};
use crate::verdict::Decision;

/// How a check run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// A go.
    Success,
    /// A no-go.
    Failure,
}

impl Conclusion {
    /// GitHub's word (REST: `POST /repos/{owner}/{repo}/check-runs`).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
        }
    }
}

/// A check run's texts, all within GitHub's limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRun {
    /// `holdpoint / PHASE`, or `holdpoint / PHASE (PACKAGE)`.
    pub name: String,
    /// How it ends.
    pub conclusion: Conclusion,
    /// One line of plain text.
    pub title: String,
    /// Markdown: what is missing.
    pub summary: String,
    /// Markdown: everything else.
    pub text: String,
}

/// The check run of a verdict.
#[must_use]
pub fn check_run(report: &Report<'_>) -> CheckRun {
    let verdict = report.verdict;
    let plain = Writer::new(Format::Plain, &report.repository.url);
    let (conclusion, word) = match verdict.decision {
        Decision::Go => (Conclusion::Success, "Go"),
        Decision::NoGo => (Conclusion::Failure, "No-go"),
    };
    let subject = words::subject(&plain, &verdict.subject);
    CheckRun {
        name: match verdict.subject.package() {
            Some(package) => format!("holdpoint / {} ({})", plain.text(&verdict.phase), plain.text(package)),
            None => format!("holdpoint / {}", plain.text(&verdict.phase)),
        },
        conclusion,
        title: format!("{word} for {subject}: {}", words::counts(verdict)),
        summary: fitting(report, WHOLE, |document| {
            document.overview();
            document.consents();
            document.missing();
            document.in_texts();
        }),
        text: fitting(report, Detail { table: true, ..WHOLE }, |document| {
            document.advisory();
            document.folded();
            document.table();
            document.policy();
            document.origin();
        }),
    }
}

fn fitting(report: &Report<'_>, longest: Detail, write: impl Fn(&mut Document<'_>)) -> String {
    first_fitting(
        COMMENT,
        shorter(longest).map(|detail| {
            let mut document = Document::new(report, detail);
            write(&mut document);
            document.finish()
        }),
    )
}
