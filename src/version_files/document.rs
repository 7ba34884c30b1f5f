//! Files of TOML, JSON and YAML as far as a path of keys leads into them.
//!
//! What a format forbids or leaves open, such as a key that is there twice, is never read as one of its possible
//! meanings: it is a sentence that says why the file does not tell its version.

use std::fmt;
use std::ops::Range;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key_path::{KeyPath, Step};
use crate::yaml::{self, Kind, Node, Problems};

/// The formats that have keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename = "KeyFormat", rename_all = "kebab-case")]
pub enum Format {
    /// TOML 1.1.
    Toml,
    /// JSON, without comments.
    Json,
    /// YAML 1.2, the first document.
    Yaml,
}

/// What is at the end of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The text, or a number or word as it is written.
    pub text: String,
    /// The line in which it is, counted from 1.
    pub line: usize,
    /// Its bytes in the file, quotes and the like among them.
    pub at: Range<usize>,
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// The file is not of its format, or not clear: GitHub's text, or ours, in one line.
    Unreadable(String),
    /// There is no such key.
    NoKey,
    /// What is there is no single value.
    NoValue(&'static str),
}

impl Format {
    pub(super) const WORDS: [(&'static str, Self); 3] =
        [("toml", Self::Toml), ("json", Self::Json), ("yaml", Self::Yaml)];

    /// The format that a file's name tells.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let (_, ending) = path.rsplit_once('.')?;
        match ending {
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }

    /// Its name, as people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Toml => "TOML",
            Self::Json => "JSON",
            Self::Yaml => "YAML",
        }
    }

    /// The value at a path of a text.
    ///
    /// # Errors
    /// [`Miss`].
    pub fn value(self, text: &str, path: &KeyPath) -> Result<Value, Miss> {
        // A byte order mark is no part of the text; the lines stay as they are.
        let without = text.strip_prefix('\u{feff}').unwrap_or(text);
        let before = text.len() - without.len();
        let value = self.value_in(without, path)?;
        Ok(Value { at: value.at.start + before..value.at.end + before, ..value })
    }

    fn value_in(self, text: &str, path: &KeyPath) -> Result<Value, Miss> {
        match self {
            Self::Toml => {
                let table = DeTable::parse(text).map_err(|error| Miss::Unreadable(in_toml(text, &error)))?;
                let span = table.span();
                let root = Spanned::new(span, DeValue::Table(table.into_inner()));
                follow(Place::Toml(&root), path, text)
            }
            Self::Json => {
                let root: &RawValue =
                    serde_json::from_str(text).map_err(|error| Miss::Unreadable(in_json(&error)))?;
                follow(Place::Json(root), path, text)
            }
            Self::Yaml => {
                let mut problems = Problems::new();
                let root = yaml::parse(text, &mut problems);
                // What is forbidden in policies alone does no harm away from the path.
                let bad = problems
                    .into_vec()
                    .into_iter()
                    .find(|one| !["anchor", "alias", "tag", "second-document"].contains(&one.code));
                if let Some(bad) = bad {
                    return Err(Miss::Unreadable(format!(
                        "{}, in line {}",
                        bad.message,
                        line_of(text, bad.at.start)
                    )));
                }
                let root = root.ok_or_else(|| Miss::Unreadable("the file is empty".to_owned()))?;
                follow(Place::Yaml(&root), path, text)
            }
        }
    }
}

fn in_toml(text: &str, error: &toml::de::Error) -> String {
    if let ("duplicate key", Some(span)) = (error.message(), error.span()) {
        let key = text.get(span.clone()).unwrap_or_default().trim();
        return format!("{}, the second time in line {}", twice(key), line_of(text, span.start));
    }
    let line =
        error.span().map(|span| format!(", in line {}", line_of(text, span.start))).unwrap_or_default();
    format!("{}{line}", error.message())
}

/// That a key is there twice: nobody can tell which one counts.
fn twice(key: &str) -> String {
    format!("the key `{key}` is there twice, and nothing says which one counts")
}

fn in_json(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
    format!("{words}, in line {}", error.line())
}

/// The line of a byte, counted from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().get(..at).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count() + 1
}

