//! A text in a file of its own, for as long as an editor has it. Nobody else can read it, nor what
//! the editor puts beside it.

use super::{reading, through};
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

/// Ends the use of such a folder: it is removed, unless the file in it is not what was fetched or sent
/// last (`mark`). Whether it stays. What an editor that was cut off has put beside the file is a text of
/// the user's too.
///
/// # Errors
/// What the system says; the folder stays then.
pub fn leave(folder: &Path, file: Option<&Path>, mark: &str, cut_off: bool) -> io::Result<bool> {
    if let Some(file) = file {
        let changed = match reading::fingerprint(file) {
            Ok((now, _)) => now != mark,
            // The editor has put it elsewhere.
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        let beside = |entry: io::Result<std::fs::DirEntry>| entry.is_ok_and(|it| it.path() != file);
        if changed || (cut_off && std::fs::read_dir(folder)?.any(beside)) {
            return Ok(true);
        }
    }
    remove_private_folder(folder)?;
    Ok(false)
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
    fn what_was_changed_stays() {
        let made = |text: &[u8]| {
            let folder = private_folder().unwrap();
            let file = folder.join("x");
            std::fs::write(&file, b"as fetched").unwrap();
            let (mark, _) = reading::fingerprint(&file).unwrap();
            std::fs::write(&file, text).unwrap();
            (folder, file, mark)
        };
        let (folder, file, mark) = made(b"as fetched");
        assert!(!leave(&folder, Some(&file), &mark, false).unwrap());
        assert!(!folder.exists());
        let (folder, ..) = made(b"half of it");
        assert!(!leave(&folder, None, "", false).unwrap());
        assert!(!folder.exists());
        let (folder, file, mark) = made(b"as edited");
        assert!(leave(&folder, Some(&file), &mark, false).unwrap());
        assert_eq!(std::fs::read(&file).unwrap(), b"as edited");
        remove_private_folder(&folder).unwrap();
        // An editor that is ended saves what was typed beside the file.
        let (folder, file, mark) = made(b"as fetched");
        std::fs::write(folder.join(".x.swp"), b"typed").unwrap();
        assert!(leave(&folder, Some(&file), &mark, true).unwrap());
        assert!(!leave(&folder, Some(&file), &mark, false).unwrap());
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
