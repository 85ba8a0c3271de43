//! The reply reader: where one reply ends and the next begins.

use super::chunks;
use twoport::ftp::control::framing::{Framer, FramingError, REPLY_LIMIT};
use twoport::ftp::{MalformedReply, Reply};

/// Cut into replies, the bytes give the same replies however they come; each of them is one that
/// can be read, and shows nothing that a terminal obeys.
///
/// # Panics
/// Where that does not hold.
pub fn check(bytes: &[u8]) {
    let (bytes, size) = chunks::split(bytes);
    // More at once than the reader is ever given is another question than where replies end.
    let bytes = &bytes[..bytes.len().min(REPLY_LIMIT / 8)];
    let whole = replies(bytes.chunks(bytes.len().max(1)));
    let pieces = replies(bytes.chunks(size));
    assert_eq!(whole, pieces, "the pieces change what comes out");
    for raw in whole.0 {
        assert!(raw.len() <= REPLY_LIMIT);
        match Reply::parse(&raw) {
            Ok(reply) => assert!(!reply.line().contains(char::is_control)),
            Err(MalformedReply::CodeOutOfRange(code)) => assert!(!(100..600).contains(&code)),
            Err(malformed) => panic!("{malformed}: {raw:?}"),
        }
    }
    if let Some(FramingError::NoReply(quoted)) = whole.1 {
        assert!(!quoted.contains(char::is_control), "{quoted:?}");
    }
}

/// All replies, the last of them one that ended with another code where nothing follows it; and
/// what was no reply.
fn replies<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<Vec<u8>>, Option<FramingError>) {
    let mut framer = Framer::default();
    let mut replies = Vec::new();
    for piece in pieces {
        if let Err(error) = framer.push(piece) {
            return (replies, Some(error));
        }
        loop {
            match framer.next_reply() {
                Ok(Some(reply)) => replies.push(reply),
                Ok(None) => break,
                Err(error) => return (replies, Some(error)),
            }
        }
    }
    let last = if framer.is_undecided() {
        framer.end()
    } else {
        Ok(None)
    };
    match last {
        Ok(last) => {
            replies.extend(last);
            (replies, None)
        }
        Err(error) => (replies, Some(error)),
    }
}
