//! A line of the template with places in it, and what stands in them in a line of the notes.

use std::ops::Range;

use super::lines::OPAQUE;
use super::prompt::Prompt;
use crate::markdown::{fold, tells, without_emoji};
use crate::notes::template::{Pattern, Piece};

/// Words with places between them.
#[derive(Debug)]
pub(super) struct Form {
    bits: Vec<Bit>,
    /// Its places.
    pub(super) prompts: Vec<Prompt>,
    /// Whether there is a word or a mark besides the place.
    pub(super) has_words: bool,
    /// Whether a colon stands before its last place, so that what belongs there may stand under the line.
    pub(super) leads: bool,
}

#[derive(Debug)]
enum Bit {
    Words(Vec<String>),
    /// Between two places without words: a colon, a dash.
    Mark(char),
    Place,
}

/// A word of a line, or one of its marks.
#[derive(Debug)]
struct Token {
    at: Range<usize>,
    word: bool,
}

impl Form {
    /// A place and nothing else.
    pub(super) fn only(prompt: Prompt) -> Self {
        Self { bits: vec![Bit::Place], prompts: vec![prompt], has_words: false, leads: true }
    }

    /// Of a pattern that has places.
    pub(super) fn of(pattern: &Pattern) -> Option<Self> {
        let mut form = Self { bits: Vec::new(), prompts: Vec::new(), has_words: false, leads: false };
        let last = pattern.pieces.iter().rposition(|piece| matches!(piece, Piece::Slot(_)))?;
        let before = last.checked_sub(1).and_then(|before| pattern.pieces.get(before));
        form.leads = match before {
            Some(Piece::Words(words)) => words.trim_end().ends_with([':', '\u{FF1A}']),
            _ => true,
        };
        for (number, piece) in pattern.pieces.iter().enumerate() {
            match piece {
                Piece::Slot(slot) => {
                    let prompt = Prompt::of(&slot.written);
                    match (form.bits.last(), form.prompts.last_mut()) {
                        (Some(Bit::Place), Some(before)) => before.join(&prompt),
                        _ => {
                            form.bits.push(Bit::Place);
                            form.prompts.push(prompt);
                        }
                    }
                }
                Piece::Words(text) => {
                    let words = plain_words(text);
                    let mark = text.chars().find(|c| !c.is_whitespace()).map(same_mark);
                    if !words.is_empty() {
                        form.bits.push(Bit::Words(words));
                        form.has_words = true;
                    } else if let Some(mark) = mark.filter(|_| !form.bits.is_empty() && number < last) {
                        form.bits.push(Bit::Mark(mark));
                        form.has_words = true;
                    }
                }
            }
        }
        Some(form)
    }

    /// What stands in its places in a text from a byte on. `whole`: it is all of the text.
    pub(super) fn fill(&self, text: &str, from: usize, whole: bool) -> Option<Vec<Range<usize>>> {
        let rest = text.get(from..)?;
        if !self.has_words {
            let inner = rest.trim();
            let start = from + (rest.len() - rest.trim_start().len());
            let all = start..start + inner.len();
            return Some(std::iter::once(all).collect());
        }
        let from = from + (rest.len() - without_emoji(rest).len());
        let tokens = tokens(text, from);
        let (mut at, mut open, mut found) = (0, false, Vec::new());
        for (number, bit) in self.bits.iter().enumerate() {
            let range = match bit {
                Bit::Place => {
                    open = true;
                    continue;
                }
                Bit::Words(words) => {
                    let ends = whole && number + 1 == self.bits.len();
                    let free = open || (!whole && number == 0);
                    find(text, &tokens, at, words, free, ends)?
                }
                Bit::Mark(mark) if open => match separator(text, &tokens, at, *mark) {
                    Some(range) => range,
                    // What follows the mark was left out, and the mark with it.
                    None => break,
                },
                Bit::Mark(_) => continue,
            };
            if open {
                found.push(bytes(&tokens, at..range.start, from));
            }
            (at, open) = (range.end, false);
        }
        if open {
            let end = if whole { tokens.len() } else { sentence_end(text, &tokens, at) };
            found.push(bytes(&tokens, at..end, from));
        } else if whole && tokens.get(at..).is_some_and(|rest| rest.iter().any(|token| token.word)) {
            return None;
        }
        Some(found)
    }
}

