//! The steps, as plain data.

use super::{NEW, Tagger};
use crate::evidence::Oid;

/// One write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Make the tag object. Nobody sees it before a ref names it.
    MakeTag {
        /// The tag.
        tag: String,
        /// The commit.
        commit: Oid,
        /// What it says.
        message: String,
        /// By whom it is.
        tagger: Option<Tagger>,
    },
    /// Make the ref of the tag. GitHub refuses it if there is one.
    MakeRef {
        /// The tag.
        tag: String,
        /// The tag object.
        object: Oid,
        /// The commit behind it.
        commit: Oid,
    },
    /// Make a draft release.
    MakeDraft {
        /// The tag.
        tag: String,
        /// The commit.
        commit: Oid,
        /// The title.
        title: String,
        /// The notes, with our mark.
        body: String,
        /// Whether it is a pre-release.
        prerelease: bool,
    },
    /// Delete a draft that is ours, that nobody has written into, and that is there once too often.
    DropDraft {
        /// Its id.
        release: u64,
        /// Its page.
        url: String,
    },
    /// Give a draft its notes.
    WriteNotes {
        /// Its id.
        release: u64,
        /// The notes.
        body: String,
    },
    /// Delete a file that arrived in part, or that an earlier run of ours attached to the draft.
    DropAsset {
        /// The release.
        release: u64,
        /// The file's id.
        asset: u64,
        /// Its name.
        name: String,
        /// Whether it had arrived as a whole.
        whole: bool,
    },
    /// Attach a file.
    Attach {
        /// The release.
        release: u64,
        /// The name.
        name: String,
        /// The media type.
        content_type: String,
        /// How many bytes it has.
        size: u64,
    },
    /// Make or move a floating tag.
    MoveFloating {
        /// The tag.
        tag: String,
        /// What it must still name; `None`: it must not be there.
        from: Option<Oid>,
        /// The commit that it gets.
        to: Oid,
    },
    /// Publish the draft.
    Publish {
        /// Its id.
        release: u64,
        /// Whether it is a pre-release.
        prerelease: bool,
        /// Whether it becomes the latest.
        latest: bool,
    },
    /// Make a published release the latest.
    SetLatest {
        /// Its id.
        release: u64,
        /// Its tag.
        tag: String,
    },
}

impl Step {
    /// The HTTP method by which it is done.
    #[must_use]
    pub fn method(&self) -> &'static str {
        match self {
            Self::MakeTag { .. }
            | Self::MakeRef { .. }
            | Self::MakeDraft { .. }
            | Self::Attach { .. }
            | Self::MoveFloating { .. } => "POST",
            Self::WriteNotes { .. } | Self::Publish { .. } | Self::SetLatest { .. } => "PATCH",
            Self::DropDraft { .. } | Self::DropAsset { .. } => "DELETE",
        }
    }

    /// The place below `/repos/owner/name`; `graphql` is the API of that name.
    #[must_use]
    pub fn place(&self) -> String {
        let of = |release: &u64| match *release {
            NEW => "releases/(the new one)".to_owned(),
            id => format!("releases/{id}"),
        };
        match self {
            Self::MakeTag { .. } => "git/tags".to_owned(),
            Self::MakeRef { .. } => "git/refs".to_owned(),
            Self::MakeDraft { .. } => "releases".to_owned(),
            Self::DropDraft { release, .. }
            | Self::WriteNotes { release, .. }
            | Self::Publish { release, .. }
            | Self::SetLatest { release, .. } => of(release),
            Self::DropAsset { asset, .. } => format!("releases/assets/{asset}"),
            Self::Attach { release, name, .. } => format!("{}/assets?name={name}", of(release)),
            Self::MoveFloating { .. } => "graphql updateRefs".to_owned(),
        }
    }

    /// Whether the cut can go on without it, and what it was for be done by hand or by the next run.
    #[must_use]
    pub fn can_wait(&self) -> bool {
        match self {
            Self::MakeTag { .. } | Self::MakeRef { .. } | Self::MakeDraft { .. } | Self::DropDraft { .. } => {
                false
            }
            Self::WriteNotes { .. }
            | Self::DropAsset { .. }
            | Self::Attach { .. }
            | Self::MoveFloating { .. }
            | Self::Publish { .. }
            | Self::SetLatest { .. } => true,
        }
    }
}
