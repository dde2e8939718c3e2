//! Writing files, their folders made as needed.

use std::{
    fs::{File, OpenOptions, create_dir_all, write},
    io,
    path::Path,
};

/// An empty file to write to; what was there is gone.
///
/// # Errors
/// What the system says.
pub fn create_file(path: &Path) -> io::Result<File> {
    make_folder_of(path)?;
    File::create(path)
}

/// Makes an empty file where none is; what is there stays as it is.
///
/// # Errors
/// What the system says.
pub fn touch(path: &Path) -> io::Result<()> {
    make_folder_of(path)?;
    OpenOptions::new().append(true).create(true).open(path).map(drop)
}

/// Writes a whole file.
///
/// # Errors
/// What the system says.
pub fn write_text(path: &Path, text: impl AsRef<[u8]>) -> io::Result<()> {
    make_folder_of(path)?;
    write(path, text)
}

/// Makes a folder that git ignores with all that is in it (decisions.md F34).
///
/// # Errors
/// What the system says.
pub fn ignore_by_git(folder: &Path) -> io::Result<()> {
    let file = folder.join(".gitignore");
    if file.exists() { Ok(()) } else { write_text(&file, "*\n") }
}

pub(super) fn make_folder_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), create_dir_all)
}
