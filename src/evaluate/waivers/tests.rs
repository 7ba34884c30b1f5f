//! Which waivers count, what they excuse, and that none excuses more.

use jiff::Timestamp;
use proptest::prelude::*;

use super::super::{Evaluation, evaluate};
use crate::evidence::alert::{AlertSeverity, DependabotAlert, Feature, SecretAlert};
use crate::evidence::check::{App, CheckResult, CheckRun, CommitStatus, Context};
use crate::evidence::discussion::Comment;
use crate::evidence::issue::ListedIssue;
use crate::evidence::origin::{Authorship, Contributor};
use crate::evidence::{Checks, Evidence, Fact, LabelIssues, List, Login, TeamName};
use crate::policy::Policy;
use crate::release::Role;
use crate::requirement::fixture::{Fixture, at, has_its_facts, oid};
use crate::requirement::standing::speech::{arrived, by_bot, comment, deleted, discussion, edited};
use crate::verdict::{Decision, Outcome, Verdict, WaiverVerdict};
use crate::waiver::{Granted, Rules};

const APPROVED: &str = "{pull-requests: {approvals: 2}}";
const LINE: &str = "/holdpoint waive it until 2026-03-09: The second reviewer is ill.";

/// A policy with the requirement `it`; mona may waive, and whoever is in a team that could not be read.
fn policy(require: &str) -> Policy {
    let text = format!(
        "version: 1\nrelease: {{pull-requests: milestone, tracking-issue: {{label: release}}}}\nphases:\n  tag:\n    holds: tag\n    \
         requirements:\n      - {{id: other, title: Other, require: {{labels: {{required: [release]}}}}}}\n      \
         - {{id: it, title: It, require: {require}}}\n  close:\n    holds: close\n    requirements:\n      \
         - {{id: closing, title: C, require: {{checkbox: {{}}}}}}\n"
    );
    let mut policy = Policy::read(&text).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let manager = Role { users: vec![Login::new("mona"), Login::new("lena-h")], ..Role::default() };
    let unread = TeamName { organization: "octoacme".into(), slug: "managers".into() };
    policy.roles.insert("release-manager".into(), manager);
    policy.roles.insert("managers".into(), Role { teams: vec![unread], ..Role::default() });
    policy.waivers = Some(Rules { by: vec!["release-manager".into()], longest: 7, granted: Vec::new() });
    policy
}

/// Everything but `it` is met; what was said on the tracking issue; the commit came at 08:00.
fn evidence(comments: Vec<Comment>) -> Evidence {
    let mut evidence = Fixture::release().body("- [x] C\n").evidence;
    arrived(&mut evidence, "m15", "08:00");
    evidence.discussions = vec![discussion(40, comments, Vec::new())];
    let by = |commit: &str| Authorship {
        commit: oid(commit),
        people: List::all(vec![Contributor::Account(Login::new("lena-h")), Contributor::GitHub]),
    };
    evidence.authors = Fact::Known(List::all(vec![by("m14"), by("m15")]));
    evidence
}

fn judge(policy: &Policy, evidence: &Evidence) -> Verdict {
    judge_phase(policy, "tag", evidence)
}

fn judge_phase(policy: &Policy, phase: &str, evidence: &Evidence) -> Verdict {
    match evaluate(policy, policy.phase(phase).unwrap(), evidence, at("10:00")).unwrap() {
        Evaluation::Judged(verdict) => *verdict,
        Evaluation::Nothing(nothing) => panic!("{nothing:?}"),
    }
}

fn outcome(verdict: &Verdict) -> Outcome {
    verdict.requirements.iter().find(|one| one.id == "it").unwrap().outcome
}

/// The outcome of `it`, and what is said of the only waiver: whether it counts, and the codes.
fn told(policy: &Policy, evidence: &Evidence) -> (Outcome, bool, Vec<&'static str>) {
    let verdict = judge(policy, evidence);
    let waiver = verdict.waivers.first().expect("a waiver");
    waiver.findings.iter().for_each(has_its_facts);
    (outcome(&verdict), waiver.accepted, codes(waiver))
}

fn codes(waiver: &WaiverVerdict) -> Vec<&'static str> {
    let mut codes: Vec<&str> = waiver.findings.iter().map(|finding| finding.message.code).collect();
    codes.dedup();
    codes
}

