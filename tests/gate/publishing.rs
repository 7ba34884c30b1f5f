//! One comment with the newest verdict, whatever other runs do meanwhile; and those who are called to sign.
//!
//! That every order of reads and writes comes out well is shown over a model, in `src/github/sticky/tests.rs`. Here the
//! program meets a GitHub.

use std::thread;

use serde_json::{Value, json};

use crate::check::POLICY;
use crate::fake::{Fake, is_write};
use crate::run::{Ran, Run};

const MARK: &str = "<!-- holdpoint:pre-release -->\n";

fn check(fake: &Fake, more: &[&str]) -> Run {
    let arguments = ["--phase", "pre-release", "--version", "1.4.0", "--comment"];
    Run::check(fake, &[&arguments, more].concat())
}

/// The gate's comments with its verdict on issue 40.
fn verdicts(fake: &Fake) -> Vec<String> {
    let all = fake.comments(40).into_iter().map(|(_, body)| body);
    all.filter(|body| body.starts_with("<!-- holdpoint:pre-release -->")).collect()
}

/// A verdict as another run of the gate writes it, judged at this time.
fn verdict(at: &str, text: &str) -> String {
    format!("{MARK}<!-- judged {at} -->\n{text}")
}

/// What another run writes, or rewrites with `comment`.
fn written(comment: Option<&str>, body: &str) -> Value {
    match comment {
        Some(comment) => {
            json!({"do": "edit", "number": 40, "comment": comment, "body": body, "by": "holdpoint[bot]"})
        }
        None => json!({"do": "comment", "number": 40, "body": body, "by": "holdpoint[bot]"}),
    }
}

/// Lets this happen just before the first request of an operation is carried out.
fn before(fake: &Fake, operation: &str, deeds: Value) {
    fake.faults(json!([{"match": {"operation": operation}, "nth": 1, "before": deeds, "effect": {}}]));
}

fn writes(fake: &Fake) -> Vec<String> {
    let log = fake.log();
    let name = |one: &Value| one["operation"].as_str().unwrap_or("check run").to_owned();
    log.iter().filter(|one| is_write(one)).map(name).collect()
}

/// The shop's clock stands before this.
const LATER: &str = "2026-12-01T10:00:00Z";
/// And after this.
const EARLIER: &str = "2020-01-01T10:00:00Z";
/// What the clock says while another run writes.
const AFTERWARDS: &str = "2026-12-02T10:00:00Z";

#[test]
fn an_older_verdict_is_not_left_on_top_of_a_newer_one() {
    let fake = Fake::shop(POLICY);
    check(&fake, &[]).go().ended(1);
    fake.patch(json!({"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"}));
    let newer = verdict(LATER, "A newer verdict");
    let mut deeds = written(Some("last"), &newer);
    deeds["at"] = json!(AFTERWARDS);
    before(&fake, "UpdateComment", deeds);
    fake.clear_log();
    let ran = check(&fake, &[]).go().ended(0);
    assert!(fake.last_fault_met());
    ran.says(&["the comment shows a newer verdict"]).does_not_say(&["warning"]);
    assert_eq!(writes(&fake), ["UpdateComment", "UpdateComment"]);
    assert_eq!(verdicts(&fake), [newer]);
}

#[test]
fn a_time_of_the_future_and_the_words_of_others_are_not_left_there() {
    for (by, at) in [("holdpoint[bot]", LATER), ("maya-r", EARLIER), ("maya-r", LATER)] {
        let fake = Fake::shop(POLICY);
        check(&fake, &[]).go().ended(1);
        let forged = verdict(at, "Go!");
        fake.patch(json!({"do": "edit", "number": 40, "comment": "last", "body": forged, "by": by}));
        check(&fake, &[]).go().ended(1).does_not_say(&["newer"]);
        let shown = verdicts(&fake);
        assert!(shown.len() == 1 && shown[0].contains("no-go"), "{by} {at}: {shown:?}");
    }
}

#[test]
fn two_that_are_written_at_once_become_one() {
    for (at, text) in [(EARLIER, "no-go"), (LATER, "A newer verdict")] {
        let fake = Fake::shop(POLICY);
        let mut deeds = written(None, &verdict(at, "A newer verdict"));
        deeds["at"] = json!(AFTERWARDS);
        before(&fake, "AddComment", deeds);
        check(&fake, &[]).go().ended(1).does_not_say(&["warning"]);
        let shown = verdicts(&fake);
        assert!(shown.len() == 1 && shown[0].contains(text), "{at}: {shown:?}");
    }
}

