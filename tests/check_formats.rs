//! `idvet check --format json, github, sarif` and `--deny-warnings`: each document is read by a parser.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use idvet::diagnostic::{Diagnostic, Whereabouts, code, to_github};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::support::suite::{Said, Suite, repository};

const RIGHT: &str =
    "name: right\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: qa-1 }\n";

/// An error whose place is behind a character of two bytes, and one with two places.
const WRONG: &str = "\
name: Zoë
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: a, lastName: Zoë, fristName: Anna }
    id: one
  - get_status:
    id: one
";

const WARNED: &str =
    "name: warned\nsteps:\n  - request: { path: /x, json: { number: 007 } }\n    expect: { status: 404 }\n";

fn wrong_suite() -> Suite {
    let suite = Suite::empty();
    suite.scenario("wrong.yaml", WRONG).scenario("warned.yaml", WARNED).scenario("right.yaml", RIGHT);
    suite
}

fn json_of(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.all()))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value:#}"))
}

#[test]
fn the_exit_code_is_that_of_the_text_whatever_the_format() {
    for format in ["text", "json", "github", "sarif"] {
        wrong_suite().idvet(&["check", "--format", format, "--deny-warnings"]).exits(2);
        let suite = Suite::empty();
        suite.scenario("warned.yaml", WARNED);
        suite.idvet(&["check", "--format", format]).exits(0);
        let said = suite.idvet(&["check", "--format", format, "--deny-warnings"]).exits(1);
        assert_eq!(said.err.lines().next(), Some("1 file checked: no errors, 1 warning"), "{}", said.all());
        suite
            .scenario("warned.yaml", RIGHT)
            .idvet(&["check", "--format", format, "--deny-warnings"])
            .exits(0);
        suite.idvet(&["check", "--format", format, "--tag", "none"]).exits(4);
    }
    Suite::empty().idvet(&["check", "--format", "xml"]).exits(2);
}

