//! A test that did not pass, told so that somebody understands it who has never seen the code.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write,
};

use super::{
    exchange::{Headers, Subject},
    look::{Tone, harmless, on_one_line, outcome_word, toned},
};
use crate::{
    diagnostic::{Code, Diagnostic, Look, render},
    event::{
        Basis, Checked, Exchanged, Failure, Missed, Outcome, Part, PathPoint, Resent, StepFinished,
        StepOutcome, StepStarted, TestFinished, TestStarted, Trouble, Within, WrittenPlace,
    },
    source::{Place, Source, Span},
    template::show_duration,
};

/// Points of a poll's path that are shown.
const PATH_POINTS: usize = 12;

/// The subject of an expectation on the status of HTTP.
const HTTP_STATUS: &str = "status";

/// How a hint begins that quotes the API itself.
const QUOTED: &str = "the answer says ";

/// What is known of a test when it ends.
pub(super) struct Story<'s> {
    pub(super) test: &'s TestStarted,
    pub(super) end: &'s TestFinished,
    /// The steps that did not pass, each with the exchange or the delivery that belongs to it.
    pub(super) steps: &'s [(StepFinished, Option<Subject>)],
    /// The steps that used a flow, by their numbers: the way into the steps of flows.
    pub(super) uses: &'s BTreeMap<usize, StepStarted>,
    /// The requests that were sent again.
    pub(super) resent: &'s [Resent],
    /// The command that runs it again.
    pub(super) again: &'s str,
}

/// The whole story, with an empty line at its end.
pub(super) fn tell(story: &Story<'_>, curl: Option<fn(&Exchanged) -> String>, look: Look) -> String {
    let mut text = head(story.test, story.end, look);
    let told = told_by_their_steps(story);
    let failed = story.steps.iter().filter(|(step, _)| !is_not_run(step) && !told.contains(&step.step));
    for (step, subject) in failed {
        let exchanged = subject.as_ref().and_then(Subject::exchange);
        text.push_str(&step_text(story, step, exchanged, look));
        text.extend(subject.as_ref().map(|subject| subject.show(Headers::Hidden, look)));
        if let (Some(command), Some(exchanged)) = (curl, exchanged) {
            let _ = writeln!(text, "  {} {}", toned("curl:", Tone::Strong, look), command(exchanged));
        }
    }
    text.push_str(&not_run_text(story.steps));
    let _ = writeln!(text, "  {} {}\n", toned("run it again:", Tone::Strong, look), story.again);
    text
}

/// The outcome, the test's id, and how long it took: the one line that every test has.
pub(super) fn head(test: &TestStarted, end: &TestFinished, look: Look) -> String {
    let (word, tone) = outcome_word(end.outcome);
    let mut line = format!("{} {}", toned(&format!("{word:<7}"), tone, look), on_one_line(&test.id));
    if !matches!(end.outcome, Outcome::Skipped | Outcome::NotRun) && !end.took.is_zero() {
        let _ = write!(line, " {}", toned(&format!("({})", show_duration(end.took)), Tone::Quiet, look));
    }
    let notes: Vec<String> = attempt(end).into_iter().chain(end.reason.as_deref().map(on_one_line)).collect();
    if !notes.is_empty() {
        let _ = write!(line, ": {}", notes.join("; "));
    }
    line.push('\n');
    line
}

/// Which attempt this was, where there are several.
fn attempt(end: &TestFinished) -> Option<String> {
    let TestFinished { attempt, outcome, retried, .. } = end;
    match (*retried, *outcome) {
        (true, _) => Some(format!("attempt {attempt}, it is carried out again")),
        (false, Outcome::Flaky) => Some(format!("passed in attempt {attempt}")),
        (false, _) if *attempt > 1 => Some(format!("attempt {attempt}, the last one")),
        (false, _) => None,
    }
}

/// Whether a step never began.
fn is_not_run(step: &StepFinished) -> bool {
    matches!(step.outcome, StepOutcome::NotRun(_)) && !step.outcome.is_cut_short()
}

/// The steps that used a flow of which a step failed: that one tells of both.
fn told_by_their_steps(story: &Story<'_>) -> HashSet<usize> {
    let failed = story.steps.iter().map(|(step, _)| step).filter(|step| !is_not_run(step));
    failed.flat_map(|step| way_in(story, step)).map(|used| used.step).collect()
}

/// The steps that lead to a step of a flow, the innermost first.
fn way_in<'s>(story: &Story<'s>, step: &StepFinished) -> Vec<&'s StepStarted> {
    let enclosing = |within: &Option<Within>| story.uses.get(&within.as_ref()?.step);
    // Each has a smaller number than the one before, so this ends.
    std::iter::successors(enclosing(&step.within), |used| enclosing(&used.within)).collect()
}

