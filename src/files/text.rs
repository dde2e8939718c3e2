//! Reading a file whole: regular files only, of bounded size, as UTF-8.

use std::{
    fs::{File, metadata},
    io::Read,
    path::Path,
};

use super::{FileProblem, Trouble};

/// More bytes than any scenario file has, as many as are read of YAML (docs/language.md); read no further.
pub const LARGEST_TEXT: u64 = 5_000_000;

/// The text of a file: at most [`LARGEST_TEXT`] bytes of UTF-8, without its byte order mark.
///
/// # Errors
/// The file is missing, unreadable, a folder, a pipe or a device, too large, or not UTF-8.
pub fn read_text(path: &Path) -> Result<String, FileProblem> {
    decode(path, read_bytes(path, LARGEST_TEXT)?)
}

/// The bytes of a file, at most `largest` of them.
///
/// # Errors
/// The file is missing, unreadable, a folder, a pipe or a device, or too large.
pub fn read_bytes(path: &Path, largest: u64) -> Result<Vec<u8>, FileProblem> {
    let unreadable = |error: std::io::Error| FileProblem::io(path, &error);
    let metadata = metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        let message = format!("`{}` is a folder, expected a file", path.display());
        return Err(FileProblem::new(Trouble::File, message));
    }
    if !metadata.is_file() {
        // Opening a pipe would wait until somebody writes to it.
        let message = format!("`{}` is a pipe or a device, expected a file", path.display());
        return Err(FileProblem::new(Trouble::File, message));
    }
    if metadata.len() > largest {
        return Err(too_large(path, metadata.len(), largest));
    }
    // With room for one byte more, so that the end of the file is seen without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len() + 1).unwrap_or_default());
    File::open(path).and_then(|file| file.take(largest + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > largest {
        return Err(too_large(path, bytes.len() as u64, largest));
    }
    Ok(bytes)
}

/// Bytes of a file as a text, without its byte order mark.
///
/// # Errors
/// They are not UTF-8, or hold a NUL byte; the message has the place of the first such byte.
pub fn decode(path: &Path, bytes: Vec<u8>) -> Result<String, FileProblem> {
    let shown = path.display();
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let message = format!("`{shown}` must be UTF-8, found UTF-16");
        return Err(
            FileProblem::new(Trouble::Encoding, message).help("save it again with the encoding UTF-8")
        );
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let message = format!("`{shown}` must be a text, found a NUL byte at {}", place(&bytes, at));
        return Err(FileProblem::new(Trouble::Encoding, message).help("this looks like a binary file"));
    }
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(path, &error))?;
    Ok(match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn not_utf8(path: &Path, error: &std::string::FromUtf8Error) -> FileProblem {
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let message =
        format!("`{}` must be UTF-8, found the byte 0x{byte:02X} at {}", path.display(), place(bytes, at));
    FileProblem::new(Trouble::Encoding, message).help("save it again with the encoding UTF-8")
}

/// Line and column of a byte, both from 1, columns in characters.
fn place(bytes: &[u8], at: usize) -> String {
    let before = &bytes[..at];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let line = before.split(|byte| *byte == b'\n').count();
    let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
    format!("line {line}, column {column}")
}

fn too_large(path: &Path, found: u64, largest: u64) -> FileProblem {
    let message = format!("`{}` has {found} bytes, expected at most {largest}", path.display());
    FileProblem::new(Trouble::Limit, message).help("divide it into several files")
}
