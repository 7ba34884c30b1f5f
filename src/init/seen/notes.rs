//! Where release notes are kept, and the template that they follow.

use crate::evidence::habits::Habits;
use crate::markdown::{normalise, sections};
use crate::notes::changelog;
use crate::notes::source::TemplateSource;
use crate::notes::{Template, template};
use crate::paths::plain_path;
use crate::version::{TagPattern, Version, find_in};

use super::tags::Tags;

/// What was seen of release notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::init) struct Notes {
    /// Where they are kept.
    pub(in crate::init) kept: Kept,
    /// Other changelogs.
    pub(in crate::init) other_changelogs: Vec<String>,
    /// The template that is there, as a policy names it.
    pub(in crate::init) template: Option<String>,
    /// Other templates, and those that could not be understood.
    pub(in crate::init) other_templates: Vec<String>,
}

/// Where notes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::init) enum Kept {
    /// In a changelog; whether it has a section for the newest tag.
    Changelog {
        /// Its path.
        path: String,
        /// The version of a section that was seen.
        version: String,
    },
    /// In a file for each version: its path with `{version}`, and one that was seen.
    Files(String, String),
    /// In the releases on GitHub: how many there are.
    Releases(u64),
    /// Nothing was seen.
    Nowhere,
}

impl Notes {
    /// Of a repository with these tags.
    pub(in crate::init) fn of(habits: &Habits, tags: &Tags) -> Self {
        let pattern = TagPattern::parse(tags.pattern()).ok();
        let mut changelogs = changelogs(habits, pattern.as_ref(), tags);
        let first = (!changelogs.is_empty()).then(|| changelogs.remove(0));
        let releases = habits.releases.value().map_or(0, crate::evidence::List::total);
        let kept = match (first, files(habits), releases) {
            (Some((path, version)), ..) => Kept::Changelog { path, version },
            (None, Some((path, seen)), _) => Kept::Files(path, seen),
            (None, None, 0) => Kept::Nowhere,
            (None, None, count) => Kept::Releases(count),
        };
        let mut templates = templates(habits);
        let template = templates.iter().position(|(_, good)| *good).map(|at| templates.remove(at).0);
        Self {
            kept,
            other_changelogs: changelogs.into_iter().map(|(path, _)| path).collect(),
            template,
            other_templates: templates.into_iter().map(|(path, _)| path).collect(),
        }
    }
}

/// Whether a file may be a changelog.
pub(in crate::init) fn is_changelog(path: &str) -> bool {
    let lower = path.to_lowercase();
    let name = lower.strip_prefix("docs/").unwrap_or(&lower);
    ["changelog.md", "changes.md", "history.md", "news.md", "release_notes.md", "release-notes.md"]
        .contains(&name)
}

/// Whether a file may be a template of release notes, by its name.
pub(in crate::init) fn is_template(path: &str) -> bool {
    let lower = path.to_lowercase();
    let name = lower.rsplit('/').next().unwrap_or_default();
    name.ends_with(".md")
        && name.contains("template")
        && name.contains("note")
        && !lower.contains("issue_template/")
}

/// The changelogs with sections for versions, each with the version of its first; that of the newest tag first, then the one
/// nearest to the top.
fn changelogs(habits: &Habits, pattern: Option<&TagPattern>, tags: &Tags) -> Vec<(String, String)> {
    let Some(pattern) = pattern else { return Vec::new() };
    let mut found: Vec<(bool, usize, String, String)> = Vec::new();
    for (path, text) in known_texts(habits).filter(|(path, _)| is_changelog(path)) {
        let mut versions = sections(text)
            .into_iter()
            .flat_map(|section| find_in(&section.text, pattern))
            .collect::<Vec<Version>>();
        if versions.is_empty() {
            continue;
        }
        let first = versions.remove(0);
        let newest = tags.chosen.as_ref().and_then(|shape| pattern.version(&shape.newest));
        let has_newest = newest.as_ref().is_some_and(|newest| versions.contains(newest) || first == *newest);
        found.push((!has_newest, depth(path), path.to_owned(), first.to_string()));
    }
    found.sort();
    found.into_iter().map(|(_, _, path, version)| (path, version)).collect()
}

