//! The next step.

use std::collections::BTreeSet;

use super::alone::others;
use super::drafts::{Standing, digest_of, is_untouched, marked, same_notes, standing};
use super::latest::{becomes_latest, to_set};
use super::note::{Note, notes};
use super::{Asset, Attached, Cut, Floating, LONGEST_NOTES, Release, Step, There, floating};
use crate::evidence::Oid;

/// More steps than this no cut has.
const MOST_STEPS: usize = 1_000;

/// Why nothing may be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The tag is at another commit.
    Elsewhere {
        /// The tag.
        tag: String,
        /// Where it is; `None`: at something that is no commit.
        there: Option<Oid>,
        /// Where it should be.
        wanted: Oid,
    },
    /// People have made several drafts of the release.
    SeveralDrafts {
        /// Their pages.
        pages: Vec<String>,
    },
    /// The notes are longer than GitHub takes.
    NotesTooLong {
        /// How many characters they have.
        characters: usize,
    },
    /// The repository is archived.
    Archived,
    /// The commit is that of another final version of the series.
    AlsoReleased {
        /// The tag.
        tag: String,
        /// Whether it is there.
        made: bool,
        /// The others, which are there.
        others: Vec<String>,
        /// The commit.
        commit: Oid,
    },
}

/// What is not tried again in this run, because it failed or was done once already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The server takes no files at all.
    pub uploads: bool,
    /// Files that could not be attached.
    pub assets: BTreeSet<String>,
    /// Files that were there with another content and were replaced.
    pub replaced: BTreeSet<String>,
    /// The notes could not be written.
    pub notes: bool,
    /// Floating tags that could not be moved.
    pub floating: BTreeSet<String>,
    /// The release could not be published.
    pub publish: bool,
    /// The latest release could not be set.
    pub latest: bool,
}

impl LeftOut {
    /// Leaves a step out from now on, and whatever must not happen without it.
    pub fn leave(&mut self, step: &Step) {
        match step {
            Step::WriteNotes { .. } => self.notes = true,
            Step::Attach { name, .. } | Step::DropAsset { name, .. } => {
                self.assets.insert(name.clone());
            }
            Step::MoveFloating { tag, .. } => {
                self.floating.insert(tag.clone());
            }
            Step::Publish { .. } => self.publish = true,
            Step::SetLatest { .. } => self.latest = true,
            Step::MakeTag { .. } | Step::MakeRef { .. } | Step::MakeDraft { .. } | Step::DropDraft { .. } => {
            }
        }
    }
}

/// The whole of what a run would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// What stays as it is, and why.
    pub notes: Vec<Note>,
}

/// What is to be done next; `None`: nothing is left.
///
/// # Errors
/// When nothing may be done, whatever was done before. All that can be known beforehand is found before the ref is made.
pub fn next_step(cut: &Cut, there: &There, left: &LeftOut) -> Result<Option<Step>, Refusal> {
    let Standing { release, surplus, .. } = check(cut, there)?;
    if there.reference.is_none() {
        return Ok(Some(lock(cut, there)));
    }
    if let Some(draft) = surplus {
        return Ok(Some(Step::DropDraft { release: draft.id, url: draft.url.clone() }));
    }
    let Some(release) = release else { return Ok(Some(draft(cut))) };
    let step = notes_to_write(cut, release, left)
        .or_else(|| file(cut, release, left))
        .or_else(|| move_floating(cut, there, left))
        .or_else(|| publish(cut, there, release, left))
        .or_else(|| latest(cut, there, release, left));
    Ok(step)
}

/// All steps from here on, if nobody else does anything and nothing fails.
///
/// # Errors
/// As [`next_step`].
pub fn plan(cut: &Cut, there: &There) -> Result<Plan, Refusal> {
    let mut steps = Vec::new();
    let mut there = there.clone();
    let mut left = LeftOut::default();
    while let Some(step) = next_step(cut, &there, &left)? {
        if let Step::DropAsset { name, whole: true, .. } = &step {
            left.replaced.insert(name.clone());
        }
        there = there.after(cut, &step);
        steps.push(step);
        if steps.len() > MOST_STEPS {
            break;
        }
    }
    Ok(Plan { steps, notes: notes(cut, &there, &left) })
}

