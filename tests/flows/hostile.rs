//! Flows that would never end, or take all the memory there is, get a message in bounded time.

use std::fmt::Write as _;

use crate::support::{
    lab::Lab,
    suite::{Said, Suite},
};

fn checked(suite: &Suite) -> Said {
    suite.idvet(&["check"]).exits(2)
}

#[test]
fn a_bomb_of_flows_is_told_at_once() {
    let suite = Suite::empty();
    for level in 0..12 {
        let next = format!("  - use: _flows/f{}.yaml\n", level + 1);
        suite.write(&format!("_flows/f{level}.yaml"), &format!("steps:\n{}", next.repeat(10)));
    }
    suite.write("_flows/f12.yaml", "steps:\n  - wait: 1s\n");
    let uses = "  - use: _flows/f0.yaml\n".repeat(20);
    let mut scenarios = String::new();
    for number in 0..10 {
        write!(scenarios, "---\nname: n{number}\nsteps:\n{uses}").unwrap();
    }
    suite.scenario("a.yaml", &scenarios);
    let said = checked(&suite);
    let told = "the flows of this scenario come to more than 1000 steps";
    assert_eq!(said.out.matches(told).count(), 10, "{}", said.all());
    assert!(said.out.contains("scenarios/a.yaml:4:10"), "{}", said.all());
}

#[test]
fn the_steps_of_all_scenarios_together_are_bounded() {
    let suite = Suite::empty();
    suite.write("_flows/long.yaml", &format!("steps:\n{}", "  - wait: 1s\n".repeat(950)));
    let mut scenarios = String::new();
    for number in 0..55 {
        write!(scenarios, "---\nname: n{number}\nsteps:\n  - use: _flows/long.yaml\n").unwrap();
    }
    suite.scenario("a.yaml", &scenarios);
    let said = checked(&suite);
    assert!(said.out.contains("the flows of these files come to more than 50000 steps"), "{}", said.all());
}

#[test]
fn flows_are_used_sixteen_deep_and_no_deeper() {
    let nested = |levels: usize| {
        let suite = Suite::empty();
        for level in 1..levels {
            let text = format!("steps:\n  - use: _flows/f{}.yaml\n", level + 1);
            suite.write(&format!("_flows/f{level}.yaml"), &text);
        }
        suite.write(&format!("_flows/f{levels}.yaml"), "steps:\n  - wait: 1s\n");
        suite.scenario("a.yaml", "name: a\nsteps:\n  - use: _flows/f1.yaml\n");
        suite
    };
    nested(16).idvet(&["run"]).exits(0);
    let said = checked(&nested(17));
    assert!(said.out.contains("flows use each other more than 16 deep"), "{}", said.all());
}

#[test]
fn ten_thousand_parameters_are_too_many() {
    let suite = Suite::empty();
    let mut params = String::new();
    for number in 0..10_000 {
        writeln!(params, "  p{number}: {{ default: 1 }}").unwrap();
    }
    suite.write("_flows/a.yaml", &format!("params:\n{params}steps:\n  - wait: 1s\n"));
    suite.scenario("a.yaml", "name: a\nsteps:\n  - use: _flows/a.yaml\n");
    let said = checked(&suite);
    assert!(said.out.contains("a flow has at most 100 parameters, found 10000"), "{}", said.all());
}

#[test]
fn ten_thousand_values_for_a_flow_without_parameters_are_refused() {
    let suite = Suite::empty();
    suite.write("_flows/a.yaml", "steps:\n  - wait: 1s\n");
    let mut values = String::new();
    for number in 0..10_000 {
        writeln!(values, "      p{number}: 1").unwrap();
    }
    suite.scenario("a.yaml", &format!("name: a\nsteps:\n  - use: _flows/a.yaml\n    with:\n{values}"));
    let said = checked(&suite);
    assert!(said.out.contains("the flow `_flows/a.yaml` has no parameter `p0`"), "{}", &said.out[..500]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_suite_is_refused() {
    let (suite, other) = (Suite::empty(), Suite::empty());
    other.write("_flows/a.yaml", "steps:\n  - wait: 1s\n");
    suite.write("_flows/b.yaml", "steps:\n  - wait: 1s\n");
    std::os::unix::fs::symlink(other.path("_flows/a.yaml"), suite.path("_flows/a.yaml")).unwrap();
    suite.scenario("a.yaml", "name: a\nsteps:\n  - use: _flows/a.yaml\n");
    let said = checked(&suite);
    assert!(said.out.contains("`_flows/a.yaml` leads out of the suite"), "{}", said.all());
}

#[test]
fn a_thousand_mistakes_of_one_flow_are_told_once() {
    let suite = Suite::empty();
    suite.write("_flows/a.yaml", &format!("steps:\n{}", "  - wait: soon\n".repeat(90)));
    suite.scenario("a.yaml", &format!("name: a\nsteps:\n{}", "  - use: _flows/a.yaml\n".repeat(10)));
    let said = checked(&suite);
    assert!(said.err.contains("90 errors"), "{}", said.err);
}

/// Every value of a run is drawn from one source of the test: a flow draws where its steps stand.
#[test]
fn one_seed_gives_the_same_values_in_flows() {
    let story = || {
        let flow = "params: { a: { default: '${uuid()}' } }\nsteps:\n  - set: { b: '${a}-${uuid()}' }\n    name: ${a}\nexports: { b: '${b}' }\n";
        let scenario =
            "name: x\nsteps:\n  - use: _flows/a.yaml\n    id: made\n  - name: ${made.b}\n    wait: 1s\n";
        Lab::new(scenario).flow("_flows/a.yaml", flow).run().story()
    };
    assert_eq!(story(), story());
    assert!(story().matches('-').count() >= 12, "{}", story());
}
