//! The arguments of `holdpoint bump`.

use std::path::PathBuf;

use clap::Args;

use super::notes::OfRelease;
use super::{Check, Format};

pub(super) const HELP: &str = "\
Exit code: 0 there is a version, or nothing to release; 2 there is none, or it could not be computed
With --pr: 0 the pull request is as it should be, or there is nothing to propose, 2 it is not
With --tag: 0 the tag is cut and all that belongs to it is done, 1 no-go, or not all was done, 2 nothing could be judged

Examples:
  holdpoint bump
  holdpoint bump --pre rc
  holdpoint bump --pr --dry-run
  holdpoint bump --tag --dry-run
  holdpoint bump --tag --phase pre-release --comment";

const VERSION: &str = "Which version";
const CUT: &str = "What is written to GitHub; without these, nothing";
const RUN: &str = "How it runs";

/// `holdpoint bump`.
#[derive(Debug, Args)]
pub struct Bump {
    /// Which release it is of.
    #[command(flatten)]
    pub of: OfRelease,
    /// A prerelease of this kind, e.g. rc: 1.5.0-rc.1, then 1.5.0-rc.2
    #[arg(long, value_name = "KIND", help_heading = VERSION)]
    pub pre: Option<String>,
    /// Build metadata behind the version, e.g. 20260302: 1.5.0+20260302
    #[arg(long, value_name = "TEXT", help_heading = VERSION)]
    pub build: Option<String>,
    /// Judge the phase that holds the tag and, if it is a go, cut the tag on the judged commit, with its release and its
    /// floating tags; what is done already is not done again
    #[arg(long, help_heading = CUT)]
    pub tag: bool,
    /// Keep one pull request that puts the version into the files that state it and into the changelog
    #[arg(long, conflicts_with = "tag", help_heading = CUT)]
    pub pr: bool,
    /// With --pr: the branch that is released [default: the one that the commit is on]
    #[arg(long, value_name = "BRANCH", requires = "pr", help_heading = CUT)]
    pub base: Option<String>,
    /// With --tag: the phase, where several hold a tag
    #[arg(long, value_name = "NAME", requires = "tag", help_heading = CUT)]
    pub phase: Option<String>,
    /// On a pull request: write what its merge would release as one comment, edited in place. With --tag: write the verdict
    /// on the tracking issue
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[arg(hide_possible_values = true, help_heading = CUT)]
    pub comment: Option<bool>,
    /// With --tag: publish the verdict as a check run on the judged commit
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[arg(hide_possible_values = true, help_heading = CUT)]
    pub check_run: Option<bool>,
    /// Write nothing to GitHub, and print every write that would be made
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[arg(hide_possible_values = true, help_heading = CUT)]
    pub dry_run: Option<bool>,
    /// With --tag: keep what was read in this file
    #[arg(long, value_name = "FILE", requires = "tag", help_heading = RUN)]
    pub save_evidence: Option<PathBuf>,
    /// With --tag: wait so long for checks that are under way, if nothing else keeps it from a go, e.g. 15m
    #[arg(long, value_name = "DURATION", requires = "tag", help_heading = RUN)]
    pub wait: Option<String>,
    /// The id of the check run of the gate's own job, so that the gate does not wait for itself
    #[arg(long, value_name = "ID", help_heading = RUN)]
    pub job_check_run: Option<u64>,
    /// How it is printed: text, markdown or json [default: text]
    #[arg(long, value_enum, default_value_t = Format::Text)]
    #[arg(hide_possible_values = true, hide_default_value = true, help_heading = RUN)]
    pub format: Format,
}

impl Bump {
    /// The arguments of a gate that would judge the same release.
    #[must_use]
    pub fn gate(&self) -> Check {
        Check {
            phase: self.phase.clone(),
            comment: self.comment,
            check_run: self.check_run,
            dry_run: self.dry_run,
            save_evidence: self.save_evidence.clone(),
            wait: self.wait.clone(),
            job_check_run: self.job_check_run,
            ..self.of.gate(self.format)
        }
    }
}
