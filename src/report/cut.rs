//! The cutting of a tag: what would be done, what was done, what stays, and what stands in the way with its remedy.

#[cfg(test)]
mod tests;
pub(super) mod words;

use super::sentence::{Format, Writer};
use crate::bump::cut::{Cut, Done, Note, Plan, Refusal, Step, Stopped};
use crate::evidence::Oid;

/// A line with what to do about it.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) todo: Option<String>,
}

impl Line {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), todo: None }
    }

    fn todo(self, todo: impl Into<String>) -> Self {
        Self { todo: Some(todo.into()), ..self }
    }
}

/// Why nothing is known of what is there.
#[must_use]
pub fn cut_unread(failure: &str) -> String {
    let writer = Writer::new(Format::Plain, "");
    format!("what is there of the release could not be read: {}", writer.text(failure))
}

/// A write that goes along with the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// The comment.
    Comment {
        /// The issue or pull request.
        number: u64,
        /// Whether it is there already.
        there: bool,
    },
    /// A comment was asked for, and there is nothing to write it on.
    NoComment,
    /// Comments that call people who have something to sign, each once.
    Calls {
        /// The issue or pull request.
        number: u64,
        /// How many there are at most.
        most: usize,
    },
    /// The check run.
    CheckRun {
        /// Its name.
        name: String,
        /// The commit.
        commit: Oid,
    },
}

impl Beside {
    /// The request by which it is written; none where nothing is.
    pub(super) fn request(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Comment { there: false, .. } | Self::Calls { .. } => Some(("POST", "graphql addComment")),
            Self::Comment { there: true, .. } => Some(("POST", "graphql updateIssueComment")),
            Self::CheckRun { .. } => Some(("POST", "check-runs")),
            Self::NoComment => None,
        }
    }

    pub(super) fn would(&self, writer: &Writer<'_>) -> String {
        match self {
            Self::Comment { number, there: false } => format!("write the comment on #{number}"),
            Self::Comment { number, there: true } => {
                format!("edit the comment on #{number}, if its text is another by then")
            }
            Self::Calls { number, most: 1 } => {
                format!("call who has something to sign and was not called yet, in a comment on #{number}")
            }
            Self::Calls { number, most } => format!(
                "call those of {most} who have something to sign and were not called yet, in a comment each on #{number}"
            ),
            Self::CheckRun { name, commit } => {
                format!("publish the check run {} on {}", writer.code(name), words::commit(writer, commit))
            }
            Self::NoComment => {
                "warning: no comment: there is no pull request or tracking issue to write it on".to_owned()
            }
        }
    }
}

fn beside_lines(writer: &Writer<'_>, beside: &[Beside]) -> Vec<Line> {
    let line = |one: &Beside| {
        let request = one.request().map(|(method, place)| writer.code(&format!("{method} {place}")));
        let request = request.map(|request| format!(" ({request})")).unwrap_or_default();
        Line::new(format!("{}{request}", one.would(writer)))
    };
    beside.iter().map(line).collect()
}

/// Every write that a run would make that cuts nothing; `None`: none.
#[must_use]
pub fn beside_planned(beside: &[Beside]) -> Option<String> {
    let writer = Writer::new(Format::Plain, "");
    let headline =
        "Dry run, nothing was written. It is a no-go, and nothing would be cut; this would be done:";
    (!beside.is_empty()).then(|| text(headline, &beside_lines(&writer, beside), Format::Plain))
}

/// Every write that would be made; or why none would be, but for those beside the verdict.
#[must_use]
pub fn cut_planned(cut: &Cut, planned: &Result<Plan, Refusal>, beside: &[Beside]) -> String {
    planned_in(cut, planned, beside, Format::Plain)
}

/// The same for a page.
#[must_use]
pub fn cut_planned_markdown(cut: &Cut, planned: &Result<Plan, Refusal>, beside: &[Beside]) -> String {
    format!("\n{}\n", planned_in(cut, planned, beside, Format::Markdown))
}

fn planned_in(cut: &Cut, planned: &Result<Plan, Refusal>, beside: &[Beside], format: Format) -> String {
    let writer = Writer::new(format, "");
    let (tag, commit) = (writer.code(&cut.tag), words::commit(&writer, &cut.commit));
    let plan = match planned {
        Ok(plan) => plan,
        Err(refusal) => {
            let mut lines = vec![words::refusal(&writer, refusal)];
            lines.extend(beside_lines(&writer, beside));
            return text(&format!("{tag} would not be cut"), &lines, format);
        }
    };
    let headline = if plan.steps.is_empty() && beside.is_empty() {
        format!("Nothing is left to be done: {tag} is cut at {commit}")
    } else {
        format!("Dry run, nothing was written. To cut {tag} at {commit} this would be done:")
    };
    let mut lines: Vec<Line> = plan
        .steps
        .iter()
        .map(|step| {
            let request = format!("{} {}", step.method(), step.place());
            Line::new(format!("{} ({})", words::would(&writer, step), writer.code(&request)))
        })
        .collect();
    lines.extend(beside_lines(&writer, beside));
    lines.extend(noted(&writer, &plan.notes));
    text(&headline, &lines, format)
}

