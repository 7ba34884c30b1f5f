//! A text that is changed line by line, and what a change must leave alone.

use std::ops::Range;

use crate::markdown::{fields, sections, tasks};

/// A text with its way to end lines.
#[derive(Debug, Clone)]
pub(super) struct Text {
    body: String,
    end: &'static str,
}

/// What people see of boxes, fields and headings, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    boxes: Vec<(usize, bool, bool, bool, String, Vec<String>)>,
    fields: Vec<(usize, String, String, Vec<String>)>,
    headings: Vec<(usize, u8, String)>,
}

impl Seen {
    fn of(body: &str) -> Self {
        let boxes = tasks(body)
            .into_iter()
            .map(|task| (task.line, task.ticked, task.struck, task.quoted, task.text, task.section.to_vec()));
        let headings = sections(body).into_iter();
        let headings: Vec<_> = headings.map(|section| (section.line, section.level, section.text)).collect();
        // What stands under a heading is its answer, where it is one of a form: that grows with each line there.
        let is_heading = |line: usize| headings.iter().any(|(heading, _, _)| *heading == line);
        let fields = fields(body).into_iter().map(|field| {
            let value = if is_heading(field.line) { String::new() } else { field.value };
            (field.line, field.key, value, field.section.to_vec())
        });
        Self { boxes: boxes.collect(), fields: fields.collect(), headings }
    }

    /// Without these lines, and as if they had never been there. A new heading under which all of the others stay is let
    /// pass by `heading`: its key is taken out of the paths.
    fn without(mut self, lines: &Range<usize>, heading: Option<&str>) -> Self {
        let count = lines.len();
        let kept = |line: &mut usize| {
            let outside = !lines.contains(line);
            if *line >= lines.end {
                *line -= count;
            }
            outside
        };
        let known = |path: &mut Vec<String>| {
            if let Some(heading) = heading {
                path.retain(|key| key != heading);
            }
        };
        self.boxes.retain_mut(|one| {
            known(&mut one.5);
            kept(&mut one.0)
        });
        self.fields.retain_mut(|one| {
            known(&mut one.3);
            kept(&mut one.0)
        });
        self.headings.retain_mut(|one| kept(&mut one.0));
        self
    }
}

/// A change: some lines are replaced.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// The bytes of whole lines, their ends included; empty at the beginning of a line.
    pub(super) at: Range<usize>,
    /// What stands there instead: whole lines, each with `\n` behind it.
    pub(super) with: String,
}

impl Text {
    pub(super) fn new(body: &str) -> Self {
        let all = body.matches('\n').count();
        let end = if body.matches("\r\n").count() * 2 > all { "\r\n" } else { "\n" };
        Self { body: body.to_owned(), end }
    }

    pub(super) fn body(&self) -> &str {
        &self.body
    }

    pub(super) fn into_body(self) -> String {
        self.body
    }

    /// The bytes of the line in which a byte stands, its end included.
    pub(super) fn line_at(&self, at: usize) -> Range<usize> {
        let before = self.body.get(..at).unwrap_or_default();
        let after = self.body.get(at..).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let end = after.find('\n').map_or(self.body.len(), |end| at + end + 1);
        start..end
    }

    /// What stands in a line, without its end.
    pub(super) fn shown(&self, line: &Range<usize>) -> &str {
        self.body.get(line.clone()).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// The line below.
    pub(super) fn below(&self, line: &Range<usize>) -> Option<Range<usize>> {
        (line.end < self.body.len()).then(|| self.line_at(line.end))
    }

    /// The number of the line that begins at a byte, counted from 1.
    fn number(&self, at: usize) -> usize {
        self.body.get(..at).unwrap_or_default().matches('\n').count() + 1
    }

    /// Makes a change if nothing else of the text is read in another way then, and `then` holds of the new text. Tells
    /// whether it was made.
    pub(super) fn change(&mut self, change: &Change, then: impl Fn(&str) -> bool) -> bool {
        self.change_under(change, None, then)
    }

    /// The same where a heading comes into the paths of what stands below it.
    pub(super) fn change_under(
        &mut self,
        change: &Change,
        heading: Option<&str>,
        then: impl Fn(&str) -> bool,
    ) -> bool {
        let (Some(before), Some(old), Some(after)) = (
            self.body.get(..change.at.start),
            self.body.get(change.at.clone()),
            self.body.get(change.at.end..),
        ) else {
            return false;
        };
        // Where the last line has no end, it gets one before another follows, and only then.
        let open = old.is_empty() && !before.is_empty() && !before.ends_with('\n');
        let mut with = change.with.replace('\n', self.end);
        if open {
            with.insert_str(0, self.end);
        }
        if after.is_empty() && !old.is_empty() && !old.ends_with('\n') {
            with.truncate(with.trim_end_matches(['\n', '\r']).len());
        }
        let new = format!("{before}{with}{after}");
        let first = self.number(change.at.start) + usize::from(open);
        let lines =
            |text: &str| text.matches('\n').count() + usize::from(!text.is_empty() && !text.ends_with('\n'));
        let (gone, come) = (lines(old), lines(&with) - usize::from(open && !with.is_empty()));
        let was = Seen::of(&self.body).without(&(first..first + gone), None);
        let is = Seen::of(&new).without(&(first..first + come), heading);
        let untouched = match heading {
            // The same path may have had the heading already: then it is not told apart.
            Some(_) => was.clone().without(&(0..0), heading) == is,
            None => was == is,
        };
        if !untouched || !then(&new) {
            return false;
        }
        self.body = new;
        true
    }
}
