//! Places to fill in, each against what stands there: words of the template around a place say where it is.
//!
//! A line that has not the template's words is people's own: what stands in it is not judged here.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::fields::{bare, squashed};
use super::form::Form;
use super::found::{Findings, quote};
use super::lines::{Line, LineKind, OPAQUE};
use super::prompt::{Left, Prompt};
use crate::markdown::{fold, tells};
use crate::notes::template::{Field, Part, PartKind, Section};
use crate::verdict::Value;

crate::messages! {
    EDITED = "notes-half-edited": "{found} is the template's {written}, only half edited"
        => "write there what belongs in its place, without brackets";
    NOTHING = "notes-place-empty": "nothing stands where the template has {written}"
        => "write there what belongs in its place";
    UNMADE = "notes-place-open": "{found} stands where the template has {written}, and waits to be written"
        => "write there what belongs in its place";
}

/// Longer lines are people's.
const LONGEST: usize = 1_000;

/// Each line of the notes is held against each form of its section, of which nobody writes more.
const MOST_FORMS: usize = 100;

/// The places to fill in of a section.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Of items and prompts: a line each.
    lines: Vec<Form>,
    /// Of text that stays, which may stand among people's.
    texts: Vec<Form>,
    /// Of code.
    codes: Vec<Form>,
    /// Of fields, by their keys.
    fields: HashMap<String, Form>,
    /// Of tables, by column.
    cells: Vec<Vec<Form>>,
    /// Whether items belong there, so that an empty one waits for its words.
    has_items: bool,
}

impl Places {
    /// Of a section of a template with this text.
    pub(super) fn of(template: &str, section: &Section) -> Self {
        let mut places = Self::default();
        places.parts(template, &section.parts);
        let Self { lines, texts, codes, cells, .. } = &mut places;
        [lines, texts, codes].into_iter().chain(cells).for_each(each_once);
        places
    }

    fn parts(&mut self, template: &str, parts: &[Part]) {
        for part in parts {
            match &part.kind {
                PartKind::Prompt(text) => {
                    let written = template.get(part.at.clone()).unwrap_or(text);
                    self.lines.push(Form::only(Prompt::of(written)));
                }
                PartKind::Item { pattern, nested, .. } => {
                    self.has_items = true;
                    // "Item 1" shows that items belong there.
                    let sample = !pattern.has_slot() && pattern.words().split(' ').count() < 3;
                    let form = if sample {
                        Some(Form::only(Prompt::name(&pattern.words())))
                    } else {
                        Form::of(pattern)
                    };
                    self.lines.extend(form);
                    self.parts(template, nested);
                }
                PartKind::Fixed(pattern) => self.texts.extend(Form::of(pattern)),
                PartKind::Field(field) => {
                    self.has_items |= field.item;
                    self.field(field);
                    self.parts(template, &field.nested);
                }
                PartKind::Table { rows, .. } => {
                    for row in rows {
                        self.cells.resize_with(self.cells.len().max(row.len()), Vec::new);
                        for (cell, forms) in row.iter().zip(&mut self.cells) {
                            forms.extend(Form::of(cell));
                        }
                    }
                }
                PartKind::Code(pattern) => self.codes.extend(Form::of(pattern)),
                PartKind::Default(_) | PartKind::Guidance(_) | PartKind::Mark(_) => {}
            }
        }
    }

    fn field(&mut self, field: &Field) {
        let key = squashed(&field.key);
        let form = || Form::of(&field.value).unwrap_or_else(|| Form::only(Prompt::name(&field.name)));
        self.fields.entry(bare(&key).to_owned()).or_insert_with(form);
        self.fields.entry(key).or_insert_with(form);
    }

    /// The form of the field that a line is, with where its value begins.
    fn field_of(&self, line: &Line) -> Option<(&Form, usize)> {
        if self.fields.is_empty() {
            return None;
        }
        let (at, colon) = line.prose.char_indices().take(120).find(|(_, c)| matches!(c, ':' | '\u{FF1A}'))?;
        let key = squashed(&fold(line.prose.get(..at)?));
        let form = self.fields.get(&key).or_else(|| self.fields.get(bare(&key)))?;
        Some((form, at + colon.len_utf8()))
    }
}

