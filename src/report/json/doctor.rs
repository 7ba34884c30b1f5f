//! What would keep a gate from working, for programs: a versioned document of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::document::{Finding, Usage};
use super::{armoured, fill};
use crate::doctor::{Found, Severity};
use crate::report::doctor::DoctorReport;
use crate::report::sentence::{Format, Writer};

/// The version of the document's shape.
const VERSION: u32 = 1;

/// What `holdpoint doctor` found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DoctorDocument {
    /// The version of this document's shape.
    pub version: u32,
    /// `owner/name` of the repository.
    pub repository: String,
    /// The policy that was examined.
    pub policy: DoctorPolicy,
    /// How many findings are how grave.
    pub counts: DoctorCounts,
    /// What was found, the gravest first.
    pub findings: Vec<DoctorFinding>,
    /// What reading GitHub took, if that was asked for.
    pub usage: Option<Usage>,
}

/// A policy, and where it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DoctorPolicy {
    /// Its path.
    pub path: String,
    /// The branch.
    pub branch: String,
    /// The commit at its tip.
    pub commit: String,
}

/// How many findings are how grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DoctorCounts {
    /// Errors; with one the exit code is 1.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Notes.
    pub notes: u64,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DoctorSeverity {
    /// It keeps the gate from working, or lets it be walked around.
    Error,
    /// It weakens the gate, or may keep it from working.
    Warning,
    /// It is worth knowing.
    Note,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DoctorFinding {
    /// Its stable name; docs/doctor.md has them all.
    pub id: String,
    /// How grave it is.
    pub severity: DoctorSeverity,
    /// What was found, and what to do. Its `outcome` is `unknown` where something could not be examined.
    pub finding: Finding,
    /// Lines to write somewhere, word for word, where there are some.
    pub lines: Option<DoctorLines>,
}

/// Lines to write somewhere, word for word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DoctorLines {
    /// Their language: `yaml`, `json`, `markdown` or `text`.
    pub language: String,
    /// The lines.
    pub text: String,
}

/// The document, indented, with an empty last line.
#[must_use]
pub fn doctor_json(report: &DoctorReport<'_>) -> String {
    let writer = Writer::new(Format::Plain, &report.repository.url);
    let count = |severity| report.found.iter().filter(|found| found.severity == severity).count() as u64;
    let finding = |found: &Found| DoctorFinding {
        id: found.id().to_owned(),
        severity: match found.severity {
            Severity::Error => DoctorSeverity::Error,
            Severity::Warning => DoctorSeverity::Warning,
            Severity::Note => DoctorSeverity::Note,
        },
        finding: fill::finding(&writer, &found.finding),
        lines: found
            .block
            .as_ref()
            .map(|block| DoctorLines { language: block.language.to_owned(), text: block.text.clone() }),
    };
    let document = DoctorDocument {
        version: VERSION,
        repository: report.repository.name.clone(),
        policy: DoctorPolicy {
            path: report.policy.path.clone(),
            branch: report.policy.branch.clone(),
            commit: report.policy.commit.to_string(),
        },
        counts: DoctorCounts {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        },
        findings: report.found.iter().map(finding).collect(),
        usage: report.usage.map(|usage| Usage { requests: usage.requests, points: usage.points }),
    };
    format!("{}\n", armoured(&serde_json::to_string_pretty(&document).unwrap_or_default()))
}

/// The document's JSON Schema.
#[must_use]
pub fn doctor_json_schema() -> Value {
    schemars::schema_for!(DoctorDocument).to_value()
}
