//! The arguments of `holdpoint doctor`.

use clap::Args;

use super::notes::OfRelease;
use super::{Check, Format};

pub(super) const HELP: &str = "\
Exit code: 0 no error was found, 1 an error was found, 2 there is nothing to examine
It reads with the tokens of the gate, and writes nothing. docs/doctor.md has every finding

Examples:
  holdpoint doctor
  holdpoint doctor --tags --repo octoacme/shop --format json";

const RUN: &str = "How it runs";

/// `holdpoint doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Look at the version tags, too, and name those that record no go
    #[arg(long)]
    pub tags: bool,
    /// The phase that the workflow names, where it names one
    #[arg(long, value_name = "NAME")]
    pub phase: Option<String>,
    /// The policy's path in the repository [default: release.yml, then .github/release.yml]
    #[arg(long, value_name = "PATH")]
    pub policy: Option<String>,
    /// The repository [default: the event's, or that of the git remote `origin`]
    #[arg(long, value_name = "OWNER/NAME")]
    pub repo: Option<String>,
    /// How it is printed: text, markdown or json [default: text]
    #[arg(long, value_enum, default_value_t = Format::Text)]
    #[arg(hide_possible_values = true, hide_default_value = true, help_heading = RUN)]
    pub format: Format,
    /// How long to wait for GitHub's answers altogether, e.g. 90s
    #[arg(long, value_name = "DURATION", default_value = "5m", help_heading = RUN)]
    pub timeout: String,
    /// Say how many requests and points the run took
    #[arg(long, short, help_heading = RUN)]
    pub verbose: bool,
}

impl Doctor {
    /// The arguments of the gate that it examines.
    #[must_use]
    pub fn gate(&self) -> Check {
        let of_release = OfRelease {
            release_version: None,
            commit: None,
            tracking_issue: None,
            package: None,
            policy: self.policy.clone(),
            policy_ref: None,
            repo: self.repo.clone(),
            timeout: self.timeout.clone(),
            verbose: self.verbose,
        };
        Check { phase: self.phase.clone(), ..of_release.gate(self.format) }
    }
}
