//! Keys that the language does not know: what was probably meant, and what is known there.

use super::{
    Verb,
    order::is_full,
    words::{Level, listed},
};
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Entry, Key},
};

/// Reports every key of a map that is not known at its level.
pub(super) fn check(entries: &[Entry], level: Level, problems: &mut Problems) {
    let known = level.known();
    for entry in entries.iter().filter(|entry| !known.contains(&entry.key.text.as_str())) {
        if is_full(problems) {
            return;
        }
        refuse(&entry.key, level, problems);
    }
}

/// Reports a key that is not known at its level.
pub(super) fn refuse(key: &Key, level: Level, problems: &mut Problems) {
    let message = format!("unknown key `{}` {}", shown(&key.text), level.place());
    let diagnostic = Diagnostic::error(code::UNKNOWN_KEY, message).at(problems.place(key.span), "");
    problems.push(advise(diagnostic, &key.text, level));
}

/// A key as it stands in a message: cut, and without control characters.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.is_empty() {
        return "\"\"".to_owned();
    }
    let mut shown: String = text.chars().take(LONGEST).flat_map(escape_control).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

fn escape_control(character: char) -> Vec<char> {
    if character.is_control() { character.escape_default().collect() } else { vec![character] }
}

fn advise(diagnostic: Diagnostic, word: &str, level: Level) -> Diagnostic {
    if let Some(advice) = other_place(word, level) {
        return diagnostic.help(advice);
    }
    let known = format!("known {} are {}", level.place(), listed(&level.known()));
    match level.meant(word) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")).help(known),
        None => diagnostic.help(known),
    }
}

/// What to say of a word of the language that stands at the wrong level.
fn other_place(word: &str, level: Level) -> Option<String> {
    let known_in = |other: Level| other.knows(word);
    match level {
        Level::Scenario => other_place_in_scenario(word),
        Level::Flow => other_place_in_flow(word),
        // `timeout` and `with` are what people write for `within`, too.
        Level::Arguments(verb) if Level::Step.knows(word) && !["timeout", "with"].contains(&word) => Some(
            format!("`{word}` stands beside the verb: indent it as far as `{}`, not further", verb.word()),
        ),
        Level::Arguments(Verb::AssertFields) if level.meant(word).is_none() => {
            Some(format!("a field of the answer stands below `fields`: `fields: {{ {}: ... }}`", shown(word)))
        }
        Level::DefaultsOf(_) if Level::Step.knows(word) && word != "timeout" => {
            Some(format!("`{word}` belongs to a step: defaults hold only what stands behind a verb"))
        }
        Level::Suite if known_in(Level::Environment) => Some(format!(
            "`{word}` belongs to an environment: put it under the environment's name below `environments`"
        )),
        Level::Suite if known_in(Level::Scenario) => {
            Some(format!("`{word}` belongs in a scenario file: `idvet.yaml` holds what all of them share"))
        }
        Level::Environment if known_in(Level::Credentials) => {
            Some(format!("`{word}` belongs under `credentials`"))
        }
        Level::Environment if known_in(Level::Limits) => Some(format!("`{word}` belongs under `limits`")),
        Level::Environment if known_in(Level::Webhooks) => Some(format!("`{word}` belongs under `webhooks`")),
        Level::Webhooks if known_in(Level::Tls) => Some(format!("`{word}` belongs under `tls`")),
        Level::Arguments(Verb::AwaitWebhook) if known_in(Level::Respond) => {
            Some(format!("`{word}` belongs under `respond`"))
        }
        Level::Step
        | Level::Snapshot
        | Level::Condition
        | Level::Matrix
        | Level::Axis
        | Level::Verb
        | Level::Arguments(_)
        | Level::Suite
        | Level::Defaults
        | Level::DefaultsOf(_)
        | Level::Environment
        | Level::Credentials
        | Level::Limits
        | Level::Webhooks
        | Level::Tls
        | Level::Respond
        | Level::Transport
        | Level::Parameter => None,
    }
}

fn other_place_in_scenario(word: &str) -> Option<String> {
    Some(match word {
        "setup" | "before" | "before_all" => {
            format!("put the steps of `{word}` first under `steps`: `finally` alone is set apart")
        }
        "exports" => {
            format!("`{word}` belongs to a flow: a file in `_flows` whose steps scenarios share by `use`")
        }
        _ if Level::Verb.knows(word) => verb_beside_steps(word),
        _ if Level::Step.knows(word) && word != "id" => {
            format!("`{word}` belongs to a step: put it beside the step's verb")
        }
        _ if Level::Suite.knows(word) => format!("`{word}` belongs in `idvet.yaml`"),
        _ => return None,
    })
}

fn other_place_in_flow(word: &str) -> Option<String> {
    let level = Level::Flow;
    Some(match word {
        "description" | "name" => {
            format!("a flow is known by its file: say what it is for in a comment, `# {word}: ...`")
        }
        _ if level.meant(word).is_none() && Level::Scenario.knows(word) => {
            format!("`{word}` belongs to a scenario: a flow has {}", listed(&level.known()))
        }
        _ if Level::Verb.knows(word) => verb_beside_steps(word),
        _ => return None,
    })
}

fn verb_beside_steps(word: &str) -> String {
    format!("`{word}` is a verb: make it a step, `- {word}: ...` under `steps`")
}
