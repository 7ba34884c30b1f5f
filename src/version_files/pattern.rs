//! Where a version is in any other file: a text with `{version}` in it, as `VERSION = "{version}"`.
//!
//! The time that a search takes grows with the file alone, whatever the pattern is.

use std::fmt;

use super::document::Value;

/// The longest pattern, in bytes.
const LONGEST: usize = 500;
/// The longest version that is looked at, in bytes. SemVer names no limit; npm refuses versions of more than 256.
const LONGEST_VERSION: usize = 256;

const PLACEHOLDER: &str = "{version}";

/// A text of one line with a version in it. `*` stands for any run of characters within the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    before: Vec<String>,
    after: Vec<String>,
    /// Whether it begins with a word, which is no part of a longer one: `version` is not in `kotlin.version`.
    word: bool,
}

impl Pattern {
    /// Reads a pattern: a text of one line that has `{version}` in it once.
    ///
    /// # Errors
    /// A sentence for the author of the policy.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("a pattern has at most {LONGEST} bytes"));
        }
        if text.contains(['\n', '\r']) {
            return Err("a pattern is looked for within a line, and has no line break in it".to_owned());
        }
        let Some((before, after)) = text.split_once(PLACEHOLDER) else {
            return Err(format!("a pattern has `{PLACEHOLDER}` in it, where the version is"));
        };
        if after.contains(PLACEHOLDER) {
            return Err(format!("a pattern has `{PLACEHOLDER}` in it once"));
        }
        if after.chars().next().is_some_and(is_part) {
            return Err(format!(
                "nothing tells where the version ends: `{PLACEHOLDER}` is followed by what a version can have in it"
            ));
        }
        if before.ends_with(|last: char| last.is_ascii_digit()) || before.ends_with('.') {
            return Err(format!(
                "nothing tells where the version begins: before `{PLACEHOLDER}` is what a version can have in it"
            ));
        }
        Ok(Self { text: text.to_owned(), before: pieces(before), after: pieces(after), word: false })
    }

    /// Reads the pattern of a well-known file, which begins with a whole word.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn of_word(text: &str) -> Result<Self, String> {
        Self::parse(text).map(|pattern| Self { word: true, ..pattern })
    }

    /// Every version that fits, with its line; a version begins with a digit.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Value> {
        let without = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut from = text.len() - without.len();
        let mut found = Vec::new();
        for (index, whole) in without.split_inclusive('\n').enumerate() {
            let line = whole.strip_suffix("\r\n").or_else(|| whole.strip_suffix('\n')).unwrap_or(whole);
            if !(self.word && is_comment(line)) {
                found.extend(
                    self.find_in(line, index + 1)
                        .into_iter()
                        .map(|value| Value { at: from + value.at.start..from + value.at.end, ..value }),
                );
            }
            from += whole.len();
        }
        found
    }

    fn find_in(&self, line: &str, number: usize) -> Vec<Value> {
        let Some((earliest, latest)) = self.room(line) else { return Vec::new() };
        let literal = self.before.last().map_or("", String::as_str);
        let next = self.after.first().map_or("", String::as_str);
        let mut found = Vec::new();
        let mut at = earliest;
        while let Some(place) = line.get(at..).and_then(|rest| rest.find(literal)).map(|place| at + place) {
            let begins = place + literal.len();
            let rest = line.get(begins..).unwrap_or_default();
            // No more is looked at than a version can have, or a long line would take very long.
            // Where nothing has to follow, it ends where no reader takes it to go on.
            let most = rest.char_indices().take_while(|(at, _)| *at <= LONGEST_VERSION);
            let parts = most.take_while(|(_, one)| is_part(*one) || next.is_empty() && goes_on(*one));
            let length = parts.last().map_or(0, |(at, one)| at + one.len_utf8());
            let version = rest.get(..length).unwrap_or_default();
            let ends = begins + version.len();
            // Right behind a part of a version there is no beginning of one.
            let within = literal.is_empty() && line.get(..begins).unwrap_or_default().ends_with(is_part);
            let longer = self.word && line.get(..place).unwrap_or_default().ends_with(is_of_word);
            let fits = !within
                && !longer
                && version.starts_with(|first: char| first.is_ascii_digit())
                && version.len() <= LONGEST_VERSION
                && line.get(ends..).is_some_and(|rest| rest.starts_with(next))
                && ends + next.len() <= latest;
            if fits {
                // A full stop may end a sentence, and an underscore what is emphasized.
                let text = version.trim_end_matches(['.', '-', '+', '_', '~']).to_owned();
                found.push(Value { at: begins..begins + text.len(), text, line: number });
            }
            let step = line.get(place..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            at = if fits || literal.is_empty() { ends.max(place + step) } else { place + step };
        }
        found
    }

    /// Where what stands right before the version may begin, and where what stands right after it must have ended, so
    /// that the other pieces have their room. `None`: they have none.
    fn room(&self, line: &str) -> Option<(usize, usize)> {
        let mut earliest = 0;
        for piece in self.before.iter().rev().skip(1).rev() {
            earliest += line.get(earliest..)?.find(piece.as_str())? + piece.len();
        }
        let mut latest = line.len();
        for piece in self.after.iter().skip(1).rev() {
            latest = line.get(..latest)?.rfind(piece.as_str())?;
        }
        Some((earliest, latest))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

/// Whether a line says nothing, in any of the well-known files that patterns are for.
fn is_comment(line: &str) -> bool {
    ["#", ";", "!", "//"].iter().any(|mark| line.trim_start().starts_with(mark))
}

/// What stands between the stars; `\*` is the character itself.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(one) = characters.next() {
        let taken = match one {
            '*' => {
                pieces.push(String::new());
                continue;
            }
            '\\' => characters.next_if(|next| matches!(next, '*' | '\\')).unwrap_or('\\'),
            other => other,
        };
        if let Some(piece) = pieces.last_mut() {
            piece.push(taken);
        }
    }
    pieces
}

/// Whether the name of a setting can have this in it.
fn is_of_word(one: char) -> bool {
    matches!(one, '.' | '-' | '_') || one.is_alphanumeric()
}

/// Whether a version of another grammar goes on with this: `1.4.0_rc1` is a prerelease in Python (PEP 440), `1.4.0~rc1` in
/// Debian. It is no version of SemVer then, and not the one that it begins with.
fn goes_on(one: char) -> bool {
    matches!(one, '_' | '~') || one.is_alphanumeric()
}

/// Whether a version can have this in it (SemVer 2.0.0, items 2, 9 and 10).
fn is_part(one: char) -> bool {
    one.is_ascii_alphanumeric() || matches!(one, '.' | '-' | '+')
}
