//! The verb `request`: what is sent, and with whose credentials.

use std::sync::Arc;

use idvet::{
    files::write_text,
    plan::{Action, Auth, Plan},
    run::leaves_process,
};

use crate::support::lab::{Asked, Lab, Ran, Script, reply};

/// What a check cannot look through.
const VALUES: &str = "set: { nothing: null, word: 'a b', list: [x, 2], away: '@elsewhere.test/x', up: ../Cargo.toml, root: /etc/passwd }";

fn send(step: &str) -> (Ran, Vec<Asked>) {
    let script = Script::new([reply(200, "")]);
    let scenario = format!("name: x\nsteps:\n  - {VALUES}\n  - request: {step}\n");
    let ran = Lab::new(&scenario).script(&script).run();
    (ran, script.asked())
}

#[track_caller]
fn sent(step: &str) -> Asked {
    let (ran, asked) = send(step);
    assert!(ran.story().contains("= passed"), "{}", ran.story());
    asked.into_iter().next().unwrap()
}

fn header<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.headers.get(name).map_or("none", |value| value.to_str().unwrap())
}

#[test]
fn the_query_is_encoded_in_the_written_order() {
    let asked = sent("{ path: /x, query: { b: '${word}', a: '${list}', ü: 'c&d=e+f' } }");
    assert_eq!(asked.target, "/x?b=a%20b&a=x&a=2&%C3%BC=c%26d%3De%2Bf");
    assert_eq!(asked.method, "GET");
    assert_eq!(sent("{ path: '/x?z=1', query: { a: 1 } }").target, "/x?z=1&a=1");
}

#[test]
fn bodies_have_their_types() {
    let asked = sent("{ method: POST, path: /x, json: { n: 1.50, t: '1', z: null, l: [true] } }");
    assert_eq!(header(&asked, "content-type"), "application/json");
    assert_eq!(asked.body, r#"{"n":1.5,"t":"1","z":null,"l":[true]}"#);

    let asked = sent("{ method: POST, path: /x, form: { b: '${word}', a: '${list}', p: 'a+b' } }");
    assert_eq!(header(&asked, "content-type"), "application/x-www-form-urlencoded");
    assert_eq!(asked.body, "b=a+b&a=x&a=2&p=a%2Bb");

    let asked = sent("{ method: PUT, path: /x, text: 'say ${word}' }");
    assert_eq!(header(&asked, "content-type"), "text/plain; charset=utf-8");
    assert_eq!((asked.method.as_str(), &asked.body[..]), ("PUT", &b"say a b"[..]));

    let asked = sent("{ method: POST, path: /x, text: '<a/>', headers: { Content-Type: text/xml } }");
    assert_eq!(header(&asked, "content-type"), "text/xml");
    assert_eq!(asked.headers.get_all("content-type").iter().count(), 1);
}

#[test]
fn a_file_is_sent_with_the_type_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    write_text(&folder.path().join("a.PNG"), "\u{0}ä").unwrap();
    let script = Script::new([reply(200, "")]);
    Lab::new("name: x\nsteps:\n  - request: { method: POST, path: /x, file: a.PNG }\n")
        .root(folder.path().to_owned())
        .script(&script)
        .run();
    let asked = script.asked().remove(0);
    assert_eq!((header(&asked, "content-type"), &asked.body[..]), ("image/png", "\u{0}ä".as_bytes()));
}

#[test]
fn a_file_outside_of_the_suite_is_not_sent() {
    for path in ["'${up}'", "'${root}'", "'${word}'"] {
        let (ran, asked) = send(&format!("{{ method: POST, path: /x, file: {path} }}"));
        assert!(asked.is_empty(), "{path}");
        assert!(ran.story().contains("= failed"), "{path}: {}", ran.story());
    }
}

#[test]
fn headers_are_the_authors_and_a_list_repeats_its_name() {
    let asked = sent("{ path: /x, headers: { X-One: '${list}', User-Agent: mine } }");
    let all: Vec<_> = asked.headers.get_all("x-one").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(all, ["x", "2"]);
    assert_eq!(header(&asked, "user-agent"), "mine");
}