#[test]
fn a_waiver_excuses_what_was_found_and_is_a_go() {
    let policy = policy(APPROVED);
    let without = judge(&policy, &evidence(Vec::new()));
    assert_eq!((without.decision, outcome(&without)), (Decision::NoGo, Outcome::Unmet));
    let verdict = judge(&policy, &evidence(vec![comment("mona", "09:00", LINE)]));
    assert_eq!((verdict.decision, outcome(&verdict)), (Decision::Go, Outcome::Waived));
    let waiver = &verdict.waivers[0];
    assert_eq!((waiver.accepted, waiver.role.as_deref()), (true, Some("release-manager")));
    assert_eq!(
        (waiver.given.to_string(), waiver.until.to_string()),
        ("2026-03-02".into(), "2026-03-09".into())
    );
    assert_eq!(codes(waiver), ["too-few-approvals"]);
    assert!(waiver.findings.iter().all(|finding| finding.outcome == Outcome::Waived));
    assert_eq!(verdict.count(Outcome::Waived), 1);
}

#[test]
fn each_refusal_has_its_sentence_and_changes_nothing() {
    let by = |login: &str, line: &str| vec![comment(login, "09:00", line)];
    let waive = |rest: &str| by("mona", &format!("/holdpoint waive {rest}"));
    let mut ghost = by("mona", LINE);
    ghost[0].author = None;
    let cases: Vec<(&str, Vec<Comment>, &str)> = vec![
        ("expired", waive("it until 2026-03-01: ill"), "waiver-expired"),
        ("too long", waive("it until 2026-03-10: ill"), "waiver-too-long"),
        ("without the role", by("hubot", LINE), "waiver-without-role"),
        ("by a bot", by("ci-app", LINE).into_iter().map(by_bot).collect(), "waiver-by-bot"),
        ("by a deleted account", ghost, "waiver-without-account"),
        ("unknown id", waive("nothing-like-it until 2026-03-09: ill"), "waiver-id-unknown"),
        ("misspelt id", waive("othr until 2026-03-09: ill"), "waiver-id-misspelt"),
        ("the gate's own demand", waive("scope until 2026-03-09: ill"), "waiver-of-own-demand"),
        ("the hold", waive("hold until 2026-03-09: ill"), "waiver-of-own-demand"),
        ("of a later phase", waive("closing until 2026-03-09: ill"), "waiver-of-another-phase"),
        ("of what is met", waive("other until 2026-03-09: ill"), "waiver-excuses-nothing"),
        ("of another subject", waive("it #99 until 2026-03-09: ill"), "waiver-subject-absent"),
        ("by the author", by("lena-h", LINE), "waiver-by-author"),
        (
            "edited by its author",
            vec![edited(comment("mona", "09:00", LINE), "mona", "09:01")],
            "waiver-edited",
        ),
        (
            "edited by another",
            vec![edited(comment("mona", "09:00", LINE), "hubot", "09:01")],
            "waiver-edited-by-other",
        ),
        ("younger finding", vec![comment("mona", "07:30", LINE)], "waiver-younger-finding"),
        (
            "taken back",
            vec![comment("mona", "09:00", LINE), comment("mona", "09:30", "/holdpoint revoke it")],
            "waiver-taken-back",
        ),
        (
            "taken back, in other case",
            vec![comment("mona", "09:00", LINE), comment("mona", "09:30", "/holdpoint revoke IT")],
            "waiver-taken-back",
        ),
        (
            "taken back, and misspelt",
            vec![comment("mona", "09:00", LINE), comment("mona", "09:30", "/holdpoint revoek it")],
            "waiver-taken-back",
        ),
        (
            "all taken back",
            vec![comment("mona", "09:00", LINE), comment("mona", "09:30", "/holdpoint revoke")],
            "waiver-taken-back",
        ),
    ];
    for (name, comments, code) in cases {
        let (outcome, accepted, codes) = told(&policy(APPROVED), &evidence(comments));
        assert_eq!((outcome, accepted), (Outcome::Unmet, false), "{name}");
        assert!(codes.contains(&code), "{name}: {codes:?}");
    }
}

