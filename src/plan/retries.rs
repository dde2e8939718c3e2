//! How often a broken test is carried out again: what its scenario says counts before what the run says, and that
//! before the suite's defaults, because a scenario knows what another attempt of it costs.

use super::{desk::Desk, reports::Origin};
use crate::{
    diagnostic::{Problems, code},
    scenario::{Located, Scenario},
    word::MOST_RETRIES,
};

/// Of a scenario.
pub(super) fn of_scenario(desk: &mut Desk, scenario: &Scenario) -> u32 {
    let written = scenario.retries.as_ref().and_then(|text| known(text, desk.reports.of(Origin::File)));
    let default = || desk.request.suite.retries.as_ref().and_then(|text| number(&text.value));
    written.or(desk.request.retries).or_else(default).unwrap_or(0)
}

/// A number that is written out; anything else is reported.
pub(super) fn known(text: &Located<String>, problems: &mut Problems) -> Option<u32> {
    let known = number(&text.value);
    if known.is_none() {
        let message =
            format!("`retries` must be a whole number from 0 to {MOST_RETRIES}, found `{}`", text.value);
        let help =
            "it counts the repetitions behind the first attempt: `retries: 2` is three attempts at most";
        problems.error(code::WRONG_TYPE, text.span, message).help.push(help.to_owned());
    }
    known
}

fn number(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|number| i64::from(*number) <= MOST_RETRIES)
}
