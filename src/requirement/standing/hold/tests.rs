//! Who holds, who lifts, and what may have been a hold.

use proptest::prelude::*;

use super::super::speech::{by_bot, comment, deleted, discussion, edited};
use super::*;
use crate::evidence::discussion::Event;
use crate::evidence::{Fact, List, TeamName};
use crate::requirement::fixture::{Fixture, at, has_its_facts, pull};
use crate::verdict::Outcome;

/// maya-r and dev-a hold roles; lena-h does, too, though she is an author, whom her role excludes; mona may lift the holds
/// of others; of the managers nothing could be read.
fn fixture(comments: Vec<Comment>, events: Vec<Event>) -> Fixture {
    let mut fixture = Fixture::release();
    let role = |logins: &[&str]| Role {
        users: logins.iter().map(|login| Login::new(*login)).collect(),
        ..Role::default()
    };
    let excluding = Role { authors_excluded: true, ..role(&["lena-h"]) };
    fixture.roles = [
        ("qa-engineer".to_owned(), role(&["maya-r", "dev-a"])),
        ("release-manager".to_owned(), role(&["mona"])),
        ("reviewer".to_owned(), excluding),
    ]
    .into();
    fixture.evidence.discussions = vec![discussion(40, comments, events)];
    fixture
}

fn findings(fixture: &Fixture) -> Vec<Finding> {
    judge_holds(&fixture.case(), &["release-manager".to_owned()])
}

fn judged(fixture: &Fixture) -> (Outcome, Vec<&'static str>) {
    let findings = findings(fixture);
    findings.iter().for_each(has_its_facts);
    let outcome = Outcome::all(findings.iter().map(|finding| finding.outcome));
    (outcome, findings.iter().map(|finding| finding.message.code).collect())
}

const HOLD: &str = "/holdpoint hold: the export is broken";
const LIFT: &str = "/holdpoint lift";

fn hold() -> Comment {
    comment("maya-r", "09:00", HOLD)
}

fn then(login: &str, line: &str) -> Vec<Comment> {
    vec![hold(), comment(login, "09:10", line)]
}

/// What was said, how it stands, and the codes.
type Row<'a> = (&'a str, Vec<Comment>, Outcome, &'a [&'a str]);

fn holds_as_in(rows: Vec<Row<'_>>) {
    for (name, comments, outcome, codes) in rows {
        assert_eq!(judged(&fixture(comments, Vec::new())), (outcome, codes.to_vec()), "{name}");
    }
}

#[test]
fn who_holds() {
    use Outcome::{Met, Unmet};
    let mut ghost = hold();
    ghost.author = None;
    holds_as_in(vec![
        ("nothing said", vec![], Met, &["nobody-holds"]),
        ("a hold", vec![hold()], Unmet, &["held"]),
        ("by an author, whom the role excludes", vec![comment("lena-h", "09:00", HOLD)], Unmet, &["held"]),
        (
            "without a role",
            vec![comment("hubot", "09:00", HOLD)],
            Met,
            &["nobody-holds", "hold-without-role"],
        ),
        (
            "by a bot",
            vec![by_bot(comment("ci-app", "09:00", HOLD))],
            Met,
            &["nobody-holds", "hold-without-role"],
        ),
        ("by a deleted account", vec![ghost], Met, &["nobody-holds", "hold-without-account"]),
    ]);
}

