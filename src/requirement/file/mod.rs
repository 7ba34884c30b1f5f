//! `file`: files of the commit that is judged.

mod judge;
mod place;
#[cfg(test)]
mod tests;
mod wording;

use std::collections::BTreeMap;

use super::{Context, Leaf, joined, judged_file, texts};
use crate::evidence::needs::Needs;
use crate::release::{Case, Role};
use crate::verdict::{Finding, Message};
use crate::yaml::{Fields, Node, Problems};
use place::Place;
use wording::Wording;

crate::messages! {
    THERE = "file-there": "{path} is there at {commit}";
    FIT = "files-there": "{glob} fits {count} {noun} at {commit}: {paths}";
    NONE_FITS = "no-file-fits": "{glob} fits no file at {commit}"
        => "add the file, and have the commit judged that has it; or correct {glob} in the policy";
    FILES_UNREADABLE = "files-unreadable": "{count} files could not be read at {commit}, {path} among them: {why}"
        => "{why:remedy}";

    CONTAINS = "contains": "{path} has {text} in line {line}, at {commit}";
    CONTAIN = "contain": "each of the {count} files that {glob} fits has {text}, at {commit}";
    LACKS = "text-missing": "{path} does not have {text} in it at {commit}"
        => "write {text} into {path}, and have the commit judged that has it";
    LONGER = "text-goes-on": "{path} has {text} in line {line} at {commit}, but only as a part of a longer version"
        => "write {text} into {path}, and have the commit judged that has it";
    NO_LINE = "line-missing": "no line of {path} reads {text} at {commit}"
        => "write the line into {path}, and have the commit judged that has it";
    HAS = "text-not-allowed": "{path} has {text} in line {line} at {commit}, which it may not"
        => "settle what line {line} of {path} speaks of, and have the commit judged that is without it";
    FREE = "free-of-text": "{path} does not have {text} in it, at {commit}";
    ARE_FREE = "are-free-of-text": "none of the {count} files that {glob} fits has {text}, at {commit}";

    CHANGED = "changed": "changed in {of}, as {place} asks: {paths}";
    UNCHANGED = "unchanged": "{place} was not changed in {of}"
        => "make the change to {place} that this asks for, and have the commit judged that has it";
    NONE_CHANGED = "no-changed-file-fits": "none of the {count} files that {of} changes fits {place}"
        => "make the change that this asks for, and have the commit judged that has it; or correct {place} in the policy";
    ONLY_REMOVED = "only-removed": "of what fits {place}, {of} only removes files: {paths}"
        => "add what this asks for, and have the commit judged that has it";
    CHANGE_UNKNOWN = "change-unknown": "what was done to {paths} in {of} has a name that this version does not know"
        => "update holdpoint";
    NO_CHANGES = "nothing-changed": "{of} changes no file at all"
        => "make the change that this asks for, and have the commit judged that has it";
}

