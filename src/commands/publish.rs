//! Telling GitHub and the runner: comment, check run, annotations, summary, outputs.
//!
//! Nothing here changes the exit code: a verdict that could not be published is still the verdict (rule 7).

use std::fs::OpenOptions;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Screen, Surroundings};
use crate::actions::{
    Annotation, Annotations, CHECK_RUN_MARK, Context, Level, Place, SUMMARY_LIMIT, output_entry,
};
use crate::cli::Check;
use crate::evidence::{Evidence, Oid};
use crate::github::{
    self, CheckRunText, Client, CommentText, Conclusion, Failure, FailureKind, Notice, OwnComments,
    OwnThread, Written,
};
use crate::report::{self, BumpReport, BumpsReport, CutDocument, Report};
use crate::verdict::{Decision, Judged};

/// What became of the cutting of a tag.
pub(super) struct Cutting {
    /// In Markdown, for the end of a report.
    pub(super) text: String,
    /// For programs.
    pub(super) document: CutDocument,
}

/// What publishing depends on beside the verdict.
pub(super) struct Beside {
    /// Where the verdict is commented on, and our comments there.
    pub(super) target: Option<(u64, OwnComments)>,
    /// Whether those who have something to sign are called, each once.
    pub(super) notify: bool,
    /// What became of the tag, where it was to be cut.
    pub(super) cutting: Option<Cutting>,
}

/// Publishes a verdict wherever it was asked for and the token may.
pub(super) async fn verdict(
    report: &Report<'_>,
    arguments: &Check,
    around: &Surroundings,
    client: &mut Client,
    beside: Beside,
    screen: &Screen,
) {
    let Beside { target, notify, cutting } = beside;
    let of_cutting = cutting.as_ref().map_or("", |cutting| cutting.text.as_str());
    let thread = target.clone().filter(|_| notify);
    let mut comment = comment(report, arguments, target, screen);
    if let Some(comment) = &mut comment {
        comment.body.push_str(of_cutting);
    }
    let check_run = check_run(report, arguments);
    let mut comment_url = String::new();
    if comment.is_some() || check_run.is_some() {
        screen.progress("publishing the verdict");
        client.allow(PUBLISHING);
        let published = github::publish(client, &report.repository.name, comment, check_run).await;
        screen.done();
        comment_url = address(published.comment.as_ref());
        let written = published.comment.as_ref().is_some_and(|one| !matches!(one, Written::Refused(_)));
        let all = [published.comment, published.check_run].into_iter().flatten();
        for written in all.chain(published.duplicates) {
            tell(&written, screen);
        }
        // Whoever cannot be shown the verdict is not called to it.
        if let Some((number, Ok(thread))) = thread.filter(|_| written) {
            call(report, client, number, &thread, &comment_url, screen).await;
        }
    }
    if !around.context.in_actions {
        return;
    }
    let mut all = Annotations::new();
    for annotation in report::annotations(report) {
        all.push(on_policy(report, annotation));
    }
    screen.command(&all.commands());
    let summary = report::summary(report) + of_cutting;
    append(around.context.summary_path.as_deref(), &summary, SUMMARY_LIMIT, screen);
    let comment_url = Some(comment_url.as_str()).filter(|url| !url.is_empty());
    let document = cutting.as_ref().map(|cutting| &cutting.document);
    write_outputs(&around.context, &report::outputs(report, comment_url, document), screen);
}

/// What would be written beside a cut, where this is a dry run.
pub(super) fn planned(
    report: &Report<'_>,
    arguments: &Check,
    target: Option<&(u64, OwnComments)>,
    notify: bool,
) -> Vec<report::Beside> {
    let mut all = Vec::new();
    if arguments.check_run == Some(true) {
        let name = report::check_run(report).name;
        all.push(report::Beside::CheckRun { name, commit: judged_commit(report) });
    }
    if arguments.comment != Some(true) {
        return all;
    }
    let Some((number, thread)) = target else {
        all.push(report::Beside::NoComment);
        return all;
    };
    let first = github::marker(&report.verdict.key());
    let ours = |body: &str| body.lines().next().is_some_and(|line| line.trim_end() == first);
    let there = thread.as_ref().is_ok_and(|thread| thread.comments.iter().any(|one| ours(&one.body)));
    all.insert(0, report::Beside::Comment { number: *number, there });
    let most = if notify { report::calls(report, *number, None).len() } else { 0 };
    if most > 0 {
        all.push(report::Beside::Calls { number: *number, most });
    }
    all
}

