//! Lines of notes, as far as a merge looks at them.

/// A line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// What stands on it, without its end.
    pub(super) says: &'t str,
    /// How it ends: `\n`, `\r\n`, or not at all.
    pub(super) end: &'t str,
}

/// The lines of a text without its byte order mark.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let cut = |line| {
        let says = str::strip_suffix(line, '\n').unwrap_or(line);
        let says = if says.len() < line.len() { says.strip_suffix('\r').unwrap_or(says) } else { says };
        Line { says, end: line.get(says.len()..).unwrap_or_default() }
    };
    text.split_inclusive('\n').map(cut).collect()
}

impl<'t> Line<'t> {
    /// What is compared: GitHub's editor takes white space at the end of a line away, and changes line ends.
    pub(super) fn key(&self) -> &'t str {
        self.says.trim_end()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.key().is_empty()
    }

    /// How far it is indented, in columns; a tab goes to the next fourth one.
    pub(super) fn indent(&self) -> usize {
        let mut column = 0;
        for c in self.says.chars() {
            match c {
                ' ' => column += 1,
                '\t' => column += 4 - column % 4,
                _ => break,
            }
        }
        column
    }

    /// Whether a heading begins here (`## …`).
    pub(super) fn is_heading(&self) -> bool {
        let rest = self.says.trim_start_matches('#');
        let marks = self.says.len() - rest.len();
        (1..=6).contains(&marks) && (rest.is_empty() || rest.starts_with([' ', '\t']))
    }

    /// Whether it is an entry: an item of a list, or a row of a table.
    pub(super) fn is_entry(&self) -> bool {
        let line = self.says.trim_start();
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let after = line.get(digits..).unwrap_or_default();
        let rest = match digits {
            0 => line.strip_prefix(['-', '*', '+']),
            1..=9 => after.strip_prefix(['.', ')']),
            _ => None,
        };
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) || line.starts_with('|')
    }

    /// Whether it goes on with what stands above it: text or something indented.
    pub(super) fn is_addition(&self) -> bool {
        !self.is_blank() && !self.is_heading() && (self.indent() > 1 || !self.is_entry())
    }

    /// The pull requests and issues that it names, in the order of their numbers: `#12`, `GH-12`, and addresses of
    /// pages. Of what repository an address is, a merge does not know.
    pub(super) fn cites(&self) -> Vec<u64> {
        let mut found: Vec<u64> = Vec::new();
        for (mark, inner) in
            [("#", false), ("/pull/", true), ("/issues/", true), ("GH-", false), ("gh-", false)]
        {
            for (at, _) in self.says.match_indices(mark) {
                let before = self.says.get(..at).and_then(|before| before.chars().next_back());
                if !inner && before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '&' | '/')) {
                    continue;
                }
                found.extend(number(self.says.get(at + mark.len()..).unwrap_or_default()));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The number in front of a text, if no letter follows it.
fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text.get(digits..)?;
    let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    text.get(..digits).filter(|_| ends)?.parse().ok()
}

/// The end of one entry: the index of the first line with text behind `at` that is not more indented, or of the blank
/// lines before it.
pub(super) fn entry_end(lines: &[Line<'_>], at: usize) -> usize {
    let Some(first) = lines.get(at) else { return at };
    let mut end = at + 1;
    for (index, line) in lines.iter().enumerate().skip(at + 1).filter(|(_, line)| !line.is_blank()) {
        if line.indent() <= first.indent() {
            break;
        }
        end = index + 1;
    }
    end
}

/// Of each line, whether it is a heading and one of those lines that `is` picks stands between it and the next heading of
/// the same or a higher level.
pub(super) fn headings_over(lines: &[Line<'_>], is: impl Fn(usize) -> bool) -> Vec<bool> {
    // For each level of headings: whether there is one in what comes before the next heading that ends such a section.
    let mut seen = [false; 6];
    let mut over = vec![false; lines.len()];
    for (at, line) in lines.iter().enumerate().rev() {
        let picked = is(at) && !line.is_blank();
        let level =
            if line.is_heading() { line.says.bytes().take_while(|byte| *byte == b'#').count() } else { 7 };
        for (index, seen) in seen.iter_mut().enumerate() {
            if index + 1 == level
                && let Some(over) = over.get_mut(at)
            {
                *over = *seen;
            }
            // A heading ends the sections of its own level and of deeper ones.
            *seen = if index + 1 >= level { false } else { *seen || picked };
        }
    }
    over
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(says: &str) -> Line<'_> {
        Line { says, end: "" }
    }

    #[test]
    fn numbers_in_every_spelling() {
        let table: [(&str, &[u64]); 9] = [
            ("- Fix it (#12)", &[12]),
            ("- #13, GH-12 and #12", &[12, 13]),
            ("- see https://github.com/o/r/pull/7/files and https://github.com/o/r/issues/8", &[7, 8]),
            ("[#5](https://github.com/o/r/pull/5)", &[5]),
            ("acme/other#12, C#7, #7a, &#124; and x/#3", &[]),
            ("# 12", &[]),
            ("#", &[]),
            ("#99999999999999999999999", &[]),
            ("ä#1 (#2)", &[2]),
        ];
        for (says, numbers) in table {
            assert_eq!(line(says).cites(), numbers, "{says}");
        }
    }

    #[test]
    fn what_a_line_is() {
        for says in ["- a", "  * a", "12. a", "3)", "-", "| a |", "\t+ a"] {
            assert!(line(says).is_entry(), "{says}");
        }
        for says in ["-a", "--", "**a**", "1.a", "1234567890. a", "a", ""] {
            assert!(!line(says).is_entry(), "{says}");
        }
        assert!(line("## a").is_heading() && line("#").is_heading());
        assert!(!line("#12").is_heading() && !line("####### a").is_heading());
    }

    #[test]
    fn ends_of_lines_are_kept() {
        let ends: Vec<_> =
            lines("\u{feff}a\r\nb\n\r\nc\r").iter().map(|line| (line.says, line.end)).collect();
        assert_eq!(ends, [("a", "\r\n"), ("b", "\n"), ("", "\r\n"), ("c\r", "")]);
    }
}
