//! What GitHub would not show as it is meant: references that lead nowhere, and notes that are too long.

use super::Context;
use super::found::{Findings, quote};
use super::lines::LineKind;
use crate::verdict::Value;

crate::messages! {
    REFERENCE = "notes-reference-undefined": "the link {link} has no target: nothing defines {name}"
        => "add a line {definition} at the end, or correct the name";
    LENGTH = "notes-too-long": "the notes have {length}; a release on GitHub holds {most}"
        => "shorten them, or link to the rest";
}

/// How many characters the text of a release may have: what GitHub's API answers to a longer one is "body is too long
/// (maximum is 125000 characters)".
const LONGEST: u64 = 125_000;

/// Looks at links and length.
pub(super) fn judge(context: &Context<'_>, findings: &mut Findings) {
    let length = context.notes.as_str().chars().count() as u64;
    if length > LONGEST {
        let count = |number| Value::Count { number, one: "character", many: "characters" };
        let at = context.notes.range().start;
        findings.add(&LENGTH, at..at, [("length", count(length)), ("most", Value::Number(LONGEST))]);
    }
    for link in context.outline.links.iter().filter(|link| is_open(&link.to)) {
        super::left::open(
            context.notes.whole().get(link.at.clone()).unwrap_or_default(),
            link.at.clone(),
            findings,
        );
    }
    let text = context.notes.whole();
    for line in context.lines.iter().filter(|line| !matches!(line.kind, LineKind::Code | LineKind::Html)) {
        let mut after = 0;
        for (middle, _) in line.prose.match_indices("][") {
            if middle < after {
                continue;
            }
            let part = line.prose.get(after..middle).unwrap_or_default();
            let Some(open) = part.rfind(['[', ']']).filter(|open| part.as_bytes().get(*open) == Some(&b'['))
            else {
                continue;
            };
            let open = after + open;
            let rest = line.prose.get(middle + 2..).unwrap_or_default();
            let Some(length) = rest.find(['[', ']']).filter(|end| rest.as_bytes().get(*end) == Some(&b']'))
            else {
                continue;
            };
            after = middle + 2 + length + 1;
            let shown = line.prose.get(open + 1..middle).unwrap_or_default();
            let name = rest.get(..length).map(str::trim).filter(|name| !name.is_empty()).unwrap_or(shown);
            let before = line.prose.get(..open).and_then(|before| before.chars().next_back());
            let at = line.source(open..after);
            // `list[0][1]` and `[1][2]` are no links, and what is escaped is not meant as one.
            let is_index = before.is_some_and(char::is_alphanumeric) || shown.chars().all(|c| c.is_numeric());
            if is_index || !text.get(at.clone()).is_some_and(|link| link.contains("][")) {
                continue;
            }
            let facts = [
                ("link", quote(line.prose.get(open..after).unwrap_or_default())),
                ("name", Value::Code(name.to_owned())),
                ("definition", Value::Code(format!("[{name}]: https://…"))),
            ];
            findings.add(&REFERENCE, at, facts);
        }
    }
}

/// Whether an address waits to be written: `https://...`, `url`, nothing.
fn is_open(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    let rest = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    matches!(
        rest,
        "" | "..." | "\u{2026}" | "url" | "link" | "href" | "todo" | "tbd" | "tba" | "xxx" | "placeholder"
    ) || rest.contains("/...")
        || rest.ends_with("/\u{2026}")
}
