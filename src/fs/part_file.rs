//! A download's file while it is not whole: in the target folder, under a name nobody can guess,
//! made new and never through a link. It gets its final name only when it is proved complete.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// A file that has not got its final name yet. Dropping it removes it.
#[derive(Debug)]
pub struct PartFile {
    file: NamedTempFile,
    target: PathBuf,
}

impl PartFile {
    /// Makes a part file beside `target`.
    ///
    /// # Errors
    /// The system's: the folder is missing, read-only or full.
    pub fn create(target: &Path) -> io::Result<Self> {
        let folder = target.parent().ok_or(io::ErrorKind::InvalidInput)?;
        let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        // A long name would not fit with a suffix; the random part is what counts.
        let mut prefix: String = name.to_string_lossy().chars().take(40).collect();
        prefix.insert(0, '.');
        prefix.push('.');
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(".part").rand_bytes(12);
        let file = usual_permissions(&mut builder).tempfile_in(folder)?;
        Ok(Self { file, target: target.to_owned() })
    }

    /// A handle for writing from another thread.
    ///
    /// # Errors
    /// The system's.
    pub fn writer(&self) -> io::Result<File> {
        self.file.as_file().try_clone()
    }

    /// Puts everything on the disk and gives the file its final name. Without `replace` a file
    /// that has that name by now stays, and the error is `AlreadyExists`.
    ///
    /// # Errors
    /// The system's, of writing, syncing, setting the time or renaming.
    pub fn finish(mut self, replace: bool, modified: Option<std::time::SystemTime>) -> io::Result<()> {
        self.file.flush()?;
        let file = self.file.as_file();
        if let Some(modified) = modified {
            file.set_modified(modified)?;
        }
        file.sync_data()?;
        let persisted = if replace {
            self.file.persist(&self.target)
        } else {
            self.file.persist_noclobber(&self.target)
        };
        persisted.map(drop).map_err(|error| error.error)
    }
}

/// A temporary file is made for its owner's eyes only; what is downloaded is a usual new file, of
/// which the umask takes its part.
#[cfg(unix)]
fn usual_permissions<'a, 'b>(builder: &'a mut Builder<'b, 'b>) -> &'a mut Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual_permissions<'a, 'b>(builder: &'a mut Builder<'b, 'b>) -> &'a mut Builder<'b, 'b> {
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(part: &PartFile, bytes: &[u8]) {
        part.writer().unwrap().write_all(bytes).unwrap();
    }

    #[test]
    fn the_final_name_appears_only_at_the_end_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.bin");
        let part = PartFile::create(&target).unwrap();
        fill(&part, b"whole");
        assert!(!target.exists());
        part.finish(false, None).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"whole");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_there_stays_unless_it_is_to_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x");
        std::fs::write(&target, "old").unwrap();
        let part = PartFile::create(&target).unwrap();
        fill(&part, b"new");
        let error = part.finish(false, None).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        let part = PartFile::create(&target).unwrap();
        fill(&part, b"new");
        part.finish(true, None).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
    }

    #[test]
    fn a_part_file_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(PartFile::create(&folder.path().join("x")).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
