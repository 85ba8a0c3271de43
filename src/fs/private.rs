//! What the program keeps for itself: files that only their owner may read or write (0600), in
//! folders of which the same is true (0700), whatever the umask says. What is there with laxer
//! permissions is put right; what holds passwords of the user's own making is refused
//! ([`read_secret`]).

use rustix::fs::{FlockOperation, flock};
use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::Path;

const FILE: u32 = 0o600;
const FOLDER: u32 = 0o700;
/// The permissions of everybody but the owner.
const OTHERS: u32 = 0o077;

/// Makes a folder of the program's own, and those above it, where they are missing. One that is
/// there is closed to others.
///
/// # Errors
/// The system's.
pub fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(FOLDER)
        .create(path)?;
    close_folder(path)
}

/// Opens a file of the program's own for reading and writing at its end, with its folder; made where
/// it is missing, closed to others where it is there. For files that another library opens as well
/// (a database), call it first: what is made beside them takes their permissions.
///
/// # Errors
/// The system's.
pub fn open(path: &Path) -> io::Result<File> {
    folder(folder_of(path))?;
    open_file(path)
}

/// The same for a file that the user has named: its folder is left as it is.
///
/// # Errors
/// The system's.
pub fn open_file(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .mode(FILE)
        .open(path)?;
    close(&file)?;
    Ok(file)
}

/// Reads a file of the program's own, and closes it and its folder to others.
///
/// # Errors
/// The system's.
pub fn read(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    // It is read all the same where it cannot be closed: on a file system without permissions.
    let _ = close(&file).and_then(|()| close_folder(folder_of(path)));
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// A new file of the program's own, in its folder.
///
/// # Errors
/// The system's; `AlreadyExists` where the name is taken.
pub fn create_new(path: &Path) -> io::Result<File> {
    folder(folder_of(path))?;
    OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(FILE)
        .open(path)
}

/// Replaces a file of the program's own as a whole: a reader, and a crash, find the old text or the
/// new one, never a part.
///
/// # Errors
/// The system's; the old file is still there then.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder_of = folder_of(path);
    folder(folder_of)?;
    let mut file = tempfile::Builder::new()
        .permissions(Permissions::from_mode(FILE))
        .tempfile_in(folder_of)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    File::open(folder_of)?.sync_all()
}

/// Replaces a file that the user has written, as a whole; with its permissions, and through the links
/// that lead to it. Where there is none it is made, for its owner alone.
///
/// # Errors
/// The system's; the old file is still there then.
pub fn rewrite(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &match path.canonicalize() {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            folder(folder_of(path))?;
            path.to_owned()
        }
        Err(error) => return Err(error),
    };
    let mode = std::fs::metadata(path).map_or(FILE, |before| before.mode() & 0o7777);
    let mut file = tempfile::Builder::new()
        .permissions(Permissions::from_mode(FILE))
        .tempfile_in(folder_of(path))?;
    file.write_all(bytes)?;
    file.as_file()
        .set_permissions(Permissions::from_mode(mode))?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    File::open(folder_of(path))?.sync_all()
}

/// Waits until no other program holds the lock beside this file (`name.lock`), and holds it until
/// the file that is returned is dropped.
///
/// # Errors
/// The system's.
pub fn lock(path: &Path) -> io::Result<File> {
    let lock = open(&path.with_extension("lock"))?;
    flock(&lock, FlockOperation::LockExclusive)?;
    Ok(lock)
}