#[test]
fn json_is_one_document_with_everything_that_is_known() {
    let suite = wrong_suite();
    let document = json_of(&suite.idvet(&["check", "--format", "json"]).exits(2));
    assert_eq!(document["format"], 1);
    assert_eq!(document["idvet"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document["totals"], json!({ "files": 3, "tests": 2, "errors": 2, "warnings": 1 }));
    let found = list(&document["diagnostics"]);
    assert_eq!(
        found[1],
        json!({
            "code": "E101",
            "severity": "error",
            "message": "`create_dummy_token` has no field `fristName`",
            "help": ["did you mean `firstName`?", "to send it on purpose: `fristName: { raw: ... }`"],
            "file": "scenarios/wrong.yaml",
            "argument": null,
            "line": 3, "column": 78, "end_line": 3, "end_column": 87,
            "start_byte": WRONG.find("fristName").unwrap(),
            "end_byte": WRONG.find("fristName").unwrap() + "fristName".len(),
            "labels": [{
                "file": "scenarios/wrong.yaml",
                "argument": null,
                "line": 3, "column": 78, "end_line": 3, "end_column": 87,
                "start_byte": WRONG.find("fristName").unwrap(),
                "end_byte": WRONG.find("fristName").unwrap() + "fristName".len(),
                "text": "",
            }],
        })
    );
    let texts: Vec<&Value> = list(&found[2]["labels"]).iter().map(|label| &label["text"]).collect();
    assert_eq!(texts, ["again here", "first here"]);
    assert_eq!((&found[0]["code"], &found[0]["severity"]), (&json!("W201"), &json!("warning")));
    for label in found.iter().flat_map(|one| list(&one["labels"])) {
        let text = fs::read_to_string(suite.path(label["file"].as_str().unwrap())).unwrap();
        let bytes =
            ["start_byte", "end_byte"].map(|key| usize::try_from(label[key].as_u64().unwrap()).unwrap());
        let line = text.lines().nth(usize::try_from(label["line"].as_u64().unwrap()).unwrap() - 1).unwrap();
        let column = usize::try_from(label["column"].as_u64().unwrap()).unwrap();
        let behind: String = line.chars().skip(column - 1).collect();
        assert!(behind.starts_with(&text[bytes[0]..bytes[1]]), "{label:#}");
    }
}

#[test]
fn json_of_a_sound_suite_names_the_environment_and_finds_nothing() {
    let suite = Suite::empty();
    suite.scenario("right.yaml", RIGHT);
    let document = json_of(&suite.idvet(&["check", "--format", "json"]).exits(0));
    assert_eq!(document["diagnostics"], json!([]));
    assert_eq!(document["environment"], "emulator");
    assert_eq!(document["totals"], json!({ "files": 1, "tests": 1, "errors": 0, "warnings": 0 }));
    let one = json!({ "least": 1, "most": 1 });
    assert_eq!(
        (&document["estimate"]["sessions"], &document["estimate"]["requests"]),
        (&one, &one),
        "{document:#}"
    );
}

#[test]
fn what_stands_in_no_file_says_so() {
    let suite = Suite::empty();
    suite.scenario("right.yaml", RIGHT);
    let document = json_of(&suite.idvet(&["check", "--format", "json", "--tag", "a and"]).exits(2));
    let found = &list(&document["diagnostics"])[0];
    assert_eq!((&found["file"], &found["argument"]), (&Value::Null, &json!("--tag")));
    assert_eq!((&found["line"], &found["column"]), (&json!(1), &json!(6)));
    let document = json_of(&suite.idvet(&["check", "--format", "json", "scenarios/no.yaml"]).exits(2));
    let found = &list(&document["diagnostics"])[0];
    assert_eq!(
        (&found["code"], &found["file"], &found["line"]),
        (&json!("E405"), &Value::Null, &Value::Null)
    );
    assert_eq!(found["labels"], json!([]));
}

#[test]
fn paths_begin_where_the_command_was_given() {
    let suite = Suite::with("environments: []\n");
    suite.scenario("inner/wrong.yaml", WRONG);
    let output = suite.command(&["check", "--format", "json"]).current_dir(suite.path("scenarios")).output();
    let document = json_of(&crate::support::suite::said(&output.unwrap()));
    let files: Vec<&str> =
        list(&document["diagnostics"]).iter().map(|one| one["file"].as_str().unwrap()).collect();
    let outside = fs::canonicalize(suite.path("idvet.yaml")).unwrap();
    assert_eq!(files[0], outside.to_str().unwrap());
    assert_eq!(files[1], "inner/wrong.yaml");
}

/// A workflow command, read as GitHub's runner reads it.
#[derive(Debug)]
struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    message: String,
}

fn commands(text: &str) -> Vec<Command> {
    text.lines().map(command).collect()
}

fn command(line: &str) -> Command {
    let unescaped = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n");
    let message_of = |text: &str| unescaped(text).replace("%25", "%");
    let property = |text: &str| unescaped(text).replace("%3A", ":").replace("%2C", ",").replace("%25", "%");
    let (head, message) =
        line.strip_prefix("::").and_then(|rest| rest.split_once("::")).unwrap_or_else(|| panic!("{line}"));
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let properties = properties.split(',').filter_map(|pair| pair.split_once('='));
    Command {
        name: name.to_owned(),
        properties: properties.map(|(name, value)| (name.to_owned(), property(value))).collect(),
        message: message_of(message),
    }
}

