//! The lines that a plan wrote, found by their marks.

use std::ops::Range;

use super::text::{Change, Text};
use crate::markdown::{BlockKind, RunKind, Task, fields, outline, tasks};
use crate::plan::mark::{Mark, Sort, digest_of};
use crate::plan::outline::{Item, ItemSort, Node};
use crate::plan::{Facts, page, words};
use crate::policy::Policy;
use crate::requirement::Page;

/// A line with a mark.
pub(super) struct Marked {
    pub(super) mark: Mark,
    /// Its bytes, its end included.
    pub(super) line: Range<usize>,
    /// What stands in front of the text: its bullet, and its box.
    pub(super) front: String,
    /// The text between the bullet, or the box, and the mark.
    pub(super) text: String,
    /// What stands behind the mark.
    pub(super) rest: String,
    /// The box of the line.
    pub(super) task: Option<Task>,
    /// The line below, if it is what was said there when the mark was written.
    pub(super) note: Option<Range<usize>>,
}

impl Marked {
    /// The line with another text and mark.
    pub(super) fn with(&self, text: &str, mark: &Mark) -> String {
        format!("{}{text} {}{}\n", self.front, mark.written(), self.rest)
    }

    /// The bytes of the line, and of what is said below it.
    pub(super) fn with_note(&self) -> Range<usize> {
        self.line.start..self.note.as_ref().map_or(self.line.end, |note| note.end)
    }

    /// The indent of the list in which it stands, and its bullet.
    pub(super) fn list(&self) -> String {
        let bullet = self.front.trim_start();
        let indent = self.front.get(..self.front.len() - bullet.len()).unwrap_or_default();
        let bullet = bullet.chars().next().filter(|bullet| "*+".contains(*bullet)).unwrap_or('-');
        format!("{indent}{bullet}")
    }

    /// A line below, as it would be nested.
    pub(super) fn nested(&self, note: &str) -> String {
        let bullet = self.front.trim_start();
        let indent = self.front.len() - bullet.len();
        let width = bullet.find(' ').map_or(2, |end| end + 1);
        let indent = self.front.get(..indent).unwrap_or_default();
        format!("{indent}{}- {note}\n", " ".repeat(width))
    }
}

/// All marked lines of a text, in its order: items of lists alone, as a reader sees them.
pub(super) fn marked(text: &Text) -> Vec<Marked> {
    let body = text.body();
    let boxes = tasks(body);
    let mut found: Vec<Marked> = Vec::new();
    for block in outline(body).blocks {
        if block.quoted || !matches!(block.kind, BlockKind::Item { .. }) {
            continue;
        }
        let comments = block.runs.iter().filter(|run| run.kind == RunKind::Comment);
        let read = |run: &crate::markdown::Run| Some((Mark::read(&run.text)?, run.at.clone()));
        let Some((mark, at)) = comments.filter_map(read).next() else { continue };
        let line = text.line_at(at.start);
        let shown = text.shown(&line);
        // Only a mark as it is written is sure to be one of ours.
        let Some((before, rest)) = shown.split_once(&mark.written()) else { continue };
        let task = boxes.iter().find(|task| line.contains(&task.at.start)).cloned();
        let front = match &task {
            Some(task) => task.at.end + 1 - line.start,
            None => before.len() - before.trim_start().len() + 2,
        };
        let (Some(own), Some(words)) = (before.get(..front), before.get(front..)) else { continue };
        let is_bullet = own.trim_start().starts_with(['-', '*', '+']) || task.is_some();
        if !is_bullet || found.last().is_some_and(|last| last.line == line) {
            continue;
        }
        let note = text.below(&line).filter(|below| {
            let note = text.shown(below).trim_start().strip_prefix("- ");
            note.is_some_and(|note| digest_of(note) == mark.note)
        });
        found.push(Marked {
            front: own.to_owned(),
            text: words.trim_end().to_owned(),
            rest: rest.to_owned(),
            mark,
            line,
            task,
            note,
        });
    }
    found
}