/// What one run did, for a terminal. `own_token`: the token is the workflow's own.
#[must_use]
pub fn cut_done(cut: &Cut, done: &Done, own_token: bool) -> String {
    done_in(cut, done, own_token, Format::Plain)
}

/// The same for a page.
#[must_use]
pub fn cut_markdown(cut: &Cut, done: &Done, own_token: bool) -> String {
    format!("\n{}\n", done_in(cut, done, own_token, Format::Markdown))
}

fn done_in(cut: &Cut, done: &Done, own_token: bool, format: Format) -> String {
    let writer = Writer::new(format, "");
    let mut lines: Vec<Line> = done.steps.iter().map(|step| Line::new(words::did(&writer, step))).collect();
    match &done.stopped {
        Some(Stopped::Refused(refusal)) => lines.push(words::refusal(&writer, refusal)),
        Some(Stopped::Failed(trouble)) => lines.push(words::trouble(&writer, trouble)),
        Some(stopped @ Stopped::Unread(_)) => lines.push(words::unread(&writer, stopped)),
        Some(stopped @ Stopped::OutOfTime { missing }) => {
            lines.push(words::unread(&writer, stopped));
            lines.extend(
                missing.iter().map(|step| Line::new(format!("missing: {}", words::would(&writer, step)))),
            );
        }
        None => {}
    }
    lines.extend(done.troubles.iter().map(|trouble| words::trouble(&writer, trouble)));
    lines.extend(noted(&writer, &done.notes));
    lines.extend(own_token_warned(own_token, &done.steps));
    text(&headline(cut, done, &writer), &lines, format)
}

/// The first line: whether there is a tag, and a release.
fn headline(cut: &Cut, done: &Done, writer: &Writer<'_>) -> String {
    let tag = writer.code(&cut.tag);
    let commit = words::commit(writer, &cut.commit);
    let made = done.steps.iter().any(|step| matches!(step, Step::MakeRef { .. }));
    if !done.tagged && made {
        return format!("{tag} was made at {commit}, and somebody moved it while it was cut");
    }
    if !done.tagged {
        return format!("{tag} is not cut");
    }
    let release = match (&done.url, done.published) {
        (None, _) => "there is no release of it yet".to_owned(),
        (Some(url), true) => format!("its release is published: {}", words::page(writer, url)),
        (Some(url), false) => format!("its release is a draft: {}", words::page(writer, url)),
    };
    let again = if done.steps.is_empty() && done.is_whole() { ", and was before this run" } else { "" };
    format!("{tag} is at {commit}{again}; {release}")
}

fn noted(writer: &Writer<'_>, notes: &[Note]) -> Vec<Line> {
    notes.iter().map(|note| words::note(writer, note)).collect()
}

/// GitHub starts no workflow for what a workflow's own token does, lest they start each other without end. Source: GitHub's
/// document "Triggering a workflow from a workflow".
fn own_token_warned(own_token: bool, steps: &[Step]) -> Option<Line> {
    let is_seen = |step: &Step| matches!(step, Step::MakeRef { .. } | Step::Publish { .. });
    if !own_token || !steps.iter().any(is_seen) {
        return None;
    }
    let line = Line::new(
        "warning: a tag and a release that are made with the workflow's own `GITHUB_TOKEN` start no workflow",
    );
    Some(line.todo(
        "if one is to run on the new tag, give the token of a GitHub App in the input `token`, or let this workflow start it: \
         `workflow_call` in a job that needs this one, or `gh workflow run --ref TAG` for one with `workflow_dispatch`",
    ))
}

fn text(headline: &str, lines: &[Line], format: Format) -> String {
    let mut out = headline.to_owned();
    if format == Format::Markdown && !lines.is_empty() {
        out.push('\n');
    }
    for line in lines {
        let (bullet, todo) = match format {
            Format::Plain => ("  ", "\n    -> "),
            Format::Markdown => ("- ", "\n  - To do: "),
        };
        out.push_str(&format!("\n{bullet}{}", line.text));
        if let Some(deed) = &line.todo {
            out.push_str(&format!("{todo}{deed}"));
        }
    }
    out
}
