//! What merging a pull request would make of the next version, by the same rules.

use super::{nothing_to_release, packages, show, used, wish};
use crate::bump::{self, Change, Differs, Merging};
use crate::candidate::{Found, Nothing};
use crate::cli::Bump;
use crate::commands::computed::{self, Told};
use crate::commands::connect::Connected;
use crate::commands::live::{self, Aim, Begun};
use crate::commands::{Exit, Refusal, Screen, Surroundings, publish};
use crate::evaluate;
use crate::evidence::pull_request::PullRequestState;
use crate::evidence::release::Trigger;
use crate::evidence::{Ask, Evidence, Oid, PullRequest};
use crate::github::{self, Clients};
use crate::policy::Policy;
use crate::report::{self, BumpReport};
use crate::version::Version;

pub(super) async fn run(
    arguments: &Bump,
    asked: Ask,
    number: u64,
    connected: &mut Connected,
    around: &Surroundings,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let gate = arguments.gate();
    let clients = connected.clients();
    let mut begun = live::begin(&Aim::Bump, &gate, asked, clients.repository, screen).await?;
    let Some(pull) = begun.evidence.pull_request(number).cloned() else {
        let none = crate::candidate::NoCandidate::PullRequestUnreadable(number);
        return Err(begun.refusal(&none).into());
    };
    if pull.state != PullRequestState::Open {
        let text = report::bump_not_open(number);
        screen.say(&text);
        publish::outputs_of_nothing(&around.context, &text);
        return Ok(Exit::Well);
    }
    let tip = tip(&begun, &pull, clients).await?;
    let seen = seen(&begun, &pull, clients, screen).await;
    // An older server does not say: then the commits count, and that is told where it makes a difference.
    let merging = github::merging(clients.repository, &begun.evidence.opening.repository.name).await.ok();
    if !begun.policy.rules.packages.is_empty() {
        let of = packages::Preview { pull: &pull, tip: &tip, seen: &seen, merging };
        return packages::preview(arguments, &begun, &of, connected, around, screen).await;
    }
    let (further, differs) = further(&begun.policy, &seen, number, merging.as_ref())?;
    let named = named(&begun, &pull)?;
    let wish = wish(arguments, named.as_ref());
    let base = Some((pull.base.as_str(), &tip));
    let Some(computed) = computed::read(&mut begun, base, further, wish, clients, screen).await? else {
        return nothing_to_release(&Nothing::NotAReleaseBranch(pull.base.clone()), around, screen);
    };
    let told = Told::new(&computed, &begun);
    let (named, usage) = (named.as_ref(), used(arguments, connected));
    let report = BumpReport { preview: Some(number), named, differs, usage, ..told.report() };
    let exit = show(&report, arguments.format, around, screen);
    if arguments.comment == Some(true) && arguments.dry_run != Some(true) {
        publish::preview(&report, &begun.evidence, number, &mut connected.repository, screen).await;
    }
    Ok(exit)
}

/// The version that something names for the release of the branch that the pull request goes into. Where several are named
/// none is shown: which is meant is no question of this pull request.
pub(super) fn named(begun: &Begun, pull: &PullRequest) -> anyhow::Result<Option<Version>> {
    let Begun { policy, phase, evidence, .. } = begun;
    let mut ask = evidence.ask.clone();
    ask.trigger = Trigger::PushBranch { branch: pull.base.clone(), commit: pull.head.clone() };
    ask.commit = None;
    match evaluate::find(policy, phase, &ask, &evidence.opening, None, &evidence.tracking_issues) {
        Ok(Found::Release(candidate)) => {
            let carried = candidate.tagged.as_ref() == Some(&candidate.commit);
            Ok((!carried).then_some(candidate.version))
        }
        Err(none) if ask.version.is_some() => Err(begun.refusal(&none).into()),
        _ => Ok(None),
    }
}

/// The tip of the branch that the pull request goes into.
async fn tip(begun: &Begun, pull: &PullRequest, clients: Clients<'_>) -> anyhow::Result<Oid> {
    let repository = &begun.evidence.opening.repository;
    if pull.base == repository.default_branch {
        return Ok(repository.default_commit.clone());
    }
    let tip = github::tip(clients.repository, &repository.name, &pull.base).await;
    tip.map_err(|failure| Refusal(format!("the branch `{}` could not be read: {failure}", pull.base)).into())
}

/// The pull request with all by which its change is judged.
async fn seen(begun: &Begun, pull: &PullRequest, clients: Clients<'_>, screen: &Screen) -> Evidence {
    screen.progress("reading the pull request");
    let mut evidence: Evidence = begun.evidence.clone();
    let reading = evaluate::bump::reading_of_pull_request(&begun.policy, pull);
    github::collect(clients, &reading, &mut evidence).await;
    evidence
}

/// What the pull request would add, and what of that differs with the way in which it is merged.
pub(super) fn further(
    policy: &Policy,
    seen: &Evidence,
    number: u64,
    merging: Option<&Merging>,
) -> anyhow::Result<(Vec<Change>, Option<Differs>)> {
    let changes = evaluate::bump::changes_of(policy, seen, number);
    let changes = changes.map_err(|why| Refusal(report::bump_unread(&why)))?;
    let rules = evaluate::bump::rules(policy);
    let merged = changes.into_iter().map(|change| bump::merged(&rules, change, merging));
    let (changes, differs): (Vec<Change>, Vec<Option<Differs>>) = merged.unzip();
    Ok((changes, differs.into_iter().flatten().next()))
}
