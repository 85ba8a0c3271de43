//! The side of a mirror that is on this computer: a folder, below which no link is followed when
//! something is made or deleted.

use super::local;
use crate::model::{Entry, EntryKind};
use cap_fs_ext::DirExt as _;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The folder that a mirror begins at. It may be a link of the user's own.
#[derive(Debug)]
pub struct MirrorRoot {
    path: PathBuf,
    folder: Dir,
}

impl MirrorRoot {
    /// Opens a folder.
    ///
    /// # Errors
    /// The system's.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = std::fs::canonicalize(path)?;
        let folder = Dir::open_ambient_dir(&path, ambient_authority())?;
        Ok(Self { path, folder })
    }

    /// The place of something below it.
    pub fn place(&self, below: &Path) -> PathBuf {
        self.path.join(below)
    }

    /// Lists a folder below it.
    ///
    /// # Errors
    /// The system's.
    pub fn list(&self, below: &Path) -> io::Result<Vec<Entry>> {
        Ok(local::list(&self.place(below))?.1)
    }

    /// Makes a folder below it, in one that is there.
    ///
    /// # Errors
    /// The system's.
    pub fn make(&self, below: &Path) -> io::Result<()> {
        let (folder, name) = self.reach(below)?;
        folder.create_dir(name)
    }

    /// Deletes something below it: a file, a link itself, or a folder that is empty.
    ///
    /// # Errors
    /// The system's; it is not what it was when it was listed.
    pub fn delete(&self, below: &Path, kind: EntryKind) -> io::Result<()> {
        let (folder, name) = self.reach(below)?;
        let found = folder.symlink_metadata(name)?;
        let same = match kind {
            EntryKind::File => found.is_file(),
            EntryKind::Link => found.is_symlink(),
            EntryKind::Dir => found.is_dir(),
            EntryKind::Other => false,
        };
        if !same {
            return Err(io::Error::other("it is something else by now"));
        }
        if kind == EntryKind::Dir {
            folder.remove_dir(name)
        } else {
            folder.remove_file(name)
        }
    }

    /// The folder that something is in, reached without a link, and its name there.
    fn reach<'a>(&self, below: &'a Path) -> io::Result<(Dir, &'a OsStr)> {
        let outside = || io::Error::new(io::ErrorKind::InvalidInput, "it is not below the folder");
        let mut names = Vec::new();
        for component in below.components() {
            match component {
                Component::Normal(name) => names.push(name),
                _ => return Err(outside()),
            }
        }
        let last = names.pop().ok_or_else(outside)?;
        let mut folder = self.folder.try_clone()?;
        for name in names {
            folder = folder.open_dir_nofollow(name)?;
        }
        Ok((folder, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn what_is_made_and_deleted_is_below_and_no_link_leads_out() {
        let home = tempfile::tempdir().unwrap();
        let (inside, outside) = (home.path().join("in"), home.path().join("out"));
        fs::create_dir_all(inside.join("sub")).unwrap();
        fs::create_dir_all(outside.join("precious")).unwrap();
        symlink(&outside, inside.join("link")).unwrap();
        let root = MirrorRoot::open(&inside).unwrap();
        let below = Path::new;
        root.make(below("sub/new")).unwrap();
        assert!(root.make(below("link/new")).is_err());
        assert!(root.make(below("../new")).is_err());
        for kind in [EntryKind::Dir, EntryKind::File] {
            assert!(root.delete(below("link/precious"), kind).is_err());
            assert!(
                root.delete(below("link"), kind).is_err(),
                "it was listed as another kind"
            );
            assert!(root.delete(below("../out/precious"), kind).is_err());
        }
        assert!(
            root.delete(below("sub"), EntryKind::Dir).is_err(),
            "not empty"
        );
        root.delete(below("sub/new"), EntryKind::Dir).unwrap();
        root.delete(below("link"), EntryKind::Link).unwrap();
        assert!(outside.join("precious").exists());
        assert_eq!(root.list(below("")).unwrap().len(), 1);
    }
}
