//! The official compliance suite, `tests/data/json_path/cts.json`.

use idvet::json_path::{Found, JsonPath};
use serde_json::{Value, json};

const CASES: usize = 703;

#[test]
fn every_case_of_the_official_suite_passes() {
    let cases = cases();
    assert_eq!(cases.len(), CASES);
    let failures: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(failures.is_empty(), "{} of {CASES} cases fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_suite_has_the_kinds_of_cases_that_are_checked() {
    let cases = cases();
    let having = |key: &str| cases.iter().filter(|case| case.get(key).is_some()).count();
    let counts = ["invalid_selector", "result", "results", "result_paths", "results_paths"].map(having);
    assert_eq!(counts, [247, 447, 9, 447, 9]);
}

pub(crate) fn cases() -> Vec<Value> {
    let suite: Value = serde_json::from_str(include_str!("../data/json_path/cts.json")).unwrap();
    suite["tests"].as_array().unwrap().clone()
}

fn check(case: &Value) -> Result<(), String> {
    let name = case["name"].as_str().unwrap();
    let selector = case["selector"].as_str().unwrap();
    let fail = |what: String| Err(format!("{name}: `{selector}`: {what}"));
    let path = match (JsonPath::parse(selector), case.get("invalid_selector").is_some()) {
        (Err(_), true) => return Ok(()),
        (Err(error), false) => return fail(error.to_string()),
        (Ok(_), true) => return fail("accepted".to_owned()),
        (Ok(path), false) => path,
    };
    let found = path.query(&case["document"]).unwrap();
    let values = Value::from(found.iter().map(|found| found.value.clone()).collect::<Vec<_>>());
    let places = Value::from(found.iter().map(|found| found.location.to_string()).collect::<Vec<_>>());
    if !alternatives(case, "result", "results").contains(&values) {
        return fail(format!("found {values}"));
    }
    if !alternatives(case, "result_paths", "results_paths").contains(&places) {
        return fail(format!("found at {places}"));
    }
    if path.is_singular() && found.len() > 1 {
        return fail(format!("called singular, and found {values}"));
    }
    found.iter().try_for_each(|found| leads_back(found, &case["document"]).or_else(fail))
}

/// A normalized path is a query for the very node that it was made for.
fn leads_back(found: &Found<'_>, document: &Value) -> Result<(), String> {
    for location in [found.location.to_string(), found.location.readable()] {
        let path = JsonPath::parse(&location).map_err(|error| format!("{location}: {error}"))?;
        let again = path.query(document).unwrap();
        if !path.is_singular() || again.len() != 1 || !std::ptr::eq(again[0].value, found.value) {
            return Err(format!("{location} leads elsewhere"));
        }
    }
    Ok(())
}

/// The one result, or the several that the RFC leaves open.
fn alternatives(case: &Value, one: &str, several: &str) -> Vec<Value> {
    match (case.get(one), case.get(several)) {
        (Some(result), None) => vec![result.clone()],
        (None, Some(results)) => results.as_array().unwrap().clone(),
        (one, several) => panic!("neither or both: {}", json!([one, several])),
    }
}
