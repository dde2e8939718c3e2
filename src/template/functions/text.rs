//! Functions on texts.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use super::{Complaint, Scope, Value, text_of};

pub(super) fn base64(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

pub(super) fn sha256(text: &str) -> String {
    let half = |bits: u8| char::from_digit(u32::from(bits), 16).unwrap_or('0');
    Sha256::digest(text).iter().flat_map(|byte| [half(byte >> 4), half(byte & 15)]).collect()
}

pub(super) fn file(values: &[Value], scope: &dyn Scope) -> Result<Value, Complaint> {
    let read = scope.read_file(&text_of(values, 0));
    read.map(Value::from).map_err(|message| Complaint::new(message).about(0))
}
