//! One accepted snapshot holds with another seed, in real time, and against an emulator in another process.

use crate::support::{emulator::Emulator, suite::Suite};

const SCENARIO: &str = r#"
name: Everything that changes
vars:
  number: ${random.digits(9)}
  short: ${random.int(10, 99)}
  client: twice-${run.id}
  reference: ${uuid()}
  name: ${fake.first_name('lt')}
steps:
  - create_dummy_token:
      dummyStatus: APPROVED
      clientId: ${client}
      firstName: ${name}
      lastName: ${fake.last_name()}
      externalRef: ref-${random.digits(4)}
      documentNumber: A${number}
      address: ${fake.address()}
      dateOfBirth: 1990-12-20
      dateOfExpiry: ${today('+400d')}
      dateOfIssue: ${today()}
      sessionLength: ${random.int(600, 900)}
      expiryTime: ${random.int(1000, 3000)}
    snapshot: true
  - poll_status: APPROVED
    snapshot: true
  - add_manual_status: { manualFaceMatchResult: FACE_MATCH, manualDocumentValidity: DOC_VALIDATED }
  - get_full_status:
    snapshot: true
  - get_data:
    snapshot: true
  - get_files:
    snapshot: true
  - generate_pdf:
    snapshot: true
  - request: { path: "/kyc/identifications/", query: { clientId: "${client}", perPage: 1 } }
    snapshot: true
  - create_token: { clientId: "${client}", generateDigitString: true }
    snapshot: true
  - request: { path: "/kyc/identifications/", query: { clientId: "${client}", perPage: 1 } }
    snapshot: { name: the first of two pages, headers: [content-type, date] }
  - use: _flows/refused.yaml
    with: { reference: "${reference}", number: "9${short}" }
  - get_status: { scanRef: "${uuid()}" }
    expect: { status: 400, error: { identifier: BAD_VALUE } }
    snapshot: refused
"#;

const FLOW: &str = r#"
params: { reference: {}, number: {} }
steps:
  - create_token: { clientId: "${uuid()}", externalRef: "x${number}", firstName: "${fake.first_name()}" }
    snapshot: true
  - get_data: { scanRef: "${reference}" }
    expect: { status: 400, error: { identifier: BAD_VALUE } }
    snapshot: true
"#;

#[test]
fn a_snapshot_holds_in_every_run() {
    let emulator = Emulator::start(&["--seed", "77"]);
    let suite = Suite::with(&format!(
        "environments:\n  emulator: {{ kind: DEV, emulator: true }}\n  apart:\n    kind: DEV\n    base_url: {}\n    credentials: {{ api_key: emulator-dev, api_secret: \"${{env.SECRET}}\" }}\ndefaults:\n  create_token: {{ tokenType: IDENTIFICATION, clientId: \"qa-${{run.id}}\" }}\n",
        emulator.address
    ));
    suite
        .write(".env", "SECRET=emulator-dev-secret\n")
        .write("_flows/refused.yaml", FLOW)
        .scenario("a.yaml", SCENARIO);
    suite.idvet(&["run", "--seed", "1", "--snapshots", "new"]).exits(0);
    for seed in ["2", "3", "4", "5", "6", "7", "8", "9"] {
        suite.idvet(&["run", "--seed", seed]).exits(0);
    }
    suite.idvet(&["run", "--real-time"]).exits(0);
    suite.idvet(&["run", "--env", "apart"]).exits(0);
    assert!(suite.idvet(&["snapshots", "list"]).exits(0).out.is_empty());
}
