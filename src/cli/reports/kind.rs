//! The table of report files: an option, what it is for, and who writes it. A further format is a further row.

use std::io::{self, Write};

use crate::report::{Results, durations, html, json};

/// A sort of report that is one file.
#[derive(Debug)]
pub(in crate::cli) struct Kind {
    /// Its option, without dashes.
    pub(super) option: &'static str,
    /// What it is, for the help.
    pub(super) about: &'static str,
    /// Who writes it.
    pub(super) write: fn(&Results, &mut dyn Write) -> io::Result<()>,
}

/// Every sort of report file, in the order of the help.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        option: "html",
        about: "Write what was found as a page: one file, for people, that needs nothing but a browser",
        write: html::write,
    },
    Kind {
        option: "json",
        about: "Write what was found as JSON, for scripts; `idvet schema report` describes it",
        write: json::write,
    },
    Kind {
        option: "save-durations",
        about: "Write how long each test took, to be committed as `durations.json`, by which `--shard` divides",
        write: durations::write,
    },
];