/// Files that must be there, say something, or have been changed, at the very commit that is released.
///
/// Use it for a changelog that must have an entry for the version, for release notes in the repository, and for a
/// migration guide that must come with the release. It looks at the files of the judged commit, never at those of the
/// default branch; in a phase that holds a merge, at the head of the pull request, and in a merge queue at
/// the commit that the queue made. It proves what the files say, not
/// that it is true.
///
/// Write one of `exists`, `changed` and `path`; `path` goes with `contains`, `line` or `lacks`. A place is a path from
/// the root of the repository, or a glob: `*` and `?` stay within a folder, `**` goes through all. To name a file that
/// has a character of globs in its name, put a backslash before that character. In a phase for a release, `{version}`
/// stands for its version and `{tag}` for its tag, in places and in texts. A version is only found whole: `1.4.0` is
/// not in `1.4.0-rc.1`. Put a text that begins with `{` in quotes.
///
/// A folder and a submodule are no files. A symbolic link is not followed: the requirement is unknown then, and so it
/// is where the text of a file is asked for that is no text, or of which GitHub shows only the beginning. Case counts
/// everywhere. Under `not`, a path that leads to nothing is unknown, and so is a glob under `path` that fits nothing; to
/// have a file gone, put `not` over a glob under `exists`, for which the list of all files is read.
///
/// Permissions: `contents: read`; `pull-requests: read` for `changed` in a phase that holds a merge. A path costs no
/// request of its own, up to 50 of them. Globs under `exists` and `path` cost one request for the list of all files,
/// together; it is unknown where GitHub does not show the whole list, with more than 100,000 files. The texts of files
/// that a glob fits cost one more for each 50; of more than 100 files the rest is unknown. `changed` costs one request
/// for the difference to the previous release, and two more where that has 300 files or more.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("oneOf" = [
    { "required": ["exists"] },
    { "required": ["changed"] },
    { "required": ["path"] },
]))]
#[schemars(extend("dependentSchemas" = {
    "path": { "anyOf": [{ "required": ["contains"] }, { "required": ["line"] }, { "required": ["lacks"] }] },
    "contains": { "required": ["path"] },
    "line": { "required": ["path"] },
    "lacks": { "required": ["path"] },
}))]
pub struct File {
    /// Each of these must be there. A glob must fit a file.
    #[schemars(default, schema_with = "texts::texts")]
    exists: Vec<Place>,
    /// Each of these must have been added or changed: in a release, since the previous one, or at all where there is
    /// none before it; in a phase that holds a merge, by the pull request, and in a merge queue by each of
    /// the group. A file that was only removed does not
    /// count. Of what a glob fits, one file is enough.
    #[schemars(default, schema_with = "texts::texts")]
    changed: Vec<Place>,
    /// The file that `contains`, `line` and `lacks` speak of. It must be there. Of a glob, each file that it fits
    /// must be so, and there must be one.
    #[schemars(default, schema_with = "optional_text")]
    path: Option<Place>,
    /// Texts that must be in it, each as it is written here, within a line or over several.
    #[schemars(default, schema_with = "texts::texts")]
    contains: Vec<Wording>,
    /// Lines that must be in it, each a whole one, spaces at its end left out. `*` stands for any run of characters:
    /// `## {version} *`. For the character itself write `\*`.
    #[schemars(default, schema_with = "texts::texts")]
    line: Vec<Wording>,
    /// Texts that may not be in it, each as it is written here.
    #[schemars(default, schema_with = "texts::texts")]
    lacks: Vec<Wording>,
    /// Whether its phase holds a merge.
    #[schemars(skip)]
    holds_merge: bool,
}

fn optional_text(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    texts::text(generator)
}

