//! A local file that is sent, and whether it stayed the same meanwhile.

use super::local::to_the_second;
use crate::model::FileFacts;
use rustix::fs::{AtFlags, OFlags, fstat, statat, unlinkat};
use std::fs::{File, Metadata};
use std::io::{self, Seek as _, SeekFrom};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::SystemTime;

/// A local file that is open for sending.
#[derive(Debug)]
pub struct LocalFile {
    file: File,
    size: u64,
    modified: Option<SystemTime>,
    mode: u32,
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
            mode: metadata.permissions().mode() & 0o7777,
            file,
        })
    }

    /// Its size and time, to be compared with those of another try.
    pub fn facts(&self) -> FileFacts {
        FileFacts {
            size: Some(self.size),
            modified: self.modified.and_then(to_the_second),
        }
    }

    /// Bytes it had when it was opened.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its permissions.
    pub fn mode(&self) -> u32 {
        self.mode
    }

    /// A handle for reading from this byte on, from another thread. All handles move together, so
    /// only the last one is of use.
    ///
    /// # Errors
    /// The system's.
    pub fn reader(&self, from: u64) -> io::Result<File> {
        let mut reader = self.file.try_clone()?;
        reader.seek(SeekFrom::Start(from))?;
        Ok(reader)
    }

    /// Whether it still has the size and time it had, and `sent` bytes are all of it.
    ///
    /// # Errors
    /// The system's.
    pub fn is_unchanged(&self, sent: u64) -> io::Result<bool> {
        let now = self.file.metadata()?;
        Ok(now.len() == self.size && sent == self.size && modified(&now) == self.modified)
    }

    /// Whether the name still leads to this file.
    pub fn is_at(&self, path: &Path) -> bool {
        let there = std::fs::metadata(path);
        let here = self.file.metadata();
        matches!((there, here), (Ok(there), Ok(here)) if is_same(&there, &here))
    }

    /// Removes the file (or the link that leads to it) after it has been moved to the other shore,
    /// unless another one has its name by now: that one was never sent.
    ///
    /// # Errors
    /// The system's; `AlreadyExists` for another file of the name.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let above = match path.parent() {
            Some(above) if !above.as_os_str().is_empty() => above,
            _ => Path::new("."),
        };
        // Looked at and removed in the same folder, whatever has its name by now.
        let folder = File::open(above)?;
        let now = statat(&folder, name, AtFlags::empty())?;
        let sent = fstat(&self.file)?;
        let same = (now.st_dev, now.st_ino, now.st_size)
            == (sent.st_dev, sent.st_ino, sent.st_size)
            && self.is_unchanged(self.size)?;
        if !same {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "it was replaced while it was sent: the new one stays here",
            ));
        }
        unlinkat(&folder, name, AtFlags::empty())?;
        Ok(())
    }
}

/// Opening a pipe for reading would wait for a writer; a plain file knows no waiting.
fn open_without_waiting(path: &Path) -> io::Result<File> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    File::options().read(true).custom_flags(flags).open(path)
}

/// Whether both are the same file, not only files of the same name.
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.dev() == other.dev() && one.ino() == other.ino()
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
