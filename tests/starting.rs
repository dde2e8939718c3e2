//! `idvet init` and `idvet new`: from an empty folder to a suite that runs, and names that cannot be files.

use std::{fs, path::Path, process::Command};

use idvet::source::{Limits, Node, Source, read_documents};

use crate::support::suite::{Said, Suite, idvet, said};

/// A folder with nothing in it, and a command run there.
struct Empty {
    folder: tempfile::TempDir,
}

impl Empty {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn idvet(&self, arguments: &[&str]) -> Said {
        said(&idvet(arguments).current_dir(self.folder.path()).output().unwrap())
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }
}

fn initialised() -> Empty {
    let empty = Empty::new();
    empty.idvet(&["init"]).exits(0);
    empty
}

fn yaml(text: &str) -> Node {
    let (mut documents, problems) = read_documents(&Source::new("ci.yml", text), Limits::default());
    assert_eq!(problems, []);
    documents.remove(0)
}

#[test]
fn an_empty_folder_becomes_a_suite_that_passes() {
    let empty = Empty::new();
    let made = empty.idvet(&["init"]).exits(0);
    assert!(
        made.out.lines().count() > 8 && made.out.lines().all(|line| line.starts_with("made  ")),
        "{}",
        made.out
    );
    assert!(made.err.contains("next:\n  idvet run "), "{}", made.err);
    let run = empty.idvet(&["run"]).exits(0);
    assert!(run.out.contains("1 passed"), "{}", run.all());
    let made = empty.idvet(&["new", "refused-document"]).exits(0);
    assert_eq!(made.out, "made scenarios/refused-document.yaml\n");
    let checked = empty.idvet(&["check"]).exits(0);
    assert!(checked.all().contains("2 files checked: no errors, no warnings"), "{}", checked.all());
    empty.idvet(&["fmt", "--check"]).exits(0);
    assert!(empty.idvet(&["run"]).exits(0).out.contains("2 passed"));
}

#[test]
fn every_file_that_init_tells_of_is_there() {
    let empty = Empty::new();
    let made = empty.idvet(&["init", "a/b"]).exits(0);
    for line in made.out.lines() {
        let name = line.split_whitespace().nth(1).unwrap();
        assert!(!empty.read(&format!("a/b/{name}")).is_empty(), "{name}");
    }
    assert!(made.err.contains("\n  cd a/b\n"), "{}", made.err);
    for name in [".vscode/settings.json", ".vscode/extensions.json", "schema/scenario.schema.json"] {
        let json: serde_json::Value = serde_json::from_str(&empty.read(&format!("a/b/{name}"))).unwrap();
        assert!(json.is_object(), "{name}");
    }
}

#[test]
fn what_the_editor_is_told_of_is_there() {
    let empty = initialised();
    let settings: serde_json::Value = serde_json::from_str(&empty.read(".vscode/settings.json")).unwrap();
    let schemas: Vec<&String> = settings["yaml.schemas"].as_object().unwrap().keys().collect();
    assert!(schemas.len() >= 2);
    for schema in schemas {
        assert!(empty.folder.path().join(schema).exists(), "{schema}");
    }
    empty.idvet(&["new", "deep/er/one"]).exits(0);
    for (folder, name) in [("", "idvet.yaml"), ("scenarios", "first.yaml"), ("scenarios/deep/er", "one.yaml")]
    {
        let text = empty.read(format!("{folder}/{name}").trim_start_matches('/'));
        let line = text.lines().next().unwrap();
        let schema =
            line.strip_prefix("# yaml-language-server: $schema=").unwrap_or_else(|| panic!("{name}: {line}"));
        assert!(empty.folder.path().join(folder).join(schema).exists(), "{name}: {schema}");
    }
}

#[test]
fn the_schemas_take_what_was_made() {
    let empty = initialised();
    for template in ["session", "manual", "refusal", "matrix"] {
        empty.idvet(&["new", template, "--from", template]).exits(0);
    }
    for (document, files) in [("scenario", "first session manual refusal matrix"), ("suite", "")] {
        let text = empty.read(&format!("schema/{document}.schema.json"));
        assert_eq!(text, empty.idvet(&["schema", document]).exits(0).out);
        let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
        let scenarios = files.split_whitespace().map(|name| format!("scenarios/{name}.yaml"));
        let own = (document == "suite").then(|| "idvet.yaml".to_owned());
        for file in scenarios.chain(own) {
            let value = yaml(&empty.read(&file)).to_json();
            let wrong: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
            assert_eq!(wrong, Vec::<String>::new(), "{file}");
        }
        assert!(!schema.is_valid(&serde_json::json!({ "nmae": "a" })), "{document}");
    }
}

