//! What became of a cut.

use super::{Bar, Note, Refusal, Step, There, Trouble};

/// What one run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// The steps that it took and saw done, in order.
    pub steps: Vec<Step>,
    /// What it left as it was, and why.
    pub notes: Vec<Note>,
    /// Steps that failed, and that the rest could be done without.
    pub troubles: Vec<Trouble>,
    /// Why it ended before all was done.
    pub stopped: Option<Stopped>,
    /// Whether the ref of the tag is at the judged commit, as far as was seen.
    pub tagged: bool,
    /// The release's page, if there is one.
    pub url: Option<String>,
    /// Whether the release is published.
    pub published: bool,
    /// What is there in the end, as far as was seen.
    pub there: There,
    /// How many requests it took.
    pub requests: u64,
}

impl Done {
    /// Whether the tag is a release's: it is at the judged commit, and no other version has that commit.
    #[must_use]
    pub fn is_released(&self) -> bool {
        self.tagged && !matches!(self.stopped, Some(Stopped::Refused(Refusal::AlsoReleased { .. })))
    }

    /// Whether all that was asked for is there, but for files where the server takes none.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.stopped.is_none() && self.troubles.iter().all(|trouble| trouble.bar == Bar::NoUploads)
    }
}

/// Why a run ended before all was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// What is there forbids it.
    Refused(Refusal),
    /// A step failed that the rest cannot be done without.
    Failed(Box<Trouble>),
    /// What is there could not be read; the failure as a sentence.
    Unread(String),
    /// The time that it may take is over, and no further write was begun.
    OutOfTime {
        /// The steps that are missing, as far as was seen; none, if nothing was.
        missing: Vec<Step>,
    },
}