#[test]
fn what_the_policy_says_of_it_decides() {
    let given = || evidence(vec![comment("mona", "09:00", LINE)]);
    let code = |policy: &Policy, evidence: &Evidence| {
        let (outcome, accepted, codes) = told(policy, evidence);
        assert_eq!((outcome, accepted), (Outcome::Unmet, false), "{codes:?}");
        codes
    };
    let mut none = policy(APPROVED);
    none.waivers = None;
    assert_eq!(code(&none, &given()), ["waivers-not-allowed"]);
    let mut never = policy(APPROVED);
    never.phases[0].requirements.iter_mut().for_each(|one| one.waivable = false);
    assert_eq!(code(&never, &given()), ["waiver-never"]);
    let mut unread = policy(APPROVED);
    unread.waivers.as_mut().unwrap().by = vec!["managers".into()];
    assert_eq!(code(&unread, &given()), ["waiver-role-unknown"]);
    let mut solo = policy(APPROVED);
    solo.consents.solo = true;
    let by_author = evidence(vec![comment("lena-h", "09:00", LINE)]);
    let verdict = judge(&solo, &by_author);
    assert_eq!((outcome(&verdict), verdict.solo), (Outcome::Waived, true));
    let mut edits = policy(APPROVED);
    edits.consents.edited = true;
    let by_herself = evidence(vec![edited(comment("mona", "09:00", LINE), "mona", "09:01")]);
    assert_eq!(outcome(&judge(&edits, &by_herself)), Outcome::Waived);
}

/// Whoever wrote a commit of it is its author as much as whoever opened it.
#[test]
fn nobody_excuses_what_they_may_have_written() {
    let policy = policy(APPROVED);
    type Change = fn(&mut Vec<Authorship>);
    let cases: [(&str, &str, Change); 5] = [
        ("a co-author", "waiver-by-author", |it| {
            let both = [Login::new("lena-h"), Login::new("mona")].map(Contributor::Account);
            it.iter_mut().for_each(|one| one.people = List::all(both.to_vec()));
        }),
        ("a commit without its authors", "waiver-authors-unknown", Vec::clear),
        ("authors that were cut", "waiver-authors-unknown", |it| {
            it.iter_mut().for_each(|one| one.people = List::new(one.people.seen().to_vec(), 9));
        }),
        ("no author at all", "waiver-authors-unknown", |it| {
            it.iter_mut().for_each(|one| one.people = List::all(Vec::new()));
        }),
        ("an author without account", "waiver-authors-unknown", |it| {
            let somebody = vec![Contributor::Unattributed("A. Nonymous".into())];
            it.iter_mut().for_each(|one| one.people = List::all(somebody.clone()));
        }),
    ];
    for (name, code, change) in cases {
        let mut evidence = evidence(vec![comment("mona", "09:00", LINE)]);
        let mut authors = evidence.authors.seen().to_vec();
        change(&mut authors);
        evidence.authors = Fact::Known(List::all(authors));
        assert_eq!(told(&policy, &evidence), (Outcome::Unmet, false, vec![code]), "{name}");
    }
    let mut evidence = evidence(vec![comment("mona", "09:00", LINE)]);
    evidence.authors = Fact::NotCollected;
    assert_eq!(told(&policy, &evidence), (Outcome::Unmet, false, vec!["waiver-authors-unknown"]));
    let mut solo = policy;
    solo.consents.solo = true;
    assert_eq!(outcome(&judge(&solo, &evidence)), Outcome::Waived);
}

#[test]
fn what_could_not_be_read_may_have_taken_it_back() {
    let policy = policy(APPROVED);
    type Change = fn(&mut Evidence);
    let cases: [(&str, &str, Change); 7] = [
        ("comments not whole", "unreadable", |it| {
            let comments = it.discussions[0].comments.seen().to_vec();
            it.discussions[0].comments = Fact::Known(List::new(comments, 9));
        }),
        ("events not read", "unreadable", |it| it.discussions[0].events = Fact::NotCollected),
        ("events not whole", "unreadable", |it| {
            it.discussions[0].events = Fact::Known(List::new(Vec::new(), 1));
        }),
        ("a later comment of hers was deleted", "waiver-words-lost", |it| {
            let event = deleted(Some("mona"), "hubot", "09:30");
            it.discussions[0].events = Fact::Known(List::all(vec![event]));
        }),
        ("a later comment of nobody knows whom was deleted", "waiver-words-lost", |it| {
            it.discussions[0].events = Fact::Known(List::all(vec![deleted(None, "hubot", "09:30")]));
        }),
        ("edits not read", "unreadable", |it| {
            let mut comments = it.discussions[0].comments.seen().to_vec();
            comments[0].edits = List::new(Vec::new(), 1);
            it.discussions[0].comments = Fact::Known(List::all(comments));
        }),
        ("arrival not known", "waiver-age-unknown", |it| {
            it.arrivals = Fact::NotCollected;
            it.pull_requests.iter_mut().for_each(|pull| pull.merged_at = None);
        }),
    ];
    for (name, code, change) in cases {
        let mut evidence = evidence(vec![comment("mona", "09:00", LINE)]);
        change(&mut evidence);
        let (outcome, accepted, codes) = told(&policy, &evidence);
        assert_eq!((outcome, accepted), (Outcome::Unmet, false), "{name}");
        assert!(codes.contains(&code), "{name}: {codes:?}");
    }
    let mut own = evidence(vec![comment("mona", "09:00", LINE)]);
    let events = vec![deleted(Some("mona"), "mona", "09:30"), deleted(Some("hubot"), "mona", "09:40")];
    own.discussions[0].events = Fact::Known(List::all(events));
    assert_eq!(outcome(&judge(&policy, &own)), Outcome::Waived, "her own doing, and other people's words");
}

