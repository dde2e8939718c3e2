//! Every constraint of every schema refuses something, names its source, and says of each what it wants.
//!
//! The broken answers are made from a right one by walking the schema: a constraint that nothing breaks fails here.

use idvet::{
    contract::{NAMES, Rules, SHIPPED},
    event::DriftKind,
};
use serde_json::{Value as Json, json};

use super::samples::{judge, sample};

/// A step from a value to one inside of it.
#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Element,
}

fn schema(name: &str) -> Json {
    let (_, text) = SHIPPED.iter().find(|(known, _)| *known == name).unwrap();
    serde_json::from_str(text).unwrap()
}

/// Every schema below a schema with the way to the values it is about.
fn nodes(schema: &Json) -> Vec<(String, Vec<Step>, Json)> {
    let mut found = vec![(String::new(), Vec::new(), schema.clone())];
    let mut next = 0;
    while let Some((pointer, way, node)) = found.get(next).cloned() {
        next += 1;
        for (key, inner) in node.get("properties").and_then(Json::as_object).into_iter().flatten() {
            let way = [way.as_slice(), &[Step::Key(key.clone())]].concat();
            found.push((format!("{pointer}/properties/{key}"), way, inner.clone()));
        }
        if let Some(inner) = node.get("items") {
            let way = [way.as_slice(), &[Step::Element]].concat();
            found.push((format!("{pointer}/items"), way, inner.clone()));
        }
    }
    found
}

/// The body with another value at the end of a way, what is missing on it made.
fn with(body: &Json, way: &[Step], value: Json) -> Json {
    let mut body = body.clone();
    let mut at = &mut body;
    for step in way {
        at = match step {
            Step::Key(key) => {
                if !at.is_object() {
                    *at = json!({});
                }
                &mut at[key.as_str()]
            }
            Step::Element => {
                if at.as_array().is_none_or(Vec::is_empty) {
                    *at = json!([null]);
                }
                &mut at[0]
            }
        };
    }
    *at = value;
    body
}

fn without(body: &Json, way: &[Step], key: &str) -> Json {
    let mut object = at(body, way);
    object.as_object_mut().unwrap().shift_remove(key);
    with(body, way, object)
}

fn at(body: &Json, way: &[Step]) -> Json {
    way.iter().fold(body.clone(), |value, step| match step {
        Step::Key(key) => value.get(key).cloned().unwrap_or(Json::Null),
        Step::Element => value.get(0).cloned().unwrap_or(Json::Null),
    })
}

/// A value that a constraint does not allow; `None` for what constrains nothing.
fn broken(keyword: &str, wants: &Json) -> Option<Json> {
    let number = || wants.as_u64().unwrap();
    Some(match keyword {
        "type" => another_type(wants),
        "maxLength" => "A".repeat(usize::try_from(number()).unwrap() + 1).into(),
        "minLength" => "".into(),
        "pattern" => "\u{1}".into(),
        "format" => "no such thing".into(),
        "minimum" => json!(wants.as_i64().unwrap() - 1),
        "maximum" => json!(number() + 1),
        "const" => json!([wants]),
        "$schema" | "$comment" | "title" | "properties" | "items" | "required" => return None,
        annotation if annotation.starts_with("x-") => return None,
        other => panic!("no test breaks `{other}`"),
    })
}

fn another_type(wants: &Json) -> Json {
    let allowed =
        |name: &str| *wants == name || wants.as_array().is_some_and(|names| names.contains(&name.into()));
    let all = [
        ("string", json!("A")),
        ("integer", json!(1)),
        ("boolean", json!(true)),
        ("array", json!([])),
        ("object", json!({})),
    ];
    all.into_iter().find(|(name, _)| !(allowed(name) || *name == "integer" && allowed("number"))).unwrap().1
}

#[test]
fn every_sample_is_what_the_documents_say() {
    for name in NAMES {
        let judgement = judge(name, &sample(name));
        assert!(judgement.is_clean(), "{name}: {judgement:#?}");
    }
}

