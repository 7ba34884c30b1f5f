//! What goes wrong with a write: it is sent once, the verdict stands, and the warning says what is known.

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::request::Request;
use crate::fake::Fake;
use crate::run::Ran;
use crate::whole::{judge_release, release};

/// What is written, and over what.
pub(super) struct Scene {
    pub(super) name: &'static str,
    world: fn() -> Fake,
    arguments: &'static [&'static str],
    /// The exit code: the verdict's.
    code: i32,
}

pub(super) const SCENES: [Scene; 5] = [
    Scene { name: "a comment", world: release, arguments: &["--comment"], code: 0 },
    Scene { name: "a comment, after a no-go", world: lacking, arguments: &["--comment"], code: 1 },
    Scene { name: "a new text of the comment", world: commented, arguments: &["--comment"], code: 0 },
    Scene { name: "a check run", world: release, arguments: &["--check-run"], code: 0 },
    Scene { name: "a check run, after a no-go", world: lacking, arguments: &["--check-run"], code: 1 },
];

fn lacking() -> Fake {
    let fake = release();
    fake.patch(json!({"do": "untick", "number": 40, "text": "Tested on staging", "by": "devon-k"}));
    fake
}

/// The comment is there, and says what is not so any more.
fn commented() -> Fake {
    let fake = lacking();
    judge_release(&fake, &["--comment"]).go().ended(1);
    fake.patch(json!({"do": "tick", "number": 40, "text": "Tested on staging", "by": "devon-k"}));
    fake
}

/// What goes wrong, and what must come of it.
pub(super) struct Fault {
    pub(super) name: &'static str,
    effect: &'static str,
    /// GitHub does it all the same.
    done: bool,
    /// What the warning says; empty: there is none, because a look afterwards shows that it was done.
    pub(super) warns: &'static str,
}

const REFUSED: &str = "the verdict stands, but could not be published";
const NOT_SEEN: &str = "a look afterwards did not show it, and it was not sent again";