#[test]
fn a_waiver_of_a_subject_excuses_that_alone_and_a_later_one_adds() {
    let policy = policy(APPROVED);
    let of = |number: u64, time: &str| {
        comment("mona", time, &format!("/holdpoint waive it #{number} until 2026-03-09: ill"))
    };
    let one = judge(&policy, &evidence(vec![of(14, "09:00")]));
    assert_eq!((outcome(&one), one.decision), (Outcome::Unmet, Decision::NoGo));
    assert!(one.waivers[0].accepted, "it excuses something, though not all");
    let both = judge(&policy, &evidence(vec![of(14, "09:00"), of(15, "09:10")]));
    assert_eq!((outcome(&both), both.decision), (Outcome::Waived, Decision::Go));
    let back = comment("mona", "09:20", "/holdpoint revoke it");
    let one_is_back = judge(&policy, &evidence(vec![of(14, "09:00"), back, of(15, "09:30")]));
    assert_eq!(outcome(&one_is_back), Outcome::Unmet);
    let accepted: Vec<bool> = one_is_back.waivers.iter().map(|waiver| waiver.accepted).collect();
    assert_eq!(accepted, [false, true]);
    let by_other = comment("hubot", "09:20", "/holdpoint revoke it");
    let others = judge(&policy, &evidence(vec![of(14, "09:00"), of(15, "09:10"), by_other]));
    assert_eq!(outcome(&others), Outcome::Waived, "nobody takes back what another decided");
}

#[test]
fn a_waiver_and_its_revocation_in_one_second() {
    let policy = policy(APPROVED);
    let judge = |comments: Vec<Comment>| outcome(&judge(&policy, &evidence(comments)));
    let both = |lines: &[&str]| vec![comment("mona", "09:00", &lines.join("\n\n"))];
    assert_eq!(judge(both(&[LINE, "/holdpoint revoke it"])), Outcome::Unmet);
    assert_eq!(judge(both(&["/holdpoint revoke it", LINE])), Outcome::Waived);
    let mut two = vec![comment("mona", "09:00", "/holdpoint revoke it"), comment("mona", "09:00", LINE)];
    assert_eq!(judge(two.clone()), Outcome::Unmet, "in another comment, the revocation counts");
    two.reverse();
    assert_eq!(judge(two), Outcome::Unmet);
}

fn granted() -> Granted {
    Granted {
        requirement: "it".into(),
        subjects: Vec::new(),
        release: "1.4.0".parse().unwrap(),
        by: Login::new("mona"),
        given: "2026-03-02".parse().unwrap(),
        until: "2026-03-09".parse().unwrap(),
        reason: "The second reviewer is ill".into(),
        private: true,
        at: 0..0,
    }
}

#[test]
fn the_policy_records_waivers() {
    let judge_with = |change: fn(&mut Granted)| {
        let mut policy = policy(APPROVED);
        let mut granted = granted();
        change(&mut granted);
        policy.waivers.as_mut().unwrap().granted = vec![granted];
        let verdict = judge(&policy, &evidence(Vec::new()));
        (outcome(&verdict), verdict.waivers[0].clone())
    };
    let (outcome, waiver) = judge_with(|_| {});
    waiver.findings.iter().for_each(has_its_facts);
    assert_eq!((outcome, waiver.accepted, waiver.private, waiver.url), (Outcome::Waived, true, true, None));
    type Change = fn(&mut Granted);
    let cases: [(&str, Change); 7] = [
        ("waiver-of-another-release", |it| it.release = "1.3.0".parse().unwrap()),
        ("waiver-expired", |it| {
            (it.given, it.until) = ("2026-02-20".parse().unwrap(), "2026-02-25".parse().unwrap());
        }),
        ("waiver-too-long", |it| it.given = "2026-03-01".parse().unwrap()),
        ("waiver-of-the-future", |it| it.given = "2026-03-03".parse().unwrap()),
        ("waiver-without-role", |it| it.by = Login::new("hubot")),
        ("waiver-by-author", |it| it.by = Login::new("lena-h")),
        ("waiver-younger-finding", |it| {
            (it.given, it.until) = ("2026-03-01".parse().unwrap(), "2026-03-08".parse().unwrap());
        }),
    ];
    for (code, change) in cases {
        let (outcome, waiver) = judge_with(change);
        waiver.findings.iter().for_each(has_its_facts);
        assert_eq!((outcome, waiver.accepted), (Outcome::Unmet, false), "{code}");
        assert_eq!(codes(&waiver), [code]);
    }
}

