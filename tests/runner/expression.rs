//! What the docs' workflows say between `${{` and `}}`, and under `if:`, as the runner works it out. Only as much of the language
//! as they use; anything else fails the test.

use std::cmp::Ordering;

use serde_json::{Value, json};

/// A text with each `${{ … }}` in it worked out.
pub(crate) fn expand(text: &str, contexts: &Value) -> String {
    let mut parts = text.split("${{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, rest) =
            part.split_once("}}").unwrap_or_else(|| panic!("no end of an expression: {text}"));
        out += &shown(&work_out(inside, contexts));
        out += rest;
    }
    out
}

/// Whether an `if:` lets the job run.
pub(crate) fn holds(condition: &str, contexts: &Value) -> bool {
    let inside = condition.trim().strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}"));
    truth(&work_out(inside.unwrap_or(condition), contexts))
}

fn work_out(text: &str, contexts: &Value) -> Value {
    let mut reader = Reader { rest: text.trim(), contexts };
    let value = reader.either();
    assert!(reader.rest.is_empty(), "`{}` is not done here: {text}", reader.rest);
    value
}

struct Reader<'t> {
    rest: &'t str,
    contexts: &'t Value,
}

impl Reader<'_> {
    fn takes(&mut self, text: &str) -> bool {
        let after = self.rest.strip_prefix(text);
        if let Some(after) = after {
            self.rest = after.trim_start();
        }
        after.is_some()
    }

    fn either(&mut self) -> Value {
        let mut value = self.both();
        while self.takes("||") {
            let other = self.both();
            value = if truth(&value) { value } else { other };
        }
        value
    }

    fn both(&mut self) -> Value {
        let mut value = self.compared();
        while self.takes("&&") {
            let other = self.compared();
            value = if truth(&value) { other } else { value };
        }
        value
    }

    fn compared(&mut self) -> Value {
        let value = self.single();
        if self.takes("==") {
            return json!(same(&value, &self.single()));
        }
        if self.takes("!=") {
            return json!(!same(&value, &self.single()));
        }
        value
    }

    fn single(&mut self) -> Value {
        if self.takes("!") {
            return json!(!truth(&self.single()));
        }
        if self.takes("(") {
            let value = self.either();
            assert!(self.takes(")"), "no end of a bracket: {}", self.rest);
            return value;
        }
        if let Some(text) = self.rest.strip_prefix('\'') {
            let (text, rest) = text.split_once('\'').expect("the end of a text");
            self.rest = rest.trim_start();
            return json!(text);
        }
        if self.takes("contains(") {
            let within = self.either();
            assert!(self.takes(","));
            let what = self.either();
            assert!(self.takes(")"));
            return json!(match &within {
                Value::Array(items) => items.iter().any(|item| same(item, &what)),
                other => shown(other).to_lowercase().contains(&shown(&what).to_lowercase()),
            });
        }
        if self.takes("startsWith(") {
            let whole = self.either();
            assert!(self.takes(","));
            let start = self.either();
            assert!(self.takes(")"));
            return json!(shown(&whole).to_lowercase().starts_with(&shown(&start).to_lowercase()));
        }
        self.path()
    }

    fn path(&mut self) -> Value {
        let end = self.rest.find(|one: char| !one.is_ascii_alphanumeric() && !"._-*".contains(one));
        let (path, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        assert!(!path.is_empty(), "`{}` is not done here", self.rest);
        self.rest = rest.trim_start();
        let mut values = vec![self.contexts.clone()];
        let mut several = false;
        for (at, part) in path.split('.').enumerate() {
            if part == "*" {
                several = true;
                values =
                    values.iter().flat_map(|value| value.as_array().cloned().unwrap_or_default()).collect();
                continue;
            }
            values = values.iter().map(|value| value.get(part).cloned().unwrap_or(Value::Null)).collect();
            assert!(at > 0 || !values[0].is_null(), "there is no context `{part}` here");
        }
        if several { Value::Array(values) } else { values.remove(0) }
    }
}

fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::String(text) => !text.is_empty(),
        Value::Number(number) => number.as_f64() != Some(0.0),
        _ => true,
    }
}

/// Texts are compared without regard to case; what is of two types, as numbers. No list is the same as anything.
fn same(one: &Value, other: &Value) -> bool {
    if let (Value::String(one), Value::String(other)) = (one, other) {
        return one.to_lowercase() == other.to_lowercase();
    }
    number(one).partial_cmp(&number(other)) == Some(Ordering::Equal)
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Null => 0.0,
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::String(text) if text.trim().is_empty() => 0.0,
        Value::String(text) => text.trim().parse().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn expressions_are_worked_out() {
    let contexts = json!({
        "github": {"event": {"number": 7, "labels": [{"name": "Release"}, {"name": "bug"}], "title": "it is", "fork": true}},
        "needs": {"gate": {"outputs": {"decision": "go"}}},
    });
    for (condition, expected) in [
        ("needs.gate.outputs.decision == 'go'", true),
        ("needs.gate.outputs.decision != 'go'", false),
        ("needs.gate.outputs.decison == 'go'", false),
        ("contains(github.event.labels.*.name, 'release')", true),
        ("contains(github.event.labels.*.name, 'rel')", false),
        ("contains(github.event.title, 'IS') && !contains(github.event.title, 'x')", true),
        ("${{ !contains(github.event.title, 'it') }}", false),
        ("startsWith(github.event.title, 'IT ')", true),
        ("startsWith(github.event.title, 'is')", false),
        (
            "!startsWith(github.event.title, 'is') && !(startsWith(github.event.title, 'it') && 'a' == 'b')",
            true,
        ),
        ("github.event.none || github.event.number == '7'", true),
        ("'a' == 'b' || ('a' == 'a' && 'b' == 'c')", false),
        // A truth is 1, and a text that is no number is not the same as any.
        ("github.event.fork", true),
        ("github.event.fork == 'true'", false),
        ("github.event.fork == '1'", true),
        ("github.event.none == ''", true),
        ("github.event.none == 'none'", false),
        ("github.event.labels == github.event.labels", false),
    ] {
        assert_eq!(holds(condition, &contexts), expected, "{condition}");
    }
    assert_eq!(expand("v${{ github.event.number }}${{ github.event.none }}!", &contexts), "v7!");
}
