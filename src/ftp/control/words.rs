//! Between suppaftp's words and ours: bytes and text, its errors and the ones we tell.

use super::framing::FramingError;
use crate::ftp::{FtpError, Reply, Reporter, Stage};
use crate::model::NameCoding;
use crate::model::text::display_safe;
use std::io;
use std::net::SocketAddr;
use suppaftp::{Encoding, FtpError as SuppaError};

/// Bytes through suppaftp's text interface and back without loss: each byte is the character of
/// the same number.
#[derive(Debug)]
pub(super) struct Transparent;

impl Encoding for Transparent {
    fn decode(&self, bytes: &[u8]) -> String {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    }

    fn encode(&self, text: &str) -> io::Result<Vec<u8>> {
        text.chars()
            .map(|character| {
                u8::try_from(u32::from(character))
                    .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "not a byte"))
            })
            .collect()
    }
}

/// The command as it may be shown: what follows PASS and ACCT is masked, and so is a password that
/// some servers let one change with SITE.
pub(super) fn mask(command: &[u8], names: NameCoding) -> String {
    let mut words = command.split(|byte| *byte == b' ');
    let verb = words.next().unwrap_or_default();
    if verb.eq_ignore_ascii_case(b"SITE")
        && let Some(word) = words.find(|word| !word.is_empty())
        && [&b"PSWD"[..], b"PASSWD", b"PASS", b"CHPASS"]
            .iter()
            .any(|secret| word.eq_ignore_ascii_case(secret))
    {
        return format!("{} {} ********", display_safe(verb), display_safe(word));
    }
    if verb.eq_ignore_ascii_case(b"PASS") || verb.eq_ignore_ascii_case(b"ACCT") {
        return format!("{} ********", display_safe(verb));
    }
    names.shown(command)
}

/// What a greeting that is no `220` means: a refusal, or no FTP server at all.
pub(super) fn greeting_error(peer: SocketAddr, error: SuppaError, reporter: &Reporter) -> FtpError {
    match error {
        SuppaError::UnexpectedResponse(response) => match Reply::parse(&response.body) {
            Ok(reply) => {
                reporter.received(&reply);
                FtpError::Reply {
                    command: "the greeting".into(),
                    reply,
                }
            }
            Err(_) => not_ftp(&response.body),
        },
        SuppaError::BadResponse => not_ftp(b""),
        SuppaError::ConnectionError(source) if framing(&source).is_some() => FtpError::Protocol {
            command: "the greeting".into(),
            detail: format!("this is not an FTP server: {source}"),
        },
        error => io_error("reading the greeting of", peer, error),
    }
}

/// Whether our reply reader raised the error, and why.
pub(super) fn framing(error: &io::Error) -> Option<&FramingError> {
    error.get_ref()?.downcast_ref()
}

pub(super) fn not_ftp(said: &[u8]) -> FtpError {
    let said = if said.is_empty() {
        String::new()
    } else {
        format!(": {}", display_safe(said))
    };
    FtpError::Protocol {
        command: "the greeting".into(),
        detail: format!("this is not an FTP server{said}"),
    }
}

pub(super) fn io_error(operation: &'static str, peer: SocketAddr, error: SuppaError) -> FtpError {
    let source = match error {
        SuppaError::ConnectionError(source) => source,
        other => io::Error::other(other.to_string()),
    };
    FtpError::Io {
        stage: Stage::Reply,
        operation,
        peer: Some(peer),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_masked_in_any_case() {
        assert_eq!(
            mask(b"PASS secret word", NameCoding::default()),
            "PASS ********"
        );
        assert_eq!(mask(b"pass x", NameCoding::default()), "pass ********");
        assert_eq!(mask(b"ACCT x", NameCoding::default()), "ACCT ********");
        assert_eq!(
            mask(b"SITE  pswd old new", NameCoding::default()),
            "SITE pswd ********"
        );
        assert_eq!(
            mask(b"RETR PASS.txt", NameCoding::default()),
            "RETR PASS.txt"
        );
    }

    #[test]
    fn every_byte_survives_the_text_interface() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(Transparent.encode(&Transparent.decode(&all)).unwrap(), all);
    }
}