#[test]
fn nothing_that_could_not_be_read_is_excused() {
    let policy = policy(APPROVED);
    let mut unread = evidence(vec![comment("mona", "09:00", LINE)]);
    unread.pull_requests[1].reviews = Fact::NotCollected;
    let verdict = judge(&policy, &unread);
    assert_eq!((outcome(&verdict), verdict.decision), (Outcome::Unknown, Decision::NoGo));
    assert!(verdict.waivers[0].accepted, "pull request 14 is excused");
    assert!(codes(&verdict.waivers[0]).contains(&"waiver-of-the-unread"));
    unread.pull_requests[0].reviews = Fact::NotCollected;
    let verdict = judge(&policy, &unread);
    assert!(!verdict.waivers[0].accepted);
}

#[test]
fn under_not_nothing_is_excused_and_under_any_one_part_is_enough() {
    let outcome_of = |require: &str, line: &str| {
        let verdict = judge(&policy(require), &evidence(vec![comment("mona", "09:00", line)]));
        let waiver = &verdict.waivers[0];
        (outcome(&verdict), waiver.accepted, codes(waiver))
    };
    let not = "{not: {labels: {required: [release]}}}";
    assert_eq!(outcome_of(not, LINE), (Outcome::Unmet, false, vec!["waiver-under-not"]));
    let double = format!("{{not: {{not: {APPROVED}}}}}");
    assert_eq!(outcome_of(&double, LINE).0, Outcome::Unmet);
    let any = format!("{{any: [{APPROVED}, {not}]}}");
    assert_eq!(outcome_of(&any, LINE).0, Outcome::Waived);
    let one = "/holdpoint waive it #14 until 2026-03-09: ill";
    assert_eq!(outcome_of(&any, one).0, Outcome::Unmet, "15 still lacks something");
    let all = format!("{{all: [{APPROVED}, {not}]}}");
    assert_eq!(outcome_of(&all, LINE).0, Outcome::Unmet);
    let mixed = format!("{{all: [{APPROVED}, {{labels: {{required: [release]}}}}]}}");
    assert_eq!(outcome_of(&mixed, LINE).0, Outcome::Waived, "what is met beside it does not hide the waiver");
}

#[test]
fn a_check_is_as_old_as_its_newest_run() {
    let policy = policy("{checks: {names: [build, test]}}");
    let with = |time: &str, line: &str| {
        let mut evidence = evidence(vec![comment("mona", "09:00", line)]);
        let failed = Context::Status(CommitStatus {
            context: "build".into(),
            result: CheckResult::Failure,
            created_at: at(time),
            url: None,
            creator: Some(Login::new("builder")),
        });
        evidence.checks = Fact::Known(Checks { commit: oid("m15"), contexts: List::all(vec![failed]) });
        told(&policy, &evidence)
    };
    assert_eq!(with("08:30", LINE).0, Outcome::Waived, "the failed one, and the one that is not there");
    let (outcome, accepted, codes) = with("09:30", LINE);
    assert_eq!((outcome, accepted), (Outcome::Unmet, true));
    assert!(codes.contains(&"waiver-younger-finding"), "{codes:?}");
    let build = "/holdpoint waive it build until 2026-03-09: ill";
    assert_eq!(with("08:30", build).0, Outcome::Unmet, "`test` is not there");
    let both = "/holdpoint waive it build \"test\" until 2026-03-09: ill";
    assert_eq!(with("08:30", both).0, Outcome::Waived);
}

