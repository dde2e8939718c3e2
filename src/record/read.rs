//! A record read back: each line becomes the event that was appended, so that a report is made of it as of a run.

use std::time::Duration;

use super::line::{
    Basis, Body, Check, Delivery, FORMAT, Failure, Finished, Line, Place, Point, Received, Sent, Shard, Text,
    Trouble, What,
};
use crate::event::{self, Event, Happening};

/// Why a line of a record cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the record {reason}")]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// The events of a record, in order. Of a run that was killed the last line may be incomplete: that is no event.
///
/// # Errors
/// A line is none of a record, or of a record of another form than [`FORMAT`].
pub fn read(text: &str) -> Result<Vec<Event>, ReadError> {
    read_lines(text, |_| true)
}

/// The events of those lines that are wanted.
pub(super) fn read_lines(text: &str, wanted: impl Fn(&str) -> bool) -> Result<Vec<Event>, ReadError> {
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let lines = whole.lines().enumerate().filter(|(_, line)| !line.is_empty() && wanted(line));
    lines.map(|(index, line)| event(line).map_err(|reason| ReadError { line: index + 1, reason })).collect()
}

fn event(line: &str) -> Result<Event, String> {
    let line: Line<'_> = serde_json::from_str(line).map_err(|error| format!("is none: {error}"))?;
    Ok(Event { at: micros(line.at_us), what: happening(line.what)? })
}

fn happening(what: What<'_>) -> Result<Happening, String> {
    Ok(match what {
        started @ What::RunStarted { .. } => Happening::RunStarted(run_started(started)?),
        started @ What::TestStarted { .. } => Happening::TestStarted(test_started(started)?),
        What::StepStarted { test, step, name, verb, line, part, within, file } => {
            let (name, verb, part) = (name.into(), verb.into(), self::part(&part)?);
            let within = self::within(within, file);
            Happening::StepStarted(event::StepStarted { test, step, name, verb, line, part, within })
        }
        exchanged @ What::Exchanged { .. } => Happening::Exchanged(self::exchanged(exchanged)?),
        What::Polled { test, step, after_us, seen } => {
            Happening::Polled(event::Polled { test, step, after: micros(after_us), seen: seen.into() })
        }
        What::SessionCreated { test, step, scan_ref } => {
            Happening::SessionCreated(event::SessionCreated { test, step, scan_ref: scan_ref.into() })
        }
        What::SessionDeleted { test, step, scan_ref } => {
            Happening::SessionDeleted(event::SessionDeleted { test, step, scan_ref: scan_ref.into() })
        }
        What::Resent { test, step, number, why, pause_us } => {
            let (why, pause) = (why.into(), micros(pause_us));
            Happening::Resent(event::Resent { test, step, number, why, pause })
        }
        What::Delivered(delivery) => Happening::Delivered(delivered(*delivery)?),
        What::TurnedAway { reason, count } => {
            Happening::TurnedAway(event::TurnedAway { reason: reason.into(), count })
        }
        drifted @ What::Drifted { .. } => Happening::Drifted(self::drifted(drifted)?),
        What::StepFinished(finished) => Happening::StepFinished(step_finished(*finished)?),
        ended @ What::TestFinished { .. } => Happening::TestFinished(test_finished(ended)?),
        What::RunFinished { interrupted, requests, sessions, took_us } => {
            let took = micros(took_us);
            Happening::RunFinished(event::RunFinished { interrupted, requests, sessions, took })
        }
    })
}

fn run_started(what: What<'_>) -> Result<event::RunStarted, String> {
    let What::RunStarted {
        format,
        version,
        run_id,
        seed,
        environment,
        kind,
        address,
        clock,
        started,
        wall_started,
        tests,
        deselected,
        jobs,
        shard,
        deny_flaky,
    } = what
    else {
        return Err("is no head of a run".to_owned());
    };
    if format != FORMAT {
        return Err(format!("is of the form {format}, and this program reads {FORMAT}"));
    }
    Ok(event::RunStarted {
        version: version.into(),
        run_id: run_id.into(),
        seed,
        environment: environment.into(),
        kind: kind.into(),
        address: address.into(),
        clock: match &*clock {
            "virtual" => event::Clock::Virtual,
            "real" => event::Clock::Real,
            other => return Err(unknown("clock", other)),
        },
        started: started.into(),
        wall_started: wall_started.into(),
        tests,
        deselected,
        jobs,
        shard: shard.map(self::shard),
        flaky: if deny_flaky { event::Flaky::Denied } else { event::Flaky::Allowed },
    })
}

