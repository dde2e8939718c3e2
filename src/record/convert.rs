//! Events as lines: the form of a line from what the program calls it inside.

use std::{borrow::Cow, time::Duration};

use super::line::{
    Basis, Body, Check, Delivery, FORMAT, Failure, Finished, Line, Mismatch, Place, Point, Received, Sent,
    Shard, Text, Trouble, What,
};
use crate::event::{self, Event, Happening};

impl<'e> From<&'e Event> for Line<'e> {
    fn from(event: &'e Event) -> Self {
        Self { at_us: micros(event.at), what: what(&event.what) }
    }
}

fn what(happening: &Happening) -> What<'_> {
    match happening {
        Happening::RunStarted(head) => run_started(head),
        Happening::TestStarted(test) => test_started(test),
        Happening::StepStarted(step) => step_started(step),
        Happening::Exchanged(exchanged) => self::exchanged(exchanged),
        Happening::Polled(polled) => What::Polled {
            test: polled.test,
            step: polled.step,
            after_us: micros(polled.after),
            seen: text(&polled.seen),
        },
        Happening::SessionCreated(session) => {
            What::SessionCreated { test: session.test, step: session.step, scan_ref: text(&session.scan_ref) }
        }
        Happening::SessionDeleted(session) => {
            What::SessionDeleted { test: session.test, step: session.step, scan_ref: text(&session.scan_ref) }
        }
        Happening::Resent(resent) => What::Resent {
            test: resent.test,
            step: resent.step,
            number: resent.number,
            why: text(&resent.why),
            pause_us: micros(resent.pause),
        },
        Happening::Delivered(delivered) => What::Delivered(Box::new(delivery(delivered))),
        Happening::TurnedAway(away) => What::TurnedAway { reason: text(&away.reason), count: away.count },
        Happening::Drifted(drifted) => self::drifted(drifted),
        Happening::StepFinished(step) => What::StepFinished(Box::new(finished(step))),
        Happening::TestFinished(end) => What::TestFinished {
            test: end.test,
            attempt: end.attempt,
            outcome: outcome(end.outcome).into(),
            retried: end.retried,
            reason: end.reason.as_deref().map(Cow::Borrowed),
            took_us: micros(end.took),
        },
        Happening::RunFinished(end) => What::RunFinished {
            interrupted: end.interrupted,
            requests: end.requests,
            sessions: end.sessions,
            took_us: micros(end.took),
        },
    }
}

fn drifted(drifted: &event::Drifted) -> What<'_> {
    let event::Drifted { test, step, drift, source, standing } = drifted;
    What::Drifted {
        test: *test,
        step: *step,
        answer: text(&drift.answer),
        kind: drift.kind.words().into(),
        path: text(&drift.path),
        value: text(&drift.value),
        source: text(source),
        known: *standing == event::Standing::Known,
    }
}

fn run_started(head: &event::RunStarted) -> What<'_> {
    What::RunStarted {
        format: FORMAT,
        version: text(&head.version),
        run_id: text(&head.run_id),
        seed: head.seed,
        environment: text(&head.environment),
        kind: text(&head.kind),
        address: text(&head.address),
        clock: match head.clock {
            event::Clock::Virtual => "virtual".into(),
            event::Clock::Real => "real".into(),
        },
        started: text(&head.started),
        wall_started: text(&head.wall_started),
        tests: head.tests,
        deselected: head.deselected,
        jobs: head.jobs,
        shard: head.shard.as_ref().map(shard),
        deny_flaky: head.flaky == event::Flaky::Denied,
    }
}

fn shard(shard: &event::Shard) -> Shard<'_> {
    let event::Shard { index, total, tests, whole } = shard;
    Shard { index: *index, total: *total, tests: *tests, whole: text(whole) }
}

fn delivery(delivered: &event::Delivered) -> Delivery<'_> {
    Delivery {
        test: delivered.test,
        number: delivered.number,
        arrived_us: micros(delivered.arrived),
        event_type: delivered.event_type.as_deref().map(text),
        scan_ref: delivered.scan_ref.as_deref().map(text),
        headers: headers(&delivered.headers),
        body: body(&delivered.body),
        signature: delivered.signature.word().into(),
        answered: delivered.answered,
        repeats: delivered.repeats,
    }
}

fn test_started(test: &event::TestStarted) -> What<'_> {
    What::TestStarted {
        test: test.test,
        id: text(&test.id),
        name: text(&test.name),
        file: text(&test.file),
        line: test.line,
        tags: test.tags.iter().map(|tag| text(tag)).collect(),
        kind: text(&test.kind),
        attempt: test.attempt,
    }
}

fn step_started(step: &event::StepStarted) -> What<'_> {
    What::StepStarted {
        test: step.test,
        step: step.step,
        name: text(&step.name),
        verb: text(&step.verb),
        line: step.line,
        part: part(step.part).into(),
        within: step.within.as_ref().map(|within| within.step),
        file: step.within.as_ref().map(|within| text(&within.file)),
    }
}

