//! A local file that is sent, and whether it stayed the same meanwhile.

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
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file"));
        }
        Ok(Self { size: metadata.len(), modified: modified(&metadata), file })
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
}

fn modified(metadata: &Metadata) -> Option<SystemTime> {
    metadata.modified().ok()
}

/// Removes a file or a link that has been moved to the other shore.
///
/// # Errors
/// The system's.
pub fn remove_file(path: &Path) -> io::Result<()> {
    std::fs::remove_file(path)
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
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(LocalFile::open(folder.path()).is_err());
    }
}
