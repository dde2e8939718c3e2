//! Against an emulator that is told to answer wrongly: what breaks the contract fails though no scenario asserts it,
//! and what drifts from it is told once.

use crate::support::suite::{Said, Suite};

const SCENARIO: &str = "\
name: a session is read
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: qa-1 }
  - get_status: {}
  - get_full_status: {}
  - get_data: {}
";

fn suite(alteration: &str) -> Suite {
    let suite = Suite::with(&format!(
        "environments:\n  altered:\n    kind: DEV\n    emulator:\n      alter: |\n        {}\n",
        alteration.replace('\n', "\n        ")
    ));
    suite.scenario("read.yaml", SCENARIO);
    suite
}

fn run(suite: &Suite) -> Said {
    suite.idvet(&["run", "--env", "altered", "--seed", "1"])
}

#[test]
fn four_ways_to_break_the_contract_fail_with_path_value_rule_and_source() {
    let long = format!("get_status: set /status \"{}\"", "A".repeat(40));
    let reference = format!("create_dummy_token: set /scanRef \"{}\"", "r".repeat(41));
    let cases = [
        (
            long.as_str(),
            "`$.status` breaks the contract: expected at most 30 characters, found",
            "(40 characters)",
            "status#/properties/status/maxLength",
            "S0 status: status max 30",
        ),
        (
            &reference,
            "`$.scanRef` breaks the contract: expected at most 40 characters, found",
            "(41 characters)",
            "token#/properties/scanRef/maxLength",
            "GH: scanRef max 40",
        ),
        (
            "get_full_status: set /attempt_count \"1\"",
            "`$.attempt_count` breaks the contract: expected a whole number, found \"1\"",
            "found \"1\"",
            "full-status#/properties/attempt_count/type",
            "S0, GH full-status: attempt_count",
        ),
        (
            "get_status: remove /status",
            "`$.status` breaks the contract: expected a value, found nothing (the key is absent)",
            "absent",
            "status#/required",
            "S0 status: status max 30",
        ),
    ];
    for (alteration, message, value, rule, source) in cases {
        let said = run(&suite(alteration)).exits(1);
        for part in [message, value, &format!("rule: {rule}"), &format!("source: {source}")] {
            assert!(said.err.contains(part), "{alteration}: no `{part}`\n{}", said.all());
        }
        assert!(!said.out.contains("drift"), "{}", said.all());
    }
}

