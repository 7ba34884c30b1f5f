use serde_json::{Value, json};

use super::*;

fn commit() -> Oid {
    Oid::new("a".repeat(40))
}

/// What a document shows that answers with this for the one file that was asked for.
fn read(entry: Value, text: bool) -> Result<Option<Entry>, Unknown> {
    answered(json!({"oid": commit(), "__typename": "Commit", "file0": entry}), text)
}

fn answered(at: Value, text: bool) -> Result<Option<Entry>, Unknown> {
    let reply = Reply::new(json!({"repository": {"filesAt": at}}), &[]);
    let wanted = [("a".to_owned(), text)];
    shown(&reply, &commit(), &wanted).remove(0).entry.known().cloned()
}

fn blob(name: &str, value: Value) -> Value {
    let mut blob = json!({
        "__typename": "Blob", "oid": "b".repeat(40), "isBinary": false, "isTruncated": false, "text": "x",
    });
    blob[name] = value;
    json!({"mode": 33188, "object": blob})
}

fn file(content: Fact<Content>) -> Result<Option<Entry>, Unknown> {
    Ok(Some(Entry { kind: EntryKind::File, content }))
}

#[test]
fn gits_modes_tell_what_is_there() {
    for (mode, kind) in [
        (0o100_644, EntryKind::File),
        (0o100_755, EntryKind::File),
        (0o120_000, EntryKind::Link),
        (0o040_000, EntryKind::Folder),
        (0o160_000, EntryKind::Submodule),
        (100_644, EntryKind::Other),
        (0, EntryKind::Other),
    ] {
        let entry = Ok(Some(Entry { kind, content: Fact::NotCollected }));
        assert_eq!(read(json!({"mode": mode}), false), entry, "{mode:o}");
        if kind != EntryKind::File {
            assert_eq!(read(json!({"mode": mode, "object": null}), true), entry, "{mode:o}");
        }
    }
    assert_eq!(read(json!(null), true), Ok(None));
    assert_eq!(read(json!({"object": {}}), true).unwrap_err().reason, Reason::Malformed);
}

#[test]
fn a_text_is_whole_or_said_not_to_be() {
    let known = |content| file(Fact::Known(content));
    assert_eq!(read(blob("isBinary", json!(false)), true), known(Content::Text("x".into())));
    assert_eq!(read(blob("text", json!("")), true), known(Content::Text(String::new())));
    assert_eq!(read(blob("isBinary", json!(true)), true), known(Content::Binary));
    assert_eq!(read(blob("isTruncated", json!(true)), true), known(Content::TooLarge));
    for (name, value) in [
        ("isBinary", json!(null)),
        ("text", json!(null)),
        ("__typename", json!("Tree")),
        ("isTruncated", json!(null)),
    ] {
        let entry = read(blob(name, value.clone()), true).unwrap().unwrap();
        assert!(matches!(entry.content, Fact::Unknown(_)), "{name} {value}: {entry:?}");
    }
    let gone = read(json!({"mode": 33188, "object": null}), true).unwrap().unwrap();
    assert!(matches!(gone.content, Fact::Unknown(_)));
}

#[test]
fn only_the_judged_commit_answers() {
    let entry = json!({"mode": 33188});
    for at in [
        json!({"oid": "c".repeat(40), "__typename": "Commit", "file0": entry}),
        json!({"oid": commit(), "__typename": "Tag", "file0": entry}),
        json!({"oid": commit(), "file0": entry}),
        json!({"oid": commit(), "__typename": "Commit"}),
        json!(null),
    ] {
        assert!(answered(at.clone(), false).is_err(), "{at}");
    }
}

#[test]
fn a_path_is_asked_for_once_with_all_that_is_needed() {
    let place = |path: &str| FilePlace::Path(path.to_owned());
    let needs = Needs {
        files: [place("a"), place("b"), FilePlace::Glob("*".into())].into(),
        texts: [place("b"), place("c\"\n")].into(),
        ..Needs::default()
    };
    let wanted = paths(&needs);
    assert_eq!(wanted, [("a".into(), false), ("b".into(), true), ("c\"\n".into(), true)]);
    assert_eq!(
        fields(&wanted),
        "file0: file(path: \"a\") { mode }\n        file1: file(path: \"b\") { ...EntryText }\n        file2: file(path: \"c\\\"\\n\") { ...EntryText }"
    );
    assert_eq!(globs(&needs), [("*".to_owned(), false)]);
}
