//! Each map of the language: the schema and reading know the same keys, and every example is right by both.

use std::collections::BTreeSet;

use idvet::{
    diagnostic::{Diagnostic, Problems, code},
    expect::{self, matchers},
    scenario::{self, Level, Suite, Verb},
    source::Source,
    vocabulary::calls,
    word::Word,
};
use serde_json::Value as Json;

use super::{committed, validator, violations};

/// A map of the language within a text that is right; `HERE` is where a further key of it can stand.
struct Place {
    schema: &'static str,
    text: &'static str,
    /// Where the map's `properties` stand in the schema.
    properties: &'static str,
    level: Level,
}

const PLACES: &[Place] = &[
    Place {
        schema: "scenario",
        text: "name: a\nsteps: [{ wait: 1s }]\nHERE\n",
        properties: "/properties",
        level: Level::Scenario,
    },
    Place {
        schema: "scenario",
        text: "name: a\nsteps:\n  - wait: 1s\n    HERE\n",
        properties: "/definitions/step/properties",
        level: Level::Step,
    },
    Place {
        schema: "scenario",
        text: "name: a\nsteps:\n  - get_status:\n    snapshot:\n      name: b\n      HERE\n",
        properties: "/definitions/step/properties/snapshot/anyOf/2/properties",
        level: Level::Snapshot,
    },
    Place {
        schema: "scenario",
        text: "name: a\nsteps:\n  - poll_status:\n      until: APPROVED\n      HERE\n",
        properties: "/definitions/step/properties/poll_status/anyOf/2/properties",
        level: Level::Arguments(Verb::PollStatus),
    },
    Place {
        schema: "scenario",
        text: "name: a\nsteps:\n  - assert_fields:\n      fields: { a: 1 }\n      HERE\n",
        properties: "/definitions/step/properties/assert_fields/properties",
        level: Level::Arguments(Verb::AssertFields),
    },
    Place {
        schema: "scenario",
        text: "name: a\nsteps:\n  - request:\n      path: /\n      HERE\n",
        properties: "/definitions/step/properties/request/properties",
        level: Level::Arguments(Verb::Request),
    },
    Place {
        schema: "scenario",
        text: "name: a\nsteps:\n  - poll:\n      path: /\n      HERE\n",
        properties: "/definitions/step/properties/poll/properties",
        level: Level::Arguments(Verb::Poll),
    },
    Place {
        schema: "scenario",
        text: "name: a\nsteps:\n  - await_webhook:\n      event: IDENTIFICATION\n      HERE\n",
        properties: "/definitions/step/properties/await_webhook/anyOf/1/properties",
        level: Level::Arguments(Verb::AwaitWebhook),
    },
    Place {
        schema: "scenario",
        text: "name: a\nsteps:\n  - await_webhook:\n      respond:\n        status: 500\n        HERE\n",
        properties: "/definitions/step/properties/await_webhook/anyOf/1/properties/respond/properties",
        level: Level::Respond,
    },
    Place {
        schema: "scenario",
        text: "name: a\nmatrix:\n  b:\n    vocabulary: sex\n    HERE\nsteps: [{ wait: 1s }]\n",
        properties: "/properties/matrix/additionalProperties/anyOf/2/properties",
        level: Level::Axis,
    },
    Place {
        schema: "flow",
        text: "steps: [{ wait: 1s }]\nHERE\n",
        properties: "/properties",
        level: Level::Flow,
    },
    Place {
        schema: "flow",
        text: "params:\n  a: { HERE }\nsteps: [{ wait: 1s }]\n",
        properties: "/properties/params/additionalProperties/anyOf/1/properties",
        level: Level::Parameter,
    },
    Place { schema: "suite", text: "HERE\n", properties: "/properties", level: Level::Suite },
    Place {
        schema: "suite",
        text: "environments:\n  a:\n    kind: DEV\n    HERE\n",
        properties: "/properties/environments/additionalProperties/properties",
        level: Level::Environment,
    },
    Place {
        schema: "suite",
        text: "environments:\n  a:\n    credentials:\n      api_key: a\n      HERE\n",
        properties: "/properties/environments/additionalProperties/properties/credentials/properties",
        level: Level::Credentials,
    },
    Place {
        schema: "suite",
        text: "environments:\n  a:\n    limits:\n      concurrent_scenarios: 1\n      HERE\n",
        properties: "/properties/environments/additionalProperties/properties/limits/properties",
        level: Level::Limits,
    },
    Place {
        schema: "suite",
        text: "environments:\n  a:\n    webhooks:\n      listen: 127.0.0.1:0\n      HERE\n",
        properties: "/properties/environments/additionalProperties/properties/webhooks/properties",
        level: Level::Webhooks,
    },
    Place {
        schema: "suite",
        text: "environments:\n  a:\n    webhooks:\n      tls:\n        key: a.key\n        HERE\n",
        properties: "/properties/environments/additionalProperties/properties/webhooks/properties/tls/anyOf/1/properties",
        level: Level::Tls,
    },
    Place {
        schema: "suite",
        text: "transport:\n  pause: 1s\n  HERE\n",
        properties: "/properties/transport/properties",
        level: Level::Transport,
    },
    Place {
        schema: "suite",
        text: "defaults:\n  timeout: 1m\n  HERE\n",
        properties: "/properties/defaults/properties",
        level: Level::Defaults,
    },
    Place {
        schema: "suite",
        text: "defaults:\n  poll_status:\n    every: 1s\n    HERE\n",
        properties: "/properties/defaults/properties/poll_status/properties",
        level: Level::DefaultsOf(Verb::PollStatus),
    },
];

