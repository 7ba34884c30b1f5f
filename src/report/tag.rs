//! What an annotated tag says: the release, its notes in short, and why it is a go.

use super::consents;
use super::harmless::one_line;
use super::sentence::{Format, Writer, joined};
use super::{PolicySource, Report};
use crate::evidence::Login;
use crate::verdict::{Judged, Value, WaiverVerdict};

/// So much of the notes is in the message: lines, and characters of each.
const NOTES: usize = 12;
const LINE: usize = 200;
/// So many people and waivers are named.
const NAMED: usize = 50;

/// The message of the tag, plain text. `notes` is the text of the release notes; `digest` is the SHA-256 of the saved evidence,
/// in hexadecimal digits.
///
/// Reasons of waivers are not in it: a tag cannot be taken back. Nor are waivers that say that they are private.
#[must_use]
pub fn tag_message(report: &Report<'_>, tag: &str, notes: Option<&str>, digest: &str) -> String {
    let verdict = report.verdict;
    let mut text = format!("{}\n", one_line(tag, LINE));
    let summary = notes.map(summary).unwrap_or_default();
    if !summary.is_empty() {
        text.push_str(&format!("\n{summary}\n"));
    }
    let signed = signed(report);
    if !signed.is_empty() {
        text.push_str("\nSigned by:\n");
        signed.iter().take(NAMED).for_each(|line| text.push_str(&format!("- {line}\n")));
        more(&mut text, signed.len());
    }
    let accepted = |waiver: &&WaiverVerdict| waiver.accepted && !waiver.private;
    let waived: Vec<String> = verdict.waivers.iter().filter(accepted).map(waiver).collect();
    if !waived.is_empty() {
        text.push_str("\nWaived:\n");
        waived.iter().take(NAMED).for_each(|line| text.push_str(&format!("- {line}\n")));
        more(&mut text, waived.len());
    }
    text.push_str(&format!("\nHoldpoint-Decision: go ({}) at {}\n", verdict.phase, verdict.now));
    if let Judged::Release { commit, .. } = &verdict.subject {
        text.push_str(&format!("Holdpoint-Commit: {commit}\n"));
    }
    if let PolicySource::Repository(policy) = report.policy {
        text.push_str(&format!(
            "Holdpoint-Policy: {} of {} at {}, blob {}\n",
            one_line(&policy.path, LINE),
            one_line(&policy.branch, LINE),
            policy.commit,
            policy.blob
        ));
    }
    text.push_str(&format!("{EVIDENCE}{digest}\n"));
    text
}

/// Before the digest of the evidence, in the message of a tag.
const EVIDENCE: &str = "Holdpoint-Evidence: sha256:";

/// The digest of the evidence that a tag's message names.
#[must_use]
pub fn evidence_of_tag(message: &str) -> Option<&str> {
    message.lines().rev().find_map(|line| line.strip_prefix(EVIDENCE)).map(str::trim)
}

fn more(text: &mut String, all: usize) {
    if all > NAMED {
        text.push_str(&format!("- and {} more\n", all - NAMED));
    }
}

/// The first lines of the notes: no comments, no blank lines in a row. A line of ours is none of theirs.
fn summary(notes: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut hidden = false;
    for line in notes.lines() {
        let was_hidden = hidden;
        let shown = without_comments(line, &mut hidden);
        // What is blank for its comments alone leaves no blank line.
        if shown.trim().is_empty() && (was_hidden || !line.trim().is_empty()) {
            continue;
        }
        let line = one_line(&shown, LINE);
        let blank = line.trim().is_empty();
        if line.starts_with("Holdpoint-") || blank && lines.last().is_none_or(|last| last.trim().is_empty()) {
            continue;
        }
        lines.push(line.trim_end().to_owned());
        if lines.len() >= NOTES {
            lines.push("…".to_owned());
            break;
        }
    }
    lines.join("\n").trim_end().to_owned()
}

/// A line without its HTML comments. `hidden`: whether it begins, and then whether it ends, inside of one.
fn without_comments(line: &str, hidden: &mut bool) -> String {
    let mut shown = String::new();
    let mut rest = line;
    loop {
        if *hidden {
            let Some((_, after)) = rest.split_once("-->") else { return shown };
            rest = after;
        }
        let Some((before, after)) = rest.split_once("<!--") else {
            *hidden = false;
            return shown + rest;
        };
        shown.push_str(before);
        (*hidden, rest) = (true, after);
    }
}

/// Who signed, each with the roles in which they did.
fn signed(report: &Report<'_>) -> Vec<String> {
    let mut people: Vec<(Login, Vec<String>)> = Vec::new();
    for told in consents::given(report.verdict) {
        let (Some(Value::Person(by)), role) = (told.finding.fact("by"), told.finding.fact("role")) else {
            continue;
        };
        let role = match role {
            Some(Value::Code(role)) => Some(role.clone()),
            _ => None,
        };
        match people.iter_mut().find(|(login, _)| login == by) {
            Some((_, roles)) => roles.extend(role),
            None => people.push((by.clone(), role.into_iter().collect())),
        }
    }
    let writer = Writer::new(Format::Plain, &report.repository.url);
    let line = |(login, mut roles): (Login, Vec<String>)| {
        roles.sort();
        roles.dedup();
        let roles: Vec<String> = roles.iter().map(|role| one_line(role, LINE)).collect();
        if roles.is_empty() {
            writer.person(&login)
        } else {
            format!("{} as {}", writer.person(&login), joined(&roles, "and"))
        }
    };
    people.into_iter().map(line).collect()
}

fn waiver(waiver: &WaiverVerdict) -> String {
    let by = waiver.by.as_ref().map_or("a deleted account", Login::as_str);
    let role = waiver.role.as_ref().map(|role| format!(" as {}", one_line(role, LINE))).unwrap_or_default();
    let subjects: Vec<String> = waiver.subjects.iter().map(|subject| one_line(subject, LINE)).collect();
    let subjects = if subjects.is_empty() { String::new() } else { format!(" for {}", subjects.join(", ")) };
    format!(
        "{}{subjects} by {}{role} until {}",
        one_line(&waiver.requirement, LINE),
        one_line(by, LINE),
        waiver.until
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_in_notes_do_not_get_into_the_tag() {
        for (notes, said) in [
            ("A\n<!-- secret -->\nB", "A\nB"),
            ("A <!-- secret --> B", "A  B"),
            ("A <!-- secret\n\nsecret\nsecret --> B\nC", "A\n B\nC"),
            ("<!-- secret --> A <!-- secret --> B <!-- secret", "A  B"),
            ("A <!-- secret\nsecret", "A"),
            ("A <!--secret--><!--\nsecret\n-->\n\nB", "A\n\nB"),
            ("A --> B", "A --> B"),
        ] {
            let summary = summary(notes);
            assert!(!summary.contains("secret"), "{summary}");
            assert_eq!(summary.trim(), said, "{notes}");
        }
    }
}
