use jiff::Timestamp;
use proptest::prelude::*;

use super::super::{Evaluation, choose_phase, evaluate};
use crate::evidence::check::{CheckResult, Checks, CommitStatus, Context};
use crate::evidence::pull_request::PullRequestState;
use crate::evidence::release::{Change, ChangedFile, MergeQueue, QueueEntry, Trigger};
use crate::evidence::{Evidence, Fact, List, Login, Oid};
use crate::policy::Policy;
use crate::requirement::fixture::{Fixture, at, oid, person};
use crate::verdict::{Decision, Judged, Outcome, Verdict};

const POLICY: &str = r#"
version: 1
phases:
  merge:
    holds: merge
    requirements:
      - {id: labelled, title: Labelled, require: {labels: {one-of: [feature]}}}
      - {id: approved, title: Approved, when: {paths: ["web/**"]}, require: {pull-requests: {approvals: 1}}}
"#;

/// Pull requests 14 and 15 in the merge queue of main, one behind the other; what the queue made of both is `g15`.
fn queued() -> Evidence {
    let mut fixture = Fixture::merge();
    let open = fixture.pull(14);
    (open.state, open.merge_commit, open.merged_at) = (PullRequestState::Open, None, None);
    let mut evidence = fixture.evidence;
    evidence.ask.trigger =
        Trigger::MergeGroup { head: oid("g15"), reference: "refs/heads/queue".into(), branch: "main".into() };
    let entry = |number: u64, base: &str| QueueEntry {
        pull_request: number,
        pull_request_head: oid(&format!("p{number}")),
        head: Some(oid(&format!("g{number}"))),
        base: Some(oid(base)),
    };
    let entries = List::all(vec![entry(14, "m13"), entry(15, "g14")]);
    evidence.opening.merge_queue = Fact::Known(Some(MergeQueue { tip: oid("m13"), entries }));
    if let Fact::Known(closing) = &mut evidence.closing {
        closing.head = Fact::Known(Some(oid("g15")));
    }
    evidence
}

fn judge_by(policy: &str, evidence: &Evidence) -> Option<Verdict> {
    let policy = Policy::read(policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let phase = choose_phase(&policy, None, &evidence.ask.trigger).unwrap();
    match evaluate(&policy, phase, evidence, at("10:00")) {
        Ok(Evaluation::Judged(verdict)) => Some(*verdict),
        Ok(Evaluation::Nothing(nothing)) => panic!("{nothing:?}"),
        Err(_) => None,
    }
}

fn judge(evidence: &Evidence) -> Verdict {
    judge_by(POLICY, evidence).expect("a verdict")
}

/// The verdict on one of them by itself.
fn alone(evidence: &Evidence, number: u64, now: Timestamp) -> Verdict {
    let policy = Policy::read(POLICY).unwrap();
    let mut evidence = evidence.clone();
    let head = evidence.pull_request(number).unwrap().head.clone();
    evidence.ask.trigger = Trigger::PullRequest { number, head: head.clone() };
    if let Fact::Known(closing) = &mut evidence.closing {
        closing.head = Fact::Known(Some(head));
    }
    match evaluate(&policy, policy.phase("merge").unwrap(), &evidence, now).unwrap() {
        Evaluation::Judged(verdict) => *verdict,
        Evaluation::Nothing(nothing) => panic!("{nothing:?}"),
    }
}

fn outcome(verdict: &Verdict, id: &str) -> Outcome {
    verdict.all().find(|one| one.id == id).unwrap().outcome
}

fn codes(verdict: &Verdict, id: &str) -> Vec<&'static str> {
    let requirement = verdict.all().find(|one| one.id == id).unwrap();
    let leaves = requirement.tree.as_ref().unwrap().leaves();
    leaves.into_iter().flat_map(|leaf| leaf.findings.iter().map(|finding| finding.message.code)).collect()
}

fn file(path: &str) -> ChangedFile {
    ChangedFile { path: path.to_owned(), previous: None, change: Change::Modified }
}

fn pull(evidence: &mut Evidence, number: u64) -> &mut crate::evidence::PullRequest {
    evidence.pull_requests.iter_mut().find(|pull| pull.number == number).unwrap()
}

