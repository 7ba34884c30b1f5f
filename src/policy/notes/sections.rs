//! Reading `notes: sections:`, what the policy says of single sections.

use regex_lite::{Regex, RegexBuilder};

use super::read::headings;
use crate::condition::{Condition, Context};
use crate::notes::rules::{Presence, Purpose, SectionRule};
use crate::policy::roles::only_true;
use crate::yaml::{Fields, Kind as Yaml, Node, Problems};

/// How many sections a policy may speak of. The longest template has a fifth of it.
const MOST: usize = 100;

/// How long a regular expression may be, in bytes.
const LONGEST: usize = 500;

/// How large it may become in memory, in bytes. With its length this bounds how long a search takes.
const LARGEST: usize = 1 << 17;

type Section = (SectionRule, Vec<(Condition, Presence)>);

/// Reads the list.
pub(super) fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Vec<Section>> {
    let items = node.items("`sections`", problems)?;
    if items.is_empty() {
        problems.error("empty-list", node.at.clone(), "an empty list says nothing");
    }
    if items.len() > MOST {
        problems.error("too-many", node.at.clone(), format!("`sections` has at most {MOST} sections"));
        return None;
    }
    let mut sections: Vec<Section> = Vec::new();
    let mut seen: Vec<(Vec<String>, std::ops::Range<usize>)> = Vec::new();
    for item in items {
        let Some((section, at)) = section(item, context, problems) else { continue };
        for path in paths(&section.0) {
            match seen.iter().find(|(earlier, _)| *earlier == path) {
                Some((_, first)) => {
                    problems
                        .error("named-twice", at.clone(), "`sections` speaks of this section twice")
                        .also(first.clone(), "first here");
                }
                None => seen.push((path, at.clone())),
            }
        }
        sections.push(section);
    }
    Some(sections)
}

/// All that the section may be called.
fn paths(rule: &SectionRule) -> Vec<Vec<String>> {
    let Some((_, outer)) = rule.path.split_last() else { return Vec::new() };
    let with = |name: &String| outer.iter().chain([name]).cloned().collect::<Vec<_>>();
    let mut all: Vec<Vec<String>> = rule.path.last().into_iter().chain(&rule.aliases).map(with).collect();
    all.dedup();
    all
}

fn section(
    node: &Node,
    context: &Context<'_>,
    problems: &mut Problems,
) -> Option<(Section, std::ops::Range<usize>)> {
    let before = problems.len();
    let mut fields = Fields::of(node, "a section", problems)?;
    let heading = fields.require("heading", problems);
    let path = heading.and_then(|node| headings(node, "`heading`", problems));
    let also = fields.get("also").map(|node| headings(node, "`also`", problems));
    let presence = fields.get("presence").map(|node| self::presence(node, context, problems));
    let content = [
        ("items", fields.get("items")),
        ("none", fields.get("none")),
        ("match", fields.get("match")),
        ("match-not", fields.get("match-not")),
        ("items-cite", fields.get("items-cite")),
        ("is", fields.get("is")),
    ];
    let of = |key: &str| content.iter().find(|(name, _)| *name == key).and_then(|(_, node)| *node);
    let least = of("items").and_then(|node| node.integer("`items`", 1..=1000, problems)).unwrap_or_default();
    let none = of("none").and_then(|node| node.one_of("`none`", &["allowed", "refused"], problems));
    let matches = of("match").and_then(|node| patterns("`match`", node, problems)).unwrap_or_default();
    let matches_not =
        of("match-not").and_then(|node| patterns("`match-not`", node, problems)).unwrap_or_default();
    let items_cite = only_true(&mut fields, "items-cite", problems);
    let is = of("is").and_then(|node| purpose(node, problems));
    fields.finish(problems);
    let path = path?;
    let (presence, conditions) = presence.flatten().unwrap_or_default();
    if let Some(Presence::Forbidden(_)) = presence {
        for (key, node) in content {
            let Some(node) = node else { continue };
            problems
                .error(
                    "contradiction",
                    node.at.clone(),
                    format!("`{key}` says how a forbidden section looks"),
                )
                .help("leave it out, or say under `presence` when the section is forbidden");
        }
    }
    let title = path.last().map(|(_, title)| title.clone()).unwrap_or_default();
    let rule = SectionRule {
        path: path.into_iter().map(|(key, _)| key).collect(),
        title,
        aliases: also.flatten().unwrap_or_default().into_iter().map(|(key, _)| key).collect(),
        presence,
        least,
        may_be_none: none.map(|word| word == "allowed"),
        matches,
        matches_not,
        items_cite,
        is,
    };
    let at = heading.map_or_else(|| node.at.clone(), |node| node.at.clone());
    (problems.len() == before).then_some(((rule, conditions), at))
}

