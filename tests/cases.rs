//! Many cases from one scenario: their ids, which there are, what they see, and which are selected.

use std::collections::{BTreeMap, BTreeSet};

use idvet::plan::{Plan, Test};

use crate::{
    plan::desk::Desk,
    support::{lab::Lab, suite::Suite},
};

const STEPS: &str = "steps:\n  - create_dummy_token: { dummyStatus: APPROVED }\n";

fn plan(head: &str) -> Plan {
    Desk::with(&format!("name: x\n{head}\n{STEPS}")).plan()
}

/// What stands in brackets behind the name.
fn labels(head: &str) -> Vec<String> {
    plan(head).tests.iter().map(|test| label(test)).collect()
}

fn label(test: &Test) -> String {
    test.id.strip_prefix("scenarios/a.yaml › x").unwrap().trim().to_owned()
}

fn messages(head: &str) -> Vec<String> {
    Desk::with(&format!("name: x\n{head}\n{STEPS}")).messages()
}

/// What `matrix` is in each test.
fn picked(plan: &Plan) -> Vec<BTreeMap<String, String>> {
    let matrix = |test: &std::sync::Arc<Test>| {
        let (_, template) = test.case.iter().find(|(name, _)| name == "matrix").unwrap();
        let value = template.as_literal().unwrap();
        let entries = value.json.as_object().unwrap().keys();
        entries.map(|key| (key.clone(), value.key(key).unwrap().to_text())).collect()
    };
    plan.tests.iter().map(matrix).collect()
}

#[test]
fn a_matrix_has_every_combination_in_order() {
    assert_eq!(
        labels("matrix: { a: [1, 2], b: [x, y] }"),
        ["[a=1, b=x]", "[a=1, b=y]", "[a=2, b=x]", "[a=2, b=y]"]
    );
}

#[test]
fn a_scenario_without_cases_keeps_its_id() {
    assert_eq!(labels(""), [""]);
}

#[test]
fn excluded_combinations_are_left_out_also_by_part_of_the_axes() {
    assert_eq!(
        labels("matrix: { a: [1, 2], b: [x, y, z], exclude: [{ a: 1, b: x }, { b: z }] }"),
        ["[a=1, b=y]", "[a=2, b=x]", "[a=2, b=y]"]
    );
}

#[test]
fn included_combinations_come_last_and_once() {
    assert_eq!(
        labels(
            "matrix: { a: [1], b: [x, y], exclude: [{ b: y }], include: [{ b: y, a: 1 }, { a: 9, b: w }, { a: 1, b: x }] }"
        ),
        ["[a=1, b=x]", "[a=1, b=y]", "[a=9, b=w]"]
    );
}

#[test]
fn an_axis_takes_the_documented_values() {
    let all = labels("matrix:\n  face: ${vocabulary.manualFaceMatchResult}");
    assert_eq!((all.len(), all[0].as_str()), (11, "[face=FACE_MATCH]"));
    let some = labels("matrix:\n  s: { vocabulary: dummyStatus, except: [EXPIRED, DENIED] }");
    assert_eq!(some, ["[s=APPROVED]", "[s=SUSPECTED]"]);
}

#[test]
fn a_case_is_known_by_its_name_else_by_its_values() {
    assert_eq!(
        labels("cases: [{ name: approved, n: 1 }, { n: 00123, ok: true }, { n: null }]"),
        ["[approved]", "[n=00123, ok=true]", "[n=null]"]
    );
}

#[test]
fn matrix_and_cases_multiply() {
    assert_eq!(
        labels("matrix: { a: [1, 2] }\ncases: [{ name: p }, { name: q }]"),
        ["[p, a=1]", "[p, a=2]", "[q, a=1]", "[q, a=2]"]
    );
}

#[test]
fn kinds_stand_in_the_same_brackets() {
    assert_eq!(labels("environments: [TEST]\nmatrix: { a: [1] }"), ["[a=1, kind=TEST]"]);
}

#[test]
fn odd_values_are_cut_with_a_hash_and_differ() {
    let labels = labels(
        "matrix:\n  v: [\"1\", 1, '', \"a\\nb\", \"a b\", [1, 2], [1, 3], { x: 1 }, \"a, b\", aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, 'true', true]",
    );
    assert_eq!(labels.iter().collect::<BTreeSet<_>>().len(), 12, "{labels:?}");
    assert_eq!(
        (labels[0].as_str(), labels[1].as_str(), labels[2].as_str()),
        ("[v=\"1\"]", "[v=1]", "[v=\"\"]")
    );
    assert_eq!((labels[4].as_str(), labels[10].as_str()), ("[v=a b]", "[v=\"true\"]"));
    assert!(labels[9].starts_with("[v=aaaaaaaaaaaaaaaaaaaaaaaa…"), "{}", labels[9]);
    assert!(labels.iter().all(|label| !label.contains('\n') && label.chars().count() < 50), "{labels:?}");
}

