//! Files of other programs: read as they are, never changed.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Longest file that is read.
const LONGEST: u64 = 16 << 20;

/// Reads a file of another program.
///
/// # Errors
/// The system's; `InvalidInput` for what is no plain file, or too long.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let wrong = |text: &str| io::Error::new(io::ErrorKind::InvalidInput, text.to_owned());
    if !std::fs::metadata(path)?.is_file() {
        return Err(wrong("it is not a plain file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(wrong("it is longer than 16 MiB"));
    }
    Ok(bytes)
}

/// Whether there is a plain file of this name.
pub fn is_there(path: &Path) -> bool {
    path.is_file()
}
