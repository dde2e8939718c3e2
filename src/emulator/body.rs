//! Reads the body of a request: bounded in size and time, UTF-8, JSON, an object.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use serde_json::Value;

use super::api_error::{self, ApiError};
use super::fields::Fields;

/// The largest body that is read. The documented fields together stay far below it.
pub(super) const LARGEST: usize = 256 * 1024;

/// A larger body is read to here and thrown away, so that its sender gets to read the answer.
const LARGEST_DISCARDED: usize = 64 * 1024 * 1024;

/// How long a body may take.
const LONGEST: Duration = Duration::from_mins(1);

/// The fields of a body.
pub(super) async fn read(body: Incoming) -> Result<Fields, ApiError> {
    let bytes = match tokio::time::timeout(LONGEST, collect(body)).await {
        Ok(collected) => collected?,
        Err(_) => return Err(api_error::cut_short()),
    };
    parse(&bytes)
}

async fn collect(mut body: Incoming) -> Result<Vec<u8>, ApiError> {
    let mut kept = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let chunk = frame.map_err(|_| api_error::cut_short())?.into_data().unwrap_or_else(|_| Bytes::new());
        seen = seen.saturating_add(chunk.len());
        if seen <= LARGEST {
            kept.extend_from_slice(&chunk);
        } else if seen > LARGEST_DISCARDED {
            break;
        }
    }
    if seen > LARGEST { Err(api_error::too_large(LARGEST)) } else { Ok(kept) }
}

/// The JSON library bounds nesting; what is deeper is no JSON to it.
fn parse(bytes: &[u8]) -> Result<Fields, ApiError> {
    let text = std::str::from_utf8(bytes).map_err(|_| api_error::not_utf8())?;
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(api_error::not_an_object()),
        Err(_) => Err(api_error::not_json()),
    }
}
