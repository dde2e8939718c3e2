//! A test told as plain text, for the reports that are read as files: its title, its steps, its whole story.
//!
//! Control characters stand escaped, so that no format needs to fear them, and every text has a greatest length.

use std::{collections::BTreeMap, fmt::Write};

use super::{
    Attempt, Rerun, StepResult, TestResult,
    cause::UNENDED,
    exchange::Subject,
    failure::{Story, tell},
    look::{harmless, on_one_line, outcome_word},
};
use crate::{
    diagnostic::Look,
    event::{
        Drift, Event, Exchanged, Happening, Outcome, PathPoint, Resent, RunStarted, Standing, StepFinished,
        StepOutcome, StepStarted, TestFinished, TestStarted,
    },
    template::show_duration,
};

/// Bytes of the story of an attempt.
const LONGEST_STORY: usize = 64 * 1024;

/// Bytes of the list of the steps of an attempt.
const LONGEST_LIST: usize = 16 * 1024;

/// Points of a poll's path in the list of the steps.
const PATH_POINTS: usize = 20;

/// How the stories are drawn.
const PLAIN: Look = Look { colour: false, width: 110 };

/// What a test is called below its file: its name as written, and the label of its case. It is the same from run to
/// run, and two tests of a file never share it.
pub(super) fn title(test: &TestStarted) -> String {
    let below = test.id.strip_prefix(&test.file).and_then(|rest| rest.strip_prefix(" › "));
    on_one_line(below.unwrap_or(&test.name))
}

/// The label of the case that a test is, where it is one.
pub(super) fn case(test: &TestStarted) -> Option<&str> {
    test.id.strip_suffix(']')?.rsplit_once(" [").map(|(_, label)| label)
}

/// The word of an outcome, in small letters.
pub(super) fn word(outcome: Outcome) -> String {
    outcome_word(outcome).0.to_lowercase()
}

/// The end of an attempt; of one that has none, that it was interrupted.
pub(super) fn end(attempt: &Attempt) -> TestFinished {
    attempt.finished.clone().unwrap_or_else(|| TestFinished {
        test: attempt.started.test,
        attempt: attempt.started.attempt,
        outcome: Outcome::Interrupted,
        retried: false,
        reason: Some(UNENDED.to_owned()),
        took: attempt.took(),
    })
}

/// Why a test was skipped, or did not end.
pub(super) fn reason(test: &TestResult) -> String {
    let finished = test.last().finished.as_ref().filter(|finished| !finished.retried);
    let reason = match finished {
        Some(finished) => finished.reason.as_deref().unwrap_or_default(),
        None if test.last().finished.is_some() => "the run ended before its next attempt",
        None => UNENDED,
    };
    on_one_line(reason)
}

/// The whole story of an attempt that did not pass: each step that did not hold with its line of YAML, what was
/// expected and found, the path of a poll, the last exchange, and the command that runs the test again.
pub(super) fn story(attempt: &Attempt, run: Option<&RunStarted>) -> String {
    let broken = |step: &StepFinished| !matches!(step.outcome, StepOutcome::Passed);
    let mut last: Option<&Exchanged> = None;
    let mut steps = Vec::new();
    for step in &attempt.steps {
        last = exchanges(step).last().or(last);
        if let Some(finished) = step.finished.as_ref().filter(|finished| broken(finished)) {
            steps.push((finished.clone(), subject(attempt, finished, last)));
        }
    }
    let started = attempt.steps.iter().filter_map(|step| step.started.as_ref());
    let uses: BTreeMap<usize, StepStarted> =
        started.filter(|step| step.verb == "use").map(|step| (step.step, step.clone())).collect();
    let (end, again, resent) = (end(attempt), again(&attempt.started, run), resent(attempt));
    let story = Story {
        test: &attempt.started,
        end: &end,
        steps: &steps,
        uses: &uses,
        resent: &resent,
        again: &again,
    };
    cut(harmless(&tell(&story, None, PLAIN)).trim_end(), LONGEST_STORY)
}

/// What a step speaks of: the delivery that it took, else the exchange before its end. A failure that tells line by line
/// what there was instead needs neither.
fn subject(attempt: &Attempt, step: &StepFinished, last: Option<&Exchanged>) -> Option<Subject> {
    if let StepOutcome::Failed(Some(failure)) = &step.outcome
        && !failure.details.is_empty()
    {
        return None;
    }
    if let StepOutcome::NotRun(_) = &step.outcome {
        let is_own = |last: &&Exchanged| step.outcome.is_cut_short() && last.step == step.step;
        return last.filter(is_own).cloned().map(Subject::Exchange);
    }
    let Some(number) = step.delivery else { return last.cloned().map(Subject::Exchange) };
    let taken = attempt.deliveries.iter().find(|delivery| delivery.number == number);
    taken.cloned().map(Subject::Delivery)
}

/// The requests of an attempt that were sent again.
fn resent(attempt: &Attempt) -> Vec<Resent> {
    let moments = attempt.steps.iter().flat_map(|step| &step.moments);
    let resent = |moment: &Event| {
        let Happening::Resent(resent) = &moment.what else { return None };
        Some(resent.clone())
    };
    moments.filter_map(resent).collect()
}

/// The command that runs a test again, from the suite's root.
fn again(test: &TestStarted, run: Option<&RunStarted>) -> String {
    let Some(head) = run else { return Rerun::default().command(test) };
    let options = ["--env", &head.environment, "--seed", &head.seed.to_string()]
        .map(str::to_owned)
        .into_iter()
        .collect();
    Rerun { options, ..Rerun::default() }.command(test)
}

