//! A template, as people write it, and what it is understood to say.
//!
//! | module | holds |
//! | --- | --- |
//! | `place` | which part of a file is the template |
//! | `tree` | its blocks as sections |
//! | `parts` | what each thing in a section is |
//! | `written` | a block as people see it |
//! | `slots` | places to fill in |
//! | `telling` | words that tell people what to write |
//! | `wants` | what belongs in them |
//! | `filled` | what notes have in the places of a pattern |
//! | `derive` | a template made from notes |
//! | `phrases` | "(if any)", "omit when", "or state None" |

mod derive;
mod filled;
mod parts;
mod phrases;
mod place;
mod slots;
mod telling;
mod tree;
mod wants;
mod written;

use std::ops::Range;

use super::Text;
use super::source::TemplateSource;
use crate::markdown::{BlockKind, Outline, outline};
use crate::verdict::{Finding, Message, Value};

pub use derive::{Derived, derive};
pub use filled::{Filling, Open, Shown, inner};
pub use phrases::bare_name;
pub use telling::shows_only;

crate::messages! {
    SILENT = "notes-template-empty": "the template {file} asks for nothing: it has no sections and no places to fill in"
        => "write its headings, or lines to fill in such as `- Date:`, into {file}; or name another file or section as the template";
    LONG = "notes-template-long": "the template {file} has {number} headings, and it may have {most}"
        => "take out what is no template, or name the section of {file} that is";
}

/// What a template is understood to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its text: of a guide the fenced block or section that is meant. All ranges are bytes of its [`Text::whole`].
    pub text: Text,
    /// What stands before its first heading, and its sections.
    pub root: Section,
    /// The level of the heading that it stands under in a guide, so that its own sections are deeper than those of notes
    /// may be; 0: it is a text of its own.
    pub under: u8,
    /// What of it says nothing to notes, in its order.
    pub passed_over: Vec<PassedOver>,
}

/// Something in a template that says nothing to notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Where it is.
    pub at: Range<usize>,
    /// What it is, for people.
    pub why: &'static str,
}

/// The lists of the messages that reading a template can give.
pub(crate) const ALL: &[&[&Message]] = &[place::MESSAGES, MESSAGES, derive::MESSAGES];

/// Every message that reading a template can give.
#[must_use]
pub fn messages() -> Vec<&'static Message> {
    ALL.iter().copied().flatten().copied().collect()
}

impl Template {
    /// Reads a template: of a file's text the section that is meant and, if the template is in a fence there, what stands
    /// in the fence; an inline one as it is.
    ///
    /// # Errors
    /// A finding with its spot: the section is not there, or twice; a fence closes early, so that the template could not
    /// be read as a whole; it asks for nothing.
    pub fn read(source: &TemplateSource, file: &str) -> Result<Self, Finding> {
        let text = Text::new(source.name(), file);
        let (text, place) = match source {
            TemplateSource::Inline(_) => {
                let at = 0..file.len();
                (text, place::Place { at, under: 0, fenced: false })
            }
            TemplateSource::File { path, section } => {
                let text = Text::new(path.clone(), file).at_path(path.clone());
                let place = place::find(&text, section.as_deref())?;
                (text, place)
            }
        };
        let text = text.part(place.at.clone());
        let shift = if place.fenced { place.at.start } else { 0 };
        let read = |text: &Text| if place.fenced { outline(text.as_str()) } else { text.outline() };
        let first = read(&text);
        place::whole_fences(&text, &first, shift)?;
        not_long(&text, &first, shift)?;
        let patched = written::without_false_links(text.whole(), &first, shift);
        let again = patched.map(|patched| Text::new("", patched).part(place.at.clone()));
        let tree = match &again {
            Some(again) => tree::read(again, &read(again), shift),
            None => tree::read(&text, &first, shift),
        };
        if !tree.root.asks() {
            return Err(place::refused(&SILENT, &text, place.at.start..place.at.start));
        }
        Ok(Self { text, root: tree.root, under: place.under, passed_over: tree.passed_over })
    }

    /// Its sections with their depth, from the top; what stands before the first is the first.
    #[must_use]
    pub fn sections(&self) -> Vec<&Section> {
        let mut all = Vec::new();
        let mut open = vec![&self.root];
        while let Some(section) = open.pop() {
            all.push(section);
            open.extend(section.sections.iter().rev());
        }
        all
    }
}

/// Each heading of notes is compared with each of the template, so that there has to be an end to them.
fn not_long(text: &Text, outline: &Outline, shift: usize) -> Result<(), Finding> {
    const MOST: usize = 1_000;
    let headings = || outline.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(_)));
    let Some(beyond) = headings().nth(MOST) else { return Ok(()) };
    let number = |number: usize| Value::Number(u64::try_from(number).unwrap_or(u64::MAX));
    let refused = place::refused(&LONG, text, beyond.at.start + shift..beyond.at.end + shift);
    Err(refused.with("number", number(headings().count())).with("most", number(MOST)))
}

