//! The emulator behind sockets: plain, with TLS, and until it is told to stop.

use std::sync::Arc;
use std::time::Duration;

use idvet::emulator::{Emulator, EmulatorConfig, credentials, serve, serve_tls, tls_config};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::support::api::config;

fn request(connection: &str) -> String {
    let (key, secret) = credentials(idvet::emulator::Kind::Dev);
    let pair = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{key}:{secret}"));
    let body = r#"{"clientId":"a","dummyStatus":"APPROVED"}"#;
    format!(
        "POST /api/v2/token HTTP/1.1\r\nhost: a\r\nauthorization: Basic {pair}\r\nconnection: {connection}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> String {
    stream.write_all(request("close").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn created(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 201 Created\r\n") && answer.contains("Dummy token and verification created")
}

#[tokio::test]
async fn it_serves_sockets_until_the_shutdown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let emulator = Emulator::new(config(&[]));
    let server = tokio::spawn(serve(listener, emulator, async { drop(stopped.await) }));
    assert!(created(&converse(TcpStream::connect(address).await.unwrap()).await));

    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"garbage\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    idle.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 400"), "what is no HTTP is answered");

    let waiting = TcpStream::connect(address).await.unwrap();
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), server)
        .await
        .expect("idle clients do not hold it")
        .unwrap();
    drop(waiting);
    assert!(TcpStream::connect(address).await.is_err());
}

/// Nothing, the first bytes of HTTP 2, and all of its greeting: the version of HTTP is not or hardly known.
#[tokio::test(start_paused = true)]
async fn silent_clients_are_let_go() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(serve(listener, Emulator::new(config(&[])), std::future::pending()));
    for greeting in ["", "P", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "POST /api/v2/token HTTP/1.1\r\n"] {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(greeting.as_bytes()).await.unwrap();
        assert!(created(&converse(TcpStream::connect(address).await.unwrap()).await), "another is served");
        let mut answer = Vec::new();
        let ending = tokio::time::timeout(Duration::from_mins(5), client.read_to_end(&mut answer)).await;
        assert!(ending.is_ok(), "after {greeting:?} the connection is still open");
    }
    server.abort();
}

/// As pools do, each client keeps its connection: nobody would leave by himself.
#[tokio::test]
async fn who_is_answered_in_a_full_house_makes_room() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let small = EmulatorConfig { max_connections: 2, ..config(&[]) };
    let server = tokio::spawn(serve(listener, Emulator::new(small), std::future::pending()));
    let mut clients = Vec::new();
    for _ in 0..6 {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(request("keep-alive").as_bytes()).await.unwrap();
        clients.push(client);
    }
    for client in &mut clients {
        let mut answer = [0; 12];
        let reading = tokio::time::timeout(Duration::from_secs(10), client.read_exact(&mut answer));
        reading.await.expect("there is room for everybody in turn").unwrap();
        assert_eq!(&answer, b"HTTP/1.1 201");
    }
    server.abort();
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_late_answer_is_not_silent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let late = EmulatorConfig { latency: Duration::from_mins(5), ..config(&[]) };
    let server = tokio::spawn(serve(listener, Emulator::new(late), std::future::pending()));
    assert!(created(&converse(TcpStream::connect(address).await.unwrap()).await));
    server.abort();
}

#[tokio::test]
async fn it_serves_tls_with_a_given_certificate() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let tls = tls_config(certificate.as_bytes(), key.as_bytes()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let changes = config(&[("dummy_material", "data_and_files")]);
    let server = tokio::spawn(serve_tls(listener, Emulator::new(changes), tls, std::future::pending()));

    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(client));
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    let stream = connector.connect(name, stream).await.unwrap();
    assert!(created(&converse(stream).await));

    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(request("close").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "plain HTTP is not spoken there");
    server.abort();
}

#[test]
fn unusable_certificates_are_refused_with_the_reason() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let reason = |certificate: &str, key: &str| {
        tls_config(certificate.as_bytes(), key.as_bytes()).map(drop).unwrap_err().to_string()
    };
    assert_eq!(reason("", &key), "the certificate chain holds no certificate");
    assert_eq!(reason(&certificate, "no key"), "the private key can not be read as PEM");
    assert_eq!(
        reason(&certificate, &other.signing_key.serialize_pem()),
        "certificate and private key can not be used together"
    );
}
