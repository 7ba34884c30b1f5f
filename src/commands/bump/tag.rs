//! `holdpoint bump --tag`: judges the phase that holds the tag, twice, and cuts the tag if it is a go both times.
//!
//! The second look comes right before the first write: what moved since the first one is judged once more (rule 3).

mod wanted;

use std::time::Duration;

use jiff::Timestamp;

use super::nothing_to_release;
use crate::bump::cut::{Cut, Done, plan};
use crate::candidate::{Candidate, NoCandidate, Nothing};
use crate::cli::{Bump, Check};
use crate::commands::connect::Connected;
use crate::commands::live::{self, Aim, Live, Outcome};
use crate::commands::publish::{self, Beside, Cutting};
use crate::commands::{Exit, Refusal, Screen, Surroundings, check, replay, wait};
use crate::evaluate::{self, Evaluation, evaluate};
use crate::evidence::{Ask, Login};
use crate::github;
use crate::report::{self, CutDocument, PolicySource, Report, Usage};
use crate::verdict::{Decision, Verdict};

pub(super) async fn run(
    arguments: &Bump,
    mut asked: Ask,
    connected: &mut Connected,
    around: &Surroundings,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    if arguments.pre.is_some() || arguments.build.is_some() {
        match super::next::wished(arguments, asked.clone(), connected, screen).await? {
            Ok(version) => asked.version = Some(version.to_string()),
            Err(nothing) => return nothing_to_release(&nothing, around, screen),
        }
    }
    let mut run = Run { arguments, gate: arguments.gate(), connected, around, screen };
    let nothing = match run.release(asked).await? {
        Ok(exit) => return Ok(exit),
        Err(nothing) => nothing,
    };
    nothing_to_release(&nothing, around, screen)
}

/// How long what was begun in time may take to its end: as long as one request may.
const ENDING: Duration = Duration::from_secs(30);

/// What was read, and the verdict on it.
struct Go {
    read: Box<Live>,
    verdict: Box<Verdict>,
    now: Timestamp,
}

struct Run<'a> {
    arguments: &'a Bump,
    gate: Check,
    connected: &'a mut Connected,
    around: &'a Surroundings,
    screen: &'a Screen,
}

