//! Reads the parameters behind the `?` of a request.

use std::borrow::Cow;

use http::Uri;
use percent_encoding::percent_decode_str;

/// The first parameter of that name, decoded; what is not UTF-8 is replaced.
pub(super) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    uri.query()?
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .find(|(key, _)| decoded(key) == name)
        .map(|(_, value)| decoded(value))
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    let decoded: Cow<'_, str> = percent_decode_str(&spaced).decode_utf8_lossy();
    decoded.into_owned()
}
