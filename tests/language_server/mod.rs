//! What an author sees in an editor, through the real `yaml-language-server` and the schemas that are committed.
//!
//! Where the server is not installed these tests say so and look at nothing; in CI they fail.

mod client;

use std::{cell::Cell, fs, path::PathBuf};

use idvet::{
    scenario::Verb,
    vocabulary::{DUMMY_STATUS, MANUAL_DOCUMENT_VALIDITY, Vocabulary},
};
use serde_json::{Value as Json, json};

use crate::support::suite::repository;
use client::{Server, program};

/// The beginning of a scenario, to which steps are added.
const STEPS: &str = "name: a\nsteps:\n";

/// An editor with the server behind it, and a temporary folder for its documents.
struct Editor {
    server: Server,
    folder: tempfile::TempDir,
    opened: Cell<usize>,
}

impl Editor {
    /// Nothing where the server is not installed.
    fn start(settings: &Json) -> Option<Self> {
        let server = Server::start(&program()?, settings);
        Some(Self { server, folder: tempfile::tempdir().unwrap(), opened: Cell::new(0) })
    }

    fn schema(name: &str) -> PathBuf {
        repository().join(format!("schema/{name}.schema.json"))
    }

    /// Opens a text whose first line names a schema; where `|` stood, and the document's name.
    fn open(&mut self, schema: &str, text: &str) -> Json {
        self.opened.set(self.opened.get() + 1);
        let head = format!("# yaml-language-server: $schema={}\n", Self::schema(schema).display());
        let whole = format!("{head}{text}");
        let (before, after) = whole.split_once('|').unwrap_or((&whole, ""));
        let uri =
            format!("file://{}", self.folder.path().join(format!("{}.yaml", self.opened.get())).display());
        self.server.open(&uri, &format!("{before}{after}"));
        let line = before.matches('\n').count();
        let character = before.rsplit('\n').next().unwrap().encode_utf16().count();
        json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
    }

    /// What is offered where `|` stands.
    fn offered(&mut self, schema: &str, text: &str) -> Vec<Json> {
        let place = self.open(schema, text);
        let answer = self.server.request("textDocument/completion", &place);
        let items = answer.get("items").unwrap_or(&answer);
        items.as_array().unwrap_or_else(|| panic!("{answer} for {text}")).clone()
    }

    fn labels(&mut self, schema: &str, text: &str) -> Vec<String> {
        let labels = self.offered(schema, text);
        labels.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    }

    /// What is shown when the pointer rests where `|` stands.
    fn hover(&mut self, schema: &str, text: &str) -> String {
        let place = self.open(schema, text);
        let answer = self.server.request("textDocument/hover", &place);
        answer["contents"]["value"].as_str().unwrap_or_else(|| panic!("{answer} for {text}")).to_owned()
    }

    /// What is marked, as `line:from-to message`; lines and columns from 1, the line of the schema not counted.
    fn marked(&mut self, schema: &str, text: &str) -> Vec<String> {
        let place = self.open(schema, text);
        let mut found = self.server.diagnostics(place["textDocument"]["uri"].as_str().unwrap());
        found.sort_by_key(|one| one["range"]["start"]["line"].as_u64());
        found.iter().map(shown).collect()
    }
}

fn shown(diagnostic: &Json) -> String {
    let (start, end) = (&diagnostic["range"]["start"], &diagnostic["range"]["end"]);
    let column = |place: &Json| place["character"].as_u64().unwrap() + 1;
    let message = diagnostic["message"].as_str().unwrap();
    format!("{}:{}-{} {message}", start["line"], column(start), column(end))
}

fn terms(vocabulary: &Vocabulary) -> Vec<&'static str> {
    vocabulary.values.iter().map(|term| term.value).collect()
}

