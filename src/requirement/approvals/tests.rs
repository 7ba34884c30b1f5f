use proptest::prelude::*;

use super::*;
use crate::evidence::fact::Reason;
use crate::evidence::pull_request::{Review, ReviewState};
use crate::evidence::release::{Change, ChangedFile};
use crate::evidence::{Fact, List, Team};
use crate::requirement::Kind;
use crate::requirement::fixture::{Fixture, at, review};

use ReviewState::{Approved, ChangesRequested, Dismissed};

/// A release whose release pull request is 15, by lena-h, with these approvals of its head.
fn approved_by(logins: &[&str]) -> Fixture {
    let mut fixture = Fixture::release();
    fixture.candidate.as_mut().unwrap().on_pull_request = Some(15);
    reviewed(&mut fixture, logins.iter().map(|login| review(login, Approved, "07:00", "p15")).collect());
    fixture
}

fn reviewed(fixture: &mut Fixture, reviews: Vec<Review>) {
    fixture.pull(15).reviews = Fact::Known(List::all(reviews));
}

fn team(fixture: &mut Fixture, slug: &str, members: Result<&[&str], Reason>) {
    let members = match members {
        Ok(members) => Fact::Known(List::all(members.iter().map(|login| Login::new(*login)).collect())),
        Err(reason) => Fact::Unknown(Unknown::new(reason)),
    };
    let name = TeamName { organization: "octoacme".into(), slug: slug.into() };
    fixture.evidence.teams.push(Team { name, members, secret: false });
}

fn codes(fixture: &Fixture, yaml: &str) -> Vec<&'static str> {
    fixture.findings(&format!("approvals: {yaml}")).iter().map(|finding| finding.message.code).collect()
}

fn outcome(fixture: &Fixture, yaml: &str) -> Outcome {
    fixture.judge(&format!("approvals: {yaml}")).outcome
}

#[test]
fn so_many_people_must_have_approved() {
    for (logins, yaml, wanted) in [
        (&["maya-r"][..], "{}", &["approved"][..]),
        (&[], "{}", &["too-few-approvals"]),
        (&["maya-r"], "{count: 2}", &["too-few-approvals"]),
        (&["maya-r", "Maya-R"], "{count: 2}", &["too-few-approvals"]),
        (&["maya-r", "mona"], "{count: 2}", &["approved"]),
        (&["lena-h"], "{}", &["too-few-approvals", "approval-ignored"]),
        (&["maya-r", "mona"], "{from: {users: [MONA]}}", &["approved"]),
        (&["maya-r"], "{from: {users: [mona]}}", &["too-few-approvals", "approval-ignored"]),
        (&["maya-r", "mona"], "{count: {minor: 2, otherwise: 3}}", &["approved"]),
        (&["maya-r", "mona"], "{count: {major: 2, otherwise: 3}}", &["too-few-approvals"]),
    ] {
        assert_eq!(codes(&approved_by(logins), yaml), wanted, "{logins:?} {yaml}");
    }
}