/// Says what became of a write, where that is not what was asked for.
fn tell(written: &Written, screen: &Screen) {
    match written {
        Written::Refused(failure) => {
            let todo = remedy(failure);
            screen.warn(&format!(
                "warning: the verdict stands, but could not be published: {failure}\n  -> {todo}"
            ));
        }
        Written::Newer(url) => screen.warn(&format!(
            "the comment shows a newer verdict, by another run at the same time, and was left so: {url}"
        )),
        Written::Created(_) | Written::Updated(_) | Written::Unchanged(_) | Written::Deleted(_) => {}
    }
}

/// Calls those who have something to sign and were not called yet.
async fn call(
    report: &Report<'_>,
    client: &mut Client,
    number: u64,
    thread: &OwnThread,
    comment_url: &str,
    screen: &Screen,
) {
    let calls = report::calls(report, number, Some(comment_url).filter(|url| !url.is_empty()));
    let notices: Vec<Notice> =
        calls.into_iter().map(|call| Notice { key: call.key, body: call.text }).collect();
    if notices.is_empty() {
        return;
    }
    screen.progress("calling those who have something to sign");
    client.allow(PUBLISHING);
    let notified = github::notify(client, thread, notices).await;
    screen.done();
    if let Some(failure) = &notified.failure {
        let todo = remedy(failure);
        screen.warn(&format!("warning: not everybody who can sign could be called: {failure}\n  -> {todo}"));
    }
    if notified.waiting > 0 {
        screen.warn(&format!(
            "{} more who can sign are called by the next runs: one run writes {} such comments at most",
            notified.waiting,
            github::MOST_NOTICES
        ));
    }
}

/// What to do about a verdict that could not be published.
fn remedy(failure: &Failure) -> &'static str {
    match failure.kind() {
        FailureKind::Forbidden | FailureKind::NotFound => {
            "a comment takes `issues: write` or `pull-requests: write` among the job's `permissions:`, a check run \
             `checks: write`; a pull request from a fork gets neither with the event `pull_request`"
        }
        FailureKind::Unauthorized => "give the gate a token that is neither mistyped nor expired nor revoked",
        FailureKind::Unprocessable(_) | FailureKind::Gone => {
            "see what GitHub says of it; or leave it out with `--comment=false`, `--check-run=false`"
        }
        _ => "run the gate again to have it published",
    }
}

/// An annotation as the runner takes it.
fn on_policy(report: &Report<'_>, annotation: report::Annotation) -> Annotation {
    let place = annotation.place.map(|place| Place {
        file: annotation.path.clone().unwrap_or_else(|| report.policy.path().to_owned()),
        line: Some(place.line),
        end_line: Some(place.end_line),
        column: Some(place.column),
        end_column: Some(place.end_column),
    });
    let level = match annotation.level {
        report::Level::Error => Level::Error,
        report::Level::Warning => Level::Warning,
    };
    Annotation { level, place, title: annotation.title, message: annotation.message }
}

/// How long publishing may take, whatever reading took.
const PUBLISHING: Duration = Duration::from_secs(60);

fn address(written: Option<&Written>) -> String {
    match written {
        Some(
            Written::Created(url) | Written::Updated(url) | Written::Unchanged(url) | Written::Newer(url),
        ) => url.clone(),
        Some(Written::Refused(_) | Written::Deleted(_)) | None => String::new(),
    }
}

