//! A step: one verb and its modifiers; and the defaults of the verbs.

use serde_json::{Map, Value as Json, json};

use super::{
    described::described,
    shape::{Writer, closed},
};
use crate::{
    scenario::{Level, Verb},
    word::Word,
};

impl Writer<'_> {
    /// A step: one object with all verbs and modifiers. That a verb must be there, and one alone, is said beside them.
    pub(super) fn step(&mut self) -> Json {
        let verbs: Vec<(Verb, Json)> = Verb::ALL.iter().map(|verb| (*verb, self.verb(*verb))).collect();
        let mut properties: Map<String, Json> =
            verbs.into_iter().map(|(verb, schema)| (verb.word().to_owned(), schema)).collect();
        properties.extend(self.words(Level::Step.words()));
        let mut step = closed(properties);
        step.insert("anyOf".to_owned(), Verb::WORDS.iter().map(|verb| with_verb(verb)).collect());
        let others = Verb::WORDS.iter().map(|verb| ((*verb).to_owned(), without_others(verb)));
        step.insert("dependencies".to_owned(), Json::Object(others.collect()));
        step.into()
    }

    /// A verb and what may stand behind it.
    fn verb(&mut self, verb: Verb) -> Json {
        match verb.call() {
            Some(call) => self.call(verb.as_word(), call),
            None => self.word(verb.as_word()),
        }
    }

    /// `defaults`: behind a verb always a map.
    pub(super) fn defaults(&mut self) -> Json {
        let words = Level::Defaults.words();
        let each = words.into_iter().map(|word| (word.name.to_owned(), self.default(word)));
        closed(each.collect()).into()
    }

    fn default(&mut self, word: &'static Word) -> Json {
        let verb = Verb::of(word.name);
        match verb.and_then(Verb::call) {
            Some(call) => self.call(word, call),
            None => match verb {
                Some(verb) => described(word.about, "", closed(self.words(verb.keys()))),
                None => self.word(word),
            },
        }
    }
}

fn with_verb(verb: &str) -> Json {
    json!({ "required": [verb], "errorMessage": format!("a step has a verb, such as `{verb}`") })
}

/// Beside a verb no other may stand.
fn without_others(verb: &str) -> Json {
    let others = Verb::WORDS.iter().filter(|other| **other != verb);
    let none: Map<String, Json> = others.map(|other| ((*other).to_owned(), Json::Bool(false))).collect();
    json!({ "properties": none, "errorMessage": "a step has one verb: make it a step of its own" })
}