fn pairs(row: &BTreeMap<String, String>) -> BTreeSet<[(String, String); 2]> {
    let entries: Vec<(String, String)> = row.clone().into_iter().collect();
    let mut pairs = BTreeSet::new();
    for (index, one) in entries.iter().enumerate() {
        for other in &entries[index + 1..] {
            pairs.insert([one.clone(), other.clone()]);
        }
    }
    pairs
}

fn all_pairs(plan: &Plan) -> BTreeSet<[(String, String); 2]> {
    picked(plan).iter().flat_map(pairs).collect()
}

const SWEEP: &str = "matrix:\n  before: ${vocabulary.dummyStatus}\n  face: ${vocabulary.manualFaceMatchResult}\n  \
                     document: ${vocabulary.manualDocumentValidity}\n";

#[test]
fn the_pairwise_sweep_has_every_pair_of_the_whole_one() {
    let whole = plan(SWEEP);
    let sample = plan(&format!("{SWEEP}  sample: pairwise"));
    assert_eq!(whole.tests.len(), 1232);
    assert_eq!(all_pairs(&whole).len(), 4 * 11 + 4 * 28 + 11 * 28);
    assert_eq!(all_pairs(&sample), all_pairs(&whole));
    // 11 times 28 is the least there can be.
    assert!((308..=340).contains(&sample.tests.len()), "{}", sample.tests.len());
}

#[test]
fn many_axes_need_few_cases() {
    let axes = ('a'..='j').map(|axis| format!("  {axis}: [1, 2, 3, 4]\n")).collect::<Vec<_>>().concat();
    let sample = plan(&format!("matrix:\n{axes}  sample: pairwise"));
    assert_eq!(all_pairs(&sample).len(), 45 * 16);
    assert!((16..=34).contains(&sample.tests.len()), "{}", sample.tests.len());
}

#[test]
fn a_sample_has_no_excluded_case_and_every_pair_that_is_left() {
    let axes = "  a: [1, 2, 3]\n  b: [1, 2, 3]\n  c: [1, 2]\n  d: [1, 2]\n  \
                exclude: [{ a: 1, b: 1 }, { a: 2, c: 1 }, { a: 2, c: 2, d: 1 }, { b: 3, d: 2, c: 1 }]\n";
    let whole = plan(&format!("matrix:\n{axes}"));
    let sample = plan(&format!("matrix:\n{axes}  sample: pairwise"));
    assert_eq!(all_pairs(&sample), all_pairs(&whole));
    assert!(sample.tests.len() < whole.tests.len());
    let allowed = picked(&whole);
    assert!(picked(&sample).iter().all(|row| allowed.contains(row)));
}

#[test]
fn a_sample_is_the_same_in_every_run_unless_another_is_asked_for() {
    let ids = |sample: &str| labels(&format!("{SWEEP}  sample: {sample}"));
    assert_eq!(ids("pairwise"), ids("pairwise"));
    assert_eq!(ids("pairwise"), ids("{ pairwise: 0 }"));
    assert_ne!(ids("pairwise"), ids("{ pairwise: 1 }"));
}

#[test]
fn a_matrix_is_counted_before_it_is_built() {
    let line = |axis: u8| format!("  a{axis}: [1, 2, 3, 4, 5, 6, 7, 8, 9]\n");
    let axes = (0..30).map(line).collect::<Vec<_>>().concat();
    let said = messages(&format!("matrix:\n{axes}"));
    assert_eq!(
        said,
        ["the axes of `matrix` have more combinations than can be counted, expected at most 10000"]
    );
    let said = messages(
        "matrix:\n  a: ${vocabulary.documentResult}\n  b: ${vocabulary.documentResult}\n  c: ${vocabulary.documentResult}",
    );
    assert!(said[0].ends_with("combinations, expected at most 10000"), "{said:?}");
    let rows = (0..101).map(|row| format!("  - {{ name: r{row} }}\n")).collect::<Vec<_>>().concat();
    let values = (0..100).map(|value| value.to_string()).collect::<Vec<_>>().join(", ");
    let said = messages(&format!("cases:\n{rows}matrix: {{ a: [{values}] }}"));
    assert_eq!(said, ["`matrix` and `cases` together make 10100 cases, expected at most 10000"]);
}

