//! What the run came to, and what it was: verdict, totals, environment, seed, times.

use std::time::Duration;

use maud::{Markup, html};

use super::text::{Ending, count, counted, ending, line, short};
use crate::{
    event::{Clock, Flaky, Outcome, RunStarted},
    report::{Rerun, Results, TestResult, Verdict},
    template::show_duration,
};

/// Every outcome, in the order of the totals.
const OUTCOMES: [Outcome; 7] = [
    Outcome::Passed,
    Outcome::Failed,
    Outcome::Errored,
    Outcome::Flaky,
    Outcome::Interrupted,
    Outcome::NotRun,
    Outcome::Skipped,
];

/// The name of the page in a browser's list.
pub(super) fn title(results: &Results) -> String {
    let environment = results.summary.head.as_ref().map_or("", |head| head.environment.as_str());
    format!("{}: {} - idvet", verdict(results).word, short(environment))
}

/// The top of the page.
pub(super) fn head(results: &Results) -> Markup {
    let verdict = verdict(results);
    html! {
        header.(verdict.class) {
            div.top {
                p.brand { "idvet" span.quiet { " report" } }
                button #scheme type="button" hidden { "Dark" }
            }
            h1 { (verdict.mark()) (verdict.word) }
            p.lead { (lead(results)) }
            (totals(results))
            @if let Some(head) = &results.summary.head { (facts(results, head)) }
        }
    }
}

/// The verdict of the run as its exit code has it.
fn verdict(results: &Results) -> Ending {
    match results.summary.verdict() {
        Verdict::Passed => ending(Outcome::Passed),
        Verdict::Failed => ending(Outcome::Failed),
        Verdict::Errored => ending(Outcome::Errored),
        Verdict::NothingRan => Ending { word: "nothing ran", ..ending(Outcome::NotRun) },
        Verdict::Interrupted => ending(Outcome::Interrupted),
    }
}

fn lead(results: &Results) -> String {
    let summary = &results.summary;
    let tests = counted(results.tests.len(), "test", "tests");
    let took = match (&summary.head, &summary.end) {
        (Some(head), Some(end)) => format!(" in {}{}", show_duration(end.took), of_clock(head.clock)),
        (_, None) => "; the run did not end".to_owned(),
        (None, Some(_)) => String::new(),
    };
    let denied = match summary.head.as_ref().map(|head| head.flaky) {
        Some(Flaky::Denied) if summary.count(Outcome::Flaky) > 0 => "; flaky tests fail this run",
        Some(Flaky::Denied | Flaky::Allowed) | None => "",
    };
    format!("{tests}{took}, exit code {}{denied}", summary.verdict().code())
}

fn of_clock(clock: Clock) -> &'static str {
    match clock {
        Clock::Virtual => " of virtual time",
        Clock::Real => "",
    }
}

/// How many tests ended in which way; with a script each is a filter.
fn totals(results: &Results) -> Markup {
    let counted = |outcome: Outcome| results.tests.iter().filter(|test| test.outcome() == outcome).count();
    let counts: Vec<(Outcome, usize)> = OUTCOMES.map(|outcome| (outcome, counted(outcome))).to_vec();
    html! {
        (proportions(&counts, results.tests.len()))
        ul.totals {
            @for (outcome, number) in counts.into_iter().filter(|(_, number)| *number > 0) {
                @let end = ending(outcome);
                li.(end.class) {
                    button type="button" disabled aria-pressed="false" data-outcome=(end.class) {
                        (end.mark()) b { (count(number)) } " " (end.word)
                    }
                }
            }
        }
    }
}

/// The totals as one bar, for the eye alone.
#[expect(clippy::cast_precision_loss, reason = "a bar of a thousand parts")]
fn proportions(counts: &[(Outcome, usize)], all: usize) -> Markup {
    let mut begin = 0.0;
    html! {
        svg.proportions aria-hidden="true" width="100%" height="8" viewBox="0 0 1000 8" preserveAspectRatio="none" {
            @for (outcome, number) in counts.iter().filter(|(_, number)| *number > 0) {
                @let width = 1000.0 * *number as f64 / all.max(1) as f64;
                rect.(ending(*outcome).class) x=(format!("{begin:.1}")) width=(format!("{width:.1}")) height="8"
                    fill="currentColor" {}
                @let () = begin += width;
            }
        }
    }
}

fn facts(results: &Results, head: &RunStarted) -> Markup {
    let end = results.summary.end.as_ref();
    html! {
        dl.facts {
            (fact("environment", &format!("{} ({}, {})", head.environment, head.kind, head.address)))
            (fact("seed", &head.seed.to_string()))
            (fact("run", &head.run_id))
            (fact("started", &head.wall_started))
            @if head.clock == Clock::Virtual { (fact("started in virtual time", &head.started)) }
            @if let Some(end) = end {
                (fact("took", &format!("{}{}", show_duration(end.took), of_clock(head.clock))))
                (fact("requests sent", &count(end.requests)))
                (fact("sessions created", &count(end.sessions)))
            }
            (fact("tests side by side", &head.jobs.to_string()))
            @if head.deselected > 0 { (fact("not selected", &count(head.deselected))) }
            @if let Some(shard) = &head.shard {
                (fact("shard", &format!("{} of {} ({} tests in all)", shard.index, shard.total, count(shard.tests))))
            }
            (fact("idvet", &head.version))
        }
    }
}

fn fact(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (line(value)) } } }
}

/// What runs a test of this run again, as far as the record knows: from the suite's root, and without variables that
/// were given as arguments.
pub(super) fn rerun(results: &Results) -> Rerun {
    let Some(head) = &results.summary.head else { return Rerun::default() };
    let options = ["--env", &head.environment, "--seed", &head.seed.to_string()].map(str::to_owned).to_vec();
    Rerun { options, ..Rerun::default() }
}

/// The longest of some tests; a bar needs a whole.
pub(super) fn longest<'t>(tests: impl Iterator<Item = &'t TestResult>) -> Duration {
    tests.map(|test| test.last().took()).max().unwrap_or_default()
}
