//! Two hundred scenarios side by side: each gets its own deliveries and no other's.

use std::{collections::BTreeMap, sync::Arc};

use idvet::{
    emulator::{Emulator, EmulatorConfig, NetworkCourier, SIGNING_KEY, serve},
    event::{Happening, Outcome},
    run::{
        http::Wire,
        webhook::{Inbox, Inboxes},
    },
};

use crate::support::lab::{Lab, Ran, endpoint, real_runtime};

const SCENARIOS: usize = 200;

fn lab(quiet: &str) -> Lab {
    let scenario = |number: usize| {
        format!(
            "name: s{number}
steps:
  - create_dummy_token: {{ dummyStatus: APPROVED, clientId: client-{number} }}
  - await_webhook: {{ event: IDENTIFICATION_AUTO_FINISHED }}
    expect: {{ fields: {{ clientId: client-{number}, scanRef: \"${{session.scanRef}}\" }} }}
  - add_manual_status: {{ manualFaceMatchResult: FACE_MISMATCH, manualDocumentValidity: DOC_VALIDATED }}
  - await_webhook: {{ event: IDENTIFICATION_MANUAL_FINISHED }}
    expect: {{ fields: {{ clientId: client-{number}, status.manualFace: FACE_MISMATCH }} }}
  - await_webhook: {{ none_within: {quiet} }}
"
        )
    };
    let first = Lab::new(&scenario(0)).jobs(SCENARIOS);
    (1..SCENARIOS).fold(first, |lab, number| lab.file(&format!("scenarios/{number}.yaml"), &scenario(number)))
}

/// All passed, and each test was told of two deliveries, both of its own session.
fn check(ran: &Ran) {
    assert_eq!(ran.outcomes(), vec![Outcome::Passed; SCENARIOS], "{}", ran.story());
    let mut sessions = BTreeMap::new();
    for event in &ran.events {
        if let Happening::SessionCreated(created) = &event.what {
            sessions.insert(created.test, created.scan_ref.clone());
        }
    }
    let deliveries = ran.deliveries();
    assert_eq!(deliveries.len(), 2 * SCENARIOS);
    for delivered in deliveries {
        let test = delivered.test.expect("none is for nobody");
        assert_eq!(delivered.scan_ref.as_ref(), sessions.get(&test));
    }
}

#[test]
fn in_virtual_time() {
    check(&lab("2m").run());
}

#[test]
fn in_real_time_over_sockets() {
    let ran = real_runtime().block_on(async {
        let inbox = Inbox::listen_on_loopback(Some(SIGNING_KEY.to_owned())).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let courier = Arc::new(NetworkCourier::new(None).unwrap());
        let emulator = Emulator::with_courier(EmulatorConfig::default(), courier);
        tokio::spawn(serve(listener, emulator, std::future::pending()));
        let lab = lab("100ms");
        let wire = Wire::network(endpoint(&base_url, &lab.plan()), None).unwrap();
        lab.run_with(wire, Inboxes::Open(inbox)).await
    });
    check(&ran);
}
