//! Taking back moves and copies on this computer.

use super::removal::{Deleted, delete};
use super::{Stopped, rename};
use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

/// A number of all that is at these paths: names, identities, sizes, and when anything was changed. It is
/// another one after any change.
///
/// # Errors
/// What the system says of the first that cannot be looked at.
pub fn stamp(paths: &[PathBuf]) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    let mut rest: Vec<PathBuf> = paths.to_vec();
    while let Some(path) = rest.pop() {
        let facts = fs::symlink_metadata(&path)?;
        path.hash(&mut hasher);
        identity(&facts).hash(&mut hasher);
        if facts.is_dir() {
            let inside = fs::read_dir(&path)?;
            let inside = inside.map(|entry| entry.map(|entry| entry.path()));
            let mut inside: Vec<PathBuf> = inside.collect::<io::Result<_>>()?;
            inside.sort();
            rest.extend(inside);
        }
    }
    Ok(hasher.finish())
}

#[cfg(unix)]
fn identity(facts: &Metadata) -> impl std::hash::Hash + use<> {
    use std::os::unix::fs::MetadataExt as _;
    let changed = (facts.ctime(), facts.ctime_nsec());
    (facts.dev(), facts.ino(), facts.size(), changed)
}

#[cfg(not(unix))]
fn identity(facts: &Metadata) -> impl std::hash::Hash + use<> {
    (facts.len(), facts.modified().ok(), facts.created().ok())
}

/// Deletes copies with all that is in them, if nothing of them has changed since they had this
/// stamp.
///
/// # Errors
/// `InvalidData` if something has changed: then nothing is deleted. Else the first that cannot be
/// deleted.
pub fn remove_copies(copies: &[PathBuf], stamped: u64) -> Result<Deleted, Stopped> {
    let first = copies.first().map_or(Path::new(""), PathBuf::as_path);
    let untouched = |error| Stopped {
        path: first.to_owned(),
        error,
        done: 0,
    };
    if stamp(copies).map_err(untouched)? != stamped {
        let changed = "it was changed since it was copied";
        return Err(untouched(io::Error::new(
            io::ErrorKind::InvalidData,
            changed,
        )));
    }
    delete(copies)
}

/// Moves things back to where they were, never over something that is there by now: where each is,
/// and where it was. How many, and those that stay.
pub fn move_back(moved: &[(PathBuf, PathBuf)]) -> (usize, Vec<Stopped>) {
    let mut back = 0;
    let mut stay = Vec::new();
    for (now, before) in moved {
        match rename(now, before) {
            Ok(()) => back += 1,
            Err(error) => stay.push(Stopped {
                path: now.clone(),
                error,
                done: back,
            }),
        }
    }
    (back, stay)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[expect(clippy::unwrap_used, reason = "a test's folder")]
    fn copied() -> (tempfile::TempDir, PathBuf, u64) {
        let home = tempfile::tempdir().unwrap();
        let copy = home.path().join("copy");
        fs::create_dir_all(copy.join("deep")).unwrap();
        fs::write(copy.join("deep/file"), b"same").unwrap();
        let stamped = stamp(std::slice::from_ref(&copy)).unwrap();
        (home, copy, stamped)
    }

    #[test]
    fn copies_that_are_as_they_were_made_go() {
        let (_home, copy, stamped) = copied();
        let deleted = remove_copies(std::slice::from_ref(&copy), stamped).unwrap();
        assert_eq!(deleted.summary(), "deleted 1 file and 2 folders");
        assert!(!copy.exists());
    }

    #[test]
    fn copies_stay_where_anything_of_them_has_changed() {
        let changes: [fn(&Path); 4] = [
            |copy| fs::write(copy.join("deep/file"), b"othr").unwrap(),
            |copy| fs::write(copy.join("deep/new"), b"").unwrap(),
            |copy| fs::rename(copy.join("deep"), copy.join("other")).unwrap(),
            |copy| fs::remove_file(copy.join("deep/file")).unwrap(),
        ];
        for change in changes {
            let (_home, copy, stamped) = copied();
            // Times are as coarse as the kernel's ticks.
            while stamp(std::slice::from_ref(&copy)).unwrap() == stamped {
                change(&copy);
                if !copy.join("deep/file").exists() {
                    break;
                }
            }
            let stopped = remove_copies(std::slice::from_ref(&copy), stamped).unwrap_err();
            assert_eq!(stopped.error.kind(), io::ErrorKind::InvalidData);
            assert!(copy.exists());
        }
    }

    #[test]
    fn what_was_moved_goes_back_but_over_nothing() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        fs::write(at("a.now"), b"a").unwrap();
        fs::write(at("b.now"), b"b").unwrap();
        fs::write(at("b"), b"other").unwrap();
        let moved = ["a", "b", "c"].map(|name| (at(&format!("{name}.now")), at(name)));
        let (back, stay) = move_back(&moved);
        assert_eq!(back, 1);
        let kinds: Vec<_> = stay.iter().map(|stopped| stopped.error.kind()).collect();
        assert_eq!(
            kinds,
            [io::ErrorKind::AlreadyExists, io::ErrorKind::NotFound]
        );
        assert_eq!(fs::read(at("a")).unwrap(), b"a");
        assert_eq!(fs::read(at("b")).unwrap(), b"other");
        assert_eq!(fs::read(at("b.now")).unwrap(), b"b");
    }
}
