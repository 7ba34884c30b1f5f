//! Problems of a YAML file as text: the offending line, underlined.
//!
//! Everything shown comes from a file that anybody may have written: lines are cut and made harmless before
//! they reach the renderer. The cost is that of the lines shown, not of the file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::harmless::{one_line, pieces};
use crate::yaml::Problem;

/// How many problems are shown. Who has more mends these first; the rest is counted.
const SHOWN: usize = 100;
/// The longest piece of a line that is shown, in characters, and how much of it may stand before the problem.
pub(super) const WIDTH: usize = 100;
pub(super) const BEFORE: usize = 60;
/// Lines further apart than this are shown as two excerpts.
const APART: usize = 30;
/// Stands for a file name with line and column until all is rendered. [`one_line`] lets no such character pass.
pub(super) const PLACE: char = '\u{e000}';
/// The longest message, label, help or file name, in characters.
pub(super) const SENTENCE: usize = 400;

/// All problems of a file, each with its line underlined, and their number in a last line. Empty without problems.
///
/// `text` is what the problems' places refer to and `file` its name as people know it. With `colour` the text
/// holds ANSI styles; nothing else in it does, whatever the file contains.
pub fn render(problems: &[Problem], text: &str, file: &str, colour: bool) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let file = one_line(file, SENTENCE);
    let lines = Lines::of(text);
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    // Lines are cut here, by characters; wide ones take two columns.
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(4 * WIDTH);
    let mut out = String::new();
    for problem in problems.iter().take(SHOWN) {
        out.push_str(&show(problem, &lines, &file, &renderer));
        out.push_str("\n\n");
    }
    if problems.len() > SHOWN {
        let _ = writeln!(out, "The first {SHOWN} are shown.");
    }
    let _ = match problems.len() {
        1 => writeln!(out, "1 problem in {file}."),
        number => writeln!(out, "{number} problems in {file}."),
    };
    out
}

/// One problem on one line: `release.yml:3:3: error[unknown-key]: …`.
pub fn short(problem: &Problem, text: &str, file: &str) -> String {
    let (line, column) = line_column(text, problem.at.start);
    let (file, message) = (one_line(file, SENTENCE), one_line(&problem.message, SENTENCE));
    format!("{file}:{line}:{column}: error[{}]: {message}", problem.code)
}

/// Line and column of a byte, both from 1, columns in characters. LF, CRLF and CR end a line; a byte order mark
/// is no character. An offset beyond the text is its end, one inside a character that character.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    Lines::of(text).place(offset)
}

/// A text whose lines can be found.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let mut starts = vec![0];
        let mut bytes = text.bytes().enumerate().peekable();
        while let Some((at, byte)) = bytes.next() {
            let ends =
                byte == b'\n' || (byte == b'\r' && bytes.peek().is_none_or(|(_, next)| *next != b'\n'));
            if ends {
                starts.push(at + 1);
            }
        }
        Self { text, starts }
    }

    /// The line of a byte, from 0.
    fn number(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of a line, without its end and without a byte order mark.
    fn range(&self, number: usize) -> Range<usize> {
        let length = self.text.len();
        let start = self.starts.get(number).copied().unwrap_or(length);
        let end = self.starts.get(number + 1).copied().unwrap_or(length);
        let line = self.text.get(start..end).unwrap_or_default();
        let mark = if start == 0 && line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        start + mark..(start + line.trim_end_matches(['\n', '\r']).len()).max(start + mark)
    }

    /// The part of a line that is shown to point at `offset`, which is in it.
    fn window(&self, number: usize, offset: usize) -> Range<usize> {
        let line = self.range(number);
        let before = self.text.get(line.start..offset).unwrap_or_default();
        let start = before.char_indices().rev().nth(BEFORE).map_or(line.start, |(at, _)| line.start + at);
        let rest = self.text.get(start..line.end).unwrap_or_default();
        start..rest.char_indices().nth(WIDTH).map_or(line.end, |(at, _)| start + at)
    }

    /// A byte that can be pointed at: in the text and at the start of a character.
    fn fit(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset)
    }

    /// Line and column, both from 1.
    fn place(&self, offset: usize) -> (usize, usize) {
        let offset = self.fit(offset);
        let number = self.number(offset);
        let before = self.text.get(self.range(number).start..offset).unwrap_or_default();
        (number + 1, before.chars().count() + 1)
    }
}

/// A place with its label, reduced to its first line.
struct Mark {
    kind: AnnotationKind,
    line: usize,
    at: Range<usize>,
    label: Option<String>,
}

