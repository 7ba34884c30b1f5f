//! A template, filled in: its own text, order and marks, with what the facts decide in their places.

use std::ops::Range;

use jiff::civil::Date;

use super::Draft;
use super::entry::Entry;
use super::shape::Shape;
use super::target::{Id, Placed, is_forbidden, place, rule};
use super::topic::Topic;
use crate::markdown::{BlockKind, escape, normalise, outline};
use crate::notes::categories::Categories;
use crate::notes::rules::Presence;
use crate::notes::template::{
    Field, Heading, Part, PartKind, Pattern, Phrase, Section, Slot, Template, Wants, bare_name,
};
use crate::notes::{Facts, Rules};

/// Fills a template in.
pub(super) fn fill(
    template: &Template,
    rules: &Rules,
    facts: &Facts,
    categories: &Categories,
    entries: &[Entry],
) -> Draft {
    let placed = place(template, rules, categories, entries);
    let known = matches!(facts.pull_requests, Some(Ok(_)));
    let write = |known| {
        let mut pen =
            Pen { source: template.text.whole(), facts, rules, placed: &placed, known, edits: Vec::new() };
        let range = template.text.range();
        pen.front_matter(&range);
        pen.section(&template.root, &mut Vec::new(), range.clone());
        pen.written(range)
    };
    let text = write(known);
    // Where a template has nothing but what may be left out, its prompts stay.
    let text = if text.trim().is_empty() { write(false) } else { text };
    Draft { text, unplaced: placed.unplaced }
}

struct Pen<'a> {
    source: &'a str,
    facts: &'a Facts,
    rules: &'a Rules,
    placed: &'a Placed<'a>,
    /// Whether the pull requests are known, so that what they leave open can be decided.
    known: bool,
    /// What is put in place of which bytes.
    edits: Vec<(Range<usize>, String)>,
}

