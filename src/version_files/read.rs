//! Reading lists of such files from a policy.

use schemars::{Schema, SchemaGenerator, json_schema};

use super::document::Format;
use super::key_path::KeyPath;
use super::known::{self, Known};
use super::pattern::Pattern;
use super::{Place, VersionFile};
use crate::paths::plain_path;
use crate::yaml::{Fields, Kind, Node, Problems, nearest};

/// How many files one list may name.
const MOST: usize = 50;

/// What it may be: the name of a file, or a list of names and mappings.
pub fn shape(generator: &mut SchemaGenerator) -> Schema {
    let file = generator.subschema_for::<VersionFile>();
    let name = text(generator);
    json_schema!({
        "anyOf": [name, { "type": "array", "minItems": 1, "maxItems": MOST, "items": { "anyOf": [name, file] } }],
    })
}

/// The shape of what [`Node::text`] accepts: YAML takes `1.4` for a number, and it is a text all the same.
pub(super) fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "number", "boolean"], "minLength": 1 })
}

/// Reads it; every problem is reported at its place.
pub fn read(node: &Node, problems: &mut Problems) -> Option<Vec<VersionFile>> {
    let before = problems.len();
    let nodes = match &node.kind {
        Kind::List(items) => items.as_slice(),
        Kind::Scalar { .. } => std::slice::from_ref(node),
        Kind::Map(_) => {
            if let Some(problem) = node.wrong_type("`version-files`", "a list of files", problems) {
                problem.help("put `- ` before the file, or brackets around it");
            }
            return None;
        }
        Kind::Alias => return None,
    };
    if nodes.is_empty() {
        problems.error("empty-list", node.at.clone(), "`version-files` must name at least one");
    }
    if nodes.len() > MOST {
        problems
            .error("out-of-range", node.at.clone(), format!("`version-files` names more than {MOST} files"))
            .help("put them into several requirements");
    }
    let mut files: Vec<(VersionFile, &Node)> = Vec::new();
    for node in nodes {
        let Some(file) = one(node, problems) else { continue };
        if let Some((_, first)) = files.iter().find(|(known, _)| *known == file) {
            problems
                .error("named-twice", node.at.clone(), "`version-files` names this twice")
                .also(first.at.clone(), "first here");
        }
        files.push((file, node));
    }
    let files = files.into_iter().map(|(file, _)| file).collect();
    (problems.len() == before).then_some(files)
}

fn one(node: &Node, problems: &mut Problems) -> Option<VersionFile> {
    if matches!(node.kind, Kind::Scalar { .. }) {
        let path = path(node, problems)?;
        let place = well_known(&path, node, problems)?;
        return Some(VersionFile { path, key: None, format: None, pattern: None, place });
    }
    let before = problems.len();
    let mut fields = Fields::of(node, "a file of `version-files`", problems)?;
    let path = fields.require("path", problems).and_then(|node| path(node, problems));
    let key = fields.get("key").and_then(|node| parsed(node, "`key`", KeyPath::parse, problems));
    let format_node = fields.get("format");
    let format = format_node.and_then(|node| {
        let word = node.one_of("`format`", &Format::WORDS.map(|(word, _)| word), problems)?;
        Format::WORDS.iter().find(|(known, _)| *known == word).map(|(_, format)| *format)
    });
    let pattern = fields.get("pattern").and_then(|node| parsed(node, "`pattern`", Pattern::parse, problems));
    fields.finish(problems);
    if problems.len() > before {
        return None;
    }
    let path = path?;
    let place = match (&key, &pattern) {
        (Some(_), Some(_)) => {
            let message = "`key` and `pattern` are two ways to one version";
            problems.error("contradiction", node.at.clone(), message).help("leave out one of the two");
            return None;
        }
        (Some(key), None) => {
            let Some(format) = format.or_else(|| Format::of(&path)) else {
                problems
                    .error("missing-key", node.at.clone(), format!("the name `{path}` does not tell what the file is"))
                    .help("add `format: toml`, `json` or `yaml`; for any other file use `pattern` in the place of `key`");
                return None;
            };
            Place::Keys(format, vec![key.clone()])
        }
        (None, _) if format_node.is_some() => {
            problems
                .error("no-effect", node.at.clone(), "`format` says how to follow a `key`, and there is none")
                .help("add `key`, or leave out `format`");
            return None;
        }
        (None, Some(pattern)) => Place::Pattern(pattern.clone()),
        (None, None) => well_known(&path, node, problems)?,
    };
    Some(VersionFile { path, key, format, pattern, place })
}

fn parsed<T>(
    node: &Node,
    what: &str,
    parse: impl Fn(&str) -> Result<T, String>,
    problems: &mut Problems,
) -> Option<T> {
    let text = node.text(what, problems)?;
    match parse(&text) {
        Ok(parsed) => Some(parsed),
        Err(message) => {
            problems.error("bad-text", node.at.clone(), message);
            None
        }
    }
}

fn path(node: &Node, problems: &mut Problems) -> Option<String> {
    let text = node.text("the path of a file", problems)?;
    let no_glob = if text.contains(['*', '?', '{', '}']) {
        Err("this names one file; globs and placeholders have no place here".to_owned())
    } else {
        plain_path(&text)
    };
    if let Err(message) = no_glob {
        problems.error("bad-path", node.at.clone(), message);
        return None;
    }
    Some(text)
}

fn well_known(path: &str, node: &Node, problems: &mut Problems) -> Option<Place> {
    let place = place_of(path);
    if place.is_none() {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let message = format!("where `{name}` has its version is not known");
        let problem = problems.error("missing-key", node.at.clone(), message);
        match nearest(name, known::KNOWN.iter().map(|(name, _)| *name)) {
            Some(near) => problem.help(format!(
                "did you mean `{near}`? If not, write `{{path: {path}, key: …}}` or `pattern`"
            )),
            None => problem.help(format!(
                "write `{{path: {path}, key: package.version}}`, or `pattern` in the place of `key`"
            )),
        };
    }
    place
}

/// Where the well-known file at a path has its version.
pub(super) fn place_of(path: &str) -> Option<Place> {
    // Both are tested to be readable.
    let keys = |keys: &[&str]| keys.iter().filter_map(|key| KeyPath::parse(key).ok()).collect();
    match known::of(path)? {
        Known::Keys(names) => Some(Place::Keys(Format::of(path)?, keys(names))),
        Known::Pattern(pattern) => Pattern::of_word(pattern).ok().map(Place::Pattern),
        Known::Alone => Some(Place::Alone),
    }
}
