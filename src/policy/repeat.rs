//! `for-each`: one requirement for each of several values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::names::slug;
use crate::yaml::{Kind as Yaml, Node, Problems};

/// How many values a requirement is repeated for at most.
pub(super) const MOST: usize = 50;

/// What stands for the value.
const EACH: &str = "{each}";

/// The requirement itself, or one for each value of its `for-each`. Where the values have problems, one of them
/// stands for all, so that what else is wrong is found.
pub(super) fn copies<'n>(node: &'n Node, problems: &mut Problems) -> Vec<Cow<'n, Node>> {
    let value = |wanted: &str| match &node.kind {
        Yaml::Map(pairs) => {
            pairs.iter().find(|(key, _)| key.as_str() == Some(wanted)).map(|(_, value)| value)
        }
        _ => None,
    };
    let title_says_it = value("title").and_then(Node::as_str).is_some_and(|title| title.contains(EACH));
    let Some(each) = value("for-each") else {
        if let Some(title) = value("title").filter(|_| title_says_it) {
            problems
                .error("no-for-each", title.at.clone(), format!("`{EACH}` stands for nothing here"))
                .help("name the values under `for-each:`");
        }
        return vec![Cow::Borrowed(node)];
    };
    if let Some(title) = value("title").filter(|_| !title_says_it) {
        problems
            .error("same-for-each", title.at.clone(), "this title would be the same for each value")
            .help(format!("say `{EACH}` where the value belongs"));
    }
    let values = values(each, problems);
    let most = if title_says_it { MOST } else { 1 };
    values.iter().take(most).map(|value| Cow::Owned(copy(node, value))).collect()
}

/// The values, without those that have problems; at least one.
fn values(each: &Node, problems: &mut Problems) -> Vec<String> {
    let mut slugs = BTreeMap::new();
    let mut values = Vec::new();
    let texts = each.texts("`for-each`", problems).unwrap_or_default();
    if texts.len() > MOST {
        problems
            .error("too-many", each.at.clone(), format!("`for-each` names {} values", texts.len()))
            .help(format!("the most are {MOST}"));
    }
    for (text, at) in texts.into_iter().take(MOST) {
        let slug = slug(&text);
        if slug.is_empty() {
            problems
                .error("not-kebab-case", at, format!("no id can be made of `{text}`"))
                .help("a value needs a letter from a to z or a digit");
        } else if let Some(first) = slugs.insert(slug, at.clone()) {
            problems
                .error("named-twice", at, format!("`{text}` gives an id that another value gives too"))
                .also(first, "first here");
        } else {
            values.push(text);
        }
    }
    if values.is_empty() {
        values.push("each".to_owned());
    }
    values
}

fn copy(node: &Node, value: &str) -> Node {
    let Yaml::Map(pairs) = &node.kind else { return node.clone() };
    let pairs = pairs.iter().map(|(key, inner)| {
        let inner = match key.as_str() {
            Some("for-each") => inner.clone(),
            Some("id") => with_id(inner, value),
            _ => substituted(inner, value),
        };
        (key.clone(), inner)
    });
    Node { kind: Yaml::Map(pairs.collect()), at: node.at.clone() }
}

/// `tests` for `macOS 14` is `tests-macos-14`, and so is `tests-{each}`.
fn with_id(node: &Node, value: &str) -> Node {
    let Yaml::Scalar { text, plain } = &node.kind else { return node.clone() };
    let slug = slug(value);
    let text = if text.contains(EACH) { text.replace(EACH, &slug) } else { format!("{text}-{slug}") };
    Node { kind: Yaml::Scalar { text, plain: *plain }, at: node.at.clone() }
}

/// Every text says the value where it said `{each}`.
fn substituted(node: &Node, value: &str) -> Node {
    let kind = match &node.kind {
        Yaml::Scalar { text, plain } => Yaml::Scalar { text: text.replace(EACH, value), plain: *plain },
        Yaml::List(items) => Yaml::List(items.iter().map(|item| substituted(item, value)).collect()),
        Yaml::Map(pairs) => {
            Yaml::Map(pairs.iter().map(|(key, inner)| (key.clone(), substituted(inner, value))).collect())
        }
        Yaml::Alias => Yaml::Alias,
    };
    Node { kind, at: node.at.clone() }
}
