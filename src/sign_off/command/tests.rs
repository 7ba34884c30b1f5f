use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn one(body: &str) -> Result<Command, Mistake> {
    let mut found = commands(body);
    assert_eq!(found.len(), 1, "{body:?}: {found:?}");
    found.remove(0).command
}

fn sign(names: &[&str]) -> Command {
    Command::Sign { names: names.iter().map(ToString::to_string).collect(), witnessed: None }
}

#[test]
fn reads_what_people_type() {
    let text = |text: &str| text.to_owned();
    for (body, wanted) in [
        ("/holdpoint sign qa-engineer", sign(&["qa-engineer"])),
        ("  /Holdpoint   Sign  qa-engineer.  ", sign(&["qa-engineer"])),
        ("/holdpoint sign qa-engineer, developer", sign(&["qa-engineer", "developer"])),
        ("All good!\n/holdpoint sign release-notes\nThanks", sign(&["release-notes"])),
        ("/holdpoint sign build.linux", sign(&["build.linux"])),
        ("/holdpoint revoke", Command::Revoke { names: vec![] }),
        ("/holdpoint revoke qa", Command::Revoke { names: vec![text("qa")] }),
        (
            "/holdpoint not-applicable migration-guide: nothing changes for users: see #12",
            Command::NotApplicable {
                id: text("migration-guide"),
                reason: text("nothing changes for users: see #12"),
            },
        ),
        ("/holdpoint hold: the database is slow", Command::Hold { reason: text("the database is slow") }),
        ("/holdpoint hold : the database is slow", Command::Hold { reason: text("the database is slow") }),
        ("/holdpoint lift", Command::Lift),
        ("/holdpoint lift.", Command::Lift),
        ("/holdpoint release-as v2.0.0", Command::ReleaseAs { version: text("2.0.0") }),
        ("/holdpoint release-as 2.0.0-rc.1", Command::ReleaseAs { version: text("2.0.0-rc.1") }),
        (
            "/holdpoint sign external-stakeholder for \"Ann Lee, Initech\": https://example.com/mail/1",
            Command::Sign {
                names: vec![text("external-stakeholder")],
                witnessed: Some(Witnessed {
                    whom: text("Ann Lee, Initech"),
                    link: text("https://example.com/mail/1"),
                }),
            },
        ),
        (
            "/holdpoint sign stakeholder for “Ann Lee”: [her mail](https://example.com/a)",
            Command::Sign {
                names: vec![text("stakeholder")],
                witnessed: Some(Witnessed { whom: text("Ann Lee"), link: text("https://example.com/a") }),
            },
        ),
        (
            "/holdpoint waive ci until 2026-03-09: the mirror is down",
            Command::Waive {
                id: text("ci"),
                subjects: vec![],
                until: date(2026, 3, 9),
                reason: text("the mirror is down"),
            },
        ),
        (
            "/holdpoint waive ci #33,#34 \"browser tests: until late\" until 2026-03-09: mirror: down",
            Command::Waive {
                id: text("ci"),
                subjects: vec![text("#33"), text("#34"), text("browser tests: until late")],
                until: date(2026, 3, 9),
                reason: text("mirror: down"),
            },
        ),
    ] {
        assert_eq!(one(body), Ok(wanted), "{body}");
    }
}

