//! `holdpoint plan`: the tracking issue of a release, written from the policy.

mod write;

use std::path::Path;

use super::ask::{Asked, ask};
use super::live::{self, Aim, Live};
use super::{Exit, Refusal, Screen, Surroundings, connect, policy, replay};
use crate::cli::{Format, Plan as Arguments};
use crate::plan::{Facts, Plan, plan};
use crate::policy::{Holds, Policy};
use crate::report::{self, problems};
use crate::version;

/// Plans, and prints it.
pub(super) fn run(arguments: &Arguments, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let of = &arguments.of;
    let local = of.policy.as_deref().filter(|path| Path::new(path).is_file());
    if let (Some(path), Some(version), None, false) = (
        local,
        &of.release_version,
        &of.repo,
        around.context.in_actions || arguments.create || arguments.update,
    ) {
        return offline(path, version, of.package.as_deref(), around, screen);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(live(arguments, around, screen))
}

/// Plans by a policy of this machine and a version, with nothing else known.
fn offline(
    path: &str,
    named: &str,
    package: Option<&str>,
    around: &Surroundings,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let (text, found) = policy::read(Path::new(path))?;
    let policy = match Policy::read(&text) {
        Ok(policy) if found.is_empty() => policy,
        _ => {
            screen.warn(&problems::render(&found, &text, path, screen.colour));
            return Ok(Exit::Unjudged);
        }
    };
    has_release(&policy)?;
    let policy = of_package(policy, package)?;
    let version = policy.rules.tag.version(named).or_else(|| version::parse_loose(named));
    let version =
        version.ok_or_else(|| Refusal(format!("--version takes a version such as 1.4.0, not `{named}`")))?;
    let facts = Facts::offline(&policy, version);
    Ok(print(&plan(&policy, &facts), around, screen))
}

fn of_package(policy: Policy, named: Option<&str>) -> Result<Policy, Refusal> {
    let names = || policy.rules.packages.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
    match (named, policy.rules.packages.is_empty()) {
        (None, true) => Ok(policy),
        (Some(name), true) => Err(Refusal(format!("the policy has no packages, so there is no `{name}`"))),
        (None, false) => Err(Refusal(format!(
            "the policy has packages, and nothing says which is released\n  -> name one with `--package`: {}",
            names()
        ))),
        (Some(name), false) => match policy.rules.packages.iter().find(|one| one.name == name) {
            Some(package) => Ok(policy.of_package(package)),
            None => Err(Refusal(format!("there is no package `{name}`\n  -> the packages are {}", names()))),
        },
    }
}

/// A tracking issue is for a release, not for a merge.
fn has_release(policy: &Policy) -> Result<(), Refusal> {
    if policy.phases.iter().any(|phase| phase.holds != Holds::Merge) {
        return Ok(());
    }
    Err(Refusal(
        "the policy judges pull requests only, and a tracking issue is for a release\n  -> give it a phase that holds a tag, a \
         deployment or the closing"
            .into(),
    ))
}

async fn live(arguments: &Arguments, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let gate = arguments.of.gate(Format::Text);
    let nothing = |text: &str| Refusal(format!("{text}\n  -> name the version: `--version 1.4.0`"));
    let asked = match ask(&gate, around)? {
        Asked::Judge(asked) => *asked,
        Asked::Nothing(none) => return Err(nothing(&report::nothing(&none)).into()),
    };
    let connected = connect::connect(&gate, around)?;
    let read = match live::read_for(&Aim::Plan, &gate, asked, connected.clients(), screen).await? {
        live::Outcome::Read(read) => read,
        live::Outcome::Nothing(none) => return Err(nothing(&report::nothing(&none)).into()),
    };
    has_release(&read.policy)?;
    let facts = facts(&read).ok_or_else(|| nothing("there is no release that could be planned"))?;
    let exit = if arguments.create || arguments.update {
        let writing = write::Writing { arguments, read: &read, facts: &facts, client: &connected.repository };
        writing.run(around, screen).await?
    } else {
        print(&plan(&read.policy, &facts), around, screen)
    };
    if arguments.of.verbose {
        let usage = connected.usage();
        screen.warn(&format!("requests: {}; points: {}", usage.requests, usage.points));
    }
    Ok(exit)
}

/// What is known of the release that was read for.
fn facts(read: &Live) -> Option<Facts> {
    let phase = read.policy.phase(&read.phase)?;
    Facts::of(&read.policy, phase, &read.evidence, replay::read_at(&read.evidence))
}

/// Prints the text. What could not be planned is told, and is a failure: the release could never be a go.
fn print(plan: &Plan, around: &Surroundings, screen: &Screen) -> Exit {
    screen.data(&report::notes_shown(&plan.body, around.context.in_actions));
    for lost in &plan.lost {
        screen.warn(&report::plan_lost(lost));
    }
    if plan.lost.is_empty() { Exit::Well } else { Exit::Unjudged }
}
