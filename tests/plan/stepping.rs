//! Steps of a plan: defaults merged, values as they will be sent, and each verb's own success.

use std::time::Duration;

use idvet::{
    diagnostic::Severity,
    expect::StatusRange,
    plan::{
        Action, Address, Auth, Body, BodyField, CaptureFrom, OnFailure, Pace, ScanRef, SessionChoice, Step,
        Timing, Written,
    },
    template::Template,
};

use super::desk::{Desk, steps};

const DUMMY: &str = "  - create_dummy_token: { dummyStatus: APPROVED }\n";

fn all(text: &str) -> Vec<Step> {
    Desk::with(&steps(text)).plan().tests[0].steps.to_vec()
}

fn last(text: &str) -> Step {
    all(&format!("{DUMMY}{text}")).pop().unwrap()
}

fn fields(step: &Step) -> Vec<(&str, String, Written)> {
    let Action::Api(request) = &step.action else { panic!("{:?}", step.action) };
    request.fields.iter().map(|field| (&*field.name, text(field), field.written)).collect()
}

fn text(field: &BodyField) -> String {
    field.value.as_literal().map_or_else(|| "computed".to_owned(), idvet::template::Value::to_text)
}

fn name(step: &Step) -> String {
    literal(&step.name)
}

fn literal(template: &Template) -> String {
    template.as_literal().map_or_else(|| "computed".to_owned(), idvet::template::Value::to_text)
}

fn pace(step: &Step) -> &Pace {
    match &step.action {
        Action::PollStatus(poll) => &poll.pace,
        Action::Poll(poll) => &poll.pace,
        other => panic!("{other:?}"),
    }
}

fn seconds(timing: &Timing) -> f64 {
    let Timing::Fixed(duration) = timing else { panic!("{timing:?}") };
    duration.as_secs_f64()
}

#[test]
fn the_step_wins_over_the_dummy_defaults_and_they_over_the_token_defaults() {
    let suite = "
defaults:
  create_token: { clientId: from-token, firstName: Token, lastName: Token, country: lt, address: here }
  create_dummy_token: { firstName: Dummy, lastName: Dummy, country: { omit: true } }
";
    let text = "  - create_dummy_token: { dummyStatus: DENIED, firstName: Step, address: { omit: true } }\n";
    let plan = Desk::with(&steps(text)).suite(suite).plan();
    assert_eq!(
        fields(&plan.tests[0].steps[0]),
        [
            ("dummyStatus", "DENIED".to_owned(), Written::AsText),
            ("firstName", "Step".to_owned(), Written::AsText),
            ("lastName", "Dummy".to_owned(), Written::AsText),
            ("clientId", "from-token".to_owned(), Written::AsText),
        ]
    );
}

#[test]
fn a_default_may_use_variables_of_the_process() {
    let suite = "defaults: { create_token: { clientId: \"${env.TEAM}-$${env.TEAM}\" } }";
    let plan = Desk::with(&steps("  - create_token:\n")).suite(suite).plan();
    assert_eq!(
        fields(&plan.tests[0].steps[0]),
        [("clientId", "blue-${env.TEAM}".to_owned(), Written::AsText)]
    );
}

