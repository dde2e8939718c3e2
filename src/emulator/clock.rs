//! The emulator's clock: tokio's, so that a paused runtime makes days pass at once, with a date laid over it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// The time since the emulator was made. Everything that it remembers is dated so.
pub(super) type Moment = Duration;

/// What time it is, for the emulator.
#[derive(Debug)]
pub(super) struct Clock {
    start: Instant,
    epoch: Timestamp,
    /// The last second since 1970 whose date was written, with that date.
    written: Mutex<(i64, HeaderValue)>,
}

impl Clock {
    pub(super) fn starting_at(epoch: Timestamp) -> Self {
        let written = Mutex::new((epoch.as_second(), http_date(epoch)));
        Self { start: Instant::now(), epoch, written }
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

    /// The present as HTTP writes it, once for all answers of a second.
    pub(super) fn http_date(&self) -> HeaderValue {
        let date = self.date(self.now());
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if written.0 != date.as_second() {
            *written = (date.as_second(), http_date(date));
        }
        written.1.clone()
    }
}

fn http_date(date: Timestamp) -> HeaderValue {
    let text = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::try_from(text).expect("dates are letters, digits and signs")
}
