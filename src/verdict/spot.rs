//! Where in a text a finding is.

/// A place in a text that somebody wrote, with the line that it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// What the text is called: a path, `draft release v1.4.0`. Untrusted.
    pub name: String,
    /// Its path in the repository, where it is a file of it.
    pub path: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// The line, from 1.
    pub line: u64,
    /// The column, in characters from 1.
    pub column: u64,
    /// How many characters of the line are meant; at least 1, also at its end.
    pub length: u64,
    /// The line, without its end. Untrusted.
    pub text: String,
}
