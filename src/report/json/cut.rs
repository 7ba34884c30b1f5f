//! What became of the cutting of a tag, for programs: a part of the verdict's document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bump::cut::{Bar, Cut, Done, NEW, Note, Plan, Refusal, Release, Step, Stopped, There};
use crate::evidence::Oid;
use crate::report::cut::{Beside, Line, words};
use crate::report::sentence::{Format, Writer};

/// What became of the cutting of a tag, or in a dry run what would be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CutDocument {
    /// The tag.
    pub tag: String,
    /// The version that it stands for.
    pub version: String,
    /// The judged commit's whole id.
    pub commit: String,
    /// Whether nothing was written, and `steps` says what would be.
    pub dry_run: bool,
    /// Whether the ref of the tag is at the judged commit.
    pub tagged: bool,
    /// Whether it is a release's: as `tagged`, and no other version has that commit. The output `released` says the same.
    pub released: bool,
    /// Whether all that was asked for is there, and nothing is left to be done.
    pub complete: bool,
    /// The id of the annotated tag's object; null where there is none, or the tag is a lightweight one.
    pub tag_object: Option<String>,
    /// The release; null where there is none.
    pub release: Option<CutRelease>,
    /// The tag of the release that GitHub shows as the latest; null where there is none.
    pub latest: Option<String>,
    /// The floating tags that are there, with the commits that they are at.
    pub floating: Vec<CutFloating>,
    /// What was done, in order; in a dry run, what would be, the comments and the check run included.
    pub steps: Vec<CutStep>,
    /// What is still to be done, where the time was used up.
    pub missing: Vec<CutStep>,
    /// Why it ended before all was done; null where it did not.
    pub refusal: Option<CutSaid>,
    /// Steps that failed, and that the rest could be done without.
    pub failures: Vec<CutSaid>,
    /// What stays as it is, and what somebody has to look after.
    pub notes: Vec<CutSaid>,
}

/// A release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CutRelease {
    /// Its id.
    pub id: u64,
    /// Its page.
    pub url: String,
    /// Whether it is published; else it is a draft.
    pub published: bool,
    /// Its files.
    pub assets: Vec<CutAsset>,
}

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CutAsset {
    /// Its name.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    /// `sha256:` and the digest, where GitHub says.
    pub digest: Option<String>,
}

/// A floating tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CutFloating {
    /// Its name.
    pub tag: String,
    /// The commit that it is at; null where it is at none.
    pub commit: Option<String>,
}

/// One write. What does not apply to it is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CutStep {
    /// `make-tag-object`, `make-ref`, `make-draft`, `drop-draft`, `write-notes`, `drop-asset`, `attach`, `move-floating-tag`,
    /// `publish`, `set-latest`; in a dry run also `comment`, `call`, `check-run`.
    pub step: String,
    /// The HTTP method.
    pub method: String,
    /// The place below `/repos/owner/name`; `graphql` and the mutation for that API.
    pub place: String,
    /// What it does, in words.
    pub message: String,
    /// The tag that it makes or moves, or whose release it makes the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The tag object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The commit before, where a floating tag is moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The id of the release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<u64>,
    /// The page of the release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The name of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// How many bytes it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Whether the release becomes the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<bool>,
}

/// Something that is said of the cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CutSaid {
    /// What it is, in a word that does not change.
    pub code: String,
    /// Whether somebody has to do something about it.
    pub warning: bool,
    /// It in words.
    pub message: String,
    /// What to do.
    pub todo: Option<String>,
}

impl CutDocument {
    /// What one run did.
    #[must_use]
    pub fn done(cut: &Cut, done: &Done) -> Self {
        let there = &done.there;
        let refusal = done.stopped.as_ref().map(stopped);
        let missing = match &done.stopped {
            Some(Stopped::OutOfTime { missing }) => {
                missing.iter().map(|one| step(one, there, false)).collect()
            }
            _ => Vec::new(),
        };
        Self {
            tagged: done.tagged,
            released: done.is_released(),
            complete: done.is_whole() && done.tagged && (done.published || !cut.release.publish),
            steps: done.steps.iter().map(|one| step(one, there, true)).collect(),
            missing,
            refusal,
            failures: done.troubles.iter().map(trouble).collect(),
            notes: done.notes.iter().map(note).collect(),
            ..Self::of(cut, there)
        }
    }

