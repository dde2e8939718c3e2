//! The policy of the transport over real sockets: connections that are refused, reset, closed and cut short. The counts
//! are the server's.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use idvet::{
    event::{Happening, Outcome},
    run::http::Wire,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    time::Instant,
};

use crate::support::{
    address::dead_address,
    lab::{Lab, Ran, endpoint, real_runtime},
};

const CREATE: &str = "create_dummy_token: { dummyStatus: APPROVED, clientId: a }";
const MANUAL: &str = "add_manual_status: { scanRef: ref-1, manualFaceMatchResult: FACE_MATCH, manualDocumentValidity: DOC_VALIDATED }";
const DELETE: &str = "delete: { scanRef: ref-1 }";
const POST: &str = "request: { method: POST, path: /x }";
const READ: &str = "get_status: { scanRef: ref-1 }";
const GET: &str = "request: { path: /x }";

const GOOD: Does = Does::Answers("200 OK", "");

/// What a server does with a request that it has read to its end.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// Closing with linger zero sends a reset.
    Resets,
    Closes,
    /// Fewer bytes than the head promises.
    CutsShort,
    /// Nothing, for as long as the client waits.
    Stalls,
    /// The status line's end, and a further header.
    Answers(&'static str, &'static str),
}

/// When each request arrived.
type Arrivals = Arc<Mutex<Vec<Instant>>>;

/// A server that does one thing after another, the last one again and again, each on a connection of its own.
async fn server(deeds: &[Does]) -> (String, Arrivals) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let arrivals = Arrivals::default();
    let (counted, deeds) = (Arc::clone(&arrivals), deeds.to_vec());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&counted), deeds.clone()));
        }
    });
    (base_url, arrivals)
}

async fn serve(stream: TcpStream, arrivals: Arrivals, deeds: Vec<Does>) {
    let mut stream = BufReader::new(stream);
    if read_request(&mut stream).await.is_none() {
        return;
    }
    let before = {
        let mut arrivals = arrivals.lock().unwrap();
        arrivals.push(Instant::now());
        arrivals.len() - 1
    };
    let mut stream = stream.into_inner();
    match deeds[before.min(deeds.len() - 1)] {
        Does::Resets => stream.set_zero_linger().unwrap(),
        Does::Closes => {}
        Does::CutsShort => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"sta").await;
        }
        Does::Stalls => std::future::pending().await,
        Does::Answers(status, header) => {
            let body = r#"{"status":"APPROVED","scanRef":"ref-1","authToken":"token-12345"}"#;
            let (header, length) = (if header.is_empty() { "x-nothing: 1" } else { header }, body.len());
            let head = format!(
                "HTTP/1.1 {status}\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            let _ = stream.write_all((head + body).as_bytes()).await;
        }
    }
}

/// Head and body: a request that nobody reads to its end makes a reset of every close.
async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<()> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    stream.read_exact(&mut vec![0; length]).await.ok()?;
    Some(())
}

/// A run of one step, and how often it was sent again.
async fn run_at(base_url: &str, step: &str, request_timeout: Duration) -> (Ran, usize) {
    let scenario = format!("name: x\nsteps:\n  - {step}\n");
    let lab = Lab::new(&scenario).suite("contract: off\ntransport: { pause: 10ms, max_pause: 5s }\n");
    let mut endpoint = endpoint(base_url, &lab.plan());
    endpoint.request_timeout = request_timeout;
    let ran = lab.run_over(Wire::network(endpoint, None).unwrap()).await;
    let resent = ran.events.iter().filter(|event| matches!(event.what, Happening::Resent(_))).count();
    (ran, resent)
}

/// How a step ends whose requests meet these, when they arrived, and how often one was sent again.
fn meets(deeds: &[Does], step: &str) -> (Outcome, Vec<Instant>, usize) {
    real_runtime().block_on(async {
        let (base_url, arrivals) = server(deeds).await;
        let (ran, resent) = run_at(&base_url, step, Duration::from_secs(30)).await;
        let arrivals = arrivals.lock().unwrap().clone();
        (ran.outcomes()[0], arrivals, resent)
    })
}

#[test]
fn a_broken_connection_is_tried_again_on_reads() {
    for deed in [Does::Resets, Does::Closes, Does::CutsShort] {
        for step in [READ, GET] {
            let (outcome, arrivals, resent) = meets(&[deed, GOOD], step);
            assert_eq!((outcome, arrivals.len(), resent), (Outcome::Passed, 2, 1), "{deed:?} {step}");
        }
        let (outcome, arrivals, resent) = meets(&[deed], READ);
        assert_eq!((outcome, arrivals.len(), resent), (Outcome::Errored, 2, 1), "{deed:?} for ever");
    }
}

#[test]
fn what_may_have_been_done_is_never_done_again() {
    let unanswered = [Does::Resets, Does::Closes, Does::CutsShort];
    let refused = ["502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"];
    let refused = refused.map(|status| Does::Answers(status, ""));
    for step in [CREATE, MANUAL, DELETE, POST] {
        for deed in unanswered {
            let (outcome, arrivals, resent) = meets(&[deed, GOOD], step);
            assert_eq!((outcome, arrivals.len(), resent), (Outcome::Errored, 1, 0), "{deed:?} {step}");
        }
        for deed in refused {
            let (outcome, arrivals, resent) = meets(&[deed, GOOD], step);
            assert_eq!((outcome, arrivals.len(), resent), (Outcome::Failed, 1, 0), "{deed:?} {step}");
        }
    }
}

#[test]
fn a_429_is_tried_again_no_earlier_than_it_says() {
    for (header, least) in [("", 10), ("retry-after: 1", 1000)] {
        for step in [CREATE, READ] {
            let deeds = [Does::Answers("429 Too Many Requests", header), GOOD];
            let (outcome, arrivals, resent) = meets(&deeds, step);
            assert_eq!((outcome, arrivals.len(), resent), (Outcome::Passed, 2, 1), "{header} {step}");
            assert!(arrivals[1] - arrivals[0] >= Duration::from_millis(least), "{header} {step}");
        }
    }
    let (outcome, arrivals, resent) =
        meets(&[Does::Answers("429 Slow Down", "retry-after: 6"), GOOD], CREATE);
    assert_eq!((outcome, arrivals.len(), resent), (Outcome::Failed, 1, 0));
}

#[test]
fn where_nobody_listens_only_reads_are_tried_again() {
    for (step, times) in [(READ, 1), (GET, 1), (CREATE, 0), (MANUAL, 0), (DELETE, 0), (POST, 0)] {
        let (ran, resent) = real_runtime().block_on(run_at(&dead_address(), step, Duration::from_secs(30)));
        assert_eq!((ran.outcomes(), resent), (vec![Outcome::Errored], times), "{step}");
        let exchanges = ran.events.iter().filter(|event| matches!(event.what, Happening::Exchanged(_)));
        assert_eq!(exchanges.count(), 1 + times, "{step}");
    }
}

#[test]
fn a_time_out_is_not_tried_again() {
    real_runtime().block_on(async {
        let (base_url, arrivals) = server(&[Does::Stalls]).await;
        let (ran, resent) = run_at(&base_url, READ, Duration::from_millis(300)).await;
        assert_eq!((ran.outcomes(), resent), (vec![Outcome::Errored], 0), "{}", ran.story());
        assert_eq!(arrivals.lock().unwrap().len(), 1);
    });
}
