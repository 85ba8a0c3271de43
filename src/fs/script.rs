//! Reading a script of commands.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Longest script that is read.
const LONGEST: u64 = 16 << 20;

/// The text of a script; a pipe will do. A mark at its beginning that some editors leave is taken
/// away.
///
/// # Errors
/// The system's; `InvalidData` for what is not UTF-8.
pub fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LONGEST).read_to_string(&mut text)?;
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Ok(rest.to_owned()),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_in_front_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("script");
        std::fs::write(&path, "\u{feff}open host\r\n").unwrap();
        assert_eq!(read(&path).unwrap(), "open host\r\n");
        std::fs::write(&path, b"f\xfcr").unwrap();
        assert_eq!(read(&path).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
