//! What the fuzz targets of `fuzz/` do with a text; the texts that they have found are tests of ours, by the same code.
//!
//! Nothing is asserted of what is said: only that something is, in bounded time, and that every place of it lies in the
//! text. This file names nothing of the other tests, since the targets include it.

use std::{cell::Cell, sync::Arc};

use idvet::{
    diagnostic::{
        Diagnostic, Look, Problems, Whereabouts, render_all, render_concise, to_github, to_json, to_sarif,
    },
    expect::SchemaFiles,
    files::parse_dot_env,
    json_path::JsonPath,
    plan::{self, FileSelection, ProdLeave, Request, ScenarioFile, Selection, Steps, SuiteFiles, Unset},
    scenario::Suite,
    source::{Source, Span},
    template::{Scope, Template, Value},
};

/// What divides the files in one text: `idvet.yaml`, a scenario, a table in CSV and one in JSON. A text without it is a
/// scenario.
const BETWEEN_FILES: &str = "\n####\n";

const USUAL_SUITE: &str = "defaults:\n  create_token: { clientId: \"qa-${run.id}\" }\n";

struct Files<'f> {
    csv: &'f str,
    json: &'f str,
}

impl SchemaFiles for Files<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        match path.rsplit('.').next() {
            Some("csv") => Ok(self.csv.to_owned()),
            Some("json") => Ok(self.json.to_owned()),
            _ => Err("there is no such file".to_owned()),
        }
    }
}

impl SuiteFiles for Files<'_> {
    fn bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        self.read(path).map(String::into_bytes)
    }
}

/// Reads and checks a suite, and tells what was found in every format.
pub(crate) fn read_suite(text: &str) {
    let parts: Vec<&str> = text.splitn(4, BETWEEN_FILES).collect();
    let (suite, scenario) = match parts.as_slice() {
        [] | [_] => (USUAL_SUITE, text),
        [suite, scenario, ..] => (*suite, *scenario),
    };
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    let files = Files { csv: part(2), json: part(3) };
    let _variables = parse_dot_env(scenario);
    let source = Source::new("idvet.yaml", suite);
    let mut problems = Problems::new(&source);
    let suite = Suite::read(&source, &mut problems);
    let scenario = Source::new("scenarios/a.yaml", scenario);
    let request = Request {
        suite: &suite,
        suite_problems: &problems.into_found(),
        environment: None,
        variables: &|name| name.starts_with('A').then(|| "value".to_owned()),
        unset: Unset::Refuse,
        overrides: &[],
        selection: &Selection::default(),
        prod: ProdLeave::Given,
        timeout: None,
        retries: None,
        suite_files: &files,
        steps: Steps::Kept,
    };
    let checked = plan::check(&request, [ScenarioFile::read(&scenario, FileSelection::Whole)]);
    tell(&checked.diagnostics);
}

/// Every format takes every diagnostic.
fn tell(diagnostics: &[Diagnostic]) {
    for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
        let (source, span) = (&label.place.source, label.place.span);
        let range = span.start as usize..span.end as usize;
        assert!(source.text().get(range).is_some(), "{span:?} lies outside of {}", source.name());
    }
    let shown = render_all(diagnostics, Look { colour: true, width: 80 });
    assert_eq!(shown.is_empty(), diagnostics.is_empty());
    assert!(diagnostics.iter().all(|diagnostic| render_concise(diagnostic).ends_with('\n')));
    let whereabouts = Whereabouts::new("/suite", "/suite");
    assert_eq!(to_json(diagnostics, &whereabouts).len(), diagnostics.len());
    assert!(to_github(diagnostics, &whereabouts).lines().all(|line| line.starts_with("::")));
    assert!(to_sarif(diagnostics, &whereabouts).is_object());
}

/// A scope with a value of each sort.
struct World {
    random: Cell<u64>,
}

impl Scope for World {
    fn value(&self, name: &str) -> Option<Value> {
        Some(Value::from(match name {
            "text" => serde_json::json!("Zoë"),
            "number" => serde_json::json!(7),
            "list" => serde_json::json!(["a", 1, null, { "b": [true] }]),
            "map" => serde_json::json!({ "a": { "b": "c" }, "d": [] }),
            "nothing" => serde_json::Value::Null,
            _ => return None,
        }))
    }

    fn random(&self) -> u64 {
        self.random.set(self.random.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        self.random.get()
    }

    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_second(1_767_225_600).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        if path.is_empty() { Err("there is no such file".to_owned()) } else { Ok(path.to_owned()) }
    }
}

/// Reads a text as a template and fills it twice: the same seed gives the same.
pub(crate) fn template(text: &str) {
    let source: Arc<Source> = Source::new("scenarios/a.yaml", text);
    let mut problems = Problems::new(&source);
    let template = Template::read_text(text, Span::new(0, text.len()), &mut problems);
    tell(&problems.into_found());
    let references = template.references();
    assert!(references.iter().all(|reference| !reference.parts.is_empty()));
    let filled = || template.fill(&World { random: Cell::new(7) });
    match (filled(), filled()) {
        (Ok(first), Ok(second)) => assert_eq!(first.json, second.json),
        (Err(first), Err(second)) => assert_eq!(first, second),
        (first, second) => panic!("{first:?} and then {second:?}"),
    }
}

/// Asks the first line of a text of the rest, where that is JSON, else of a document with everything in it.
pub(crate) fn json_path(text: &str) {
    let (query, document) = text.split_once('\n').unwrap_or((text, ""));
    let document = serde_json::from_str(document).unwrap_or_else(|_| {
        serde_json::json!({ "a": [1, 2.5, "Zoë", null, true, { "b": { "c": ["d"] } }], "b": {}, "": -0.0 })
    });
    for read in [JsonPath::parse, JsonPath::from_field] {
        let Ok(path) = read(query) else { continue };
        let Ok(found) = path.query(&document) else { continue };
        assert!(!path.is_singular() || found.len() <= 1, "{query}");
    }
}
