//! Hashes that servers compute of their files.

use strum::EnumIter;

/// A hash, weaker ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter)]
pub enum HashAlgorithm {
    /// CRC-32 as ZIP has it: finds accidents, no more.
    Crc32,
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl HashAlgorithm {
    /// Its name, as HASH has it (draft-bryan-ftpext-hash).
    pub fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The older command that asks for this one only.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Crc32 => "XCRC",
            Self::Md5 => "XMD5",
            Self::Sha1 => "XSHA1",
            Self::Sha256 => "XSHA256",
            Self::Sha512 => "XSHA512",
        }
    }

    /// Its length in hexadecimal digits.
    pub fn digits(self) -> usize {
        match self {
            Self::Crc32 => 8,
            Self::Md5 => 32,
            Self::Sha1 => 40,
            Self::Sha256 => 64,
            Self::Sha512 => 128,
        }
    }
}