/// What was done about a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing.
    Left,
    /// The text is another one.
    Changed,
    /// The line of the mark is gone.
    Gone,
}

/// Goes through the marks of a text, each once, while it changes.
pub(super) fn each(text: &mut Text, mut deal_with: impl FnMut(&mut Text, &Marked) -> Step) {
    let mut next = 0;
    loop {
        let mut changed = false;
        for own in marked(text).iter().skip(next) {
            match deal_with(text, own) {
                Step::Left => next += 1,
                Step::Changed => (next, changed) = (next + 1, true),
                Step::Gone => changed = true,
            }
            if changed {
                break;
            }
        }
        if !changed {
            return;
        }
    }
}

/// Makes a change.
pub(super) fn step(text: &mut Text, change: &Change, then: impl Fn(&str) -> bool) -> Step {
    if text.change(change, then) { Step::Changed } else { Step::Left }
}

/// Brings what stands above everything up to date, unless people changed it or took it out.
pub(super) fn head(text: &mut Text, policy: &Policy, facts: &Facts) {
    let new = page::head(policy, facts);
    let comments = outline(text.body()).blocks;
    let mut marks = comments.iter().flat_map(|block| &block.runs).filter(|run| run.kind == RunKind::Comment);
    let found = marks.find_map(|run| {
        let mark = Mark::read(&run.text).filter(|mark| mark.sort == Sort::Line && mark.id == "head")?;
        Some((mark, text.line_at(run.at.start)))
    });
    let Some((mark, first)) = found else { return };
    if text.shown(&first) != mark.written() {
        return;
    }
    let (mut end, mut said) = (first.end, String::new());
    while let Some(line) = (end < text.body().len()).then(|| text.line_at(end)) {
        if !said.is_empty() {
            said.push('\n');
        }
        said.push_str(text.shown(&line));
        end = line.end;
        if digest_of(&said) == mark.text {
            text.change(&Change { at: first.start..end, with: new }, |_| true);
            return;
        }
        if said.len() > MOST_OF_HEAD {
            return;
        }
    }
}

/// No head is longer, in bytes.
const MOST_OF_HEAD: usize = 10_000;

/// Brings lines without boxes up to date, as far as people left them alone. What is asked of the release after all takes their
/// place.
pub(super) fn lines(text: &mut Text, root: &Node) {
    let items = page::items(root);
    each(text, |text, own| {
        let untouched = own.task.is_none() && digest_of(&own.text) == own.mark.text && own.rest.is_empty();
        if own.mark.sort != Sort::Line || !untouched {
            return Step::Left;
        }
        let of_id = |item: &&&Item| item.ids.contains(&own.mark.id);
        let is_line = |item: &&Item| matches!(item.sort, ItemSort::Plain | ItemSort::Off);
        let same: Vec<&&Item> = items.iter().filter(of_id).collect();
        if let Some(item) = same.iter().find(|item| is_line(item)) {
            return put(text, own, indented(std::iter::once(**item), &own.list()), |_| true);
        }
        let page = Page::read(text.body());
        let missing: Vec<&Item> =
            same.iter().map(|item| **item).filter(|item| is_missing(item, &page)).collect();
        let with = if same.is_empty() {
            let said = format!("~~{}~~ — {}", bare(&own.text), words::gone());
            let mark = Mark::new(Sort::Line, &own.mark.id, &said, "");
            format!("{}{said} {}\n", own.front, mark.written())
        } else {
            indented(missing.iter().copied(), &own.list())
        };
        let found = |body: &str| {
            let page = Page::read(body);
            missing.iter().all(|item| is_once(item, &page))
        };
        put(text, own, with, found)
    });
}

/// Puts other lines in the place of one, unless they are the same.
fn put(text: &mut Text, own: &Marked, with: String, then: impl Fn(&str) -> bool) -> Step {
    if with.trim_end() == text.shown(&own.line).trim_end() {
        return Step::Left;
    }
    let is_gone = with.is_empty();
    match step(text, &Change { at: own.line.clone(), with }, then) {
        Step::Changed if is_gone => Step::Gone,
        step => step,
    }
}

