//! Events as a text that can be written down whole in a test.

use std::fmt::Write;

use idvet::event::{Delivered, Event, Happening, Outcome, StepFinished, StepOutcome, Trouble, Within};

/// One line for each event that says something; times in seconds where time has passed.
pub(crate) fn tell(events: &[Event]) -> String {
    let mut story = String::new();
    for event in events {
        let line = line(&event.what);
        let at = event.at.as_secs_f64();
        let time = if at > 0.0 { format!(" @{}", rounded(at)) } else { String::new() };
        for (number, line) in line.lines().enumerate() {
            writeln!(story, "{line}{}", if number == 0 { time.as_str() } else { "" }).unwrap();
        }
    }
    story
}

fn line(what: &Happening) -> String {
    match what {
        Happening::TestStarted(it) => format!("{}:", it.name),
        Happening::StepStarted(it) => format!("  {} {}{}", it.step, it.name, within(it.within.as_ref())),
        Happening::Exchanged(it) => {
            let path = it.request.url.splitn(4, '/').nth(3).unwrap_or("");
            let result = match &it.result {
                Ok(answer) => answer.status.to_string(),
                Err(trouble) => trouble.kind.clone(),
            };
            format!("    {} /{path} → {result}", it.request.method)
        }
        Happening::Polled(it) => format!("    saw {}", it.seen),
        Happening::Resent(it) => format!("    again, because of {}", it.why),
        Happening::SessionCreated(_) => "    session".to_owned(),
        Happening::Delivered(it) => delivery(it),
        Happening::TurnedAway(it) => format!("turned away, {}: {}", it.reason, it.count),
        Happening::Drifted(it) => {
            format!("    drift: {} `{}` at {}", it.drift.kind.words(), it.drift.value, it.drift.path)
        }
        Happening::StepFinished(it) => step(it),
        Happening::TestFinished(it) => {
            let reason = it.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let again = if it.retried { ", again" } else { "" };
            format!("  = {}{again}{reason}", outcome(it.outcome))
        }
        Happening::RunFinished(it) if it.interrupted => "interrupted".to_owned(),
        // What deletes a session is a step, which is told.
        Happening::RunStarted(_) | Happening::SessionDeleted(_) | Happening::RunFinished(_) => String::new(),
    }
}

fn delivery(it: &Delivered) -> String {
    let event = it.event_type.as_deref().unwrap_or("no event");
    let whose = if it.test.is_some() { "" } else { " for nobody" };
    let again = it.repeats.map(|number| format!(", again as {number}")).unwrap_or_default();
    let signature = it.signature.word();
    format!("    webhook {} {event}{whose}, signature {signature}{again} → {}", it.number, it.answered)
}

fn step(it: &StepFinished) -> String {
    let mut told = match &it.outcome {
        StepOutcome::Passed => "    passed".to_owned(),
        StepOutcome::Failed(None) => "    failed".to_owned(),
        StepOutcome::Failed(Some(failure)) => {
            let details = failure.details.iter().map(|line| format!("\n      {line}"));
            format!("    failed: {}{}", failure.message, details.collect::<String>())
        }
        StepOutcome::Errored(trouble) => format!("    errored: {}", in_words(trouble)),
        StepOutcome::NotRun(reason) if it.outcome.is_cut_short() => format!("    {reason}"),
        StepOutcome::NotRun(reason) => {
            format!("  {} {}{} not run: {reason}", it.step, it.name, within(it.within.as_ref()))
        }
    };
    for check in &it.checks {
        if let Some(missed) = &check.mismatch {
            let line = check.basis.place().map(|place| format!("line {}: ", place.line)).unwrap_or_default();
            let (path, expected, actual) = (&missed.path, &missed.expected, &missed.actual);
            write!(told, "\n      {line}{path}: expected {expected}, was {actual}").unwrap();
        }
    }
    told
}

fn within(within: Option<&Within>) -> String {
    within.map(|it| format!(" (in {}: {})", it.step, it.file)).unwrap_or_default()
}

/// Kind and message.
pub(crate) fn in_words(trouble: &Trouble) -> String {
    format!("{}: {}", trouble.kind, trouble.message)
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Errored => "errored",
        Outcome::Flaky => "flaky",
        Outcome::Skipped => "skipped",
        Outcome::Interrupted => "interrupted",
        Outcome::NotRun => "not run",
    }
}

fn rounded(seconds: f64) -> String {
    let text = format!("{seconds:.3}");
    format!("{}s", text.trim_end_matches('0').trim_end_matches('.'))
}