#[test]
fn editor_settings_that_were_there_are_told_what_they_lack() {
    let empty = Empty::new();
    fs::create_dir(empty.folder.path().join(".vscode")).unwrap();
    fs::write(empty.folder.path().join(".vscode/settings.json"), "{}\n").unwrap();
    let said = empty.idvet(&["init"]).exits(0);
    assert!(
        said.err.contains("add to `.vscode/settings.json`, which was kept:\n  \"yaml.schemas\": {\n"),
        "{}",
        said.err
    );
    assert!(said.err.contains("\"./schema/flow.schema.json\""), "{}", said.err);
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let suite = Suite::with("# mine\n");
    suite.write(".gitignore", "*.log\n").write(".gitlab-ci.yml", "mine: 1\n");
    let said = suite.idvet(&["init"]).exits(0);
    for name in ["idvet.yaml", ".gitignore", ".gitlab-ci.yml"] {
        assert!(said.out.lines().any(|line| line.starts_with("kept") && line.contains(name)), "{}", said.out);
    }
    assert_eq!(fs::read_to_string(suite.path("idvet.yaml")).unwrap(), "# mine\n");
    assert_eq!(fs::read_to_string(suite.path(".gitignore")).unwrap(), "*.log\n");
    assert!(said.err.contains("add to `.gitignore`, which was kept: .env, *.snap.new"), "{}", said.err);
    assert!(!said.err.contains("yaml.schemas"), "{}", said.err);
    assert!(!suite.path("scenarios").exists(), "a suite keeps its own scenarios");
    let again = suite.idvet(&["init"]).exits(0);
    assert!(again.out.lines().all(|line| line.starts_with("kept")), "{}", again.out);
}

#[test]
fn records_and_credentials_stay_out_of_git() {
    let empty = Empty::new();
    let git = |arguments: &[&str]| {
        Command::new("git").args(arguments).current_dir(empty.folder.path()).output().unwrap()
    };
    git(&["init", "-q"]);
    empty.idvet(&["init"]).exits(0);
    empty.idvet(&["run"]).exits(0);
    fs::write(empty.folder.path().join(".env"), "IDENFY_API_KEY=a\n").unwrap();
    let seen = git(&["status", "--porcelain", "--untracked-files=all"]);
    let seen = String::from_utf8(seen.stdout).unwrap();
    assert!(seen.contains("?? idvet.yaml\n") && seen.contains("?? .env.example\n"), "{seen}");
    assert!(!seen.contains(".idvet/") && !seen.contains("?? .env\n"), "{seen}");
}

#[test]
fn the_place_of_a_suite_is_spoken_of() {
    let empty = initialised();
    let inner = empty.idvet(&["init", "inner"]).exits(0);
    assert!(inner.err.contains("note: this suite lies within the suite `"), "{}", inner.err);
    assert!(!empty.idvet(&["init"]).exits(0).err.contains("note:"));
    let other = Empty::new();
    fs::create_dir_all(other.folder.path().join(".git")).unwrap();
    assert!(!other.idvet(&["init"]).exits(0).err.contains("note:"));
    let below = other.idvet(&["init", "below"]).exits(0);
    assert!(below.err.contains("note: CI reads its jobs at the root of the repository"), "{}", below.err);
}

#[test]
fn what_is_no_folder_is_refused() {
    let empty = Empty::new();
    fs::write(empty.folder.path().join("file"), "").unwrap();
    assert!(empty.idvet(&["init", "file"]).exits(2).err.contains("is a file, expected a folder"));
    assert!(empty.idvet(&["--suite", ".", "init"]).exits(2).err.contains("idvet init DIR"));
    let said = empty.idvet(&["init", "file/below"]).exits(3);
    assert!(said.err.starts_with("error: ") && said.err.contains("cannot be written"), "{}", said.err);
}

