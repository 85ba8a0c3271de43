//! A text in a file of its own, for as long as an editor has it. Nobody else can read it, nor what
//! the editor puts beside it.

use super::through;
use std::fs::{File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A text in a file (0600) in a folder of its own (0700). Dropping it removes both.
#[derive(Debug)]
pub struct Draft {
    file: PathBuf,
    _folder: TempDir,
}

impl Draft {
    /// Writes a text to a file of this name.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(name: &str, text: &str) -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("twoport-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir()?;
        let path = folder.path().join(name);
        let mut options = File::options();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        file.write_all(text.as_bytes())?;
        Ok(Self {
            file: path,
            _folder: folder,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// What is in it by now; editors may have put another file in its place.
    ///
    /// # Errors
    /// What the system says; where it is not UTF-8 as well.
    pub fn read(&self) -> io::Result<String> {
        std::fs::read_to_string(&self.file)
    }
}

/// Makes a folder (0700) for a file that is edited. It stays until it is removed.
///
/// # Errors
/// What the system says.
pub fn private_folder() -> io::Result<PathBuf> {
    made("twoport-edit-")
}

pub(super) fn made(prefix: &str) -> io::Result<PathBuf> {
    let folder = tempfile::Builder::new()
        .prefix(prefix)
        .permissions(Permissions::from_mode(0o700))
        .tempdir()?;
    Ok(folder.keep())
}

/// Removes such a folder with what is in it.
///
/// # Errors
/// What the system says.
pub fn remove_private_folder(folder: &Path) -> io::Result<()> {
    through::let_go(folder);
    through::remove(folder)
}

/// Copies a file into a directory under its own name, with the usual permissions. The folders may be
/// on two disks.
///
/// # Errors
/// What the system says; `AlreadyExists` where the name is taken.
pub fn save_copy(file: &Path, directory: &Path) -> io::Result<()> {
    let name = file.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut source = File::open(file)?;
    let mut target = File::create_new(directory.join(name))?;
    io::copy(&mut source, &mut target)?;
    target.sync_all()
}

/// Makes a file in such a folder the user's alone (0600).
///
/// # Errors
/// What the system says.
pub fn make_private(file: &Path) -> io::Result<()> {
    std::fs::set_permissions(file, Permissions::from_mode(0o600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_folder_stays_until_it_is_removed() {
        let folder = private_folder().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        let file = folder.join("x");
        std::fs::write(&file, b"text").unwrap();
        make_private(&file).unwrap();
        assert_eq!(mode(&file), 0o600);
        let other = tempfile::tempdir().unwrap();
        save_copy(&file, other.path()).unwrap();
        assert_eq!(std::fs::read(other.path().join("x")).unwrap(), b"text");
        let taken = save_copy(&file, other.path()).unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        remove_private_folder(&folder).unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn it_is_the_owners_alone_and_goes_with_its_folder() {
        let draft = Draft::write("queue.txt", "go #1\n").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = draft.path().parent().unwrap().to_owned();
        assert_eq!((mode(draft.path()), mode(&folder)), (0o600, 0o700));
        assert_eq!(draft.read().unwrap(), "go #1\n");
        std::fs::remove_file(draft.path()).unwrap();
        std::fs::write(draft.path(), "pause #1\n").unwrap();
        assert_eq!(draft.read().unwrap(), "pause #1\n", "put in its place");
        drop(draft);
        assert!(!folder.exists());
    }
}
