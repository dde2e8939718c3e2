//! `requests_per_second` and `requests_per_hour`, kept over all tests of a run (decisions.md B22). Of the requests of a
//! second all may go at once, and so may those of an hour; but no span of an hour ever sees more of them. The request
//! that asks first goes first, and one that is given up while it waits leaves nothing behind.

use std::{collections::VecDeque, time::Duration};

use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};

use crate::plan::Limits;

/// When the next request may be sent.
#[derive(Debug)]
pub(super) struct Rate {
    /// Held by the request whose turn is next; the lock is fair, so those behind it stand in a line.
    kept: Mutex<Kept>,
    is_limited: bool,
}

#[derive(Debug)]
struct Kept {
    second: Option<Bucket>,
    hour: Option<Window>,
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

/// The requests of the last hour: a span that slides.
#[derive(Debug)]
struct Window {
    span: Duration,
    /// How many requests the span may hold.
    most: u64,
    /// How many requests share one entry, so that there are never more than [`Window::ENTRIES`] of them.
    share: u64,
    /// What was sent within the span, the oldest first.
    sent: VecDeque<Sent>,
    /// How many requests those are.
    count: u64,
}

/// Requests that leave the span together, when the last of them does.
#[derive(Debug)]
struct Sent {
    last: Instant,
    count: u64,
}

/// A request in a month is as slow as any limit is kept.
const SLOWEST: Duration = Duration::from_hours(30 * 24);

impl Rate {
    pub(super) fn new(limits: &Limits) -> Self {
        let second = limits.requests_per_second.and_then(Bucket::new);
        let hour = limits.requests_per_hour.and_then(Window::new);
        let is_limited = second.is_some() || hour.is_some();
        Self { kept: Mutex::new(Kept { second, hour }), is_limited }
    }

    /// Waits until a request may be sent, and counts it as sent. Given up before, it is not counted.
    pub(super) async fn turn(&self) {
        if !self.is_limited {
            return;
        }
        let mut kept = self.kept.lock().await;
        let now = Instant::now();
        let may = kept.earliest(now);
        if may > now {
            sleep_until(may).await;
        }
        kept.take(may);
    }
}

impl Rate {
    /// The same for somebody who sends one request after another: when the next one may go, which is counted at once.
    pub(super) fn reserve(&mut self, now: Instant) -> Instant {
        let kept = self.kept.get_mut();
        let may = kept.earliest(now);
        kept.take(may);
        may
    }
}

impl Kept {
    fn earliest(&mut self, now: Instant) -> Instant {
        let second = self.second.as_ref().map_or(now, |bucket| bucket.earliest(now));
        let hour = self.hour.as_mut().map_or(now, |window| window.earliest(now));
        second.max(hour)
    }

    fn take(&mut self, at: Instant) {
        if let Some(bucket) = &mut self.second {
            bucket.take(at);
        }
        if let Some(window) = &mut self.hour {
            // By the clock and not by the plan: a timer may be late, and the span begins when the request goes.
            window.take(at.max(Instant::now()));
        }
    }
}

/// Whether a number is a limit: not zero, negative, infinite, or no number at all.
fn is_limit(number: f64) -> bool {
    number.is_finite() && number > 0.0
}

impl Bucket {
    /// The requests of a second may go at once. `None` for a rate that is no limit.
    fn new(per_second: f64) -> Option<Self> {
        if !is_limit(per_second) {
            return None;
        }
        let interval = Duration::try_from_secs_f64(1.0 / per_second).unwrap_or(SLOWEST).min(SLOWEST);
        Some(Self { interval, ahead: interval.mul_f64(per_second.max(1.0) - 1.0), due: None })
    }

    fn earliest(&self, now: Instant) -> Instant {
        let due = self.due.unwrap_or(now);
        due.checked_sub(self.ahead).unwrap_or(now).max(now)
    }

    fn take(&mut self, at: Instant) {
        self.due = Some(self.due.unwrap_or(at).max(at) + self.interval);
    }
}

impl Window {
    /// An hour, and a second for what requests gain or lose on their way to the service.
    const HOUR: Duration = Duration::from_secs(3601);

    /// Entries that are kept at most.
    const ENTRIES: u64 = 100_000;

    /// `None` for a number that is no limit. Less than one in an hour is one in more than an hour.
    fn new(per_hour: f64) -> Option<Self> {
        if !is_limit(per_hour) {
            return None;
        }
        let hours = (1.0 / per_hour).max(1.0);
        let span =
            Duration::try_from_secs_f64(Self::HOUR.as_secs_f64() * hours).unwrap_or(SLOWEST).min(SLOWEST);
        // Whole by `floor`; a number beyond the type's range has more digits than anybody sends requests.
        let most = format!("{}", per_hour.floor()).parse().unwrap_or(u64::MAX).max(1);
        let share = most.div_ceil(Self::ENTRIES);
        Some(Self { span, most, share, sent: VecDeque::new(), count: 0 })
    }

    fn earliest(&mut self, now: Instant) -> Instant {
        while let Some(oldest) = self.sent.front()
            && oldest.last + self.span <= now
        {
            self.count -= oldest.count;
            self.sent.pop_front();
        }
        match self.sent.front() {
            Some(oldest) if self.count >= self.most => oldest.last + self.span,
            Some(_) | None => now,
        }
    }

    fn take(&mut self, at: Instant) {
        self.count += 1;
        match self.sent.back_mut() {
            Some(newest) if newest.count < self.share => {
                newest.last = at;
                newest.count += 1;
            }
            Some(_) | None => self.sent.push_back(Sent { last: at, count: 1 }),
        }
    }
}
