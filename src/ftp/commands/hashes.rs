//! Hashes that a server computes of a file: HASH (draft-bryan-ftpext-hash), and the older commands
//! that each know one kind.

use super::with_path;
use crate::ftp::control::ControlConnection;
use crate::ftp::{FeatureSet, FtpError, Reply};
use crate::model::{HashAlgorithm, RemotePath};
use std::time::Duration;
use strum::IntoEnumIterator as _;

/// How a server can be asked for a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashOffer {
    /// Which hash.
    pub algorithm: HashAlgorithm,
    /// By HASH; otherwise by the command of its own.
    by_hash: bool,
    /// HASH gives it without being told to.
    selected: bool,
}

/// What a server offers, the best first.
pub fn offers(features: &FeatureSet) -> Vec<HashOffer> {
    let named = features.hash_algorithms();
    let by_hash = named.iter().enumerate().filter_map(|(place, name)| {
        let plain = name.replace('-', "");
        let known = HashAlgorithm::iter().find(|algorithm| {
            let name = algorithm.name().replace('-', "");
            name.eq_ignore_ascii_case(&plain)
        });
        Some(HashOffer {
            algorithm: known?,
            by_hash: true,
            selected: place == 0,
        })
    });
    let own = HashAlgorithm::iter().filter(|algorithm| features.has(algorithm.verb()));
    let own = own.map(|algorithm| HashOffer {
        algorithm,
        by_hash: false,
        selected: true,
    });
    let mut offers: Vec<_> = by_hash.chain(own).collect();
    offers.sort_by_key(|offer| std::cmp::Reverse((offer.by_hash, offer.algorithm)));
    offers
}

/// The hash of a file in lower-case hexadecimal digits, or the server's refusal. It may take the
/// server `limit` to compute.
///
/// # Errors
/// Only those that cost the connection.
pub async fn hash(
    control: &mut ControlConnection,
    offer: HashOffer,
    path: &RemotePath,
    limit: Duration,
) -> Result<Result<String, Reply>, FtpError> {
    let algorithm = offer.algorithm;
    if offer.by_hash && !offer.selected {
        let command = format!("OPTS HASH {}", algorithm.name());
        let reply = control.ask(command.as_bytes()).await?;
        if !reply.is_completion() {
            return Ok(Err(reply));
        }
    }
    let verb = if offer.by_hash {
        "HASH"
    } else {
        algorithm.verb()
    };
    let mut reply = control.ask_patiently(&with_path(verb, path), limit).await?;
    let has_blank = path.as_bytes().contains(&b' ');
    if reply.code() >= 500 && has_blank && !path.as_bytes().contains(&b'"') {
        let quoted = [verb.as_bytes(), b" \"", path.as_bytes(), b"\""].concat();
        reply = control.ask_patiently(&quoted, limit).await?;
    }
    let found = reply.is_completion().then(|| digits(&reply, algorithm));
    Ok(found.flatten().ok_or(reply))
}

/// The hash in a reply: `213 SHA-256 0-49 6ba1… name`, `250 6BA1…`, `250 XCRC = 1a2b`.
fn digits(reply: &Reply, algorithm: HashAlgorithm) -> Option<String> {
    let is_hex = |word: &&str| word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text = reply.text();
    let words = || text.split([' ', '\t', '=', '"', '\n', '\r']);
    let whole = words().find(|word| word.len() == algorithm.digits() && is_hex(word));
    // A number is written without its leading zeros by some.
    let short = || {
        let is_short = |word: &&str| (1..8).contains(&word.len()) && is_hex(word);
        words()
            .find(is_short)
            .filter(|_| algorithm == HashAlgorithm::Crc32)
    };
    let word = whole.or_else(short)?.to_ascii_lowercase();
    Some(format!("{word:0>width$}", width = algorithm.digits()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(raw: &str) -> Vec<(&'static str, bool)> {
        let features = FeatureSet::parse(&Reply::parse(raw.as_bytes()).unwrap());
        let offers = offers(&features).into_iter();
        offers
            .map(|offer| (offer.algorithm.name(), offer.by_hash))
            .collect()
    }

    #[test]
    fn the_best_comes_first_and_hash_before_the_older_ones() {
        assert_eq!(
            offered("211-x\r\n HASH MD5;SHA-1*;SHA-256\r\n XSHA512\r\n XCRC\r\n211 End\r\n"),
            [
                ("SHA-256", true),
                ("SHA-1", true),
                ("MD5", true),
                ("SHA-512", false),
                ("CRC32", false)
            ]
        );
        assert_eq!(offered("211-x\r\n SIZE\r\n211 End\r\n"), []);
    }

    #[test]
    fn the_digits_are_found_among_the_words() {
        let found = |text: &str, algorithm| {
            digits(
                &Reply::parse(format!("{text}\r\n").as_bytes()).unwrap(),
                algorithm,
            )
        };
        let md5 = "900150983cd24fb0d6963f7d28e17f72";
        for text in [
            format!("213 MD5 0-3 {md5} /a file"),
            format!("250 {}", md5.to_ascii_uppercase()),
            format!("251 \"x\" {md5}"),
        ] {
            assert_eq!(found(&text, HashAlgorithm::Md5).as_deref(), Some(md5));
        }
        assert_eq!(
            found("250 XCRC = 1A2B", HashAlgorithm::Crc32).as_deref(),
            Some("00001a2b")
        );
        assert_eq!(found("250 done", HashAlgorithm::Md5), None);
    }
}
