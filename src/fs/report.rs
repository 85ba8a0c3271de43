//! Writing a report to a file.

use super::private;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Writes a text to a file, whose folder is made where it is missing. A file of that name is
/// replaced.
///
/// # Errors
/// What the system says.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}

/// Like [`write()`], for what need not be text.
///
/// # Errors
/// What the system says.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::write(path, bytes)
}

/// Writes a text to a new file in a folder of the program's own, which is made where it is missing:
/// `STEM.txt`, or `STEM-2.txt` and so on where that is taken. Returns the file.
///
/// # Errors
/// What the system says.
pub fn write_new(folder: &Path, stem: &str, text: &str) -> io::Result<PathBuf> {
    private::folder(folder)?;
    let mut number = 1;
    loop {
        let name = match number {
            1 => format!("{stem}.txt"),
            _ => format!("{stem}-{number}.txt"),
        };
        let path = folder.join(name);
        match private::create_new(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_made_and_the_file_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/doctor.txt");
        write(&path, "long before").unwrap();
        write(&path, "now").unwrap();
        assert_eq!(std::fs::read_to_string(path).unwrap(), "now");
    }

    #[test]
    fn nothing_that_is_there_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        for (text, name) in [("one", "r.txt"), ("two", "r-2.txt"), ("three", "r-3.txt")] {
            assert_eq!(write_new(&state, "r", text).unwrap(), state.join(name));
            assert_eq!(std::fs::read_to_string(state.join(name)).unwrap(), text);
        }
        assert_eq!(std::fs::read_to_string(state.join("r.txt")).unwrap(), "one");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        std::fs::write(&taken, "").unwrap();
        assert!(write_new(&taken, "r", "text").is_err());
    }
}
