//! Annotations of GitHub Actions: what did not pass, at its line of YAML. The job summary is [`super::markdown`].

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use super::{
    Results, TestResult, account,
    cause::{self, Cause, Spot},
    look::on_one_line,
    outline::{self, Gap},
};
use crate::{
    diagnostic::{Annotation, Level, annotations as commands},
    event::{Outcome, WrittenPlace},
};

/// Where all stand that GitHub has no room for.
const ALL: &str = "the job summary tells of them";

/// Writes the annotations: an error for a run that did not end in order, for each missing shard and for each test that
/// failed or could not be judged, a warning for each that was flaky, a notice for each drift. `root` leads from the folder that GitHub
/// checks out to the suite's root, with a slash at its end, or is empty.
///
/// # Errors
/// Where the writer fails.
pub fn annotations(results: &Results, root: &str, writer: &mut dyn Write) -> io::Result<()> {
    let of = |wanted: &dyn Fn(Outcome) -> bool, of_test: &dyn Fn(&TestResult) -> Annotation| {
        let tests = results.tests.iter().filter(|test| wanted(test.outcome()));
        tests.map(of_test).collect::<Vec<Annotation>>()
    };
    let is_broken = |outcome| matches!(outcome, Outcome::Failed | Outcome::Errored);
    // In front: what does not fit is cut off behind.
    let mut errors: Vec<Annotation> = outline::gaps(results).into_iter().map(of_gap).collect();
    errors.extend(of(&is_broken, &|test| of_broken(test, root)));
    let warnings = of(&|outcome| outcome == Outcome::Flaky, &|test| of_flaky(test, root));
    for of_level in [errors, warnings, of_drift(results)] {
        writer.write_all(commands(&of_level, ALL).as_bytes())?;
    }
    Ok(())
}

fn of_broken(test: &TestResult, root: &str) -> Annotation {
    let cause = cause::of(test.last()).unwrap_or_else(|| cause::unexplained(test.last()));
    let word = account::word(test.outcome());
    let mut message = words(&cause);
    if cause.spot.file != test.test().file {
        let _ = write!(message, "\nin {}:{}", on_one_line(&test.test().file), test.test().line);
    }
    if test.attempts.len() > 1 {
        let _ = write!(message, "\nin each of {} attempts", test.attempts.len());
    }
    annotation(Level::Error, &format!("{word}: {}", account::title(test.test())), &cause.spot, message, root)
}

/// The warning of a flaky test stands where its first attempt broke.
fn of_flaky(test: &TestResult, root: &str) -> Annotation {
    let first = &test.attempts[0];
    let cause = cause::of(first).unwrap_or_else(|| cause::unexplained(first));
    let attempt = test.test().attempt;
    let message = format!("passed in attempt {attempt}; before that: {}", words(&cause));
    annotation(Level::Warning, &format!("flaky: {}", account::title(test.test())), &cause.spot, message, root)
}

fn of_gap(gap: Gap) -> Annotation {
    let (concise, title) = (gap.message.clone(), format!("idvet: {}", gap.sort));
    Annotation { level: Level::Error, place: Vec::new(), title, message: gap.message, concise }
}

fn of_drift(results: &Results) -> Vec<Annotation> {
    let drifts = results.summary.drift.iter().map(outline::drift);
    drifts
        .map(|message| {
            let (concise, title) = (message.clone(), "idvet: drift".to_owned());
            Annotation { level: Level::Notice, place: Vec::new(), title, message, concise }
        })
        .collect()
}

fn words(cause: &Cause) -> String {
    match &cause.hint {
        Some(hint) => format!("{}\nhelp: {hint}", cause.message),
        None => cause.message.clone(),
    }
}

fn annotation(level: Level, title: &str, spot: &Spot, message: String, root: &str) -> Annotation {
    /// Characters of a title: more would push the message out of sight.
    const TITLE: usize = 200;
    let file = format!("{root}{}", spot.file);
    let first = message.lines().next().unwrap_or_default();
    let title: String = title.chars().take(TITLE).collect();
    let concise = format!("{}:{}: {title}: {first}", on_one_line(&file), spot.line);
    let place = place(file, spot);
    Annotation { level, place, title, message, concise }
}

/// GitHub takes columns only where begin and end stand on one line.
fn place(file: String, spot: &Spot) -> Vec<(&'static str, String)> {
    let mut place = vec![("file", file), ("line", spot.line.to_string())];
    let Some(written) = &spot.written else { return place };
    let meant = meant(written);
    let lines = meant.matches('\n').count();
    place.push(("endLine", written.line.saturating_add(lines).to_string()));
    if lines == 0 {
        place.push(("col", written.column.to_string()));
        place.push(("endColumn", written.column.saturating_add(meant.chars().count()).to_string()));
    }
    place
}

/// The text that is meant, without what stands behind its last line.
fn meant(written: &WrittenPlace) -> &str {
    written.text.get(written.start..written.end).unwrap_or_default().trim_end()
}
