//! The folders that files go through on their way from one folder of a server to another, or to another
//! server. Each is locked by the program that made it as long as that lives, so that one which was
//! left behind is known.

use super::draft;
use super::local::free_bytes;
use crate::model::text::{display_safe_str, size};
use rustix::fs::{FlockOperation, flock};
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const PREFIX: &str = "twoport-through-";

/// How often the removal of a folder is begun in which files still appear.
const REMOVALS: usize = 5;

/// The locks of this program's folders.
static HELD: Mutex<BTreeMap<PathBuf, File>> = Mutex::new(BTreeMap::new());

/// Makes such a folder (0700); refused where there is no room for so many bytes.
///
/// # Errors
/// What the system says; `StorageFull`.
pub fn folder(bytes: u64) -> io::Result<PathBuf> {
    let place = std::env::temp_dir();
    if let Some(free) = free_bytes(&place).filter(|free| bytes > *free) {
        let (wanted, free) = (size(bytes), size(free));
        let place = display_safe_str(&place.to_string_lossy());
        let text = format!("no space: {wanted} wanted, {free} free in {place} (TMPDIR moves it)");
        return Err(io::Error::new(io::ErrorKind::StorageFull, text));
    }
    let folder = draft::made(PREFIX)?;
    hold(&folder)?;
    Ok(folder)
}

/// Holds one that an earlier run has left.
///
/// # Errors
/// What the system says.
pub fn hold(folder: &Path) -> io::Result<()> {
    let lock = File::open(folder)?;
    // Where there are no locks another program takes it for left behind: it is no more than a copy.
    let _ = flock(&lock, FlockOperation::NonBlockingLockExclusive);
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    held.insert(folder.to_owned(), lock);
    Ok(())
}

/// Such a folder that this path is in, by its name.
pub fn folder_of(path: &Path) -> Option<&Path> {
    path.ancestors().find(|folder| {
        let name = folder.file_name();
        name.is_some_and(|name| name.as_encoded_bytes().starts_with(PREFIX.as_bytes()))
    })
}

pub(super) fn let_go(folder: &Path) {
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    held.remove(folder);
}

/// Removes a folder with what is in it; what a transfer that is being cancelled still puts there as
/// well.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    let mut removed = std::fs::remove_dir_all(folder);
    for _ in 1..REMOVALS {
        match &removed {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                removed = std::fs::remove_dir_all(folder);
            }
            _ => break,
        }
    }
    removed
}

/// Removes the folders that programs which are no more have left behind. Those that are wanted are to
/// be held before.
pub fn clear() {
    clear_in(&std::env::temp_dir());
}

fn clear_in(place: &Path) {
    let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
    for folder in entries.map(|entry| entry.path()) {
        if folder_of(&folder) == Some(&folder) && is_left(&folder).unwrap_or(false) {
            // What cannot be removed is tried again at the next start.
            let _ = remove(&folder);
        }
    }
}

/// Whether it is a folder of this user that nobody holds.
fn is_left(folder: &Path) -> io::Result<bool> {
    let facts = std::fs::symlink_metadata(folder)?;
    if !facts.is_dir() || facts.uid() != rustix::process::geteuid().as_raw() {
        return Ok(false);
    }
    let lock = File::open(folder)?;
    Ok(flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_holds_is_cleared_and_the_rest_stays() {
        let place = tempfile::tempdir().unwrap();
        let made = |name: &str| {
            let folder = place.path().join(format!("{PREFIX}{name}"));
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("x"), "x").unwrap();
            folder
        };
        let (left, held) = (made("left"), made("held"));
        let other = place.path().join("other");
        std::fs::create_dir(&other).unwrap();
        hold(&held).unwrap();
        clear_in(place.path());
        assert!(!left.exists());
        assert!(held.exists() && other.exists());
        let_go(&held);
        clear_in(place.path());
        assert!(!held.exists());
    }

    #[test]
    fn a_folder_is_held_until_it_is_removed_and_needs_room() {
        let folder = folder(1).unwrap();
        assert_eq!(folder_of(&folder.join("album/x")), Some(&*folder));
        assert_eq!(folder_of(Path::new("/tmp/other/x")), None);
        assert!(!is_left(&folder).unwrap());
        draft::remove_private_folder(&folder).unwrap();
        assert!(!folder.exists());
        let refused = super::folder(u64::MAX).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::StorageFull);
    }
}
