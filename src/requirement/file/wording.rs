//! Texts that are looked for in a file: literal ones, and whole lines with `*` in them.
//!
//! A version that a placeholder stands for is only found whole: `1.4.0` is not in `1.4.0-rc.1`, nor in `11.4.0`. All
//! searches take time in proportion to the file, whatever is looked for.

use super::place::placeholders;
use crate::candidate::Candidate;

/// The longest text that is looked for, in bytes.
const LONGEST: usize = 1_000;

/// A text to look for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wording {
    text: String,
    pieces: Vec<Piece>,
    /// Whether it stands for a whole line.
    line: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Literal(String),
    Version,
    Tag,
    /// Any run of characters within a line.
    Any,
}

/// Where a text is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// First in this line, counted from 1.
    Line(usize),
    /// Only as a part of a longer version, first in this line.
    Longer(usize),
    /// Nowhere.
    Nowhere,
}

impl Wording {
    /// Reads a text that a file contains. Only placeholders are special.
    pub(super) fn literal(text: String, holds_merge: bool) -> Result<Self, String> {
        Self::parse(text, holds_merge, false)
    }

    /// Reads a text that is a whole line, in which `*` stands for any run of characters.
    pub(super) fn line(text: String, holds_merge: bool) -> Result<Self, String> {
        if text.contains(['\n', '\r']) {
            return Err("a line has no line break in it".to_owned());
        }
        let wording = Self::parse(text, holds_merge, true)?;
        if wording.pieces.iter().all(|piece| *piece == Piece::Any) {
            return Err("`*` alone fits every line".to_owned());
        }
        Ok(wording)
    }

    fn parse(text: String, holds_merge: bool, line: bool) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("a text to look for has at most {LONGEST} bytes"));
        }
        placeholders(&text, holds_merge)?;
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some(next) = rest.chars().next() {
            let mut take = |token: &str, piece: Piece| {
                let after = rest.strip_prefix(token)?;
                pieces.push(piece);
                Some(after)
            };
            let special = take("{version}", Piece::Version)
                .or_else(|| take("{tag}", Piece::Tag))
                .or_else(|| if line { take("*", Piece::Any) } else { None });
            rest = match special {
                Some(after) => after,
                None => {
                    let after = rest.strip_prefix(next).unwrap_or_default();
                    let (taken, after) = match after.chars().next() {
                        Some(escaped @ ('*' | '\\' | '{')) if line && next == '\\' => {
                            (escaped, after.strip_prefix(escaped).unwrap_or_default())
                        }
                        _ => (next, after),
                    };
                    match pieces.last_mut() {
                        Some(Piece::Literal(text)) => text.push(taken),
                        _ => pieces.push(Piece::Literal(taken.to_string())),
                    }
                    after
                }
            };
        }
        pieces.dedup_by(|one, before| *one == Piece::Any && *before == Piece::Any);
        Ok(Self { text, pieces, line })
    }

    /// As the policy writes it.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// What is looked for, with the placeholders filled in.
    pub(super) fn filled(&self, candidate: Option<&Candidate>) -> String {
        candidate.map_or_else(|| self.text.clone(), |candidate| candidate.fill(&self.text))
    }

    /// Looks for it. Line ends of Windows count as others do.
    pub(super) fn find(&self, content: &str, candidate: Option<&Candidate>) -> Found {
        let parts = self.parts(candidate);
        if self.line {
            let line = content.lines().position(|line| fits_line(&parts, line.trim_end()));
            return line.map_or(Found::Nowhere, |index| Found::Line(index + 1));
        }
        let content = content.replace("\r\n", "\n");
        let [Part::Text(wanted)] = parts.as_slice() else { return Found::Nowhere };
        let mut longer = None;
        for (at, _) in content.match_indices(&wanted.text) {
            if wanted.stands_alone(&content, at) {
                return Found::Line(line_of(&content, at));
            }
            longer = longer.or(Some(at));
        }
        longer.map_or(Found::Nowhere, |at| Found::Longer(line_of(&content, at)))
    }

    fn parts(&self, candidate: Option<&Candidate>) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for piece in &self.pieces {
            let (text, value) = match (piece, candidate) {
                (Piece::Any, _) => {
                    parts.push(Part::Any);
                    continue;
                }
                (Piece::Literal(text), _) => (text.replace("\r\n", "\n"), None),
                (Piece::Version, Some(candidate)) => (candidate.version.to_string(), Some(Kind::Version)),
                (Piece::Tag, Some(candidate)) => (candidate.tag.clone(), Some(Kind::Tag)),
                // Without a release there are no placeholders; reading has refused them.
                (Piece::Version, None) => ("{version}".to_owned(), None),
                (Piece::Tag, None) => ("{tag}".to_owned(), None),
            };
            match parts.last_mut() {
                Some(Part::Text(before)) => {
                    before.text.push_str(&text);
                    before.ends = value;
                }
                _ => parts.push(Part::Text(Text { text, begins: value, ends: value })),
            }
        }
        parts
    }
}