/// The exchanges of a step.
pub(super) fn exchanges(step: &StepResult) -> impl Iterator<Item = &Exchanged> {
    step.moments.iter().filter_map(|moment| {
        let Happening::Exchanged(exchanged) = &moment.what else { return None };
        Some(exchanged)
    })
}

/// The steps of an attempt, a line each, below each what happened in it.
pub(super) fn steps(attempt: &Attempt) -> String {
    let mut text = String::new();
    for step in &attempt.steps {
        text.push_str(&step_lines(step));
    }
    for delivery in &attempt.deliveries {
        let kind = delivery.event_type.as_deref().unwrap_or("of no type");
        let (number, signature) = (delivery.number, delivery.signature.word());
        let _ = writeln!(text, "webhook {number}, {}: signature {signature}", on_one_line(kind));
    }
    cut(text.trim_end(), LONGEST_LIST)
}

/// `2. poll_status APPROVED (line 8): passed after 3.7s`, and what happened in it.
fn step_lines(step: &StepResult) -> String {
    let mut text = format!("{}\n", step_line(step));
    for moment in &step.moments {
        if let Some(line) = moment_line(moment) {
            let _ = writeln!(text, "   {line}");
        }
    }
    let Some(finished) = &step.finished else { return text };
    if let Some(path) = path(&finished.path) {
        let _ = writeln!(text, "   saw {path}");
    }
    if let Some(delivery) = finished.delivery {
        let _ = writeln!(text, "   took webhook {delivery}");
    }
    let held = finished.checks.iter().filter(|check| check.mismatch.is_none()).count();
    if !finished.checks.is_empty() {
        let _ = writeln!(text, "   {held} of {} expectations held", finished.checks.len());
    }
    text
}

fn step_line(step: &StepResult) -> String {
    let (name, line, within) = match (&step.finished, &step.started) {
        (Some(finished), _) => (&finished.name, finished.line, &finished.within),
        (None, Some(started)) => (&started.name, started.line, &started.within),
        (None, None) => return format!("{}. unknown", step.number),
    };
    let file = within.as_ref().map_or(String::new(), |within| format!(" of {}", on_one_line(&within.file)));
    let mut text = format!("{}. {} (line {line}{file}): {}", step.number, on_one_line(name), step_word(step));
    if let Some(finished) = &step.finished {
        if let StepOutcome::NotRun(why) = &finished.outcome {
            let _ = write!(text, ", {}", on_one_line(why));
        } else if !finished.took.is_zero() {
            let _ = write!(text, " after {}", show_duration(finished.took));
        }
    }
    text
}

/// How a step ended.
pub(super) fn step_word(step: &StepResult) -> &'static str {
    match step.finished.as_ref().map(|finished| &finished.outcome) {
        Some(StepOutcome::Passed) => "passed",
        Some(StepOutcome::Failed(_)) => "failed",
        Some(StepOutcome::Errored(_)) => "errored",
        Some(outcome) if outcome.is_cut_short() => "interrupted",
        Some(StepOutcome::NotRun(_)) => "not run",
        None => "interrupted",
    }
}

/// What a list of steps says of a moment; a poll's tries stand in its path.
fn moment_line(moment: &Event) -> Option<String> {
    match &moment.what {
        Happening::Exchanged(it) => {
            let answer = match &it.result {
                Ok(answer) => answer.status.to_string(),
                Err(trouble) => on_one_line(&trouble.kind),
            };
            let (method, url) = (on_one_line(&it.request.method), on_one_line(&it.request.url));
            Some(format!("{method} {url}: {answer} after {}", show_duration(it.took)))
        }
        Happening::Resent(it) => {
            let (why, pause) = (on_one_line(&it.why), show_duration(it.pause));
            Some(format!("sent again after {why} and a pause of {pause}"))
        }
        Happening::SessionCreated(it) => Some(format!("session {} was made", on_one_line(&it.scan_ref))),
        Happening::SessionDeleted(it) => Some(format!("session {} was deleted", on_one_line(&it.scan_ref))),
        Happening::Drifted(it) => match it.standing {
            Standing::Known => None,
            Standing::New => {
                let Drift { kind, path, value, .. } = &it.drift;
                let value = if value.is_empty() { String::new() } else { format!(" {value}") };
                Some(on_one_line(&format!("drift: {}{value} at {path}", kind.words())))
            }
        },
        Happening::RunStarted(_)
        | Happening::TestStarted(_)
        | Happening::StepStarted(_)
        | Happening::Polled(_)
        | Happening::Delivered(_)
        | Happening::TurnedAway(_)
        | Happening::StepFinished(_)
        | Happening::TestFinished(_)
        | Happening::RunFinished(_) => None,
    }
}

/// `ACTIVE at 0.0s → REVIEWING at 1.2s (3 times)`.
pub(super) fn path(path: &[PathPoint]) -> Option<String> {
    let point = |point: &PathPoint| {
        let times = if point.times > 1 { format!(" ({} times)", point.times) } else { String::new() };
        format!("{} at {:.1}s{times}", on_one_line(&point.seen), point.after.as_secs_f64())
    };
    let mut points: Vec<String> = path.iter().take(PATH_POINTS).map(point).collect();
    if path.len() > PATH_POINTS {
        points.push(format!("... ({} changes in all)", path.len()));
    }
    (!points.is_empty()).then(|| points.join(" → "))
}

/// The beginning of a text of more than so many bytes, and that it is one.
pub(super) fn cut(text: &str, longest: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    let kept = &text[..text.floor_char_boundary(longest)];
    format!("{kept}\n... (cut here; {} bytes in all)", text.len())
}
