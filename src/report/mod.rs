//! Results as text for people and machines. All prose is written here.
//!
//! Nothing here reads a clock, a file or the network, and nothing here decides anything. The same verdict gives the
//! same bytes. Everything that GitHub users typed is made harmless on its way through [`sentence::Writer`].

mod annotations;
mod audit;
mod bump;
mod check_run;
mod comment;
mod consents;
mod cut;
mod cut_start;
mod doctor;
mod explain;
pub mod harmless;
pub mod json;
mod limits;
mod markdown;
mod notes_check;
mod notes_draft;
mod notes_template;
mod nothing;
mod notify;
mod outline;
mod outputs;
mod page;
mod plan;
pub mod problems;
mod proposal;
mod proposed_release;
#[cfg(test)]
mod sample;
pub mod sentence;
pub mod spot;
mod tag;
mod terminal;
#[cfg(test)]
mod tests;
mod verify;
mod waiting;
mod who;
mod words;

use jiff::Timestamp;

use crate::evidence::release::{PolicyText, Repository};
use crate::evidence::{Fact, ProposedPolicy};
use crate::verdict::Verdict;

pub use annotations::{Annotation, Level, Place, annotations};
pub use audit::audit;
pub use bump::{
    BumpReport, BumpsReport, bump_markdown, bump_not_open, bump_outputs, bump_preview, bump_terminal,
    bump_unread, bump_without_version, bumps_markdown, bumps_outputs, bumps_preview, bumps_terminal,
};
pub use check_run::{CheckRun, Conclusion, check_run};
pub use comment::{comment, summary};
pub use cut::{
    Beside, beside_planned, cut_done, cut_markdown, cut_planned, cut_planned_markdown, cut_unread,
};
pub use cut_start::{cut_left_alone, cut_undecided, cut_unmerged, may_not_start, no_phase_of_tag};
pub use doctor::{DoctorReport, doctor_markdown, doctor_terminal};
pub use explain::{explain, rights};
pub use json::{
    CutDocument, bump_json, bump_json_schema, bumps_json, bumps_json_schema, cut_json, doctor_json,
    doctor_json_schema, json, json_of_cut, json_schema, list_json, notes_json, notes_json_schema,
    verify_json, verify_json_schema,
};
pub use markdown::who_markdown;
pub use notes_check::{
    NotesFacts, NotesReport, notes_annotations, notes_markdown, notes_terminal, notes_unjudged,
};
pub use notes_draft::{
    Difference, notes_difference, notes_newcomers_unread, notes_shown, notes_unwritten_for, notes_written,
};
pub use notes_template::{explain_template, template_json};
pub use nothing::{
    UNJUDGED_EVENTS, no_candidate, no_phase, no_pull_request, nothing, plain_summary, unjudged_event,
};
pub use notify::{Call, calls};
pub use outputs::{OUTPUTS, outputs, outputs_without_verdict};
pub use plan::{plan_by_app, plan_lost, plan_no_issue, plan_put_back, plan_unseen, plan_written};
pub use proposed_release::{
    ProposedFile, changelog_unfit, proposed_body, proposed_end, proposed_refusal, proposed_step,
    version_file_higher, version_file_unfit,
};
pub use tag::{evidence_of_tag, tag_message};
pub use terminal::{terminal, who_terminal};
pub use verify::{
    ListReport, Listed, VerifyReport, list_markdown, list_terminal, verify_markdown, verify_terminal,
};
pub use waiting::{waited, waited_of, waiting};

/// A verdict with all that a report says of where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What was judged, and how it stands.
    pub verdict: &'a Verdict,
    /// The repository.
    pub repository: &'a Repository,
    /// The policy that was applied.
    pub policy: PolicySource<'a>,
    /// What the pull request of the event makes of the policy.
    pub proposed: &'a Fact<Option<ProposedPolicy>>,
    /// In a replay: when the evidence was taken. A replay is never published, and its report says that it is one.
    pub replay: Option<Timestamp>,
    /// The page of the workflow run, if there is one.
    pub run_url: Option<&'a str>,
    /// What reading GitHub took, if it was read.
    pub usage: Option<Usage>,
}

/// Where the policy that was applied comes from.
#[derive(Debug, Clone, Copy)]
pub enum PolicySource<'a> {
    /// It was read from the repository, with the evidence.
    Repository(&'a PolicyText),
    /// In a replay: a file of whoever replays. No branch, commit or blob stands for it.
    File {
        /// Its path, as it was given.
        path: &'a str,
        /// The whole file.
        text: &'a str,
    },
}

impl<'a> PolicySource<'a> {
    /// The file's path.
    #[must_use]
    pub fn path(&self) -> &'a str {
        match *self {
            Self::Repository(policy) => &policy.path,
            Self::File { path, .. } => path,
        }
    }

    /// The whole file.
    #[must_use]
    pub fn text(&self) -> &'a str {
        match *self {
            Self::Repository(policy) => &policy.text,
            Self::File { text, .. } => text,
        }
    }
}

/// What reading GitHub took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// HTTP requests.
    pub requests: u64,
    /// Points of the hourly allowance for GraphQL.
    pub points: u64,
}
