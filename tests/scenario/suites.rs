//! What is read of a right `idvet.yaml`.

use idvet::{
    diagnostic::{Look, Problems, render_all},
    scenario::{EnvironmentText, Located, Soundness, Suite},
    source::Source,
};

fn suite(text: &str) -> Suite {
    let source = Source::new("idvet.yaml", text);
    let mut problems = Problems::new(&source);
    let suite = Suite::read(&source, &mut problems);
    let messages: Vec<String> = problems.into_found().into_iter().map(|found| found.message).collect();
    assert_eq!(messages, [""; 0], "{text}");
    assert_eq!(suite.sound, Soundness::Complete);
    suite
}

fn names(suite: &Suite) -> Vec<&str> {
    suite.environments.iter().map(|environment| environment.name.value.as_str()).collect()
}

fn word(located: Option<&Located<String>>) -> &str {
    located.map_or("", |located| located.value.as_str())
}

/// One environment in one line.
fn shown(environment: &EnvironmentText) -> String {
    [
        word(Some(&environment.name)),
        word(environment.kind.as_ref()),
        word(environment.base_url.as_ref()),
        word(environment.api_key.as_ref()),
        word(environment.api_secret.as_ref()),
        word(environment.ca_certificate.as_ref()),
        word(environment.timeout.as_ref()),
    ]
    .join("|")
}

#[test]
fn an_empty_file_is_a_suite_with_the_emulator() {
    for text in ["", "# nothing\n", "environments: {}\n"] {
        let suite = suite(text);
        assert_eq!(names(&suite), ["emulator"]);
        let emulator = &suite.environments[0];
        assert_eq!(shown(emulator), "emulator|DEV|||||");
        assert_eq!(emulator.emulator.as_ref().unwrap().to_json(), true);
    }
}

#[test]
fn the_emulator_that_is_written_is_not_added_again() {
    let suite =
        suite("environments:\n  emulator: { kind: TEST, emulator: { delay: 2s } }\n  dev: { kind: DEV }\n");
    assert_eq!(names(&suite), ["emulator", "dev"]);
    let emulator = &suite.environments[0];
    assert_eq!(word(emulator.kind.as_ref()), "TEST");
    assert_eq!(emulator.emulator.as_ref().unwrap().get("delay").unwrap().to_json(), "2s");
}

#[test]
fn every_key_of_a_suite() {
    let suite = suite(
        "environments:
  dev:
    kind: DEV
    base_url: https://ivs.idenfy.com
    credentials:
      api_key: ${env.IDENFY_API_KEY}
      api_secret: ${env.IDENFY_API_SECRET}
    ca_certificate: ca.pem
    timeout: 30s
    limits: { concurrent_scenarios: 8, requests_per_second: 5, requests_per_hour: 10000 }
default_environment: dev
defaults:
  create_token: { clientId: \"qa-${run.id}\", firstName: Anna }
  poll_status: { every: 2s }
  timeout: 5m
redact: [personalNumber, documentNumber]
",
    );
    assert_eq!(names(&suite), ["dev", "emulator"]);
    assert_eq!(
        shown(&suite.environments[0]),
        "dev|DEV|https://ivs.idenfy.com|${env.IDENFY_API_KEY}|${env.IDENFY_API_SECRET}|ca.pem|30s"
    );
    let limits = suite.environments[0].limits.as_ref().unwrap();
    assert_eq!(limits.get("requests_per_hour").unwrap().to_json(), 10_000);
    assert_eq!(word(suite.default_environment.as_ref()), "dev");
    let defaults: Vec<&str> = suite.verb_defaults.iter().map(|entry| entry.key.text.as_str()).collect();
    assert_eq!(defaults, ["create_token", "poll_status"]);
    assert_eq!(word(suite.timeout.as_ref()), "5m");
    let redacted: Vec<&str> = suite.redact.iter().map(|name| name.value.as_str()).collect();
    assert_eq!(redacted, ["personalNumber", "documentNumber"]);
}

#[test]
fn no_form_of_a_literal_secret_is_ever_shown() {
    for text in [
        "environments: { dev: { credentials: { api_secret: hunter2, api_key: hunter2key1 } } }",
        "environments:\n  dev:\n    credentials:\n      api_secret: 'hunter2'\n",
        "environments:\n  dev:\n    credentials:\n      api_secret: >\n        hunter2\n        hunter2\n",
        "environments:\n  dev:\n    credentials:\n      api_secret: hunter2${env.X}\n",
        "environments:\n  dev:\n    credentials: { api_secret: ${env.X}hunter2 }\n",
        "environments:\n  dev:\n    credentials:\n      api_secret: [hunter2]\n",
        "environments:\n  dev:\n    credentials:\n      api_secret: { hunter2: hunter2 }\n",
        "environments:\n  dev:\n    api_secret: hunter2\n",
        "environments:\n  dev:\n    credentials: { secret: hunter2 }\n",
        "environments:\n  dev:\n    credentials: { apiSecret: hunter2 }\n",
        "environments:\n  dev:\n    credentials: { api_secret: \"hunter2, }hunter2\" }\n",
        "environments:\n  dev: { base_url: \"https://me:hunter2@ivs.idenfy.com\" }\n",
        "environments: { dev: { credentials: { api_secret: hunter2 ], } }\n",
        "environments:\n  dev:\n    credentials:\n      api_secret: \"hunter2\n",
        "defaults: { request: { auth: { api_key: a, api_secret: hunter2 }, odd: 1 } }\n",
    ] {
        let source = Source::new("idvet.yaml", text);
        let mut problems = Problems::new(&source);
        let _suite = Suite::read(&source, &mut problems);
        let found = problems.into_found();
        assert!(!found.is_empty(), "{text}");
        let shown = render_all(&found, Look { colour: false, width: 200 });
        assert!(!shown.contains("hunter2"), "{text}\n{shown}");
    }
}