/// Reads a file that holds passwords; `None` where there is none.
///
/// # Errors
/// The system's; `PermissionDenied`, with the command that puts it right, where others than its owner
/// may read it, or where it is not the user's own.
pub fn read_secret(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let metadata = file.metadata()?;
    let denied = |text: String| io::Error::new(io::ErrorKind::PermissionDenied, text);
    if !is_ours(&metadata) && !rustix::process::geteuid().is_root() {
        return Err(denied("it belongs to another user".into()));
    }
    if metadata.mode() & OTHERS != 0 {
        return Err(denied(format!(
            "others may read it (mode {:04o}); run: chmod 600 {}",
            metadata.mode() & 0o7777,
            path.display()
        )));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn close_folder(path: &Path) -> io::Result<()> {
    let metadata = std::fs::metadata(path)?;
    if is_ours(&metadata) && metadata.mode() & OTHERS != 0 {
        std::fs::set_permissions(path, Permissions::from_mode(FOLDER))?;
    }
    Ok(())
}

fn close(file: &File) -> io::Result<()> {
    let metadata = file.metadata()?;
    if is_ours(&metadata) && metadata.mode() & OTHERS != 0 {
        file.set_permissions(Permissions::from_mode(FILE))?;
    }
    Ok(())
}

fn is_ours(metadata: &Metadata) -> bool {
    metadata.uid() == rustix::process::geteuid().as_raw()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().mode() & 0o7777
    }

    fn lax(path: &Path, mode: u32) {
        std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_is_made_is_the_owners_alone() {
        let home = tempfile::tempdir().unwrap();
        let below = home.path().join("a/b");
        drop(open(&below.join("log")).unwrap());
        drop(create_new(&below.join("report")).unwrap());
        replace(&below.join("memory"), b"x").unwrap();
        drop(lock(&below.join("memory")).unwrap());
        for name in ["log", "report", "memory", "memory.lock"] {
            assert_eq!(mode(&below.join(name)), FILE, "{name}");
        }
        assert_eq!(
            (mode(&home.path().join("a")), mode(&below)),
            (FOLDER, FOLDER)
        );
        assert!(create_new(&below.join("report")).is_err());
    }

    #[test]
    fn what_is_there_with_laxer_permissions_is_put_right() {
        let home = tempfile::tempdir().unwrap();
        let below = home.path().join("state");
        std::fs::create_dir(&below).unwrap();
        for name in ["log", "memory"] {
            std::fs::write(below.join(name), "before").unwrap();
            lax(&below.join(name), 0o666);
        }
        lax(&below, 0o777);
        open(&below.join("log"))
            .unwrap()
            .write_all(b" after")
            .unwrap();
        replace(&below.join("memory"), b"new").unwrap();
        assert_eq!(std::fs::read(below.join("log")).unwrap(), b"before after");
        lax(&below.join("memory"), 0o644);
        assert_eq!(read(&below.join("memory")).unwrap(), "new");
        for (path, wanted) in [("", FOLDER), ("log", FILE), ("memory", FILE)] {
            assert_eq!(mode(&below.join(path)), wanted, "{path}");
        }
    }

    #[test]
    fn what_the_user_wrote_keeps_its_permissions_and_its_links() {
        let home = tempfile::tempdir().unwrap();
        let link = home.path().join("config.toml");
        let file = home.path().join("dotfiles.toml");
        std::fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        for wanted in [0o600, 0o644] {
            lax(&file, wanted);
            rewrite(&link, b"new").unwrap();
            assert_eq!(
                (mode(&file), std::fs::read(&file).unwrap()),
                (wanted, b"new".to_vec())
            );
            assert!(link.symlink_metadata().unwrap().is_symlink());
        }
        let below = home.path().join("not/there/config.toml");
        rewrite(&below, b"x").unwrap();
        assert_eq!(mode(&below), FILE);
    }

    #[test]
    fn passwords_that_others_may_read_are_refused_with_the_command_that_helps() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("netrc");
        assert!(read_secret(&path).unwrap().is_none());
        std::fs::write(&path, "machine h").unwrap();
        for lax_mode in [0o640, 0o604, 0o660, 0o644] {
            lax(&path, lax_mode);
            let error = read_secret(&path).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
            let help = format!("run: chmod 600 {}", path.display());
            assert!(error.to_string().contains(&help), "{error}");
        }
        for strict in [0o600, 0o400] {
            lax(&path, strict);
            assert_eq!(read_secret(&path).unwrap().unwrap(), b"machine h");
        }
    }

    #[test]
    fn a_lock_keeps_others_out_until_it_is_dropped() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("memory.toml");
        let held = lock(&path).unwrap();
        let other = open(&path.with_extension("lock")).unwrap();
        assert!(flock(&other, FlockOperation::NonBlockingLockExclusive).is_err());
        drop(held);
        flock(&other, FlockOperation::NonBlockingLockExclusive).unwrap();
    }
}
