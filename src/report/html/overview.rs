//! What somebody looks for first: what broke, what was slow, what the documents do not name, and what came to the inbox
//! and belongs to nobody.

use std::{cmp::Reverse, collections::HashMap, time::Duration};

use maud::{Markup, PreEscaped, html};

use super::{
    delivery::{delivery, how_many},
    exchange::Surroundings,
    head::longest,
    list::title,
    room::{Room, wants_attention},
    test::why,
    text::{bar, count, counted, ending, line, short, took},
};
use crate::{
    event::Outcome,
    report::{Drifting, Results, TestResult},
};

/// Tests that are listed as broken; the filter finds the others.
const BROKEN: usize = 50;

/// Tests that are listed as slow.
const SLOWEST: usize = 10;

/// Rows of any other list.
const ROWS: usize = 200;

/// A test with the name of its row.
type Named<'r> = (&'r TestResult, &'r str);

/// The panels above the list.
pub(super) fn overview(results: &Results, anchors: &[String]) -> Markup {
    let tests: Vec<Named<'_>> = results.tests.iter().zip(anchors.iter().map(String::as_str)).collect();
    html! {
        (PreEscaped("<main>\n"))
        (broken(&tests))
        section.panels aria-label="Overview" {
            (slowest(&tests))
            (drift(results, &tests))
            (strays(results))
            (skipped(results))
        }
    }
}

fn broken(tests: &[Named<'_>]) -> Markup {
    let mut broken: Vec<&Named<'_>> =
        tests.iter().filter(|(test, _)| wants_attention(test.outcome())).collect();
    // What passed in the end can wait.
    broken.sort_by_key(|(test, _)| test.outcome() == Outcome::Flaky);
    html! {
        @if !broken.is_empty() {
            section.broken aria-labelledby="broken" {
                h2 #broken { "What to look at" }
                ol {
                    @for (test, anchor) in broken.iter().take(BROKEN) {
                        @let end = ending(test.outcome());
                        li.(end.class) {
                            (end.mark()) span.word { (end.word) }
                            span.what {
                                a href=(format!("#{anchor}")) { bdi.name { (short(title(test.test()))) } }
                                @if let Some(why) = why(test) { span.why { (short(&why)) } }
                            }
                        }
                    }
                }
                @if broken.len() > BROKEN {
                    p.quiet { "and " (count(broken.len() - BROKEN)) " more in the list below" }
                }
            }
        }
    }
}

fn slowest(tests: &[Named<'_>]) -> Markup {
    let mut slow: Vec<&Named<'_>> = tests.iter().filter(|(test, _)| !test.took().is_zero()).collect();
    slow.sort_by_key(|(test, _)| Reverse(test.took()));
    slow.truncate(SLOWEST);
    let whole = longest(slow.iter().map(|(test, _)| *test));
    html! {
        @if slow.len() > 1 {
            details.panel {
                summary { h2 { "Slowest" } }
                ol.slowest {
                    @for (test, anchor) in &slow {
                        li {
                            a href=(format!("#{anchor}")) { bdi.name { (short(title(test.test()))) } }
                            (bar(Duration::ZERO, test.took(), whole))
                            (took(test.took()))
                        }
                    }
                }
            }
        }
    }
}

fn drift(results: &Results, tests: &[Named<'_>]) -> Markup {
    let summary = &results.summary;
    if summary.drift.is_empty() && summary.known_drift == 0 {
        return html! {};
    }
    let rows: HashMap<&str, &str> = tests.iter().map(|(test, row)| (test.test().id.as_str(), *row)).collect();
    html! {
        details.panel {
            summary { h2 { "Drift" } " " span.quiet { (count(summary.drift.len())) " new" } }
            p { "What the API's documents do not name, and do not forbid." }
            @if !summary.drift.is_empty() {
                div.wide tabindex="0" role="region" aria-label="Drift" {
                    table {
                        thead { tr {
                            th scope="col" { "what" } th scope="col" { "where" } th scope="col" { "answer" }
                            th scope="col" { "steps" } th scope="col" { "first in" } th scope="col" { "documents" }
                        } }
                        tbody { @for one in summary.drift.iter().take(ROWS) { (drift_row(one, &rows)) } }
                    }
                }
            }
            @if summary.drift.len() > ROWS { p.quiet { "and " (count(summary.drift.len() - ROWS)) " more" } }
            @if summary.known_drift > 0 {
                p.quiet { "Known to the suite: met " (counted(summary.known_drift, "time", "times")) "." }
            }
        }
    }
}

fn drift_row(one: &Drifting, rows: &HashMap<&str, &str>) -> Markup {
    html! {
        tr {
            td { (one.drift.kind.words()) @if !one.drift.value.is_empty() { " " code { (short(&one.drift.value)) } } }
            td { code { (short(&one.drift.path)) } }
            td { (short(&one.drift.answer)) }
            td.figure { (count(one.count)) }
            td {
                @match rows.get(one.first.as_str()) {
                    Some(row) => a href=(format!("#{row}")) { (short(&one.first)) },
                    None => (short(&one.first)),
                }
            }
            td { (short(&one.source)) }
        }
    }
}

/// Webhooks that no test took for its own, and posts that were no webhooks.
fn strays(results: &Results) -> Markup {
    if results.strays.is_empty() && results.turned_away.is_empty() {
        return html! {};
    }
    let mut room = Room::of(results);
    // As of a test that passed: nobody waits for them.
    let mut around = Surroundings { began: Duration::ZERO, outcome: Outcome::Passed, room: &mut room };
    html! {
        details.panel {
            summary { h2 { "Webhooks of no test" } " " span.quiet { (how_many(results.strays.len())) } }
            p { "They name sessions that no test of this run has made. Times are since the run's start." }
            ol.timeline {
                @for one in results.strays.iter().take(ROWS) { (delivery(one, None, &mut around)) }
            }
            @if results.strays.len() > ROWS { p.quiet { "and " (count(results.strays.len() - ROWS)) " more" } }
            @for away in results.turned_away.iter().take(ROWS) {
                p { (counted(away.count, "post", "posts")) " turned away: " (line(&away.reason)) }
            }
        }
    }
}

fn skipped(results: &Results) -> Markup {
    let skipped = &results.summary.skipped;
    html! {
        @if !skipped.is_empty() {
            details.panel {
                summary { h2 { "Skipped" } " " span.quiet { (count(results.summary.count(Outcome::Skipped))) } }
                ul { @for (reason, number) in skipped.iter().take(ROWS) { li { (count(*number)) ": " (line(reason)) } } }
            }
        }
    }
}
