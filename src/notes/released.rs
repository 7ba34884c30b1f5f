//! A changelog in which a version is released.
//!
//! What stands under `Unreleased` becomes the section of the version, word for word, and a new `Unreleased` without
//! anything stays above it. Where nobody has written anything there, what is drafted is the section. Its heading is
//! written as that of the version before it, and so are the link references at the end, as
//! [Keep a Changelog](https://keepachangelog.com/en/1.1.0/) has them.
//!
//! A section of the version that is there already stays as it is. Nothing that people wrote is ever left out.

use std::ops::Range;

use semver::Version;

use super::changelog::{self, Entry, Place};
use super::kept::{Part, Unfit, put};
use crate::markdown::{BlockKind, outline};
use crate::version::TagPattern;

/// A version to be released in a changelog.
#[derive(Debug, Clone, Copy)]
pub struct Release<'a> {
    /// The version.
    pub version: &'a Version,
    /// The shape of tags.
    pub tag: &'a TagPattern,
    /// The day, as in `2026-11-22`.
    pub date: &'a str,
    /// What is drafted for it.
    pub draft: &'a str,
}

/// The changelog with the version in it; `None`: there is none yet. Doing the same again changes nothing.
///
/// # Errors
/// [`Unfit::Several`]: it has several sections of the version.
pub fn released(changelog: Option<&str>, release: &Release<'_>) -> Result<String, Unfit> {
    let whole = changelog.unwrap_or_default();
    let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let (mark, _) = whole.split_at_checked(whole.len() - text.len()).unwrap_or_default();
    // A file of Windows stays one; in one with both kinds of line ends nothing is made alike.
    let windows = text.contains('\n') && text.matches('\n').count() == text.matches("\r\n").count();
    let text = if windows { text.replace("\r\n", "\n") } else { text.to_owned() };
    let new = in_lines(&text, release)?;
    let new = if windows { new.replace('\n', "\r\n") } else { new };
    Ok(format!("{mark}{new}"))
}

/// Whether what is drafted is needed: nobody has written anything for the version.
#[must_use]
pub fn asks_for_draft(changelog: Option<&str>, version: &Version, tag: &TagPattern) -> bool {
    let text = changelog.unwrap_or_default();
    match changelog::find(text, version, tag) {
        Entry::Version(_) | Entry::Twice(_) => false,
        Entry::Unreleased(place) => !says_something(text, &place),
        Entry::Nothing(_) => true,
    }
}

fn in_lines(text: &str, release: &Release<'_>) -> Result<String, Unfit> {
    let heading = heading(text, release);
    let drafted = || {
        let part = Part::Changelog { version: release.version, tag: release.tag, heading: &heading };
        put(Some(text).filter(|text| !text.is_empty()), part, release.draft).map(|put| put.text)
    };
    let new = match changelog::find(text, release.version, release.tag) {
        Entry::Version(_) => return Ok(text.to_owned()),
        Entry::Unreleased(place) if says_something(text, &place) => renamed(text, &place, &heading),
        Entry::Twice(_) | Entry::Unreleased(_) | Entry::Nothing(_) => drafted()?,
    };
    Ok(with_links(&new, &heading, release))
}

/// Whether a section has more than headings and comments.
fn says_something(text: &str, place: &Place) -> bool {
    let content = text.get(place.content.clone()).unwrap_or_default();
    let outline = outline(content);
    outline.blocks.iter().any(|block| !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Comment))
}

/// Puts the heading of the version between that of the section and what stands under it.
fn renamed(text: &str, place: &Place, heading: &str) -> String {
    let before = text.get(..place.heading.end).unwrap_or_default().trim_end();
    let after = text.get(place.content.start..).unwrap_or_default().trim_start_matches(['\n', '\r']);
    let written = text.get(place.heading.clone()).unwrap_or_default().trim_start();
    let level = written.chars().take_while(|one| *one == '#').count();
    let marks = "#".repeat(if level == 0 { 2 } else { level });
    format!("{before}\n\n{marks} {heading}\n\n{after}")
}

