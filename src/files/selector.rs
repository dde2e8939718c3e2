//! `file.yaml:LINE` on the command line.

use std::path::PathBuf;

/// A path of the command line, with the line that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// The file or folder.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: Option<usize>,
}

/// Divides `file.yaml:12` at its last colon; a colon with anything but a line number behind it (`C:\x`, `a:b.yaml`)
/// belongs to the path.
pub fn parse_selector(text: &str) -> Selector {
    divide(text).unwrap_or_else(|| Selector { path: PathBuf::from(text), line: None })
}

fn divide(text: &str) -> Option<Selector> {
    let (path, line) = text.rsplit_once(':')?;
    let digits = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    let line: usize = line.parse().ok().filter(|line| digits && *line > 0)?;
    let drive = path.len() == 1 && path.as_bytes()[0].is_ascii_alphabetic();
    (!path.is_empty() && !drive).then(|| Selector { path: PathBuf::from(path), line: Some(line) })
}
