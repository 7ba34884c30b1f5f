//! One sentence for each step, note, refusal and trouble.

use super::Line;
use crate::bump::cut::{Bar, Blocked, LONGEST_NOTES, Note, Refusal, Stays, Step, Stopped, Trouble};
use crate::evidence::{Login, Oid};
use crate::report::sentence::Writer;

/// A commit, as people name it.
pub(in crate::report) fn commit(writer: &Writer<'_>, oid: &Oid) -> String {
    writer.code(oid.short())
}

/// A page: its address where nothing can be a link.
pub(in crate::report) fn page(writer: &Writer<'_>, url: &str) -> String {
    let words = "its page";
    match writer.link(words, url) {
        link if link == words => writer.text(url),
        link => link,
    }
}

/// A page with its address in sight, where two have to be told apart.
fn address(writer: &Writer<'_>, url: &str) -> String {
    match url.rsplit_once('/') {
        // A release that is not made yet has none.
        None => "the new one".to_owned(),
        Some((_, last)) => match writer.link(last, url) {
            link if link == last => writer.text(url),
            link => link,
        },
    }
}

/// Somebody, by their login where it is known.
fn person(writer: &Writer<'_>, login: Option<&String>) -> String {
    login.map_or_else(|| "somebody".to_owned(), |login| writer.person(&Login::new(login.as_str())))
}

/// What a step would do.
pub(in crate::report) fn would(writer: &Writer<'_>, step: &Step) -> String {
    let (verb, rest) = phrase(writer, step);
    format!("{verb} {rest}")
}

/// What a step did.
pub(in crate::report) fn did(writer: &Writer<'_>, step: &Step) -> String {
    let (verb, rest) = phrase(writer, step);
    let past = match verb {
        "make" => "made",
        "delete" => "deleted",
        "write" => "wrote",
        "attach" => "attached",
        "move" => "moved",
        _ => "published",
    };
    format!("{past} {rest}")
}

fn phrase(writer: &Writer<'_>, step: &Step) -> (&'static str, String) {
    match step {
        Step::MakeTag { tag, commit: at, .. } => {
            ("make", format!("the tag object {}, which names {}", writer.code(tag), commit(writer, at)))
        }
        Step::MakeRef { tag, commit: at, .. } => {
            ("make", format!("the tag {} at {}", writer.code(tag), commit(writer, at)))
        }
        Step::MakeDraft { title, .. } => ("make", format!("the draft release {}", writer.code(title))),
        Step::DropDraft { release, .. } => {
            ("delete", format!("the second draft of the same release, {release}, which nobody wrote into"))
        }
        Step::WriteNotes { .. } => ("write", "the notes into the draft".to_owned()),
        Step::DropAsset { name, whole: false, .. } => {
            ("delete", format!("{}, of which only a part had arrived", writer.code(name)))
        }
        Step::DropAsset { name, .. } => {
            ("delete", format!("{} of an earlier run from the draft", writer.code(name)))
        }
        Step::Attach { name, size, .. } => ("attach", format!("{} ({size} bytes)", writer.code(name))),
        Step::MoveFloating { tag, from: None, to } => {
            ("make", format!("the floating tag {} at {}", writer.code(tag), commit(writer, to)))
        }
        Step::MoveFloating { tag, from: Some(from), to } => (
            "move",
            format!(
                "the floating tag {} to {}, if it is still at {}",
                writer.code(tag),
                commit(writer, to),
                writer.code(from.short())
            ),
        ),
        Step::Publish { latest, prerelease, .. } => {
            let how = match (latest, prerelease) {
                (true, _) => "as the latest",
                (false, true) => "as a pre-release",
                (false, false) => "without making it the latest",
            };
            ("publish", format!("the release {how}"))
        }
        Step::SetLatest { tag, .. } => ("make", format!("the release {} the latest", writer.code(tag))),
    }
}