#[test]
fn who_lifts() {
    use Outcome::{Met, Unmet};
    holds_as_in(vec![
        ("lifted by herself", then("maya-r", LIFT), Met, &["nobody-holds"]),
        ("lifted by whoever may", then("mona", LIFT), Met, &["nobody-holds"]),
        ("lifted by another of the role", then("dev-a", LIFT), Unmet, &["held", "lift-without-right"]),
        ("lifted by anybody", then("hubot", LIFT), Unmet, &["held", "lift-without-right"]),
        (
            "held again",
            vec![hold(), comment("mona", "09:10", LIFT), comment("maya-r", "09:20", HOLD)],
            Unmet,
            &["held"],
        ),
        ("lifted before", vec![comment("mona", "08:50", LIFT), hold()], Unmet, &["held"]),
        ("lifted in the same second", vec![comment("mona", "09:00", LIFT), hold()], Unmet, &["held"]),
        (
            "lifted in the same comment",
            vec![comment("maya-r", "09:00", &format!("{HOLD}\n\n{LIFT}"))],
            Met,
            &["nobody-holds"],
        ),
        (
            "held in the same comment",
            vec![comment("maya-r", "09:00", &format!("{LIFT}\n\n{HOLD}"))],
            Unmet,
            &["held"],
        ),
        (
            "two hold, one lifts",
            vec![hold(), comment("dev-a", "09:05", HOLD), comment("maya-r", "09:10", LIFT)],
            Unmet,
            &["held", "lift-without-right"],
        ),
        (
            "two hold, whoever may lifts",
            vec![hold(), comment("dev-a", "09:05", HOLD), comment("mona", "09:10", LIFT)],
            Met,
            &["nobody-holds"],
        ),
        ("a sign lifts nothing", then("maya-r", "/holdpoint sign qa-engineer"), Unmet, &["held"]),
        ("nor does a revocation", then("maya-r", "/holdpoint revoke"), Unmet, &["held"]),
    ]);
}

#[test]
fn what_was_edited_or_misspelt() {
    use Outcome::{Met, Unknown, Unmet};
    holds_as_in(vec![
        ("edited by herself", vec![edited(hold(), "maya-r", "09:05")], Unmet, &["held"]),
        (
            "the edit brought the hold in after the lift",
            vec![
                edited(comment("maya-r", "08:00", HOLD), "maya-r", "09:20"),
                comment("maya-r", "09:10", LIFT),
            ],
            Unmet,
            &["held"],
        ),
        (
            "a lift that was edited",
            vec![hold(), edited(comment("mona", "09:10", LIFT), "mona", "09:20")],
            Unmet,
            &["held", "lift-edited"],
        ),
        ("edited by another", vec![edited(hold(), "hubot", "09:05")], Unknown, &["hold-lost"]),
        ("without a reason", vec![comment("maya-r", "09:00", "/holdpoint hold")], Unknown, &["hold-unclear"]),
        ("misspelt", vec![comment("maya-r", "09:00", "/holdpoint hodl: broken")], Unknown, &["hold-unclear"]),
        (
            "misspelt by somebody without a role",
            vec![comment("hubot", "09:00", "/holdpoint hodl: broken")],
            Met,
            &["nobody-holds", "hold-without-role"],
        ),
        (
            "misspelt, and lifted",
            vec![comment("maya-r", "09:00", "/holdpoint hodl: broken"), comment("maya-r", "09:10", LIFT)],
            Met,
            &["nobody-holds"],
        ),
        (
            "talk",
            vec![comment("maya-r", "09:00", "We hold the line.\n\n> /holdpoint hold: x")],
            Met,
            &["nobody-holds"],
        ),
    ]);
}

#[test]
fn what_was_deleted_may_have_been_a_hold() {
    use Outcome::{Met, Unknown};
    let of = |author: Option<&str>, by: &str| vec![deleted(author, by, "09:00")];
    let later = |login: &str, line: &str| vec![comment(login, "09:10", line)];
    type Row<'a> = (&'a str, Vec<Event>, Vec<Comment>, Outcome, &'a [&'a str]);
    let cases: Vec<Row<'_>> = vec![
        ("hers, by another", of(Some("maya-r"), "hubot"), vec![], Unknown, &["hold-lost"]),
        ("hers, by herself", of(Some("maya-r"), "maya-r"), vec![], Met, &["nobody-holds"]),
        ("of nobody with a role", of(Some("hubot"), "mona"), vec![], Met, &["nobody-holds"]),
        ("of the gate itself", of(Some("github-actions"), "mona"), vec![], Met, &["nobody-holds"]),
        ("hers, and she lifts", of(Some("maya-r"), "hubot"), later("maya-r", LIFT), Met, &["nobody-holds"]),
        (
            "hers, and she signs",
            of(Some("maya-r"), "hubot"),
            later("maya-r", "/holdpoint sign qa-engineer"),
            Met,
            &["nobody-holds"],
        ),
        (
            "hers, and whoever may lifts",
            of(Some("maya-r"), "hubot"),
            later("mona", LIFT),
            Met,
            &["nobody-holds"],
        ),
        (
            "hers, and another lifts",
            of(Some("maya-r"), "hubot"),
            later("dev-a", LIFT),
            Unknown,
            &["hold-lost"],
        ),
        (
            "hers, and she only talks",
            of(Some("maya-r"), "hubot"),
            later("maya-r", "Hm."),
            Unknown,
            &["hold-lost"],
        ),
        ("of nobody knows whom", of(None, "hubot"), vec![], Unknown, &["hold-lost-by-nobody-known"]),
        ("of nobody knows whom, lifted", of(None, "hubot"), later("mona", LIFT), Met, &["nobody-holds"]),
        (
            "of nobody knows whom, lifted by one of a role",
            of(None, "hubot"),
            later("maya-r", LIFT),
            Unknown,
            &["hold-lost-by-nobody-known"],
        ),
    ];
    for (name, events, comments, outcome, codes) in cases {
        assert_eq!(judged(&fixture(comments, events)), (outcome, codes.to_vec()), "{name}");
    }
    let nobody_may = fixture(later("maya-r", LIFT), of(None, "hubot"));
    let findings = judge_holds(&nobody_may.case(), &[]);
    assert_eq!(findings[0].message.code, "nobody-holds", "where no role may lift the holds of others");
}

