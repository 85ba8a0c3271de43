//! Copying on this computer.

use super::Stopped;
use crate::model::text::plural;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Files and links.
    pub files: usize,
    /// Folders.
    pub folders: usize,
}

impl Copied {
    /// `copied 3 files and 1 folder`
    pub fn summary(&self) -> String {
        let files = plural(self.files, "file");
        match self.folders {
            0 => format!("copied {files}"),
            folders => format!("copied {files} and {}", plural(folders, "folder")),
        }
    }
}

/// Copies files and directories with all that is in them into a directory, never over something that
/// is there. Links are copied as links; times are those of now.
///
/// # Errors
/// The first that cannot be copied; those before it have been.
pub fn copy_into(sources: &[PathBuf], directory: &Path) -> Result<Copied, Stopped> {
    let mut copied = Copied::default();
    for (done, source) in sources.iter().enumerate() {
        let result = match source.file_name() {
            Some(name) => copy(source, &directory.join(name), &mut copied),
            None => Err((source.clone(), io::ErrorKind::InvalidInput.into())),
        };
        result.map_err(|(path, error)| Stopped { path, error, done })?;
    }
    Ok(copied)
}

type Failed = (PathBuf, io::Error);

fn copy(from: &Path, to: &Path, copied: &mut Copied) -> Result<(), Failed> {
    let failed = |error| (from.to_owned(), error);
    let facts = fs::symlink_metadata(from).map_err(failed)?;
    if facts.is_dir() {
        // Read before the target is made: it may lie in the source.
        let inside: Vec<_> = fs::read_dir(from)
            .and_then(Iterator::collect)
            .map_err(failed)?;
        fs::create_dir(to).map_err(failed)?;
        for entry in inside {
            let entry: fs::DirEntry = entry;
            copy(&entry.path(), &to.join(entry.file_name()), copied)?;
        }
        fs::set_permissions(to, facts.permissions()).map_err(failed)?;
        copied.folders += 1;
        return Ok(());
    }
    if facts.is_file() {
        copy_file(from, to).map_err(failed)?;
    } else {
        copy_link(from, to).map_err(failed)?;
    }
    copied.files += 1;
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = fs::File::open(from)?;
    let mut target = OpenOptions::new().write(true).create_new(true).open(to)?;
    let copied = io::copy(&mut source, &mut target)
        .and_then(|_| target.set_permissions(source.metadata()?.permissions()));
    if copied.is_err() {
        // It is ours: it was made a moment ago.
        let _ = fs::remove_file(to);
    }
    copied
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    if !fs::symlink_metadata(from)?.is_symlink() {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "neither file nor folder",
        ));
    }
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(_from: &Path, _to: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "a link"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_tree_is_copied_with_links_as_links_and_permissions_as_they_are() {
        let home = tempfile::tempdir().unwrap();
        let (tree, target) = (home.path().join("tree"), home.path().join("target"));
        fs::create_dir_all(tree.join("deep")).unwrap();
        fs::create_dir(&target).unwrap();
        fs::write(tree.join("deep/run.sh"), b"#!").unwrap();
        let mode = fs::Permissions::from_mode(0o750);
        fs::set_permissions(tree.join("deep/run.sh"), mode).unwrap();
        symlink("nowhere", tree.join("link")).unwrap();
        let copied = copy_into(std::slice::from_ref(&tree), &target).unwrap();
        assert_eq!(copied.summary(), "copied 2 files and 2 folders");
        let file = target.join("tree/deep/run.sh");
        assert_eq!(fs::read(&file).unwrap(), b"#!");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o750);
        let link = fs::read_link(target.join("tree/link")).unwrap();
        assert_eq!(link, Path::new("nowhere"));
        assert!(tree.join("deep/run.sh").exists());
    }

    #[test]
    fn nothing_that_is_there_is_replaced() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("target");
        fs::create_dir(&target).unwrap();
        let sources: Vec<PathBuf> = ["a", "b", "c"].map(|name| home.path().join(name)).to_vec();
        for source in &sources {
            fs::write(source, b"new").unwrap();
        }
        fs::write(target.join("b"), b"old").unwrap();
        let stopped = copy_into(&sources, &target).unwrap_err();
        assert_eq!((stopped.done, stopped.path), (1, sources[1].clone()));
        assert_eq!(stopped.error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(target.join("b")).unwrap(), b"old");
        assert!(target.join("a").exists() && !target.join("c").exists());
    }
}