/// What stays as it is.
pub(in crate::report) fn note(writer: &Writer<'_>, note: &Note) -> Line {
    let warning = if note.is_warning() { "warning: " } else { "" };
    let line = |text: String| Line::new(format!("{warning}{text}"));
    match note {
        Note::Lightweight => line("the tag was there already, without a message; it stays so".to_owned())
            .todo("whoever wants an annotated tag: tags are made by `holdpoint bump --tag` alone, before anybody pushes one"),
        Note::OtherMessage => line("the tag has the message of the run that made it".to_owned()),
        Note::NamesNoGo => line(
            "the tag was made by somebody else and its message names no go: `holdpoint verify` will find no recorded go in it; it stays so"
                .to_owned(),
        )
        .todo("let `holdpoint bump --tag` alone make the tags of releases, before anybody pushes one"),
        Note::PublishedNotes { url } => {
            line(format!("the published notes are others than those that were judged: {}", page(writer, url)))
                .todo("published notes are not written over: edit them by hand if they should change")
        }
        Note::DraftNotes { url } => line(format!(
            "people wrote other notes into the draft than those that were judged, so it is not published: {}",
            page(writer, url)
        ))
        .todo("make the two agree and run it again, or publish it by hand"),
        Note::UnjudgedNotes { .. }
        | Note::NoNotes { .. }
        | Note::OtherDraft { .. }
        | Note::AlsoReleased { .. }
        | Note::HigherUnpublished { .. } => beside(writer, note),
        Note::Immutable { asset } => line(format!(
            "the release is immutable and was published without {}",
            writer.code(asset)
        ))
        .todo("it cannot be added any more; it is among the files of the workflow run if that keeps them"),
        Note::OtherFile { asset } => {
            line(format!("the release has another {} than this run would attach; it stays", writer.code(asset)))
        }
        Note::Stays { tag, why } => line(stays(writer, tag, why)),
        Note::Blocked { tag, why } => {
            let (text, todo) = blocked(writer, tag, why);
            line(text).todo(todo)
        }
        Note::NotLatest { latest } => {
            line(format!("{} stays the latest release: it is by its version, not by its time", writer.code(latest)))
        }
    }
}

/// What others did beside the cut, and what nobody judged.
fn beside(writer: &Writer<'_>, note: &Note) -> Line {
    let warning = if note.is_warning() { "warning: " } else { "" };
    let line = |text: String| Line::new(format!("{warning}{text}"));
    match note {
        Note::UnjudgedNotes { url, by } => line(format!(
            "nobody judged the notes of the release: the policy asks for none, and what {} wrote into its draft is published as it is: {}",
            person(writer, by.as_ref()),
            page(writer, url)
        ))
        .todo("read them; to have notes judged, ask for `release-notes` in the phase that holds the tag"),
        Note::NoNotes { url, by: Some(by) } => line(format!(
            "the draft that {} made has no notes, the policy asks for none, and the release is published without any: {}",
            person(writer, Some(by)),
            page(writer, url)
        ))
        .todo("write them on its page; to have notes judged, ask for `release-notes` in the phase that holds the tag"),
        Note::NoNotes { by: None, .. } => line("the release has no notes: the policy asks for none".to_owned()),
        Note::OtherDraft { kept, url, by } => line(format!(
            "{} made another draft of the same tag, and nothing of it is in the release: {} is the release, {} the other draft",
            person(writer, by.as_ref()),
            address(writer, kept),
            address(writer, url)
        ))
        .todo("take over what is worth it from the other draft, and delete it"),
        Note::AlsoReleased { others } => line(format!(
            "the commit of this release has the tag of another version, too: {}",
            writer.list(others, |tag| writer.code(tag))
        ))
        .todo("one commit is one release: delete the tag that nobody uses"),
        Note::HigherUnpublished { tag } => line(format!(
            "the release is the latest as long as that of {} is not published: GitHub shows published releases only",
            writer.code(tag)
        )),
        _ => line(String::new()),
    }
}

fn stays(writer: &Writer<'_>, tag: &str, why: &Stays) -> String {
    let tag = writer.code(tag);
    match why {
        Stays::There => format!("{tag} is there already"),
        Stays::Prerelease => format!("{tag} stays: floating tags go to final versions only"),
        Stays::Higher(version) => format!("{tag} stays: {version} of its line is higher"),
    }
}

fn blocked(writer: &Writer<'_>, tag: &str, why: &Blocked) -> (String, String) {
    let name = writer.code(tag);
    match why {
        Blocked::IsAVersion => (
            format!("{name} is not moved: it reads as the tag of a version, and those never move"),
            "take the level out of `floating-tags`, or choose another `tag` pattern".to_owned(),
        ),
        Blocked::NotARelease(at) => {
            let at = at
                .as_ref()
                .map_or_else(|| "at no commit".to_owned(), |at| format!("at {}", commit(writer, at)));
            (
                format!(
                    "{name} is not moved: it is {at}, which is no release of its line, so somebody uses it for something else"
                ),
                format!("if nobody needs it there, delete the tag {name} and run it again"),
            )
        }
        Blocked::Immutable => (
            format!(
                "{name} is not moved: an immutable release has it, and GitHub has fixed that tag for good"
            ),
            "take the level out of `floating-tags`".to_owned(),
        ),
    }
}