#[test]
fn verbs_fields_and_vocabularies_are_offered() {
    let Some(mut editor) = Editor::start(&json!({})) else { return };
    for steps in ["  - |", "  - wait: 1s\n  - |\n"] {
        let offered = editor.labels("scenario", &format!("{STEPS}{steps}"));
        let missing: Vec<&&str> =
            Verb::WORDS.iter().filter(|verb| !offered.contains(&(**verb).to_owned())).collect();
        assert!(missing.is_empty(), "{missing:?} missing in {offered:?}");
        assert!(offered.contains(&"expect".to_owned()), "{offered:?}");
    }
    let statuses = format!("{STEPS}  - create_dummy_token:\n      dummyStatus: |\n");
    assert_eq!(editor.labels("scenario", &statuses), terms(&DUMMY_STATUS));
    assert_eq!(terms(&DUMMY_STATUS).len(), 4);
    let documents = format!("{STEPS}  - add_manual_status:\n      manualDocumentValidity: |\n");
    assert_eq!(editor.labels("scenario", &documents), terms(&MANUAL_DOCUMENT_VALIDITY));
    assert_eq!(terms(&MANUAL_DOCUMENT_VALIDITY).len(), 28);
    let fields = editor.labels("scenario", &format!("{STEPS}  - add_manual_status:\n      |\n"));
    assert_eq!(fields, ["scanRef", "manualFaceMatchResult", "manualDocumentValidity"]);
}

#[test]
fn the_keys_of_the_language_are_offered_where_they_stand() {
    let Some(mut editor) = Editor::start(&json!({})) else { return };
    let polls = editor.labels("scenario", &format!("{STEPS}  - poll_status:\n      |\n"));
    assert_eq!(polls, ["until", "never", "every", "backoff", "max_every", "within", "scanRef"]);
    let statuses = editor.labels("scenario", &format!("{STEPS}  - poll_status: |\n"));
    assert!(statuses.contains(&"APPROVED".to_owned()) && statuses.len() == 9, "{statuses:?}");
    let matchers =
        format!("{STEPS}  - get_status:\n    expect:\n      fields:\n        status:\n          |\n");
    let matchers = editor.labels("scenario", &matchers);
    assert!(
        ["equals", "one_of", "format"].iter().all(|one| matchers.contains(&(*one).to_owned())),
        "{matchers:?}"
    );
    let formats =
        format!("{STEPS}  - get_status:\n    expect:\n      fields:\n        a:\n          format: |\n");
    assert_eq!(editor.labels("scenario", &formats), idvet::expect::FORMATS);
    let axis = editor.labels("scenario", "name: a\nmatrix:\n  face: |\n");
    assert!(axis.contains(&"${vocabulary.manualFaceMatchResult}".to_owned()), "{axis:?}");
    let environment = editor.labels("suite", "environments:\n  dev:\n    |\n");
    assert!(environment.contains(&"base_url".to_owned()), "{environment:?}");
    let choices = editor.labels("suite", "environments:\n  dev:\n    emulator:\n      no_funds: |\n");
    assert_eq!(choices, ["payment_required", "bad_request"]);
}

#[test]
fn what_is_chosen_is_written_as_an_author_would() {
    let Some(mut editor) = Editor::start(&json!({})) else { return };
    let offered = editor.offered("scenario", &format!("{STEPS}  - |"));
    let inserted = |label: &str| {
        let item = offered.iter().find(|item| item["label"] == label).unwrap();
        item["insertText"].as_str().unwrap().to_owned()
    };
    assert_eq!(inserted("create_dummy_token"), "create_dummy_token:\n    ");
    assert_eq!(inserted("poll_status"), "poll_status: ${1:APPROVED}");
    assert_eq!(inserted("wait"), "wait: ${1:2s}");
    let odd: Vec<String> = offered.iter().map(|item| item["insertText"].to_string()).collect();
    assert!(odd.iter().all(|text| text.contains(": ") || text.contains(":\\n")), "{odd:?}");
    assert!(!odd.concat().contains("[object"), "{odd:?}");
}

