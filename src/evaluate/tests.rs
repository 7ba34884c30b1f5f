//! The decision: when it is a go, and that nothing that is taken away from the evidence makes it one.

use serde_json::Value;

use super::{Evaluation, NoPhase, choose_phase, evaluate};
use crate::evidence::release::Trigger;
use crate::evidence::{Evidence, Oid};
use crate::policy::Policy;
use crate::requirement::fixture::{Fixture, at};
use crate::verdict::{Decision, Outcome, Verdict};

const POLICY: &str = r#"
version: 1
release: {pull-requests: milestone, tracking-issue: {label: release}}
phases:
  merge:
    holds: merge
    requirements:
      - {id: labelled, title: Labelled, require: {labels: {one-of: [feature]}}}
  tag:
    holds: tag
    requirements:
      - {id: approved, title: Approved, require: {pull-requests: {merged: all, approvals: 1, tasks: complete, threads: resolved, linked-issues: closed, labels: {none-of: [hold]}}}}
      - {id: changelog, title: Changelog, when: {type: minor}, require: {checkbox: {}}}
      - {id: guide, title: Migration guide, when: {type: major}, require: {checkbox: {}}}
      - {id: owner, title: Owner, when: {not: {paths: ["db/**"]}}, require: {field: {is: login}}}
"#;

const BODY: &str = "- [x] Changelog\n\nOwner: @mona\n";

