//! What a step wants of a signature, and that an unsigned payload is not held against the documents.

use idvet::event::{Basis, Outcome, SignatureState, StepOutcome};

use super::{about, lab};
use crate::support::{
    lab::{Lab, Ran, dedent},
    sender::Post,
};

fn await_with(wanted: &str, post: Post) -> Ran {
    lab(&format!("  - await_webhook: {{ within: 5s, signature: {wanted} }}\n"), &[(1.0, post)]).run()
}

fn wrong() -> Post {
    about("ref-1").signed(&"0".repeat(64))
}

#[test]
fn each_wish_meets_each_signature() {
    let posts = [about("ref-1"), wrong(), about("ref-1").unsigned()];
    let states = [SignatureState::Valid, SignatureState::Invalid, SignatureState::Absent];
    let passes = [
        ("valid", [true, false, false]),
        ("invalid", [false, true, true]),
        ("absent", [false, false, true]),
        ("unchecked", [true, true, true]),
    ];
    for (wanted, expected) in passes {
        for ((post, state), passed) in posts.iter().zip(states).zip(expected) {
            let ran = await_with(wanted, post.clone());
            assert_eq!(ran.deliveries()[0].signature, state);
            let outcome = if passed { Outcome::Passed } else { Outcome::Failed };
            assert_eq!(ran.outcomes(), [outcome], "{wanted} {state:?}: {}", ran.story());
        }
    }
}

#[test]
fn a_signature_that_does_not_hold_is_told() {
    let failure = await_with("valid", wrong()).failures().remove(0);
    let message =
        "delivery 1 came, but its signature is not that of its body, where `signature: valid` is wanted";
    assert_eq!(failure.message, message);
    assert!(failure.hint.unwrap().contains("`signing_key`"));
    let failure = await_with("valid", about("ref-1").unsigned()).failures().remove(0);
    assert!(failure.message.contains("it has no header `Idenfy-Signature`"), "{}", failure.message);
    let failure = await_with("invalid", about("ref-1")).failures().remove(0);
    assert!(failure.message.contains("its signature holds"), "{}", failure.message);
}

#[test]
fn upper_case_hex_is_accepted_and_one_altered_byte_is_not() {
    let body = r#"{"scanRef":"ref-1","final":true}"#;
    let right = idvet::signature::sign(crate::support::sender::api_secret().as_bytes(), body.as_bytes());
    let ran = await_with("valid", about("ref-1").signed(&right.to_uppercase()));
    assert_eq!(ran.outcomes(), [Outcome::Passed]);
    let altered = format!("{}{}", if right.starts_with('0') { '1' } else { '0' }, &right[1..]);
    assert_eq!(await_with("valid", about("ref-1").signed(&altered)).outcomes(), [Outcome::Failed]);
}

/// Runs against a script with the contract on: the payload of `about` has next to nothing of what it needs.
fn held_to_the_contract(signature: &str, post: Post) -> Ran {
    let steps = format!(
        "    expect: {{ contract: off }}\n  - await_webhook: {{ within: 5s, signature: {signature} }}\n"
    );
    lab(&steps, &[(1.0, post)]).suite("contract: warn\ndefaults:\n  create_token: { clientId: qa-1 }\n").run()
}

fn violations(ran: &Ran) -> usize {
    let steps = ran.steps();
    let of_contract = |basis: &Basis| matches!(basis, Basis::Contract { .. });
    steps
        .iter()
        .filter(|step| step.name.starts_with("await"))
        .flat_map(|step| &step.checks)
        .filter(|it| of_contract(&it.basis))
        .count()
}

#[test]
fn a_believed_payload_is_held_against_the_documents_and_no_other() {
    assert!(violations(&held_to_the_contract("valid", about("ref-1"))) > 0);
    assert!(violations(&held_to_the_contract("unchecked", wrong())) > 0);
    assert_eq!(violations(&held_to_the_contract("invalid", wrong())), 0);
    assert_eq!(violations(&held_to_the_contract("valid", wrong())), 0);
}