/// Twenty axes of four values that must all differ: no row can be ended, and finding that out takes long.
#[test]
fn an_entangled_matrix_is_answered_in_bounded_time() {
    let line = |axis: u8| format!("  a{axis}: [1, 2, 3, 4]\n");
    let axes = (0..20).map(line).collect::<Vec<_>>().concat();
    let tuple = |first: u8, second: u8, value: u8| format!("{{ a{first}: {value}, a{second}: {value} }}");
    let excluded = (0..20).flat_map(|first| {
        (first + 1..20).flat_map(move |second| (1..=4).map(move |value| tuple(first, second, value)))
    });
    let excluded = excluded.collect::<Vec<_>>().join(", ");
    let said = messages(&format!("matrix:\n{axes}  exclude: [{excluded}]\n  sample: pairwise"));
    assert_eq!(said, ["what `exclude` says is too entangled to find the pairs that are left"]);
}

#[test]
fn all_files_together_have_a_limit() {
    let values = (0..10_000).map(|value| value.to_string()).collect::<Vec<_>>().join(", ");
    let documents: Vec<String> =
        (0..11).map(|number| format!("name: x{number}\nmatrix: {{ _a: [{values}] }}\n{STEPS}")).collect();
    let said = Desk::with(&documents.join("---\n")).messages();
    assert_eq!(said, ["these files have more than 100000 tests"]);
}

#[test]
fn the_tests_of_a_scenario_share_its_steps() {
    let plan = plan("matrix: { a: [1, 2] }");
    assert!(std::sync::Arc::ptr_eq(&plan.tests[0].steps, &plan.tests[1].steps));
}

#[test]
fn values_reach_variables_names_fields_and_expectations() {
    let scenario = r#"
        name: It is ${matrix.status}
        matrix:
          status: [APPROVED, DENIED]
        cases:
          - { name: plain, number: 00123456, wanted: "00123456" }
        vars:
          both: ${case.number}-${matrix.status}
        steps:
          - create_dummy_token: { dummyStatus: "${matrix.status}", documentNumber: "${case.number}", firstName: "${case.first}" }
            name: with ${both}
            expect: { fields: { documentNumber: "${case.wanted}" } }
    "#;
    let story = Lab::new(&scenario.replace(", firstName: \"${case.first}\"", "")).run().story();
    for line in ["It is APPROVED:", "It is DENIED:", "1 with 00123456-APPROVED", "1 with 00123456-DENIED"] {
        assert!(story.contains(line), "{line}\n{story}");
    }
    assert_eq!(story.matches("= passed").count(), 2, "{story}");
}

#[test]
fn a_value_that_a_case_lacks_leaves_its_field_out() {
    let ran = Lab::new(
        r#"
        name: x
        cases:
          - { name: has, first: Anna }
          - { name: lacks, other: 1 }
        steps:
          - create_dummy_token: { dummyStatus: APPROVED, firstName: "${case.first}" }
          - if: ${case.other}
            request:
              path: /api/v2/status
              json: { scanRef: "${session.scanRef}", more: "${case.first}" }
              query: { q: "${case.first}" }
        "#,
    )
    .run();
    let bodies: Vec<String> = ran
        .events
        .iter()
        .filter_map(|event| match &event.what {
            idvet::event::Happening::Exchanged(it) => Some(it.request.clone()),
            _ => None,
        })
        .map(|request| format!("{} {}", request.url, request.body.text))
        .collect();
    let with = |index: usize, text: &str| bodies[index].contains(text);
    assert_eq!(bodies.len(), 3, "{bodies:?}");
    assert!(
        with(0, "firstName") && !with(1, "firstName") && !with(2, "more") && !with(2, "?q"),
        "{bodies:?}"
    );
}

#[test]
fn a_value_may_use_functions_and_its_id_stays() {
    let ran = Lab::new(
        r#"
        name: x
        cases:
          - { birthday: "${today('-18y')}", wanted: 2008-01-01 }
        steps:
          - create_dummy_token: { dummyStatus: APPROVED, dateOfBirth: "${case.birthday}" }
            expect: { fields: { dateOfBirth: "${case.wanted}" } }
        "#,
    );
    let id = ran.plan().tests[0].id.clone();
    assert!(id.contains("birthday=") && id.contains("wanted=2008-01-01"), "{id}");
    assert_eq!(ran.run().story().matches("= passed").count(), 1);
}

