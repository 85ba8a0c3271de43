//! The reply reader: where one reply ends and the next begins (RFC 959 section 4.2), also on
//! servers that are not exact about it. What comes out is exact: `ddd text` or `ddd-` … `ddd `,
//! each line ended by CRLF.

use crate::model::text::display_safe;

/// A reply may have so many bytes; one that is longer is an attack or no FTP.
pub const REPLY_LIMIT: usize = 256 * 1024;
/// So much of a line that is no reply is quoted.
const QUOTED: usize = 200;

/// Why what came is no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FramingError {
    /// A line that does not begin with a code, where a reply should begin.
    #[error("not an FTP reply: {0}")]
    NoReply(String),
    /// It begins with one code and ends with another, one of them a refusal and the other not.
    #[error("a reply that begins with {0} and ends with {1}")]
    Contradiction(String, String),
    /// The reply is longer than [`REPLY_LIMIT`].
    #[error("a reply longer than {} KiB", REPLY_LIMIT / 1024)]
    TooLong,
}

type Code = [u8; 3];

/// Cuts what a server sends into replies.
#[derive(Debug, Default)]
pub struct Framer {
    /// Bytes that have not been looked at.
    pending: Vec<u8>,
    /// The lines of the reply so far, made exact.
    reply: Vec<u8>,
    /// The code of a reply of many lines that has begun.
    open: Option<Code>,
    /// A line that ends such a reply, but for its code, which is another one.
    other_end: Option<Code>,
}

impl Framer {
    /// Takes in what has come.
    ///
    /// # Errors
    /// [`FramingError::TooLong`]
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), FramingError> {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() + self.reply.len() > REPLY_LIMIT {
            return Err(FramingError::TooLong);
        }
        Ok(())
    }

    /// Whether nothing has come that has not been given out.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.reply.is_empty()
    }

    /// Whether the last line may have been the end, or a line in between that looks like one.
    /// If nothing follows for a while it was the end: [`Self::end`].
    pub fn is_undecided(&self) -> bool {
        self.other_end.is_some() && self.pending.is_empty()
    }

    /// The next whole reply.
    ///
    /// # Errors
    /// [`FramingError::NoReply`]
    pub fn next_reply(&mut self) -> Result<Option<Vec<u8>>, FramingError> {
        while let Some(at) = self.pending.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.pending.drain(..=at).collect();
            let line = without_end(&line);
            let whole = match self.open {
                None => self.first(line)?,
                Some(code) => self.further(code, line),
            };
            if whole {
                self.open = None;
                self.other_end = None;
                return Ok(Some(std::mem::take(&mut self.reply)));
            }
        }
        Ok(None)
    }

    /// The reply as it is, where the server ends it with another code than it began with. That
    /// last code is what the server means (glFTPd does so).
    ///
    /// # Errors
    /// [`FramingError::Contradiction`] where the one is a refusal and the other is not.
    pub fn end(&mut self) -> Result<Option<Vec<u8>>, FramingError> {
        let (Some(last), Some(open)) = (self.other_end.take(), self.open.take()) else {
            return Ok(None);
        };
        let refuses = |code: Code| code.first().is_some_and(|class| *class >= b'4');
        if refuses(open) != refuses(last) {
            return Err(FramingError::Contradiction(
                display_safe(&open),
                display_safe(&last),
            ));
        }
        Ok(self.end_with(open, last))
    }

    fn end_with(&mut self, open: Code, last: Code) -> Option<Vec<u8>> {
        let mut reply = std::mem::take(&mut self.reply);
        // The last line was taken for one in between and has a blank in front, which goes again.
        let before_last = reply.len().checked_sub(2).and_then(|end| {
            let lines = reply.get(..end)?;
            lines.iter().rposition(|byte| *byte == b'\n')
        });
        reply.remove(before_last? + 1);
        let mut at_line = true;
        for index in 0..reply.len() {
            let here = reply.get_mut(index..index + 3);
            if let Some(code) = here.filter(|code| at_line && **code == open) {
                code.copy_from_slice(&last);
            }
            at_line = reply.get(index) == Some(&b'\n');
        }
        Some(reply)
    }

    /// The first line of a reply. True if it is the only one.
    fn first(&mut self, line: &[u8]) -> Result<bool, FramingError> {
        if line.is_empty() {
            return Ok(false);
        }
        let (code, rest) = split_code(line).ok_or_else(|| {
            let quoted = line.get(..QUOTED.min(line.len())).unwrap_or_default();
            FramingError::NoReply(display_safe(quoted))
        })?;
        let more = rest.first() == Some(&b'-');
        if more {
            self.open = Some(code);
            self.add(&[line]);
        } else {
            self.add(&[&code, b" ", rest.strip_prefix(b" ").unwrap_or(rest)]);
        }
        Ok(!more)
    }

    /// A further line. True if it is the last one.
    fn further(&mut self, open: Code, line: &[u8]) -> bool {
        self.other_end = None;
        match split_code(line) {
            Some((code, rest)) if code == open && rest.first().is_none_or(|mark| *mark == b' ') => {
                self.add(&[&code, b" ", rest.strip_prefix(b" ").unwrap_or(rest)]);
                true
            }
            Some((code, _)) if code == open => {
                self.add(&[line]);
                false
            }
            Some((code, rest)) => {
                if rest.first().is_none_or(|mark| *mark == b' ') {
                    self.other_end = Some(code);
                }
                // A blank in front makes it what it is: a line in between.
                self.add(&[b" ", line]);
                false
            }
            None => {
                self.add(&[line]);
                false
            }
        }
    }

    fn add(&mut self, parts: &[&[u8]]) {
        for part in parts {
            self.reply.extend_from_slice(part);
        }
        self.reply.extend_from_slice(b"\r\n");
    }
}

fn without_end(line: &[u8]) -> &[u8] {
    let mut line = line.strip_suffix(b"\n").unwrap_or(line);
    while let Some(shorter) = line.strip_suffix(b"\r") {
        line = shorter;
    }
    line
}

/// The three digits in front, where no fourth follows, and the rest.
fn split_code(line: &[u8]) -> Option<(Code, &[u8])> {
    let (code, rest) = line.split_first_chunk::<3>()?;
    let digits = code.iter().all(u8::is_ascii_digit);
    (digits && !rest.first().is_some_and(u8::is_ascii_digit)).then_some((*code, rest))
}

#[cfg(test)]
#[path = "framing/tests.rs"]
mod tests;
