//! A finding with the place in a text that it is about: the line, and what is meant of it underlined.
//!
//! The line is what somebody typed. It is made harmless, and cut around what is meant, before any format gets it.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use unicode_width::UnicodeWidthStr as _;

use super::annotations::{self, Annotation};
use super::harmless::{one_line, pieces};
use super::limits::ANNOTATION;
use super::problems::{BEFORE, PLACE, SENTENCE, WIDTH, with_places};
use super::sentence::Writer;
use super::words;
use crate::markdown::escape;
use crate::verdict::{Finding, Outcome, Spot};

/// A finding for a terminal: what was found, the line with what is meant underlined, and what to do. It ends with an
/// empty line. `writer` writes plain text; with `colour` the text holds ANSI styles, and nothing else in it does.
#[must_use]
pub fn terminal(writer: &Writer<'_>, finding: &Finding, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    // The line is cut here, by characters; wide ones take two columns.
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(4 * WIDTH);
    let level = match finding.outcome {
        Outcome::Unmet => Level::ERROR,
        other => Level::WARNING.with_name(words::outcome(other)),
    };
    let mut group = Group::with_title(level.primary_title(writer.says(finding)).id(finding.message.code));
    let mut places = Vec::new();
    if let Some(spot) = &finding.spot {
        places.push(place(spot));
        let shown = Shown::of(spot);
        group = if shown.line.is_empty() && spot.line == 1 {
            group.element(Origin::path(PLACE.to_string()))
        } else {
            let number = usize::try_from(spot.line).unwrap_or(usize::MAX);
            let span = shown.bytes();
            let snippet = Snippet::source(shown.line).path(PLACE.to_string()).line_start(number);
            group.element(snippet.annotation(AnnotationKind::Primary.span(span)))
        };
    }
    if let Some(todo) = writer.todo(finding) {
        group = group.element(Level::HELP.message(todo));
    }
    format!("{}\n\n", with_places(&renderer.render(&[group]), &places))
}

/// Where a spot is, for people: `docs/releases/1.4.0.md:12:3`. One line of plain text.
#[must_use]
pub fn place(spot: &Spot) -> String {
    format!("{}:{}:{}", one_line(&spot.name, SENTENCE), spot.line, spot.column)
}

/// Where a spot is, as Markdown: a link to the text's page where it has one; of a file, to the very line.
#[must_use]
pub fn place_markdown(writer: &Writer<'_>, spot: &Spot) -> String {
    let shown = place(spot);
    match &spot.url {
        Some(url) if spot.path.is_some() && !url.contains(['?', '#']) => {
            writer.code_link(&shown, &format!("{url}?plain=1#L{}", spot.line))
        }
        Some(url) => writer.code_link(&shown, url),
        None => writer.code(&shown),
    }
}

/// The line of a spot as a code block in Markdown, with carets under what is meant. Nothing in it is obeyed.
#[must_use]
pub fn block(spot: &Spot) -> String {
    escape::block("text", &lines(spot))
}

/// The same as two lines of plain text; nothing, where the line is empty.
pub(super) fn underlined(spot: &Spot) -> Option<[String; 2]> {
    Some(lines(spot)).filter(|_| !spot.text.trim().is_empty())
}

fn lines(spot: &Spot) -> [String; 2] {
    let shown = Shown::of(spot);
    let line = disarmed(&shown.line);
    let front = shown.before.chars().count();
    let width =
        |from: usize, characters: usize| line.chars().skip(from).take(characters).collect::<String>().width();
    let carets = "^".repeat(width(front, shown.meant.chars().count()).max(1));
    let under = format!("{}{carets}", " ".repeat(width(0, front)));
    [line, under]
}

/// Without what a runner of GitHub Actions obeys, character for character: `::` where a line begins, and `##[`.
fn disarmed(line: &str) -> String {
    let blank = line.len() - line.trim_start().len();
    let mut shown = line.replace("##[", "#＃[");
    if line.trim_start().starts_with("::") {
        shown.replace_range(blank..blank + 1, "：");
    }
    shown
}

