//! Durations that must be known before a run.

use std::time::Duration;

use crate::{
    diagnostic::{Problems, code},
    source::Span,
    template::parse_duration,
};

/// A duration longer than nothing; anything else is reported.
pub(super) fn some_time(text: &str, span: Span, problems: &mut Problems) -> Option<Duration> {
    let duration = duration(text, span, problems)?;
    if duration.is_zero() {
        problems.error(code::DURATION, span, "a time limit must be longer than nothing").help.push(
            "for example `30s`; leave the key out for the time that counts where nothing is said".to_owned(),
        );
        return None;
    }
    Some(duration)
}

/// A duration, nothing at all included; anything else is reported.
pub(super) fn duration(text: &str, span: Span, problems: &mut Problems) -> Option<Duration> {
    match parse_duration(text) {
        Ok(duration) => Some(duration),
        Err(error) => {
            problems.error(code::DURATION, span, error.message).help.push(error.help);
            None
        }
    }
}
