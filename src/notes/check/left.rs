//! What is left of the template: places that nobody filled in, prompts and guidance that should be gone.
//!
//! Something in brackets is content unless the template has the very same at that place or in that section; what every
//! reader takes for a gap (`TBD`, `???`) is one everywhere.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Context;
use super::copies::Copies;
use super::found::{Findings, quote};
use super::headings;
use super::lines::{Line, LineKind, OPAQUE};
use super::places::{self, Places};
use super::waiting;
use super::wanted::written;
use super::within::{find_words, opaque, with_braces};
use crate::markdown::{RunKind, fold};
use crate::notes::template::{Part, PartKind, Pattern, Piece, Section, shows_only};
use crate::verdict::Value;

crate::messages! {
    PLACEHOLDER = "notes-placeholder": "{written} is still as in the template"
        => "write there what belongs in its place";
    WAITING = "notes-not-written": "{text} waits to be written"
        => "write what belongs there, or take it out";
    GUIDANCE = "notes-guidance-left": "this is the template's guidance: {text}"
        => "take it out; it tells what to write, and is no text for readers";
}

/// What of the template notes must not have any more, section by section.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    sections: Vec<Gap>,
    /// Long prompts, wherever they went.
    everywhere: HashMap<String, String>,
    /// Comments that tell what to write.
    guidance: HashSet<String>,
}

#[derive(Debug, Default)]
struct Gap {
    /// Places with brackets, by the key of the innermost ones, as they are written.
    bracketed: HashMap<String, String>,
    /// Other places: `vX.Y.Z`, `TBD`.
    bare: Vec<String>,
    /// Links that stand for others, as they are written.
    links: HashSet<String>,
    /// The words of prompts, which people may leave without their brackets, as keys.
    phrases: Vec<String>,
    /// Lines with places that no mark shows, as they are in the template, as keys: `Breaking: yes / no`.
    same: HashSet<String>,
    /// Whether the template has code there, so that places may be in code.
    has_code: bool,
    /// The places to fill in, with what stands around them.
    places: Places,
}

impl Gaps {
    /// Of sections of a template with this text, in the order of [`super::wanted::Wanted::sections`].
    pub(super) fn of<'t>(template: &str, sections: impl Iterator<Item = Option<&'t Section>>) -> Self {
        let mut gaps = Self::default();
        for section in sections {
            let mut gap = Gap::default();
            if let Some(section) = section {
                if let Some(heading) = &section.heading {
                    gap.pattern(&heading.pattern);
                }
                gap.parts(template, &section.parts, &mut gaps.guidance);
                gap.places = Places::of(template, section);
            }
            for (key, written) in &gap.bracketed {
                if key.split_whitespace().count() > 1 && key.starts_with('[') {
                    gaps.everywhere.insert(key.clone(), written.clone());
                }
            }
            gaps.sections.push(gap);
        }
        gaps
    }
}

