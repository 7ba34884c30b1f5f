//! `holdpoint completions` and `holdpoint man`: made of the arguments themselves, so that they agree.

use clap::CommandFactory;

use super::{Exit, Refusal, Screen};
use crate::cli::{Cli, Completions, Man};

/// Prints what a shell completes by.
pub(super) fn completions(arguments: &Completions, screen: &Screen) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "holdpoint", &mut script);
    screen.data(&String::from_utf8(script)?);
    Ok(Exit::Well)
}

/// Prints the manual page of the program, or writes those of all its commands.
pub(super) fn man(arguments: &Man, screen: &Screen) -> anyhow::Result<Exit> {
    let Some(folder) = &arguments.write else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command().disable_help_subcommand(true)).render(&mut page)?;
        screen.data(&String::from_utf8(page)?);
        return Ok(Exit::Well);
    };
    let refused = |error| Refusal(format!("the pages cannot be written into {}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(refused)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(refused)?;
    screen.say(&format!(
        "The manual pages are in {}; `man {}` shows the first.",
        folder.display(),
        folder.join("holdpoint.1").display()
    ));
    Ok(Exit::Well)
}
