//! Files that want to hang, exhaust or crash the program, by the real binary: as a scenario, as `idvet.yaml`, as a table
//! of cases and as `.env`. Each gets a message. `benches/hostile.sh` measures what they cost.
#![cfg(unix)]

use std::{fmt::Write as _, fs, os::unix::fs::symlink, process};

use crate::support::suite::{Said, Suite};

/// Where a file can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Scenario,
    Suite,
    DotEnv,
    Csv,
    Json,
}

use Place::{Csv, DotEnv, Json, Scenario, Suite as SuiteFile};

const EVERYWHERE: [Place; 5] = [Scenario, SuiteFile, DotEnv, Csv, Json];

const SOUND: &str = "name: a\nsteps:\n  - wait: 1s\n";

impl Place {
    fn path(self) -> &'static str {
        match self {
            Scenario => "scenarios/hostile.yaml",
            SuiteFile => "idvet.yaml",
            DotEnv => ".env",
            Csv => "_data/table.csv",
            Json => "_data/table.json",
        }
    }

    /// A suite in which only the file of this place is missing.
    fn suite(self) -> Suite {
        let suite = Suite::empty();
        suite.write("_data/note.txt", "").scenario("sound.yaml", SOUND);
        match self {
            Scenario => {}
            SuiteFile => fs::remove_file(suite.path("idvet.yaml")).unwrap(),
            DotEnv => drop(suite.write("idvet.yaml", "redact: []\n")),
            Csv | Json => {
                let path = self.path();
                let text = format!("name: of ${{case.a}}\ncases: {path}\nsteps:\n  - wait: 1s\n");
                suite.scenario("sound.yaml", &text);
            }
        }
        suite
    }

    fn said_of(self, bytes: &[u8]) -> Said {
        let suite = self.suite();
        fs::write(suite.path(self.path()), bytes).unwrap();
        suite.idvet(&["check"])
    }
}

/// Fails unless a file is refused with this code, and a message with these words.
#[track_caller]
fn refused(place: Place, said: Said, code: &str, words: &str) {
    let said = said.exits(2);
    assert!(said.out.starts_with(&format!("error[{code}]: ")), "{place:?}: {}", said.all());
    assert!(said.out.contains(words), "{place:?}, no `{words}`: {}", said.all());
    assert!(said.out.len() < 200_000, "{place:?}: {} bytes are said", said.out.len());
}

