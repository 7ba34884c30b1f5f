//! A check of release notes for programs: a versioned document of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::document::{Finding, Usage};
use super::{armoured, fill};
use crate::report::notes_check::{NotesFacts, NotesReport};
use crate::report::sentence::{Format, Writer};

/// The version of the document's shape.
const VERSION: u32 = 1;

/// What `holdpoint notes check` found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NotesDocument {
    /// The version of this document's shape.
    pub version: u32,
    /// Whether nothing was found. It says nothing of the gate, which judges more than notes.
    pub clean: bool,
    /// `owner/name` of the repository; null where GitHub was not asked.
    pub repository: Option<String>,
    /// The release whose facts the notes were compared with; null where they were not.
    pub release: Option<NotesRelease>,
    /// The notes; null where there are none, as a finding says.
    pub notes: Option<NotesText>,
    /// The template that they were held against, as people name it; null where there was none.
    pub template: Option<String>,
    /// What is wrong, or could not be read, in the order of the text.
    pub findings: Vec<Finding>,
    /// What reading GitHub took, if that was asked for.
    pub usage: Option<Usage>,
}

/// A release whose notes were checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NotesRelease {
    /// Its version, without the tag's prefix.
    pub version: String,
    /// Its tag.
    pub tag: String,
}

/// Where the notes are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NotesText {
    /// What they are called: a path, or where they are kept.
    pub name: String,
    /// Their path, where they are a file of the repository.
    pub path: Option<String>,
    /// Their page.
    pub url: Option<String>,
}

impl NotesDocument {
    fn of(report: &NotesReport<'_>) -> Self {
        let url = report.repository.map_or("https://github.com", |repository| &repository.url);
        let writer = Writer::new(Format::Plain, url);
        Self {
            version: VERSION,
            clean: report.findings.is_empty(),
            repository: report.repository.map(|repository| repository.name.clone()),
            release: match report.facts {
                NotesFacts::Checked { tag, version } => {
                    Some(NotesRelease { version: version.to_string(), tag: tag.to_owned() })
                }
                NotesFacts::NotChecked { .. } => None,
            },
            notes: report.notes.map(|notes| NotesText {
                name: notes.name.clone(),
                path: notes.path.clone(),
                url: notes.url.clone(),
            }),
            template: report.template.map(|template| template.text.name.clone()),
            findings: report.findings.iter().map(|one| fill::finding(&writer, one)).collect(),
            usage: report.usage.map(|usage| Usage { requests: usage.requests, points: usage.points }),
        }
    }
}

/// The document of a check, indented, with an empty last line.
#[must_use]
pub fn notes_json(report: &NotesReport<'_>) -> String {
    let text = serde_json::to_string_pretty(&NotesDocument::of(report)).unwrap_or_default();
    format!("{}\n", armoured(&text))
}

/// The document's JSON Schema.
#[must_use]
pub fn notes_json_schema() -> Value {
    schemars::schema_for!(NotesDocument).to_value()
}
