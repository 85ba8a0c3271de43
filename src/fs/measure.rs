//! Counting what is in local folders. Links are counted and never followed.

use crate::model::measured::Measured;
use std::fs;
use std::path::PathBuf;

/// Counts what is in these folders. Those that cannot be read are counted as such.
pub fn measure(folders: &[PathBuf]) -> Measured {
    let mut measured = Measured::default();
    let mut stack: Vec<PathBuf> = folders.to_vec();
    while let Some(folder) = stack.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            measured.unread += 1;
            continue;
        };
        for entry in entries.flatten() {
            match entry.metadata() {
                Ok(found) if found.is_dir() => {
                    measured.folders += 1;
                    stack.push(entry.path());
                }
                Ok(found) => measured.add_file(found.is_file().then_some(found.len())),
                Err(_) => measured.add_file(None),
            }
        }
        if measured.more {
            break;
        }
    }
    measured
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_in_it_is_counted_and_links_are_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("folder");
        fs::create_dir_all(folder.join("inner/empty")).unwrap();
        fs::write(folder.join("a"), "12345").unwrap();
        fs::write(folder.join("inner/b"), "123").unwrap();
        std::os::unix::fs::symlink(home.path(), folder.join("round")).unwrap();
        let measured = measure(&[folder, home.path().join("gone")]);
        assert_eq!((measured.files, measured.bytes), (3, 8));
        assert_eq!((measured.folders, measured.unread), (2, 1));
    }
}
