//! Reading `notes:`.

use super::{Notes, sections};
use crate::condition;
use crate::markdown::normalise;
use crate::notes::rules::Labels;
use crate::notes::source::{Source, TemplateSource};
use crate::policy::Known;
use crate::requirement::Kept;
use crate::requirement::plain_path;
use crate::requirement::release_notes::{cites, label_names};
use crate::version::ReleaseType;
use crate::yaml::{Fields, Kind as Yaml, Node, Problems, nearest};

/// What stands for a part of the release in a path.
const PLACEHOLDERS: [&str; 3] = ["{version}", "{tag}", PACKAGE];
/// What stands for the package that is released.
const PACKAGE: &str = "{package}";

const OTHERWISE: &str = "otherwise";

/// What requirements have to know of the section, also where it has problems of its own.
pub(in crate::policy) fn kept(node: Option<&Node>) -> Kept {
    let Some(node) = node else { return Kept::Nowhere };
    let template = matches!(&node.kind, Yaml::Map(pairs)
        if pairs.iter().any(|(key, _)| key.as_str() == Some("template")));
    if template { Kept::WithTemplate } else { Kept::WithoutTemplate }
}

/// Reads the section. `None`: what is wrong has been reported.
pub(in crate::policy) fn read(node: &Node, known: &Known, problems: &mut Problems) -> Option<Notes> {
    let before = problems.len();
    let mut fields = Fields::of(node, "`notes`", problems)?;
    let source_node = fields.require("from", problems);
    let source = source_node.and_then(|node| source(node, known, problems));
    let packages = known.rules.as_ref().is_none_or(|rules| !rules.packages.is_empty());
    if let (Some(node), Some(Source::File(path) | Source::Changelog(path)), false) =
        (source_node, &source, packages)
        && path.contains(PACKAGE)
    {
        problems
            .error(
                "bad-path",
                node.at.clone(),
                "`{package}` stands for nothing: the policy has no `packages`",
            )
            .help("leave it out, or name the packages under `release`");
    }
    let template_node = fields.get("template");
    let templates = template_node.and_then(|node| templates(node, known, problems)).unwrap_or_default();
    let branches = known.rules.as_ref().map(|rules| rules.all_branches()).unwrap_or_default();
    let context = condition::Context { own_types: &known.own_types, holds_merge: false, branches: &branches };
    let sections_node = fields.get("sections");
    let sections =
        sections_node.and_then(|node| sections::read(node, &context, problems)).unwrap_or_default();
    let order = fields.get("order");
    let free_order = order.and_then(|node| node.one_of("`order`", &["strict", "free"], problems));
    let extra = fields.get("extra-sections");
    let extra_sections =
        extra.and_then(|node| node.one_of("`extra-sections`", &["refused", "allowed"], problems));
    for (key, node) in [("order", order), ("extra-sections", extra)] {
        if let (Some(node), None, None) = (node, template_node, sections_node) {
            problems
                .error(
                    "no-effect",
                    node.at.clone(),
                    format!("`{key}` says nothing without `template` or `sections`"),
                )
                .help("name the template of the notes, or leave this out");
        }
    }
    let cites = fields.get("cites").and_then(|node| cites(node, problems));
    let labels = fields.get("labels").and_then(|node| labels(node, problems)).unwrap_or_default();
    fields.finish(problems);
    let notes = Notes {
        source: source?,
        // Without a template nobody can say which other sections there should be.
        extra_sections: extra_sections.map_or(templates.is_empty(), |word| word == "allowed"),
        templates,
        sections,
        free_order: free_order == Some("free"),
        cites,
        labels,
    };
    (problems.len() == before).then_some(notes)
}

fn source(node: &Node, known: &Known, problems: &mut Problems) -> Option<Source> {
    const WORDS: [&str; 3] = ["draft-release", "tracking-issue", "pull-request"];
    if !matches!(node.kind, Yaml::Map(_)) {
        let source = match node.one_of("`from`", &WORDS, problems)? {
            "draft-release" => Source::Release,
            "tracking-issue" => Source::TrackingIssue(Vec::new()),
            _ => Source::PullRequest(Vec::new()),
        };
        return can_be_found(source, node, known, problems);
    }
    let mut fields = Fields::of(node, "`from` of `notes`", problems)?;
    let places = [
        ("file", fields.get("file")),
        ("changelog", fields.get("changelog")),
        ("tracking-issue", fields.get("tracking-issue")),
        ("pull-request", fields.get("pull-request")),
    ];
    let before = problems.len();
    fields.finish(problems);
    let written: Vec<(&str, &Node)> =
        places.into_iter().filter_map(|(key, node)| Some((key, node?))).collect();
    let [(key, value)] = written.as_slice() else {
        if problems.len() == before {
            problems
                .error(
                    "one-key",
                    node.at.clone(),
                    "`from` has one key: the one place where the notes are kept",
                )
                .help("its keys are `file`, `changelog`, `tracking-issue`, `pull-request`");
        }
        return None;
    };
    let source = match *key {
        "file" => Source::File(path(value, "`file`", problems)?),
        "changelog" => Source::Changelog(path(value, "`changelog`", problems)?),
        "tracking-issue" => Source::TrackingIssue(section(value, "`tracking-issue`", problems)?),
        _ => Source::PullRequest(section(value, "`pull-request`", problems)?),
    };
    can_be_found(source, node, known, problems)
}