#[test]
fn github_gets_a_command_for_each_place() {
    let suite = wrong_suite();
    let commands = commands(&suite.idvet(&["check", "--format", "github"]).exits(2).out);
    let names: Vec<&str> = commands.iter().map(|command| command.name.as_str()).collect();
    assert_eq!(names, ["error", "error", "warning"]);
    let expected = [
        ("file", "scenarios/wrong.yaml"),
        ("line", "3"),
        ("endLine", "3"),
        ("col", "78"),
        ("endColumn", "87"),
        ("title", "idvet E101"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(commands[0].properties, BTreeMap::from(expected));
    assert_eq!(
        commands[0].message,
        "`create_dummy_token` has no field `fristName`\nhelp: did you mean `firstName`?\nhelp: to send it on purpose: `fristName: { raw: ... }`"
    );
    assert_eq!(
        commands[1].message,
        "two steps have the id `one`: again here\nhelp: give one of them another name"
    );
}

#[test]
fn names_and_messages_cannot_break_out_of_a_command() {
    let suite = Suite::empty();
    suite.scenario("50%, a::b=c%0A.yaml", "name: a\nsteps:\n  - \"%25::error::100%\": {}\n");
    let commands = commands(&suite.idvet(&["check", "--format", "github"]).exits(2).out);
    assert_eq!(commands.len(), 1, "{commands:?}");
    assert_eq!(commands[0].properties["file"], "scenarios/50%, a::b=c%0A.yaml");
    assert!(commands[0].message.starts_with("unknown verb `%25::error::100%`"), "{}", commands[0].message);
    let diagnostic = Diagnostic::error(code::FILE, "a\r\n::add-mask::b\u{1b}[2J").help("c\nd");
    let text = to_github(&[diagnostic], &Whereabouts::new("/suite", "/suite"));
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
}

/// GitHub shows ten of a step; the tenth tells of those that are not shown.
#[test]
fn what_github_would_not_show_is_told_in_the_tenth() {
    let steps = |count: usize| {
        (0..count).fold("name: a\nsteps:\n".to_owned(), |text, step| text + &format!("  - wrong_{step}: 1\n"))
    };
    let commands_of = |count: usize| {
        let suite = Suite::empty();
        suite.scenario("a.yaml", &steps(count));
        commands(&suite.idvet(&["check", "--format", "github"]).exits(2).out)
    };
    let ten = commands_of(10);
    assert_eq!(ten.len(), 10);
    assert!(ten.iter().all(|command| command.properties.contains_key("line")));
    let many = commands_of(25);
    assert_eq!(many.len(), 10);
    assert_eq!(many[9].properties["title"], "idvet: 16 more errors");
    let told: Vec<&str> = many[9].message.lines().collect();
    assert_eq!(told.len(), 16);
    assert_eq!(told[0], "scenarios/a.yaml:12:5: E103: unknown verb `wrong_9`");
    assert_eq!(told[15], "scenarios/a.yaml:27:5: E103: unknown verb `wrong_24`");
    let flood = commands_of(95);
    assert!(flood[9].message.encode_utf16().count() <= 4_096);
    let last = flood[9].message.lines().last().unwrap();
    let lines = flood[9].message.lines().count() - 1;
    assert_eq!(last, format!("and {} more: `idvet check` tells them all", 86 - lines));
}

#[test]
fn a_message_is_cut_with_a_word_where_github_would_cut_it() {
    let diagnostic = Diagnostic::error(code::FILE, "😀".repeat(10_000));
    let text = to_github(&[diagnostic], &Whereabouts::new("/suite", "/suite"));
    let command = command(text.trim_end());
    assert!(command.message.encode_utf16().count() <= 4_096 && command.message.ends_with("(cut here)"));
}

/// A job with a `working-directory` runs below the checkout; its annotations must name files from the checkout's root.
#[test]
fn github_and_sarif_name_files_from_the_root_of_the_checkout() {
    let suite = wrong_suite();
    let root = fs::canonicalize(suite.root()).unwrap();
    let inside = |format: &str| {
        let mut command = suite.command(&["check", "--format", format]);
        command.current_dir(root.join("scenarios")).env("GITHUB_WORKSPACE", &root);
        crate::support::suite::said(&command.output().unwrap()).exits(2)
    };
    assert_eq!(commands(&inside("github").out)[0].properties["file"], "scenarios/wrong.yaml");
    let sarif = json_of(&inside("sarif"));
    assert_eq!(uris(&sarif)[1], "scenarios/wrong.yaml");
}

fn uris(sarif: &Value) -> Vec<&str> {
    let results = list(&sarif["runs"][0]["results"]).iter();
    results
        .map(|one| one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .collect()
}

/// The log, held against the standard's own schema.
fn sarif_of(said: &Said) -> Value {
    let log = json_of(said);
    let schema = fs::read_to_string(repository().join("tests/data/sarif/sarif-schema-2.1.0.json")).unwrap();
    // One of its patterns is no regular expression by ECMA 262: a `]` that nothing opens. It is of a field not used here.
    let schema: Value = serde_json::from_str(&schema.replace("{2}]?$", "{2}$")).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    log
}

#[test]
fn sarif_has_a_rule_for_each_code_and_a_result_for_each_place() {
    let suite = wrong_suite();
    let log = sarif_of(&suite.idvet(&["check", "--format", "sarif"]).exits(2));
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = list(&run["tool"]["driver"]["rules"]);
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["E101", "E303", "W201"]);
    assert!(rules[0]["help"]["text"].as_str().unwrap().contains("Wrong:"));
    assert!(rules[0]["help"]["markdown"].as_str().unwrap().contains("## Wrong"));
    let results = list(&run["results"]);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], ids[index]);
        assert_eq!(result["level"], rules[index]["defaultConfiguration"]["level"]);
    }
    assert_eq!(
        results[1]["locations"][0]["physicalLocation"]["region"],
        json!({ "startLine": 3, "startColumn": 78, "endLine": 3, "endColumn": 87 })
    );
    assert_eq!(results[2]["relatedLocations"][0]["message"]["text"], "first here");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
}