/// The text of the newest section that has some, for a template to be made of.
pub(in crate::init) fn newest_section(
    habits: &Habits,
    path: &str,
    version: &str,
    tags: &Tags,
) -> Option<String> {
    let (text, version) = (habits.text(path)?, Version::parse(version).ok()?);
    let pattern = TagPattern::parse(tags.pattern()).ok()?;
    match changelog::find(text, &version, &pattern) {
        changelog::Entry::Version(place) => text.get(place.content).map(str::to_owned),
        _ => None,
    }
}

fn known_texts(habits: &Habits) -> impl Iterator<Item = (&str, &str)> {
    let texts = habits.texts.iter().filter(|one| plain_path(&one.path).is_ok());
    texts.filter_map(|one| Some((one.path.as_str(), one.text.value()?.as_deref()?)))
}

/// How many folders a file is in.
fn depth(path: &str) -> usize {
    path.matches('/').count()
}

/// A file for each version: at least two of the same shape.
fn files(habits: &Habits) -> Option<(String, String)> {
    let mut shapes: Vec<(String, String, usize)> = Vec::new();
    for path in habits.files().filter(|path| path.ends_with(".md") && plain_path(path).is_ok()) {
        let Some(stem) = path.strip_suffix(".md") else { continue };
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let bare = name.strip_prefix('v').unwrap_or(name);
        if Version::parse(bare).is_err() || folder.is_empty() || folder.contains(['{', '}']) {
            continue;
        }
        let shape = format!("{folder}/{}{{version}}.md", if bare == name { "" } else { "v" });
        match shapes.iter_mut().find(|(known, ..)| *known == shape) {
            Some((_, newest, count)) => (*newest, *count) = (path.to_owned(), *count + 1),
            None => shapes.push((shape, path.to_owned(), 1)),
        }
    }
    shapes.retain(|(.., count)| *count > 1);
    shapes.into_iter().max_by_key(|(.., count)| *count).map(|(shape, newest, _)| (shape, newest))
}

/// Templates, each with whether it is understood: files of their own before sections of a guide, those near the top before those deep below.
fn templates(habits: &Habits) -> Vec<(String, bool)> {
    let mut found: Vec<(bool, usize, String, bool)> = Vec::new();
    for (path, text) in known_texts(habits) {
        if is_template(path) {
            found.push((false, depth(path), path.to_owned(), is_understood(path, None, text)));
        } else if path.ends_with(".md") && !path.to_lowercase().contains("issue_template/") {
            let is_named = |key: &str| key.contains("release notes") && key.contains("template");
            for section in sections(text).iter().filter(|section| is_named(&section.key)) {
                let anchor = normalise(&section.text).replace(' ', "-");
                let simple = anchor.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                if simple {
                    let good = is_understood(path, Some(anchor.clone()), text);
                    found.push((true, depth(path), format!("{path}#{anchor}"), good));
                }
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, _, path, good)| (path, good)).collect()
}

fn is_understood(path: &str, section: Option<String>, text: &str) -> bool {
    let named = !path.contains('#') && path.trim() == path;
    named && Template::read(&TemplateSource::File { path: path.to_owned(), section }, text).is_ok()
}

/// A template to start with: made of notes that were seen, or a plain one.
pub(in crate::init) fn proposed(habits: &Habits, notes: &Notes, tags: &Tags) -> (String, Option<String>) {
    if let Kept::Changelog { path, version } = &notes.kept
        && let Some(section) = newest_section(habits, path, version, tags)
        && let Ok(derived) = template::derive(path, &section)
    {
        return (every_heading_optional(&derived.template), Some(format!("the section {version} of {path}")));
    }
    (PLAIN.to_owned(), None)
}

/// One release had these sections; another may have none of them.
fn every_heading_optional(template: &str) -> String {
    let places: Vec<std::ops::Range<usize>> = sections(template).into_iter().map(|one| one.heading).collect();
    let mut out = template.to_owned();
    for place in places.into_iter().rev() {
        let heading = template.get(place.clone()).unwrap_or_default().trim_end();
        let is_plain = heading.starts_with('#')
            && !heading.ends_with('#')
            && !heading.contains('\n')
            && !heading.ends_with(')');
        if is_plain {
            out.insert_str(place.start + heading.len(), " (if any)");
        }
    }
    out
}

const PLAIN: &str = "\
## Summary

[Two or three sentences: what this release is for]

## Changes

- [What changed for those who use it] (#NNN)

## Breaking changes

- [What breaks, and what to do about it, or state \"None\"]
";