impl Place {
    /// The text with a further key, or without one.
    fn with(&self, key: &str) -> String {
        self.text.replace("HERE", key)
    }

    /// What reading says of a text.
    fn read(&self, text: &str) -> Vec<Diagnostic> {
        let source = Source::new("a test", text);
        let mut problems = Problems::new(&source);
        match self.schema {
            "suite" => drop(Suite::read(&source, &mut problems)),
            "flow" => drop(scenario::read_flow(&source, &mut problems)),
            _ => drop(scenario::read(&source, &mut problems)),
        }
        problems.into_found()
    }

    /// The keys that reading names where it refuses another.
    fn known_by_reading(&self) -> BTreeSet<String> {
        // Under `assert_fields` an unheard-of key is taken for a field of the answer.
        let unknown =
            if self.level == Level::Arguments(Verb::AssertFields) { "fieldz: 1" } else { "zzqqx: 1" };
        let found = self.read(&self.with(unknown));
        let [refused] = found.as_slice() else { panic!("{:?}: {found:?}", self.level) };
        assert_eq!(refused.code, code::UNKNOWN_KEY, "{:?}", self.level);
        let known = refused.help.iter().find(|help| help.starts_with("known ")).unwrap();
        let (_, listed) = known.split_once(" are ").unwrap();
        listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    fn known_by_schema(&self) -> BTreeSet<String> {
        names(committed(self.schema).pointer(self.properties).unwrap_or_else(|| panic!("{:?}", self.level)))
    }

    fn has(&self, word: &Word) -> bool {
        self.text.contains(&format!("{}:", word.name))
    }
}

fn names(properties: &Json) -> BTreeSet<String> {
    properties.as_object().unwrap().keys().cloned().collect()
}

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// The first of the forms that an example shows.
fn first_form(example: &str) -> &str {
    example.split("`, or `").next().unwrap()
}

#[test]
fn the_schema_and_reading_know_the_same_keys() {
    for place in PLACES {
        let mut by_schema = place.known_by_schema();
        if place.level == Level::Step {
            by_schema = by_schema.difference(&set(Verb::WORDS.iter().copied())).cloned().collect();
        }
        assert_eq!(by_schema, place.known_by_reading(), "{:?}", place.level);
    }
}

#[test]
fn a_key_that_reading_does_not_know_is_refused_by_the_schema() {
    for place in PLACES {
        let schema = validator(place.schema);
        assert_eq!(violations(&schema, &place.with("")), Vec::<String>::new(), "{:?}", place.level);
        assert_ne!(violations(&schema, &place.with("zzqqx: 1")), Vec::<String>::new(), "{:?}", place.level);
    }
}

#[test]
fn every_example_of_a_key_is_right_by_reading_and_by_the_schema() {
    for place in PLACES {
        let schema = validator(place.schema);
        for word in place.level.words().into_iter().filter(|word| !place.has(word)) {
            let is_default = place.level == Level::Defaults && Verb::of(word.name).is_some();
            let example =
                if is_default { format!("{}: {{}}", word.name) } else { first_form(word.example).into() };
            let text = place.with(&example);
            let said: Vec<String> = place.read(&text).into_iter().map(|found| found.message).collect();
            assert_eq!(said, Vec::<String>::new(), "{text}");
            assert_eq!(violations(&schema, &text), Vec::<String>::new(), "{text}");
        }
    }
}

#[test]
fn every_example_of_a_verb_and_of_a_matcher_is_right() {
    let schema = validator("scenario");
    let verbs = Verb::ALL.iter().map(|verb| format!("name: a\nsteps:\n  - {}\n", verb.example()));
    let fields = |example: &str| {
        format!("name: a\nsteps:\n  - get_status:\n    expect: {{ fields: {{ a: {example} }} }}\n")
    };
    let matchers = matchers().iter().map(|matcher| fields(matcher.example));
    let keys = expect::words()
        .iter()
        .map(|word| format!("name: a\nsteps:\n  - get_status:\n    expect: {{ {} }}\n", word.example));
    for text in verbs.chain(matchers).chain(keys) {
        assert_eq!(violations(&schema, &text), Vec::<String>::new(), "{text}");
        assert_eq!(PLACES[0].read(&text).len(), 0, "{text}");
    }
}

#[test]
fn a_step_has_exactly_one_verb() {
    let schema = validator("scenario");
    let step = |step: &str| violations(&schema, &format!("name: a\nsteps:\n  - {step}\n")).is_empty();
    for (index, verb) in Verb::ALL.iter().enumerate() {
        let other = Verb::ALL[(index + 1) % Verb::ALL.len()];
        assert!(step(verb.example()), "{}", verb.word());
        assert!(!step(&format!("{}\n    {}", verb.example(), other.example())), "{}", verb.word());
    }
    assert!(!step("name: nothing is done"));
    let by_schema = names(&committed("scenario")["definitions"]["step"]["properties"]);
    let modifiers = PLACES.iter().find(|place| place.level == Level::Step).unwrap().known_by_reading();
    let verbs: BTreeSet<String> = by_schema.difference(&modifiers).cloned().collect();
    assert_eq!(verbs, set(Verb::WORDS.iter().copied()));
}

#[test]
fn the_fields_of_a_call_are_those_of_the_documents() {
    let definitions = &committed("scenario")["definitions"];
    let schema = validator("scenario");
    for call in calls().iter().filter(|call| Verb::of(call.name).is_some()) {
        let by_schema = names(&definitions[call.name]["properties"]);
        assert_eq!(by_schema, set(call.fields.iter().map(|field| field.name)), "{}", call.name);
        let valid = |field: &str| {
            violations(&schema, &format!("name: a\nsteps:\n  - {}: {{ {field} }}\n", call.name)).is_empty()
        };
        for field in call.fields {
            for value in [field.example, "${a}", "{ raw: [1] }", "{ omit: true }"] {
                assert!(
                    valid(&format!("{}: \"{value}\"", field.name))
                        || valid(&format!("{}: {value}", field.name)),
                    "{} {value}",
                    field.name
                );
            }
            assert!(
                !valid(&format!("{}: {{ row: 1 }}", field.name))
                    || matches!(field.kind, idvet::vocabulary::FieldKind::Object)
            );
        }
        assert!(valid("zzqqx: { raw: 1 }"), "{}: a field of one's own can be sent on purpose", call.name);
        assert!(!valid("zzqqx: 1"), "{}", call.name);
    }
}

#[test]
fn the_matchers_and_keys_of_expectations_are_those_that_reading_knows() {
    let schema = committed("scenario");
    let definitions = &schema["definitions"];
    assert_eq!(
        names(&definitions["matchers"]["properties"]),
        set(matchers().iter().map(|matcher| matcher.name))
    );
    let keys = names(&definitions["expectation"]["properties"]);
    assert_eq!(keys, set(expect::words().iter().map(|word| word.name)));
    let validator = validator("scenario");
    for wrong in ["{ statsu: 200 }", "{ fields: { a: { formt: uuid } } }", "{ body: { length: { mn: 1 } } }"]
    {
        let text = format!("name: a\nsteps:\n  - get_status:\n    expect: {wrong}\n");
        assert_ne!(violations(&validator, &text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_emulators_switches_are_all_there() {
    let suite = committed("suite");
    let environment = "/properties/environments/additionalProperties/properties";
    let known = names(suite.pointer(&format!("{environment}/emulator/anyOf/1/properties")).unwrap());
    let named = idvet::emulator::assumptions().iter().map(|assumption| assumption.name);
    let settings =
        ["alter", "delay", "latency", "requests_per_hour", "signing_key", "webhook_url", "webhooks"];
    assert_eq!(known, set(named.chain(settings)));
    let valid = |switch: &str| {
        let text = format!("environments: {{ a: {{ emulator: {{ {switch} }} }} }}");
        violations(&validator("suite"), &text).is_empty()
    };
    assert!(valid("token_success_code: 200") && valid("A1: 200") && valid("delay: 2s"));
    assert!(!valid("token_succes_code: 200") && !valid("token_success_code: 404"));
}

/// Every key that the schema names has a description.
#[test]
fn every_key_is_described() {
    for name in ["scenario", "suite", "flow"] {
        let schema = committed(name);
        let mut silent = Vec::new();
        collect_silent(&schema, &schema, "", &mut silent);
        assert_eq!(silent, Vec::<String>::new(), "{name}");
    }
}

fn collect_silent(root: &Json, schema: &Json, path: &str, silent: &mut Vec<String>) {
    let Some(map) = schema.as_object() else { return };
    // Under `else` and `dependencies` keys are only told apart.
    for (key, value) in map.iter().filter(|(key, _)| !["else", "dependencies"].contains(&key.as_str())) {
        let inside = format!("{path}/{key}");
        if key == "properties" {
            for (name, property) in value.as_object().unwrap() {
                let target = property["$ref"].as_str().and_then(|reference| root.pointer(&reference[1..]));
                if target.unwrap_or(property)["markdownDescription"].as_str().is_none() {
                    silent.push(format!("{inside}/{name}"));
                }
                collect_silent(root, property, &format!("{inside}/{name}"), silent);
            }
        } else if let Some(elements) = value.as_array() {
            for element in elements {
                collect_silent(root, element, &inside, silent);
            }
        } else {
            collect_silent(root, value, &inside, silent);
        }
    }
}