#[test]
fn a_check_run_stands_as_it_does_since_it_ended_or_began() {
    let policy = policy("{checks: {names: [build]}}");
    let with = |result: CheckResult, began: Option<&str>, ended: Option<&str>| {
        let mut evidence = evidence(vec![comment("mona", "09:00", LINE)]);
        let run = Context::Run(CheckRun {
            id: 1,
            name: "build".into(),
            result,
            started_at: began.map(at),
            completed_at: ended.map(at),
            url: None,
            external_id: None,
            app: Some(App { id: 15_368, slug: "github-actions".into() }),
            workflow: Fact::Known(None),
        });
        evidence.checks = Fact::Known(Checks { commit: oid("m15"), contexts: List::all(vec![run]) });
        let (outcome, _, codes) = told(&policy, &evidence);
        (outcome, codes)
    };
    let (failed, pending) = (CheckResult::Failure, CheckResult::Pending);
    for (name, it, outcome, code) in [
        ("ended before", with(failed, Some("08:30"), Some("08:50")), Outcome::Waived, "failed"),
        ("ended after", with(failed, Some("08:30"), Some("09:30")), Outcome::Unmet, "waiver-younger-finding"),
        ("ended nobody knows when", with(failed, Some("08:30"), None), Outcome::Unmet, "waiver-age-unknown"),
        ("runs since before", with(pending, Some("08:30"), None), Outcome::Waived, "pending"),
        ("runs anew", with(pending, Some("09:30"), None), Outcome::Pending, "waiver-younger-finding"),
        ("waits", with(pending, None, None), Outcome::Pending, "waiver-age-unknown"),
    ] {
        assert_eq!(it, (outcome, vec![code]), "{name}");
    }
}

fn dependabot(number: u64, made: &str) -> DependabotAlert {
    let severity = AlertSeverity::High;
    DependabotAlert { number, created_at: at(made), severity, development: false, about: None }
}

/// `it`, with these alerts of Dependabot, and one of secret scanning: 7, made at 08:00.
fn with_alerts(
    line: &str,
    private: bool,
    alerts: Vec<DependabotAlert>,
) -> (Outcome, bool, Vec<&'static str>) {
    let mut evidence = evidence(vec![comment("mona", "09:00", line)]);
    evidence.opening.repository.private = private;
    evidence.alerts.dependabot = Fact::Known(Feature::On(List::all(alerts)));
    let secret = SecretAlert { number: 7, created_at: at("08:00"), about: None };
    evidence.alerts.secret_scanning = Fact::Known(Feature::On(List::all(vec![secret])));
    told(&policy("{alerts: {dependabot: high, secret-scanning: any}}"), &evidence)
}

/// On a public repository, where reports do not name alerts, a waiver that names none still knows how old they are.
#[test]
fn an_alert_is_as_old_as_github_says() {
    for private in [true, false] {
        let (outcome, accepted, _) = with_alerts(LINE, private, vec![dependabot(8, "08:30")]);
        assert_eq!((outcome, accepted), (Outcome::Waived, true), "{private}");
        let younger = vec![dependabot(8, "08:30"), dependabot(9, "09:30")];
        let (outcome, accepted, codes) = with_alerts(LINE, private, younger);
        assert_eq!((outcome, accepted), (Outcome::Unmet, true), "{private}");
        assert!(codes.contains(&"waiver-younger-finding"), "{codes:?}");
    }
    let early = "/holdpoint waive it dependabot#9 secret-scanning#7 until 2026-03-09: ill";
    let (outcome, _, codes) = with_alerts(early, true, vec![dependabot(9, "09:30")]);
    assert_eq!(outcome, Outcome::Unmet, "named before it was there");
    assert!(codes.contains(&"waiver-younger-finding"), "{codes:?}");
}

#[test]
fn alerts_of_two_sources_are_not_taken_for_one_another() {
    let line = |subjects: &str| format!("/holdpoint waive it {subjects} until 2026-03-09: ill");
    let seven_twice = || vec![dependabot(7, "08:30")];
    let eight = || vec![dependabot(8, "08:30")];
    for private in [true, false] {
        let told = |subjects: &str, alerts| with_alerts(&line(subjects), private, alerts);
        assert_eq!(told("7 8", eight()).0, Outcome::Waived, "{private}");
        assert_eq!(told("dependabot#8 secret-scanning#7", eight()).0, Outcome::Waived, "{private}");
        assert_eq!(told("dependabot#7 secret-scanning#7", seven_twice()).0, Outcome::Waived, "{private}");
        assert_eq!(told("7", seven_twice()), (Outcome::Unmet, false, vec!["waiver-subject-ambiguous"]));
        assert_eq!(told("dependabot#7", seven_twice()).0, Outcome::Unmet, "{private}");
        let (outcome, accepted, codes) = told("code-scanning#7", eight());
        assert_eq!((outcome, accepted), (Outcome::Unmet, false), "{private}");
        let code = if private { "waiver-subject-absent" } else { "waiver-no-subjects" };
        assert_eq!(codes, [code]);
    }
}