#[test]
fn what_is_not_read_is_not_known() {
    type Change = fn(&mut Fixture);
    let cases: [(&str, Change); 7] = [
        ("comments", |it| it.evidence.discussions[0].comments = Fact::NotCollected),
        ("a short list of comments", |it| {
            it.evidence.discussions[0].comments = Fact::Known(List::new(Vec::new(), 1));
        }),
        ("events", |it| it.evidence.discussions[0].events = Fact::NotCollected),
        ("a short list of events", |it| {
            it.evidence.discussions[0].events = Fact::Known(List::new(Vec::new(), 1));
        }),
        ("the discussion", |it| it.evidence.discussions.clear()),
        ("the tracking issue", |it| it.evidence.tracking_issues = Fact::NotCollected),
        ("whose edits they are", |it| {
            let unread = Comment { edits: List::new(Vec::new(), 1), ..comment("maya-r", "09:00", "Hm.") };
            it.evidence.discussions = vec![discussion(40, vec![unread], Vec::new())];
        }),
    ];
    for (name, change) in cases {
        let mut fixture = fixture(Vec::new(), Vec::new());
        change(&mut fixture);
        assert_eq!(judged(&fixture), (Outcome::Unknown, vec!["unreadable"]), "{name}");
    }
}

#[test]
fn a_membership_that_is_not_known_leaves_the_hold_unknown() {
    let mut fixture = fixture(vec![comment("hubot", "09:00", HOLD)], Vec::new());
    let team = TeamName { organization: "octoacme".into(), slug: "managers".into() };
    fixture.roles.insert("manager".into(), Role { teams: vec![team], ..Role::default() });
    assert_eq!(judged(&fixture), (Outcome::Unknown, vec!["hold-by-unknown"]));
    let lifted = vec![comment("hubot", "09:00", HOLD), comment("hubot", "09:10", LIFT)];
    fixture.evidence.discussions = vec![discussion(40, lifted, Vec::new())];
    assert_eq!(judged(&fixture), (Outcome::Met, vec!["nobody-holds"]), "they lift their own");
    let events = vec![deleted(Some("hubot"), "mona", "09:00")];
    fixture.evidence.discussions = vec![discussion(40, Vec::new(), events)];
    assert_eq!(judged(&fixture), (Outcome::Unknown, vec!["hold-lost-by-unknown"]));
}

#[test]
fn it_says_who_can_lift_it_and_how() {
    let told = findings(&fixture(vec![comment("maya-r", "09:00", HOLD)], Vec::new()));
    let finding = &told[0];
    assert_eq!(finding.fact("by"), Some(&Value::Person(Login::new("maya-r"))));
    assert_eq!(finding.fact("role"), Some(&Value::Code("qa-engineer".into())));
    assert_eq!(finding.fact("at"), Some(&Value::Time(at("09:00"))));
    assert_eq!(finding.fact("reason"), Some(&Value::Text("the export is broken".into())));
    assert_eq!(finding.fact("line"), Some(&Value::Code(LIFT.into())));
    assert_eq!(finding.fact("where"), Some(&Value::Threads(vec![40])));
    let role = |who: &Who| matches!(who, Who::Role { name, .. } if name == "release-manager");
    assert!(finding.who.contains(&Who::Person(Login::new("maya-r"))) && finding.who.iter().any(role));
}