#[test]
fn the_paths_of_sarif_are_uris() {
    let suite = Suite::empty();
    let name = "ž 100%#?: [a].yaml";
    suite.scenario(name, WRONG);
    let log = sarif_of(&suite.idvet(&["check", "--format", "sarif"]).exits(2));
    let uris = uris(&log);
    assert_eq!(uris[0], "scenarios/%C5%BE%20100%25%23%3F%3A%20%5Ba%5D.yaml");
    assert_eq!(percent_decode_str(uris[0]).decode_utf8().unwrap(), format!("scenarios/{name}"));
    let output = suite
        .command(&["check", "--format", "sarif", "--suite", suite.root().to_str().unwrap()])
        .current_dir(repository().join("tests"))
        .output();
    let log = sarif_of(&crate::support::suite::said(&output.unwrap()).exits(2));
    let uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"].clone();
    assert!(uri["uri"].as_str().unwrap().starts_with("file:///"), "{uri}");
    assert_eq!(uri["uriBaseId"], Value::Null);
}

#[test]
fn what_has_no_place_in_a_file_is_a_notification_of_sarif() {
    let suite = Suite::empty();
    suite.scenario("right.yaml", RIGHT);
    for arguments in [&["--tag", "a and"][..], &["scenarios/no.yaml"]] {
        let whole: Vec<&str> = ["check", "--format", "sarif"].iter().chain(arguments).copied().collect();
        let log = sarif_of(&suite.idvet(&whole).exits(2));
        assert_eq!(log["runs"][0]["results"], json!([]));
        let told = list(&log["runs"][0]["invocations"][0]["toolConfigurationNotifications"]);
        assert_eq!((told.len(), &told[0]["level"]), (1, &json!("error")));
    }
}

/// Every wrong scenario of the golden cases at once.
#[test]
fn all_formats_tell_all_that_the_text_tells() {
    let suite = Suite::empty();
    for folder in ["plan", "words"] {
        for entry in fs::read_dir(repository().join("tests/diagnostics").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "yaml") {
                let name = path.file_name().unwrap().to_str().unwrap();
                suite.scenario(&format!("{folder}/{name}"), &fs::read_to_string(&path).unwrap());
            }
        }
    }
    let text = suite.idvet(&["check"]).exits(2).out;
    let heads = text.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning["));
    let heads: Vec<String> = heads.map(str::to_owned).collect();
    assert!(heads.len() > 200, "{}", heads.len());
    let document = json_of(&suite.idvet(&["check", "--format", "json"]).exits(2));
    let told = list(&document["diagnostics"]).iter().map(|one| {
        let word = |key: &str| one[key].as_str().unwrap().to_owned();
        format!("{}[{}]: {}", word("severity"), word("code"), word("message"))
    });
    assert_eq!(told.collect::<Vec<_>>(), heads);
    let log = sarif_of(&suite.idvet(&["check", "--format", "sarif"]).exits(2));
    let results = list(&log["runs"][0]["results"]).len();
    let notifications = list(&log["runs"][0]["invocations"][0]["toolConfigurationNotifications"]).len();
    assert_eq!(results + notifications, heads.len());
    let files: BTreeSet<&str> = uris(&log).into_iter().collect();
    assert!(files.len() > 80, "{}", files.len());
    let annotations = commands(&suite.idvet(&["check", "--format", "github"]).exits(2).out);
    assert_eq!(annotations.iter().filter(|command| command.name == "error").count(), 10);
}

