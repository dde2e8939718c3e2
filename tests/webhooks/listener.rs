//! The listener among senders that mean harm, and with TLS. Where nothing but its limits of time is waited for, the
//! clock is paused: its timers are tokio's.

use std::{future::Future, time::Duration};

use idvet::{
    emulator::{Courier, NetworkCourier, Parcel},
    event::{Delivered, Happening, Outcome},
    run::{
        http::Wire,
        webhook::{Certificate, Inbox, Inboxes, Listening},
    },
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{about, session};
use crate::support::{
    lab::{Lab, Ran, Server, connector, endpoint, paused_runtime, real_runtime},
    sender::{exchange, post},
};

const SCENARIO: &str =
    "name: x\nsteps:\n  - create_token: {}\n  - await_webhook: { within: 5m }\ntimeout: 10m\n";

/// Where an inbox is, as senders know it.
#[derive(Clone)]
struct Target {
    address: String,
    path: String,
}

impl Target {
    fn of(inbox: &Inbox) -> Self {
        let address = inbox.listens().split("//").nth(1).unwrap().to_owned();
        Self { address, path: inbox.path().to_owned() }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).await.unwrap()
    }
}

async fn open(certificate: Option<Certificate>) -> Inbox {
    let at = "127.0.0.1:0".parse().unwrap();
    Inbox::listen(Listening { at, public_url: None, certificate, signing_key: None }).await.unwrap()
}