#[test]
fn where_people_speak() {
    let mut merge = Fixture::merge();
    merge.roles = fixture(Vec::new(), Vec::new()).roles;
    merge.evidence.discussions = vec![
        discussion(15, Vec::new(), Vec::new()),
        discussion(14, vec![comment("maya-r", "09:00", HOLD)], Vec::new()),
    ];
    assert_eq!(judged(&merge).0, Outcome::Met, "on another pull request");
    merge.pull_request = 14;
    assert_eq!(judged(&merge), (Outcome::Unmet, vec!["held"]));

    let mut release = fixture(Vec::new(), Vec::new());
    release.rules.pull_request = Some(crate::candidate::PullRequestRule::Label("release".into()));
    assert_eq!(judged(&release).1, ["no-release-pull-request"], "it may be held there");
    let mut open = pull(50);
    (open.state, open.merge_commit) = (crate::evidence::pull_request::PullRequestState::Open, None);
    release.evidence.pull_requests.push(open);
    release.evidence.release_pull_requests = Fact::Known(List::all(vec![50]));
    assert_eq!(judged(&release).1, ["unreadable"]);
    let held = vec![comment("maya-r", "09:00", HOLD)];
    release.evidence.discussions.push(discussion(50, held.clone(), Vec::new()));
    assert_eq!(judged(&release), (Outcome::Unmet, vec!["held"]));
    // A lift counts wherever it is said.
    release.evidence.discussions[0] = discussion(40, vec![comment("maya-r", "09:10", LIFT)], Vec::new());
    assert_eq!(judged(&release), (Outcome::Met, vec!["nobody-holds"]));

    let mut nowhere = fixture(held, Vec::new());
    nowhere.rules.tracking_issue = None;
    assert_eq!(findings(&nowhere), Vec::new());
    nowhere.evidence.ask.tracking_issue = Some(40);
    assert_eq!(judged(&nowhere), (Outcome::Unmet, vec!["held"]), "the issue is named");
}

#[test]
fn the_gates_own_comments_are_no_evidence() {
    let own = Comment { own: true, ..comment("maya-r", "09:00", HOLD) };
    assert_eq!(judged(&fixture(vec![own], Vec::new())).0, Outcome::Met);
}

/// A plain model of holds by people whose words are all unedited: who holds, after all lines in their order.
fn model(lines: &[(usize, usize, i64)]) -> bool {
    let mut holds = [false; PEOPLE.len()];
    for (who, what, _) in lines {
        match (PEOPLE[*who], what) {
            ("hubot", _) => {}
            (_, 0) => holds[*who] = true,
            ("mona", 1) => holds = [false; PEOPLE.len()],
            (_, 1) => holds[*who] = false,
            _ => {}
        }
    }
    holds.contains(&true)
}

const PEOPLE: [&str; 5] = ["maya-r", "dev-a", "lena-h", "mona", "hubot"];

fn written(lines: &[(usize, usize, i64)]) -> Vec<Comment> {
    let write = |(minute, (who, what, _)): (usize, &(usize, usize, i64))| {
        let line = [HOLD, LIFT, "Looks good."][*what];
        comment(PEOPLE[*who], &format!("09:{minute:02}"), line)
    };
    lines.iter().enumerate().map(write).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn holds_are_as_in_the_model(lines in prop::collection::vec((0..5_usize, 0..3_usize, 0..1_i64), 0..12)) {
        let (outcome, _) = judged(&fixture(written(&lines), Vec::new()));
        prop_assert_eq!(outcome, if model(&lines) { Outcome::Unmet } else { Outcome::Met });
    }

    /// A comment that is deleted by somebody else is missed; nothing becomes better by it.
    #[test]
    fn deleting_the_words_of_others_never_lets_it_pass(
        lines in prop::collection::vec((0..4_usize, 0..3_usize, 0..1_i64), 1..8),
        which in any::<prop::sample::Index>(),
    ) {
        let mut comments = written(&lines);
        let gone = comments.remove(which.index(comments.len()));
        let event = deleted(Some(gone.author.unwrap().login.as_str()), "hubot", "09:59");
        let (outcome, _) = judged(&fixture(comments, vec![event]));
        prop_assert_ne!(outcome, Outcome::Met);
    }
}