/// A sample that the template has several times is one.
fn each_once(forms: &mut Vec<Form>) {
    let mut seen = HashSet::new();
    forms.retain(|form| seen.insert(format!("{form:?}")));
    forms.truncate(MOST_FORMS);
}

/// Looks at the lines of a block. `next`: the line after them. `told`: what was told of already.
pub(super) fn judge(
    text: &str,
    places: &Places,
    lines: &[Line],
    next: Option<&Line>,
    told: &mut Vec<Range<usize>>,
    findings: &mut Findings,
) {
    let Some(first) = lines.first() else { return };
    for (number, line) in lines.iter().enumerate() {
        if line.prose.len() > LONGEST {
            continue;
        }
        let next = lines.get(number + 1).or(next);
        let goes_on = lines.len() > number + 1;
        let leads = goes_on || next.is_some_and(|next| is_under(line, next));
        let mut teller = Teller { line, goes_on, leads, told, findings };
        match line.kind {
            LineKind::Text | LineKind::Item => {
                if let Some((form, value)) = places.field_of(line) {
                    teller.form(form, value, form.has_words);
                    continue;
                }
                let own = || text.get(line.at.clone()).unwrap_or_default();
                if line.kind == LineKind::Item
                    && places.has_items
                    && line.prose.trim().is_empty()
                    && is_bare(own())
                {
                    teller.empty_item();
                }
                places.lines.iter().for_each(|form| teller.form(form, 0, form.has_words));
            }
            LineKind::Row => teller.row(&places.cells),
            LineKind::Code => places.codes.iter().for_each(|form| teller.code(form)),
            LineKind::Heading | LineKind::Html => {}
        }
    }
    if matches!(first.kind, LineKind::Text | LineKind::Item) {
        for form in &places.texts {
            texts(form, lines, told, findings);
        }
        if lines.len() > 1 {
            joined(&places.lines, lines, told, findings);
        }
    }
}

/// Whether an item is its mark and nothing else.
fn is_bare(item: &str) -> bool {
    let rest = item.trim().trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start_matches(['-', '*', '+', '.', ')']).trim();
    !item.trim().is_empty() && matches!(rest, "" | "[ ]" | "[x]" | "[X]")
}

/// Whether a line stands under another one, which leads to it.
fn is_under(line: &Line, next: &Line) -> bool {
    match next.kind {
        LineKind::Item => next.depth > line.depth,
        LineKind::Heading => false,
        LineKind::Code | LineKind::Row | LineKind::Html => next.depth >= line.depth,
        LineKind::Text => line.kind == LineKind::Item && next.depth >= line.depth,
    }
}

/// Text that stays, with its places, wherever it stands in a block.
fn texts(form: &Form, lines: &[Line], told: &mut Vec<Range<usize>>, findings: &mut Findings) {
    let (text, begins) = super::left::join(lines, |line| line.prose.as_str());
    if text.len() > 4 * LONGEST {
        return;
    }
    let Some(found) = form.fill(&text, 0, false) else { return };
    for (prompt, at) in form.prompts.iter().zip(found) {
        let number = begins.partition_point(|begin| *begin <= at.start).saturating_sub(1);
        let (Some(line), Some(begin)) = (lines.get(number), begins.get(number)) else { continue };
        let inside = at.start - begin..(at.end - begin).min(line.prose.len());
        let place = text.get(at).unwrap_or_default();
        // Of a text with nothing in its place it is told that it was altered.
        if !place.chars().any(tells) {
            continue;
        }
        Teller { line, goes_on: false, leads: false, told, findings }.place(prompt, place, inside, true);
    }
}

/// Prompts that go on over lines.
fn joined(forms: &[Form], lines: &[Line], told: &mut Vec<Range<usize>>, findings: &mut Findings) {
    let (text, _) = super::left::join(lines, |line| line.prose.as_str());
    let Some(line) = lines.first().filter(|_| text.len() <= LONGEST && told.is_empty()) else { return };
    for form in forms.iter().filter(|form| !form.has_words) {
        let Some(prompt) = form.prompts.first() else { continue };
        if prompt.left(&text) == Some(Left::Same) {
            Teller { line, goes_on: true, leads: true, told, findings }.place(
                prompt,
                &text,
                0..line.prose.len(),
                false,
            );
            return;
        }
    }
}

