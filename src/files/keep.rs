//! Writing what must not be lost: a new file only where none is, and a file's new text in one go.

use std::{
    fs::{File, OpenOptions, canonicalize, metadata, remove_file, rename, set_permissions},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
};

use super::write::make_folder_of;

/// What became of a file that was to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It was made.
    New,
    /// Something of that name was there, and is left alone.
    WasThere,
}

/// Makes a file with its folders; never touches one that is there, not even a link that leads nowhere.
///
/// # Errors
/// What the system says.
pub fn make_file(path: &Path, text: &str) -> io::Result<Made> {
    make_folder_of(path)?;
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| Made::New),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Made::WasThere),
        Err(error) => Err(error),
    }
}

/// Gives a file another text: whoever reads it meanwhile finds the old one or the new one, whole. Its permissions stay, and
/// a link stays one.
///
/// # Errors
/// What the system says; also where the file may not be written.
pub fn replace_text(path: &Path, text: &str) -> io::Result<()> {
    let real = canonicalize(path)?;
    let permissions = metadata(&real)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is marked as read-only"));
    }
    let beside = beside(&real);
    let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let written = fill(&mut file, text).and_then(|()| set_permissions(&beside, permissions));
    drop(file);
    written.and_then(|()| rename(&beside, &real)).inspect_err(|_| {
        let _ = remove_file(&beside);
    })
}

fn fill(file: &mut File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A name in the same folder that no walk takes for a scenario.
pub(super) fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.new", process::id()))
}