/// The code of a fault of the text: a table is named by a scenario, whose line is shown.
fn code_of_text(place: Place, code: &'static str) -> &'static str {
    match place {
        Scenario | SuiteFile | DotEnv => code,
        Csv | Json => "E405",
    }
}

#[test]
fn a_hundred_megabytes_are_not_read() {
    for place in EVERYWHERE {
        let suite = place.suite();
        let file = fs::File::create(suite.path(place.path())).unwrap();
        file.set_len(100 * 1024 * 1024).unwrap();
        let said = suite.idvet(&["check"]);
        refused(place, said, code_of_text(place, "E003"), "has 104857600 bytes, expected at most");
    }
}

#[test]
fn what_is_no_text_in_utf_8_is_refused_with_its_place() {
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    for place in EVERYWHERE {
        let code = code_of_text(place, "E004");
        refused(place, place.said_of(b"a: 1\nb: Zo\xeb\n"), code, "the byte 0xEB at line 2, column 6");
        refused(place, place.said_of(b"a: \0\n"), code, "a NUL byte at line 1, column 4");
        refused(place, place.said_of(picture), code, "a NUL byte at line 3, column 1");
        refused(place, place.said_of(b"\xff\xfea\0"), code, "found UTF-16");
    }
}

#[test]
fn a_mark_at_the_beginning_and_line_ends_of_windows_are_no_mistake() {
    let texts = [
        (Scenario, SOUND),
        (SuiteFile, "redact: [a]\n"),
        (DotEnv, "# a comment\nA=1\n"),
        (Csv, "a,b\n1,2\n"),
        (Json, "[\n  { \"a\": 1 }\n]\n"),
    ];
    for (place, text) in texts {
        place.said_of(format!("\u{feff}{text}").as_bytes()).exits(0);
        place.said_of(text.replace('\n', "\r\n").as_bytes()).exits(0);
    }
}

#[test]
fn levels_and_laughs_are_refused() {
    let mut laughs = "a0: &a0 [lol, lol, lol]\n".to_owned();
    for level in 1..30 {
        let below = level - 1;
        writeln!(laughs, "a{level}: &a{level} [*a{below}, *a{below}, *a{below}]").unwrap();
    }
    let levels = "[".repeat(10_000);
    let closed = format!("[{{\"a\": {levels}{}}}]", "]".repeat(10_000));
    for place in [Scenario, SuiteFile] {
        refused(place, place.said_of(laughs.as_bytes()), "E003", "the aliases of this file make more than");
        refused(place, place.said_of(levels.as_bytes()), "E003", "nested deeper than 64 levels");
        refused(place, place.said_of(closed.as_bytes()), "E003", "nested deeper than 64 levels");
    }
    refused(Json, Json.said_of(levels.as_bytes()), "E210", "recursion limit exceeded");
    refused(Json, Json.said_of(closed.as_bytes()), "E210", "recursion limit exceeded");
    refused(Csv, Csv.said_of(levels.as_bytes()), "E210", "cannot be the name of a column");
    refused(DotEnv, DotEnv.said_of(levels.as_bytes()), "E405", "line 1 of `.env`");
}

fn columns(count: usize, written: fn(usize) -> String) -> String {
    (0..count).map(written).collect()
}

#[test]
fn a_table_is_not_read_further_than_it_may_go() {
    let rows = "1,2\n".repeat(200_000);
    refused(Csv, Csv.said_of(format!("a,b\n{rows}").as_bytes()), "E210", "at most 10000 cases");
    let wide = columns(300_000, |column| format!("c{column},"));
    refused(Csv, Csv.said_of(wide.as_bytes()), "E210", "at most 250000 values");
    let rows = "{\"a\":1},".repeat(20_000);
    refused(Json, Json.said_of(format!("[{rows}{{}}]").as_bytes()), "E210", "at most 10000 cases");
    let wide = columns(300_000, |column| format!("\"c{column}\":1,"));
    refused(Json, Json.said_of(format!("[{{{wide}\"a\":1}}]").as_bytes()), "E210", "at most 250000 values");
    let wide = columns(100_000, |column| format!("\"c{column}\":1,"));
    refused(
        Json,
        Json.said_of(format!("[{{{wide}\"c7\":1}}]").as_bytes()),
        "E210",
        "the column `c7` is there twice",
    );
}

#[test]
fn of_many_wrong_lines_of_a_dot_env_the_first_ones_are_told() {
    let told = |lines: usize| DotEnv.said_of("NAME\n".repeat(lines).as_bytes()).exits(2);
    assert_eq!(told(20).out.matches("error[E405]").count(), 20);
    let many = told(100_000);
    assert_eq!(many.out.matches("error[E405]").count(), 21);
    refused(DotEnv, many, "E405", "`.env` has more than 20 lines that cannot be read");
}

/// Thousands of wrong steps, documents and keys are told by a bounded number of messages.
#[test]
fn floods_of_mistakes_are_told_in_part() {
    for text in ["---\na: ]\n", "a: 1\n", "- x\n", "\"\n", "  - wiat: 1\n", "? \n"] {
        for place in [Scenario, SuiteFile] {
            let said = place.said_of(text.repeat(12_000).as_bytes()).exits(2);
            assert!(said.out.matches("\nerror[").count() <= 101, "{text}: {}", said.err);
        }
    }
    Scenario.said_of("---\n".repeat(10_000).as_bytes()).exits(0);
    let named = columns(10_001, |at| format!("---\nname: a{at}\nsteps: [{{ wait: 1s }}]\n"));
    for text in ["---\n".repeat(10_001), named] {
        let said = Scenario.said_of(text.as_bytes()).exits(2);
        assert!(said.out.contains("error[E003]: the file has more than 10000 documents"), "{}", said.all());
    }
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    for place in EVERYWHERE {
        let suite = place.suite();
        let path = suite.path(place.path());
        symlink(path.file_name().unwrap(), &path).unwrap();
        refused(place, suite.idvet(&["check"]), "E405", "too many levels of symbolic links");
        fs::remove_file(&path).unwrap();
        symlink("/nowhere/at/all", &path).unwrap();
        refused(place, suite.idvet(&["check"]), "E405", "no such file or folder");
        fs::remove_file(&path).unwrap();
        assert!(process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        refused(place, suite.idvet(&["check"]), "E405", "is a pipe or a device");
        fs::remove_file(&path).unwrap();
        if place != Scenario {
            fs::create_dir(&path).unwrap();
            refused(place, suite.idvet(&["check"]), "E405", "is a folder, expected a file");
        }
    }
}

#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    for place in EVERYWHERE {
        let suite = place.suite();
        let path = suite.path(place.path());
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read(&path).is_ok() {
            // The superuser may read everything.
            return;
        }
        refused(place, suite.idvet(&["check"]), "E405", "permission denied");
    }
}

