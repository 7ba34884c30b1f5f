//! Whether notes are this release's: version, day, the release before, the comparison of both.

use std::ops::Range;

use super::dates::days_in;
use super::pointers::Target;
use super::versions::versions_in;
use super::view::{Says, Told, View, said_by};
use super::{COMPARE_OTHER, DATE_MISSING, DATE_OTHER, PREVIOUS_OTHER, VERSION_MISSING, VERSION_OTHER};
use crate::markdown::{Block, BlockKind, normalise, without_emoji};
use crate::notes::template::{Field, PartKind, Pattern, Piece, Section, Slot, Wants};
use crate::verdict::{Finding, Value};

/// Names of fields that hold the version or the name of the release.
const VERSION: [&str; 16] = [
    "version",
    "release",
    "release version",
    "release number",
    "release name",
    "release name / number",
    "release name/number",
    "name / number",
    "name/number",
    "release name or number",
    "release name / version",
    "version number",
    "tag",
    "release tag",
    "this release",
    "release / version",
];

/// Names of fields that hold the day of the release.
const DATE: [&str; 8] = [
    "date",
    "release date",
    "released",
    "released on",
    "date of release",
    "date released",
    "release day",
    "publication date",
];

/// Names of fields that hold the release before.
const PREVIOUS: [&str; 9] = [
    "previous version",
    "previous release",
    "previous tag",
    "last release",
    "last version",
    "changes since",
    "previous",
    "upgrading from",
    "compared to",
];

/// Names of what leads to the comparison of both.
const COMPARE: [&str; 8] = [
    "full changelog",
    "compare",
    "comparison",
    "full diff",
    "diff",
    "all changes",
    "all commits",
    "compare link",
];

/// Whether what stands behind a name is a fact of the release: version, day, the release before, the comparison.
pub(super) fn is_of_facts(key: &str) -> bool {
    wants_of(key).is_some() || is_comparison(key)
}

/// Whether a line that begins so leads to the comparison with the release before.
pub(in crate::notes::check) fn is_comparison(key: &str) -> bool {
    let bare = without_emoji(key);
    let goes_on = |rest: &str| rest.starts_with(char::is_alphanumeric);
    COMPARE.iter().any(|name| bare.strip_prefix(name).is_some_and(|rest| !goes_on(rest)))
}

/// Where notes say something of the release itself.
struct Claim {
    wants: Wants,
    /// What they say, as people see it.
    shown: String,
    /// The bytes in which they say it.
    at: Range<usize>,
    /// Whether the template asks for a version or a day here, and for nothing else in its place.
    demanded: bool,
}

pub(super) fn judge(view: &View<'_>) -> Vec<Told> {
    let mut findings: Vec<Told> = claims(view).iter().filter_map(|claim| against(view, claim)).collect();
    findings.extend(comparisons(view));
    findings
}

fn against(view: &View<'_>, claim: &Claim) -> Option<Told> {
    match claim.wants {
        Wants::Version => version(view, claim),
        Wants::Date => date(view, claim),
        Wants::Previous => previous(view, claim),
        Wants::Compare | Wants::Anything => None,
    }
}

fn version(view: &View<'_>, claim: &Claim) -> Option<Told> {
    let version = view.facts.version.as_ref()?;
    let shown = &claim.shown;
    let exact = version.to_string();
    let tag = view.facts.tag.as_ref();
    let is_this =
        |word: &str| word.trim_start_matches(['v', 'V']) == exact || tag.is_some_and(|tag| tag == word);
    let mut words =
        shown.split(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | ',' | ':'));
    let named = versions_in(shown);
    if words.any(is_this) || named.iter().any(|named| named.is(version)) {
        return None;
    }
    let (message, written) = match named.first() {
        Some(named) => (&VERSION_OTHER, shown.get(named.at.clone()).unwrap_or_default()),
        None if claim.demanded => (&VERSION_MISSING, ""),
        None => return None,
    };
    let finding = Finding::unmet(message)
        .with("written", Value::Code(written.to_owned()))
        .with("version", Value::Code(exact));
    Some(view.at(finding, view.locate(&claim.at, written)))
}

fn date(view: &View<'_>, claim: &Claim) -> Option<Told> {
    let (from, to) = view.facts.days?;
    let days = days_in(&claim.shown);
    let fits = |date: &jiff::civil::Date| (from..=to).contains(date);
    if days.iter().any(|day| day.readings.iter().any(fits)) {
        return None;
    }
    let (message, written) = match days.first() {
        Some(day) => (&DATE_OTHER, claim.shown.get(day.at.clone()).unwrap_or_default()),
        None if claim.demanded => (&DATE_MISSING, ""),
        None => return None,
    };
    let finding = Finding::unmet(message)
        .with("written", Value::Code(written.to_owned()))
        .with("from", Value::Code(from.to_string()))
        .with("to", Value::Code(to.to_string()));
    Some(view.at(finding, view.locate(&claim.at, written)))
}

