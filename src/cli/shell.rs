//! The arguments of what is printed for the shell and its manual.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

pub(super) const COMPLETIONS_HELP: &str = "\
Examples:
  holdpoint completions bash > ~/.local/share/bash-completion/completions/holdpoint
  holdpoint completions zsh > ~/.zfunc/_holdpoint
  holdpoint completions fish > ~/.config/fish/completions/holdpoint.fish";

pub(super) const MAN_HELP: &str = "\
Examples:
  holdpoint man | man -l -
  holdpoint man --write ~/.local/share/man/man1";

/// `holdpoint completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell: bash, elvish, fish, powershell or zsh
    #[arg(value_enum, value_name = "SHELL", hide_possible_values = true)]
    pub shell: Shell,
}

/// `holdpoint man`.
#[derive(Debug, Args)]
pub struct Man {
    /// Leave the pages of all commands in this folder, instead of printing that of `holdpoint` itself
    #[arg(long, value_name = "DIR")]
    pub write: Option<PathBuf>,
}
