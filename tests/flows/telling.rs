//! A failure inside of a flow shows the way in; whoever reads the record finds it, too. By the real binary.

use idvet::record::schema;

use super::FINISHED;
use crate::support::{lab::dedent, suite::Suite};

fn suite() -> Suite {
    let suite = Suite::shipped_defaults();
    suite.write("_flows/finished.yaml", &dedent(FINISHED));
    suite.write(
        "_flows/overturned.yaml",
        "params: { before: {}, after: {} }
steps:
  - use: _flows/finished.yaml
    with: { wanted: \"${before}\" }
  - add_manual_status: { manualFaceMatchResult: FACE_MATCH, manualDocumentValidity: DOC_VALIDATED }
  - name: the review counts
    use: _flows/status.yaml
    with: { wanted: \"${after}\" }
",
    );
    suite.write(
        "_flows/status.yaml",
        "params: { wanted: {} }
steps:
  - poll_status: { until: \"${wanted}\", within: 5s }
",
    );
    suite.scenario(
        "a.yaml",
        "name: overturned
steps:
  - wait: 1ms
  - use: _flows/overturned.yaml
    with: { before: DENIED, after: EXPIRED }
  - get_status: {}
",
    );
    suite
}

#[test]
fn the_way_into_a_flow_is_shown() {
    let said = suite().idvet(&["run", "--seed", "7"]).exits(1);
    let story = said.err.split("\n  request:").next().unwrap();
    assert_eq!(
        story,
        "FAILED  scenarios/a.yaml › overturned (5s)

  step 2, line 4: use _flows/overturned.yaml > step 7, line 6: the review counts > step 8, line 3: poll_status EXPIRED
  failed: `EXPIRED` was not seen within 5s; last seen `APPROVED`
   --> _flows/status.yaml:3:27
    |
  3 |   - poll_status: { until: \"${wanted}\", within: 5s }
    |                           ^^^^^^^^^^^
  used at _flows/overturned.yaml:6
  used at scenarios/a.yaml:4
  seen: APPROVED 0.0s (2 times)"
    );
    assert!(said.err.contains("  step 9 was not run\n"), "{}", said.all());
    assert!(said.err.contains("run it again: idvet run scenarios/a.yaml:1 "), "{}", said.all());
    assert_eq!(said.err.matches("of the flow failed").count(), 0, "{}", said.all());
}

#[test]
fn the_record_has_the_way_into_a_flow() {
    let suite = suite();
    suite.idvet(&["run", "--seed", "7"]).exits(1);
    let record = suite.record();
    let validator = jsonschema::validator_for(&schema()).unwrap();
    assert!(record.iter().all(|line| validator.is_valid(line)));
    let of_step = |event: &str, step: u64| {
        let found = record.iter().find(|line| line["event"] == event && line["step"] == step);
        found.unwrap_or_else(|| panic!("no {event} of step {step}")).clone()
    };
    for event in ["step_started", "step_finished"] {
        let line = of_step(event, 8);
        assert_eq!((&line["within"], &line["file"]), (&7.into(), &"_flows/status.yaml".into()), "{line}");
        assert_eq!(line["line"], 3);
        let line = of_step(event, 2);
        assert!(line.get("within").is_none() && line.get("file").is_none(), "{line}");
    }
    assert_eq!(of_step("step_finished", 2)["failure"]["message"], "step 7 of the flow failed");
}

#[test]
fn a_flow_named_in_place_of_a_scenario_is_told_so() {
    let said = suite().idvet(&["run", "_flows/finished.yaml"]).exits(2);
    assert!(said.err.contains("`_flows/finished.yaml` is a flow, not a scenario"), "{}", said.all());
    let said = suite().idvet(&["run", "_flows/status.yaml:3"]).exits(2);
    assert!(said.err.contains("`_flows/status.yaml` is a flow, not a scenario"), "{}", said.all());
}

#[test]
fn verbs_of_dev_are_guarded_inside_of_flows() {
    let suite = suite();
    let environment = "environments:\n  test: { kind: TEST, base_url: 'https://127.0.0.1:1', credentials: { api_key: a, api_secret: '${env.SECRET}' } }\n";
    let defaults = "defaults: { create_token: { clientId: a } }\n";
    suite.write("idvet.yaml", &format!("{environment}{defaults}"));
    suite.write("_flows/hidden.yaml", "steps:\n  - wait: 1s\n  - use: _flows/overturned.yaml\n    if: false\n    with: { before: DENIED, after: DENIED }\n");
    suite.scenario("b.yaml", "name: b\nsteps:\n  - wait: 1ms\nfinally:\n  - use: _flows/hidden.yaml\n");
    suite.write(".env", "SECRET=b\n");
    let said = suite.idvet(&["list", "--env", "test"]).exits(0);
    let skipped = "(skipped: `create_dummy_token` works in DEV only, and the environment `test` is TEST)";
    assert_eq!(said.out.matches(skipped).count(), 2, "{}", said.all());
}

#[test]
fn a_request_to_elsewhere_is_found_inside_of_a_flow() {
    let suite = suite();
    suite.write("_flows/away.yaml", "steps:\n  - request: { url: 'https://example.com/' }\n");
    suite.scenario("a.yaml", "name: a\nsteps:\n  - use: _flows/away.yaml\n");
    let said = suite.idvet(&["run"]).exits(2);
    assert!(said.err.contains("outside of this process"), "{}", said.all());
    assert!(said.err.contains("_flows/away.yaml:2"), "{}", said.all());
}

#[test]
fn a_line_of_a_scenario_selects_it_with_its_flows() {
    let suite = suite();
    suite.scenario(
        "a.yaml",
        "name: one\nsteps:\n  - wait: 1s\n---\nname: two\nsteps:\n  - use: _flows/finished.yaml\n    with: { wanted: APPROVED }\n",
    );
    let said = suite.idvet(&["run", "scenarios/a.yaml:8"]).exits(0);
    assert!(said.out.contains("1 passed, 1 not selected"), "{}", said.all());
    assert!(said.out.contains("requests sent 2"), "{}", said.all());
}
