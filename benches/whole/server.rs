//! The emulator, in a process of its own.

use std::{
    io::{self, BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use super::contestant::Contestants;

/// An emulator that listens; it ends with this.
pub(super) struct Server {
    process: Child,
    address: String,
}

impl Server {
    pub(super) fn start(contestants: &Contestants, latency: Duration) -> io::Result<Self> {
        let latency = format!("{}ms", latency.as_millis());
        let mut process = Command::new(&contestants.idvet)
            .args(["emulator", "--set", "requests_per_hour=100000000", "--latency", &latency])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut lines = BufReader::new(process.stdout.take().expect("its output is piped")).lines();
        let address = lines.find_map(|line| Some(line.ok()?.strip_prefix("listening on ")?.to_owned()));
        let address = address.ok_or_else(|| io::Error::other("the emulator did not say where it listens"));
        Ok(Self { process, address: address? })
    }

    /// `http://127.0.0.1:PORT`.
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