/// A finding as an item of a Markdown list: where it is, what was found and what to do, the line with what is meant
/// underlined. It ends with the end of a line.
#[must_use]
pub fn markdown(writer: &Writer<'_>, finding: &Finding) -> String {
    let mut item = String::from("- ");
    if let Some(spot) = &finding.spot {
        item.push_str(&place_markdown(writer, spot));
        item.push_str(": ");
    }
    if finding.outcome != Outcome::Unmet {
        item.push_str(&format!("*{}*: ", words::outcome(finding.outcome)));
    }
    item.push_str(&writer.says(finding));
    if let Some(todo) = writer.todo(finding) {
        item.push_str(&format!(" → {todo}"));
    }
    item.push('\n');
    if let Some(spot) = finding.spot.as_deref().filter(|spot| !spot.text.trim().is_empty()) {
        for line in block(spot).lines() {
            item.push_str(&format!("  {line}\n"));
        }
    }
    item
}

/// The path of the file and the place in it, for an annotation. Nothing for a text that is no file of the judged commit.
#[must_use]
pub fn annotated(spot: &Spot) -> Option<(&str, annotations::Place)> {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let path = spot.path.as_deref()?;
    let (line, column) = (number(spot.line), number(spot.column));
    let end_column = column.saturating_add(number(spot.length));
    Some((path, annotations::Place { line, column, end_line: line, end_column }))
}

/// A finding as an annotation, and the path of the file that it belongs to.
#[must_use]
pub fn annotation<'a>(writer: &Writer<'_>, finding: &'a Finding) -> (Option<&'a str>, Annotation) {
    let place = finding.spot.as_deref().and_then(annotated);
    // Where no file shows the place, the message has to.
    let elsewhere = finding.spot.as_deref().filter(|_| place.is_none());
    let front = elsewhere.map(|spot| format!("{}: ", self::place(spot))).unwrap_or_default();
    let todo = writer.todo(finding).map(|todo| format!("\n-> {todo}")).unwrap_or_default();
    let level =
        if finding.outcome.lets_pass() { annotations::Level::Warning } else { annotations::Level::Error };
    let annotation = Annotation {
        level,
        path: None,
        place: place.map(|(_, place)| place),
        title: finding.message.code.to_owned(),
        message: cut(format!("{front}{}{todo}", writer.says(finding))),
    };
    (place.map(|(path, _)| path), annotation)
}

/// As much of a message as a runner shows.
fn cut(mut message: String) -> String {
    message.truncate(message.floor_char_boundary(ANNOTATION));
    message
}

/// A line as it is shown: harmless, and cut to a window around what is meant.
struct Shown {
    line: String,
    before: String,
    meant: String,
}

impl Shown {
    fn of(spot: &Spot) -> Self {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let (column, length) = (number(spot.column).saturating_sub(1), number(spot.length));
        let characters = || pieces(&spot.text).map(|(_, character)| character);
        let from = column.saturating_sub(BEFORE);
        let mut before: String = characters().skip(from).take(column - from).collect();
        if from > 0 {
            before.insert(0, '…');
        }
        let room = WIDTH.saturating_sub(column - from);
        let meant: String = characters().skip(column).take(length.min(room)).collect();
        let rest = room.saturating_sub(meant.chars().count());
        let mut after = characters().skip(column.saturating_add(length.min(room)));
        let mut line = format!("{before}{meant}");
        line.extend(after.by_ref().take(rest));
        if after.next().is_some() {
            line.push('…');
        }
        Self { line, before, meant }
    }

    fn bytes(&self) -> std::ops::Range<usize> {
        let start = self.before.len().min(self.line.len());
        start..(start + self.meant.len()).min(self.line.len())
    }
}

#[cfg(test)]
mod tests;
