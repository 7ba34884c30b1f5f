//! Text with places to fill in, compared with what people wrote.
//!
//! Words have to be there, in their order; between them a place takes anything. Punctuation between places may differ: who
//! writes `1.4.0 (2026-03-02)` for `[Number] - [Date]` has filled in both.

use std::ops::Range;

use crate::markdown::{fold, without_emoji};
use crate::notes::template::{Pattern, Piece};

/// At how many places of a text one is looked for that begins like it.
const STARTS: usize = 20;

/// A pattern, ready to be compared with keys.
#[derive(Debug)]
pub(super) struct Shape {
    pieces: Vec<Part>,
    /// How many places it has.
    slots: usize,
}

#[derive(Debug)]
enum Part {
    /// Words, as a key; whether a place follows without a space: `v[Number]`.
    Words(String, bool),
    /// Punctuation only.
    Mark(String),
    Slot,
}

/// How a text fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Every word is there, and something in every place.
    Filled,
    /// Every word is there, but fewer words than there are places between them.
    Short,
}

impl Shape {
    /// Of a pattern.
    pub(super) fn of(pattern: &Pattern) -> Self {
        let whole = apart_pieces(pattern);
        let next = whole.iter().skip(1).copied().map(Some).chain([None]);
        let pieces: Vec<Part> =
            whole.iter().zip(next).filter_map(|(piece, next)| part(piece, next)).collect();
        let slots = pieces.iter().filter(|piece| matches!(piece, Part::Slot)).count();
        Self { pieces, slots }
    }

    /// Whether it has a place to fill in.
    pub(super) fn has_slots(&self) -> bool {
        self.slots > 0
    }

    /// Whether it has words to be recognised by.
    pub(super) fn has_words(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Part::Words(..)))
    }

    /// How all of a key fits.
    pub(super) fn fit(&self, key: &str) -> Option<Fit> {
        let (filled, rest, open) = self.walk(without_emoji(key), true)?;
        let rest = rest.trim();
        if !open && rest.chars().any(char::is_alphanumeric) {
            return None;
        }
        let filled = filled + if open { words(rest) } else { 0 };
        Some(if filled >= self.slots { Fit::Filled } else { Fit::Short })
    }

    /// Whether its words stand in a key in their order, whatever else does.
    pub(super) fn is_in(&self, key: &str) -> bool {
        let mut rest = key;
        self.pieces.iter().all(|piece| match piece {
            Part::Words(wanted, glued) => find(rest, wanted, false, *glued).is_some_and(|(_, after)| {
                rest = after;
                true
            }),
            _ => true,
        })
    }

    /// Where in a key it stands as whole sentences, with something in every place, other sentences before and behind it.
    /// `ended`: it ends as a sentence does, so that only another one may follow it.
    pub(super) fn sentences(&self, key: &str, ended: bool) -> Option<Range<usize>> {
        if self.fit(key) == Some(Fit::Filled) {
            return Some(0..key.len());
        }
        let begins = |at: &usize| {
            let rest = key.get(*at..).unwrap_or_default();
            match self.pieces.first() {
                Some(Part::Words(first, _)) => {
                    let inner = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
                    inner.starts_with(first.as_str()) || rest.trim_start().starts_with(first.as_str())
                }
                _ => *at == 0,
            }
        };
        let ends = key.match_indices(['.', '!', '?', ':', ';', '\u{3002}', '\u{FF01}', '\u{FF1F}']);
        let starts = ends.map(|(at, mark)| at + mark.len()).filter(|at| {
            key.get(*at..).is_some_and(|rest| rest.starts_with(' ') || rest.starts_with(|c| c > '\u{2E7F}'))
        });
        let starts = std::iter::once(0).chain(starts).filter(begins).take(STARTS);
        starts.into_iter().find_map(|start| {
            let text = key.get(start..)?;
            let (filled, rest, open) = self.walk(text, false)?;
            let filled = filled + if open { words(rest) } else { 0 };
            let after = if open { "" } else { rest };
            let fits = filled >= self.slots && (after.is_empty() || goes_on(after, ended));
            fits.then_some(start..key.len() - after.len())
        })
    }

    /// How many words stand in its places, what is left at the end, and whether a place waits for that. `whole`: nothing
    /// may follow its last words.
    fn walk<'k>(&self, key: &'k str, whole: bool) -> Option<(usize, &'k str, bool)> {
        let (mut rest, mut open, mut filled) = (key, false, 0);
        let last = self.pieces.len().saturating_sub(1);
        for (number, piece) in self.pieces.iter().enumerate() {
            match piece {
                Part::Slot => open = true,
                Part::Words(wanted, glued) if open => {
                    let (before, after) = if whole && number == last {
                        (rest.trim_end().strip_suffix(wanted.as_str())?, "")
                    } else {
                        find(rest, wanted, true, *glued)?
                    };
                    filled += words(before);
                    (rest, open) = (after, false);
                }
                Part::Words(wanted, glued) => {
                    let begins = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
                    let begins = if begins.starts_with(wanted.as_str()) { begins } else { rest.trim_start() };
                    rest = begins
                        .strip_prefix(wanted.as_str())
                        .filter(|after| *glued || apart(wanted, after))?;
                }
                // A mark that is not there, or there often, decides nothing.
                Part::Mark(mark) if open => {
                    if let Some((before, after)) = rest.split_once(&format!(" {mark} "))
                        && words(before) > 0
                    {
                        filled += 1;
                        (rest, open) = (after, false);
                    }
                }
                Part::Mark(mark) => rest = rest.trim_start().strip_prefix(mark.as_str()).unwrap_or(rest),
            }
        }
        Some((filled, rest, open))
    }
}

