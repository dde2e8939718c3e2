//! The files that steps read while they run: `file:` of a request, and the function `file()`.
#![expect(clippy::disallowed_methods, reason = "a step reads the files of its suite when it is carried out")]

use std::path::{Component, Path};

/// The largest file that a step may read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The bytes of a file below the suite's root.
///
/// # Errors
/// A sentence for the author: the path leads out of the suite, or the file cannot be read or is too large.
pub(super) fn read(root: &Path, path: &str) -> Result<Vec<u8>, String> {
    let inside = Path::new(path)
        .components()
        .all(|component| matches!(component, Component::Normal(_) | Component::CurDir));
    if !inside || path.is_empty() {
        return Err(format!("`{path}` is no path below the suite's folder"));
    }
    let whole = root.join(path);
    let unreadable = |error: std::io::Error| format!("`{path}` cannot be read: {error}");
    let size = std::fs::metadata(&whole).map_err(unreadable)?.len();
    if size > LARGEST {
        return Err(format!("`{path}` has {size} bytes; a step reads at most {LARGEST}"));
    }
    std::fs::read(&whole).map_err(unreadable)
}

/// The media type that a file's name suggests.
pub(super) fn media_type(path: &str) -> &'static str {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or("");
    match extension.to_ascii_lowercase().as_str() {
        "json" => "application/json",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "txt" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "html" | "htm" => "text/html; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        _ => "application/octet-stream",
    }
}
