//! Code that notes keep: letter by letter, white space apart, with something in each place to fill in.
//!
//! What stands in brackets in code may be code, or a place to fill in: it may stay, and anything may stand for it.

use crate::notes::template::{Pattern, Piece};

/// Code as it is compared: white space of any kind and number is one space.
pub(super) fn key(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether code, as a key, is this pattern filled in.
pub(super) fn fits(pattern: &Pattern, key: &str) -> bool {
    let mut words: Vec<Option<String>> = Vec::new();
    for piece in &pattern.pieces {
        match piece {
            Piece::Slot(_) => words.push(None),
            Piece::Words(piece) => {
                for (number, part) in bracketed(piece).enumerate() {
                    if number > 0 {
                        words.push(None);
                    }
                    words.push(Some(self::key(part)).filter(|part| !part.is_empty()));
                    if words.last() == Some(&None) {
                        words.pop();
                    }
                }
            }
        }
    }
    let (mut rest, mut open) = (key, false);
    let last = words.len().saturating_sub(1);
    for (number, words) in words.iter().enumerate() {
        let Some(wanted) = words else {
            open = true;
            continue;
        };
        let begins = match (open, number == last) {
            (false, _) => rest.trim_start().strip_prefix(wanted.as_str()).map(|after| ("filled", after)),
            (true, true) => rest.trim_end().strip_suffix(wanted.as_str()).map(|before| (before, "")),
            (true, false) => rest
                .match_indices(wanted.as_str())
                .find(|(at, _)| *at > 0)
                .and_then(|(at, found)| Some((rest.get(..at)?, rest.get(at + found.len()..)?))),
        };
        let Some((_, after)) = begins.filter(|(before, _)| !before.trim().is_empty()) else {
            return false;
        };
        (rest, open) = (after, false);
    }
    open != rest.trim().is_empty()
}

/// What stands between words in brackets.
fn bracketed(words: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(words);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let group = text.char_indices().find_map(|(at, open)| {
            let close = match open {
                '[' => ']',
                '<' => '>',
                '{' => '}',
                _ => return None,
            };
            let inner = text.get(at + 1..)?;
            let length = inner.find(close)?;
            let named = inner.get(..length)?.starts_with(char::is_alphabetic);
            named.then_some((at, at + 1 + length + 1))
        });
        match group {
            Some((from, to)) => {
                rest = text.get(to..);
                text.get(..from)
            }
            None => Some(text),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::template::{Slot, Wants};

    fn pattern(text: &str) -> Pattern {
        let pieces = text.split(['{', '}']).enumerate().filter(|(_, piece)| !piece.is_empty());
        let pieces = pieces.map(|(number, piece)| match number % 2 {
            0 => Piece::Words(piece.to_owned()),
            _ => Piece::Slot(Slot { written: format!("{{{piece}}}"), at: 0..0, wants: Wants::Anything }),
        });
        Pattern { pieces: pieces.collect() }
    }

    #[test]
    fn code_is_compared_letter_by_letter() {
        for (wanted, code, fit) in [
            ("npm install shop", "npm install shop", true),
            ("npm install shop", "npm  install\n  shop", true),
            ("npm install shop", "npm install Shop", false),
            ("npm install shop", "npm install shop --force", false),
            ("npm install shop@{x} --exact", "npm install shop@1.4.0 --exact", true),
            ("npm install shop@{x} --exact", "npm install shop@ --exact", false),
            ("npm install shop@{x} --exact", "npm install shop@1.4.0", false),
            ("install {x}", "install shop cart", true),
            ("install {x}", "install", false),
            ("{x} up {y} now", "shop up 1.4.0 now", true),
            ("{x}", "anything at all", true),
            ("{x}", "", false),
            ("npm install shop@[version] --exact", "npm install shop@1.4.0 --exact", true),
            ("npm install shop@[version] --exact", "npm install shop@[version] --exact", true),
            ("npm install shop@<version>", "npm install cart@1.4.0", false),
            ("run a[0] now", "run a[1] now", false),
            ("if [", "if [", true),
        ] {
            assert_eq!(fits(&pattern(wanted), &key(code)), fit, "{wanted} and {code}");
        }
    }
}
