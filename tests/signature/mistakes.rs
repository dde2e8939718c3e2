//! What probably went wrong with a signature that does not hold.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use idvet::signature::{Evidence, likely_mistake, sign};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::vectors::{BODY, KEY, SIGNATURE};

fn mistake(body: &[u8], given: &str, key: &[u8]) -> String {
    let evidence = Evidence { body, given, key, api_secret: Some(b"api-secret") };
    likely_mistake(&evidence).map_or_else(|| "nothing is likely".to_owned(), |mistake| mistake.to_string())
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn forms_that_are_not_plain_hex_are_named() {
    let base64 = STANDARD.encode(bytes(SIGNATURE));
    assert_eq!(mistake(BODY, &base64, KEY), "it is written in Base64 and not in hex");
    let url_safe = URL_SAFE_NO_PAD.encode(bytes(SIGNATURE));
    assert_eq!(mistake(BODY, &url_safe, KEY), "it is written in Base64 and not in hex");
    let prefixed = format!("sha256={SIGNATURE}");
    assert_eq!(mistake(BODY, &prefixed, KEY), "it begins with `sha256=`, which does not belong to it");
    let quoted = format!("\"{SIGNATURE}\"");
    assert_eq!(mistake(BODY, &quoted, KEY), "there are spaces or quotation marks around it");
}

#[test]
fn a_body_that_was_written_again_is_named() {
    let value: Value = serde_json::from_slice(BODY).unwrap();
    let compact = value.to_string();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    let cases = [
        (compact.clone(), "again, without spaces"),
        (pretty.clone(), "again, on lines indented by two spaces"),
        (pretty.replace("  ", "    "), "again, on lines indented by four spaces"),
        (format!("{}\n", String::from_utf8(BODY.to_vec()).unwrap()), "with a line break at its end"),
        (
            String::from_utf8(BODY.to_vec()).unwrap().replace('\n', "\r\n"),
            "with the line breaks of Windows (CR LF)",
        ),
        (
            compact.replace('Š', "\\u0160"),
            "again, without spaces and with other characters than ASCII escaped",
        ),
        (compact.replace('/', "\\/"), "again, with `/` escaped as `\\/`"),
        (Value::from(std::str::from_utf8(BODY).unwrap()).to_string(), "as one JSON text, encoded twice"),
        (String::new(), "with nothing in it"),
    ];
    for (signed, told) in cases {
        let expected = format!("the body was signed as if written {told}");
        assert_eq!(mistake(BODY, &sign(KEY, signed.as_bytes()), KEY), expected);
    }
    let expected = "the body was signed as if written again, on lines indented by two spaces";
    assert_eq!(
        mistake(compact.as_bytes(), &sign(KEY, pretty.as_bytes()), KEY),
        expected,
        "the other way round"
    );
}

#[test]
fn sorted_keys_and_spaces_are_named() {
    let body = r#"{"b":{"d":1,"c":[1,2]},"a":"é"}"#.as_bytes();
    let cases = [
        (r#"{"a":"é","b":{"c":[1,2],"d":1}}"#, "again, without spaces and with its keys sorted"),
        (r#"{"b": {"d": 1, "c": [1, 2]}, "a": "é"}"#, "again, with a space behind each `:` and `,`"),
        (
            r#"{"b": {"d": 1, "c": [1, 2]}, "a": "\u00e9"}"#,
            "again, with spaces and other characters than ASCII escaped",
        ),
        (
            r#"{"a": "\u00e9", "b": {"c": [1, 2], "d": 1}}"#,
            "again, with its keys sorted and other characters than ASCII escaped",
        ),
    ];
    for (signed, told) in cases {
        let expected = format!("the body was signed as if written {told}");
        assert_eq!(mistake(body, &sign(KEY, signed.as_bytes()), KEY), expected);
    }
}

#[test]
fn a_wrong_key_is_named() {
    let cases: [(&[u8], &[u8], &str); 9] = [
        (b"TestingKey\n", KEY, "taken with a line break at its end"),
        (b"TestingKey\r\n", KEY, "taken with a line break (CR LF) at its end"),
        (KEY, b" TestingKey ", "another one by the white space around it"),
        (b"\"TestingKey\"", KEY, "taken with quotation marks around it"),
        (b"api-secret", KEY, "the API secret and not the signing key"),
        (b"secret", b"c2VjcmV0", "decoded from Base64 first"),
        (b"secret", b"736563726574", "decoded from hex first"),
        (b"testingkey", KEY, "taken in lower case"),
        (b"", KEY, "empty"),
    ];
    for (used, meant, told) in cases {
        assert_eq!(mistake(BODY, &sign(used, BODY), meant), format!("the key was {told}"));
    }
}

#[test]
fn another_hash_is_named() {
    let hex = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    };
    assert_eq!(
        mistake(BODY, &hex(&Sha256::digest(BODY)), KEY),
        "it was made with SHA-256 of the body, without a key"
    );
    assert_eq!(
        mistake(BODY, &hex(&Sha256::digest([KEY, BODY].concat())), KEY),
        "it was made with SHA-256 of the key and the body, which is no HMAC"
    );
    assert_eq!(mistake(BODY, &sign(BODY, KEY), KEY), "it was made with body and key interchanged");
    assert_eq!(mistake(BODY, &"ab".repeat(20), KEY), "it was made with a hash of 160 bits, such as SHA-1");
    assert_eq!(mistake(BODY, &"ab".repeat(64), KEY), "it was made with a hash of 512 bits, such as SHA-512");
    let sha512 = "b42af09057bac1e2d41708e48a902e09b5ff7f12ab428a4fe86653c73dd248fb\
                  82f948a549f7b791a5b41915ee4d1ec3935357e4e2317250d0372afa2ebeeb3a";
    let key = b"The quick brown fox jumps over the lazy dog";
    assert_eq!(mistake(key, sha512, b"key"), "it was made with HMAC-SHA512", "a well-known example");
}

#[test]
fn several_mistakes_at_once_are_named() {
    let value: Value = serde_json::from_slice(BODY).unwrap();
    let signed = sign(b"api-secret", value.to_string().as_bytes());
    assert_eq!(
        mistake(BODY, &format!("sha256={}", STANDARD.encode(bytes(&signed))), KEY),
        "it begins with `sha256=`, which does not belong to it, and it is written in Base64 and not in hex; the key \
         was the API secret and not the signing key; the body was signed as if written again, without spaces"
    );
}

#[test]
fn nothing_is_made_up() {
    assert_eq!(mistake(BODY, &sign(b"some other key", BODY), KEY), "nothing is likely");
    assert_eq!(mistake(BODY, "not a signature", KEY), "nothing is likely");
    assert_eq!(mistake(b"", "", b""), "nothing is likely");
    assert_eq!(mistake(b"\xff\xfe", &sign(KEY, b"else"), b"\xff"), "nothing is likely");
}
