//! What a template of release notes is understood to say, line by line.
//!
//! Every line is accounted for: what nothing was made of is listed as such, so that nobody takes a half-read template for a
//! whole one.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::harmless::one_line;
use crate::notes::template::{Field, Part, PartKind, Pattern, Phrase, Section, Slot, Template, Wants};

/// The longest text of the template that is shown on a line, in characters.
const LONGEST: usize = 200;

/// What a piece of the template is understood to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Line {
    /// Its first line in the file, from 1.
    line: u64,
    /// Its last line.
    last_line: u64,
    /// The column where it begins, in characters from 1.
    column: u64,
    /// How many headings and items it stands under.
    depth: usize,
    is: &'static str,
    /// What it says.
    text: String,
    /// What that means to notes.
    means: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    optional: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    or_state: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Place>,
}

/// A place to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Place {
    written: String,
    line: u64,
    column: u64,
    wants: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'t> {
    template: &'t str,
    line: u64,
    last_line: u64,
    form: &'static str,
    lines: Vec<Line>,
}

/// The template in words, a line for each piece. Plain text.
#[must_use]
pub fn explain_template(template: &Template) -> String {
    let document = document(template);
    let mut out = format!(
        "{}, lines {} to {}: {}\n\n",
        one_line(&template.text.name, LONGEST),
        document.line,
        document.last_line,
        document.form
    );
    for line in &document.lines {
        let number = if line.line == line.last_line {
            format!("line {}", line.line)
        } else {
            format!("lines {} to {}", line.line, line.last_line)
        };
        out.push_str(&"  ".repeat(line.depth));
        out.push_str(&format!("{number}: {}", line.is));
        if !line.text.is_empty() {
            out.push_str(&format!(" `{}`", one_line(&line.text, LONGEST)));
        }
        out.push_str(&format!("; {}", line.means));
        if let Some(word) = &line.or_state {
            out.push_str(&format!("; {} will do, too", one_line(word, LONGEST)));
        }
        if !line.places.is_empty() {
            let place = |place: &Place| match place.wants {
                "anything" => one_line(&place.written, LONGEST),
                wants => format!("{} ({})", one_line(&place.written, LONGEST), belongs(wants)),
            };
            let places: Vec<String> = line.places.iter().map(place).collect();
            out.push_str(&format!("; to fill in: {}", places.join(", ")));
        }
        out.push('\n');
    }
    out.push_str(&format!("\n{}\n", counted(&document.lines)));
    out
}

/// The same for programs.
#[must_use]
pub fn template_json(template: &Template) -> String {
    serde_json::to_string_pretty(&document(template)).unwrap_or_default()
}

fn document(template: &Template) -> Document<'_> {
    let mut walk = Walk { template, lines: Vec::new() };
    walk.section(&template.root, 0);
    for passed in &template.passed_over {
        let text = template.text.whole().get(passed.at.clone()).unwrap_or_default();
        let text = text.lines().next().unwrap_or_default().to_owned();
        walk.add(&passed.at, 0, "passed over", text, passed.why.to_owned());
    }
    walk.lines.sort_by_key(|line| (line.line, line.column));
    walk.rest();
    let range = template.text.range();
    let (line, last_line) = lines(template, &range);
    let form = match (template.root.parts.is_empty(), template.root.sections.is_empty()) {
        (_, true) if template.root.parts.iter().any(|part| matches!(part.kind, PartKind::Field(_))) => {
            "a list of fields"
        }
        (_, true) => "a text without sections",
        (true, false) => "a document of sections",
        (false, false) => "a document of sections, with more before the first",
    };
    Document { template: &template.text.name, line, last_line, form, lines: walk.lines }
}

struct Walk<'t> {
    template: &'t Template,
    lines: Vec<Line>,
}

