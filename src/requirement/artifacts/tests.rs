use proptest::prelude::*;

use super::*;
use crate::evidence::artifact::{Artifact, Asset, Release, Run};
use crate::evidence::check::CheckResult;
use crate::evidence::release::OwnJob;
use crate::evidence::{Fact, List, Reason, Releases, Unknown, WorkflowRuns};
use crate::requirement::fixture::{Fixture, at, oid};
use crate::requirement::told::told;
use crate::verdict::{Outcome, Who};

const BUILD: &str = ".github/workflows/build.yml";
const SHOP: &str = "{workflow: .github/workflows/build.yml, names: [shop]}";

fn artifact(id: u64, name: &str) -> Artifact {
    Artifact { id, name: name.into(), size: 12, expired: false }
}

/// A run of the build, started by a push at 10 o'clock and the minutes of its id, that has uploaded `shop`.
fn run(id: u64) -> Run {
    Run {
        id,
        workflow: BUILD.into(),
        number: id,
        url: format!("https://github.com/octoacme/shop/actions/runs/{id}"),
        event: "push".into(),
        head_repository: Some("octoacme/shop".into()),
        started_at: at(&format!("10:{id:02}")),
        result: CheckResult::Success,
        artifacts: Fact::Known(List::all(vec![artifact(1, "shop")])),
    }
}

fn has(artifacts: Vec<Artifact>) -> Run {
    Run { artifacts: Fact::Known(List::all(artifacts)), ..run(1) }
}

fn with(runs: Vec<Run>) -> Fixture {
    let mut fixture = Fixture::release();
    let runs = WorkflowRuns { commit: oid("m15"), runs: List::all(runs) };
    fixture.evidence.workflow_runs = Fact::Known(runs);
    fixture
}

fn asset(name: &str) -> Asset {
    Asset { name: name.into(), size: 12, uploaded: true }
}

fn draft(id: u64, assets: Vec<Asset>) -> Release {
    Release {
        id,
        url: format!("https://github.com/octoacme/shop/releases/tag/untagged-{id}"),
        draft: true,
        assets: Fact::Known(List::all(assets)),
        notes: Fact::NotCollected,
    }
}

fn drafted(releases: Vec<Release>, drafts_shown: bool) -> Fixture {
    let mut fixture = Fixture::release();
    let releases = Releases { tag: "v1.4.0".into(), drafts_shown, releases: List::all(releases) };
    fixture.evidence.releases = Fact::Known(releases);
    fixture
}

fn codes(fixture: &Fixture, yaml: &str) -> Vec<&'static str> {
    fixture.findings(&format!("artifacts: {yaml}")).iter().map(|finding| finding.message.code).collect()
}

#[test]
fn the_run_that_was_started_last_decides() {
    let ended = |result| Run { result, ..run(2) };
    for (runs, wanted, outcome) in [
        (vec![run(1)], "artifacts-uploaded", Outcome::Met),
        (vec![], "no-run", Outcome::Unmet),
        (
            vec![Run { workflow: ".github/workflows/builds.yml".into(), ..run(1) }],
            "no-run-but",
            Outcome::Unmet,
        ),
        (vec![run(1), ended(CheckResult::Pending)], "run-pending", Outcome::Pending),
        (vec![run(1), ended(CheckResult::ActionRequired)], "run-needs-action", Outcome::Unmet),
        (vec![run(1), ended(CheckResult::Failure)], "run-not-successful", Outcome::Unmet),
        (vec![ended(CheckResult::Failure), run(3)], "artifacts-uploaded", Outcome::Met),
        // An older run that was started again.
        (
            vec![Run { started_at: at("11:00"), ..run(1) }, ended(CheckResult::Failure)],
            "artifacts-uploaded",
            Outcome::Met,
        ),
        // Runs that do not count do not stand in the way either.
        (
            vec![run(1), Run { event: "pull_request".into(), ..ended(CheckResult::Failure) }],
            "artifacts-uploaded",
            Outcome::Met,
        ),
        (vec![Run { event: "pull_request".into(), ..run(1) }], "run-of-other-event", Outcome::Unmet),
        (vec![Run { event: "issue_comment".into(), ..run(1) }], "run-of-other-event", Outcome::Unmet),
        (vec![Run { head_repository: Some("eve/shop".into()), ..run(1) }], "run-of-fork", Outcome::Unmet),
        (vec![Run { head_repository: None, ..run(1) }], "run-of-lost-fork", Outcome::Unmet),
    ] {
        let fixture = with(runs.clone());
        assert_eq!(codes(&fixture, SHOP), [wanted], "{runs:?}");
        assert_eq!(fixture.judge(&format!("artifacts: {SHOP}")).outcome, outcome, "{runs:?}");
        let not = fixture.judge(&format!("not: {{artifacts: {SHOP}}}")).outcome;
        assert_eq!(
            not == Outcome::Met,
            matches!(wanted, "run-needs-action" | "run-not-successful"),
            "{runs:?}"
        );
    }
}

