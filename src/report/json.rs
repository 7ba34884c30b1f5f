//! A verdict for machines: a versioned document of its own, so that the program's types can change without it.
//!
//! Its texts are as GitHub users typed them, only cut and made harmless in `message` and `todo`; facts are raw.

mod bump;
mod consents;
mod cut;
mod doctor;
mod document;
mod fill;
mod notes;
mod spot;
mod verify;

use serde_json::Value;

use super::Report;
use super::harmless::pieces;

pub use bump::{
    BumpChange, BumpDocument, BumpOutcome, BumpTag, BumpsDocument, bump_json, bump_json_schema, bumps_json,
    bumps_json_schema,
};
pub use consents::{Consent, MissingSignOff, SignOffWay, SignOffs, Supplier, SupplierKind, Todo, Waiver};
pub use cut::{CutAsset, CutDocument, CutFloating, CutRelease, CutSaid, CutStep};
pub use doctor::{
    DoctorCounts, DoctorDocument, DoctorFinding, DoctorLines, DoctorPolicy, DoctorSeverity, doctor_json,
    doctor_json_schema,
};
pub use document::{
    Commit, Counts, Decision, Document, Fact, Finding, Kind, Outcome, Part, Policy, Proposed, ProposedPolicy,
    Requirement, Severity, Subject, Thread, Usage, VERSION, Who, WhoKind,
};
pub use notes::{NotesDocument, NotesRelease, NotesText, notes_json, notes_json_schema};
pub use spot::Spot;
pub use verify::{VerifyDocument, VerifyResult, VerifyTag, list_json, verify_json, verify_json_schema};

/// The document of a verdict, indented, with an empty last line.
#[must_use]
pub fn json(report: &Report<'_>) -> String {
    json_of_cut(report, None)
}

/// The same with what became of the cutting of the tag.
#[must_use]
pub fn json_of_cut(report: &Report<'_>, cut: Option<&CutDocument>) -> String {
    let document = Document { cut: cut.cloned(), ..Document::of(report) };
    // Serialising these types cannot fail: every key is a string, and nothing is written but to memory.
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    format!("{}\n", armoured(&text))
}

/// The document's JSON Schema.
#[must_use]
pub fn json_schema() -> Value {
    schemars::schema_for!(Document).to_value()
}

/// What became of the cutting alone, in one line.
#[must_use]
pub fn cut_json(cut: &CutDocument) -> String {
    armoured(&serde_json::to_string(cut).unwrap_or_default())
}

/// The same JSON with every character escaped that a terminal or a runner would obey. Such characters can only be in
/// strings, where an escape means the same.
fn armoured(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for (at, shown) in pieces(json) {
        let Some(character) = json.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        if shown == character || character == '\n' {
            safe.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            safe.push_str(&format!("\\u{unit:04x}"));
        }
    }
    safe
}