#[test]
fn neither_signature_nor_path_nor_redacted_fields_are_told() {
    let steps = "  - await_webhook: { within: 5s }\n    expect: { fields: { data.docNumber: X } }\n";
    let body = r#"{"scanRef":"ref-1","data":{"docNumber":"SECRET-77"}}"#;
    let post = crate::support::sender::post("IDENTIFICATION", body);
    let suite = "redact: [docNumber]\ndefaults:\n  create_token: { clientId: qa-1 }\n";
    let ran = lab(steps, &[(1.0, post)]).suite(suite).run();
    let told = format!("{:?}", ran.events);
    assert!(!told.contains("SECRET-77"), "{told}");
    let signature = idvet::signature::sign(crate::support::sender::api_secret().as_bytes(), body.as_bytes());
    assert!(!told.contains(&signature));
    assert!(told.contains("https://inbox.invalid/[redacted]"), "{told}");
    assert!(matches!(ran.steps()[1].outcome, StepOutcome::Failed(None)), "{}", ran.story());
}

/// Steps that quote the signature of a delivery in every way.
const QUOTING: &str = "
  - await_webhook: { within: 5s }
    capture: { signature: header.idenfy-signature, cookie: header.set-cookie }
    expect: { headers: { idenfy-signature: \"abc\", set-cookie: { starts_with: lang } } }
finally:
  - set: { upper: \"${upper(signature)}\" }
  - request: { method: GET, path: \"/a/${signature}/${upper(signature)}\" }
";

#[test]
fn no_mismatch_and_no_capture_tells_what_a_header_hides() {
    for signature in ["0a".repeat(32), "short".to_owned(), "ab".to_owned()] {
        let post = about("ref-1").signed(&signature).header("Set-Cookie", "session=deadbeef77; Path=/");
        let unchecked = QUOTING.replace("within: 5s", "within: 5s, signature: unchecked");
        let ran = lab(&unchecked, &[(1.0, post)]).run();
        let told = format!("{:?}", ran.events);
        let mismatch = ran.steps()[1].checks[0].mismatch.clone().unwrap();
        assert_eq!(mismatch.path, "header idenfy-signature");
        assert_eq!(mismatch.actual, "\"[redacted]\"");
        assert!(!told.contains("deadbeef77"), "{told}");
        if signature.len() > 3 {
            assert!(!told.contains(&signature), "{told}");
            assert!(!told.contains(&signature.to_uppercase()), "{told}");
        }
    }
}

#[test]
fn no_mismatch_tells_a_secret_header_of_an_answer() {
    use crate::support::lab::{Script, json};
    let scenario = "
        name: x
        steps:
          - create_token: {}
            expect: { headers: { set-cookie: abc, authorization: abc, x-open: abc } }
    ";
    let answer = json(201, r#"{"scanRef":"ref-1"}"#).header("set-cookie", "session=deadbeef77; Path=/");
    let answer = answer.header("authorization", "xyz").header("x-open", "seen");
    let ran = Lab::new(scenario).script(&Script::new([answer])).run();
    let told = format!("{:?}", ran.events);
    assert!(!told.contains("deadbeef77") && !told.contains("xyz"), "{told}");
    assert!(told.contains(r#"actual: "\"seen\"""#), "{told}");
}

#[test]
fn a_signature_is_compared_in_constant_time_and_nowhere_else() {
    let source =
        |file: &str| std::fs::read_to_string(format!("{}/src/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let judge = source("signature/mod.rs");
    let verify = judge.split("pub fn verify(").nth(1).and_then(|rest| rest.split("\n}\n").next()).unwrap();
    assert!(verify.contains("mac(key, body).verify_slice(&bytes)"), "{verify}");
    assert!(!verify.contains("==") && !verify.contains("sign("), "{verify}");
    // Who looks at the header gives it to that function, and compares nothing but what that says.
    let reader = source("run/signed.rs");
    let compared: Vec<&str> =
        reader.lines().filter(|line| line.contains("==") || line.contains("!=")).collect();
    assert_eq!(compared.len(), 1, "{compared:?}");
    assert!(compared[0].contains("verify(key.as_bytes(), body, Some(signature)) == Verification::Valid"));
    for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/run")) {
        let path = entry.unwrap().into_path();
        if path.is_file() && !path.ends_with("run/signed.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("idenfy-signature"), "{} reads the signature", path.display());
        }
    }
}

#[test]
fn a_kinds_own_secret_signs_for_its_sessions() {
    let scenario = dedent(
        "
        name: x
        environments: [TEST]
        steps:
          - create_token: {}
          - await_webhook: { within: 5s }
        ",
    );
    let post = about("ref-1");
    let lab = Lab::new(&scenario).script(&super::session("ref-1"));
    let ran = lab.post_at(std::time::Duration::from_secs(1), post).run();
    // It is signed with the secret of another kind.
    assert_eq!(ran.deliveries()[0].signature, SignatureState::Invalid, "{}", ran.story());
}
