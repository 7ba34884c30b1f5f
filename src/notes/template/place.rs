//! Which part of a file is the template: all of it, a section, or what stands in a fence there.
//!
//! A template is read as a whole or refused: where a fence inside it may have ended it early, nobody could tell from the
//! verdict that half of it was never looked at.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::super::Text;
use super::tree;
use crate::markdown::{Block, BlockKind, Outline, normalise, outline, same_heading};
use crate::verdict::{Finding, Message, Value, Who};

crate::messages! {
    NO_SECTION = "notes-template-section-missing": "{file} has no section {section}, which is named as the template"
        => "correct the part behind `#` of the template's path to a heading of {file}, or to its anchor as GitHub links to it";
    MISNAMED = "notes-template-section-unknown": "{file} has no section {section}, which is named as the template; the most similar is {nearest}"
        => "correct the part behind `#` of the template's path to a heading of {file}, or to its anchor as GitHub links to it";
    TWICE = "notes-template-section-twice": "{file} has the section {section} twice, in lines {first} and {second}, so that it is not known which is the template"
        => "name it by its anchor, as GitHub links to it, or give one of them another heading";
    EARLY = "notes-template-fence-ends-early": "the template's fence, which begins in line {opened}, ends here; another one without a language follows in line {next}, so that what stands between or in it may belong to the template"
        => "begin and end the template's fence with four backticks, so that fences inside it do not end it; or give the other fence a language";
    OPEN = "notes-template-fence-open": "the template's fence, which begins in line {opened}, has no end that could be told from the fences inside it"
        => "begin and end the template's fence with four backticks, so that fences inside it do not end it";
    UNCLOSED = "notes-template-fence-unclosed": "a fence in the template begins here and has no end, so that what follows would be taken for code"
        => "end the fence";
    NESTED = "notes-template-fence-nested": "the template is in a fence inside a list or a quote"
        => "move the fence out of the list or quote";
    SEVERAL = "notes-template-several": "{file} has several fences here, in lines {first} and {second}, each of which could be the template"
        => "keep the template in a section of its own, and name that section behind `#` in the template's path";
    BOTH = "notes-template-in-two-places": "there are places to fill in both inside this fence and around it, so that it is not known which of both is the template"
        => "keep only the template in the section, or in a file of its own";
}

/// The template's part of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Its bytes.
    pub(super) at: Range<usize>,
    /// The level of the heading that it stands under, where it is no text of its own; 0: it is.
    pub(super) under: u8,
    /// Whether it stands in a fence.
    pub(super) fenced: bool,
}

/// The place of the template in a file, `section` of it or all.
pub(super) fn find(text: &Text, section: Option<&str>) -> Result<Place, Finding> {
    let read = outline(text.whole());
    let (at, level) = match section {
        Some(section) => section_of(text, &read, section)?,
        None => (0..text.whole().len(), 0),
    };
    let inside = |block: &&Block| block.at.start >= at.start && block.at.start < at.end;
    let fences: Vec<&Block> =
        read.blocks.iter().filter(inside).filter(|block| language(block).is_some()).collect();
    let Some(fence) = choose(text, &read, &at, &fences)? else {
        return Ok(Place { at, under: level, fenced: false });
    };
    let at = content(text, fence, level)?;
    Ok(Place { at, under: 0, fenced: true })
}

/// The language of a fence that could hold a template, lower case; empty where it has none.
fn language(block: &Block) -> Option<String> {
    let BlockKind::Code { info: Some(info) } = &block.kind else { return None };
    let word = info.split([' ', ',', '{']).next().unwrap_or_default().to_ascii_lowercase();
    matches!(word.as_str(), "" | "markdown" | "md" | "gfm" | "text" | "txt").then_some(word)
}

fn choose<'f>(
    text: &Text,
    read: &Outline,
    at: &Range<usize>,
    fences: &[&'f Block],
) -> Result<Option<&'f Block>, Finding> {
    if fences.is_empty() {
        return Ok(None);
    }
    let around = tree::asks(text.whole(), read, at);
    let formed = tree::has_form(text.whole(), read, at);
    let is_markdown = |block: &&&Block| {
        language(block).is_some_and(|word| matches!(word.as_str(), "markdown" | "md" | "gfm"))
    };
    let asks = |block: &&&Block| {
        let inner = text.whole().get(block.at.clone()).unwrap_or_default();
        let inner = inner.split_once('\n').map_or("", |(_, inner)| inner);
        tree::asks(inner, &outline(inner), &(0..inner.len()))
    };
    let mut could: Vec<&'f Block> = fences.iter().filter(is_markdown).copied().collect();
    if could.len() != 1 {
        let markdown = !could.is_empty();
        could =
            fences.iter().filter(|fence| (!markdown || is_markdown(fence)) && asks(fence)).copied().collect();
    }
    match could.as_slice() {
        [] => Ok(None),
        [fence] if formed && is_markdown(&fence) && asks(&fence) => {
            Err(refused(&BOTH, text, fence.at.clone()))
        }
        [fence] if around && !(is_markdown(&fence) && asks(&fence)) => Ok(None),
        [_, _, ..] if around => Ok(None),
        [fence] if fence.depth > 0 || fence.quoted => Err(refused(&NESTED, text, fence.at.clone())),
        [fence] => Ok(Some(fence)),
        [first, second, ..] => Err(refused(&SEVERAL, text, second.at.clone())
            .with("first", line(text, first.at.start))
            .with("second", line(text, second.at.start))),
    }
}

