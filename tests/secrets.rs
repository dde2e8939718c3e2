//! Secrets are replaced in every form, by value and by the name of a field.

use idvet::secrets::{REPLACEMENT, Redactor};
use proptest::prelude::*;
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

/// As real writers put [`WRITTEN`] down, each copied from what it gives.
const WRITTEN: &str = "S3cr/t+with\"odd&signs=ä~<7>";
const WRITERS: [(&str, &str); 22] = [
    (".NET UrlEncode", "S3cr%2ft%2bwith%22odd%26signs%3d%c3%a4%7e%3c7%3e"),
    ("Python quote", "S3cr/t%2Bwith%22odd%26signs%3D%C3%A4~%3C7%3E"),
    ("encodeURI", "S3cr/t+with%22odd&signs=%C3%A4~%3C7%3E"),
    ("encodeURIComponent", "S3cr%2Ft%2Bwith%22odd%26signs%3D%C3%A4~%3C7%3E"),
    ("twice percent", "S3cr%252Ft%252Bwith%2522odd%2526signs%253D%25C3%25A4~%253C7%253E"),
    ("JavaScript escape", "S3cr/t+with%22odd%26signs%3D%E4%7E%3C7%3E"),
    ("escape beyond Latin-1", "S3cr/t+with%22odd%26signs%3D%u00E4%7E%3C7%3E"),
    ("Go JSON", "S3cr/t+with\\\"odd\\u0026signs=ä~\\u003c7\\u003e"),
    ("PHP JSON", "S3cr\\/t+with\\\"odd&signs=\\u00e4~<7>"),
    ("System.Text.Json", "S3cr/t\\u002Bwith\\u0022odd\\u0026signs=\\u00E4~\\u003C7\\u003E"),
    ("JSON in JSON", "S3cr/t+with\\\\\\\"odd&signs=\\\\u00e4~<7>"),
    ("Go html", "S3cr/t+with&#34;odd&amp;signs=ä~&lt;7&gt;"),
    ("Python html", "S3cr/t+with&quot;odd&amp;signs=ä~&lt;7&gt;"),
    ("text of HTML", "S3cr/t+with\"odd&amp;signs=ä~&lt;7&gt;"),
    ("hexadecimal HTML", "S3cr/t&#x2B;with&#x22;odd&amp;signs=&#xE4;~&lt;7&gt;"),
    ("htmlentities", "S3cr/t+with&quot;odd&amp;signs=&auml;~&lt;7&gt;"),
    ("htmlentities of HTML 5", "S3cr&sol;t&plus;with&quot;odd&amp;signs&equals;&auml;~&lt;7&gt;"),
    ("HTML of an address", "S3cr/t+with%22odd&amp;signs=%C3%A4~%3C7%3E"),
    ("Python repr of bytes", "S3cr/t+with\"odd&signs=\\xc3\\xa4~<7>"),
    ("Python ascii", "S3cr/t+with\"odd&signs=\\xe4~<7>"),
    ("Rust Debug", "S3cr/t+with\\\"odd&signs=\\u{e4}~<7>"),
    ("hexadecimal", "533363722f742b77697468226f6464267369676e733dc3a47e3c373e"),
];

#[test]
fn every_writer_is_understood() {
    let mut redactor = Redactor::default();
    redactor.learn_key(WRITTEN);
    for (writer, form) in WRITERS {
        let text = format!("before {form} behind");
        assert_eq!(redactor.redact(&text), format!("before {REPLACEMENT} behind"), "{writer}");
    }
}

#[test]
fn a_short_secret_at_the_beginning_of_an_escaped_one_leaves_nothing_of_it() {
    let mut redactor = knowing("token");
    redactor.learn("token/x");
    assert_eq!(redactor.redact("a token%2Fx, a token%2Fy"), format!("a {REPLACEMENT}, a {REPLACEMENT}%2Fy"));
}

#[test]
fn escapes_that_hide_nothing_stay() {
    let text = "100 % \\d+ %zz %C3 &unknown; &#xFFFFFFFF; &#; \\u12 \\ud800 \\u{} \\x %";
    assert_eq!(knowing(SECRET).redact(text), text);
}

/// How a character can be written so that a reader gets it back.
fn written(character: char, choice: u8) -> String {
    let mut bytes = [0; 4];
    let bytes = character.encode_utf8(&mut bytes).as_bytes();
    let mut units = [0; 2];
    let units = character.encode_utf16(&mut units);
    match choice {
        0 if !"%&\\".contains(character) => character.to_string(),
        1 => each(bytes, |byte| format!("%{byte:02x}")),
        2 => each(bytes, |byte| format!("\\x{byte:02X}")),
        3 => each(units, |unit| format!("\\u{unit:04x}")),
        4 => format!("&#{};", u32::from(character)),
        5 => format!("&#x{:X};", u32::from(character)),
        _ => each(bytes, |byte| format!("%{byte:02X}")),
    }
}

fn each<T>(parts: &[T], written: impl Fn(&T) -> String) -> String {
    parts.iter().map(written).collect::<Vec<_>>().concat()
}