/// The same with nothing staged: the processes run as they run.
#[test]
fn runs_that_start_together_leave_one_comment() {
    for _ in 0..3 {
        let fake = Fake::shop(POLICY);
        // Each has read that there is none before any of them writes.
        fake.faults(json!([{"match": {"operation": "Closing"}, "effect": {"delay": 400}}]));
        let ran: Vec<Ran> = thread::scope(|scope| {
            let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| check(&fake, &["--check-run"]).go())).collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        for ran in ran {
            ran.ended(1).does_not_say(&["warning"]);
        }
        assert_eq!(verdicts(&fake).len(), 1, "{:?}", verdicts(&fake));
    }
}

#[test]
fn what_cannot_be_deleted_says_the_same_and_is_a_warning() {
    let fake = Fake::shop(POLICY);
    for text in ["One", "Two"] {
        fake.patch(written(None, &verdict(EARLIER, text)));
    }
    fake.faults(json!([{"match": {"operation": "DeleteComment"}, "effect": {"denied": true}}]));
    check(&fake, &[]).go().ended(1).says(&["warning: the verdict stands"]);
    let shown = verdicts(&fake);
    assert!(shown.len() == 2 && shown[0] == shown[1] && shown[0].contains("no-go"), "{shown:?}");
    fake.faults(json!([]));
    check(&fake, &[]).go().ended(1).does_not_say(&["warning"]);
    assert_eq!(verdicts(&fake).len(), 1);
}

#[test]
fn a_lost_answer_is_put_right_without_a_second_comment() {
    let lost = |operation: &str| json!([{"match": {"operation": operation}, "nth": 1, "effect": {"drop": true}, "executed": true}]);
    let fake = Fake::shop(POLICY);
    fake.faults(lost("AddComment"));
    check(&fake, &[]).go().ended(1).does_not_say(&["warning"]);
    assert_eq!(verdicts(&fake).len(), 1);
    for text in ["One", "Two"] {
        fake.patch(written(None, &verdict(EARLIER, text)));
    }
    fake.faults(lost("DeleteComment"));
    check(&fake, &[]).go().ended(1).does_not_say(&["warning"]);
    assert_eq!(verdicts(&fake).len(), 1);
}

#[test]
fn a_comment_that_somebody_deletes_meanwhile_is_written_anew() {
    let fake = Fake::shop(POLICY);
    check(&fake, &[]).go().ended(1);
    fake.patch(json!({"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"}));
    before(
        &fake,
        "UpdateComment",
        json!({"do": "deleteComment", "number": 40, "comment": "last", "by": "maya-r"}),
    );
    check(&fake, &[]).go().ended(0).does_not_say(&["warning"]);
    assert_eq!(verdicts(&fake).len(), 1);
}

/// DESIGN's budget: a comment costs one request, whether it is new or changed, and looking at what came of it none.
#[test]
fn a_comment_is_one_request() {
    let fake = Fake::shop(POLICY);
    let count = |arguments: &[&str]| {
        fake.clear_log();
        Run::check(&fake, &[&["--phase", "pre-release", "--version", "1.4.0"], arguments].concat()).go();
        fake.log().len()
    };
    let without = count(&[]);
    assert_eq!(count(&["--comment"]), without + 1, "a new one");
    assert_eq!(count(&["--comment"]), without, "an unchanged one");
    fake.patch(json!({"do": "tick", "number": 40, "text": "Rollback plan written", "by": "devon-k"}));
    assert_eq!(count(&["--comment"]), without + 1, "a changed one");
}

/// What an app writes starts workflows.
#[test]
fn what_the_gate_itself_wrote_ends_at_once_and_what_people_did_to_it_is_judged() {
    let fake = Fake::shop(POLICY);
    check(&fake, &[]).go().ended(1);
    let event = |action: &str, body: &str, by: &str, sender: Option<&str>| {
        let user = |login: &str| json!({"login": login, "type": if login.contains("[bot]") { "Bot" } else { "User" }});
        let mut payload = json!({
            "action": action, "issue": {"number": 40, "title": "Release v1.4.0"}, "comment": {"body": body, "user": user(by)},
        });
        if let Some(sender) = sender {
            payload["sender"] = user(sender);
        }
        fake.clear_log();
        let variables =
            [("INPUT_PHASE", "pre-release"), ("INPUT_COMMENT", "false"), ("INPUT_CHECK-RUN", "false")];
        let ran = Run::action(&fake, "issue_comment", &payload.to_string(), &variables).go();
        (ran.code, fake.log().len())
    };
    let own = verdicts(&fake).remove(0);
    let call = "<!-- holdpoint:notify 1.4.0 mona -->\n@mona, v1.4.0 waits for your sign-off";
    for body in [own.as_str(), call] {
        for action in ["created", "edited", "deleted"] {
            for sender in [None, Some("holdpoint[bot]")] {
                assert_eq!(
                    event(action, body, "holdpoint[bot]", sender),
                    (Some(0), 0),
                    "{action} {sender:?}"
                );
            }
        }
        let (code, requests) = event("edited", body, "holdpoint[bot]", Some("maya-r"));
        assert!(code == Some(1) && requests > 0, "a person edited it");
        let (code, requests) = event("created", body, "mona", Some("mona"));
        assert!(code == Some(1) && requests > 0, "a person wrote it");
    }
}