const DRIFT: &str = "\
get_data: set /shoeSize 43
get_status: set /status \"approved\"
get_full_status: set /suspection_reasons [\"HAT_ON\", \"HAT_ON\", \"FACE_SUSPECTED\"]";

#[test]
fn drift_is_told_once_each_and_fails_nothing() {
    let said = run(&suite(DRIFT)).exits(0);
    for line in [
        "  unknown key at $.shoeSize of data, once, first in scenarios/read.yaml › a session is read\n",
        "  unknown value `approved` at $.status of status, once, first in",
        "  unknown value `HAT_ON` at $.suspection_reasons[*] of full-status, once, first in",
    ] {
        assert_eq!(said.out.matches(line).count(), 1, "{line}\n{}", said.all());
    }
    assert_eq!(said.out.matches(", once, ").count(), 3, "{}", said.out);
    assert!(!said.err.contains("drift"), "{}", said.err);
}

#[test]
fn drift_of_many_tests_is_counted() {
    let suite = suite(DRIFT);
    suite.scenario("again.yaml", &SCENARIO.replace("a session", "another session"));
    let said = run(&suite).exits(0);
    assert!(
        said.out.contains("unknown key at $.shoeSize of data, 2 times, first in scenarios/again.yaml"),
        "{}",
        said.out
    );
}

#[test]
fn strict_makes_drift_a_failure() {
    let suite = suite(DRIFT);
    suite.scenario(
        "read.yaml",
        &format!("contract: strict\n{}", SCENARIO.replace("{}", "{}\n    continue_on_failure: true")),
    );
    let said = run(&suite).exits(1);
    for part in [
        "`$.shoeSize` breaks the contract: expected no such key, found a key that no document names",
        "`$.status` breaks the contract: expected a value that the documents name, found `approved`",
        "`$.suspection_reasons[*]` breaks the contract",
        "rule: strict: no unknown value in `full-status`",
        "accept it with `idvet contract accept`",
    ] {
        assert!(said.err.contains(part), "no `{part}`\n{}", said.all());
    }
}

#[test]
fn drift_is_in_the_record() {
    let suite = suite(DRIFT);
    run(&suite).exits(0);
    let drifted: Vec<_> = suite.record().into_iter().filter(|line| line["event"] == "drifted").collect();
    assert_eq!(drifted.len(), 3);
    assert_eq!(drifted[0]["kind"], "unknown value");
    assert_eq!(drifted[0]["path"], "$.status");
    assert_eq!(drifted[0]["value"], "approved");
    assert_eq!(drifted[0]["known"], false);
}

#[test]
fn a_secret_value_is_not_told_as_drift() {
    let suite = suite("get_status: set /status \"4711-0815\"");
    let text = std::fs::read_to_string(suite.path("idvet.yaml")).unwrap();
    suite.write("idvet.yaml", &format!("{text}redact: [status]\n"));
    let said = run(&suite).exits(0);
    assert!(said.out.contains("unknown value `[redacted]` at $.status"), "{}", said.out);
    assert!(!said.all().contains("4711-0815"), "{}", said.all());
}

#[test]
fn json_that_calls_itself_html_is_judged_and_noted() {
    let said = run(&suite("get_data: header content-type text/html\nget_data: set /docSex 1")).exits(1);
    assert!(
        said.err.contains("`$.docSex` breaks the contract: expected a text or null, found 1"),
        "{}",
        said.all()
    );
    assert!(said.out.contains("content type `text/html` at header content-type of data"), "{}", said.out);
}

#[test]
fn an_answer_that_is_no_json_breaks_the_contract() {
    let suite = suite("get_data: body <html>");
    suite.scenario("read.yaml", "name: one\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n  - request: { method: POST, path: /api/v2/data, json: { scanRef: '${session.scanRef}' } }\n");
    let said = run(&suite).exits(1);
    assert!(
        said.err.contains("`body` breaks the contract: expected JSON, found \"<html>\""),
        "{}",
        said.all()
    );
}

#[test]
fn a_deletion_has_no_body_and_a_report_is_a_pdf() {
    let suite = suite("delete: body gone\ngenerate_pdf: body Tm9QREY=");
    suite.scenario("read.yaml", "name: one\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n  - generate_pdf: {}\n    continue_on_failure: true\n  - delete: {}\n");
    let said = run(&suite).exits(1);
    assert!(said.err.contains("rule: delete#/maxLength"), "{}", said.all());
    assert!(said.err.contains("rule: generate-pdf#/pattern"), "{}", said.all());
}

#[test]
fn every_answer_of_a_poll_is_judged() {
    let suite = suite("get_status: set /clientId 1");
    suite.scenario("read.yaml", "name: one\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n  - poll_status: { until: DENIED, every: 1s, within: 5s }\n");
    let said = run(&suite).exits(1);
    assert_eq!(said.err.matches("`$.clientId` breaks the contract").count(), 1, "{}", said.all());
}

#[test]
fn an_alteration_that_cannot_be_is_refused() {
    for (alteration, hint) in [
        ("get_stats: remove /a", "there is no call `get_stats`"),
        ("get_status: set status 1", "`status` is no JSON pointer"),
        ("get_status: set /status APPROVED", "is no JSON"),
        ("get_status: forget /status", "it can `set`, `remove` or `rename`"),
        ("get_status", "write `CALL: set POINTER JSON`"),
    ] {
        let said = run(&suite(alteration)).exits(2);
        assert!(said.err.contains(hint), "{alteration}\n{}", said.all());
    }
}

#[test]
fn a_key_can_be_renamed_and_a_status_code_changed() {
    let said = run(&suite("get_status: rename /status state\ncreate_token: status 200")).exits(1);
    assert!(said.err.contains("`$.status` breaks the contract"), "{}", said.all());
    assert!(said.out.contains("unknown key at $.state of status"), "{}", said.out);
    assert!(said.out.contains("other edition `200` at status of token"), "{}", said.out);
}

#[test]
fn a_long_secret_is_taken_out_before_a_value_is_cut() {
    let secret = "s3cr3t".repeat(60);
    let said = run(&suite(&format!("create_token: set /authToken \"{secret}\""))).exits(1);
    assert!(said.err.contains("`$.authToken` breaks the contract"), "{}", said.all());
    assert!(said.err.contains("found \"[redacted]\" (360 characters)"), "{}", said.all());
    assert!(!said.all().contains("s3cr3t"), "{}", said.all());
}

#[test]
fn a_long_value_is_cut() {
    let said = run(&suite(&format!("get_status: set /status \"{}\"", "A".repeat(5000)))).exits(1);
    assert!(said.err.contains("…"), "{}", said.all());
    assert!(said.err.contains("(5000 characters)"), "{}", said.all());
}
