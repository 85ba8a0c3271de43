//! The local pane's work: list, make, rename, move, delete. Blocking; never on the screen's task.
//! Links are shown as links and never followed when something is deleted or moved.

use super::safe_name::name_of;
use crate::model::text::plural;
use crate::model::{Entry, EntryKind, Modified, Precision};
use jiff::Timestamp;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Lists a directory: its canonical path, its entries unsorted, and the bytes free there. An entry
/// whose metadata cannot be read is listed with its name alone.
///
/// # Errors
/// The system's: not there, no directory, not allowed.
pub fn list(path: &Path) -> io::Result<(PathBuf, Vec<Entry>, Option<u64>)> {
    let path = fs::canonicalize(path)?;
    let mut entries = Vec::new();
    for item in fs::read_dir(&path)? {
        let item = item?;
        let name = name_of(&item.file_name());
        entries.push(match item.metadata() {
            Ok(metadata) => entry(&item.path(), name, &metadata),
            Err(_) => Entry::new(name, EntryKind::Other),
        });
    }
    let free = free_bytes(&path);
    Ok((path, entries, free))
}

fn entry(path: &Path, name: crate::model::Name, metadata: &Metadata) -> Entry {
    let kind = if metadata.is_symlink() {
        EntryKind::Link
    } else if metadata.is_dir() {
        EntryKind::Dir
    } else if metadata.is_file() {
        EntryKind::File
    } else {
        EntryKind::Other
    };
    let modified = metadata
        .modified()
        .ok()
        .and_then(|at| Timestamp::try_from(at).ok());
    Entry {
        size: (kind == EntryKind::File).then_some(metadata.len()),
        modified: modified.map(|at| Modified {
            at,
            precision: Precision::Second,
        }),
        mode: mode(metadata),
        link_target: (kind == EntryKind::Link)
            .then(|| fs::read_link(path).ok())
            .flatten()
            .map(|target| target.into_os_string().into_encoded_bytes()),
        ..Entry::new(name, kind)
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such bits")]
fn mode(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(metadata.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_metadata: &Metadata) -> Option<u32> {
    None
}

#[cfg(unix)]
fn free_bytes(path: &Path) -> Option<u64> {
    let facts = rustix::fs::statvfs(path).ok()?;
    Some(facts.f_bavail.saturating_mul(facts.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_path: &Path) -> Option<u64> {
    None
}

/// Makes a directory.
///
/// # Errors
/// The system's; `AlreadyExists` if something has the name.
pub fn make_dir(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Renames or moves, never over something that is there.
///
/// # Errors
/// The system's; `AlreadyExists` if something has the new name.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Some file systems do not know the flag: then it is looked for first.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
            done => return done.map_err(io::Error::from),
        }
    }
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Moves these into a directory, each under its own name. Stops at the first that cannot be moved.
///
/// # Errors
/// The system's, with how many had been moved before.
pub fn move_into(sources: &[PathBuf], directory: &Path) -> io::Result<String> {
    for (moved, source) in sources.iter().enumerate() {
        let name = source.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        rename(source, &directory.join(name)).map_err(|error| {
            let before = if moved == 0 {
                String::new()
            } else {
                format!(" ({moved} moved before)")
            };
            io::Error::new(
                error.kind(),
                format!("{}: {error}{before}", source.display()),
            )
        })?;
    }
    Ok(format!("moved {}", plural(sources.len(), "item")))
}

/// Deletes files, and directories with all that is in them.
///
/// # Errors
/// The system's, at the first that cannot be deleted.
pub fn delete(paths: &[PathBuf]) -> io::Result<String> {
    let (mut files, mut folders) = (0, 0);
    let mut stack: Vec<(PathBuf, bool)> = paths.iter().map(|path| (path.clone(), false)).collect();
    while let Some((path, emptied)) = stack.pop() {
        let told =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        if emptied {
            fs::remove_dir(&path).map_err(told)?;
            folders += 1;
        } else if fs::symlink_metadata(&path).map_err(told)?.is_dir() {
            let inside: Result<Vec<_>, _> = fs::read_dir(&path)
                .map_err(told)?
                .map(|item| item.map(|i| i.path()))
                .collect();
            let inside = inside.map_err(told)?;
            stack.push((path, true));
            stack.extend(inside.into_iter().map(|path| (path, false)));
        } else {
            fs::remove_file(&path).map_err(told)?;
            files += 1;
        }
    }
    Ok(match (files, folders) {
        (files, 0) => format!("deleted {}", plural(files, "file")),
        (0, folders) => format!("deleted {}", plural(folders, "folder")),
        (files, folders) => {
            format!(
                "deleted {} and {}",
                plural(files, "file"),
                plural(folders, "folder")
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_tells_files_folders_and_links_apart() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "12345").unwrap();
        fs::create_dir(folder.path().join("dir")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("dir", folder.path().join("link")).unwrap();
        let (_, mut entries, free) = list(folder.path()).unwrap();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        assert_eq!(entries[0].size, Some(5));
        assert_eq!(entries[1].kind, EntryKind::Dir);
        #[cfg(unix)]
        assert_eq!(entries[2].link_target.as_deref(), Some(&b"dir"[..]));
        assert!(free.is_some());
    }

    #[test]
    fn renaming_never_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&a, "a").unwrap();
        fs::write(&b, "b").unwrap();
        assert_eq!(
            rename(&a, &b).unwrap_err().kind(),
            io::ErrorKind::AlreadyExists
        );
        assert_eq!(fs::read(&b).unwrap(), b"b");
    }

    #[cfg(unix)]
    #[test]
    fn deleting_does_not_follow_links() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, gone) = (folder.path().join("kept"), folder.path().join("gone"));
        fs::create_dir(&kept).unwrap();
        fs::write(kept.join("canary"), "alive").unwrap();
        fs::create_dir(&gone).unwrap();
        fs::write(gone.join("x"), "").unwrap();
        std::os::unix::fs::symlink(&kept, gone.join("link")).unwrap();
        assert_eq!(
            delete(std::slice::from_ref(&gone)).unwrap(),
            "deleted 2 files and 1 folder"
        );
        assert!(!gone.exists());
        assert_eq!(fs::read(kept.join("canary")).unwrap(), b"alive");
    }
}
