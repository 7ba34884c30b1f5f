//! How versions are raised and tags are cut: `bump`, `by`, `floating-tags`, `publish` and `attach` of `release`.

use std::collections::BTreeMap;

use crate::bump::{Cutting, Level, Otherwise, Rule, Rules, types_of};
use crate::condition::{globs, label_patterns};
use crate::paths::LabelPattern;
use crate::release::Role;
use crate::requirement::{is_empty, unknown_role};
use crate::version::{Version, parse_loose};
use crate::yaml::{Fields, Kind, Node, Problems};

/// Reads `bump`. `None`: what is wrong has been reported.
pub(super) fn read(node: &Node, problems: &mut Problems) -> Option<Rules> {
    let before = problems.len();
    let mut fields = Fields::of(node, "`bump`", problems)?;
    let mut rules =
        Rules { major: Rule::default(), minor: Rule::default(), patch: Rule::default(), ..Rules::default() };
    let mut written = Vec::new();
    for level in Level::ALL {
        let Some(node) = fields.get(level.as_str()) else { continue };
        let rule = rule(level, node, problems).unwrap_or_default();
        written.push((level, node));
        match level {
            Level::Major => rules.major = rule,
            Level::Minor => rules.minor = rule,
            Level::Patch => rules.patch = rule,
        }
    }
    if let Some(node) = fields.get("otherwise") {
        rules.otherwise = otherwise(node, problems).unwrap_or(rules.otherwise);
    }
    if let Some(node) = fields.get("breaking-is") {
        let word = node.one_of("`breaking-is`", &["minor", "major"], problems);
        rules.breaking_is = if word == Some("major") { Level::Major } else { Level::Minor };
    }
    if let Some(node) = fields.get("initial-version") {
        rules.initial = initial(node, problems).unwrap_or(rules.initial);
    }
    rules.major_by = fields.get("major-by").and_then(|node| node.text("`major-by`", problems));
    fields.finish(problems);
    twice(&written, &rules, problems);
    if written.is_empty() {
        let Rules { major, minor, patch, .. } = Rules::default();
        rules = Rules { major, minor, patch, ..rules };
    }
    // Whoever goes by conventional commits goes by their mark of what breaks.
    let conventional = [&rules.minor, &rules.patch].into_iter().any(|rule| rule.conventional.is_some());
    if conventional && rules.major.conventional.is_none() {
        rules.major.conventional = Some(types_of(Level::Major));
    }
    (problems.len() == before).then_some(rules)
}

fn rule(level: Level, node: &Node, problems: &mut Problems) -> Option<Rule> {
    let before = problems.len();
    let mut fields = Fields::of(node, &format!("`{level}`"), problems)?;
    let labels = fields.get("labels").map(|node| label_patterns(node, problems));
    let conventional = fields.get("conventional").map(|node| conventional(level, node, problems));
    let paths = fields.get("paths").map(|node| globs("`paths`", node, problems));
    let empty = labels.is_none() && conventional.is_none() && paths.is_none();
    fields.finish(problems);
    if empty && problems.len() == before {
        problems
            .error("no-effect", node.at.clone(), format!("`{level}` has no rule"))
            .help("give it `labels`, `conventional` or `paths`, or leave it out");
    }
    Some(Rule {
        labels: labels.flatten().unwrap_or_default(),
        conventional: conventional.flatten(),
        paths: paths.flatten().unwrap_or_default(),
    })
}

/// `true`, or types of conventional commits. What a major change is, its `!` or footer says, and no type.
fn conventional(level: Level, node: &Node, problems: &mut Problems) -> Option<Vec<String>> {
    if let Kind::List(_) = node.kind {
        let types = node.texts("`conventional`", problems)?;
        for (name, at) in &types {
            if name.is_empty()
                || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            {
                problems
                    .error("bad-type", at.clone(), format!("{name:?} is no type of a conventional commit"))
                    .help("write the word before the colon, as `feat`");
            }
        }
        return Some(types.into_iter().map(|(name, _)| name).collect());
    }
    match node.boolean("`conventional`", problems)? {
        true => Some(types_of(level)),
        false => {
            problems
                .error("no-effect", node.at.clone(), "`conventional: false` has no effect")
                .help("leave it out");
            None
        }
    }
}

fn otherwise(node: &Node, problems: &mut Problems) -> Option<Otherwise> {
    let words = ["major", "minor", "patch", "none", "refuse"];
    Some(match node.one_of("`otherwise`", &words, problems)? {
        "major" => Otherwise::Level(Level::Major),
        "minor" => Otherwise::Level(Level::Minor),
        "patch" => Otherwise::Level(Level::Patch),
        "none" => Otherwise::None,
        _ => Otherwise::Refuse,
    })
}

