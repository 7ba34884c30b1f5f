use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::evidence::origin::Push;
use crate::evidence::{Arrivals, Fact, List, Oid, Reason};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn rules() -> Rules {
    Rules { by: vec!["release-manager".into(), "cto".into()], longest: 7, granted: Vec::new() }
}

fn actor(login: &str, kind: ActorKind) -> Actor {
    Actor { login: Login::new(login), kind }
}

/// maya-r is a release manager, lena-h the CTO; of oli nobody knows.
fn holds(role: &str, actor: &Actor) -> Holds {
    match (role, actor.login.as_str()) {
        ("release-manager", "maya-r") | ("cto", "lena-h" | "deploy-bot") => Holds::Yes,
        ("release-manager", "oli") => Holds::Unknown(Unknown::new(Reason::Forbidden)),
        _ => Holds::No,
    }
}

fn judge(waiver: &Waiver<'_>, today: &str) -> Result<String, Vec<Refusal>> {
    let rules = rules();
    let release = Version::new(1, 4, 0);
    let setting = Setting { rules: &rules, release: Some(&release), today: date(today), holds: &holds };
    waiver.judge(&setting)
}

#[test]
fn each_reason_by_itself() {
    let maya = actor("maya-r", ActorKind::User);
    let other = Version::new(1, 3, 0);
    let same = Version::new(1, 4, 0);
    let good = Waiver {
        by: Some(&maya),
        release: None,
        given: date("2026-03-02"),
        until: date("2026-03-09"),
        reason: "The fix is under way",
    };
    let manager = Ok("release-manager".to_owned());
    let people = ["lena-h", "oli", "mona"].map(|login| actor(login, ActorKind::User));
    let bots = ["deploy-bot", "hubot"].map(|login| actor(login, ActorKind::Bot));
    let unknown = || Unknown::new(Reason::Forbidden);
    type Row<'a> = (&'a str, Waiver<'a>, &'a str, Result<String, Vec<Refusal>>);
    let cases: Vec<Row<'_>> = vec![
        ("on its day", good, "2026-03-02", manager.clone()),
        ("on its last day", good, "2026-03-09", manager.clone()),
        ("a day later", good, "2026-03-10", Err(vec![Refusal::Expired])),
        (
            "a day too long",
            Waiver { until: date("2026-03-10"), ..good },
            "2026-03-02",
            Err(vec![Refusal::TooLong(date("2026-03-09"))]),
        ),
        ("before it was given", good, "2026-03-01", Err(vec![Refusal::NotYet])),
        ("no words", Waiver { reason: " – ", ..good }, "2026-03-02", Err(vec![Refusal::NoReason])),
        (
            "of another release",
            Waiver { release: Some(&other), ..good },
            "2026-03-02",
            Err(vec![Refusal::OtherRelease(other.clone())]),
        ),
        ("of this release", Waiver { release: Some(&same), ..good }, "2026-03-02", manager),
        ("in the second role", Waiver { by: Some(&people[0]), ..good }, "2026-03-02", Ok("cto".into())),
        (
            "role unknown",
            Waiver { by: Some(&people[1]), ..good },
            "2026-03-02",
            Err(vec![Refusal::RoleUnknown(unknown())]),
        ),
        (
            "without the role",
            Waiver { by: Some(&people[2]), ..good },
            "2026-03-02",
            Err(vec![Refusal::NoRole]),
        ),
        ("a bot that is named", Waiver { by: Some(&bots[0]), ..good }, "2026-03-02", Ok("cto".into())),
        ("a bot", Waiver { by: Some(&bots[1]), ..good }, "2026-03-02", Err(vec![Refusal::Bot])),
        ("a deleted account", Waiver { by: None, ..good }, "2026-03-02", Err(vec![Refusal::NoAccount])),
        (
            "several at once",
            Waiver { by: None, reason: "", ..good },
            "2026-04-01",
            Err(vec![Refusal::Expired, Refusal::NoReason, Refusal::NoAccount]),
        ),
    ];
    for (name, waiver, today, wanted) in cases {
        assert_eq!(judge(&waiver, today), wanted, "{name}");
    }
}

