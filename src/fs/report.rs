//! Writing a report to a file.

use std::io;
use std::path::Path;

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
}