#[test]
fn resting_on_a_word_explains_it() {
    let Some(mut editor) = Editor::start(&json!({})) else { return };
    let verb =
        editor.hover("scenario", &format!("{STEPS}  - create_dummy_to|ken: {{ dummyStatus: APPROVED }}\n"));
    assert!(verb.contains("makes a session that has its automatic result at once"), "{verb}");
    assert!(verb.contains("POST `/api/v2/token`"), "{verb}");
    let field = format!("{STEPS}  - create_dummy_token:\n      dummySt|atus: APPROVED\n");
    let field = editor.hover("scenario", &field);
    assert!(
        field.contains("the automatic result of the session") && field.contains("`SUSPECTED`: "),
        "{field}"
    );
    let modifier = editor.hover("scenario", &format!("{STEPS}  - wait: 1s\n    time|out: 2s\n"));
    assert!(modifier.contains("how long the whole step may take"), "{modifier}");
    let key = editor.hover("suite", "environments:\n  dev:\n    ki|nd: DEV\n");
    assert!(key.contains("guards money and data"), "{key}");
}

#[test]
fn what_is_unknown_is_marked_at_its_place() {
    let Some(mut editor) = Editor::start(&json!({})) else { return };
    let mut check = |step: &str, expected: &[&str]| {
        assert_eq!(editor.marked("scenario", &format!("{STEPS}{step}")), expected, "{step}");
    };
    for value in ["", " FACE_MATCH"] {
        check(
            &format!("  - add_manual_status:\n      manualFaceMatchResults:{value}\n"),
            &["4:7-29 Property manualFaceMatchResults is not allowed."],
        );
    }
    check("  - add_manual_status:\n      manualFaceMatchResults: { raw: 1 }\n", &[]);
    check(
        "  - create_dummy_token: { dummyStatus: APROVED }\n",
        &[
            "3:40-47 Value is not accepted. Valid values: \"APPROVED\", \"DENIED\", \"SUSPECTED\", \"EXPIRED\".",
        ],
    );
    check("  - poll_status: { until: APPROVED, evry: 1s }\n", &["3:37-41 Property evry is not allowed."]);
    check("  - name: nothing\n", &["3:5-6 a step has a verb, such as `create_token`"]);
    check(
        "  - wait: 1s\n    expect: { fields: { a: { formt: uuid } } }\n",
        &["4:30-35 Property formt is not allowed."],
    );
    check(
        "  - wait: soon\n",
        &["3:11-15 a duration is one number and one of `ms`, `s`, `m`, `h`, `d`, as in `500ms` or `1.5h`"],
    );
    let suite = editor.marked("suite", "environments: { dev: { kind: DEV, bas_url: a } }\n");
    assert_eq!(suite, ["1:35-42 Property bas_url is not allowed."]);
}

/// The schemas are named by the editor's settings here, which count for every document of a file; a first line counts
/// for the first document alone.
#[test]
fn what_is_shipped_is_not_marked() {
    let schemas = json!({
        Editor::schema("scenario").to_str().unwrap(): "/scenarios/**/*.yaml",
        Editor::schema("suite").to_str().unwrap(): "idvet.yaml",
    });
    let Some(mut editor) = Editor::start(&json!({ "schemas": schemas })) else { return };
    let wrong = "name: a\nsteps: []\n---\nname: b\nsteps: []\nnmae: c\n";
    let uri = format!("file://{}", repository().join("scenarios/unsaved.yaml").display());
    editor.server.open(&uri, wrong);
    let found: Vec<String> = editor.server.diagnostics(&uri).iter().map(shown).collect();
    assert_eq!(found, ["5:1-5 Property nmae is not allowed."], "the settings must count");
    let scenarios = walkdir::WalkDir::new(repository().join("scenarios")).into_iter().map(Result::unwrap);
    let files = scenarios.map(walkdir::DirEntry::into_path).chain([repository().join("idvet.yaml")]);
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "yaml")) {
        let uri = format!("file://{}", file.display());
        editor.server.open(&uri, &fs::read_to_string(&file).unwrap());
        let found: Vec<String> = editor.server.diagnostics(&uri).iter().map(shown).collect();
        assert_eq!(found, Vec::<String>::new(), "{}", file.display());
    }
}
