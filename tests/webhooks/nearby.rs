//! The program itself: in virtual and real time, against an address that sends webhooks, and with a port that is taken.

use std::{net::TcpListener, sync::Arc};

use idvet::emulator::{Emulator, EmulatorConfig, NetworkCourier, SIGNING_KEY, credentials, serve};

use crate::support::{
    lab::real_runtime,
    suite::{Said, Suite, said},
};

const AWAITING: &str = "name: told
steps:
  - create_dummy_token: { dummyStatus: APPROVED, clientId: qa-1 }
  - await_webhook: { event: IDENTIFICATION_AUTO_FINISHED, within: 20s }
";

const OTHER: &str = "name: other\nsteps:\n  - set: { a: 1 }\n";

#[test]
fn a_run_has_an_inbox_in_virtual_and_in_real_time() {
    for arguments in [&["run", "-v"][..], &["run", "-v", "--real-time"]] {
        let suite = Suite::empty();
        let said = suite.scenario("a.yaml", AWAITING).idvet(arguments).exits(0);
        assert!(said.err.contains("delivery: 1, IDENTIFICATION_AUTO_FINISHED at "), "{}", said.all());
        assert!(said.err.contains("signature valid, answered 200"), "{}", said.all());
        let record = suite.record();
        let delivered: Vec<_> = record.iter().filter(|line| line["event"] == "delivered").collect();
        assert_eq!(delivered.len(), 1, "{}", said.all());
        assert_eq!(delivered[0]["test"], 0);
    }
}

#[test]
fn a_failing_step_says_what_arrived() {
    let scenario = AWAITING.replace("AUTO_FINISHED", "EXPIRED");
    let said = Suite::empty().scenario("a.yaml", &scenario).idvet(&["run"]).exits(1);
    let message = "failed: a webhook `IDENTIFICATION_EXPIRED` did not come within 20s";
    assert!(said.err.contains(message), "{}", said.all());
    let detail = "    delivery 1 (IDENTIFICATION_AUTO_FINISHED, 0s into the step): another event\n";
    assert!(said.err.contains(detail), "{}", said.all());
}

#[test]
fn a_failing_expectation_shows_the_delivery() {
    let scenario = format!("{AWAITING}    expect: {{ fields: {{ status.overall: DENIED }} }}\n");
    let said = Suite::empty().scenario("a.yaml", &scenario).idvet(&["run"]).exits(1);
    assert!(said.err.contains("delivery: 1, IDENTIFICATION_AUTO_FINISHED at "), "{}", said.all());
    assert!(!said.err.contains("  answer:"), "{}", said.all());
}

#[test]
fn the_delivery_that_breaks_a_silence_is_shown() {
    let scenario = AWAITING.replace("within: 20s", "none_within: 20s");
    let said = Suite::empty().scenario("a.yaml", &scenario).idvet(&["run"]).exits(1);
    assert!(said.err.contains("delivery: 1, IDENTIFICATION_AUTO_FINISHED at "), "{}", said.all());
    assert!(!said.err.contains("  answer:"), "{}", said.all());
}

#[test]
fn where_a_fault_holds_a_webhook_back_the_hint_names_it() {
    let suite = Suite::with(
        "environments:\n  faulty: { kind: DEV, emulator: { webhooks: never } }\ndefault_environment: faulty\n",
    );
    let said = suite.scenario("a.yaml", AWAITING).idvet(&["run"]).exits(1);
    assert!(said.err.contains("the environment's `webhooks` faults hold it back: `never`"), "{}", said.all());
    assert!(!said.err.contains("can the API reach that address"), "{}", said.all());
}

/// A suite with an environment at an address, whose webhooks come to a port of this machine.
fn against(base_url: &str, port: u16) -> Suite {
    let suite = Suite::with(&format!(
        "environments:
  real:
    kind: DEV
    base_url: {base_url}
    credentials: {{ api_key: \"${{env.KEY}}\", api_secret: \"${{env.SECRET}}\" }}
    webhooks:
      listen: 127.0.0.1:{port}
      public_url: http://127.0.0.1:{port}/hooks
      signing_key: ${{env.SIGNING_KEY}}
default_environment: real
"
    ));
    suite.scenario("a.yaml", AWAITING).scenario("b.yaml", OTHER);
    suite
}

fn run(suite: &Suite) -> Said {
    let (key, secret) = credentials(idvet::emulator::Kind::Dev);
    let mut command = suite.command(&["run", "-v"]);
    command.env("KEY", key).env("SECRET", secret).env("SIGNING_KEY", SIGNING_KEY);
    said(&command.output().unwrap())
}

#[test]
fn an_address_calls_the_inbox_that_the_suite_names() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let said = real_runtime().block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let courier = Arc::new(NetworkCourier::new(None).unwrap());
        let emulator = Emulator::with_courier(EmulatorConfig::default(), courier);
        tokio::spawn(serve(listener, emulator, std::future::pending()));
        tokio::task::spawn_blocking(move || run(&against(&base_url, free))).await.unwrap()
    });
    let said = said.exits(0);
    assert!(said.err.contains("signature valid, answered 200"), "{}", said.all());
    assert!(said.err.contains(&format!("http://127.0.0.1:{free}/hooks/[redacted]")), "{}", said.all());
    assert!(!said.all().contains(SIGNING_KEY), "{}", said.all());
}

#[test]
fn a_port_that_is_taken_is_the_trouble_of_those_that_need_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let said = run(&against("http://127.0.0.1:1", port)).exits(3);
    assert!(said.out.contains("1 passed"), "{}", said.all());
    assert!(said.out.contains("1 errored"), "{}", said.all());
    assert!(said.err.contains(&format!("the inbox cannot listen at `127.0.0.1:{port}`")), "{}", said.all());
    assert!(said.err.contains("; does another program, or another run, listen there?"), "{}", said.all());
    drop(taken);
}

#[test]
fn no_port_is_opened_where_nobody_waits() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let suite = against("http://127.0.0.1:1", taken.local_addr().unwrap().port());
    suite.scenario("a.yaml", "name: quiet\nsteps:\n  - wait: 1ms\n");
    run(&suite).exits(0);
}
