//! What was measured, as tables in Markdown.

use std::{fmt::Write as _, fs};

use super::{
    case::Measured,
    contestant::{Contestant, Contestants},
    wanted::Line,
};

/// The machine, the programs, and the first line of the table.
pub(super) fn head(contestants: &Contestants) -> String {
    format!(
        "{}; {}\n\n\
         | scenarios | latency | jobs | who | wall | of the bare client | requests/s | CPU | memory |\n\
         | --: | --: | --: | --- | --: | --: | --: | --: | --: |\n",
        machine(),
        contestants.versions(),
    )
}

fn machine() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores", name.map_or("a processor without a name", |(_, name)| name))
}

/// The lines of one case.
pub(super) fn rows(measured: &Measured) -> String {
    let case = measured.case;
    let floor = measured.of(Contestant::Floor);
    let mut rows = String::new();
    for (who, spent) in &measured.spent {
        let ratio = floor.map(|floor| spent.wall.as_secs_f64() / floor.wall.as_secs_f64());
        let ratio = ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        let rate = measured.rate(*who).filter(|_| !case.is_waiting());
        let rate = rate.map_or("-".to_owned(), |rate| format!("{rate:.0}"));
        let _ = writeln!(
            rows,
            "| {} | {} ms | {} | {} | {:.1} ms | {ratio} | {rate} | {:.3} s | {:.1} MB |",
            case.scenarios,
            case.latency.as_millis(),
            case.jobs,
            who.name(),
            spent.wall.as_secs_f64() * 1000.0,
            spent.cpu.as_secs_f64(),
            spent.megabytes(),
        );
    }
    rows
}

/// What is wanted, and what was seen of it.
pub(super) fn wanted(lines: &[Line]) -> String {
    let mut table = "\n| wanted | bound | measured | |\n| --- | --: | --: | --- |\n".to_owned();
    for line in lines {
        let held = if line.held { "held" } else { "**missed**" };
        let _ = writeln!(table, "| {} | {} | {} | {held} |", line.what, line.bound, line.measured);
    }
    table
}
