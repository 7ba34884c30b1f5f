//! What others do while a tag is cut: another version of the same commit, a draft of a person's; and the end of the time.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use holdpoint::bump::cut::{Cut, Done, Note, Refusal, ReleaseWish, Step, Stopped};
use holdpoint::evidence::Oid;
use holdpoint::github::cut;
use serde_json::{Value, json};

use super::{
    REPOSITORY, client, commit_of, go, races, releases, shop, state, tags, wait_for, whole, wish, wish_at,
    writes,
};
use crate::fake::Fake;

fn published(fake: &Fake, tag: &str) -> bool {
    releases(fake, tag).iter().any(|release| release["draft"] == false)
}

fn also(done: &Done) -> Option<&[String]> {
    match &done.stopped {
        Some(Stopped::Refused(Refusal::AlsoReleased { others, .. })) => Some(others),
        _ => None,
    }
}

#[test]
fn a_released_commit_is_not_released_as_another_version() {
    let fake = shop();
    assert!(go(&fake, &wish(&fake)).is_whole());
    fake.clear_log();
    let done = go(&fake, &wish_at("1.5.0", Oid::new(fake.tip("main"))));
    assert_eq!(also(&done), Some(&["v1.4.0".to_owned()][..]), "{done:?}");
    assert!(!done.is_released());
    assert_eq!(writes(&fake), [] as [Value; 0]);
    assert_eq!(commit_of(&fake, "v1.5.0"), None);
    // Nor does it take floating tags to find the other.
    let bare = Cut { floating: Vec::new(), ..wish_at("1.5.0", Oid::new(fake.tip("main"))) };
    assert!(also(&go(&fake, &bare)).is_some());
    assert!(go(&fake, &wish(&fake)).is_whole(), "and what is released is completed");
}

/// The other tag is made right before each write of this run.
#[test]
fn another_tag_that_comes_to_be_at_any_time_is_seen_before_the_release_is_published() {
    let fake = shop();
    assert!(go(&fake, &wish(&fake)).is_whole());
    let all = writes(&fake);
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for rule in &all {
        let fake = shop();
        let wish = wish(&fake);
        let other = json!({"do": "tag", "name": "v1.5.0", "commit": "main", "by": "mona"});
        fake.faults(json!([{"match": rule["match"], "nth": rule["nth"], "before": other}]));
        let done = go(&fake, &wish);
        assert!(fake.last_fault_met(), "{rule}");
        let is_publishing = rule["match"]["method"] == "PATCH";
        let end = if is_publishing {
            // No look can come between that and the deed; a run that made the tag so late finds ours.
            assert!(done.notes.iter().any(|note| matches!(note, Note::AlsoReleased { .. })), "{done:?}");
            "published; the other finds its tag"
        } else {
            assert_eq!(also(&done), Some(&["v1.5.0".to_owned()][..]), "{rule} {done:?}");
            assert!(!done.is_released() && !published(&fake, "v1.4.0"), "{rule}");
            "refused, and not published"
        };
        *ends.entry(end.to_owned()).or_default() += 1;
        fake.faults(json!([]));
        let other = go(&fake, &wish_at("1.5.0", Oid::new(fake.tip("main"))));
        assert!(also(&other).is_some() && !published(&fake, "v1.5.0"), "{other:?}");
    }
    println!("another tag before each of {} writes: {ends:#?}", all.len());
}

