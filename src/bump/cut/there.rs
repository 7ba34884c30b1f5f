//! What is there already.

use super::{Cut, Step};
use crate::evidence::Oid;
use crate::evidence::release::Tag;

/// The id of a release that is still to be made, in a plan.
pub const NEW: u64 = 0;

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct There {
    /// The ref of the tag.
    pub reference: Option<Reference>,
    /// A tag object that was made for it and that no ref names yet.
    pub object: Option<Oid>,
    /// The releases of the tag, drafts and published ones.
    pub releases: Vec<Release>,
    /// All published releases, of whatever tag.
    pub published: Vec<Published>,
    /// All tags.
    pub tags: Vec<Tag>,
    /// The floating tags that are asked for, as far as they are there.
    pub floating: Vec<FloatingRef>,
    /// The tag of the release that GitHub shows as the latest.
    pub latest: Option<String>,
    /// Whether nobody can write to the repository any more.
    pub archived: bool,
}

/// The ref of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What it names: a tag object, or the commit itself.
    pub object: Oid,
    /// The commit at its end, if there is one.
    pub commit: Option<Oid>,
    /// What the tag object says; `None`: there is none.
    pub message: Option<String>,
}

/// A release of the tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its id.
    pub id: u64,
    /// Its page.
    pub url: String,
    /// The login of whoever made it, if it is known. Untrusted.
    pub by: Option<String>,
    /// Whether it is not published.
    pub draft: bool,
    /// Its title. Untrusted.
    pub title: String,
    /// Its notes. Untrusted.
    pub body: String,
    /// Whether GitHub shows it as a pre-release.
    pub prerelease: bool,
    /// Whether its tag and files are fixed for good.
    pub immutable: bool,
    /// Its files.
    pub assets: Vec<Attached>,
    /// Where files are sent to, as GitHub says.
    pub upload_url: String,
}

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its id.
    pub id: u64,
    /// Its name. Untrusted.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    /// `sha256:` and the digest of its bytes, where GitHub says.
    pub digest: Option<String>,
    /// Whether it arrived as a whole.
    pub whole: bool,
    /// Whether the owner of our token sent it.
    pub ours: bool,
}

/// A published release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its id.
    pub id: u64,
    /// Its tag.
    pub tag: String,
    /// Whether GitHub shows it as a pre-release.
    pub prerelease: bool,
    /// Whether its tag is fixed for good.
    pub immutable: bool,
}

/// A floating tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloatingRef {
    /// Its name, without `refs/tags/`.
    pub tag: String,
    /// What it names: the value that a move must replace.
    pub object: Oid,
    /// The commit at its end, if there is one.
    pub commit: Option<Oid>,
}

impl There {
    /// As it will be when a step was done, as far as can be told.
    #[must_use]
    pub fn after(mut self, cut: &Cut, step: &Step) -> Self {
        match step {
            Step::MakeTag { .. } => self.object = Some(Oid::new("0".repeat(40))),
            Step::MakeRef { object, commit, .. } => {
                let message = Some(cut.message.clone());
                self.reference =
                    Some(Reference { object: object.clone(), commit: Some(commit.clone()), message });
                self.tags.push(Tag { name: cut.tag.clone(), commit: Some(commit.clone()) });
            }
            Step::MakeDraft { title, body, prerelease, .. } => self.releases.push(Release {
                id: NEW,
                url: String::new(),
                by: None,
                draft: true,
                title: title.clone(),
                body: body.clone(),
                prerelease: *prerelease,
                immutable: false,
                assets: Vec::new(),
                upload_url: String::new(),
            }),
            Step::DropDraft { release, .. } => self.releases.retain(|one| one.id != *release),
            Step::WriteNotes { release, body } => {
                self.change(*release, |one| one.body.clone_from(body));
            }
            Step::DropAsset { release, asset, .. } => {
                self.change(*release, |one| one.assets.retain(|file| file.id != *asset));
            }
            Step::Attach { release, name, size, .. } => self.change(*release, |one| {
                let digest = None;
                one.assets.push(Attached {
                    id: NEW,
                    name: name.clone(),
                    size: *size,
                    digest,
                    whole: true,
                    ours: true,
                });
            }),
            Step::MoveFloating { tag, to, .. } => {
                self.floating.retain(|one| one.tag != *tag);
                self.floating.push(FloatingRef {
                    tag: tag.clone(),
                    object: to.clone(),
                    commit: Some(to.clone()),
                });
            }
            Step::Publish { release, prerelease, latest } => {
                self.change(*release, |one| {
                    one.draft = false;
                    one.prerelease = *prerelease;
                });
                let (id, tag) = (*release, cut.tag.clone());
                self.published.push(Published { id, tag, prerelease: *prerelease, immutable: false });
                if *latest {
                    self.latest = Some(cut.tag.clone());
                }
            }
            Step::SetLatest { tag, .. } => self.latest = Some(tag.clone()),
        }
        self
    }

    fn change(&mut self, id: u64, change: impl FnOnce(&mut Release)) {
        if let Some(release) = self.releases.iter_mut().find(|release| release.id == id) {
            change(release);
        }
    }
}
