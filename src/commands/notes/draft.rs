//! `holdpoint notes draft`: notes from the pull requests of a release, printed, or written where they are kept.

use std::cell::Cell;

use crate::candidate::Candidate;
use crate::cli::{Format, NotesDraft};
use crate::commands::ask::{Asked, ask};
use crate::commands::live::{self, Aim, CATEGORIES, Live};
use crate::commands::{Exit, Refusal, Screen, Surroundings, connect, replay};
use crate::evaluate;
use crate::evidence::{Evidence, Fact};
use crate::github::{self, Client, Failure, FailureKind, NotesPlace, NotesUnwritten, NotesWritten};
use crate::notes::categories::Categories;
use crate::notes::draft::{Draft, draft};
use crate::notes::kept::{Part, Put, Unfit, put};
use crate::notes::merge::Before;
use crate::notes::{Prepared, Source};
use crate::report::{self, NotesFacts, NotesReport};
use crate::verdict::Finding;
use crate::version::TagPattern;
use crate::yaml::Problems;

/// Drafts, and does with it what was asked for.
pub(super) fn run(arguments: &NotesDraft, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(drafted(arguments, around, screen))
}

async fn drafted(arguments: &NotesDraft, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let gate = arguments.of.gate(Format::Text);
    let nothing = |text: &str| Refusal(format!("{text}\n  -> name its version: `--version 1.4.0`"));
    let asked = match ask(&gate, around)? {
        Asked::Judge(asked) => *asked,
        Asked::Nothing(none) => return Err(nothing(&report::nothing(&none)).into()),
    };
    let connected = connect::connect(&gate, around)?;
    let read = match live::read_for(&Aim::Draft, &gate, asked, connected.clients(), screen).await? {
        live::Outcome::Read(read) => read,
        live::Outcome::Nothing(none) => return Err(nothing(&report::nothing(&none)).into()),
    };
    let now = replay::read_at(&read.evidence);
    let no_phase = || Refusal("the policy has no phase".into());
    let phase = evaluate::notes::phase(&read.policy).ok_or_else(no_phase)?;
    let Some((candidate, mut prepared)) = evaluate::notes::of(&read.policy, &phase, &read.evidence, now)
    else {
        return Err(nothing("there is no release whose notes could be drafted").into());
    };
    super::newcomers::look_up(&connected.repository, &mut prepared, &read.evidence, screen).await;
    let draft = match make(&prepared, &read.evidence, screen) {
        Ok(draft) => draft,
        Err(finding) => return Ok(undrafted(*finding, &read.evidence, &candidate, screen)),
    };
    if !arguments.write && !arguments.dry_run {
        screen.data(&report::notes_shown(&draft.text, around.context.in_actions));
        return Ok(Exit::Well);
    }
    let thread = match evaluate::notes::thread(&read.policy, &phase, &read.evidence, now).transpose() {
        Ok(thread) => thread,
        Err(finding) => return Ok(undrafted(finding, &read.evidence, &candidate, screen)),
    };
    let pattern = read.policy.rules_in(&read.evidence.opening.repository.default_branch).tag;
    let heading = format!("[{}] - {}", candidate.version, now.strftime("%Y-%m-%d"));
    let writing = Writing {
        source: &prepared.source,
        place: place(arguments, &prepared.source, &candidate, &read, thread)?,
        candidate: &candidate,
        pattern: &pattern,
        heading: &heading,
        draft: &draft,
    };
    let client = &connected.repository;
    if arguments.dry_run {
        let in_public = around.context.in_actions && !read.evidence.opening.repository.private;
        return writing.compare(client, &read.evidence, in_public, around, screen).await;
    }
    writing.write(client, &read.evidence, screen).await
}

/// What is drafted for the changelog of a release that was read for it; `None`: it could not be, and that was said.
pub(in crate::commands) async fn for_changelog(
    read: &Live,
    client: &Client,
    screen: &Screen,
) -> Option<String> {
    let now = replay::read_at(&read.evidence);
    let phase = evaluate::notes::phase(&read.policy)?;
    let (candidate, mut prepared) = evaluate::notes::of(&read.policy, &phase, &read.evidence, now)?;
    super::newcomers::look_up(client, &mut prepared, &read.evidence, screen).await;
    match make(&prepared, &read.evidence, screen) {
        Ok(draft) => Some(draft.text),
        Err(finding) => {
            undrafted(*finding, &read.evidence, &candidate, screen);
            None
        }
    }
}

/// The draft, or the finding that says why there is none.
fn make(prepared: &Prepared, evidence: &Evidence, screen: &Screen) -> Result<Draft, Box<Finding>> {
    let template = prepared.template.as_ref().map_err(|finding| Box::new(finding.clone()))?;
    if let Some(Err(why)) = &prepared.facts.pull_requests {
        return Err(Box::new(Finding::unreadable("the pull requests of this release", why.clone())));
    }
    let categories = categories(evidence, screen)?;
    Ok(draft(template.as_ref(), &prepared.rules, &prepared.facts, &categories))
}

