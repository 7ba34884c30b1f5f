//! Who signed the releases and changes of `whole`, in every way there is; and what takes that from them.
//!
//! Each thing that was done against a consent is a go without it, so whatever hides it from the gate must not let it through.

use serde_json::{Value, json};

use crate::fake::Fake;

fn comment(number: u64, by: &str, body: &str) -> Value {
    json!({"do": "comment", "number": number, "by": by, "body": body})
}

/// A comment of before the last pull request was merged.
fn earlier(by: &str, minute: u64, body: &str) -> Value {
    let mut comment = comment(40, by, body);
    comment["at"] = json!(format!("2026-02-26T12:{minute:02}:00Z"));
    comment
}

fn label() -> Value {
    let at = "2025-06-01T00:00:00Z";
    json!({"repositories": {"octoacme/shop": {"labels": [{"name": "ready to ship", "createdAt": at, "updatedAt": at}]}}})
}

/// Signs v1.4.0: comments, boxes, a review and a label, a witness, what does not apply, a waiver, and a hold that is lifted.
pub(crate) fn sign_release(fake: &Fake) {
    let moved = |kind: &str, minute: u64| {
        let at = format!("2026-02-26T09:{minute}:00Z");
        json!({"type": kind, "milestone": "v1.4.0", "at": at, "by": "maya-r"})
    };
    let deleted =
        json!({"type": "commentDeleted", "author": "eve-out", "at": "2026-02-24T09:00:00Z", "by": "maya-r"});
    let shop = json!({
        // Whoever holds no role took nothing back.
        "issues": [{"number": 40, "assignees": ["vera-law"], "events": [deleted]}],
        // What is planned is in the scope before it is merged.
        "pulls": [{"number": 37, "events": [moved("milestoned", 10), moved("demilestoned", 20), moved("milestoned", 30)]}],
    });
    fake.patch(json!([
        label(),
        {"repositories": {"octoacme/shop": shop}},
        earlier("maya-r", 0, "/holdpoint sign manager"),
        earlier("devon-k", 5, "/holdpoint sign rollback"),
        {"clock": "2026-03-02T12:00:10Z"},
        {"do": "tick", "number": 40, "text": "Screenshots renewed", "by": "hubot-docs"},
        {"do": "label", "number": 37, "name": "ready to ship", "by": "devon-k"},
        comment(40, "lina-p", "/holdpoint hold: the totals look odd"),
        comment(40, "lina-p", "/holdpoint lift"),
        comment(40, "mona", "/holdpoint sign owner\n/holdpoint not-applicable translated: there are no new words"),
        comment(40, "devon-k", "/holdpoint sign owner"),
        comment(40, "hubot-docs", "/holdpoint sign noted"),
        comment(40, "maya-r", "/holdpoint sign customers for \"Ada Example, Example Ltd\": https://example.com/minutes"),
        comment(40, "maya-r", "/holdpoint waive linted until 2026-03-06: the linter is down"),
        comment(37, "vera-law", "/holdpoint sign assigned"),
        comment(40, "lina-p", "/holdpoint sign qa soon"),
        {"do": "edit", "number": 40, "comment": "last", "by": "lina-p", "body": "/holdpoint sign qa"},
    ]));
}

/// Signs a change, at the head that it has.
pub(crate) fn sign_change(fake: &Fake, number: u64) {
    fake.patch(json!([
        label(),
        {"do": "review", "number": number, "state": "approved", "by": "mona"},
        {"do": "label", "number": number, "name": "ready to ship", "by": "devon-k"},
        comment(number, "mona", "/holdpoint sign design"),
    ]));
}

/// The same again, after a push.
pub(crate) fn sign_anew(fake: &Fake, number: u64) {
    fake.patch(json!({"do": "unlabel", "number": number, "name": "ready to ship", "by": "devon-k"}));
    sign_change(fake, number);
}

