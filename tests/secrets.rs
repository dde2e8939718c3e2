//! Secrets are replaced in every form, by value and by the name of a field.

use idvet::secrets::{REPLACEMENT, Redactor};
use serde_json::json;

/// A secret with signs that every encoding writes in another way.
const SECRET: &str = "pä/ss+w\"ord&=1";

fn knowing(value: &str) -> Redactor {
    let mut redactor = Redactor::default();
    redactor.learn(value);
    redactor
}

#[test]
fn every_form_of_a_value_is_replaced() {
    let forms = [
        "pä/ss+w\"ord&=1",
        "p%C3%A4%2Fss%2Bw%22ord%26%3D1",
        "p%c3%a4%2fss%2bw%22ord%26%3d1",
        "cMOkL3NzK3cib3JkJj0x",
        r#"pä/ss+w\"ord&=1"#,
        r#"p\u00e4/ss+w\"ord&=1"#,
        r#"pä\/ss+w\"ord&=1"#,
        "pä/ss+w&quot;ord&amp;=1",
    ];
    let redactor = knowing(SECRET);
    for form in forms {
        let text = format!("before {form} behind");
        assert_eq!(redactor.redact(&text), format!("before {REPLACEMENT} behind"), "{form}");
    }
}

#[test]
fn what_was_not_learnt_stays() {
    assert_eq!(knowing(SECRET).redact("nothing of it"), "nothing of it");
    assert_eq!(Redactor::default().redact(SECRET), SECRET);
}

#[test]
fn short_values_are_not_replaced_everywhere() {
    assert_eq!(knowing("abc").redact("abc"), "abc");
    assert_eq!(knowing("abcd").redact("abcd"), REPLACEMENT);
    assert_eq!(knowing("äöü").redact("äöü"), "äöü", "characters count, not bytes");
}

#[test]
fn a_short_value_does_not_cut_a_long_one() {
    let mut redactor = knowing("token");
    redactor.learn("token-and-more");
    assert_eq!(redactor.redact("x token-and-more y"), format!("x {REPLACEMENT} y"));
}

#[test]
fn basic_auth_is_replaced() {
    let mut redactor = Redactor::default();
    redactor.learn_pair("key", "s3cret");
    assert_eq!(redactor.redact("Basic a2V5OnMzY3JldA=="), format!("Basic {REPLACEMENT}"));
    assert_eq!(redactor.redact("key"), "key", "the key alone is no secret");
}

#[test]
fn a_key_is_found_within_the_base64_of_something_longer() {
    use base64::{
        Engine,
        engine::general_purpose::{STANDARD, URL_SAFE},
    };
    let key = "s3cret-k\u{f8}y?>~";
    let mut redactor = Redactor::default();
    redactor.learn_key(key);
    for before in ["", "a", "ab", "abc", "other-key:"] {
        for alphabet in [STANDARD, URL_SAFE] {
            let text = alphabet.encode(format!("{before}{key} and more"));
            let redacted = redactor.redact(&text);
            assert!(redacted.contains(REPLACEMENT), "{text}");
            let left = redacted.replace(REPLACEMENT, "");
            assert!(
                text.len() - left.len() >= key.len() * 8 / 6 - 2,
                "only a mark at each end is left: {redacted}"
            );
        }
    }
}

#[test]
fn secret_headers_are_replaced_whole() {
    let redactor = Redactor::default();
    for name in ["Authorization", "cookie", "Set-Cookie", "Idenfy-Signature"] {
        assert_eq!(redactor.redact_header(name, "anything"), REPLACEMENT);
    }
    assert_eq!(redactor.redact_header("content-type", "text/html"), "text/html");
}

#[test]
fn values_of_redacted_fields_are_replaced_wherever_they_occur() {
    let mut redactor = Redactor::new(["personalNumber".to_owned()]);
    redactor.learn_fields(&json!({
        "authToken": "AbCdEf123456",
        "deep": [{ "PERSONALNUMBER": 30_509_210_013_u64 }, { "documentNumber": "A1B2C3D4" }],
    }));
    let text = "redirect?authToken=AbCdEf123456 docPersonalCode 30509210013 A1B2C3D4";
    assert_eq!(
        redactor.redact(text),
        format!("redirect?authToken={REPLACEMENT} docPersonalCode {REPLACEMENT} A1B2C3D4")
    );
}

