//! Parts of events that are made by hand.

use std::time::Duration;

use idvet::event::{BodyText, Exchanged, ReceivedAnswer, SentRequest, WrittenPlace};

/// A body, whole.
pub(crate) fn body(text: &str) -> BodyText {
    BodyText { text: text.to_owned(), bytes: text.len(), cut: false }
}

/// A JSON request and its answer, which is cut where it is long; test and step are for the caller to set.
pub(crate) fn exchange(method: &str, path: &str, sent: &str, status: u16, received: &str) -> Exchanged {
    let content = ("content-type".to_owned(), "application/json; charset=utf-8".to_owned());
    Exchanged {
        test: 0,
        step: 0,
        request: SentRequest {
            method: method.to_owned(),
            url: format!("http://127.0.0.1:8080{path}?a=b%20c&d"),
            headers: vec![("authorization".to_owned(), "[redacted]".to_owned()), content.clone()],
            body: body(sent),
        },
        result: Ok(ReceivedAnswer { status, headers: vec![content], body: cut(received) }),
        took: Duration::from_micros(12_345),
    }
}

/// A request that was refused with one of the API's errors.
pub(crate) fn refused(method: &str, path: &str, status: u16) -> Exchanged {
    exchange(method, path, "{}", status, r#"{"message":"refused","identifier":"NOT_FOUND"}"#)
}

/// A place in a line of a scenario: all of the line but its indentation.
pub(crate) fn written(file: &str, line: usize, text: &str) -> WrittenPlace {
    let start = text.len() - text.trim_start().len();
    WrittenPlace {
        file: file.to_owned(),
        line,
        column: start + 1,
        text: text.to_owned(),
        start,
        end: text.len(),
    }
}

/// A body as an event holds it, of which only the beginning is kept.
fn cut(text: &str) -> BodyText {
    /// Bytes that are kept.
    const KEPT: usize = 4000;
    let kept = &text[..text.floor_char_boundary(KEPT)];
    BodyText { text: kept.to_owned(), bytes: text.len(), cut: kept.len() < text.len() }
}