#[test]
fn an_issue_is_as_old_as_its_place_in_the_list() {
    let with = |line: &str, opened: &str, sorted: Fact<Option<Timestamp>>| {
        let mut evidence = evidence(vec![comment("mona", "09:00", line)]);
        let issue = ListedIssue {
            number: 33,
            title: "Search is slow".into(),
            url: "https://github.com/octoacme/shop/issues/33".into(),
            created_at: at(opened),
            sorted_at: sorted,
            open: true,
            dropped: false,
            labels: Fact::Known(List::all(vec!["bug".into()])),
            milestone: None,
        };
        let open = Fact::Known(Some(List::all(vec![issue])));
        evidence.label_issues = vec![LabelIssues { label: "bug".into(), open }];
        let (outcome, _, codes) = told(&policy("{issues: {none-open: {any-of: [bug]}}}"), &evidence);
        (outcome, codes)
    };
    let named = "/holdpoint waive it #33 until 2026-03-09: ill";
    let sorted = |time| Fact::Known(Some(at(time)));
    let younger = || (Outcome::Unmet, vec!["waiver-younger-finding"]);
    for (name, it, wanted) in [
        ("opened before", with(LINE, "08:00", Fact::Known(None)), (Outcome::Waived, vec!["issue-open"])),
        ("labelled before", with(LINE, "08:00", sorted("08:30")), (Outcome::Waived, vec!["issue-open"])),
        ("opened after", with(LINE, "09:30", Fact::Known(None)), younger()),
        ("labelled after", with(LINE, "08:00", sorted("09:30")), younger()),
        (
            "not shown",
            with(LINE, "08:00", Fact::NotCollected),
            (Outcome::Unmet, vec!["waiver-of-the-undated"]),
        ),
        (
            "named, labelled after",
            with(named, "08:00", sorted("09:30")),
            (Outcome::Waived, vec!["issue-open"]),
        ),
        ("named, and not there yet", with(named, "09:30", Fact::Known(None)), younger()),
    ] {
        assert_eq!(it, wanted, "{name}");
    }
}

#[test]
fn a_condition_that_is_not_known_is_not_excused() {
    let mut evidence = evidence(vec![comment("mona", "09:00", LINE)]);
    let text = "version: 1\nrelease: {pull-requests: milestone, tracking-issue: {label: release}}\nphases:\n  tag:\n    holds: tag\n    \
                requirements:\n      - {id: it, title: It, when: {paths: [\"web/**\"]}, require: {pull-requests: {approvals: 2}}}\n";
    let mut conditional = Policy::read(text).unwrap();
    let others = policy(APPROVED);
    (conditional.roles, conditional.waivers) = (others.roles, others.waivers);
    assert_eq!(told(&conditional, &evidence).2, ["waiver-not-applicable"]);
    evidence.pull_requests[0].files = Fact::NotCollected;
    let (outcome, accepted, codes) = told(&conditional, &evidence);
    assert_eq!((outcome, accepted, codes), (Outcome::Unknown, false, vec!["waiver-condition-unknown"]));
}

#[test]
fn a_waiver_does_not_excuse_a_hold() {
    let policy = policy(APPROVED);
    let held = vec![comment("mona", "09:00", LINE), comment("lena-h", "09:10", "/holdpoint hold: wait")];
    let verdict = judge(&policy, &evidence(held));
    assert_eq!((outcome(&verdict), verdict.decision), (Outcome::Waived, Decision::NoGo));
}

/// What people may write, good and bad.
const LINES: [(&str, &str); 14] = [
    ("mona", LINE),
    ("mona", "/holdpoint waive it #14 until 2026-03-09: ill"),
    ("mona", "/holdpoint waive it #15 until 2026-03-09: ill"),
    ("mona", "/holdpoint waive it #15 until 2026-03-01: ill"),
    ("mona", "/holdpoint waive it until 2027-01-01: ill"),
    ("mona", "/holdpoint waive other until 2026-03-09: ill"),
    ("mona", "/holdpoint waive it build test until 2026-03-09: ill"),
    ("hubot", LINE),
    ("lena-h", LINE),
    ("mona", "/holdpoint waive it until soon: ill"),
    ("mona", "/holdpoint revoke it"),
    ("hubot", "/holdpoint revoke"),
    ("mona", "/holdpoint hold: wait"),
    ("mona", "/holdpoint lift"),
];

