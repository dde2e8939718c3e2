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

/// Appends events to a writer, one line each, flushed line by line.
#[derive(Debug)]
pub struct Record<W> {
    writer: W,
    line: Vec<u8>,
}

impl<W: Write> Record<W> {
    /// A record that begins with the next event.
    pub fn new(writer: W) -> Self {
        Self { writer, line: Vec::new() }
    }

    /// Appends one event.
    ///
    /// # Errors
    /// Where the writer fails; the line is then incomplete or missing.
    pub fn append(&mut self, event: &Event) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, &line::Line::from(event))?;
        self.line.push(b'\n');
        self.writer.write_all(&self.line)?;
        self.writer.flush()
    }
}
