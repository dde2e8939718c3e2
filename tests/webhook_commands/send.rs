//! `idvet webhooks send`.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use idvet::contract::Contract;
use idvet::exchange::Answer;
use idvet::signature::{Flaw, Verification, verify};
use idvet::vocabulary::WEBHOOK_EVENT;

use crate::support::{
    address::dead_address,
    hook::{Came, Hook},
    suite::{Said, Suite, said},
};

fn send(url: &str, arguments: &[&str]) -> Said {
    let suite = Suite::nothing();
    fs::write(suite.path("own.bin"), b"\xff\x00 own bytes \xc3\xab").unwrap();
    let arguments = [&["webhooks", "send", url][..], arguments].concat();
    said(
        &suite
            .command(&arguments)
            .env("KEY", "secret")
            .env("HTTP_PROXY", "http://127.0.0.1:9")
            .output()
            .unwrap(),
    )
}

fn verified(came: &Came, key: &[u8]) -> Verification {
    verify(key, &came.body, came.header("Idenfy-Signature"))
}

#[test]
fn every_documented_event_is_sent_signed_and_as_the_contract_has_it() {
    let hook = Hook::taking();
    for (number, event) in WEBHOOK_EVENT.values.iter().map(|term| term.value).enumerate() {
        let said = send(&hook.url, &["--event", event, "--key-env", "KEY"]).exits(0);
        let came = &hook.came()[number];
        assert_eq!(came.line, "POST /hook");
        assert_eq!(came.header("Idenfy-Event-Type"), Some(event));
        assert_eq!(came.header("Content-Type"), Some("application/json"));
        assert_eq!(verified(came, b"secret"), Verification::Valid);
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let answer = Answer::new(200, headers, came.body.clone().into());
        let judgement = Contract::default().judge_webhook(event, &answer);
        assert!(judgement.violations.is_empty() && judgement.drift.is_empty(), "{event}: {judgement:?}");
        assert!(said.out.contains("1: 200 OK in "), "{}", said.all());
        assert!(said.out.contains(came.header("Idenfy-Signature").unwrap()), "{}", said.all());
    }
}

