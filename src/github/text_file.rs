//! A text file at a commit.

use super::reply::Node;
use crate::evidence::{Oid, Reason, Unknown};

/// A file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextFile {
    pub(super) blob: Oid,
    pub(super) text: String,
}

/// Reads a tree entry, with its blob, of a commit that is there; `None` if there is no file at the path.
///
/// # Errors
/// When it is no text file, or GitHub shows only the beginning of it.
pub(super) fn text_file<'a>(commit: Node<'a>, name: &'a str) -> Result<Option<TextFile>, Unknown> {
    let entry = match commit.maybe(name) {
        Ok(Some(entry)) => entry,
        Ok(None) => return Ok(None),
        // The commit itself is readable, so this is no matter of rights.
        Err(why) if why.reason == Reason::NotFound => return Ok(None),
        Err(why) => return Err(why),
    };
    let blob = entry.field("object")?;
    if !blob.is("Blob") {
        return Err(Unknown::new(Reason::Malformed).detail("it is not a file"));
    }
    if blob.flag("isTruncated")? {
        return Err(Unknown::new(Reason::Capped).detail("the file is too large to be shown whole"));
    }
    // GitHub may not have looked whether it is binary.
    let binary = blob.maybe("isBinary")?.is_none_or(|_| blob.flag("isBinary").unwrap_or(true));
    let text = blob.maybe_text("text")?.filter(|_| !binary);
    let text = text.ok_or_else(|| Unknown::new(Reason::Malformed).detail("it is not a text file"))?;
    Ok(Some(TextFile { blob: blob.oid("oid")?, text }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::reply::Reply;
    use super::*;

    fn read(entry: Value) -> Result<Option<TextFile>, Unknown> {
        text_file(Reply::new(json!({"file": entry}), &[]).root(), "file")
    }

    fn blob(name: &str, value: Value) -> Value {
        let mut blob = json!({
            "__typename": "Blob", "oid": "00000000000000000000000000000000000000a1", "isBinary": false,
             "isTruncated": false, "text": "version: 1",
        });
        blob[name] = value;
        json!({"object": blob})
    }

    #[test]
    fn takes_whole_texts_only() {
        assert_eq!(read(json!(null)).unwrap(), None);
        assert_eq!(read(blob("isBinary", json!(false))).unwrap().unwrap().text, "version: 1");
        for (name, value) in [
            ("isTruncated", json!(true)),
            ("isBinary", json!(true)),
            ("isBinary", json!(null)),
            ("text", json!(null)),
            ("__typename", json!("Tree")),
        ] {
            assert!(read(blob(name, value.clone())).is_err(), "{name} {value}");
        }
    }
}
