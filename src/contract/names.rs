//! Which answer and which webhook is described by which schema.

/// The schema of an answer. Of refusals those of the API itself are described; 502 to 504 are a gateway's.
pub(super) fn of_answer(method: &str, path: &str, status: u16) -> Option<&'static str> {
    let success = of_call(method, path.split(['?', '#']).next().unwrap_or(path))?;
    match status {
        200..=299 => Some(success),
        400..=500 => Some("error"),
        _ => None,
    }
}

fn of_call(method: &str, path: &str) -> Option<&'static str> {
    Some(match (method, path) {
        ("POST", "/api/v2/token") => "token",
        ("POST", "/api/v2/add-dummy-status") => "manual-status",
        ("POST", "/api/v2/status") => "status",
        ("POST", "/api/v2/full-status") => "full-status",
        ("POST", "/api/v2/data") => "data",
        ("POST", "/api/v2/files") => "files",
        ("POST", "/api/v2/delete") => "delete",
        ("POST", "/api/v2/generate-pdf") => "generate-pdf",
        ("GET", "/kyc/identifications/") => "identifications",
        _ => return None,
    })
}

/// The schemas of a webhook, each of which must hold; none where no document names the event.
pub(super) fn of_webhook(event: &str) -> &'static [&'static str] {
    match event {
        "IDENTIFICATION_MANUAL_FINISHED" => &["webhook-identification", "webhook-manual-finished"],
        "IDENTIFICATION"
        | "IDENTIFICATION_AUTO_FINISHED"
        | "IDENTIFICATION_EXPIRED"
        | "IDENTIFICATION_CANCELLED"
        | "IDENTIFICATION_RESUBMITTED" => &["webhook-identification"],
        "DOCUMENT_EXPIRATION" => &["webhook-document-expiration"],
        "VIDEO_CALL_FINISHED" => &["webhook-video-call"],
        _ => &[],
    }
}