#[test]
fn reviews_that_do_not_count_are_named_with_the_reason() {
    let mut fixture = approved_by(&[]);
    let reviews = vec![
        review("maya-r", Approved, "07:00", "old"),
        review("mona", Dismissed, "07:00", "p15"),
        Review { can_write: false, ..review("vera-law", Approved, "07:00", "p15") },
        Review { author: None, ..review("x", Approved, "07:00", "p15") },
        review("noor", Approved, "07:00", "p15"),
    ];
    reviewed(&mut fixture, reviews);
    let findings = fixture.findings("approvals: {from: {users: [maya-r, mona]}}");
    let told = findings.iter().skip(1).map(|one| match (one.fact("by"), one.fact("reason")) {
        (Some(Value::Person(by)), Some(Value::Words(reason))) => {
            format!("{}: {by}: {reason}", one.message.code)
        }
        (Some(Value::Words(by)), Some(Value::Words(reason))) => {
            format!("{}: {by}: {reason}", one.message.code)
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "approval-ignored: a deleted account: the account is deleted",
            "approval-stale: maya-r: it was given before the newest commit",
            "approval-stale: mona: it was dismissed",
            "approval-ignored: vera-law: they cannot write to the repository",
            "approval-ignored: noor: they are not among those whose approval is asked for",
        ]
    );
    assert_eq!(findings[0].who, [Who::Person(Login::new("maya-r")), Who::Person(Login::new("mona"))]);
    assert!(findings.iter().all(|finding| finding.outcome == Outcome::Unmet));
}

#[test]
fn a_standing_request_for_changes_holds() {
    let mut fixture = approved_by(&[]);
    let mut reviews =
        vec![review("maya-r", Approved, "07:00", "p15"), review("mona", ChangesRequested, "06:00", "old")];
    reviewed(&mut fixture, reviews.clone());
    assert_eq!(codes(&fixture, "{}"), ["changes-requested", "approved"]);
    assert_eq!(outcome(&fixture, "{}"), Outcome::Unmet);
    assert_eq!(fixture.findings("approvals: {}")[0].who, [Who::Person(Login::new("mona"))]);
    reviews.push(review("mona", Approved, "08:00", "p15"));
    reviewed(&mut fixture, reviews);
    assert_eq!(codes(&fixture, "{}"), ["approved"]);
}

#[test]
fn teams_and_roles_name_people() {
    let mut fixture = approved_by(&["mona", "maya-r"]);
    team(&mut fixture, "devops", Ok(&["Mona"]));
    assert_eq!(codes(&fixture, "{from: {teams: [OctoAcme/DevOps]}}"), ["approved"]);
    assert_eq!(
        codes(&fixture, "{count: 2, from: {teams: [octoacme/devops], users: [maya-r]}}"),
        ["approved"]
    );
    let two = "{count: 2, from: {teams: [octoacme/devops]}}";
    assert_eq!(codes(&fixture, two), ["too-few-approvals", "approval-ignored"]);
    let devops = TeamName { organization: "octoacme".into(), slug: "devops".into() };
    assert_eq!(fixture.findings(&format!("approvals: {two}"))[0].who, [Who::Team(devops.clone())]);
    fixture.roles.insert(
        "lead".into(),
        Role { users: vec![Login::new("maya-r")], teams: vec![devops.clone()], ..Role::default() },
    );
    assert_eq!(codes(&fixture, "{count: 2, from: {roles: lead}}"), ["approved"]);
    let needs = fixture.read("approvals: {from: {roles: lead}}").unwrap().needs(&fixture.roles);
    assert_eq!(needs.teams.into_iter().collect::<Vec<_>>(), [devops]);
}

#[test]
fn a_team_that_cannot_be_read_is_unknown_unless_it_does_not_matter() {
    let from = "from: {users: [maya-r], teams: [octoacme/devops]}";
    for (logins, count, wanted) in [
        (&["maya-r"][..], 1, &["approved"][..]),
        (&["maya-r", "mona"], 1, &["approved"]),
        (&["mona"], 1, &["team-unreadable", "approval-ignored"]),
        (&["maya-r", "mona"], 2, &["team-unreadable", "approval-ignored"]),
        (&["maya-r"], 2, &["team-unreadable", "too-few-approvals"]),
        (&[], 1, &["team-unreadable", "too-few-approvals"]),
    ] {
        let mut fixture = approved_by(logins);
        team(&mut fixture, "devops", Err(Reason::Forbidden));
        let yaml = format!("{{count: {count}, {from}}}");
        assert_eq!(codes(&fixture, &yaml), wanted, "{logins:?} {count}");
        let expected = match wanted {
            ["approved"] => Outcome::Met,
            [_, "too-few-approvals"] => Outcome::Unmet,
            _ => Outcome::Unknown,
        };
        assert_eq!(outcome(&fixture, &yaml), expected, "{logins:?} {count}");
    }
    assert_eq!(outcome(&approved_by(&["mona"]), &format!("{{{from}}}")), Outcome::Unknown, "never collected");
}

const OWNERS: &str = "*.md @mona\n/src/ @octoacme/devops @maya-r\n/legal/ law@example.com\n/free/\n/both/ a@example.com @mona\n";

fn changing(logins: &[&str], paths: &[&str]) -> Fixture {
    let mut fixture = approved_by(logins);
    let files = paths.iter().map(|path| match path.split_once(" from ") {
        Some((path, previous)) => {
            ChangedFile { path: path.into(), previous: Some(previous.into()), change: Change::Renamed }
        }
        None => ChangedFile { path: (*path).into(), previous: None, change: Change::Modified },
    });
    fixture.pull(15).files = Fact::Known(List::all(files.collect()));
    fixture.evidence.codeowners = Fact::Known(Some(OWNERS.into()));
    team(&mut fixture, "devops", Ok(&["noor"]));
    fixture
}

#[test]
fn owners_of_each_changed_file_must_have_approved() {
    for (logins, paths, wanted) in [
        (&["mona"][..], &["a.md", "free/x", "other"][..], "owners-approved"),
        (&["maya-r"], &["src/a.rs"], "owners-approved"),
        (&["noor"], &["src/a.rs"], "owners-approved"),
        (&["noor", "mona"], &["src/a.rs", "b.md"], "owners-approved"),
        (&["mona"], &["src/a.rs"], "owner-missing"),
        (&["mona"], &["b.md", "src/a.rs"], "owner-missing"),
        (&["mona"], &["b.md from src/b.md"], "owner-missing"),
        (&["mona"], &["other from b.md"], "owners-approved"),
        (&["mona"], &["other", "free/x"], "nothing-owned"),
        (&["mona"], &[], "nothing-owned"),
        (&["mona"], &["legal/x"], "owner-by-email"),
        (&["mona"], &["both/x"], "owners-approved"),
        (&["maya-r"], &["both/x"], "owner-by-email"),
    ] {
        let fixture = changing(logins, paths);
        assert_eq!(codes(&fixture, "{codeowners: true}"), ["approved", wanted], "{logins:?} {paths:?}");
        let expected = match wanted {
            "owners-approved" => Outcome::Met,
            "owner-by-email" => Outcome::Unknown,
            _ => Outcome::Unmet,
        };
        assert_eq!(outcome(&fixture, "{codeowners: true}"), expected, "{logins:?} {paths:?}");
    }
    let nobody = changing(&[], &["legal/x", "src/a.rs"]);
    assert_eq!(codes(&nobody, "{codeowners: true}"), ["too-few-approvals", "owner-missing", "owner-missing"]);
    let finding =
        &changing(&["mona"], &["src/b.rs", "src/a.rs"]).findings("approvals: {codeowners: true}")[1];
    assert_eq!(finding.fact("count"), Some(&Value::Count { number: 2, one: "path", many: "paths" }));
    assert_eq!(finding.fact("path"), Some(&Value::Code("src/a.rs".into())));
    assert_eq!(finding.who.len(), 2);
    let by_author = changing(&["mona"], &["x"]);
    assert_eq!(by_author.judge("not: {approvals: {codeowners: true}}").outcome, Outcome::Unknown);
}

#[test]
fn owners_that_cannot_be_known_are_unknown() {
    let mut fixture = changing(&["mona"], &["b.md"]);
    assert_eq!(outcome(&fixture, "{codeowners: true}"), Outcome::Met);
    fixture.evidence.codeowners = Fact::Known(Some(format!("{OWNERS}\n*.md mona\n")));
    assert_eq!(codes(&fixture, "{codeowners: true}"), ["approved", "codeowners-damaged"]);
    fixture.evidence.codeowners = Fact::Known(None);
    assert_eq!(codes(&fixture, "{codeowners: true}"), ["approved", "no-codeowners"]);
    for change in [
        (|f: &mut Fixture| f.evidence.codeowners = Fact::NotCollected) as fn(&mut Fixture),
        |f| f.evidence.codeowners = Fact::Known(Some(format!("{OWNERS}\n*.md mona\n"))),
        |f| f.evidence.codeowners = Fact::Known(None),
        |f| f.pull(15).files = Fact::NotCollected,
        |f| f.pull(15).files = Fact::Known(List::new(Vec::new(), 1)),
    ] {
        let mut fixture = changing(&["mona"], &["b.md"]);
        change(&mut fixture);
        assert_eq!(outcome(&fixture, "{codeowners: true}"), Outcome::Unknown);
    }
    let mut fixture = changing(&["mona"], &["src/a.rs"]);
    fixture.evidence.teams.clear();
    assert_eq!(codes(&fixture, "{codeowners: true}"), ["approved", "owner-team-unreadable"]);
    assert_eq!(outcome(&fixture, "{codeowners: true}"), Outcome::Unknown);
    let mut fixture = changing(&["maya-r"], &["src/a.rs"]);
    fixture.evidence.teams.clear();
    assert_eq!(outcome(&fixture, "{codeowners: true}"), Outcome::Met, "another owner approved");
}

#[test]
fn each_fact_that_is_not_known_holds() {
    for change in [
        (|f: &mut Fixture| f.pull(15).reviews = Fact::NotCollected) as fn(&mut Fixture),
        |f| f.pull(15).force_pushes = Fact::NotCollected,
        |f| f.evidence.bases = Fact::NotCollected,
    ] {
        let yaml = "{count: {minor: 1, otherwise: 2}}";
        let mut fixture = approved_by(&["maya-r"]);
        assert_eq!(outcome(&fixture, yaml), Outcome::Met);
        change(&mut fixture);
        assert_eq!(outcome(&fixture, yaml), Outcome::Unknown);
    }
    let mut fixture = approved_by(&["maya-r"]);
    fixture.candidate.as_mut().unwrap().on_pull_request = None;
    assert_eq!(codes(&fixture, "{}"), ["no-way-to-the-release-pull-request"]);
    fixture.pull(15).force_pushes = Fact::Known(List::all(vec![at("08:00")]));
    fixture.candidate.as_mut().unwrap().on_pull_request = Some(15);
    assert_eq!(codes(&fixture, "{}"), ["too-few-approvals", "approval-stale"]);
}

#[test]
fn before_a_merge_it_is_the_judged_pull_request() {
    let fixture = Fixture::merge();
    assert_eq!(outcome(&fixture, "{}"), Outcome::Met);
    let needs = fixture.read("approvals: {codeowners: true}").unwrap().needs(&BTreeMap::new());
    assert!(needs.pull_requests.reviews && needs.pull_requests.files && needs.codeowners);
    assert!(!needs.release_pull_request);
    let needs = Fixture::release().read("approvals: {codeowners: true}").unwrap().needs(&BTreeMap::new());
    assert!(needs.release_pull_request && needs.codeowners && !needs.pull_requests.reviews);
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (yaml, wanted) in [
        ("2", &["wrong-type"][..]),
        ("{count: 0}", &["out-of-range"]),
        ("{from: {}}", &["nobody"]),
        ("{from: {users: []}}", &["empty-list"]),
        ("{from: {users: [mona, Mona]}}", &["named-twice"]),
        ("{from: {users: [\"hubot[bot]\"], teams: [devops]}}", &["bad-text", "bad-text"]),
        ("{from: {teams: [octoacme/devops, \"@OctoAcme/devops\"]}}", &["named-twice"]),
        ("{from: {roles: [lead]}}", &["unknown-role"]),
        ("{from: mona}", &["wrong-type"]),
        ("{codeowners: false}", &["no-effect"]),
        ("{codeowners: yes}", &["wrong-type"]),
        ("{number: 2}", &["unknown-key"]),
    ] {
        let problems = Fixture::release().read(&format!("approvals: {yaml}")).unwrap_err();
        let codes: Vec<_> = problems.iter().map(|one| one.split(':').next().unwrap_or_default()).collect();
        assert_eq!(codes, wanted, "{yaml}: {problems:?}");
    }
    let problems = Fixture::merge().read("approvals: {count: {major: 2, otherwise: 1}}").unwrap_err();
    assert!(problems[0].starts_with("release-wide"), "{problems:?}");
    for example in Approvals::EXAMPLE.split("---\n") {
        for fixture in [Fixture::release(), Fixture::merge()] {
            assert!(matches!(fixture.read(example).unwrap().leaves().as_slice(), [Kind::Approvals(_)]));
        }
    }
}

#[test]
fn the_schema_offers_no_default_that_may_not_be_written() {
    let schema = serde_json::to_string(&schemars::schema_for!(Approvals)).unwrap();
    assert!(!schema.contains("default"), "{schema}");
}

proptest! {
    #[test]
    fn taking_a_review_or_a_team_away_never_makes_it_met(
        approvals in prop::collection::vec((prop::sample::select(vec!["maya-r", "mona", "noor", "lena-h"]),
            any::<bool>()), 0..5),
        without in 0_usize..5,
        count in 1_u64..4,
    ) {
        let world = |skip: Option<usize>, with_team: bool| {
            let mut fixture = approved_by(&[]);
            let given = approvals.iter().enumerate().filter(|(at, _)| skip != Some(*at));
            reviewed(&mut fixture, given.map(|(_, (login, at_head))| {
                review(login, Approved, "07:00", if *at_head { "p15" } else { "old" })
            }).collect());
            let members: Result<&[&str], Reason> = if with_team { Ok(&["noor", "mona"]) } else { Err(Reason::Forbidden) };
            team(&mut fixture, "devops", members);
            outcome(&fixture, &format!("{{count: {count}, from: {{users: [maya-r], teams: [octoacme/devops]}}}}"))
        };
        if world(None, true) != Outcome::Met {
            prop_assert!(world(None, false) != Outcome::Met);
            let stale_after = approvals.get(without).is_some_and(|(_, at_head)| !at_head);
            // Taking away a person's newer, stale approval may leave an older one that counts.
            prop_assert!(stale_after || world(Some(without), true) != Outcome::Met);
        }
    }
}
