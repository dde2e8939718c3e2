//! `requests_per_second` and `requests_per_hour`, kept over all tests of a run (decisions.md B22). Of the requests of a
//! second all may go at once; those of an hour go at an even pace, so that no hour has more of them. The request that
//! asks first goes first.

use std::time::Duration;

use tokio::time::Instant;

use crate::plan::Limits;

/// When the next request may be sent.
#[derive(Debug, Default)]
pub(super) struct Rate {
    buckets: Vec<Bucket>,
}

/// The generic cell rate algorithm: a bucket that keeps one time instead of a count of tokens.
#[derive(Debug)]
struct Bucket {
    /// Between two requests at an even pace.
    interval: Duration,
    /// How far requests may be ahead of the even pace.
    ahead: Duration,
    /// When the next request is due at the even pace.
    due: Option<Instant>,
}

impl Rate {
    pub(super) fn new(limits: &Limits) -> Self {
        let second = limits.requests_per_second.and_then(|rate| Bucket::new(rate, rate.max(1.0)));
        let hour = limits.requests_per_hour.and_then(|requests| Bucket::new(requests / 3600.0, 1.0));
        Self { buckets: second.into_iter().chain(hour).collect() }
    }

    /// Takes a place in the line: when the request may be sent.
    pub(super) fn reserve(&mut self, now: Instant) -> Instant {
        let may = self.buckets.iter().map(|bucket| bucket.earliest(now)).max().unwrap_or(now);
        for bucket in &mut self.buckets {
            bucket.take(may);
        }
        may
    }
}

impl Bucket {
    /// A request in a month is as slow as any limit is kept.
    const SLOWEST: Duration = Duration::from_hours(30 * 24);

    /// `burst` requests may go at once. `None` for a rate that is no limit: zero, negative, infinite, or not a number.
    fn new(per_second: f64, burst: f64) -> Option<Self> {
        if !per_second.is_finite() || per_second <= 0.0 {
            return None;
        }
        let interval =
            Duration::try_from_secs_f64(1.0 / per_second).unwrap_or(Self::SLOWEST).min(Self::SLOWEST);
        Some(Self { interval, ahead: interval.mul_f64(burst - 1.0), due: None })
    }

    fn earliest(&self, now: Instant) -> Instant {
        let due = self.due.unwrap_or(now);
        due.checked_sub(self.ahead).unwrap_or(now).max(now)
    }

    fn take(&mut self, at: Instant) {
        self.due = Some(self.due.unwrap_or(at).max(at) + self.interval);
    }
}