#[test]
fn all_pull_requests_of_a_group_must_pass() {
    let verdict = judge(&queued());
    assert_eq!(verdict.decision, Decision::Go);
    let Judged::MergeGroup { commit, branch, pull_requests } = &verdict.subject else { panic!() };
    assert_eq!((commit, branch.as_str()), (&oid("g15"), "main"));
    assert_eq!(pull_requests.iter().map(|one| one.number).collect::<Vec<_>>(), [14, 15]);
    for number in [14, 15] {
        let mut evidence = queued();
        pull(&mut evidence, number).labels = Fact::Known(List::all(Vec::new()));
        let verdict = judge(&evidence);
        assert_eq!((verdict.decision, outcome(&verdict, "labelled")), (Decision::NoGo, Outcome::Unmet));
        pull(&mut evidence, number).labels = Fact::NotCollected;
        assert_eq!(outcome(&judge(&evidence), "labelled"), Outcome::Unknown);
    }
}

#[test]
fn a_requirement_applies_if_it_applies_to_one() {
    let mut evidence = queued();
    assert_eq!(outcome(&judge(&evidence), "approved"), Outcome::NotApplicable);
    pull(&mut evidence, 15).files = Fact::Known(List::all(vec![file("web/a.js")]));
    assert_eq!(outcome(&judge(&evidence), "approved"), Outcome::Met);
    pull(&mut evidence, 14).reviews = Fact::Known(List::all(Vec::new()));
    assert_eq!(outcome(&judge(&evidence), "approved"), Outcome::Met, "it is not for 14");
    pull(&mut evidence, 14).files = Fact::NotCollected;
    let verdict = judge(&evidence);
    assert_eq!(outcome(&verdict, "approved"), Outcome::Unknown, "whether it is for 14 is not known");
    assert!(codes(&verdict, "approved").contains(&"unreadable"), "{:?}", codes(&verdict, "approved"));
    pull(&mut evidence, 15).reviews = Fact::Known(List::all(Vec::new()));
    assert_eq!(judge(&evidence).decision, Decision::NoGo);
}

#[test]
fn the_checks_of_the_common_commit_count_and_are_told_once() {
    let policy = POLICY.replace("labels: {one-of: [feature]}", "checks: {names: [build]}");
    let mut evidence = queued();
    let checks_at = |commit: Oid| {
        let build = Context::Status(CommitStatus {
            context: "build".into(),
            result: CheckResult::Success,
            created_at: at("09:00"),
            url: None,
            creator: Some(Login::new("builder")),
        });
        Fact::Known(Checks { commit, contexts: List::all(vec![build]) })
    };
    evidence.checks = checks_at(oid("g15"));
    let verdict = judge_by(&policy, &evidence).unwrap();
    assert_eq!(codes(&verdict, "labelled"), ["passed"]);
    assert_eq!(verdict.decision, Decision::Go);
    for other in ["p15", "p14", "g14", "m13"] {
        evidence.checks = checks_at(oid(other));
        let verdict = judge_by(&policy, &evidence).unwrap();
        assert_eq!(outcome(&verdict, "labelled"), Outcome::Unknown, "the checks of {other} are others");
    }
}

#[test]
fn a_group_that_is_no_longer_what_was_asked_for_is_held() {
    type Change = fn(&mut Evidence);
    let cases: [(&str, Change); 7] = [
        ("group-taken-apart", |it| closing(it, Some(None))),
        ("group-rebuilt", |it| closing(it, Some(Some(oid("x"))))),
        ("unreadable", |it| closing(it, None)),
        ("unreadable", |it| it.pull_requests.retain(|pull| pull.number != 14)),
        ("pushed-to-in-queue", |it| pull(it, 14).head = oid("new")),
        ("other-base", |it| pull(it, 15).base = "release/1".into()),
        ("pull-request-closed", |it| pull(it, 15).state = PullRequestState::Closed),
    ];
    for (code, change) in cases {
        let mut evidence = queued();
        change(&mut evidence);
        let verdict = judge(&evidence);
        assert!(codes(&verdict, "candidate").contains(&code), "{code}: {:?}", codes(&verdict, "candidate"));
        assert_eq!(verdict.decision, Decision::NoGo, "{code}");
    }
    let mut merged = queued();
    pull(&mut merged, 14).state = PullRequestState::Merged;
    let verdict = judge(&merged);
    assert_eq!(verdict.notes.len(), 1, "it comes after the fact, which is said");
}

fn closing(evidence: &mut Evidence, head: Option<Option<Oid>>) {
    if let Fact::Known(closing) = &mut evidence.closing {
        closing.head = head.map_or(Fact::NotCollected, Fact::Known);
    }
}

#[test]
fn another_branchs_policy_does_not_speak_for_the_queue() {
    let mut evidence = queued();
    evidence.opening.policy.branch = "release/1".into();
    let verdict = judge(&evidence);
    assert!(codes(&verdict, "candidate").contains(&"policy-of-another-branch"));
    assert_eq!(verdict.decision, Decision::NoGo);
}

