//! The details of a test: its attempts, each with the timeline of its steps and of the webhooks about its sessions.

use std::time::Duration;

use maud::{Markup, html};

use super::{
    delivery::delivery,
    exchange::Surroundings,
    room::Room,
    step::step,
    text::{count, ending, line, short, took},
};
use crate::{
    event::{Delivered, Outcome},
    report::{Attempt, Rerun, StepResult, TestResult, cause},
};

/// Steps and webhooks of one attempt that are shown.
const ENTRIES: usize = 1_000;

/// An entry of a timeline.
enum Entry<'a> {
    Step(&'a StepResult),
    Webhook(&'a Delivered),
}

/// All that is shown of a test when it is opened.
pub(super) fn details(test: &TestResult, anchor: &str, rerun: &Rerun, room: &mut Room) -> Markup {
    let head = test.test();
    html! {
        div.details {
            p.identity { bdi { (line(&head.id)) } " " a href=(format!("#{anchor}")) { "link to this test" } }
            @if !matches!(test.outcome(), Outcome::Skipped) {
                p.again { "run it again: " code { (line(&rerun.command(head))) } }
            }
            @if test.attempts.len() == 1 {
                (attempt(test.last(), anchor, room))
            } @else {
                @for one in &test.attempts {
                    @let last = std::ptr::eq(one, test.last());
                    @let id = if last { anchor.to_owned() } else { format!("{anchor}--a{}", one.started.attempt) };
                    @let end = ending(one.outcome());
                    details.attempt.(end.class) open[!matches!(one.outcome(), Outcome::Passed | Outcome::Flaky)] {
                        summary {
                            (end.mark())
                            span.what { "attempt " (one.started.attempt) }
                            span.word { (end.word) }
                            span.times { (took(one.took())) }
                        }
                        (attempt(one, &id, room))
                    }
                }
            }
        }
    }
}

fn attempt(attempt: &Attempt, anchor: &str, room: &mut Room) -> Markup {
    let whole = length(attempt);
    let mut around = Surroundings { began: attempt.began, outcome: attempt.outcome(), room };
    let entries = entries(attempt);
    html! {
        @if let Some(reason) = attempt.finished.as_ref().and_then(|end| end.reason.as_deref()) {
            p.reason { (line(reason)) }
        }
        @if entries.is_empty() { p.quiet { "No step began." } }
        ol.timeline {
            @for entry in entries.iter().take(ENTRIES) {
                @match entry {
                    Entry::Step(it) => (step(it, &step_id(anchor, it.number), whole, &mut around)),
                    Entry::Webhook(it) => {
                        (delivery(it, Some(&format!("{}--w{}", plain(anchor), it.number)), &mut around))
                    }
                }
            }
        }
        @if entries.len() > ENTRIES { p.quiet { (count(entries.len() - ENTRIES)) " more stand in the record" } }
    }
}

/// `test-name-0a1b--s3`, of an earlier attempt `test-name-0a1b--a1-s3`.
fn step_id(anchor: &str, number: usize) -> String {
    let joint = if anchor.contains("--") { "-" } else { "--" };
    format!("{anchor}{joint}s{number}")
}

/// The test's own anchor: webhooks are numbered over the whole run.
fn plain(anchor: &str) -> &str {
    anchor.split("--").next().unwrap_or(anchor)
}

/// Steps in their order, each webhook behind the last step that began before it arrived.
fn entries(attempt: &Attempt) -> Vec<Entry<'_>> {
    let mut entries: Vec<(Duration, Entry<'_>)> =
        attempt.steps.iter().map(|step| (step.began, Entry::Step(step))).collect();
    entries.extend(attempt.deliveries.iter().map(|it| (it.arrived, Entry::Webhook(it))));
    entries.sort_by_key(|(at, _)| *at);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// How long the timeline of an attempt is.
fn length(attempt: &Attempt) -> Duration {
    let end = |step: &StepResult| {
        step.began + step.finished.as_ref().map_or(Duration::ZERO, |finished| finished.took)
    };
    let last = attempt.steps.iter().map(end).max().unwrap_or_default();
    attempt.took().max(last.saturating_sub(attempt.began))
}

/// Why a test did not pass, in a line.
pub(super) fn why(test: &TestResult) -> Option<String> {
    let reason = |attempt: &Attempt| attempt.finished.as_ref()?.reason.as_deref().map(short);
    let of = |attempt: &Attempt| cause::of(attempt).map(|cause| cause.message);
    match test.outcome() {
        Outcome::Passed => None,
        Outcome::Flaky => test.earlier().iter().find_map(of),
        Outcome::Failed | Outcome::Errored | Outcome::Interrupted => {
            of(test.last()).or_else(|| test.earlier().iter().find_map(of))
        }
        Outcome::Skipped | Outcome::NotRun => reason(test.last()),
    }
}