#[test]
fn the_text_alone_says_how_to_learn_more() {
    let suite = wrong_suite();
    let said = suite.idvet(&["check"]).exits(2);
    assert_eq!(
        said.err,
        "3 files checked: 2 errors, 1 warning\n`idvet explain CODE` tells more about E101, E303 and W201, with examples\n"
    );
    let said = suite.idvet(&["check", "scenarios/warned.yaml"]).exits(0);
    assert!(said.err.contains("\n`idvet explain W201` tells more, with examples\n"), "{}", said.err);
    for format in ["json", "github", "sarif"] {
        let said = suite.idvet(&["check", "--format", format]).exits(2);
        assert_eq!(said.err, "3 files checked: 2 errors, 1 warning\n");
    }
}

#[test]
fn no_format_shows_a_literal_secret() {
    let secrets = ["S3cr3tS3cr3t", "hunter2hunter2", "not-the-secret", "38901011234", "QWxhZGRpbjpvcGVu"];
    let scenario = "\
name: secrets on every line
vars: { api_secret: S3cr3tS3cr3t }
steps:
  - request: { url: 'https://user:hunter2hunter2@' }
  - request: { path: /x, auth: { api_key: somebody, api_secret: not-the-secret, more: x } }
  - request: { path: /x, headers: { Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== } }
  - create_token: { personalNumber: '38901011234', nothing: x }
";
    let suite = Suite::with("redact: [personalNumber]\n");
    suite.scenario("secrets.yaml", scenario);
    for format in ["text", "json", "github", "sarif"] {
        let said = suite.idvet(&["check", "--format", format]).exits(2).all();
        assert!(said.contains("W404") && said.contains("E406"), "{said}");
        assert!(secrets.iter().all(|secret| !said.contains(secret)), "{format}: {said}");
    }
}

/// So many files are read ahead, in a thread of their own.
#[test]
fn many_files_are_told_in_their_order() {
    let suite = Suite::empty();
    for number in 0..300 {
        let name = if number % 100 == 7 { "twice".to_owned() } else { format!("number {number}") };
        let verb = if number % 50 == 3 { "create_dumy_token" } else { "create_dummy_token" };
        let text = RIGHT.replace("right", &name).replace("create_dummy_token", verb);
        suite.scenario(&format!("{number:03}.yaml"), &text);
    }
    fs::write(suite.root().join("scenarios/150.yaml"), [0xFF, 0xFE]).unwrap();
    let said = suite.idvet(&["check", "--format", "json"]).exits(2);
    let document = json_of(&said);
    let of = |one: &Value| one["file"].as_str().unwrap_or("unreadable").to_owned();
    let files: Vec<String> = list(&document["diagnostics"]).iter().map(of).collect();
    let wrong = ["003", "053", "103", "107", "153", "203", "207", "253"];
    let wrong = wrong.map(|number| format!("scenarios/{number}.yaml"));
    assert_eq!(files[0], "unreadable");
    assert_eq!(files[1..], wrong);
    let listed = suite.idvet(&["list"]).exits(2);
    assert_eq!(listed.out.lines().count(), 300 - 6 - 1);
    assert!(listed.out.lines().is_sorted());
}
