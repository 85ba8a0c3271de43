//! A local file that is sent, and whether it stayed the same meanwhile.

use crate::model::{FileFacts, Modified, Precision};
use jiff::Timestamp;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// A local file that is open for sending.
#[derive(Debug)]
pub struct LocalFile {
    file: File,
    size: u64,
    modified: Option<SystemTime>,
}

impl LocalFile {
    /// Opens a plain file for reading.
    ///
    /// # Errors
    /// The system's; `InvalidInput` for what is no plain file (a pipe would never end).
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = open_without_waiting(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a plain file",
            ));
        }
        Ok(Self {
            size: metadata.len(),
            modified: modified(&metadata),
            file,
        })
    }

    /// What it was when it was opened.
    pub fn facts(&self) -> FileFacts {
        let modified = self
            .modified
            .and_then(|time| Timestamp::try_from(time).ok());
        FileFacts {
            size: Some(self.size),
            modified: modified.map(|at| Modified {
                at,
                precision: Precision::Second,
            }),
        }
    }

    /// Bytes it had when it was opened.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// A handle for reading from another thread.
    ///
    /// # Errors
    /// The system's.
    pub fn reader(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Whether it still has the size and time it had, and `sent` bytes are all of it.
    ///
    /// # Errors
    /// The system's.
    pub fn is_unchanged(&self, sent: u64) -> io::Result<bool> {
        let now = self.file.metadata()?;
        Ok(now.len() == self.size && sent == self.size && modified(&now) == self.modified)
    }

    /// Removes the file (or the link that leads to it) after it has been moved to the other shore,
    /// unless another one has its name by now: that one was never sent.
    ///
    /// # Errors
    /// The system's; `AlreadyExists` for another file of the name.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        let now = std::fs::metadata(path)?;
        let same = is_same(&now, &self.file.metadata()?)
            && now.len() == self.size
            && modified(&now) == self.modified;
        if !same {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "it was replaced while it was sent: the new one stays here",
            ));
        }
        std::fs::remove_file(path)
    }
}

/// Opening a pipe for reading would wait for a writer; a plain file knows no waiting.
#[cfg(unix)]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default();
    File::options().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Whether both are the same file, not only files of the same name.
#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.dev() == other.dev() && one.ino() == other.ino()
}

#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.len() == other.len()
}

fn modified(metadata: &Metadata) -> Option<SystemTime> {
    metadata.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        std::fs::write(&path, "one").unwrap();
        let file = LocalFile::open(&path).unwrap();
        assert!(file.is_unchanged(3).unwrap());
        assert!(!file.is_unchanged(2).unwrap());
        std::fs::write(&path, "one two").unwrap();
        assert!(!file.is_unchanged(3).unwrap());
    }

    #[test]
    fn a_file_that_was_replaced_is_not_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, new) = (folder.path().join("log"), folder.path().join("new"));
        std::fs::write(&path, "one").unwrap();
        let file = LocalFile::open(&path).unwrap();
        std::fs::write(&new, "two").unwrap();
        std::fs::rename(&new, &path).unwrap();
        assert!(file.is_unchanged(3).unwrap());
        assert!(file.remove(&path).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        LocalFile::open(&path).unwrap().remove(&path).unwrap();
        assert!(!path.exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_without_a_writer_is_refused_at_once() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR, 0).unwrap();
        let error = LocalFile::open(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(LocalFile::open(folder.path()).is_err());
    }
}