fn previous(view: &View<'_>, claim: &Claim) -> Option<Told> {
    let previous = view.facts.previous_tag.as_ref()?;
    let named = versions_in(&claim.shown);
    let first = named.first()?;
    let known = versions_in(previous);
    let bare = |text: &str| text.trim_start_matches(['v', 'V']).to_owned();
    let written = claim.shown.get(first.at.clone()).unwrap_or_default();
    let same = known.iter().any(|known| {
        let known = previous.get(known.at.clone()).unwrap_or_default();
        named.iter().any(|named| bare(claim.shown.get(named.at.clone()).unwrap_or_default()) == bare(known))
    });
    if same || claim.shown.contains(previous.as_str()) {
        return None;
    }
    let finding = Finding::unmet(&PREVIOUS_OTHER)
        .with("written", Value::Code(written.to_owned()))
        .with("previous", Value::Code(previous.clone()));
    Some(view.at(finding, view.locate(&claim.at, written)))
}

/// Everything in which the notes say something of the release itself: their title, and where the template, or the name
/// of a field at their beginning, asks for it. Versions and days in prose are no such claims.
fn claims(view: &View<'_>) -> Vec<Claim> {
    let mut claims = title(view);
    // Until the first section, the title being none.
    let mut sections = view.chapters().skip(usize::from(!claims.is_empty()));
    let section = sections.next().and_then(|(_, chapter)| view.heading(chapter));
    let beginning = section.map_or(view.notes.range().end, |heading| heading.at.start) + 1;
    let asked = view.template.map(|template| asked_for(&template.root)).unwrap_or_default();
    for field in &view.fields {
        let by_template = asked.fields.iter().find(|(key, _)| *key == field.key);
        let by_name = || {
            let beginning = field.at.start < beginning;
            let wants = if view.template.is_none() && beginning { wants_of(&field.key) } else { None };
            wants.map(|wants| (wants, false))
        };
        let Some((wants, demanded)) = by_template.map(|(key, wants)| (*wants, demands(key))).or_else(by_name)
        else {
            continue;
        };
        let shown = field.text();
        let demanded = demanded && said_by(&shown) == Says::Something;
        claims.push(Claim { wants, shown, at: field.at.clone(), demanded });
    }
    let blocks = if asked.lines.is_empty() { &[] } else { view.outline.blocks.as_slice() };
    for block in blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Code { .. })) {
        let shown = block.shown();
        let key = block.key();
        for (words, wants) in &asked.lines {
            if let Some(rest) = key.strip_prefix(words.as_str()) {
                // The key and what is shown differ in length: what follows is looked for from behind.
                let rest = tail(&shown, rest.chars().count());
                let claim =
                    Claim { wants: *wants, shown: rest.to_owned(), at: block.at.clone(), demanded: false };
                claims.push(claim);
            }
        }
    }
    claims
}

/// The last `count` characters of a text, and a few more, from the beginning of a word.
fn tail(text: &str, count: usize) -> &str {
    let skip = text.chars().count().saturating_sub(count + 2);
    let at = text.char_indices().nth(skip).map_or(0, |(at, _)| at);
    text.get(at..).unwrap_or_default()
}

/// What the title says: the first heading, if it is one of the release rather than of a part of its notes.
fn title(view: &View<'_>) -> Vec<Claim> {
    let Some((block, level)) = view.title().and_then(level) else { return Vec::new() };
    let slots = view.template.and_then(|template| template.root.sections.first()).map(heading_slots);
    let slots = slots.unwrap_or_default();
    let key = block.key();
    let bare = without_emoji(&key).trim_start_matches(|c: char| !c.is_alphanumeric());
    let opens = |word: &str| bare.starts_with(word);
    let names_release = level == 1
        || opens("release")
        || opens("version")
        || view.facts.tag.as_ref().is_some_and(|tag| opens(&tag.to_lowercase()))
        || versions_in(bare).first().is_some_and(|named| named.at.start == 0)
        || slots.iter().any(|slot| matches!(slot.wants, Wants::Version | Wants::Date));
    if !names_release {
        return Vec::new();
    }
    let demanded = |wants: Wants| {
        slots.iter().any(|slot| {
            let says = slot.written.to_lowercase();
            slot.wants == wants && (wants != Wants::Version || !says.contains("name"))
        })
    };
    let claim =
        |wants| Claim { wants, shown: block.shown(), at: block.at.clone(), demanded: demanded(wants) };
    vec![claim(Wants::Version), claim(Wants::Date)]
}

