//! `holdpoint check`: the gate.

use super::ask::{Asked, ask};
use super::{Exit, Refusal, Screen, Surroundings, connect, live, publish, replay, wait};
use crate::candidate::Nothing;
use crate::cli::{Check, Format};
use crate::evaluate::{Evaluation, evaluate};
use crate::report::{self, CutDocument, PolicySource, Report, Usage};
use crate::verdict::{Decision, Judged, Verdict};

/// Collect, evaluate, report, exit.
pub(super) fn run(arguments: &Check, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    if let Some(file) = &arguments.evidence {
        return replay::run(arguments, file, screen);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(judge(arguments, around, screen))
}

async fn judge(arguments: &Check, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let asked = match ask(arguments, around)? {
        Asked::Judge(asked) => *asked,
        Asked::Nothing(nothing) => return nothing_to_judge(&nothing, around, screen),
    };
    let mut connected = connect::connect(arguments, around)?;
    let mut read = match wait::read(arguments, asked, &mut connected, screen).await? {
        live::Outcome::Read(read) => read,
        live::Outcome::Nothing(nothing) => return nothing_to_judge(&nothing, around, screen),
    };
    let saved = arguments.save_evidence.as_ref().map_or(Ok(()), |file| replay::save(&read.evidence, file));
    let phase = read.policy.phase(&read.phase).ok_or_else(|| Refusal("the phase is gone".into()))?;
    let now = replay::read_at(&read.evidence);
    let evaluation = evaluate(&read.policy, phase, &read.evidence, now);
    let verdict = match evaluation.map_err(|none| Refusal(report::no_candidate(&none)))? {
        Evaluation::Judged(verdict) => verdict,
        Evaluation::Nothing(nothing) => return nothing_to_judge(&nothing, around, screen),
    };
    let run_url = around.context.run_url();
    let usage = connected.usage();
    let report = Report {
        verdict: &verdict,
        repository: &read.evidence.opening.repository,
        policy: PolicySource::Repository(&read.evidence.opening.policy),
        proposed: &read.evidence.proposed_policy,
        replay: None,
        run_url: run_url.as_deref(),
        usage: arguments.verbose.then_some(Usage { requests: usage.requests, points: usage.points }),
    };
    print(&report, arguments.format, arguments.who, screen);
    // On the error stream, which is in the log too: a document for programs stays whole.
    for line in report::audit(&report) {
        screen.warn(&line);
    }
    let target = read.target.take().filter(|(number, _)| may_comment_on(&verdict, *number));
    let notify = read.policy.consents.notify;
    let beside = publish::Beside { target, notify, cutting: None };
    publish::verdict(&report, arguments, around, &mut connected.repository, beside, screen).await;
    // Last, where it is seen. The verdict stands, and whoever waits for it has it.
    if let Err(error) = saved {
        screen.warn(&format!("warning: the verdict stands, but {error}"));
    }
    Ok(exit(verdict.decision))
}

/// Prints the verdict of a cut in the form that was asked for; for programs with what became of the cutting.
pub(super) fn print_cut(report: &Report<'_>, cut: Option<&CutDocument>, format: Format, screen: &Screen) {
    match format {
        Format::Json => screen.data(&report::json_of_cut(report, cut)),
        Format::Text | Format::Markdown => print(report, format, false, screen),
    }
}

/// Prints a verdict in the form that was asked for; with `who`, person by person.
pub(super) fn print(report: &Report<'_>, format: Format, who: bool, screen: &Screen) {
    match (format, who) {
        (Format::Text, false) => screen.say(&report::terminal(report, screen.width, screen.colour)),
        (Format::Text, true) => screen.say(&report::who_terminal(report, screen.width, screen.colour)),
        (Format::Markdown, false) => screen.say(&report::summary(report)),
        (Format::Markdown, true) => screen.say(&report::who_markdown(report)),
        (Format::Json, _) => screen.data(&report::json(report)),
    }
}

/// What a decision ends with (rule 7).
pub(super) fn exit(decision: Decision) -> Exit {
    match decision {
        Decision::Go => Exit::Well,
        Decision::NoGo => Exit::NoGo,
    }
}

fn nothing_to_judge(why: &Nothing, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let text = report::nothing(why);
    screen.say(&text);
    publish::outputs_of_nothing(&around.context, &text);
    Ok(Exit::Well)
}

/// The judged pull request, or an issue that proved to be the tracking issue: not one that anybody could have opened.
fn may_comment_on(verdict: &Verdict, target: u64) -> bool {
    match &verdict.subject {
        Judged::PullRequest { number, .. } => *number == target,
        Judged::MergeGroup { .. } => false,
        Judged::Release { tracking_issue, on_pull_request, .. } => {
            *on_pull_request == Some(target)
                || tracking_issue.as_ref().is_some_and(|(number, _)| *number == target)
        }
    }
}
