//! Which path leads to which call.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use http::HeaderValue;
use http::header::DATE;

use super::alter::altered;
use super::call::{Act, answer};
use super::fields::{Fields, given};
use super::switches::FullStatus;
use super::{
    Emulator, api_error, delete, full_status, listing, manual, material, open, report, status, token,
};
use crate::vocabulary::{ApiCall, call};

/// All endpoints of the emulator.
pub(super) fn router(emulator: Emulator) -> Router {
    let mut router = Router::new()
        .route("/api/v2/token", calling(token_call, token::create))
        .route("/api/v2/add-dummy-status", calling(|_| known("add_manual_status"), manual::add))
        .route("/api/v2/status", calling(|_| known("get_status"), status::read))
        .route("/api/v2/data", calling(|_| known("get_data"), material::read_data))
        .route("/api/v2/files", calling(|_| known("get_files"), material::read_files))
        .route("/api/v2/delete", calling(|_| known("delete"), delete::erase))
        .route("/api/v2/generate-pdf", calling(|_| known("generate_pdf"), report::generate))
        .route("/api/v2/redirect", get(open::open))
        .route("/kyc/identifications/", get(listing::list))
        .route(material::PICTURE_PATH, get(material::picture));
    if emulator.config().assumptions.full_status == FullStatus::Present {
        router =
            router.route("/api/v2/full-status", calling(|_| known("get_full_status"), full_status::read));
    }
    router
        .fallback(|| async { api_error::not_found() })
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(emulator.clone(), altered))
        .layer(from_fn_with_state(emulator.clone(), timed))
        .with_state(emulator)
}

/// S1: the same path makes a plain session, or with `dummyStatus` a dummy.
fn token_call(fields: &Fields) -> &'static ApiCall {
    known(if given(fields, "dummyStatus").is_some() { "create_dummy_token" } else { "create_token" })
}

fn known(name: &str) -> &'static ApiCall {
    call(name).expect("the names in this file stand in the table of calls")
}

fn calling(choose: fn(&Fields) -> &'static ApiCall, act: Act) -> MethodRouter<Emulator> {
    post(move |State(emulator): State<Emulator>, request: Request| async move {
        answer(&emulator, request, choose, act).await
    })
}

async fn wrong_method(State(emulator): State<Emulator>) -> Response {
    api_error::wrong_method(&emulator.config().assumptions).into_response()
}

/// Takes `EmulatorConfig::latency` for every answer, and dates it by the emulator's clock: the server would add the
/// machine's date, and the same requests would no longer get the same answers.
async fn timed(State(emulator): State<Emulator>, request: Request, next: Next) -> Response {
    let latency = emulator.config().latency;
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let mut response = next.run(request).await;
    let date =
        emulator.clock().date(emulator.clock().now()).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::try_from(date) {
        response.headers_mut().insert(DATE, date);
    }
    response
}
