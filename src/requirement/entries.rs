//! What requirements look for in the tracking issue: the boxes and fields that a plan of the release has to have.
//!
//! A plan is found by the very code that judges it: [`Page`] matches as the kinds do.

use super::boxes::{self, Place, Wanted};
use super::{PerType, field};
use crate::markdown::{self, Field, Task};
use crate::sign_off::Demand;

/// A box or a field that a requirement looks for.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'p> {
    /// What it is.
    pub sort: Sort<'p>,
    wanted: &'p Wanted,
    place: &'p Place,
}

/// What can be looked for.
#[derive(Debug, Clone, Copy)]
pub enum Sort<'p> {
    /// A box.
    Box {
        /// When it is as it must be.
        must: Must,
        /// Whose tick counts, and what counts besides; `None`: anybody's.
        consent: Option<Asked<'p>>,
    },
    /// A fill-in line.
    Field {
        /// What the answer must be, as in "write …".
        is: &'static str,
        /// Other answers that will do.
        allow: &'p [String],
    },
}

/// When a box is as it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// It is ticked.
    BeTicked,
    /// It may be open as well.
    MayBeOpen,
    /// It is the only one that is ticked of those with the same number, in its requirement.
    BeTheOne(usize),
    /// It is open.
    StayOpen,
}

/// Whose consent is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'p> {
    /// The roles, and how they consent.
    pub demand: &'p Demand,
    /// How many people in each role.
    pub count: &'p PerType,
}

impl<'p> Entry<'p> {
    /// A box.
    pub(super) fn of_box(
        wanted: &'p Wanted,
        place: &'p Place,
        must: Must,
        consent: Option<Asked<'p>>,
    ) -> Self {
        Self { sort: Sort::Box { must, consent }, wanted, place }
    }

    /// A field.
    pub(super) fn of_field(
        wanted: &'p Wanted,
        place: &'p Place,
        is: &'static str,
        allow: &'p [String],
    ) -> Self {
        Self { sort: Sort::Field { is, allow }, wanted, place }
    }

    /// Its text as the policy writes it: Markdown of one line or several.
    #[must_use]
    pub fn text(&self) -> &'p str {
        &self.wanted.text
    }

    /// The key that it is found by, see [`crate::markdown::normalise()`].
    #[must_use]
    pub fn key(&self) -> &'p str {
        &self.wanted.key
    }

    /// The headings under which it stands as the policy writes them, outermost first; none: anywhere.
    #[must_use]
    pub fn headings(&self) -> &'p [String] {
        self.place.headings()
    }
}

/// A text as the kinds see it that look into the tracking issue.
#[derive(Debug, Clone)]
pub struct Page {
    tasks: Vec<Task>,
    fields: Vec<Field>,
}

impl Page {
    /// Reads a text.
    #[must_use]
    pub fn read(body: &str) -> Self {
        Self { tasks: markdown::tasks(body), fields: markdown::fields(body) }
    }

    /// All boxes, those in quotations among them.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// All fields.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The boxes that a requirement would find by this key, under headings with these keys. It must be one.
    #[must_use]
    pub fn boxes(&self, key: &str, under: &[String]) -> Vec<&Task> {
        boxes::fitting(&self.tasks, key, under)
    }

    /// The fields that a requirement would find by this key, under headings with these keys. It must be one.
    #[must_use]
    pub fn fields_named(&self, key: &str, under: &[String]) -> Vec<&Field> {
        field::fitting(&self.fields, key, under)
    }
}
