//! The floor: a bare client that sends the requests of the scenarios and checks nothing but that each was answered.

use std::{error::Error, process::ExitCode};

use futures_util::StreamExt as _;
use reqwest::{Client, redirect, retry};

use super::suites::AUTHORIZATION;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// `floor ADDRESS SCENARIOS JOBS`, in a process of its own.
pub(super) fn main(arguments: &[String]) -> ExitCode {
    match send_all(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn send_all(arguments: &[String]) -> Result<()> {
    let [address, scenarios, jobs] = arguments else { return Err("three arguments are wanted".into()) };
    let (scenarios, jobs): (usize, usize) = (scenarios.parse()?, jobs.parse()?);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let scenarios = (1..=scenarios).map(|number| scenario(&client, address, number));
        let mut ended = futures_util::stream::iter(scenarios).buffer_unordered(jobs);
        while let Some(result) = ended.next().await {
            result?;
        }
        Ok(())
    })
}

async fn scenario(client: &Client, address: &str, number: usize) -> Result<()> {
    let body = format!(r#"{{"dummyStatus":"APPROVED","clientId":"bench-{number}"}}"#);
    let created = post(client, address, "/api/v2/token", body).await?;
    let created = std::str::from_utf8(&created)?;
    let (_, behind) = created.split_once(r#""scanRef":""#).ok_or("no session was made")?;
    let (scan_ref, _) = behind.split_once('"').ok_or("no session was made")?;
    let session = || format!(r#"{{"scanRef":"{scan_ref}"}}"#);
    post(client, address, "/api/v2/status", session()).await?;
    let review = format!(
        r#"{{"scanRef":"{scan_ref}","manualFaceMatchResult":"FAKE_FACE","manualDocumentValidity":"DOC_VALIDATED"}}"#
    );
    post(client, address, "/api/v2/add-dummy-status", review).await?;
    post(client, address, "/api/v2/status", session()).await?;
    post(client, address, "/api/v2/full-status", session()).await?;
    Ok(())
}

async fn post(client: &Client, address: &str, path: &str, body: String) -> Result<bytes::Bytes> {
    let request = client
        .post(format!("{address}{path}"))
        .header("user-agent", "floor")
        .header("accept", "*/*")
        .header("content-type", "application/json")
        .header("authorization", AUTHORIZATION)
        .body(body);
    let answer = request.send().await?.error_for_status()?;
    Ok(answer.bytes().await?)
}
