//! Tests of scenarios: their ids, their kinds, and which of them are chosen.

use idvet::{
    plan::{FileSelection, Filter, Kind, Plan, TagExpression},
    template::Value,
};

use super::desk::{Desk, steps};

const DUMMY: &str = "  - create_dummy_token: { dummyStatus: APPROVED }\n";

fn named(name: &str, more: &str) -> String {
    format!("name: {name}\n{more}\nsteps:\n{DUMMY}")
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.tests.iter().map(|test| &*test.id).collect()
}

fn skips(desk: &Desk) -> Vec<Option<String>> {
    desk.plan().tests.iter().map(|test| test.skip.as_deref().map(str::to_owned)).collect()
}

#[test]
fn the_emulator_plays_each_kind_that_a_scenario_names() {
    let plan = Desk::with(&named("refused", "environments: [TEST, DEMO, TEST]")).plan();
    assert_eq!(
        ids(&plan),
        ["scenarios/a.yaml › refused [kind=TEST]", "scenarios/a.yaml › refused [kind=DEMO]"]
    );
    assert_eq!(plan.tests.iter().map(|test| test.kind).collect::<Vec<_>>(), [Kind::Test, Kind::Demo]);
    assert!(plan.tests.iter().all(|test| test.skip.is_none()));
}

#[test]
fn a_scenario_for_another_kind_is_skipped_with_the_reason() {
    let desk = Desk::with(&named("refused", "environments: [DEMO, PROD]")).environment("test");
    assert_eq!(ids(&desk.plan()), ["scenarios/a.yaml › refused"]);
    assert_eq!(
        skips(&desk),
        [Some("it is for DEMO, PROD only, and the environment `test` is TEST".to_owned())]
    );
}

#[test]
fn verbs_for_dev_are_guarded_wherever_they_stand() {
    let reason = |verb| Some(format!("`{verb}` works in DEV only, and the environment `test` is TEST"));
    let hidden = "name: a\nsteps:\n  - create_token: {}\nfinally:\n  - add_manual_status: { manualFaceMatchResult: \
                  FACE_MATCH, manualDocumentValidity: DOC_VALIDATED }\n    if: false\n";
    assert_eq!(skips(&Desk::with(hidden).environment("test")), [reason("add_manual_status")]);
    assert_eq!(skips(&Desk::with(&steps(DUMMY)).environment("test")), [reason("create_dummy_token")]);
    assert_eq!(skips(&Desk::with(&named("a", "environments: [TEST]")).environment("test")), [None]);
    assert_eq!(skips(&Desk::with(&steps(DUMMY)).environment("dev")), [None]);
    assert_eq!(skips(&Desk::with(&steps("  - create_token: {}\n")).environment("test")), [None]);
}

#[test]
fn a_line_chooses_the_scenario_above_it() {
    let text = format!("# head\n{}---\n{}", named("first", ""), named("second", ""));
    let chosen = |lines: &[usize]| {
        let mut desk = Desk::with(&text);
        desk.files[0].2 = FileSelection::Lines(lines.to_vec());
        let plan = desk.plan();
        let names: Vec<String> =
            ids(&plan).iter().map(|id| id.rsplit(' ').next().unwrap().to_owned()).collect();
        (names, plan.deselected)
    };
    let one = |name: &str| (vec![name.to_owned()], 1);
    assert_eq!(chosen(&[1]), one("first"));
    assert_eq!(chosen(&[5]), one("first"));
    assert_eq!(chosen(&[6]), one("first"), "between two documents");
    assert_eq!(chosen(&[7]), one("second"));
    assert_eq!(chosen(&[900]), one("second"));
    assert_eq!(chosen(&[2, 8]), (vec!["first".to_owned(), "second".to_owned()], 0));
}

#[test]
fn tags_are_joined_by_words() {
    let holds = |expression: &str, tags: &[&str]| {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        TagExpression::parse(expression).unwrap().holds(&tags)
    };
    assert!(holds("smoke", &["smoke"]) && !holds("smoke", &["smoke-test"]));
    assert!(holds("manual-review and not slow", &["manual-review"]));
    assert!(!holds("manual-review and not slow", &["manual-review", "slow"]));
    assert!(holds("a or b and c", &["a"]), "`and` before `or`");
    assert!(!holds("(a or b) and c", &["a"]));
    assert!(holds("not a and b", &["b"]), "`not` before `and`");
    assert!(holds("not (a and b)", &["b"]));
    assert!(holds("not not a", &["a"]));
}

