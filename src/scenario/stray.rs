//! Fields that stand beside their verb because their indentation was forgotten.

use super::{
    Verb,
    words::{Level, listed},
};
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Entry, Node},
};

/// Reports the fields of a verb that stand beside it, all in one message, since they are one mistake; gives
/// their keys.
pub(super) fn report<'a>(
    verb: Verb,
    arguments: &Node,
    entries: &'a [Entry],
    problems: &mut Problems,
) -> Vec<&'a str> {
    let strays: Vec<&Entry> = entries.iter().filter(|entry| is_stray(verb, &entry.key.text)).collect();
    let words: Vec<&str> = strays.iter().map(|entry| entry.key.text.as_str()).collect();
    if strays.is_empty() {
        return words;
    }
    let message = format!("{} must stand under `{}`, found beside it", listed(&words), verb.word());
    let labelled = |diagnostic: Diagnostic, entry: &&Entry| diagnostic.at(problems.place(entry.key.span), "");
    let diagnostic = strays.iter().fold(Diagnostic::error(code::UNKNOWN_KEY, message), labelled);
    problems.push(diagnostic.help(advice(verb, arguments)));
    words
}

/// A verb whose call has a field of that name; of the two that make a session, the one for tests.
pub(super) fn verb_with_field(word: &str) -> Option<Verb> {
    let likeliest = std::iter::once(Verb::CreateDummyToken);
    likeliest.chain(Verb::ALL.iter().copied()).find(|verb| has_field(*verb, word))
}

fn advice(verb: Verb, arguments: &Node) -> String {
    let word = verb.word();
    if arguments.is_null() {
        format!("indent by two more spaces what belongs to `{word}`")
    } else {
        format!("put it into what stands behind `{word}`, with the same indentation as the rest of it")
    }
}

fn is_stray(verb: Verb, word: &str) -> bool {
    let known = Level::Step.knows(word);
    !known && (has_field(verb, word) || Level::Arguments(verb).knows(word))
}

fn has_field(verb: Verb, word: &str) -> bool {
    verb.call().is_some_and(|call| call.fields.iter().any(|field| field.name == word))
}