proptest! {
    /// A group is a go only if each of its pull requests is, and never with less evidence.
    #[test]
    fn a_go_for_a_group_is_one_for_each(changes in prop::collection::vec((0..2_u64, 0..9_u8), 0..5)) {
        let mut evidence = queued();
        for (which, change) in changes {
            let pull = pull(&mut evidence, 14 + which);
            match change {
                0 => pull.labels = Fact::Known(List::all(vec!["bug".into()])),
                1 => pull.labels = Fact::NotCollected,
                2 => pull.labels = Fact::Known(List::new(vec!["bug".into()], 9)),
                3 => pull.files = Fact::NotCollected,
                4 => {
                    pull.files = Fact::Known(List::all(vec![file("web/a.js")]));
                }
                5 => pull.reviews = Fact::Known(List::all(Vec::new())),
                6 => pull.reviews = Fact::NotCollected,
                7 => pull.author = person("maya-r"),
                _ => pull.state = PullRequestState::Closed,
            }
        }
        let group = judge(&evidence);
        let each = [alone(&evidence, 14, at("10:00")), alone(&evidence, 15, at("10:00"))];
        prop_assert_eq!(group.decision == Decision::Go, each.iter().all(|one| one.decision == Decision::Go));
        for id in ["labelled", "approved"] {
            let applying: Vec<Outcome> =
                each.iter().map(|one| outcome(one, id)).filter(|one| *one != Outcome::NotApplicable).collect();
            let wanted = if applying.is_empty() { Outcome::NotApplicable } else { Outcome::all(applying) };
            prop_assert_eq!(outcome(&group, id), wanted, "{}", id);
        }
    }
}

#[test]
fn what_is_said_on_one_pull_request_counts_for_that_one() {
    use crate::evidence::origin::{Authorship, Contributor};
    use crate::requirement::fixture::commit;
    use crate::requirement::standing::speech::{arrived, comment, discussion};
    let mut policy = Policy::read(POLICY).unwrap();
    let users = vec![Login::new("mona")];
    policy.roles.insert("manager".into(), crate::release::Role { users, ..crate::release::Role::default() });
    policy.waivers =
        Some(crate::waiver::Rules { by: vec!["manager".into()], longest: 7, granted: Vec::new() });
    let judge = |evidence: &Evidence| match evaluate(
        &policy,
        policy.phase("merge").unwrap(),
        evidence,
        at("10:00"),
    ) {
        Ok(Evaluation::Judged(verdict)) => *verdict,
        other => panic!("{other:?}"),
    };
    let said = |on_14: &[&str], on_15: &[&str]| {
        let comments = |lines: &[&str]| lines.iter().map(|line| comment("mona", "09:00", line)).collect();
        vec![discussion(14, comments(on_14), Vec::new()), discussion(15, comments(on_15), Vec::new())]
    };
    let mut evidence = queued();
    arrived(&mut evidence, "g15", "08:00");
    evidence.own_commits = Fact::Known(List::all(vec![commit(14), commit(15)]));
    let by_lena = |number: u64| Authorship {
        commit: commit(number).oid,
        people: List::all(vec![Contributor::Account(Login::new("lena-h"))]),
    };
    evidence.authors = Fact::Known(List::all(vec![by_lena(14), by_lena(15)]));
    evidence.discussions = said(&[], &[]);
    assert_eq!(judge(&evidence).decision, Decision::Go);
    evidence.discussions = said(&["/holdpoint hold: wait"], &[]);
    let verdict = judge(&evidence);
    assert_eq!((verdict.decision, outcome(&verdict, "hold")), (Decision::NoGo, Outcome::Unmet));
    evidence.discussions = said(&[], &["/holdpoint hold: wait"]);
    assert_eq!(judge(&evidence).decision, Decision::NoGo);

    pull(&mut evidence, 15).labels = Fact::Known(List::all(Vec::new()));
    let waive = "/holdpoint waive labelled until 2026-03-09: urgent";
    evidence.discussions = said(&[], &[waive]);
    let verdict = judge(&evidence);
    assert_eq!((verdict.decision, outcome(&verdict, "labelled")), (Decision::Go, Outcome::Waived));
    evidence.discussions = said(&[waive], &[]);
    let verdict = judge(&evidence);
    assert_eq!((verdict.decision, outcome(&verdict, "labelled")), (Decision::NoGo, Outcome::Unmet));
    evidence.discussions.pop();
    assert_eq!(outcome(&judge(&evidence), "hold"), Outcome::Unknown);
}
