//! Words that tell people what to write, or only show that something belongs there.

use std::sync::LazyLock;

use regex_lite::Regex;

use crate::markdown::normalise;

/// Words at the beginning of a line that tell people what to write there.
const ASKING: [&str; 18] = [
    "describe",
    "list",
    "summarise",
    "summarize",
    "explain",
    "provide",
    "highlight",
    "fill",
    "enter",
    "insert",
    "brief",
    "short",
    "write",
    "mention",
    "include",
    "outline",
    "thank",
    "replace",
];

/// Whether a paragraph without places to fill in tells people what to write: it begins with such a word and is no lead
/// to what follows.
pub(super) fn asking(shown: &str) -> bool {
    const PLEASE: &str = "please ";
    let polite = shown.get(..PLEASE.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(PLEASE));
    let shown = if polite { shown.get(PLEASE.len()..).unwrap_or_default() } else { shown };
    let aside = shown.starts_with('(') && shown.ends_with(')') && !shown.trim_end_matches(')').contains(')');
    let shown = if aside { shown.trim_matches(['(', ')']) } else { shown };
    let word: String =
        shown.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    // "Write to help@example.com" is said to readers.
    let second = shown.split_whitespace().nth(1).unwrap_or_default().trim_end_matches(',');
    if word == "write" && ["to", "us", "me"].contains(&second) {
        return false;
    }
    let many = shown.split_whitespace().nth(1).is_some();
    let last = shown.trim_end_matches(['.', ' ', '…']).to_lowercase();
    let here = last.ends_with(" goes here") || last.ends_with(" go here") || last.ends_with(" belongs here");
    let question =
        matches!(word.as_str(), "what" | "why" | "how" | "who" | "which" | "when" | "does" | "is" | "are");
    let count = shown.split_whitespace().count();
    let asks = question && (shown.ends_with('?') || count <= 12) && !shown.ends_with(':');
    let left = count <= 3 && (shown.ends_with("...") || shown.ends_with('…'));
    let long = || aside || here || asks || LENGTH.as_ref().is_some_and(|length| length.is_match(shown));
    left || (many && (ASKING.contains(&word.as_str()) || long()) && !shown.ends_with(':'))
}

/// How much to write: "2-3 sentences".
static LENGTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:one|two|three|a\s+few|\d+|\d+\s*[-–]\s*\d+)(?:\s+(?:or|to)\s+(?:two|three|four|\d+))?\s+(?:short\s+)?(?:sentences?|paragraphs?|bullets?|bullet\s+points)\b")
        .ok()
});

/// Whether all of a paragraph is set in italics: so people set off what tells others to write.
pub(super) fn is_slanted(written: &str) -> bool {
    let written = written.trim().trim_start_matches(['>', ' ']);
    let Some(mark) = written.chars().next().filter(|c| matches!(c, '*' | '_')) else { return false };
    let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
    written.ends_with(mark) && !inner.contains(mark) && inner.split_whitespace().count() > 2
}

/// Whether the words of an item only show that items belong there, or tell people what to write.
#[must_use]
pub fn shows_only(words: &str) -> bool {
    is_sample(words) || asking(words) || is_purpose(words)
}

/// `for new features.`: what a section is for.
fn is_purpose(words: &str) -> bool {
    words.starts_with("for ") || words.starts_with("in case of ")
}

/// Whether a heading only shows that headings belong there: "Feature 1", "Highlight title".
pub(super) fn is_sample_heading(words: &str) -> bool {
    let key = normalise(words);
    let kinds = ["feature", "highlight", "change", "improvement", "fix", "item", "example", "bug"];
    let mut words = key.split(' ');
    match (words.next(), words.next(), words.next()) {
        (Some(kind), Some(next), None) => {
            let number = next.trim_matches('#').parse::<u32>().is_ok();
            kinds.contains(&kind)
                && (number || matches!(next, "one" | "two" | "three" | "a" | "b" | "n" | "title" | "name"))
        }
        _ => false,
    }
}

/// Whether an item's words only show that items belong there: "Item 1", "Feature one".
pub(super) fn is_sample(words: &str) -> bool {
    let key = normalise(words);
    let mut words = key.split(' ');
    let kinds = [
        "item",
        "feature",
        "change",
        "fix",
        "bug",
        "bugfix",
        "improvement",
        "issue",
        "step",
        "example",
        "entry",
        "point",
        "highlight",
        "pr",
        "description",
    ];
    let numbers = ["one", "two", "three", "a", "b", "c", "n"];
    let is_number = |word: &str| numbers.contains(&word) || word.trim_matches('#').parse::<u32>().is_ok();
    match (words.next(), words.next(), words.next()) {
        (Some(kind), None, None) => kind == "item" || kind == "example",
        (Some(kind), Some(number), None) => kinds.contains(&kind) && is_number(number),
        _ => false,
    }
}