#[test]
fn subjects_mean_what_they_name() {
    let list = |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    for (named, about, wanted) in [
        (&[][..], &["#33"][..], true),
        (&[], &[], true),
        (&["#33"], &["#33"], true),
        (&["#33", "#34"], &["#33"], true),
        (&["#33"], &["#34"], false),
        (&["#33"], &["#33", "#34"], false),
        (&["#33"], &[], false),
        (&["33"], &["#33"], false),
    ] {
        assert_eq!(means(&list(named), &list(about)), wanted, "{named:?} {about:?}");
    }
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_772_000_000 + minute * 60).unwrap()
}

fn arrivals(pushes: &[i64], whole: bool, suites: &[i64]) -> Fact<Arrivals> {
    let push = |minute: &i64| Push { at: at(*minute), before: None, after: Some(Oid::new("c")) };
    let pushes: Vec<Push> = pushes.iter().map(push).collect();
    let total = pushes.len() as u64 + u64::from(!whole);
    Fact::Known(Arrivals {
        commit: Oid::new("c"),
        reference: "refs/heads/main".into(),
        pushes: Fact::Known(List::new(pushes, total)),
        suites: Fact::Known(List::all(suites.iter().map(|minute| at(*minute)).collect())),
    })
}

#[test]
fn when_a_commit_came() {
    for (name, arrivals, merged, wanted) in [
        ("pushed before", arrivals(&[4], true, &[]), None, Age::Older),
        ("pushed in the same second", arrivals(&[5], true, &[]), None, Age::Younger),
        ("pushed after", arrivals(&[6], true, &[]), None, Age::Younger),
        ("pushed after, and other pushes not known", arrivals(&[6], false, &[]), None, Age::Unknown),
        ("pushed before, and other pushes not known", arrivals(&[4], false, &[]), None, Age::Older),
        ("no push of it", arrivals(&[], true, &[]), None, Age::Unknown),
        ("checked before", arrivals(&[], true, &[4]), None, Age::Older),
        ("checked after", arrivals(&[], true, &[6]), None, Age::Unknown),
        ("merged before", arrivals(&[], true, &[]), Some(4), Age::Older),
        ("merged after", arrivals(&[], true, &[]), Some(6), Age::Younger),
        ("nothing read", Fact::NotCollected, None, Age::Unknown),
    ] {
        assert_eq!(of_commit(&Oid::new("c"), &arrivals, merged.map(at), at(5)), wanted, "{name}");
    }
    let of_another = arrivals(&[1], true, &[1]);
    assert_eq!(of_commit(&Oid::new("d"), &of_another, None, at(5)), Age::Unknown, "of another commit");
}

proptest! {
    /// Whatever is taken away never makes something older.
    #[test]
    fn less_is_never_older(
        pushes in prop::collection::vec(0..10_i64, 0..3),
        suites in prop::collection::vec(0..10_i64, 0..3),
        merged in prop::option::of(0..10_i64),
    ) {
        let age = |pushes: &[i64], whole, suites: &[i64], merged: Option<i64>| {
            of_commit(&Oid::new("c"), &arrivals(pushes, whole, suites), merged.map(at), at(5))
        };
        if age(&pushes, true, &suites, merged) != Age::Older {
            prop_assert_ne!(age(&[], true, &suites, merged), Age::Older);
            prop_assert_ne!(age(&pushes, false, &suites, merged), Age::Older);
            prop_assert_ne!(age(&pushes, true, &[], merged), Age::Older);
            prop_assert_ne!(age(&pushes, true, &suites, None), Age::Older);
        }
    }

    /// A waiver without its approver, its days or its reason never counts.
    #[test]
    fn no_waiver_counts_out_of_its_days(given in 0..40_i8, length in 0..40_i8, today in 0..40_i8) {
        let maya = actor("maya-r", ActorKind::User);
        let day = |days: i8| date("2026-03-01").saturating_add(i64::from(days).days());
        let waiver = Waiver {
            by: Some(&maya),
            release: None,
            given: day(given),
            until: day(given.saturating_add(length)),
            reason: "x",
        };
        let counts = judge(&waiver, &day(today).to_string()).is_ok();
        prop_assert_eq!(counts, today >= given && today <= given + length && length <= 7);
    }
}