#[test]
fn says_what_is_wrong_with_a_near_miss() {
    let text = |text: &str| text.to_owned();
    for (body, wanted) in [
        ("/holdpoint", Mistake::NoVerb),
        ("/holdpiont sign qa", Mistake::Word),
        ("/hold-point sign qa", Mistake::Word),
        ("/holdpoint: sign qa", Mistake::Word),
        ("\u{200B}/holdpoint hold: it is broken", Mistake::Word),
        ("\u{FEFF}/holdpoint sign qa", Mistake::Word),
        ("/hold\u{AD}point sign qa", Mistake::Word),
        ("\u{FF0F}holdpoint sign qa", Mistake::Word),
        ("/hоldpоint sign qa", Mistake::Word),
        ("/holdpoint sing qa", Mistake::Verb(text("sing"))),
        ("/holdpoint sign", Mistake::NoName),
        ("/holdpoint sign @mona", Mistake::TooMuch(text("@mona"))),
        ("/holdpoint sign qa (tested)", Mistake::TooMuch(text("(tested)"))),
        ("/holdpoint lift it", Mistake::TooMuch(text("it"))),
        ("/holdpoint hold", Mistake::NoReason),
        ("/holdpoint hold the release", Mistake::NoReason),
        ("/holdpoint hold: …", Mistake::NoReason),
        ("/holdpoint not-applicable ux", Mistake::NoReason),
        ("/holdpoint not-applicable ux design: none", Mistake::TooMuch(text("design"))),
        ("/holdpoint not-applicable : none", Mistake::NoName),
        ("/holdpoint waive", Mistake::NoName),
        ("/holdpoint waive ci", Mistake::NoDate),
        ("/holdpoint waive ci: broken", Mistake::TooMuch(text("ci:"))),
        ("/holdpoint waive ci until", Mistake::NoDate),
        ("/holdpoint waive ci until tomorrow: broken", Mistake::Date(text("tomorrow"))),
        ("/holdpoint waive ci until 2026-02-30: broken", Mistake::Date(text("2026-02-30"))),
        ("/holdpoint waive ci until 09/03/2026: broken", Mistake::Date(text("09/03/2026"))),
        ("/holdpoint waive ci until 20260309: broken", Mistake::Date(text("20260309"))),
        ("/holdpoint waive ci until 2026-03-09", Mistake::NoReason),
        ("/holdpoint waive ci until 2026-03-09: -", Mistake::NoReason),
        ("/holdpoint waive ci \"browser until 2026-03-09: x", Mistake::Quote),
        ("/holdpoint sign stakeholder for Ann: https://example.com", Mistake::NoPerson),
        ("/holdpoint sign stakeholder for \"\": https://example.com", Mistake::NoPerson),
        ("/holdpoint sign stakeholder for \"Ann\"", Mistake::NoLink),
        ("/holdpoint sign stakeholder for \"Ann\": http://example.com", Mistake::NoLink),
        ("/holdpoint release-as", Mistake::Version(text(""))),
        ("/holdpoint release-as 2.0", Mistake::Version(text("2.0"))),
    ] {
        assert_eq!(one(body), Err(wanted), "{body}");
    }
}

#[test]
fn all_is_the_name_of_everything_to_revoke() {
    assert_eq!(one("/holdpoint revoke All"), Ok(Command::Revoke { names: vec![] }));
    let other = Command::Revoke { names: vec!["all-docs".to_owned()] };
    assert_eq!(one("/holdpoint revoke all-docs"), Ok(other));
}

/// Not every mail program marks what it quotes; the line that the gate's comment showed is nobody's consent.
#[test]
fn what_a_mail_quotes_is_not_its_authors() {
    for header in [
        "From: holdpoint\nSent: Monday, 2 March 2026\nTo: Mona\n",
        "________________________________\n**From:** holdpoint\n**Date:** Monday\n",
        "Von: GitHub <notifications@github.com>\nGesendet: Montag\n",
        "-----Ursprüngliche Nachricht-----\n",
        "On Mon, 2 Mar 2026 at 09:00, holdpoint wrote:\n",
    ] {
        let body = format!("/holdpoint sign docs\n\nWhat is this?\n\n{header}\n/holdpoint sign qa\n");
        let found: Vec<_> = commands(&body).into_iter().map(|line| line.command).collect();
        assert_eq!(found, [Ok(sign(&["docs"])), Err(Mistake::Mail)], "{header:?}");
    }
    for text in ["From: me", "---\nName: x\n---", "--- | ---", "Who wrote: nobody", "To: x\nFrom: y"] {
        assert_eq!(one(&format!("{text}\n\n/holdpoint sign qa")), Ok(sign(&["qa"])), "{text:?}");
    }
}

#[test]
fn what_is_not_about_us_is_left_alone() {
    for body in ["", "/approve", "/hold", "/retest please", "holdpoint sign qa", "I would /holdpoint sign qa"]
    {
        assert_eq!(commands(body), [], "{body}");
    }
}

#[test]
fn commands_come_in_order_with_their_lines() {
    let found = commands("/holdpoint sign qa\n> /holdpoint sign dev\n\n/holdpoint revoke qa\n");
    let lines: Vec<usize> = found.iter().map(|line| line.number).collect();
    assert_eq!(lines, [1, 4]);
}

proptest! {
    #[test]
    fn nothing_that_is_typed_breaks_it(body in "(/holdpoint )?[ -~\\n“”é]{0,60}") {
        for line in commands(&body) {
            prop_assert!(!line.text.is_empty());
        }
    }

    #[test]
    fn a_waiver_is_read_back_whole(
        id in "[a-z]{1,8}(-[a-z]{1,4})?", subject in "[a-z][a-z ]{0,10}[a-z]", day in 1_i8..=28, reason in "[a-z]{1,9}[a-z: ]{0,20}",
    ) {
        let body = format!("/holdpoint waive {id} \"{subject}\" until 2026-02-{day:02}: {reason}");
        let wanted = Command::Waive {
            id,
            subjects: vec![subject],
            until: date(2026, 2, day),
            reason: reason.trim().to_owned(),
        };
        prop_assert_eq!(one(&body), Ok(wanted));
    }
}