fn shard(shard: Shard<'_>) -> event::Shard {
    let Shard { index, total, tests, whole } = shard;
    event::Shard { index, total, tests, whole: whole.into() }
}

fn delivered(line: Delivery<'_>) -> Result<event::Delivered, String> {
    let signature = event::SignatureState::ALL
        .into_iter()
        .find(|one| one.word() == line.signature)
        .ok_or_else(|| unknown("signature", &line.signature))?;
    Ok(event::Delivered {
        test: line.test,
        number: line.number,
        arrived: micros(line.arrived_us),
        event_type: line.event_type.map(Text::into),
        scan_ref: line.scan_ref.map(Text::into),
        headers: headers(line.headers),
        body: body(line.body),
        signature,
        answered: line.answered,
        repeats: line.repeats,
    })
}

fn test_started(what: What<'_>) -> Result<event::TestStarted, String> {
    let What::TestStarted { test, id, name, file, line, tags, kind, attempt } = what else {
        return Err("is no head of a test".to_owned());
    };
    Ok(event::TestStarted {
        test,
        id: id.into(),
        name: name.into(),
        file: file.into(),
        line,
        tags: tags.into_iter().map(Text::into).collect(),
        kind: kind.into(),
        attempt,
    })
}

fn test_finished(what: What<'_>) -> Result<event::TestFinished, String> {
    let What::TestFinished { test, attempt, outcome, retried, reason, took_us } = what else {
        return Err("is no end of a test".to_owned());
    };
    let (outcome, reason, took) = (self::outcome(&outcome)?, reason.map(Text::into), micros(took_us));
    Ok(event::TestFinished { test, attempt, outcome, retried, reason, took })
}

fn exchanged(what: What<'_>) -> Result<event::Exchanged, String> {
    let What::Exchanged { test, step, request, answer, trouble, took_us } = what else {
        return Err("is no exchange".to_owned());
    };
    let result = match (answer, trouble) {
        (Some(answer), _) => Ok(received(answer)),
        (None, Some(trouble)) => Err(self::trouble(trouble)),
        (None, None) => return Err("has neither an answer nor a trouble".to_owned()),
    };
    Ok(event::Exchanged { test, step, request: sent(request), result, took: micros(took_us) })
}

fn drifted(what: What<'_>) -> Result<event::Drifted, String> {
    let What::Drifted { test, step, answer, kind, path, value, source, known } = what else {
        return Err("is no drift".to_owned());
    };
    let kind = event::DriftKind::ALL
        .into_iter()
        .find(|one| one.words() == kind)
        .ok_or_else(|| unknown("kind", &kind))?;
    let drift = event::Drift { answer: answer.into(), kind, path: path.into(), value: value.into() };
    let standing = if known { event::Standing::Known } else { event::Standing::New };
    Ok(event::Drifted { test, step, drift, source: source.into(), standing })
}

fn step_finished(line: Finished<'_>) -> Result<event::StepFinished, String> {
    let outcome = match (&*line.outcome, line.trouble) {
        ("passed", _) => event::StepOutcome::Passed,
        ("failed", _) => event::StepOutcome::Failed(line.failure.map(failure)),
        ("errored", Some(trouble)) => event::StepOutcome::Errored(self::trouble(trouble)),
        ("errored", None) => return Err("has an errored step without a trouble".to_owned()),
        ("not_run", _) => event::StepOutcome::NotRun(line.reason.map(Text::into).unwrap_or_default()),
        (other, _) => return Err(unknown("outcome", other)),
    };
    Ok(event::StepFinished {
        test: line.test,
        step: line.step,
        name: line.name.into(),
        line: line.line,
        part: part(&line.part)?,
        within: within(line.within, line.file),
        outcome,
        checks: line.checks.into_iter().map(check).collect(),
        path: line.path.into_iter().map(point).collect(),
        delivery: line.delivery,
        took: micros(line.took_us),
    })
}

