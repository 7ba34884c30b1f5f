//! The `release:` section.

use std::collections::BTreeMap;

use super::{bump, names, packages};
use crate::bump::Cutting;
use crate::candidate::{OwnType, PullRequestRule, PullRequests, Rules};
use crate::condition::globs;
use crate::evidence::Oid;
use crate::version::{ReleaseType, TagPattern};
use crate::version_files;
use crate::yaml::{Fields, Node, Problems};

const DEFAULT_TAG: &str = "v{version}";
const PLACEHOLDER: &str = "{version}";
const PACKAGE: &str = "{package}";

/// Reads the section; without one, the defaults hold. `None` only if the section is no mapping.
pub(super) fn read(node: Option<&Node>, problems: &mut Problems) -> Option<Rules> {
    let mut rules = Rules {
        tag: TagPattern::parse(DEFAULT_TAG).ok()?,
        branches: Vec::new(),
        pull_requests: PullRequests::SinceLastTag,
        since: None,
        tracking_issue: None,
        pull_request: None,
        types: BTreeMap::new(),
        bump: None,
        cutting: Cutting::default(),
        version_files: Vec::new(),
        packages: Vec::new(),
        package: None,
        default_branch: String::new(),
    };
    let Some(node) = node else { return Some(rules) };
    let mut fields = Fields::of(node, "`release`", problems)?;
    let mut tag_is_good = true;
    let (packages_node, shared) = (fields.get("packages"), fields.get("shared"));
    if let Some(tag) = fields.get("tag") {
        let pattern = tag.text("`tag`", problems).and_then(|text| tag_pattern(&text, tag, problems));
        tag_is_good = pattern.is_some();
        rules.tag = pattern.unwrap_or(rules.tag);
    }
    if let Some(branches) = fields.get("branches") {
        rules.branches = globs("`branches`", branches, problems).unwrap_or_default();
    }
    if let Some(which) = fields.get("pull-requests")
        && which.one_of("`pull-requests`", &["milestone", "since-last-tag"], problems) == Some("milestone")
    {
        rules.pull_requests = PullRequests::Milestone;
    }
    rules.since = fields.get("since").and_then(|since| self::since(since, &rules.tag, tag_is_good, problems));
    if let Some(issue) = fields.get("tracking-issue")
        && let Some(mut inner) = Fields::of(issue, "`tracking-issue`", problems)
    {
        rules.tracking_issue =
            inner.require("label", problems).and_then(|label| label.text("`label`", problems));
        inner.finish(problems);
    }
    rules.pull_request =
        fields.get("pull-request").and_then(|node| pull_request(node, packages_node.is_some(), problems));
    if let Some(types) = fields.get("types") {
        rules.types = own_types(types, problems);
    }
    rules.bump = fields.get("bump").and_then(|node| bump::read(node, problems));
    rules.cutting = bump::cutting(&mut fields, problems);
    let files = fields.get("version-files").and_then(|files| version_files::read(files, problems));
    rules.version_files = files.unwrap_or_default();
    if let Some(node) = packages_node {
        let whole = packages::Whole { bump: rules.bump.as_ref(), shared };
        rules.packages = packages::read(node, &whole, problems);
        for_packages(&fields, &rules, problems);
    } else if let Some(node) = shared {
        problems
            .error("no-effect", node.at.clone(), "`shared` has no effect without `packages`")
            .help("leave it out, or name the packages that share these files");
    }
    fields.finish(problems);
    Some(rules)
}

/// What each package has of its own is not said for all of them, and the branch of a release says of which it is.
fn for_packages(fields: &Fields<'_>, rules: &Rules, problems: &mut Problems) {
    for (key, what) in [("tag", "tags"), ("floating-tags", "floating tags")] {
        if let Some(node) = fields.node().value(key) {
            let message = format!("where there are `packages`, each has {what} of its own");
            problems
                .error("no-effect", node.at.clone(), message)
                .help(format!("leave `{key}` out here, or write it at a package"));
        }
    }
    if let (Some(PullRequestRule::Branch(branch)), Some(node)) =
        (&rules.pull_request, fields.node().value("pull-request").and_then(|node| node.value("branch")))
        && !branch.contains(PACKAGE)
    {
        problems
            .error("no-package", node.at.clone(), "this branch does not say of which package the release is")
            .help(format!(
                "write `{PACKAGE}` where its name stands, as in `release/{PACKAGE}/v{PLACEHOLDER}`"
            ));
    }
}