fn comment(
    report: &Report<'_>,
    arguments: &Check,
    target: Option<(u64, OwnComments)>,
    screen: &Screen,
) -> Option<CommentText> {
    if arguments.comment != Some(true) || arguments.dry_run == Some(true) {
        return None;
    }
    // What is in the queue may be on several pull requests' pages, and each has its own verdict there.
    if matches!(report.verdict.subject, Judged::MergeGroup { .. }) {
        return None;
    }
    let Some((target, comments)) = target else {
        screen.warn("warning: no comment: there is no pull request or tracking issue to write it on");
        return None;
    };
    let (key, at) = (report.verdict.key(), report.verdict.now);
    Some(CommentText { target, key, at, body: report::comment(report), comments })
}

fn check_run(report: &Report<'_>, arguments: &Check) -> Option<CheckRunText> {
    if arguments.check_run != Some(true) || arguments.dry_run == Some(true) {
        return None;
    }
    let text = report::check_run(report);
    Some(CheckRunText {
        name: text.name,
        commit: judged_commit(report),
        external_id: format!("{CHECK_RUN_MARK}{}", report.verdict.key()),
        conclusion: if report.verdict.decision == Decision::Go {
            Conclusion::Success
        } else {
            Conclusion::Failure
        },
        title: text.title,
        summary: text.summary,
        details_url: report.run_url.map(str::to_owned),
    })
}

fn judged_commit(report: &Report<'_>) -> Oid {
    match &report.verdict.subject {
        Judged::Release { commit, .. } => commit.clone(),
        Judged::PullRequest { head, .. } => head.clone(),
        Judged::MergeGroup { commit, .. } => commit.clone(),
    }
}

/// Sets every output of a run that had nothing to judge.
pub(super) fn outputs_of_nothing(context: &Context, text: &str) {
    without_verdict(context, "none", "", "Holdpoint: nothing to judge", text);
}

/// Sets every output of a run that only looked at a policy: a clean one is nothing that was judged.
pub(super) fn outputs_of_lint(context: &Context, clean: bool, text: &str) {
    let (decision, title) = if clean {
        ("none", "Holdpoint: the policy is clean")
    } else {
        ("no-go", "Holdpoint: the policy has problems")
    };
    without_verdict(context, decision, if clean { "" } else { "the policy has problems" }, title, text);
}

/// What `notes check` leaves behind. It is never a go: the gate judges more than notes.
pub(super) fn outputs_of_notes(context: &Context, clean: bool, markdown: &str) {
    let screen = Screen::new(crate::cli::Colour::Never, context);
    let (decision, error) = if clean { ("none", "") } else { ("no-go", "") };
    write_outputs(context, &report::outputs_without_verdict(decision, error), &screen);
    append(context.summary_path.as_deref(), markdown, SUMMARY_LIMIT, &screen);
}

/// What `bump` leaves behind. It is never a go: nothing was judged.
pub(super) fn outputs_of_bump(context: &Context, report: &BumpReport<'_>) {
    let screen = Screen::new(crate::cli::Colour::Never, context);
    write_outputs(context, &report::bump_outputs(report), &screen);
    append(context.summary_path.as_deref(), &report::bump_markdown(report), SUMMARY_LIMIT, &screen);
}

/// What `bump` leaves behind of several packages.
pub(super) fn outputs_of_bumps(context: &Context, report: &BumpsReport<'_>) {
    let screen = Screen::new(crate::cli::Colour::Never, context);
    write_outputs(context, &report::bumps_outputs(report), &screen);
    append(context.summary_path.as_deref(), &report::bumps_markdown(report), SUMMARY_LIMIT, &screen);
}

/// No phase has such a name.
const PREVIEW: &str = "bump/preview";

/// Writes what a pull request's merge would release as one comment on it.
pub(super) async fn preview(
    report: &BumpReport<'_>,
    evidence: &Evidence,
    target: u64,
    client: &mut Client,
    screen: &Screen,
) {
    preview_of(report::bump_preview(report), report.package, evidence, target, client, screen).await;
}