    /// What a run would do.
    #[must_use]
    pub fn planned(cut: &Cut, there: &There, planned: &Result<Plan, Refusal>, beside: &[Beside]) -> Self {
        let (mut steps, notes) = match planned {
            Ok(plan) => (
                plan.steps.iter().map(|one| step(one, there, false)).collect(),
                plan.notes.iter().map(note).collect(),
            ),
            Err(_) => (Vec::new(), Vec::new()),
        };
        let complete = planned.is_ok() && steps.is_empty();
        steps.extend(beside.iter().filter_map(besides));
        let at = |commit: Option<&Oid>| commit == Some(&cut.commit);
        let tagged = at(there.reference.as_ref().and_then(|reference| reference.commit.as_ref()));
        Self {
            dry_run: true,
            tagged,
            complete,
            steps,
            refusal: planned.as_ref().err().map(refusal),
            notes,
            ..Self::of(cut, there)
        }
    }

    fn of(cut: &Cut, there: &There) -> Self {
        let release = there.releases.iter().find(|release| !release.draft).or(there.releases.first());
        let annotated = there.reference.as_ref().filter(|reference| reference.message.is_some());
        let text = |oid: &Oid| oid.to_string();
        Self {
            tag: cut.tag.clone(),
            version: cut.version.to_string(),
            commit: cut.commit.to_string(),
            dry_run: false,
            tagged: false,
            released: false,
            complete: false,
            tag_object: annotated.map(|reference| text(&reference.object)),
            release: release.filter(|release| release.id != NEW).map(of_release),
            latest: there.latest.clone(),
            floating: there
                .floating
                .iter()
                .map(|one| CutFloating { tag: one.tag.clone(), commit: one.commit.as_ref().map(text) })
                .collect(),
            steps: Vec::new(),
            missing: Vec::new(),
            refusal: None,
            failures: Vec::new(),
            notes: Vec::new(),
        }
    }
}

fn of_release(release: &Release) -> CutRelease {
    let whole = release.assets.iter().filter(|file| file.whole);
    let asset = |file: &crate::bump::cut::Attached| CutAsset {
        name: file.name.clone(),
        size: file.size,
        digest: file.digest.clone(),
    };
    CutRelease {
        id: release.id,
        url: release.url.clone(),
        published: !release.draft,
        assets: whole.map(asset).collect(),
    }
}

fn writer() -> Writer<'static> {
    Writer::new(Format::Plain, "")
}

fn step(step: &Step, there: &There, done: bool) -> CutStep {
    let writer = writer();
    let message = if done { words::did(&writer, step) } else { words::would(&writer, step) };
    let base = CutStep {
        step: name(step).to_owned(),
        method: step.method().to_owned(),
        place: step.place(),
        message,
        ..CutStep::default()
    };
    let text = |oid: &Oid| Some(oid.to_string());
    let object = there.reference.as_ref().filter(|reference| done && reference.message.is_some());
    let page =
        |id: u64| there.releases.iter().find(|release| release.id == id).map(|release| release.url.clone());
    let known = |id: u64| Some(id).filter(|id| *id != NEW);
    match step {
        Step::MakeTag { tag, commit, .. } => CutStep {
            tag: Some(tag.clone()),
            object: object.and_then(|reference| text(&reference.object)),
            to: text(commit),
            ..base
        },
        Step::MakeRef { tag, object, commit } => CutStep {
            tag: Some(tag.clone()),
            object: text(object).filter(|_| done),
            to: text(commit),
            ..base
        },
        Step::MakeDraft { tag, commit, .. } => {
            let made = there.releases.iter().map(|release| release.id).max().filter(|_| done);
            CutStep {
                tag: Some(tag.clone()),
                to: text(commit),
                release: made,
                url: made.and_then(page),
                ..base
            }
        }
        Step::DropDraft { release, url } => {
            CutStep { release: known(*release), url: Some(url.clone()), ..base }
        }
        Step::WriteNotes { release, .. } => CutStep { release: known(*release), url: page(*release), ..base },
        Step::DropAsset { release, name, .. } => {
            CutStep { release: known(*release), asset: Some(name.clone()), ..base }
        }
        Step::Attach { release, name, size, .. } => {
            CutStep { release: known(*release), asset: Some(name.clone()), size: Some(*size), ..base }
        }
        Step::MoveFloating { tag, from, to } => {
            CutStep { tag: Some(tag.clone()), from: from.as_ref().and_then(text), to: text(to), ..base }
        }
        Step::Publish { release, latest, .. } => {
            CutStep { release: known(*release), url: page(*release), latest: Some(*latest), ..base }
        }
        Step::SetLatest { release, tag } => {
            CutStep { release: known(*release), tag: Some(tag.clone()), latest: Some(true), ..base }
        }
    }
}