/// A value within a file.
#[derive(Clone, Copy)]
enum Place<'a> {
    Toml(&'a Spanned<DeValue<'a>>),
    Json(&'a RawValue),
    Yaml(&'a Node),
}

fn follow(root: Place<'_>, path: &KeyPath, text: &str) -> Result<Value, Miss> {
    let mut at = root;
    for step in path.steps() {
        at = match step {
            Step::Key(key) => at.key(key)?,
            Step::Where(key, value) => at.item_with(key, value)?,
        }
        .ok_or(Miss::NoKey)?;
    }
    let value = at.scalar().ok_or_else(|| Miss::NoValue(at.describe()))?;
    let at = at.bytes(text);
    Ok(Value { text: value, line: line_of(text, at.start), at })
}

impl<'a> Place<'a> {
    /// The value of a key, or an item of a list by its number.
    fn key(self, key: &str) -> Result<Option<Self>, Miss> {
        if let Some(items) = self.items()? {
            let index = key.parse::<usize>().ok().filter(|_| key.bytes().all(|byte| byte.is_ascii_digit()));
            return Ok(index.and_then(|index| items.get(index).copied()));
        }
        match self {
            Self::Toml(value) => {
                let table = value.get_ref().as_table();
                Ok(table.and_then(|table| table.get(key)).map(Self::Toml))
            }
            Self::Json(value) => {
                let Some(pairs) = shape::<Pairs<'a>>(value, '{')? else { return Ok(None) };
                let mut found = pairs.0.into_iter().filter(|(known, _)| known == key).map(|(_, value)| value);
                let first = found.next();
                if found.next().is_some() {
                    return Err(Miss::Unreadable(twice(key)));
                }
                Ok(first.map(Self::Json))
            }
            Self::Yaml(node) => match &node.kind {
                Kind::Map(pairs) => {
                    let pair = pairs.iter().find(|(known, _)| known.as_str() == Some(key));
                    Ok(pair.map(|(_, value)| Self::Yaml(value)))
                }
                _ => Ok(None),
            },
        }
    }

    /// The one item of a list that has this value at this key.
    fn item_with(self, key: &str, value: &str) -> Result<Option<Self>, Miss> {
        let mut found = None;
        for item in self.items()?.unwrap_or_default() {
            if item.key(key)?.and_then(Self::scalar).is_none_or(|text| text != value) {
                continue;
            }
            if found.replace(item).is_some() {
                return Err(Miss::Unreadable(format!("several items have the {key} `{value}`")));
            }
        }
        Ok(found)
    }

    /// The items, if this is a list.
    fn items(self) -> Result<Option<Vec<Self>>, Miss> {
        Ok(match self {
            Self::Toml(value) => {
                value.get_ref().as_array().map(|items| items.iter().map(Self::Toml).collect())
            }
            Self::Json(value) => {
                let items = shape::<Vec<&'a RawValue>>(value, '[')?;
                items.map(|items| items.into_iter().map(Self::Json).collect())
            }
            Self::Yaml(node) => match &node.kind {
                Kind::List(items) => Some(items.iter().map(Self::Yaml).collect()),
                _ => None,
            },
        })
    }

    /// A text, or a number or word as it is written. Nothing is no value.
    fn scalar(self) -> Option<String> {
        match self {
            Self::Toml(value) => match value.get_ref() {
                DeValue::String(text) => Some(text.to_string()),
                DeValue::Integer(number) => Some(number.as_str().to_owned()),
                DeValue::Float(number) => Some(number.as_str().to_owned()),
                DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
            },
            Self::Json(value) => {
                let text = value.get();
                match text.chars().next() {
                    Some('"') => serde_json::from_str(text).ok(),
                    Some('-' | '0'..='9') => Some(text.to_owned()),
                    _ => None,
                }
            }
            Self::Yaml(node) => node.as_str().filter(|_| !node.is_null()).map(str::to_owned),
        }
    }

    /// What it is, where it is no value.
    fn describe(self) -> &'static str {
        let list = matches!(self.items(), Ok(Some(_)));
        let table = match self {
            Self::Toml(value) => value.get_ref().is_table(),
            Self::Json(value) => value.get().starts_with('{'),
            Self::Yaml(node) => matches!(node.kind, Kind::Map(_)),
        };
        match (list, table) {
            (true, _) => "a list",
            (_, true) => "a table",
            _ => "no text",
        }
    }

    /// Its bytes.
    fn bytes(self, text: &str) -> Range<usize> {
        match self {
            Self::Toml(value) => value.span(),
            Self::Json(value) => within(text, value.get()),
            Self::Yaml(node) => node.at.clone(),
        }
    }
}

/// Where a piece of a text is in it.
fn within(text: &str, piece: &str) -> Range<usize> {
    let start = (piece.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + piece.len()
}

/// An object or list of JSON, if the value begins as one does.
fn shape<'a, T: Deserialize<'a>>(value: &'a RawValue, begins: char) -> Result<Option<T>, Miss> {
    if !value.get().starts_with(begins) {
        return Ok(None);
    }
    serde_json::from_str(value.get()).map(Some).map_err(|error| Miss::Unreadable(in_json(&error)))
}

/// The pairs of an object, those of a key that is there twice among them.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Pairs<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(Each)
    }
}