/// A policy in which these sign.
fn signed_by(users: &str) -> String {
    let sign_off = "      - {id: tested, title: Tested on staging by QA, require: {sign-off: qa-engineer}}\n";
    let roles =
        format!("sign-offs: {{notify: true}}\nroles: {{qa-engineer: {{users: [{users}]}}}}\n\nphases:");
    format!("{}{sign_off}", POLICY.replace("phases:", &roles))
}

/// Who was called on issue 40.
fn called(fake: &Fake) -> Vec<String> {
    let all = fake.comments(40).into_iter().map(|(_, body)| body);
    let calls = all.filter(|body| body.starts_with("<!-- holdpoint:notify 1.4.0 "));
    calls.map(|body| body.lines().nth(1).unwrap().split(',').next().unwrap().to_owned()).collect()
}

#[test]
fn each_is_called_once_for_a_release() {
    let fake = Fake::shop(&signed_by("Mona, lina-p, \"robot[bot]\""));
    check(&fake, &["--dry-run"]).go().ended(1);
    Run::check(&fake, &["--phase", "pre-release", "--version", "1.4.0"]).go().ended(1);
    assert_eq!(fake.comments(40).len(), 2, "nothing is written");
    for _ in 0..2 {
        check(&fake, &[]).go().ended(1).does_not_say(&["warning"]);
        assert_eq!(called(&fake), ["@lina-p", "@mona"]);
    }
    let calls: Vec<String> =
        fake.comments(40).into_iter().map(|(_, body)| body).filter(|body| body.contains("notify")).collect();
    for call in &calls {
        assert!(call.contains("comment `/holdpoint sign qa-engineer` on [#40]"), "{call}");
        assert_eq!(call.matches('@').count(), 1, "{call}");
    }
    fake.patch(json!({"do": "deleteComment", "number": 40, "comment": "last", "by": "maya-r"}));
    check(&fake, &[]).go().ended(1);
    assert_eq!(called(&fake), ["@lina-p", "@mona"]);
    // What somebody else wrote with the mark is no call.
    let pasted = Fake::shop(&signed_by("mona"));
    pasted.patch(json!({"do": "comment", "number": 40, "body": "<!-- holdpoint:notify 1.4.0 mona -->\n@mona, x", "by": "vera-law"}));
    check(&pasted, &[]).go().ended(1);
    assert_eq!(called(&pasted), ["@mona", "@mona"]);
}

#[test]
fn nobody_is_called_where_nothing_can_be_written_or_signed() {
    let fake = Fake::shop(&signed_by("mona"));
    fake.faults(json!([{"match": {"operation": "AddComment"}, "effect": {"denied": true}}]));
    let ran = check(&fake, &[]).go().ended(1);
    assert_eq!(ran.err.matches("warning").count(), 1, "{}", ran.err);
    assert_eq!(writes(&fake), ["AddComment"]);

    let silent = Fake::shop(&signed_by("mona").replace("sign-offs: {notify: true}\n", ""));
    check(&silent, &[]).go().ended(1);
    assert_eq!(called(&silent), Vec::<String>::new());
}

#[test]
fn ten_are_called_by_one_run_and_the_rest_by_the_next() {
    let users: Vec<String> = (10..22).map(|number| format!("person-{number}")).collect();
    let fake = Fake::shop(&signed_by(&users.join(", ")));
    check(&fake, &[]).go().ended(1).says(&["2 more who can sign are called by the next runs"]);
    assert_eq!(called(&fake).len(), 10);
    check(&fake, &[]).go().ended(1).does_not_say(&["called by the next"]);
    assert_eq!(called(&fake).len(), 12);
}