/// A fence's line.
struct Fence {
    mark: char,
    length: usize,
    bare: bool,
}

fn fence(line: &str) -> Option<Fence> {
    let inner = line.trim_start_matches(' ');
    let mark = inner.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = inner.chars().take_while(|c| *c == mark).count();
    let info = inner.get(length..)?.trim();
    let fits = line.len() - inner.len() < 4 && length >= 3 && !(mark == '`' && info.contains('`'));
    fits.then_some(Fence { mark, length, bare: info.is_empty() })
}

/// What stands in a fence. A fence with a language inside it that is as long has an end of its own, so that the end
/// which the parser sees belongs to that one.
fn content(text: &Text, block: &Block, level: u8) -> Result<Range<usize>, Finding> {
    let whole = text.whole();
    let start = whole.get(..block.at.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let mut at = start;
    let mut opened: Option<Fence> = None;
    let mut begin = start;
    let mut depth = 0_usize;
    for line_text in whole.get(start..).unwrap_or_default().split_inclusive('\n') {
        let from = at;
        at += line_text.len();
        let found = fence(line_text.trim_end_matches(['\n', '\r']));
        match (&opened, found) {
            (None, Some(found)) => {
                opened = Some(found);
                begin = at;
                depth = 1;
            }
            (Some(outer), Some(found)) if found.mark == outer.mark && found.length >= outer.length => {
                depth = if found.bare { depth.saturating_sub(1) } else { depth + 1 };
                if depth == 0 {
                    // Nobody writes a longer fence than three marks but to have others in it.
                    if outer.length < 4 {
                        goes_on(text, block, from..at, level)?;
                    }
                    return Ok(begin..from);
                }
            }
            _ => {}
        }
    }
    Err(refused(&OPEN, text, block.at.clone()).with("opened", line(text, block.at.start)))
}

/// Refuses a fence that may have ended early at `end`: one without a language follows in the section, or one further on
/// that holds headings or never ends.
fn goes_on(text: &Text, block: &Block, end: Range<usize>, level: u8) -> Result<(), Finding> {
    let rest = text.whole().get(end.end..).unwrap_or_default();
    let mut left = false;
    for next in outline(rest).blocks {
        match &next.kind {
            BlockKind::Heading(found) if *found <= level.max(1) => left = true,
            BlockKind::Code { info: Some(info) } if next.depth == 0 && !next.quoted => {
                let written = rest.get(next.at.clone()).unwrap_or_default();
                let mut lines = written.lines();
                let ends = lines.next_back().is_some_and(|line| fence(line).is_some_and(|fence| fence.bare))
                    && lines.next().is_some();
                let heading = written.lines().any(|line| line.starts_with('#') && line.contains("# "));
                let may_be = info.trim().is_empty() && (!left || heading || !ends);
                if !may_be || is_apart(rest, &next.at) {
                    return Ok(());
                }
                return Err(refused(&EARLY, text, end.clone())
                    .with("opened", line(text, block.at.start))
                    .with("next", line(text, end.end + next.at.start)));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a fence behind the template's is a block of its own: blank lines stand between both, it begins with its code,
/// and nothing in it looks like a template.
fn is_apart(rest: &str, at: &Range<usize>) -> bool {
    let blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    let before = rest.get(..at.start).unwrap_or_default();
    let before = before.get(..before.rfind('\n').map_or(0, |end| end + 1)).unwrap_or_default();
    let written = rest.get(at.clone()).unwrap_or_default();
    let inner = written.split_once('\n').map_or("", |(_, inner)| inner);
    let ends = inner.lines().next_back().is_some_and(|line| fence(line).is_some_and(|fence| fence.bare));
    let headings = inner.lines().any(|line| line.starts_with("##"));
    ends && blank(before.lines().next())
        && blank(before.lines().next_back())
        && !blank(inner.lines().next())
        && !headings
        && !tree::asks(inner, &outline(inner), &(0..inner.len()))
}

/// Refuses a template in which a fence is never closed: what follows would be taken for code.
pub(super) fn whole_fences(text: &Text, read: &Outline, shift: usize) -> Result<(), Finding> {
    for block in &read.blocks {
        if !matches!(block.kind, BlockKind::Code { info: Some(_) }) {
            continue;
        }
        let at = block.at.start + shift..block.at.end + shift;
        let written = text.whole().get(at.clone()).unwrap_or_default();
        let mut lines = written.lines();
        let begins = lines.next().and_then(fence);
        let quoted = |line: &str| line.trim_start_matches([' ', '>', '\t']).to_owned();
        let ends = lines.next_back().and_then(|line| fence(&quoted(line)));
        let closed = begins.zip(ends).is_some_and(|(begins, ends)| {
            ends.bare && ends.mark == begins.mark && ends.length >= begins.length
        });
        if !closed {
            return Err(refused(&UNCLOSED, text, at));
        }
    }
    Ok(())
}

/// The section that an anchor or a heading names: the bytes below its heading, and its level.
fn section_of(text: &Text, read: &Outline, wanted: &str) -> Result<(Range<usize>, u8), Finding> {
    let headings = headings(read);
    let wanted = wanted.trim();
    let slug = anchor_key(wanted);
    let by_anchor = headings.iter().position(|heading| anchor_key(&heading.anchor) == slug);
    let key = normalise(wanted);
    let by_name = || {
        let mut named = headings.iter().enumerate().filter(|(_, heading)| same_heading(&heading.key, &key));
        match (named.next(), named.next()) {
            (Some((_, first)), Some((_, second))) => Err(refused(&TWICE, text, second.at.clone())
                .with("section", Value::Code(wanted.to_owned()))
                .with("first", line(text, first.at.start))
                .with("second", line(text, second.at.start))),
            (first, _) => Ok(first.map(|(index, _)| index)),
        }
    };
    let found = match by_anchor {
        Some(found) => Some(found),
        None => by_name()?,
    };
    let Some((index, heading)) = found.and_then(|index| Some((index, headings.get(index)?))) else {
        let near = nearest(&headings, &slug);
        let at = near.map_or(0..0, |heading| heading.at.clone());
        let missing = refused(if near.is_some() { &MISNAMED } else { &NO_SECTION }, text, at)
            .with("section", Value::Code(wanted.to_owned()));
        return Err(match near {
            Some(near) => missing.with("nearest", Value::Code(near.anchor.clone())),
            None => missing,
        });
    };
    let after = headings.get(index + 1..).unwrap_or_default();
    let end = after.iter().find(|next| next.level <= heading.level);
    let end = end.map_or(text.whole().len(), |next| next.at.start);
    Ok((heading.at.end..end, heading.level))
}

struct Heading {
    level: u8,
    key: String,
    anchor: String,
    at: Range<usize>,
}

/// The headings with their anchors as GitHub makes them: a repeated one gets the next number that is free.
fn headings(read: &Outline) -> Vec<Heading> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut headings = Vec::new();
    for block in &read.blocks {
        let BlockKind::Heading(level) = block.kind else { continue };
        let own = slug(&block.shown());
        let mut anchor = own.clone();
        while taken.contains_key(&anchor) {
            let count = taken.entry(own.clone()).or_default();
            *count += 1;
            anchor = format!("{own}-{count}");
        }
        taken.insert(anchor.clone(), 0);
        headings.push(Heading { level, key: block.key(), anchor, at: block.at.clone() });
    }
    headings
}

/// The anchor of a heading: lower case, without punctuation, a hyphen for each space.
fn slug(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ') || is_combining_mark(*c);
    heading.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// An anchor without what nobody types: a picture's variation selector.
fn anchor_key(anchor: &str) -> String {
    anchor.trim_start_matches('#').to_lowercase().replace('\u{fe0f}', "")
}

fn nearest<'h>(headings: &'h [Heading], wanted: &str) -> Option<&'h Heading> {
    let alike = |heading: &Heading| strsim::jaro_winkler(&heading.anchor, wanted);
    let alike = headings.iter().map(|heading| (alike(heading), heading));
    let best = alike.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    (best.0 > 0.7).then_some(best.1)
}

fn line(text: &Text, at: usize) -> Value {
    Value::Number(text.spot(at..at).line)
}

/// A finding on the template's file.
pub(super) fn refused(message: &'static Message, text: &Text, at: Range<usize>) -> Finding {
    Finding::unmet(message).with("file", Value::Code(text.name.clone())).who([Who::Writers]).at(text.spot(at))
}
