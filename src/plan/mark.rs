//! Hidden marks: an HTML comment behind what a plan wrote, which says what it was for and how it read then.
//!
//! An update knows by them what the policy asked for once, and whether people have changed it since. They are never
//! evidence.

use ring::digest;

use crate::markdown::escape;

/// What a mark begins with.
const NAME: &str = "holdpoint";

/// A mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// What was written.
    pub(super) sort: Sort,
    /// The requirement's id, or the name of a part of the text.
    pub(super) id: String,
    /// The digest of what was written.
    pub(super) text: String,
    /// The digest of what was said below it; of nothing, `-`.
    pub(super) note: String,
}

/// What a mark can stand behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A box.
    Box,
    /// A field.
    Field,
    /// A line that asks for nothing to be ticked or filled in.
    Line,
    /// A box that the policy asks for no longer, or not of this release.
    Off,
}

impl Sort {
    const WORDS: [(&'static str, Self); 4] =
        [("box", Self::Box), ("field", Self::Field), ("line", Self::Line), ("off", Self::Off)];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, sort)| *sort == self).map_or("", |(word, _)| word)
    }
}

impl Mark {
    /// Behind a text with a note below it.
    pub(super) fn new(sort: Sort, id: &str, text: &str, note: &str) -> Self {
        Self { sort, id: id.to_owned(), text: digest_of(text), note: digest_of(note) }
    }

    /// As it is written.
    pub(super) fn written(&self) -> String {
        let Self { sort, id, text, note } = self;
        format!("<!-- {NAME} {} {} {text} {note} -->", sort.word(), escape::comment_payload(id))
    }

    /// Reads what stands between `<!--` and `-->`. `None`: it is no mark.
    pub(super) fn read(comment: &str) -> Option<Self> {
        let mut words = comment.split_ascii_whitespace();
        let (name, sort, id) = (words.next()?, words.next()?, words.next()?);
        let (text, note) = (words.next()?, words.next()?);
        if name != NAME || words.next().is_some() {
            return None;
        }
        let (_, sort) = Sort::WORDS.into_iter().find(|(word, _)| *word == sort)?;
        let id = escape::read_comment_payload(id)?;
        Some(Self { sort, id, text: text.to_owned(), note: note.to_owned() })
    }
}

/// What tells a text from others: 32 bits of its SHA-256; `-` for none.
pub(super) fn digest_of(text: &str) -> String {
    if text.is_empty() {
        return "-".to_owned();
    }
    let digest = digest::digest(&digest::SHA256, text.as_bytes());
    digest.as_ref().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
