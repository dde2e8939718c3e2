//! What a plan says of deliveries: who waits for which, where they arrive, and which sessions tell the API so.

use std::time::Duration;

use idvet::plan::{
    Action, Awaited, Callback, Count, ListenerTls, Plan, Respond, SigningKey, Timing, Webhooks,
};

use super::desk::{Desk, SUITE, steps};

fn plan(written: &str) -> Plan {
    Desk::with(&steps(written)).plan()
}

/// The statuses that the rules for the session of a step say, in their order.
fn rules(plan: &Plan, number: usize) -> Vec<u32> {
    let awaited = plan.tests[0].awaiting_session_of(number).into_iter().map(|wanted| &wanted.awaited);
    let responds = awaited.filter_map(|awaited| match awaited {
        Awaited::One { respond, .. } => respond.as_ref(),
        Awaited::None { .. } => None,
    });
    let status = |respond: &Respond| match &respond.status {
        Count::Fixed(status) => *status,
        Count::Computed(template, _) => panic!("{template:?}"),
    };
    responds.map(status).collect()
}

fn webhooks(written: &str) -> Webhooks {
    let suite = SUITE.replacen(
        "api_secret: \"${env.API_SECRET}\" }",
        &format!("api_secret: \"${{env.API_SECRET}}\" }}\n    webhooks: {written}"),
        1,
    );
    let plan = Desk::with(&steps("  - create_token: {}\n")).suite(&suite).environment("dev").plan();
    plan.environment.webhooks.expect("the environment has webhooks")
}

#[test]
fn only_a_test_that_is_carried_out_wants_a_receiver() {
    assert!(!plan("  - create_token: {}\n").awaits_delivery());
    assert!(plan("  - create_token: {}\n  - await_webhook: {}\n").awaits_delivery());
    assert!(
        plan("  - create_token: {}\nfinally:\n  - await_webhook: { none_within: 1s }\n").awaits_delivery()
    );
    assert!(plan("  - create_token: {}\n  - use: _flows/told.yaml\n").awaits_delivery());
    let for_demo = "name: a\nenvironments: [DEMO]\nsteps:\n  - create_token: {}\n  - await_webhook: {}\n";
    assert!(Desk::with(for_demo).plan().awaits_delivery());
    assert!(!Desk::with(for_demo).environment("dev").plan().awaits_delivery());
}

#[test]
fn each_session_has_the_rules_of_the_steps_that_speak_of_it() {
    let plan = plan(
        "  - create_token: {}\n    as: first\n\
         \x20 - await_webhook: { respond: { status: 501 } }\n\
         \x20 - create_token: {}\n\
         \x20 - await_webhook: { respond: { status: 502 } }\n\
         \x20 - await_webhook: { respond: { status: 503 } }\n    session: first\n\
         \x20 - await_webhook: { scanRef: \"${first.scanRef}\" }\n\
         finally:\n  - await_webhook: { respond: { status: 504 } }\n",
    );
    assert_eq!((rules(&plan, 1), rules(&plan, 3)), (vec![501, 503], vec![502, 504]));
    assert_eq!(rules(&plan, 2), Vec::<u32>::new());
}

#[test]
fn a_flow_speaks_of_the_session_made_last_and_its_names_stay_inside() {
    // The flow waits, makes a session with the name `first`, and waits for that.
    let plan = plan(
        "  - create_token: {}\n    as: first\n  - use: _flows/told.yaml\n\
         \x20 - await_webhook: { respond: { status: 505 } }\n    session: first\n",
    );
    assert_eq!((rules(&plan, 1), rules(&plan, 4)), (vec![511, 505], vec![512]));
}

#[test]
fn a_callback_is_filled_in_where_nobody_says_what_it_is() {
    let of = |fields: &str| {
        let plan = plan(&format!("  - create_dummy_token: {{ dummyStatus: APPROVED{fields} }}\n"));
        match &plan.tests[0].steps[0].action {
            Action::Api(request) => request.callback,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(of(""), Callback::Free);
    assert_eq!(of(", callbackUrl: \"https://qa.example.com/hook\""), Callback::Decided);
    assert_eq!(of(", callbackUrl: { omit: true }"), Callback::Decided);
    assert_eq!(of(", callbackUrl: { raw: null }"), Callback::Decided);
    let defaults =
        SUITE.replace("create_token: {", "create_token: { callbackUrl: \"https://a.example.com\",");
    let plan = Desk::with(&steps("  - create_token: {}\n")).suite(&defaults).plan();
    assert!(
        matches!(&plan.tests[0].steps[0].action, Action::Api(request) if request.callback == Callback::Decided)
    );
}

#[test]
fn deliveries_are_signed_with_the_api_secret_where_there_is_no_key_of_their_own() {
    let least = webhooks("{ listen: \"localhost:0\" }");
    assert_eq!(least.listen, "127.0.0.1:0".parse().unwrap());
    assert_eq!(least.signing_key, SigningKey("secret-1".to_owned()));
    assert_eq!(least.public_url, None);
    assert!(matches!(least.tls, ListenerTls::None));
    let more = webhooks(
        "{ listen: \"[::1]:8480\", public_url: \"https://qa.example.com/a/\", signing_key: \"${env.TEAM}\", tls: self_signed }",
    );
    assert_eq!(more.signing_key, SigningKey("blue".to_owned()));
    assert_eq!(more.public_url.as_deref(), Some("https://qa.example.com/a"));
    assert!(matches!(more.tls, ListenerTls::SelfSigned));
    assert!(!format!("{more:?}").contains("blue"), "{more:?}");
}

#[test]
fn an_environment_that_is_not_spoken_to_needs_none_of_its_variables_and_files() {
    let webhooks =
        "webhooks: { listen: \"0.0.0.0:1\", signing_key: \"${env.NONE}\", tls: { certificate: a, key: b } }";
    let suite = SUITE.replacen("    base_url", &format!("    {webhooks}\n    base_url"), 1);
    assert_eq!(Desk::with(&steps("  - create_token: {}\n")).suite(&suite).messages(), Vec::<String>::new());
    let spoken_to = Desk::with(&steps("  - create_token: {}\n")).suite(&suite).environment("dev");
    assert_eq!(spoken_to.messages().len(), 3);
}

#[test]
fn the_sender_takes_anything_but_a_timely_2xx_for_a_failure() {
    let text = "  - create_token: {}\n  - await_webhook: { respond: { status: 204 } }\n";
    let plan = plan(text);
    let Action::AwaitWebhook(wanted) = &plan.tests[0].steps[1].action else { panic!("no await") };
    let Awaited::One { within, respond: Some(respond), .. } = &wanted.awaited else { panic!("no respond") };
    assert!(matches!(within, Timing::Fixed(within) if *within == Duration::from_secs(30)));
    let failing = Respond { status: Count::Fixed(300), ..respond.clone() };
    assert!(!respond.refuses(Duration::ZERO) && !respond.refuses(Duration::from_millis(9_999)));
    assert!(respond.refuses(Duration::from_secs(10)) && failing.refuses(Duration::ZERO));
}