#[test]
fn only_success_is_success() {
    for (result, wanted) in [
        (CheckResult::Failure, "failed"),
        (CheckResult::Cancelled, "was cancelled"),
        (CheckResult::Skipped, "was skipped"),
        (CheckResult::Neutral, "ended without an opinion"),
        (CheckResult::TimedOut, "ran out of time"),
        (CheckResult::Stale, "was given up by GitHub after 14 days"),
        (CheckResult::StartupFailure, "could not start"),
        (CheckResult::Other, "ended in a way that this version does not know"),
        (CheckResult::Error, "ended in a way that this version does not know"),
    ] {
        let findings = with(vec![Run { result, ..run(1) }]).findings(&format!("artifacts: {SHOP}"));
        assert_eq!(findings[0].fact("ended"), Some(&crate::verdict::Value::Words(wanted)));
        assert_eq!((findings.len(), findings[0].outcome), (1, Outcome::Unmet));
    }
}

#[test]
fn each_name_must_be_there_and_whole() {
    let expired = |id, name| Artifact { expired: true, ..artifact(id, name) };
    let empty = |id, name| Artifact { size: 0, ..artifact(id, name) };
    for (artifacts, names, wanted) in [
        (vec![artifact(1, "shop")], "[shop]", &["artifacts-uploaded"][..]),
        (vec![artifact(1, "shop"), artifact(2, "image")], "[shop, image]", &["artifacts-uploaded"]),
        (vec![], "[shop]", &["artifact-missing"]),
        (vec![artifact(1, "Shop")], "[shop]", &["artifact-missing-but"]),
        (vec![artifact(1, "shop")], "[shop, image]", &["artifact-missing", "artifacts-uploaded"]),
        (vec![expired(1, "shop")], "[shop]", &["artifact-expired"]),
        (vec![empty(1, "shop")], "[shop]", &["artifact-empty"]),
        // Another attempt has uploaded it again.
        (vec![expired(1, "shop"), artifact(2, "shop")], "[shop]", &["artifacts-uploaded"]),
        (vec![artifact(1, "shop"), empty(2, "shop")], "[shop]", &["artifact-empty"]),
        (vec![artifact(1, "shop-1.4.0-linux")], "[\"shop-{version}-*\"]", &["artifacts-uploaded"]),
        (vec![artifact(1, "shop-1.3.1-linux")], "[\"shop-{version}-*\"]", &["artifact-missing"]),
        (
            vec![artifact(1, "shop-linux"), expired(2, "shop-macos")],
            "[\"shop-*\"]",
            &["artifact-expired", "artifacts-uploaded"],
        ),
    ] {
        let yaml = format!("{{workflow: {BUILD}, names: {names}}}");
        assert_eq!(codes(&with(vec![has(artifacts.clone())]), &yaml), wanted, "{artifacts:?} {names}");
    }
    let missing = with(vec![has(vec![])]);
    assert_eq!(missing.judge(&format!("not: {{artifacts: {SHOP}}}")).outcome, Outcome::Unknown);
}

