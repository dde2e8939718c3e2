//! A step of the JSON report, and what it missed.

use std::{borrow::Cow, time::Duration};

use super::{
    form::{Missed, Place, Point, Step},
    micros,
};
use crate::{
    event::{Basis, Checked, Happening, Missed as Mismatch, Part, StepOutcome},
    report::StepResult,
};

/// A step of a test in `file`.
pub(super) fn step<'r>(result: &'r StepResult, file: &'r str) -> Step<'r> {
    let started = result.started.as_ref();
    let finished = result.finished.as_ref();
    let (name, line, part, within) = match (started, finished) {
        (Some(step), _) => (step.name.as_str(), step.line, step.part, step.within.as_ref()),
        (None, Some(step)) => (step.name.as_str(), step.line, step.part, step.within.as_ref()),
        (None, None) => ("", 0, Part::Steps, None),
    };
    let checks = finished.map_or(&[][..], |step| &step.checks);
    let missed: Vec<_> =
        checks.iter().filter_map(|check| Some(missed(check, check.mismatch.as_ref()?))).collect();
    let (outcome, reason) = finished.map_or(("interrupted", None), |step| outcome(&step.outcome));
    let count = |is: fn(&Happening) -> bool| result.moments.iter().filter(|moment| is(&moment.what)).count();
    Step {
        number: result.number,
        name,
        verb: started.map(|step| step.verb.as_str()),
        file: within.map_or(file, |within| &within.file),
        line,
        part: match part {
            Part::Steps => "steps",
            Part::Finally => "finally",
        },
        outcome,
        reason,
        took_us: micros(finished.map_or(Duration::ZERO, |step| step.took)),
        held: checks.len() - missed.len(),
        missed,
        path: finished.map_or(&[][..], |step| &step.path).iter().map(point).collect(),
        delivery: finished.and_then(|step| step.delivery),
        resent: count(|what| matches!(what, Happening::Resent(_))),
        exchanges: count(|what| matches!(what, Happening::Exchanged(_))),
    }
}

fn outcome(outcome: &StepOutcome) -> (&'static str, Option<Cow<'_, str>>) {
    match outcome {
        StepOutcome::Passed => ("passed", None),
        StepOutcome::Failed(failure) => ("failed", failure.as_ref().map(|failure| (&failure.message).into())),
        StepOutcome::Errored(trouble) => {
            ("errored", Some(format!("{}: {}", trouble.kind, trouble.message).into()))
        }
        StepOutcome::NotRun(reason) => ("not_run", Some(reason.into())),
    }
}

fn missed<'r>(check: &'r Checked, missed: &'r Mismatch) -> Missed<'r> {
    let (basis, source) = match &check.basis {
        Basis::Written(_) => ("written", None),
        Basis::Success => ("success", None),
        Basis::Contract { source, .. } => ("contract", Some(source.as_str())),
        Basis::Snapshot { file, .. } => ("snapshot", Some(file.as_str())),
    };
    Missed {
        subject: &check.subject,
        basis,
        path: &missed.path,
        expected: &missed.expected,
        actual: &missed.actual,
        difference: missed.difference.as_deref(),
        hint: missed.hint.as_deref(),
        place: check.basis.place().map(|place| Place {
            file: &place.file,
            line: place.line,
            column: place.column,
        }),
        source,
    }
}

fn point(point: &crate::event::PathPoint) -> Point<'_> {
    Point { seen: &point.seen, after_us: micros(point.after), times: point.times }
}
