//! Which environment a run speaks to, and what it must not do there.

use std::time::Duration;

use idvet::{
    diagnostic::code,
    plan::{Kind, ProdLeave, Target, Unset},
};

use super::desk::{Desk, steps};

const CREATE: &str = "  - create_token: { clientId: qa-1 }\n";

#[test]
fn the_embedded_emulator_needs_no_word() {
    let plan = Desk::with(&steps(CREATE)).suite("").plan();
    assert_eq!((plan.environment.name.as_str(), plan.environment.kind), ("emulator", Kind::Dev));
    assert!(matches!(&plan.environment.target, Target::Emulator { settings } if settings.is_empty()));
    assert_eq!(plan.environment.limits.concurrent_scenarios, 64);
    assert_eq!(plan.environment.request_timeout, Duration::from_secs(30));
}

#[test]
fn switches_of_the_emulator_are_kept_as_they_are_written() {
    let suite = "environments: { emulator: { kind: DEMO, emulator: { delay: \"${env.TEAM}\", A11: 007 } } }";
    let plan = Desk::with(&steps(CREATE)).suite(suite).plan();
    let Target::Emulator { settings } = &plan.environment.target else { panic!("{:?}", plan.environment) };
    let written: Vec<(&str, &str)> =
        settings.iter().map(|setting| (setting.name.as_str(), setting.value.as_str())).collect();
    assert_eq!(written, [("delay", "blue"), ("A11", "007")]);
    assert_eq!(plan.environment.kind, Kind::Demo);
}

#[test]
fn an_address_is_filled_in_and_trimmed() {
    let suite = "
environments:
  dev:
    kind: DEV
    base_url: https://${env.TEAM}.idenfy.com/base/
    credentials: { api_key: \"${env.API_KEY}\", api_secret: \"${env.API_SECRET}\" }
    ca_certificate: ca.pem
    timeout: 1.5s
    limits: { concurrent_scenarios: 3, requests_per_second: 0.5, requests_per_hour: \"100\" }
default_environment: dev
redact: [personalNumber]
";
    let environment = Desk::with(&steps(CREATE)).suite(suite).plan().environment;
    let Target::Address { base_url, credentials, ca_certificate } = &environment.target else {
        panic!("{environment:?}")
    };
    assert_eq!(base_url, "https://blue.idenfy.com/base");
    assert_eq!((credentials.api_key.as_str(), credentials.api_secret.as_str()), ("key-1", "secret-1"));
    assert!(ca_certificate.as_ref().is_some_and(|pem| pem.starts_with(b"-----BEGIN")));
    assert_eq!(environment.request_timeout, Duration::from_millis(1500));
    assert_eq!(environment.limits.concurrent_scenarios, 3);
    assert_eq!(environment.limits.requests_per_second, Some(0.5));
    assert_eq!(environment.limits.requests_per_hour, Some(100.0));
    assert_eq!(environment.redact, ["personalNumber"]);
    assert!(!format!("{environment:?}").contains("secret-1"));
}

#[test]
fn plain_http_stays_within_this_machine() {
    let refused = |base_url: &str| {
        let suite = format!(
            "environments: {{ it: {{ kind: DEV, base_url: \"{base_url}\", credentials: {{ api_key: \"${{env.API_KEY}}\", \
             api_secret: \"${{env.API_SECRET}}\" }} }} }}\ndefault_environment: it"
        );
        let found = Desk::with(&steps(CREATE)).suite(&suite).check().diagnostics;
        found.iter().any(|diagnostic| diagnostic.code == code::ADDRESS)
    };
    for loopback in ["http://127.0.0.1:80", "http://127.9.9.9", "http://localhost:1", "http://[::1]:8080"] {
        assert!(!refused(loopback), "{loopback}");
    }
    for beyond in
        ["http://10.0.0.1", "http://localhost.example.com", "http://[::2]", "https://", "ivs.idenfy.com"]
    {
        assert!(refused(beyond), "{beyond}");
    }
}

#[test]
fn an_unknown_environment_is_answered_with_the_nearest() {
    let checked = Desk::with(&steps(CREATE)).environment("devv").check();
    let [diagnostic] = checked.diagnostics.as_slice() else { panic!("{:?}", checked.diagnostics) };
    assert_eq!(diagnostic.message, "there is no environment `devv`");
    assert_eq!(
        diagnostic.help,
        ["did you mean `dev`?", "this suite has `dev`, `test`, `prod` and `emulator`"]
    );
    assert!(checked.plan.is_none());
}

#[test]
fn prod_needs_leave() {
    let mut desk = Desk::with(&steps(CREATE)).environment("prod");
    assert_eq!(desk.check().diagnostics[0].code, code::PROD);
    desk.prod = ProdLeave::Given;
    assert_eq!(desk.plan().environment.kind, Kind::Prod);
}

#[test]
fn the_emulator_plays_prod_without_leave() {
    let suite = "environments: { emulator: { kind: PROD, emulator: true } }";
    let plan = Desk::with(&steps(CREATE)).suite(suite).plan();
    assert_eq!(plan.tests[0].kind, Kind::Prod);
}

#[test]
fn unset_variables_matter_for_the_chosen_environment_alone() {
    let mut desk = Desk::with(&steps(CREATE));
    desk.variables.clear();
    assert_eq!(desk.messages(), [""; 0]);
    desk.environment = Some("dev".to_owned());
    assert_eq!(
        desk.messages(),
        [
            "the environment `dev` needs the variable `API_KEY`, which is not set",
            "the environment `dev` needs the variable `API_SECRET`, which is not set"
        ]
    );
    desk.unset = Unset::Allow;
    assert_eq!(desk.messages(), [""; 0]);
}
