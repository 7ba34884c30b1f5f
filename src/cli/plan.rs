//! The arguments of `holdpoint plan`.

use clap::Args;

use super::OfRelease;

pub(super) const HELP: &str = "\
Exit code: 0 planned, 2 nothing could be planned
With --version and a --policy of this machine, nothing is asked of GitHub unless --repo is given: the plan has no links then,
and the type of the release is what its version alone says

--create and --update take `issues: write`. An issue that an app opens counts for no gate, so --create takes the token of a
person who can write to the repository; --update takes any

Examples:
  holdpoint plan --version 1.4.0
  holdpoint plan --version 1.4.0 --create
  holdpoint plan --version 1.4.0 --update --dry-run
  holdpoint plan --version 1.4.0 --policy release.yml > tracking-issue.md";

/// `holdpoint plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// The release.
    #[command(flatten)]
    pub of: OfRelease,
    /// Print the plan; this is what happens if nothing else is asked for
    #[arg(long, conflicts_with_all = ["create", "update"], help_heading = super::WRITTEN)]
    pub print: bool,
    /// Open the tracking issue, if there is none
    #[arg(long, help_heading = super::WRITTEN)]
    pub create: bool,
    /// Bring the tracking issue up to date with the policy; what people wrote and ticked there stays
    #[arg(long, help_heading = super::WRITTEN)]
    pub update: bool,
    /// Show what --create or --update would write, and write nothing
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[arg(hide_possible_values = true, help_heading = super::WRITTEN)]
    pub dry_run: Option<bool>,
}