/// The categories of GitHub's generated notes, if the team has some.
fn categories(evidence: &Evidence, screen: &Screen) -> Result<Categories, Box<Finding>> {
    let of = |path: &&str| evidence.templates.iter().find(|file| file.path == **path);
    for file in CATEGORIES.iter().filter_map(of) {
        match &file.text {
            Fact::Known(Some(text)) => {
                let mut problems = Problems::default();
                let categories = Categories::read(text, &mut problems);
                if !problems.is_empty() {
                    screen.warn(&format!("warning: not all of `changelog:` in {} could be read", file.path));
                }
                return Ok(categories);
            }
            Fact::Known(None) | Fact::NotCollected => {}
            Fact::Unknown(why) => {
                return Err(Box::new(Finding::unreadable("the categories of generated notes", why.clone())));
            }
        }
    }
    Ok(Categories::default())
}

fn undrafted(finding: Finding, evidence: &Evidence, candidate: &Candidate, screen: &Screen) -> Exit {
    let report = NotesReport {
        notes: None,
        template: None,
        facts: NotesFacts::Checked { tag: &candidate.tag, version: &candidate.version },
        repository: Some(&evidence.opening.repository),
        findings: vec![finding],
        usage: None,
    };
    screen.warn(&report::notes_terminal(&report, screen.colour));
    Exit::Unjudged
}

/// Where the notes are written.
fn place(
    arguments: &NotesDraft,
    source: &Source,
    candidate: &Candidate,
    read: &Live,
    thread: Option<u64>,
) -> Result<NotesPlace, Refusal> {
    let default = &read.evidence.opening.repository.default_branch;
    let branch = || match &arguments.branch {
        Some(branch) => Ok(branch.clone()),
        None if candidate.branch != *default && !candidate.branch.is_empty() => Ok(candidate.branch.clone()),
        // Nothing is written there either.
        None if arguments.dry_run => Ok(default.clone()),
        None => Err(Refusal(format!(
            "nothing says on which branch the notes are written, and `{default}` is the default branch\n  -> name one, which \
             is made if there is none: `--branch notes-{}`; `--branch {default}` writes there all the same",
            candidate.version
        ))),
    };
    match source {
        Source::Release => Ok(NotesPlace::Release {
            tag: candidate.tag.clone(),
            commit: candidate.commit.clone(),
            prerelease: !candidate.version.pre.is_empty(),
        }),
        Source::File(path) | Source::Changelog(path) => Ok(NotesPlace::File {
            path: candidate.fill(path),
            branch: branch()?,
            from: candidate.commit.clone(),
            message: format!("Draft the release notes of {}", candidate.tag),
        }),
        Source::TrackingIssue(_) | Source::PullRequest(_) => {
            let lacking =
                || Refusal("there is no issue or pull request in whose text the notes are kept".into());
            Ok(NotesPlace::Body { number: thread.ok_or_else(lacking)? })
        }
    }
}

/// A draft, and where it goes.
struct Writing<'a> {
    source: &'a Source,
    place: NotesPlace,
    candidate: &'a Candidate,
    pattern: &'a TagPattern,
    heading: &'a str,
    draft: &'a Draft,
}

