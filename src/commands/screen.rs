//! The terminal, or the log of a workflow run.

use std::io::{IsTerminal, Write, stderr, stdout};

use crate::actions::{Context, printable};
use crate::cli::Colour;

/// Where a command speaks.
#[derive(Debug)]
pub struct Screen {
    /// Whether the verdict is coloured.
    pub colour: bool,
    /// How many characters fit into a line.
    pub width: usize,
    /// Whether the runner obeys commands in what is printed.
    in_actions: bool,
    /// Whether somebody is looking at the error stream.
    watched: bool,
}

/// A line's width where nothing tells.
const WIDTH: usize = 100;

impl Screen {
    /// The screen as it is.
    #[must_use]
    pub fn new(colour: Colour, context: &Context) -> Self {
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => anstream::AutoStream::choice(&stdout()) != anstream::ColorChoice::Never,
        };
        let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0));
        let in_actions = context.in_actions;
        Self { colour, width, in_actions, watched: stderr().is_terminal() && !in_actions }
    }

    /// Prints a report for people.
    pub fn say(&self, text: &str) {
        let text = if self.in_actions { printable(text) } else { text.to_owned() };
        write_whole(&mut stdout(), &text);
    }

    /// Prints a document for programs, as it is.
    pub fn data(&self, text: &str) {
        write_whole(&mut stdout(), text);
    }

    /// Prints a warning, or why nothing could be judged.
    pub fn warn(&self, text: &str) {
        let text = if self.in_actions { printable(text) } else { text.to_owned() };
        write_whole(&mut stderr(), &text);
    }

    /// Gives the runner commands: annotations, made by `actions`.
    pub fn command(&self, commands: &str) {
        if self.in_actions {
            write_whole(&mut stdout(), commands);
        }
    }

    /// Shows what is going on, on one line that the next one replaces.
    pub fn progress(&self, text: &str) {
        if self.watched {
            let _ = write!(stderr(), "\r\x1b[2K{text}");
            let _ = stderr().flush();
        }
    }

    /// Shows what is waited for: on the progress line, with how far the wait is; where nobody watches, as a line of its
    /// own, and only if it is news.
    pub fn waiting(&self, text: &str, how_far: &str, news: bool) {
        if self.watched {
            self.progress(&fitting(&format!("{text} ({how_far})"), self.width));
        } else if news {
            self.warn(&format!("{text} ({how_far})"));
        }
    }

    /// Takes the progress line away.
    pub fn done(&self) {
        self.progress("");
    }
}

/// As much as fits into one line: what a terminal wraps, it cannot take back.
fn fitting(text: &str, width: usize) -> String {
    crate::report::harmless::one_line(text, width.saturating_sub(1).max(20))
}

/// A reader that has gone away (`| head`) is no failure of the gate, and must not change its exit code.
fn write_whole(to: &mut dyn Write, text: &str) {
    let _ = to.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = to.write_all(b"\n");
    }
    let _ = to.flush();
}
