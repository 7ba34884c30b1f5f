//! The trace that a waiver leaves in the log.

use super::Report;
use super::sentence::{Format, Writer};
use super::words;
use crate::verdict::WaiverVerdict;

/// A line for each waiver that counts: what it excuses in which release, who gave it, as what, until when, and why. The
/// reason is left out where the waiver says that it is private.
#[must_use]
pub fn audit(report: &Report<'_>) -> Vec<String> {
    let writer = Writer::new(Format::Plain, &report.repository.url);
    let subject = words::subject(&writer, &report.verdict.subject);
    let phase = writer.text(&report.verdict.phase);
    let accepted = report.verdict.waivers.iter().filter(|waiver| waiver.accepted);
    accepted.map(|waiver| line(&writer, waiver, &format!("{subject} ({phase})"))).collect()
}

fn line(writer: &Writer<'_>, waiver: &WaiverVerdict, release: &str) -> String {
    let by = waiver.by.as_ref().map_or_else(|| "a deleted account".to_owned(), |login| writer.person(login));
    let role = waiver.role.as_ref().map(|role| format!(" as {}", writer.code(role))).unwrap_or_default();
    let subjects = if waiver.subjects.is_empty() {
        String::new()
    } else {
        format!(" for {}", writer.list(&waiver.subjects, |subject| writer.code(subject)))
    };
    let place = waiver.url.as_ref().map_or("the policy".to_owned(), |url| writer.text(url));
    let reason = if waiver.private {
        "the reason is private".to_owned()
    } else {
        format!("“{}”", writer.text(&waiver.reason))
    };
    let (requirement, given, until) = (writer.code(&waiver.requirement), waiver.given, waiver.until);
    format!(
        "audit: {by}{role} waived {requirement}{subjects} of {release} on {given} until {until}: {reason} ({place})"
    )
}
