//! `idvet list`.

use std::{fmt::Write, path::Path};

use serde_json::{Value, json};

use super::{
    NOTHING_MATCHED, WRONG_INPUT,
    arguments::{ListArguments, ListFormat},
    load::{self, Loaded, Sending, Wish},
    portion::Portion,
    unknown_tags,
    world::{Streams, World},
};
use crate::{
    diagnostic::{Severity, render_all},
    plan::{Steps, Test, Unset},
    report::on_one_line,
    secrets::Redactor,
};

/// The number of the form of the JSON document; another one where a reader of the one before would stumble.
const FORMAT: u64 = 1;

/// Runs the command; the exit code.
pub(super) fn list(
    world: &World,
    suite: Option<&Path>,
    arguments: &ListArguments,
    streams: &mut Streams,
) -> anyhow::Result<u8> {
    let portion = match Portion::ask(world, suite, &arguments.selection, &arguments.portion) {
        Ok(portion) => portion,
        Err(problems) => {
            streams.err(&render_all(&problems, streams.err_look));
            return Ok(WRONG_INPUT);
        }
    };
    // Without an environment's name nobody has said that its variables matter (decisions.md B15).
    let unset = if arguments.selection.env.is_some() { Unset::Refuse } else { Unset::Allow };
    let wish = Wish { timeout: None, retries: None, unset, sending: Sending::Nothing, steps: Steps::LetGo };
    let mut loaded = load::load(world, suite, &portion.selection(&arguments.selection), wish);
    let said = portion.cut(&mut loaded);
    streams.err(&loaded.shown_problems(streams.err_look));
    streams.err(&portion.nothing_failed().unwrap_or(said));
    streams.out(&match arguments.format {
        ListFormat::Text => lines(&loaded),
        ListFormat::Json => document(&loaded),
    })?;
    if loaded.known.is_empty() {
        streams.err(&unknown_tags::told(arguments.selection.tag.as_deref(), &loaded.tags));
    }
    let nothing_wanted = portion.nothing_failed().is_some() || loaded.is_empty_shard();
    Ok(match (loaded.count(Severity::Error), loaded.known.is_empty()) {
        (0, true) if !nothing_wanted => NOTHING_MATCHED,
        (0, _) => 0,
        _ => WRONG_INPUT,
    })
}

fn lines(loaded: &Loaded) -> String {
    let mut text = String::new();
    for test in &loaded.known {
        let tags = if test.tags.is_empty() { String::new() } else { format!("  [{}]", test.tags.join(", ")) };
        let skip = test.skip.as_ref().map(|reason| format!("  (skipped: {reason})")).unwrap_or_default();
        // Writing to a text cannot fail.
        let line = loaded.redactor.redact_owned(format!("{}{tags}{skip}", test.id));
        let _ = writeln!(text, "{}", on_one_line(&line));
    }
    text
}

/// The JSON document; `docs/ci.md` describes it.
fn document(loaded: &Loaded) -> String {
    let shard = loaded.shard.as_ref().map(|shard| {
        json!({ "index": shard.index, "total": shard.total, "tests": shard.tests, "whole": shard.whole })
    });
    let document = json!({
        "format": FORMAT,
        "idvet": env!("CARGO_PKG_VERSION"),
        "environment": loaded.plan.as_ref().map(|plan| plan.environment.name.as_str()),
        "shard": shard,
        "errors": loaded.count(Severity::Error),
        "tests": loaded.known.iter().map(|test| entry(test, &loaded.redactor)).collect::<Vec<_>>(),
    });
    escaped(&format!("{document:#}\n"))
}

fn entry(test: &Test, redactor: &Redactor) -> Value {
    let clean = |text: &str| redactor.redact(text).into_owned();
    json!({
        "id": clean(&test.id),
        "name": clean(&test.origin.scenario),
        "case": test.origin.case.as_deref().map(clean),
        "file": test.source.name(),
        "line": test.line(),
        "case_line": test.case_line(),
        "tags": test.tags.iter().map(|tag| clean(tag)).collect::<Vec<_>>(),
        "kind": test.kind.word(),
        "skipped": test.skip.as_deref().map(clean),
    })
}

/// Characters that a terminal would obey stand in JSON only within texts, where they can be written as numbers.
fn escaped(document: &str) -> String {
    let mut text = String::with_capacity(document.len());
    for character in document.chars() {
        let plain = character == '\n'
            || on_one_line(character.encode_utf8(&mut [0; 4])).len() == character.len_utf8();
        if plain {
            text.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}