#[test]
fn a_path_has_the_credentials_of_the_environment_and_no_others_unless_written() {
    let environment = "Basic ZW11bGF0b3ItZGV2OmVtdWxhdG9yLWRldi1zZWNyZXQ=";
    assert_eq!(header(&sent("{ path: /x }"), "authorization"), environment);
    assert_eq!(header(&sent("{ path: /x, auth: environment }"), "authorization"), environment);
    assert_eq!(header(&sent("{ path: /x, auth: none }"), "authorization"), "none");
    assert_eq!(
        header(&sent("{ path: /x, auth: { api_key: a, api_secret: b } }"), "authorization"),
        "Basic YTpi"
    );
    assert_eq!(
        header(&sent("{ path: /x, headers: { Authorization: Bearer t } }"), "authorization"),
        "Bearer t"
    );
    assert_eq!(header(&sent("{ url: 'http://emulator.test/x' }"), "authorization"), "none");
}

/// A check refuses this; the runner does not rely on it.
fn with_the_environments_credentials(plan: &mut Plan) {
    let test = Arc::make_mut(&mut plan.tests[0]);
    let mut steps = test.steps.to_vec();
    for step in &mut steps {
        if let Action::Request(request) = &mut step.action {
            request.auth = Auth::Environment;
        }
    }
    test.steps = steps.into();
}

#[test]
fn credentials_of_the_environment_never_go_to_another_host() {
    let tricks = [
        "http://elsewhere.test/x",
        "http://emulator.test:81/x",
        "https://emulator.test/x",
        "http://emulator.test@elsewhere.test/x",
        "http://emulator.test.elsewhere.test/x",
    ];
    for url in tricks {
        let script = Script::new([reply(200, "")]);
        let scenario =
            format!("name: x\nsteps:\n  - set: {{ url: '{url}' }}\n  - request: {{ url: '${{url}}' }}\n");
        let ran = Lab::new(&scenario).edit(with_the_environments_credentials).script(&script).run();
        assert!(script.asked().is_empty(), "{url}");
        let story = ran.story();
        assert!(story.contains("another host") || story.contains("a user or a password"), "{url}: {story}");
    }
    let script = Script::new([reply(200, "")]);
    let scenario = "name: x\nsteps:\n  - request: { url: 'http://emulator.test/x' }\n";
    Lab::new(scenario).edit(with_the_environments_credentials).script(&script).run();
    assert!(header(&script.asked()[0], "authorization").starts_with("Basic "));
}

#[test]
fn a_path_begins_with_a_slash() {
    let (ran, asked) = send("{ path: '${away}' }");
    assert!(ran.story().contains("does not begin with `/`"), "{}", ran.story());
    assert!(asked.is_empty());
}

#[test]
fn in_virtual_time_nothing_leaves_the_process() {
    let (ran, _) = send("{ url: 'http://127.0.0.1:9/x' }");
    let trouble = ran.troubles().remove(0);
    assert_eq!(trouble.kind, "outside");
    assert!(!ran.story().contains("→"), "nothing was sent: {}", ran.story());
    assert_eq!(trouble.hint.as_deref(), Some("run with `--real-time`"));
}

#[test]
fn it_is_known_beforehand_that_something_leaves_the_process() {
    let place = |step: &str| {
        let plan = Lab::new(&format!("name: x\nsteps:\n  - set: {{ a: 1 }}\n  - {step}\n")).plan();
        leaves_process(&plan).map(|place| place.position().line)
    };
    assert_eq!(place("request: { url: 'http://example.com/x' }"), Some(4));
    assert_eq!(place("poll: { url: 'http://example.com/x', until: { a: 1 } }"), Some(4));
    assert_eq!(place("request: { path: /x }"), None);
}

#[test]
fn what_cannot_be_sent_fails_with_the_reason() {
    let cases = [
        ("{ path: /x, method: '${word}' }", "cannot be sent"),
        ("{ path: /x, headers: { x: \"a\\nb\" } }", "header `x` holds a character"),
        ("{ path: /x, query: { a: '${nothing}' } }", "`a` is null"),
        ("{ url: '${word}' }", "is no address"),
    ];
    for (step, expected) in cases {
        let (ran, asked) = send(step);
        assert!(asked.is_empty(), "{step}");
        let message = &ran.failures()[0].message;
        assert!(message.contains(expected), "{step}: {message}");
        assert!(ran.failures()[0].place.is_some());
    }
}
