//! Hashes of local files, to be compared with a server's.

use crate::model::HashAlgorithm;
use md5::{Digest as _, Md5};
use ring::digest;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

const BUFFER: usize = 256 * 1024;

enum Hasher {
    Crc32(crc32fast::Hasher),
    Md5(Md5),
    Sha(digest::Context),
}

impl Hasher {
    fn new(algorithm: HashAlgorithm) -> Self {
        let sha = |algorithm| Self::Sha(digest::Context::new(algorithm));
        match algorithm {
            HashAlgorithm::Crc32 => Self::Crc32(crc32fast::Hasher::new()),
            HashAlgorithm::Md5 => Self::Md5(Md5::new()),
            HashAlgorithm::Sha1 => sha(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            HashAlgorithm::Sha256 => sha(&digest::SHA256),
            HashAlgorithm::Sha512 => sha(&digest::SHA512),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32(hasher) => hasher.update(bytes),
            Self::Md5(hasher) => hasher.update(bytes),
            Self::Sha(hasher) => hasher.update(bytes),
        }
    }

    fn finish(self) -> String {
        match self {
            Self::Crc32(hasher) => format!("{:08x}", hasher.finalize()),
            Self::Md5(hasher) => hex(&hasher.finalize()),
            Self::Sha(hasher) => hex(hasher.finish().as_ref()),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The hash of all that `source` gives, in lower-case hexadecimal digits. Blocks. `stopped` is asked
/// now and then.
///
/// # Errors
/// The system's; `Interrupted` where it was stopped.
pub fn of(
    mut source: impl Read,
    algorithm: HashAlgorithm,
    stopped: impl Fn() -> bool,
) -> io::Result<String> {
    let mut hasher = Hasher::new(algorithm);
    let mut buffer = vec![0; BUFFER];
    loop {
        let count = match source.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(buffer.get(..count).unwrap_or_default());
        if stopped() {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
}

/// The hash of a file, as [`of`] gives it.
///
/// # Errors
/// The system's; `Interrupted` where it was stopped.
pub fn of_file(
    path: &Path,
    algorithm: HashAlgorithm,
    stopped: impl Fn() -> bool,
) -> io::Result<String> {
    of(File::open(path)?, algorithm, stopped)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The standards' own examples: the nine digits for CRC-32, `abc` for the others.
    #[test]
    fn the_known_values_come_out() {
        let hash = |text: &str, algorithm| of(text.as_bytes(), algorithm, || false).unwrap();
        assert_eq!(hash("123456789", HashAlgorithm::Crc32), "cbf43926");
        assert_eq!(
            hash("abc", HashAlgorithm::Md5),
            "900150983cd24fb0d6963f7d28e17f72"
        );
        assert_eq!(
            hash("abc", HashAlgorithm::Sha1),
            "a9993e364706816aba3e25717850c26c9cd0d89d"
        );
        assert_eq!(
            hash("abc", HashAlgorithm::Sha256),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let sha512 = hash("abc", HashAlgorithm::Sha512);
        assert!(sha512.starts_with("ddaf35a193617aba") && sha512.len() == 128);
    }

    #[test]
    fn it_can_be_stopped() {
        let error = of(io::repeat(1), HashAlgorithm::Md5, || true).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::Interrupted);
    }
}
