//! What the policy says of release notes, section by section, put to one release.

use regex_lite::Regex;

/// What the policy says besides the template.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Sections of which it says something.
    pub sections: Vec<SectionRule>,
    /// Whether sections may stand in another order than the template's.
    pub free_order: bool,
    /// Whether notes may have sections that neither template nor rules know.
    pub extra_sections: bool,
    /// Which pull requests have to be cited; `None`: all if the template's items carry links or numbers, else none.
    pub cites: Option<Cites>,
    /// What labels mean.
    pub labels: Labels,
}

/// Which pull requests of the release have to be cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cites {
    /// All, but those with a label that excludes them.
    All,
    /// Those with one of these labels.
    Labelled(Vec<String>),
    /// None.
    None,
}

/// What the labels of pull requests mean for notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// A breaking change.
    pub breaking: Vec<String>,
    /// Something that concerns security.
    pub security: Vec<String>,
    /// Nothing for the notes.
    pub excluded: Vec<String>,
}

/// What the policy says of one section. It finds the template's section of this name, or adds one to what is asked for.
#[derive(Debug, Clone)]
pub struct SectionRule {
    /// Its heading, outermost first, as keys (see [`crate::markdown::normalise()`]).
    pub path: Vec<String>,
    /// Its heading as the policy writes it.
    pub title: String,
    /// Other headings, as keys, that mean the same.
    pub aliases: Vec<String>,
    /// Whether notes have it; `None`: as the template says.
    pub presence: Option<Presence>,
    /// How many items it has at least.
    pub least: u64,
    /// Whether "None" or the like will do as its content; `None`: as the template says.
    pub may_be_none: Option<bool>,
    /// What its text must match.
    pub matches: Vec<Regex>,
    /// What its text must not match.
    pub matches_not: Vec<Regex>,
    /// Whether each item of it links or names a pull request or an issue.
    pub items_cite: bool,
    /// What it is for: facts ask for it.
    pub is: Option<Purpose>,
}

/// Whether notes have a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// They must.
    Required,
    /// They may.
    Optional,
    /// They must not; the words say why: the type of the release, a condition.
    Forbidden(String),
}

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Breaking changes.
    Breaking,
    /// How to migrate.
    Migration,
    /// Security.
    Security,
}
