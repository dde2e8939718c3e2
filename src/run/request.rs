//! The verb `request`: any HTTP request.

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    api::{basic, own_headers},
    http, media_type,
    step::{Halt, StepRun},
    telling::Fault,
};
use crate::{
    exchange::Request,
    files::{LARGEST_FILE, read_suite_bytes},
    plan::{Address, Auth, Body, Credentials, HttpRequest},
};

/// What RFC 3986 calls unreserved stays as it is.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The request that a step describes.
pub(super) fn build(at: &StepRun<'_, '_>, written: &HttpRequest) -> Result<Request, Halt> {
    let method = at.fill_text(&written.method)?;
    let url = url(at, written)?;
    let mut headers = own_headers();
    set_all(&mut headers, at.fill_pairs(&written.headers)?);
    let body = body(at, &written.body, &mut headers)?;
    if !has(&headers, "authorization") {
        let authorization = authorization(at, &written.auth, &url)?;
        headers.extend(authorization.map(|value| ("authorization".to_owned(), value)));
    }
    let request = Request { method, url, headers, body };
    http::check(&request).map_err(Halt::failed)?;
    Ok(request)
}

fn url(at: &StepRun<'_, '_>, written: &HttpRequest) -> Result<String, Halt> {
    let mut url = match &written.address {
        Address::Url(template) => at.fill_text(template)?,
        Address::Path(template) => {
            let path = at.fill_text(template)?;
            if !path.starts_with('/') {
                return Err(Halt::failed(format!("the path `{path}` does not begin with `/`")));
            }
            format!("{}{path}", at.test.run.wire.base_url)
        }
    };
    let query = encoded(&at.fill_pairs(&written.query)?);
    if !query.is_empty() {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&query);
    }
    http::normal_url(&url).map_err(Halt::failed)
}

/// In the written order; a blank is `%20` (decisions.md C9).
fn encoded(pairs: &[(String, String)]) -> String {
    let part = |text: &str| utf8_percent_encode(text, QUERY).to_string();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect();
    pairs.join("&")
}

fn body(at: &StepRun<'_, '_>, body: &Body, headers: &mut Vec<(String, String)>) -> Result<Bytes, Halt> {
    match body {
        Body::Empty => Ok(Bytes::new()),
        Body::Json(template) => {
            default_type(headers, "application/json");
            Ok(at.fill(template)?.json.to_string().into())
        }
        Body::Form(fields) => {
            default_type(headers, "application/x-www-form-urlencoded");
            Ok(encoded(&at.fill_pairs(fields)?).replace("%20", "+").into())
        }
        Body::Text(template) => {
            default_type(headers, "text/plain; charset=utf-8");
            Ok(at.fill_text(template)?.into())
        }
        Body::File(template) => {
            let path = at.fill_text(template)?;
            default_type(headers, media_type::of_path(&path));
            file(at, &path)
        }
    }
}

fn file(at: &StepRun<'_, '_>, path: &str) -> Result<Bytes, Halt> {
    let read = read_suite_bytes(&at.test.run.facts.root, path, LARGEST_FILE);
    read.map(Bytes::from).map_err(|problem| {
        Halt::Failed(Fault { message: problem.message, hint: problem.help, details: Vec::new(), place: None })
    })
}

/// Environment credentials never go to another host (decisions.md C6).
fn authorization(at: &StepRun<'_, '_>, auth: &Auth, url: &str) -> Result<Option<String>, Halt> {
    match auth {
        Auth::None => Ok(None),
        Auth::Environment if !at.test.run.wire.is_home(url) => Err(Halt::failed(format!(
            "the environment's credentials are not sent to `{url}`, which is another host"
        ))),
        Auth::Environment => at.environment_authorization().map(Some),
        Auth::Pair(key, secret) => {
            let credentials = Credentials { api_key: at.fill_text(key)?, api_secret: at.fill_text(secret)? };
            at.test.voice.learn(&credentials);
            Ok(Some(basic(&credentials)))
        }
    }
}

/// The author's headers take the place of those of the same name.
fn set_all(headers: &mut Vec<(String, String)>, written: Vec<(String, String)>) {
    headers.retain(|(name, _)| !has(&written, name));
    headers.extend(written.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)));
}

fn default_type(headers: &mut Vec<(String, String)>, value: &str) {
    if !has(headers, "content-type") {
        headers.push(("content-type".to_owned(), value.to_owned()));
    }
}

fn has(headers: &[(String, String)], name: &str) -> bool {
    headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}
