//! Folders that a drop needs on this side, and those it leaves empty.

use super::safe_name::local_component;
use super::{local, rooted};
use crate::model::{Entry, Name};
use std::io;
use std::path::{Path, PathBuf};

/// Makes the folder if it is not there, and lists it. No link below `root` is followed: what a
/// server sends stays below the folder it was told to go to.
///
/// # Errors
/// The system's; `NotADirectory` where something else has the name, `InvalidInput` for a path that
/// is not below `root`.
pub fn make_and_list(root: &Path, path: &Path) -> io::Result<Vec<Entry>> {
    let mut steps = rooted::steps(root, path)?;
    let Some(name) = steps.pop() else {
        return list(root);
    };
    let above = rooted::open_below(root, &steps)?;
    match above.create_dir(name) {
        Ok(()) => return Ok(Vec::new()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    let folder = rooted::enter(&above, name)?;
    local::entries(&folder)
}

/// Makes a folder that the user names, and those above it, where they are not there.
///
/// # Errors
/// The system's.
pub fn make_all(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

/// Makes folders in one another, in the folder `within`, and gives the last one. Those before it may
/// be there already.
///
/// # Errors
/// `AlreadyExists` if the last one is there, `InvalidInput` for what is no name of a folder, else what
/// the system says.
pub fn make_in_turn(within: &Path, names: &[Name]) -> io::Result<PathBuf> {
    let invalid = |unsafe_name| io::Error::new(io::ErrorKind::InvalidInput, unsafe_name);
    let mut path = within.to_owned();
    for (number, name) in names.iter().enumerate() {
        path.push(local_component(name).map_err(invalid)?);
        match local::make_dir(&path) {
            Err(error)
                if error.kind() == io::ErrorKind::AlreadyExists && number + 1 < names.len() => {}
            made => made?,
        }
    }
    Ok(path)
}

/// Lists the folder a drop goes to, which may be a link of the user's own.
///
/// # Errors
/// The system's.
pub fn list(path: &Path) -> io::Result<Vec<Entry>> {
    Ok(local::list(path)?.1)
}

/// Removes folders that a move has emptied, deepest first. What is not empty stays, and so does a
/// link that has taken a folder's place.
pub fn remove_emptied(paths: &[PathBuf]) {
    for path in paths {
        // Something came into it meanwhile: then it is not ours to remove.
        let _ = std::fs::remove_dir(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_folder_is_made_once_and_listed_then() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("sub");
        assert_eq!(make_and_list(home.path(), &path).unwrap(), []);
        std::fs::write(path.join("x"), b"123").unwrap();
        let entries = make_and_list(home.path(), &path).unwrap();
        assert_eq!(entries[0].size, Some(3));
        assert_eq!(make_and_list(home.path(), home.path()).unwrap().len(), 1);
    }

    #[test]
    fn folders_are_made_in_turn() {
        let home = tempfile::tempdir().unwrap();
        let make = |names: &[&str]| {
            let names: Vec<Name> = names.iter().map(|name| Name::from(*name)).collect();
            make_in_turn(home.path(), &names).map_err(|error| error.kind())
        };
        assert_eq!(make(&["a", "b"]), Ok(home.path().join("a/b")));
        assert_eq!(make(&["a", "b", "c"]), Ok(home.path().join("a/b/c")));
        assert_eq!(make(&["a", "b"]), Err(io::ErrorKind::AlreadyExists));
        assert_eq!(make(&["a", ".."]), Err(io::ErrorKind::InvalidInput));
    }

    #[test]
    fn nothing_is_made_behind_a_link_or_outside() {
        let (home, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let link = home.path().join("link");
        symlink(outside.path(), &link).unwrap();
        for path in [link.clone(), link.join("deep"), outside.path().join("x")] {
            assert!(make_and_list(home.path(), &path).is_err());
        }
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
    }
}
