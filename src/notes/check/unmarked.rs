//! Lines that were meant for headings and are none: `**Fixes**`, `##Fixes`, one in a quote or in code; and notes that are
//! inside a fence as a whole.

use std::collections::HashMap;
use std::ops::Range;

use super::Context;
use super::found::Findings;
use super::wanted::{Known, Wanted};
use crate::markdown::{Block, BlockKind, Outline, Run, RunKind, fold};
use crate::notes::template::{PartKind, Section};
use crate::notes::{Rules, Template, Text};
use crate::verdict::Value;

crate::messages! {
    UNMARKED = "notes-heading-unmarked": "{found} is not a heading"
        => "write it as {heading}, on a line of its own";
    IN_CODE = "notes-heading-in-code": "the heading {found} stands in a block of code, which begins in line {line}"
        => "end the block of code before it, or take its fence away";
    FENCED = "notes-in-fence": "the notes are inside a fence, and readers see them as code"
        => "take away {lines} of the fence, and check again";
}

/// A line that was meant for a heading.
pub(super) struct Unmarked {
    at: Range<usize>,
    found: String,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// It is marked as if it were one.
    Marked,
    /// It only says what the heading says.
    Plain,
    /// It stands in the block of code that begins in this line.
    Code(u64),
}

impl Unmarked {
    /// Tells of it instead of a section that is missing.
    pub(super) fn tell(&self, known: &Known<'_>, findings: &mut Findings) {
        let found = ("found", Value::Code(self.found.clone()));
        match self.form {
            Form::Code(line) => {
                findings.add(&IN_CODE, self.at.clone(), [found, ("line", Value::Number(line))]);
            }
            Form::Marked | Form::Plain => {
                let heading = Value::Code(known.heading());
                findings.add(&UNMARKED, self.at.clone(), [found, ("heading", heading)]);
            }
        }
    }
}

/// The lines that were meant for headings of sections that are not there.
pub(super) fn find(context: &Context<'_>) -> HashMap<usize, Unmarked> {
    let mut found: HashMap<usize, Unmarked> = HashMap::new();
    let is_there = |section: usize| context.placed.first(section).is_some();
    let missing = || context.wanted.headed().filter(|(number, _)| !is_there(*number));
    let Some(longest) = missing().map(|(_, known)| known.title.len()).max() else { return found };
    let longest = 2 * longest + 40;
    let text = context.notes.whole();
    let mut take = |shown: &str, at: Range<usize>, form: Form| {
        if shown.len() > longest {
            return;
        }
        let key = fold(shown);
        let section = context.wanted.candidates(&key).into_iter().find(|section| {
            let known = context.wanted.get(*section);
            let fits = |known: &Known<'_>| match form {
                Form::Marked => !known.is_any(),
                Form::Plain | Form::Code(_) => known.is_required() && !known.is_open(),
            };
            !is_there(*section) && known.is_some_and(fits)
        });
        if let Some(section) = section {
            let line = context.notes.spot(at.clone()).text.trim().to_owned();
            let one = Unmarked { at, found: line, form };
            found.entry(section).or_insert(one);
        }
    };
    for block in &context.outline.blocks {
        match &block.kind {
            BlockKind::Paragraph | BlockKind::Item { .. } => {
                for runs in block.runs.split(|run| run.kind == RunKind::Break) {
                    if let Some((shown, at, form)) = of_line(block, runs, text) {
                        take(&shown, at, form);
                    }
                }
            }
            BlockKind::Code { .. } => {
                let line = context.notes.spot(block.at.clone()).line;
                for (at, shown) in headings_in(block, text) {
                    take(shown, at, Form::Code(line));
                }
            }
            _ => {}
        }
    }
    found
}

