//! Names on the wire to files below the root, and never beyond it.

use crate::model::RemotePath;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// The folder that is served.
#[derive(Debug)]
pub(super) struct Tree {
    root: PathBuf,
}

impl Tree {
    /// Resolves `root` once, so that later paths can be compared with it.
    pub(super) fn new(root: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        if root.is_dir() {
            Ok(Self { root })
        } else {
            Err(io::ErrorKind::NotADirectory.into())
        }
    }

    /// The file or directory that `path` leads to, links followed.
    ///
    /// # Errors
    /// It is missing, or lies outside the root.
    pub(super) fn follow(&self, path: &RemotePath) -> io::Result<PathBuf> {
        self.confine(self.below(path).canonicalize()?)
    }

    /// Where `path` itself is: the links on the way followed, the last component not. It need not
    /// exist.
    ///
    /// # Errors
    /// Its directory is missing or lies outside the root, or `path` is the root.
    pub(super) fn place(&self, path: &RemotePath) -> io::Result<PathBuf> {
        let (Some(parent), Some(name)) = (path.parent(), path.name()) else {
            return Err(io::ErrorKind::PermissionDenied.into());
        };
        Ok(self
            .follow(&parent)?
            .join(OsStr::from_bytes(name.as_bytes())))
    }

    /// Where a file called `path` may be written: like [`Self::place`], but a link is followed,
    /// and refused where it leads nowhere or outside.
    pub(super) fn place_to_write(&self, path: &RemotePath) -> io::Result<PathBuf> {
        let place = self.place(path)?;
        match fs::symlink_metadata(&place) {
            Ok(metadata) if metadata.is_symlink() => self.confine(
                place
                    .canonicalize()
                    .map_err(|_| io::ErrorKind::PermissionDenied)?,
            ),
            _ => Ok(place),
        }
    }

    /// The directory above one that is in the tree; the root is above itself.
    pub(super) fn above<'a>(&self, real: &'a Path) -> &'a Path {
        if real == self.root {
            real
        } else {
            real.parent().unwrap_or(real)
        }
    }

    fn below(&self, path: &RemotePath) -> PathBuf {
        let relative = path.as_bytes().strip_prefix(b"/").unwrap_or_default();
        if relative.is_empty() {
            return self.root.clone();
        }
        self.root.join(OsStr::from_bytes(relative))
    }

    fn confine(&self, real: PathBuf) -> io::Result<PathBuf> {
        if real.starts_with(&self.root) {
            Ok(real)
        } else {
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }
}

/// `argument` seen from `directory`.
///
/// # Errors
/// It climbs above the root, or holds a NUL byte.
pub(super) fn resolve(directory: &RemotePath, argument: &[u8]) -> io::Result<RemotePath> {
    if argument.contains(&0) {
        return Err(io::ErrorKind::NotFound.into());
    }
    let mut depth = if argument.first() == Some(&b'/') {
        0
    } else {
        components(directory.as_bytes()).count()
    };
    for component in components(argument) {
        depth = match component {
            b"." => depth,
            b".." => depth
                .checked_sub(1)
                .ok_or(io::ErrorKind::PermissionDenied)?,
            _ => depth + 1,
        };
    }
    Ok(directory.resolve(argument))
}

fn components(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.split(|byte| *byte == b'/')
        .filter(|component| !component.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(directory: &str, argument: &str) -> Option<String> {
        let directory = RemotePath::from_absolute(directory.as_bytes());
        resolve(&directory, argument.as_bytes())
            .ok()
            .map(|path| path.display())
    }

    #[test]
    fn paths_may_not_climb_above_the_root() {
        assert_eq!(at("/a", "../b"), Some("/b".into()));
        assert_eq!(at("/a", "../../b"), None);
        assert_eq!(at("/a/b", "/../etc"), None);
        assert_eq!(at("/a", "x/../../.."), None);
        assert_eq!(at("/", "a\0b"), None);
    }

    proptest! {
        #[test]
        fn what_is_resolved_is_below_the_root(argument in "[a./]{0,24}") {
            let directory = RemotePath::from_absolute(b"/one/two");
            if let Ok(path) = resolve(&directory, argument.as_bytes()) {
                prop_assert!(components(path.as_bytes()).all(|part| part != b"..".as_slice()));
            }
        }
    }
}