impl Gap {
    fn parts(&mut self, template: &str, parts: &[Part], guidance: &mut HashSet<String>) {
        for part in parts {
            match &part.kind {
                PartKind::Prompt(text) => {
                    if text.split_whitespace().count() > 1 {
                        self.same.insert(whole_key(text));
                    }
                    self.slot(template.get(part.at.clone()).unwrap_or(text));
                    self.phrase(text, 3);
                }
                PartKind::Field(field) => {
                    if field.value.has_slot() {
                        self.same.insert(whole_key(&format!("{}: {}", field.name, written(&field.value))));
                    }
                    self.pattern(&field.value);
                    self.parts(template, &field.nested, guidance);
                }
                PartKind::Item { pattern, nested, .. } => {
                    if pattern.has_slot() || shows_only(&pattern.words()) {
                        self.same.insert(whole_key(&written(pattern)));
                    }
                    self.pattern(pattern);
                    self.parts(template, nested, guidance);
                }
                PartKind::Fixed(pattern) => {
                    if pattern.has_slot() {
                        self.same.insert(whole_key(&written(pattern)));
                    }
                    self.pattern(pattern);
                }
                PartKind::Code(pattern) => {
                    self.has_code = true;
                    self.pattern(pattern);
                }
                PartKind::Table { rows, .. } => {
                    rows.iter().flatten().for_each(|pattern| self.pattern(pattern));
                }
                PartKind::Guidance(text) => {
                    guidance.insert(fold(inside(text)));
                    self.phrase(inside(text), 3);
                }
                PartKind::Default(_) | PartKind::Mark(_) => {}
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        for piece in &pattern.pieces {
            // Boxes are in notes, too, one of them ticked.
            if let Piece::Slot(slot) = piece
                && !slot.written.contains("[ ]")
            {
                self.slot(&slot.written);
                self.phrase(&slot.written, 4);
            }
        }
    }

    fn slot(&mut self, written: &str) {
        let unescaped =
            written.replace("\\[", "[").replace("\\]", "]").replace("\\<", "<").replace("\\>", ">");
        let trimmed = unescaped.trim();
        if let Some((shown, address)) = trimmed.split_once("](") {
            self.links.insert(trimmed.to_owned());
            self.links.insert(format!("{shown}]({}", address.replace(['[', ']', '{', '}', '<', '>'], "")));
            return;
        }
        match groups(trimmed).next() {
            Some(group)
                if trimmed.trim_start_matches(['$', '{', '[', '<']).len() + group.start + 1
                    >= trimmed.len() =>
            {
                let key = fold(trimmed.get(group).unwrap_or_default());
                self.bracketed.entry(key).or_insert_with(|| trimmed.to_owned());
            }
            // Of several lines, or with brackets in it: its words are looked for.
            Some(_) => self.phrase(trimmed, 2),
            // These are gaps wherever they stand, unless a text speaks of them.
            None if matches!(trimmed, "TBD" | "TBA" | "TBC" | "TODO" | "FIXME") => {}
            None if trimmed.chars().any(char::is_alphanumeric)
                && !trimmed.contains(char::is_whitespace)
                && !self.bare.iter().any(|bare| bare == trimmed) =>
            {
                self.bare.push(trimmed.to_owned());
            }
            None => {}
        }
    }

    fn phrase(&mut self, written: &str, least: usize) {
        let brackets =
            |c: char| matches!(c, '[' | ']' | '<' | '>' | '{' | '}' | '$' | '_' | '*') || c.is_whitespace();
        let key = fold(written.trim_matches(brackets));
        if key.split_whitespace().count() >= least && !self.phrases.contains(&key) {
            self.phrases.push(key);
        }
    }
}

/// Tells that a text is still as in the template.
pub(super) fn kept(text: &str, at: Range<usize>, findings: &mut Findings) {
    findings.add(&PLACEHOLDER, at, [("written", Value::Code(text.trim().to_owned()))]);
}

/// Tells that a text waits to be written.
pub(super) fn open(text: &str, at: Range<usize>, findings: &mut Findings) {
    findings.add(&WAITING, at, [("text", quote(text))]);
}

/// Looks at everything for what is left. `section`: of each block the section that it is in.
pub(super) fn judge(context: &Context<'_>, gaps: &Gaps, findings: &mut Findings) {
    let unknown = Gap::default();
    let mut end = 0;
    for lines in context.lines.chunk_by(|one, other| one.block == other.block) {
        end += lines.len();
        let Some(first) = lines.first() else { continue };
        let gap = context.section_of_block(first.block).and_then(|section| gaps.sections.get(section));
        let gap = gap.unwrap_or(&unknown);
        if first.kind == LineKind::Code && !gap.has_code {
            continue;
        }
        if first.kind == LineKind::Heading && headings::is_judged(context, first.block) {
            continue;
        }
        let mut told: Vec<Range<usize>> = Vec::new();
        bracketed(context.notes.whole(), gaps, gap, lines, &mut told, findings);
        for line in lines {
            bare(context, gap, line, &mut told, findings);
            in_code_and_links(context, gap, line, &mut told, findings);
        }
        places::judge(context.notes.whole(), &gap.places, lines, context.lines.get(end), &mut told, findings);
        phrases(gap, lines, &mut told, findings);
        for line in lines
            .iter()
            .filter(|line| !told.iter().any(|at| at.start < line.at.end && line.at.start < at.end))
        {
            if !same(gap, line, findings) && waiting::waits(context, line) {
                open(&line.shown, line.at.clone(), findings);
            }
        }
    }
    comments(context, gaps, findings);
}

fn bracketed(
    source: &str,
    gaps: &Gaps,
    gap: &Gap,
    lines: &[Line],
    told: &mut Vec<Range<usize>>,
    findings: &mut Findings,
) {
    if !lines.iter().any(|line| line.prose.contains(['[', '<', '{'])) {
        return;
    }
    let (joined, begins) = join(lines, |line| line.prose.as_str());
    for group in groups(&joined) {
        let written = joined.get(group.clone()).unwrap_or_default();
        // A place that the template has is no longer than a few lines; a bracket that nobody closed may be.
        if written.len() > 2_000 {
            continue;
        }
        let key = fold(written);
        let Some(written) = gap.bracketed.get(&key).or_else(|| gaps.everywhere.get(&key)) else { continue };
        let number = begins.partition_point(|begin| *begin <= group.start).saturating_sub(1);
        let (Some(line), Some(begin)) = (lines.get(number), begins.get(number)) else { continue };
        let at = line.source(group.start - begin..(group.end - begin).min(line.prose.len()));
        let at = with_braces(source, at);
        // `{{x}}` and `${x}` are more than their innermost brackets.
        if !told.iter().any(|told| told.start <= at.start && at.end <= told.end) && told.len() < MOST {
            told.push(at.clone());
            findings.add(&PLACEHOLDER, at, [("written", Value::Code(written.clone()))]);
        }
    }
}

/// Tells a place that is still as in the template.
pub(super) fn still(written: &str, at: Range<usize>, findings: &mut Findings) {
    findings.add(&PLACEHOLDER, at, [("written", Value::Code(written.to_owned()))]);
}

/// Tells a text that waits to be written.
pub(super) fn unwritten(text: &str, at: Range<usize>, findings: &mut Findings) {
    findings.add(&WAITING, at, [("text", quote(text))]);
}

/// How many gaps of one block are told.
pub(super) const MOST: usize = 10;

/// Places that the template has in code, and links of it that nobody replaced.
fn in_code_and_links(
    context: &Context<'_>,
    gap: &Gap,
    line: &Line,
    told: &mut Vec<Range<usize>>,
    findings: &mut Findings,
) {
    if !line.prose.contains(OPAQUE) {
        return;
    }
    let text = context.notes.whole();
    let mut tell = |written: &str, at: Range<usize>| {
        if told.len() < MOST && !told.contains(&at) {
            told.push(at.clone());
            findings.add(&PLACEHOLDER, at, [("written", Value::Code(written.to_owned()))]);
        }
    };
    if !gap.bracketed.is_empty() {
        for (own, at) in opaque(context, line) {
            for group in groups(own) {
                let Some(written) = own.get(group.clone()).and_then(|key| gap.bracketed.get(&fold(key)))
                else {
                    continue;
                };
                tell(written, with_braces(text, at.start + group.start..at.start + group.end));
            }
        }
    }
    if !gap.links.is_empty() {
        let links = &context.outline.links;
        let first = links.partition_point(|link| link.at.end <= line.at.start);
        for link in links.iter().skip(first).take_while(|link| link.at.start < line.at.end) {
            let written = text.get(link.at.clone()).unwrap_or_default();
            if gap.links.contains(written) {
                tell(written, link.at.clone());
            }
        }
    }
}

fn bare(
    context: &Context<'_>,
    gap: &Gap,
    line: &Line,
    told: &mut Vec<Range<usize>>,
    findings: &mut Findings,
) {
    for word in &gap.bare {
        let in_prose = find_words(&line.prose, word).map(|at| line.source(at..at + word.len()));
        let mut found: Vec<Range<usize>> = in_prose.take(MOST).collect();
        if line.prose.contains(OPAQUE) {
            let in_code = opaque(context, line).flat_map(|(text, at)| {
                find_words(text, word).map(move |from| at.start + from..at.start + from + word.len())
            });
            found.extend(in_code.take(MOST));
        }
        for at in found {
            if told.len() >= MOST {
                return;
            }
            if !told.contains(&at) {
                told.push(at.clone());
                still(word, at, findings);
            }
        }
    }
}

fn phrases(gap: &Gap, lines: &[Line], told: &mut Vec<Range<usize>>, findings: &mut Findings) {
    if gap.phrases.is_empty() || !told.is_empty() {
        return;
    }
    let (joined, _) = join(lines, |line| line.shown.as_str());
    let shortest = gap.phrases.iter().map(String::len).min().unwrap_or_default();
    if joined.is_ascii() && joined.len() < shortest {
        return;
    }
    let key = fold(&joined);
    let is_in = |key: &str, phrase: &str| phrase.len() <= key.len() && stands_in(key, phrase);
    let own = |line: &&Line| {
        let key = fold(&line.shown);
        gap.phrases.iter().any(|phrase| is_in(&key, phrase))
    };
    let whole = gap.phrases.iter().any(|phrase| is_in(&key, phrase));
    let line = lines.iter().find(own).or(lines.first().filter(|_| whole));
    if let Some(line) = line {
        told.push(line.at.clone());
        findings.add(&GUIDANCE, line.at.clone(), [("text", quote(&line.shown))]);
    }
}

/// Whether a phrase stands in a text as a sentence or a part of one, and not as the beginning of something else:
/// “a short description of the release” is no left-over in “a short description of the release process was added”.
fn stands_in(key: &str, phrase: &str) -> bool {
    let many = phrase.split(' ').count() > 4;
    key.match_indices(phrase).any(|(at, found)| {
        let before = key.get(..at).unwrap_or_default().trim_end();
        let after = key.get(at + found.len()..).unwrap_or_default();
        let goes_on = after.trim_start_matches([')', ']', '>', '}', '*', '_', '"', '\'']);
        let begins = before.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric() && c != OPAQUE);
        let rest = goes_on.trim_start();
        let ends = rest.is_empty()
            || (goes_on.starts_with(['.', '!', '?', ';', ',']) && !goes_on.starts_with("..."))
            || (many && rest.starts_with([':', '-', '(']) && !after.starts_with('-'));
        begins && ends
    })
}

fn comments(context: &Context<'_>, gaps: &Gaps, findings: &mut Findings) {
    let copies = Copies::of(&gaps.guidance);
    let runs = context.outline.blocks.iter().flat_map(|block| &block.runs);
    for run in runs.filter(|run| run.kind == RunKind::Comment) {
        if copies.has(&fold(&run.text)) {
            findings.add(&GUIDANCE, run.at.clone(), [("text", quote(&run.text))]);
        }
    }
}

/// The key of a line with what would go at its end.
fn whole_key(shown: &str) -> String {
    fold(&format!("{shown}|"))
}

/// Whether a line is as the template has it, with a place in it that nobody filled in.
fn same(gap: &Gap, line: &Line, findings: &mut Findings) -> bool {
    const LONGEST: usize = 400;
    let is_line = matches!(line.kind, LineKind::Text | LineKind::Item | LineKind::Row);
    let same = is_line
        && !gap.same.is_empty()
        && line.shown.len() <= LONGEST
        && line.shown.chars().any(char::is_alphanumeric)
        && gap.same.contains(&whole_key(&line.shown.replacen('\t', ": ", 1)));
    if same {
        still(&line.shown, line.at.clone(), findings);
    }
    same
}

/// Lines as one text, and where each begins in it.
pub(super) fn join(lines: &[Line], text: impl Fn(&Line) -> &str) -> (String, Vec<usize>) {
    let (mut joined, mut begins) = (String::new(), Vec::new());
    for line in lines {
        if !joined.is_empty() {
            joined.push(' ');
        }
        begins.push(joined.len());
        joined.push_str(text(line));
    }
    (joined, begins)
}

/// What stands in brackets that have no others in them, brackets included.
fn groups(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut open: Option<(usize, u8)> = None;
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        match byte {
            b'[' => open = Some((at, b']')),
            b'<' => open = Some((at, b'>')),
            b'{' => open = Some((at, b'}')),
            b']' | b'>' | b'}' => {
                let (from, _) = open.take().filter(|(_, close)| *close == byte)?;
                return Some(from..at + 1);
            }
            _ => {}
        }
        None
    })
}

/// What stands in a comment.
pub(super) fn inside(comment: &str) -> &str {
    let comment = comment.trim();
    let comment = comment.strip_prefix("<!--").unwrap_or(comment);
    comment.strip_suffix("-->").unwrap_or(comment).trim()
}
