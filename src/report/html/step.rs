//! A step: when, how long, what it looked at, and what happened in it.

use std::time::Duration;

use maud::{Markup, html};

use super::{
    exchange::{Shown, Surroundings, exchange, trouble_text},
    expectation::{expectations, failure},
    text::{bar, count, short, since, step_ending, took},
};
use crate::{
    event::{Event, Happening, Part, PathPoint, Standing, StepFinished, StepOutcome, StepStarted, Within},
    report::StepResult,
    template::show_duration,
};

/// What is shown of the beginning and of the end of what happened in a step.
const FIRST_MOMENTS: usize = 30;
const LAST_MOMENTS: usize = 10;

/// Points of a poll's path.
const PATH_POINTS: usize = 60;

/// Where a step stands, whether or not it began.
struct Head<'s> {
    name: &'s str,
    line: usize,
    part: Part,
    within: Option<&'s Within>,
}

/// A step in the timeline of its attempt, which took this long as a whole.
pub(super) fn step(step: &StepResult, id: &str, whole: Duration, around: &mut Surroundings<'_>) -> Markup {
    let Some(head) = head(step) else { return html! {} };
    let outcome = step.finished.as_ref().map(|finished| &finished.outcome);
    let ending = step_ending(outcome);
    let begin = step.began.saturating_sub(around.began);
    let lasted = step.finished.as_ref().map_or(Duration::ZERO, |finished| finished.took);
    let open = !matches!(outcome, Some(StepOutcome::Passed));
    if let Some(StepOutcome::NotRun(why)) = outcome.filter(|outcome| !outcome.is_cut_short()) {
        return html! {
            li.entry.step.not-run.inner[head.within.is_some()] id=(id) {
                div.line { (ending.mark()) (title(step.number, &head)) span.word { "not run: " (short(why)) } }
            }
        };
    }
    html! {
        li.entry.step.(ending.class).inner[head.within.is_some()] id=(id) {
            details open[open] {
                summary {
                    (ending.mark())
                    (title(step.number, &head))
                    span.word { (ending.word) }
                    span.times {
                        (bar(begin, begin + lasted, whole))
                        (since(step.began, around.began))
                        (took(lasted))
                    }
                }
                @if let Some(finished) = &step.finished { (came_to(finished, id)) }
                (moments(step, around))
            }
        }
    }
}

fn head(step: &StepResult) -> Option<Head<'_>> {
    let of_end = |it: &'_ StepFinished| (it.line, it.part);
    let of_start = |it: &'_ StepStarted| (it.line, it.part);
    let (name, (line, part), within) = match (&step.finished, &step.started) {
        (Some(it), _) => (it.name.as_str(), of_end(it), it.within.as_ref()),
        (None, Some(it)) => (it.name.as_str(), of_start(it), it.within.as_ref()),
        (None, None) => return None,
    };
    Some(Head { name, line, part, within })
}

fn title(number: usize, head: &Head<'_>) -> Markup {
    html! {
        span.what {
            span.number { (number) } " "
            bdi { (short(head.name)) }
            span.quiet {
                @match head.part { Part::Steps => {}, Part::Finally => " in finally" }
                @match head.within {
                    Some(within) => { ", " (short(&within.file)) ":" (head.line) },
                    None => { ", line " (head.line) },
                }
            }
        }
    }
}

fn came_to(finished: &StepFinished, id: &str) -> Markup {
    let test = id.split("--").next().unwrap_or(id);
    html! {
        @match &finished.outcome {
            StepOutcome::Failed(Some(it)) => (failure(it)),
            StepOutcome::Errored(trouble) => (trouble_text(trouble)),
            StepOutcome::Passed | StepOutcome::Failed(None) | StepOutcome::NotRun(_) => {}
        }
        (expectations(&finished.checks))
        (path(&finished.path))
        @if let Some(number) = finished.delivery {
            p { "took " a href=(format!("#{test}--w{number}")) { "webhook " (number) } }
        }
    }
}

/// What a poll saw, one after the other.
fn path(path: &[PathPoint]) -> Markup {
    html! {
        @if !path.is_empty() {
            h5 { "Seen" }
            ol.path {
                @for point in path.iter().take(PATH_POINTS) {
                    li {
                        code { (short(&point.seen)) } " "
                        span.time { (show_duration(point.after)) }
                        @if point.times > 1 { span.quiet { " " (count(point.times)) " times" } }
                    }
                }
                @if path.len() > PATH_POINTS { li { "and " (count(path.len() - PATH_POINTS)) " more" } }
            }
        }
    }
}

fn moments(step: &StepResult, around: &mut Surroundings<'_>) -> Markup {
    let all = &step.moments;
    let held = matches!(step.finished.as_ref().map(|it| &it.outcome), Some(StepOutcome::Passed));
    let last = all.iter().rposition(|event| matches!(event.what, Happening::Exchanged(_)));
    let is_left_out = |at: usize| at >= FIRST_MOMENTS && at + LAST_MOMENTS < all.len();
    let left_out = all.len().saturating_sub(FIRST_MOMENTS + LAST_MOMENTS);
    html! {
        @if !all.is_empty() {
            h5 { "What happened" }
            ul.moments {
                @for (at, event) in all.iter().enumerate().filter(|(at, _)| !is_left_out(*at)) {
                    @if left_out > 0 && at + LAST_MOMENTS == all.len() {
                        li.quiet { (count(left_out)) " more stand in the record" }
                    }
                    @let shown = if !held && last == Some(at) { Shown::Open } else { Shown::Closed };
                    (moment(event, shown, around))
                }
            }
        }
    }
}

fn moment(event: &Event, shown: Shown, around: &mut Surroundings<'_>) -> Markup {
    let when = since(event.at, around.began);
    let said = |what: Markup| html! { li.moment { span.what { (what) } span.times { (when) } } };
    match &event.what {
        Happening::Exchanged(it) => {
            let sent = event.at.saturating_sub(it.took);
            html! { li { (exchange(it, sent, shown, around)) } }
        }
        Happening::Polled(it) => said(html! { "saw " code { (short(&it.seen)) } }),
        Happening::Resent(it) => said(html! {
            "sent again (" (it.number) "): " (short(&it.why)) ", after a pause of " (show_duration(it.pause))
        }),
        Happening::SessionCreated(it) => said(html! { "session " code { (short(&it.scan_ref)) } " created" }),
        Happening::SessionDeleted(it) => said(html! { "session " code { (short(&it.scan_ref)) } " deleted" }),
        Happening::Drifted(it) => said(html! {
            "drift: " (it.drift.kind.words()) " "
            @if !it.drift.value.is_empty() { code { (short(&it.drift.value)) } " " }
            "at " code { (short(&it.drift.path)) } " of " (short(&it.drift.answer))
            @match it.standing { Standing::New => {}, Standing::Known => ", known" }
        }),
        Happening::RunStarted(_)
        | Happening::TestStarted(_)
        | Happening::StepStarted(_)
        | Happening::Delivered(_)
        | Happening::TurnedAway(_)
        | Happening::StepFinished(_)
        | Happening::TestFinished(_)
        | Happening::RunFinished(_) => html! {},
    }
}
