//! The arguments of `holdpoint verify`.

use clap::Args;

use super::notes::OfRelease;
use super::{Check, Format};

pub(super) const HELP: &str = "\
Exit code: 0 all is proven, 1 something differs or no go is recorded, 2 something could not be read or told
It reads with `contents: read`, and drafts with `contents: write`; it writes nothing

Examples:
  holdpoint verify v1.4.0
  holdpoint verify v1.4.0 --repo octoacme/shop --format json
  holdpoint verify --all";

const RUN: &str = "How it runs";

/// `holdpoint verify`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").args(["tag", "all"]).required(true))]
pub struct Verify {
    /// The tag, e.g. v1.4.0
    #[arg(value_name = "TAG")]
    pub tag: Option<String>,
    /// List all version tags, and say which of them record no go; their evidence is not read
    #[arg(long)]
    pub all: bool,
    /// The repository [default: the event's, or that of the git remote `origin`]
    #[arg(long, value_name = "OWNER/NAME", help_heading = RUN)]
    pub repo: Option<String>,
    /// With --all: the policy's path in the repository [default: release.yml, then .github/release.yml]
    #[arg(long, value_name = "PATH", requires = "all", help_heading = RUN)]
    pub policy: Option<String>,
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

impl Verify {
    /// The tag that is asked for, without `refs/tags/`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.tag.as_deref().map(|tag| tag.strip_prefix("refs/tags/").unwrap_or(tag))
    }

    /// The arguments of a gate on the same repository.
    #[must_use]
    pub fn gate(&self) -> Check {
        OfRelease {
            release_version: None,
            commit: None,
            tracking_issue: None,
            package: None,
            policy: self.policy.clone(),
            policy_ref: None,
            repo: self.repo.clone(),
            timeout: self.timeout.clone(),
            verbose: self.verbose,
        }
        .gate(self.format)
    }
}