fn judge(policy: &str, phase: &str, evidence: &Evidence) -> Verdict {
    let policy = Policy::read(policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let phase = policy.phase(phase).unwrap();
    match evaluate(&policy, phase, evidence, at("10:00")).unwrap() {
        Evaluation::Judged(verdict) => *verdict,
        Evaluation::Nothing(nothing) => panic!("{nothing:?}"),
    }
}

fn ready() -> Evidence {
    Fixture::release().body(BODY).evidence
}

fn outcomes(verdict: &Verdict) -> Vec<(&str, Outcome)> {
    verdict.all().map(|one| (one.id.as_str(), one.outcome)).collect()
}

#[test]
fn everything_met_is_a_go_and_what_does_not_apply_is_shown() {
    let verdict = judge(POLICY, "tag", &ready());
    assert_eq!(
        outcomes(&verdict),
        [
            ("candidate", Outcome::Met),
            ("scope", Outcome::Met),
            ("approved", Outcome::Met),
            ("changelog", Outcome::Met),
            ("guide", Outcome::NotApplicable),
            ("owner", Outcome::Met),
        ]
    );
    assert_eq!(verdict.decision, Decision::Go);
}

#[test]
fn one_unmet_requirement_holds_and_an_advisory_one_does_not() {
    let open = Fixture::release().body("- [ ] Changelog\n\nOwner: @mona\n").evidence;
    assert_eq!(judge(POLICY, "tag", &open).decision, Decision::NoGo);
    let advisory = POLICY.replace("id: changelog,", "id: changelog, severity: advisory,");
    assert_eq!(judge(&advisory, "tag", &open).decision, Decision::Go);
}

#[test]
fn nothing_proven_is_no_go() {
    let decide = |when: &str| {
        let policy = format!(
            "version: 1\nrelease: {{tracking-issue: {{label: release}}}}\nphases:\n  tag:\n    holds: tag\n    requirements:\n      \
             - {{id: a, title: A, when: {{type: {when}}}, require: {{labels: {{required: [release]}}}}}}\n"
        );
        judge(&policy, "tag", &ready()).decision
    };
    assert_eq!(decide("minor"), Decision::Go);
    assert_eq!(decide("major"), Decision::NoGo, "nothing applies");
}

#[test]
fn an_earlier_phase_holds_the_later_one_unless_that_is_independent() {
    let two = |independent: bool| {
        format!(
            "{POLICY}  close:\n    holds: close\n    independent: {independent}\n    requirements:\n      \
             - {{id: closing, title: Changelog, require: {{checkbox: {{}}}}}}\n"
        )
    };
    let mut evidence = ready();
    assert_eq!(judge(&two(false), "close", &evidence).decision, Decision::Go);
    let body = "- [x] Changelog\n\nOwner: ???\n";
    evidence.tracking_issues = Fixture::release().body(body).evidence.tracking_issues;
    assert_eq!(judge(&two(false), "close", &evidence).decision, Decision::NoGo);
    assert_eq!(judge(&two(true), "close", &evidence).decision, Decision::Go);
}

#[test]
fn the_phase_is_the_one_that_the_event_means() {
    let policy = Policy::read(POLICY).unwrap();
    let name =
        |asked, trigger: &Trigger| choose_phase(&policy, asked, trigger).map(|phase| phase.name.clone());
    let pull = Trigger::PullRequest { number: 1, head: Oid::new("a") };
    let terminal = Trigger::Terminal { head: None, branch: None };
    assert_eq!(name(None, &pull).unwrap(), "merge");
    assert_eq!(name(None, &terminal).unwrap(), "tag");
    assert_eq!(name(Some("tag"), &pull).unwrap(), "tag");
    assert!(matches!(name(Some("tga"), &pull), Err(NoPhase::Unknown { .. })));
    let two = format!(
        "{POLICY}  close:\n    holds: close\n    requirements:\n      - {{id: x, title: X, require: {{checkbox: {{}}}}}}\n"
    );
    let two = Policy::read(&two).unwrap();
    assert!(matches!(choose_phase(&two, None, &terminal), Err(NoPhase::Several(_))));
    let group =
        Trigger::MergeGroup { head: Oid::new("a"), reference: "refs/heads/q".into(), branch: "main".into() };
    assert_eq!(name(None, &group).unwrap(), "merge");
    let deployment = Trigger::Deployment { commit: Oid::new("a") };
    assert_eq!(name(None, &deployment).unwrap(), "tag", "no phase holds deployments");
    let three = format!(
        "{POLICY}  roll-out:\n    holds: deployment\n    requirements:\n      - {{id: x, title: X, require: {{checkbox: {{}}}}}}\n"
    );
    let three = Policy::read(&three).unwrap();
    assert_eq!(choose_phase(&three, None, &deployment).unwrap().name, "roll-out");
    let commit = Trigger::Commit { commit: Oid::new("a"), app: None };
    assert!(matches!(choose_phase(&three, None, &commit), Err(NoPhase::Several(_))));
    let merges = format!(
        "{POLICY}  also:\n    holds: merge\n    requirements:\n      - {{id: x, title: X, require: {{labels: {{one-of: [x]}}}}}}\n"
    );
    let merges = Policy::read(&merges).unwrap();
    let chosen = choose_phase(&merges, None, &pull);
    assert!(matches!(chosen, Err(NoPhase::Several(_))), "no phase that holds merges is left out in silence");
}

/// The places of all facts in a document: `{"known": …}`.
fn facts(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if map.len() == 1 && map.contains_key("known") {
                found.push(path.to_owned());
            }
            map.iter().for_each(|(key, inner)| facts(inner, &format!("{path}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, inner)| facts(inner, &format!("{path}/{at}"), found));
        }
        _ => {}
    }
}

/// Facts that this policy does not need: without them it may still be a go.
fn needless(place: &str) -> bool {
    // Labels that were taken off matter to conditions on labels; the release pull request to other kinds.
    ["removed-labels", "release-pull-requests"].iter().any(|part| place.contains(part))
}

#[test]
fn each_fact_that_is_taken_away_turns_the_go_into_a_no_go() {
    let whole = serde_json::to_value(ready()).unwrap();
    let mut places = Vec::new();
    facts(&whole, "", &mut places);
    assert!(places.len() > 20, "{places:?}");
    let unknown = serde_json::json!({"unknown": {"reason": "forbidden", "access": [], "detail": ""}});
    for place in places {
        for less in [Value::String("not-collected".into()), unknown.clone()] {
            let mut damaged = whole.clone();
            *damaged.pointer_mut(&place).unwrap() = less;
            let evidence: Evidence = serde_json::from_value(damaged).unwrap();
            let policy = Policy::read(POLICY).unwrap();
            let evaluation = evaluate(&policy, policy.phase("tag").unwrap(), &evidence, at("10:00"));
            let go =
                matches!(&evaluation, Ok(Evaluation::Judged(verdict)) if verdict.decision == Decision::Go);
            assert_eq!(go, needless(&place), "{place}");
        }
    }
}

#[test]
fn each_list_that_is_short_turns_the_go_into_a_no_go() {
    let whole = serde_json::to_value(ready()).unwrap();
    let mut places = Vec::new();
    facts(&whole, "", &mut places);
    for place in places {
        let mut damaged = whole.clone();
        let Some(total) = damaged.pointer_mut(&format!("{place}/known/total")) else { continue };
        *total = serde_json::json!(total.as_u64().unwrap() + 1);
        let evidence: Evidence = serde_json::from_value(damaged).unwrap();
        let policy = Policy::read(POLICY).unwrap();
        let evaluation = evaluate(&policy, policy.phase("tag").unwrap(), &evidence, at("10:00"));
        let go = matches!(&evaluation, Ok(Evaluation::Judged(verdict)) if verdict.decision == Decision::Go);
        // A line that contains the commit is enough, however many others there are; a label that is seen is there.
        let enough = ["/closing/known/lines", "/tracking-issues/known/items/0/labels"];
        assert_eq!(go, needless(&place) || enough.iter().any(|one| place.starts_with(one)), "{place}");
    }
}

#[test]
fn no_key_of_saved_evidence_may_be_missing() {
    fn keys(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, inner)| {
                found.push((path.to_owned(), key.clone()));
                keys(inner, &format!("{path}/{key}"), found);
            }),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, inner)| keys(inner, &format!("{path}/{at}"), found));
            }
            _ => {}
        }
    }
    let whole = serde_json::to_value(ready()).unwrap();
    let mut all = Vec::new();
    keys(&whole, "", &mut all);
    for (place, key) in all {
        let mut damaged = whole.clone();
        damaged.pointer_mut(&place).unwrap().as_object_mut().unwrap().remove(&key);
        assert!(serde_json::from_value::<Evidence>(damaged).is_err(), "{place}/{key} may be missing");
    }
}