#[test]
fn the_gates_own_run_counts_only_where_the_policy_says_so() {
    let own = |artifacts| {
        let mut fixture = with(vec![Run { result: CheckResult::Pending, ..has(artifacts) }]);
        fixture.evidence.ask.own_job =
            Some(OwnJob { run: 1, job: "gate".into(), check_run: None, workflow: Some(BUILD.into()) });
        fixture
    };
    let shop = || vec![artifact(1, "shop")];
    assert_eq!(codes(&own(shop()), SHOP), ["own-run"]);
    let allowed = "{workflow: .github/workflows/build.yml, names: [shop], own-run: allow}";
    assert_eq!(codes(&own(shop()), allowed), ["artifacts-uploaded-by-own-run"]);
    assert_eq!(own(shop()).judge(&format!("artifacts: {allowed}")).outcome, Outcome::Met);
    let not_yet = own(vec![]);
    assert_eq!(codes(&not_yet, allowed), ["artifact-not-yet"]);
    assert_eq!(not_yet.judge(&format!("artifacts: {allowed}")).outcome, Outcome::Pending);
    // Another run that is still going is not let in by it.
    let mut other = own(shop());
    other.evidence.ask.own_job.as_mut().unwrap().run = 2;
    assert_eq!(codes(&other, allowed), ["run-pending"]);
}

#[test]
fn other_events_count_where_the_policy_names_them() {
    let on_pull = || vec![Run { event: "pull_request".into(), ..run(1) }];
    let yaml = "{workflow: .github/workflows/build.yml, names: [shop], events: pull_request}";
    assert_eq!(codes(&with(on_pull()), yaml), ["artifacts-uploaded"]);
    assert_eq!(codes(&with(vec![run(1)]), yaml), ["run-of-other-event"]);
    let of_fork = Run { head_repository: Some("eve/shop".into()), ..on_pull().remove(0) };
    assert_eq!(codes(&with(vec![of_fork]), yaml), ["run-of-fork"]);
}

#[test]
fn assets_of_the_release_must_be_there_and_whole() {
    let yaml = "{release-assets: [\"shop-{version}-*\", SHA256SUMS]}";
    let both = || vec![asset("shop-1.4.0-linux"), asset("SHA256SUMS")];
    let published = Release { draft: false, ..draft(1, both()) };
    for (releases, shown, wanted, outcome) in [
        (vec![draft(1, both())], true, &["assets-there"][..], Outcome::Met),
        (vec![published], false, &["assets-there"], Outcome::Met),
        (vec![], true, &["no-release"], Outcome::Unmet),
        (vec![], false, &["no-release-seen"], Outcome::Unknown),
        (vec![draft(1, both()), draft(2, both())], true, &["several-releases"; 2], Outcome::Unknown),
        (vec![draft(1, vec![asset("SHA256SUMS")])], true, &["asset-missing", "assets-there"], Outcome::Unmet),
        (vec![draft(1, vec![])], true, &["asset-missing", "asset-missing"], Outcome::Unmet),
        (
            vec![draft(1, vec![asset("shop-1.4.0-linux"), asset("SHA256SUM")])],
            true,
            &["asset-missing-but", "assets-there"],
            Outcome::Unmet,
        ),
        (
            vec![draft(1, vec![asset("shop-1.4.0-linux"), Asset { uploaded: false, ..asset("SHA256SUMS") }])],
            true,
            &["asset-not-uploaded", "assets-there"],
            Outcome::Pending,
        ),
        (
            vec![draft(1, vec![asset("shop-1.4.0-linux"), Asset { size: 0, ..asset("SHA256SUMS") }])],
            true,
            &["asset-empty", "assets-there"],
            Outcome::Unmet,
        ),
    ] {
        let fixture = drafted(releases.clone(), shown);
        assert_eq!(codes(&fixture, yaml), wanted, "{releases:?}");
        assert_eq!(fixture.judge(&format!("artifacts: {yaml}")).outcome, outcome, "{releases:?}");
    }
    for shown in [true, false] {
        let not = drafted(vec![], shown).judge(&format!("not: {{artifacts: {yaml}}}"));
        assert_eq!(not.outcome, Outcome::Unknown, "what is not there is not looked at");
    }
}