const TREES: [&str; 6] = [
    APPROVED,
    "{all: [{pull-requests: {approvals: 2}}, {checks: {names: [build]}}]}",
    "{any: [{pull-requests: {approvals: 2}}, {checks: {names: [build]}}]}",
    "{not: {pull-requests: {approvals: 1}}}",
    "{all: [{pull-requests: {approvals: 2}}, {not: {labels: {required: [release]}}}]}",
    "{any: [{all: [{pull-requests: {approvals: 2}}, {checks: {names: [build]}}]}, {not: {labels: {required: [release]}}}]}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// What passes by a waiver would pass if exactly what it excuses were met; refused ones change no outcome.
    #[test]
    fn nothing_is_excused_beyond_what_is_told(
        tree in 0..TREES.len(),
        said in prop::collection::vec((0..LINES.len(), 0..6_u8, 0..3_u8), 0..5),
        unread in prop::option::of(0..2_usize),
    ) {
        let policy = policy(TREES[tree]);
        let mut comments = Vec::new();
        for (line, time, edit) in said {
            let (login, text) = LINES[line];
            let written = comment(login, ["07:30", "08:30", "09:00", "09:10", "09:20", "09:30"][time as usize], text);
            comments.push(match edit {
                1 => edited(written, "hubot", "09:40"),
                _ => written,
            });
        }
        comments.sort_by_key(|one| one.at);
        let mut whole = evidence(comments.clone());
        let mut bare = evidence(Vec::new());
        if let Some(at) = unread {
            whole.pull_requests[at].reviews = Fact::NotCollected;
            bare.pull_requests[at].reviews = Fact::NotCollected;
        }
        let verdict = judge(&policy, &whole);
        let plain = judge(&policy, &bare);
        let excused: Vec<_> = verdict.waivers.iter().filter(|one| one.accepted).flat_map(|one| &one.findings).collect();
        let one = |verdict: &Verdict| verdict.requirements.iter().find(|one| one.id == "it").unwrap().clone();
        let (with, without) = (one(&verdict), one(&plain));
        if !verdict.waivers.iter().any(|one| one.accepted) {
            prop_assert_eq!(&with, &without, "refused waivers change nothing");
        }
        // Each finding is as it was, or it is excused, was unmet or pending, and an accepted waiver says so.
        let (now, before) = (with.tree.as_ref().unwrap().leaves(), without.tree.as_ref().unwrap().leaves());
        prop_assert_eq!(now.len(), before.len());
        for (now, before) in now.iter().zip(&before) {
            for (now, before) in now.findings.iter().zip(&before.findings) {
                if now != before {
                    prop_assert_eq!(now.outcome, Outcome::Waived);
                    prop_assert!(matches!(before.outcome, Outcome::Unmet | Outcome::Pending));
                    prop_assert!(excused.contains(&now), "{:?}", now);
                }
            }
        }
        // What passes now and did not before, passes by a waiver, and says so.
        if with.outcome.lets_pass() && !without.outcome.lets_pass() {
            prop_assert_eq!(with.outcome, Outcome::Waived);
        }
        if tree == 3 {
            prop_assert_eq!(with.outcome, without.outcome, "under `not` nothing is excused");
        }
        // A hold holds, whatever is waived.
        if verdict.decision == Decision::Go {
            prop_assert!(verdict.all().all(|one| one.outcome.lets_pass()));
        }
    }

    /// A comment that is missing from the list is seen to be missing: its absence never makes a go.
    #[test]
    fn no_comment_can_be_taken_away(
        said in prop::collection::vec((0..LINES.len(), 0..6_u8), 1..6),
        which in any::<prop::sample::Index>(),
    ) {
        let policy = policy(APPROVED);
        let times = ["07:30", "08:30", "09:00", "09:10", "09:20", "09:30"];
        let mut comments: Vec<Comment> = said
            .into_iter()
            .map(|(line, time)| comment(LINES[line].0, times[time as usize], LINES[line].1))
            .collect();
        comments.sort_by_key(|one| one.at);
        let total = comments.len() as u64;
        comments.remove(which.index(comments.len()));
        let mut less = evidence(Vec::new());
        less.discussions[0].comments = Fact::Known(List::new(comments, total));
        prop_assert_eq!(judge(&policy, &less).decision, Decision::NoGo);
    }
}