/// A part of what is looked for, once the placeholders are filled in.
enum Part {
    Text(Text),
    Any,
}

/// A text, and what it begins and ends with, if that is no literal.
struct Text {
    text: String,
    begins: Option<Kind>,
    ends: Option<Kind>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Version,
    Tag,
}

impl Text {
    /// Whether what is found at this byte goes on in neither direction.
    fn stands_alone(&self, content: &str, at: usize) -> bool {
        let before = content.get(..at).unwrap_or_default();
        let after = content.get(at + self.text.len()..).unwrap_or_default();
        let longer = self.ends.is_some() && goes_on(after);
        let begun = self.begins.is_some_and(|kind| began_before(before, kind));
        !longer && !begun
    }
}

/// Whether a version that ends here goes on: `-rc.1`, `+build`, `.1`, `~rc1`, another digit.
fn goes_on(after: &str) -> bool {
    let mut next = after.chars();
    match next.next() {
        Some('-' | '+' | '.' | '_' | '~') => next.next().is_some_and(char::is_alphanumeric),
        Some(character) => character.is_alphanumeric(),
        None => false,
    }
}

/// Whether a version or tag that begins here has begun before. A version may follow letters, as in `v1.4.0`.
fn began_before(before: &str, kind: Kind) -> bool {
    let mut back = before.chars().rev();
    match (back.next(), kind) {
        (Some('.'), _) | (Some('-' | '/' | '_' | '+'), Kind::Tag) => {
            back.next().is_some_and(char::is_alphanumeric)
        }
        (Some(character), Kind::Version) => character.is_numeric(),
        (Some(character), Kind::Tag) => character.is_alphanumeric(),
        (None, _) => false,
    }
}

/// Whether a whole line fits. Each text is taken at the first place where it can be: a later one would leave less to
/// fit and gain nothing.
fn fits_line(parts: &[Part], line: &str) -> bool {
    let mut at = 0;
    let mut open = false;
    for (index, part) in parts.iter().enumerate() {
        let Part::Text(text) = part else {
            open = true;
            continue;
        };
        let last = index + 1 == parts.len();
        let found = match (open, last) {
            (false, false) => line.get(at..).is_some_and(|rest| rest.starts_with(&text.text)).then_some(at),
            (false, true) => (line.get(at..) == Some(text.text.as_str())).then_some(at),
            (true, true) => {
                let rest = line.get(at..).and_then(|rest| rest.strip_suffix(text.text.as_str()));
                rest.map(|rest| at + rest.len())
            }
            (true, false) => {
                let places = line.get(at..).unwrap_or_default().match_indices(&text.text);
                places.map(|(place, _)| at + place).find(|place| text.stands_alone(line, *place))
            }
        };
        match found.filter(|place| text.stands_alone(line, *place)) {
            Some(place) => at = place + text.text.len(),
            None => return false,
        }
        open = false;
    }
    open || at == line.len()
}

/// The line of a byte, counted from 1.
fn line_of(content: &str, at: usize) -> usize {
    content.get(..at).unwrap_or_default().matches('\n').count() + 1
}
