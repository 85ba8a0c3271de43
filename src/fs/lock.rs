//! Locks that tell whether a program lives: the system lets go of them when it dies, however that is.

use super::private;
use rustix::fs::{FlockOperation, flock};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A lock that is held until it is dropped; its file goes with it.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock of this file, which is made.
    ///
    /// # Errors
    /// The system's; `WouldBlock` if another program holds it.
    pub fn take(path: &Path) -> io::Result<Self> {
        let file = private::open(path)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)?;
        Ok(Self {
            path: path.to_owned(),
            _file: file,
        })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A file that stays is found to be free by the next program, which removes it.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Whether a program that lives holds the lock of this file. Where that cannot be found out it may be
/// so: nobody is taken for dead who may live.
pub fn is_held(path: &Path) -> bool {
    match File::open(path) {
        Ok(file) => flock(&file, FlockOperation::NonBlockingLockShared).is_err(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// Whether there is anything of this name.
pub fn exists(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok()
}

/// Removes a lock's file that nobody holds.
pub fn clear(path: &Path) {
    if !is_held(path) {
        // It may be gone already.
        let _ = std::fs::remove_file(path);
    }
}

/// Puts a damaged data base aside, with what stands beside it, under a name that tells when, and gives
/// that name.
///
/// # Errors
/// The system's.
pub fn put_aside(path: &Path, at: jiff::Timestamp) -> io::Result<PathBuf> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".damaged-{}", at.as_second()));
    let aside = PathBuf::from(name);
    // The data base goes last: a new one must never meet the old one's log.
    for suffix in ["-wal", "-shm"] {
        let with_suffix = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        match std::fs::rename(with_suffix(path), with_suffix(&aside)) {
            // Often there is none.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            renamed => renamed?,
        }
    }
    std::fs::rename(path, &aside)?;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_as_long_as_its_holder_lives() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.lock");
        assert!(!is_held(&path));
        let lock = Lock::take(&path).unwrap();
        assert!(is_held(&path));
        assert!(Lock::take(&path).is_err());
        clear(&path);
        assert!(exists(&path), "it is not free");
        drop(lock);
        assert!(!is_held(&path) && !exists(&path));
    }

    #[test]
    fn what_is_put_aside_keeps_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queue.db");
        for suffix in ["", "-wal"] {
            std::fs::write(folder.path().join(format!("queue.db{suffix}")), suffix).unwrap();
        }
        let aside = put_aside(&path, jiff::Timestamp::UNIX_EPOCH).unwrap();
        let log = aside.with_extension("damaged-0-wal");
        assert_eq!(std::fs::read_to_string(log).unwrap(), "-wal");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn whoever_cannot_be_asked_after_may_live() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.lock");
        // Nobody can open it, not even root.
        std::os::unix::fs::symlink(&path, &path).unwrap();
        assert!(is_held(&path));
        clear(&path);
        assert!(exists(&path));
    }
}
