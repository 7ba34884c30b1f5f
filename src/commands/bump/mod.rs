//! `holdpoint bump`: the next version and why; with `--pr` the release pull request; with `--tag`, the cutting of its tag after a go.

mod next;
mod packages;
mod preview;
mod propose;
mod tag;

use super::ask::{Asked, ask};
use super::{Exit, Screen, Surroundings, connect, publish};
use crate::bump::Wish;
use crate::candidate::Nothing;
use crate::cli::{Bump, Format};
use crate::evidence::release::Trigger;
use crate::report::{self, BumpReport, Usage};
use crate::version::Version;

/// Computes, shows, exits.
pub(super) fn run(arguments: &Bump, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(version(arguments, around, screen))
}

async fn version(arguments: &Bump, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let gate = arguments.gate();
    let asked = match ask(&gate, around)? {
        Asked::Judge(asked) => *asked,
        Asked::Nothing(nothing) => return nothing_to_release(&nothing, around, screen),
    };
    let mut connected = connect::connect(&gate, around)?;
    if arguments.tag {
        return tag::run(arguments, asked, &mut connected, around, screen).await;
    }
    match asked.trigger {
        Trigger::PullRequest { .. } | Trigger::PullRequestComment { .. } if arguments.pr => {
            let why = "a release is proposed for a branch, and this run is about a pull request\n  -> run it on the pushes of \
                       the branch: `on: {push: {branches: [main]}}`";
            Err(super::Refusal(why.into()).into())
        }
        Trigger::PullRequest { number, .. } | Trigger::PullRequestComment { number } => {
            preview::run(arguments, asked, number, &mut connected, around, screen).await
        }
        _ => next::run(arguments, asked, &connected, around, screen).await,
    }
}

fn nothing_to_release(why: &Nothing, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let text = report::nothing(why);
    screen.say(&text);
    publish::outputs_of_nothing(&around.context, &text);
    Ok(Exit::Well)
}

/// What is asked for beside the rules. A version that people name is for the gate to judge; where a prerelease of it or
/// build metadata is asked for, it is part of what is asked.
fn wish<'a>(arguments: &'a Bump, named: Option<&'a Version>) -> Wish<'a> {
    let (prerelease, build) = (arguments.pre.as_deref(), arguments.build.as_deref());
    Wish { prerelease, build, named: named.filter(|_| prerelease.is_some() || build.is_some()) }
}

/// What reading took, where it is to be told.
fn used(arguments: &Bump, connected: &connect::Connected) -> Option<Usage> {
    let usage = connected.usage();
    arguments.of.verbose.then_some(Usage { requests: usage.requests, points: usage.points })
}

/// Prints it in the form that was asked for, and leaves it to later steps.
fn show(report: &BumpReport<'_>, format: Format, around: &Surroundings, screen: &Screen) -> Exit {
    match format {
        Format::Text => screen.say(&report::bump_terminal(report, screen.width, screen.colour)),
        Format::Markdown => screen.say(&report::bump_markdown(report)),
        Format::Json => screen.data(&report::bump_json(report)),
    }
    publish::outputs_of_bump(&around.context, report);
    exit(report)
}

/// A version, and nothing to release, end well.
fn exit(report: &BumpReport<'_>) -> Exit {
    use crate::bump::Outcome;
    match report.computed.outcome {
        Outcome::Version(_) | Outcome::Nothing(_) => Exit::Well,
        Outcome::Unlabelled | Outcome::Refused(_) => Exit::Unjudged,
    }
}
