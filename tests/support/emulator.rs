//! `idvet emulator` in a process of its own.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use super::suite::idvet;

/// The process, ended with the value.
pub(crate) struct Emulator {
    child: Child,
    /// Such as `http://127.0.0.1:41234`.
    pub(crate) address: String,
}

impl Emulator {
    /// Starts it with more arguments, and waits until it tells its address.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let arguments = [&["emulator"][..], arguments].concat();
        let mut child = idvet(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("it said {line:?}"));
        let address = address.to_owned();
        Self { child, address }
    }

    /// Ends it at once, as a crash would.
    pub(crate) fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.end();
    }
}