/// A final version without build metadata.
fn initial(node: &Node, problems: &mut Problems) -> Option<Version> {
    let text = node.text("`initial-version`", problems)?;
    let version =
        Version::parse(&text).ok().filter(|version| version.pre.is_empty() && version.build.is_empty());
    if version.is_none() {
        let problem = problems.error(
            "not-a-version",
            node.at.clone(),
            format!("{} is no version of three numbers", node.describe()),
        );
        match parse_loose(&text).filter(|version| version.pre.is_empty()) {
            Some(version) => {
                problem.help(format!("write `{}.{}.{}`", version.major, version.minor, version.patch))
            }
            None => problem.help("write it as `0.1.0`"),
        };
    }
    version
}

/// A label that two levels have means the greater one, and that is rarely what was meant.
fn twice(written: &[(Level, &Node)], rules: &Rules, problems: &mut Problems) {
    for (number, (level, node)) in written.iter().enumerate() {
        for (other, _) in written.iter().take(number) {
            let same = |label: &&LabelPattern| rules.of(*other).labels.iter().any(|one| one.is_same(label));
            for label in rules.of(*level).labels.iter().filter(same) {
                let at = node.value("labels").map_or(&node.at, |labels| &labels.at);
                problems
                    .error(
                        "named-twice",
                        at.clone(),
                        format!("`{}` is a label of `{other}` and of `{level}`", label.as_str()),
                    )
                    .help(format!("leave it out of `{level}`: the greater level counts"));
            }
        }
    }
}

/// Whether the roles that confirm a major version and start a release are there, and somebody can hold them.
pub(super) fn fits(release: &Node, roles: &BTreeMap<String, Role>, problems: &mut Problems) {
    let by = release.value("by");
    let packages = match release.value("packages").map(|node| &node.kind) {
        Some(Kind::Map(pairs)) => pairs.iter().map(|(_, package)| package).collect(),
        _ => Vec::new(),
    };
    let bumps = packages.into_iter().chain([release]).filter_map(|node| node.value("bump"));
    let majors: Vec<&Node> = bumps.filter_map(|node| node.value("major-by")).collect();
    if release.value("tracking-issue").is_none() && release.value("pull-request").is_none() {
        for at in &majors {
            let message = "nobody can confirm a major version: the policy names no place for it";
            problems.error("never-holds", at.at.clone(), message).help(
                "say where people speak of a release: `tracking-issue: {label: release}`, or `pull-request: {label: release}` under \
                 `release`",
            );
        }
    }
    for at in majors.into_iter().chain(by) {
        let Some(name) = at.as_str() else { continue };
        match roles.get(name) {
            None => unknown_role(name, at, roles, problems),
            Some(role) if is_empty(role) => {
                problems
                    .error("nobody", at.at.clone(), format!("nobody holds the role `{name}`"))
                    .help("give it `users:` or `teams:` under `roles:`, or name another one");
            }
            Some(_) => {}
        }
    }
}

/// How tags are cut: `by`, `floating-tags`, `publish`, `attach`.
pub(super) fn cutting(fields: &mut Fields<'_>, problems: &mut Problems) -> Cutting {
    let by = fields.get("by").and_then(|node| node.text("`by`", problems));
    let mut cutting = Cutting { by, ..Cutting::default() };
    if let Some(node) = fields.get("floating-tags") {
        cutting.floating = floating(node, problems);
    }
    for (key, what, value) in
        [("publish", "`publish`", &mut cutting.publish), ("attach", "`attach`", &mut cutting.attach)]
    {
        if let Some(node) = fields.get(key) {
            *value = node.boolean(what, problems).unwrap_or(*value);
        }
    }
    cutting
}

/// Which floating tags there are.
pub(super) fn floating(node: &Node, problems: &mut Problems) -> Vec<Level> {
    let mut found = Vec::new();
    for item in node.items("`floating-tags`", problems).unwrap_or_default() {
        let level = match item.one_of("each item of `floating-tags`", &["major", "minor"], problems) {
            Some("major") => Level::Major,
            Some(_) => Level::Minor,
            None => continue,
        };
        if found.contains(&level) {
            problems.error("named-twice", item.at.clone(), format!("`floating-tags` names `{level}` twice"));
        } else {
            found.push(level);
        }
    }
    found
}