impl Leaf for File {
    const NAME: &'static str = "file";
    const RELEASE_WIDE: bool = false;
    const MESSAGES: &'static [&'static Message] =
        &joined::<{ MESSAGES.len() + judged_file::MESSAGES.len() }>(&[MESSAGES, judged_file::MESSAGES]);
    const EXAMPLE: &'static str = "\
file: {path: CHANGELOG.md, line: \"## {version}*\"}
---
file: {exists: \"docs/releases/{version}.md\"}
---
file: {changed: \"docs/migrations/*.md\"}
---
file:
  path: docs/guide.md
  contains: [\"## Upgrading\", \"{tag}\"]
  lacks: TODO
";

    fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let before = problems.len();
        let mut fields = Fields::of(node, "`file`", problems)?;
        let mut places = |key: &'static str, problems: &mut Problems| {
            let node = fields.get(key);
            node.map(|node| Place::read_all(node, &format!("`{key}`"), context, problems)).unwrap_or_default()
        };
        let (exists, changed) = (places("exists", problems), places("changed", problems));
        let path = fields.get("path").and_then(|node| Place::read(node, "`path`", context, problems));
        let mut wordings = |key: &'static str, problems: &mut Problems| {
            let read = |text| match key {
                "line" => Wording::line(text, context.holds_merge),
                _ => Wording::literal(text, context.holds_merge),
            };
            let node = fields.get(key)?;
            texts::read_each(node, &format!("`{key}`"), problems, |one, other| one == other, read)
        };
        let contains = wordings("contains", problems).unwrap_or_default();
        let line = wordings("line", problems).unwrap_or_default();
        let lacks = wordings("lacks", problems).unwrap_or_default();
        let keys: Vec<&str> = fields.keys().map(|(key, _)| key).collect();
        fields.finish(problems);
        let file = Self { exists, changed, path, contains, line, lacks, holds_merge: context.holds_merge };
        if problems.len() == before {
            file.refuse_what_cannot_be(&keys, node, problems);
        }
        (problems.len() == before).then_some(file)
    }

    fn needs(&self, _roles: &BTreeMap<String, Role>) -> Needs {
        let mut needs = Needs::default();
        needs.files.extend(self.exists.iter().map(|place| place.place().clone()));
        needs.texts.extend(self.path.iter().map(|place| place.place().clone()));
        if !self.changed.is_empty() {
            needs.net_files = !self.holds_merge;
            needs.pull_requests.files = self.holds_merge;
        }
        needs
    }

    fn says(&self) -> String {
        let places = |places: &[Place]| texts::quoted(places.iter().map(Place::as_str), "and");
        let words = |words: &[Wording]| texts::quoted(words.iter().map(Wording::as_str), "and");
        if !self.exists.is_empty() {
            let verb = if self.exists.len() == 1 { "is" } else { "are" };
            return format!("{} {verb} there at the judged commit", places(&self.exists));
        }
        if !self.changed.is_empty() {
            let by = if self.holds_merge { "the pull request" } else { "the release" };
            return format!("{by} changes {}", places(&self.changed));
        }
        let path = self.path.as_ref().map_or("", Place::as_str);
        let rules = [
            (&self.contains, "has in it"),
            (&self.line, "has the line"),
            (&self.lacks, "does not have in it"),
        ];
        let rules = rules.into_iter().filter(|(list, _)| !list.is_empty());
        let rules: Vec<String> = rules.map(|(list, rule)| format!("{rule} {}", words(list))).collect();
        format!("the file “{path}” {}", rules.join("; "))
    }

    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        judge::judge(self, case)
    }
}

impl File {
    /// Reports keys that do not go together.
    fn refuse_what_cannot_be(&self, keys: &[&str], node: &Node, problems: &mut Problems) {
        let has = |key: &&str| keys.contains(key);
        let about: Vec<&str> = ["exists", "changed", "path"].into_iter().filter(has).collect();
        let texts: Vec<&str> = ["contains", "line", "lacks"].into_iter().filter(has).collect();
        let at = node.at.clone();
        match (about.as_slice(), texts.as_slice()) {
            ([], []) => {
                problems
                    .error("nothing-asked", at, "`file` asks for nothing")
                    .help("give it `exists`, `changed`, or `path` with `contains`, `line` or `lacks`");
            }
            ([], _) => {
                problems
                    .error("missing-key", at, "`file` does not say which file")
                    .help("name it under `path`");
            }
            (["path"], []) => {
                problems
                    .error("nothing-asked", at, "`path` alone asks for nothing")
                    .help("add `contains`, `line` or `lacks`; or write `exists` in its place");
            }
            (["path"], _) => {}
            ([one], [text, ..]) => {
                problems
                    .error(
                        "contradiction",
                        at,
                        format!("`{text}` speaks of the file under `path`, not of `{one}`"),
                    )
                    .help("put both under `all:`, each as a `file` of its own");
            }
            ([_], []) => {}
            _ => {
                problems
                    .error(
                        "contradiction",
                        at,
                        format!("`{}` are things of their own", about.join("` and `")),
                    )
                    .help("put them under `all:`, each as a `file` of its own");
            }
        }
        for wording in &self.lacks {
            if self.contains.contains(wording) {
                let message = format!("`{}` is in `contains` and in `lacks`", wording.as_str());
                problems
                    .error("contradiction", node.at.clone(), message)
                    .help("take it out of one of the two");
            }
        }
    }
}
