//! The text of the release pull request: our part of it, between two marks, and what people wrote around it.

use super::Wish;

const BEGIN: &str = "<!-- holdpoint:release ";
const END_OF_MARK: &str = " -->";
const END: &str = "<!-- holdpoint:release end -->";
const SUPERSEDED: &str = "<!-- holdpoint:release superseded -->";

/// A text in which nothing ends a comment.
pub(super) fn inert(text: &str) -> String {
    text.replace('>', "&gt;").replace(char::is_whitespace, " ")
}

/// Our part, between its marks.
#[must_use]
pub fn marked(wish: &Wish) -> String {
    // A mark within it would end it.
    let text = wish.body.replace(BEGIN, "<!-- holdpoint: release ");
    format!("{BEGIN}{}{END_OF_MARK}\n{}\n{END}", inert(&wish.tag), text.trim())
}

/// The tag that a text's mark names.
pub(super) fn mark_of(body: &str) -> Option<&str> {
    let rest = body.split_once(BEGIN)?.1;
    let tag = rest.lines().next()?.trim_end().strip_suffix(END_OF_MARK)?;
    (!["end", "superseded"].contains(&tag)).then_some(tag)
}

/// The text with our part as it is wished. Where people took the marks out, it goes above what is there.
pub(super) fn with_part(body: &str, wish: &Wish) -> String {
    let new = marked(wish);
    let parts = body.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    match parts {
        Some((before, after)) => format!("{before}{new}{after}"),
        None if body.trim().is_empty() => new,
        None => format!("{new}\n\n{body}"),
    }
}

/// The text of a pull request in whose place another one is.
pub(super) fn superseded(body: &str, by: u64) -> String {
    format!("{}\n\n{SUPERSEDED}\nSuperseded by #{by}.", body.trim_end())
}

pub(super) fn is_superseded(body: &str) -> bool {
    body.contains(SUPERSEDED)
}

/// Whether two texts say the same. GitHub may store other line ends than were sent, and no white space at the end.
pub(super) fn same_lines(one: &str, other: &str) -> bool {
    let lines =
        |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    lines(one) == lines(other)
}
