//! Runs over real sockets: the same outcomes as in virtual time, and every way in which a server can misbehave.

use std::{future::Future, time::Duration};

use idvet::{
    emulator::{Emulator, EmulatorConfig, serve},
    event::Trouble,
    run::http::{LARGEST_ANSWER, Wire},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{
    address::dead_address,
    lab::{Lab, Ran, endpoint, real_runtime},
};

const ASK: &str = "name: x\nsteps:\n  - request: { path: /x }\n  - set: { a: 1 }\n";

/// A server that does something of its own with each connection, behind the head of the first request.
async fn server<F>(behave: impl Fn(TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let Ok(byte) = stream.read_u8().await else { break };
                head.push(byte);
            }
            tokio::spawn(behave(stream));
        }
    });
    base_url
}

/// Far more than a loopback connection takes, however busy the machine is.
const PATIENT: Duration = Duration::from_secs(30);

/// For servers that never answer: what a test has to wait.
const IMPATIENT: Duration = Duration::from_millis(500);

async fn run_against(base_url: &str, scenario: &str, request_timeout: Duration) -> Ran {
    let lab = Lab::new(scenario).file("scenarios/b.yaml", "name: y\nsteps:\n  - set: { a: 1 }\n");
    let mut endpoint = endpoint(base_url, &lab.plan());
    endpoint.request_timeout = request_timeout;
    let wire = Wire::network(endpoint, None).unwrap();
    lab.run_over(wire).await
}

/// What one step against a misbehaving server says; the other test goes on.
fn trouble<F>(behave: impl Fn(TcpStream) -> F + Send + 'static) -> Trouble
where
    F: Future<Output = ()> + Send + 'static,
{
    trouble_within(PATIENT, behave)
}

fn trouble_within<F>(request_timeout: Duration, behave: impl Fn(TcpStream) -> F + Send + 'static) -> Trouble
where
    F: Future<Output = ()> + Send + 'static,
{
    real_runtime().block_on(async {
        let base_url = server(behave).await;
        let ran = run_against(&base_url, ASK, request_timeout).await;
        assert!(ran.story().contains("= errored"), "{}", ran.story());
        assert!(ran.story().contains("= passed"), "{}", ran.story());
        let trouble = ran.troubles().remove(0);
        assert!(trouble.hint.is_some(), "what is to be done? {trouble:?}");
        trouble
    })
}

#[test]
fn the_emulator_over_sockets_gives_the_outcomes_of_virtual_time() {
    let scenario = "
        name: x
        steps:
          - create_dummy_token: { dummyStatus: APPROVED }
          - poll_status: APPROVED
          - add_manual_status: { manualFaceMatchResult: FACE_MISMATCH, manualDocumentValidity: DOC_VALIDATED }
          - poll_status: { until: DENIED, never: EXPIRED }
          - get_full_status: {}
            expect: { fields: { manual_face_match_result: FACE_MISMATCH } }
        finally:
          - delete: {}
        ";
    let virtual_time = Lab::new(scenario).run();
    let outcomes = real_runtime().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(listener, Emulator::new(EmulatorConfig::default()), std::future::pending()));
        let lab = Lab::new(scenario);
        let wire = Wire::network(endpoint(&base_url, &lab.plan()), None).unwrap();
        lab.run_over(wire).await.outcomes()
    });
    assert_eq!(outcomes, virtual_time.outcomes());
}

#[test]
fn nobody_listens() {
    real_runtime().block_on(async {
        let base_url = dead_address();
        let trouble = run_against(&base_url, ASK, PATIENT).await.troubles().remove(0);
        assert_eq!(trouble.kind, "connection refused");
        assert_eq!(trouble.message, format!("nothing listens at `{base_url}/x`"));
        let hint = format!("is the server running? the environment's `base_url` is `{base_url}`");
        assert_eq!(trouble.hint, Some(hint));
        assert!(trouble.causes.iter().any(|cause| cause.contains("refused")), "{trouble:?}");
    });
}

#[test]
fn a_name_that_nobody_knows() {
    real_runtime().block_on(async {
        // No name of a host has a part of more than 63 letters, so that the question never leaves the machine.
        let nobody = format!("http://{}", "x".repeat(64));
        let trouble = run_against(&nobody, ASK, PATIENT).await.troubles().remove(0);
        assert_eq!(trouble.kind, "dns", "{trouble:?}");
    });
}

#[test]
fn a_server_that_closes_without_an_answer() {
    let trouble = trouble(|stream| async move { drop(stream) });
    assert!(matches!(trouble.kind.as_str(), "connection closed" | "connection reset"), "{trouble:?}");
}

#[test]
fn a_server_that_resets() {
    let trouble = trouble(|stream| async move {
        // Closing with linger zero sends a reset.
        stream.set_zero_linger().unwrap();
    });
    assert_eq!(trouble.kind, "connection reset", "{trouble:?}");
}

#[test]
fn a_server_that_stalls() {
    let trouble = trouble_within(IMPATIENT, |stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    });
    assert_eq!(trouble.kind, "time-out");
    assert!(trouble.message.ends_with("within 500ms"), "{trouble:?}");
}