fn runs_of(fixture: &mut Fixture) -> &mut WorkflowRuns {
    match &mut fixture.evidence.workflow_runs {
        Fact::Known(known) => known,
        _ => panic!("they are known"),
    }
}

fn releases_of(fixture: &mut Fixture) -> &mut Releases {
    match &mut fixture.evidence.releases {
        Fact::Known(known) => known,
        _ => panic!("they are known"),
    }
}

fn both() -> Fixture {
    let mut fixture = with(vec![run(1)]);
    fixture.evidence.releases = drafted(vec![draft(1, vec![asset("shop")])], true).evidence.releases;
    fixture
}

const BOTH: &str =
    "artifacts: {workflow: .github/workflows/build.yml, names: [shop], release-assets: [shop]}";

#[test]
fn each_fact_that_is_not_known_holds() {
    assert_eq!(both().judge(BOTH).outcome, Outcome::Met);
    let changes: [fn(&mut Fixture); 11] = [
        |f| f.evidence.workflow_runs = Fact::NotCollected,
        |f| f.evidence.workflow_runs = Fact::Unknown(Unknown::new(Reason::Forbidden)),
        |f| runs_of(f).commit = oid("m14"),
        |f| runs_of(f).runs = List::new(vec![run(1)], 2),
        |f| runs_of(f).runs = List::all(vec![Run { artifacts: Fact::NotCollected, ..run(1) }]),
        |f| {
            runs_of(f).runs = List::all(vec![Run {
                artifacts: Fact::Known(List::new(vec![artifact(1, "shop")], 2)),
                ..run(1)
            }])
        },
        |f| f.evidence.releases = Fact::NotCollected,
        |f| releases_of(f).tag = "v1.3.1".into(),
        |f| releases_of(f).releases = List::new(vec![draft(1, vec![asset("shop")])], 2),
        |f| {
            releases_of(f).releases =
                List::all(vec![Release { assets: Fact::NotCollected, ..draft(1, vec![]) }])
        },
        |f| {
            releases_of(f).releases = List::all(vec![Release {
                assets: Fact::Known(List::new(vec![asset("shop")], 2)),
                ..draft(1, vec![])
            }])
        },
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut fixture = both();
        change(&mut fixture);
        assert_eq!(fixture.judge(BOTH).outcome, Outcome::Unknown, "change {index}");
        assert_eq!(fixture.judge(&format!("not: {{{BOTH}}}")).outcome, Outcome::Unknown, "change {index}");
    }
}

