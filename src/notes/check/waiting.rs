//! Whether a line waits to be written, whatever a template has there.

use super::Context;
use super::headings;
use super::lines::{Line, LineKind, OPAQUE};
use super::prompt::is_bracketed;
use crate::markdown::{is_unfinished, is_waiting};

/// Whether a line waits to be written.
pub(super) fn waits(context: &Context<'_>, line: &Line) -> bool {
    match line.kind {
        LineKind::Text | LineKind::Item => {
            line.is_content() && (is_waiting(&line.prose) || value_waits(line) || is_mixed(&line.prose))
        }
        // A dash in a table says that there is nothing.
        LineKind::Row => {
            line.prose.split('\t').any(|cell| cell.chars().any(char::is_alphanumeric) && is_waiting(cell))
        }
        LineKind::Heading => headings::waits(context, line),
        LineKind::Code | LineKind::Html => false,
    }
}

/// `Docs: ???`. A value in brackets may be anything.
fn value_waits(line: &Line) -> bool {
    let Some((name, value)) = line.prose.split_once([':', '\u{FF1A}']) else { return false };
    let value = value.trim();
    name.len() < 120
        && value.len() < 60
        && !value.is_empty()
        && (is_unfinished(value)
            || is_bracketed(value)
            || begins_open(value)
            || is_open_code(line, value)
            || (!value.contains(['[', '<', '{', OPAQUE]) && is_waiting(value)))
}

/// “tbd (see the ticket)”.
fn begins_open(value: &str) -> bool {
    let first = value.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let rest = value.get(first.len()..).unwrap_or_default().trim_start();
    value.trim_end_matches(['.', '!']).eq_ignore_ascii_case("soon")
        || ["tbd", "tba", "tbc"].iter().any(|word| first.eq_ignore_ascii_case(word))
            && !rest.starts_with(char::is_alphanumeric)
}

/// A value that is `TBD` in code.
fn is_open_code(line: &Line, value: &str) -> bool {
    let mut shown = line.shown.splitn(2, [':', '\u{FF1A}']).skip(1);
    let only = value.chars().all(|c| c == OPAQUE);
    only && shown.next().is_some_and(|shown| {
        !shown.contains(['[', '<', '{']) && shown.chars().any(char::is_alphanumeric) && is_waiting(shown)
    })
}

/// `vX.Y.Z brings <feature>`: placeholders of two kinds in one sentence. One alone may be what the text speaks of.
fn is_mixed(prose: &str) -> bool {
    let word = |word: &str| word.trim_matches(|c: char| c.is_ascii_punctuation()).to_owned();
    let token = prose.contains(['X', 'Y'])
        && prose.split_whitespace().any(|own| {
            matches!(word(own).as_str(), "vX.Y.Z" | "X.Y.Z" | "vX.Y" | "X.Y" | "YYYY-MM-DD" | "YYYY/MM/DD")
        });
    usize::from(token) + usize::from(is_free(prose, '[', ']')) + usize::from(is_free(prose, '<', '>')) > 1
}

/// Whether words stand in these brackets by themselves: no index, no address, no box, no number.
fn is_free(prose: &str, open: char, close: char) -> bool {
    let mut rest = prose;
    let mut last = ' ';
    while let Some(at) = rest.find(open) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        last = before.chars().next_back().unwrap_or(last);
        let inner = from.get(1..).unwrap_or_default();
        let end = inner.find(['[', ']', '<', '>', '\n']).unwrap_or(inner.len());
        let (words, after) = inner.split_at_checked(end).unwrap_or((inner, ""));
        let text = words.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '_' | '\''))
            && words.chars().filter(|c| c.is_alphabetic()).nth(2).is_some();
        let closed = after.strip_prefix(close);
        if let Some(after) = closed
            && text
            && !last.is_alphanumeric()
            && !after.starts_with(['(', '[', ':'])
            && !after.starts_with(char::is_alphanumeric)
            && !is_element(words)
        {
            return true;
        }
        rest = inner;
        last = open;
    }
    false
}

/// Whether it is layout: an element of HTML that people write in notes.
fn is_element(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "sub"
            | "sup"
            | "kbd"
            | "details"
            | "summary"
            | "strong"
            | "code"
            | "pre"
            | "div"
            | "span"
            | "img"
            | "del"
            | "ins"
            | "mark"
            | "small"
            | "table"
            | "center"
            | "select"
            | "input"
            | "button"
            | "form"
            | "video"
            | "picture"
    )
}
