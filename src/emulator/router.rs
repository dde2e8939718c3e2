//! Which path leads to which call, and what all answers have in common: latency, alterations, length and date.

use http::header::{ALLOW, CONTENT_LENGTH, DATE};
use http::request::Parts;
use http::{HeaderValue, Method, Request};
use hyper::body::Incoming;

use super::alter::altered;
use super::api_error::ApiError;
use super::call::{Act, carry_out};
use super::fields::{Fields, given};
use super::material::Link;
use super::response::Response;
use super::switches::FullStatus;
use super::{
    Emulator, api_error, delete, full_status, listing, manual, material, open, report, status, token,
};
use crate::vocabulary::{ApiCall, call};

/// Answers a request.
pub(super) async fn respond(emulator: &Emulator, request: Request<Incoming>) -> Response {
    let latency = emulator.config().latency;
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let (parts, body) = request.into_parts();
    let answered = answer(emulator, &parts, body).await;
    let mut response = answered.unwrap_or_else(ApiError::into_response);
    altered(&emulator.config().alterations, parts.uri.path(), &mut response);
    // The server would add the machine's date, and the same requests would no longer get the same answers.
    response.headers_mut().insert(DATE, emulator.clock().http_date());
    measure(&mut response, &parts.method);
    response
}

/// HEAD is told how long the body would be, and does not get it.
fn measure(response: &mut Response, method: &Method) {
    let length = response.body().len();
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    if method == Method::HEAD {
        response.body_mut().clear();
    }
}

/// Where a path leads.
enum Route<'a> {
    /// To a call with credentials and a body, which says which call it is.
    Call(fn(&Fields) -> &'static ApiCall, Act),
    Open,
    List,
    Picture(Link<'a>),
}

async fn answer(emulator: &Emulator, parts: &Parts, body: Incoming) -> Result<Response, ApiError> {
    let route = route(parts.uri.path(), emulator).ok_or_else(api_error::not_found)?;
    let allowed = match route {
        Route::Call(..) => "POST",
        Route::Open | Route::List | Route::Picture(_) => "GET,HEAD",
    };
    if !allowed.split(',').any(|method| method == parts.method) {
        return Ok(wrong_method(emulator, allowed));
    }
    match route {
        Route::Call(choose, act) => carry_out(emulator, parts, body, choose, act).await,
        Route::Open => open::open(emulator, parts),
        Route::List => listing::list(emulator, parts),
        Route::Picture(link) => material::picture(emulator, &link, &parts.uri),
    }
}

fn route<'a>(path: &'a str, emulator: &Emulator) -> Option<Route<'a>> {
    Some(match path {
        "/api/v2/token" => Route::Call(token_call, token::create),
        "/api/v2/add-dummy-status" => Route::Call(|_| known("add_manual_status"), manual::add),
        "/api/v2/status" => Route::Call(|_| known("get_status"), status::read),
        "/api/v2/data" => Route::Call(|_| known("get_data"), material::read_data),
        "/api/v2/files" => Route::Call(|_| known("get_files"), material::read_files),
        "/api/v2/delete" => Route::Call(|_| known("delete"), delete::erase),
        "/api/v2/generate-pdf" => Route::Call(|_| known("generate_pdf"), report::generate),
        "/api/v2/full-status" if emulator.config().assumptions.full_status == FullStatus::Present => {
            Route::Call(|_| known("get_full_status"), full_status::read)
        }
        "/api/v2/redirect" => Route::Open,
        "/kyc/identifications/" => Route::List,
        _ => Route::Picture(Link::at(path)?),
    })
}

/// S1: the same path makes a plain session, or with `dummyStatus` a dummy.
fn token_call(fields: &Fields) -> &'static ApiCall {
    known(if given(fields, "dummyStatus").is_some() { "create_dummy_token" } else { "create_token" })
}

fn known(name: &str) -> &'static ApiCall {
    call(name).expect("the names in this file stand in the table of calls")
}

fn wrong_method(emulator: &Emulator, allowed: &'static str) -> Response {
    let mut response = api_error::wrong_method(&emulator.config().assumptions).into_response();
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}
