//! The binary: environment and arguments in, exit code out.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;

use holdpoint::actions::{Context, Inputs};
use holdpoint::cli::{self, Cli};
use holdpoint::commands::{self, Ended, Exit, Surroundings};

fn main() -> ExitCode {
    let env = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let around = Arc::new(Surroundings { context: Context::read(&env), env });
    let worker = Arc::clone(&around);
    let ended =
        commands::unless_signalled(move || parse(&worker).and_then(|cli| commands::run(cli, &worker)));
    match ended {
        Ok(Ended::Done(Ok(exit))) => return ExitCode::from(exit.code()),
        Ok(Ended::Done(Err(error))) => commands::after_failure(&around, &format!("{error:#}")),
        Ok(Ended::Signalled(name)) => commands::after_signal(&around, name),
        Err(error) => commands::after_failure(&around, &format!("the run could not be started: {error}")),
    }
    ExitCode::from(Exit::Unjudged.code())
}

/// In an action without arguments the inputs are the arguments.
fn parse(around: &Surroundings) -> anyhow::Result<Cli> {
    if around.context.in_actions && std::env::args_os().len() == 1 {
        let arguments = cli::from_inputs(&Inputs::read(&around.env)).map_err(anyhow::Error::msg)?;
        return Cli::try_parse_from(arguments).map_err(|error| anyhow::anyhow!("{}", error.render()));
    }
    // Clap prints its own errors and help, and ends with 2 or 0.
    Ok(Cli::parse())
}
