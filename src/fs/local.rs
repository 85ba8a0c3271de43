//! Listing and changing local directories for the panes. Every function blocks: the screen calls
//! them off its own task. Symbolic links are never followed: a link is listed as one, renamed as
//! one and deleted as one.

mod copying;
mod removal;
mod undoing;

pub use copying::{Copied, copy_into};
pub use removal::{Deleted, delete};
pub use undoing::{move_back, remove_copies, stamp};

use super::safe_name::name_of;
use crate::model::text::display_safe;
use crate::model::{Entry, EntryKind, Modified, Name, Precision};
use cap_std::fs::Dir;
use jiff::Timestamp;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Lists a directory: its canonical path, its entries in no order and without `.` and `..`, and the
/// bytes free there for this user where that can be told. An entry that cannot be examined is listed
/// by its name alone.
///
/// # Errors
/// What the system says when the directory itself cannot be found or read.
pub fn list(directory: &Path) -> io::Result<(PathBuf, Vec<Entry>, Option<u64>)> {
    let listed = list_in_parts(directory, usize::MAX, |_, _, _| {})?;
    Ok((listed.path, listed.entries, listed.free))
}

/// A directory that was listed in parts.
#[derive(Debug)]
pub struct InParts {
    /// The directory, canonical.
    pub path: PathBuf,
    /// How many entries were told of before.
    pub told: usize,
    /// The other ones.
    pub entries: Vec<Entry>,
    /// Bytes free there for this user, where that can be told.
    pub free: Option<u64>,
}

/// Lists a directory as [`list`] does, and tells of its entries in parts while it is read: the
/// directory, how many came before, and the entries. The first part has `first` of them, the others
/// more.
///
/// # Errors
/// As those of [`list`].
pub fn list_in_parts(
    directory: &Path,
    first: usize,
    mut tell: impl FnMut(&Path, usize, Vec<Entry>),
) -> io::Result<InParts> {
    let path = fs::canonicalize(directory)?;
    let mut entries = Vec::new();
    let (mut told, mut enough) = (0, first);
    for found in fs::read_dir(&path)? {
        if entries.len() >= enough {
            let part = std::mem::take(&mut entries);
            let before = told;
            told += part.len();
            enough = first.saturating_mul(8);
            tell(&path, before, part);
        }
        let found = found?;
        let name = name_of(&found.file_name());
        let entry = match found.metadata() {
            Ok(metadata) => examined(name, &metadata, || fs::read_link(found.path())),
            Err(_) => Entry::new(name, EntryKind::Other),
        };
        entries.push(entry);
    }
    let free = free_bytes(&path);
    Ok(InParts {
        path,
        told,
        entries,
        free,
    })
}

/// The entries of these names, those of the folder of the first one, and how many are elsewhere.
///
/// # Errors
/// What the system says of the first that is not there, or has no name.
pub fn look(paths: &[PathBuf]) -> io::Result<(PathBuf, Vec<Entry>, usize)> {
    let nameless = || io::Error::new(io::ErrorKind::NotFound, "it has no name");
    let mut folder: Option<PathBuf> = None;
    let mut entries: Vec<Entry> = Vec::new();
    let mut elsewhere = 0;
    for path in paths {
        let (Some(above), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(nameless());
        };
        let metadata = fs::symlink_metadata(path)?;
        let above = fs::canonicalize(above)?;
        if *folder.get_or_insert_with(|| above.clone()) != above {
            elsewhere += 1;
            continue;
        }
        let entry = examined(name_of(name), &metadata, || fs::read_link(path));
        if !entries.iter().any(|other| other.name == entry.name) {
            entries.push(entry);
        }
    }
    Ok((folder.ok_or_else(nameless)?, entries, elsewhere))
}

/// The entries of a folder that is held open, as [`list`] gives them.
///
/// # Errors
/// What the system says when the folder cannot be read.
pub(super) fn entries(folder: &Dir) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for found in folder.entries()? {
        let file_name = found?.file_name();
        let name = name_of(&file_name);
        let entry = match folder.symlink_metadata(&file_name) {
            Ok(metadata) => examined(name, &metadata, || folder.read_link_contents(&file_name)),
            Err(_) => Entry::new(name, EntryKind::Other),
        };
        entries.push(entry);
    }
    Ok(entries)
}