#[test]
fn a_server_that_stalls_within_the_body() {
    let trouble = trouble_within(IMPATIENT, |mut stream| async move {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf").await.unwrap();
        std::future::pending::<()>().await;
    });
    assert_eq!(trouble.kind, "time-out");
}

#[test]
fn a_server_that_cuts_its_answer_short() {
    for head in ["content-length: 9", "transfer-encoding: chunked"] {
        let trouble = trouble(move |mut stream| async move {
            let chunk = if head.starts_with("transfer") { "4\r\nhalf\r\n" } else { "half" };
            let answer = format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{chunk}");
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        assert_eq!(trouble.kind, "answer cut short");
        assert_eq!(trouble.message, "the answer broke off after 4 bytes of its body");
    }
}

#[test]
fn a_server_that_speaks_something_else() {
    for garbage in ["SSH-2.0-OpenSSH_9.9\r\n", "HTTP/1.1 abc\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n"] {
        let trouble = trouble(move |mut stream| async move {
            stream.write_all(garbage.as_bytes()).await.unwrap();
        });
        assert_eq!(trouble.kind, "not http", "{garbage:?}: {trouble:?}");
    }
}

/// Answers 200 with a body of that many bytes.
async fn write_large(mut stream: TcpStream, bytes: usize) {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).await;
    let block = vec![b'a'; 1024 * 1024];
    let mut left = bytes;
    while left > 0 {
        let size = left.min(block.len());
        if stream.write_all(&block[..size]).await.is_err() {
            return;
        }
        left -= size;
    }
}

#[test]
fn an_answer_of_fifty_megabytes_is_read_and_a_larger_one_than_allowed_is_not() {
    let run_with = |bytes: usize| {
        real_runtime().block_on(async move {
            let base_url = server(move |stream| write_large(stream, bytes)).await;
            let lab = Lab::new(ASK);
            let mut endpoint = endpoint(&base_url, &lab.plan());
            endpoint.request_timeout = Duration::from_mins(2);
            lab.run_over(Wire::network(endpoint, None).unwrap()).await
        })
    };
    let ran = run_with(50_000_000);
    assert!(ran.story().contains("= passed"), "{}", ran.story());
    let trouble = run_with(LARGEST_ANSWER + 1).troubles().remove(0);
    assert_eq!(
        (trouble.kind.as_str(), trouble.message.as_str()),
        ("answer too large", "the answer is larger than 64 MB")
    );
}

#[test]
fn redirects_are_not_followed_and_cookies_not_kept() {
    real_runtime().block_on(async {
        let base_url = server(|mut stream| async move {
            let answer = "HTTP/1.1 302 Found\r\nlocation: /y\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(answer.as_bytes()).await.unwrap();
        })
        .await;
        let scenario = "
            name: x
            steps:
              - request: { path: /x }
                expect: { status: 302, headers: { location: /y } }
              - request: { path: /x }
                expect: { status: 302 }
            ";
        let ran = run_against(&base_url, scenario, PATIENT).await;
        assert!(!ran.story().contains("failed"), "{}", ran.story());
        assert!(!format!("{:?}", ran.events).contains("\"cookie\""));
    });
}

#[test]
fn a_poll_goes_on_over_lost_connections() {
    real_runtime().block_on(async {
        let count = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let base_url = server(move |mut stream| {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            async move {
                let body = r#"{"status":"APPROVED","scanRef":"r","clientId":"c"}"#;
                let length = body.len();
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}");
                match number {
                    0 => stream.set_zero_linger().unwrap(),
                    1 => stream.write_all(&answer.as_bytes()[..answer.len() - 3]).await.unwrap(),
                    _ => stream.write_all(answer.as_bytes()).await.unwrap(),
                }
            }
        })
        .await;
        let scenario = "
            name: x
            steps:
              - poll_status: { scanRef: r, until: APPROVED, every: 1ms, within: 20s }
            ";
        let ran = run_against(&base_url, scenario, PATIENT).await;
        let seen: Vec<_> = ran.steps()[0].path.iter().map(|point| point.seen.clone()).collect();
        assert_eq!(seen, ["connection reset", "answer cut short", "APPROVED"]);
        assert!(!ran.story().contains("failed"), "{}", ran.story());
    });
}

#[test]
fn a_poll_of_a_server_that_is_down_could_not_be_judged() {
    real_runtime().block_on(async {
        let base_url = dead_address();
        let scenario = "
            name: x
            steps:
              - poll_status: { scanRef: r, until: APPROVED, every: 200ms, within: 1s }
            ";
        let trouble = run_against(&base_url, scenario, PATIENT).await.troubles().remove(0);
        assert_eq!(trouble.kind, "time-out");
        assert!(trouble.message.contains("connection refused "), "{trouble:?}");
        assert!(trouble.causes[0].contains("nothing listens"), "{trouble:?}");
        assert!(trouble.hint.is_some_and(|hint| hint.contains(&base_url)));
    });
}
