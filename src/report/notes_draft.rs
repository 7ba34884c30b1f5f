//! What a draft of release notes is, what it would change, and what became of it.

use similar::{ChangeTag, TextDiff};

use super::harmless::one_line;
use super::sentence::{Format, Writer};
use super::words;
use crate::evidence::Unknown;
use crate::notes::merge::Before;

/// How many lines stand around a difference.
const AROUND: usize = 3;
/// The longest name or piece, in characters.
const LONGEST: usize = 400;

/// What writing would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The difference, line by line, each with its sign; empty: nothing would change.
    pub lines: Vec<String>,
    /// How many lines are new.
    pub added: usize,
    /// How many go.
    pub removed: usize,
}

impl Difference {
    /// As it is printed. Where a log may be read by people who do not see a draft, only how much would change is said.
    #[must_use]
    pub fn shown(&self, place: &str, in_public: bool) -> String {
        let place = one_line(place, LONGEST);
        if self.lines.is_empty() {
            return format!("{place} has everything already");
        }
        let added = words::number(self.added as u64, "line", "lines");
        let removed = words::number(self.removed as u64, "line", "lines");
        if in_public {
            return format!(
                "{place} would get {added} and lose {removed}; what they say is not shown, because this log is public and \
                 drafts are not"
            );
        }
        format!("{}\n{place} would get {added} and lose {removed}", self.lines.join("\n"))
    }
}

/// The difference between what is there and what would be.
#[must_use]
pub fn notes_difference(before: &str, after: &str) -> Difference {
    let diff = TextDiff::from_lines(before, after);
    let mut difference = Difference { lines: Vec::new(), added: 0, removed: 0 };
    for (number, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if number > 0 {
            difference.lines.push("@@".to_owned());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            difference.added += usize::from(sign == '+');
            difference.removed += usize::from(sign == '-');
            let line = one_line(change.value().trim_end_matches(['\n', '\r']), usize::MAX);
            difference.lines.push(format!("{sign} {line}"));
        }
    }
    difference
}

/// A draft as it is printed: the text itself, without what a terminal or the log of a workflow would obey.
#[must_use]
pub fn notes_shown(text: &str, in_actions: bool) -> String {
    let obeyed = |c: char| {
        (c.is_control() && c != '\t')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown = String::with_capacity(text.len());
    for line in text.lines() {
        // The runner obeys `::command::` at the beginning of a line and `##[command]` anywhere.
        let line = line.replace(obeyed, "\u{fffd}");
        let line = if in_actions { line.replace("##[", "#\u{ff03}[") } else { line };
        match line.trim_start().strip_prefix("::").filter(|_| in_actions) {
            Some(rest) => shown.push_str(&format!(":\u{ff1a}{rest}")),
            None => shown.push_str(&line),
        }
        shown.push('\n');
    }
    shown
}

/// What became of a draft that was written: what was done to the place, and what could not go in.
#[must_use]
pub fn notes_written(done: &str, left_out: &[String], before: Before, unplaced: &[u64]) -> String {
    let mut said = one_line(done, LONGEST);
    if before == Before::Altered {
        said.push_str(
            "\n  (the mark of the last draft was changed by hand, so everything that was there counts as people's and stays)",
        );
    }
    if !left_out.is_empty() {
        said.push_str("\n  (people have changed the very place of these, so they did not go in:");
        for piece in left_out.iter().flat_map(|piece| piece.lines()).filter(|line| !line.trim().is_empty()) {
            said.push_str(&format!("\n    {}", one_line(piece, LONGEST)));
        }
        said.push_str("\n  put in by hand what is worth it)");
    }
    if !unplaced.is_empty() {
        let numbers: Vec<String> = unplaced.iter().map(|number| format!("#{number}")).collect();
        said.push_str(&format!("\n  (the template has no place for {})", numbers.join(", ")));
    }
    said
}

/// Why a draft does not say who contributed for the first time, and what would help.
#[must_use]
pub fn notes_newcomers_unread(why: &Unknown) -> String {
    let writer = Writer::new(Format::Plain, "");
    let todo = if why.access.is_empty() {
        "run it again in a few minutes, or write the section by hand".to_owned()
    } else {
        writer.remedy(why)
    };
    format!(
        "warning: who contributed for the first time could not be read, so the section for it keeps its prompt: {}\n  -> {todo}",
        writer.reason(why),
    )
}

/// Why notes could not be written, and what to do.
#[must_use]
pub fn notes_unwritten_for(why: &str, todo: &str) -> String {
    format!("{why}\n  -> {todo}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_shown_with_what_is_around_it() {
        let difference = notes_difference("# A\n\n- one\n", "# A\n\n- one\n- two\n");
        assert_eq!(
            difference.shown("the draft release v1.4.0", false),
            "  # A\n  \n  - one\n+ - two\nthe draft release v1.4.0 would get 1 line and lose 0 lines"
        );
        assert!(!difference.shown("the draft release v1.4.0", true).contains("two"));
        assert_eq!(notes_difference("a\n", "a\n").shown("it", false), "it has everything already");
    }

    #[test]
    fn what_is_printed_commands_nothing() {
        let text = "::error::x\n##[group]y\n\u{1b}[31mred\u{202e}\n⚠️ kept\n";
        assert_eq!(
            notes_shown(text, true),
            ":\u{ff1a}error::x\n#\u{ff03}[group]y\n\u{fffd}[31mred\u{fffd}\n⚠️ kept\n"
        );
        assert!(notes_shown(text, false).starts_with("::error::x\n##[group]y\n"));
    }
}
