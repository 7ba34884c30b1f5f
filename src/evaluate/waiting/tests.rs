//! What is waited for, and what is not.

use crate::evaluate::{Evaluation, Waiting, evaluate, waiting};
use crate::evidence::check::{App, CheckResult, CheckRun, Context, RequiredCheck, WorkflowRun};
use crate::evidence::release::OwnJob;
use crate::evidence::{Checks, Evidence, Fact, List, Reason, RequiredChecks, Unknown};
use crate::policy::Policy;
use crate::requirement::fixture::{Fixture, at, oid};

const POLICY: &str = r#"
version: 1
release: {pull-requests: milestone, tracking-issue: {label: release}}
phases:
  tag:
    holds: tag
    requirements:
      - {id: ci, title: CI, require: {checks: {names: [build, test]}}}
      - {id: changelog, title: Changelog, require: {checkbox: {}}}
"#;

fn run(name: &str, result: CheckResult) -> Context {
    Context::Run(CheckRun {
        id: name.bytes().map(u64::from).sum(),
        name: name.into(),
        result,
        started_at: Some(at("09:00")),
        completed_at: (result != CheckResult::Pending).then(|| at("09:05")),
        url: None,
        external_id: None,
        app: Some(App { id: 15_368, slug: "github-actions".into() }),
        workflow: Fact::Known(Some(WorkflowRun {
            id: 7,
            event: "push".into(),
            path: Some(".github/workflows/ci.yml".into()),
        })),
    })
}

/// Everything but the checks is met.
fn evidence(checks: &[(&str, CheckResult)]) -> Evidence {
    let mut evidence = Fixture::release().body("- [x] Changelog\n").evidence;
    let contexts = checks.iter().map(|(name, result)| run(name, *result)).collect();
    evidence.checks = Fact::Known(Checks { commit: oid("m15"), contexts: List::all(contexts) });
    evidence
}

fn awaited(require: &str, evidence: &Evidence) -> Option<Waiting> {
    let text = POLICY.replace("{checks: {names: [build, test]}}", require);
    let policy = Policy::read(&text).unwrap_or_else(|problems| panic!("{problems:#?}"));
    match evaluate(&policy, policy.phase("tag").unwrap(), evidence, at("10:00")).unwrap() {
        Evaluation::Judged(verdict) => waiting(&policy, &verdict, evidence),
        Evaluation::Nothing(nothing) => panic!("{nothing:?}"),
    }
}

/// What is running, and what is not there yet.
fn names(require: &str, evidence: &Evidence) -> Option<(Vec<String>, Vec<String>)> {
    awaited(require, evidence).map(|waiting| (waiting.running, waiting.to_come))
}

const NAMED: &str = "{checks: {names: [build, test]}}";

#[test]
fn waits_for_what_runs_and_for_what_has_not_come() {
    use CheckResult::{Pending, Success};
    let list = |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    for (checks, running, to_come) in [
        (&[("build", Pending), ("test", Success)][..], &["build"][..], &[][..]),
        (&[("build", Pending)], &["build"], &["test"]),
        (&[], &[], &["build", "test"]),
        (&[("build", Success)], &[], &["test"]),
    ] {
        assert_eq!(names(NAMED, &evidence(checks)), Some((list(running), list(to_come))), "{checks:?}");
    }
    let all = names("{checks: {all: true}}", &evidence(&[])).unwrap();
    assert_eq!(all, (vec![], list(&["CI"])), "where no name is known, the requirement's title stands for it");
}

#[test]
fn only_what_waits_is_read_again() {
    let evidence = evidence(&[("build", CheckResult::Pending), ("test", CheckResult::Success)]);
    let needs = awaited("{all: [{checks: {names: [build]}}, {pull-requests: {approvals: 1}}]}", &evidence);
    let needs = needs.unwrap().needs;
    assert!(needs.checks && !needs.pull_requests.reviews && !needs.tracking_issue, "{needs:?}");
}

#[test]
fn does_not_wait_where_waiting_is_of_no_use() {
    use CheckResult::{Cancelled, Failure, Pending, Success};
    assert_eq!(names(NAMED, &evidence(&[("build", Success), ("test", Success)])), None, "it is a go");
    assert_eq!(names(NAMED, &evidence(&[("build", Pending), ("test", Failure)])), None, "one failed");
    assert_eq!(names(NAMED, &evidence(&[("build", Pending), ("test", Cancelled)])), None);

    let mut unticked = evidence(&[("build", Pending), ("test", Success)]);
    unticked.tracking_issues = Fixture::release().body("- [ ] Changelog\n").evidence.tracking_issues;
    assert_eq!(names(NAMED, &unticked), None, "a person has to tick a box");

    let mut unread = evidence(&[("build", Pending), ("test", Success)]);
    unread.tracking_issues = Fact::Unknown(Unknown::new(Reason::Forbidden));
    assert_eq!(names(NAMED, &unread), None, "what cannot be read is not waited for");

    let mut moved = evidence(&[("build", Pending), ("test", Success)]);
    moved.closing = Fact::Unknown(Unknown::new(Reason::TimedOut));
    assert_eq!(names(NAMED, &moved), None, "nobody knows whether the candidate stands");
}

