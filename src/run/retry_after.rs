//! How long a service asks to be left alone: the header `Retry-After` by RFC 9110, section 10.2.3.

use std::time::{Duration, SystemTime};

use crate::exchange::Answer;

/// The pause that an answer asks for, in seconds or up to a date; a date that is over asks for none. `None` where the
/// answer asks for nothing, or for what cannot be read.
pub(super) fn asked_pause(answer: &Answer, now: jiff::Timestamp) -> Option<Duration> {
    let text = answer.header("retry-after")?.trim();
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return seconds(text);
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::from(now)).unwrap_or_default())
}

/// A number beyond all bounds is a pause beyond all bounds.
fn seconds(text: &str) -> Option<Duration> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| Duration::from_secs(text.parse().unwrap_or(u64::MAX)))
}