pub(super) const FAULTS: [Fault; 14] = [
    Fault {
        name: "401",
        effect: r#"{"status": 401, "body": {"message": "Bad credentials"}}"#,
        done: false,
        warns: "status 401",
    },
    Fault {
        name: "403",
        effect: r#"{"denied": true}"#,
        done: false,
        warns: "Resource not accessible by integration",
    },
    Fault {
        name: "404",
        effect: r#"{"status": 404, "body": {"message": "Not Found"}}"#,
        done: false,
        warns: "status 404",
    },
    Fault {
        name: "410",
        effect: r#"{"status": 410, "body": {"message": "Issues are disabled"}}"#,
        done: false,
        warns: "Issues are disabled",
    },
    Fault {
        name: "422",
        effect: r#"{"status": 422, "body": {"message": "Validation Failed", "errors": "Description is too long"}}"#,
        done: false,
        warns: "Description is too long",
    },
    Fault {
        name: "429 with retry-after",
        effect: r#"{"secondary_rate_limit": {"retry_after": 1, "status": 429}}"#,
        done: false,
        warns: "wait until",
    },
    Fault {
        name: "primary limit",
        effect: r#"{"primary_rate_limit": {"reset_in": 1}}"#,
        done: false,
        warns: "used up until",
    },
    Fault { name: "502, not done", effect: r#"{"html": 502}"#, done: false, warns: NOT_SEEN },
    Fault { name: "502 after it was done", effect: r#"{"html": 502}"#, done: true, warns: "" },
    Fault { name: "500, not done", effect: r#"{"status": 500}"#, done: false, warns: NOT_SEEN },
    Fault { name: "dropped, not done", effect: r#"{"drop": true}"#, done: false, warns: NOT_SEEN },
    Fault { name: "dropped after it was done", effect: r#"{"drop": true}"#, done: true, warns: "" },
    Fault { name: "truncated answer", effect: r#"{"truncate": true}"#, done: true, warns: "" },
    Fault { name: "answer that is no JSON", effect: r#"{"malformed": true}"#, done: true, warns: "" },
];

/// The write that a scene sends.
pub(super) fn write_of(scene: &Scene) -> Request {
    let fake = (scene.world)();
    fake.clear_log();
    judge_release(&fake, scene.arguments).go().ended(scene.code);
    let requests: Vec<Request> = fake.log().iter().map(Request::of).filter(|one| !one.reads()).collect();
    let [write] = requests.as_slice() else { panic!("{requests:?}") };
    write.clone()
}

fn is_ours(body: &str) -> bool {
    body.starts_with("<!-- holdpoint:pre-release -->")
}

/// How many of ours there are: comments, and check runs.
fn count(fake: &Fake) -> (usize, usize) {
    let comments = fake.comments(40).into_iter().filter(|(_, body)| is_ours(body)).count();
    let runs = fake.check_runs(&fake.tip("main"));
    (comments, runs.iter().filter(|run| run["name"] == "holdpoint / pre-release").count())
}

fn wrong(scene: &Scene, write: &Request, fault: &Fault) -> Option<String> {
    let fake = (scene.world)();
    let before = count(&fake);
    let effect: Value = serde_json::from_str(fault.effect).unwrap();
    fake.faults(json!([{"match": write.matched(), "effect": effect, "executed": fault.done}]));
    fake.clear_log();
    let ran = judge_release(&fake, scene.arguments).go_within(super::MARGIN * 2);
    let sent = fake.log().iter().map(Request::of).filter(|one| !one.reads()).count();
    let met = fake.last_fault_met();
    fake.faults(json!([]));
    let after = count(&fake);
    let more = usize::from(fault.done);
    let wanted = match write.name.as_str() {
        "POST …/check-runs" => (before.0, before.1 + more),
        "mutation AddComment" => (before.0 + more, before.1),
        _ => before,
    };
    // Waivers leave a trace on the log whatever becomes of the verdict.
    let troubles = ran.err.lines().filter(|line| !line.starts_with("audit: "));
    let said: String = troubles.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    let told = if fault.warns.is_empty() {
        said.is_empty()
    } else {
        [REFUSED, fault.warns, " -> "].iter().all(|part| said.contains(part))
    };
    let fine = met && sent == 1 && ran.code == Some(scene.code) && after == wanted && told;
    (!fine).then(|| {
        format!(
            "{}, {}: met {met}, sent {sent} times, ended with {:?}, left {after:?} and not {wanted:?}, said `{}`\n",
            scene.name, fault.name, ran.code, ran.err
        )
    })
}

/// What a run says of a fault.
pub(super) fn said(scene: &str, fault: &str) -> Ran {
    let scene = SCENES.iter().find(|one| one.name == scene).unwrap();
    let fault = FAULTS.iter().find(|one| one.name == fault).unwrap();
    let write = write_of(scene);
    let fake = (scene.world)();
    let effect: Value = serde_json::from_str(fault.effect).unwrap();
    fake.faults(json!([{"match": write.matched(), "effect": effect, "executed": fault.done}]));
    judge_release(&fake, scene.arguments).go()
}

#[test]
fn a_write_is_sent_once_and_the_verdict_stands() {
    let writes: Vec<(&Scene, Request)> = SCENES.iter().map(|scene| (scene, write_of(scene))).collect();
    let cells: Vec<(&Scene, &Request, &Fault)> = writes
        .iter()
        .flat_map(|(scene, write)| FAULTS.iter().map(move |fault| (*scene, write, fault)))
        .collect();
    let count = cells.len();
    let queue = Mutex::new(cells);
    let found: Mutex<Vec<String>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..super::AT_ONCE {
            scope.spawn(|| {
                while let Some((scene, write, fault)) = { queue.lock().unwrap().pop() } {
                    found.lock().unwrap().extend(wrong(scene, write, fault));
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    println!("fault matrix, writes: {count} cells; {} not as wanted", found.len());
    assert!(found.is_empty(), "{} writes:\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_write_of_the_sources_is_among_them() {
    let seen: BTreeSet<String> = SCENES.iter().map(write_of).map(|write| write.name).collect();
    // That one is deleted where it is there twice is tried in publishing.rs.
    let wanted = ["mutation AddComment", "mutation UpdateComment", "POST …/check-runs"];
    assert_eq!(seen, wanted.map(str::to_owned).into());
}

#[test]
fn a_lost_write_that_cannot_be_looked_up_may_have_been_done() {
    let fake = release();
    fake.faults(json!([
        {"match": {"operation": "AddComment"}, "effect": {"drop": true}, "executed": true},
        {"match": {"operation": "Comments"}, "effect": {"html": 503}},
    ]));
    let ran = judge_release(&fake, &["--comment"]).go().ended(0);
    ran.says(&["it may have been done all the same, and it was not sent again"]);
}

/// Two runs that broke off have left the comment twice. With the check run that makes three writes.
#[test]
fn three_writes_are_a_second_apart() {
    let fake = commented();
    let (_, body) = fake.comments(40).into_iter().find(|(_, body)| is_ours(body)).unwrap();
    fake.patch(json!({"do": "comment", "number": 40, "body": body, "by": "holdpoint[bot]"}));
    fake.clear_log();
    judge_release(&fake, &["--comment", "--check-run"]).go().ended(0).does_not_say(&["warning"]);
    let log = fake.log();
    let writes: Vec<&Value> = log.iter().filter(|entry| !Request::of(entry).reads()).collect();
    assert_eq!(writes.len(), 3, "{writes:#?}");
    for pair in writes.windows(2) {
        let pause = pair[1]["started"].as_f64().unwrap() - pair[0]["ended"].as_f64().unwrap();
        assert!(pause >= 990.0, "{pause} ms lie between {pair:#?}");
    }
}

#[test]
fn the_same_trouble_again_is_no_news() {
    let fake = release();
    let place = ["repository", "firstLabels"];
    let effect = json!({"graphql_error": {"path": place, "type": "FORBIDDEN", "message": "no"}});
    fake.faults(json!([{"match": {"operation": "Evidence"}, "effect": effect}]));
    judge_release(&fake, &["--comment"]).go().ended(1).says(&["repository.firstLabels"]);
    fake.clear_log();
    judge_release(&fake, &["--comment"]).go().ended(1);
    assert!(
        fake.log().iter().map(Request::of).all(|request| request.reads()),
        "the comment was written again"
    );
}
