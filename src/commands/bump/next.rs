//! The next version of a branch.

use super::{nothing_to_release, packages, propose, show, used, wish};
use crate::candidate::{Found, NoCandidate, Nothing};
use crate::cli::Bump;
use crate::commands::computed::{self, Told};
use crate::commands::connect::Connected;
use crate::commands::live::{self, Aim};
use crate::commands::{Exit, Screen, Surroundings};
use crate::evaluate;
use crate::evidence::Ask;
use crate::report::BumpReport;
use crate::version::Version;

pub(super) async fn run(
    arguments: &Bump,
    asked: Ask,
    connected: &Connected,
    around: &Surroundings,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let gate = arguments.gate();
    let clients = connected.clients();
    let mut begun = live::begin(&Aim::Bump, &gate, asked.clone(), clients.repository, screen).await?;
    if packages::are_all(&begun) && arguments.pr {
        return Err(packages::which(&begun).into());
    }
    if packages::are_all(&begun) {
        return packages::next(arguments, &begun, connected, around, screen).await;
    }
    let named = match named(arguments, &begun)? {
        Ok(named) => named,
        Err(nothing) => return nothing_to_release(&nothing, around, screen),
    };
    let wish = wish(arguments, named.as_ref());
    let Some(computed) = computed::read(&mut begun, None, Vec::new(), wish, clients, screen).await? else {
        return nothing_to_release(&Nothing::NothingNew(None), around, screen);
    };
    let told = Told::new(&computed, &begun);
    let report = BumpReport { named: named.as_ref(), usage: used(arguments, connected), ..told.report() };
    let exit = show(&report, arguments.format, around, screen);
    // What is asked for has the named version in it already.
    let apart = named.as_ref().filter(|_| wish.named.is_none());
    match apart.or(computed.version()) {
        Some(version) if arguments.pr && exit == Exit::Well => {
            let of = propose::Of { arguments, asked, version, report: &report, policy: &begun.policy };
            propose::run(&of, connected, around, screen).await
        }
        _ => Ok(exit),
    }
}

/// The version that is asked for by `--pre` or `--build`.
pub(super) async fn wished(
    arguments: &Bump,
    asked: Ask,
    connected: &Connected,
    screen: &Screen,
) -> anyhow::Result<Result<Version, Nothing>> {
    let clients = connected.clients();
    let mut begun = live::begin(&Aim::Bump, &arguments.gate(), asked, clients.repository, screen).await?;
    if packages::are_all(&begun) {
        return Err(packages::which(&begun).into());
    }
    let named = match named(arguments, &begun)? {
        Ok(named) => named,
        Err(nothing) => return Ok(Err(nothing)),
    };
    let wish = wish(arguments, named.as_ref());
    if let Some(resumed) = evaluate::bump::resumed(&begun.policy, &begun.evidence, wish) {
        return Ok(Ok(resumed));
    }
    let Some(computed) = computed::read(&mut begun, None, Vec::new(), wish, clients, screen).await? else {
        return Ok(Err(Nothing::NothingNew(None)));
    };
    computed::version(computed, &begun)
}

/// The version that something names for the release already, if anything does, as the gate finds it.
///
/// # Errors
/// Several are named, and nobody can tell which is meant.
pub(super) fn named(
    arguments: &Bump,
    begun: &live::Begun,
) -> anyhow::Result<Result<Option<Version>, Nothing>> {
    match begun.find() {
        Ok(Found::Release(candidate)) => {
            let carried = candidate.tagged.as_ref() == Some(&candidate.commit);
            Ok(Ok((!carried).then(|| candidate.version.clone())))
        }
        Ok(Found::Nothing(nothing)) => Ok(Err(nothing)),
        Ok(Found::PullRequest { .. } | Found::MergeGroup(_)) | Err(NoCandidate::NoVersion) => Ok(Ok(None)),
        // With the build metadata that is asked for it may be the very one.
        Err(NoCandidate::Exists { version, .. }) if arguments.build.is_some() => Ok(Ok(Some(version))),
        Err(none) => Err(begun.refusal(&none).into()),
    }
}
