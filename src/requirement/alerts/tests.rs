use proptest::prelude::*;

use crate::evidence::alert::{
    AlertSeverity, Analysis, CodeAlert, CodeScanning, CommitTree, DependabotAlert, Feature, ScannedRef,
    SecretAlert,
};
use crate::evidence::{Fact, List, Reason, Unknown};
use crate::requirement::fixture::{Fixture, at, oid};
use crate::requirement::told::told;
use crate::verdict::Outcome;

use AlertSeverity::{Critical, High, Low, Medium, Unrated};

const ALL: &str = "{alerts: {code-scanning: high, dependabot: high, secret-scanning: any}}";

fn analysis(tool: &str, category: &str, commit: &str, time: &str) -> Analysis {
    Analysis {
        tool: tool.into(),
        category: category.into(),
        commit: oid(commit),
        at: at(time),
        failed: false,
    }
}

fn code_alert(number: u64, severity: AlertSeverity) -> CodeAlert {
    CodeAlert {
        number,
        created_at: at("07:00"),
        tool: "CodeQL".into(),
        severity,
        about: Some(format!("js/rule-{number} in src/a.js:{number}")),
    }
}

fn dependabot(number: u64, severity: AlertSeverity) -> DependabotAlert {
    DependabotAlert {
        number,
        created_at: at("07:00"),
        severity,
        development: false,
        about: Some(format!("left-pad-{number} in a.json")),
    }
}

fn scanned(reference: &str, analyses: Vec<Analysis>, alerts: Vec<CodeAlert>) -> ScannedRef {
    ScannedRef {
        reference: reference.into(),
        analyses: Fact::Known(Feature::On(analyses)),
        alerts: Fact::Known(Feature::On(List::all(alerts))),
    }
}

fn known<T>(items: Vec<T>) -> Fact<Feature<List<T>>> {
    Fact::Known(Feature::On(List::all(items)))
}

/// v1.4.0 at `m15`, analysed by CodeQL on main, with nothing open.
fn clean() -> Fixture {
    let mut fixture = Fixture::release();
    let refs = vec![scanned("refs/heads/main", vec![analysis("CodeQL", "/js", "m15", "09:00")], vec![])];
    fixture.evidence.alerts.code_scanning =
        Fact::Known(CodeScanning { commit: oid("m15"), refs, trees: Fact::NotCollected });
    fixture.evidence.alerts.dependabot = known(vec![]);
    fixture.evidence.alerts.secret_scanning = known(vec![]);
    fixture
}

fn scanning(fixture: &mut Fixture) -> &mut CodeScanning {
    match &mut fixture.evidence.alerts.code_scanning {
        Fact::Known(scanning) => scanning,
        other => panic!("{other:?}"),
    }
}

fn with_refs(refs: Vec<ScannedRef>, trees: &[(&str, &str)]) -> Fixture {
    let mut fixture = clean();
    let scanning = scanning(&mut fixture);
    scanning.refs = refs;
    let tree = |(commit, tree): &(&str, &str)| CommitTree { commit: oid(commit), tree: Some(oid(tree)) };
    scanning.trees = Fact::Known(trees.iter().map(tree).collect());
    fixture
}

fn code(fixture: &Fixture) -> Vec<String> {
    told(&fixture.findings("{alerts: {code-scanning: high}}"))
}

fn outcome(fixture: &Fixture, yaml: &str) -> Outcome {
    fixture.judge(yaml).outcome
}

