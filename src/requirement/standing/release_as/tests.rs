use super::super::speech::{comment, discussion, edited};
use super::*;
use crate::evidence::discussion::Comment;
use crate::evidence::{Login, TeamName};
use crate::release::Role;
use crate::requirement::fixture::{Fixture, has_its_facts};

fn judged(comments: Vec<Comment>, edits: bool) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut fixture = Fixture::release();
    let users = ["maya-r", "mona"].map(Login::new).to_vec();
    fixture.roles = [("qa-engineer".to_owned(), Role { users, ..Role::default() })].into();
    fixture.consents.edited = edits;
    fixture.evidence.discussions = vec![discussion(40, comments, Vec::new())];
    codes(&fixture)
}

fn codes(fixture: &Fixture) -> (Vec<&'static str>, Vec<&'static str>) {
    let codes = |findings: Vec<Finding>| {
        findings.iter().for_each(has_its_facts);
        findings.iter().map(|finding| finding.message.code).collect()
    };
    let (against, answers) = judge_release_as(&fixture.case());
    (codes(against), codes(answers))
}

#[test]
fn the_newest_version_that_counts_decides() {
    let other = |login: &str, time: &str| comment(login, time, "/holdpoint release-as 2.0.0");
    let same = |login: &str, time: &str| comment(login, time, "/holdpoint release-as v1.4.0");
    type Codes = &'static [&'static str];
    let cases: Vec<(&str, Vec<Comment>, Codes, Codes)> = vec![
        ("nothing said", vec![], &[], &[]),
        ("the judged one", vec![same("mona", "09:00")], &[], &[]),
        ("another", vec![other("mona", "09:00")], &["released-as-another"], &[]),
        ("another, then this", vec![other("mona", "09:00"), same("maya-r", "09:10")], &[], &[]),
        (
            "this, then another",
            vec![same("mona", "09:00"), other("maya-r", "09:10")],
            &["released-as-another"],
            &[],
        ),
        (
            "both in one second",
            vec![other("mona", "09:00"), same("maya-r", "09:00")],
            &["released-as-another"],
            &[],
        ),
        ("without a role", vec![other("hubot", "09:00")], &[], &["release-as-without-role"]),
        (
            "without a role, and later",
            vec![other("mona", "09:00"), same("hubot", "09:10")],
            &["released-as-another"],
            &["release-as-without-role"],
        ),
        (
            "edited",
            vec![other("mona", "09:00"), edited(same("mona", "09:10"), "mona", "09:20")],
            &["released-as-another"],
            &["release-as-edited"],
        ),
    ];
    for (name, comments, against, answers) in cases {
        assert_eq!(judged(comments, false), (against.to_vec(), answers.to_vec()), "{name}");
    }
    let by_herself = vec![other("mona", "09:00"), edited(same("mona", "09:10"), "mona", "09:20")];
    assert_eq!(judged(by_herself, true), (vec![], vec![]), "where the policy allows edits");
}

#[test]
fn one_of_whom_nobody_knows_whether_they_may_may_count() {
    let mut fixture = Fixture::release();
    let team = TeamName { organization: "octoacme".into(), slug: "managers".into() };
    fixture.roles = [("manager".to_owned(), Role { teams: vec![team], ..Role::default() })].into();
    let said = vec![comment("mona", "09:00", "/holdpoint release-as 2.0.0")];
    fixture.evidence.discussions = vec![discussion(40, said, Vec::new())];
    assert_eq!(codes(&fixture), (vec!["released-as-another-by-unknown"], vec![]));
}

#[test]
fn a_pull_request_has_no_version() {
    let mut fixture = Fixture::merge();
    let said = vec![comment("mona", "09:00", "/holdpoint release-as 2.0.0")];
    fixture.evidence.discussions = vec![discussion(15, said, Vec::new())];
    assert_eq!(codes(&fixture), (vec![], vec![]));
}