fn with_tables() -> Suite {
    let suite = Suite::shipped_defaults();
    let steps = "steps:\n  - create_dummy_token: { dummyStatus: \"${case.dummyStatus}\", documentNumber: \"${case.number}\", \
                 firstName: \"${case.first}\" }\n    expect: { fields: { documentNumber: \"${case.echo}\" } }\n";
    suite.scenario("csv.yaml", &format!("name: x\ncases: _data/people.csv\n{steps}"));
    suite.scenario("json.yaml", &format!("name: x\ncases: _data/people.json\n{steps}"));
    suite.write(
        "_data/people.csv",
        "\u{feff}name;dummyStatus;number;echo;first\r\n\r\n\"Zoë; \"\"the first\"\"\";APPROVED;00123;00123;Zoë\r\nBob;DENIED;1e5;1e5;\r\n",
    );
    suite.write(
        "_data/people.json",
        r#"[ { "name": "Zoë \ud83d\ude00", "dummyStatus": "APPROVED", "number": 1.50, "echo": "1.50", "first": "Zoë" },
             { "name": "Bob", "dummyStatus": "DENIED", "number": "00123", "echo": "00123" } ]"#,
    );
    suite
}

#[test]
fn tables_are_read_from_csv_and_json() {
    let suite = with_tables();
    let said = suite.idvet(&["run"]).exits(0);
    assert!(said.out.contains("4 passed"), "{}", said.all());
    let listed = suite.idvet(&["list"]).exits(0).out;
    let lines: Vec<&str> = listed.lines().collect();
    assert!(lines[0].starts_with("scenarios/csv.yaml › x [Zoë; the first…"), "{listed}");
    assert_eq!(lines[1], "scenarios/csv.yaml › x [Bob]");
    assert_eq!(lines[2], "scenarios/json.yaml › x [Zoë 😀]");
}

#[test]
fn wrong_values_of_a_table_are_shown_in_the_table() {
    let suite = with_tables();
    suite.write(
        "_data/people.csv",
        "name,dummyStatus,number,echo,first\na,APROVED,1,1,A\nb,APPROVED,1,1,B\nc,APROVED,1,1,C\n",
    );
    let said = suite.idvet(&["check", "scenarios/csv.yaml"]).exits(2);
    assert_eq!(said.all().matches("`APROVED` is no value of `dummyStatus`").count(), 2, "{}", said.all());
    assert!(said.all().contains("_data/people.csv:2:3"), "{}", said.all());
    assert!(said.all().contains("_data/people.csv:4:3"), "{}", said.all());
}

#[test]
fn a_case_is_selected_by_its_id_and_by_its_line() {
    let suite = Suite::shipped_defaults();
    suite.scenario(
        "a.yaml",
        "name: x\nmatrix: { s: [APPROVED, DENIED] }\ncases:\n  - name: one\n    n: 1\n  - { name: two }\n\
         steps:\n  - create_dummy_token: { dummyStatus: \"${matrix.s}\" }\n",
    );
    let listed = |arguments: &[&str]| {
        let said = suite.idvet(&[&["list"], arguments].concat());
        said.out.lines().map(|line| line.split(" › x ").nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed(&["--filter", "[two, s=DENIED]"]), ["[two, s=DENIED]"]);
    assert_eq!(listed(&["--filter", "/one.*APP/"]), ["[one, s=APPROVED]"]);
    assert_eq!(listed(&["scenarios/a.yaml:5"]), ["[one, s=APPROVED]", "[one, s=DENIED]"]);
    assert_eq!(listed(&["scenarios/a.yaml:6"]), ["[two, s=APPROVED]", "[two, s=DENIED]"]);
    assert_eq!(listed(&["scenarios/a.yaml:2"]).len(), 4);
    assert_eq!(listed(&["scenarios/a.yaml:6", "scenarios/a.yaml:1"]).len(), 4);
}

#[test]
fn the_command_to_run_a_case_again_runs_that_case() {
    let suite = Suite::shipped_defaults();
    suite.scenario(
        "a.yaml",
        "name: x\nmatrix: { s: [APPROVED, DENIED] }\nsteps:\n  - create_dummy_token: { dummyStatus: \"${matrix.s}\" }\n  \
         - poll_status: { until: APPROVED, never: DENIED }\n",
    );
    let said = suite.idvet(&["run", "--seed", "7"]).exits(1);
    assert!(
        said.all().contains("idvet run scenarios/a.yaml:1 --env emulator --seed 7 --filter '[s=DENIED]'"),
        "{}",
        said.all()
    );
    let again = suite.idvet(&["run", "scenarios/a.yaml:1", "--filter", "[s=DENIED]"]).exits(1);
    assert!(again.out.contains("1 failed") && !again.out.contains("passed"), "{}", again.all());
}

#[test]
fn the_shipped_sweep_is_short_and_whole() {
    let path = crate::support::suite::repository().join("scenarios/manual/sweep.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.lines().count() < 30);
    let rows: BTreeSet<_> = picked(&Desk::with(&text).plan()).into_iter().collect();
    let whole: BTreeSet<_> = picked(&plan(SWEEP)).into_iter().collect();
    assert_eq!(rows, whole);
}
