//! `holdpoint demo`: offline, without a token, by the code of the real gate.
//!
//! What it shows was read from a world of the tests by the gate itself; `UPDATE=1` reads it anew.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::Run;

const POLICY: &str = include_str!("../../examples/demo/release.yml");

#[test]
fn the_demo_is_a_no_go_and_showing_it_succeeds() {
    let sections = ["Missing sign-offs: 3", "Consents that do not count: 3", "Waived: 1"];
    Run::new(&["demo"]).go().ended(0).says(&["NO-GO", "octoacme/shop", "REPLAY"]).says(&sections);
}

#[test]
fn the_fixed_demo_is_a_go() {
    let ran = Run::new(&["demo", "--fixed"]).go().ended(0).says(&["GO", "Signed: 5", "Waived: 1"]);
    ran.does_not_say(&["NO-GO", "Missing sign-offs"]);
}

#[test]
fn what_the_demo_writes_can_be_judged() {
    let run = Run::new(&["demo", "--write", "here"]);
    let folder = run.file("here");
    run.go().ended(0).says(&["holdpoint check --evidence here/evidence.json --policy here/release.yml"]);
    let file = |name: &str| folder.join(name).display().to_string();
    Run::new(&["check", "--evidence", &file("evidence.json"), "--policy", &file("release.yml")])
        .go()
        .ended(1);
}

#[test]
fn the_demo_as_json_is_json() {
    for arguments in [vec!["demo", "--format", "json"], vec!["demo", "--fixed", "--format", "json"]] {
        let ran = Run::new(&arguments).go().ended(0);
        serde_json::from_str::<Value>(&ran.out).unwrap();
    }
}

/// v1.4.0 on the day when somebody was in a hurry.
///
/// Of the consents only one counts. The box for staging was ticked before the last commit came, the one for the rollback
/// plan by somebody who does not hold the role, and who signed for quality made a part of the release.
fn hurried() -> Fake {
    let fake = Fake::shop(POLICY);
    let waiver = "/holdpoint waive screenshots until 2026-03-06: The old ones still show what there is";
    fake.patch(json!([
        {"repositories": {"octoacme/shop": {"labels": [
            {"name": "design-approved", "createdAt": "2025-06-01T00:00:00Z", "updatedAt": "2025-06-01T00:00:00Z"},
        ]}}},
        {"do": "milestone", "number": 38, "title": "v1.4.0", "by": "lina-p"},
        {"do": "dismiss", "number": 37, "author": "maya-r", "message": "Not what we agreed", "by": "maya-r"},
        {"do": "check", "commit": "m5", "name": "unit tests", "conclusion": "failure"},
        {"do": "tick", "number": 40, "text": "Rollback plan written", "by": "lina-p", "at": "2026-03-02T09:00:00Z"},
        {"do": "comment", "number": 40, "body": "/holdpoint sign qa-engineer", "by": "mona", "at": "2026-03-02T09:30:00Z"},
        {"do": "comment", "number": 40, "body": waiver, "by": "maya-r", "at": "2026-03-02T10:00:00Z"},
    ]));
    fake
}

/// The same release after everybody did their part: signed by comments, by a box and by a label.
fn put_right() -> Fake {
    let fake = hurried();
    fake.patch(json!([
        {"do": "milestone", "number": 38, "title": null, "by": "lina-p"},
        {"do": "review", "number": 37, "state": "approved", "by": "maya-r"},
        {"do": "check", "commit": "m5", "name": "unit tests", "conclusion": "success"},
        {"do": "comment", "number": 40, "body": "/holdpoint sign staging-tested", "by": "devon-k", "at": "2026-03-02T11:00:00Z"},
        {"do": "untick", "number": 40, "text": "Rollback plan written", "by": "maya-r", "at": "2026-03-02T11:10:00Z"},
        {"do": "tick", "number": 40, "text": "Rollback plan written", "by": "maya-r", "at": "2026-03-02T11:11:00Z"},
        {"do": "label", "number": 40, "name": "design-approved", "by": "lina-p", "at": "2026-03-02T11:20:00Z"},
        {"do": "comment", "number": 40, "body": "/holdpoint sign qa-engineer", "by": "vera-law", "at": "2026-03-02T11:30:00Z"},
    ]));
    fake
}

fn recorded(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/demo").join(name)
}

#[test]
fn the_embedded_evidence_is_what_the_gate_reads() {
    for (fake, name, code) in [(hurried(), "no-go.json", 1), (put_right(), "go.json", 0)] {
        let arguments = ["--version", "1.4.0", "--save-evidence", "evidence.json"];
        let run = Run::check(&fake, &arguments);
        let file = run.file("evidence.json");
        run.go().ended(code);
        let fresh = std::fs::read_to_string(file).unwrap();
        let path = recorded(name);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        let read = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
        let kept = std::fs::read_to_string(&path).unwrap();
        assert_eq!(read(&kept), read(&fresh), "{name} is stale: UPDATE=1 cargo test --test gate");
    }
}
