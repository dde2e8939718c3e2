//! `--shard`: the real binary under the variables of CI systems. The shards are disjoint, have every test, stay as they are
//! when files are added, and take equally long where durations are known.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::Duration,
};

use idvet::{
    event::{Event, Happening, Outcome, Shard},
    plan::{Durations, Part, assign},
    record,
    report::{Results, Summary, Verdict, durations},
};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::suite::{Said, Suite, idvet, repository, said};

/// How a system calls the second of four shards, and the others likewise.
struct System {
    name: &'static str,
    index: &'static str,
    total: &'static str,
    first: usize,
}

const SYSTEMS: [System; 7] = [
    System { name: "GitLab", index: "CI_NODE_INDEX", total: "CI_NODE_TOTAL", first: 1 },
    System { name: "CircleCI", index: "CIRCLE_NODE_INDEX", total: "CIRCLE_NODE_TOTAL", first: 0 },
    System {
        name: "Buildkite",
        index: "BUILDKITE_PARALLEL_JOB",
        total: "BUILDKITE_PARALLEL_JOB_COUNT",
        first: 0,
    },
    System { name: "Bazel", index: "TEST_SHARD_INDEX", total: "TEST_TOTAL_SHARDS", first: 0 },
    System { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", total: "IDVET_SHARD_TOTAL", first: 0 },
    System {
        name: "Bitbucket",
        index: "BITBUCKET_PARALLEL_STEP",
        total: "BITBUCKET_PARALLEL_STEP_COUNT",
        first: 0,
    },
    System { name: "Semaphore", index: "SEMAPHORE_JOB_INDEX", total: "SEMAPHORE_JOB_COUNT", first: 1 },
];

/// A good part of the shipped suite: everything but the combinations of manual results.
const FOLDERS: [&str; 5] = [
    "scenarios/dummy",
    "scenarios/refusals",
    "scenarios/tokens",
    "scenarios/expiry",
    "scenarios/credentials",
];

impl System {
    fn variables(&self, shard: usize, total: usize) -> Vec<(&'static str, String)> {
        vec![(self.index, (shard - 1 + self.first).to_string()), (self.total, total.to_string())]
    }
}

/// The binary in the shipped suite, under variables.
fn shipped(arguments: &[&str], variables: &[(&'static str, String)]) -> Said {
    said(&idvet(arguments).envs(variables.iter().cloned()).current_dir(repository()).output().unwrap())
}

fn in_suite(suite: &Suite, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    said(&suite.command(arguments).envs(variables.iter().copied()).output().unwrap())
}

fn ids(said: &Said) -> Vec<String> {
    said.out.lines().map(|line| line.split("  ").next().unwrap().to_owned()).collect()
}

/// A folder for records, and what a run left in one of its folders.
struct Records(tempfile::TempDir);

impl Records {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn folder(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn events(&self, name: &str) -> Vec<Event> {
        record::read(&fs::read_to_string(Path::new(&self.folder(name)).join("events.jsonl")).unwrap())
            .unwrap()
    }
}

/// The outcome of each test of a record by its id.
fn outcomes(events: &[Event]) -> BTreeMap<String, Outcome> {
    Results::of(events).tests.iter().map(|test| (test.test().id.clone(), test.outcome())).collect()
}

fn head_of(events: &[Event]) -> Option<Shard> {
    match &events[0].what {
        Happening::RunStarted(head) => head.shard.clone(),
        other => panic!("the first event is {other:?}"),
    }
}

fn one_scenario(name: &str) -> String {
    format!("name: {name}\nsteps:\n  - create_dummy_token: {{ dummyStatus: APPROVED, clientId: a }}\n")
}

/// A suite with so many tests, a file each.
fn suite_of(tests: usize) -> Suite {
    let suite = Suite::empty();
    for number in 0..tests {
        suite.scenario(&format!("s{number}.yaml"), &one_scenario(&format!("scenario {number}")));
    }
    suite
}

#[test]
fn the_shards_of_the_shipped_suite_have_every_test_once_under_every_system() {
    let all = ids(&shipped(&["list"], &[]).exits(0));
    let told: Vec<BTreeSet<String>> = (1..=4)
        .map(|shard| ids(&shipped(&["list", "--shard", &format!("{shard}/4")], &[]).exits(0)))
        .map(BTreeSet::from_iter)
        .collect();
    assert_eq!(told.iter().map(BTreeSet::len).sum::<usize>(), all.len());
    assert_eq!(told.iter().flatten().collect::<BTreeSet<_>>(), all.iter().collect());
    for shard in &told {
        let quarter = all.len() / 4;
        assert!(
            shard.len() > quarter * 4 / 5 && shard.len() < quarter * 6 / 5,
            "{} of {}",
            shard.len(),
            all.len()
        );
    }
    for system in &SYSTEMS {
        for (shard, told) in (1..).zip(&told) {
            let said = shipped(&["list", "--shard", "auto"], &system.variables(shard, 4)).exits(0);
            assert_eq!(ids(&said).into_iter().collect::<BTreeSet<_>>(), *told, "{}", system.name);
            let expected = format!("shard {shard} of 4 ({}: {}=", system.name, system.index);
            assert!(said.err.lines().any(|line| line.starts_with(&expected)), "{}", said.err);
        }
    }
}

#[test]
fn the_runs_of_all_shards_are_the_run_of_the_whole() {
    let records = Records::new();
    let run = |folder: &str, shard: &[&str], variables: &[(&'static str, String)]| {
        let folder = records.folder(folder);
        let arguments = [&["run", "--seed", "11", "--out", &folder], shard, &FOLDERS].concat();
        shipped(&arguments, variables).exits(0)
    };
    run("whole", &[], &[]);
    let whole = records.events("whole");
    assert_eq!(head_of(&whole), None);
    let whole = outcomes(&whole);
    assert!(whole.len() > 40, "{whole:?}");
    for system in SYSTEMS.iter().take(5) {
        let mut together = BTreeMap::new();
        let mut digests = BTreeSet::new();
        for shard in 1..=4 {
            let folder = format!("{}-{shard}", system.name);
            let said = run(&folder, &["--shard", "auto"], &system.variables(shard, 4));
            let events = records.events(&folder);
            let (head, mine) = (head_of(&events).unwrap(), outcomes(&events));
            assert_eq!((head.index, head.total, head.tests), (shard, 4, whole.len()), "{}", system.name);
            let line = format!("shard {shard} of 4: {} of the {} selected tests\n", mine.len(), whole.len());
            assert!(said.out.contains(&line), "{}", said.out);
            digests.insert(head.whole);
            for (id, outcome) in mine {
                assert_eq!(together.insert(id.clone(), outcome), None, "{id} is in two shards");
            }
        }
        assert_eq!(together, whole, "{}", system.name);
        assert_eq!(digests.len(), 1, "{digests:?}");
    }
}

/// Whoever puts the records of shards together has the plan's order by the numbers of the tests.
#[test]
fn a_test_has_the_number_that_it_has_in_the_whole() {
    let suite = suite_of(12);
    suite.idvet(&["run", "--out", "whole"]).exits(0);
    suite.idvet(&["run", "--shard", "1/3", "--out", "one"]).exits(0);
    suite.idvet(&["run", "--shard", "2/3", "--out", "two"]).exits(0);
    suite.idvet(&["run", "--shard", "3/3", "--out", "three"]).exits(0);
    let numbers = |folder: &str| -> Vec<(usize, String)> {
        let text = fs::read_to_string(suite.path(folder).join("events.jsonl")).unwrap();
        let tests = Results::of(&record::read(&text).unwrap()).tests;
        tests.iter().map(|test| (test.test().test, test.test().id.clone())).collect()
    };
    let mut parts = [numbers("one"), numbers("two"), numbers("three")].concat();
    parts.sort();
    assert_eq!(parts, numbers("whole"));
}

#[test]
fn bazel_is_told_that_its_shards_are_known() {
    let suite = suite_of(3);
    let status = suite.path("deep/status");
    let bazel = |status: &str| {
        in_suite(
            &suite,
            &["run", "--shard", "auto"],
            &[("TEST_SHARD_INDEX", "0"), ("TEST_TOTAL_SHARDS", "2"), ("TEST_SHARD_STATUS_FILE", status)],
        )
    };
    bazel(status.to_str().unwrap()).exits(0);
    assert_eq!(fs::read_to_string(&status).unwrap(), "");
    // Touched, and not emptied.
    fs::write(&status, "kept").unwrap();
    bazel(status.to_str().unwrap()).exits(0);
    assert_eq!(fs::read_to_string(&status).unwrap(), "kept");
    let said = bazel(suite.path("idvet.yaml/status").to_str().unwrap()).exits(3);
    assert!(said.err.contains("Bazel's status file"), "{}", said.err);
}

#[test]
fn the_status_file_of_bazel_is_left_alone_where_the_shard_is_said() {
    let suite = suite_of(3);
    let status = suite.path("status");
    let file = status.to_str().unwrap();
    in_suite(&suite, &["run", "--shard", "1/2"], &[("TEST_SHARD_STATUS_FILE", file)]).exits(0);
    assert!(!status.exists());
}

#[test]
fn without_variables_nothing_is_left_out_and_that_is_said() {
    let suite = suite_of(3);
    let said = suite.idvet(&["run", "--shard", "auto"]).exits(0);
    assert!(said.err.contains("note: `--shard auto` found no variable of a CI system"), "{}", said.err);
    assert!(said.out.contains("3 passed"), "{}", said.out);
    assert!(suite.record()[0].get("shard").is_none_or(Value::is_null));
}

#[test]
fn what_is_no_shard_is_refused() {
    let suite = suite_of(3);
    for (shard, reason) in [
        ("0/4", "shards are counted from 1, found 0"),
        ("5/4", "there is no shard 5 of 4"),
        ("1/0", "expected 1 or more"),
        ("1/10001", "expected at most 10000"),
        ("", "expected two whole numbers"),
        ("2", "expected two whole numbers"),
        ("1/2/3", "expected two whole numbers"),
        ("+1/2", "expected two whole numbers"),
        ("-1/2", "expected two whole numbers"),
        ("1 / 2", "expected two whole numbers"),
        ("99999999999999999999/2", "expected two whole numbers"),
        ("Auto", "expected two whole numbers"),
        ("\u{1b}[31m", "`--shard \\u{1b}[31m`"),
    ] {
        for command in ["run", "list"] {
            let said = suite.idvet(&[command, &format!("--shard={shard}")]).exits(2);
            assert!(said.err.contains(reason) && said.err.contains("--shard 2/4"), "{shard}: {}", said.err);
            assert!(!said.err.contains('\u{1b}') && said.out.is_empty(), "{}", said.all());
        }
    }
    assert!(!suite.path(".idvet").exists(), "a run was begun");
}

#[test]
fn variables_that_cannot_be_a_shard_are_refused() {
    let suite = suite_of(3);
    let wrong: [(&[(&str, &str)], &str); 12] = [
        (&[("CI_NODE_INDEX", "2")], "`CI_NODE_INDEX` of GitLab is set, and `CI_NODE_TOTAL` is not"),
        (&[("CI_NODE_TOTAL", "4")], "`CI_NODE_TOTAL` of GitLab is set, and `CI_NODE_INDEX` is not"),
        (&[("CI_NODE_INDEX", "2"), ("CI_NODE_TOTAL", "")], "`CI_NODE_TOTAL` is not"),
        (&[("CI_NODE_INDEX", "0"), ("CI_NODE_TOTAL", "4")], "its shards are counted from 1"),
        (&[("CI_NODE_INDEX", "5"), ("CI_NODE_TOTAL", "4")], "there is no shard 5 of 4"),
        (&[("CIRCLE_NODE_INDEX", "4"), ("CIRCLE_NODE_TOTAL", "4")], "there is no shard 5 of 4"),
        (&[("CIRCLE_NODE_INDEX", "0"), ("CIRCLE_NODE_TOTAL", "0")], "expected 1 or more"),
        (&[("TEST_SHARD_INDEX", "x"), ("TEST_TOTAL_SHARDS", "4")], "is `x`, expected a whole number"),
        (&[("TEST_SHARD_INDEX", "-1"), ("TEST_TOTAL_SHARDS", "4")], "is `-1`, expected a whole number"),
        (&[("JOB_COMPLETION_INDEX", "0")], "set `IDVET_SHARD_TOTAL` to the `completions` of the job"),
        (&[("IDVET_SHARD_TOTAL", "4")], "`JOB_COMPLETION_INDEX` is not"),
        (
            &[
                ("CI_NODE_INDEX", "2"),
                ("CI_NODE_TOTAL", "4"),
                ("JOB_COMPLETION_INDEX", "0"),
                ("IDVET_SHARD_TOTAL", "3"),
            ],
            "and not the same: GitLab 2/4, Kubernetes 1/3",
        ),
    ];
    for (variables, reason) in wrong {
        let said = in_suite(&suite, &["run", "--shard", "auto"], variables).exits(2);
        assert!(said.err.contains(reason), "{variables:?}: {}", said.err);
        assert!(said.err.contains("`--shard I/N`"), "{}", said.err);
        // Nobody asked for a shard: they mean nothing.
        in_suite(&suite, &["list"], variables).exits(0);
    }
    assert!(!suite.path(".idvet").exists(), "a run was begun");
}

#[test]
fn what_every_job_is_told_does_not_hide_what_one_is_told() {
    let suite = suite_of(8);
    let list =
        |variables: &[(&str, &str)]| in_suite(&suite, &["list", "--shard", "auto"], variables).exits(0);
    let whole = [("CI_NODE_TOTAL", "1")];
    assert_eq!(ids(&list(&whole)).len(), 8);
    let circle = [("CIRCLE_NODE_INDEX", "0"), ("CIRCLE_NODE_TOTAL", "1")];
    assert_eq!(ids(&list(&circle)).len(), 8);
    let pod = [("CI_NODE_TOTAL", "1"), ("JOB_COMPLETION_INDEX", "1"), ("IDVET_SHARD_TOTAL", "2")];
    let said = list(&pod);
    assert!(said.err.starts_with("shard 2 of 2 (Kubernetes: "), "{}", said.err);
    assert_eq!(ids(&said), ids(&suite.idvet(&["list", "--shard", "2/2"])));
    let twice = [
        ("CIRCLE_NODE_INDEX", "1"),
        ("CIRCLE_NODE_TOTAL", "2"),
        ("CI_NODE_INDEX", "2"),
        ("CI_NODE_TOTAL", "2"),
    ];
    assert_eq!(ids(&list(&twice)), ids(&said), "two systems that say the same");
}

#[test]
fn an_empty_shard_is_success_says_so_and_leaves_a_record() {
    let suite = suite_of(1);
    let shards: Vec<Said> = (1..=4)
        .map(|shard| suite.idvet(&["run", "--shard", &format!("{shard}/4"), "--out", &format!("r{shard}")]))
        .map(|said| said.exits(0))
        .collect();
    let empty: Vec<usize> = (1..=4).filter(|shard| !shards[shard - 1].out.contains("1 passed")).collect();
    assert_eq!(empty.len(), 3);
    for shard in empty {
        let line = format!("shard {shard} of 4: empty, none of the 1 selected tests falls to it\n");
        assert!(shards[shard - 1].out.contains(&line), "{}", shards[shard - 1].all());
        let text = fs::read_to_string(suite.path(&format!("r{shard}/events.jsonl"))).unwrap();
        let events = record::read(&text).unwrap();
        assert_eq!(events.len(), 2, "its head and its end");
        let mut summary = Summary::default();
        for event in &events {
            summary.event(event);
        }
        assert_eq!(summary.verdict(), Verdict::Passed);
        let listed = suite.idvet(&["list", "--shard", &format!("{shard}/4")]).exits(0);
        assert!(listed.out.is_empty() && listed.err.contains(": 0 of 1 test\n"), "{}", listed.all());
    }
    // Where nothing is selected at all, a shard is no excuse.
    suite.idvet(&["run", "--shard", "1/4", "--filter", "nothing"]).exits(4);
    suite.idvet(&["list", "--shard", "1/4", "--filter", "nothing"]).exits(4);
}

#[test]
fn skipped_tests_and_single_cases_belong_to_shards() {
    let suite = Suite::with("environments:\n  played: { kind: TEST, emulator: true }\n");
    suite.scenario("skipped.yaml", &one_scenario("skipped"));
    let cases = "name: cases\nmatrix:\n  number: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]\n  sort: [a, b]\nsteps:\n  - create_token: { clientId: \"${matrix.number}-${matrix.sort}\", tokenType: IDENTIFICATION }\n";
    suite.scenario("cases.yaml", cases);
    let run = |shard: &str| {
        let said = suite.idvet(&["run", "--env", "played", "--shard", shard]).exits(0);
        (said.out.contains("1 skipped"), suite.record())
    };
    let (one, two) = (run("1/2"), run("2/2"));
    assert!(one.0 != two.0, "one of the two tells of the skipped test");
    let begun = |record: &[Value]| record.iter().filter(|line| line["event"] == "test_started").count();
    assert!(begun(&one.1) > 3 && begun(&two.1) > 3, "{} and {}", begun(&one.1), begun(&two.1));
    assert_eq!(begun(&one.1) + begun(&two.1), 25);
}

#[test]
fn the_selection_comes_first() {
    let suite = suite_of(20);
    let all = ids(&suite.idvet(&["list", "--filter", "1"]).exits(0));
    let halves = ["1/2", "2/2"].map(|shard| ids(&suite.idvet(&["list", "--filter", "1", "--shard", shard])));
    assert_eq!(halves.concat().into_iter().collect::<BTreeSet<_>>(), all.into_iter().collect());
    suite.idvet(&["run", "--filter", "1", "--shard", "2/2"]).exits(0);
    let record = suite.record();
    assert_eq!(record[0]["deselected"], 9, "those of other shards are not among them");
}

#[test]
fn durations_make_shards_equally_long() {
    let suite = suite_of(9);
    let id = |number: usize| format!("scenarios/s{number}.yaml › scenario {number}");
    let told = |took: &[u64]| -> String {
        let tests = took.iter().enumerate().map(|(number, took)| (id(number), Duration::from_millis(*took)));
        tests.collect::<Durations>().to_text()
    };
    suite.write("durations.json", &told(&[8000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000]));
    let shards = ["1/2", "2/2"].map(|shard| ids(&suite.idvet(&["list", "--shard", shard]).exits(0)));
    assert_eq!(shards[0], [id(0)], "one is as long as all others");
    assert_eq!(shards[1].len(), 8);
    // The file that is given counts, not the one that lies there; and what neither knows stays where it is.
    suite.write("other/mine.json", &told(&[3, 3, 3]));
    let mine = suite.idvet(&["list", "--shard", "1/3", "--durations", "other/mine.json"]).exits(0);
    assert!(mine.err.contains(", 3 of all by their durations"), "{}", mine.err);
    let known = ids(&mine).into_iter().filter(|one| [id(0), id(1), id(2)].contains(one)).count();
    assert_eq!(known, 1, "each of three shards has one of three tests of equal length");
    let whole = |durations: &str| {
        let text = suite
            .idvet(&["list", "--format", "json", "--shard", "1/3", "--durations", durations])
            .exits(0)
            .out;
        serde_json::from_str::<Value>(&text).unwrap()["shard"]["whole"].clone()
    };
    assert_eq!(whole("durations.json"), whole("durations.json"));
    assert_ne!(
        whole("durations.json"),
        whole("other/mine.json"),
        "machines that decided by other durations are told"
    );
}

#[test]
fn durations_that_cannot_be_read_are_told() {
    let suite = suite_of(2);
    for (text, reason) in [
        ("", "`durations.json` is no JSON"),
        ("{}", "is no list of durations: expected `\"format\": 1`"),
        ("[1]", "is no list of durations"),
        ("{\"format\": 2}", "is of the form 2, and this program reads 1"),
        ("{\"format\": 1}", "has no `milliseconds`"),
        ("{\"format\": 1, \"milliseconds\": {\"a\": -1}}", "says `-1` of `a`, expected a whole number"),
    ] {
        suite.write("durations.json", text);
        let said = suite.idvet(&["run", "--shard", "1/2"]).exits(2);
        assert!(said.err.contains(reason), "{text}: {}", said.err);
        suite.idvet(&["list"]).exits(0);
    }
    let said = suite.idvet(&["run", "--shard", "1/2", "--durations", "missing.json"]).exits(2);
    assert!(said.err.contains("missing.json"), "{}", said.err);
    suite.idvet(&["run", "--durations", "missing.json"]).exits(2);
}

#[test]
fn durations_are_made_of_a_record() {
    let suite = suite_of(2);
    let again = "  - create_dummy_token: { dummyStatus: APPROVED, clientId: a }\n    expect:\n      fields: { message: another }\n";
    suite.scenario("fails.yaml", &format!("{}{again}", one_scenario("fails")));
    let measured = |arguments: &[&str], folder: &str| {
        suite.idvet(&[&["run", "--out", folder], arguments].concat());
        let text = fs::read_to_string(suite.path(folder).join("events.jsonl")).unwrap();
        durations::durations(&Results::of(&record::read(&text).unwrap()))
    };
    let (fails, passes) = ("scenarios/fails.yaml › fails", "scenarios/s0.yaml › scenario 0");
    // In virtual time waiting costs nothing: requests are counted.
    let virtual_time = measured(&[], "virtual");
    assert_eq!(virtual_time.len(), 3);
    assert_eq!(virtual_time.of(passes), Some(1));
    assert_eq!(virtual_time.of(fails), Some(2));
    let real_time = measured(&["--real-time", "--filter", "s0"], "real");
    assert_eq!(real_time.len(), 1, "what was not selected is not known");
    assert_eq!(Durations::parse(&virtual_time.to_text()), Ok(virtual_time));
}

/// What a report says of the tests, apart from how long they took and where.
fn plain(mut report: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|key, _| {
                    !["took_us", "after_us", "run", "runs", "slowest"].contains(&key.as_str())
                });
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut report);
    report
}

fn report(path: &Path) -> Value {
    plain(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
}

/// Tests that pass, fail and are skipped, several in a file, some of them cases.
fn mixed_suite() -> Suite {
    let suite =
        Suite::with("environments:\n  played: { kind: TEST, emulator: true }\ndefault_environment: played\n");
    let token = "steps:\n  - create_token: { clientId: a, tokenType: IDENTIFICATION }\n";
    let fails = "    expect:\n      fields: { clientId: another }\n";
    for number in 0..6 {
        let text = format!(
            "name: first {number}\nmatrix:\n  color: [red, green, blue]\n{token}---\nname: fails {number}\n{token}{fails}---\n{}",
            one_scenario(&format!("skipped {number}"))
        );
        suite.scenario(&format!("f{number}.yaml"), &text);
    }
    suite
}

#[test]
fn the_reports_of_merged_shards_are_those_of_the_whole() {
    let suite = mixed_suite();
    suite.idvet(&["run", "--seed", "5", "--json", "whole.json", "--out", "whole"]).exits(1);
    for shard in 1..=4 {
        let (shard, out) = (format!("{shard}/4"), format!("records/{shard}"));
        suite.idvet(&["run", "--seed", "5", "--shard", &shard, "--out", &out]).exits(1);
    }
    let said = suite.idvet(&["report", "records", "--json", "merged.json"]).exits(1);
    assert!(said.out.contains("18 passed, 6 failed, 6 skipped\n"), "{}", said.out);
    let merged = report(&suite.path("merged.json"));
    assert_eq!(merged["tests"].as_array().unwrap().len(), 30);
    assert_eq!(merged, report(&suite.path("whole.json")));
}

#[test]
fn the_shipped_suite_in_shards_reports_as_a_whole() {
    let records = Records::new();
    let whole = records.folder("whole.json");
    let run = |folder: &str, more: &[&str]| {
        let folder = records.folder(folder);
        shipped(&[&["run", "--seed", "3", "--out", &folder], more, &FOLDERS].concat(), &[]).exits(0)
    };
    run("whole", &["--json", &whole]);
    for shard in 1..=4 {
        run(&format!("shards/{shard}"), &["--shard", &format!("{shard}/4")]);
    }
    let (shards, merged) = (records.folder("shards"), records.folder("merged.json"));
    shipped(&["report", &shards, "--json", &merged], &[]).exits(0);
    assert_eq!(report(Path::new(&merged)), report(Path::new(&whole)));
}

#[test]
fn a_shard_whose_record_is_missing_is_named_and_fails() {
    let suite = suite_of(8);
    for shard in 1..=4 {
        let (shard, out) = (format!("{shard}/4"), format!("records/{shard}"));
        suite.idvet(&["run", "--shard", &shard, "--out", &out]).exits(0);
    }
    let said = suite.idvet(&["report", "records"]).exits(0);
    assert!(said.out.contains("8 passed\n"), "{}", said.out);
    fs::remove_dir_all(suite.path("records/3")).unwrap();
    let said = suite.idvet(&["report", "records"]).exits(3);
    assert!(said.err.contains("error: shard 3 of 4 is missing"), "{}", said.err);
    // All but one.
    let said = suite.idvet(&["report", "records/1"]).exits(3);
    for missing in 2..=4 {
        assert!(said.err.contains(&format!("error: shard {missing} of 4 is missing")), "{}", said.err);
    }
    assert!(!said.out.contains("shard 1 of 4:"), "{}", said.out);
}

#[test]
fn an_empty_shard_is_there_when_shards_are_merged() {
    let suite = suite_of(1);
    for shard in 1..=3 {
        let (shard, out) = (format!("{shard}/3"), format!("records/{shard}"));
        suite.idvet(&["run", "--shard", &shard, "--out", &out]).exits(0);
    }
    let said = suite.idvet(&["report", "records"]).exits(0);
    assert!(said.out.contains("1 passed\n"), "{}", said.out);
    // By itself it is told as it was, and that the others are missing.
    let empty = (1..=3).find(|shard| {
        let text = fs::read_to_string(suite.path(&format!("records/{shard}/events.jsonl"))).unwrap();
        text.lines().count() == 2
    });
    suite.idvet(&["report", &format!("records/{}", empty.unwrap())]).exits(3);
}

#[test]
fn shards_that_were_divided_by_other_durations_do_not_merge() {
    let suite = suite_of(6);
    suite.idvet(&["run", "--shard", "1/2", "--out", "records/1"]).exits(0);
    suite.idvet(&["report", "records/1", "--save-durations", "durations.json"]).exits(3);
    suite.idvet(&["run", "--shard", "2/2", "--out", "records/2"]).exits(0);
    let said = suite.idvet(&["report", "records"]).exits(2);
    assert!(said.err.contains("divided by other durations"), "{}", said.err);
}

#[test]
fn durations_are_written_from_records_and_read_again() {
    let suite = suite_of(10);
    for shard in 1..=2 {
        let (shard, out) = (format!("{shard}/2"), format!("records/{shard}"));
        suite.idvet(&["run", "--shard", &shard, "--out", &out]).exits(0);
    }
    let said = suite.idvet(&["report", "records", "--save-durations", "durations.json"]).exits(0);
    assert!(said.out.contains("save-durations: durations.json"), "{}", said.out);
    let text = fs::read_to_string(suite.path("durations.json")).unwrap();
    assert_eq!(Durations::parse(&text).unwrap().len(), 10);
    let said = suite.idvet(&["list", "--shard", "1/2"]).exits(0);
    assert_eq!(
        (said.out.lines().count(), said.err.as_str()),
        (5, "shard 1 of 2: 5 of 10 tests, by their durations\n")
    );
}

fn some_ids() -> impl Strategy<Value = BTreeSet<String>> {
    prop::collection::btree_set("[a-d]{1,6}( › .{0,8})?", 0..60)
}

fn some_durations() -> impl Strategy<Value = Vec<(String, u64)>> {
    prop::collection::vec(("[a-d]{1,6}", 0..10_000_u64), 0..60)
}

fn as_durations(tests: &[(String, u64)]) -> Durations {
    tests.iter().map(|(id, took)| (id.clone(), Duration::from_millis(*took))).collect()
}

fn assigned<'i>(ids: &'i BTreeSet<String>, total: usize, durations: &Durations) -> BTreeMap<&'i str, usize> {
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let shards = assign(&ids, total, durations);
    assert_eq!(shards.len(), ids.len());
    ids.into_iter().zip(shards).collect()
}

proptest! {
    #[test]
    fn every_test_has_one_shard_and_added_tests_move_none(
        ids in some_ids(),
        added in some_ids(),
        told in some_durations(),
        total in 1_usize..40,
    ) {
        // What is added is what nobody has measured so far.
        let mut durations = told;
        durations.retain(|(id, _)| !added.contains(id));
        let durations = as_durations(&durations);
        let before = assigned(&ids, total, &durations);
        prop_assert!(before.values().all(|shard| (1..=total).contains(shard)));
        let more: BTreeSet<String> = ids.union(&added).cloned().collect();
        let after = assigned(&more, total, &durations);
        for (id, shard) in &before {
            prop_assert_eq!(after.get(id), Some(shard), "{} moved", id);
        }
        // The order of files says nothing.
        let backwards: Vec<&str> = ids.iter().rev().map(String::as_str).collect();
        let again: BTreeMap<&str, usize> =
            backwards.iter().copied().zip(assign(&backwards, total, &durations)).collect();
        prop_assert_eq!(again, before);
    }

    #[test]
    fn no_shard_is_longer_than_another_by_more_than_one_test(told in some_durations(), total in 1_usize..10) {
        let durations = as_durations(&told);
        let ids: BTreeSet<String> = told.into_iter().map(|(id, _)| id).collect();
        let mut loads = vec![0; total];
        for (id, shard) in assigned(&ids, total, &durations) {
            loads[shard - 1] += durations.of(id).unwrap().max(1);
        }
        let longest = ids.iter().map(|id| durations.of(id).unwrap().max(1)).max().unwrap_or(0);
        prop_assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= longest, "{:?}", loads);
    }

    #[test]
    fn a_part_is_read_as_it_is_written(index in 1_usize..10_000, more in 0_usize..1_000) {
        let total = (index + more).min(10_000);
        let part = Part::parse(&format!("{index}/{total}")).unwrap();
        prop_assert_eq!((part.index(), part.total()), (index, total));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,20}") {
        if let Ok(part) = Part::parse(&text) {
            prop_assert!(1 <= part.index() && part.index() <= part.total());
        }
        let _ = Durations::parse(&text);
    }
}
