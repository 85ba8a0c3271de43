//! Parts of local files, for somebody who looks at them.

use super::source::LocalFile;
use crate::model::part::{FileRange, Part, Taker};
use crate::model::{FileFacts, HashAlgorithm};
use std::io::{self, Read as _};
use std::path::Path;

const BUFFER: usize = 256 * 1024;

/// Reads a part of a plain file, or searches it.
///
/// # Errors
/// The system's; `InvalidInput` for what is no plain file.
pub fn read_part(path: &Path, range: FileRange) -> io::Result<Part> {
    let file = LocalFile::open(path)?;
    let mut reader = file.reader(range.from)?;
    let mut taker = Taker::new(range, 0);
    let mut buffer = vec![0; BUFFER];
    loop {
        let room = usize::try_from(taker.wanted()).map_or(BUFFER, |wanted| wanted.min(BUFFER));
        if room == 0 {
            return Ok(taker.finish(false));
        }
        match reader.read(buffer.get_mut(..room).unwrap_or_default()) {
            Ok(0) => return Ok(taker.finish(true)),
            Ok(count) => taker.take(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Size and time of a plain file.
///
/// # Errors
/// As [`read_part`].
pub fn facts(path: &Path) -> io::Result<FileFacts> {
    Ok(LocalFile::open(path)?.facts())
}

/// What tells whether a plain file was changed: a hash of all that is in it.
///
/// # Errors
/// As [`read_part`].
pub fn fingerprint(path: &Path) -> io::Result<(String, u64)> {
    let file = LocalFile::open(path)?;
    let hash = super::digest::of(file.reader(0)?, HashAlgorithm::Sha256, || false)?;
    Ok((hash, file.size()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Quest;

    #[test]
    fn parts_end_with_the_file_and_can_be_searched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::fs::write(&path, b"0123456789").unwrap();
        let part = read_part(&path, FileRange::bytes(7, 2)).unwrap();
        assert_eq!((part.bytes.as_slice(), part.ended), (&b"78"[..], false));
        let part = read_part(&path, FileRange::bytes(8, 9)).unwrap();
        assert_eq!((part.bytes.as_slice(), part.ended), (&b"89"[..], true));
        let quest = Quest::Bytes {
            needle: b"56".to_vec(),
            any_case: false,
        };
        let range = FileRange {
            from: 1,
            count: 100,
            quest: Some(quest),
        };
        assert_eq!(read_part(&path, range).unwrap().found, Some(5));
        assert!(read_part(folder.path(), FileRange::bytes(0, 1)).is_err());
        assert_eq!(facts(&path).unwrap().size, Some(10));
    }
}
