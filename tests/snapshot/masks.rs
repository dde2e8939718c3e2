//! What changes from run to run stands in a snapshot by its kind, and what does not stands as it is.

use idvet::{
    exchange::Answer,
    snapshot::{Changing, DOCUMENTED, Kind, Shape, picture},
};
use serde_json::{Value as Json, json};

use super::{changing, redactor, shown, taken};

#[track_caller]
fn check(body: &Json, expected: &str) {
    check_in(body, &changing(), expected);
}

#[track_caller]
fn check_in(body: &Json, changing: &Changing, expected: &str) {
    assert_eq!(shown(body, &Shape::default(), changing), expected);
}

const ONE: &str = "0f6e4c1a-1111-11ee-9aa0-0242ac110002";
const TWO: &str = "1f6e4c1a-2222-11ee-9aa0-0242ac110002";

#[test]
fn a_whole_answer_is_readable() {
    let body = json!({
        "scanRef": ONE,
        "authToken": "Qm3xVb7LkT9wRz2YpN5cJd8HsF4gA6eU1iOtKvXq",
        "message": "Token created successfully",
        "clientId": "qa-k7dm2q9xwz-a-case",
        "redirectUrl": "https://ivs.idenfy.com/api/v2/redirect?authToken=Qm3xVb7LkT9wRz2YpN5cJd8HsF4gA6eU1iOtKvXq",
        "digitString": null,
        "expiryTime": 3600,
        "documents": ["PASSPORT"],
        "allowedDocuments": {},
    });
    let mut shape =
        Shape { headers: vec!["content-type".to_owned(), "retry-after".to_owned()], ..Shape::default() };
    let found = taken(&body, &shape, &changing());
    assert_eq!(
        found.text,
        r#"status: 200
content-type: application/json
retry-after: (absent)

{
  "allowedDocuments": {},
  "authToken": "[token]",
  "clientId": "qa-[run.id]-a-case",
  "digitString": null,
  "documents": [
    "PASSPORT"
  ],
  "expiryTime": 3600,
  "message": "Token created successfully",
  "redirectUrl": "[url]",
  "scanRef": "[scanRef]"
}
"#
    );
    let masked: Vec<String> =
        found.masked.iter().map(|(kind, places)| format!("{kind} {places:?}")).collect();
    assert_eq!(
        masked,
        [
            "[run.id] {\"$.clientId\"}",
            "[scanRef] {\"$.scanRef\"}",
            "[token] {\"$.authToken\"}",
            "[url] {\"$.redirectUrl\"}",
        ]
    );
    shape.headers.clear();
    assert!(taken(&body, &shape, &changing()).text.starts_with("status: 200\n\n{"));
}