/// The pieces of a pattern, where places without a space between them, as in `vA.B...vX.Y`, are one: what stands there is
/// one word.
fn apart_pieces(pattern: &Pattern) -> Vec<&Piece> {
    let glues = |words: &str| !words.chars().any(|c| c.is_whitespace() || c.is_alphanumeric());
    let mut pieces: Vec<&Piece> = Vec::new();
    for piece in &pattern.pieces {
        match (pieces.as_slice(), piece) {
            ([.., Piece::Slot(_)], Piece::Slot(_)) => continue,
            ([.., Piece::Slot(_), Piece::Words(words)], Piece::Slot(_)) if glues(words) => {
                pieces.pop();
                continue;
            }
            _ => pieces.push(piece),
        }
    }
    pieces
}

fn part(piece: &Piece, next: Option<&Piece>) -> Option<Part> {
    match piece {
        Piece::Slot(_) => Some(Part::Slot),
        Piece::Words(words) => {
            let key = fold(words);
            let key = without_emoji(&key).to_owned();
            match (key.is_empty(), key.chars().any(char::is_alphanumeric)) {
                (true, _) => None,
                (_, true) => {
                    let glued = matches!(next, Some(Piece::Slot(_))) && !words.ends_with(char::is_whitespace);
                    Some(Part::Words(key, glued))
                }
                (_, false) => Some(Part::Mark(key)),
            }
        }
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// Whether what follows a text is no part of it: another sentence, or what people say of it.
fn goes_on(after: &str, ended: bool) -> bool {
    after.starts_with(['.', '!', '?', '\u{3002}', '\u{FF01}', '\u{FF1F}'])
        || (!ended && (after.starts_with([':', ';']) || after.starts_with(" - ") || after.starts_with(" (")))
}

/// Whether what follows some words is no part of their last one.
fn apart(words: &str, after: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !(inside(words.chars().next_back()) && inside(after.chars().next()))
}

/// What stands before and after the first occurrence of words as words; `filled`: with something before them; `glued`: what
/// follows may be a part of the last word.
fn find<'t>(text: &'t str, wanted: &str, filled: bool, glued: bool) -> Option<(&'t str, &'t str)> {
    if text.len() < wanted.len() {
        return None;
    }
    text.match_indices(wanted).find_map(|(at, found)| {
        let (before, after) = (text.get(..at)?, text.get(at + found.len()..)?);
        let begins = before.chars().next_back();
        let whole = (glued || apart(wanted, after))
            && !(begins.is_some_and(char::is_alphanumeric)
                && wanted.chars().next().is_some_and(char::is_alphanumeric));
        let something = !filled || before.chars().any(char::is_alphanumeric);
        (whole && something).then_some((before, after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::template::{Slot, Wants};

    /// A pattern from text with its places in square brackets.
    fn shape(text: &str) -> Shape {
        let mut pieces = Vec::new();
        for (number, piece) in text.split(['[', ']']).enumerate() {
            pieces.push(match number % 2 {
                0 => Piece::Words(piece.to_owned()),
                _ => Piece::Slot(Slot { written: format!("[{piece}]"), at: 0..0, wants: Wants::Anything }),
            });
        }
        Shape::of(&Pattern { pieces })
    }

    #[test]
    fn words_stay_and_places_take_anything() {
        let table = [
            ("Release [Name] - [Date]", "Release 1.4.0 - 2026-03-02", Some(Fit::Filled)),
            ("Release [Name] - [Date]", "release 1.4.0-rc.1 – 2 March 2026", Some(Fit::Filled)),
            ("Release [Name] - [Date]", "Release 1.4.0 (2026-03-02)", Some(Fit::Filled)),
            ("Release [Name] - [Date]", "Release 1.4.0", Some(Fit::Short)),
            ("Release [Name] - [Date]", "Release", Some(Fit::Short)),
            ("Release [Name] - [Date]", "Releases 1.4.0 - today", None),
            ("Release [Name] - [Date]", "1.4.0 - 2026-03-02", None),
            ("[Name]", "anything at all", Some(Fit::Filled)),
            ("[Team] notes", "Web notes", Some(Fit::Filled)),
            ("[Team] notes", "notes", Some(Fit::Short)),
            ("[Team] notes", "Web news", None),
            ("From [old] to [new]", "From 1.0 to 2.0", Some(Fit::Filled)),
            ("From [old] to [new]", "From tomorrow to 2.0", Some(Fit::Filled)),
            ("Release v[Number]", "Release v1.4.0", Some(Fit::Filled)),
            ("v[Number] of [App]", "V1.4.0 of Shop", Some(Fit::Filled)),
            ("Release v[Number]", "Release v", Some(Fit::Short)),
            ("Release [Number]", "Releases 1.4.0", None),
            ("See compare/[A]...[B]", "See compare/v1.3...v1.4", Some(Fit::Filled)),
            ("[App]/[Part] notes", "web/api notes", Some(Fit::Filled)),
            ("Summary", "Summary", Some(Fit::Filled)),
            ("Summary", "Summary of it", None),
            ("🚀 Release [v]", "Release 1", Some(Fit::Filled)),
            ("Release [v]", ":rocket: Release 1", Some(Fit::Filled)),
            ("🚀 [v]", "✅ 1.4.0", Some(Fit::Filled)),
        ];
        for (pattern, text, wanted) in table {
            assert_eq!(shape(pattern).fit(&fold(text)), wanted, "{pattern} and {text}");
        }
        assert!(shape("All times are [zone].").is_in(&fold("Note: all times are UTC.")));
        assert!(!shape("All times are [zone].").is_in(&fold("All dates are UTC.")));
    }
}
