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