#[test]
fn every_constraint_of_every_schema_refuses_something() {
    let mut constraints = 0;
    for name in NAMES {
        let (schema, right) = (schema(name), sample(name));
        let is_text = schema.get("x-body").is_some();
        for (pointer, way, node) in nodes(&schema) {
            for (keyword, wants) in node.as_object().unwrap() {
                // A body that is looked at as a text is one always.
                let always = is_text && way.is_empty() && keyword == "type";
                let Some(value) = broken(keyword, wants).filter(|_| !always) else { continue };
                let rule = format!("{name}#{pointer}/{keyword}");
                let judgement = judge(name, &with(&right, &way, value));
                let found = judgement.violations.iter().find(|violation| violation.rule == rule);
                let found = found.unwrap_or_else(|| panic!("nothing breaks `{rule}`: {judgement:#?}"));
                assert!(is_source(&found.source), "{rule}: {}", found.source);
                constraints += 1;
            }
            for key in node.get("required").and_then(Json::as_array).into_iter().flatten() {
                let key = key.as_str().unwrap();
                let object = at(&right, &way);
                assert!(object.get(key).is_some(), "{name}: the sample has no `{key}` at {pointer}");
                let judgement = judge(name, &without(&right, &way, key));
                let rule = format!("{name}#{pointer}/required");
                let found = judgement.violations.iter().find(|it| it.rule == rule && it.path.ends_with(key));
                let found =
                    found.unwrap_or_else(|| panic!("`{key}` may be missing by `{rule}`: {judgement:#?}"));
                assert_eq!(found.actual, "nothing (the key is absent)");
                assert!(is_source(&found.source), "{rule}: {}", found.source);
                constraints += 1;
            }
        }
    }
    assert!(constraints > 300, "{constraints}");
}

/// Whether a text begins with a key of the documents.
fn is_source(text: &str) -> bool {
    ["S0", "S1", "C-", "GH", "MK", "O-", "the envelope is an assumption"]
        .iter()
        .any(|key| text.starts_with(key))
}

#[test]
fn every_key_and_every_value_that_is_not_named_is_drift() {
    let mut met = [0; 4];
    for name in NAMES {
        let (schema, right) = (schema(name), sample(name));
        for (pointer, way, node) in nodes(&schema).into_iter().filter(|_| schema.get("x-body").is_none()) {
            let drifts = |body: &Json, kind: DriftKind| {
                let judgement = judge(name, body);
                judgement.drift.iter().any(|(drift, source)| drift.kind == kind && !source.is_empty())
            };
            if node.get("x-vocabulary").is_some() || node.get("x-values").is_some() {
                let body = with(&right, &way, "nobody knows it".into());
                assert!(
                    drifts(&body, DriftKind::UnknownValue),
                    "{name}#{pointer}: {:#?}",
                    judge(name, &body)
                );
                met[0] += 1;
            }
            if node.get("properties").is_some() && node.get("x-open").is_none() {
                let key = [way.as_slice(), &[Step::Key("nobody knows it".to_owned())]].concat();
                assert!(drifts(&with(&right, &key, 1.into()), DriftKind::UnknownKey), "{name}#{pointer}");
                met[1] += 1;
            }
            for key in node.get("x-usual").and_then(Json::as_array).into_iter().flatten() {
                let body = without(&right, &way, key.as_str().unwrap());
                assert!(drifts(&body, DriftKind::Edition), "{name}#{pointer}: {key}");
                met[2] += 1;
            }
            if node.get("x-edition").is_some() {
                let value = if node["type"] == "boolean" { json!(true) } else { json!([]) };
                assert!(drifts(&with(&right, &way, value), DriftKind::Edition), "{name}#{pointer}");
                met[3] += 1;
            }
        }
    }
    assert!(met.iter().all(|count| *count > 0), "{met:?}");
}

#[test]
fn the_annotations_of_the_schemas_are_known() {
    let known = [
        "x-vocabulary",
        "x-values",
        "x-also",
        "x-open",
        "x-usual",
        "x-usual-edition",
        "x-edition",
        "x-edition-type",
        "x-status",
        "x-body",
    ];
    for name in NAMES {
        for (pointer, _, node) in nodes(&schema(name)) {
            for key in node.as_object().unwrap().keys().filter(|key| key.starts_with("x-")) {
                assert!(known.contains(&key.as_str()), "{name}#{pointer}: {key}");
            }
        }
        assert!(Rules::compile(&schema(name)).is_ok(), "{name}");
    }
}

#[test]
fn the_files_of_the_schemas_are_those_that_are_shipped() {
    let folder = crate::support::suite::repository().join("schema/responses");
    let mut files: Vec<String> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".schema.json", ""))
        .collect();
    files.sort();
    let mut names = NAMES.to_vec();
    names.sort_unstable();
    assert_eq!(files, names);
}

#[test]
fn an_edition_is_told_where_documents_contradict_one_another() {
    use super::samples::answer;
    let contract = idvet::contract::Contract::default();
    let token =
        |status| contract.judge_answer("POST", "/api/v2/token", &answer(status, &sample("token"))).unwrap();
    assert!(token(201).is_clean());
    let (drift, source) = token(200).drift.remove(0);
    assert_eq!(
        (drift.kind, drift.path.as_str(), drift.value.as_str()),
        (DriftKind::Edition, "status", "200")
    );
    assert!(source.contains("C-ERRH"), "{source}");
    let mut list = sample("token");
    list["country"] = json!(["LT", "NO"]);
    let judgement = judge("token", &list);
    assert_eq!(judgement.violations, []);
    assert_eq!(judgement.drift[0].0.value, "a list");
}