impl Mark {
    fn new(kind: AnnotationKind, at: &Range<usize>, label: Option<String>, lines: &Lines<'_>) -> Self {
        let start = lines.fit(at.start);
        let line = lines.number(start);
        let whole = lines.range(line);
        let start = start.max(whole.start);
        // A mapping of many lines is marked where it begins: underlining all of it would show nothing.
        let end = lines.fit(at.end).min(whole.end).max(start);
        Self { kind, line, at: start..end, label }
    }
}

/// One problem with its excerpts.
fn show(problem: &Problem, lines: &Lines<'_>, file: &str, renderer: &Renderer) -> String {
    let first = Mark::new(AnnotationKind::Primary, &problem.at, None, lines);
    let also = problem
        .also
        .iter()
        .map(|(at, label)| Mark::new(AnnotationKind::Context, at, Some(one_line(label, SENTENCE)), lines));
    let mut excerpts: Vec<Excerpt> = Vec::new();
    for mark in std::iter::once(first).chain(also) {
        match excerpts.iter_mut().find(|excerpt| excerpt.has_room_for(&mark)) {
            Some(excerpt) => excerpt.add(mark, lines),
            None => excerpts.push(Excerpt::new(mark, lines)),
        }
    }
    let places: Vec<_> = excerpts
        .iter()
        .map(|excerpt| lines.place(excerpt.marks.first().map_or(0, |mark| mark.at.start)))
        .map(|(line, column)| format!("{file}:{line}:{column}"))
        .collect();

    let title = Level::ERROR.primary_title(one_line(&problem.message, SENTENCE)).id(problem.code);
    let mut group = Group::with_title(title);
    if lines.text.is_empty() {
        group = group.element(Origin::path(PLACE.to_string()));
    } else {
        group = group.elements(excerpts.iter().map(|excerpt| excerpt.snippet(lines)));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(one_line(help, SENTENCE)));
    }
    with_places(&renderer.render(&[group]), &places)
}

/// Puts the places in for their marks and whatever line and column follow: the renderer counts columns in the
/// lines that it is given, and these may be cut.
pub(super) fn with_places(rendered: &str, places: &[String]) -> String {
    let mut parts = rendered.split(PLACE);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, place) in parts.zip(places) {
        out.push_str(place);
        out.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    out
}

/// Some neighbouring lines, each cut to a window around what is marked in it.
struct Excerpt {
    /// At least one.
    marks: Vec<Mark>,
    /// The windows of the lines that have marks.
    windows: BTreeMap<usize, Range<usize>>,
}

impl Excerpt {
    fn new(mark: Mark, lines: &Lines<'_>) -> Self {
        let mut excerpt = Self { marks: Vec::new(), windows: BTreeMap::new() };
        excerpt.add(mark, lines);
        excerpt
    }

    fn add(&mut self, mark: Mark, lines: &Lines<'_>) {
        self.windows.entry(mark.line).or_insert_with(|| lines.window(mark.line, mark.at.start));
        self.marks.push(mark);
    }

    /// Whether a mark can be shown in this excerpt as well.
    fn has_room_for(&self, mark: &Mark) -> bool {
        let near = self.windows.keys().all(|line| line.abs_diff(mark.line) <= APART);
        near && self.windows.get(&mark.line).is_none_or(|window| window.contains(&mark.at.start))
    }

    fn snippet(&self, lines: &Lines<'_>) -> Snippet<'static, Annotation<'static>> {
        let first = self.windows.keys().next().copied().unwrap_or(0);
        let last = self.windows.keys().next_back().copied().unwrap_or(first);
        let mut source = String::new();
        // Where the bytes of the text went to in `source`, in ascending order.
        let mut moved: Vec<(usize, usize)> = Vec::new();
        for number in first..=last {
            if number > first {
                source.push('\n');
            }
            let line = lines.range(number);
            let window =
                self.windows.get(&number).cloned().unwrap_or_else(|| lines.window(number, line.start));
            if window.start > line.start {
                source.push('…');
            }
            for (at, character) in pieces(lines.text.get(window.clone()).unwrap_or_default()) {
                moved.push((window.start + at, source.len()));
                source.push(character);
            }
            moved.push((window.end, source.len()));
            if window.end < line.end {
                source.push('…');
            }
        }
        let find = |offset: usize| {
            let index = moved.partition_point(|(from, _)| *from < offset);
            moved.get(index).map_or(source.len(), |(_, to)| *to)
        };
        let annotations: Vec<_> = self
            .marks
            .iter()
            .map(|mark| {
                let window_end = self.windows.get(&mark.line).map_or(mark.at.end, |window| window.end);
                let (start, end) = (find(mark.at.start), find(mark.at.end.min(window_end)));
                mark.kind.span(start..end.max(start)).label(mark.label.clone())
            })
            .collect();
        Snippet::source(source).path(PLACE.to_string()).line_start(first + 1).annotations(annotations)
    }
}

#[cfg(test)]
mod tests;
