use serde_json::json;

use super::*;

fn push(n: u64, after: &str) -> Push {
    Push {
        at: format!("2026-03-0{n}T10:00:00Z").parse().unwrap(),
        before: None,
        after: Some(Oid::new(after.repeat(40))),
    }
}

#[test]
fn the_base_is_a_tag_or_none() {
    let oid = |text: &str| Oid::new(text.repeat(40));
    let base = |tag: &str, commit: &str| Base { tag: tag.into(), commit: oid(commit) };
    let relation = |tag: &str, commit: &str, behind| Relation {
        reference: format!("refs/tags/{tag}"),
        commit: oid(commit),
        ahead: 3,
        behind,
    };
    let bases = [base("v1.3.1", "b"), base("v1.3.0", "a"), base("release-1.3.0", "a")];
    let relations = [relation("v1.3.1", "b", 2), relation("v1.3.0", "a", 0)];
    assert_eq!(tag_of(&bases, &relations, &oid("a")), Some("v1.3.0"));
    assert_eq!(tag_of(&bases, &[], &oid("b")), Some("v1.3.1"));
    assert_eq!(
        tag_of(&bases, &relations, &oid("c")),
        None,
        "the range begins at a commit that the policy names"
    );
}

#[test]
fn only_a_published_release_of_the_very_tag_has_notes() {
    let of = |release: serde_json::Value| {
        shown(&Reply::new(json!({"repository": {"release": release}}), &[]), "repository", "v1")
    };
    let release = |tag: &str, draft: bool, text: serde_json::Value| json!({"tagName": tag, "isDraft": draft, "description": text});
    let text = |of: Result<PreviousNotes, Unknown>| of.unwrap().text;
    assert_eq!(text(of(json!(null))), None);
    assert_eq!(text(of(release("v1", false, json!("Notes")))).as_deref(), Some("Notes"));
    assert_eq!(text(of(release("v1", false, json!(null)))).as_deref(), Some(""));
    assert_eq!(text(of(release("v1", true, json!("Draft")))), None);
    assert!(of(release("v2", false, json!("Notes"))).is_err());
    assert!(of(json!({"tagName": "v1"})).is_err());
}

#[test]
fn tips_are_asked_for_by_their_ids_and_those_of_deleted_branches_not_at_all() {
    let tips = [push(1, "a").after, None, push(2, "b").after];
    let document = tips_document(&tips, "docs/a\"b.md");
    let (first, last) = ("a".repeat(40), "b".repeat(40));
    assert!(document.contains(&format!(r#"tip0: object(expression: "{first}:docs/a\"b.md") {{ oid }}"#)));
    assert!(!document.contains("tip1:"));
    assert!(document.contains(&format!("tip2: object(expression: \"{last}:")));
}
