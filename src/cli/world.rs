//! What surrounds the program, read once: arguments, variables, clock, and what the streams are.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io::{self, Write},
    path::PathBuf,
};

use super::arguments::Colour;
use crate::diagnostic::Look;

/// Columns where no terminal tells.
const WIDTH: usize = 110;

/// The surroundings of the program.
#[derive(Clone, Debug)]
pub struct World {
    /// The command line, the program's name first.
    pub arguments: Vec<OsString>,
    /// The process's environment.
    pub variables: BTreeMap<String, String>,
    /// When the program started.
    pub now: jiff::Timestamp,
    /// The number of the process.
    pub process: u32,
    /// The working folder.
    pub folder: PathBuf,
    /// Whether stdin is a terminal.
    pub stdin_is_terminal: bool,
    /// Whether stdout is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether stderr is a terminal.
    pub stderr_is_terminal: bool,
    /// Where stdout leads.
    pub outlet: Outlet,
}

/// Where stdout leads, as far as the system tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlet {
    /// Somewhere.
    Open,
    /// It was closed when the program began; a `/dev/null` that some programs hand on looks the same.
    Nowhere,
}

impl World {
    /// A variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether a CI system runs the program (decisions.md F23).
    pub(super) fn is_ci(&self) -> bool {
        self.variable("CI").is_some_and(|value| !value.eq_ignore_ascii_case("false"))
    }

    pub(super) fn streams(&self, colour: Colour) -> Streams {
        Streams {
            stdout: io::stdout(),
            stderr: io::stderr(),
            stderr_is_terminal: self.stderr_is_terminal,
            outlet: self.outlet,
            out_look: self.look(colour, self.stdout_is_terminal),
            err_look: self.look(colour, self.stderr_is_terminal),
        }
    }

    fn look(&self, colour: Colour, is_terminal: bool) -> Look {
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => self.wants_colour(is_terminal),
        };
        Look { colour, width: self.width(is_terminal) }
    }

    /// `NO_COLOR`, then `FORCE_COLOR` (`0` is off), then `CLICOLOR_FORCE`, then the terminal.
    fn wants_colour(&self, is_terminal: bool) -> bool {
        if self.variable("NO_COLOR").is_some() {
            return false;
        }
        for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
            if let Some(value) = self.variable(name) {
                return value != "0";
            }
        }
        is_terminal && self.variable("TERM") != Some("dumb") && self.variable("CLICOLOR") != Some("0")
    }

    fn width(&self, is_terminal: bool) -> usize {
        let told = self.variable("COLUMNS").and_then(|columns| columns.parse().ok());
        let measured = || is_terminal.then(console_width).flatten();
        told.or_else(measured).unwrap_or(WIDTH).clamp(40, 400)
    }
}

fn console_width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

/// The two streams and how a text on them is to look.
#[derive(Debug)]
pub(super) struct Streams {
    stdout: io::Stdout,
    stderr: io::Stderr,
    stderr_is_terminal: bool,
    pub(super) outlet: Outlet,
    pub(super) out_look: Look,
    pub(super) err_look: Look,
}

impl Streams {
    /// Writes the command's result.
    pub(super) fn out(&mut self, text: &str) -> io::Result<()> {
        let mut stdout = self.stdout.lock();
        stdout.write_all(text.as_bytes())?;
        stdout.flush()
    }

    /// Where a report goes that is the command's result.
    pub(super) fn stdout(&mut self) -> io::StdoutLock<'_> {
        self.stdout.lock()
    }

    /// Writes what a person reads meanwhile. A stderr that is closed hinders nothing.
    pub(super) fn err(&mut self, text: &str) {
        let _ = self.stderr.lock().write_all(text.as_bytes());
    }

    /// The same while a bar, or the `^C` that a terminal echoes, may stand on the line.
    pub(super) fn err_below_bar(&mut self, text: &str) {
        if self.stderr_is_terminal {
            self.err("\n");
        }
        self.err(text);
    }
}