/// What is known of an entry without following it.
trait Facts {
    fn kind(&self) -> EntryKind;
    fn size(&self) -> u64;
    fn time(&self) -> Option<SystemTime>;
    fn permissions(&self) -> u32;
}

impl Facts for Metadata {
    fn kind(&self) -> EntryKind {
        kind(self.is_dir(), self.is_file(), self.is_symlink())
    }

    fn size(&self) -> u64 {
        self.len()
    }

    fn time(&self) -> Option<SystemTime> {
        self.modified().ok()
    }

    fn permissions(&self) -> u32 {
        std::os::unix::fs::MetadataExt::mode(self)
    }
}

impl Facts for cap_std::fs::Metadata {
    fn kind(&self) -> EntryKind {
        kind(self.is_dir(), self.is_file(), self.is_symlink())
    }

    fn size(&self) -> u64 {
        self.len()
    }

    fn time(&self) -> Option<SystemTime> {
        self.modified()
            .ok()
            .map(cap_std::time::SystemTime::into_std)
    }

    fn permissions(&self) -> u32 {
        cap_std::fs::MetadataExt::mode(self)
    }
}

fn kind(is_dir: bool, is_file: bool, is_link: bool) -> EntryKind {
    match (is_dir, is_file, is_link) {
        (true, ..) => EntryKind::Dir,
        (_, true, _) => EntryKind::File,
        (.., true) => EntryKind::Link,
        _ => EntryKind::Other,
    }
}

fn examined(
    name: Name,
    facts: &impl Facts,
    link_target: impl FnOnce() -> io::Result<PathBuf>,
) -> Entry {
    let mut entry = Entry::new(name, facts.kind());
    entry.size = (entry.kind == EntryKind::File).then(|| facts.size());
    entry.mode = Some(facts.permissions() & 0o7777);
    entry.modified = facts.time().and_then(to_the_second);
    if entry.kind == EntryKind::Link {
        entry.link_target = link_target()
            .ok()
            .map(|target| target.into_os_string().into_encoded_bytes());
    }
    entry
}

/// A local file's time as it is compared and kept: to the second.
pub(super) fn to_the_second(time: SystemTime) -> Option<Modified> {
    let precision = Precision::Second;
    let at = precision.truncate(Timestamp::try_from(time).ok()?);
    Some(Modified { at, precision })
}

/// The bytes free in the file system of this folder for this user; `None` where that cannot be told.
#[cfg(unix)]
pub fn free_bytes(path: &Path) -> Option<u64> {
    let facts = rustix::fs::statvfs(path).ok()?;
    facts.f_bavail.checked_mul(facts.f_frsize)
}

/// The bytes free in the file system of this folder for this user; here that cannot be told.
#[cfg(not(unix))]
pub fn free_bytes(_path: &Path) -> Option<u64> {
    None
}

/// Makes one directory.
///
/// # Errors
/// `AlreadyExists` if the name is taken, else what the system says.
pub fn make_dir(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Renames or moves within a file system, never over something that is there.
///
/// # Errors
/// `AlreadyExists` if the name is taken, `CrossesDevices` if the target is on another file system,
/// else what the system says.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Some file systems do not know the flag.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            done => return done.map_err(io::Error::from),
        }
    }
    // Between the look and the rename another program can take the name; nothing better can be
    // done there.
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Something that failed part of the way: on which path, and what had been done before.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", display_safe(path.as_os_str().as_encoded_bytes()))]
pub struct Stopped {
    /// The path it stopped at.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub error: io::Error,
    /// How many were done before.
    pub done: usize,
}

