use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const SHA: &str = "0123456789abcdef0123456789abcdef01234567";
const PULL_REQUEST_EVENTS: [&str; 4] =
    ["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"];

#[test]
fn each_event_gives_what_it_is_about() {
    let read = |name: &str, payload: &str| Event::read(name, &payload.replace("SHA", SHA)).unwrap();
    let push = |after: &str| Event::Push {
        reference: "refs/tags/v1.4.0".into(),
        after: after.into(),
        deleted: false,
    };
    assert_eq!(
        read("push", r#"{"ref":"refs/tags/v1.4.0","before":"0","after":"SHA","deleted":false}"#),
        push(SHA)
    );
    assert_eq!(read("push", r#"{"ref":"refs/tags/v1.4.0","after":"SHA"}"#), push(SHA));
    for name in PULL_REQUEST_EVENTS {
        assert_eq!(
            read(name, r#"{"action":"opened","pull_request":{"number":7,"head":{"sha":"SHA"}}}"#),
            Event::PullRequest { number: 7, head: SHA.into() }
        );
    }
    assert_eq!(read("workflow_dispatch", "{}"), Event::Dispatch);
    assert_eq!(read("issues", r#"{"issue":{"number":40}}"#), Event::Issue { number: 40 });
    for name in ["schedule", "repository_dispatch"] {
        assert_eq!(read(name, r#"{"client_payload":{"commit":"x","version":"9.9.9"}}"#), Event::Dispatch);
    }
    assert_eq!(read("gollum", "not even JSON"), Event::Other("gollum".into()));
}

#[test]
fn a_comment_of_the_gate_itself_is_known() {
    let comment = |kind: &str, body: &str| {
        let payload = format!(
            r#"{{"issue":{{"number":40,"pull_request":{{}}}},"comment":{{"body":"{body}","user":{{"type":"{kind}"}}}}}}"#
        );
        Event::read("issue_comment", &payload).unwrap()
    };
    let event = |own| Event::Comment { number: 40, on_pull_request: true, own };
    assert_eq!(comment("Bot", "<!-- holdpoint:pre-release -->"), event(true));
    assert_eq!(comment("User", "<!-- holdpoint:pre-release -->"), event(false), "anybody can paste a mark");
    assert_eq!(comment("Bot", "hello"), event(false));
}

#[test]
fn a_payload_that_is_short_of_something_is_named() {
    let error = Event::read("pull_request", r#"{"pull_request":{"number":7,"head":{}}}"#).unwrap_err();
    assert!(error.to_string().contains("pull_request.head"), "{error}");
    assert!(Event::read("push", "<html>").is_err());
    assert!(Event::read("issues", "").is_err());
}

/// A payload of each event that has one, as short as it may be.
fn payloads() -> Vec<(&'static str, Value)> {
    let mut all = vec![
        ("push", json!({"ref": "refs/heads/main", "after": SHA, "deleted": false})),
        ("issues", json!({"action": "edited", "issue": {"number": 40}})),
        (
            "issue_comment",
            json!({"issue": {"number": 40, "pull_request": {}}, "comment": {"body": "x", "user": {"type": "User"}}}),
        ),
        (
            "merge_group",
            json!({"action": "checks_requested", "merge_group": {
                "head_sha": SHA, "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-abc", "base_ref": "refs/heads/main",
            }}),
        ),
        ("release", json!({"action": "published", "release": {"tag_name": "v1.4.0", "draft": false}})),
        ("workflow_run", json!({"workflow_run": {"head_sha": SHA}})),
        ("check_suite", json!({"check_suite": {"head_sha": SHA, "app": {"slug": "circle"}}})),
        ("check_run", json!({"check_run": {"head_sha": SHA, "external_id": "42"}})),
        ("status", json!({"sha": SHA})),
        ("deployment", json!({"deployment": {"sha": SHA}})),
        ("deployment_status", json!({"deployment": {"sha": SHA}})),
        ("delete", json!({"ref": "topic"})),
    ];
    let pull = json!({"pull_request": {"number": 7, "head": {"sha": SHA}}});
    all.extend(PULL_REQUEST_EVENTS.map(|name| (name, pull.clone())));
    all
}

#[test]
fn nothing_but_the_commit_is_taken_of_a_run_that_a_stranger_may_have_started() {
    let stranger = json!({"workflow_run": {
        "head_sha": SHA, "head_branch": "main", "event": "push", "conclusion": "success", "display_title": "v9.9.9",
        "pull_requests": [{"number": 1}], "head_repository": {"full_name": "eve/shop"},
    }});
    let event = Event::read("workflow_run", &stranger.to_string()).unwrap();
    assert_eq!(event, Event::Commit { commit: SHA.into(), app: None, own: false });
}

#[test]
fn what_is_over_or_the_gates_own_is_known() {
    let read = |name: &str, payload: Value| Event::read(name, &payload.to_string()).unwrap();
    for (action, gone) in [("published", false), ("edited", false), ("deleted", true), ("unpublished", true)]
    {
        let payload = json!({"action": action, "release": {"tag_name": "v1.4.0", "draft": false}});
        let wanted = Event::Release { tag: "v1.4.0".into(), draft: false, withdrawn: gone };
        assert_eq!(read("release", payload), wanted, "{action}");
    }
    for (id, mine) in [("holdpoint:pre-release", true), ("", false), ("build", false)] {
        let payload = json!({"check_run": {"head_sha": SHA, "external_id": id}});
        assert_eq!(read("check_run", payload), Event::Commit { commit: SHA.into(), app: None, own: mine });
    }
    for app in [json!(null), json!({"slug": null})] {
        let payload = json!({"check_suite": {"head_sha": SHA, "app": app}});
        assert_eq!(read("check_suite", payload), Event::Commit { commit: SHA.into(), app: None, own: false });
    }
}

/// What can stand in the place of a value.
fn strange() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,50}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!("7")),
        Just(json!("x".repeat(100_000))),
        Just(json!(SHA)),
    ]
}

/// Puts a value in the place of the one at `path`, or takes that away.
fn at(payload: &mut Value, path: &[usize], to: Option<Value>) {
    let Value::Object(map) = payload else { return };
    let Some(key) = map.keys().nth(path[0] % map.len().max(1)).cloned() else { return };
    match path {
        [_] => match to {
            Some(to) => drop(map.insert(key, to)),
            None => drop(map.remove(&key)),
        },
        [_, rest @ ..] if map[&key].is_object() => at(&mut map[&key], rest, to),
        _ => at(payload, &path[..1], to),
    }
}

proptest! {
    /// A payload that is not as GitHub documents it is read, or refused with the event's name; it never ends otherwise.
    /// What is read is a commit that could be one, a number that could be one, and a name.
    #[test]
    fn a_damaged_payload_is_refused_by_name(
        which in 0..payloads().len(),
        path in prop::collection::vec(0..6_usize, 1..4),
        to in prop::option::of(strange()),
    ) {
        let (name, mut payload) = payloads().swap_remove(which);
        prop_assert!(Event::read(name, &payload.to_string()).is_ok());
        at(&mut payload, &path, to);
        let commit = |sha: &str| sha.len() == 40 && sha.bytes().all(|byte| byte.is_ascii_hexdigit());
        match Event::read(name, &payload.to_string()) {
            Err(error) => prop_assert!(error.to_string().contains(name) && (1..=301).contains(&error.detail.chars().count())),
            Ok(Event::Push { reference, after, .. }) => prop_assert!(commit(&after) && !reference.is_empty()),
            Ok(Event::PullRequest { number, head }) => prop_assert!(commit(&head) && number > 0),
            Ok(Event::MergeGroup { head, reference, base, .. }) => {
                prop_assert!(commit(&head) && !reference.is_empty() && !base.is_empty());
            }
            Ok(Event::Release { tag, .. }) => prop_assert!(!tag.is_empty()),
            Ok(Event::Commit { commit: sha, .. } | Event::Deployment { commit: sha }) => prop_assert!(commit(&sha)),
            Ok(Event::Issue { number } | Event::Comment { number, .. }) => {
                prop_assert!((1..=0x7fff_ffff).contains(&number));
            }
            Ok(Event::Deleted { reference }) => prop_assert!(!reference.is_empty()),
            Ok(other) => prop_assert!(false, "{name} is read as {other:?}"),
        }
    }

    /// No text of nonsense, however deep, is an event.
    #[test]
    fn nonsense_is_refused(which in 0..payloads().len(), text in "\\PC{0,200}", nested in 0..2_000_usize) {
        let (name, _) = payloads().swap_remove(which);
        prop_assert!(Event::read(name, &text).is_err());
        for nest in ["[", "{\"x\":"] {
            let refused = Event::read(name, &nest.repeat(nested)).is_err();
            prop_assert!(refused);
        }
    }
}