/// The commands of a CI file, one text for each.
fn scripts(job: &Node, key: &str) -> Vec<String> {
    let text = |node: &Node| node.as_scalar().map(|scalar| scalar.text.clone());
    let steps = job.get(key).and_then(Node::as_list).unwrap();
    steps.iter().filter_map(|step| text(step).or_else(|| text(step.get("run")?))).collect()
}

fn shell(script: &str, folder: &Path, path: &str) -> Said {
    let mut command = Command::new("bash");
    command.args(["-e", "-c", script]).current_dir(folder).env_clear();
    command.env("PATH", path).env("IDVET_GIT", "").env("CARGO_HOME", folder.join(".cargo")).env("CI", "true");
    said(&command.output().unwrap())
}

fn path_with_idvet() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_idvet")).parent().unwrap().display().to_string();
    format!("{folder}:/usr/bin:/bin")
}

#[test]
fn the_job_for_github_runs() {
    let empty = initialised();
    let file = yaml(&empty.read(".github/workflows/idvet.yml"));
    let job = file.get("jobs").and_then(|jobs| jobs.get("suite")).unwrap();
    let commands = scripts(job, "steps");
    assert!(commands.len() >= 4, "{commands:?}");
    for command in &commands {
        shell(command, empty.folder.path(), &path_with_idvet()).exits(0);
    }
    let uploads = job.get("steps").and_then(Node::as_list).unwrap().last().unwrap().get("with").unwrap();
    let path = &uploads.get("path").and_then(Node::as_scalar).unwrap().text;
    assert!(fs::read_dir(empty.folder.path().join(path)).unwrap().count() > 0, "no record lies in {path}");
    let said = shell(&commands[0], empty.folder.path(), "/usr/bin:/bin");
    assert!(said.code != 0 && said.err.contains("fill it in at the top"), "{}", said.all());
}

#[test]
fn the_job_for_gitlab_runs() {
    let empty = initialised();
    let file = yaml(&empty.read(".gitlab-ci.yml"));
    let job = file.get("idvet").unwrap();
    let whole = scripts(job, "script").join("\n");
    for command in ["idvet check", "idvet fmt --check", "idvet run"] {
        assert!(whole.contains(command), "{whole}");
    }
    shell(&whole, empty.folder.path(), &path_with_idvet()).exits(0);
    let kept = job.get("artifacts").and_then(|kept| kept.get("paths")).and_then(Node::as_list).unwrap();
    let path = &kept[0].as_scalar().unwrap().text;
    assert!(fs::read_dir(empty.folder.path().join(path)).unwrap().count() > 0, "no record lies in {path}");
    let said = shell(&whole, empty.folder.path(), "/usr/bin:/bin");
    assert!(said.code != 0 && said.err.contains("fill it in at the top"), "{}", said.all());
}

#[test]
fn every_template_runs_in_every_suite() {
    // An empty `idvet.yaml` names no client for the tokens.
    for suite in [Suite::empty(), Suite::shipped_defaults()] {
        for template in ["session", "manual", "refusal", "matrix"] {
            suite.idvet(&["new", template, "--from", template]).exits(0);
        }
        let checked = suite.idvet(&["check"]).exits(0);
        assert!(checked.all().contains("no errors, no warnings"), "{}", checked.all());
        suite.idvet(&["run"]).exits(0);
        suite.idvet(&["fmt", "--check", "scenarios"]).exits(0);
    }
}

#[test]
fn the_templates_of_the_help_are_these() {
    let said = Suite::empty().idvet(&["new", "--help"]).exits(0);
    for template in ["session", "manual", "refusal", "matrix"] {
        assert!(said.out.contains(&format!("- {template}:")), "{}", said.out);
    }
}

/// A name, the file it gives, and the name in it.
const NAMES: [(&str, &str, &str); 9] = [
    ("refused-document", "refused-document.yaml", "name: Refused document"),
    ("A refused document", "a-refused-document.yaml", "name: A refused document"),
    ("manual/denied", "manual/denied.yaml", "name: Denied"),
    ("scenarios/manual/late.yaml", "manual/late.yaml", "name: Late"),
    (
        "Manual Review/It's 100% \"done\": yes",
        "manual-review/it-s-100-done-yes.yaml",
        "name: \"It's 100% \\\"done\\\": yes\"",
    ),
    ("a ${name}", "a-name.yaml", "name: a $${name}"),
    ("Žalia kortelė", "žalia-kortelė.yaml", "name: Žalia kortelė"),
    ("null", "null.yaml", "name: Null"),
    ("manual\\windows", "manual/windows.yaml", "name: Windows"),
];

