//! When the judged commit reached GitHub, and whose work the release is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fact::written;
use super::people::Login;
use super::release::Oid;
use super::{Fact, List};

/// What GitHub records of when the judged commit came to be where it is. Dates of commits are not among it: whoever
/// pushes chooses them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Arrivals {
    /// The commit.
    pub commit: Oid,
    /// The branch whose pushes were read, as a whole ref.
    pub reference: String,
    /// The pushes of that branch, newest first, merges among them (REST: `GET …/activity`). The list is whole if it goes
    /// back to the previous release, or to the branch's beginning.
    pub pushes: Fact<List<Push>>,
    /// When the check suites of the commit were made: it was there by then.
    pub suites: Fact<List<Timestamp>>,
}

/// A push, a merge or the making of a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Push {
    /// When.
    pub at: Timestamp,
    /// The branch's tip before; `None` where there was none.
    #[serde(deserialize_with = "written")]
    pub before: Option<Oid>,
    /// The branch's tip after; `None` where it was deleted.
    #[serde(deserialize_with = "written")]
    pub after: Option<Oid>,
}

/// Whose work a commit is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Authorship {
    /// The commit.
    pub commit: Oid,
    /// Its authors, those of `Co-authored-by` among them, and its committer.
    pub people: List<Contributor>,
}

/// Somebody who made a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Contributor {
    /// An account, as GitHub attributes it by the e-mail address.
    Account(Login),
    /// GitHub itself, which commits what is merged or edited on its pages.
    GitHub,
    /// A name to which no account belongs, as written. Untrusted.
    Unattributed(String),
}
