//! The schemas of the language: fresh, accepting what is right, refusing what idvet refuses for its keys.

mod keys;

use std::{
    fs,
    path::{Path, PathBuf},
};

use idvet::source::{Limits, Source, read_documents};
use jsonschema::Validator;
use serde_json::Value as Json;

use crate::support::suite::{Suite, repository};

/// The schema that is committed.
pub(crate) fn committed(name: &str) -> Json {
    let path = repository().join(format!("schema/{name}.schema.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn validator(name: &str) -> Validator {
    let schema = committed(name);
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert!(jsonschema::draft7::meta::is_valid(&schema), "{name} is no schema of draft-07");
    jsonschema::draft7::new(&schema).unwrap()
}

/// The documents of a YAML text; nothing where it is none.
fn documents(text: &str) -> Option<Vec<Json>> {
    let (documents, problems) = read_documents(&Source::new("a test", text), Limits::default());
    problems.is_empty().then(|| documents.iter().map(idvet::source::Node::to_json).collect())
}

/// What a schema says of every document of a text.
fn violations(validator: &Validator, text: &str) -> Vec<String> {
    let documents = documents(text).unwrap_or_else(|| panic!("this is no YAML:\n{text}"));
    let of = |document: &Json| -> Vec<String> {
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
    };
    documents.iter().flat_map(of).collect()
}

fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let paths = entries.map(walkdir::DirEntry::into_path);
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")).collect()
}

#[test]
fn the_committed_schemas_are_fresh() {
    for name in ["scenario", "suite", "flow", "event", "report"] {
        let path = repository().join(format!("schema/{name}.schema.json"));
        let fresh = Suite::empty().idvet(&["schema", name]).exits(0).out;
        if std::env::var_os("UPDATE_EXPECTED").is_some() && std::env::var_os("CI").is_none() {
            fs::write(&path, &fresh).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        let shown = path.display();
        assert!(committed == fresh, "{shown} is stale: run `UPDATE_EXPECTED=1 cargo test schema` once");
    }
}

#[test]
fn the_schema_of_scenarios_is_printed_unless_another_is_asked_for() {
    let suite = Suite::empty();
    assert_eq!(suite.idvet(&["schema"]).exits(0).out, suite.idvet(&["schema", "scenario"]).exits(0).out);
    suite.idvet(&["schema", "nonsense"]).exits(2);
}

#[test]
fn everything_that_is_shipped_is_valid() {
    let scenario = validator("scenario");
    let files = yaml_files(&repository().join("scenarios"));
    assert!(files.len() > 20, "{files:?}");
    for file in files {
        let found = violations(&scenario, &fs::read_to_string(&file).unwrap());
        assert_eq!(found, Vec::<String>::new(), "{}", file.display());
    }
    let idvet_yaml = fs::read_to_string(repository().join("idvet.yaml")).unwrap();
    assert_eq!(violations(&validator("suite"), &idvet_yaml), Vec::<String>::new());
}

/// Known keys that mean nothing beside a certain verb: the schema knows which keys there are, not what they mean.
const REFUSED_FOR_THEIR_MEANING: &[&str] = &["misplaced_modifiers.yaml", "await_no_webhook.yaml"];

/// The files of a golden text in which a key or a verb is refused, or a verb is missing or one too many.
fn refused_for_keys(golden: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = golden.lines();
    while let Some(line) = lines.next() {
        let by_key = ["error[E101]", "error[E102]", "error[E103]"].iter().any(|code| line.starts_with(code));
        let place = lines.clone().next().and_then(|next| next.trim_start().strip_prefix("--> "));
        if let (true, Some((file, _))) = (by_key, place.and_then(|place| place.split_once(':'))) {
            found.push(file.to_owned());
        }
    }
    found
}

#[test]
fn what_idvet_refuses_for_its_keys_the_schemas_refuse_too() {
    let root = repository().join("tests/diagnostics");
    let (scenario, suite) = (validator("scenario"), validator("suite"));
    let mut looked_at = 0;
    for golden in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let golden = golden.unwrap().into_path();
        if golden.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let refused = refused_for_keys(&fs::read_to_string(&golden).unwrap());
        for file in refused.iter().filter(|file| !REFUSED_FOR_THEIR_MEANING.contains(&file.as_str())) {
            let file = golden.parent().unwrap().join(file);
            let text = fs::read_to_string(&file).unwrap();
            let Some(documents) = documents(&text) else { continue };
            let schema = if file.ends_with("idvet.yaml") { &suite } else { &scenario };
            let refused = documents.iter().any(|document| !schema.is_valid(document));
            assert!(refused, "the schema accepts {}", file.display());
            looked_at += 1;
        }
    }
    assert!(looked_at > 40, "only {looked_at} files were looked at");
}
