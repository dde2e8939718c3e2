//! Reads the body of an answer, whole and bounded.

use std::error::Error;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body;

use super::{SendError, Sort};

/// How many bytes an answer may have (decisions.md F32).
pub const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// Reads a body to its end.
pub(super) async fn read<B>(mut body: B) -> Result<Bytes, SendError>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Error + 'static,
{
    let mut read = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| SendError::in_body(&error, read.len()))?;
        let Ok(data) = frame.into_data() else { continue };
        if read.len() + data.len() > LARGEST_ANSWER {
            return Err(too_large());
        }
        read.extend_from_slice(&data);
    }
    Ok(read.freeze())
}

fn too_large() -> SendError {
    let mebibytes = LARGEST_ANSWER / (1024 * 1024);
    SendError::plain(Sort::TooLarge, format!("the answer is larger than {mebibytes} MB"))
}
