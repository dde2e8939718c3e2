//! Warnings: they are told, they stop nothing, and the shipped suite draws none.

use crate::support::suite::{Suite, idvet, repository, said};

const UNUSED: &str = "name: a capture that nothing uses\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED }\n    capture: { ref: $.scanRef }\n";

#[test]
fn a_warning_stops_neither_check_nor_run() {
    let suite = Suite::shipped_defaults();
    suite.scenario("a.yaml", UNUSED);
    let checked = suite.idvet(&["check"]).exits(0);
    assert!(checked.out.contains("warning[W301]: nothing uses the capture `ref`"), "{}", checked.out);
    assert!(checked.err.contains("1 file checked: no errors, 1 warning"), "{}", checked.err);
    let ran = suite.idvet(&["run"]).exits(0);
    assert_eq!(ran.err.matches("warning[W301]").count(), 1, "{}", ran.err);
}

#[test]
fn the_shipped_suite_draws_no_warning() {
    for environment in ["emulator", "emulator-slow", "dev"] {
        let mut command = idvet(&["check", "--env", environment]);
        command.env("IDENFY_API_KEY", "key").env("IDENFY_API_SECRET", "secret");
        let said = said(&command.current_dir(repository()).output().unwrap()).exits(0);
        assert_eq!(said.out, "", "{environment}");
    }
}

#[test]
fn an_empty_variable_of_the_env_file_is_told_with_its_line() {
    let suite = Suite::empty();
    suite.write(
        "idvet.yaml",
        "environments:\n  dev:\n    kind: DEV\n    base_url: https://api.example\n    credentials: { api_key: \"${env.KEY}\", api_secret: \"${env.OTHER}\" }\n",
    );
    suite.scenario("a.yaml", "name: a\nsteps: [{ create_token: { clientId: a } }]\n");
    suite.write(".env", "# keys\nOTHER=1\nKEY=\n");
    let said = suite.idvet(&["check", "--env", "dev"]).exits(2).out;
    assert!(said.contains("which is empty in `.env` (line 3)"), "{said}");
    assert!(!said.contains("`OTHER`"), "{said}");
    suite.write(".env", "OTHER='half\nKEY=2\n");
    let said = suite.idvet(&["check", "--env", "dev"]).exits(2).out;
    assert!(said.contains("line 1 of `.env`") && !said.contains("E403"), "{said}");
}

#[test]
fn a_path_is_told_as_it_was_typed() {
    let suite = Suite::shipped_defaults();
    suite.scenario("example.yaml", UNUSED);
    let said = suite.idvet(&["check", "scenarios/exmaple.yaml"]).exits(2).out;
    assert!(said.contains("no such file or folder: `scenarios/exmaple.yaml`"), "{said}");
    let whole = suite.path("scenarios/exmaple.yaml").display().to_string();
    let said = suite.idvet(&["check", &whole]).exits(2).out;
    assert!(said.contains(&format!("`{whole}`")), "{said}");
}
