//! One short file per command, each readable as a table of contents. Only here, and in `main`, is anything read
//! from the machine, printed, or ended with an exit code.

mod ask;
mod bump;
mod check;
mod computed;
mod connect;
mod demo;
mod doctor;
mod git;
mod init;
mod live;
mod notes;
mod plan;
mod policy;
mod publish;
mod replay;
mod screen;
mod shell;
mod signal;
mod verify;
mod wait;

use std::collections::BTreeMap;
use std::fmt;

use crate::actions::Context;
use crate::cli::{Cli, Command, PolicyCommand};

pub use screen::Screen;
pub use signal::{Ended, unless_signalled};

/// The machine around a command.
#[derive(Debug)]
pub struct Surroundings {
    /// The environment.
    pub env: BTreeMap<String, String>,
    /// What the Actions runner says.
    pub context: Context,
}

/// How a run ends. A gate that did not say go never ends with 0, unless there was nothing to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Go; or nothing to judge; or done what was asked.
    Well,
    /// No-go.
    NoGo,
    /// There is no candidate or no policy to judge.
    Unjudged,
}

impl Exit {
    /// The process's exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::NoGo => 1,
            Self::Unjudged => 2,
        }
    }
}

/// Why nothing can be judged, for the person who must act. May have several lines.
#[derive(Debug)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Runs a command.
///
/// # Errors
/// Nothing can be judged: exit code 2. The error is for the person who must act.
pub fn run(cli: Cli, around: &Surroundings) -> anyhow::Result<Exit> {
    let screen = Screen::new(cli.color, &around.context);
    match cli.command {
        Command::Check(arguments) => check::run(&arguments, around, &screen),
        Command::Policy(PolicyCommand::Lint(file)) => policy::lint(&file, around, &screen),
        Command::Policy(PolicyCommand::Schema) => policy::schema(&screen),
        Command::Policy(PolicyCommand::Explain(file)) => policy::explain(&file, &screen),
        Command::Notes(command) => notes::run(&command, around, &screen),
        Command::Plan(arguments) => plan::run(&arguments, around, &screen),
        Command::Bump(arguments) => bump::run(&arguments, around, &screen),
        Command::Verify(arguments) => verify::run(&arguments, around, &screen),
        Command::Doctor(arguments) => doctor::run(&arguments, around, &screen),
        Command::Init(arguments) => init::run(&arguments, around, &screen),
        Command::Demo(arguments) => demo::run(&arguments, &screen),
        Command::Completions(arguments) => shell::completions(&arguments, &screen),
        Command::Man(arguments) => shell::man(&arguments, &screen),
    }
}

/// What must still happen when a command of the action failed: its outputs are always set.
pub fn after_failure(around: &Surroundings, message: &str) {
    publish::outputs_of_failure(&around.context, message);
}

/// The same where a signal ended the command before it was done. The command may still be at work: nothing that it says is
/// kept from here on.
pub fn after_signal(around: &Surroundings, name: &str) {
    publish::outputs_of_signal(&around.context, name);
}
