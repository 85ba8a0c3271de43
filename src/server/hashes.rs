//! Hashes of files: HASH (draft-bryan-ftpext-hash) and the older XCRC, XMD5, XSHA1, XSHA256, XSHA512.
//! Nothing is shared with the client's own.

use super::reply::Reply;
use super::session::Session;
use md5::{Digest as _, Md5};
use ring::digest;
use std::fmt::Write as _;
use std::fs;
use std::io;

/// The algorithms of HASH, the one that is usual first.
const ALGORITHMS: [&str; 5] = ["SHA-256", "SHA-1", "SHA-512", "MD5", "CRC32"];

/// What is offered where the options ask for it.
const COMMANDS: [(&str, &str); 5] = [
    ("XCRC", "CRC32"),
    ("XMD5", "MD5"),
    ("XSHA1", "SHA-1"),
    ("XSHA256", "SHA-256"),
    ("XSHA512", "SHA-512"),
];

impl Session {
    /// The lines of FEAT.
    pub(super) fn hash_features(&self) -> Vec<Vec<u8>> {
        let options = &self.state.options;
        let mut lines = Vec::new();
        if options.hashes && options.knows("HASH") {
            let chosen = self.settings.hash;
            let shown = ALGORITHMS.iter().map(|name| {
                let star = if *name == chosen { "*" } else { "" };
                format!("{name}{star}")
            });
            lines.push(format!("HASH {}", shown.collect::<Vec<_>>().join(";")).into_bytes());
        }
        let known = COMMANDS.iter().filter(|(verb, _)| options.knows(verb));
        lines.extend(
            known
                .filter(|_| options.hashes)
                .map(|(verb, _)| verb.as_bytes().to_vec()),
        );
        lines
    }

    /// OPTS HASH.
    pub(super) fn choose_hash(&mut self, name: &str) -> Reply {
        let known = ALGORITHMS
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name));
        match known {
            Some(known) => {
                self.settings.hash = known;
                Reply::new(200, known)
            }
            None if name.is_empty() => Reply::new(200, self.settings.hash),
            None => Reply::new(504, "Unknown algorithm"),
        }
    }

    /// The answer to a command for a hash. `None`: it is not one.
    pub(super) fn hash_of(&self, verb: &str, name: &[u8]) -> Option<io::Result<Reply>> {
        if !self.state.options.hashes {
            return None;
        }
        let own = COMMANDS.iter().find(|(command, _)| *command == verb);
        let algorithm = match (verb, own) {
            ("HASH", _) => self.settings.hash,
            (_, Some((_, algorithm))) => algorithm,
            _ => return None,
        };
        Some(self.answer_hash(verb == "HASH", algorithm, name))
    }

    fn answer_hash(&self, by_hash: bool, algorithm: &str, name: &[u8]) -> io::Result<Reply> {
        let path = self.state.tree.follow(&self.path(name)?)?;
        if !path.is_file() {
            return Ok(Reply::new(553, "Not a plain file"));
        }
        let bytes = fs::read(path)?;
        let hash = hash(algorithm, &bytes);
        Ok(if by_hash {
            let shown = String::from_utf8_lossy(name);
            let text = format!("{algorithm} 0-{} {hash} {shown}", bytes.len());
            Reply::new(213, &text)
        } else {
            Reply::new(250, &hash.to_ascii_uppercase())
        })
    }
}

fn hash(algorithm: &str, bytes: &[u8]) -> String {
    let of = |algorithm| hex(digest::digest(algorithm, bytes).as_ref());
    match algorithm {
        "SHA-256" => of(&digest::SHA256),
        "SHA-512" => of(&digest::SHA512),
        "SHA-1" => of(&digest::SHA1_FOR_LEGACY_USE_ONLY),
        "MD5" => hex(&Md5::digest(bytes)),
        _ => format!("{:x}", crc32fast::hash(bytes)),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