#[test]
fn two_runs_for_different_versions_never_publish_two_releases() {
    let times = races(20, 50);
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..times {
        let fake = shop();
        let commit = Oid::new(fake.tip("main"));
        let wishes = ["1.4.0", "1.5.0"].map(|version| wish_at(version, commit.clone()));
        let runs: Vec<Done> = thread::scope(|scope| {
            let runs = wishes.each_ref().map(|wish| scope.spawn(|| go(&fake, wish)));
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        let out = wishes.each_ref().map(|wish| published(&fake, &wish.tag));
        assert!(out != [true, true], "{runs:#?}");
        for (done, out) in runs.iter().zip(out) {
            assert_eq!(also(done).is_some(), !out, "whoever is not published says why: {done:#?}");
            assert_eq!(done.is_released(), out, "{done:#?}");
        }
        let there = wishes.each_ref().map(|wish| tags(&fake).contains_key(&wish.tag));
        let count = |list: [bool; 2]| list.iter().filter(|one| **one).count();
        *ends.entry(format!("{} tags, {} releases published", count(there), count(out))).or_default() += 1;
    }
    println!("{times} races of two versions: {ends:#?}");
}

#[test]
fn a_draft_that_a_person_makes_meanwhile_does_not_take_the_place_of_ours() {
    let draft =
        json!({"do": "release", "facts": {"tag": "v1.4.0", "body": "Mine.", "draft": true}, "by": "mona"});
    let rule = json!({"match": {"method": "POST", "path": "*/assets"}, "nth": 1, "before": draft});
    for body in [Some("Carts are kept.".to_owned()), None] {
        let fake = shop();
        fake.faults(json!([rule]));
        let wish = Cut { release: ReleaseWish { body: body.clone(), ..wish(&fake).release }, ..wish(&fake) };
        let done = go(&fake, &wish);
        assert!(done.is_whole() && done.published, "{done:?}");
        let all = releases(&fake, "v1.4.0");
        let (theirs, ours): (Vec<&Value>, Vec<&Value>) = all.iter().partition(|one| one["body"] == "Mine.");
        assert!(theirs.len() == 1 && theirs[0]["draft"] == true, "{all:?}");
        assert!(ours.len() == 1 && ours[0]["draft"] == false, "{all:?}");
        let url = |release: &Value| release["html_url"].as_str().unwrap().to_owned();
        let said = Note::OtherDraft { kept: url(ours[0]), url: url(theirs[0]), by: Some("mona".to_owned()) };
        assert!(done.notes.contains(&said), "{:?}", done.notes);
    }
}

#[test]
fn past_its_time_no_write_is_begun_and_what_is_missing_is_said() {
    let within = |fake: &Fake, time: Duration| {
        wait_for(async { cut(&client(fake, "gate"), REPOSITORY, &wish(fake), time).await })
    };
    let missing = |done: &Done| match &done.stopped {
        Some(Stopped::OutOfTime { missing }) => missing.len(),
        other => panic!("{other:?}"),
    };
    let fake = shop();
    let done = within(&fake, Duration::ZERO);
    assert_eq!((missing(&done), done.steps.len(), writes(&fake).len()), (9, 0, 0));
    // What is under way when the time is over is brought to its end.
    let delay =
        json!({"match": {"method": "POST", "path": "/repos/*/*/releases"}, "effect": {"delay": 6_000}});
    fake.faults(json!([delay]));
    let done = within(&fake, Duration::from_secs(5));
    assert!(matches!(done.steps.last(), Some(Step::MakeDraft { .. })), "{done:?}");
    assert_eq!((missing(&done), done.steps.len(), done.tagged), (6, 3, true));
    assert_eq!(releases(&fake, "v1.4.0").len(), 1);
    fake.faults(json!([]));
    assert!(go(&fake, &wish(&fake)).is_whole());
    assert_eq!(state(&fake, "v1.4.0"), whole(&fake.tip("main")));
}

/// A backport is the latest as long as the higher version is but a draft, and gives way once that is published.
#[test]
fn the_latest_is_the_highest_that_is_published() {
    let fake = shop();
    let higher = wish_at("2.0.0", Oid::new(fake.tip("search")));
    let quiet = Cut { release: ReleaseWish { publish: false, ..higher.release.clone() }, ..higher.clone() };
    assert!(go(&fake, &quiet).is_whole());
    let done = go(&fake, &wish(&fake));
    assert!(
        done.is_whole() && done.notes == [Note::HigherUnpublished { tag: "v2.0.0".to_owned() }],
        "{done:?}"
    );
    assert_eq!(fake.rest("/releases/latest")["tag_name"], "v1.4.0");
    assert!(go(&fake, &higher).is_whole());
    assert_eq!(fake.rest("/releases/latest")["tag_name"], "v2.0.0");
}