impl Writing<'_> {
    /// Shows what writing would change.
    async fn compare(
        &self,
        client: &Client,
        evidence: &Evidence,
        in_public: bool,
        around: &Surroundings,
        screen: &Screen,
    ) -> anyhow::Result<Exit> {
        let repository = &evidence.opening.repository.name;
        let there = github::read_notes(client, repository, &self.place).await;
        let there = there.map_err(|why| self.refusal(why, |()| String::new()))?;
        let put = self.put(there.as_deref()).map_err(|unfit| Refusal(self.unfit(&unfit)))?;
        let difference = report::notes_difference(there.as_deref().unwrap_or_default(), &put.text);
        // Files, issues and pull requests can be read by all who can read the log; a draft release cannot.
        let hidden = in_public && *self.source == Source::Release;
        let shown = difference.shown(&self.name(), hidden);
        screen.data(&report::notes_shown(&shown, around.context.in_actions));
        self.tell(screen, "nothing was written", &put.left_out, put.before);
        Ok(Exit::Well)
    }

    /// Writes.
    async fn write(&self, client: &Client, evidence: &Evidence, screen: &Screen) -> anyhow::Result<Exit> {
        let (left_out, before) = (Cell::new(Vec::new()), Cell::new(Before::Nothing));
        let mut make = |there: Option<&str>| {
            let put = self.put(there)?;
            left_out.set(put.left_out);
            before.set(put.before);
            Ok::<_, Unfit>(put.text)
        };
        let repository = &evidence.opening.repository.name;
        let written = github::write_notes(client, repository, &self.place, &mut make).await;
        let written = written.map_err(|why| self.refusal(why, |unfit| self.unfit(&unfit)))?;
        let name = self.name();
        let (done, url) = match written {
            NotesWritten::Created(url) => (format!("{name} is new"), url),
            NotesWritten::Changed(url) => (format!("{name} has what is new"), url),
            NotesWritten::Unseen(url) => (
                format!(
                    "{name} has what is new, but GitHub did not show what it replaced: see in the page's edit history \
                     that nothing of others is missing"
                ),
                url,
            ),
            NotesWritten::Unchanged(url) => (format!("{name} had everything already"), url),
        };
        let done = if url.is_empty() { done } else { format!("{done}: {url}") };
        self.tell(screen, &done, &left_out.take(), before.get());
        Ok(Exit::Well)
    }

    fn tell(&self, screen: &Screen, done: &str, left_out: &[String], before: Before) {
        screen.warn(&report::notes_written(done, left_out, before, &self.draft.unplaced));
    }

    fn put(&self, there: Option<&str>) -> Result<Put, Unfit> {
        let part = match self.source {
            Source::Release | Source::File(_) => Part::Whole,
            Source::Changelog(_) => {
                Part::Changelog { version: &self.candidate.version, tag: self.pattern, heading: self.heading }
            }
            Source::TrackingIssue(keys) | Source::PullRequest(keys) if keys.is_empty() => Part::Whole,
            Source::TrackingIssue(keys) | Source::PullRequest(keys) => Part::Section(keys),
        };
        put(there, part, &self.draft.text)
    }

    /// What is written, as people call it.
    fn name(&self) -> String {
        match &self.place {
            NotesPlace::Release { tag, .. } => format!("the draft release {tag}"),
            NotesPlace::File { path, branch, .. } => format!("{path} on {branch}"),
            NotesPlace::Body { number } => format!("the text of #{number}"),
        }
    }

    fn unfit(&self, unfit: &Unfit) -> String {
        let name = self.name();
        let what = match self.source {
            Source::TrackingIssue(keys) | Source::PullRequest(keys) => {
                format!("section `{}`", keys.join(" / "))
            }
            _ => format!("section for {}", self.candidate.version),
        };
        match unfit {
            Unfit::NoSection => report::notes_unwritten_for(
                &format!("{name} has no {what}, in which the notes are kept"),
                "add a heading of this name, then run it again",
            ),
            Unfit::Several(count) => report::notes_unwritten_for(
                &format!("{name} has {count} of the {what}, and which one is meant is not known"),
                "leave one of them, then run it again",
            ),
        }
    }

    fn refusal<R>(&self, why: NotesUnwritten<R>, unfit: impl Fn(R) -> String) -> Refusal {
        let name = self.name();
        let tag = &self.candidate.tag;
        Refusal(match why {
            NotesUnwritten::Unfit(why) => unfit(why),
            NotesUnwritten::Failed(failure) => self.failed(&failure),
            NotesUnwritten::Published(url) => report::notes_unwritten_for(
                &format!(
                    "the release {tag} is published, and what people read already is not drafted over: {url}"
                ),
                "edit its notes there",
            ),
            NotesUnwritten::PublishedChanged(url) => report::notes_unwritten_for(
                &format!(
                    "the release {tag} was published at that moment, and its published notes were changed: {url}"
                ),
                "read them there, and edit what should not be",
            ),
            NotesUnwritten::Several(count) => report::notes_unwritten_for(
                &format!("there are {count} draft releases for {tag}, and which one is meant is not known"),
                "delete all of them but one, then run it again",
            ),
            NotesUnwritten::Busy(url) => report::notes_unwritten_for(
                &format!("others wrote at the same time, again and again: {name} {url}"),
                "see in its history that nothing is missing, then run it again",
            ),
            NotesUnwritten::BoxesOverwritten { url, boxes } => report::notes_unwritten_for(
                &format!(
                    "while the notes were written somebody changed boxes in {name}, and that was written over: {} {url}",
                    quoted(&boxes)
                ),
                "see in its edit history who did what, let them do it again, then run this again",
            ),
            NotesUnwritten::BoxesOutside { url, boxes } => report::notes_unwritten_for(
                &format!("the notes would change boxes of {name} outside of them: {} {url}", quoted(&boxes)),
                "see whether code or a comment in the notes has no end; nothing was written",
            ),
        })
    }

    fn failed(&self, failure: &Failure) -> String {
        let right = match (&self.place, self.source) {
            (NotesPlace::Body { .. }, Source::PullRequest(_)) => "pull-requests: write",
            (NotesPlace::Body { .. }, _) => "issues: write",
            _ => "contents: write",
        };
        let todo = match failure.kind() {
            FailureKind::Forbidden | FailureKind::NotFound | FailureKind::Unauthorized => {
                format!("let the token write there: `{right}` among the job's `permissions:`")
            }
            FailureKind::Conflict | FailureKind::Unprocessable(_) => {
                "see what GitHub says of it; a rule of the repository may protect the branch: then name another with \
                 `--branch`"
                    .to_owned()
            }
            _ => "see whether it was written, then run it again".to_owned(),
        };
        report::notes_unwritten_for(&format!("{} could not be written: {failure}", self.name()), &todo)
    }
}

/// What stands at boxes.
fn quoted(boxes: &[String]) -> String {
    boxes.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
}
