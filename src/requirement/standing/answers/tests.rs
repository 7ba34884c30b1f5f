use super::super::speech::{comment, discussion};
use super::*;
use crate::evidence::discussion::Comment;
use crate::requirement::fixture::{Fixture, has_its_facts};

fn answered(comments: Vec<Comment>) -> Vec<Finding> {
    let mut fixture = Fixture::release();
    for role in ["qa-engineer", "technical-writer"] {
        fixture.roles.insert(role.into(), crate::release::Role::default());
    }
    fixture.evidence.discussions = vec![discussion(40, comments, Vec::new())];
    let names = Names {
        phase: "tag",
        requirements: [("release-notes", true), ("ci", false)].into(),
        asked: ["qa-engineer"].into(),
    };
    let answers = answers(&fixture.case(), &names);
    answers.iter().for_each(has_its_facts);
    answers
}

fn answer(line: &str) -> Vec<Finding> {
    answered(vec![comment("mona", "09:00", line)])
}

fn text<'f>(finding: &'f Finding, name: &str) -> Option<&'f str> {
    match finding.fact(name) {
        Some(Value::Code(text)) => Some(text),
        _ => None,
    }
}

#[test]
fn each_near_miss_has_its_answer() {
    for (line, code, form) in [
        ("/holdpiont sign qa-engineer", "command-word", Some("/holdpoint sign ROLE-OR-ID")),
        ("/holdpoint", "command-without-verb", None),
        ("/holdpoint sing qa-engineer", "command-misspelt", Some("/holdpoint sign qa-engineer")),
        ("/holdpoint sing", "command-misspelt", Some("/holdpoint sign ROLE-OR-ID")),
        ("/holdpoint hodl: it is ill", "command-misspelt", Some("/holdpoint hold: it is ill")),
        ("/holdpoint frobnicate", "command-unknown", None),
        ("/holdpoint sign", "command-without-name", Some("/holdpoint sign ROLE-OR-ID")),
        ("/holdpoint lift it now", "command-with-more", Some("/holdpoint lift")),
        ("/holdpoint hold", "command-without-reason", Some("/holdpoint hold: reason")),
        (
            "/holdpoint not-applicable ci",
            "command-without-reason",
            Some("/holdpoint not-applicable ID: reason"),
        ),
        ("/holdpoint waive ci", "waiver-without-date", Some("/holdpoint waive ID until YYYY-MM-DD: reason")),
        (
            "/holdpoint waive ci until 09.03.2026: ill",
            "waiver-date-unreadable",
            Some("/holdpoint waive ID until YYYY-MM-DD: reason"),
        ),
        (
            "/holdpoint waive ci \"build until 2026-03-09: ill",
            "command-quote-open",
            Some("/holdpoint waive ID until YYYY-MM-DD: reason"),
        ),
        (
            "-----Original Message-----\n/holdpoint sign qa-engineer",
            "command-in-quoted-mail",
            Some("/holdpoint sign ROLE-OR-ID"),
        ),
        ("/holdpoint sign qa-engineer for mona", "witness-of-nobody", Some(WITNESSED)),
        ("/holdpoint sign qa-engineer for \"Ada\": there", "witness-without-link", Some(WITNESSED)),
        ("/holdpoint release-as two", "release-as-no-version", Some("/holdpoint release-as VERSION")),
        ("/holdpoint sign qa-enginer", "name-misspelt", None),
        ("/holdpoint sign somebody-else", "name-unknown", None),
        ("/holdpoint revoke release-note", "name-misspelt", None),
        ("/holdpoint not-applicable cii: none", "id-misspelt", None),
        ("/holdpoint not-applicable qa-engineer: none", "id-unknown", None),
        ("/holdpoint sign technical-writer", "role-not-asked", None),
        ("/holdpoint sign ci", "requirement-without-sign-off", None),
    ] {
        let answers = answer(line);
        let codes: Vec<&str> = answers.iter().map(|finding| finding.message.code).collect();
        assert_eq!(codes, [code], "{line}");
        assert_eq!(text(&answers[0], "line"), form, "{line}");
        assert_eq!(answers[0].outcome, crate::verdict::Outcome::Unmet);
    }
}

#[test]
fn what_is_as_it_should_be_is_not_answered() {
    for line in [
        "/holdpoint sign qa-engineer",
        "/holdpoint sign release-notes",
        "/holdpoint revoke",
        "/holdpoint revoke technical-writer",
        "/holdpoint not-applicable ci: none",
        "/holdpoint waive nothing until 2026-03-09: told with the waiver",
        "/holdpoint hold: wait",
        "/holdpoint lift",
        "/holdpoint release-as 2.0.0",
        "/hold",
        "Well done.",
    ] {
        assert_eq!(answer(line), Vec::new(), "{line}");
    }
}

#[test]
fn a_suggestion_is_a_name_of_the_policy() {
    assert_eq!(text(&answer("/holdpoint sign qa-enginer")[0], "near"), Some("qa-engineer"));
    assert_eq!(text(&answer("/holdpoint sing ci")[0], "near"), Some("sign"));
}

#[test]
fn what_was_written_anew_is_not_spoken_of() {
    let wrong = || comment("mona", "09:00", "/holdpoint sing qa-engineer");
    let right = |login: &str, line: &str| comment(login, "09:10", line);
    let answers = |second: Comment| answered(vec![wrong(), second]).len();
    assert_eq!(answers(right("mona", "/holdpoint sign qa-engineer")), 0);
    assert_eq!(answers(right("maya-r", "/holdpoint sign qa-engineer")), 1, "by another");
    assert_eq!(answers(right("mona", "/holdpoint hold: wait")), 1, "another command");
    assert_eq!(answers(right("mona", "/holdpoint sign release-notes")), 1, "something else");
    assert_eq!(answers(right("mona", "/holdpoint sign release-notes qa-engineer")), 0);
    let mut before = right("mona", "/holdpoint sign qa-engineer");
    before.at = crate::requirement::fixture::at("08:00");
    assert_eq!(answers(before), 1);
}

#[test]
fn a_deleted_account_is_not_answered() {
    let mut gone = comment("mona", "09:00", "/holdpoint sing");
    gone.author = None;
    assert_eq!(answered(vec![gone]), Vec::new());
}