#[test]
fn folders_in_a_circle_end() {
    let suite = Suite::empty();
    suite.scenario("sound.yaml", SOUND);
    symlink("..", suite.path("scenarios/circle")).unwrap();
    symlink("../scenarios", suite.path("scenarios/again")).unwrap();
    let said = suite.idvet(&["check"]).exits(0);
    assert_eq!(said.err.lines().next(), Some("1 file checked: no errors, no warnings"));
    suite.idvet(&["check", "scenarios/circle/scenarios/circle/scenarios"]).exits(0);
}

/// Checks a scenario in ten seconds of the processor, after which the system would end the program.
#[track_caller]
fn sound_in_time(text: &str) {
    let suite = Scenario.suite();
    suite.scenario("hostile.yaml", text);
    let said = process::Command::new("sh")
        .args(["-c", "ulimit -t 10 && exec \"$0\" check", env!("CARGO_BIN_EXE_idvet")])
        .current_dir(suite.path(""))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success() && told.contains("no errors"), "{:?} {told:.500}", said.status);
}

/// What thousands of templates need that each use much is worked out in part, and the rest is no mistake.
#[test]
fn templates_are_not_worked_out_for_ever() {
    let doubling = |first: &str, next: fn(usize) -> String| {
        let doubled: String = (1..60).map(next).collect();
        sound_in_time(&format!("name: a\nvars:\n  v0: {first}\n{doubled}steps:\n  - wait: ${{v59}}\n"));
    };
    doubling("aaaaaaaa", |at| format!("  v{at}: \"${{v{0}}}${{v{0}}}\"\n", at - 1));
    doubling("[a, a]", |at| format!("  v{at}: [\"${{v{0}}}\", \"${{v{0}}}\"]\n", at - 1));
    let list = "1s, ".repeat(60_000);
    let picks = "  - wait: \"${random.pick(list)}\"\n".repeat(10_000);
    sound_in_time(&format!("name: a\nvars:\n  list: [{list}1s]\nsteps:\n{picks}"));
    let cases = columns(10_000, |case| format!("  - {{ a: {case}s }}\n"));
    let waits = "  - wait: ${case.a}\n".repeat(5_000);
    sound_in_time(&format!("name: ${{case.a}}\ncases:\n{cases}steps:\n{waits}"));
}

#[test]
fn of_thousands_of_unknown_names_the_first_ones_are_told_with_help() {
    let known = columns(20_000, |at| format!("  v{at}: 1\n"));
    let used = columns(20_000, |at| format!("  - wait: ${{w{at}}}\n"));
    let said = Scenario.said_of(format!("name: a\nvars:\n{known}steps:\n{used}").as_bytes());
    refused(Scenario, said, "E003", "has 100 problems or more, of which 100 are shown");
    let said = Scenario.said_of(format!("name: a\nvars:\n{known}steps:\n  - wait: 1s\n").as_bytes()).exits(0);
    assert!(said.out.contains("has 19900 more warnings, which are not shown"), "{}", said.all());
    assert_eq!(said.out.matches("warning[").count(), 101, "with that of the two names");
}

#[test]
fn cases_have_a_bounded_number_of_names() {
    let wide = columns(1_001, |column| format!("c{column},"));
    let cells = "1,".repeat(1_001);
    let text = format!("{}\n{}\n", wide.trim_end_matches(','), cells.trim_end_matches(','));
    refused(Csv, Csv.said_of(text.as_bytes()), "E210", "values of 1001 names, expected at most 1000");
    let axes = columns(101, |axis| format!("  a{axis}: [x]\n"));
    let text = format!("name: a\nmatrix:\n{axes}steps:\n  - wait: 1s\n");
    refused(
        Scenario,
        Scenario.said_of(text.as_bytes()),
        "E210",
        "`matrix` has 101 axes, expected at most 100",
    );
}
