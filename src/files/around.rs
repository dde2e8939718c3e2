//! What lies around a folder in which a suite is to be made, and whether a new file would lie in a suite.

use std::{
    fs::canonicalize,
    path::{Path, PathBuf},
};

use super::{FileProblem, Trouble, suite::suite_above};

/// The suite that a folder, which need not be there yet, would lie in: not one in the folder itself.
pub fn suite_around(folder: &Path) -> Option<PathBuf> {
    let (there, missing) = nearest_there(folder)?;
    let above = if missing { Some(there.as_path()) } else { there.parent() };
    suite_above(above?)
}

/// The root of the git repository that a folder, which need not be there yet, lies in.
pub fn repository_around(folder: &Path) -> Option<PathBuf> {
    let (there, _) = nearest_there(folder)?;
    there.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

/// Whether a file that is to be made below a suite's root would really lie there: no folder on its way is a link that
/// leads out of the suite.
///
/// # Errors
/// It would lie elsewhere.
pub fn stays_inside(root: &Path, file: &Path) -> Result<(), FileProblem> {
    let inside = |(there, _): (PathBuf, bool)| canonicalize(root).is_ok_and(|root| there.starts_with(root));
    if file.parent().and_then(nearest_there).is_some_and(inside) {
        return Ok(());
    }
    let message = format!("`{}` leads out of the suite", file.display());
    Err(FileProblem::new(Trouble::File, message).help("a folder on its way is a link to elsewhere"))
}

/// The nearest folder upward that is there, without links and dots, and whether it is another than the one asked for.
fn nearest_there(folder: &Path) -> Option<(PathBuf, bool)> {
    folder.ancestors().find_map(|above| {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        Some((canonicalize(above).ok()?, above != folder))
    })
}