proptest! {
    #[test]
    fn no_mixture_of_escapes_hides_a_secret(
        secret in "[ -~äß€😀]{4,20}",
        choices in prop::collection::vec((0_u8..7, 0_u8..7), 20),
        twice in any::<bool>(),
    ) {
        let once: String =
            secret.chars().zip(&choices).map(|(character, (choice, _))| written(character, *choice)).collect();
        // What escapes a text already escaped does so throughout.
        let choice = choices[0].1.max(1);
        let text: String =
            if twice { once.chars().map(|character| written(character, choice)).collect() } else { once };
        let redacted = knowing(&secret).redact_owned(format!("<{text}>"));
        prop_assert_eq!(redacted, format!("<{}>", REPLACEMENT), "{}", text);
    }

    #[test]
    fn any_text_can_be_redacted(text in "([%&\\\\][ux#]?[0-9a-f{};%&\\\\ä]{0,9}|<documentNumber>|://a:|.){0,40}") {
        let redactor = Redactor::new(["documentNumber".to_owned()]);
        let redacted = redactor.redact(&text);
        prop_assert_eq!(redactor.redact(&redacted), redacted.as_ref());
    }
}

#[test]
fn a_password_in_an_address_is_masked() {
    let shown = [
        ("https://u:pw@h/x", "https://u:[redacted]@h/x"),
        ("to https://u:p:w@h and http://h:80/a@b", "to https://u:[redacted]@h and http://h:80/a@b"),
        ("https://${env.U}:${env.P}@h", "https://${env.U}:${env.P}@h"),
    ];
    for (text, expected) in shown {
        assert_eq!(Redactor::default().redact(text), expected);
        assert_eq!(Redactor::default().redact(expected), expected, "twice is as once");
    }
}

#[test]
fn headers_and_elements_of_a_redacted_name_are_masked_and_learnt() {
    let mut redactor = Redactor::new(["documentNumber".to_owned()]);
    assert_eq!(redactor.redact_header("documentnumber", "12"), REPLACEMENT);
    let shown = [
        ("<a><documentNumber>12</documentNumber></a>", "<a><documentNumber>[redacted]</documentNumber></a>"),
        (
            "<x:documentnumber k=\"v\"> 12 </x:documentnumber>",
            "<x:documentnumber k=\"v\"> [redacted] </x:documentnumber>",
        ),
        (
            "<documentNumber><![CDATA[1<2]]></documentNumber>",
            "<documentNumber><![CDATA[[redacted]]]></documentNumber>",
        ),
        ("<documentNumber/><b>12</b>", "<documentNumber/><b>12</b>"),
        ("</documentNumber>12<b>", "</documentNumber>12<b>"),
    ];
    for (text, expected) in shown {
        assert_eq!(redactor.redact(text), expected);
        assert_eq!(redactor.redact(expected), expected, "twice is as once");
    }
    redactor.learn_headers(&[("documentnumber".to_owned(), "HEADER-1".to_owned())]);
    redactor.learn_fields_of_text("<documentNumber>ELEMENT-1</documentNumber>");
    assert_eq!(redactor.redact("HEADER-1 ELEMENT-1"), format!("{REPLACEMENT} {REPLACEMENT}"));
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
    let said = |path: &str, text: &str| redactor.redact_at(path, text).into_owned();
    assert_eq!(said("$.documentNumber", "equal to \"1\\\"2\""), "equal to \"[redacted]\"");
    assert_eq!(said("$.documentNumber", "at most 40 characters"), "at most 40 characters");
    assert_eq!(said("$.a[0]['documentNumber'].x", "12.5"), "[redacted]");
    assert_eq!(said("$.documentNumber", "nothing (the field is absent)"), "nothing (the field is absent)");
    assert_eq!(said("$.other", "12"), "12");
}

#[test]
fn what_a_run_knows_and_what_a_test_learns_are_both_found() {
    let mut run = Redactor::new(["documentNumber".to_owned()]);
    run.learn_pair("key", "s3cret-of-the-run");
    let run = run.settled();
    let mut own = run.clone();
    own.learn("token-of-a-test");
    let text = "s3cret-of-the-run, token-of-a-test, documentNumber: 17";
    assert_eq!(own.redact(text), format!("{REPLACEMENT}, {REPLACEMENT}, documentNumber: {REPLACEMENT}"));
    assert_eq!(run.redact("token-of-a-test"), "token-of-a-test", "another test has learnt it");
    // What one of them knows may reach into what the other knows.
    own.learn("the-run, token");
    assert_eq!(own.redact(text), format!("{REPLACEMENT}, documentNumber: {REPLACEMENT}"));
    let again = own.settled();
    assert_eq!(again.redact(text), format!("{REPLACEMENT}, documentNumber: {REPLACEMENT}"));
    assert_eq!(again.redact("s3cret-of-the-run"), REPLACEMENT);
    assert_eq!(again.redact("token-of-a-test"), REPLACEMENT);
    assert!(again.longest() >= "s3cret-of-the-run".len());
}

#[test]
fn a_redacted_name_is_known_in_any_case_and_of_any_length() {
    let long = "a".repeat(90);
    let redactor = Redactor::new([long.to_uppercase(), "Straße".to_owned(), "K".to_owned()]);
    for name in [long.as_str(), "STRASSE", "straße", "STRAßE", "k", "K", "\u{212a}"] {
        assert_eq!(redactor.is_secret_name(name), name != "STRASSE", "{name}");
    }
    assert!(!redactor.is_secret_name(&"a".repeat(91)));
}
