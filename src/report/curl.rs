//! A request as a command that can be pasted; secrets stand as shell variables.

use super::rerun::quoted;
use crate::{event::SentRequest, secrets::REPLACEMENT};

/// The command. A secret in the address or the body stays replaced: it is nowhere kept.
pub(super) fn command(request: &SentRequest) -> String {
    let mut words = vec!["curl".to_owned(), "-i".to_owned()];
    if request.method != "GET" {
        words.extend(["-X".to_owned(), quoted(&request.method)]);
    }
    for (name, value) in &request.headers {
        words.extend(header(name, value));
    }
    if !request.body.text.is_empty() {
        words.extend(["--data-raw".to_owned(), quoted(&request.body.text)]);
    }
    words.push(quoted(&request.url));
    words.join(" ")
}

fn header(name: &str, value: &str) -> Vec<String> {
    if name.eq_ignore_ascii_case("authorization") {
        return vec!["-u".to_owned(), "\"$IDENFY_API_KEY:$IDENFY_API_SECRET\"".to_owned()];
    }
    let set_by_curl = ["host", "content-length", "accept", "connection", "user-agent"];
    if set_by_curl.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return Vec::new();
    }
    if value.contains(REPLACEMENT) {
        let variable = name.to_uppercase().replace(|character: char| !character.is_ascii_alphanumeric(), "_");
        return vec!["-H".to_owned(), format!("\"{name}: ${variable}\"")];
    }
    vec!["-H".to_owned(), quoted(&format!("{name}: {value}"))]
}