/// What a line said before it said more.
fn bare(text: &str) -> &str {
    let text = text.split(" — ").next().unwrap_or_default();
    text.strip_prefix("~~").and_then(|text| text.strip_suffix("~~")).unwrap_or(text)
}

/// Items as lines of a list: `list` is the indent of its items, and the bullet in front of them.
pub(super) fn indented<'i>(items: impl Iterator<Item = &'i Item>, list: &str) -> String {
    let indent = list.trim_end_matches(['-', '*', '+']);
    let lines = items.flat_map(page::lines);
    lines
        .map(|line| match line.strip_prefix('-') {
            Some(rest) => format!("{list}{rest}\n"),
            None => format!("{indent}{line}\n"),
        })
        .collect()
}

/// Whether a requirement does not find an item where it looks for it.
pub(super) fn is_missing(item: &Item, page: &Page) -> bool {
    counts(item, page).contains(&0)
}

/// Whether each requirement finds an item once.
pub(super) fn is_once(item: &Item, page: &Page) -> bool {
    counts(item, page).iter().all(|count| *count == 1)
}

fn counts(item: &Item, page: &Page) -> Vec<usize> {
    let count = |want: &Vec<String>| match item.sort {
        ItemSort::Box => page.boxes(&item.key, want).len(),
        ItemSort::Field => page.fields_named(&item.key, want).len(),
        ItemSort::Plain | ItemSort::Off => 1,
    };
    item.wants.iter().map(count).collect()
}

/// Brings what is said below boxes, and behind fields, up to date where the policy says something else now than when it was
/// written.
pub(super) fn notes(text: &mut Text, root: &Node) {
    let items = page::items(root);
    each(text, |text, own| {
        let change = match own.mark.sort {
            Sort::Box => of_box(own, &items),
            Sort::Field => of_field(text, own, &items),
            Sort::Line | Sort::Off => None,
        };
        change.map_or(Step::Left, |change| step(text, &change, |_| true))
    });
}

fn of_box(own: &Marked, items: &[&Item]) -> Option<Change> {
    let task = own.task.as_ref()?;
    let is_it =
        |item: &&&Item| item.sort == ItemSort::Box && item.key == task.key && is_at(item, &task.section);
    let item = items.iter().find(is_it)?;
    let (note, id) = (item.notes.join("; "), item.ids.first()?);
    let mark = Mark::new(Sort::Box, id, &item.key, &note);
    if mark == own.mark || digest_of(&task.key) != own.mark.text {
        return None;
    }
    let with = own.with(&own.text, &mark);
    let ours = own.note.is_some() || own.mark.note == digest_of("");
    if !ours || mark.note == own.mark.note {
        return Some(Change { at: own.line.clone(), with });
    }
    let below = if note.is_empty() { String::new() } else { own.nested(&note) };
    Some(Change { at: own.with_note(), with: format!("{with}{below}") })
}

fn of_field(text: &Text, own: &Marked, items: &[&Item]) -> Option<Change> {
    let all = fields(text.body());
    let field = all.iter().find(|field| text.line_at(field.at.start) == own.line)?;
    let is_it =
        |item: &&&Item| item.sort == ItemSort::Field && item.key == field.key && is_at(item, &field.section);
    let item = items.iter().find(is_it)?;
    let prompt = words::prompt(&item.notes);
    let mark = Mark::new(Sort::Field, item.ids.first()?, &item.key, &prompt);
    if mark == own.mark || digest_of(&field.key) != own.mark.text {
        return None;
    }
    let untouched = own.rest.strip_prefix(": ").is_some_and(|value| digest_of(value) == own.mark.note);
    let rest = if untouched { format!(": {prompt}") } else { own.rest.clone() };
    Some(Change {
        at: own.line.clone(),
        with: format!("{}{} {}{rest}\n", own.front, own.text, mark.written()),
    })
}

/// Whether an item is looked for under these headings.
pub(super) fn is_at(item: &Item, section: &[String]) -> bool {
    item.wants.iter().any(|want| crate::markdown::within(section, want))
}