/// The heading of the version, without `##`, written as that of the newest one.
fn heading(text: &str, release: &Release<'_>) -> String {
    let Release { version, tag, date, .. } = release;
    let usual = || {
        let bare = text.lines().any(|line| {
            line.trim_start_matches('#').trim().eq_ignore_ascii_case("unreleased") && line.starts_with('#')
        });
        if bare { format!("{version} - {date}") } else { format!("[{version}] - {date}") }
    };
    let Some((at, newest)) = changelog::newest(text, tag) else { return usual() };
    let line = text.get(at).unwrap_or_default().trim_start_matches('#').lines().next().unwrap_or_default();
    written_as(line.trim(), &newest, release).unwrap_or_else(usual)
}

/// The heading in the form of another version's: brackets, `v`, a link that compares tags, and what is around the date.
fn written_as(line: &str, of: &Version, release: &Release<'_>) -> Option<String> {
    let Release { version, tag, date, .. } = release;
    let (before, rest) = line.split_once(&of.to_string())?;
    if !["", "v", "V", "[", "[v", "[V"].contains(&before) {
        return None;
    }
    let rest = if before.starts_with('[') { rest.strip_prefix(']')? } else { rest };
    let close = if before.starts_with('[') { "]" } else { "" };
    let (link, rest) = match rest.strip_prefix('(').filter(|_| !close.is_empty()) {
        Some(inside) => {
            let (address, rest) = inside.split_once(')')?;
            let (place, range) = address.rsplit_once("/compare/")?;
            let (_, end) = range.split_once("...")?;
            (format!("({place}/compare/{end}...{})", tag.tag(version)), rest)
        }
        None => (String::new(), rest),
    };
    let (apart, end) = match day(rest) {
        Some(at) => {
            let apart = rest.get(..at.start)?;
            (apart, if apart.contains('(') { ")" } else { "" })
        }
        None => (" - ", ""),
    };
    let is_apart = !apart.is_empty() && !apart.contains(char::is_alphanumeric);
    let (apart, end) = if is_apart { (apart, end) } else { (" - ", "") };
    Some(format!("{before}{version}{close}{link}{apart}{date}{end}"))
}

/// Where the first day of the form `2026-11-22` is.
fn day(text: &str) -> Option<Range<usize>> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts
        .map(|at| at..at + 10)
        .find(|at| text.get(at.clone()).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok()))
}

/// The text with link references that compare from the version on, if it has one of what is not released.
fn with_links(text: &str, heading: &str, release: &Release<'_>) -> String {
    let new = release.tag.tag(release.version);
    let definitions = outline(text).definitions;
    let named = |name: &str| definitions.iter().find(|one| one.name.eq_ignore_ascii_case(name));
    let Some(label) = heading.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(label, _)| label)
    else {
        return text.to_owned();
    };
    let comparison = named("unreleased").and_then(|unreleased| {
        let (place, range) = unreleased.to.rsplit_once("/compare/")?;
        let (last, tip) = range.split_once("...")?;
        Some((unreleased, place, last, tip))
    });
    let Some((unreleased, place, last, tip)) = comparison else { return text.to_owned() };
    let written = text.get(unreleased.at.clone()).unwrap_or_default();
    let range = format!("{last}...{tip}");
    if last == new || !written.contains(&range) {
        return text.to_owned();
    }
    let now = written.replacen(&range, &format!("{new}...{tip}"), 1);
    let now = now.trim_end_matches(['\n', '\r']);
    let own = match named(label) {
        Some(_) => String::new(),
        None => format!("\n[{label}]: {place}/compare/{last}...{new}"),
    };
    let ended = written.len() - written.trim_end_matches(['\n', '\r']).len();
    let (before, after) = (text.get(..unreleased.at.start), text.get(unreleased.at.end - ended..));
    format!("{}{now}{own}{}", before.unwrap_or_default(), after.unwrap_or_default())
}

#[cfg(test)]
mod tests;
