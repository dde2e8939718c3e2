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
    let check = |environment: &str| {
        let mut command = idvet(&["check", "--env", environment]);
        command.env("IDENFY_API_KEY", "key").env("IDENFY_API_SECRET", "secret");
        said(&command.current_dir(repository()).output().unwrap())
    };
    let told = |out: &str| -> Vec<String> {
        let is_message = |line: &&str| line.starts_with("warning") || line.starts_with("error");
        out.lines().filter(is_message).map(str::to_owned).collect()
    };
    // One scenario stands there as it is printed, with a value that it does nothing with.
    let printed = "warning[W301]: nothing uses the capture `ref`";
    for environment in ["emulator", "emulator-slow"] {
        assert_eq!(told(&check(environment).exits(0).out), [printed], "{environment}");
    }
    let fast = "warning[W202]: this asks `dev` more than once a second";
    // Where deliveries arrive is another place for everybody.
    let deaf = "error[E402]: the environment `dev` has no `webhooks`, so no delivery can reach this run";
    assert_eq!(told(&check("dev").exits(2).out), [deaf, printed, fast]);
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
