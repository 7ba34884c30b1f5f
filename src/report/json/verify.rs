//! Whether a tag is what was judged, for programs: a versioned document of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::document::{Finding, Usage};
use super::{armoured, fill};
use crate::report::sentence::{Format, Writer};
use crate::report::verify::{ListReport, Listed, VerifyReport};
use crate::verify::{Standing, standing};

/// The version of the document's shape.
const VERSION: u32 = 1;

/// What `holdpoint verify` found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VerifyDocument {
    /// The version of this document's shape.
    pub version: u32,
    /// `owner/name` of the repository.
    pub repository: String,
    /// How it ended.
    pub result: VerifyResult,
    /// The tag; null where all were asked for.
    pub tag: Option<String>,
    /// The commit that it is at.
    pub commit: Option<String>,
    /// What was found, in the order in which it was looked at: `met` is proven, `unmet` is otherwise, `unknown` could not be
    /// told. Empty where all tags were asked for.
    pub findings: Vec<Finding>,
    /// The version tags, where all were asked for.
    pub tags: Vec<VerifyTag>,
    /// What reading GitHub took, if that was asked for.
    pub usage: Option<Usage>,
}

/// How the verifying ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VerifyResult {
    /// The tag is what was judged; of all tags: each records a go.
    Same,
    /// No go is recorded in the tag, or in one of all.
    NoRecordedGo,
    /// Something is not as it was judged.
    Different,
    /// Something could not be read or told.
    Untold,
}

/// A version tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VerifyTag {
    /// The tag.
    pub tag: String,
    /// The commit that it is at, if it leads to one.
    pub commit: Option<String>,
    /// Whether it has a message.
    pub annotated: bool,
    /// Whether that message records a go. Whether the go is true, only verifying the tag tells.
    pub recorded: bool,
}

/// The document of one tag, indented, with an empty last line.
#[must_use]
pub fn verify_json(report: &VerifyReport<'_>) -> String {
    let writer = Writer::new(Format::Plain, report.url);
    let result = match standing(report.findings) {
        Standing::Same => VerifyResult::Same,
        Standing::Unrecorded => VerifyResult::NoRecordedGo,
        Standing::Different => VerifyResult::Different,
        Standing::Untold => VerifyResult::Untold,
    };
    text(&VerifyDocument {
        version: VERSION,
        repository: report.repository.to_owned(),
        result,
        tag: Some(report.tag.to_owned()),
        commit: report.commit.map(ToString::to_string),
        findings: report.findings.iter().map(|one| fill::finding(&writer, one)).collect(),
        tags: Vec::new(),
        usage: report.usage.map(|usage| Usage { requests: usage.requests, points: usage.points }),
    })
}

/// The document of all tags, indented, with an empty last line.
#[must_use]
pub fn list_json(report: &ListReport<'_>) -> String {
    let tag = |one: &Listed| VerifyTag {
        tag: one.tag.clone(),
        commit: one.commit.as_ref().map(ToString::to_string),
        annotated: one.annotated,
        recorded: one.go.is_some(),
    };
    let all = report.tags.iter().all(|one| one.go.is_some());
    text(&VerifyDocument {
        version: VERSION,
        repository: report.repository.to_owned(),
        result: if all { VerifyResult::Same } else { VerifyResult::NoRecordedGo },
        tag: None,
        commit: None,
        findings: Vec::new(),
        tags: report.tags.iter().map(tag).collect(),
        usage: report.usage.map(|usage| Usage { requests: usage.requests, points: usage.points }),
    })
}

fn text(document: &VerifyDocument) -> String {
    format!("{}\n", armoured(&serde_json::to_string_pretty(document).unwrap_or_default()))
}

/// The document's JSON Schema.
#[must_use]
pub fn verify_json_schema() -> Value {
    schemars::schema_for!(VerifyDocument).to_value()
}