type Presences = (Option<Presence>, Vec<(Condition, Presence)>);

/// A word, or words each with the condition under which it holds: `{required: {type: major}}`.
fn presence(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Presences> {
    const WORDS: [&str; 3] = ["required", "optional", "forbidden"];
    let of = |word: &str, why: String| match word {
        "required" => Presence::Required,
        "optional" => Presence::Optional,
        _ => Presence::Forbidden(why),
    };
    if !matches!(node.kind, Yaml::Map(_)) {
        let word = node.one_of("`presence`", &WORDS, problems)?;
        return Some((Some(of(word, "in every release".to_owned())), Vec::new()));
    }
    let mut fields = Fields::of(node, "`presence`", problems)?;
    for word in WORDS {
        fields.get(word);
    }
    let mut conditions = Vec::new();
    let mut bad = false;
    for (word, key) in fields.keys() {
        if !WORDS.contains(&word) {
            continue;
        }
        let value = node.entries("`presence`", problems)?.into_iter().find(|(name, _, _)| *name == word);
        let Some((_, _, value)) = value else { continue };
        if value.is_null() {
            problems
                .error(
                    "empty-text",
                    key.at.clone(),
                    format!("`{word}` needs the condition under which it holds"),
                )
                .help(format!("write `presence: {word}` where it always holds"));
            bad = true;
            continue;
        }
        match Condition::read(value, context, problems) {
            Some(condition) => {
                let why = format!("where {}", condition.says());
                conditions.push((condition, of(word, why)));
            }
            None => bad = true,
        }
    }
    fields.finish(problems);
    if conditions.is_empty() && !bad {
        problems
            .error("one-key", node.at.clone(), "`presence` says nothing here")
            .help("write `required`, `optional`, `forbidden`, or one of these with a condition");
    }
    Some((None, conditions))
}

fn purpose(node: &Node, problems: &mut Problems) -> Option<Purpose> {
    match node.one_of("`is`", &["breaking", "migration", "security"], problems)? {
        "breaking" => Some(Purpose::Breaking),
        "migration" => Some(Purpose::Migration),
        _ => Some(Purpose::Security),
    }
}

/// Regular expressions in which `^` and `$` stand for the ends of a line. A search takes time in proportion to the text.
fn patterns(what: &str, node: &Node, problems: &mut Problems) -> Option<Vec<Regex>> {
    let before = problems.len();
    let mut patterns = Vec::new();
    for (text, at) in node.texts(what, problems)? {
        if text.len() > LONGEST {
            let message = format!("a regular expression has at most {LONGEST} bytes");
            problems.error("bad-pattern", at, message);
            continue;
        }
        match RegexBuilder::new(&text).multi_line(true).size_limit(LARGEST).build() {
            Ok(regex) if regex.is_match("") => {
                problems
                    .error("no-effect", at, "this fits the empty text, and so everything")
                    .help("say what the text must have in it");
            }
            Ok(regex) => patterns.push(regex),
            Err(error) => {
                problems
                    .error("bad-pattern", at, format!("this is no regular expression: {error}"))
                    .help("what is meant as it stands is written with a backslash: `\\[`, `\\.`");
            }
        }
    }
    (problems.len() == before).then_some(patterns)
}