fn level(block: &Block) -> Option<(&Block, u8)> {
    match block.kind {
        BlockKind::Heading(level) => Some((block, level)),
        _ => None,
    }
}

fn heading_slots(section: &Section) -> Vec<&Slot> {
    section.heading.as_ref().map(|heading| slots(&heading.pattern)).unwrap_or_default()
}

fn slots(pattern: &Pattern) -> Vec<&Slot> {
    let mut slots = Vec::new();
    for piece in &pattern.pieces {
        if let Piece::Slot(slot) = piece {
            slots.push(slot);
        }
    }
    slots
}

/// What a template asks for of the release itself, besides the title.
#[derive(Default)]
struct Asked {
    /// Fields by key.
    fields: Vec<(String, Wants)>,
    /// Lines by the key of the words that they begin with.
    lines: Vec<(String, Wants)>,
}

fn asked_for(root: &Section) -> Asked {
    let mut asked = Asked::default();
    let mut sections = vec![root];
    while let Some(section) = sections.pop() {
        sections.extend(&section.sections);
        let mut parts: Vec<_> = section.parts.iter().collect();
        while let Some(part) = parts.pop() {
            match &part.kind {
                PartKind::Field(field) => {
                    asked.fields.extend(wants_of_field(field).map(|wants| (field.key.clone(), wants)));
                    parts.extend(&field.nested);
                }
                PartKind::Fixed(pattern) => asked.lines.extend(line(pattern)),
                _ => {}
            }
        }
    }
    asked
}

/// What a field holds, by its name. A slot that wants a day is not enough: `Removal planned for: [date]` is another.
fn wants_of_field(field: &Field) -> Option<Wants> {
    wants_of(&field.key)
}

fn wants_of(key: &str) -> Option<Wants> {
    let key = without_emoji(key);
    let table: [(&[&str], Wants); 3] =
        [(&VERSION, Wants::Version), (&DATE, Wants::Date), (&PREVIOUS, Wants::Previous)];
    table.iter().find(|(keys, _)| keys.contains(&key)).map(|(_, wants)| *wants)
}

/// Whether a field of this name has to hold a version or a day: a release may have a name instead of a number.
fn demands(key: &str) -> bool {
    let number = (key.contains("version") || key.contains("number")) && !key.contains("name");
    number || DATE.contains(&key)
}

/// A fixed line that begins with words that name what the slot behind them is for.
fn line(pattern: &Pattern) -> Option<(String, Wants)> {
    let [Piece::Words(words), Piece::Slot(slot), ..] = pattern.pieces.as_slice() else { return None };
    let key = normalise(words);
    let wants = wants_of(&key)?;
    (wants == slot.wants).then_some((key, wants))
}

/// The comparisons that are this release's: those that end at its tag, and those under a name such as "Full Changelog"
/// or in the title.
fn comparisons(view: &View<'_>) -> Vec<Told> {
    let (Some(tag), Some(previous)) = (&view.facts.tag, &view.facts.previous_tag) else { return Vec::new() };
    let any = view.pointers.iter().any(|pointer| matches!(pointer.to, Target::Compare(..)));
    let named = if any { named_comparisons(view) } else { Vec::new() };
    let mut findings = Vec::new();
    for pointer in &view.pointers {
        let Target::Compare(base, head) = &pointer.to else { continue };
        let is_meant = head == tag || named.iter().any(|at| at.contains(&pointer.at.start));
        if !is_meant || (head == tag && base == previous) {
            continue;
        }
        let url =
            view.facts.repository.as_ref().map(|repository| repository.url.as_str()).unwrap_or_default();
        let finding = Finding::unmet(&COMPARE_OTHER)
            .with("written", Value::Code(format!("{base}...{head}")))
            .with("range", Value::Code(format!("{previous}...{tag}")))
            .with("url", Value::Code(format!("{url}/compare/{previous}...{tag}")));
        findings.push(view.at(finding, pointer.at.clone()));
    }
    findings
}

/// The bytes of the blocks that lead to this release's comparison by what they say of themselves.
fn named_comparisons(view: &View<'_>) -> Vec<Range<usize>> {
    let title = view.title().map(|block| block.at.start);
    let is_meant = |block: &&Block| {
        let key = block.key();
        let bare = without_emoji(&key);
        match block.kind {
            BlockKind::Heading(_) => Some(block.at.start) == title && !bare.contains("unreleased"),
            BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Row => is_comparison(&key),
            _ => false,
        }
    };
    view.outline.blocks.iter().filter(is_meant).map(|block| block.at.clone()).collect()
}