/// A scenario that waits for the delivery that comes when `harm` is done.
async fn run_beside<F: Future<Output = ()>>(harm: impl FnOnce(Target) -> F) -> Ran {
    let inbox = open(None).await;
    let target = Target::of(&inbox);
    let lab = Lab::new(SCENARIO).script(&session("ref-1"));
    let wire = Wire::in_process(
        endpoint("http://emulator.test", &lab.plan()),
        connector(&Server::Script(session("ref-1"))),
    );
    let sending = async {
        harm(target.clone()).await;
        // As a real sender it tries again, should the inbox not have had a place for it.
        while about("ref-1").send(target.connect().await, &target.path).await != 200 {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let (ran, ()) = tokio::join!(lab.run_with(wire, Inboxes::Open(inbox)), sending);
    ran
}

fn turned_away(ran: &Ran) -> Vec<(String, usize)> {
    let away = ran.events.iter().filter_map(|event| match &event.what {
        Happening::TurnedAway(away) => Some((away.reason.clone(), away.count)),
        _ => None,
    });
    away.collect()
}

fn astray(ran: &Ran) -> Vec<Delivered> {
    ran.deliveries().into_iter().filter(|delivered| delivered.test.is_none()).collect()
}

fn passed(ran: &Ran) {
    assert_eq!(ran.outcomes(), [Outcome::Passed], "{}", ran.story());
}

/// Sends the same bytes so many times, thirty at once; each is answered with this status.
async fn flood(target: &Target, bytes: &[u8], times: usize, status: u16) {
    use futures_util::StreamExt;
    let posts = (0..times).map(|_| async { exchange(target.connect().await, bytes).await });
    let answers: Vec<u16> = futures_util::stream::iter(posts).buffer_unordered(30).collect().await;
    assert!(answers.iter().all(|answer| *answer == status), "{answers:?}");
}

#[test]
fn ten_thousand_wrong_posts_leave_nothing_but_counts() {
    let ran = real_runtime().block_on(run_beside(|target| async move {
        flood(&target, &about("ref-1").bytes("guessed"), 8_000, 404).await;
        flood(&target, &about("ref-1").method("PUT").bytes(&target.path), 2_000, 405).await;
    }));
    passed(&ran);
    assert_eq!(turned_away(&ran), [("unknown path".to_owned(), 8_000), ("wrong method".to_owned(), 2_000)]);
    assert_eq!(ran.deliveries().len(), 1);
}

#[test]
fn deliveries_for_nobody_are_kept_up_to_a_bound_and_counted_beyond() {
    let ran = real_runtime().block_on(run_beside(|target| async move {
        flood(&target, &about("nobodys").bytes(&target.path), 500, 200).await;
    }));
    passed(&ran);
    assert_eq!(astray(&ran).len(), 100);
    assert_eq!(turned_away(&ran), [("for nobody, and not kept".to_owned(), 400)]);
}

#[test]
fn large_bodies_for_nobody_are_kept_up_to_a_bound_of_bytes() {
    let body = format!(r#"{{"scanRef":"nobodys","fill":"{}"}}"#, "x".repeat(900_000));
    let ran = real_runtime().block_on(run_beside(|target| async move {
        flood(&target, &post("IDENTIFICATION", &body).bytes(&target.path), 20, 200).await;
    }));
    passed(&ran);
    assert_eq!(astray(&ran).len(), 4);
}

#[test]
fn a_gigabyte_that_is_announced_is_not_read() {
    let ran = real_runtime().block_on(run_beside(|target| async move {
        let head = format!("POST /{} HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n", target.path);
        assert_eq!(exchange(target.connect().await, head.as_bytes()).await, 413);
    }));
    passed(&ran);
    assert_eq!(turned_away(&ran), [("body too large".to_owned(), 1)]);
}

#[test]
fn a_body_without_an_announced_length_ends_at_the_limit() {
    let ran = real_runtime().block_on(run_beside(|target| async move {
        let head = format!("POST /{} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", target.path);
        let chunk = format!("100000\r\n{}\r\n", "x".repeat(0x10_0000));
        let bytes = [head.as_bytes(), chunk.as_bytes(), b"1\r\nx\r\n"].concat();
        assert_eq!(exchange(target.connect().await, &bytes).await, 413);
    }));
    passed(&ran);
    assert_eq!(turned_away(&ran), [("body too large".to_owned(), 1)]);
}

/// Waits until the other side hangs up; what it said before.
async fn silence_after(target: &Target, beginning: &str) -> String {
    let mut stream = target.connect().await;
    stream.write_all(beginning.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said).await;
    String::from_utf8(said).unwrap()
}

#[test]
fn slow_heads_slow_bodies_and_idle_connections_are_hung_up_on() {
    let ran = paused_runtime().block_on(run_beside(|target| async move {
        silence_after(&target, "POST /").await;
        silence_after(&target, "").await;
        let body = format!("POST /{} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{{", target.path);
        assert!(silence_after(&target, &body).await.starts_with("HTTP/1.1 408 "));
        let whole = "{\"scanRef\":\"nobodys\"}";
        let length = whole.len();
        let kept =
            format!("POST /{} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{whole}", target.path);
        assert!(silence_after(&target, &kept).await.starts_with("HTTP/1.1 200 "));
    }));
    passed(&ran);
    assert_eq!(turned_away(&ran), [("body too slow".to_owned(), 1)]);
}

#[test]
fn more_slow_connections_than_are_served_at_once_do_not_keep_a_delivery_out() {
    let ran = paused_runtime().block_on(run_beside(|target| async move {
        let mut slow = Vec::new();
        for _ in 0..600 {
            let mut stream = target.connect().await;
            stream.write_all(b"POST /").await.unwrap();
            slow.push(stream);
        }
        tokio::spawn(async move {
            std::future::pending::<()>().await;
            drop(slow);
        });
    }));
    passed(&ran);
}

#[test]
fn a_head_without_an_end_is_refused() {
    let ran = real_runtime().block_on(run_beside(|target| async move {
        let head = format!("POST /{} HTTP/1.1\r\nHost: x\r\nX: {}", target.path, "x".repeat(200_000));
        assert_eq!(exchange(target.connect().await, head.as_bytes()).await, 431);
    }));
    passed(&ran);
}

#[test]
fn no_path_is_that_of_another_run_and_that_of_a_seed_is_its_own() {
    real_runtime().block_on(async {
        let (one, other) = (open(None).await, open(None).await);
        assert_ne!(one.path(), other.path());
        assert_eq!(one.path().len(), 32);
    });
    let of_seed = |seed| Inbox::within_process(seed, None).path().to_owned();
    assert_eq!(of_seed(1), of_seed(1));
    assert_ne!(of_seed(1), of_seed(2));
}

#[test]
fn what_stands_before_the_secret_does_not_matter() {
    real_runtime().block_on(async {
        let inbox = open(None).await;
        let target = Target::of(&inbox);
        let path = format!("idvet/hooks/{}", target.path);
        assert_eq!(about("ref-1").send(target.connect().await, &path).await, 200);
        let behind = format!("{}/more", target.path);
        assert_eq!(about("ref-1").send(target.connect().await, &behind).await, 404);
    });
}

#[test]
fn a_port_that_is_taken_is_an_error_that_names_it() {
    real_runtime().block_on(async {
        let inbox = open(None).await;
        let at = Target::of(&inbox).address.parse().unwrap();
        let again =
            Inbox::listen(Listening { at, public_url: None, certificate: None, signing_key: None }).await;
        let error = again.err().expect("somebody listens there").to_string();
        assert_eq!(error, format!("the inbox cannot listen at `{at}`"));
        // Once it is dropped, the port is free again.
        drop(inbox);
        tokio::task::yield_now().await;
        let free =
            Inbox::listen(Listening { at, public_url: None, certificate: None, signing_key: None }).await;
        assert!(free.is_ok());
    });
}

/// What a courier over the network is answered.
async fn carried(inbox: &Inbox, host: &str, authority: Option<&[u8]>) -> Result<u16, String> {
    let port = inbox.listens().rsplit(':').next().unwrap();
    let url = format!("https://{host}:{port}/{}", inbox.path());
    let parcel = Parcel { url, headers: http::HeaderMap::new(), body: bytes::Bytes::from_static(b"{}") };
    let courier = NetworkCourier::new(authority).unwrap();
    courier.carry(parcel).await.map(|status| status.as_u16()).map_err(|error| error.to_string())
}

#[test]
fn a_listener_speaks_tls_with_a_certificate_of_the_suites_own() {
    let key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = authority.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(authority, key);
    let key = KeyPair::generate().unwrap();
    let leaf =
        CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let certificate =
        Certificate::Own { chain: leaf.pem().into_bytes(), key: key.serialize_pem().into_bytes() };
    real_runtime().block_on(async {
        let inbox = open(Some(certificate)).await;
        assert!(inbox.listens().starts_with("https://127.0.0.1:"));
        assert_eq!(carried(&inbox, "localhost", Some(root.as_bytes())).await, Ok(200));
        let distrusted = carried(&inbox, "127.0.0.1", Some(root.as_bytes())).await.unwrap_err();
        assert!(distrusted.starts_with("no connection"), "{distrusted}");
    });
}

#[test]
fn a_listener_speaks_tls_with_a_certificate_made_for_the_run() {
    real_runtime().block_on(async {
        let inbox = open(Some(Certificate::SelfSigned { host: "qa.example.com".to_owned() })).await;
        // Nobody has signed it: who insists is not content. This also installs what the client below needs.
        assert!(carried(&inbox, "127.0.0.1", None).await.is_err());
        let lenient = reqwest::Client::builder().no_proxy().tls_danger_accept_invalid_certs(true);
        let url = format!("{}/{}", inbox.listens(), inbox.path());
        let answer = lenient.build().unwrap().post(url).body("{}").send().await.unwrap();
        assert_eq!(answer.status(), 200);
    });
}

#[test]
fn a_certificate_that_is_none_is_told() {
    real_runtime().block_on(async {
        let at = "127.0.0.1:0".parse().unwrap();
        let certificate = Some(Certificate::Own { chain: b"nothing".to_vec(), key: Vec::new() });
        let opened = Inbox::listen(Listening { at, public_url: None, certificate, signing_key: None }).await;
        let error = opened.err().expect("it holds no certificate");
        assert_eq!(error.to_string(), "the inbox cannot speak TLS");
    });
}

#[test]
fn answers_that_are_held_back_end_with_the_run() {
    let runtime = paused_runtime();
    runtime.block_on(async {
        let inbox = open(None).await;
        let target = Target::of(&inbox);
        let steps = "name: x\ntimeout: 1m\nsteps:\n  - create_token: {}\n  - await_webhook: { within: 2s, respond: { after: 1h } }\n";
        let lab = Lab::new(steps).script(&session("ref-1"));
        let wire = Wire::in_process(endpoint("http://emulator.test", &lab.plan()), connector(&Server::Script(session("ref-1"))));
        let sending = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            about("ref-1").send(target.connect().await, &target.path).await
        };
        let (ran, status) = tokio::join!(lab.run_with(wire, Inboxes::Open(inbox)), sending);
        assert_eq!(ran.outcomes(), [Outcome::Failed], "{}", ran.story());
        assert_eq!(status, 0);
    });
}
