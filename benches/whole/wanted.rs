//! The ratios that idvet wants to hold, and how they are reckoned.

use super::{
    case::Measured,
    contestant::Contestant::{self, Floor, Hurl, Idvet},
    measure::Spent,
};

/// One wanted thing.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) what: String,
    pub(super) bound: String,
    pub(super) measured: String,
    pub(super) held: bool,
}

/// What can be said of the cases that were measured.
pub(super) fn lines(results: &[Measured]) -> Vec<Line> {
    let kinds = [one, thousand, slow_server, growth, waiting];
    kinds.iter().flat_map(|kind| kind(results)).collect()
}

fn one(results: &[Measured]) -> Vec<Line> {
    let Some(case) = find(results, 1, 0, None) else { return Vec::new() };
    let wall = ratio(case, Hurl, |spent| spent.wall.as_secs_f64());
    let memory = case.of(Idvet).map(|spent| spent.megabytes());
    [
        wall.map(|wall| at_most("one scenario: wall, of hurl's", wall, 0.8, "")),
        memory.map(|memory| at_most("one scenario: memory", memory, 20.0, " MB")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn thousand(results: &[Measured]) -> Vec<Line> {
    let Some(case) = best(results, Idvet) else { return Vec::new() };
    let jobs = case.case.jobs;
    let what = |what: &str| format!("1,000 scenarios, best jobs ({jobs}): {what}");
    let mut lines = Vec::new();
    if let (Some(own), Some(floor)) = (case.rate(Idvet), case.rate(Floor)) {
        lines.push(at_least(&what("requests/s, of the bare client's at the same jobs"), own / floor, 0.75));
    }
    lines.extend(case.of(Idvet).map(|own| at_most(&what("memory"), own.megabytes(), 40.0, " MB")));
    if let Some(hurl) = best(results, Hurl)
        && let (Some(own), Some(rate)) = (case.rate(Idvet), hurl.rate(Hurl))
        && let (Some(own_spent), Some(spent)) = (case.of(Idvet), hurl.of(Hurl))
    {
        let of_hurl = |text: &str| format!("{} ({})", what(text), hurl.case.jobs);
        lines.push(at_least(&of_hurl("requests/s, of hurl's with its best jobs"), own / rate, 2.5));
        let cpu = own_spent.cpu.as_secs_f64() / spent.cpu.as_secs_f64();
        lines.push(at_most(&of_hurl("CPU seconds, of hurl's with its best jobs"), cpu, 0.35, ""));
    }
    lines
}

fn slow_server(results: &[Measured]) -> Vec<Line> {
    let line = |jobs: usize| {
        let wall = ratio(find(results, 1_000, 50, Some(jobs))?, Floor, |spent| spent.wall.as_secs_f64())?;
        let what = format!("1,000 scenarios at 50 ms, jobs {jobs}: wall, of the bare client's");
        Some(at_most(&what, wall, 1.1, ""))
    };
    [64, 256].into_iter().filter_map(line).collect()
}

fn growth(results: &[Measured]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (latency, jobs) in [(0, 64), (50, 256)] {
        let own = |scenarios| find(results, scenarios, latency, Some(jobs)).and_then(|case| case.of(Idvet));
        let (Some(few), Some(many)) = (own(1_000), own(5_000)) else { continue };
        let what = |what: &str| format!("5,000 scenarios at {latency} ms, jobs {jobs}: {what}");
        let wall = many.wall.as_secs_f64() / few.wall.as_secs_f64() / 5.0;
        lines.push(at_most(&what("wall, of five times that of 1,000"), wall, 1.1, ""));
        let memory = many.megabytes() / few.megabytes();
        lines.push(at_most(&what("memory, of that of 1,000"), memory, 1.5, ""));
        lines.push(at_most(&what("memory"), many.megabytes(), 100.0, " MB"));
    }
    lines
}

fn waiting(results: &[Measured]) -> Vec<Line> {
    let case = results.iter().find(|measured| measured.case.is_waiting());
    let Some(spent) = case.and_then(|case| case.of(Idvet)) else { return Vec::new() };
    vec![at_most("10,000 scenarios that wait 5 s, all at once: wall", spent.wall.as_secs_f64(), 7.5, " s")]
}

fn find(results: &[Measured], scenarios: usize, latency: u128, jobs: Option<usize>) -> Option<&Measured> {
    results.iter().find(|measured| {
        let case = measured.case;
        case.scenarios == scenarios
            && case.latency.as_millis() == latency
            && !case.is_waiting()
            && jobs.is_none_or(|jobs| case.jobs == jobs)
    })
}

/// The case of 1,000 scenarios without latency in which somebody was fastest.
fn best(results: &[Measured], who: Contestant) -> Option<&Measured> {
    let cases = results.iter().filter(|it| it.case.scenarios == 1_000 && it.case.latency.is_zero());
    cases.filter(|case| case.of(who).is_some()).min_by_key(|case| case.of(who).map(|spent| spent.wall))
}

/// A figure of idvet's, of that of another.
fn ratio(case: &Measured, other: Contestant, figure: impl Fn(Spent) -> f64) -> Option<f64> {
    Some(figure(case.of(Idvet)?) / figure(case.of(other)?))
}

fn at_most(what: &str, measured: f64, bound: f64, unit: &str) -> Line {
    Line {
        what: what.to_owned(),
        bound: format!("at most {bound}{unit}"),
        measured: format!("{measured:.2}{unit}"),
        held: measured <= bound,
    }
}

fn at_least(what: &str, measured: f64, bound: f64) -> Line {
    Line {
        what: what.to_owned(),
        bound: format!("at least {bound}"),
        measured: format!("{measured:.2}"),
        held: measured >= bound,
    }
}
