//! Writing reports: a file that appears whole or not at all, and texts that are added to a file of somebody else.

use std::{
    fs::{File, OpenOptions, canonicalize, metadata, remove_file, rename, set_permissions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::{keep::beside, write::make_folder_of};

/// Whether a file can be written whole: its folder is made, and a file beside its place is made and deleted again.
///
/// # Errors
/// What the system says; also where a folder, a pipe or a file that is marked as read-only stands there.
pub fn try_whole(path: &Path) -> io::Result<()> {
    match place_of(path)? {
        Place::Device(path) => OpenOptions::new().write(true).open(path).map(drop),
        Place::File(path) => {
            make_folder_of(&path)?;
            let beside = beside(&path);
            OpenOptions::new().write(true).create_new(true).open(&beside)?;
            remove_file(&beside)
        }
    }
}

/// Writes a whole file: whoever reads it meanwhile finds the old one or the new one, and never a half. Its permissions
/// stay, and a link stays one; a device such as `/dev/null` is written to.
///
/// # Errors
/// What the system says, and what `fill` says; then nothing has changed.
pub fn write_whole(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let path = match place_of(path)? {
        Place::Device(path) => return filled(OpenOptions::new().write(true).open(path)?, fill).map(drop),
        Place::File(path) => path,
    };
    make_folder_of(&path)?;
    let permissions = metadata(&path).ok().map(|metadata| metadata.permissions());
    let beside = beside(&path);
    let draft = OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let written = filled(draft, fill).and_then(|file| {
        file.sync_all()?;
        permissions.map_or(Ok(()), |permissions| set_permissions(&beside, permissions))
    });
    written.and_then(|()| rename(&beside, &path)).inspect_err(|_| {
        let _ = remove_file(&beside);
    })
}

/// Adds a text at the end of a file.
///
/// # Errors
/// What the system says.
pub fn append_text(path: &Path, text: &[u8]) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).open(path)?.write_all(text)
}

fn filled(empty: File, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<File> {
    let mut writer = BufWriter::new(empty);
    fill(&mut writer)?;
    writer.into_inner().map_err(io::IntoInnerError::into_error)
}

/// Where a path leads to.
enum Place {
    /// A file, or nothing as yet.
    File(PathBuf),
    /// A device that swallows bytes.
    Device(PathBuf),
}

fn place_of(path: &Path) -> io::Result<Place> {
    let wrong = |kind, text| Err(io::Error::new(kind, text));
    let metadata = match metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Place::File(path.to_owned())),
        Err(error) => return Err(error),
    };
    if metadata.is_dir() {
        return wrong(io::ErrorKind::IsADirectory, "it is a folder");
    }
    let path = canonicalize(path)?;
    if is_device(&metadata) {
        return Ok(Place::Device(path));
    }
    if !metadata.is_file() {
        // Opening a pipe would wait until somebody reads from it.
        return wrong(io::ErrorKind::InvalidInput, "it is a pipe or a socket");
    }
    if metadata.permissions().readonly() {
        return wrong(io::ErrorKind::PermissionDenied, "it is marked as read-only");
    }
    Ok(Place::File(path))
}

#[cfg(unix)]
fn is_device(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_char_device()
}

#[cfg(not(unix))]
fn is_device(_metadata: &std::fs::Metadata) -> bool {
    false
}