impl Run<'_> {
    /// Judges, judges again, cuts.
    async fn release(&mut self, asked: Ask) -> anyhow::Result<Result<Exit, Nothing>> {
        let read = wait::read_for(&Aim::Tag, &self.gate, asked, self.connected, self.screen).await?;
        let first = match judged(read)? {
            Ok(first) => first,
            Err(nothing) => return Ok(Err(nothing)),
        };
        self.is_decided(&first)?;
        if first.verdict.decision == Decision::NoGo {
            return self.no_go(first).await.map(Ok);
        }
        self.may_start(&first)?;
        let candidate = candidate(&first)?;
        // The same commit and the same version, whatever became of branch and milestone meanwhile.
        let again = Ask {
            commit: Some(candidate.commit.clone()),
            version: Some(candidate.version.to_string()),
            ..first.read.evidence.ask.clone()
        };
        let clients = self.connected.clients();
        let read = live::read_for(&Aim::Tag, &self.gate, again, clients, self.screen).await?;
        let second = match judged(read)? {
            Ok(second) => second,
            Err(nothing) => return Ok(Err(nothing)),
        };
        if second.verdict.decision == Decision::NoGo {
            self.screen
                .warn("It was a go a moment ago. Something changed meanwhile, and nothing was written.");
            return self.no_go(second).await.map(Ok);
        }
        // The policy of the second look is the one that cuts.
        self.may_start(&second)?;
        self.cut(second, candidate).await.map(Ok)
    }

    /// A commit that carries a prerelease alone may be promoted, or the prerelease completed.
    fn is_decided(&self, go: &Go) -> anyhow::Result<()> {
        let Live { policy, phase, evidence, .. } = &*go.read;
        let candidate = evaluate::bump::candidate(policy, phase, evidence);
        match candidate.filter(|candidate| evaluate::bump::undecided(policy, evidence, candidate)) {
            Some(candidate) => Err(Refusal(report::cut_undecided(&candidate.version, &candidate.tag)).into()),
            None => Ok(()),
        }
    }

    /// Whoever started it must hold the role that may, where the policy names one.
    fn may_start(&self, go: &Go) -> anyhow::Result<()> {
        let Some(role) = go.read.policy.rules.cutting.by.clone() else { return Ok(()) };
        let env = &self.around.env;
        let named = |name: &str| env.get(name).map(|login| login.trim()).filter(|login| !login.is_empty());
        // A person's own token says who it is, whatever the environment says: anybody can set that.
        let viewer = go.read.evidence.opening.viewer.clone();
        let is_person = viewer.as_ref().is_some_and(|viewer| !viewer.as_str().ends_with("[bot]"));
        let login = if self.around.context.in_actions && !is_person {
            // Of a run that was started anew, whoever did that; the actor stays who started it first.
            named("GITHUB_TRIGGERING_ACTOR").or_else(|| named("GITHUB_ACTOR")).map(Login::new)
        } else {
            viewer
        };
        let Live { policy, phase, evidence, .. } = &*go.read;
        let may = evaluate::bump::may_start(policy, phase, evidence, &role, login.as_ref());
        may.map_err(|why| Refusal(report::may_not_start(&role, login.as_ref(), why.as_ref())).into())
    }

    /// Shows and publishes the verdict; nothing is cut.
    async fn no_go(&mut self, mut go: Go) -> anyhow::Result<Exit> {
        self.save(&go)?;
        let Live { policy, phase, evidence, .. } = &*go.read;
        let several = evaluate::bump::candidate(policy, phase, evidence).and_then(|candidate| {
            let tags = evaluate::bump::released_as(policy, evidence, &candidate);
            (!tags.is_empty()).then_some(NoCandidate::SeveralReleased { commit: candidate.commit, tags })
        });
        let beside = self.beside(&go);
        self.publish(&mut go, None).await;
        if let Some(text) = report::beside_planned(&beside) {
            self.screen.warn(&text);
        }
        if let Some(line) = report::cut_left_alone(&go.verdict) {
            self.screen.warn(&line);
        }
        if let Some(several) = several {
            self.screen.warn(&report::no_candidate(&several));
        }
        Ok(Exit::NoGo)
    }

    fn save(&self, go: &Go) -> anyhow::Result<()> {
        self.arguments.save_evidence.as_ref().map_or(Ok(()), |file| replay::save(&go.read.evidence, file))
    }

    async fn cut(&mut self, mut go: Go, candidate: Candidate) -> anyhow::Result<Exit> {
        self.save(&go)?;
        let wanted = wanted::wanted(&go, candidate, &report_of(&go, None, None))?;
        if self.arguments.dry_run == Some(true) {
            return self.dry_run(go, &wanted).await;
        }
        self.screen.progress("cutting the tag");
        // What is begun in time is brought to its end and looked at.
        let left = self.connected.repository.left();
        self.connected.repository.allow(left + ENDING);
        let repository = &go.read.evidence.opening.repository.name;
        let done = github::cut(&self.connected.repository, repository, &wanted, left).await;
        self.screen.done();
        let own_token = self.is_workflows_own(&go);
        let text = report::cut_markdown(&wanted, &done, own_token);
        let document = CutDocument::done(&wanted, &done);
        self.publish(&mut go, Some(Cutting { text, document })).await;
        self.screen.warn(&report::cut_done(&wanted, &done, own_token));
        Ok(exit(&wanted, &done))
    }

    /// Every write that would be made. Nothing of it needs a right to write.
    async fn dry_run(&mut self, mut go: Go, wanted: &Cut) -> anyhow::Result<Exit> {
        let repository = &go.read.evidence.opening.repository.name;
        let there = github::look(&self.connected.repository, repository, wanted).await;
        let there = there.map_err(|failure| Refusal(report::cut_unread(&failure.to_string())))?;
        let planned = plan(wanted, &there);
        let beside = self.beside(&go);
        let text = report::cut_planned_markdown(wanted, &planned, &beside);
        let document = CutDocument::planned(wanted, &there, &planned, &beside);
        self.publish(&mut go, Some(Cutting { text, document })).await;
        self.screen.warn(&report::cut_planned(wanted, &planned, &beside));
        Ok(if planned.is_ok() { Exit::Well } else { Exit::NoGo })
    }

    /// What a run would write beside the tag, where this is a dry one.
    fn beside(&self, go: &Go) -> Vec<report::Beside> {
        if self.arguments.dry_run != Some(true) {
            return Vec::new();
        }
        let notify = go.read.policy.consents.notify;
        publish::planned(&report_of(go, None, None), &self.gate, go.read.target.as_ref(), notify)
    }

    /// What a workflow's own token does starts no other workflow.
    fn is_workflows_own(&self, go: &Go) -> bool {
        let viewer = go.read.evidence.opening.viewer.as_ref();
        self.around.context.in_actions && viewer.is_none_or(|viewer| viewer.as_str() == "github-actions[bot]")
    }

    /// Shows and publishes the verdict, with what became of the tag.
    async fn publish(&mut self, go: &mut Go, cutting: Option<Cutting>) {
        let target = go.read.target.take();
        let (run_url, usage) = (self.around.context.run_url(), self.connected.usage());
        let usage = self.gate.verbose.then_some(Usage { requests: usage.requests, points: usage.points });
        let report = report_of(go, run_url.as_deref(), usage);
        let document = cutting.as_ref().map(|cutting| &cutting.document);
        check::print_cut(&report, document, self.arguments.format, self.screen);
        for line in report::audit(&report) {
            self.screen.warn(&line);
        }
        let beside = Beside { target, notify: go.read.policy.consents.notify, cutting };
        let client = &mut self.connected.repository;
        publish::verdict(&report, &self.gate, self.around, client, beside, self.screen).await;
    }
}

