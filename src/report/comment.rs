//! The comment on a pull request or tracking issue, and the summary of a workflow run.

use super::Report;
use super::limits::{COMMENT, SUMMARY, first_fitting};
use super::markdown::{Detail, Document, WHOLE, shorter};

/// The comment, in Markdown that GitHub accepts; the mark by which it is found again is put before it.
///
/// It holds neither the time nor the run, which are new each time, so that it is written again only when the verdict
/// says something else.
#[must_use]
pub fn comment(report: &Report<'_>) -> String {
    first_fitting(
        COMMENT,
        shorter(WHOLE).map(|detail| {
            let mut document = Document::new(report, detail);
            body(&mut document);
            document.policy_without_commit();
            document.finish()
        }),
    )
}

/// The summary of a workflow run: the comment's text with a table of all requirements, the time and the run.
#[must_use]
pub fn summary(report: &Report<'_>) -> String {
    let longest = Detail { table: true, findings: 200, notes: 200, ..WHOLE };
    first_fitting(
        SUMMARY,
        shorter(longest).map(|detail| {
            let mut document = Document::new(report, detail);
            body(&mut document);
            document.table();
            document.policy();
            document.origin();
            document.finish()
        }),
    )
}

fn body(document: &mut Document<'_>) {
    document.heading();
    document.overview();
    document.consents();
    document.missing();
    document.advisory();
    document.in_texts();
    document.folded();
    document.proposal();
}
