//! The record of a run: events as lines of JSON, appended one by one, so that a killed run keeps what had happened.
//!
//! The structs of a line are private: names inside the program can change, the record cannot by accident. Its form
//! is `schema/event.schema.json`, generated from these structs. Secrets are gone before an event exists.

mod convert;
mod journal;
mod line;
mod read;
mod schema;

use std::io::{self, Write};

pub use journal::{Journal, LeftSession, journal};
pub use line::FORMAT;
pub use read::{ReadError, read};
pub use schema::schema;

use crate::event::Event;

/// How many bytes of lines are put together at most before they are written.
const LARGEST_PIECE: usize = 64 * 1024;

/// Appends events to a writer, one line each, flushed as soon as they are there.
#[derive(Debug)]
pub struct Record<W> {
    writer: W,
    lines: Vec<u8>,
}

impl<W: Write> Record<W> {
    /// A record that begins with the next event.
    pub fn new(writer: W) -> Self {
        Self { writer, lines: Vec::new() }
    }

    /// Appends events, those that happened together in one piece.
    ///
    /// # Errors
    /// Where the writer fails; a line is then incomplete, and those behind it are missing.
    pub fn append(&mut self, events: &[Event]) -> io::Result<()> {
        for event in events {
            serde_json::to_writer(&mut self.lines, &line::Line::from(event))?;
            self.lines.push(b'\n');
            if self.lines.len() >= LARGEST_PIECE {
                self.write()?;
            }
        }
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        let written = self.writer.write_all(&self.lines).and_then(|()| self.writer.flush());
        self.lines.clear();
        written
    }
}
