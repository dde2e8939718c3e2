//! Which values of a test another run would have otherwise. Each template is filled a second time as another run
//! would fill it, with other random bits, at another time: what differs was drawn, and a snapshot must not hold it.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::scope::TestScope;
use crate::{
    snapshot::{Drawn, differ_in_known_ways},
    template::{Scope, Template, Value},
};

/// The random bits of the other runs. Of any two values or more that a function picks from, these two pick unlike
/// ones, whether it takes a remainder or not.
const OTHERS: [u64; 2] = [0, 1];

/// The name of the other run.
const OTHER_RUN: &str = "another-run";

/// How far the other run's time is away.
const LATER: jiff::SignedDuration = jiff::SignedDuration::from_secs(401 * 86_400 + 40_271);

/// What a filled value is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose<'a> {
    Any,
    /// The field of a request.
    Field(&'a str),
    /// A name that later templates use.
    Name(&'a str),
    /// A parameter of the flow that is about to begin.
    Parameter(&'a str),
    /// What the flow that is about to end exports.
    Export(&'a str),
}

/// What was drawn so far.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pub(super) drawn: Drawn,
    others: [Names; OTHERS.len()],
}

/// The names that another run has other values for.
#[derive(Debug)]
struct Names {
    /// Of the scenario, then of the flows under way. Never empty.
    frames: Vec<BTreeMap<String, Value>>,
    /// What goes into a flow, or comes out of it.
    passing: Vec<(String, Value)>,
}

impl Default for Names {
    fn default() -> Self {
        Self { frames: vec![BTreeMap::new()], passing: Vec::new() }
    }
}

impl Names {
    fn set(&mut self, name: &str, value: Value) {
        if let Some(frame) = self.frames.last_mut() {
            frame.insert(name.to_owned(), value);
        }
    }
}

/// A scope as another run has it.
struct Other<'s> {
    scope: &'s TestScope<'s>,
    values: Option<&'s BTreeMap<String, Value>>,
    bits: u64,
}

impl Watch {
    /// A flow begins with the parameters that were filled for it.
    pub(super) fn enter(&mut self) {
        for names in &mut self.others {
            let frame = names.passing.drain(..).collect();
            names.frames.push(frame);
        }
    }

    /// A flow ends.
    pub(super) fn leave(&mut self) {
        for names in &mut self.others {
            names.frames.pop();
        }
    }

    /// What a flow exports has this name.
    pub(super) fn set_exports(&mut self, name: &str) {
        for names in &mut self.others {
            let exports = Value::map(std::mem::take(&mut names.passing));
            names.set(name, exports);
        }
    }

    /// Notes what of a value was drawn.
    pub(super) fn look(
        &mut self,
        scope: &TestScope<'_>,
        template: &Template,
        value: &Value,
        purpose: Purpose<'_>,
    ) {
        let passes = matches!(purpose, Purpose::Parameter(_) | Purpose::Export(_));
        if template.as_literal().is_some() && !passes {
            return;
        }
        for (index, bits) in OTHERS.into_iter().enumerate() {
            let names = &mut self.others[index];
            let other = template.fill(&Other { scope, values: names.frames.last(), bits });
            let other = other.unwrap_or_else(|_| value.clone());
            let compared = Compared { run_id: &scope.facts.run_id, drawn: &mut self.drawn };
            match purpose {
                Purpose::Any => compared.look(None, &value.json, &other.json),
                Purpose::Field(name) => compared.look(Some(name), &value.json, &other.json),
                Purpose::Name(name) => {
                    compared.look(None, &value.json, &other.json);
                    names.set(name, other);
                }
                Purpose::Parameter(name) | Purpose::Export(name) => {
                    compared.look(None, &value.json, &other.json);
                    names.passing.push((name.to_owned(), other));
                }
            }
        }
    }
}

/// Compares the values of this run and another one.
struct Compared<'c> {
    run_id: &'c str,
    drawn: &'c mut Drawn,
}

impl Compared<'_> {
    /// Pairs of values are looked at one after the other, however deep they lie.
    fn look(self, field: Option<&str>, value: &Json, other: &Json) {
        let mut open = vec![(field.map(str::to_owned), value, Some(other))];
        while let Some((field, value, other)) = open.pop() {
            match value {
                Json::Object(fields) => open.extend(fields.iter().map(|(name, inner)| {
                    (Some(name.clone()), inner, other.and_then(|other| other.get(name)))
                })),
                Json::Array(elements) => {
                    let inner = elements.iter().enumerate();
                    open.extend(inner.map(|(index, inner)| {
                        (field.clone(), inner, other.and_then(|other| other.get(index)))
                    }));
                }
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
                    if other.is_none_or(|other| !self.is_same(value, other)) {
                        self.drawn.note(value);
                        if let Some(field) = field {
                            self.drawn.note_field(&field);
                        }
                    }
                }
            }
        }
    }

    fn is_same(&self, value: &Json, other: &Json) -> bool {
        match (value, other) {
            (Json::String(text), Json::String(other)) => {
                differ_in_known_ways((text, self.run_id), (other, OTHER_RUN))
            }
            _ => value == other,
        }
    }
}

impl Scope for Other<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        match self.values.and_then(|values| values.get(name)) {
            Some(value) => Some(value.clone()),
            None if name == "run" => Some(
                json!({
                    "id": OTHER_RUN,
                    "seed": self.scope.facts.seed.wrapping_add(1),
                    "started": self.now().to_string(),
                })
                .into(),
            ),
            None => self.scope.value(name),
        }
    }

    fn leaves_out(&self, first: &str, key: &str) -> bool {
        self.scope.leaves_out(first, key)
    }

    fn random(&self) -> u64 {
        self.bits
    }

    fn now(&self) -> jiff::Timestamp {
        self.scope.now().checked_add(LATER).unwrap_or(jiff::Timestamp::MIN)
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        self.scope.read_file(path)
    }
}
