//! `contract: off, warn, strict`: the nearest one counts.

use crate::support::suite::{Said, Suite};

const ALTERED: &str = "  altered:
    kind: DEV
    emulator: { alter: 'get_status: set /clientId 1' }
";
const DRIFTING: &str = "  altered:
    kind: DEV
    emulator: { alter: 'get_status: set /shoeSize 1' }
";

/// Runs a step that reads the status, with something said of the contract at each level.
fn run(environment: &str, suite: &str, scenario: &str, step: &str) -> Said {
    let laid = Suite::with(&format!("environments:\n{environment}{suite}"));
    laid.scenario(
        "a.yaml",
        &format!(
            "name: a\n{scenario}steps:\n  - create_dummy_token: {{ dummyStatus: APPROVED, clientId: a }}\n  - get_status: {{}}\n{step}"
        ),
    );
    laid.idvet(&["run", "--env", "altered"])
}

#[test]
fn off_looks_at_nothing_wherever_it_stands() {
    run(ALTERED, "", "", "").exits(1);
    for (suite, scenario, step) in [
        ("contract: off\n", "", ""),
        ("defaults: { contract: off }\n", "", ""),
        ("", "contract: off\n", ""),
        ("", "", "    contract: off\n"),
        ("", "", "    expect: { contract: off }\n"),
    ] {
        run(ALTERED, suite, scenario, step).exits(0);
    }
    run(&format!("{ALTERED}    contract: off\n"), "", "", "").exits(0);
    let quiet = run(DRIFTING, "contract: off\n", "", "").exits(0);
    assert!(!quiet.out.contains("drift"), "{}", quiet.out);
}

#[test]
fn the_nearest_counts() {
    let strict = format!("{DRIFTING}    contract: strict\n");
    run(DRIFTING, "contract: strict\n", "", "").exits(1);
    run(&strict, "contract: off\n", "", "").exits(1);
    run(&strict, "contract: strict\n", "contract: warn\n", "").exits(0);
    run(&strict, "", "contract: off\n", "    contract: strict\n").exits(1);
    run(&strict, "", "contract: strict\n", "    expect: { contract: warn }\n").exits(0);
}

#[test]
fn warn_is_what_holds_where_nothing_is_said() {
    let said = run(DRIFTING, "", "", "").exits(0);
    assert!(said.out.contains("unknown key at $.shoeSize"), "{}", said.out);
}

#[test]
fn requests_to_documented_paths_are_judged_and_others_are_not() {
    let laid = Suite::with(&format!("environments:\n{ALTERED}"));
    let request = |path: &str| {
        format!(
            "name: a\nsteps:\n  - create_dummy_token: {{ dummyStatus: APPROVED, clientId: a }}\n  - request: {{ method: POST, path: {path}, json: {{ scanRef: '${{session.scanRef}}' }} }}\n    expect: {{ status: [200, 404] }}\n"
        )
    };
    laid.scenario("a.yaml", &request("/api/v2/status"));
    let said = laid.idvet(&["run", "--env", "altered"]).exits(1);
    assert!(said.err.contains("`$.clientId` breaks the contract"), "{}", said.all());
    laid.scenario("a.yaml", &request("/api/v2/other"));
    laid.idvet(&["run", "--env", "altered"]).exits(0);
}
