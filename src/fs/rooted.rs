//! Folders below the one a drop goes to, opened step by step through directory handles: a link that
//! somebody puts in the place of a folder can lead nowhere.

use cap_fs_ext::DirExt as _;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path};

/// The names from `root` to `path`.
///
/// # Errors
/// `InvalidInput` where `path` is not `root` or below it by plain names.
pub fn steps<'a>(root: &Path, path: &'a Path) -> io::Result<Vec<&'a OsStr>> {
    let outside = || {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is outside the folder that was chosen for it",
        )
    };
    if root.as_os_str().is_empty() {
        return Err(outside());
    }
    let below = path.strip_prefix(root).map_err(|_| outside())?;
    let steps = below.components().map(|component| match component {
        Component::Normal(name) => Ok(name),
        _ => Err(outside()),
    });
    steps.collect()
}

/// Opens the folder that the user chose. It may be a link of the user's own.
///
/// # Errors
/// The system's.
pub fn open_root(root: &Path) -> io::Result<Dir> {
    Dir::open_ambient_dir(root, ambient_authority())
}

/// Opens the folder `steps` below `root`, following no link.
///
/// # Errors
/// The system's; a link on the way is `NotADirectory`.
pub fn open_below(root: &Path, steps: &[&OsStr]) -> io::Result<Dir> {
    steps
        .iter()
        .try_fold(open_root(root)?, |folder, step| enter(&folder, step))
}

/// Opens the folder of this name in another one, unless it is a link.
///
/// # Errors
/// The system's; `NotADirectory` for a link or a file.
pub fn enter(folder: &Dir, name: &OsStr) -> io::Result<Dir> {
    folder.open_dir_nofollow(name).map_err(|error| {
        let is_link = folder
            .symlink_metadata(name)
            .is_ok_and(|found| !found.is_dir());
        if is_link {
            return io::Error::new(
                io::ErrorKind::NotADirectory,
                "a file or a link of this name is in the way",
            );
        }
        error
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn only_what_is_below_by_plain_names_is_below() {
        let steps = |root: &str, path: &str| {
            super::steps(Path::new(root), Path::new(path)).map(|steps| steps.len())
        };
        assert_eq!(steps("/a", "/a").unwrap(), 0);
        assert_eq!(steps("/a", "/a/b/c").unwrap(), 2);
        for (root, path) in [("/a", "/b"), ("/a", "/a/../b"), ("/a", "/ab"), ("", "/a")] {
            assert!(steps(root, path).is_err(), "{root} {path}");
        }
    }

    #[test]
    fn a_link_below_the_root_is_not_followed_but_the_root_may_be_one() {
        let home = tempfile::tempdir().unwrap();
        let (real, link) = (home.path().join("real"), home.path().join("link"));
        std::fs::create_dir_all(real.join("deep")).unwrap();
        symlink(&real, &link).unwrap();
        let deep = [OsStr::new("deep")];
        assert!(open_below(&link, &deep).is_ok());
        let error = open_below(home.path(), &[OsStr::new("link")]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotADirectory);
    }
}
