//! The lines of the command line, kept in a file of the program's own.

use super::private;
use std::io::{self, Write as _};
use std::path::Path;

/// So many lines are kept.
const MOST: usize = 1000;

/// The lines of before, the oldest first; none where there is no file. Of a file that has grown long
/// the older ones are forgotten.
///
/// # Errors
/// The system's.
pub fn load(path: &Path) -> io::Result<Vec<String>> {
    let text = match private::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let kept = lines
        .get(lines.len().saturating_sub(MOST)..)
        .unwrap_or_default();
    if lines.len() > 2 * MOST {
        private::replace(path, (kept.join("\n") + "\n").as_bytes())?;
    }
    Ok(kept.iter().map(|line| (*line).to_owned()).collect())
}

/// Adds a line.
///
/// # Errors
/// The system's.
pub fn keep(path: &Path, line: &str) -> io::Result<()> {
    private::open(path)?.write_all(format!("{line}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt as _;

    #[test]
    fn lines_are_kept_for_their_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/history");
        assert_eq!(load(&path).unwrap(), Vec::<String>::new());
        keep(&path, "cd pub").unwrap();
        keep(&path, "mget *.txt").unwrap();
        assert_eq!(load(&path).unwrap(), ["cd pub", "mget *.txt"]);
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_long_file_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        let lines: Vec<String> = (0..2500).map(|number| format!("get {number}")).collect();
        std::fs::write(&path, lines.join("\n")).unwrap();
        let lines = load(&path).unwrap();
        assert_eq!((lines.len(), lines[0].as_str()), (1000, "get 1500"));
        assert_eq!(load(&path).unwrap(), lines);
    }
}
