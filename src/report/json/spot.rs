//! Where in a text a finding is, for programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::verdict;

/// A place in a text that somebody wrote. Its texts are as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Spot {
    /// What the text is called: its path, or where it is kept, e.g. the draft release of a tag.
    pub name: String,
    /// Its path in the repository, where it is a file of the judged commit.
    pub path: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// The line, from 1.
    pub line: u64,
    /// The column, in characters from 1.
    pub column: u64,
    /// How many characters of the line are meant, at least 1.
    pub length: u64,
    /// The line, without its end.
    pub text: String,
}

impl Spot {
    pub(super) fn of(spot: &verdict::Spot) -> Self {
        Self {
            name: spot.name.clone(),
            path: spot.path.clone(),
            url: spot.url.clone(),
            line: spot.line,
            column: spot.column,
            length: spot.length,
            text: spot.text.clone(),
        }
    }
}
