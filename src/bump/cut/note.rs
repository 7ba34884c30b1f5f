//! What a cut leaves as it is, and why.

use super::next::{has_other_notes, is_same};
use super::{Blocked, Cut, Floating, LeftOut, Stays, There, drafts, floating};

/// Something that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The tag was made by somebody else, as a bare ref without a message.
    Lightweight,
    /// The tag was made before and says something else than this run would have it say.
    OtherMessage,
    /// The tag was made by somebody else, and what it says names no go.
    NamesNoGo,
    /// The published notes are others. Published notes are not written over.
    PublishedNotes {
        /// The release's page.
        url: String,
    },
    /// People wrote other notes into the draft. They stay, and the draft is not published.
    DraftNotes {
        /// The draft's page.
        url: String,
    },
    /// The published release cannot be changed any more and lacks this file.
    Immutable {
        /// The file.
        asset: String,
    },
    /// A file of this name is there with another content, and is not ours to replace.
    OtherFile {
        /// The file.
        asset: String,
    },
    /// A floating tag stays, and rightly so.
    Stays {
        /// The tag.
        tag: String,
        /// Why.
        why: Stays,
    },
    /// A floating tag should be moved, and must not be touched.
    Blocked {
        /// The tag.
        tag: String,
        /// Why.
        why: Blocked,
    },
    /// The release is published, but another stays the latest.
    NotLatest {
        /// The latest's tag.
        latest: String,
    },
}

impl Note {
    /// Whether somebody has to do something about it.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        !matches!(self, Self::OtherMessage | Self::Stays { .. } | Self::NotLatest { .. })
    }
}

/// What stays as it is in what is there in the end.
#[must_use]
pub fn notes(cut: &Cut, there: &There, left: &LeftOut) -> Vec<Note> {
    let mut notes = Vec::new();
    match there.reference.as_ref().map(|reference| reference.message.as_deref()) {
        Some(None) => notes.push(Note::Lightweight),
        Some(Some(message)) if message.trim_end() != cut.message.trim_end() => {
            notes.push(if names_go(message) { Note::OtherMessage } else { Note::NamesNoGo });
        }
        _ => {}
    }
    of_release(cut, there, left, &mut notes);
    for one in floating(cut, there) {
        match one {
            Floating::Stays { why: Stays::There, .. } | Floating::Move { .. } => {}
            Floating::Stays { tag, why } => notes.push(Note::Stays { tag, why }),
            Floating::Blocked { tag, why } => notes.push(Note::Blocked { tag, why }),
        }
    }
    notes
}

/// Whether the message of a tag names a go that is recorded: the decision and its evidence.
fn names_go(message: &str) -> bool {
    let has = |start: &str| message.lines().any(|line| line.starts_with(start));
    has("Holdpoint-Decision: go (") && has("Holdpoint-Evidence: sha256:")
}

fn of_release(cut: &Cut, there: &There, left: &LeftOut, notes: &mut Vec<Note>) {
    let Some(release) = drafts::standing(cut, there).ok().and_then(|standing| standing.release) else {
        return;
    };
    let url = release.url.clone();
    if has_other_notes(cut, release) {
        if !release.draft {
            notes.push(Note::PublishedNotes { url });
        } else if !left.notes {
            notes.push(Note::DraftNotes { url });
        }
    }
    for asset in &cut.assets {
        let name = asset.name.clone();
        match release.assets.iter().find(|file| file.name == asset.name) {
            None if release.immutable => notes.push(Note::Immutable { asset: name }),
            Some(file) if !is_same(asset, file) && !left.assets.contains(&name) => {
                notes.push(Note::OtherFile { asset: name });
            }
            _ => {}
        }
    }
    if let Some(latest) = there.latest.as_ref().filter(|latest| **latest != cut.tag)
        && !release.draft
        && cut.is_stable()
    {
        notes.push(Note::NotLatest { latest: latest.clone() });
    }
}
