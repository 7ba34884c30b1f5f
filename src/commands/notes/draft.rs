//! `holdpoint notes draft`.

use crate::cli::NotesDraft;
use crate::commands::{Exit, Screen, Surroundings};

/// Runs it.
pub(super) fn run(arguments: &NotesDraft, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let _ = (arguments, around, screen);
    Ok(Exit::Unjudged)
}
