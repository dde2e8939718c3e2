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

/// A file to write to behind what is there.
///
/// # Errors
/// What the system says.
pub fn append_to_file(path: &Path) -> io::Result<File> {
    make_folder_of(path)?;
    OpenOptions::new().create(true).append(true).open(path)
}

/// Writes a whole text.
///
/// # Errors
/// What the system says.
pub fn write_text(path: &Path, text: &str) -> io::Result<()> {
    make_folder_of(path)?;
    write(path, text)
}

fn make_folder_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), create_dir_all)
}
