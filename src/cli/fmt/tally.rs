//! What became of the files, counted.

use std::fmt::Write;

use crate::cli::{HINDERED, WRONG_INPUT, check::counted};

/// A file is not laid out, and `--check` was given.
const WOULD_CHANGE: u8 = 1;

/// What is done with a file that is not laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is written.
    Write,
    /// It is shown.
    Check,
}

/// The files of one call.
#[derive(Debug)]
pub(super) struct Tally {
    pub(super) mode: Mode,
    pub(super) in_order: usize,
    /// Their names.
    pub(super) changed: Vec<String>,
    /// Those that cannot be read.
    pub(super) wrong: usize,
    /// Those that the layout would spoil.
    pub(super) spoilt: usize,
}

impl Tally {
    /// Nothing was looked at yet.
    pub(super) fn new(mode: Mode) -> Self {
        Self { mode, in_order: 0, changed: Vec::new(), wrong: 0, spoilt: 0 }
    }

    /// The exit code that says the most.
    pub(super) fn exit_code(&self) -> u8 {
        match (self.wrong, self.spoilt, self.mode) {
            (1.., _, _) => WRONG_INPUT,
            (0, 1.., _) => HINDERED,
            (0, 0, Mode::Check) if !self.changed.is_empty() => WOULD_CHANGE,
            (0, 0, Mode::Check | Mode::Write) => 0,
        }
    }

    /// The names of what would change, and the counts.
    pub(super) fn last_lines(&self) -> String {
        let (names, word, hint) = match self.mode {
            Mode::Write => (String::new(), "formatted", ""),
            Mode::Check => {
                let lines = self.changed.iter().map(|name| ["would change: ", name, "\n"]);
                let names = lines.flatten().collect();
                let hint = if self.changed.is_empty() { "" } else { "; `idvet fmt` writes it" };
                (names, "to format", hint)
            }
        };
        let mut counts = format!("{} {word}", counted(self.changed.len(), "file"));
        for (count, what) in [(self.in_order, "in order"), (self.wrong + self.spoilt, "left alone")] {
            if count > 0 {
                let _ = write!(counts, ", {count} {what}");
            }
        }
        format!("{names}{counts}{hint}\n")
    }
}
