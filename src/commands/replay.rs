//! Saved evidence: writing it, reading it back, and judging it again. A replay is never published (rule 10).

use std::path::Path;

use jiff::Timestamp;

use super::{Exit, Refusal, Screen, check, policy};
use crate::cli::Check;
use crate::evaluate::{Evaluation, choose_phase, evaluate};
use crate::evidence::Evidence;
use crate::policy::Policy;
use crate::report::{self, PolicySource, Report, problems};

/// Judges saved evidence by a policy in a file, or by the policy that it was collected for.
pub(super) fn run(arguments: &Check, file: &Path, screen: &Screen) -> anyhow::Result<Exit> {
    let mut evidence = load(file)?;
    let mut own = None;
    if let Some(path) = &arguments.policy {
        let (text, found) = policy::read(Path::new(path))?;
        if !found.is_empty() {
            screen.warn(&problems::render(&found, &text, path, screen.colour));
            return Ok(Exit::Unjudged);
        }
        own = Some((path, text));
    }
    if let Some(version) = &arguments.release_version {
        evidence.ask.version = Some(version.clone());
    }
    if let Some(package) = &arguments.package {
        evidence.ask.package = Some(package.clone());
    }
    let now = match &arguments.now {
        Some(now) => now
            .parse()
            .map_err(|_| Refusal(format!("--now takes a time such as 2026-03-04T10:00:00Z, not `{now}`")))?,
        None => read_at(&evidence),
    };
    let source = match &own {
        Some((path, text)) => PolicySource::File { path, text },
        None => PolicySource::Repository(&evidence.opening.policy),
    };
    judge(&evidence, source, arguments.phase.as_deref(), now, |report| {
        check::print(report, arguments.format, arguments.who, screen);
    })
}

/// Judges evidence by a policy and shows the verdict as a replay.
pub(super) fn judge(
    evidence: &Evidence,
    source: PolicySource<'_>,
    phase: Option<&str>,
    now: Timestamp,
    show: impl FnOnce(&Report<'_>),
) -> anyhow::Result<Exit> {
    let text = source.text();
    let policy = Policy::read(text).map_err(|found| {
        let shown = problems::render(&found, text, source.path(), false);
        Refusal(format!("the policy has problems\n{shown}"))
    })?;
    let phase = choose_phase(&policy, phase, &evidence.ask.trigger)
        .map_err(|none| Refusal(report::no_phase(&none)))?;
    let evaluation =
        evaluate(&policy, phase, evidence, now).map_err(|none| Refusal(report::no_candidate(&none)))?;
    match evaluation {
        Evaluation::Judged(verdict) => {
            show(&Report {
                verdict: &verdict,
                repository: &evidence.opening.repository,
                policy: source,
                proposed: &evidence.proposed_policy,
                replay: Some(read_at(evidence)),
                run_url: None,
                usage: None,
            });
            Ok(check::exit(verdict.decision))
        }
        Evaluation::Nothing(why) => Err(Refusal(report::nothing(&why)).into()),
    }
}

/// GitHub's clock at the last answer: the time by which the live run judged.
pub(super) fn read_at(evidence: &Evidence) -> Timestamp {
    evidence.read_at()
}

/// Writes evidence to a file.
pub(super) fn save(evidence: &Evidence, file: &Path) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(evidence)?;
    text.push('\n');
    std::fs::write(file, text)
        .map_err(|error| Refusal(format!("the evidence cannot be written to {}: {error}", file.display())))?;
    Ok(())
}

fn load(file: &Path) -> anyhow::Result<Evidence> {
    let bytes = std::fs::read(file)
        .map_err(|error| Refusal(format!("{} cannot be read: {error}", file.display())))?;
    parse(&bytes).map_err(|detail| Refusal(format!("{} is not evidence: {detail}", file.display())).into())
}

/// Reads evidence; what is damaged, or of another format, is refused.
pub(super) fn parse(bytes: &[u8]) -> Result<Evidence, String> {
    Evidence::parse(bytes)
}
