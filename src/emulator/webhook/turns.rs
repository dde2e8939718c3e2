//! The order of one session's webhooks: each has a number, and can wait until others are over.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

/// How many webhooks a session fired, and how many of them are over: taken, given up or withheld.
#[derive(Debug)]
pub(in crate::emulator) struct Turns {
    fired: AtomicU64,
    over: watch::Sender<u64>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { fired: AtomicU64::new(0), over: watch::Sender::new(0) }
    }
}

impl Turns {
    /// The number of the next webhook, from zero.
    pub(super) fn next(&self) -> u64 {
        self.fired.fetch_add(1, Ordering::Relaxed)
    }

    /// One more is over.
    pub(super) fn end(&self) {
        self.over.send_modify(|over| *over = over.saturating_add(1));
    }

    /// Waits until so many are over.
    pub(super) async fn wait_for(&self, count: u64) {
        let mut over = self.over.subscribe();
        // The sender lives as long as `self`.
        let _ = over.wait_for(|over| *over >= count).await;
    }
}