#[test]
fn it_declares_what_it_needs() {
    let needs = |yaml: &str| Fixture::release().read(yaml).unwrap().needs(&BTreeMap::new());
    let whole = needs(BOTH);
    assert!(whole.releases);
    let runs = whole.artifacts.first().unwrap();
    assert_eq!((runs.workflow.as_str(), runs.events.len()), (BUILD, 6));
    assert!(needs("artifacts: {release-assets: [shop]}").artifacts.is_empty());
    assert!(!needs(&format!("artifacts: {SHOP}")).releases);
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (yaml, wanted) in [
        ("{}", &["nothing-asked"][..]),
        ("[shop]", &["wrong-type"]),
        ("{workflow: .github/workflows/build.yml}", &["missing-key"]),
        ("{names: [shop]}", &["no-effect"]),
        ("{names: [shop], own-run: allow}", &["no-effect", "no-effect"]),
        ("{release-assets: [shop], events: [push]}", &["no-effect"]),
        ("{workflow: build.yml, names: [shop]}", &["bad-path"]),
        ("{workflow: Build, names: [shop]}", &["bad-path"]),
        ("{workflow: .github/workflows/build.yml@main, names: [shop]}", &["bad-path"]),
        ("{workflow: .github/workflows/build.yml, names: []}", &["empty-list"]),
        ("{workflow: .github/workflows/build.yml, names: [shop, shop]}", &["named-twice"]),
        ("{workflow: .github/workflows/build.yml, names: [a/b]}", &["bad-text"]),
        ("{workflow: .github/workflows/build.yml, names: [\"{tag}\"]}", &["bad-text"]),
        ("{workflow: .github/workflows/build.yml, names: [shop], own-run: yes}", &["not-one-of"]),
        ("{workflow: .github/workflows/build.yml, names: [shop], events: [Push]}", &["bad-text"]),
        ("{workflows: .github/workflows/build.yml}", &["unknown-key"]),
        ("{release-assets: []}", &["empty-list"]),
    ] {
        let problems = Fixture::release().read(&format!("artifacts: {yaml}")).unwrap_err();
        let codes: Vec<_> = problems.iter().map(|one| one.split(':').next().unwrap_or_default()).collect();
        assert_eq!(codes, wanted, "{yaml}: {problems:?}");
    }
    let problems = Fixture::merge().read(&format!("artifacts: {SHOP}")).unwrap_err();
    assert!(problems[0].starts_with("release-wide"), "{problems:?}");
}

#[test]
fn the_examples_are_valid() {
    for example in Artifacts::EXAMPLE.split("---\n") {
        Fixture::release().read(example).unwrap_or_else(|problems| panic!("{example}: {problems:?}"));
    }
}

