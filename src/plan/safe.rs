//! Texts of the policy as Markdown that is found again by the same key, and that does nothing else.
//!
//! A policy's author writes Markdown, and it is kept where it is harmless. What would mention, refer, hide, tick or break
//! the line is shown as the characters that it is made of.

use crate::markdown::{self, escape, normalise};

/// The text of a box.
pub(super) fn box_text(text: &str) -> String {
    let key = normalise(text);
    let fits = |written: &str| {
        let tasks = markdown::tasks(&format!("- [ ] {written} <!-- m -->\n- after\n"));
        matches!(tasks.as_slice(), [task] if task.key == key && !task.struck && !task.ticked
            && !task.also_shows_box && task.references.is_empty() && task.comments == ["m"])
    };
    choose(text, fits)
}

/// A heading.
pub(super) fn heading(text: &str) -> String {
    let key = normalise(text);
    let fits = |written: &str| {
        let sections = markdown::sections(&format!("## {written}\n\nafter\n"));
        matches!(sections.as_slice(), [section] if section.key == key)
    };
    choose(text, fits)
}

/// The label of a field, without its colon. A colon in it separates nothing.
pub(super) fn label(text: &str) -> String {
    let key = normalise(text);
    let fits = |written: &str| {
        let fields = markdown::fields(&format!("- {written} <!-- m -->:\n- after\n"));
        matches!(fields.as_slice(), [field] if field.key == key && field.value.is_empty())
    };
    let text = text.trim_end_matches([':', ' ']);
    without_colons(&choose(text, |written| fits(&without_colons(written))))
}

/// Words of the policy or of GitHub in a sentence: plain, and without a colon that would make a field of it.
pub(super) fn words(text: &str) -> String {
    without_colons(&escape::inline(text))
}

/// A colon that separates no label from a value.
const COLON: &str = "&#58;";

fn without_colons(text: &str) -> String {
    text.replace("\\:", ":").replace(':', COLON)
}

/// As it is written, if that fits; else what people see of it, character by character.
fn choose(text: &str, fits: impl Fn(&str) -> bool) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = escape::inline(&markdown::shown(text));
    // A mention would call people, an address would be linked, and HTML is for nobody to see.
    if is_plain(&line) && fits(&line) { line } else { shown }
}

fn is_plain(line: &str) -> bool {
    !line.contains(['@', '<', '>', '&', '\\']) && !line.contains("://") && !line.contains("www.")
}
