//! A large suite is checked on several threads: what comes of it does not depend on how many they are.

use std::fmt::Write as _;

use idvet::{diagnostic::render_all, plan::Checked};

use super::desk::{Desk, LOOK};

/// All that a check says.
#[derive(Debug, PartialEq)]
struct Told {
    diagnostics: String,
    ids: Vec<String>,
    tags: Vec<String>,
    unread: String,
    is_refused: bool,
}

fn told(checked: &Checked) -> Told {
    Told {
        diagnostics: render_all(&checked.diagnostics, LOOK),
        ids: checked.tests.iter().map(|test| test.id.to_string()).collect(),
        tags: checked.tags.clone(),
        unread: render_all(&checked.unread, LOOK),
        is_refused: checked.plan.is_none(),
    }
}

/// A suite whose files are of different sizes, so that threads which take them in turn do not end in turn.
fn suite(files: usize, scenario: impl Fn(usize) -> String) -> Desk {
    let mut desk = Desk::with_files(&[]);
    for file in 0..files {
        let mut text = String::new();
        for number in 0..=(file * 7) % 5 {
            write!(text, "---\nname: scenario {file}.{number}\ntags: [t{}]\n{}", file % 11, scenario(file))
                .unwrap();
        }
        desk.files.push((format!("scenarios/{file:03}.yaml"), text, idvet::plan::FileSelection::Whole));
    }
    desk
}

#[test]
fn sound_files_make_the_same_plan_on_any_number_of_threads() {
    let desk = suite(150, |_| {
        "steps:\n  - create_dummy_token: { dummyStatus: APPROVED }\n  - poll_status: APPROVED\n".to_owned()
    });
    let alone = told(&desk.check());
    assert_eq!(alone.ids.len(), 450);
    assert_eq!(alone.tags.len(), 11);
    for threads in [1, 2, 3, 8, 64] {
        assert_eq!(told(&desk.check_on(threads)), alone, "{threads} threads");
    }
}

#[test]
fn mistakes_are_told_in_the_order_of_the_files() {
    let desk = suite(150, |file| match file % 3 {
        0 => "steps:\n  - create_dummy_token: { dummyStatus: APPROVD }\n".to_owned(),
        1 => "steps:\n  - use: _flows/told.yaml\n  - pol_status: APPROVED\n".to_owned(),
        _ => "vars: { unused: 1 }\nsteps:\n  - wait: 1s\n".to_owned(),
    });
    let alone = told(&desk.check());
    assert!(
        alone.diagnostics.contains("APPROVD") && alone.diagnostics.contains("pol_status"),
        "{}",
        alone.diagnostics
    );
    for threads in [2, 3, 8] {
        assert_eq!(told(&desk.check_on(threads)), alone, "{threads} threads");
    }
}

#[test]
fn files_that_cannot_be_read_are_left_out() {
    let mut desk = suite(40, |_| "steps:\n  - wait: 1s\n".to_owned());
    desk.files[3].0 = "lost.yaml".to_owned();
    let tests = desk.check().tests.len();
    let lost = 1 + (3 * 7) % 5;
    for threads in [1, 4] {
        let checked = desk.check_on(threads);
        assert_eq!((checked.tests.len(), checked.unread.len()), (tests - lost, 1));
    }
}

#[test]
fn too_much_of_all_files_together_is_told_at_the_same_place() {
    let mut desk = suite(40, |_| "steps:\n  - use: _flows/long.yaml\n".to_owned());
    // None of these is told: how many files behind a bound are looked at is a matter of speed.
    let same = "name: scenario 0.0\ntags: [behind]\nsteps:\n  - wait: 1s\n";
    for name in ["same.yaml", "lost.yaml"] {
        let whole = idvet::plan::FileSelection::Whole;
        desk.files.insert(30, (name.to_owned(), same.to_owned(), whole));
    }
    let alone = told(&desk.check_on(1));
    assert!(
        alone.diagnostics.contains("the flows of these files come to more than 50000 steps"),
        "{}",
        alone.diagnostics
    );
    assert!(alone.is_refused);
    assert!(!alone.tags.contains(&"behind".to_owned()) && alone.unread.is_empty(), "{alone:?}");
    for threads in [2, 8] {
        assert_eq!(told(&desk.check_on(threads)), alone, "{threads} threads");
    }
}

#[test]
fn too_many_tests_are_refused_on_any_number_of_threads() {
    let values: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
    let desk = suite(60, |_| format!("matrix: {{ _n: [{}] }}\nsteps:\n  - wait: 1s\n", values.join(", ")));
    for threads in [1, 3] {
        let checked = desk.check_on(threads);
        assert!(checked.plan.is_none());
        assert!(told(&checked).diagnostics.contains("these files have more than 100000 tests"));
    }
}

#[test]
fn a_variable_behind_a_bound_is_not_missed() {
    let mut desk = suite(40, |_| "steps:\n  - use: _flows/long.yaml\n".to_owned()).var("region", "x");
    let text = "name: far\nvars: { region: y }\nsteps:\n  - set: { v: \"${region}\" }\n";
    desk.files.push(("z.yaml".to_owned(), text.to_owned(), idvet::plan::FileSelection::Whole));
    let told = told(&desk.check_on(2)).diagnostics;
    assert!(told.contains("more than 50000 steps") && !told.contains("region"), "{told}");
}
