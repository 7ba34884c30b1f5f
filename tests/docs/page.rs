//! The page of one kind of requirement, made of what the code says of it.

use holdpoint::requirement::Documentation;
use holdpoint::verdict::Message;
use serde_json::{Map, Value};

/// The whole page.
pub(crate) fn page(kind: &Documentation) -> String {
    let schema = kind.schema.as_value();
    let mut page = format!("# `{}`\n\n{NOTICE}\n\n{}\n", kind.name, description(schema));
    let place = if kind.release_wide {
        "It speaks of a whole release, and so has no place in a phase that holds a merge."
    } else {
        "It has a place in every phase."
    };
    page.push_str(&format!("\n{place}\n\n## In a policy\n"));
    for example in kind.example.split("\n---\n") {
        page.push_str(&format!("\n```yaml\nrequire:\n{}\n```\n", indented(example.trim_end())));
    }
    // A kind that is a list has the keys of its items.
    let item = mappings(schema, schema).first().copied().filter(|_| properties(schema).next().is_none());
    page.push_str(&format!("\n## Keys\n\n{}", keys(schema, item.unwrap_or(schema))));
    for (name, value) in properties(schema) {
        for inner in mappings(schema, value) {
            page.push_str(&format!("\n### Under `{name}`\n\n{}\n", description(inner)));
            if properties(inner).next().is_some() {
                page.push_str(&format!("\n{}", keys(schema, inner)));
            }
        }
    }
    page.push_str(&format!("\n## What it says\n\n{}", messages(kind.messages)));
    page
}

const NOTICE: &str = "<!-- Made from the source by `UPDATE=1 cargo test --test docs`; change it there. -->";

/// The first sentence of a kind's description.
pub(crate) fn first_sentence(kind: &Documentation) -> String {
    let text = one_line(description(kind.schema.as_value()));
    match text.split_once(". ") {
        Some((first, _)) => first.to_owned(),
        None => text.trim_end_matches('.').to_owned(),
    }
}

/// All that a kind, a condition or the gate itself can say.
pub(crate) fn messages<'m>(messages: impl IntoIterator<Item = &'m &'m Message>) -> String {
    let mut table = "| code | says | to do |\n| --- | --- | --- |\n".to_owned();
    for message in messages {
        let (says, todo) = (cell(message.says), cell(message.todo));
        table.push_str(&format!("| `{}` | {says} | {todo} |\n", message.code).replace("|  |", "| |"));
    }
    table
}

fn keys(root: &Value, schema: &Value) -> String {
    let mut table = "| key | value | meaning |\n| --- | --- | --- |\n".to_owned();
    for (name, value) in properties(schema) {
        let own = description(value);
        let meaning = if own.is_empty() { description(resolved(root, value)) } else { own };
        table.push_str(&format!("| `{name}` | {} | {} |\n", cell(&shape(root, value)), cell(meaning)));
    }
    table
}

/// What a value may be, in words.
fn shape(root: &Value, value: &Value) -> String {
    let value = resolved(root, value);
    if let Some(word) = value.get("const") {
        return format!("`{}`", plain(word));
    }
    let several = value.get("oneOf").or_else(|| value.get("anyOf")).and_then(Value::as_array);
    // A rule on which keys must be there is no choice between shapes.
    if let Some(several) = several.filter(|several| several.iter().all(|one| one.get("required").is_none())) {
        return joined(several.iter().map(|one| shape(root, one)));
    }
    if let Some(words) = value.get("enum").and_then(Value::as_array) {
        return joined(words.iter().map(|word| format!("`{}`", plain(word))));
    }
    match value.get("type") {
        Some(Value::String(name)) => named(root, value, name),
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str);
            // A name that looks like a number or a boolean is a name all the same.
            let words = names.filter(|name| !["null", "number", "boolean"].contains(name));
            joined(words.map(|name| named(root, value, name)))
        }
        _ => String::new(),
    }
}

fn named(root: &Value, value: &Value, name: &str) -> String {
    match name {
        "string" => "a text".to_owned(),
        "integer" | "number" => "a number".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "array" => {
            let item = value.get("items").map_or_else(String::new, |item| shape(root, item));
            let many =
                item.replace("a list", "lists").replace("a text", "texts").replace("a number", "numbers");
            format!("a list of {}", many.replace("a mapping", "mappings"))
        }
        _ => "a mapping (see below)".to_owned(),
    }
}

/// The mappings that a value may be, or may be a list of: what has a description of its own, or keys.
fn mappings<'s>(root: &'s Value, value: &'s Value) -> Vec<&'s Value> {
    let target = resolved(root, value);
    if properties(target).next().is_some() {
        return vec![target];
    }
    let several = target.get("oneOf").or_else(|| target.get("anyOf")).and_then(Value::as_array);
    let several = several.map(Vec::as_slice).unwrap_or_default();
    // Numbers by type: the keys are the policy's own, and the whole shape says how it is written.
    if several.iter().any(|one| one.get("additionalProperties").is_some_and(Value::is_object)) {
        return vec![target];
    }
    let parts = several.iter().chain(target.get("items"));
    parts.flat_map(|part| mappings(root, part)).collect()
}

fn joined(words: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for word in words.filter(|word| !word.is_empty()) {
        if !all.contains(&word) {
            all.push(word);
        }
    }
    match all.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn resolved<'s>(root: &'s Value, value: &'s Value) -> &'s Value {
    let name = value.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"));
    name.and_then(|name| root.get("$defs")?.get(name)).unwrap_or(value)
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

fn description(schema: &Value) -> &str {
    schema.get("description").and_then(Value::as_str).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text for a cell of a table: one line, and no bar ends it early.
pub(crate) fn cell(text: &str) -> String {
    one_line(text).replace('|', "\\|")
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