fn check(check: Check<'_>) -> event::Checked {
    let basis = match check.basis {
        Basis::Written { place } => event::Basis::Written(self::place(place)),
        Basis::Success => event::Basis::Success,
        Basis::Contract { rule, source } => {
            event::Basis::Contract { rule: rule.into(), source: source.into() }
        }
        Basis::Snapshot { file, place } => {
            event::Basis::Snapshot { file: file.into(), place: self::place(place) }
        }
    };
    let mismatch = check.mismatch.map(|missed| event::Missed {
        path: missed.path.into(),
        expected: missed.expected.into(),
        actual: missed.actual.into(),
        difference: missed.difference.map(Text::into),
        hint: missed.hint.map(Text::into),
    });
    event::Checked { subject: check.subject.into(), basis, mismatch }
}

/// The flow that a step belongs to, which has both a step and a file.
fn within(step: Option<usize>, file: Option<Text<'_>>) -> Option<event::Within> {
    Some(event::Within { step: step?, file: file?.into() })
}

fn failure(failure: Failure<'_>) -> event::Failure {
    let Failure { message, hint, details, place } = failure;
    event::Failure {
        message: message.into(),
        hint: hint.map(Text::into),
        details: details.into_iter().map(Text::into).collect(),
        place: place.map(self::place),
    }
}

fn trouble(trouble: Trouble<'_>) -> event::Trouble {
    event::Trouble {
        kind: trouble.kind.into(),
        message: trouble.message.into(),
        causes: trouble.causes.into_iter().map(Text::into).collect(),
        hint: trouble.hint.map(Text::into),
    }
}

fn place(place: Place<'_>) -> event::WrittenPlace {
    /// No file that is read has more lines or bytes: a record can hold any number, and these are added to.
    const MOST: usize = u32::MAX as usize;
    let Place { file, line, column, text, start, end } = place;
    let [line, column, start, end] = [line, column, start, end].map(|number| number.min(MOST));
    event::WrittenPlace { file: file.into(), line, column, text: text.into(), start, end }
}

fn point(point: Point<'_>) -> event::PathPoint {
    event::PathPoint { seen: point.seen.into(), after: micros(point.after_us), times: point.times }
}

fn sent(sent: Sent<'_>) -> event::SentRequest {
    event::SentRequest {
        method: sent.method.into(),
        url: sent.url.into(),
        headers: headers(sent.headers),
        body: body(sent.body),
    }
}

fn received(received: Received<'_>) -> event::ReceivedAnswer {
    event::ReceivedAnswer {
        status: received.status,
        headers: headers(received.headers),
        body: body(received.body),
    }
}

fn headers(headers: Vec<(Text<'_>, Text<'_>)>) -> Vec<(String, String)> {
    headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}

fn body(body: Body<'_>) -> event::BodyText {
    event::BodyText { text: body.text.into(), bytes: body.bytes, cut: body.cut }
}

fn outcome(word: &str) -> Result<event::Outcome, String> {
    Ok(match word {
        "passed" => event::Outcome::Passed,
        "failed" => event::Outcome::Failed,
        "errored" => event::Outcome::Errored,
        "flaky" => event::Outcome::Flaky,
        "skipped" => event::Outcome::Skipped,
        "interrupted" => event::Outcome::Interrupted,
        "not_run" => event::Outcome::NotRun,
        other => return Err(unknown("outcome", other)),
    })
}

fn part(word: &str) -> Result<event::Part, String> {
    match word {
        "steps" => Ok(event::Part::Steps),
        "finally" => Ok(event::Part::Finally),
        other => Err(unknown("part", other)),
    }
}

fn unknown(what: &str, word: &str) -> String {
    format!("has a {what} `{word}` that this program does not know")
}

fn micros(number: u64) -> Duration {
    Duration::from_micros(number)
}