#[test]
fn a_wrong_expression_is_answered_with_its_place() {
    let fault = |expression: &str| {
        let diagnostic = TagExpression::parse(expression).unwrap_err();
        (diagnostic.message, diagnostic.labels[0].place.position().column)
    };
    assert_eq!(fault(""), ("expected a tag, found the end".to_owned(), 1));
    assert_eq!(fault("a b"), ("expected `and` or `or`, found `b`".to_owned(), 3));
    assert_eq!(fault("a and"), ("expected a tag, found the end".to_owned(), 6));
    assert_eq!(fault("or a"), ("expected a tag, found `or`".to_owned(), 1));
    assert_eq!(fault("a and (b or c"), ("this bracket is not closed".to_owned(), 7));
    assert_eq!(fault("a)"), ("expected `and` or `or`, found `)`".to_owned(), 2));
    assert_eq!(fault(&"(".repeat(100_000)).0, "the brackets are nested too deep");
    assert_eq!(fault(&"not ".repeat(100_000)).0, "the brackets are nested too deep");
}

#[test]
fn what_is_not_chosen_is_counted() {
    let first = named("first", "tags: [smoke]");
    let text = format!("{first}---\n{}---\n{}", named("second", "tags: [smoke, slow]"), named("third", ""));
    let mut desk = Desk::with(&text);
    desk.selection.tags = Some(TagExpression::parse("smoke").unwrap());
    assert_eq!((desk.plan().tests.len(), desk.plan().deselected), (2, 1));
    desk.selection.filter = Some(Filter::parse("/› s.*d$/").unwrap());
    assert_eq!(ids(&desk.plan()), ["scenarios/a.yaml › second"]);
    desk.selection.filter = Some(Filter::parse("First").unwrap());
    assert_eq!((desk.plan().tests.len(), desk.plan().deselected), (0, 3), "letter case counts");
    assert_eq!(Filter::parse("/(/").unwrap_err().labels[0].place.position().column, 2);
}

#[test]
fn a_mistake_in_a_scenario_that_was_not_chosen_refuses_the_run_too() {
    let text = format!("{}---\nname: second\nsteps:\n  - poll_status: APPROVED\n", named("first", ""));
    let mut desk = Desk::with(&text);
    desk.files[0].2 = FileSelection::Lines(vec![1]);
    let checked = desk.check();
    assert!(checked.plan.is_none());
    assert_eq!(checked.tests.len(), 1, "the sound one can be listed");
}

#[test]
fn a_variable_given_is_a_text_and_takes_the_place_of_the_one_written() {
    let text =
        "name: a\nvars: { number: 7, double: \"${number}\" }\nsteps:\n  - create_token: { expiryTime: 5 }\n";
    let plan = Desk::with(text).var("number", "8").var("number", "007").plan();
    let values: Vec<Option<Value>> =
        plan.tests[0].vars.iter().map(|(_, value)| value.as_literal().cloned()).collect();
    assert_eq!(values, [Some(Value::from("007")), None]);
    let found = Desk::with(text).var("nunber", "8").check().diagnostics;
    assert_eq!(found[0].message, "`--var nunber=...`: no scenario has a variable `nunber`");
    assert_eq!(found[0].help, ["did you mean `number`?"]);
    let other = named("other", "");
    let both = Desk::with_files(&[("scenarios/a.yaml", text), ("scenarios/b.yaml", other.as_str())]);
    assert_eq!(both.var("number", "8").plan().tests.len(), 2, "one scenario that has it is enough");
}

#[test]
fn slugs_are_short_and_tell_names_apart() {
    let slug = |name: &str| Desk::with(&named(&format!("\"{name}\""), "")).plan().tests[0].slug.clone();
    assert_eq!(&*slug("An approved session, reads back!"), "an-approved-session-reads-back");
    let (long, longer) = (slug(&"very long ".repeat(8)), slug(&"very long ".repeat(9)));
    assert_ne!(long, longer);
    assert_ne!(slug("Žemė"), slug("Žąsis"));
    for slug in [long, longer, slug("Žemė"), slug("検証"), slug("!"), slug("a".repeat(41).as_str())] {
        assert!(slug.len() <= 40 && !slug.is_empty(), "{slug}");
        assert!(slug.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{slug}");
    }
}
