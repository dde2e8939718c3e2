//! The same scenarios for everybody, a file for each.

use std::{fmt::Write as _, fs, io, path::Path};

use tempfile::TempDir;

/// Folders that are gone when this is.
pub(super) struct Suites {
    idvet: TempDir,
    hurl: TempDir,
    scenarios: usize,
}

/// What is filled in stands in the environment of the process.
const IDVET_YAML: &str = r#"environments:
  apart:
    kind: DEV
    base_url: "${env.ADDRESS}"
    credentials: { api_key: emulator-dev, api_secret: "${env.SECRET}" }
"#;

/// The base64 of the same key pair.
pub(super) const AUTHORIZATION: &str = "Basic ZW11bGF0b3ItZGV2OmVtdWxhdG9yLWRldi1zZWNyZXQ=";

impl Suites {
    /// Five requests each: made, seen, reviewed, seen, asked for in full.
    pub(super) fn of_requests(scenarios: usize) -> io::Result<Self> {
        let suites = Self::empty(scenarios)?;
        for number in 1..=scenarios {
            fs::write(suites.scenario_of_idvet(number), idvet_scenario(number))?;
            fs::write(suites.of_hurl().join(hurl_file(number)), hurl_scenario(number))?;
        }
        Ok(suites)
    }

    /// Scenarios that only wait.
    pub(super) fn of_pauses(scenarios: usize) -> io::Result<Self> {
        let suites = Self::empty(scenarios)?;
        for number in 1..=scenarios {
            let text = format!("name: pause {number}\nsteps:\n  - wait: 5s\n");
            fs::write(suites.scenario_of_idvet(number), text)?;
        }
        Ok(suites)
    }

    fn empty(scenarios: usize) -> io::Result<Self> {
        let suites = Self { idvet: tempfile::tempdir()?, hurl: tempfile::tempdir()?, scenarios };
        fs::write(suites.of_idvet().join("idvet.yaml"), IDVET_YAML)?;
        fs::create_dir(suites.of_idvet().join("scenarios"))?;
        Ok(suites)
    }

    fn scenario_of_idvet(&self, number: usize) -> std::path::PathBuf {
        self.of_idvet().join(format!("scenarios/{number}.yaml"))
    }

    pub(super) fn of_idvet(&self) -> &Path {
        self.idvet.path()
    }

    pub(super) fn of_hurl(&self) -> &Path {
        self.hurl.path()
    }

    pub(super) fn files_of_hurl(&self) -> impl Iterator<Item = String> + use<> {
        (1..=self.scenarios).map(hurl_file)
    }
}

fn idvet_scenario(number: usize) -> String {
    format!(
        "name: scenario {number}
steps:
  - create_dummy_token: {{ dummyStatus: APPROVED, clientId: bench-{number} }}
  - poll_status: APPROVED
  - add_manual_status: {{ manualFaceMatchResult: FAKE_FACE, manualDocumentValidity: DOC_VALIDATED }}
  - poll_status: DENIED
  - get_full_status: {{}}
    expect:
      fields: {{ manual_face_match_result: FAKE_FACE, attempt_count: {{ gte: 1 }} }}
"
    )
}

fn hurl_file(number: usize) -> String {
    format!("{number}.hurl")
}

fn hurl_scenario(number: usize) -> String {
    let poll = |status: &str| {
        hurl_request(
            "/api/v2/status",
            "[Options]\nretry: 100\nretry-interval: 10ms\n",
            r#"{ "scanRef": "{{scan_ref}}" }"#,
            &format!("HTTP 200\n[Asserts]\njsonpath \"$.status\" == \"{status}\"\n"),
        )
    };
    let created = hurl_request(
        "/api/v2/token",
        "",
        &format!(r#"{{ "dummyStatus": "APPROVED", "clientId": "bench-{number}" }}"#),
        "HTTP 201\n[Captures]\nscan_ref: jsonpath \"$.scanRef\"\n",
    );
    let reviewed = hurl_request(
        "/api/v2/add-dummy-status",
        "",
        r#"{ "scanRef": "{{scan_ref}}", "manualFaceMatchResult": "FAKE_FACE", "manualDocumentValidity": "DOC_VALIDATED" }"#,
        "HTTP 200\n",
    );
    let full = hurl_request(
        "/api/v2/full-status",
        "",
        r#"{ "scanRef": "{{scan_ref}}" }"#,
        "HTTP 200\n[Asserts]\njsonpath \"$.manual_face_match_result\" == \"FAKE_FACE\"\njsonpath \"$.attempt_count\" >= 1\n",
    );
    [created, poll("APPROVED"), reviewed, poll("DENIED"), full].join("\n")
}

fn hurl_request(path: &str, options: &str, body: &str, expected: &str) -> String {
    let mut text = format!("POST {{{{base}}}}{path}\nAuthorization: {AUTHORIZATION}\n");
    let _ = write!(text, "{options}{body}\n{expected}");
    text
}
