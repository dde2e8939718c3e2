//! Foreign text as the page shows it: control characters and marks of direction escaped, and no longer than somebody
//! reads. Outcomes as a word and a shape.

use std::time::Duration;

use maud::{Markup, html};

use super::super::look::{harmless, on_one_line};
use crate::{
    event::{Outcome, StepOutcome},
    template::show_duration,
};

/// Characters of a name in a list.
const SHORT: usize = 300;

/// Characters of any other text.
const LONG: usize = 20_000;

/// A text on one line, short.
pub(super) fn short(text: &str) -> String {
    cut(text, SHORT, on_one_line)
}

/// A text on one line.
pub(super) fn line(text: &str) -> String {
    cut(text, LONG, on_one_line)
}

/// A text with its lines.
pub(super) fn lines(text: &str) -> String {
    cut(text, LONG, harmless)
}

fn cut(text: &str, most: usize, shown: fn(&str) -> String) -> String {
    match text.char_indices().nth(most) {
        None => shown(text),
        Some((end, _)) => {
            format!("{}... ({} characters in all)", shown(&text[..end]), count(text.chars().count()))
        }
    }
}

/// `5,000`.
pub(super) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `1 test`, `5,000 tests`.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// How long something took.
pub(super) fn took(duration: Duration) -> Markup {
    html! { span.time { (show_duration(duration)) } }
}

/// When something was, since something began.
pub(super) fn since(at: Duration, began: Duration) -> Markup {
    html! { span.time.since { "+" (show_duration(at.saturating_sub(began))) } }
}

/// How something ended: the class of its colour, its shape and its word. None says less than the others.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    pub(super) class: &'static str,
    pub(super) shape: &'static str,
    pub(super) word: &'static str,
}

impl Ending {
    const fn new(class: &'static str, shape: &'static str, word: &'static str) -> Self {
        Self { class, shape, word }
    }

    /// The shape, for the eye alone.
    pub(super) fn mark(self) -> Markup {
        html! { span.mark aria-hidden="true" { (self.shape) } }
    }
}

const PASSED: Ending = Ending::new("passed", "\u{2713}", "passed");
const FAILED: Ending = Ending::new("failed", "\u{2717}", "failed");
const ERRORED: Ending = Ending::new("errored", "!", "errored");
const NOT_RUN: Ending = Ending::new("not-run", "\u{25cb}", "not run");
const INTERRUPTED: Ending = Ending::new("interrupted", "\u{25a0}", "interrupted");

/// How a test ended.
pub(super) fn ending(outcome: Outcome) -> Ending {
    match outcome {
        Outcome::Passed => PASSED,
        Outcome::Failed => FAILED,
        Outcome::Errored => ERRORED,
        Outcome::Flaky => Ending::new("flaky", "~", "flaky"),
        Outcome::Skipped => Ending::new("skipped", "\u{2013}", "skipped"),
        Outcome::Interrupted => INTERRUPTED,
        Outcome::NotRun => NOT_RUN,
    }
}

/// How a step ended; `None`: its test was ended while it was under way.
pub(super) fn step_ending(outcome: Option<&StepOutcome>) -> Ending {
    match outcome {
        Some(StepOutcome::Passed) => PASSED,
        Some(StepOutcome::Failed(_)) => FAILED,
        Some(StepOutcome::Errored(_)) => ERRORED,
        Some(outcome) if outcome.is_cut_short() => INTERRUPTED,
        Some(StepOutcome::NotRun(_)) => NOT_RUN,
        None => INTERRUPTED,
    }
}

/// A share of a whole as a bar: where it begins and ends.
pub(super) fn bar(from: Duration, to: Duration, whole: Duration) -> Markup {
    let share = |at: Duration| 100.0 * at.as_secs_f64() / whole.as_secs_f64().max(1e-9);
    let begin = share(from).clamp(0.0, 99.0);
    let length = (share(to) - begin).clamp(1.0, 100.0 - begin);
    html! {
        svg.bar aria-hidden="true" width="100" height="6" viewBox="0 0 100 6" preserveAspectRatio="none" {
            rect x=(format!("{begin:.1}")) width=(format!("{length:.1}")) height="6" fill="currentColor" {}
        }
    }
}
