//! What a cut leaves as it is, and why.

use super::alone::others;
use super::next::{has_other_notes, is_same};
use super::{Blocked, Cut, Floating, LeftOut, Release, Stays, There, drafts, floating};

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
    /// The policy asks for no notes, so nobody judged those that people wrote, and they are published as they are.
    UnjudgedNotes {
        /// The release's page.
        url: String,
        /// Who made the release, if that says who wrote them.
        by: Option<String>,
    },
    /// The policy asks for no notes, and the release has none.
    NoNotes {
        /// The release's page.
        url: String,
        /// Who made it so; `None`: a run of ours.
        by: Option<String>,
    },
    /// Somebody made another draft of the same tag. It stays as it is, and nothing of it is in the release.
    OtherDraft {
        /// The page of the release that was gone on with.
        kept: String,
        /// The page of the other.
        url: String,
        /// Who made it.
        by: Option<String>,
    },
    /// The commit of the published release has the tag of another final version, too.
    AlsoReleased {
        /// Those tags.
        others: Vec<String>,
    },
    /// The release is the latest, because that of a higher version's tag is not published.
    HigherUnpublished {
        /// That tag.
        tag: String,
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
        !matches!(
            self,
            Self::OtherMessage
                | Self::Stays { .. }
                | Self::NotLatest { .. }
                | Self::HigherUnpublished { .. }
                | Self::NoNotes { by: None, .. }
        )
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
    let Ok(drafts::Standing { release: Some(release), beside, .. }) = drafts::standing(cut, there) else {
        return;
    };
    for other in beside {
        let (kept, url, by) = (release.url.clone(), other.url.clone(), other.by.clone());
        notes.push(Note::OtherDraft { kept, url, by });
    }
    let also = others(cut, there);
    if !release.draft && !also.is_empty() {
        notes.push(Note::AlsoReleased { others: also });
    }
    notes.extend(unjudged(cut, release));
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
    let is_latest = there.latest.as_ref() == Some(&cut.tag) && !release.draft;
    if let Some(tag) = higher(cut, there).filter(|_| is_latest) {
        notes.push(Note::HigherUnpublished { tag });
    }
}

/// What is published with words that no policy asked for, or without any.
fn unjudged(cut: &Cut, release: &Release) -> Option<Note> {
    if cut.release.body.is_some() || release.draft && !cut.release.publish {
        return None;
    }
    let (url, ours) = (release.url.clone(), drafts::is_marked(&release.body));
    let by = release.by.clone().filter(|_| !ours);
    if drafts::unmarked(&release.body).trim().is_empty() {
        let by = if ours { None } else { Some(by.unwrap_or_else(|| "somebody".to_owned())) };
        return Some(Note::NoNotes { url, by });
    }
    (!drafts::is_untouched(&release.body)).then_some(Note::UnjudgedNotes { url, by })
}

/// The highest tag of a final version above this one.
fn higher(cut: &Cut, there: &There) -> Option<String> {
    let finals = there.tags.iter().filter_map(|tag| Some((cut.pattern.version(&tag.name)?, &tag.name)));
    let above =
        finals.filter(|(version, _)| version.pre.is_empty() && version.cmp_precedence(&cut.version).is_gt());
    let published = |tag: &str| there.published.iter().any(|release| release.tag == tag);
    let above = above.filter(|(_, tag)| !published(tag));
    above.max_by(|(one, _), (other, _)| one.cmp_precedence(other)).map(|(_, name)| name.clone())
}
