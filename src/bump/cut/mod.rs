//! Cutting a tag: from what is to be there and what is there to the next step, as plain data.
//!
//! Whoever carries the steps out looks, asks for [`next_step`], does it, and looks again, until there is none left. So a cut
//! that was ended at any place is gone on with by the same code, and doing it twice does nothing. The ref of the tag is the
//! lock: it is made once, never moved and never deleted, and nothing after it happens unless it is at the judged commit.
//!
//! Limits: nothing here knows HTTP, and nothing here decides whether there may be a tag at all.

mod alone;
mod done;
mod drafts;
mod floating;
mod latest;
mod next;
mod note;
mod step;
#[cfg(test)]
mod tests;
mod there;
mod trouble;

use super::Level;
use crate::evidence::Oid;
use crate::version::{TagPattern, Version};

pub use done::{Done, Stopped};
pub use drafts::{LONGEST_NOTES, marked, sha256};
pub use floating::{Blocked, Floating, Stays, floating, floating_name};
pub use next::{LeftOut, Plan, Refusal, next_step, plan};
pub use note::{Note, notes};
pub use step::Step;
pub use there::{Attached, FloatingRef, NEW, Published, Reference, Release, There};
pub use trouble::{Bar, Trouble};

/// What is to be there in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The tag, without `refs/tags/`.
    pub tag: String,
    /// The version that it stands for.
    pub version: Version,
    /// The judged commit.
    pub commit: Oid,
    /// What the annotated tag says.
    pub message: String,
    /// By whom it is; left out, GitHub names the owner of the token.
    pub tagger: Option<Tagger>,
    /// The release.
    pub release: ReleaseWish,
    /// What is attached to the release.
    pub assets: Vec<Asset>,
    /// Which floating tags go along: [`Level::Major`] is `v1`, [`Level::Minor`] is `v1.4`; [`Level::Patch`] is none.
    pub floating: Vec<Level>,
    /// The shape of the tags of this series of versions.
    pub pattern: TagPattern,
    /// Whether a release of this series may be the repository's latest. Of several packages, one's may.
    pub latest: bool,
}

impl Cut {
    /// Whether the version is a final one. Floating tags and `latest` are for those only.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        self.version.pre.is_empty() && !self.release.prerelease
    }
}

/// Who tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagger {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// When, in ISO 8601.
    pub date: String,
}

/// The release to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseWish {
    /// Its title.
    pub title: String,
    /// Its notes; `None`: those of the draft that is there, if there is one.
    pub body: Option<String>,
    /// Whether GitHub is to show it as a pre-release.
    pub prerelease: bool,
    /// Whether it is published; otherwise it stays a draft.
    pub publish: bool,
}

/// A file to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its name: letters, digits, `.`, `-` and `_`, as GitHub turns all else into dots.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}
