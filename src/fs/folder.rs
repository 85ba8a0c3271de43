//! Folders that a drop needs on this side, and those it leaves empty.

use super::local;
use crate::model::Entry;
use std::io;
use std::path::{Path, PathBuf};

/// Makes the folder if it is not there, and lists it. A link to a folder is not followed: what a
/// server sends stays below the folder it was told to go to.
///
/// # Errors
/// The system's; `NotADirectory` where something else has the name.
pub fn make_and_list(path: &Path) -> io::Result<Vec<Entry>> {
    match std::fs::create_dir(path) {
        Ok(()) => return Ok(Vec::new()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    if !std::fs::symlink_metadata(path)?.is_dir() {
        return Err(io::Error::new(
            io::ErrorKind::NotADirectory,
            "a file or a link of this name is in the way",
        ));
    }
    Ok(local::list(path)?.1)
}

/// Lists the folder a drop goes to, which may be a link of the user's own.
///
/// # Errors
/// The system's.
pub fn list(path: &Path) -> io::Result<Vec<Entry>> {
    Ok(local::list(path)?.1)
}

/// Removes folders that a move has emptied, deepest first. What is not empty stays.
pub fn remove_emptied(paths: &[PathBuf]) {
    for path in paths {
        // Something came into it meanwhile: then it is not ours to remove.
        let _ = std::fs::remove_dir(path);
    }
}