fn name(step: &Step) -> &'static str {
    match step {
        Step::MakeTag { .. } => "make-tag-object",
        Step::MakeRef { .. } => "make-ref",
        Step::MakeDraft { .. } => "make-draft",
        Step::DropDraft { .. } => "drop-draft",
        Step::WriteNotes { .. } => "write-notes",
        Step::DropAsset { .. } => "drop-asset",
        Step::Attach { .. } => "attach",
        Step::MoveFloating { .. } => "move-floating-tag",
        Step::Publish { .. } => "publish",
        Step::SetLatest { .. } => "set-latest",
    }
}

fn besides(beside: &Beside) -> Option<CutStep> {
    let (method, place) = beside.request()?;
    let step = match beside {
        Beside::Comment { .. } | Beside::NoComment => "comment",
        Beside::Calls { .. } => "call",
        Beside::CheckRun { .. } => "check-run",
    };
    Some(CutStep {
        step: step.to_owned(),
        method: method.to_owned(),
        place: place.to_owned(),
        message: beside.would(&writer()),
        to: match beside {
            Beside::CheckRun { commit, .. } => Some(commit.to_string()),
            _ => None,
        },
        ..CutStep::default()
    })
}

fn said(code: &str, warning: bool, line: Line) -> CutSaid {
    let message = line.text.trim_start_matches("warning: ").trim_start_matches("stopped: ").to_owned();
    CutSaid { code: code.to_owned(), warning, message, todo: line.todo }
}

fn stopped(stopped: &Stopped) -> CutSaid {
    match stopped {
        Stopped::Refused(one) => refusal(one),
        Stopped::Failed(one) => trouble(one),
        Stopped::Unread(_) => said("unread", true, words::unread(&writer(), stopped)),
        Stopped::OutOfTime { .. } => said("out-of-time", true, words::unread(&writer(), stopped)),
    }
}

fn refusal(refusal: &Refusal) -> CutSaid {
    let code = match refusal {
        Refusal::Elsewhere { .. } => "elsewhere",
        Refusal::SeveralDrafts { .. } => "several-drafts",
        Refusal::NotesTooLong { .. } => "notes-too-long",
        Refusal::Archived => "archived",
        Refusal::AlsoReleased { .. } => "also-released",
    };
    said(code, true, words::refusal(&writer(), refusal))
}

fn trouble(trouble: &crate::bump::cut::Trouble) -> CutSaid {
    let code = match trouble.bar {
        Bar::Ruleset => "ruleset",
        Bar::BurntName => "burnt-name",
        Bar::Workflows => "workflows",
        Bar::Contents => "contents",
        Bar::Archived => "archived",
        Bar::Token => "token",
        Bar::NoUploads => "no-uploads",
        Bar::Raced => "raced",
        Bar::NotShown => "not-shown",
        Bar::Lost => "lost",
        Bar::TryAgain => "try-again",
        Bar::Refused => "refused",
    };
    said(code, true, words::trouble(&writer(), trouble))
}

fn note(note: &Note) -> CutSaid {
    let code = match note {
        Note::Lightweight => "lightweight",
        Note::OtherMessage => "other-message",
        Note::NamesNoGo => "names-no-go",
        Note::PublishedNotes { .. } => "published-notes",
        Note::DraftNotes { .. } => "draft-notes",
        Note::UnjudgedNotes { .. } => "unjudged-notes",
        Note::NoNotes { .. } => "no-notes",
        Note::OtherDraft { .. } => "other-draft",
        Note::AlsoReleased { .. } => "also-released",
        Note::HigherUnpublished { .. } => "higher-unpublished",
        Note::Immutable { .. } => "immutable",
        Note::OtherFile { .. } => "other-file",
        Note::Stays { .. } => "floating-stays",
        Note::Blocked { .. } => "floating-blocked",
        Note::NotLatest { .. } => "not-latest",
    };
    said(code, note.is_warning(), words::note(&writer(), note))
}
