//! `idvet check`.

use std::path::Path;

use serde_json::{Value, json};

use super::{
    NOTHING_MATCHED, WRONG_INPUT,
    arguments::{CheckArguments, CheckFormat},
    estimate,
    load::{self, Loaded, Sending, Wish},
    run::nothing_matched,
    world::{Streams, World},
};
use crate::{
    diagnostic::{Code, Severity, Whereabouts, to_github, to_json, to_sarif},
    plan::{Steps, Unset},
};

/// There are warnings, and they were not to be.
const DENIED: u8 = 1;

/// The number of the form of the JSON document; another one where a reader of the one before would stumble.
const FORMAT: u64 = 1;

/// Runs the command; the exit code.
pub(super) fn check(
    world: &World,
    suite: Option<&Path>,
    arguments: &CheckArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    // Without an environment's name nobody has said that its variables matter (decisions.md B15).
    let unset = if arguments.selection.env.is_some() { Unset::Refuse } else { Unset::Allow };
    let wish = Wish { timeout: None, retries: None, unset, sending: Sending::Nothing, steps: Steps::LetGo };
    let loaded = load::load(world, suite, &arguments.selection, wish);
    let text = match arguments.format {
        CheckFormat::Text => loaded.shown_problems(streams.out_look),
        CheckFormat::Json => pretty(&document(world, &loaded)),
        CheckFormat::Github => to_github(&loaded.diagnostics, &repository(world, &loaded)),
        CheckFormat::Sarif => pretty(&to_sarif(&loaded.diagnostics, &repository(world, &loaded))),
    };
    streams.out(&text)?;
    streams.err(&totals(&loaded));
    if arguments.format == CheckFormat::Text {
        if let Some(plan) = loaded.plan.as_ref().filter(|plan| !plan.tests.is_empty()) {
            streams.err(&estimate::in_words(plan));
        }
        if let Some(plan) = loaded.plan.as_ref().filter(|plan| plan.tests.is_empty()) {
            streams.err(&nothing_matched(plan));
        }
        streams.err(&more(&loaded));
    }
    Ok(exit_code(&loaded, arguments))
}

fn exit_code(loaded: &Loaded, arguments: &CheckArguments) -> u8 {
    match &loaded.plan {
        _ if loaded.count(Severity::Error) > 0 => WRONG_INPUT,
        Some(plan) if plan.tests.is_empty() => NOTHING_MATCHED,
        _ if arguments.deny_warnings && loaded.count(Severity::Warning) > 0 => DENIED,
        _ => 0,
    }
}

/// The JSON document; `docs/diagnostics.md` describes it.
fn document(world: &World, loaded: &Loaded) -> Value {
    let whereabouts = Whereabouts::new(&loaded.root, &world.folder);
    json!({
        "format": FORMAT,
        "idvet": env!("CARGO_PKG_VERSION"),
        "environment": loaded.plan.as_ref().map(|plan| plan.environment.name.as_str()),
        "diagnostics": to_json(&loaded.diagnostics, &whereabouts),
        "totals": {
            "files": loaded.files,
            "tests": loaded.known.len(),
            "errors": loaded.count(Severity::Error),
            "warnings": loaded.count(Severity::Warning),
        },
        "estimate": loaded.plan.as_ref().map(estimate::document),
    })
}

/// Paths from the root of the checkout: GitHub says where that is, and elsewhere it is the working folder.
fn repository(world: &World, loaded: &Loaded) -> Whereabouts {
    let workspace = world.variable("GITHUB_WORKSPACE").map(Path::new);
    let base = workspace.filter(|workspace| world.folder.starts_with(workspace)).unwrap_or(&world.folder);
    Whereabouts::new(&loaded.root, base)
}

fn pretty(document: &Value) -> String {
    format!("{document:#}\n")
}

fn totals(loaded: &Loaded) -> String {
    let files = counted(loaded.files, "file");
    let errors = counted(loaded.count(Severity::Error), "error");
    format!("{files} checked: {errors}, {}\n", counted(loaded.count(Severity::Warning), "warning"))
}

/// How to learn more of what was found.
fn more(loaded: &Loaded) -> String {
    let mut codes: Vec<Code> = loaded.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort();
    codes.dedup();
    match codes.as_slice() {
        [] => String::new(),
        [only] => format!("`idvet explain {}` tells more, with examples\n", only.0),
        [before @ .., last] => {
            let before: Vec<&str> = before.iter().map(|code| code.0).collect();
            let codes = format!("{} and {}", before.join(", "), last.0);
            format!("`idvet explain CODE` tells more about {codes}, with examples\n")
        }
    }
}

/// `no errors`, `1 error`, `2 errors`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