/// Gives the tracking issue more labels that came and went, and more states of its text, than two small pages show. The change
/// ticket there has had so many numbers before.
pub(crate) fn lengthen_record(fake: &Fake, had: u64) {
    let label = |what: &str| json!({"do": what, "number": 40, "name": "area 1", "by": "maya-r"});
    let edit = |number: u64| {
        let (from, to) = (format!("CHG-{}", 1_042 + had + number), format!("CHG-{}", 1_043 + had + number));
        json!({"do": "replace", "number": 40, "from": from, "to": to, "by": "maya-r"})
    };
    let deeds = (0..24).flat_map(|number| [label("label"), label("unlabel"), edit(number)]);
    fake.patch(deeds.collect());
}

/// So many pushes of main that they do not fit into a page: it was forced away from its tip and back.
pub(crate) fn pushes_of_main() -> Value {
    let push = |number: u64| {
        let (before, after) = if number.is_multiple_of(2) { ("m4", "m5") } else { ("m5", "m4") };
        let at = format!("2026-02-28T{:02}:{:02}:00Z", 10 + number / 60, number % 60);
        json!({"branch": "main", "at": at, "before": before, "after": after, "by": "maya-r", "type": "force_push"})
    };
    (0..105).map(push).collect()
}

/// What takes a consent from the release, or is a no: each as a deed.
pub(crate) const REVOKED: &str =
    r#"{"do": "comment", "number": 40, "by": "lina-p", "body": "/holdpoint revoke qa"}"#;
pub(crate) const HELD: &str =
    r#"{"do": "comment", "number": 40, "by": "devon-k", "body": "/holdpoint hold: wait"}"#;
pub(crate) const RELEASED_AS_ANOTHER: &str =
    r#"{"do": "comment", "number": 40, "by": "devon-k", "body": "/holdpoint release-as 2.0.0"}"#;
pub(crate) const DELETED: &str = r#"[
    {"do": "comment", "number": 40, "by": "lina-p", "body": "/holdpoint revoke qa"},
    {"do": "deleteComment", "number": 40, "comment": "last", "by": "maya-r"}
]"#;
pub(crate) const TICKED_BY_ANOTHER: &str = r#"[
    {"do": "untick", "number": 40, "text": "Screenshots renewed", "by": "hubot-docs"},
    {"do": "tick", "number": 40, "text": "Screenshots renewed", "by": "maya-r"}
]"#;
pub(crate) const EDITED_BY_ANOTHER: &str =
    r#"{"do": "edit", "number": 40, "comment": "last", "by": "maya-r", "body": "/holdpoint sign qa"}"#;
pub(crate) const LABELED_BY_ANOTHER: &str = r#"[
    {"do": "unlabel", "number": 37, "name": "ready to ship", "by": "devon-k"},
    {"do": "label", "number": 37, "name": "ready to ship", "by": "lina-p"}
]"#;
pub(crate) const LABEL_CHANGED: &str = r#"[
    {"do": "renameLabel", "name": "ready to ship", "to": "shipped", "by": "maya-r"},
    {"do": "renameLabel", "name": "shipped", "to": "ready to ship", "by": "maya-r"}
]"#;
pub(crate) const OUT_OF_THE_MILESTONE: &str = r#"[
    {"do": "milestone", "number": 37, "title": null, "by": "maya-r", "at": "2026-02-26T11:00:00Z"},
    {"do": "milestone", "number": 37, "title": "v1.4.0", "by": "maya-r", "at": "2026-02-26T13:00:00Z"},
    {"clock": "2026-03-02T12:05:00Z"}
]"#;
pub(crate) const WRITTEN_BY_THE_SIGNER: &str = r#"{"repositories": {"octoacme/shop": {"commits": {"m3": {"message": "Round (#35)\n\nCo-authored-by: Lina <lina-p@example.com>"}}}}}"#;
pub(crate) const UNASSIGNED: &str =
    r#"{"repositories": {"octoacme/shop": {"issues": [{"number": 40, "assignees": ["mona"]}]}}}"#;
/// Main was elsewhere while people signed.
pub(crate) const FORCED_BACK: &str = r#"{"repositories": {"octoacme/shop": {"pushes": [
    {"branch": "main", "at": "2026-03-02T11:00:00Z", "before": "m5", "after": "m4", "by": "maya-r", "type": "force_push"},
    {"branch": "main", "at": "2026-03-02T12:30:00Z", "before": "m4", "after": "m5", "by": "maya-r"}
]}}}"#;