/// `step 3, line 12: use _flows/denied.yaml > step 5, line 8: poll_status DENIED`.
fn step_head(step: &StepFinished, way: &[&StepStarted]) -> String {
    let part = match step.part {
        Part::Steps => "",
        Part::Finally => " of `finally`",
    };
    let mut stages: Vec<(usize, usize, &str)> =
        way.iter().rev().map(|used| (used.step, used.line, used.name.as_str())).collect();
    stages.push((step.step, step.line, &step.name));
    let stage = |(index, (number, line, name)): (usize, (usize, usize, &str))| {
        let part = if index == 0 { part } else { "" };
        format!("step {number}{part}, line {line}: {}", on_one_line(name))
    };
    stages.into_iter().enumerate().map(stage).collect::<Vec<_>>().join(" > ")
}

/// Where the flows on the way are used, the innermost first.
fn used_at(story: &Story<'_>, way: &[&StepStarted]) -> String {
    let line = |used: &&StepStarted| {
        let file = used.within.as_ref().map_or(&story.test.file, |within| &within.file);
        format!("  used at {}:{}\n", on_one_line(file), used.line)
    };
    way.iter().map(line).collect()
}

fn step_text(story: &Story<'_>, step: &StepFinished, exchanged: Option<&Exchanged>, look: Look) -> String {
    let way = way_in(story, step);
    let mut text = format!("\n  {}\n", step_head(step, &way));
    match &step.outcome {
        StepOutcome::Failed(Some(failure)) => text.push_str(&failure_text(failure, look)),
        StepOutcome::Errored(trouble) => text.push_str(&trouble_text(trouble, look)),
        StepOutcome::NotRun(why) => {
            let _ = writeln!(text, "  {}", on_one_line(why));
        }
        StepOutcome::Passed | StepOutcome::Failed(None) => {}
    }
    text.push_str(&checks_text(&step.checks, exchanged, look));
    text.push_str(&used_at(story, &way));
    text.push_str(&path_text(step, look));
    text.push_str(&resent_text(story.resent, step.step, look));
    text
}

/// What did not hold. Of a refusal that was not expected the fields say no more: it has others.
fn checks_text(checks: &[Checked], exchanged: Option<&Exchanged>, look: Look) -> String {
    let missed = || checks.iter().filter_map(|check| Some((check, check.mismatch.as_ref()?)));
    let is_refused = missed().any(|(check, _)| check.subject == HTTP_STATUS) && is_refusal(exchanged);
    let is_of_fields = |check: &Checked| check.subject.starts_with('$') || check.subject == "body";
    let (quiet, told): (Vec<_>, Vec<_>) = missed().partition(|(check, _)| is_refused && is_of_fields(check));
    let mut text: String = told.into_iter().map(|(check, missed)| missed_text(check, missed, look)).collect();
    match quiet.len() {
        0 => {}
        1 => text.push_str("  an expectation on its fields did not hold either\n"),
        count => {
            let _ = writeln!(text, "  {count} expectations on its fields did not hold either");
        }
    }
    text
}

fn is_refusal(exchanged: Option<&Exchanged>) -> bool {
    let answer = exchanged.and_then(|exchanged| exchanged.result.as_ref().ok());
    answer.is_some_and(|answer| answer.status >= 300)
}

fn missed_text(check: &Checked, missed: &Missed, look: Look) -> String {
    let subject = if missed.path.is_empty() { &check.subject } else { &missed.path };
    // Behind the word `expected` a value alone says that it has to be equal.
    let expected = missed.expected.strip_prefix("equal to ").unwrap_or(&missed.expected);
    let label = format!("expected {expected}, found {}", missed.actual);
    let mut diagnostic = match &check.basis {
        Basis::Written(_) | Basis::Success if check.subject == HTTP_STATUS => {
            status_diagnostic(check, missed)
        }
        Basis::Written(place) => {
            missed_diagnostic(subject, "is not what was expected").at(shown_place(place), label)
        }
        Basis::Success => missed_diagnostic(subject, &format!("is not what was expected: {label}")),
        Basis::Contract { .. } => missed_diagnostic(subject, &format!("breaks the contract: {label}")),
        Basis::Snapshot { file, place } => {
            Diagnostic::error(Code::UNNAMED, label).at(shown_place(place), format!("`{file}`"))
        }
    };
    let quoted = missed.hint.as_deref().filter(|hint| hint.starts_with(QUOTED));
    diagnostic.help.extend(missed.hint.clone().filter(|_| quoted.is_none()));
    let mut text = failed(&diagnostic, look);
    if let Some(quoted) = quoted {
        let _ = writeln!(text, "  {} {}", toned("note:", Tone::Strong, look), on_one_line(quoted));
    }
    if let Basis::Contract { rule, source } = &check.basis {
        let _ = writeln!(text, "  {} {}", toned("rule:", Tone::Strong, look), on_one_line(rule));
        let _ = writeln!(text, "  {} {}", toned("source:", Tone::Strong, look), on_one_line(source));
    }
    if let Some(difference) = &missed.difference {
        let title = match &check.basis {
            Basis::Snapshot { .. } => "difference (- accepted, + found):",
            Basis::Written(_) | Basis::Success | Basis::Contract { .. } => {
                "difference (- expected, + found):"
            }
        };
        let _ = writeln!(text, "  {}", toned(title, Tone::Strong, look));
        text.push_str(&difference_text(difference, look));
    }
    text
}

