//! Text on its way (TYPE A, RFC 959 section 3.1.1.1): CR LF on the wire, LF here. A CR that no LF
//! follows is no line end and stays.

use std::io::{self, Read, Write};

const BUFFER: usize = 64 * 1024;

/// Turns the wire's line ends into ours on the way to `W`.
#[derive(Debug)]
pub struct FromNetwork<W> {
    inner: W,
    /// A CR has come, and what follows it has not.
    held: bool,
    buffer: Vec<u8>,
}

impl<W: Write> FromNetwork<W> {
    /// Writes to `inner`. What is held back is written by `flush`, which is for the end only.
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            held: false,
            buffer: Vec::new(),
        }
    }
}

impl<W: Write> Write for FromNetwork<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.clear();
        for byte in bytes {
            if std::mem::take(&mut self.held) && *byte != b'\n' {
                self.buffer.push(b'\r');
            }
            if *byte == b'\r' {
                self.held = true;
            } else {
                self.buffer.push(*byte);
            }
        }
        self.inner.write_all(&self.buffer)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.held) {
            self.inner.write_all(b"\r")?;
        }
        self.inner.flush()
    }
}

/// Turns our line ends into the wire's on the way from `R`. A line that ends in CR LF already is
/// left as it is.
#[derive(Debug)]
pub struct ToNetwork<R> {
    inner: R,
    /// The last byte was a CR.
    after_return: bool,
    buffer: Vec<u8>,
    given: usize,
}

impl<R: Read> ToNetwork<R> {
    /// Reads from `inner`.
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            after_return: false,
            buffer: Vec::new(),
            given: 0,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut read = vec![0; BUFFER];
        let count = self.inner.read(&mut read)?;
        self.buffer.clear();
        self.given = 0;
        for byte in read.get(..count).unwrap_or_default() {
            if *byte == b'\n' && !self.after_return {
                self.buffer.push(b'\r');
            }
            self.after_return = *byte == b'\r';
            self.buffer.push(*byte);
        }
        Ok(())
    }
}

impl<R: Read> Read for ToNetwork<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given >= self.buffer.len() {
            self.fill()?;
        }
        let mut rest = self.buffer.get(self.given..).unwrap_or_default();
        let count = rest.read(into)?;
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives its bytes in pieces of one size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(into.len());
            self.0.read(&mut into[..count])
        }
    }

    fn sent(text: &[u8], piece: usize) -> Vec<u8> {
        let mut wire = Vec::new();
        ToNetwork::new(Pieces(text, piece))
            .read_to_end(&mut wire)
            .unwrap();
        wire
    }

    fn received(wire: &[u8], piece: usize) -> Vec<u8> {
        let mut text = Vec::new();
        let mut lines = FromNetwork::new(&mut text);
        for piece in wire.chunks(piece) {
            lines.write_all(piece).unwrap();
        }
        lines.flush().unwrap();
        text
    }

    #[test]
    fn line_ends_change_and_nothing_else_does() {
        for piece in 1..5 {
            assert_eq!(sent(b"a\nb\r\nc\rd\n\n", piece), b"a\r\nb\r\nc\rd\r\n\r\n");
            assert_eq!(
                received(b"a\r\nb\nc\rd\r\r\n\r", piece),
                b"a\nb\nc\rd\r\n\r"
            );
        }
    }

    proptest! {
        #[test]
        fn text_comes_back_however_it_is_cut(
            text in "([ab\n]|\r[ab]){0,60}",
            one in 1usize..9,
            other in 1usize..9,
        ) {
            let wire = sent(text.as_bytes(), one);
            prop_assert_eq!(received(&wire, other), text.into_bytes());
        }

        #[test]
        fn cuts_change_nothing(bytes in proptest::collection::vec(
            prop_oneof![Just(b'\r'), Just(b'\n'), any::<u8>()], 0..80), piece in 1usize..9) {
            prop_assert_eq!(sent(&bytes, piece), sent(&bytes, 1000));
            prop_assert_eq!(received(&bytes, piece), received(&bytes, 1000));
        }
    }
}
