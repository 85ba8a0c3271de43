//! Replies, RFC 959 section 4.2.

use super::wire::Wire;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncWriteExt, WriteHalf};

/// One reply, ready for the wire.
#[derive(Debug)]
pub(super) struct Reply(Vec<u8>);

impl Reply {
    /// `code text`; the text's own lines make a multi-line reply.
    pub(super) fn new(code: u16, text: &str) -> Self {
        let mut wire = Vec::new();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let separator = if lines.peek().is_some() { '-' } else { ' ' };
            wire.extend_from_slice(format!("{code}{separator}{line}\r\n").as_bytes());
        }
        if wire.is_empty() {
            wire = format!("{code} \r\n").into_bytes();
        }
        Self(wire)
    }

    /// `code-first`, the lines with a space before each, `code last`.
    pub(super) fn block(code: u16, first: &str, lines: &[Vec<u8>], last: &str) -> Self {
        let mut wire = format!("{code}-{first}\r\n").into_bytes();
        for line in lines {
            wire.push(b' ');
            wire.extend_from_slice(line);
            wire.extend_from_slice(b"\r\n");
        }
        wire.extend_from_slice(format!("{code} {last}\r\n").as_bytes());
        Self(wire)
    }

    /// `257 "path" text`, quotes in the path doubled (RFC 959 appendix II).
    pub(super) fn path(path: &[u8], text: &str) -> Self {
        let mut wire = b"257 \"".to_vec();
        for byte in path {
            wire.push(*byte);
            if *byte == b'"' {
                wire.push(b'"');
            }
        }
        wire.extend_from_slice(format!("\" {text}\r\n").as_bytes());
        Self(wire)
    }

    /// Lines given by a script, as they are.
    pub(super) fn scripted(line: &str) -> Self {
        let mut wire = line.as_bytes().to_vec();
        wire.extend_from_slice(b"\r\n");
        Self(wire)
    }

    /// 550 with the reason in words that clients know from other servers.
    pub(super) fn refusal(error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "No such file or directory",
            io::ErrorKind::PermissionDenied => "Permission denied",
            io::ErrorKind::AlreadyExists => "File exists",
            io::ErrorKind::NotADirectory => "Not a directory",
            io::ErrorKind::IsADirectory => "Is a directory",
            io::ErrorKind::DirectoryNotEmpty => "Directory not empty",
            io::ErrorKind::InvalidFilename => "File name too long",
            _ => "Requested action not taken",
        };
        Self::new(550, reason)
    }
}

/// What follows a command.
#[derive(Debug)]
pub(super) enum Next {
    /// A reply, and on.
    Reply(Reply),
    /// No reply, and on.
    Silence,
    /// A reply, and the end of the session.
    Goodbye(Reply),
    /// 234, and TLS from here on.
    Secure,
    /// The end of the session without a word.
    Cut,
    /// The control connection is reset.
    Reset,
}

impl Next {
    /// A reply of one line.
    pub(super) fn say(code: u16, text: &str) -> Self {
        Self::Reply(Reply::new(code, text))
    }
}

/// The sending half of a control connection.
#[derive(Debug)]
pub(super) struct ReplyWriter {
    pub(super) half: WriteHalf<Wire>,
    pub(super) delay: Duration,
}

impl ReplyWriter {
    /// Sends one reply in one write, so that it leaves in one segment.
    pub(super) async fn send(&mut self, reply: &Reply) -> io::Result<()> {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        self.half.write_all(&reply.0).await?;
        self.half.flush().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_in_a_path_are_doubled() {
        assert_eq!(
            Reply::path(b"/a\"b", "created").0,
            b"257 \"/a\"\"b\" created\r\n"
        );
    }

    #[test]
    fn several_lines_make_a_multi_line_reply() {
        assert_eq!(Reply::new(220, "one\ntwo").0, b"220-one\r\n220 two\r\n");
        assert_eq!(Reply::new(220, "").0, b"220 \r\n");
    }
}
