//! Names of labels as a policy writes them.

use std::fmt;

use super::Glob;

/// The name of a label, or a glob for several. Letters' case does not count, as on GitHub.
///
/// Only what looks like a glob is read as one: `kind/` and `a//b` are names of labels, and no globs.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelPattern {
    text: String,
    fits: Fits,
}

/// In lower case.
#[derive(Debug, Clone, PartialEq)]
enum Fits {
    Name(String),
    Glob(Glob),
}

impl LabelPattern {
    /// Reads a name or a glob.
    ///
    /// # Errors
    /// A sentence for the author of the policy.
    pub fn parse(text: &str) -> Result<Self, String> {
        let lower = text.to_lowercase();
        let fits = if text.contains(['*', '?', '[', ']', '{', '}', '\\']) {
            Fits::Glob(Glob::parse(&lower)?)
        } else {
            Fits::Name(lower)
        };
        Ok(Self { text: text.to_owned(), fits })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is the name of one label, and no glob.
    #[must_use]
    pub fn is_name(&self) -> bool {
        matches!(self.fits, Fits::Name(_))
    }

    /// Whether both are the same but for letters' case.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.fits == other.fits
    }

    /// Whether a label is meant.
    #[must_use]
    pub fn matches(&self, label: &str) -> bool {
        let label = label.to_lowercase();
        match &self.fits {
            Fits::Name(name) => *name == label,
            Fits::Glob(glob) => glob.matches(&label),
        }
    }
}

impl fmt::Display for LabelPattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}
