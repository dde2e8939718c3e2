//! Readers of events: each writes to a writer it is given.

mod account;
mod cause;
pub mod compare;
pub mod ctrf;
mod curl;
pub mod durations;
mod exchange;
mod failure;
pub mod github;
pub mod har;
pub mod html;
pub mod json;
pub mod junit;
mod last_lines;
mod look;
pub mod markdown;
pub mod merge;
mod outline;
mod progress;
mod rerun;
mod results;
mod summary;
pub mod tap;
mod terminal;

use std::io;

pub use failure::difference_text as shown_difference;
pub use last_lines::last_lines;
pub use look::{Tone, on_one_line, toned};
pub use progress::Progress;
pub use rerun::Rerun;
pub use results::{Attempt, Results, StepResult, TestResult};
pub use summary::{Drifting, Summary, Verdict};
pub use terminal::{Detail, Reproduce, Terminal};

use crate::event::Event;

/// Reads the events of a run; [`crate::event::Happening::RunFinished`] is the end.
pub trait Reporter {
    /// Takes one event; nobody else reads it behind this one, so that it may be kept.
    ///
    /// # Errors
    /// Where its writer fails.
    fn event(&mut self, event: Event) -> io::Result<()>;
}