#[test]
fn nothing_open_in_an_analysed_commit_is_met() {
    insta::assert_snapshot!(told(&clean().findings(ALL)).join("\n"), @"
    met no-open-alert: no code scanning alert of severity high or above is open on `main`
    met analysed: `CodeQL` analysed m15 on `main`
    met no-open-alert: no Dependabot alert of severity high or above is open on `main`
    met no-open-alert: no secret scanning alert of any kind is open on any branch
    ");
}

/// Severity of the alert, and the least threshold from which on it does not hold any more.
#[test]
fn an_alert_holds_from_its_severity_down() {
    let thresholds = ["any", "low", "medium", "high", "critical"];
    for (severity, holds) in [
        (Low, [true, true, false, false, false]),
        (Medium, [true, true, true, false, false]),
        (High, [true, true, true, true, false]),
        (Critical, [true, true, true, true, true]),
        (Unrated, [true, true, true, true, true]),
    ] {
        for (threshold, holds) in thresholds.into_iter().zip(holds) {
            let wanted = if holds { Outcome::Unmet } else { Outcome::Met };
            let mut fixture = clean();
            fixture.evidence.alerts.dependabot = known(vec![dependabot(1, severity)]);
            let yaml = format!("{{alerts: {{dependabot: {threshold}}}}}");
            assert_eq!(outcome(&fixture, &yaml), wanted, "{severity:?} {yaml}");
            let mut fixture = clean();
            scanning(&mut fixture).refs[0].alerts = known(vec![code_alert(1, severity)]);
            let yaml = format!("{{alerts: {{code-scanning: {threshold}}}}}");
            assert_eq!(outcome(&fixture, &yaml), wanted, "{severity:?} {yaml}");
        }
    }
}

#[test]
fn open_alerts_are_named_gravest_first_and_few_by_name() {
    let mut fixture = clean();
    scanning(&mut fixture).refs[0].alerts = known(vec![code_alert(7, High), code_alert(8, Low)]);
    let mut alerts: Vec<DependabotAlert> = (1..=11).map(|number| dependabot(number, High)).collect();
    alerts.push(dependabot(12, Critical));
    fixture.evidence.alerts.dependabot = known(alerts);
    fixture.evidence.alerts.secret_scanning = known(vec![SecretAlert {
        number: 3,
        created_at: at("07:00"),
        about: Some("Slack API Token".into()),
    }]);
    let said = told(&fixture.findings(ALL));
    let few: Vec<&String> = [0, 1, 2, 3, 11, 12, 13].iter().map(|index| &said[*index]).collect();
    insta::assert_snapshot!(few.iter().map(|line| line.as_str()).collect::<Vec<_>>().join("\n"), @"
    unmet open-alert: code scanning alert 7 is open on `main` (high): `js/rule-7 in src/a.js:7` => fix what it warns of, or dismiss code scanning alert 7 with a reason [writers]
    met analysed: `CodeQL` analysed m15 on `main`
    unmet open-alert: Dependabot alert 12 is open on `main` (critical): `left-pad-12 in a.json` => fix what it warns of, or dismiss Dependabot alert 12 with a reason [writers]
    unmet open-alert: Dependabot alert 1 is open on `main` (high): `left-pad-1 in a.json` => fix what it warns of, or dismiss Dependabot alert 1 with a reason [writers]
    unmet open-alert: Dependabot alert 9 is open on `main` (high): `left-pad-9 in a.json` => fix what it warns of, or dismiss Dependabot alert 9 with a reason [writers]
    unmet more-open-alerts: further Dependabot alerts of severity high or above are open on `main`: 2 (Dependabot alerts) => look through Dependabot alerts, and fix or dismiss them [writers]
    unmet open-secret: secret scanning alert 3 is open: `Slack API Token` => revoke the secret, then close secret scanning alert 3 with a reason [Admins]
    ");
    assert_eq!(said.len(), 14);
}

#[test]
fn on_a_public_repository_alerts_are_counted_only() {
    let mut fixture = clean();
    fixture.evidence.opening.repository.private = false;
    scanning(&mut fixture).refs[0].alerts = known(vec![code_alert(7, High), code_alert(8, Critical)]);
    fixture.evidence.alerts.dependabot = known(vec![dependabot(1, High), dependabot(2, Low)]);
    fixture.evidence.alerts.secret_scanning = known(vec![SecretAlert {
        number: 3,
        created_at: at("07:00"),
        about: Some("Slack API Token".into()),
    }]);
    let findings = fixture.findings(ALL);
    let all = format!("{findings:?}");
    for hidden in ["js/rule", "a.js", "left-pad", "Slack", "security/code-scanning/7", "dependabot/1"] {
        assert!(!all.contains(hidden), "{hidden}: {all}");
    }
    insta::assert_snapshot!(told(&findings).join("\n"), @"
    unmet open-alerts: code scanning alerts of severity high or above are open on `main`: 2 (code scanning alerts) => look through code scanning alerts: fix what they warn of, or dismiss them with a reason [writers]
    met analysed: `CodeQL` analysed m15 on `main`
    unmet open-alerts: Dependabot alerts of severity high or above are open on `main`: 1 (Dependabot alerts) => look through Dependabot alerts: fix what they warn of, or dismiss them with a reason [writers]
    unmet open-secrets: secret scanning alerts are open: 1 (secret scanning alerts) => look through secret scanning alerts: revoke the secrets, then close the alerts with a reason [Admins]
    ");
}

#[test]
fn of_runtime_only_what_is_known_to_be_for_development_is_left_out() {
    let mut fixture = clean();
    fixture.evidence.alerts.dependabot =
        known(vec![DependabotAlert { development: true, ..dependabot(1, Critical) }]);
    assert_eq!(outcome(&fixture, "{alerts: {dependabot: low}}"), Outcome::Unmet);
    let runtime = "{alerts: {dependabot: {at-least: low, scope: runtime}}}";
    assert_eq!(outcome(&fixture, runtime), Outcome::Met);
    fixture.evidence.alerts.dependabot = known(vec![dependabot(1, Critical)]);
    assert_eq!(outcome(&fixture, runtime), Outcome::Unmet);
}

type Secrets = fn() -> Fact<Feature<List<SecretAlert>>>;

/// What each source is, and whether it is met without and with `off: allow`.
#[test]
fn a_source_that_is_off_or_cannot_be_read_is_never_zero() {
    fn off<T>() -> Feature<T> {
        Feature::Off { said: "It is disabled.".into() }
    }
    let archived = || Feature::Archived { said: "It is archived.".into() };
    let refused = || Unknown::new(Reason::Forbidden).detail("no");
    let states: [(&str, Secrets, Outcome, Outcome); 6] = [
        ("on", || known(vec![]), Outcome::Met, Outcome::Met),
        ("off", || Fact::Known(Feature::Off { said: "disabled".into() }), Outcome::Unknown, Outcome::Met),
        (
            "archived",
            || Fact::Known(Feature::Archived { said: "x".into() }),
            Outcome::Unknown,
            Outcome::Unknown,
        ),
        ("refused", || Fact::Unknown(Unknown::new(Reason::Forbidden)), Outcome::Unknown, Outcome::Unknown),
        ("not collected", || Fact::NotCollected, Outcome::Unknown, Outcome::Unknown),
        ("half read", || Fact::Known(Feature::On(List::new(vec![], 1))), Outcome::Unknown, Outcome::Unknown),
    ];
    for (name, state, plain, allowed) in states {
        let mut fixture = clean();
        fixture.evidence.alerts.secret_scanning = state();
        assert_eq!(outcome(&fixture, "{alerts: {secret-scanning: any}}"), plain, "{name}");
        assert_eq!(outcome(&fixture, "{alerts: {secret-scanning: {off: allow}}}"), allowed, "{name}");
    }
    let mut fixture = clean();
    fixture.evidence.alerts.dependabot = Fact::Known(off());
    fixture.evidence.alerts.secret_scanning = Fact::Known(archived());
    scanning(&mut fixture).refs[0].analyses = Fact::Unknown(refused());
    insta::assert_snapshot!(told(&fixture.findings(ALL)).join("\n"), @"
    unknown unreadable: the alerts of code scanning could not be read: Forbidden no => (remedy)
    unknown switched-off: Dependabot is switched off in the repository: `It is disabled.` => switch Dependabot on in the repository's settings, or write `off: allow` for it in the policy if releases are to go without [Admins]
    unknown archived: GitHub shows no alerts of secret scanning for an archived repository: `It is archived.` => unarchive the repository, on its settings page [Admins]
    ");
    let allowed = "{alerts: {dependabot: {at-least: high, off: allow}}}";
    insta::assert_snapshot!(told(&fixture.findings(allowed)).join("\n"), @"met switched-off-allowed: Dependabot is switched off in the repository, which the policy allows: nothing was looked at");
    scanning(&mut fixture).refs[0].analyses = Fact::Known(off());
    assert_eq!(outcome(&fixture, "{alerts: {code-scanning: high}}"), Outcome::Unknown);
    let allowed = "{alerts: {code-scanning: {at-least: high, off: allow}}}";
    assert_eq!(outcome(&fixture, allowed), Outcome::Met);
    // It was on a moment ago: that is no answer to build upon.
    let mut fixture = clean();
    scanning(&mut fixture).refs[0].alerts = Fact::Known(off());
    assert_eq!(outcome(&fixture, allowed), Outcome::Unknown);
}

#[test]
fn a_commit_that_nobody_analysed_is_not_free_of_alerts() {
    let never = with_refs(vec![scanned("refs/heads/main", vec![], vec![])], &[]);
    let other = with_refs(
        vec![scanned(
            "refs/heads/main",
            vec![analysis("CodeQL", "/js", "m14", "08:00")],
            vec![code_alert(1, High)],
        )],
        &[("m15", "t15"), ("m14", "t14")],
    );
    let mut failed = clean();
    if let Fact::Known(Feature::On(analyses)) = &mut scanning(&mut failed).refs[0].analyses {
        analyses[0].failed = true;
    }
    let since = with_refs(
        vec![scanned(
            "refs/heads/main",
            vec![analysis("CodeQL", "/js", "m16", "09:30"), analysis("CodeQL", "/js", "m15", "09:00")],
            vec![],
        )],
        &[("m15", "t15"), ("m16", "t16")],
    );
    let mut unread = copy(&since);
    scanning(&mut unread).trees = Fact::Unknown(Unknown::new(Reason::TimedOut));
    let one_of_two = with_refs(
        vec![scanned(
            "refs/heads/main",
            vec![analysis("CodeQL", "/js", "m15", "09:00"), analysis("CodeQL", "/py", "m14", "08:00")],
            vec![],
        )],
        &[("m15", "t15"), ("m14", "t14")],
    );
    let mut all = Vec::new();
    for fixture in [never, other, failed, since, unread, one_of_two] {
        assert!(!fixture.judge("{alerts: {code-scanning: high}}").outcome.lets_pass());
        all.push(code(&fixture).join("\n"));
    }
    insta::assert_snapshot!(all.join("\n\n"), @"
    unmet (absent) never-analysed: code scanning has never analysed `main` => let the workflow that scans the code run for m15, or set code scanning up [writers]

    unmet (absent) commit-not-analysed: there is no analysis of m15 by `CodeQL /js`; its newest is of m14 on `main`, of 08:00 => let the workflow that scans the code run for m15; if `CodeQL /js` is no longer in use, delete its analyses in code scanning under *Tool status*, or name the tools that count under `tools` [writers]
    unmet open-alert: code scanning alert 1 is open on `main` (high): `js/rule-1 in src/a.js:1` => fix what it warns of, or dismiss code scanning alert 1 with a reason [writers]

    unmet analysis-failed: the analysis of m15 by `CodeQL /js` on `main`, of 09:00, ended in an error => see in code scanning under *Tool status* what went wrong, and run the workflow again for m15 [writers]

    unknown analysed-since: `CodeQL /js` analysed m15 on `main`, and m16 since, at 09:30: the alerts there are those of the newer analysis => judge m16 instead, or run the workflow that scans the code again for m15 [writers]

    unknown trees-unreadable: `CodeQL /js` analysed m16 on `main`; whether that has the same files as m15 could not be read: TimedOut => (remedy)

    unmet (absent) commit-not-analysed: there is no analysis of m15 by `CodeQL /py`; its newest is of m14 on `main`, of 08:00 => let the workflow that scans the code run for m15; if `CodeQL /py` is no longer in use, delete its analyses in code scanning under *Tool status*, or name the tools that count under `tools` [writers]
    met no-open-alert: no code scanning alert of severity high or above is open on `main`
    met analysed: `CodeQL` analysed m15 on `main`
    ");
}

fn copy(fixture: &Fixture) -> Fixture {
    let mut other = clean();
    other.evidence = fixture.evidence.clone();
    other
}

#[test]
fn under_not_a_missing_analysis_stays_unknown() {
    let never = with_refs(vec![scanned("refs/heads/main", vec![], vec![])], &[]);
    assert_eq!(outcome(&never, "{not: {alerts: {code-scanning: high}}}"), Outcome::Unknown);
}

#[test]
fn each_named_tool_must_have_analysed_the_commit() {
    let refs = || {
        vec![scanned(
            "refs/heads/main",
            vec![analysis("CodeQL", "/js", "m15", "09:00"), analysis("Nightly", "", "m14", "01:00")],
            vec![CodeAlert { tool: "Nightly".into(), ..code_alert(1, Critical) }],
        )]
    };
    let fixture = with_refs(refs(), &[("m15", "t15"), ("m14", "t14")]);
    let tools = |tools: &str| format!("{{alerts: {{code-scanning: {{at-least: high, tools: {tools}}}}}}}");
    for (named, wanted) in [
        ("[CodeQL]", Outcome::Met),
        ("codeql", Outcome::Met),
        ("[CodeQL, Nightly]", Outcome::Unmet),
        ("[Nightly]", Outcome::Unmet),
        ("[CodeQL, Trivy]", Outcome::Unmet),
    ] {
        assert_eq!(outcome(&fixture, &tools(named)), wanted, "{named}");
    }
    assert_eq!(outcome(&fixture, "{alerts: {code-scanning: high}}"), Outcome::Unmet);
    insta::assert_snapshot!(told(&fixture.findings(&tools("[CodeQL, Trivy]"))).join("\n"), @"
    unmet (absent) tool-missing: `Trivy` has never analysed `main` => let the workflow that runs `Trivy` run for m15, or correct the name under `tools` in the policy [writers]
    met no-open-alert: no code scanning alert of severity high or above is open on `main`
    met analysed: `CodeQL` analysed m15 on `main`
    ");
}

/// Refs that were looked at, each with the commits of its newest analyses, and the alerts that are open there.
struct Row {
    refs: &'static [(&'static str, &'static [&'static str], &'static [u64])],
    wanted: Outcome,
}

const MAIN: &str = "refs/heads/main";
const TAG: &str = "refs/tags/v1.4.0";
const MERGE: &str = "refs/pull/15/merge";

/// The judged commit is `m15`; `same` has its tree, `other` has another.
const ROWS: &[Row] = &[
    Row { refs: &[(MAIN, &["m15"], &[])], wanted: Outcome::Met },
    Row { refs: &[(MAIN, &["m15"], &[1])], wanted: Outcome::Unmet },
    Row { refs: &[(MAIN, &["other"], &[])], wanted: Outcome::Unmet },
    Row { refs: &[(MAIN, &["same"], &[])], wanted: Outcome::Met },
    Row { refs: &[(MAIN, &["same"], &[1])], wanted: Outcome::Unmet },
    Row { refs: &[(MAIN, &["other", "m15"], &[])], wanted: Outcome::Unknown },
    Row { refs: &[(MAIN, &["same", "m15"], &[])], wanted: Outcome::Met },
    Row { refs: &[(MAIN, &["gone"], &[])], wanted: Outcome::Unmet },
    // A tag: analysed itself, or its commit on the branch, whose alerts are those of the commit only while it ends there.
    Row { refs: &[(TAG, &["m15"], &[]), (MAIN, &["other", "m15"], &[1])], wanted: Outcome::Met },
    Row { refs: &[(TAG, &["m15"], &[1]), (MAIN, &["other"], &[])], wanted: Outcome::Unmet },
    Row { refs: &[(TAG, &[], &[]), (MAIN, &["m15"], &[])], wanted: Outcome::Met },
    Row { refs: &[(TAG, &[], &[]), (MAIN, &["other", "m15"], &[])], wanted: Outcome::Unknown },
    // The pull request that was merged: the same files, and then what is open on the branch counts besides.
    Row { refs: &[(MAIN, &["other"], &[]), (MERGE, &["same"], &[])], wanted: Outcome::Met },
    Row { refs: &[(MAIN, &["other"], &[1]), (MERGE, &["same"], &[])], wanted: Outcome::Unmet },
    Row { refs: &[(MAIN, &["other"], &[]), (MERGE, &["same"], &[1])], wanted: Outcome::Unmet },
    Row { refs: &[(MAIN, &["other"], &[]), (MERGE, &["other"], &[])], wanted: Outcome::Unmet },
    Row { refs: &[(MAIN, &[], &[]), (MERGE, &["same"], &[])], wanted: Outcome::Met },
];

fn row(row: &Row) -> Fixture {
    let place = |(reference, commits, alerts): &(&str, &[&str], &[u64])| {
        let times = ["09:00", "08:00"];
        let analyses =
            commits.iter().zip(times).map(|(commit, time)| analysis("CodeQL", "/js", commit, time)).collect();
        scanned(reference, analyses, alerts.iter().map(|number| code_alert(*number, High)).collect())
    };
    let mut fixture = with_refs(
        row.refs.iter().map(place).collect(),
        &[("m15", "files"), ("same", "files"), ("other", "other files")],
    );
    if let Fact::Known(trees) = &mut scanning(&mut fixture).trees {
        trees.push(CommitTree { commit: oid("gone"), tree: None });
    }
    fixture
}

#[test]
fn the_newest_analysis_of_the_very_files_counts() {
    for (index, one) in ROWS.iter().enumerate() {
        let fixture = row(one);
        let got = outcome(&fixture, "{alerts: {code-scanning: high}}");
        assert_eq!(got, one.wanted, "row {index}: {:#?}", code(&fixture));
    }
    insta::assert_snapshot!(code(&row(&ROWS[12])).join("\n"), @"
    met no-open-alert: no code scanning alert of severity high or above is open on `refs/pull/15/merge`
    met no-open-alert: no code scanning alert of severity high or above is open on `main`
    met analysed-equal-files: `CodeQL` analysed same on `refs/pull/15/merge`, which has the same files as m15
    ");
}

#[test]
fn a_merged_pull_request_vouches_only_while_the_branch_ends_with_its_merge() {
    let mut fixture = row(&ROWS[12]);
    if let Fact::Known(closing) = &mut fixture.evidence.closing
        && let Fact::Known(lines) = &closing.lines
    {
        let mut grown = lines.seen().to_vec();
        grown[0].behind = 1;
        closing.lines = Fact::Known(List::all(grown));
    }
    assert_eq!(outcome(&fixture, "{alerts: {code-scanning: high}}"), Outcome::Unmet);
    fixture.evidence.closing = Fact::NotCollected;
    assert_eq!(outcome(&fixture, "{alerts: {code-scanning: high}}"), Outcome::Unmet);
}

#[test]
fn what_was_read_for_another_commit_proves_nothing() {
    let mut fixture = clean();
    scanning(&mut fixture).commit = oid("m14");
    assert_eq!(outcome(&fixture, "{alerts: {code-scanning: high}}"), Outcome::Unknown);
    let mut fixture = clean();
    scanning(&mut fixture).refs.clear();
    assert_eq!(outcome(&fixture, "{alerts: {code-scanning: high}}"), Outcome::Unknown);
}

#[test]
fn what_asks_for_nothing_or_for_what_there_is_not_is_refused() {
    let fixture = Fixture::release();
    for (yaml, wanted) in [
        ("{alerts: {}}", "no-effect: `alerts` asks for nothing"),
        ("{alerts: high}", "wrong-type: `alerts` must be a mapping, found the text `high`"),
        ("{alerts: {codeql: high}}", "no-effect: `alerts` asks for nothing"),
        (
            "{alerts: {dependabot: hihg}}",
            "not-one-of: `dependabot` must be one of `any`, `low`, `medium`, `high`, `critical`, found `hihg`",
        ),
        ("{alerts: {dependabot: moderate}}", "not-one-of: `dependabot` has no word `moderate`"),
        ("{alerts: {dependabot: {}}}", "missing-key: `dependabot` needs the key `at-least`"),
        (
            "{alerts: {dependabot: {at-least: high, scope: development}}}",
            "not-one-of: `scope` must be `runtime`, found `development`",
        ),
        (
            "{alerts: {code-scanning: {at-least: high, tools: []}}}",
            "empty-list: `tools` must name at least one",
        ),
        (
            "{alerts: {code-scanning: {at-least: high, tools: [CodeQL, codeql]}}}",
            "named-twice: `tools` names this twice",
        ),
        (
            "{alerts: {code-scanning: {at-least: high, off: deny}}}",
            "not-one-of: `off` must be `allow`, found `deny`",
        ),
        ("{alerts: {secret-scanning: high}}", "not-one-of: a leaked secret has no severity"),
        ("{alerts: {secret-scanning: {}}}", "no-effect: `secret-scanning` says nothing here"),
    ] {
        let problems = fixture.read(yaml).unwrap_err();
        assert!(problems.iter().any(|problem| problem == wanted), "{yaml}: {problems:#?}");
    }
    let merge = Fixture::merge().read("{alerts: {dependabot: high}}").unwrap_err();
    assert_eq!(merge, ["release-wide: `alerts` speaks of a whole release"]);
}

fn fact<T: Clone + std::fmt::Debug + 'static>(value: Fact<T>) -> impl Strategy<Value = Fact<T>> {
    prop_oneof![
        Just(value),
        Just(Fact::NotCollected),
        Just(Fact::Unknown(Unknown::new(Reason::ServerTrouble))),
    ]
}

proptest! {
    /// Taking evidence away never turns what was not met into met.
    #[test]
    fn less_evidence_never_helps(
        index in 0..ROWS.len(),
        dependabot_there in any::<bool>(),
        code_gone in fact(Fact::Known(())),
        place in 0..2_usize,
        what in 0..4_usize,
    ) {
        let mut full = row(&ROWS[index]);
        if dependabot_there {
            full.evidence.alerts.dependabot = known(vec![dependabot(1, High)]);
        }
        let yaml = "{alerts: {code-scanning: high, dependabot: high}}";
        let before = outcome(&full, yaml);
        let refs = scanning(&mut full).refs.len();
        match what {
            0 => scanning(&mut full).refs[place % refs].analyses = Fact::Unknown(Unknown::new(Reason::TimedOut)),
            1 => scanning(&mut full).refs[place % refs].alerts = Fact::NotCollected,
            2 => scanning(&mut full).trees = Fact::Unknown(Unknown::new(Reason::TimedOut)),
            _ => full.evidence.alerts.dependabot = Fact::NotCollected,
        }
        match code_gone {
            Fact::Known(()) => {}
            Fact::NotCollected => full.evidence.alerts.code_scanning = Fact::NotCollected,
            Fact::Unknown(why) => full.evidence.alerts.code_scanning = Fact::Unknown(why),
        }
        let after = outcome(&full, yaml);
        prop_assert!(before == Outcome::Met || after != Outcome::Met, "{before:?} {after:?}");
    }
}
