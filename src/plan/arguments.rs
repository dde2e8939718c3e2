//! The arguments of a step with the suite's defaults under them (decisions.md B1, B2).

use super::reports::Origin;
use crate::{
    scenario::{Step, Verb},
    source::{Entry, Node, Span, Tree},
};

/// One argument of a verb.
#[derive(Clone, Copy, Debug)]
pub(super) struct Argument<'a> {
    /// Its key.
    pub(super) name: &'a str,
    /// Where the key stands; of a short form, the verb.
    pub(super) key: Span,
    /// Its value.
    pub(super) value: &'a Node,
    /// In which file both stand.
    pub(super) origin: Origin,
}

/// The suite's defaults of verbs, variables of the process's environment filled in.
#[derive(Debug, Default)]
pub(super) struct Defaults(pub(super) Vec<(Verb, Vec<Entry>)>);

impl Defaults {
    /// The defaults of a verb alone, without those it takes over from another.
    pub(super) fn of(&self, verb: Verb) -> Vec<Argument<'_>> {
        let own = self.0.iter().filter(|(known, _)| *known == verb);
        own.flat_map(|(_, entries)| arguments(entries, Origin::Suite)).collect()
    }
}

/// What stands behind the verb, then the defaults of keys that do not stand there.
pub(super) fn merged<'a>(step: &'a Step, defaults: &'a Defaults) -> Vec<Argument<'a>> {
    let mut merged = written(step);
    for verb in [Some(step.verb.value), inherits(step.verb.value)].into_iter().flatten() {
        for argument in defaults.of(verb) {
            if merged.iter().all(|known| known.name != argument.name) && fits(&merged, argument.name) {
                merged.push(argument);
            }
        }
    }
    merged
}

/// Whether a key stands behind the verb that it does not know. That has a message of its own, and what seems to be
/// missing was probably meant by it.
pub(super) fn has_unknown_key(step: &Step) -> bool {
    let known = step.verb.value.keys();
    let written = step.arguments.as_map().unwrap_or_default();
    written.iter().any(|entry| known.iter().all(|word| word.name != entry.key.text))
}

/// Verbs whose defaults count for another verb too.
fn inherits(verb: Verb) -> Option<Verb> {
    (verb == Verb::CreateDummyToken).then_some(Verb::CreateToken)
}

/// A default does not stand beside a key that excludes it: a `path` beside a `url`, a second body.
fn fits(merged: &[Argument], name: &str) -> bool {
    const EXCLUSIVE: [&[&str]; 2] = [&["path", "url"], &["json", "form", "text", "file"]];
    EXCLUSIVE
        .iter()
        .filter(|group| group.contains(&name))
        .all(|group| merged.iter().all(|known| !group.contains(&known.name) || known.origin == Origin::Suite))
}

fn written(step: &Step) -> Vec<Argument<'_>> {
    match (&step.arguments.tree, short_form(step.verb.value)) {
        (Tree::Map(entries), _) => arguments(entries, Origin::File).collect(),
        (Tree::Scalar(_) | Tree::List(_), Some(name)) if !step.arguments.is_null() => {
            vec![Argument { name, key: step.verb.span, value: &step.arguments, origin: Origin::File }]
        }
        (Tree::Scalar(_) | Tree::List(_), _) => Vec::new(),
    }
}

/// The key that a scalar or a list behind the verb stands for.
fn short_form(verb: Verb) -> Option<&'static str> {
    match verb {
        Verb::PollStatus => Some("until"),
        Verb::AwaitWebhook => Some("event"),
        Verb::Wait => Some("for"),
        Verb::CreateToken
        | Verb::CreateDummyToken
        | Verb::AddManualStatus
        | Verb::GetStatus
        | Verb::GetFullStatus
        | Verb::GetData
        | Verb::GetFiles
        | Verb::Delete
        | Verb::GeneratePdf
        | Verb::AssertFields
        | Verb::Request
        | Verb::Poll
        | Verb::Set
        | Verb::Use => None,
    }
}

fn arguments(entries: &[Entry], origin: Origin) -> impl Iterator<Item = Argument<'_>> {
    entries.iter().map(move |entry| Argument {
        name: &entry.key.text,
        key: entry.key.span,
        value: &entry.value,
        origin,
    })
}

/// The argument of a key.
pub(super) fn find<'a, 'b>(arguments: &'b [Argument<'a>], name: &str) -> Option<&'b Argument<'a>> {
    arguments.iter().find(|argument| argument.name == name)
}
