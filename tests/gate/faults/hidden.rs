//! What takes a consent away, or is a no, stays in force when the answer that shows it is spoiled. Without it each of these
//! would be a go.
//!
//! It stands where only a further page shows it, as far as its list comes in pages.

use std::sync::Mutex;

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::signed::{self, lengthen_record};
use crate::whole::{judge_release, release};

/// What is done, and the requests that show it.
struct Hidden {
    deeds: &'static str,
    shown_by: &'static [&'static str],
}

/// How the pushes of a branch are named among the requests.
const ACTIVITY: &str = "GET */activity";

const HIDDEN: [Hidden; 12] = [
    Hidden { deeds: signed::REVOKED, shown_by: &["CommentsPage", "Evidence"] },
    Hidden { deeds: signed::HELD, shown_by: &["CommentsPage", "Evidence"] },
    Hidden { deeds: signed::RELEASED_AS_ANOTHER, shown_by: &["CommentsPage"] },
    Hidden { deeds: signed::DELETED, shown_by: &["EventsPage", "Evidence"] },
    Hidden { deeds: signed::TICKED_BY_ANOTHER, shown_by: &["RevisionsPage", "Evidence"] },
    Hidden { deeds: signed::EDITED_BY_ANOTHER, shown_by: &["CommentEdits"] },
    Hidden { deeds: signed::LABELED_BY_ANOTHER, shown_by: &["Evidence"] },
    Hidden { deeds: signed::LABEL_CHANGED, shown_by: &["Evidence"] },
    Hidden { deeds: signed::OUT_OF_THE_MILESTONE, shown_by: &["Range"] },
    Hidden { deeds: signed::WRITTEN_BY_THE_SIGNER, shown_by: &["Authors"] },
    Hidden { deeds: signed::UNASSIGNED, shown_by: &["Evidence"] },
    Hidden { deeds: signed::FORCED_BACK, shown_by: &[ACTIVITY] },
];

fn effects(further: bool) -> Vec<Value> {
    let mut effects = vec![
        json!({"empty_page": true}),
        json!({"denied": true}),
        json!({"truncate": true}),
        json!({"html": 502}),
    ];
    if further {
        effects.extend([json!({"repeated_page": true}), json!({"shifted_page": 1})]);
    }
    if super::all() {
        effects.extend([
            json!({"status": 500}),
            json!({"status": 404, "body": {"message": "Not Found"}}),
            json!({"malformed": true}),
            json!({"drop": true}),
        ]);
    }
    effects
}

/// The release with a long record, in the middle of which this was done.
fn world(deeds: Option<&str>) -> Fake {
    let fake = release();
    lengthen_record(&fake, 0);
    if let Some(deeds) = deeds {
        fake.patch(serde_json::from_str(deeds).unwrap());
    }
    lengthen_record(&fake, 24);
    let note = |number: u64| json!({"do": "comment", "number": 40, "by": "vera-law", "body": format!("Note {number}")});
    fake.patch((0..24).map(note).collect());
    fake
}

/// A GitHub that works out only small pages.
fn small_pages() -> Value {
    let error =
        json!({"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits for this query exceeded."});
    json!({"match": {"wider": 10}, "effect": {"status": 200, "body": {"data": null, "errors": [error]}}})
}

/// Tries each fault on each request that shows it. Returns what went wrong, and how often was tried.
fn tried(hidden: &Hidden) -> (usize, Vec<String>) {
    let fake = world(Some(hidden.deeds));
    fake.faults(json!([small_pages()]));
    let ran = judge_release(&fake, &[]).go();
    let mut wrong = Vec::new();
    if ran.code != Some(1) {
        wrong.push(format!("{}: {:?} as it is\n{}{}", hidden.deeds, ran.code, ran.out, ran.err));
    }
    let mut count = 0;
    for shown_by in hidden.shown_by {
        let matched = match *shown_by {
            ACTIVITY => json!({"path": "*/activity"}),
            operation => json!({"operation": operation}),
        };
        for effect in effects(shown_by.ends_with("Page")) {
            fake.faults(json!([small_pages(), {"match": matched, "effect": effect}]));
            let ran = judge_release(&fake, &["--timeout", "30s"]).go_within(super::MARGIN * 2);
            count += 1;
            if !fake.last_fault_met() || !matches!(ran.code, Some(1 | 2)) {
                let met = fake.last_fault_met();
                wrong.push(format!(
                    "{} behind {shown_by} {effect}: {:?}, met: {met}\n{}{}",
                    hidden.deeds, ran.code, ran.out, ran.err
                ));
            }
        }
    }
    (count, wrong)
}

#[test]
fn no_fault_hides_what_takes_a_consent_away() {
    let fake = world(None);
    fake.faults(json!([small_pages()]));
    judge_release(&fake, &[]).go().ended(0);
    let queue = Mutex::new(HIDDEN.iter().collect::<Vec<_>>());
    let done = Mutex::new((0, Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..super::AT_ONCE {
            scope.spawn(|| {
                while let Some(hidden) = { queue.lock().unwrap().pop() } {
                    let (count, wrong) = tried(hidden);
                    let mut done = done.lock().unwrap();
                    done.0 += count;
                    done.1.extend(wrong);
                }
            });
        }
    });
    let (count, wrong) = done.into_inner().unwrap();
    println!("fault matrix, what is hidden: {count} cells; {} not as wanted", wrong.len());
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}