#[test]
fn a_failed_check_is_no_obstacle_where_another_way_is_open() {
    use CheckResult::{Failure, Pending};
    let evidence = evidence(&[("build", Failure), ("test", Pending)]);
    let either = "{any: [{checks: {names: [build]}}, {checks: {names: [test]}}]}";
    assert_eq!(names(either, &evidence), Some((vec!["test".into()], vec![])));
    let none = "{not: {checks: {names: [test]}}}";
    assert_eq!(names(none, &evidence), Some((vec!["test".into()], vec![])), "it may fail, as it has to");
}

#[test]
fn what_is_advisory_is_not_waited_for() {
    let mut all = evidence(&[("build", CheckResult::Success), ("test", CheckResult::Success)]);
    let policy = POLICY.replace("title: CI,", "title: CI, severity: advisory,");
    all.checks = evidence(&[("build", CheckResult::Pending)]).checks;
    let policy = Policy::read(&policy).unwrap();
    let verdict = match evaluate(&policy, policy.phase("tag").unwrap(), &all, at("10:00")).unwrap() {
        Evaluation::Judged(verdict) => verdict,
        Evaluation::Nothing(nothing) => panic!("{nothing:?}"),
    };
    assert_eq!(waiting(&policy, &verdict, &all), None);
}

#[test]
fn the_gate_never_waits_for_what_may_be_itself() {
    let own_job = |check_run| Some(OwnJob { run: 7, job: "gate".into(), check_run, workflow: None });
    let mut evidence = evidence(&[("build", CheckResult::Pending), ("test", CheckResult::Success)]);
    assert!(names(NAMED, &evidence).is_some());
    // Some job of this run is the gate's, and nothing says which.
    evidence.ask.own_job = own_job(None);
    assert_eq!(names(NAMED, &evidence), None);
    // It is `build` itself.
    evidence.ask.own_job = own_job(Some("build".bytes().map(u64::from).sum()));
    assert_eq!(names(NAMED, &evidence), None);
}

#[test]
fn a_check_that_a_branch_requires_may_still_come() {
    let mut evidence = evidence(&[]);
    evidence.required_checks = Fact::Known(RequiredChecks {
        branch: "main".into(),
        protection: Fact::Known(vec![RequiredCheck { name: "build".into(), app: None }]),
        rulesets: Fact::Known(vec![]),
    });
    assert_eq!(names("{checks: {required: true}}", &evidence), Some((vec![], vec!["build".into()])));
}

#[test]
fn what_may_bring_a_missing_check_is_told_from_the_gate_itself() {
    use CheckResult::{Pending, Success};
    let own = |run| Some(OwnJob { run, job: "gate".into(), check_run: Some(1), workflow: None });
    let under_way = |checks, own_job| {
        let mut evidence = evidence(checks);
        evidence.ask.own_job = own_job;
        awaited("{checks: {names: [deploy]}}", &evidence).unwrap().under_way
    };
    let lint = &[("lint", Pending), ("test", Success)];
    assert!(under_way(lint, None), "nobody asked for `lint`, and `deploy` may need it");
    assert!(under_way(lint, own(8)), "it is of another run than the gate");
    assert!(!under_way(lint, own(7)), "it may be what waits for the gate, or the gate");
    assert!(!under_way(&[("lint", Success)], None));
}

#[test]
fn a_person_is_not_waited_for_and_a_waiver_is_no_machine() {
    use crate::evidence::Login;
    use crate::requirement::standing::speech::{arrived, comment, discussion};
    let mut policy = Policy::read(POLICY).unwrap();
    let users = vec![Login::new("mona")];
    policy.roles.insert("manager".into(), crate::release::Role { users, ..crate::release::Role::default() });
    policy.waivers =
        Some(crate::waiver::Rules { by: vec!["manager".into()], longest: 7, granted: Vec::new() });
    let waits = |line: &str| {
        let mut evidence = evidence(&[("build", CheckResult::Pending)]);
        arrived(&mut evidence, "m15", "08:00");
        evidence.discussions = vec![discussion(40, vec![comment("mona", "09:30", line)], Vec::new())];
        match evaluate(&policy, policy.phase("tag").unwrap(), &evidence, at("10:00")).unwrap() {
            Evaluation::Judged(verdict) => {
                waiting(&policy, &verdict, &evidence).map(|waiting| (waiting.running, waiting.to_come))
            }
            Evaluation::Nothing(nothing) => panic!("{nothing:?}"),
        }
    };
    let names = |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    assert_eq!(waits("Hm."), Some((names(&["build"]), names(&["test"]))));
    assert_eq!(waits("/holdpoint hold: wait"), None, "somebody has to lift it");
    assert_eq!(waits("/holdpoint waive ci build test until 2026-03-09: ill"), None, "it is a go");
    let one = "/holdpoint waive ci test until 2026-03-09: ill";
    assert_eq!(waits(one), Some((names(&["build"]), vec![])), "what is excused is not waited for");
}
