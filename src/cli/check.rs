//! `idvet check`.

use std::path::Path;

use super::{
    NOTHING_MATCHED, WRONG_INPUT,
    arguments::CheckArguments,
    estimate,
    load::{self, Sending, Wish},
    world::{Streams, World},
};
use crate::{diagnostic::Severity, plan::Unset};

/// Runs the command; the exit code.
pub(super) fn check(
    world: &World,
    suite: Option<&Path>,
    arguments: &CheckArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    // Without an environment's name nobody has said that its variables matter (decisions.md B15).
    let unset = if arguments.selection.env.is_some() { Unset::Refuse } else { Unset::Allow };
    let wish = Wish { timeout: None, unset, sending: Sending::Nothing };
    let loaded = load::load(world, suite, &arguments.selection, wish);
    streams.out(&loaded.shown_problems(streams.out_look))?;
    let errors = loaded.count(Severity::Error);
    let warnings = loaded.count(Severity::Warning);
    let (files, errors_word) = (counted(loaded.files, "file"), counted(errors, "error"));
    streams.err(&format!("{files} checked: {errors_word}, {}\n", counted(warnings, "warning")));
    if let Some(plan) = loaded.plan.as_ref().filter(|plan| !plan.tests.is_empty()) {
        streams.err(&estimate::in_words(plan));
    }
    Ok(match (errors, &loaded.plan) {
        (0, Some(plan)) if plan.tests.is_empty() => NOTHING_MATCHED,
        (0, _) => 0,
        _ => WRONG_INPUT,
    })
}

/// `no errors`, `1 error`, `2 errors`.
fn counted(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
