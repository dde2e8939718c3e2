//! Reading: literals, escapes, whole trees, places, references.

use super::{World, check, list, map, plain, quoted, read, read_node, scalar};
use idvet::{
    diagnostic::Problems,
    source::{Node, Scalar, Source, Span, Style, Tree},
    template::{Template, Value, is_name},
};
use serde_json::json;

#[test]
fn a_text_without_dollars_is_itself() {
    for text in ["", "plain", "a $ b", "$", "$$", "{a}", "}", "$ {a}", "ąčę ✓"] {
        assert_eq!(read(text).as_literal().map(|value| value.json.clone()), Some(json!(text)));
    }
}

#[test]
fn two_dollars_write_a_plain_one() {
    let world = World::new(json!({ "a": 1 }));
    check("$${a}", &world, json!("${a}"));
    check("$${", &world, json!("${"));
    check("$$${a}", &world, json!("$${a}"));
    check("x $${a} ${a}", &world, json!("x ${a} 1"));
    check("${a}$${a}${a}", &world, json!("1${a}1"));
    check("${'$'}${a}", &world, json!("$1"));
    assert_eq!(read("$${a}").as_literal().map(Value::to_text), Some("${a}".to_owned()));
}

#[test]
fn constants_are_filled_in_when_read() {
    for (text, expected) in
        [("${'x'}", json!("x")), ("${ 5 }", json!(5)), ("${true}", json!(true)), ("a${5}b", json!("a5b"))]
    {
        assert_eq!(read(text).as_literal().map(|value| value.json.clone()), Some(expected));
    }
    assert_eq!(read("${1e5}").as_literal().map(Value::to_text), Some("1e5".to_owned()));
}

#[test]
fn what_is_not_literal_is_told_from_what_is() {
    assert!(read("${a}").as_literal().is_none());
    assert!(read("x ${a}").as_literal().is_none());
    assert!(read_node(&list(vec![quoted("x"), quoted("${a}")])).as_literal().is_none());
    let literal = read_node(&map(vec![("a", list(vec![quoted("x"), plain("true")]))]));
    assert_eq!(literal.as_literal().map(|value| value.json.clone()), Some(json!({ "a": ["x", true] })));
    assert_eq!(Template::literal("${a}").as_literal().map(|value| value.json.clone()), Some(json!("${a}")));
}

#[test]
fn scalars_keep_their_text() {
    let read_plain = |text: &str| read_node(&plain(text)).as_literal().unwrap().clone();
    assert_eq!(read_plain("00123456"), Value::written(json!(123_456), "00123456"));
    assert_eq!(read_plain("True"), Value::written(json!(true), "True"));
    assert_eq!(read_plain("NO"), Value::written(json!("NO"), "NO"));
    assert_eq!(read_plain("~"), Value::written(json!(null), "~"));
    assert_eq!(read_node(&quoted("5")).as_literal(), Some(&Value::written(json!("5"), "5")));
}

#[test]
fn trees_are_read_through_and_keys_are_plain_texts() {
    let node = map(vec![
        ("${a}", quoted("${a}")),
        ("deep", list(vec![map(vec![("x", quoted("<${b.c}>"))]), plain("null")])),
    ]);
    let world = World::new(json!({ "a": [1], "b": { "c": true } }));
    let filled = read_node(&node).fill(&world).unwrap();
    assert_eq!(filled.json, json!({ "${a}": [1], "deep": [{ "x": "<true>" }, null] }));
}

#[test]
fn references_come_in_the_written_order_with_their_places() {
    let text = "${a} ${ b.c[0]['d e'] } ${random.pick(f)}${upper(lower( g.h ))}${uuid()} $${i}";
    let found: Vec<(String, String)> = read(text)
        .references()
        .iter()
        .map(|found| {
            (found.parts.join("/"), text[found.span.start as usize..found.span.end as usize].to_owned())
        })
        .collect();
    let expected = [("a", "a"), ("b/c/0/d e", "b.c[0]['d e']"), ("f", "f"), ("g/h", "g.h")]
        .map(|(parts, shown)| (parts.to_owned(), shown.to_owned()));
    assert_eq!(found, expected);
    let tree = map(vec![("x", list(vec![quoted("${one}")])), ("y", quoted("${two}"))]);
    let names: Vec<String> = read_node(&tree).references().iter().map(|found| found.parts.concat()).collect();
    assert_eq!(names, ["one", "two"]);
}

/// The place of the reference in a scalar that stands in a file as `written`.
fn place_of_reference(written: &str, text: &str) -> String {
    let file = format!("key: {written}\n");
    let source = Source::new("x.yaml", file.clone());
    let span = Span::new(5, 5 + written.len());
    let node = Node { span, tree: Tree::Scalar(Scalar { text: text.to_owned(), style: Style::Text }) };
    let mut problems = Problems::new(&source);
    let template = Template::read(&node, &mut problems);
    assert_eq!(problems.count(), 0);
    source.slice(template.references()[0].span).to_owned()
}

#[test]
fn places_are_exact_where_the_file_holds_the_text_as_it_is() {
    assert_eq!(place_of_reference("x ${name}", "x ${name}"), "name");
    assert_eq!(place_of_reference("\"x ${name}\"", "x ${name}"), "name");
    assert_eq!(place_of_reference("'ą ${name}'", "ą ${name}"), "name");
    assert_eq!(place_of_reference("\"\\t${name}\"", "\t${name}"), "\"\\t${name}\"");
    assert_eq!(place_of_reference("'it''s ${name}'", "it's ${name}"), "'it''s ${name}'");
    assert_eq!(place_of_reference("|\n  ${name}", "${name}\n"), "|\n  ${name}");
}

#[test]
fn a_text_at_a_place_is_read_like_a_quoted_scalar() {
    let (source, _) = scalar("- ${a} 5", Style::Text);
    let mut problems = Problems::new(&source);
    let template = Template::read_text("${a} 5", Span::new(2, 8), &mut problems);
    assert_eq!(source.slice(template.references()[0].span), "a");
    let number = Template::read_text("5", Span::new(7, 8), &mut problems);
    assert_eq!(number.as_literal().map(|value| value.json.clone()), Some(json!("5")));
    assert_eq!(problems.count(), 0);
}

#[test]
fn names_have_letters_digits_and_inner_hyphens() {
    for name in ["a", "_", "a1", "firstName", "first-name", "vardas_ąžuolas", "a-b-c"] {
        assert!(is_name(name), "{name}");
    }
    for name in ["", "1a", "a b", "a.b", "-a", "a-", "a-1", "a--b", "a[0]", "${a}", "a\n"] {
        assert!(!is_name(name), "{name}");
    }
}
