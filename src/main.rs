//! The binary: environment and arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser;

use holdpoint::actions::{Context, Inputs};
use holdpoint::cli::{self, Cli};
use holdpoint::commands::{self, Surroundings};

fn main() -> ExitCode {
    let env = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let around = Surroundings { context: Context::read(&env), env };
    match parse(&around).and_then(|cli| commands::run(cli, &around)) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) => {
            fail(&around, &format!("{error:#}"));
            ExitCode::from(commands::Exit::Unjudged.code())
        }
    }
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

fn fail(around: &Surroundings, message: &str) {
    commands::after_failure(around, message);
}