/// A pull request carries the release only where the policy says which.
fn can_be_found(source: Source, node: &Node, known: &Known, problems: &mut Problems) -> Option<Source> {
    let carried = known.rules.as_ref().is_none_or(|rules| rules.pull_request.is_some());
    if matches!(source, Source::PullRequest(_)) && !carried {
        problems
            .error("no-way", node.at.clone(), "no pull request carries the release")
            .help("write `release: {pull-request: {label: …}}`, or say where else the notes are kept");
        return None;
    }
    Some(source)
}

/// `{section: Release notes}`: a heading, or several, outermost first.
fn section(node: &Node, what: &str, problems: &mut Problems) -> Option<Vec<String>> {
    let mut fields = Fields::of(node, what, problems)?;
    let section = fields.require("section", problems).and_then(|node| headings(node, "`section`", problems));
    fields.finish(problems);
    section.map(|path| path.into_iter().map(|(key, _)| key).collect())
}

/// Headings, outermost first: each as its key and as it is written.
pub(super) fn headings(node: &Node, what: &str, problems: &mut Problems) -> Option<Vec<(String, String)>> {
    let before = problems.len();
    let mut headings = Vec::new();
    for (text, at) in node.texts(what, problems)? {
        let key = normalise(&text);
        if key.is_empty() {
            problems.error("bad-text", at, "this shows nothing on a page");
        } else {
            headings.push((key, text));
        }
    }
    (problems.len() == before).then_some(headings)
}

/// The path of one file, in which placeholders may stand.
fn path(node: &Node, what: &str, problems: &mut Problems) -> Option<String> {
    let text = node.text(what, problems)?;
    let example = PLACEHOLDERS.iter().fold(text.clone(), |text, name| text.replace(name, "0"));
    let good = if example.contains(['*', '?', '{', '}']) {
        let slip = example.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
        Err(match slip.and_then(|(name, _)| nearest(name.trim(), ["version", "tag", "package"])) {
            Some(near) => format!("there is no such placeholder; did you mean `{{{near}}}`?"),
            None => "notes are in one file; only `{version}`, `{tag}` and `{package}` stand for something in its path"
                .to_owned(),
        })
    } else {
        plain_path(&example)
    };
    if let Err(message) = good {
        problems.error("bad-path", node.at.clone(), message);
        return None;
    }
    Some(text)
}

type Templates = Vec<(Option<String>, TemplateSource)>;

fn templates(node: &Node, known: &Known, problems: &mut Problems) -> Option<Templates> {
    let by_type = matches!(&node.kind, Yaml::Map(pairs)
        if !pairs.iter().any(|(key, _)| key.as_str() == Some("inline")));
    if !by_type {
        return template(node, "`template`", problems).map(|source| vec![(None, source)]);
    }
    let before = problems.len();
    let semver = ReleaseType::ALL.map(ReleaseType::as_str);
    let own = || known.own_types.iter().map(|(name, _)| name.as_str());
    let names = || semver.into_iter().chain(own()).chain([OTHERWISE]);
    let mut templates: Templates = Vec::new();
    for (name, key, value) in node.entries("`template`", problems)? {
        if !names().any(|one| one == name) {
            let problem =
                problems.error("unknown-type", key.at.clone(), format!("there is no release type `{name}`"));
            match nearest(name, names().chain(["inline"])) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("a template is a path, `inline`, or one for each type of release"),
            };
            continue;
        }
        let kind = (name != OTHERWISE).then(|| name.to_owned());
        templates.extend(template(value, &format!("`{name}`"), problems).map(|source| (kind, source)));
    }
    if problems.len() == before && !templates.iter().any(|(kind, _)| kind.is_none()) {
        problems
            .error("missing-key", node.at.clone(), format!("`template` by type needs the key `{OTHERWISE}`"))
            .help("a type that is not listed would have no template");
    }
    if problems.len() == before && templates.len() == 1 {
        problems
            .error("no-effect", node.at.clone(), "the template is the same for every type")
            .help("write the template alone");
    }
    (problems.len() == before).then_some(templates)
}

/// `docs/guide.md#release-notes-template`, or `{inline: TEXT}`.
fn template(node: &Node, what: &str, problems: &mut Problems) -> Option<TemplateSource> {
    if matches!(node.kind, Yaml::Map(_)) {
        let mut fields = Fields::of(node, what, problems)?;
        let inline = fields.require("inline", problems).and_then(|node| node.text("`inline`", problems));
        fields.finish(problems);
        return inline.map(TemplateSource::Inline);
    }
    let text = node.text(what, problems)?;
    let (path, section) = match text.split_once('#') {
        Some((path, section)) => (path, Some(section.trim())),
        None => (text.as_str(), None),
    };
    let message = if section.is_some_and(|section| normalise(section).is_empty()) {
        "behind `#` the section of the file is named, by its anchor or its heading".to_owned()
    } else if PLACEHOLDERS.iter().any(|name| path.contains(name)) {
        "the template is read before there is a release: nothing in its path stands for a version".to_owned()
    } else if let Err(message) = plain_path(path) {
        message
    } else {
        return Some(TemplateSource::File { path: path.to_owned(), section: section.map(str::to_owned) });
    };
    problems.error("bad-path", node.at.clone(), message);
    None
}

fn labels(node: &Node, problems: &mut Problems) -> Option<Labels> {
    let mut fields = Fields::of(node, "`labels` of `notes`", problems)?;
    let mut read = |key: &'static str| {
        let found = fields.get(key).map(|node| label_names(&format!("`{key}`"), node, problems));
        found.flatten().unwrap_or_default()
    };
    let labels =
        Labels { breaking: read("breaking"), security: read("security"), excluded: read("excluded") };
    fields.finish(problems);
    Some(labels)
}
