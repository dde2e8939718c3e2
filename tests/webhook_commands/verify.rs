//! `idvet webhooks verify`.

use std::{fs, io::Write as _, process::Stdio};

use idvet::signature::sign;

use crate::support::suite::{Said, Suite, said};

const BODY: &str = r#"{"scanRef": "x", "clientId": "Zoë"}"#;

/// A folder with a body, and the variable `KEY`.
fn verify(arguments: &[&str]) -> Said {
    let suite = Suite::nothing();
    suite.write("body.json", BODY).write("key", "secret\n").write("key-spaced", " secret \n");
    let arguments = [&["webhooks", "verify"][..], arguments].concat();
    let mut command = suite.command(&arguments);
    said(&command.env("KEY", "secret").env("API_SECRET", "api").env("EMPTY", "").output().unwrap())
}

fn signature() -> String {
    sign(b"secret", BODY.as_bytes())
}

#[test]
fn a_signature_that_holds() {
    let right = signature();
    for key in [["--key-env", "KEY"], ["--key-file", "key"], ["--key", "secret"]] {
        let said = verify(&["body.json", "--signature", &right, key[0], key[1]]).exits(0);
        assert_eq!(said.out, "the signature holds: HMAC-SHA256 of 36 bytes\n", "{key:?}");
    }
    let upper = verify(&["body.json", "--signature", &right.to_uppercase(), "--key-env", "KEY"]).exits(0);
    assert!(upper.out.contains("note: it is in upper-case hex"), "{}", upper.all());
}

#[test]
fn a_signature_that_does_not_hold_with_the_likely_mistake() {
    let compact = sign(b"secret", r#"{"scanRef":"x","clientId":"Zoë"}"#.as_bytes());
    let said = verify(&["body.json", "--signature", &compact, "--key-env", "KEY"]).exits(1);
    let expected = format!(
        "the signature does not hold: it belongs to another body or to another key\n  given     {compact}\n  \
         expected  {}\n  likely    the body was signed as if written again, without spaces\n  help      verify the \
         bytes of the body as they arrived, before anything parses or prints them\n",
        signature()
    );
    assert_eq!(said.out, expected);
    for (given, flaw, likely) in [
        (sign(b"api", BODY.as_bytes()), "another key", "the key was the API secret and not the signing key"),
        (signature()[..63].to_owned(), "but this has 63 characters", "it has 63 hex digits in place of 64"),
        (String::new(), "there is none", "give the value of the header"),
        (format!("sha256={}", signature()), "but this has 71 characters", "it begins with `sha256=`"),
        ("zz".repeat(32), "but 'z' is none", "no usual mistake"),
        ("\u{1b}[31m".to_owned(), "but this has 5 characters", "\\u{1b}[31m"),
    ] {
        let arguments =
            ["body.json", "--signature", &given, "--key-env", "KEY", "--api-secret-env", "API_SECRET"];
        let said = verify(&arguments).exits(1);
        assert!(said.out.contains(flaw) && said.out.contains(likely), "{}", said.all());
    }
    let spaced = verify(&["body.json", "--signature", &signature(), "--key-file", "key-spaced"]).exits(1);
    assert!(spaced.out.contains("another one by the white space around it"), "{}", spaced.all());
}

#[test]
fn the_body_comes_from_stdin() {
    let suite = Suite::nothing();
    let right = signature();
    let arguments = ["webhooks", "verify", "-", "--signature", &right, "--key", "secret"];
    let mut child = suite.command(&arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(BODY.as_bytes()).unwrap();
    let said = said(&child.wait_with_output().unwrap()).exits(0);
    assert!(said.out.contains("of 36 bytes"), "{}", said.all());
}

#[test]
fn wrong_usage_is_told_and_nothing_is_judged() {
    let right = signature();
    for (arguments, told) in [
        (vec!["body.json", "--signature", &right], "no signing key is given"),
        (vec!["body.json", "--signature", &right, "--key-env", "NONE"], "the variable `NONE` is not set"),
        (vec!["body.json", "--signature", &right, "--key-env", "EMPTY"], "is not set, or is empty"),
        (vec!["body.json", "--signature", &right, "--key-file", "none"], "none"),
        (vec!["none.json", "--signature", &right, "--key", "secret"], "none.json"),
        (vec![".", "--signature", &right, "--key", "secret"], "is a folder"),
        (vec!["body.json", "--key", "secret"], "--signature"),
        (vec!["body.json", "--signature", &right, "--key", "a", "--key-env", "KEY"], "cannot be used with"),
        (
            vec!["body.json", "--signature", &right, "--key", "a", "--api-secret-env", "NONE"],
            "`NONE` is not set",
        ),
    ] {
        let said = verify(&arguments).exits(2);
        assert!(said.err.contains(told), "{arguments:?}\n{}", said.all());
        assert_eq!(said.out, "");
    }
}

#[test]
fn the_key_comes_from_an_environment_of_the_suite() {
    let suite = Suite::with(
        "environments:\n  dev:\n    kind: DEV\n    base_url: https://api.invalid\n    credentials: { api_key: \
         \"${env.ID}\", api_secret: \"${env.SECRET}\" }\n    webhooks: { listen: \"127.0.0.1:0\", signing_key: \
         \"${env.HOOK_KEY}\" }\n  bare:\n    kind: DEV\n    base_url: https://api.invalid\n    \
         credentials: { api_key: \"${env.ID}\", api_secret: \"${env.SECRET}\" }\n",
    );
    suite.write(".env", "ID=a\nSECRET=api\nHOOK_KEY=secret\n").write("body.json", BODY);
    let run = |signature: &str, environment: &str| {
        suite.idvet(&["webhooks", "verify", "body.json", "--signature", signature, "--env", environment])
    };
    run(&signature(), "dev").exits(0);
    let said = run(&sign(b"api", BODY.as_bytes()), "dev").exits(1);
    assert!(said.out.contains("the key was the API secret"), "{}", said.all());
    let said = run(&signature(), "bare").exits(2);
    assert!(said.err.contains("environment `bare` has no `webhooks`"), "{}", said.all());
    let said = run(&signature(), "other").exits(2);
    assert!(said.err.contains("other"), "{}", said.all());
    run(&sign(b"emulator-signing-key", BODY.as_bytes()), "emulator").exits(0);
    assert!(fs::read_dir(suite.root()).unwrap().count() == 3, "nothing was written");
}

#[test]
fn the_whole_line_of_the_header_is_taken_for_its_value() {
    let line = format!("Idenfy-Signature: {}", signature());
    let said = verify(&["body.json", "--signature", &line, "--key-env", "KEY"]).exits(0);
    assert!(said.out.contains("note: the name of the header was left out"), "{}", said.all());
}

#[test]
fn an_empty_key_is_refused() {
    let said = verify(&["body.json", "--signature", &signature(), "--key", ""]).exits(2);
    assert!(said.all().contains("`--key`: the key is empty"), "{}", said.all());
}
