//! An entry in the form of the template's example: `- **[Feature Name]**: [Description]`.

use std::ops::Range;

use super::entry::Entry;
use super::topic::Topic;
use crate::markdown::escape;
use crate::notes::template::{Part, PartKind, Slot};

/// How entries look.
#[derive(Debug, Clone)]
pub(super) struct Shape<'t> {
    /// What stands before the text of an entry: white space and a bullet.
    lead: String,
    /// Whether entries are numbered.
    ordered: bool,
    /// The text of the example, and its places to fill in.
    example: Option<(&'t str, Vec<Place<'t>>)>,
    /// What is nested under the example.
    nested: &'t str,
}

/// A place to fill in, in bytes of the example.
#[derive(Debug, Clone)]
struct Place<'t> {
    at: Range<usize>,
    slot: &'t Slot,
}

/// What a place of an example is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Number,
    Author,
    Text,
}

impl Place<'_> {
    fn is_for(&self) -> For {
        let written = self.slot.written.to_lowercase();
        let words: Vec<&str> =
            written.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let number = ["pr", "number", "nnn", "nnnn", "xxx", "issue", "123", "link"];
        let author = ["author", "username", "contributor", "login", "user"];
        let only = |list: &[&str]| words.len() <= 3 && words.iter().any(|word| list.contains(word));
        if words.is_empty() && written.contains('#') || only(&number) {
            For::Number
        } else if only(&author) {
            For::Author
        } else {
            For::Text
        }
    }
}

impl<'t> Shape<'t> {
    /// Without an example: a list with this in front of each entry.
    pub(super) fn plain(lead: &str) -> Self {
        Self { lead: lead.to_owned(), ordered: false, example: None, nested: "" }
    }

    /// As the item of a template looks.
    pub(super) fn of(source: &'t str, part: &'t Part) -> Option<Self> {
        let PartKind::Item { pattern, ordered, nested } = &part.kind else { return None };
        let start = source.get(..part.at.start)?.rfind('\n').map_or(0, |at| at + 1);
        let whole = source.get(start..part.at.end)?.trim_end();
        let (line, below) = whole.split_once('\n').unwrap_or((whole, ""));
        let indent = line.len() - line.trim_start().len();
        let marker = line.trim_start().find([' ', '\t']).unwrap_or(line.trim_start().len());
        let text = line.get(indent + marker..).unwrap_or_default();
        let lead = indent + marker + (text.len() - text.trim_start().len());
        let text = text.trim();
        let from = start + lead;
        let places = pattern.slots().filter_map(|slot| {
            let at = slot.at.start.checked_sub(from)?..slot.at.end.checked_sub(from)?;
            text.get(at.clone()).map(|_| Place { at, slot })
        });
        let places: Vec<Place<'t>> = places.collect();
        let lead = line.get(..lead).unwrap_or("- ");
        let lead = if lead.ends_with([' ', '\t']) { lead.to_owned() } else { format!("{lead} ") };
        let nested = if nested.is_empty() { "" } else { below };
        Some(Self { lead, ordered: *ordered, example: Some((text, places)), nested })
    }

    /// The lines of an entry; `index` counts from 0. `told` says whether it has to be said that it breaks something.
    pub(super) fn write(&self, entry: &Entry, index: usize, told: bool) -> String {
        let lead = if self.ordered { numbered(&self.lead, index) } else { self.lead.clone() };
        let warning = if told && entry.topic == Some(Topic::Breaking) { "**Breaking:** " } else { "" };
        let newcomer = entry.topic == Some(Topic::Newcomers);
        let fill = if newcomer { credited } else { filled };
        let text = self.example.as_ref().and_then(|(text, places)| fill(text, places, entry));
        let text = text.unwrap_or_else(|| match &entry.name {
            Some(name) if entry.text != *name => {
                format!("{}{} (#{})", scope(name, entry), entry.text, entry.number)
            }
            // As GitHub's generated notes say it.
            _ if newcomer => format!("{} in #{}", entry.text, entry.number),
            _ => format!("{} (#{})", entry.text, entry.number),
        });
        let mut lines = format!("{lead}{warning}{text}\n");
        for line in self.nested.lines() {
            lines.push_str(line.trim_end());
            lines.push('\n');
        }
        lines
    }
}

/// In a plain list the scope is said, a title before the note is not.
fn scope(name: &str, entry: &Entry) -> String {
    let long = name.contains(' ') || entry.text.contains(name);
    if long { String::new() } else { format!("**{name}**: ") }
}

