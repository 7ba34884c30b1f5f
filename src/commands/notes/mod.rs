//! `holdpoint notes`.

mod check;
mod draft;
mod newcomers;
mod template;

use super::{Exit, Screen, Surroundings};
use crate::cli::NotesCommand;

pub(super) use draft::for_changelog;

/// Runs the command of these arguments.
pub(super) fn run(command: &NotesCommand, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    match command {
        NotesCommand::Check(arguments) => check::run(arguments, around, screen),
        NotesCommand::Draft(arguments) => draft::run(arguments, around, screen),
        NotesCommand::Template(arguments) => template::run(arguments, around, screen),
    }
}