#[test]
fn equal_values_have_one_number() {
    check(&json!({ "a": ONE }), r#"{ "a": "[uuid]" }"#);
    check(&json!({ "a": ONE, "b": ONE.to_uppercase() }), r#"{ "a": "[uuid:1]", "b": "[uuid:1]" }"#);
    check(
        &json!({ "c": ONE, "b": TWO, "a": ONE }),
        r#"{ "a": "[uuid:1]", "b": "[uuid:2]", "c": "[uuid:1]" }"#,
    );
}

#[test]
fn a_session_is_known_wherever_its_reference_stands() {
    check(
        &json!({ "scanRef": ONE, "message": format!("no session {ONE}, but {TWO}") }),
        r#"{ "message": "no session [scanRef:1], but [uuid]", "scanRef": "[scanRef:1]" }"#,
    );
    let known = Changing { scan_refs: vec!["Odd-Reference-1".to_owned()], ..changing() };
    check_in(
        &json!({ "error": "Odd-Reference-1 is unknown" }),
        &known,
        r#"{ "error": "[scanRef] is unknown" }"#,
    );
}

#[test]
fn two_times_never_tell_whether_they_are_equal() {
    for (created, updated) in
        [("2020-06-26 09:54:32", "2020-06-26 09:54:32"), ("2020-06-26 09:54:32", "2020-06-26T09:54:33Z")]
    {
        check(
            &json!({ "created": created, "updated": updated, "review_time": null }),
            r#"{ "created": "[timestamp]", "review_time": null, "updated": "[timestamp]" }"#,
        );
    }
}

#[test]
fn a_documented_name_does_not_hide_what_has_another_form() {
    check(
        &json!({ "created": "yesterday", "updated": 7, "redirectUrl": "none", "scanRef": "" }),
        r#"{ "created": "yesterday", "redirectUrl": "none", "scanRef": "", "updated": 7 }"#,
    );
}

#[test]
fn values_are_told_by_their_looks_too() {
    check(
        &json!({ "at": "made 2019-01-02T03:04:05.678+02:00!", "http": "Sun, 22 Nov 2026 11:01:13 GMT" }),
        r#"{ "at": "made [timestamp]!", "http": "[timestamp]" }"#,
    );
    check(&json!({ "next": "http://127.0.0.1:8481/a?page=2" }), r#"{ "next": "[address]/a?page=2" }"#);
}

#[test]
fn a_day_stays_unless_it_is_the_runs_own() {
    check(
        &json!({ "born": "1990-12-20", "today": "2026-03-04", "tomorrow": "2026-03-05", "later": "2026-03-09" }),
        r#"{ "born": "1990-12-20", "later": "2026-03-09", "today": "[date]", "tomorrow": "[date]" }"#,
    );
}

#[test]
fn a_number_near_the_runs_time_is_a_time() {
    check(
        &json!({ "s": 1_772_600_767, "ms": 1_772_600_767_000_i64, "old": 1_500_000_000, "size": 3600, "finishTime": 1_500_000_000 }),
        r#"{ "finishTime": "[timestamp]", "ms": "[timestamp]", "old": 1500000000, "s": "[timestamp]", "size": 3600 }"#,
    );
}

#[test]
fn what_a_scenario_drew_is_told_by_value_and_by_the_name_it_was_sent_under() {
    let mut changing = changing();
    for value in [json!("Zoë"), json!("LT48291"), json!(48_291), json!(7), json!(ONE), json!("2031-01-02")] {
        changing.drawn.note(&value);
    }
    changing.drawn.note_field("maxAttemptCount");
    check_in(
        &json!({
            "firstName": "ZOË",
            "docNumber": "LT48291",
            "said": "number LT48291 of Zoë",
            "count": 48291,
            "maxAttemptCount": 7,
            "attempts": 7,
            "externalRef": ONE,
            "dateOfExpiry": "2031-01-02",
        }),
        &changing,
        r#"{ "attempts": 7, "count": "[random]", "dateOfExpiry": "[date]", "docNumber": "[random]", "externalRef": "[uuid]", "firstName": "[random]", "maxAttemptCount": "[random]", "said": "number [random] of [random]" }"#,
    );
}

#[test]
fn keys_that_change_are_masked_and_in_order() {
    check(
        &json!({ TWO: { "z": 1, "a": 2 }, "b": 1, ONE: {} }),
        r#"{ "[uuid:1]": { "a": 2, "z": 1 }, "[uuid:2]": {}, "b": 1 }"#,
    );
}

#[test]
fn the_links_of_files_are_addresses_whatever_they_are_called() {
    check(
        &json!({ "FRONT": "https://s3.example/1?sig=1", "BACK": null, "fileUrls": { "SELFIE": "https://s3.example/2" } }),
        r#"{ "BACK": null, "FRONT": "[url:1]", "fileUrls": { "SELFIE": "[url:2]" } }"#,
    );
}

#[test]
fn no_secret_is_in_a_snapshot() {
    let body = json!({
        "personalNumber": "30509210013",
        "docPersonalCode": "30509210013",
        "short": { "personalNumber": "12" },
        "personalnumber": ["4711", 4712],
        "said": "30509210013 is not valid",
        "nothing": { "personalNumber": null },
        "token": "not one of ours",
        "tokenString": "abcdefghijkl",
    });
    check(
        &body,
        r#"{ "docPersonalCode": "[redacted]", "nothing": { "personalNumber": null }, "personalNumber": "[redacted]", "personalnumber": "[redacted]", "said": "[redacted] is not valid", "short": { "personalNumber": "[redacted]" }, "token": "not one of ours", "tokenString": "[token]" }"#,
    );
}

#[test]
fn headers_that_are_chosen_are_masked_and_redacted_like_a_body() {
    let headers = [
        ("date", "Sun, 22 Nov 2026 11:01:13 GMT"),
        ("set-cookie", "session=1"),
        ("x-request-id", ONE),
        ("location", "http://127.0.0.1:8481/x\nfake: line"),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let shape = Shape { headers: headers.iter().map(|(name, _)| name.clone()).collect(), ..Shape::default() };
    let answer = Answer::new(204, headers, bytes::Bytes::new());
    let text =
        picture(&answer, &["ACTIVE".to_owned(), "APPROVED".to_owned()], &shape, &changing(), &redactor());
    assert_eq!(
        text.unwrap().text,
        "status: 204\ndate: [timestamp]\nset-cookie: [redacted]\nx-request-id: [uuid]\nlocation: [address]/x fake: line\npath: ACTIVE → APPROVED\n"
    );
}

#[test]
fn a_body_that_is_no_json_is_a_text() {
    let of = |body: &[u8]| {
        let answer = Answer::new(200, Vec::new(), bytes::Bytes::copy_from_slice(body));
        picture(&answer, &[], &Shape::default(), &changing(), &redactor()).unwrap().text
    };
    assert_eq!(
        of(format!("<b>\r\n{ONE}\u{1b}[31m \r\n").as_bytes()),
        "status: 200\n\n<b>\n[uuid]\\u{1b}[31m\n"
    );
    assert_eq!(of(&[0xff, 0xfe, 1]), "status: 200\n\n(3 bytes that are no text)\n");
    assert_eq!(of(b"JVBERi0xLjQKJeLjz9MK"), "status: 200\n\n[pdf]\n");
    assert_eq!(of(b""), "status: 200\n");
    assert_eq!(of(b"\"a text\""), "status: 200\n\n\"a text\"\n");
}

#[test]
fn what_no_file_should_hold_is_escaped() {
    check(&json!({ "a\u{2028}": "b\u{85}\u{feff}\u{1}\n" }), r#"{ "a\u2028": "b\u0085\ufeff\u0001\n" }"#);
}

#[test]
fn every_documented_field_is_masked() {
    for (kind, names, source) in DOCUMENTED {
        assert!(!source.is_empty());
        for name in *names {
            let value = match kind {
                Kind::Timestamp => json!("2020-06-26 09:54:32"),
                Kind::Url => json!("https://example.com/1"),
                _ => json!("abcdefghij"),
            };
            check(&json!({ *name: value }), &format!("{{ \"{name}\": \"[{}]\" }}", kind.word()));
        }
    }
}

#[test]
fn an_answer_that_is_too_large_is_refused() {
    let answer = Answer::new(200, Vec::new(), vec![b'a'; 1024 * 1024 + 1].into());
    let refused = picture(&answer, &[], &Shape::default(), &changing(), &redactor()).unwrap_err();
    assert_eq!(refused, "1048577 bytes, where a snapshot holds at most 1048576");
}

#[test]
fn a_megabyte_of_ids_is_no_hang() {
    let ids: Vec<Json> = (0..20_000)
        .map(|index| json!({ "scanRef": format!("{index:08x}-1111-11ee-9aa0-0242ac110002") }))
        .collect();
    let text = shown(&json!(ids), &Shape::default(), &changing());
    assert!(text.contains("[scanRef:20000]"));
}