impl Section {
    /// Whether it has headings, or anything for people to write.
    fn asks(&self) -> bool {
        !self.sections.is_empty()
            || self.parts.iter().any(|part| match &part.kind {
                PartKind::Prompt(_) | PartKind::Field(_) | PartKind::Item { .. } => true,
                PartKind::Table { .. } | PartKind::Default(_) => true,
                PartKind::Fixed(pattern) | PartKind::Code(pattern) => pattern.has_slot(),
                PartKind::Guidance(_) | PartKind::Mark(_) => false,
            })
    }
}

impl Pattern {
    /// Whether it has a place to fill in.
    #[must_use]
    pub fn has_slot(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Slot(_)))
    }

    /// Its places to fill in, in order.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Slot(slot) => Some(slot),
            Piece::Words(_) => None,
        })
    }

    /// Its words without the places to fill in, on one line.
    #[must_use]
    pub fn words(&self) -> String {
        let words = self.pieces.iter().map(|piece| match piece {
            Piece::Words(words) => words.as_str(),
            Piece::Slot(_) => " ",
        });
        words.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// As it is written, markup left out: words, and places to fill in as in the template.
    #[must_use]
    pub fn shown(&self) -> String {
        let shown = self.pieces.iter().map(|piece| match piece {
            Piece::Words(words) => words.as_str(),
            Piece::Slot(slot) => slot.written.as_str(),
        });
        shown.collect()
    }
}

impl Heading {
    /// Whether people may write behind it as well as under it: `## Version:`.
    #[must_use]
    pub fn is_open_ended(&self) -> bool {
        matches!(self.pattern.pieces.last(), Some(Piece::Slot(slot)) if slot.written == ":")
    }
}

impl Field {
    /// What belongs in it, by its name.
    #[must_use]
    pub fn wants(&self) -> Wants {
        wants::named(&self.key)
    }
}

/// A section of a template, or what stands before the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading; `None` for what stands before the first.
    pub heading: Option<Heading>,
    /// Whether notes may leave it out, as far as the template says.
    pub optional: Option<Phrase>,
    /// What may be said instead of content: `None`, where the template says "or state None".
    pub or_state: Option<Phrase>,
    /// What stands in it before its first section, in order.
    pub parts: Vec<Part>,
    /// The sections in it, in order.
    pub sections: Vec<Section>,
}

/// Words of a template that mean something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Where they are.
    pub at: Range<usize>,
    /// What they say; of "or state None" the word that notes may state.
    pub says: String,
}

/// A heading of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// What it says, with places to fill in.
    pub pattern: Pattern,
    /// Its bytes.
    pub at: Range<usize>,
}

/// One thing that stands in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its bytes.
    pub at: Range<usize>,
}

/// What can stand in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind {
    /// A prompt: people write what it asks for in its place, in any form. `[Brief overview of this release]`.
    Prompt(String),
    /// A line to fill in: `- Date:`, `**Timeline**: [date]`, `- Customer impact`.
    Field(Field),
    /// An item that shows how items look; people write as many of them as they need.
    Item {
        /// What it says, with places to fill in.
        pattern: Pattern,
        /// Whether it is numbered.
        ordered: bool,
        /// Items under it.
        nested: Vec<Part>,
    },
    /// What stands there unless people write something else: `None`, `N/A`.
    Default(String),
    /// Text that notes keep as it is, but for the places to fill in.
    Fixed(Pattern),
    /// The head of a table; its rows are parts that show how rows look.
    Table {
        /// The names of its columns.
        columns: Vec<String>,
        /// Its rows as the template has them.
        rows: Vec<Vec<Pattern>>,
    },
    /// A block of code, as it is written.
    Code(Pattern),
    /// Guidance, in an HTML comment or as a line such as "Delete this section if it is empty": notes do not have it.
    Guidance(String),
    /// An HTML comment that notes keep: a mark for a machine.
    Mark(String),
}

/// A line to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name as people see it.
    pub name: String,
    /// Its key, see [`crate::markdown::normalise()`], without "(if any)" and the like.
    pub key: String,
    /// Whether a colon follows the name.
    pub colon: bool,
    /// Whether it is an item of a list.
    pub item: bool,
    /// Whether notes may leave it out or empty.
    pub optional: Option<Phrase>,
    /// What may be said instead.
    pub or_state: Option<Phrase>,
    /// What stands for its value; empty where the template leaves that open.
    pub value: Pattern,
    /// What is nested under it.
    pub nested: Vec<Part>,
}

/// Text with places to fill in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pattern {
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words that stay, as people see them.
    Words(String),
    /// A place to fill in.
    Slot(Slot),
}

/// A place to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// As it is written: `[Date]`, `vX.Y.Z`, `{{version}}`, `TBD`.
    pub written: String,
    /// Its bytes.
    pub at: Range<usize>,
    /// What belongs there, as far as its words say.
    pub wants: Wants,
}

/// What belongs in a place to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// The version or the name of the release.
    Version,
    /// The day of the release.
    Date,
    /// The version or tag of the release before.
    Previous,
    /// The address of the comparison of both.
    Compare,
    /// Something else.
    Anything,
}

#[cfg(test)]
mod tests;