/// Tells what is wrong with a line.
struct Teller<'a, 'f> {
    line: &'a Line,
    /// Whether the text goes on in another line.
    goes_on: bool,
    /// Whether something stands under the line.
    leads: bool,
    told: &'a mut Vec<Range<usize>>,
    findings: &'f mut Findings,
}

impl Teller<'_, '_> {
    /// Looks at the places of a form, in the line from a byte of its prose on. `alone`: that nothing stands in a place, or
    /// `TBD`, is told here.
    fn form(&mut self, form: &Form, from: usize, alone: bool) {
        let Some(found) = form.fill(&self.line.prose, from, true) else {
            return self.code(form);
        };
        let last = form.prompts.len().saturating_sub(1);
        // Where a line has one place for two, it may be any of them.
        if let Some(whole) = found.last().filter(|_| found.len() <= last) {
            let place = self.line.prose.get(whole.clone()).unwrap_or_default();
            let others = form.prompts.get(found.len()..).unwrap_or_default();
            if let Some(other) = others.iter().find(|prompt| prompt.left(place) == Some(Left::Same)) {
                self.place(other, place, whole.clone(), false);
            }
        }
        let end = found.len().saturating_sub(1);
        for (number, (prompt, at)) in form.prompts.iter().zip(found).enumerate() {
            let place = self.line.prose.get(at.clone()).unwrap_or_default();
            let goes_on = number == end && (self.goes_on || (self.leads && form.leads));
            if goes_on && !place.chars().any(tells) {
                continue;
            }
            self.place(prompt, place, at, alone);
        }
    }

    /// Looks at code, in which nothing but a place's own words is a left-over.
    fn code(&mut self, form: &Form) {
        let own = self.line.kind == LineKind::Code;
        if !form.has_words || self.line.shown.len() > LONGEST || !(own || self.line.prose.contains(OPAQUE)) {
            return;
        }
        let Some(found) = form.fill(&self.line.shown, 0, !own) else { return };
        for (prompt, at) in form.prompts.iter().zip(found) {
            let place = self.line.shown.get(at).unwrap_or_default();
            if prompt.left(place) == Some(Left::Same) {
                self.place(prompt, place, 0..self.line.prose.len(), false);
            }
        }
    }

    fn row(&mut self, columns: &[Vec<Form>]) {
        let mut from = 0;
        for (number, cell) in self.line.prose.split('\t').enumerate() {
            let at = from..from + cell.len();
            from = at.end + 1;
            for form in columns.get(number).into_iter().flatten() {
                let Some(found) = form.fill(cell, 0, true) else { continue };
                for (prompt, own) in form.prompts.iter().zip(found) {
                    let place = cell.get(own.clone()).unwrap_or_default();
                    // A dash says that there is nothing.
                    let alone = form.has_words || place.contains(['.', '?', '_', '\u{2026}']);
                    self.place(prompt, place, at.start + own.start..at.start + own.end, alone);
                }
            }
        }
    }

    fn place(&mut self, prompt: &Prompt, place: &str, at: Range<usize>, alone: bool) {
        if self.told.len() >= super::left::MOST {
            return;
        }
        let Some(left) = prompt.left(place) else { return };
        if matches!(left, Left::Nothing | Left::Waiting) && !alone {
            return;
        }
        let source = self.line.source(at.clone());
        let source = if at.is_empty() { self.line.at.clone() } else { source };
        if self.told.iter().any(|told| told.start < source.end && source.start < told.end) {
            return;
        }
        self.told.push(source.clone());
        let written = || ("written", Value::Code(prompt.written.clone()));
        match left {
            Left::Same => super::left::kept(place, source, self.findings),
            Left::Edited => self.findings.add(&EDITED, source, [("found", quote(place)), written()]),
            Left::Nothing => self.findings.add(&NOTHING, source, [written()]),
            Left::Waiting => self.findings.add(&UNMADE, source, [("found", quote(place)), written()]),
        }
    }

    fn empty_item(&mut self) {
        let at = self.line.at.clone();
        self.told.push(at.clone());
        self.findings.add(&NOTHING, at, [("written", Value::Words("an item"))]);
    }
}