/// Why nothing may be done.
pub(in crate::report) fn refusal(writer: &Writer<'_>, refusal: &Refusal) -> Line {
    match refusal {
        Refusal::Elsewhere { tag, there, wanted } => {
            let at = there.as_ref().map_or_else(
                || "on something that is no commit".to_owned(),
                |at| format!("at {}", commit(writer, at)),
            );
            Line::new(format!(
                "the tag {} is {at}, and {} was judged; a tag is never moved",
                writer.code(tag),
                commit(writer, wanted)
            ))
            .todo("release the next version; or, if nobody uses the tag yet, delete it and run this again")
        }
        Refusal::SeveralDrafts { pages } => Line::new(format!(
            "people have made several drafts of this release: {}",
            writer.list(pages, |url| page(writer, url))
        ))
        .todo("keep one of them, delete the others, and run it again"),
        Refusal::NotesTooLong { characters } => Line::new(format!(
            "the notes have {characters} characters, and GitHub takes {LONGEST_NOTES}; nothing was tagged"
        ))
        .todo("shorten them, or keep the long text in a file and link it"),
        Refusal::AlsoReleased { tag, made, others, commit: at } => {
            also_released(writer, tag, *made, others, at)
        }
        Refusal::Archived => Line::new("the repository is archived: nobody can write to it")
            .todo("unarchive it in its settings, release, and archive it again"),
    }
}

fn also_released(writer: &Writer<'_>, tag: &str, made: bool, others: &[String], at: &Oid) -> Line {
    let (tag, at) = (writer.code(tag), commit(writer, at));
    let named = writer.list(others, |other| writer.code(other));
    if made {
        return Line::new(format!(
            "{at} has the tags of several versions, {tag} and {named}, and one commit is one release; {tag} is not published"
        ))
        .todo(
            "decide which version it is; delete the other tag, with its draft if it has one (`git push origin :refs/tags/TAG`), and run \
             this again with `--version`",
        );
    }
    Line::new(format!("{at} is released as {named} already, and one commit is one release; {tag} was not made"))
        .todo(format!(
            "merge what is to be in {tag} and release that; or, if {named} is a mistake and nobody uses it, delete that tag and run this \
             again"
        ))
}

/// What could not be read, or not be done in time; other ends have sentences of their own.
pub(in crate::report) fn unread(writer: &Writer<'_>, stopped: &Stopped) -> Line {
    match stopped {
        Stopped::OutOfTime { missing } => {
            let rest =
                if missing.is_empty() { "what is missing was not looked at" } else { "this is missing:" };
            Line::new(format!(
                "stopped: the time that `--timeout` allows is used up, and no further write was begun; {rest}"
            ))
            .todo("run it again, with more time if it needs that (`--timeout 15m`): what is done is not done again, and the rest is completed")
        }
        Stopped::Unread(said) => {
            Line::new(format!("stopped: what is there could not be read: {}", writer.text(said)))
                .todo("run it again: it goes on where it stopped")
        }
        Stopped::Refused(one) => refusal(writer, one),
        Stopped::Failed(one) => trouble(writer, one),
    }
}

/// A step that failed, and what to do.
pub(in crate::report) fn trouble(writer: &Writer<'_>, trouble: &Trouble) -> Line {
    let what = would(writer, &trouble.step);
    let severity = if trouble.step.can_wait() { "warning: could not" } else { "stopped: could not" };
    let said =
        if trouble.said.is_empty() { String::new() } else { format!(": {}", writer.text(&trouble.said)) };
    Line::new(format!("{severity} {what}{said}")).todo(remedy(trouble))
}

fn remedy(trouble: &Trouble) -> &'static str {
    let floats = matches!(trouble.step, Step::MoveFloating { .. });
    match trouble.bar {
        Bar::Ruleset if floats => {
            "a ruleset protects this tag: let the app or role of the token bypass it (Settings, Rules), or take the level out of `floating-tags`"
        }
        Bar::Ruleset => {
            "a ruleset restricts who makes tags: let the app or role of the token bypass it (Settings, Rules), and run it again"
        }
        Bar::BurntName => {
            "an immutable release had this tag, and GitHub gives such a name out only once: release the next version"
        }
        Bar::Workflows => {
            "the commit has other files in `.github/workflows/` than the default branch; that takes the right `workflows: write`, which no \
             `GITHUB_TOKEN` can have: give the token of a GitHub App with the permission Workflows in the input `token`, or merge \
             those files into the default branch first"
        }
        Bar::Contents => {
            "give the job `permissions: {contents: write}`; if it has that already, the commit may have other workflow files than the \
             default branch, or a ruleset forbids it: then the token of a GitHub App helps"
        }
        Bar::Archived => "unarchive the repository in its settings, release, and archive it again",
        Bar::Token => {
            "renew the token, and authorize it for the organization's single sign-on if that has one"
        }
        Bar::NoUploads => "this server takes no files of releases; keep them with the workflow run instead",
        Bar::Raced => "another run or person does the same at this moment: run it again when that is done",
        Bar::NotShown => {
            "GitHub said that it is done and does not show it: run it again in a few minutes, it goes on where it stopped"
        }
        Bar::Lost | Bar::TryAgain => "run it again in a few minutes: it goes on where it stopped",
        Bar::Refused => "put right what GitHub names, and run it again: it goes on where it stopped",
    }
}
