//! TAP 14: a test point for each test, its steps as a subtest, and what is to be known of it as YAML.

use std::io::{self, Write};

use super::{
    Attempt, Results, StepResult, TestResult, account, cause,
    look::{harmless, on_one_line},
    outline,
};
use crate::event::{CUT_SHORT, Outcome, StepOutcome};

/// The indentation of a subtest.
const SUBTEST: &str = "    ";

/// Whether a test point holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Yes,
    No,
}

/// Writes the results. A run that did not end in order, or of which a shard is missing, bails out behind the last test that is known of: without that,
/// its readers would count what was not run as passed.
///
/// # Errors
/// Where the writer fails.
pub fn write(results: &Results, writer: &mut dyn Write) -> io::Result<()> {
    writeln!(writer, "TAP version 14")?;
    let gaps = outline::gaps(results);
    match (results.tests.len(), gaps.is_empty()) {
        (0, true) => writeln!(writer, "1..0 # SKIP no test ran")?,
        // Behind a plan without points nothing is read any more.
        (0, false) => {}
        (count, _) => writeln!(writer, "1..{count}")?,
    }
    for (name, value) in outline::properties(results) {
        writeln!(writer, "# {name}: {value}")?;
    }
    for note in outline::notes(results) {
        writeln!(writer, "# {note}")?;
    }
    for (place, test) in results.tests.iter().enumerate() {
        write_test(results, test, place + 1, writer)?;
    }
    if gaps.is_empty() {
        return Ok(());
    }
    let why: Vec<&str> = gaps.iter().map(|gap| gap.message.as_str()).collect();
    writeln!(writer, "Bail out! {}", described(&why.join("; ")))
}

fn write_test(results: &Results, test: &TestResult, number: usize, writer: &mut dyn Write) -> io::Result<()> {
    let name = described(&on_one_line(&test.test().id));
    let outcome = test.outcome();
    let (holds, directive) = match outcome {
        Outcome::Passed | Outcome::Flaky => (Holds::Yes, String::new()),
        Outcome::Failed | Outcome::Errored => (Holds::No, String::new()),
        Outcome::Skipped => (Holds::Yes, skip(&account::reason(test))),
        Outcome::Interrupted | Outcome::NotRun => {
            (Holds::Yes, skip(&format!("{}: {}", account::word(outcome), account::reason(test))))
        }
    };
    let has_steps = directive.is_empty() && !test.last().steps.is_empty();
    if has_steps {
        writeln!(writer, "# Subtest: {name}")?;
        write_steps(test.last(), writer)?;
    }
    point(writer, "", holds, number, &(name + &directive))?;
    write_block(writer, "", &facts(results, test))
}

/// The steps of the attempt that counts.
fn write_steps(attempt: &Attempt, writer: &mut dyn Write) -> io::Result<()> {
    for (place, step) in attempt.steps.iter().enumerate() {
        let (held, directive) = step_standing(step);
        let name = step_name(step);
        point(writer, SUBTEST, held, place + 1, &(described(&name) + &directive))?;
        let path = step.finished.as_ref().and_then(|finished| account::path(&finished.path));
        write_block(writer, SUBTEST, &path.map(|path| ("saw", path)).into_iter().collect::<Vec<_>>())?;
    }
    writeln!(writer, "{SUBTEST}1..{}", attempt.steps.len())
}

/// Whether a step holds, and the directive of one that was not carried out to its end.
fn step_standing(step: &StepResult) -> (Holds, String) {
    match step.finished.as_ref().map(|finished| &finished.outcome) {
        Some(StepOutcome::Passed) => (Holds::Yes, String::new()),
        Some(StepOutcome::Failed(_) | StepOutcome::Errored(_)) => (Holds::No, String::new()),
        Some(outcome) if outcome.is_cut_short() => (Holds::Yes, skip(CUT_SHORT)),
        Some(StepOutcome::NotRun(why)) => (Holds::Yes, skip(&format!("not run: {}", on_one_line(why)))),
        None => (Holds::Yes, skip("interrupted")),
    }
}

fn step_name(step: &StepResult) -> String {
    let finished = step.finished.as_ref().map(|finished| finished.name.as_str());
    let name = finished.or_else(|| step.started.as_ref().map(|started| started.name.as_str()));
    on_one_line(name.unwrap_or("unknown"))
}

/// What is to be known of a test, each thing with its name.
fn facts(results: &Results, test: &TestResult) -> Vec<(&'static str, String)> {
    let outcome = test.outcome();
    let mut facts = vec![
        ("outcome", account::word(outcome)),
        ("at", format!("{}:{}", on_one_line(&test.test().file), test.test().line)),
        (DURATION, test.took().as_millis().to_string()),
    ];
    if let Some(cause) = cause::of(test.last()).filter(|_| is_broken(outcome)) {
        facts.extend([
            ("message", cause.message),
            ("severity", if outcome == Outcome::Errored { "error" } else { "fail" }.to_owned()),
            ("type", cause.sort),
            ("line", format!("{}:{}", on_one_line(&cause.spot.file), cause.spot.line)),
            ("story", account::story(test.last(), outline::run_of(results, test))),
        ]);
    }
    for attempt in test.earlier() {
        let why = cause::of(attempt).map_or_else(String::new, |cause| format!(": {}", cause.message));
        let word = account::word(attempt.outcome());
        facts.push((ATTEMPTS, format!("attempt {} {word}{why}", attempt.started.attempt)));
    }
    facts
}

/// The key whose value is a number.
const DURATION: &str = "duration_ms";

/// The key that may come several times, and is one list.
const ATTEMPTS: &str = "earlier_attempts";

fn is_broken(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Failed | Outcome::Errored)
}

fn skip(why: &str) -> String {
    format!(" # SKIP {}", described(why))
}

/// A description: what stands behind a `#` would be a directive.
fn described(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#")
}

fn point(
    writer: &mut dyn Write,
    indent: &str,
    holds: Holds,
    number: usize,
    description: &str,
) -> io::Result<()> {
    let word = match holds {
        Holds::Yes => "ok",
        Holds::No => "not ok",
    };
    writeln!(writer, "{indent}{word} {number} - {description}")
}

/// A block of YAML below a test point: a text of one line as JSON writes it, which YAML reads; a longer one line by
/// line.
fn write_block(writer: &mut dyn Write, indent: &str, facts: &[(&str, String)]) -> io::Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    writeln!(writer, "{indent}  ---")?;
    let (attempts, single): (Vec<_>, Vec<_>) = facts.iter().partition(|(key, _)| *key == ATTEMPTS);
    for (key, value) in single {
        if value.contains('\n') {
            writeln!(writer, "{indent}  {key}: |2-")?;
            for line in harmless(value).lines() {
                writeln!(writer, "{indent}    {line}")?;
            }
        } else {
            let written = if *key == DURATION { value.clone() } else { serde_json::to_string(value)? };
            writeln!(writer, "{indent}  {key}: {written}")?;
        }
    }
    if !attempts.is_empty() {
        writeln!(writer, "{indent}  {ATTEMPTS}:")?;
    }
    for (_, attempt) in attempts {
        writeln!(writer, "{indent}    - {}", serde_json::to_string(attempt)?)?;
    }
    writeln!(writer, "{indent}  ...")
}