/// Moves files and directories into a directory of the same file system, never over something that
/// is there. Returns how many.
///
/// # Errors
/// The first that cannot be moved; those before it have been.
pub fn move_into(sources: &[PathBuf], directory: &Path) -> Result<usize, Stopped> {
    for (done, source) in sources.iter().enumerate() {
        let moved = match source.file_name() {
            Some(name) => rename(source, &directory.join(name)),
            None => Err(io::Error::from(io::ErrorKind::InvalidInput)),
        };
        moved.map_err(|error| Stopped {
            path: source.clone(),
            error,
            done,
        })?;
    }
    Ok(sources.len())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    fn names(entries: &[Entry]) -> Vec<(String, EntryKind)> {
        let mut names: Vec<_> = entries
            .iter()
            .map(|entry| (entry.name.display(), entry.kind))
            .collect();
        names.sort_by(|one, other| one.0.cmp(&other.0));
        names
    }

    #[test]
    fn a_listing_tells_files_directories_and_links_apart() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("a.txt"), b"12345").unwrap();
        fs::create_dir(home.path().join("b")).unwrap();
        symlink("b", home.path().join("c")).unwrap();
        symlink("nowhere", home.path().join("d")).unwrap();
        let (_, entries, free) = list(home.path()).unwrap();
        assert_eq!(
            names(&entries),
            [
                ("a.txt".into(), EntryKind::File),
                ("b".into(), EntryKind::Dir),
                ("c".into(), EntryKind::Link),
                ("d".into(), EntryKind::Link),
            ]
        );
        let file = entries.iter().find(|entry| entry.size.is_some()).unwrap();
        assert_eq!(file.size, Some(5));
        assert_eq!(file.modified.unwrap().at.subsec_nanosecond(), 0);
        let link = entries
            .iter()
            .find(|entry| entry.name == Name::from("c"))
            .unwrap();
        assert_eq!(link.link_target.as_deref(), Some(b"b".as_slice()));
        assert!(free.unwrap() > 0);
    }

    #[test]
    fn names_that_are_no_text_are_listed_as_they_are() {
        let home = tempfile::tempdir().unwrap();
        let name = std::ffi::OsStr::from_bytes(b"f\xfcr");
        fs::write(home.path().join(name), b"").unwrap();
        let (_, entries, _) = list(home.path()).unwrap();
        assert_eq!(entries[0].name.as_bytes(), b"f\xfcr");
    }

    #[test]
    fn renaming_never_replaces() {
        let home = tempfile::tempdir().unwrap();
        let (one, two) = (home.path().join("one"), home.path().join("two"));
        fs::write(&one, b"1").unwrap();
        fs::write(&two, b"2").unwrap();
        let error = rename(&one, &two).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&two).unwrap(), b"2");
        rename(&one, &home.path().join("three")).unwrap();
        assert!(!one.exists());
    }

    #[test]
    fn moving_stops_at_the_first_name_that_is_taken() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("target");
        fs::create_dir(&target).unwrap();
        let sources: Vec<PathBuf> = ["a", "b", "c"].map(|name| home.path().join(name)).to_vec();
        for source in &sources {
            fs::write(source, b"new").unwrap();
        }
        fs::write(target.join("b"), b"old").unwrap();
        let stopped = move_into(&sources, &target).unwrap_err();
        assert_eq!((stopped.done, stopped.path), (1, sources[1].clone()));
        assert_eq!(fs::read(target.join("b")).unwrap(), b"old");
        assert!(target.join("a").exists() && sources[2].exists());
    }

    #[test]
    fn deleting_counts_and_leaves_what_links_point_at() {
        let home = tempfile::tempdir().unwrap();
        let precious = home.path().join("precious");
        fs::create_dir(&precious).unwrap();
        fs::write(precious.join("kept"), b"").unwrap();
        let doomed = home.path().join("doomed");
        fs::create_dir_all(doomed.join("deep/deeper")).unwrap();
        fs::write(doomed.join("deep/file"), b"").unwrap();
        symlink(&precious, doomed.join("link")).unwrap();
        let deleted = delete(std::slice::from_ref(&doomed)).unwrap();
        assert_eq!(
            deleted,
            Deleted {
                files: 2,
                folders: 3
            }
        );
        assert_eq!(deleted.summary(), "deleted 2 files and 3 folders");
        assert!(!doomed.exists() && precious.join("kept").exists());
    }

    #[test]
    fn what_is_not_there_is_an_error_that_names_it() {
        let home = tempfile::tempdir().unwrap();
        let missing = home.path().join("missing");
        let stopped = delete(std::slice::from_ref(&missing)).unwrap_err();
        assert_eq!(stopped.path, missing);
        assert!(list(&missing).is_err() && make_dir(&missing.join("x")).is_err());
    }
}