/// The same with its text at hand. A package that is named has a comment of its own.
pub(super) async fn preview_of(
    body: String,
    package: Option<&str>,
    evidence: &Evidence,
    target: u64,
    client: &mut Client,
    screen: &Screen,
) {
    screen.progress("writing the comment");
    client.allow(PUBLISHING);
    let repository = &evidence.opening.repository.name;
    let comments = github::comments_of(client, repository, target).await;
    let at = evidence.opening.at;
    let key = package.map_or_else(|| PREVIEW.to_owned(), |package| format!("{PREVIEW}@{package}"));
    let comment = CommentText { target, key, at, body, comments };
    let published = github::publish(client, repository, Some(comment), None).await;
    screen.done();
    for written in published.comment.into_iter().chain(published.duplicates) {
        tell(&written, screen);
    }
}

fn without_verdict(context: &Context, decision: &str, error: &str, title: &str, text: &str) {
    let screen = Screen::new(crate::cli::Colour::Never, context);
    write_outputs(context, &report::outputs_without_verdict(decision, error), &screen);
    append(context.summary_path.as_deref(), &report::plain_summary(title, text), SUMMARY_LIMIT, &screen);
}

/// Says why nothing could be judged, and sets every output: `decision` is `no-go`, also after an error.
pub(super) fn outputs_of_failure(context: &Context, message: &str) {
    at_the_end(context, "nothing could be judged", message);
}

/// Says that a signal ended the run, and sets every output.
pub(super) fn outputs_of_signal(context: &Context, name: &str) {
    let message = format!(
        "{name} ended the run before it was done\n  -> start it again: what it wrote until then stays, and it goes on from there"
    );
    at_the_end(context, "it was ended before it was done", &message);
}

/// The last that is said and set in this process: who is still at work on another thread says nothing after it to the runner.
fn at_the_end(context: &Context, what: &str, message: &str) {
    let screen = Screen::new(crate::cli::Colour::Auto, context);
    screen.done();
    screen.warn(&format!("holdpoint: {message}"));
    if !context.in_actions {
        return;
    }
    screen.command(&crate::actions::command("error", &[("title", &format!("holdpoint: {what}"))], message));
    let files = runner_files();
    let outputs = outputs_text(&report::outputs_without_verdict("no-go", message), &screen);
    append_to(&files, context.output_path.as_deref(), &outputs, usize::MAX, &screen);
    let summary = report::plain_summary(&format!("Holdpoint: no-go, because {what}"), message);
    append_to(&files, context.summary_path.as_deref(), &summary, SUMMARY_LIMIT, &screen);
    // Never given back.
    std::mem::forget(files);
}

/// Whose turn it is to write the runner's files.
static RUNNER_FILES: Mutex<()> = Mutex::new(());

fn runner_files() -> MutexGuard<'static, ()> {
    RUNNER_FILES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_outputs(context: &Context, outputs: &[(&'static str, String)], screen: &Screen) {
    append(context.output_path.as_deref(), &outputs_text(outputs, screen), usize::MAX, screen);
}

fn outputs_text(outputs: &[(&'static str, String)], screen: &Screen) -> String {
    let delimiter = delimiter();
    let mut text = String::new();
    for (name, value) in outputs {
        match output_entry(name, value, &delimiter) {
            Ok(entry) => text.push_str(&entry),
            Err(error) => screen.warn(&format!("warning: the output `{name}` was not set: {error}")),
        }
    }
    text
}

/// A line that no value can hold, because nobody can guess it: fresh random keys of the standard hasher.
fn delimiter() -> String {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let random = || RandomState::new().build_hasher().finish();
    format!("holdpoint_{:016x}{:016x}", random(), random())
}

fn append(path: Option<&str>, text: &str, limit: usize, screen: &Screen) {
    append_to(&runner_files(), path, text, limit, screen);
}

fn append_to(_turn: &MutexGuard<'_, ()>, path: Option<&str>, text: &str, limit: usize, screen: &Screen) {
    let Some(path) = path else { return };
    if text.len() > limit {
        screen.warn(&format!(
            "warning: {path} was not written: {} bytes are more than the runner takes",
            text.len()
        ));
        return;
    }
    let written = OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    if let Err(error) = written {
        screen.warn(&format!("warning: {path} could not be written: {error}"));
    }
}
