//! What is wrong with a path, and where.

use std::fmt;
use std::ops::Range;

/// One thing wrong, or doubtful, in the text of a path.
///
/// `Display` gives the message and the help without the place, since only the caller knows where the path itself stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// Where it begins, in bytes from the start of the path; at most the path's length.
    pub offset: usize,
    /// How many bytes it covers; zero where something is missing.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl PathError {
    pub(super) fn new(place: Range<usize>, message: impl Into<String>) -> Self {
        Self { offset: place.start, length: place.end - place.start, message: message.into(), help: None }
    }

    pub(super) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.help {
            Some(help) => write!(out, "{}; {help}", self.message),
            None => out.write_str(&self.message),
        }
    }
}

impl std::error::Error for PathError {}
