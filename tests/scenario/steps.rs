//! What is read of right scenarios.

use idvet::{
    diagnostic::Problems,
    scenario::{Scenario, Soundness, Step, Verb, read},
    source::Source,
};

fn scenarios(text: &str) -> Vec<Scenario> {
    let source = Source::new("a.yaml", text);
    let mut problems = Problems::new(&source);
    let scenarios = read(&source, &mut problems);
    let messages: Vec<String> = problems.into_found().into_iter().map(|found| found.message).collect();
    assert_eq!(messages, [""; 0], "{text}");
    assert!(scenarios.iter().all(|scenario| scenario.sound == Soundness::Complete));
    scenarios
}

/// The first step of a scenario with one step.
fn step(text: &str) -> Step {
    let indented = text.replace('\n', "\n    ");
    let mut scenarios = scenarios(&format!("name: x\nsteps:\n  - {indented}\n"));
    assert_eq!(scenarios[0].steps.len(), 1);
    scenarios.remove(0).steps.remove(0)
}

#[test]
fn the_smallest_scenario() {
    let scenarios = scenarios(
        "name: An approved dummy session reads back as approved\nsteps:\n\
         \x20 - create_dummy_token: { dummyStatus: APPROVED }\n  - poll_status: APPROVED\n",
    );
    let [scenario] = &scenarios[..] else { panic!("one scenario") };
    assert_eq!(scenario.name.value, "An approved dummy session reads back as approved");
    let verbs: Vec<Verb> = scenario.steps.iter().map(|step| step.verb.value).collect();
    assert_eq!(verbs, [Verb::CreateDummyToken, Verb::PollStatus]);
    assert_eq!(scenario.steps[0].arguments.get("dummyStatus").unwrap().to_json(), "APPROVED");
    assert_eq!(scenario.steps[1].arguments.to_json(), "APPROVED");
}

#[test]
fn every_key_of_a_scenario() {
    let text = "name: 007\ndescription: about\ntags: [smoke, 1]\nenvironments: [DEMO, TEST]\ntimeout: 2m\n\
                vars: { b: 1, a: 2 }\nsteps: [get_status: ]\nfinally: [delete: {}]\n";
    let scenario = scenarios(text).remove(0);
    let words = |located: &[idvet::scenario::Located<String>]| -> Vec<String> {
        located.iter().map(|word| word.value.clone()).collect()
    };
    assert_eq!(scenario.name.value, "007");
    assert_eq!(scenario.description.unwrap().value, "about");
    assert_eq!(words(&scenario.tags), ["smoke", "1"]);
    assert_eq!(words(&scenario.environments), ["DEMO", "TEST"]);
    assert_eq!(scenario.timeout.unwrap().value, "2m");
    let vars: Vec<&str> = scenario.vars.iter().map(|entry| entry.key.text.as_str()).collect();
    assert_eq!(vars, ["b", "a"]);
    assert_eq!(scenario.steps[0].verb.value, Verb::GetStatus);
    assert_eq!(scenario.finally[0].verb.value, Verb::Delete);
}

#[test]
fn every_modifier_of_a_step() {
    let step = step(
        "get_data: {}\nname: reads ${client}\nid: full\nif: { value: 1, equals: 1 }\nexpect: { status: 200 }\n\
         capture: { ref: $.scanRef, other: header.date }\ntimeout: 10s\ncontinue_on_failure: true\nas: second\n\
         session: first",
    );
    assert_eq!(step.verb.value, Verb::GetData);
    assert_eq!(step.name.unwrap().to_json(), "reads ${client}");
    assert_eq!(step.id.unwrap().value, "full");
    assert!(step.condition.unwrap().get("equals").is_some());
    assert!(step.expect.unwrap().get("status").is_some());
    let captures: Vec<&str> = step.capture.iter().map(|entry| entry.key.text.as_str()).collect();
    assert_eq!(captures, ["ref", "other"]);
    assert_eq!(step.timeout.unwrap().value, "10s");
    assert!(step.continue_on_failure.unwrap().value);
    assert_eq!(step.save_as.unwrap().value, "second");
    assert_eq!(step.session.unwrap().value, "first");
}

