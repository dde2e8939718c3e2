//! The emulator's clock: tokio's, so that a paused runtime makes days pass at once, with a date laid over it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// The time since the emulator was made. Everything that it remembers is dated so.
pub(super) type Moment = Duration;

/// What time it is, for the emulator.
#[derive(Debug)]
pub(super) struct Clock {
    start: Instant,
    epoch: Timestamp,
}

impl Clock {
    pub(super) fn starting_at(epoch: Timestamp) -> Self {
        Self { start: Instant::now(), epoch }
    }

    pub(super) fn now(&self) -> Moment {
        self.start.elapsed()
    }

    /// Waits until a moment is there; not at all for one that has passed.
    pub(super) async fn wait_until(&self, moment: Moment) {
        tokio::time::sleep(moment.saturating_sub(self.now())).await;
    }

    /// The date and time of a moment; the end of time for one that is further away than dates go.
    pub(super) fn date(&self, moment: Moment) -> Timestamp {
        SignedDuration::try_from(moment)
            .ok()
            .and_then(|since| self.epoch.checked_add(since).ok())
            .unwrap_or(Timestamp::MAX)
    }

    /// Seconds since 1970.
    pub(super) fn seconds(&self, moment: Moment) -> i64 {
        self.date(moment).as_second()
    }
}
