//! The usual mistakes in YAML, each as it is shown.

use std::fmt::Write as _;

use idvet::diagnostic::{Code, Diagnostic, Look, code, render_all};

use super::read;

const MISTAKES: &[&str] = &[
    "steps:\n\t- create: {}\n",
    "a: 1\n\tb: 2\n",
    "steps:\n  - name: \"open\n    expect: 1\n",
    "a: 'open\nb: 'closed'\n",
    "a: \"open\n  b: \"closed\"\n",
    "a: \"never\n",
    "a: 'it's'\n",
    "a: \"say \"hi\"\"\n",
    "match: \"\\d+\"\n",
    "name:foo\nother: x\n",
    "a: 1\nname:foo\nb: 2\n",
    "a:\n-b\n",
    "steps:\n  - create: {}\n    expect:\n      a: 1\n     b: 2\n",
    "a: 1\n  b: 2\n",
    "- a: 1\n b: 2\n",
    "create: { clientId: ${client} }\n",
    "create: { clientId: a-${today('-18y', 2)}b, c: 1 }\n",
    "list: [${a}, b]\n",
    "list:\n  - { x: 1, y: ${a.b[0]}}\n",
    "create: { ${a}: 1 }\n",
    "a: @foo\n",
    "a: `foo` # note\n",
    "a: %foo\n",
    "%foo: 1\n",
    "age: >=18\n",
    "a: *\n",
    "a: & b\n",
    "a: ,\n",
    "a: Error: foo\n",
    "a: b: c: \"d\"\n",
    "url:http\nb: ${x: y}\n",
    "a: 1\n- b\n",
    "- a\nb: 1\n",
    "a: - b\n",
    "a: [1, 2\nb: 1\n",
    "a: {b: 1\n",
    "a: [1}\n",
    "a: ]\n",
    "a: {b: 1 c: 2}\n",
    "a: [1 [2]]\n",
    "a: \"x\" y\n",
    "a: {b: 1} c\n",
    "{a: 1} c\n",
    "key\nb: 1\n",
    "a: 1\nkey\n",
    "\"a\":1\n",
    "a: x # y\n  z\n",
    "a: \u{7}\n",
    "a: *missing\n",
    "a: !env X\n",
    "a: 1\nb: 2\na: 3\n",
    "<<: {a: 1}\n<<: {b: 1}\n",
];

#[test]
fn mistakes_are_explained() {
    let mut shown = String::new();
    for text in MISTAKES {
        let (source, _, problems) = read(text);
        assert!(!problems.is_empty(), "{text:?}");
        assert!(problems.iter().all(|problem| code::ALL.contains(&Code(problem.code))), "{text:?}");
        let problems: Vec<_> = problems.into_iter().map(|found| Diagnostic::syntax(&source, found)).collect();
        let rendered = render_all(&problems, Look { colour: false, width: 100 });
        writeln!(shown, "{text:?}\n\n{rendered}").unwrap();
    }
    insta::assert_snapshot!(shown);
}