#[test]
fn status_session_client_and_reference_are_as_asked() {
    let hook = Hook::taking();
    let session = "0b5ff4a0-7a6e-11ee-8c99-0242ac120002";
    let arguments = [
        "--event",
        "IDENTIFICATION_MANUAL_FINISHED",
        "--status",
        "DENIED",
        "--scan-ref",
        session,
        "--client-id",
        "qa-7",
        "--external-ref",
        "order-9",
        "-v",
    ];
    let said = send(&hook.url, &arguments).exits(0);
    let payload: serde_json::Value = serde_json::from_slice(&hook.came()[0].body).unwrap();
    assert_eq!(payload["status"]["overall"], "DENIED");
    assert_eq!(payload["status"]["manualFace"], "FACE_MISMATCH");
    assert_eq!(payload["scanRef"], session);
    assert_eq!(payload["clientId"], "qa-7");
    assert_eq!(payload["externalRef"], "order-9");
    assert_eq!(payload["final"], true);
    assert!(said.out.contains(r#""docFirstName":"ZOË""#), "-v shows the body: {}", said.all());
    assert!(said.out.contains(&format!("of {session}")), "{}", said.all());
    send(&hook.url, &["--status", "REVIEWING"]).exits(0);
    let payload: serde_json::Value = serde_json::from_slice(&hook.came()[1].body).unwrap();
    assert_eq!(payload["final"], false, "a human follows");
}

#[test]
fn signatures_are_right_wrong_or_left_out() {
    let hook = Hook::taking();
    send(&hook.url, &["--key", "secret"]).exits(0);
    send(&hook.url, &[]).exits(0);
    send(&hook.url, &["--key", "secret", "--bad-signature"]).exits(0);
    let said = send(&hook.url, &["--key", "secret", "--unsigned"]).exits(0);
    assert!(said.out.contains("unsigned"), "{}", said.all());
    let came = hook.came();
    assert_eq!(verified(&came[0], b"secret"), Verification::Valid);
    assert_eq!(verified(&came[1], b"emulator-signing-key"), Verification::Valid, "the default");
    assert_eq!(verified(&came[2], b"secret"), Verification::Invalid(Flaw::Other));
    assert_eq!(verified(&came[3], b"secret"), Verification::Absent);
}

#[test]
fn own_bytes_are_sent_untouched() {
    let hook = Hook::taking();
    send(&hook.url, &["--event", "IDENTIFICATION", "--body", "own.bin", "--key", "secret"]).exits(0);
    let came = &hook.came()[0];
    assert_eq!(came.body, b"\xff\x00 own bytes \xc3\xab");
    assert_eq!(verified(came, b"secret"), Verification::Valid);
}

#[test]
fn repeated_deliveries_are_the_same_bytes_and_each_answer_is_told() {
    let hook = Hook::answering(&["204 No Content", "500 Internal Server Error|out of order", "302 Found"]);
    let said = send(&hook.url, &["--repeat", "3"]).exits(1);
    for line in
        ["1: 204 No Content in ", "2: 500 Internal Server Error in ", ": out of order", "3: 302 Found in "]
    {
        assert!(said.out.contains(line), "{}", said.all());
    }
    let came = hook.came();
    assert_eq!(came.len(), 3, "no redirect is followed, and nothing else repeated");
    assert!(came.iter().all(|one| one.body == came[0].body));
}

#[test]
fn a_receiver_that_is_not_there_is_no_refusal() {
    let said = send(&dead_address(), &[]).exits(3);
    assert!(said.out.contains("1: not delivered: no connection"), "{}", said.all());
}

#[test]
fn wrong_usage_is_told_and_nothing_is_sent() {
    let hook = Hook::taking();
    for (arguments, told) in [
        (vec!["--event", "IDENTIFICATION_AUTO_FINISH"], "did you mean `IDENTIFICATION_AUTO_FINISHED`?"),
        (vec!["--event", "nonsense"], "the events are IDENTIFICATION, "),
        (
            vec!["--status", "EXPIRED"],
            "does not tell of `EXPIRED`, but of APPROVED, DENIED, SUSPECTED, REVIEWING",
        ),
        (vec!["--event", "DOCUMENT_EXPIRATION", "--status", "DENIED"], "its payload has no status"),
        (vec!["--repeat", "0"], "--repeat"),
        (vec!["--bad-signature", "--unsigned"], "cannot be used with"),
        (vec!["--body", "own.bin", "--status", "DENIED"], "cannot be used with"),
        (vec!["--body", "none.bin"], "none.bin"),
        (vec!["--key-env", "NONE"], "`NONE` is not set"),
        (vec!["--ca-certificate", "own.bin"], "can not be read as PEM"),
    ] {
        let said = send(&hook.url, &arguments).exits(2);
        assert!(said.err.contains(told), "{arguments:?}\n{}", said.all());
    }
    for url in ["partner.example/hook", "ftp://partner.example", "http://"] {
        let said = send(url, &[]).exits(2);
        assert!(said.err.contains("is no address of a receiver"), "{}", said.all());
    }
    assert!(hook.came().is_empty());
}

#[test]
fn what_no_session_has_is_warned_of_and_sent_and_the_key_is_told_rightly() {
    let hook = Hook::taking();
    let (client, reference) = ("c".repeat(101), "r".repeat(41));
    let arguments =
        ["--scan-ref", "x", "--client-id", &client, "--external-ref", &reference, "--bad-signature"];
    let said = send(&hook.url, &arguments).exits(0);
    for part in [
        "`--scan-ref` is no UUID",
        "has 101 characters",
        "has 41 characters",
        "(another key than the emulator's)",
    ] {
        assert!(said.all().contains(part), "{}", said.all());
    }
    let said = send(&plain(), &[]).exits(3);
    assert!(said.all().contains("does not speak TLS there: try `http://"), "{}", said.all());
    let said = send("http://user:hush-hush@127.0.0.1:1/", &[]).exits(2);
    assert!(said.all().contains("must not hold a user") && !said.all().contains("hush"), "{}", said.all());
}

/// The `https` address of a server that answers once, without TLS.
fn plain() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    });
    format!("https://{address}/hook")
}