#[test]
fn every_verb_in_its_example() {
    for verb in Verb::ALL.iter().copied() {
        assert_eq!(step(verb.example()).verb.value, verb, "{}", verb.example());
        assert_eq!(Verb::of(verb.word()), Some(verb));
    }
}

#[test]
fn what_may_stand_behind_a_verb() {
    for text in [
        "get_status:",
        "get_status: {}",
        "get_status: ~",
        "create_token: { clientId: { raw: 1 }, firstName: { omit: true }, unheardOf: 1 }",
        "poll_status: APPROVED",
        "poll_status: [APPROVED, DENIED]",
        "poll_status: { until: APPROVED, never: [DENIED], every: 1s, backoff: 2, max_every: 5s, within: 9s }",
        "poll_status: { scanRef: x, until: APPROVED }",
        "poll_status: ${wanted}",
        "wait: 2s",
        "wait: 2",
        "set: { a: 1, b_2: { c: d } }",
        "assert_fields: { of: full, fields: {} }",
        "request: { method: POST, url: x, query: {}, headers: {}, form: {}, auth: none }",
    ] {
        step(text);
    }
}

#[test]
fn several_scenarios_of_a_file_in_order() {
    let text = "name: a\nsteps: [delete: ]\n---\n---\n# nothing\n---\nname: b\nsteps: [delete: ]\n---\n";
    let read = scenarios(text);
    let names: Vec<&str> = read.iter().map(|scenario| scenario.name.value.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(read[1].source.position(read[1].span.start as usize).line, 7);
    assert!(scenarios("").is_empty());
    assert!(scenarios("# only a comment\n").is_empty());
}

#[test]
fn a_wrong_step_is_left_out_and_the_rest_is_there() {
    let text = "name: a\nsteps:\n  - get_statsu:\n  - get_data:\n    captrue: { a: b }\n  - delete:\n";
    let source = Source::new("a.yaml", text);
    let mut problems = Problems::new(&source);
    let scenario = read(&source, &mut problems).remove(0);
    assert_eq!(problems.count(), 2);
    assert_eq!(scenario.sound, Soundness::Incomplete);
    let verbs: Vec<Verb> = scenario.steps.iter().map(|step| step.verb.value).collect();
    assert_eq!(verbs, [Verb::GetData, Verb::Delete]);
}

/// How many messages a hostile text draws, every one within bounds.
fn messages(text: &str) -> usize {
    let source = Source::new("a.yaml", text);
    let mut problems = Problems::new(&source);
    read(&source, &mut problems);
    let found = problems.into_found();
    assert!(found.iter().all(|found| found.message.len() < 500 && found.labels.len() < 120));
    found.len()
}

#[test]
fn thousands_of_mistakes_draw_a_hundred_messages_and_a_word() {
    let keys: Vec<String> = (0..20_000).map(|number| format!("{}{number}: 1\n", "k".repeat(80))).collect();
    let keys = keys.concat();
    assert_eq!(messages(&keys), 101);
    let verbs = format!("name: x\nsteps:\n{}", "  - pol_statuss:\n".repeat(20_000));
    assert_eq!(messages(&verbs), 101);
    let names = format!("name: x\nvars:\n{}", keys.replace("kk", " - ").replace('\n', "\n  "));
    assert!(messages(&names) <= 101);
    let step = format!("name: x\nsteps:\n  - x: 1\n    {}", keys.replace('\n', "\n    "));
    assert_eq!(messages(&step), 101);
    let scenarios = "name: x\nsteps: [delete: ]\n---\n".repeat(5_000);
    assert_eq!(messages(&scenarios), 101);
}