impl Walk<'_> {
    fn section(&mut self, section: &Section, depth: usize) {
        let mut below = depth;
        if let Some(heading) = &section.heading {
            let means = match &section.optional {
                None => "notes have this section".to_owned(),
                Some(phrase) => {
                    format!("notes may leave this section out (\"{}\")", one_line(&phrase.says, LONGEST))
                }
            };
            let marks = "#".repeat(heading.level.into());
            let text = format!("{marks} {}", heading.pattern.shown());
            let line = self.add(&heading.at, depth, "section", text, means);
            line.or_state = says(section.or_state.as_ref());
            line.optional = says(section.optional.as_ref());
            self.places([&heading.pattern]);
            below += 1;
        }
        self.parts(&section.parts, below);
        for inner in &section.sections {
            self.section(inner, below);
        }
    }

    fn parts(&mut self, parts: &[Part], depth: usize) {
        for part in parts {
            self.part(part, depth);
        }
    }

    fn part(&mut self, part: &Part, depth: usize) {
        let at = &part.at;
        match &part.kind {
            PartKind::Prompt(asks) => {
                self.add(at, depth, "prompt", asks.clone(), "people write this in its place".to_owned());
            }
            PartKind::Field(field) => self.field(field, at, depth),
            PartKind::Item { pattern, nested, .. } => {
                let means = "it shows how items look; people write as many as they need".to_owned();
                self.add(at, depth, "item", pattern.shown(), means);
                self.places([pattern]);
                self.parts(nested, depth + 1);
            }
            PartKind::Default(text) => {
                let means = "it stands there unless people write something else".to_owned();
                self.add(at, depth, "default", text.clone(), means);
            }
            PartKind::Fixed(pattern) => {
                self.add(at, depth, "text", pattern.shown(), "notes keep it".to_owned());
                self.places([pattern]);
            }
            PartKind::Table { columns, rows } => {
                let count = rows.len();
                let rows_are = if count == 1 { "row shows" } else { "rows show" };
                let means = format!("notes keep its head; {count} {rows_are} how rows look");
                self.add(at, depth, "table", columns.join(" | "), means);
                self.places(rows.iter().flatten());
            }
            PartKind::Code(pattern) => {
                let text = pattern.shown().trim().lines().next().unwrap_or_default().to_owned();
                self.add(at, depth, "code", text, "notes keep it".to_owned());
                self.places([pattern]);
            }
            PartKind::Guidance(text) => {
                self.add(at, depth, "guidance", text.clone(), "notes do not have it".to_owned());
            }
            PartKind::Mark(text) => {
                self.add(at, depth, "mark", text.clone(), "notes keep it, for a machine".to_owned());
            }
        }
    }

    fn field(&mut self, field: &Field, at: &Range<usize>, depth: usize) {
        let way = match (field.colon, field.nested.is_empty()) {
            (true, true) => "people write behind the colon",
            (true, false) => "people write behind the colon or under it",
            (false, _) => "people write behind it or under it",
        };
        let means = match &field.optional {
            None => way.to_owned(),
            Some(phrase) => format!("{way}, or leave it out (\"{}\")", one_line(&phrase.says, LONGEST)),
        };
        let belongs_there = field.wants();
        let means = match (belongs_there, field.value.has_slot()) {
            (Wants::Anything, _) | (_, true) => means,
            (wants, false) => format!("{means}: {}", belongs(word(wants))),
        };
        let text = if field.colon {
            format!("{}: {}", field.name, field.value.shown()).trim().to_owned()
        } else {
            field.name.clone()
        };
        let line = self.add(at, depth, "field", text, means);
        line.optional = says(field.optional.as_ref());
        line.or_state = says(field.or_state.as_ref());
        self.places([&field.value]);
        self.parts(&field.nested, depth + 1);
    }

    fn add(
        &mut self,
        at: &Range<usize>,
        depth: usize,
        is: &'static str,
        text: String,
        means: String,
    ) -> &mut Line {
        let (line, last_line) = lines(self.template, at);
        let column = self.template.text.spot(at.clone()).column;
        let (optional, or_state, places) = (None, None, Vec::new());
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let found = Line { line, last_line, column, depth, is, text, means, optional, or_state, places };
        let index = self.lines.len();
        self.lines.push(found);
        #[expect(clippy::indexing_slicing, reason = "the element was pushed in the line above")]
        &mut self.lines[index]
    }

    /// The places to fill in of what was added last.
    fn places<'p>(&mut self, patterns: impl IntoIterator<Item = &'p Pattern>) {
        let place = |slot: &Slot| {
            let spot = self.template.text.spot(slot.at.clone());
            let written = slot.written.split_whitespace().collect::<Vec<_>>().join(" ");
            Place { written, line: spot.line, column: spot.column, wants: word(slot.wants) }
        };
        let places: Vec<Place> = patterns.into_iter().flat_map(Pattern::slots).map(place).collect();
        if let Some(last) = self.lines.last_mut() {
            last.places = places;
        }
    }

    /// Lines of which nothing was made.
    fn rest(&mut self) {
        let known: BTreeSet<u64> = self.lines.iter().flat_map(|line| line.line..=line.last_line).collect();
        let mut at = self.template.text.range().start;
        let first = self.template.text.spot(at..at).line;
        for (number, line) in (first..).zip(self.template.text.as_str().split_inclusive('\n')) {
            let inner = line.trim_start_matches('\u{feff}').trim();
            if !inner.is_empty() && !known.contains(&number) {
                self.add(
                    &(at..at + line.len()),
                    0,
                    "passed over",
                    inner.to_owned(),
                    "nothing was made of it".to_owned(),
                );
            }
            at += line.len();
        }
        self.lines.sort_by_key(|line| (line.line, line.column));
    }
}

fn lines(template: &Template, at: &Range<usize>) -> (u64, u64) {
    let written = template.text.whole().get(at.clone()).unwrap_or_default();
    let first = template.text.spot(at.start..at.start).line;
    let more = written.trim_end().matches('\n').count();
    (first, first + more as u64)
}

fn says(phrase: Option<&Phrase>) -> Option<String> {
    phrase.map(|phrase| phrase.says.clone())
}

fn word(wants: Wants) -> &'static str {
    match wants {
        Wants::Version => "version",
        Wants::Date => "date",
        Wants::Previous => "previous",
        Wants::Compare => "compare",
        Wants::Anything => "anything",
    }
}

fn belongs(wants: &str) -> &'static str {
    match wants {
        "version" => "the version or the name of the release",
        "date" => "the day of the release",
        "previous" => "the version before",
        "compare" => "the address of the comparison with the version before",
        _ => "anything",
    }
}

/// How much was understood, in one sentence.
fn counted(lines: &[Line]) -> String {
    let count = |is: &str| lines.iter().filter(|line| line.is == is).count();
    let kinds = [
        ("section", "sections"),
        ("field", "fields"),
        ("prompt", "prompts"),
        ("item", "items"),
        ("table", "tables"),
        ("text", "texts that stay"),
        ("code", "blocks of code"),
        ("guidance", "pieces of guidance"),
        ("mark", "marks"),
        ("passed over", "pieces passed over"),
    ];
    let told =
        kinds.iter().filter(|(is, _)| count(is) > 0).map(|(is, many)| format!("{many}: {}", count(is)));
    let optional = lines.iter().filter(|line| line.optional.is_some()).count();
    let mut told: Vec<String> = told.collect();
    if optional > 0 {
        told.push(format!("of all these, {optional} may be left out"));
    }
    format!("Understood: {}.", told.join("; "))
}

#[cfg(test)]
mod tests;
