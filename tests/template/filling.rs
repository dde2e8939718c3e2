//! Filling: types, texts, paths; the rows of decisions.md by name.

use super::{World, check, check_refused, fill, list, map, plain, quoted, read_node};
use idvet::template::{Template, Value};
use serde_json::{Value as Json, json};

fn world() -> World {
    World::new(json!({
        "text": "Zoë", "count": 3, "share": 1.5, "yes": true, "nothing": null, "list": [1, "b", [2]],
        "person": { "name": "Ann", "tags": ["x", "y"], "odd name": 1, "0": "zero" },
        "empty": {}, "none": [], "with-hyphen": "h",
        "many": { "a1": 0, "b2": 0, "c3": 0, "d4": 0, "e5": 0, "f6": 0, "g7": 0, "h8": 0, "i9": 0, "j0": 0,
                  "k1": 0, "l2": 0, "m3": 0 },
    }))
}

#[test]
fn a_scalar_that_is_nothing_else_keeps_the_type() {
    for (text, expected) in [
        ("${text}", json!("Zoë")),
        ("${count}", json!(3)),
        ("${ share }", json!(1.5)),
        ("${yes}", json!(true)),
        ("${nothing}", json!(null)),
        ("${list}", json!([1, "b", [2]])),
        ("${empty}", json!({})),
    ] {
        check(text, &world(), expected);
    }
}

