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
    Run::new(&["demo"]).go().ended(0).says(&["NO-GO", "octoacme/shop", "REPLAY"]);
}

#[test]
fn the_fixed_demo_is_a_go() {
    Run::new(&["demo", "--fixed"]).go().ended(0).says(&["GO"]).does_not_say(&["NO-GO"]);
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
fn hurried() -> Fake {
    let fake = Fake::shop(POLICY);
    fake.patch(json!([
        {"repositories": {"octoacme/shop": {"labels": [{"name": "hold"}]}}},
        {"do": "milestone", "number": 38, "title": "v1.4.0", "by": "lina-p"},
        {"do": "label", "number": 38, "name": "hold", "by": "maya-r"},
        {"do": "dismiss", "number": 37, "author": "maya-r", "message": "Not what we agreed", "by": "maya-r"},
        {"do": "push", "branch": "main", "files": {"web/banner.js": "export const banner = 1;\n"}, "message": "Banner for the spring sale", "by": "devon-k"},
        {"do": "check", "commit": "main", "name": "build", "conclusion": "success"},
        {"do": "check", "commit": "main", "name": "unit tests", "conclusion": "failure"},
        {"do": "untick", "number": 40, "text": "Tested on staging", "by": "devon-k"},
        {"do": "replace", "number": 40, "from": "devon-k |", "to": "TBD |", "by": "maya-r"},
    ]));
    fake
}

/// The same release after everybody did their part.
fn put_right() -> Fake {
    let fake = hurried();
    fake.patch(json!([
        {"do": "milestone", "number": 38, "title": null, "by": "lina-p"},
        {"do": "review", "number": 37, "state": "approved", "by": "maya-r"},
        {"do": "move", "ref": "refs/heads/main", "to": "m5"},
        {"do": "status", "commit": "m5", "context": "coverage", "state": "success"},
        {"do": "tick", "number": 40, "text": "Tested on staging", "by": "devon-k"},
        {"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"},
        {"do": "tick", "number": 40, "text": "Screenshots renewed", "by": "lina-p"},
        {"do": "replace", "number": 40, "from": "TBD |", "to": "@devon-k |", "by": "maya-r"},
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