fn judged(read: Outcome) -> anyhow::Result<Result<Go, Nothing>> {
    let read = match read {
        Outcome::Read(read) => read,
        Outcome::Nothing(nothing) => return Ok(Err(nothing)),
    };
    let phase = read.policy.phase(&read.phase).ok_or_else(|| Refusal("the phase is gone".into()))?;
    let now = replay::read_at(&read.evidence);
    let evaluation = evaluate(&read.policy, phase, &read.evidence, now);
    Ok(match evaluation.map_err(|none| Refusal(report::no_candidate(&none)))? {
        Evaluation::Judged(verdict) => Ok(Go { read, verdict, now }),
        Evaluation::Nothing(nothing) => Err(nothing),
    })
}

/// The candidate, which is cut from a branch: a release pull request is tagged once it is merged.
fn candidate(go: &Go) -> anyhow::Result<Candidate> {
    let Live { policy, phase, evidence, .. } = &*go.read;
    let found = evaluate::bump::candidate(policy, phase, evidence);
    let candidate = found.ok_or_else(|| Refusal("there is no release to cut".into()))?;
    match candidate.on_pull_request {
        Some(number) => Err(Refusal(report::cut_unmerged(number)).into()),
        None => Ok(candidate),
    }
}

fn report_of<'a>(go: &'a Go, run_url: Option<&'a str>, usage: Option<Usage>) -> Report<'a> {
    let evidence = &go.read.evidence;
    Report {
        verdict: &go.verdict,
        repository: &evidence.opening.repository,
        policy: PolicySource::Repository(&evidence.opening.policy),
        proposed: &evidence.proposed_policy,
        replay: None,
        run_url,
        usage,
    }
}

/// Well, if all is there that was asked for.
fn exit(wanted: &Cut, done: &Done) -> Exit {
    let published = done.published || !wanted.release.publish;
    if done.tagged && done.is_whole() && published { Exit::Well } else { Exit::NoGo }
}
