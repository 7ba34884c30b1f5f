//! The next versions of all packages of a policy, where none is named.

use super::next::named;
use super::preview::further;
use super::{nothing_to_release, preview, used, wish};
use crate::bump::{Computed, Differs, Merging, Outcome};
use crate::candidate::{NoCandidate, Nothing};
use crate::cli::{Bump, Format};
use crate::commands::computed::{self, Told};
use crate::commands::connect::Connected;
use crate::commands::live::Begun;
use crate::commands::{Exit, Refusal, Screen, Surroundings, publish};
use crate::evidence::{Evidence, Oid, PullRequest};
use crate::report::{self, BumpReport, BumpsReport};
use crate::version::Version;

/// Whether the policy has packages, and none of them is named.
pub(super) fn are_all(begun: &Begun) -> bool {
    let rules = &begun.policy.rules;
    !rules.packages.is_empty() && rules.package.is_none()
}

/// That one of them has to be named.
pub(super) fn which(begun: &Begun) -> Refusal {
    let names = begun.policy.rules.packages.iter().map(|package| package.name.clone()).collect();
    begun.refusal(&NoCandidate::WhichPackage(names))
}

/// What was computed of one package.
struct One {
    begun: Begun,
    computed: Computed,
    named: Option<Version>,
    differs: Option<Differs>,
}

/// The pull request of which is shown what its merge releases.
pub(super) struct Preview<'a> {
    pub(super) pull: &'a PullRequest,
    /// The tip of the branch that it goes into.
    pub(super) tip: &'a Oid,
    /// What was read of it.
    pub(super) seen: &'a Evidence,
    /// How it is merged, where that could be read.
    pub(super) merging: Option<Merging>,
}

/// Every package with its next version, or that it is unaffected.
pub(super) async fn next(
    arguments: &Bump,
    begun: &Begun,
    connected: &Connected,
    around: &Surroundings,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let clients = connected.clients();
    let mut all = Vec::new();
    for package in &begun.policy.rules.packages {
        let mut own = begun.of_package(package);
        let named = match named(arguments, &own)? {
            Ok(named) => named,
            Err(nothing) => return nothing_to_release(&nothing, around, screen),
        };
        let wish = wish(arguments, named.as_ref());
        let computed = computed::read(&mut own, None, Vec::new(), wish, clients, screen).await?;
        let Some(computed) = computed else {
            return nothing_to_release(&Nothing::NothingNew(None), around, screen);
        };
        all.push(One { begun: own, computed, named, differs: None });
    }
    let usage = used(arguments, connected);
    let told: Vec<Told<'_>> = all.iter().map(|one| Told::new(&one.computed, &one.begun)).collect();
    let reports: Vec<BumpReport<'_>> = told
        .iter()
        .zip(&all)
        .map(|(told, one)| BumpReport { named: one.named.as_ref(), usage, ..told.report() })
        .collect();
    let url = &begun.evidence.opening.repository.url;
    let report = BumpsReport { packages: &reports, unaffected: &[], url, preview: None };
    Ok(show(&report, arguments.format, around, screen))
}

/// What a pull request's merge would release of the packages that it affects; of one, if it is named.
pub(super) async fn preview(
    arguments: &Bump,
    begun: &Begun,
    &Preview { pull, tip, seen, merging }: &Preview<'_>,
    connected: &mut Connected,
    around: &Surroundings,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let asked = begun.evidence.ask.package.as_deref();
    let number = pull.number;
    let files = seen.pull_request(number).map(|pull| &pull.files);
    let (mut all, mut unaffected) = (Vec::new(), Vec::new());
    for package in &begun.policy.rules.packages {
        if asked.is_some_and(|asked| asked != package.name) {
            continue;
        }
        if files.is_some_and(|files| !package.may_have(files)) {
            unaffected.push(package.name.clone());
            continue;
        }
        let mut own = begun.of_package(package);
        let (further, differs) = further(&own.policy, seen, number, merging.as_ref())?;
        let named = preview::named(&own, pull)?;
        let wish = wish(arguments, named.as_ref());
        let base = Some((pull.base.as_str(), tip));
        let computed = computed::read(&mut own, base, further, wish, connected.clients(), screen).await?;
        let Some(computed) = computed else {
            return nothing_to_release(&Nothing::NotAReleaseBranch(pull.base.clone()), around, screen);
        };
        all.push(One { begun: own, computed, named, differs });
    }
    let usage = used(arguments, connected);
    let told: Vec<Told<'_>> = all.iter().map(|one| Told::new(&one.computed, &one.begun)).collect();
    let reports: Vec<BumpReport<'_>> = told
        .iter()
        .zip(&all)
        .map(|(told, one)| {
            let (named, differs) = (one.named.as_ref(), one.differs);
            BumpReport { preview: Some(number), named, differs, usage, ..told.report() }
        })
        .collect();
    let url = &begun.evidence.opening.repository.url;
    let report = BumpsReport { packages: &reports, unaffected: &unaffected, url, preview: Some(number) };
    let exit = match reports.as_slice() {
        [one] if asked.is_some() => super::show(one, arguments.format, around, screen),
        _ => show(&report, arguments.format, around, screen),
    };
    if arguments.comment == Some(true) && arguments.dry_run != Some(true) {
        let (text, evidence) = (report::bumps_preview(&report), &begun.evidence);
        publish::preview_of(text, asked, evidence, number, &mut connected.repository, screen).await;
    }
    Ok(exit)
}

fn show(report: &BumpsReport<'_>, format: Format, around: &Surroundings, screen: &Screen) -> Exit {
    match format {
        Format::Text => screen.say(&report::bumps_terminal(report, screen.width, screen.colour)),
        Format::Markdown => screen.say(&report::bumps_markdown(report)),
        Format::Json => screen.data(&report::bumps_json(report)),
    }
    publish::outputs_of_bumps(&around.context, report);
    let stops =
        |one: &BumpReport<'_>| matches!(one.computed.outcome, Outcome::Unlabelled | Outcome::Refused(_));
    if report.packages.iter().any(stops) { Exit::Unjudged } else { Exit::Well }
}
