//! `POST /api/v2/generate-pdf`: a report as a PDF in Base64, as plain text (C-PDF, O-PDF).
//!
//! One page with reference, client, status and results; no pictures. Of a deleted session there is no report, which
//! is an assumption.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;

use super::api_error::{self, ApiError};
use super::call::Visit;
use super::fields::text;
use super::response::{self, Response};
use super::session::{Results, Session};

pub(super) fn generate(visit: &mut Visit<'_>) -> Result<Response, ApiError> {
    let (now, assumptions) = (visit.now, visit.assumptions());
    let title = title(text(visit.fields, "language"));
    let session = visit.session()?;
    if session.deleted.is_some() {
        return Err(api_error::token_not_valid("Verification is deleted."));
    }
    let results = session.results(now, assumptions);
    let text = STANDARD.encode(pdf(&lines(title, session, &results)));
    Ok(response::typed(StatusCode::OK, "text/plain; charset=utf-8", text))
}

/// C-PDF has English and Lithuanian.
fn title(language: Option<&str>) -> &'static str {
    match language {
        Some("lt") => "Asmens tapatybes patvirtinimo ataskaita",
        Some(_) | None => "Identity verification report",
    }
}

fn lines(title: &str, session: &Session, results: &Results) -> Vec<String> {
    let line = |name: &str, value: Option<&str>| format!("{name}: {}", value.unwrap_or("-"));
    vec![
        title.to_owned(),
        line("scanRef", Some(&session.scan_ref)),
        line("clientId", Some(&session.client_id)),
        line("status", Some(results.overall.as_text())),
        line("autoFace", results.auto_face),
        line("autoDocument", results.auto_document),
        line("manualFace", results.manual_face),
        line("manualDocument", results.manual_document),
    ]
}

/// The smallest PDF that readers open: catalogue, pages, page, font, text, and a table of where each begins.
fn pdf(lines: &[String]) -> Vec<u8> {
    let text = page_text(lines);
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
         /Resources << /Font << /F1 4 0 R >> >> >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let start = file.len();
    let size = objects.len() + 1;
    let _ = write!(file, "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n");
    let _ = write!(file, "startxref\n{start}\n%%EOF\n");
    file.into_bytes()
}

fn page_text(lines: &[String]) -> String {
    let mut text = String::from("BT /F1 11 Tf 16 TL 50 790 Td");
    for line in lines {
        let _ = write!(text, " ({}) Tj T*", escaped(line));
    }
    text.push_str(" ET");
    text
}

/// Brackets and backslashes end or change a text of a PDF; control characters have no glyph.
fn escaped(line: &str) -> String {
    let mut text = String::new();
    for c in line.chars() {
        match c {
            '(' | ')' | '\\' => text.extend(['\\', c]),
            ' '..='~' => text.push(c),
            _ => text.push('?'),
        }
    }
    text
}
