//! The packages of a repository: `packages` and `shared` of `release`.

use std::ops::Range;

use super::{bump, names};
use crate::bump::{Package, Rules, Written};
use crate::condition::path_set;
use crate::paths::PathSet;
use crate::version::TagPattern;
use crate::yaml::{Fields, Node, Problems};

/// What a package may take over from the release.
pub(super) struct Whole<'a> {
    /// The release's `bump`.
    pub(super) bump: Option<&'a Rules>,
    /// The release's `shared`.
    pub(super) shared: Option<&'a Node>,
}

/// Reads `packages`.
pub(super) fn read(node: &Node, whole: &Whole<'_>, problems: &mut Problems) -> Vec<Package> {
    let shared = whole.shared.and_then(|node| path_set("`shared`", node, problems));
    let entries = node.entries("`packages`", problems).unwrap_or_default();
    if entries.is_empty() && node.entries("`packages`", &mut Problems::new()).is_some() {
        problems
            .error("too-few", node.at.clone(), "`packages` has no package")
            .help("name one with its `paths`, or leave `packages` out");
    }
    let mut packages: Vec<(Package, &Node, Range<usize>)> = Vec::new();
    for (name, key, value) in entries {
        names::check("a package", name, key, problems);
        if let Some((package, tag)) = package(name, value, whole.bump, shared.as_ref(), problems) {
            packages.push((package, value, tag.unwrap_or_else(|| key.at.clone())));
        }
    }
    for (number, (package, node, tag)) in packages.iter().enumerate() {
        for (other, ..) in packages.iter().take(number) {
            same_tags(package, other, tag, problems);
            same_paths(package, other, node, problems);
            if package.latest && other.latest {
                let at = node.value("latest").map_or(&node.at, |latest| &latest.at);
                let message = format!("releases of `{}` are the repository's latest already", other.name);
                problems
                    .error("named-twice", at.clone(), message)
                    .help("a repository has one latest release: write `latest: true` at one package");
            }
        }
    }
    packages.into_iter().map(|(package, ..)| package).collect()
}

type Globs = (PathSet, Vec<String>);

fn package(
    name: &str,
    node: &Node,
    of_release: Option<&Rules>,
    shared: Option<&Globs>,
    problems: &mut Problems,
) -> Option<(Package, Option<Range<usize>>)> {
    let mut fields = Fields::of(node, &format!("the package `{name}`"), problems)?;
    let paths_node = fields.require("paths", problems);
    let own = paths_node.and_then(|node| path_set("`paths`", node, problems));
    let shared = match fields.get("shared") {
        Some(node) => path_set("`shared`", node, problems),
        None => shared.cloned(),
    };
    let tag_node = fields.get("tag");
    let tag = match tag_node {
        Some(node) => {
            let text = node.text("`tag`", problems);
            text.and_then(|text| super::release::tag_pattern(&text, node, problems))
        }
        None => TagPattern::parse(&format!("{name}/v{{version}}")).ok(),
    };
    let since = fields.get("since").and_then(|node| {
        let shown = tag.clone().or_else(|| TagPattern::parse("{version}").ok())?;
        super::release::since(node, &shown, tag.is_some(), problems)
    });
    let bump = match fields.get("bump") {
        Some(node) => bump::read(node, problems),
        None => of_release.cloned(),
    };
    let floating = fields.get("floating-tags").map(|node| bump::floating(node, problems)).unwrap_or_default();
    let latest = fields.get("latest").and_then(|node| node.boolean("`latest`", problems)).unwrap_or_default();
    fields.finish(problems);
    let (own, paths) = own?;
    let (shared, shares) = shared.unzip();
    let written = Written { paths, shared: shares.unwrap_or_default() };
    let package = Package {
        name: name.to_owned(),
        paths: own,
        shared,
        written,
        tag: tag?,
        since,
        bump,
        floating,
        latest,
    };
    Some((package, tag_node.map(|node| node.at.clone())))
}

/// A tag is one package's.
fn same_tags(package: &Package, other: &Package, at: &Range<usize>, problems: &mut Problems) {
    if !package.tag.shares_tags(&other.tag) {
        return;
    }
    problems
        .error(
            "same-tags",
            at.clone(),
            format!(
                "a tag of `{}` may be taken for one of `{}`: {} and {}",
                package.name, other.name, package.tag, other.tag
            ),
        )
        .help(format!("give each its own: `tag: {}/v{{version}}`", package.name));
}

/// A file of one package is not one of another; what is for both is shared.
fn same_paths(package: &Package, other: &Package, node: &Node, problems: &mut Problems) {
    let both = |glob: &&String| !glob.starts_with('!') && other.written.paths.contains(glob);
    if let Some(glob) = package.written.paths.iter().find(both) {
        let at = node.value("paths").map_or(&node.at, |paths| &paths.at);
        problems
            .error(
                "named-twice",
                at.clone(),
                format!("`{glob}` is a path of `{}` and of `{}`", other.name, package.name),
            )
            .help("write what is for both under `shared:`");
    }
}