fn exchanged(exchanged: &event::Exchanged) -> What<'_> {
    let request = Sent {
        method: text(&exchanged.request.method),
        url: text(&exchanged.request.url),
        headers: headers(&exchanged.request.headers),
        body: body(&exchanged.request.body),
    };
    let answer = exchanged.result.as_ref().ok().map(|answer| Received {
        status: answer.status,
        headers: headers(&answer.headers),
        body: body(&answer.body),
    });
    let trouble = exchanged.result.as_ref().err().map(trouble);
    let (test, step, took_us) = (exchanged.test, exchanged.step, micros(exchanged.took));
    What::Exchanged { test, step, request, answer, trouble, took_us }
}

fn finished(step: &event::StepFinished) -> Finished<'_> {
    let mut line = Finished {
        test: step.test,
        step: step.step,
        name: text(&step.name),
        line: step.line,
        part: part(step.part).into(),
        within: step.within.as_ref().map(|within| within.step),
        file: step.within.as_ref().map(|within| text(&within.file)),
        outcome: "passed".into(),
        reason: None,
        failure: None,
        trouble: None,
        checks: step.checks.iter().map(check).collect(),
        path: step.path.iter().map(point).collect(),
        delivery: step.delivery,
        took_us: micros(step.took),
    };
    match &step.outcome {
        event::StepOutcome::Passed => {}
        event::StepOutcome::Failed(failure) => {
            line.outcome = "failed".into();
            line.failure = failure.as_ref().map(self::failure);
        }
        event::StepOutcome::Errored(trouble) => {
            line.outcome = "errored".into();
            line.trouble = Some(self::trouble(trouble));
        }
        event::StepOutcome::NotRun(reason) => {
            line.outcome = "not_run".into();
            line.reason = Some(text(reason));
        }
    }
    line
}

fn check(check: &event::Checked) -> Check<'_> {
    let mismatch = check.mismatch.as_ref().map(|missed| Mismatch {
        path: text(&missed.path),
        expected: text(&missed.expected),
        actual: text(&missed.actual),
        difference: missed.difference.as_deref().map(Cow::Borrowed),
        hint: missed.hint.as_deref().map(Cow::Borrowed),
    });
    Check { subject: text(&check.subject), basis: basis(&check.basis), mismatch }
}

fn basis(basis: &event::Basis) -> Basis<'_> {
    match basis {
        event::Basis::Written(written) => Basis::Written { place: place(written) },
        event::Basis::Success => Basis::Success,
        event::Basis::Contract { rule, source } => Basis::Contract { rule: text(rule), source: text(source) },
        event::Basis::Snapshot { file, place: written } => {
            Basis::Snapshot { file: text(file), place: place(written) }
        }
    }
}

fn failure(failure: &event::Failure) -> Failure<'_> {
    Failure {
        message: text(&failure.message),
        hint: failure.hint.as_deref().map(Cow::Borrowed),
        details: failure.details.iter().map(|line| text(line)).collect(),
        place: failure.place.as_ref().map(place),
    }
}

fn trouble(trouble: &event::Trouble) -> Trouble<'_> {
    Trouble {
        kind: text(&trouble.kind),
        message: text(&trouble.message),
        causes: trouble.causes.iter().map(|cause| text(cause)).collect(),
        hint: trouble.hint.as_deref().map(Cow::Borrowed),
    }
}

fn place(place: &event::WrittenPlace) -> Place<'_> {
    Place {
        file: text(&place.file),
        line: place.line,
        column: place.column,
        text: text(&place.text),
        start: place.start,
        end: place.end,
    }
}

fn point(point: &event::PathPoint) -> Point<'_> {
    Point { seen: text(&point.seen), after_us: micros(point.after), times: point.times }
}

fn headers(headers: &[(String, String)]) -> Vec<(Text<'_>, Text<'_>)> {
    headers.iter().map(|(name, value)| (text(name), text(value))).collect()
}

fn body(body: &event::BodyText) -> Body<'_> {
    Body { text: text(&body.text), bytes: body.bytes, cut: body.cut }
}

fn outcome(outcome: event::Outcome) -> &'static str {
    match outcome {
        event::Outcome::Passed => "passed",
        event::Outcome::Failed => "failed",
        event::Outcome::Errored => "errored",
        event::Outcome::Flaky => "flaky",
        event::Outcome::Skipped => "skipped",
        event::Outcome::Interrupted => "interrupted",
        event::Outcome::NotRun => "not_run",
    }
}

fn part(part: event::Part) -> &'static str {
    match part {
        event::Part::Steps => "steps",
        event::Part::Finally => "finally",
    }
}

fn text(text: &str) -> Text<'_> {
    Cow::Borrowed(text)
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
