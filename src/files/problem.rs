//! What can be wrong with files, in the author's words.

use std::{io, path::Path};

/// Which sort of trouble; a caller picks the diagnostic's code by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The file is missing, unreadable, or nothing that can be read.
    File,
    /// It is not UTF-8, or holds a NUL byte.
    Encoding,
    /// It is too large.
    Limit,
    /// No suite, or two at once.
    Suite,
    /// A line of a `.env` file that cannot be read.
    Variable,
}

/// A problem with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FileProblem {
    /// Which sort.
    pub trouble: Trouble,
    /// What is wrong, with the file's name: lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl FileProblem {
    pub(super) fn new(trouble: Trouble, message: impl Into<String>) -> Self {
        Self { trouble, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What the operating system said of a path.
    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        let shown = path.display();
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                Self::new(Trouble::File, format!("no such file or folder: `{shown}`"))
            }
            io::ErrorKind::PermissionDenied => {
                Self::new(Trouble::File, format!("`{shown}` may not be read: permission denied"))
                    .help("give yourself the right to read it")
            }
            _ => Self::new(Trouble::File, format!("`{shown}` cannot be read: {}", spoken(error))),
        }
    }
}

/// The system's words in the style of messages.
pub fn spoken(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
