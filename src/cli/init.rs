//! The arguments of `holdpoint init`.

use std::path::PathBuf;

use clap::Args;

use super::notes::OfRelease;
use super::{Check, Format};

pub(super) const HELP: &str = "\
Exit code: 0 the files are written, or printed; 2 the repository could not be looked at, or nothing could be written
It writes into the folder alone, never over a file that is there, and nothing to GitHub

Examples:
  holdpoint init --dry-run
  holdpoint init
  holdpoint init --policy .github/holdpoint.yml";

const WRITTEN: &str = "What is written";
const RUN: &str = "How it runs";

/// `holdpoint init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Print every file, and write none
    #[arg(long, help_heading = WRITTEN)]
    pub dry_run: bool,
    /// Where the policy goes [default: release.yml, or .github/holdpoint.yml if something else is there]
    #[arg(long, value_name = "PATH", help_heading = WRITTEN)]
    pub policy: Option<String>,
    /// The folder that they are written into [default: the top of the git work tree]
    #[arg(long, value_name = "DIR", conflicts_with = "dry_run", help_heading = WRITTEN)]
    pub into: Option<PathBuf>,
    /// Where a file is there already, write the proposal beside it, with `.proposed` behind its name
    #[arg(long, conflicts_with = "dry_run", help_heading = WRITTEN)]
    pub beside: bool,
    /// The repository that is looked at [default: that of the git remote `origin`]
    #[arg(long, value_name = "OWNER/NAME", help_heading = RUN)]
    pub repo: Option<String>,
    /// How long to wait for GitHub's answers altogether, e.g. 90s
    #[arg(long, value_name = "DURATION", default_value = "5m", help_heading = RUN)]
    pub timeout: String,
}

impl Init {
    /// The arguments of a gate on the same repository.
    #[must_use]
    pub fn gate(&self) -> Check {
        OfRelease {
            release_version: None,
            commit: None,
            tracking_issue: None,
            package: None,
            policy: None,
            policy_ref: None,
            repo: self.repo.clone(),
            timeout: self.timeout.clone(),
            verbose: false,
        }
        .gate(Format::Text)
    }
}