#[test]
fn a_hold_is_demanded_where_people_are_heard() {
    use crate::requirement::standing::speech::{comment, discussion};
    let mut policy = Policy::read(POLICY).unwrap();
    let judge = |policy: &Policy, evidence: &Evidence| match evaluate(
        policy,
        policy.phase("tag").unwrap(),
        evidence,
        at("10:00"),
    )
    .unwrap()
    {
        Evaluation::Judged(verdict) => *verdict,
        Evaluation::Nothing(nothing) => panic!("{nothing:?}"),
    };
    let mut evidence = ready();
    assert!(judge(&policy, &evidence).all().all(|one| one.id != "hold"), "nobody is asked");
    policy.waivers = Some(crate::waiver::Rules::default());
    assert_eq!(judge(&policy, &evidence).decision, Decision::NoGo, "what was said was not read");
    evidence.discussions = vec![discussion(40, Vec::new(), Vec::new())];
    let verdict = judge(&policy, &evidence);
    assert_eq!((verdict.decision, outcomes(&verdict)[2]), (Decision::Go, ("hold", Outcome::Met)));
    let role = crate::release::Role {
        users: vec![crate::evidence::Login::new("mona")],
        ..crate::release::Role::default()
    };
    policy.roles.insert("qa-engineer".into(), role);
    let said = [
        "/holdpoint hold: wait\n\n/holdpoint sing qa-engineer",
        "/holdpoint release-as 2.0.0",
        "/holdpoint sign qa-engineer",
    ];
    let said = said.into_iter().zip(["09:00", "09:10", "09:20"]);
    let comments = said.map(|(line, time)| comment("mona", time, line)).collect();
    evidence.discussions = vec![discussion(40, comments, Vec::new())];
    let verdict = judge(&policy, &evidence);
    assert_eq!(verdict.decision, Decision::NoGo);
    let held = [("candidate", Outcome::Unmet), ("scope", Outcome::Met), ("hold", Outcome::Unmet)];
    assert_eq!(outcomes(&verdict)[..3], held);
    let answers: Vec<&str> = verdict.answers.iter().map(|finding| finding.message.code).collect();
    assert_eq!(answers, ["role-not-asked"], "the misspelt line was written anew");
}
