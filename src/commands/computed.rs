//! The version that the changes ask for, where nothing else names one.

use super::live::Begun;
use super::{Refusal, Screen};
use crate::bump::{self, Computed, Outcome, Rules, Wish};
use crate::candidate::{Found, Nothing};
use crate::evaluate;
use crate::evidence::Oid;
use crate::github::{self, Clients};
use crate::report::{self, BumpReport};
use crate::version::Version;

/// Reads what changed since the last release of the branch, and computes. `None`: the event is about nothing that could
/// be released. `base` is the branch that a pull request goes into, and its tip.
pub(super) async fn read(
    begun: &mut Begun,
    base: Option<(&str, &Oid)>,
    further: Vec<bump::Change>,
    wish: Wish<'_>,
    clients: Clients<'_>,
    screen: &Screen,
) -> anyhow::Result<Option<Computed>> {
    let found =
        evaluate::bump::find(&begun.policy, &begun.evidence, base).map_err(|none| begun.refusal(&none))?;
    let Found::Release(_) = &found else { return Ok(None) };
    let Some(reading) = evaluate::bump::reading(&begun.policy, &found, &begun.evidence) else {
        return Ok(None);
    };
    screen.progress("reading what changed since the last release");
    github::collect(clients, &reading, &mut begun.evidence).await;
    screen.done();
    let computed = evaluate::bump::compute(&begun.policy, &found, &begun.evidence, further, wish);
    computed.map_err(|why| Refusal(report::bump_unread(&why)).into())
}

/// Names the release by the version that its changes ask for, or says why there is nothing to release.
pub(super) async fn name(
    mut begun: Begun,
    clients: Clients<'_>,
    screen: &Screen,
) -> anyhow::Result<Result<Begun, Nothing>> {
    let before = begun.evidence.clone();
    let computed = read(&mut begun, None, Vec::new(), Wish::default(), clients, screen).await?;
    // The verdict rests on what is read for it, and on nothing that was read to find the version.
    begun.evidence = before;
    let Some(computed) = computed else { return Ok(Ok(begun)) };
    Ok(version(computed, &begun)?.map(|version| {
        begun.evidence.ask.computed = Some(version.to_string());
        begun
    }))
}

/// What was computed, and by what it is told.
pub(super) struct Told<'a> {
    computed: &'a Computed,
    begun: &'a Begun,
    rules: Rules,
}

impl<'a> Told<'a> {
    pub(super) fn new(computed: &'a Computed, begun: &'a Begun) -> Self {
        Self { computed, begun, rules: evaluate::bump::rules(&begun.policy) }
    }

    /// The report, of a version that nothing names, about no pull request.
    pub(super) fn report(&self) -> BumpReport<'_> {
        let rules = &self.begun.policy.rules;
        BumpReport {
            computed: self.computed,
            rules: &self.rules,
            package: rules.package.as_ref().map(|package| package.name.as_str()),
            tag: &rules.tag,
            repository: &self.begun.evidence.opening.repository,
            named: None,
            preview: None,
            differs: None,
            usage: None,
        }
    }
}

/// The computed version, or that there is nothing to release.
pub(super) fn version(computed: Computed, begun: &Begun) -> anyhow::Result<Result<Version, Nothing>> {
    match &computed.outcome {
        Outcome::Version(next) => Ok(Ok(next.version.clone())),
        Outcome::Nothing(bump::Nothing::Unchanged(tag)) => Ok(Err(Nothing::NothingNew(Some(tag.clone())))),
        Outcome::Nothing(bump::Nothing::NotAsked) => {
            Ok(Err(Nothing::NothingNew(computed.last.map(|last| last.tag))))
        }
        Outcome::Unlabelled | Outcome::Refused(_) => {
            Err(Refusal(report::bump_without_version(&Told::new(&computed, begun).report())).into())
        }
    }
}
