//! The table of report files: an option, what it is for, and who writes it. A further format is a further row.

use std::io::{self, Write};

use crate::report::{Results, ctrf, durations, html, json, junit, markdown, tap};

/// A sort of report that is one file.
#[derive(Debug)]
pub(in crate::cli) struct Kind {
    /// Its option, without dashes.
    pub(super) option: &'static str,
    /// What it is, for the help.
    pub(super) about: &'static str,
    /// Who writes it.
    pub(super) write: Writing,
}

/// How a report is written.
pub(super) type Writing = fn(&Results, &Manner, &mut dyn Write) -> io::Result<()>;

/// What the forms of reports depend on besides the results.
#[derive(Debug)]
pub(super) struct Manner {
    /// Which of the JUnit schemas is kept to.
    pub(super) dialect: junit::Dialect,
    /// From the root of the checkout to the suite's, with a slash at its end.
    pub(super) root: String,
}

/// Every sort of report file, in the order of the help.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        option: "junit",
        about: "Write JUnit XML, which CI systems read",
        write: |results, manner, writer| junit::write(results, manner.dialect, &manner.root, writer),
    },
    Kind {
        option: "html",
        about: "Write what was found as a page: one file, for people, that needs nothing but a browser",
        write: |results, _, writer| html::write(results, writer),
    },
    Kind {
        option: "json",
        about: "Write JSON for scripts; `idvet schema report` describes it",
        write: |results, _, writer| json::write(results, writer),
    },
    Kind {
        option: "ctrf",
        about: "Write CTRF, the common test report format",
        write: |results, manner, writer| ctrf::write(results, &manner.root, writer),
    },
    Kind {
        option: "tap",
        about: "Write TAP 14, the test anything protocol",
        write: |results, _, writer| tap::write(results, writer),
    },
    Kind {
        option: "markdown",
        about: "Write Markdown, for the summary of a job or a comment",
        write: |results, _, writer| markdown::write(results, writer),
    },
    Kind {
        option: "save-durations",
        about: "Write how long each test took, to be committed as `durations.json`, by which `--shard` divides",
        write: |results, _, writer| durations::write(results, writer),
    },
];