pub(super) fn tag_pattern(text: &str, node: &Node, problems: &mut Problems) -> Option<TagPattern> {
    match TagPattern::parse(text) {
        Ok(pattern) => Some(pattern),
        Err(message) => {
            problems.error("bad-tag-pattern", node.at.clone(), message);
            None
        }
    }
}

/// A version's tag or a whole commit id: of other names nobody can say which tags lie before them.
pub(super) fn since(
    node: &Node,
    pattern: &TagPattern,
    tag_is_good: bool,
    problems: &mut Problems,
) -> Option<String> {
    let text = node.text("`since`", problems)?;
    if tag_is_good && pattern.version(&text).is_none() && !Oid::looks_like(&text) {
        let problem = problems.error(
            "bad-since",
            node.at.clone(),
            format!("{} is not a version's tag", node.describe()),
        );
        match crate::version::parse_loose(&text) {
            Some(version) => problem.help(format!("did you mean `{}`?", pattern.tag(&version))),
            None => problem.help(format!("write a tag of the shape `{pattern}`, or a whole commit id")),
        };
        return None;
    }
    Some(text)
}

fn pull_request(node: &Node, packages: bool, problems: &mut Problems) -> Option<PullRequestRule> {
    let mut fields = Fields::of(node, "`pull-request`", problems)?;
    let label = fields.get("label");
    let branch = fields.get("branch");
    fields.finish(problems);
    match (label, branch) {
        (Some(label), None) => label.text("`label`", problems).map(PullRequestRule::Label),
        (None, Some(branch)) => self::branch(branch, packages, problems).map(PullRequestRule::Branch),
        _ => {
            problems
                .error("one-key", node.at.clone(), "the release pull request is found in one way")
                .help("write `label: NAME`, or `branch: NAME` with `{version}` where the version stands");
            None
        }
    }
}

/// A branch's name, in which one `{version}` may stand, and one `{package}` where there are any. Wildcards are none: git allows no such name.
fn branch(node: &Node, packages: bool, problems: &mut Problems) -> Option<String> {
    let text = node.text("`branch`", problems)?;
    let name = text.replacen(PLACEHOLDER, "1.0.0", 1);
    let name = if packages { name.replacen(PACKAGE, "package", 1) } else { name };
    let odd = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\{}".contains(c);
    let message = if let Some(c) = name.chars().find(|c| odd(*c)) {
        format!("git does not allow {c:?} in the name of a branch")
    } else if name.split('/').any(|part| part.is_empty() || part.starts_with('.')) || name.contains("..") {
        "git does not allow such a name of a branch".to_owned()
    } else {
        return Some(text);
    };
    problems
        .error("bad-branch", node.at.clone(), message)
        .help("write a whole name, with `{version}` where the version stands: `release/v{version}`");
    None
}

/// The team's own types. One that has problems is there all the same, so that nothing says that it is not.
fn own_types(node: &Node, problems: &mut Problems) -> BTreeMap<String, OwnType> {
    let mut types = BTreeMap::new();
    for (name, key, value) in node.entries("`types`", problems).unwrap_or_default() {
        names::check("a release type", name, key, problems);
        if ReleaseType::ALL.iter().any(|kind| kind.as_str() == name) || name == "otherwise" {
            problems
                .error("reserved-name", key.at.clone(), format!("`{name}` is taken"))
                .help("the semver types are there by themselves; a type of your own needs another name");
            continue;
        }
        let own = own_type(name, value, problems);
        types
            .insert(name.to_owned(), own.unwrap_or(OwnType { is: ReleaseType::Patch, branches: Vec::new() }));
    }
    types
}

fn own_type(name: &str, node: &Node, problems: &mut Problems) -> Option<OwnType> {
    let mut fields = Fields::of(node, &format!("the type `{name}`"), problems)?;
    let words = ReleaseType::ALL.map(ReleaseType::as_str);
    let is = fields.require("is", problems).and_then(|is| is.one_of("`is`", &words, problems));
    let branches = fields.require("branches", problems).and_then(|node| globs("`branches`", node, problems));
    fields.finish(problems);
    let is = is.and_then(|is| ReleaseType::ALL.into_iter().find(|kind| kind.as_str() == is))?;
    Some(OwnType { is, branches: branches? })
}