#[test]
fn a_clone_learns_for_itself() {
    let run = knowing("known to all");
    let mut test = run.clone();
    test.learn("known to one");
    assert_eq!(test.redact("known to all, known to one"), format!("{REPLACEMENT}, {REPLACEMENT}"));
    assert_eq!(run.redact("known to one"), "known to one");
}

#[test]
fn fields_are_learnt_from_a_text_that_only_looks_like_json() {
    let mut redactor = Redactor::new(["personalNumber".to_owned()]);
    redactor.learn_fields_of_text(
        r#"<b>{"authToken" : "AbCdEf123456","x":{"personalNumber":30509210013,"authToken":"broken off"#,
    );
    assert_eq!(
        redactor.redact("AbCdEf123456 30509210013 broken off"),
        format!("{REPLACEMENT} {REPLACEMENT} {REPLACEMENT}")
    );
    redactor.learn_fields_of_text("\"authToken\"");
    redactor.learn_fields_of_text("\"personalNumber\":");
}

#[test]
fn tens_of_thousands_of_secrets_in_one_answer_are_no_hang() {
    let number = |index: u32| format!("NR{index:08}");
    let list: Vec<_> = (0..30_000).map(|index| json!({ "documentNumber": number(index) })).collect();
    let mut redactor = Redactor::new(["documentNumber".to_owned()]);
    redactor.learn_fields(&json!(list));
    assert_eq!(redactor.redact(&number(29_999)), REPLACEMENT);
    assert_eq!(redactor.redact(&json!(list).to_string()).matches(REPLACEMENT).count(), 30_000);
}

#[test]
fn behind_its_name_a_value_is_masked_however_short() {
    let redactor = Redactor::new(["documentNumber".to_owned()]);
    let shown = [
        (r#"{"documentNumber":"12","a":"12"}"#, r#"{"documentNumber":"[redacted]","a":"12"}"#),
        (r#"{"DOCUMENTNUMBER" : "1\"2" , "b":1}"#, r#"{"DOCUMENTNUMBER" : "[redacted]" , "b":1}"#),
        (r#"{"documentNumber": 12}"#, r#"{"documentNumber": "[redacted]"}"#),
        (r#"{"documentNumber":[1,{"x":"]"}],"b":1}"#, r#"{"documentNumber":"[redacted]","b":1}"#),
        (r#"{"documentNumber":null,"b":""}"#, r#"{"documentNumber":null,"b":""}"#),
        (r#"{"text":"{\"documentNumber\":\"12\"}"}"#, r#"{"text":"{\"documentNumber\":\"[redacted]\"}"}"#),
        (r#"{"documentNumber":"1"#, r#"{"documentNumber":"[redacted]"#),
        (
            "  - create_token: { documentNumber: 12, a: 12 }",
            "  - create_token: { documentNumber: [redacted], a: 12 }",
        ),
        ("documentNumber: ${case.n}", "documentNumber: ${case.n}"),
        ("/x?a=1&documentNumber=12&b=2", "/x?a=1&documentNumber=[redacted]&b=2"),
        ("http://x/?documentNumber=12 was refused", "http://x/?documentNumber=[redacted] was refused"),
        ("a.yaml › x [documentNumber=1 2, kind=DEV]", "a.yaml › x [documentNumber=[redacted], kind=DEV]"),
        ("otherdocumentNumber: 12", "otherdocumentNumber: 12"),
        ("documentNumber:", "documentNumber:"),
    ];
    for (text, expected) in shown {
        assert_eq!(redactor.redact(text), expected);
        assert_eq!(redactor.redact(expected), expected, "twice is as once");
    }
}

#[test]
fn what_is_said_of_a_redacted_field_holds_no_value() {
    let redactor = Redactor::new(["documentNumber".to_owned()]);
    let said = |path: &str, text: &str| redactor.redact_at(path, text);
    assert_eq!(said("$.documentNumber", "equal to \"1\\\"2\""), "equal to \"[redacted]\"");
    assert_eq!(said("$.documentNumber", "at most 40 characters"), "at most 40 characters");
    assert_eq!(said("$.a[0]['documentNumber'].x", "12.5"), "[redacted]");
    assert_eq!(said("$.documentNumber", "nothing (the field is absent)"), "nothing (the field is absent)");
    assert_eq!(said("$.other", "12"), "12");
}
