//! Waiting for machines: as long as nothing else keeps the gate from a go, it looks again at what is pending, and once
//! nothing is, reads everything once more. Only what was read whole is judged.

use std::time::Duration;

use tokio::time::Instant;

use super::connect::{Connected, duration};
use super::live::{self, Aim, Live, Outcome};
use super::{Refusal, Screen, replay};
use crate::cli::Check;
use crate::evaluate::{self, Evaluation, Waiting, evaluate};
use crate::evidence::needs::{Head, Subject};
use crate::evidence::{Ask, Evidence};
use crate::github;
use crate::report;
use crate::verdict::{self, Verdict};

mod pace;

use pace::Pace;

/// How many looks in a row may fail before everything is read once more and judged as it is.
const MOST_FAILURES: u32 = 3;
/// Where nobody watches, a line is printed at least so often, so that a log shows that the gate is alive.
const ALIVE: Duration = Duration::from_secs(60);

/// Reads all that the verdict needs; with `--wait`, again when what is pending has ended.
pub(super) async fn read(
    arguments: &Check,
    ask: Ask,
    connected: &mut Connected,
    screen: &Screen,
) -> anyhow::Result<Outcome> {
    read_for(&Aim::Verdict, arguments, ask, connected, screen).await
}

/// The same for this aim.
pub(super) async fn read_for(
    aim: &Aim,
    arguments: &Check,
    ask: Ask,
    connected: &mut Connected,
    screen: &Screen,
) -> anyhow::Result<Outcome> {
    let Some(at_most) = &arguments.wait else {
        return live::read_for(aim, arguments, ask, connected.clients(), screen).await;
    };
    let at_most = duration("--wait", at_most)?;
    let timeout = duration("--timeout", &arguments.timeout)?;
    let read = match live::read_for(aim, arguments, ask.clone(), connected.clients(), screen).await? {
        Outcome::Read(read) => read,
        nothing @ Outcome::Nothing(_) => return Ok(nothing),
    };
    let pace = Pace::new(at_most, Instant::now());
    let wait = Wait { aim, arguments, screen, timeout, at_most, pace, told: None };
    wait.until_nothing_is_pending(ask, connected, read).await.map(Outcome::Read)
}

/// A wait that is under way.
struct Wait<'a> {
    aim: &'a Aim,
    arguments: &'a Check,
    screen: &'a Screen,
    timeout: Duration,
    at_most: Duration,
    pace: Pace,
    /// What was printed last, and when.
    told: Option<(String, Instant)>,
}

/// Why looking came to an end.
enum Ended {
    /// Nothing is pending any more, or what waiting cannot mend came up.
    Settled,
    /// The candidate is no longer what was asked for.
    Moved,
    /// The time is over, what is missing has not come, or nothing could be read.
    InVain,
}

impl Wait<'_> {
    async fn until_nothing_is_pending(
        mut self,
        ask: Ask,
        connected: &mut Connected,
        mut read: Box<Live>,
    ) -> anyhow::Result<Box<Live>> {
        let ask = pinned(ask, &read);
        while let Some(waiting) = pending(&read, &read.evidence) {
            if self.pace.is_over(Instant::now()) {
                break;
            }
            let ended = self.watch(connected, &read, waiting).await;
            self.screen.done();
            connected.allow(self.timeout);
            if matches!(ended, Ended::Moved) {
                read.look_again(&connected.repository).await;
                break;
            }
            let again =
                match live::read_for(self.aim, self.arguments, ask.clone(), connected.clients(), self.screen)
                    .await?
                {
                    Outcome::Read(again) => again,
                    Outcome::Nothing(nothing) => {
                        let why = report::nothing(&nothing);
                        return Err(Refusal(format!("what the gate was waiting with is gone. {why}")).into());
                    }
                };
            if again.reading.subject.commit() != read.reading.subject.commit() {
                // A go for another commit than the one that was asked about is no answer.
                read.look_again(&connected.repository).await;
                break;
            }
            read = again;
            if matches!(ended, Ended::InVain) {
                break;
            }
        }
        Ok(read)
    }

    /// Looks at what is pending until waiting is over.
    async fn watch(&mut self, connected: &mut Connected, read: &Live, mut waiting: Waiting) -> Ended {
        let (mut failures, mut asked_to_wait) = (0, None);
        loop {
            self.tell(&waiting);
            self.pace.note(&waiting, Instant::now());
            let can_watch = github::can_watch(&waiting.needs);
            let Some(pause) = self.pace.pause(Instant::now(), asked_to_wait, can_watch) else {
                self.tell_the_end(&waiting);
                return Ended::InVain;
            };
            tokio::time::sleep(pause).await;
            if self.pace.is_over(Instant::now()) {
                continue;
            }
            if !can_watch {
                return Ended::Settled;
            }
            connected.allow(self.timeout);
            let mut seen = read.evidence.clone();
            let looked = github::watch(&connected.repository, &read.reading, &waiting.needs, &mut seen).await;
            asked_to_wait = looked.as_ref().err().and_then(github::Failure::wait);
            let seen = looked.ok().and_then(|()| Some((verdict(read, &seen)?, pending(read, &seen))));
            match seen {
                Some((verdict, _)) if has(verdict.standing.iter(), verdict::Outcome::Unmet) => {
                    return Ended::Moved;
                }
                Some((verdict, now)) if !has(verdict.holding(), verdict::Outcome::Unknown) => {
                    let Some(now) = now else { return Ended::Settled };
                    (waiting, failures) = (now, 0);
                }
                _ => failures += 1,
            }
            if failures == MOST_FAILURES {
                return Ended::InVain;
            }
        }
    }

    fn tell(&mut self, waiting: &Waiting) {
        let (text, now) = (report::waiting(waiting), Instant::now());
        let news =
            self.told.as_ref().is_none_or(|(told, at)| *told != text || now.duration_since(*at) >= ALIVE);
        self.screen.waiting(&text, &report::waited_of(self.pace.waited(now), self.at_most), news);
        if news {
            self.told = Some((text, now));
        }
    }

    fn tell_the_end(&self, waiting: &Waiting) {
        self.screen.done();
        self.screen.warn(&report::waited(waiting, self.pace.waited(Instant::now())));
    }
}

/// What is asked from now on: the same commit, where the first look took the newest of a branch.
fn pinned(ask: Ask, read: &Live) -> Ask {
    match &read.reading.subject {
        Subject::Release(release) => match &release.head {
            Head::Reference(reference) if reference.starts_with("refs/heads/") => {
                Ask { commit: Some(release.commit.clone()), ..ask }
            }
            _ => ask,
        },
        Subject::PullRequest { .. } | Subject::MergeGroup { .. } => ask,
    }
}

fn verdict(read: &Live, evidence: &Evidence) -> Option<Verdict> {
    let phase = read.policy.phase(&read.phase)?;
    match evaluate(&read.policy, phase, evidence, replay::read_at(evidence)).ok()? {
        Evaluation::Judged(verdict) => Some(*verdict),
        Evaluation::Nothing(_) => None,
    }
}

/// What this evidence has to wait for; `None` where waiting is of no use.
fn pending(read: &Live, evidence: &Evidence) -> Option<Waiting> {
    evaluate::waiting(&read.policy, &verdict(read, evidence)?, evidence)
}

fn has<'v>(
    mut requirements: impl Iterator<Item = &'v verdict::RequirementVerdict>,
    outcome: verdict::Outcome,
) -> bool {
    requirements.any(|one| one.outcome == outcome)
}