#[test]
fn names_become_files() {
    for (name, file, line) in NAMES {
        let suite = Suite::empty();
        let said = suite.idvet(&["new", name]).exits(0);
        assert_eq!(said.out, format!("made scenarios/{file}\n"), "{name}");
        let text = fs::read_to_string(suite.path(&format!("scenarios/{file}"))).unwrap();
        let expected = if name == "null" { "name: \"Null\"" } else { line };
        assert!(text.starts_with(&format!("{expected}\n")), "{name}: {text}");
        suite.idvet(&["run"]).exits(0);
        suite.idvet(&["fmt", "--check", "scenarios"]).exits(0);
    }
}

#[test]
fn a_name_that_looks_like_a_template_is_shown_as_it_was_written() {
    let empty = initialised();
    empty.idvet(&["new", "for ${run.id}"]).exits(0);
    let said = empty.idvet(&["run", "--filter", "› for ${run.id}"]).exits(0);
    assert!(said.err.contains("yaml › for ${run.id}\n"), "{}", said.err);
}

#[test]
fn names_that_cannot_be_files_are_refused() {
    let long = "x".repeat(81);
    let wrong = [
        ("../outside", "leads out of"),
        ("a/../../b", "leads out of"),
        ("/etc/a", "leads out of"),
        ("..\\b", "leads out of"),
        ("", "has an empty part"),
        ("???", "without a letter or a digit"),
        ("a//b", "has an empty part"),
        ("a/", "has an empty part"),
        (".hidden", "begin with `.` or `_`"),
        ("_flows/a", "would not be run"),
        ("snapshots/a", "would not be run"),
        ("con", "device"),
        ("Com1", "device"),
        ("a/lpt9/b", "device"),
        (&long, "x…` is too long"),
        ("a\u{1b}[31m", "cannot be seen"),
        ("a\nb", "cannot be seen"),
        ("a\u{202e}b", "cannot be seen"),
        ("idvet", "would make a suite"),
        ("manual/Idvet", "would make a suite"),
    ];
    let suite = Suite::empty();
    for (name, reason) in wrong {
        let said = suite.idvet(&["new", name]).exits(2);
        assert!(said.err.contains(reason) && said.err.contains("help: "), "{name:?}: {}", said.err);
        assert!(!said.err.contains('\u{1b}'), "{name:?}");
    }
    assert!(!suite.path("scenarios").exists());
}

#[test]
fn a_file_that_is_there_stays() {
    let suite = Suite::empty();
    suite.scenario("a.yaml", "# mine\n");
    let said = suite.idvet(&["new", "a"]).exits(2);
    assert!(said.err.contains("`scenarios/a.yaml` is there already"), "{}", said.err);
    assert_eq!(fs::read_to_string(suite.path("scenarios/a.yaml")).unwrap(), "# mine\n");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_suite_is_not_followed() {
    let (suite, outside) = (Suite::empty(), tempfile::tempdir().unwrap());
    fs::create_dir_all(suite.path("scenarios")).unwrap();
    std::os::unix::fs::symlink(outside.path(), suite.path("scenarios/out")).unwrap();
    for name in ["out/a", "out/b/a"] {
        let said = suite.idvet(&["new", name]).exits(2);
        assert!(said.err.contains("leads out of the suite"), "{}", said.err);
    }
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

/// A folder `scenarios` would hide the files that lie elsewhere: without paths a run takes only what is in it.
#[test]
fn a_suite_without_the_folder_gets_the_file_at_its_root() {
    let suite = Suite::empty();
    suite.write("mine.yaml", "name: mine\nsteps:\n  - wait: 1s\n");
    assert_eq!(suite.idvet(&["new", "another"]).exits(0).out, "made another.yaml\n");
    assert!(suite.idvet(&["run"]).exits(0).out.contains("2 passed"));
}

#[test]
fn outside_of_a_suite_new_says_how_to_make_one() {
    let said = Empty::new().idvet(&["new", "a"]).exits(2);
    assert!(said.err.contains("no suite") && said.err.contains("idvet init"), "{}", said.err);
}