fn check<'a>(cut: &Cut, there: &'a There) -> Result<Standing<'a>, Refusal> {
    if let Some(reference) = &there.reference
        && reference.commit.as_ref() != Some(&cut.commit)
    {
        let (tag, wanted) = (cut.tag.clone(), cut.commit.clone());
        return Err(Refusal::Elsewhere { tag, there: reference.commit.clone(), wanted });
    }
    if there.archived {
        return Err(Refusal::Archived);
    }
    let standing = standing(cut, there)?;
    let others = others(cut, there);
    // What is published stays so, and is completed.
    if !others.is_empty() && standing.release.is_none_or(|release| release.draft) {
        let (tag, commit) = (cut.tag.clone(), cut.commit.clone());
        return Err(Refusal::AlsoReleased { tag, made: there.reference.is_some(), others, commit });
    }
    let characters = cut.release.body.as_ref().map_or(0, |body| marked(body).chars().count());
    if characters > LONGEST_NOTES && standing.release.is_none_or(|release| release.draft) {
        return Err(Refusal::NotesTooLong { characters });
    }
    Ok(standing)
}

fn lock(cut: &Cut, there: &There) -> Step {
    let (tag, commit) = (cut.tag.clone(), cut.commit.clone());
    match &there.object {
        Some(object) => Step::MakeRef { tag, object: object.clone(), commit },
        None => Step::MakeTag { tag, commit, message: cut.message.clone(), tagger: cut.tagger.clone() },
    }
}

fn draft(cut: &Cut) -> Step {
    Step::MakeDraft {
        tag: cut.tag.clone(),
        commit: cut.commit.clone(),
        title: cut.release.title.clone(),
        body: marked(cut.release.body.as_deref().unwrap_or_default()),
        prerelease: cut.release.prerelease,
    }
}

/// The notes, if the draft has none, or has what an earlier run of ours wrote. What people wrote stays.
fn notes_to_write(cut: &Cut, release: &Release, left: &LeftOut) -> Option<Step> {
    let wish = cut.release.body.as_deref().filter(|_| release.draft && !left.notes)?;
    if same_notes(&release.body, wish) {
        return None;
    }
    let body = if is_untouched(&release.body) {
        marked(wish)
    } else if release.body.trim().is_empty() {
        // The draft is somebody's: it is not made ours.
        wish.to_owned()
    } else {
        return None;
    };
    Some(Step::WriteNotes { release: release.id, body })
}

/// Whether the draft says something else than what was judged.
pub(super) fn has_other_notes(cut: &Cut, release: &Release) -> bool {
    cut.release.body.as_deref().is_some_and(|wish| !same_notes(&release.body, wish))
}

/// The next file to be attached, or to be taken away because it is not what it should be.
fn file(cut: &Cut, release: &Release, left: &LeftOut) -> Option<Step> {
    if left.uploads || release.immutable {
        return None;
    }
    let open = cut.assets.iter().filter(|asset| !left.assets.contains(&asset.name));
    open.filter_map(|asset| {
        let drop = |there: &Attached| Step::DropAsset {
            release: release.id,
            asset: there.id,
            name: there.name.clone(),
            whole: there.whole,
        };
        match release.assets.iter().find(|there| there.name == asset.name) {
            None => Some(Step::Attach {
                release: release.id,
                name: asset.name.clone(),
                content_type: asset.content_type.clone(),
                size: size(asset),
            }),
            Some(there) if is_same(asset, there) => None,
            Some(there) if !there.whole => Some(drop(there)),
            Some(there) if release.draft && there.ours && !left.replaced.contains(&there.name) => {
                Some(drop(there))
            }
            Some(_) => None,
        }
    })
    .next()
}

/// Whether a file is there as it should be.
pub(super) fn is_same(asset: &Asset, there: &Attached) -> bool {
    let same = |digest: &String| digest.eq_ignore_ascii_case(&digest_of(&asset.bytes));
    there.whole && there.size == size(asset) && there.digest.as_ref().is_none_or(same)
}

fn size(asset: &Asset) -> u64 {
    asset.bytes.len() as u64
}

fn move_floating(cut: &Cut, there: &There, left: &LeftOut) -> Option<Step> {
    floating(cut, there).into_iter().find_map(|one| match one {
        Floating::Move { tag, from } if !left.floating.contains(&tag) => {
            Some(Step::MoveFloating { tag, from, to: cut.commit.clone() })
        }
        _ => None,
    })
}

/// A draft is published with all that belongs to it, or not at all.
fn publish(cut: &Cut, there: &There, release: &Release, left: &LeftOut) -> Option<Step> {
    let whole = left.assets.is_empty() && !has_other_notes(cut, release);
    let asked = cut.release.publish && release.draft && whole && !left.publish;
    asked.then(|| Step::Publish {
        release: release.id,
        prerelease: cut.release.prerelease,
        latest: becomes_latest(cut, there),
    })
}

fn latest(cut: &Cut, there: &There, release: &Release, left: &LeftOut) -> Option<Step> {
    if release.draft || left.latest {
        return None;
    }
    to_set(cut, there).map(|one| Step::SetLatest { release: one.id, tag: one.tag.clone() })
}
