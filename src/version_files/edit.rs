//! A file with another version in it.
//!
//! Only the bytes of the version change: quotes, comments, white space, line ends and a byte order mark stay as they are.
//! What comes out is read again by the reader that found the place, and must say the new version there and nowhere less.

use std::ops::Range;

use semver::Version;

use super::{Format, Lack, Place, Stated, Value, VersionFile};

/// A file after its version was put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The whole text.
    pub text: String,
    /// What it said before, by line, where that was another version.
    pub changed: Vec<Changed>,
}

/// One place that has another version now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its line, counted from 1.
    pub line: usize,
    /// The version that stood there.
    pub from: String,
}

/// Why a version cannot be put into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// The file does not say where its version is.
    Lacks(Vec<Lack>),
    /// What stands in this line is no version: it may be written in a way of its own, or stand for something else.
    NoVersion {
        /// The line, counted from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// In this line it is written in a way that cannot be kept: a number, or a text over several lines.
    Form {
        /// The line, counted from 1.
        line: usize,
    },
}

impl VersionFile {
    /// The text with this version in the place of the one that it states. Doing the same again changes nothing.
    ///
    /// # Errors
    /// [`Unfit`]. Nothing is written over that is no version, so that a place which means something else stays.
    pub fn with_version(&self, text: &str, version: &Version) -> Result<Edited, Unfit> {
        let Stated { values, lacks } = self.stated(text);
        if !lacks.is_empty() {
            return Err(Unfit::Lacks(lacks));
        }
        let mut places: Vec<(Range<usize>, &Value)> = Vec::new();
        for value in &values {
            if Version::parse(&value.text).is_err() {
                return Err(Unfit::NoVersion { line: value.line, found: value.text.clone() });
            }
            let at = self.bare(text, value).ok_or(Unfit::Form { line: value.line })?;
            if places.iter().all(|(known, _)| *known != at) {
                places.push((at, value));
            }
        }
        places.sort_by_key(|(at, _)| at.start);
        let new = version.to_string();
        let mut edited = Edited { text: String::with_capacity(text.len()), changed: Vec::new() };
        let mut from = 0;
        for (at, value) in places {
            let form = || Unfit::Form { line: value.line };
            edited.text.push_str(text.get(from..at.start).ok_or_else(form)?);
            // A text that says the version in another spelling of its format, `\u0031.4.0`, says it already.
            let same = value.text == new;
            edited.text.push_str(if same { text.get(at.clone()).ok_or_else(form)? } else { &new });
            if !same {
                edited.changed.push(Changed { line: value.line, from: value.text.clone() });
            }
            from = at.end;
        }
        edited.text.push_str(text.get(from..).unwrap_or_default());
        let again = self.stated(&edited.text);
        let says = again.values.len() == values.len() && again.values.iter().all(|value| value.text == new);
        if !says || !again.lacks.is_empty() {
            return Err(Unfit::Form { line: values.first().map_or(1, |value| value.line) });
        }
        Ok(edited)
    }

    /// The bytes of a version without what is around it in its format. `None`: they cannot be told.
    fn bare(&self, text: &str, value: &Value) -> Option<Range<usize>> {
        let written = text.get(value.at.clone())?;
        let quotes: &[&str] = match &self.place {
            Place::Pattern(_) | Place::Alone => return (written == value.text).then(|| value.at.clone()),
            Place::Keys(Format::Json, _) => &["\""],
            Place::Keys(Format::Toml, _) => &["\"\"\"", "'''", "\"", "'"],
            Place::Keys(Format::Yaml, _) => &["\"", "'"],
        };
        let within = |quote: &&str| written.strip_prefix(quote)?.strip_suffix(quote).map(|_| quote.len());
        match quotes.iter().find_map(within) {
            Some(quote) => {
                let bare = value.at.start + quote..value.at.end - quote;
                // A text of several lines has its own white space.
                (!text.get(bare.clone())?.contains(['\n', '\r'])).then_some(bare)
            }
            None => (written == value.text).then(|| value.at.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
