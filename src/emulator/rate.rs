//! The limit on requests per key and hour (C-ERRM, C-ERRH: 10,000 by default).

use std::collections::VecDeque;

use super::switches::RateWindow;

const HOUR: i64 = 3600;

/// The requests of one key. Counted by the second, so it never holds more than an hour of seconds.
#[derive(Debug, Default)]
pub(super) struct Requests {
    recent: VecDeque<(i64, u64)>,
    /// The sum of those counts.
    total: u64,
}

/// Whether a request is within the limit.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Within,
    Over,
}

impl Requests {
    /// Counts a request at a second since 1970. A request over the limit is not counted.
    pub(super) fn count(&mut self, second: i64, limit: u64, window: RateWindow) -> Verdict {
        let first = match window {
            RateWindow::Fixed => second - second.rem_euclid(HOUR),
            RateWindow::Sliding => second - HOUR + 1,
        };
        while let Some((_, count)) = self.recent.pop_front_if(|(at, _)| *at < first) {
            self.total -= count;
        }
        if self.total >= limit {
            return Verdict::Over;
        }
        self.total += 1;
        match self.recent.back_mut() {
            Some((at, count)) if *at == second => *count += 1,
            Some(_) | None => self.recent.push_back((second, 1)),
        }
        Verdict::Within
    }
}
