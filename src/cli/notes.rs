//! The arguments of `holdpoint notes`.

use clap::{Args, Subcommand};

/// `holdpoint notes`.
#[derive(Debug, Subcommand)]
pub enum NotesCommand {
    /// Check release notes against the template and the facts of the release
    Check(Box<NotesCheck>),
    /// Draft release notes from the pull requests of the release
    Draft(Box<NotesDraft>),
    /// Say what a template is understood to ask for, or derive one from notes
    Template(NotesTemplate),
}

/// `holdpoint notes check`.
#[derive(Debug, Args)]
pub struct NotesCheck {}

/// `holdpoint notes draft`.
#[derive(Debug, Args)]
pub struct NotesDraft {}

/// `holdpoint notes template`.
#[derive(Debug, Args)]
pub struct NotesTemplate {}