/// Words in their order, and where they end: right there, or, if `free`, the first ones with something before them, or the
/// first of all. `ends`: nothing but marks stands behind them.
fn find(
    text: &str,
    tokens: &[Token],
    from: usize,
    wanted: &[String],
    free: bool,
    ends: bool,
) -> Option<Range<usize>> {
    let is = |token: &Token, word: &String| {
        let own = text.get(token.at.clone()).unwrap_or_default();
        own.eq_ignore_ascii_case(word) || (!own.is_ascii() && fold(own) == *word)
    };
    let here = |start: usize| {
        let mut at = start;
        for word in wanted {
            while tokens.get(at).is_some_and(|token| !token.word) {
                at += 1;
            }
            tokens.get(at).filter(|token| is(token, word))?;
            at += 1;
        }
        let rest = tokens.get(at..).unwrap_or_default();
        (!ends || rest.iter().all(|token| !token.word)).then_some(start..at)
    };
    if !free {
        return here(from);
    }
    let mut first = None;
    let mut something = false;
    for (start, token) in tokens.iter().enumerate().skip(from).filter(|(_, token)| token.word) {
        if let Some(range) = here(start) {
            if something {
                return Some(range);
            }
            first.get_or_insert(range);
        }
        something |= token.word;
    }
    first
}

/// A mark between places; people may write a dash for a colon.
fn separator(text: &str, tokens: &[Token], from: usize, mark: char) -> Option<Range<usize>> {
    let other = match mark {
        ':' => '-',
        '-' => ':',
        _ => mark,
    };
    find_mark(text, tokens, from, mark).or_else(|| find_mark(text, tokens, from, other))
}

fn find_mark(text: &str, tokens: &[Token], from: usize, mark: char) -> Option<Range<usize>> {
    let spaced = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is = |token: &&Token| {
        let own = text.get(token.at.clone()).and_then(|own| own.chars().next());
        let before = text.get(..token.at.start).and_then(|before| before.chars().next_back());
        let after = text.get(token.at.end..).and_then(|after| after.chars().next());
        !token.word
            && own.map(same_mark) == Some(mark)
            && match mark {
                ':' => spaced(after),
                '-' => spaced(before) && spaced(after),
                _ => true,
            }
    };
    let at = tokens.iter().skip(from).position(|token| is(&token))? + from;
    Some(at..at + 1)
}

/// Where the sentence ends that goes on at a token.
fn sentence_end(text: &str, tokens: &[Token], from: usize) -> usize {
    let ends = |token: &Token| {
        let after = text.get(token.at.end..).unwrap_or_default();
        matches!(text.get(token.at.clone()), Some("." | "!" | "?")) && after.starts_with(char::is_whitespace)
    };
    let rest = tokens.get(from..).unwrap_or_default();
    rest.iter().position(ends).map_or(tokens.len(), |at| from + at)
}

/// The bytes of tokens; the place before them if there are none.
fn bytes(tokens: &[Token], range: Range<usize>, from: usize) -> Range<usize> {
    let own = tokens.get(range.clone()).unwrap_or_default();
    match (own.first(), own.last()) {
        (Some(first), Some(last)) => first.at.start..last.at.end,
        _ => {
            let before = range.start.checked_sub(1).and_then(|before| tokens.get(before));
            let at = before.map_or(from, |before| before.at.end);
            at..at
        }
    }
}

fn tokens(text: &str, from: usize) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::new();
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < from) {
        let end = at + c.len_utf8();
        let inside = c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}');
        match all.last_mut() {
            _ if c.is_whitespace() => {}
            Some(last) if inside && last.word && last.at.end == at => last.at.end = end,
            _ => all.push(Token { at: at..end, word: c.is_alphanumeric() || c == OPAQUE || tells(c) }),
        }
    }
    all
}

/// Words as tokens are: with articles and plurals.
fn plain_words(text: &str) -> Vec<String> {
    let key = fold(text);
    tokens(&key, 0)
        .iter()
        .filter(|token| token.word)
        .filter_map(|token| key.get(token.at.clone()).map(str::to_owned))
        .collect()
}

/// All dashes are one, and so are colons.
fn same_mark(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{FF1A}' => ':',
        c => c,
    }
}
