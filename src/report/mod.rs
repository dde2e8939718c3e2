//! Readers of events: each writes to a writer it is given.

mod summary;

use std::io;

pub use summary::{Summary, Verdict};

use crate::event::Event;

/// Reads the events of a run; [`crate::event::Happening::RunFinished`] is the end.
pub trait Reporter {
    /// Takes one event.
    ///
    /// # Errors
    /// Where its writer fails.
    fn event(&mut self, event: &Event) -> io::Result<()>;
}