fn numbered(lead: &str, index: usize) -> String {
    let digits = |c: char| c.is_ascii_digit();
    let indent: String = lead.chars().take_while(|c| c.is_whitespace()).collect();
    let after = lead.trim_start().trim_start_matches(digits);
    format!("{indent}{}{after}", index + 1)
}

/// The example with an entry in its places; nothing if it has other words or places than the entry can fill.
fn filled(text: &str, places: &[Place<'_>], entry: &Entry) -> Option<String> {
    let open: Vec<&Place<'_>> = places.iter().filter(|place| place.is_for() == For::Text).collect();
    let cites = places.iter().any(|place| place.is_for() == For::Number);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    match (open.as_slice(), &entry.update, &entry.name) {
        ([name, old, new], Some(update), _) => {
            edits.extend(
                [name, old, new]
                    .into_iter()
                    .zip(update)
                    .map(|(place, text)| (place.at.clone(), text.clone())),
            );
        }
        ([one], ..) if !has_words(text, places) => edits.push((one.at.clone(), entry.text.clone())),
        ([name, said], _, Some(own)) if is_name(name) && *own != entry.text => {
            edits.push((name.at.clone(), own.clone()));
            edits.push((said.at.clone(), entry.text.clone()));
        }
        ([name, said], ..) if is_name(name) => {
            edits.push((name.at.clone(), entry.text.clone()));
            // The closing marks of the name stay.
            let marks = text.get(name.at.end..)?.bytes().take_while(|b| b"*_".contains(b)).count();
            edits.push((name.at.end + marks..said.at.end, String::new()));
        }
        _ => return None,
    }
    for place in places {
        match place.is_for() {
            For::Number => edits.push((place.at.clone(), cited(text, place, entry))),
            For::Author => {
                edits.push((place.at.clone(), entry.author.clone().filter(|login| is_login(login))?))
            }
            For::Text => {}
        }
    }
    let result = edited(text, edits)?;
    Some(if cites { result } else { format!("{result} (#{})", entry.number) })
}

/// The example with a person and a pull request in its places; nothing if it has places for anything else.
fn credited(text: &str, places: &[Place<'_>], entry: &Entry) -> Option<String> {
    let login = entry.author.as_deref()?;
    let mut edits = Vec::new();
    let (mut people, mut cites) = (0, false);
    for place in places {
        if place.is_for() == For::Number {
            cites = true;
            edits.push((place.at.clone(), cited(text, place, entry)));
        } else if is_person(place) {
            people += 1;
            // Who stands behind the template's own `@` is to be mentioned.
            let mentioned = text.get(..place.at.start)?.ends_with('@') && is_login(login);
            let at = if place.slot.written.contains('@') { "@" } else { "" };
            let shown = escape::inline(&format!("{at}{login}"));
            edits.push((place.at.clone(), if mentioned { login.to_owned() } else { shown }));
        } else {
            return None;
        }
    }
    let result = edited(text, edits).filter(|_| people == 1)?;
    Some(if cites { result } else { format!("{result} (#{})", entry.number) })
}

/// The number in its place, with `#` unless that or an address stands in front.
fn cited(text: &str, place: &Place<'_>, entry: &Entry) -> String {
    let before = text.get(..place.at.start).unwrap_or_default();
    let hash = if before.ends_with(['#', '/']) { "" } else { "#" };
    format!("{hash}{}", entry.number)
}

/// The text with something else in the place of these bytes.
fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> Option<String> {
    edits.sort_by_key(|(at, _)| at.start);
    let mut result = String::new();
    let mut done = 0;
    for (at, new) in edits {
        result.push_str(text.get(done..at.start)?);
        result.push_str(&new);
        done = at.end;
    }
    result.push_str(text.get(done..)?);
    Some(result.trim_end().to_owned())
}

/// Whether a place of an example is for one person.
fn is_person(place: &Place<'_>) -> bool {
    let written = place.slot.written.to_lowercase();
    let mut words = written.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let person =
        ["contributor", "first", "github", "handle", "login", "mention", "name", "new", "time", "username"];
    place.is_for() == For::Author || words.peek().is_some() && words.all(|word| person.contains(&word))
}

fn is_login(login: &str) -> bool {
    !login.is_empty() && login.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether a place is for a name: not for a number that a machine does not know.
fn is_name(place: &Place<'_>) -> bool {
    let written = place.slot.written.to_lowercase();
    !written
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "cve" | "id" | "version" | "date"))
}

/// Whether an example has words of its own before its places, so that a title behind them would be no sentence.
fn has_words(text: &str, places: &[Place<'_>]) -> bool {
    let first = places.iter().find(|place| place.is_for() == For::Text).map_or(0, |place| place.at.start);
    text.get(..first).unwrap_or_default().chars().any(char::is_alphanumeric)
}
