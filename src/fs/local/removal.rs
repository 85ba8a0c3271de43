//! Deleting on this side, through directory handles: a link that takes a folder's place meanwhile is
//! deleted as the link it is, and what it points at stays.

use super::Stopped;
use crate::model::text::plural;
use cap_fs_ext::DirExt as _;
use cap_std::ambient_authority;
use cap_std::fs::{Dir, MetadataExt as _};
use rustix::fs::{CWD, Mode, OFlags, openat};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// So many folders are held open at a time; those above are opened again on the way back.
const HELD: usize = 64;

/// How much was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Files, links and special files.
    pub files: usize,
    /// Directories.
    pub folders: usize,
}

impl Deleted {
    /// `deleted 3 files and 1 folder`.
    pub fn summary(self) -> String {
        match (self.files, self.folders) {
            (files, 0) => format!("deleted {}", plural(files, "file")),
            (0, folders) => format!("deleted {}", plural(folders, "folder")),
            (files, folders) => format!(
                "deleted {} and {}",
                plural(files, "file"),
                plural(folders, "folder")
            ),
        }
    }
}

/// Deletes files, and directories with all that is in them. A link goes, what it points at stays.
///
/// # Errors
/// The first that cannot be deleted; those before it are gone.
pub fn delete(targets: &[PathBuf]) -> Result<Deleted, Stopped> {
    let mut deleted = Deleted::default();
    for target in targets {
        remove(target, &mut deleted)?;
    }
    Ok(deleted)
}

/// A folder that is being emptied.
struct Level {
    /// `None` while it is too far up to be held open.
    folder: Option<Dir>,
    /// Tells it from another folder: device and inode.
    identity: (u64, u64),
    name: OsString,
    /// What is still to go.
    rest: Vec<OsString>,
}

impl Level {
    fn open(above: &Dir, name: OsString) -> io::Result<Self> {
        let folder = above.open_dir_nofollow(&name)?;
        let rest = folder.entries()?.map(|entry| Ok(entry?.file_name()));
        Ok(Self {
            rest: rest.collect::<io::Result<_>>()?,
            identity: identity(&folder)?,
            folder: Some(folder),
            name,
        })
    }

    /// Takes the folder that `below` is in for this one, if it is.
    fn reopen(&mut self, below: &Dir) -> io::Result<()> {
        if self.folder.is_none() {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let above = openat(below, "..", flags, Mode::empty())?;
            let above = Dir::from_std_file(above.into());
            if identity(&above)? != self.identity {
                return Err(io::Error::other(
                    "the folder was moved while it was deleted",
                ));
            }
            self.folder = Some(above);
        }
        Ok(())
    }
}

fn identity(folder: &Dir) -> io::Result<(u64, u64)> {
    let found = folder.dir_metadata()?;
    Ok((found.dev(), found.ino()))
}

/// Deletes depth first with a list of its own, so that no depth of nesting can end the stack, nor
/// the number of files that may be open.
fn remove(target: &Path, deleted: &mut Deleted) -> Result<(), Stopped> {
    let done = deleted.files + deleted.folders;
    let at_target = |error| Stopped {
        path: target.to_owned(),
        error,
        done,
    };
    let (Some(name), Some(above)) = (target.file_name(), target.parent()) else {
        return Err(at_target(io::ErrorKind::InvalidInput.into()));
    };
    let above = match above.as_os_str() {
        empty if empty.is_empty() => openat(CWD, ".", OFlags::DIRECTORY, Mode::empty())
            .map(|here| Dir::from_std_file(here.into()))
            .map_err(io::Error::from),
        _ => Dir::open_ambient_dir(above, ambient_authority()),
    };
    let above = above.map_err(at_target)?;
    let mut levels: Vec<Level> = Vec::new();
    let mut path = target.to_owned();
    let mut next = Some(name.to_owned());
    loop {
        let done = deleted.files + deleted.folders;
        step(&above, &mut levels, next.take(), deleted).map_err(|error| Stopped {
            path: path.clone(),
            error,
            done,
        })?;
        let Some(level) = levels.last_mut() else {
            return Ok(());
        };
        next = level.rest.pop();
        path = target.parent().map(Path::to_owned).unwrap_or_default();
        path.extend(levels.iter().map(|level| &level.name));
        path.extend(&next);
    }
}

/// Deletes a file of the deepest level, or goes into a folder of it; without a name it is empty,
/// and goes itself.
fn step(
    top: &Dir,
    levels: &mut Vec<Level>,
    name: Option<OsString>,
    deleted: &mut Deleted,
) -> io::Result<()> {
    let Some(name) = name else {
        let Some(mut emptied) = levels.pop() else {
            return Ok(());
        };
        if let (Some(above), Some(folder)) = (levels.last_mut(), &emptied.folder) {
            above.reopen(folder)?;
        }
        emptied.folder = None;
        held(top, levels)?.remove_dir(&emptied.name)?;
        deleted.folders += 1;
        return Ok(());
    };
    let folder = held(top, levels)?;
    if folder.symlink_metadata(&name)?.is_dir() {
        let level = Level::open(folder, name)?;
        levels.push(level);
        let far_up = levels.len().checked_sub(HELD);
        if let Some(level) = far_up.and_then(|at| levels.get_mut(at)) {
            level.folder = None;
        }
    } else {
        folder.remove_file(&name)?;
        deleted.files += 1;
    }
    Ok(())
}

/// The folder that is being emptied now.
fn held<'a>(top: &'a Dir, levels: &'a [Level]) -> io::Result<&'a Dir> {
    match levels.last() {
        None => Ok(top),
        Some(level) => level
            .folder
            .as_ref()
            .ok_or_else(|| io::Error::other("the folder is not held open any more")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn what_is_nested_deeper_than_is_held_open_goes_too() {
        let home = tempfile::tempdir().unwrap();
        let doomed = home.path().join("doomed");
        let deep = (0..HELD * 3).fold(doomed.clone(), |path, _| path.join("d"));
        fs::create_dir_all(&deep).unwrap();
        for folder in deep.ancestors().take(HELD * 3) {
            fs::write(folder.join("file"), b"").unwrap();
        }
        let deleted = delete(std::slice::from_ref(&doomed)).unwrap();
        assert_eq!(deleted.folders, HELD * 3 + 1);
        assert_eq!(deleted.files, HELD * 3);
        assert!(!doomed.exists());
    }

    #[test]
    fn a_link_as_the_target_goes_alone() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("precious")).unwrap();
        let link = home.path().join("link");
        symlink("precious", &link).unwrap();
        let deleted = delete(std::slice::from_ref(&link)).unwrap();
        assert_eq!((deleted.files, deleted.folders), (1, 0));
        assert!(home.path().join("precious").exists());
    }

    #[test]
    fn what_cannot_be_deleted_is_named() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("folder");
        fs::create_dir(&folder).unwrap();
        let missing = folder.join("missing");
        let stopped = delete(std::slice::from_ref(&missing)).unwrap_err();
        assert_eq!((stopped.path, stopped.done), (missing, 0));
    }
}
