//! Reading `when`.

use super::{Condition, NAMES};
use crate::paths::{Glob, LabelPattern, PathSet};
use crate::version::ReleaseType;
use crate::yaml::{Kind as Yaml, Node, Problems, nearest};

/// What surrounds a condition in its policy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The team's own types, each with the semver type that it is one of.
    pub(crate) own_types: &'a [(String, ReleaseType)],
    /// Whether its phase holds a merge: then there is no release, and no type of it.
    pub(crate) holds_merge: bool,
    /// The branches from which releases are cut; empty where that is the default branch, whose name is not known.
    pub(crate) branches: &'a [Glob],
}

impl Condition {
    /// Reads a condition. `None`: what is wrong has been reported.
    pub(crate) fn read(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let condition = Self::part(node, context, problems)?;
        if !condition.can_hold(context.own_types) {
            problems
                .error("never-holds", node.at.clone(), "this condition can never hold")
                .help("no release fits all of it at once; the requirement would be skipped for ever");
            return None;
        }
        Some(condition)
    }

    fn part(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Self> {
        let Yaml::Map(pairs) = &node.kind else {
            node.wrong_type("`when`", "a mapping with one condition", problems);
            return None;
        };
        let [(key, value)] = pairs.as_slice() else {
            let message =
                if pairs.is_empty() { "there is no condition here" } else { "`when` has one condition" };
            problems
                .error("one-key", node.at.clone(), message)
                .help("put several under `all:` (each must hold) or `any:` (one must)");
            return None;
        };
        match key.as_str()? {
            "all" => Self::parts("`all`", value, context, problems).map(Self::All),
            "any" => Self::parts("`any`", value, context, problems).map(Self::Any),
            "not" => Self::part(value, context, problems).map(|part| Self::Not(Box::new(part))),
            "type" => types(key, value, context, problems).map(Self::Type),
            "paths" => {
                path_set("`paths`", value, problems).map(|(set, written)| Self::Paths { set, written })
            }
            "labels" => label_patterns(value, problems).map(Self::Labels),
            "branches" => branches(value, context, problems).map(Self::Branches),
            other => {
                unknown(other, key, problems);
                None
            }
        }
    }

    fn parts(what: &str, node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Vec<Self>> {
        let items = node.items(what, problems)?;
        if items.is_empty() {
            problems.error("empty-list", node.at.clone(), "an empty list says nothing");
            return None;
        }
        let read: Vec<Option<Self>> = items.iter().map(|item| Self::part(item, context, problems)).collect();
        read.into_iter().collect()
    }
}

fn unknown(name: &str, key: &Node, problems: &mut Problems) {
    let known = NAMES.iter().copied().chain(["all", "any", "not"]);
    let problem =
        problems.error("unknown-condition", key.at.clone(), format!("there is no condition `{name}`"));
    match nearest(name, known) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("the conditions are {}, all, any, not", NAMES.join(", "))),
    };
}

fn types(key: &Node, node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    let before = problems.len();
    if context.holds_merge {
        problems
            .error("release-wide", key.at.clone(), "before a merge there is no release, and so no type of it")
            .help("tell pull requests apart by `labels`, `paths` or `branches`, or move this to a release phase");
    }
    let own = || context.own_types.iter().map(|(own, _)| own.as_str());
    let known = || ReleaseType::ALL.map(ReleaseType::as_str).into_iter().chain(own());
    let names = node.texts("`type`", problems)?;
    for (name, at) in &names {
        if !known().any(|one| one == name) {
            let problem =
                problems.error("unknown-type", at.clone(), format!("there is no release type `{name}`"));
            match nearest(name, known()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem
                    .help("the types are major, minor, patch, prerelease and those under `release: types:`"),
            };
        }
    }
    (problems.len() == before).then(|| names.into_iter().map(|(name, _)| name).collect())
}

/// Globs of files, of which those that begin with `!` exclude: as a set, and as they are written.
pub(crate) fn path_set(what: &str, node: &Node, problems: &mut Problems) -> Option<(PathSet, Vec<String>)> {
    let texts = node.texts(what, problems)?;
    let written: Vec<String> = texts.iter().map(|(text, _)| text.clone()).collect();
    match PathSet::parse(&written) {
        Ok(set) if !excludes_all(&written) => Some((set, written)),
        Ok(_) => {
            problems
                .error("never-holds", node.at.clone(), "these paths exclude all that they name")
                .help("the last glob that fits a file decides: put exclusions behind what they narrow");
            None
        }
        Err((index, message)) => {
            let at = texts.get(index).map_or_else(|| node.at.clone(), |(_, at)| at.clone());
            problems.error("bad-pattern", at, message);
            None
        }
    }
}

/// Whether every glob is taken back by the same one, or by `**`, further down.
fn excludes_all(globs: &[String]) -> bool {
    let taken_back = |index: usize, glob: &str| {
        let later = globs.iter().skip(index + 1).filter_map(|later| later.strip_prefix('!'));
        later.into_iter().any(|excluded| excluded == glob || excluded == "**")
    };
    let mut including = globs.iter().enumerate().filter(|(_, glob)| !glob.starts_with('!'));
    including.all(|(index, glob)| taken_back(index, glob))
}

/// Reads one label or several.
pub(crate) fn label_patterns(node: &Node, problems: &mut Problems) -> Option<Vec<LabelPattern>> {
    each("`labels`", node, problems, LabelPattern::parse)
}

fn branches(node: &Node, context: &Context<'_>, problems: &mut Problems) -> Option<Vec<Glob>> {
    let before = problems.len();
    let globs = globs("`branches`", node, problems)?;
    if context.holds_merge || context.branches.is_empty() {
        return Some(globs);
    }
    for (glob, (_, at)) in globs.iter().zip(node.texts("`branches`", problems)?) {
        let name = glob.as_str();
        if !name.contains(['*', '?', '[', '{', '\\']) && !context.branches.iter().any(|one| one.matches(name))
        {
            let message = format!("no release is cut from the branch `{name}`");
            let problem = problems.error("never-holds", at, message);
            match nearest(name, context.branches.iter().map(Glob::as_str)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("add it to `release: branches:`, or take it out here"),
            };
        }
    }
    (problems.len() == before).then_some(globs)
}

/// Reads one glob or several.
pub(crate) fn globs(what: &str, node: &Node, problems: &mut Problems) -> Option<Vec<Glob>> {
    each(what, node, problems, Glob::parse)
}

fn each<T>(
    what: &str,
    node: &Node,
    problems: &mut Problems,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Option<Vec<T>> {
    let before = problems.len();
    let mut patterns = Vec::new();
    for (text, at) in node.texts(what, problems)? {
        match parse(&text) {
            Ok(pattern) => patterns.push(pattern),
            Err(message) => {
                problems.error("bad-pattern", at, message);
            }
        }
    }
    (problems.len() == before).then_some(patterns)
}
