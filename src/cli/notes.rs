//! The arguments of `holdpoint notes`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Check, Format};

/// `holdpoint notes`.
#[derive(Debug, Subcommand)]
pub enum NotesCommand {
    /// Check release notes against the template and the facts of the release
    #[command(after_help = CHECK_HELP)]
    Check(Box<NotesCheck>),
    /// Draft release notes from the pull requests of the release
    #[command(after_help = DRAFT_HELP)]
    Draft(Box<NotesDraft>),
    /// Say what a template is understood to ask for, or derive one from notes
    Template(NotesTemplate),
}

const CHECK_HELP: &str = "\
Exit code: 0 nothing was found, 1 something was, 2 nothing could be checked
With FILE and --template, or FILE and a --policy of this machine, nothing is asked of GitHub unless --repo is given: the
form of the notes is checked, and not the facts of the release

Examples:
  holdpoint notes check --version 1.4.0
  holdpoint notes check docs/releases/1.4.0.md --version 1.4.0
  holdpoint notes check notes.md --template docs/guide.md#release-notes-template";

const DRAFT_HELP: &str = "\
Exit code: 0 drafted, 2 nothing could be drafted or written
Writing takes `contents: write` for a draft release or a file, `issues: write` for the tracking issue, and
`pull-requests: write` for the release pull request

Examples:
  holdpoint notes draft --version 1.4.0
  holdpoint notes draft --version 1.4.0 --dry-run
  holdpoint notes draft --version 1.4.0 --write --branch notes-1.4.0";

const RELEASE: &str = "Which release";
const WRITTEN: &str = "Where it goes";
const CHECKED: &str = "What is checked";
const RUN: &str = "How it runs";

/// Which release the notes are of, and how it is read.
#[derive(Debug, Args)]
pub struct OfRelease {
    /// The version, e.g. 1.4.0 [default: what tag, milestone or tracking issue name]
    #[arg(long = "version", value_name = "VERSION", help_heading = RELEASE)]
    pub release_version: Option<String>,
    /// The package, where the policy has packages [default: what tag, tracking issue or milestone name]
    #[arg(long, value_name = "NAME", help_heading = RELEASE)]
    pub package: Option<String>,
    /// The commit, as a whole id [default: the event's, or HEAD]
    #[arg(long, value_name = "SHA", help_heading = RELEASE)]
    pub commit: Option<String>,
    /// The number of the tracking issue [default: found as the policy says]
    #[arg(long, value_name = "NUMBER", value_parser = super::issue_number, help_heading = RELEASE)]
    pub tracking_issue: Option<u64>,
    /// The policy's path in the repository; for `notes check` without GitHub, a file of this machine
    /// [default: release.yml, then .github/release.yml]
    #[arg(long, value_name = "PATH", help_heading = RELEASE)]
    pub policy: Option<String>,
    /// The branch whose policy counts, if the default branch's policy lists it [default: the default branch]
    #[arg(long, value_name = "BRANCH", help_heading = RELEASE)]
    pub policy_ref: Option<String>,
    /// The repository [default: the event's, or that of the git remote `origin`]
    #[arg(long, value_name = "OWNER/NAME", help_heading = RELEASE)]
    pub repo: Option<String>,
    /// How long to wait for GitHub's answers altogether, e.g. 90s
    #[arg(long, value_name = "DURATION", default_value = "5m", help_heading = RUN)]
    pub timeout: String,
    /// Say how many requests and points the run took
    #[arg(long, short, help_heading = RUN)]
    pub verbose: bool,
}

impl OfRelease {
    /// The arguments of a gate that would judge the same release.
    #[must_use]
    pub fn gate(&self, format: Format) -> Check {
        Check {
            phase: None,
            release_version: self.release_version.clone(),
            package: self.package.clone(),
            commit: self.commit.clone(),
            tracking_issue: self.tracking_issue,
            policy: self.policy.clone(),
            policy_ref: self.policy_ref.clone(),
            repo: self.repo.clone(),
            comment: None,
            check_run: None,
            dry_run: None,
            format,
            who: false,
            save_evidence: None,
            evidence: None,
            now: None,
            timeout: self.timeout.clone(),
            wait: None,
            job_check_run: None,
            verbose: self.verbose,
        }
    }
}

/// `holdpoint notes check`.
#[derive(Debug, Args)]
pub struct NotesCheck {
    /// The notes: a file, or `-` for the standard input [default: where the policy says that they are kept]
    #[arg(value_name = "FILE", help_heading = CHECKED)]
    pub file: Option<PathBuf>,
    /// The template: a file of this machine, or a section of one, as in docs/guide.md#release-notes [default: the policy's]
    #[arg(long, value_name = "FILE", help_heading = CHECKED)]
    pub template: Option<String>,
    /// The release.
    #[command(flatten)]
    pub of: OfRelease,
    /// How the findings are printed: text, markdown or json [default: text]
    #[arg(long, value_enum, default_value_t = Format::Text)]
    #[arg(hide_possible_values = true, hide_default_value = true, help_heading = RUN)]
    pub format: Format,
}

/// `holdpoint notes draft`.
#[derive(Debug, Args)]
pub struct NotesDraft {
    /// The release.
    #[command(flatten)]
    pub of: OfRelease,
    /// Write the draft where the policy says that notes are kept; what people wrote there stays
    #[arg(long, conflicts_with = "dry_run", help_heading = WRITTEN)]
    pub write: bool,
    /// Show what --write would change, and write nothing
    #[arg(long, help_heading = WRITTEN)]
    pub dry_run: bool,
    /// The branch on which a file is written; it is made if there is none [default: the release's, if that is not the default
    /// branch]
    #[arg(long, value_name = "BRANCH", help_heading = WRITTEN)]
    pub branch: Option<String>,
}

const TEMPLATE_HELP: &str = "\
Exit code: 0 it was understood, 2 it could not be read
With --from, the template goes to the standard output and what the policy can say besides to the standard error

Examples:
  holdpoint notes template --explain docs/guide.md#release-notes-template
  holdpoint notes template --from docs/releases/1.4.0.md > docs/release-notes-template.md";

/// `holdpoint notes template`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("asked").args(["explain", "from"]).required(true))]
#[command(after_help = TEMPLATE_HELP)]
pub struct NotesTemplate {
    /// Say line by line what this template is understood to ask for: a file, or a section of one, as in
    /// docs/guide.md#release-notes-template; `-` is the standard input
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
    pub explain: Option<String>,
    /// Make a template, and what the policy can say besides, of the notes in this file, to start from; `-` is the
    /// standard input
    #[arg(long, value_name = "NOTES")]
    pub from: Option<PathBuf>,
    /// How it is printed: text or json [default: text]
    #[arg(long, value_enum, default_value_t = Plain::Text)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Plain,
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Plain {
    /// For people.
    Text,
    /// For programs.
    Json,
}
