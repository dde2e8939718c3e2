//! Every switch, every choice: what it changes is seen in an answer.

use std::time::Duration;

use idvet::emulator::{
    Assumption, AssumptionError, Assumptions, EmulatorConfig, Kind, assumptions, list_text,
};
use serde_json::json;

use super::webhook_switches;
use crate::support::api::{Answer, Api, config, pass};

/// Switch, choice, and what the probe of the switch sees.
const SEEN: &[(&str, &str, &str)] = &[
    ("token_success_code", "201", "201"),
    ("token_success_code", "200", "200"),
    (
        "wrong_environment",
        "forbidden",
        r#"403 {"message":"This endpoint is not available for DEMO partners."}"#,
    ),
    (
        "wrong_environment",
        "bad_request",
        r#"400 {"message":"This endpoint is not available for DEMO partners.","identifier":"PERMISSIONS_ERROR"}"#,
    ),
    (
        "unauthorized_body",
        "identifier",
        r#"401 {"message":"Invalid authorization credentials","identifier":"UNAUTHORIZED"}"#,
    ),
    ("unauthorized_body", "message", r#"401 {"message":"Invalid authorization credentials"}"#),
    (
        "no_funds",
        "payment_required",
        r#"402 {"message":"Action not allowed due to lack of funds or exceeded limit."}"#,
    ),
    (
        "no_funds",
        "bad_request",
        r#"400 {"message":"Partner reached token limit.","identifier":"PERMISSIONS_ERROR"}"#,
    ),
    ("duplicate_client", "allowed", "201 after expiry 201"),
    ("duplicate_client", "conflict", "409 after expiry 201"),
    (
        "status_fields",
        "nine",
        "status scanRef clientId autoDocument autoFace manualDocument manualFace fraudTags mismatchTags",
    ),
    ("status_fields", "three", "status scanRef clientId"),
    (
        "status_fields",
        "final",
        "status scanRef clientId autoDocument autoFace manualDocument manualFace fraudTags mismatchTags final",
    ),
    ("dummy_active", "rejected", "400"),
    ("dummy_active", "accepted", "201 ACTIVE then EXPIRED; reviewed APPROVED"),
    ("webhook_retries", "2", "0 500 1000"),
    ("webhook_retries", "1", "0 500"),
    ("webhook_retries", "10", "0 10000 20000 30000 40000 50000 60000 70000 80000 90000 100000"),
    ("webhook_retries", "0", "0"),
    ("webhook_key", "signing_key", "emulator-signing-key"),
    ("webhook_key", "api_secret", "emulator-dev-secret"),
    ("token_type_missing", "default", "201"),
    ("token_type_missing", "error", "400"),
    ("country_list", "rejected", "400"),
    ("country_list", "accepted", r#"201 ["US","GB"]; 400"#),
    ("session_length_bounds", "inclusive", "59:400 60:201 61:201 3599:201 3600:201 3601:400"),
    ("session_length_bounds", "strict", "59:400 60:400 61:201 3599:201 3600:400 3601:400"),
    ("full_status", "present", "200"),
    ("full_status", "absent", "404"),
    ("unknown_session", "bad_value", "400 400 400 400 400 400"),
    ("unknown_session", "not_found", "404 404 404 404 404 404"),
    ("denied_values", "face_mismatch", "FACE_MISMATCH DOC_VALIDATED"),
    ("denied_values", "doc_expired", "FACE_MATCH DOC_EXPIRED"),
    ("denied_values", "doc_fake", "FACE_MATCH DOC_FAKE"),
    ("suspected_tag", "FACE_SUSPECTED", r#"["FACE_SUSPECTED"] [] ["FACE_SUSPECTED"]"#),
    ("suspected_tag", "AML_SUSPECTION", r#"["AML_SUSPECTION"] [] ["AML_SUSPECTION"]"#),
    ("suspected_tag", "DUPLICATE_FACE", r#"["DUPLICATE_FACE"] [] []"#),
    ("suspected_tag", "NAME", r#"[] ["NAME"] []"#),
    ("expired_values", "not_analysed", r#""FACE_NOT_ANALYSED" "DOC_NOT_ANALYSED""#),
    ("expired_values", "unset", "null null"),
    ("dummy_auto_final", "true", "true true true"),
    ("dummy_auto_final", "false", "false true true"),
    ("manual_pass_on_suspected", "approved", r#"APPROVED ["FACE_SUSPECTED"]"#),
    ("manual_pass_on_suspected", "suspected", r#"SUSPECTED ["FACE_SUSPECTED"]"#),
    ("manual_failure", "denied", "DENIED"),
    ("manual_failure", "suspected", "SUSPECTED"),
    ("manual_again", "overwrite", "200 200 200"),
    ("manual_again", "refused", "200 400 TOKEN_NOT_VALID 400 TOKEN_NOT_VALID"),
    ("manual_on_plain", "bad_value", "400 BAD_VALUE"),
    ("manual_on_plain", "token_not_valid", "400 TOKEN_NOT_VALID"),
    ("manual_one_field", "missing_value", "400 MISSING_VALUE 400 MISSING_VALUE"),
    ("manual_one_field", "automatic", "200 APPROVED 400 MISSING_VALUE"),
    ("manual_answer", "empty", "200 "),
    ("manual_answer", "object", "200 {}"),
    ("status_before_review", "reviewing", "REVIEWING"),
    ("status_before_review", "former", "DENIED"),
    ("unset_results", "null", r#"null null then "FACE_MATCH" null null"#),
    ("unset_results", "empty", r#""" "" then "FACE_MATCH" "" """#),
    ("unset_results", "copied", r#"null null then "FACE_MATCH" "FACE_MATCH" "FACE_MATCH""#),
    ("dummy_material", "data", r#""ANNA" "MALE" null"#),
    (
        "dummy_material",
        "data_and_files",
        r#""ANNA" "MALE" "http://emulator.test/emulator/files/SCAN/FACE?expires=1772604367""#,
    ),
    ("dummy_material", "nothing", "null null null"),
    ("reads_on_active", "nulls", "200 200 200"),
    ("reads_on_active", "refused", "400 400 200"),
    ("field_errors", "specific", "MISSING_VALUE BAD_VALUE"),
    ("field_errors", "validation", "VALIDATION_ERROR VALIDATION_ERROR"),
    ("unknown_fields", "ignored", "201"),
    ("unknown_fields", "rejected", "400"),
    ("wrong_method_code", "405", "405 METHOD_NOT_ALLOWED"),
    ("wrong_method_code", "400", "400 METHOD_NOT_ALLOWED"),
    ("delete_dummy", "finished", "200"),
    ("delete_dummy", "expired", "400 PARTNER_ERROR after expiry 200"),
    ("deleted_status", "deleted", r#"200 "DELETED" 200 "DELETED" listed 2"#),
    ("deleted_status", "by_history", r#"200 "DELETED" 200 "EXPIRED-DELETED" listed 2"#),
    ("deleted_status", "unknown", "400 400 listed 0"),
    ("letter_case", "exact", "400 400"),
    ("letter_case", "any", r#"201 200 "FACE_MATCH""#),
    ("foreign_session", "unknown", "400 BAD_VALUE"),
    ("foreign_session", "forbidden", "403 PERMISSIONS_ERROR"),
    ("rate_window", "fixed", "200 200 429 | 200 200 429"),
    ("rate_window", "sliding", "200 200 429 | 429 429 429"),
    ("check_order", "account_first", "403 402"),
    ("check_order", "fields_first", "400 400"),
    ("time_format", "spaced", "2026-03-04 05:06:07"),
    ("time_format", "iso", "2026-03-04T05:06:07Z"),
    ("business_ids", "empty", r#""" """#),
    ("business_ids", "null", "null null"),
    ("webhook_order", "independent", "AUTO at 0, AUTO at 500, MANUAL at 600, AUTO at 1000"),
    ("webhook_order", "waits", "AUTO at 0, AUTO at 500, AUTO at 1000, MANUAL at 1000"),
    ("dummy_attempts", "1", "1"),
    ("dummy_attempts", "0", "0"),
];

#[tokio::test(start_paused = true)]
async fn every_choice_is_seen_in_an_answer() {
    for (name, choice, expected) in SEEN {
        let seen = probe(name, config(&[(name, choice)])).await;
        assert_eq!(&seen, expected, "{name}: {choice}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_choice_is_what_holds_unless_told_otherwise() {
    for assumption in assumptions() {
        let expected =
            SEEN.iter().find(|row| row.0 == assumption.name && row.1 == assumption.default_choice());
        let seen = probe(assumption.name, config(&[])).await;
        assert_eq!(Some(seen.as_str()), expected.map(|row| row.2), "{}", assumption.name);
    }
}

#[test]
fn no_choice_is_left_out_and_each_differs() {
    let listed: Vec<(&str, &str)> =
        assumptions().iter().flat_map(|it| it.choices.iter().map(|choice| (it.name, choice.0))).collect();
    let seen: Vec<(&str, &str)> = SEEN.iter().map(|row| (row.0, row.1)).collect();
    assert_eq!(seen, listed, "the rows stand in the order of the table");
    for (at, row) in SEEN.iter().enumerate() {
        assert!(
            !SEEN[..at].iter().any(|other| other.0 == row.0 && other.2 == row.2),
            "{} has no effect",
            row.0
        );
    }
}

fn answered(answer: &Answer) -> String {
    format!("{} {}", answer.status, answer.text())
}

fn code(answer: &Answer) -> String {
    if answer.status == 200 || answer.status == 201 {
        return answer.status.to_string();
    }
    format!("{} {}", answer.status, answer.field("identifier").as_str().unwrap())
}

/// What a client sees of a switch.
async fn probe(name: &str, config: EmulatorConfig) -> String {
    match name {
        "token_success_code" | "token_type_missing" => token(config, json!({ "clientId": "a" })).await,
        "unknown_fields" => token(config, json!({ "clientId": "a", "clientID": "b" })).await,
        "wrong_environment" | "unauthorized_body" | "no_funds" | "check_order" => account(name, config).await,
        "duplicate_client" => duplicate_client(config).await,
        "dummy_active" => dummy_active(config).await,
        "country_list" => country_list(config).await,
        "session_length_bounds" => session_length(config).await,
        "unknown_session" => unknown_session(config).await,
        "denied_values" | "expired_values" | "suspected_tag" | "status_fields" | "dummy_attempts"
        | "time_format" | "full_status" => reading(name, config).await,
        "manual_pass_on_suspected" | "manual_failure" | "manual_answer" | "manual_on_plain" => {
            manual(name, config).await
        }
        "manual_again" => manual_again(config).await,
        "manual_one_field" => manual_one_field(config).await,
        "status_before_review" => status_before_review(config).await,
        "unset_results" => unset_results(config).await,
        "dummy_material" => dummy_material(config).await,
        "reads_on_active" => reads_on_active(config).await,
        "field_errors" => field_errors(config).await,
        "wrong_method_code" => code(&Api::with(config).get("/api/v2/token").await),
        "delete_dummy" => delete_dummy(config).await,
        "deleted_status" => deleted_status(config).await,
        "letter_case" => letter_case(config).await,
        "foreign_session" => foreign_session(config).await,
        "rate_window" => rate_window(config).await,
        "webhook_retries" | "webhook_key" | "dummy_auto_final" | "business_ids" | "webhook_order" => {
            webhook_switches::probe(name, config).await
        }
        _ => panic!("`{name}` has no probe"),
    }
}

async fn token(config: EmulatorConfig, body: serde_json::Value) -> String {
    Api::with(config).post("/api/v2/token", &body).await.status.to_string()
}

async fn account(name: &str, config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let dummy = json!({ "clientId": "a", "dummyStatus": "DENIED" });
    let wrong = json!({ "clientId": "", "dummyStatus": "DENIED" });
    let demo = api.as_kind(Kind::Demo);
    let poor = api.as_key("emulator-no-funds");
    match name {
        "wrong_environment" => answered(&demo.post("/api/v2/token", &dummy).await),
        "no_funds" => answered(&poor.post("/api/v2/token", &dummy).await),
        "check_order" => format!(
            "{} {}",
            demo.post("/api/v2/token", &wrong).await.status,
            poor.post("/api/v2/token", &wrong).await.status
        ),
        _ => answered(&api.anonymous().post("/api/v2/token", &dummy).await),
    }
}

async fn duplicate_client(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let body = json!({ "clientId": "a", "expiryTime": 60 });
    api.create(body.clone()).await;
    let second = api.post("/api/v2/token", &body).await.status;
    pass(60).await;
    format!("{second} after expiry {}", api.post("/api/v2/token", &body).await.status)
}

async fn dummy_active(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let body = json!({ "clientId": "a", "dummyStatus": "ACTIVE" });
    let answer = api.post("/api/v2/token", &body).await;
    if answer.status != 201 {
        return answer.status.to_string();
    }
    let session = answer.field("scanRef").as_str().unwrap().to_owned();
    let first = api.status(&session).await;
    pass(3600).await;
    let second = api.status(&session).await;
    let reviewed = api.create(body).await;
    api.review(&reviewed, "FACE_MATCH", "DOC_VALIDATED").await;
    format!("201 {first} then {second}; reviewed {}", api.status(&reviewed).await)
}

async fn country_list(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let answer = api.post("/api/v2/token", &json!({ "clientId": "a", "country": ["US", "GB"] })).await;
    if answer.status != 201 {
        return answer.status.to_string();
    }
    let wrong = api.post("/api/v2/token", &json!({ "clientId": "a", "country": ["US", "USA"] })).await;
    format!("201 {}; {}", answer.field("country"), wrong.status)
}

async fn session_length(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let mut seen = Vec::new();
    for length in [59, 60, 61, 3599, 3600, 3601] {
        let body = json!({ "clientId": "a", "sessionLength": length });
        seen.push(format!("{length}:{}", api.post("/api/v2/token", &body).await.status));
    }
    seen.join(" ")
}

async fn unknown_session(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let mut seen = Vec::new();
    let unknown = "ec6a7108-8c26-11e9-9758-309c231b1bac";
    for call in ["status", "full-status", "data", "files", "delete"] {
        seen.push(api.about(call, unknown).await.status.to_string());
    }
    seen.push(api.review(unknown, "FACE_MATCH", "DOC_VALIDATED").await.status.to_string());
    seen.join(" ")
}

async fn reading(name: &str, config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let dummy = match name {
        "expired_values" => "EXPIRED",
        "suspected_tag" => "SUSPECTED",
        _ => "DENIED",
    };
    let session = api.create_dummy(dummy).await;
    let full = api.about("full-status", &session).await;
    if name == "full_status" {
        return full.status.to_string();
    }
    let (status, full) = (api.about("status", &session).await.json(), full.json());
    match name {
        "denied_values" => {
            format!("{} {}", status["autoFace"].as_str().unwrap(), status["autoDocument"].as_str().unwrap())
        }
        "expired_values" => format!("{} {}", status["autoFace"], full["document_validity"]),
        "suspected_tag" => {
            format!("{} {} {}", status["fraudTags"], status["mismatchTags"], full["suspection_reasons"])
        }
        "status_fields" => status.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" "),
        "dummy_attempts" => full["attempt_count"].to_string(),
        _ => full["created"].as_str().unwrap().to_owned(),
    }
}

async fn manual(name: &str, config: EmulatorConfig) -> String {
    let api = Api::with(config);
    if name == "manual_on_plain" {
        let session = api.create_plain().await;
        return code(&api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await);
    }
    let session = api.create_dummy("SUSPECTED").await;
    let document = if name == "manual_failure" { "DOC_ERROR" } else { "DOC_VALIDATED" };
    let answer = api.review(&session, "FACE_MATCH", document).await;
    let status = api.about("status", &session).await.json();
    let overall = status["status"].as_str().unwrap();
    match name {
        "manual_answer" => answered(&answer),
        "manual_failure" => overall.to_owned(),
        _ => format!("{overall} {}", status["fraudTags"]),
    }
}

async fn manual_again(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let session = api.create_dummy("APPROVED").await;
    let expired = api.create_dummy("EXPIRED").await;
    let mut seen = Vec::new();
    for session in [&session, &session, &expired] {
        seen.push(code(&api.review(session, "FACE_MATCH", "DOC_VALIDATED").await));
    }
    seen.join(" ")
}

async fn manual_one_field(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let session = api.create_dummy("APPROVED").await;
    let path = "/api/v2/add-dummy-status";
    let one = api.post(path, &json!({ "scanRef": session, "manualFaceMatchResult": "FACE_MATCH" })).await;
    let mut seen = code(&one);
    if one.status == 200 {
        seen = format!("{seen} {}", api.status(&session).await);
    }
    let none = api.post(path, &json!({ "scanRef": session })).await;
    format!("{seen} {}", code(&none))
}

async fn status_before_review(config: EmulatorConfig) -> String {
    let api = Api::with(EmulatorConfig { delay: Duration::from_secs(5), ..config });
    let session = api.create_dummy("DENIED").await;
    pass(5).await;
    api.review(&session, "FACE_MATCH", "DOC_VALIDATED").await;
    pass(4).await;
    let seen = api.status(&session).await;
    pass(1).await;
    assert_eq!(api.status(&session).await, "APPROVED");
    seen
}

async fn unset_results(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let plain = api.create_plain().await;
    let plain = api.about("status", &plain).await.json();
    let session = api.create_dummy("APPROVED").await;
    let dummy = api.about("status", &session).await.json();
    let full = api.about("full-status", &session).await.json();
    format!(
        "{} {} then {} {} {}",
        plain["autoFace"],
        plain["manualDocument"],
        dummy["autoFace"],
        dummy["manualFace"],
        full["manual_face_match_result"]
    )
}

async fn dummy_material(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let body = json!({ "clientId": "a", "dummyStatus": "APPROVED", "firstName": "Anna", "sex": "M" });
    let session = api.create(body).await;
    let data = api.about("data", &session).await.json();
    let files = api.about("files", &session).await.json();
    format!("{} {} {}", data["docFirstName"], data["docSex"], files["FACE"]).replace(&session, "SCAN")
}

async fn reads_on_active(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let active = api.create_plain().await;
    let done = api.create_dummy("APPROVED").await;
    let data = api.about("data", &active).await.status;
    let files = api.about("files", &active).await.status;
    format!("{data} {files} {}", api.about("data", &done).await.status)
}

async fn field_errors(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let missing = api.post("/api/v2/token", &json!({})).await.field("identifier");
    let wrong = api.post("/api/v2/token", &json!({ "clientId": 1 })).await.field("identifier");
    format!("{} {}", missing.as_str().unwrap(), wrong.as_str().unwrap())
}

async fn delete_dummy(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let body = json!({ "clientId": "a", "dummyStatus": "DENIED", "expiryTime": 60 });
    let session = api.create(body).await;
    let first = api.about("delete", &session).await;
    if first.status == 200 {
        return code(&first);
    }
    pass(60).await;
    format!("{} after expiry {}", code(&first), api.about("delete", &session).await.status)
}

async fn deleted_status(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let mut seen = String::new();
    for dummy in ["DENIED", "EXPIRED"] {
        let session = api.create_dummy(dummy).await;
        api.about("delete", &session).await;
        let answer = api.about("status", &session).await;
        seen.push_str(&answer.status.to_string());
        seen.push(' ');
        if answer.status == 200 {
            seen.push_str(&answer.field("status").to_string());
            seen.push(' ');
        }
    }
    let listed = api.get("/kyc/identifications/?clientId=qa-001").await.field("count");
    format!("{seen}listed {listed}")
}

async fn letter_case(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let lower = api.post("/api/v2/token", &json!({ "clientId": "a", "dummyStatus": "denied" })).await.status;
    let session = api.create_dummy("DENIED").await;
    let review = api.review(&session, "Face_Match", "doc_validated").await.status;
    if review != 200 {
        return format!("{lower} {review}");
    }
    format!("{lower} {review} {}", api.about("status", &session).await.field("manualFace"))
}

async fn foreign_session(config: EmulatorConfig) -> String {
    let api = Api::with(config);
    let session = api.create_plain().await;
    code(&api.as_kind(Kind::Prod).about("status", &session).await)
}

/// Two of three requests at ten to six, and three at five past six.
async fn rate_window(config: EmulatorConfig) -> String {
    let epoch = "2026-03-04T05:50:00Z".parse().unwrap();
    let api = Api::with(EmulatorConfig { requests_per_hour: 2, epoch, ..config });
    let list = async || {
        let mut seen = Vec::new();
        for _ in 0..3 {
            seen.push(api.get("/kyc/identifications/").await.status.to_string());
        }
        seen.join(" ")
    };
    let before = list().await;
    pass(15 * 60).await;
    let after = list().await;
    pass(3600).await;
    assert_eq!(list().await, "200 200 429", "an hour later all is forgotten");
    format!("{before} | {after}")
}

#[test]
fn a_switch_is_set_by_name_or_id() {
    let mut chosen = Assumptions::default();
    chosen.set("token_success_code", "200").unwrap();
    chosen.set("U25", "iso").unwrap();
    assert_eq!((chosen.get("A1"), chosen.get("time_format")), (Ok("200"), Ok("iso")));
    assert_eq!(chosen.get("U1"), Ok("bad_value"));
}

#[test]
fn what_is_not_known_is_named_with_a_hint() {
    let mut chosen = Assumptions::default();
    let before = chosen.clone();
    let text = |result: Result<(), AssumptionError>| result.unwrap_err().to_string();
    assert_eq!(
        text(chosen.set("token_sucess_code", "200")),
        "no assumption is called `token_sucess_code`; did you mean `token_success_code`?"
    );
    assert_eq!(
        text(chosen.set("A99", "3")),
        "no assumption is called `A99`; `idvet emulator --assumptions` lists them"
    );
    assert_eq!(
        text(chosen.set("token_success_code", "204")),
        "`204` is no choice of `token_success_code`, which takes `201` or `200`"
    );
    assert_eq!(chosen, before);
}

#[test]
fn the_list_shows_every_switch_and_what_holds() {
    let mut chosen = Assumptions::default();
    chosen.set("A2", "bad_request").unwrap();
    let text = list_text(&chosen);
    for Assumption { id, name, choices, .. } in assumptions() {
        assert!(text.contains(&format!("{id:<4} {name}\n")), "{id}");
        for (value, meaning) in *choices {
            assert!(text.contains(&format!(" {value}: {meaning}\n")), "{name} {value}");
        }
    }
    assert!(text.contains("* bad_request: 400") && text.contains("  forbidden: 403"), "{text}");
    assert_eq!(text.matches("     * ").count(), assumptions().len());
}