/// A line that may be meant for a heading.
fn of_line(block: &Block, runs: &[Run], text: &str) -> Option<(String, Range<usize>, Form)> {
    let telling = || runs.iter().filter(|run| !run.text.trim().is_empty());
    let at = runs.first()?.at.start..runs.last()?.at.end;
    let shown: String = runs.iter().map(|run| run.text.as_str()).collect();
    let bare = shown.trim().trim_matches('#').trim();
    let is_item = matches!(block.kind, BlockKind::Item { .. });
    let bold = telling().all(|run| run.strong && run.kind == RunKind::Text);
    // Those in quotes and items are blocks that begin with their marks.
    let written = text.get(block.at.clone()).unwrap_or_default().trim_start();
    let quoted = (block.quoted || block.depth > 0) && written.starts_with('#');
    let marked = shown.trim_start().starts_with('#') || quoted || (bold && !is_item);
    // `**Fixes**: none`, or without the stars.
    let lead = bare.split_once([':', '\u{FF1A}']).map_or(bare, |(lead, _)| lead);
    match marked {
        true => Some((bare.to_owned(), at, Form::Marked)),
        false if is_item || block.depth > 0 => None,
        false => Some((lead.to_owned(), at, Form::Plain)),
    }
}

/// The lines of a block of code that would be headings outside it.
fn headings_in<'t>(block: &Block, text: &'t str) -> impl Iterator<Item = (Range<usize>, &'t str)> {
    let own = text.get(block.at.clone()).unwrap_or_default();
    let mut from = block.at.start;
    own.split_inclusive('\n').filter_map(move |line| {
        let begin = from;
        from += line.len();
        let inner = line.trim();
        let title = inner.trim_start_matches('#');
        let depth = inner.len() - title.len();
        let start = begin + (line.len() - line.trim_start().len());
        ((1..=6).contains(&depth) && title.starts_with(' '))
            .then(|| (start..start + inner.len(), title.trim().trim_end_matches('#').trim()))
    })
}

/// Whether all that the notes say is one block of code between fences, or all headings that anybody knows are in one.
pub(super) fn fenced(
    notes: &Text,
    outline: &Outline,
    template: Option<&Template>,
    rules: &Rules,
) -> Option<Findings> {
    let says =
        |block: &&Block| !matches!(block.kind, BlockKind::Comment | BlockKind::FrontMatter | BlockKind::Rule);
    let is_prose = |block: &&Block| match &block.kind {
        BlockKind::Code { info: Some(info) } => {
            let language = info.split_whitespace().next().unwrap_or_default().to_lowercase();
            block.depth == 0 && matches!(language.as_str(), "" | "markdown" | "md" | "text" | "txt" | "gfm")
        }
        _ => false,
    };
    let fence = outline.blocks.iter().find(is_prose)?;
    let wanted = Wanted::of(template, rules);
    let knows = |title: &str| {
        wanted
            .candidates(&fold(title))
            .into_iter()
            .any(|one| wanted.get(one).is_some_and(|one| !one.is_any()))
    };
    let has_code =
        |section: &Section| section.parts.iter().any(|part| matches!(part.kind, PartKind::Code(_)));
    let any = template.is_some_and(|template| !has_code(&template.root));
    let alone = outline.blocks.iter().filter(says).count() == 1;
    let inside = headings_in(fence, notes.whole()).filter(|(_, title)| knows(title)).count();
    let outside = outline
        .blocks
        .iter()
        .any(|block| matches!(block.kind, BlockKind::Heading(_)) && knows(&block.shown()));
    if !(any && alone) && (outside || inside == 0) {
        return None;
    }
    let own = notes.whole().get(fence.at.clone()).unwrap_or_default();
    let first = own.lines().next().unwrap_or_default();
    let mark: String = first.trim_start().chars().take_while(|c| matches!(c, '`' | '~')).collect();
    let closed =
        own.trim_end().lines().skip(1).last().is_some_and(|last| last.trim_start().starts_with(&mark));
    let lines = if closed { "the first and the last line" } else { "the first line" };
    let mut findings = Findings::default();
    findings.add(&FENCED, fence.at.start..fence.at.start + first.len(), [("lines", Value::Words(lines))]);
    Some(findings)
}
