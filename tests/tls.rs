//! HTTPS with a certificate authority of our own, and without the one that was needed.

use std::{sync::Arc, time::Duration};

use idvet::{
    emulator::{Emulator, EmulatorConfig, serve_tls, tls_config},
    run::http::{Wire, WireError},
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use crate::support::lab::{Lab, endpoint, real_runtime};

const SCENARIO: &str = "name: x\nsteps:\n  - create_token: {}\n  - get_status: {}\n";

struct Certificates {
    authority: String,
    leaf: String,
    key: String,
}

/// An authority, and a certificate of it for `localhost` and 127.0.0.1.
fn certificates() -> Certificates {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let leaf = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
    Certificates { authority: certificate.pem(), leaf: leaf.pem(), key: key.serialize_pem() }
}

/// What a run over TLS says.
fn story(authority: impl Fn(&Certificates) -> Option<String>, host: &str) -> String {
    real_runtime().block_on(async {
        let certificates = certificates();
        let tls = tls_config(certificates.leaf.as_bytes(), certificates.key.as_bytes()).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let emulator = Emulator::new(EmulatorConfig::default());
        tokio::spawn(serve_tls(listener, emulator, Arc::clone(&tls), std::future::pending()));
        let lab = Lab::new(SCENARIO);
        let mut endpoint = endpoint(&format!("https://{host}:{port}"), &lab.plan());
        endpoint.request_timeout = Duration::from_secs(20);
        let authority = authority(&certificates);
        let wire = Wire::network(endpoint, authority.as_ref().map(String::as_bytes)).unwrap();
        let ran = lab.run_over(wire).await;
        let hints = ran.troubles().into_iter().map(|trouble| {
            format!("{}; {}; {}", trouble.kind, trouble.causes.join("; "), trouble.hint.unwrap_or_default())
        });
        format!("{:?} {}", ran.outcomes(), hints.collect::<String>())
    })
}

#[test]
fn a_private_authority_is_trusted_where_it_is_named() {
    assert_eq!(story(|certificates| Some(certificates.authority.clone()), "127.0.0.1"), "[Passed] ");
    assert_eq!(story(|certificates| Some(certificates.authority.clone()), "localhost"), "[Passed] ");
}

#[test]
fn another_authority_is_not_trusted_and_the_hint_says_what_to_do() {
    let told = story(|_| Some(self::certificates().authority), "127.0.0.1");
    assert!(told.starts_with("[Errored] tls; "), "{told}");
    assert!(told.contains("certificate"), "{told}");
    assert!(told.ends_with("name the CA's PEM file under `ca_certificate` of the environment"), "{told}");
}

#[test]
fn what_is_no_certificate_is_refused() {
    let plan = Lab::new(SCENARIO).plan();
    for text in ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let result = Wire::network(endpoint("https://localhost:1", &plan), Some(text.as_bytes()));
        assert!(result.is_err(), "{text}");
        if let Err(error) = result {
            assert!(matches!(error, WireError::NoCertificate(_) | WireError::NoAuthority(_)), "{error}");
        }
    }
}
