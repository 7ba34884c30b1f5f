//! A template, as people write it, and what it is understood to say.

use std::ops::Range;

use super::Text;
use super::source::TemplateSource;
use crate::verdict::Finding;

/// What a template is understood to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its text: of a guide the fenced block or section that is meant. All ranges are bytes of its [`Text::whole`].
    pub text: Text,
    /// What stands before its first heading, and its sections.
    pub root: Section,
}

impl Template {
    /// Reads a template: of a file's text the section that is meant and, if the template is in a fence there, what stands
    /// in the fence; an inline one as it is.
    ///
    /// # Errors
    /// A finding with its spot: the section is not there, or twice; a fence closes early, so that the template could not
    /// be read as a whole.
    pub fn read(source: &TemplateSource, file: &str) -> Result<Self, Finding> {
        let _ = file;
        let text = Text::new(source.name(), file);
        Ok(Self { text, root: Section::default() })
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
    /// Guidance in an HTML comment: notes do not have it.
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