#[test]
fn it_tells_what_stands_in_the_way() {
    let mut all = Vec::new();
    for runs in [
        vec![run(1)],
        vec![],
        vec![
            Run { event: "pull_request".into(), ..run(1) },
            Run { head_repository: Some("eve/shop".into()), ..run(2) },
        ],
        vec![Run { result: CheckResult::Cancelled, ..run(1) }],
        vec![Run { result: CheckResult::Pending, ..run(1) }],
        vec![has(vec![Artifact { expired: true, ..artifact(1, "shop") }])],
    ] {
        all.extend(told(&with(runs).findings(&format!("artifacts: {SHOP}"))));
    }
    for (releases, shown) in [
        (vec![draft(1, vec![asset("shop"), Asset { uploaded: false, ..asset("sums") }])], true),
        (vec![], true),
        (vec![], false),
        (vec![draft(1, vec![]), Release { draft: false, ..draft(2, vec![]) }], true),
    ] {
        all.extend(told(&drafted(releases, shown).findings("artifacts: {release-assets: [shop, sums]}")));
    }
    insta::assert_snapshot!(all.join("\n"), @r#"
    met artifacts-uploaded: run #1 of `.github/workflows/build.yml` has uploaded `shop`
    unmet (absent) no-run: no run of `.github/workflows/build.yml` was started at m15 => start `.github/workflows/build.yml` at m15, or correct its path in the policy [writers]
    unmet (absent) run-of-fork: run #2 of `.github/workflows/build.yml` does not count: it ran for `eve/shop` => start `.github/workflows/build.yml` at m15 in this repository [writers]
    unmet (absent) run-of-other-event: run #1 of `.github/workflows/build.yml` does not count: it was started by `pull_request` => start `.github/workflows/build.yml` at m15 by one of `merge_group` `push` `release` `repository_dispatch` `schedule` `workflow_dispatch`, or list `pull_request` under `events` if its runs may be trusted [writers]
    unmet run-not-successful: run #1 of `.github/workflows/build.yml` was cancelled, and only success counts => see in run #1 what went wrong, put it right, and start it again [writers]
    pending run-pending: run #1 of `.github/workflows/build.yml` has not ended => wait for it [Machine(".github/workflows/build.yml #1")]
    unmet artifact-expired: the artifact `shop` of run #1 has expired, so GitHub has deleted it => run `.github/workflows/build.yml` again at m15, and look at its `retention-days` [writers]
    pending asset-not-uploaded: the upload of the asset `sums` of the draft release v1.4.0 has not ended => wait for it; if nobody is uploading it any more, delete it and add it again [writers]
    met assets-there: the draft release v1.4.0 has the assets `shop`
    unmet (absent) no-release: there is neither a release nor a draft for `v1.4.0` => draft a release for the tag `v1.4.0`, and add `shop` `sums` to it [writers]
    unknown no-release-seen: no release for `v1.4.0` is shown; a draft would be shown only to a token with `contents: write`, and whether this is one is not known => draft a release for the tag `v1.4.0`; if there is one, give the gate's job `contents: write` under `permissions:` [writers, WorkflowAuthors]
    unknown several-releases: the draft release v1.4.0 is one of 2 releases and drafts for `v1.4.0`, and which is meant is not known => delete all of them but the one that is meant [writers]
    unknown several-releases: the release v1.4.0 is one of 2 releases and drafts for `v1.4.0`, and which is meant is not known => delete all of them but the one that is meant [writers]
    "#);
}

#[test]
fn who_can_act_is_named() {
    let who = |fixture: &Fixture, yaml: &str| fixture.findings(yaml).remove(0).who;
    let unseen = drafted(vec![], false);
    assert_eq!(who(&unseen, "artifacts: {release-assets: [shop]}"), [Who::Writers, Who::WorkflowAuthors]);
    let going = with(vec![Run { result: CheckResult::Pending, ..run(7) }]);
    let machine = Who::Machine(".github/workflows/build.yml #7".into());
    assert_eq!(who(&going, &format!("artifacts: {SHOP}")), [machine]);
}

proptest! {
    /// Of what a run has and how it stands: taking any of it away never meets what was not met.
    #[test]
    fn taking_evidence_away_never_meets_anything(
        results in prop::collection::vec(prop::sample::select(vec![CheckResult::Success, CheckResult::Pending, CheckResult::Failure]), 0..3),
        uploads in prop::collection::vec((0_u64..2, any::<bool>()), 0..3),
        drafts in 0_u64..3,
        loss in 0..6,
        negated: bool,
    ) {
        let artifacts = || uploads.iter().zip(1..).map(|((size, expired), id)| Artifact { size: *size, expired: *expired, ..artifact(id, "shop") });
        let runs = results.iter().zip(1..).map(|(result, id)| Run { id, started_at: at(&format!("10:{id:02}")), result: *result, ..has(artifacts().collect()) });
        let mut fixture = with(runs.collect());
        let releases = (0..drafts).map(|id| draft(id, vec![asset("shop")])).collect();
        fixture.evidence.releases = drafted(releases, drafts > 0).evidence.releases;
        let yaml = if negated { format!("not: {{{BOTH}}}") } else { BOTH.to_owned() };
        let before = fixture.judge(&yaml).outcome;
        match loss {
            0 => fixture.evidence.workflow_runs = Fact::NotCollected,
            1 => fixture.evidence.releases = Fact::NotCollected,
            2 => {
                let read = runs_of(&mut fixture);
                read.runs = List::new(read.runs.seen().iter().skip(1).cloned().collect(), read.runs.total());
            }
            3 => {
                let read = runs_of(&mut fixture);
                let blind = read.runs.seen().iter().cloned().map(|run| Run { artifacts: Fact::NotCollected, ..run });
                read.runs = List::all(blind.collect());
            }
            4 => {
                let read = releases_of(&mut fixture);
                read.releases = List::new(read.releases.seen().iter().skip(1).cloned().collect(), read.releases.total());
            }
            _ => releases_of(&mut fixture).drafts_shown = false,
        }
        let after = fixture.judge(&yaml).outcome;
        prop_assert!(after != Outcome::Met || before == Outcome::Met, "{before:?} became {after:?}");
    }
}