/// The word alone would be read as the status of a session.
fn status_diagnostic(check: &Checked, missed: &Missed) -> Diagnostic {
    let message = format!("the answer is HTTP {}, expected {}", missed.actual, missed.expected);
    let diagnostic = Diagnostic::error(Code::UNNAMED, message);
    match check.basis.place() {
        Some(place) => diagnostic.at(shown_place(place), ""),
        None => diagnostic,
    }
}

/// A diagnostic of something that was judged, and did not hold: an error is what could not be judged.
fn failed(diagnostic: &Diagnostic, look: Look) -> String {
    // The word of the severity comes first, whatever the colours.
    indented(&render(diagnostic, look).replacen(diagnostic.severity.word(), "failed", 1))
}

fn missed_diagnostic(subject: &str, what: &str) -> Diagnostic {
    Diagnostic::error(Code::UNNAMED, format!("`{subject}` {what}"))
}

/// A difference with its colours, indented, control characters escaped.
pub fn difference_text(difference: &str, look: Look) -> String {
    let lines = difference.lines().map(|line| {
        let shown = harmless(line);
        match line.as_bytes().first() {
            Some(b'-') => format!("    {}\n", toned(&shown, Tone::Bad, look)),
            Some(b'+') => format!("    {}\n", toned(&shown, Tone::Good, look)),
            Some(_) | None => format!("    {shown}\n"),
        }
    });
    lines.collect()
}

fn failure_text(failure: &Failure, look: Look) -> String {
    let mut diagnostic = Diagnostic::error(Code::UNNAMED, failure.message.clone());
    if let Some(place) = &failure.place {
        diagnostic = diagnostic.at(shown_place(place), "");
    }
    diagnostic.help.extend(failure.hint.clone());
    let mut text = failed(&diagnostic, look);
    for line in &failure.details {
        let _ = writeln!(text, "    {}", on_one_line(line));
    }
    text
}

fn trouble_text(trouble: &Trouble, look: Look) -> String {
    let message = format!("{}: {}", trouble.kind, trouble.message);
    let mut text = indented(&render(&Diagnostic::error(Code::UNNAMED, message), look));
    for cause in &trouble.causes {
        let _ = writeln!(text, "    caused by: {}", on_one_line(cause));
    }
    if let Some(hint) = &trouble.hint {
        let _ = writeln!(text, "  {} {}", toned("help:", Tone::Strong, look), on_one_line(hint));
    }
    text
}

/// `sent again: 500ms after 429, 3s after 503`.
fn resent_text(resent: &[Resent], step: usize, look: Look) -> String {
    let again = |it: &Resent| format!("{} after {}", show_duration(it.pause), on_one_line(&it.why));
    let times: Vec<String> = resent.iter().filter(|it| it.step == step).map(again).collect();
    if times.is_empty() {
        return String::new();
    }
    format!("  {} {}\n", toned("sent again:", Tone::Strong, look), times.join(", "))
}

/// `ACTIVE 0.0s → REVIEWING 1.2s, 3 times`.
fn path_text(step: &StepFinished, look: Look) -> String {
    let path = &step.path;
    // What was seen once, and nothing else, the message has said; of a step that was cut short nothing has.
    let is_said = matches!(path.as_slice(), [PathPoint { times: 1, .. }]) && !step.outcome.is_cut_short();
    if path.is_empty() || is_said {
        return String::new();
    }
    let mut points: Vec<String> = path.iter().take(PATH_POINTS).map(point).collect();
    if path.len() > PATH_POINTS {
        points.push(format!("... ({} changes in all)", path.len()));
    }
    format!("  {} {}\n", toned("seen:", Tone::Strong, look), points.join(" → "))
}

fn point(point: &PathPoint) -> String {
    let seen = on_one_line(&point.seen);
    let times = if point.times > 1 { format!(" ({} times)", point.times) } else { String::new() };
    format!("{seen} {:.1}s{times}", point.after.as_secs_f64())
}

fn not_run_text(steps: &[(StepFinished, Option<Subject>)]) -> String {
    let not_run: Vec<String> =
        steps.iter().filter(|(step, _)| is_not_run(step)).map(|(step, _)| step.step.to_string()).collect();
    match not_run.len() {
        0 => String::new(),
        1 => format!("  step {} was not run\n", not_run[0]),
        _ => format!("  steps {} were not run\n", not_run.join(", ")),
    }
}

fn shown_place(place: &WrittenPlace) -> Place {
    let source = Source::fragment(place.file.clone(), place.line, place.text.clone());
    Place::new(&source, Span::new(place.start, place.end))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") }).collect()
}