impl Pen<'_> {
    /// Front matter of a template is about the template.
    fn front_matter(&mut self, range: &Range<usize>) {
        let text = self.source.get(range.clone()).unwrap_or_default();
        let first = outline(text).blocks.into_iter().next();
        if let Some(block) = first.filter(|block| block.kind == BlockKind::FrontMatter) {
            self.edits.push((range.start + block.at.start..range.start + block.at.end, String::new()));
        }
    }

    /// A section, and whether it stays.
    fn section(&mut self, section: &Section, path: &mut Vec<String>, whole: Range<usize>) -> bool {
        let id = section.heading.as_ref().map(|heading| heading.at.start);
        path.extend(section.heading.as_ref().map(|heading| normalise(&heading.pattern.shown())));
        let rule = rule(self.rules, path);
        let required = rule.is_some_and(|rule| rule.presence == Some(Presence::Required));
        let optional =
            section.optional.is_some() || rule.is_some_and(|rule| rule.presence == Some(Presence::Optional));
        let decided = self.known && self.is_decided(id);
        let empty = decided && !self.has_entries(section);
        let spare = empty && optional && !required;
        let stays = !(is_forbidden(rule) || spare);
        if stays {
            if let Some(heading) = &section.heading {
                self.heading(heading, section.optional.as_ref());
            }
            self.parts(section, id, empty);
            self.sections(section, path, whole);
        } else {
            self.edits.push((whole, String::new()));
        }
        path.truncate(path.len() - usize::from(section.heading.is_some()));
        stays
    }

    /// Whether the pull requests decide what stands in a section. How to migrate from what breaks only people can say, and
    /// who is new is known only if it was read.
    fn is_decided(&self, id: Id) -> bool {
        let breaks = || self.placed.at.values().flatten().any(|entry| entry.topic == Some(Topic::Breaking));
        self.placed.topics.get(&id).is_some_and(|topic| match topic {
            Topic::Migration => !breaks(),
            Topic::Newcomers => matches!(self.facts.newcomers, Some(Ok(_))),
            _ => true,
        })
    }

    /// A heading, without "(if any)" and the like: that is said to those who write, not to readers.
    fn heading(&mut self, heading: &Heading, optional: Option<&Phrase>) {
        self.pattern(&heading.pattern);
        let inside = |at: &Range<usize>| at.start >= heading.at.start && at.end <= heading.at.end;
        let line = heading.at.start..self.line_end(heading.at.start);
        let text = self.source.get(line.clone()).unwrap_or_default().trim_end();
        let bare = bare_name(text);
        if let Some(phrase) = optional.map(|phrase| &phrase.at).filter(|at| inside(at)) {
            let before =
                self.source.get(..phrase.start).unwrap_or_default().trim_end_matches([' ', '\t']).len();
            self.edits.push((before..phrase.end, String::new()));
        } else if !heading.pattern.has_slot() && bare != bare_whitespace(text) {
            self.edits.push((line.start..line.start + text.len(), bare));
        }
    }

    fn sections(&mut self, section: &Section, path: &mut Vec<String>, whole: Range<usize>) {
        let starts = |section: &Section| {
            section.heading.as_ref().map(|heading| line_start(self.source, heading.at.start))
        };
        let starts: Vec<Option<usize>> = section.sections.iter().map(starts).collect();
        for (index, inner) in section.sections.iter().enumerate() {
            let start = starts.get(index).copied().flatten().unwrap_or(whole.end);
            let end = starts.get(index + 1).copied().flatten().unwrap_or(whole.end);
            self.section(inner, path, start..end);
        }
    }

    fn has_entries(&self, section: &Section) -> bool {
        let id = section.heading.as_ref().map(|heading| heading.at.start);
        let field = |part: &Part| {
            matches!(part.kind, PartKind::Field(_)) && self.placed.at.contains_key(&Some(part.at.start))
        };
        self.placed.at.contains_key(&id)
            || section.parts.iter().any(field)
            || section.sections.iter().any(|section| self.has_entries(section))
    }

    fn parts(&mut self, section: &Section, id: Id, empty: bool) {
        let entries = self.placed.at.get(&id).map(Vec::as_slice).unwrap_or_default();
        let asks = |part: &&Part| matches!(part.kind, PartKind::Prompt(_) | PartKind::Item { .. });
        let state = section.or_state.as_ref().filter(|_| empty && entries.is_empty());
        let default = |part: &Part| matches!(part.kind, PartKind::Default(_));
        if let Some(state) = state {
            if section.parts.iter().any(default) {
                for part in section.parts.iter().filter(asks) {
                    self.edits.push((self.whole_lines(&part.at), String::new()));
                }
            } else {
                self.replace(section.parts.iter().filter(asks), id, &format!("{}\n", state.says));
            }
        } else if !entries.is_empty() {
            self.entries(section, id, entries);
        }
        for part in &section.parts {
            self.part(part);
        }
    }

    /// The entries of a section, in place of what asks for them.
    fn entries(&mut self, section: &Section, id: Id, entries: &[&Entry]) {
        let asks = |part: &&Part| {
            matches!(part.kind, PartKind::Prompt(_) | PartKind::Item { .. } | PartKind::Default(_))
        };
        let told = self.placed.topics.get(&id) != Some(&Topic::Breaking);
        let shape = section.parts.iter().find_map(|part| Shape::of(self.source, part));
        let table = section.parts.iter().find(|part| matches!(part.kind, PartKind::Table { .. }));
        if let (None, Some(table)) = (&shape, table) {
            self.rows(table, entries);
            return;
        }
        let shape = shape.unwrap_or_else(|| Shape::plain("- "));
        let lines = entries.iter().enumerate().map(|(index, entry)| shape.write(entry, index, told));
        let lines: String = lines.collect();
        self.replace(section.parts.iter().filter(asks), id, &lines);
    }

    /// Puts lines in place of the first item that these parts have, or the first of them, and takes the others out.
    fn replace<'p>(&mut self, parts: impl Iterator<Item = &'p Part>, id: Id, lines: &str) {
        let parts: Vec<&Part> = parts.collect();
        let item =
            parts.iter().position(|part| matches!(part.kind, PartKind::Item { .. })).unwrap_or_default();
        for (index, part) in parts.iter().enumerate() {
            let text = if index == item { lines.to_owned() } else { String::new() };
            self.edits.push((self.whole_lines(&part.at), text));
        }
        if parts.is_empty() {
            let heading = id.map_or(0, |start| self.line_end(start));
            self.edits.push((heading..heading, format!("\n{lines}")));
        }
    }

    fn rows(&mut self, table: &Part, entries: &[&Entry]) {
        let PartKind::Table { columns, rows } = &table.kind else { return };
        let keys: Vec<String> = columns.iter().map(|column| normalise(column)).collect();
        let has = |key: &str, words: &[&str]| {
            key.split(|c: char| !c.is_alphanumeric() && c != '#').any(|word| words.contains(&word))
        };
        let number = keys.iter().position(|key| has(key, &["pr", "#", "pull", "number", "link"]));
        let author = keys.iter().position(|key| has(key, &["author", "by", "contributor"]));
        let words = ["change", "description", "title", "summary", "feature", "fix", "what", "item"];
        let other = |at: &usize| Some(*at) != number && Some(*at) != author;
        let text = keys
            .iter()
            .position(|key| has(key, &words))
            .filter(other)
            .or_else(|| (0..keys.len()).find(other));
        let example = rows.first();
        let mut lines = String::new();
        for entry in entries {
            lines.push('|');
            for at in 0..keys.len() {
                let cell = if Some(at) == text {
                    let cite = if number.is_none() { format!(" (#{})", entry.number) } else { String::new() };
                    format!("{}{cite}", entry.text.replace('|', "&#124;"))
                } else if Some(at) == number {
                    format!("#{}", entry.number)
                } else if Some(at) == author {
                    entry.author.as_deref().map(escape::inline).unwrap_or_default()
                } else {
                    example.and_then(|row| row.get(at)).map(Pattern::shown).unwrap_or_default()
                };
                lines.push_str(&format!(" {cell} |"));
            }
            lines.push('\n');
        }
        // The head and the line under it stay.
        let start = line_start(self.source, table.at.start);
        let head = self.line_end(self.line_end(start));
        let end = self.whole_lines(&table.at).end.max(head);
        self.edits.push((head..end, lines));
    }

    fn part(&mut self, part: &Part) {
        match &part.kind {
            PartKind::Guidance(_) => self.guidance(&part.at),
            PartKind::Field(field) => self.field(field, part),
            PartKind::Fixed(pattern) | PartKind::Code(pattern) => self.pattern(pattern),
            PartKind::Item { pattern, nested, .. } => {
                self.pattern(pattern);
                for part in nested {
                    self.part(part);
                }
            }
            PartKind::Table { rows, .. } => rows.iter().flatten().for_each(|pattern| self.pattern(pattern)),
            PartKind::Prompt(_) | PartKind::Mark(_) | PartKind::Default(_) => {}
        }
    }

    fn guidance(&mut self, at: &Range<usize>) {
        let lines = self.whole_lines(at);
        let around = |range: Range<usize>| self.source.get(range).is_none_or(|text| text.trim().is_empty());
        let alone = around(lines.start..at.start) && around(at.end.min(lines.end)..lines.end);
        self.edits.push((if alone { lines } else { at.clone() }, String::new()));
    }

    fn field(&mut self, field: &Field, part: &Part) {
        self.pattern(&field.value);
        let line = line_start(self.source, part.at.start);
        let end = line + self.source.get(line..self.line_end(line)).unwrap_or_default().trim_end().len();
        // Behind a tag that ends the line stands something else.
        let tagged = self.source.get(part.at.end..end).is_some_and(|rest| rest.starts_with("<br"));
        let end = if tagged { part.at.end } else { end };
        if let Some(entries) = self.placed.at.get(&Some(part.at.start)) {
            self.listed(field, entries, line, end);
            return;
        }
        if field.colon && field.value.pieces.is_empty() && field.nested.is_empty() {
            let value = self.value(field.wants(), "");
            self.edits.extend(value.map(|value| (end..end, format!(" {value}"))));
        }
        for part in &field.nested {
            self.part(part);
        }
    }

    /// The entries of a field, nested under it.
    fn listed(&mut self, field: &Field, entries: &[&Entry], line: usize, end: usize) {
        let before = self.source.get(line..end).unwrap_or_default();
        let indent = before.len() - before.trim_start().len();
        let marker = before.trim_start().find([' ', '\t']).map_or(0, |at| at + 1);
        let inner = if field.item { " ".repeat(indent + marker) } else { " ".repeat(indent) };
        let shape = field.nested.iter().find_map(|part| Shape::of(self.source, part));
        let shape = shape.unwrap_or_else(|| Shape::plain(&format!("{inner}- ")));
        let breaking = of_field(field) == Some(Topic::Breaking);
        let lines = entries.iter().enumerate().map(|(index, entry)| shape.write(entry, index, !breaking));
        let lines: String = lines.collect();
        let apart = if field.item { "\n" } else { "\n\n" };
        // "None" stands there only as long as there is nothing else.
        let stated = |_: &&Phrase| !field.value.has_slot() && !field.value.pieces.is_empty();
        let default = field.or_state.as_ref().filter(stated).map(|default| default.at.start);
        let from = default.filter(|from| (line..end).contains(from)).unwrap_or(end);
        let from = line + self.source.get(line..from).unwrap_or_default().trim_end().len();
        self.edits.push((from..end, format!("{apart}{}", lines.trim_end())));
        for part in &field.nested {
            match part.kind {
                PartKind::Item { .. } | PartKind::Prompt(_) | PartKind::Default(_) => {
                    self.edits.push((self.whole_lines(&part.at), String::new()))
                }
                _ => self.part(part),
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        for Slot { written, at, wants } in pattern.slots() {
            if let Some(value) = self.value(*wants, written) {
                self.edits.push((at.clone(), value));
            }
        }
    }

    fn value(&self, wants: Wants, written: &str) -> Option<String> {
        match wants {
            Wants::Version => {
                let v = written.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with("vX");
                self.facts.version.as_ref().map(|version| format!("{}{version}", if v { "v" } else { "" }))
            }
            Wants::Date => {
                self.facts.days.and_then(|(_, last)| last.yesterday().ok()).map(|day| dated(day, written))
            }
            Wants::Previous => self.facts.previous_tag.as_deref().map(escape::inline),
            Wants::Compare => compare(self.facts),
            Wants::Anything => None,
        }
    }

    /// The bytes with all of the lines that they are on, the end of the last one included.
    fn whole_lines(&self, at: &Range<usize>) -> Range<usize> {
        let text = self.source.get(at.clone()).unwrap_or_default();
        let end = at.start + text.trim_end().len();
        line_start(self.source, at.start)..self.line_end(end)
    }

    /// Behind the line that a byte is on.
    fn line_end(&self, byte: usize) -> usize {
        let rest = self.source.get(byte..).unwrap_or_default();
        rest.find('\n').map_or(self.source.len(), |at| byte + at + 1)
    }

    fn written(mut self, range: Range<usize>) -> String {
        self.edits.sort_by(|(one, _), (other, _)| one.start.cmp(&other.start).then(other.end.cmp(&one.end)));
        let mut text = String::new();
        let mut done = range.start;
        for (at, new) in &self.edits {
            let inside = at.start >= done && at.end <= range.end;
            let Some(before) = self.source.get(done..at.start).filter(|_| inside) else { continue };
            text.push_str(before);
            text.push_str(new);
            done = at.end;
        }
        text.push_str(self.source.get(done..range.end).unwrap_or_default());
        let apart = self.source.contains("\n\n\n");
        tidy(&text, apart)
    }
}

fn bare_whitespace(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn of_field(field: &Field) -> Option<Topic> {
    super::topic::of_heading(&field.key)
}

fn line_start(source: &str, byte: usize) -> usize {
    source.get(..byte).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// One blank line at most where something was taken out, none in front, one line end behind.
fn tidy(text: &str, apart: bool) -> String {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut tidied = String::new();
    let mut blank = 0;
    for line in text.trim().lines() {
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        if blank < 2 || apart {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied
}

/// A day, in the order that the place to fill in shows.
fn dated(day: Date, written: &str) -> String {
    let forms = [
        ("YYYY/MM/DD", "%Y/%m/%d"),
        ("DD/MM/YYYY", "%d/%m/%Y"),
        ("MM/DD/YYYY", "%m/%d/%Y"),
        ("DD.MM.YYYY", "%d.%m.%Y"),
        ("DD-MM-YYYY", "%d-%m-%Y"),
    ];
    let upper = written.to_uppercase();
    let form = forms.iter().find(|(shown, _)| upper.contains(shown)).map_or("%Y-%m-%d", |(_, form)| form);
    day.strftime(form).to_string()
}

/// The address of the comparison with the release before.
pub(super) fn compare(facts: &Facts) -> Option<String> {
    let (repository, previous, tag) =
        (facts.repository.as_ref()?, facts.previous_tag.as_ref()?, facts.tag.as_ref()?);
    let part = |text: &str| -> String {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
        text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
    };
    Some(format!("{}/compare/{}...{}", repository.url, part(previous), part(tag)))
}
