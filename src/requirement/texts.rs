//! Lists of texts in a policy: their shape, and the wording that several kinds share.

use std::ops::Range;

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::yaml::{Node, Problems};

/// Texts of a policy in a sentence: `“a”, “b” or “c”`.
pub(super) fn quoted<'a>(texts: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let quoted: Vec<String> = texts.into_iter().map(|text| format!("“{text}”")).collect();
    match quoted.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, others)) => format!("{} {last} {end}", others.join(", ")),
        None => String::new(),
    }
}

/// The shape of what [`Node::text`] accepts: YAML takes `1.4` for a number, and it is a text all the same.
pub(super) fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "number", "boolean"], "minLength": 1 })
}

/// The shape of what [`Node::texts`] accepts: a text, or a list of at least one.
pub(super) fn texts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["string", "number", "boolean", "array"],
        "minLength": 1,
        "minItems": 1,
        "items": { "type": ["string", "number", "boolean"], "minLength": 1 },
    })
}

/// Takes a default out of a shape: it stands for "left out" and is not what one may write.
pub(super) fn without_default(schema: &mut Schema) {
    schema.remove("default");
}

/// Reads a list of texts and what each stands for. A text that stands twice in the list, as `same` sees it, and
/// one that cannot be read are problems.
pub(super) fn read_each<T>(
    node: &Node,
    what: &str,
    problems: &mut Problems,
    same: impl Fn(&T, &T) -> bool,
    mut read: impl FnMut(String) -> Result<T, String>,
) -> Option<Vec<T>> {
    let before = problems.len();
    let mut list: Vec<(T, Range<usize>)> = Vec::new();
    for (text, at) in node.texts(what, problems)? {
        match read(text) {
            Err(message) => {
                problems.error("bad-text", at, message);
            }
            Ok(one) => {
                if let Some((_, first)) = list.iter().find(|(earlier, _)| same(earlier, &one)) {
                    problems
                        .error("named-twice", at.clone(), format!("{what} names this twice"))
                        .also(first.clone(), "first here");
                }
                list.push((one, at));
            }
        }
    }
    (problems.len() == before).then(|| list.into_iter().map(|(one, _)| one).collect())
}

#[cfg(test)]
mod tests {
    use crate::requirement::documentation;

    #[test]
    fn no_two_messages_of_a_kind_have_the_same_code() {
        for kind in documentation() {
            let mut codes: Vec<&str> = kind.messages.iter().map(|message| message.code).collect();
            codes.sort_unstable();
            let all = codes.len();
            codes.dedup();
            assert_eq!(codes.len(), all, "{}", kind.name);
        }
    }
}
