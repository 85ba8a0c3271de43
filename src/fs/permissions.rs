//! Permissions of local files and folders. Links are left alone, and never followed.

use super::local::Stopped;
use crate::model::EntryKind;
use crate::model::permissions::Reach;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// What became of a change.
#[derive(Debug, Default)]
pub struct Changed {
    /// How many have the permissions now.
    pub changed: usize,
    /// What could not be changed or looked into, and why.
    pub failed: Vec<Stopped>,
}

/// Gives files and folders these bits, and what is in them as `reach` says. What fails is told, and
/// the rest is done all the same.
pub fn set(targets: &[PathBuf], mode: u32, reach: Reach) -> Changed {
    let mut changed = Changed::default();
    let mut stack: Vec<(PathBuf, bool)> = targets
        .iter()
        .rev()
        .map(|path| (path.clone(), false))
        .collect();
    while let Some((path, looked_into)) = stack.pop() {
        let done = if looked_into {
            change(&path, mode).map(|()| changed.changed += 1)
        } else {
            visit(&path, mode, reach, &mut stack).map(|count| changed.changed += count)
        };
        if let Err(error) = done {
            let done = changed.changed;
            changed.failed.push(Stopped { path, error, done });
        }
    }
    changed
}

/// Changes one, and puts on the stack what is still to be done. How many were changed.
fn visit(
    path: &Path,
    mode: u32,
    reach: Reach,
    stack: &mut Vec<(PathBuf, bool)>,
) -> io::Result<usize> {
    let kind = match fs::symlink_metadata(path)? {
        found if found.is_symlink() => return Ok(0),
        found if found.is_dir() => EntryKind::Dir,
        _ => EntryKind::File,
    };
    let mut count = 0;
    // A folder that will be open to us is changed before it is read, any other afterwards.
    if reach.holds(kind) && mode & 0o500 == 0o500 {
        change(path, mode)?;
        count = 1;
    } else if reach.holds(kind) {
        stack.push((path.to_owned(), true));
    }
    if kind == EntryKind::Dir && reach.is_recursive() {
        for found in fs::read_dir(path)? {
            stack.push((found?.path(), false));
        }
    }
    Ok(count)
}

fn change(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode & 0o7777))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn what_is_reached_is_changed_and_links_are_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let (folder, outside) = (home.path().join("folder"), home.path().join("outside"));
        fs::create_dir_all(folder.join("inner")).unwrap();
        for file in [&folder.join("a"), &folder.join("inner/b"), &outside] {
            fs::write(file, "x").unwrap();
            change(file, 0o644).unwrap();
        }
        std::os::unix::fs::symlink(&outside, folder.join("link")).unwrap();
        change(&folder, 0o755).unwrap();
        let all = set(std::slice::from_ref(&folder), 0o600, Reach::Files);
        assert_eq!((all.changed, all.failed.len()), (2, 0));
        assert_eq!(mode(&folder.join("inner/b")), 0o600);
        assert_eq!(mode(&outside), 0o644, "the link was not followed");
        assert_eq!(mode(&folder), 0o755, "folders were not asked for");
        assert_eq!(
            set(std::slice::from_ref(&folder), 0o700, Reach::Folders).changed,
            2
        );
        assert_eq!(mode(&folder.join("inner")), 0o700);
        assert_eq!(
            set(std::slice::from_ref(&folder), 0o750, Reach::These).changed,
            1
        );
        assert_eq!(
            set(std::slice::from_ref(&folder), 0o400, Reach::All).changed,
            4
        );
        assert_eq!(mode(&folder), 0o400);
        change(&folder, 0o700).unwrap();
        assert_eq!(mode(&folder.join("a")), 0o400);
        change(&folder.join("inner"), 0o700).unwrap();
    }

    #[test]
    fn what_fails_is_told_and_the_rest_is_done() {
        let home = tempfile::tempdir().unwrap();
        let (there, gone) = (home.path().join("there"), home.path().join("gone"));
        fs::write(&there, "x").unwrap();
        let all = set(&[gone.clone(), there.clone()], 0o640, Reach::These);
        assert_eq!((all.changed, all.failed.len()), (1, 1));
        assert_eq!(all.failed[0].path, gone);
        assert_eq!(mode(&there), 0o640);
    }
}
