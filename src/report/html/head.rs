//! What the run came to, and what it was: verdict, totals, environment, seed, times.

use std::time::Duration;

use maud::{Markup, html};

use super::text::{Ending, count, counted, ending, short};
use crate::{
    event::{Clock, Flaky, Outcome, RunFinished, RunStarted},
    report::{Rerun, Results, TestResult, Verdict},
    template::show_duration,
};

/// Heads of merged runs that are shown.
const RUNS: usize = 200;

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
                button #scheme type="button" hidden { "Dark scheme" }
            }
            h1 { (verdict.mark()) (verdict.word) }
            p.lead { (lead(results)) }
            @for warning in warnings(results) { p.warning { (warning) } }
            (totals(results))
            @match results.runs.as_slice() {
                [] => {}
                [run] => (facts(run, &results.cost())),
                runs => (merged(runs, &results.cost())),
            }
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

/// What the totals alone do not say.
fn warnings(results: &Results) -> Vec<String> {
    let summary = &results.summary;
    let mut warnings = Vec::new();
    if !summary.missing_shards.is_empty() {
        let parts: Vec<String> = summary.missing_shards.iter().take(RUNS).map(usize::to_string).collect();
        let total = results.runs.iter().find_map(|run| run.shard.as_ref()).map_or(0, |shard| shard.total);
        let (missing, of) = (parts.join(", "), count(total));
        warnings.push(format!(
            "No record was given of shard {missing} of {of}: nobody can say how its tests ended."
        ));
    }
    if summary.not_begun() > 0 {
        warnings.push(format!(
            "{} did not begin and are not in the list.",
            counted(summary.not_begun(), "test", "tests")
        ));
    }
    if summary.is_empty_shard() {
        warnings.push("This shard has no tests.".to_owned());
    }
    warnings
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

/// What a run was, and what it cost.
fn facts(run: &RunStarted, cost: &RunFinished) -> Markup {
    html! {
        dl.facts {
            (of_run(run))
            (of_cost(cost, run.clock))
        }
    }
}

/// What several runs cost together, and what each was.
fn merged(runs: &[RunStarted], cost: &RunFinished) -> Markup {
    html! {
        dl.facts {
            (fact("merged from", &counted(runs.len(), "run", "runs")))
            (of_cost(cost, runs[0].clock))
        }
        @for run in runs.iter().take(RUNS) {
            section.run {
                h2 {
                    @match &run.shard {
                        Some(shard) => { "Shard " (shard.index) " of " (shard.total) },
                        None => { "Run " (short(&run.run_id)) },
                    }
                }
                dl.facts { (of_run(run)) }
            }
        }
        @if runs.len() > RUNS { p.quiet { "and " (counted(runs.len() - RUNS, "run", "runs")) " more" } }
    }
}

fn of_cost(cost: &RunFinished, clock: Clock) -> Markup {
    html! {
        (fact("took", &format!("{}{}", show_duration(cost.took), of_clock(clock))))
        (fact("requests sent", &count(cost.requests)))
        (fact("sessions created", &count(cost.sessions)))
    }
}

fn of_run(run: &RunStarted) -> Markup {
    html! {
        (fact("environment", &format!("{} ({}, {})", run.environment, run.kind, run.address)))
        (fact("seed", &run.seed.to_string()))
        (fact("run", &run.run_id))
        (fact("started", &run.wall_started))
        @if run.clock == Clock::Virtual { (fact("started in virtual time", &run.started)) }
        (fact("tests side by side", &run.jobs.to_string()))
        @if run.deselected > 0 { (fact("not selected", &count(run.deselected))) }
        @if let Some(shard) = &run.shard {
            (fact("shard", &format!("{} of {} ({} tests in all)", shard.index, shard.total, count(shard.tests))))
        }
        (fact("idvet", &run.version))
    }
}

fn fact(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (short(value)) } } }
}

/// What runs a test of a run again, as far as the record knows: from the suite's root, and without variables that were
/// given as arguments.
pub(super) fn rerun(results: &Results, test: &TestResult) -> Rerun {
    let Some(run) = results.runs.get(test.run) else { return Rerun::default() };
    let options = ["--env", &run.environment, "--seed", &run.seed.to_string()].map(str::to_owned).to_vec();
    Rerun { options, ..Rerun::default() }
}

/// The longest of some tests; a bar needs a whole.
pub(super) fn longest<'t>(tests: impl Iterator<Item = &'t TestResult>) -> Duration {
    tests.map(TestResult::took).max().unwrap_or_default()
}
