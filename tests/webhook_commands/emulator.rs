//! The webhooks of `idvet emulator`: over sockets, to its target and to a token's own address.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use idvet::signature::{Verification, verify};

use crate::support::{emulator::Emulator, hook::Hook, suite::Suite};

/// Posts to the emulator, and waits for the answer's end.
fn post(emulator: &Emulator, path: &str, body: &str) -> String {
    let address = emulator.address.strip_prefix("http://").unwrap();
    let pair = STANDARD.encode("emulator-dev:emulator-dev-secret");
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Basic {pair}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Waits for so many deliveries; each question to the emulator gives it time to send.
fn wait_for(hook: &Hook, emulator: &Emulator, count: usize) {
    for _ in 0..10_000 {
        if hook.came().len() >= count {
            return;
        }
        post(emulator, "/api/v2/status", "{}");
    }
    panic!("only {} of {count} deliveries came", hook.came().len());
}

#[test]
fn a_target_and_a_tokens_own_address_are_told() {
    let (target, own) = (Hook::answering(&["500 Internal Server Error", "200 OK"]), Hook::taking());
    let emulator = Emulator::start(&["--webhook-url", &target.url, "--signing-key", "partner-key"]);
    post(&emulator, "/api/v2/token", r#"{"clientId":"a","dummyStatus":"DENIED"}"#);
    let body = format!(r#"{{"clientId":"b","dummyStatus":"APPROVED","callbackUrl":"{}"}}"#, own.url);
    post(&emulator, "/api/v2/token", &body);
    wait_for(&own, &emulator, 1);
    wait_for(&target, &emulator, 2);
    let came = target.came();
    assert_eq!(came[0].body, came[1].body, "the retry");
    for (came, client) in [(&came[1], "a"), (&own.came()[0], "b")] {
        assert_eq!(came.line, "POST /hook");
        assert_eq!(came.header("Idenfy-Event-Type"), Some("IDENTIFICATION_AUTO_FINISHED"));
        let payload: serde_json::Value = serde_json::from_slice(&came.body).unwrap();
        assert_eq!(payload["clientId"], client);
        let given = came.header("Idenfy-Signature");
        assert_eq!(verify(b"partner-key", &came.body, given), Verification::Valid);
    }
}

#[test]
fn faults_are_set_on_the_command_line() {
    let hook = Hook::taking();
    let faults = ["--webhooks", "IDENTIFICATION_AUTO_FINISHED: never", "--webhooks", "unsigned"];
    let emulator = Emulator::start(&[&["--webhook-url", &hook.url][..], &faults].concat());
    post(&emulator, "/api/v2/token", r#"{"clientId":"a","dummyStatus":"DENIED"}"#);
    post(&emulator, "/api/v2/token", r#"{"clientId":"b","dummyStatus":"EXPIRED"}"#);
    wait_for(&hook, &emulator, 1);
    let came = hook.came();
    assert_eq!(came[0].header("Idenfy-Event-Type"), Some("IDENTIFICATION_EXPIRED"));
    assert_eq!(came[0].header("Idenfy-Signature"), None);
}

#[test]
fn wrong_settings_are_refused() {
    for (arguments, told) in [
        (["--webhook-url", "partner.example"], "`partner.example` is no address of a receiver"),
        (["--webhooks", "thrice"], "`thrice` is no fault of a webhook"),
        (["--webhooks", "late soon"], "is not a duration"),
        (["--signing-key-env", "NONE"], "the variable `NONE` is not set"),
        (["--webhook-ca", "idvet.yaml"], "can not be read as PEM"),
    ] {
        let said =
            Suite::with("environments: {}\n").idvet(&[&["emulator"][..], &arguments].concat()).exits(2);
        assert!(said.err.contains(told), "{arguments:?}\n{}", said.all());
    }
}

#[test]
fn a_suites_environments_can_each_have_a_fault() {
    let suite = Suite::with(
        "environments:\n  late: { kind: DEV, emulator: { webhooks: late 20m } }\n  lost:\n    kind: DEV\n    emulator:\n      \
         webhooks: |\n        IDENTIFICATION_AUTO_FINISHED: never\n        twice\n      webhook_url: https://qa.example.com/hook\n  \
         wrong: { kind: DEV, emulator: { webhooks: thrice } }\n",
    );
    suite.scenario(
        "one.yaml",
        "name: one\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n",
    );
    suite.idvet(&["run", "--env", "late"]).exits(0);
    suite.idvet(&["run", "--env", "lost"]).exits(0);
    let said = suite.idvet(&["run", "--env", "wrong"]).exits(2);
    assert!(
        said.err.contains("`thrice` is no fault of a webhook") && said.err.contains("idvet.yaml:10"),
        "{}",
        said.all()
    );
}