#[test]
fn texts_keep_their_zeros_and_what_is_raw_is_sent_as_it_is() {
    let step = &all("  - create_dummy_token:
      dummyStatus: { raw: MAYBE }
      documentNumber: 00123456
      personalNumber: 1e5
      country: NO
      dateOfBirth: 1990-12-20
      documents: [PASSPORT]
      showInstructions: false
      expiryTime: 600
      firstName: { raw: null }
      surprise: { raw: 7 }
      clientId: { omit: true }
")[0];
    assert_eq!(
        fields(step),
        [
            ("dummyStatus", "MAYBE".to_owned(), Written::AsValue),
            ("documentNumber", "00123456".to_owned(), Written::AsText),
            ("personalNumber", "1e5".to_owned(), Written::AsText),
            ("country", "NO".to_owned(), Written::AsText),
            ("dateOfBirth", "1990-12-20".to_owned(), Written::AsText),
            ("documents", "[\"PASSPORT\"]".to_owned(), Written::AsText),
            ("showInstructions", "false".to_owned(), Written::AsValue),
            ("expiryTime", "600".to_owned(), Written::AsValue),
            ("firstName", "null".to_owned(), Written::AsValue),
            ("surprise", "7".to_owned(), Written::AsValue),
        ]
    );
}

#[test]
fn each_session_is_found() {
    let scan_ref = |text: &str| match last(text).action {
        Action::Api(request) => request.scan_ref,
        other => panic!("{other:?}"),
    };
    assert_eq!(scan_ref("  - get_status:\n"), ScanRef::Session(SessionChoice::Latest));
    assert_eq!(scan_ref("  - get_status: { scanRef: { omit: true } }\n"), ScanRef::Written);
    assert_eq!(scan_ref("  - get_status: { scanRef: \"${session.scanRef}\" }\n"), ScanRef::Written);
    assert_eq!(scan_ref(DUMMY), ScanRef::None);
    let named = "  - create_token: {}\n    as: other\n  - get_status:\n    session: other\n";
    assert_eq!(scan_ref(named), ScanRef::Session(SessionChoice::Named(Box::new("other".into()))));
}

#[test]
fn steps_are_called_by_their_gist() {
    let named = |text: &str| name(&last(text));
    assert_eq!(named(DUMMY), "create_dummy_token APPROVED");
    assert_eq!(named("  - poll_status: [APPROVED, DENIED]\n"), "poll_status APPROVED, DENIED");
    assert_eq!(named("  - poll_status: { until: { raw: ODD } }\n"), "poll_status ODD");
    assert_eq!(named("  - get_status:\n    name: looks\n"), "looks");
    assert_eq!(named("  - get_status:\n"), "get_status");
    assert_eq!(named("  - request: { path: /x, json: {} }\n"), "request POST /x");
    assert_eq!(named("  - wait: 2s\n"), "wait 2s");
    assert_eq!(named("  - set: { a: 1, b: 2 }\n"), "set a, b");
    assert_eq!(named("  - poll_status: { until: \"${upper('denied')}\" }\n"), "computed");
}

#[test]
fn success_is_what_the_documents_say_unless_the_author_says_otherwise() {
    let status = |text: &str| {
        let ranges: Vec<StatusRange> = last(text).expect.status.clone();
        ranges.iter().map(|range| (range.low, range.high)).collect::<Vec<_>>()
    };
    assert_eq!(status(DUMMY), [(200, 200), (201, 201)]);
    assert_eq!(status("  - get_status:\n    expect: { fields: { status: APPROVED } }\n"), [(200, 200)]);
    let others = "  - get_status:\n    expect: { within: 2s, headers: { a: b }, body: x }\n";
    assert_eq!(status(others), [(200, 200)]);
    assert_eq!(status("  - get_status:\n    expect: { status: 404 }\n"), [(404, 404)]);
    assert_eq!(
        status("  - get_status:\n    expect: { error: { identifier: BAD_VALUE } }\n"),
        [(400, 499), (500, 599)]
    );
    assert_eq!(status("  - request: { path: /x }\n"), [(200, 299)]);
    assert_eq!(status("  - wait: 1s\n"), []);
}

#[test]
fn a_pace_comes_from_the_step_the_suite_and_the_language() {
    let own = last("  - poll_status: APPROVED\n");
    let Pace { every, backoff, max_every, within } = pace(&own);
    assert_eq!((seconds(every), *backoff, seconds(max_every), seconds(within)), (2.0, 1.5, 10.0, 60.0));
    let suite =
        "defaults: { create_token: { clientId: a }, poll_status: { every: 3s, max_every: 5s, backoff: 2 } }";
    let text = format!("{DUMMY}  - poll_status: {{ until: APPROVED, within: 9s, every: 7s }}\n");
    let plan = Desk::with(&steps(&text)).suite(suite).plan();
    let Pace { every, backoff, max_every, within } = pace(&plan.tests[0].steps[1]);
    assert_eq!((seconds(every), *backoff, seconds(max_every), seconds(within)), (7.0, 2.0, 7.0, 9.0));
    let quick = last("  - poll_status: { until: APPROVED, max_every: 1s }\n");
    assert_eq!((seconds(&pace(&quick).every), seconds(&pace(&quick).max_every)), (1.0, 1.0));
}

#[test]
fn a_duration_may_wait_for_its_value() {
    let text = "  - set: { pause: 2s }\n  - wait: \"${pause}\"\n";
    assert!(matches!(last(text).action, Action::Wait(Timing::Computed(_))));
    let vars = "name: a\nvars: { pause: 2s }\nsteps:\n  - wait: \"${pause}\"\n";
    let plan = Desk::with(vars).plan();
    assert!(matches!(&plan.tests[0].steps[0].action, Action::Wait(Timing::Fixed(two)) if two.as_secs() == 2));
}

#[test]
fn requests_say_where_they_go_and_with_what() {
    let request = |text: &str| match last(text).action {
        Action::Request(request) => request,
        other => panic!("{other:?}"),
    };
    let plain = request("  - request: { path: /x, query: { a: [1, 2] } }\n");
    assert_eq!(literal(&plain.method), "GET");
    assert!(matches!(
        (&plain.address, &plain.auth, &plain.body),
        (Address::Path(_), Auth::Environment, Body::Empty)
    ));
    assert_eq!(plain.query.len(), 1);
    let away = request("  - request: { url: https://example.com/x, form: { a: 1 } }\n");
    assert_eq!(literal(&away.method), "POST");
    assert!(matches!((&away.address, &away.auth, &away.body), (Address::Url(_), Auth::None, Body::Form(_))));
    let pair = request(
        "  - request: { path: /x, method: PUT, file: photo.jpg, auth: { api_key: k, api_secret: s } }\n",
    );
    assert_eq!(literal(&pair.method), "PUT");
    assert!(matches!((&pair.auth, &pair.body), (Auth::Pair(..), Body::File(_))));
}

#[test]
fn credentials_go_to_their_own_server_whatever_it_is_called() {
    let text = "  - request: { url: \"HTTPS://IVS.idenfy.com:443/x\", auth: environment }\n";
    let plan = Desk::with(&steps(text)).environment("dev").plan();
    assert!(plan.outward_step().is_some());
    let other = "  - request: { url: \"https://ivs.idenfy.com:444/x\", auth: environment }\n";
    assert_eq!(
        Desk::with(&steps(other)).environment("dev").messages(),
        ["the environment's credentials never go to another server"]
    );
}

#[test]
fn modifiers_are_kept() {
    let step = last(
        "  - get_status:
    if: { value: \"${session.scanRef}\", present: true }
    timeout: 1.5s
    continue_on_failure: true
    id: look
    capture: { status: status, type: header.Content-Type }
",
    );
    assert_eq!(step.timeout(), Some(Duration::from_millis(1500)));
    assert_eq!(step.on_failure, OnFailure::Continue);
    assert_eq!(step.id(), Some("look"));
    assert!(step.condition().is_some_and(|condition| condition.matchers.is_some()));
    assert!(
        matches!(&step.captures()[0].from, CaptureFrom::Field(path) if path.as_str() == "$.status" || path.as_str() == "status")
    );
    assert!(matches!(&step.captures()[1].from, CaptureFrom::Header(name) if name == "content-type"));
}

#[test]
fn names_made_behind_an_if_or_in_the_steps_are_known_later() {
    let text = "name: \"of ${client}\"
vars: { client: qa-1 }
steps:
  - create_dummy_token: { dummyStatus: APPROVED }
    if: false
    as: one
    capture: { ref: $.scanRef }
  - set: { a: \"${ref}\", b: \"${a}-${one.scanRef}\" }
finally:
  - delete: { scanRef: \"${b}\" }
    name: deletes ${client}
";
    assert_eq!(Desk::with(text).messages(), [""; 0]);
}

#[test]
fn a_warning_does_not_refuse() {
    let checked = Desk::with(&steps("  - request: { path: /x, json: { a: 007 } }\n")).check();
    assert_eq!(
        checked.diagnostics.iter().map(|found| found.severity).collect::<Vec<_>>(),
        [Severity::Warning]
    );
    assert!(checked.plan.is_some());
}

#[test]
fn a_constant_that_a_path_does_not_fit_is_told() {
    let vars = "vars:\n  list: [a]\n  map: { x: b }\n  none: ~\n";
    let text = |value: &str| format!("name: a\n{vars}steps:\n  - set:\n      v: {value}\n");
    let messages = |value: &str| {
        let found = Desk::with(&text(value)).check().diagnostics;
        let errors = found.into_iter().filter(|it| it.severity == Severity::Error);
        errors.map(|it| it.message).collect::<Vec<_>>()
    };
    for (wrong, message) in [
        ("${list[1]}", "`list` has no `[1]`"),
        ("${map[0]}", "`map` is a map and no list, so it has no `[0]`"),
        ("${map.y}", "`map` has no `y`"),
        ("${list.y}", "`list` is a list and has no `y`"),
        ("a${none}", "`none` is nothing (null), which has no text"),
        ("${map.x.y}", "`map.x` is a text and has no `y`"),
    ] {
        assert_eq!(messages(wrong), [message], "{wrong}");
    }
    for right in ["${list[0]}", "${map.x}", "${none}", "${map.x}-${list[0]}"] {
        assert_eq!(messages(right), [""; 0], "{right}");
    }
}

#[test]
fn what_is_filled_in_is_bounded_by_what_was_written() {
    let digits = format!("0.5{}", "0".repeat(1024 * 1024));
    let text =
        format!("name: a\nvars: {{ x: {digits} }}\nsteps:\n  - set:\n      v: \"{}\"\n", "${x}".repeat(17));
    assert_eq!(Desk::with(&text).messages(), ["more than 16 MB are filled in here"]);
}