#[test]
fn anything_beside_it_makes_a_text() {
    for (text, expected) in [
        ("${count} ", "3 "),
        ("${count}${count}", "33"),
        ("${''}${count}", "3"),
        ("a ${text} b ${yes}", "a Zoë b true"),
        ("${list}!", r#"[1,"b",[2]]!"#),
        ("${person}!", r#"{"name":"Ann","tags":["x","y"],"odd name":1,"0":"zero"}!"#),
        ("${share}\n", "1.5\n"),
    ] {
        check(text, &world(), json!(expected));
    }
}

#[test]
fn paths_lead_into_maps_and_lists() {
    for (text, expected) in [
        ("${person.name}", json!("Ann")),
        ("${person.tags[1]}", json!("y")),
        ("${list[2][0]}", json!(2)),
        ("${list[ 0 ]}", json!(1)),
        ("${person['odd name']}", json!(1)),
        ("${person[\"0\"]}", json!("zero")),
        ("${with-hyphen}", json!("h")),
        ("${upper(person.tags[0])}", json!("X")),
    ] {
        check(text, &world(), expected);
    }
}

#[test]
fn a_path_that_leads_nowhere_says_what_is_there() {
    let cases = [
        ("x${person.nmae}", "person.nmae", "`person` has no `nmae`", Some("did you mean `name`?")),
        (
            "${person.quite_other}",
            "person.quite_other",
            "`person` has no `quite_other`",
            Some("it has `name`, `tags`, `odd name`, `0`"),
        ),
        (
            "${many.zzz}",
            "many.zzz",
            "`many` has no `zzz`",
            Some("it has `a1`, `b2`, `c3`, `d4`, `e5`, `f6`, `g7`, `h8`, `i9`, `j0`, `k1`, `l2`, ..."),
        ),
        ("${empty.x}", "empty.x", "`empty` has no `x`", Some("`empty` is empty")),
        ("${list[3]}", "list[3]", "`list` has no `[3]`", Some("the list has 3 elements: `[0]` to `[2]`")),
        ("${list[2][1]}", "list[2][1]", "`list[2]` has no `[1]`", Some("the list has one element: `[0]`")),
        ("${none[0]}", "none[0]", "`none` has no `[0]`", Some("the list is empty")),
        (
            "${person.tags.x}",
            "person.tags.x",
            "`person.tags` is a list and has no `x`",
            Some("take one of its elements first: `person.tags[0].x`"),
        ),
        ("${text.x}", "text.x", "`text` is a text and has no `x`", None),
        ("${nothing.x}", "nothing.x", "`nothing` is nothing and has no `x`", None),
        ("${person[0]}", "person[0]", "`person` is a map and no list, so it has no `[0]`", None),
    ];
    for (text, part, message, help) in cases {
        check_refused(text, &world(), part, message, help);
    }
}

#[test]
fn an_unknown_name_is_an_error() {
    let help = "names come from `vars`, `set`, `capture`, and what the language gives: `session`, `run`, \
                `scenario`, `environment`";
    check_refused("a ${lower(ghost)}", &world(), "ghost", "nothing is called `ghost`", Some(help));
    check_refused(
        "${uuid}",
        &world(),
        "uuid",
        "nothing is called `uuid`",
        Some("it is a function: write `${uuid()}`"),
    );
}

/// Plain and quoted are one: `{ n: "${n}" }` has no other way.
#[test]
fn e2_quotes_keep_the_type() {
    for node in [plain("${count}"), quoted("${count}")] {
        assert_eq!(read_node(&node).fill(&world()).unwrap().json, json!(3));
    }
}

#[test]
fn e3_a_value_carries_its_text() {
    let number = read_node(&plain("00123456")).fill(&world()).unwrap();
    let world = world().with("doc", number);
    let filled = fill("${doc}", &world).unwrap();
    assert_eq!((filled.json.clone(), filled.to_text()), (json!(123_456), "00123456".to_owned()));
    check("no ${doc}", &world, json!("no 00123456"));
    check("${upper(doc)}", &world, json!("00123456"));
}

#[test]
fn e3_a_value_inside_of_a_variable_carries_its_text_too() {
    let node = map(vec![
        ("number", plain("00123456")),
        ("list", list(vec![plain("1e5"), list(vec![plain("True")]), quoted("${count}")])),
    ]);
    let world = world().with("person", read_node(&node).fill(&world()).unwrap());
    for (text, expected) in [
        ("${person.number}", "00123456"),
        ("${person.list[0]}", "1e5"),
        ("${person.list[1][0]}", "True"),
        ("${person.list[2]}", "3"),
    ] {
        assert_eq!(fill(text, &world).unwrap().to_text(), expected);
    }
    let copied = fill("${person.list}", &world).unwrap();
    assert_eq!(copied.element(0).map(|value| value.to_text()), Some("1e5".to_owned()));
    assert_eq!(copied.json, json!([100_000.0, [true], 3]));
    let texts: Vec<String> = copied.elements().unwrap().iter().map(Value::to_text).collect();
    assert_eq!(texts, ["1e5", "[true]", "3"]);
    assert_eq!(Value::from("no list").elements(), None);
    let copy = read_node(&map(vec![("inner", quoted("${person}"))])).fill(&world).unwrap();
    assert_eq!(copy.key("inner").and_then(|person| person.key("number")).unwrap().to_text(), "00123456");
}

#[test]
fn e4_null_inside_a_text_is_an_error() {
    check_refused(
        "<${nothing}>",
        &world(),
        "nothing",
        "`nothing` is nothing (null), which has no text",
        Some("a value that is only `${nothing}` stays null"),
    );
    check_refused(
        "${upper(nothing)}",
        &world(),
        "nothing",
        "`text` of `upper` must be a text, found nothing",
        None,
    );
    let written = world().with("written", Value::written(Json::Null, "~"));
    assert!(fill("<${written}>", &written).is_err());
}

#[test]
fn e5_what_is_filled_in_is_never_read_again() {
    let world = World::new(json!({ "trap": "${count} $${count}", "count": 1 }));
    check("${trap}", &world, json!("${count} $${count}"));
    check("<${trap}>", &world, json!("<${count} $${count}>"));
    check("$${trap}${count}", &world, json!("${trap}1"));
    check("${upper(trap)}", &world, json!("${COUNT} $${COUNT}"));
    check("${file('_data/note.txt')}", &world, json!("Labas ${name}\n"));
}

#[test]
fn e12_a_timestamp_is_a_number_of_seconds() {
    check("${timestamp()}", &world(), json!(1_709_210_096));
}

#[test]
fn texts_cannot_grow_without_end() {
    let five_megabytes = "x".repeat(5 * 1024 * 1024);
    let world = World::new(json!({ "big": five_megabytes }));
    assert!(fill("${big}", &world).is_ok());
    let text = "${base64(base64(base64(big)))}";
    check_refused(
        text,
        &world,
        "base64(base64(big))",
        "more than 16 MB are filled in here",
        Some("send what is larger with `file:` of a `request`"),
    );
    assert!(fill("${big}${big}${big}${big}", &world).is_err());
    let repeated = read_node(&list((0..4).map(|_| quoted("${big}")).collect()));
    assert!(repeated.fill(&world).is_err());
}

/// `a: [${z}, ${z}]`, `b: [${a}, ${a}]`, ...: a small file must not fill the memory.
#[test]
fn lists_of_lists_cannot_grow_without_end() {
    let doubled = read_node(&list(vec![quoted("${x}"), quoted("${x}")]));
    let mut value = Value::from("x");
    let stopped = (0..64).find_map(|_| {
        let world = World::new(json!({})).with("x", value.clone());
        doubled.fill(&world).map(|filled| value = filled).err()
    });
    assert_eq!(stopped.unwrap().message, "more than 16 MB are filled in here");
}

#[test]
fn depth_cannot_grow_without_end() {
    let wrapped = read_node(&list(vec![quoted("${x}")]));
    let mut value = Value::from("x");
    let stopped = (0..1000).find_map(|_| {
        let world = World::new(json!({})).with("x", value.clone());
        wrapped.fill(&world).map(|filled| value = filled).err()
    });
    assert_eq!(stopped.unwrap().message, "`x` is more than 128 lists and maps deep");
}

#[test]
fn a_literal_is_filled_with_itself() {
    let filled = Template::literal("${text}").fill(&world()).unwrap();
    assert_eq!(filled.json, json!("${text}"));
}
