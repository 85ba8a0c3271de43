//! A data connection as the copying thread reads and writes it: the bare socket, or TLS on it.
//! Blocks; whoever wants it to end shuts the socket down.

use super::payload::Flow;
use rustls::ClientConnection;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// After an upload the peer's end is waited for at most so long: what it has sent meanwhile (tickets
/// of TLS 1.3) would otherwise reset the connection while the rest of the upload is on its way.
const DRAIN: Duration = Duration::from_secs(5);

/// A data connection.
pub struct DataStream<'a> {
    socket: &'a TcpStream,
    tls: Option<Box<ClientConnection>>,
    flow: &'a Flow,
}

impl<'a> DataStream<'a> {
    pub(super) fn new(
        socket: &'a TcpStream,
        tls: Option<Box<ClientConnection>>,
        flow: &'a Flow,
    ) -> Self {
        Self { socket, tls, flow }
    }

    /// The TLS handshake, where there is TLS.
    pub(super) fn shake_hands(&mut self) -> io::Result<()> {
        let Some(tls) = &mut self.tls else {
            return Ok(());
        };
        while tls.is_handshaking() {
            let (read, written) = tls.complete_io(&mut self.socket)?;
            if read == 0 && written == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(())
    }

    pub(super) fn tls(&self) -> Option<&ClientConnection> {
        self.tls.as_deref()
    }

    /// Ends the writing in order: TLS's farewell, the end of the stream, and then the peer's end.
    ///
    /// # Errors
    /// As writing does. That the peer does not end is none: the final reply tells.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let Some(tls) = &mut self.tls else {
            return self.socket.shutdown(Shutdown::Write);
        };
        tls.send_close_notify();
        while tls.wants_write() {
            tls.write_tls(&mut self.socket)?;
        }
        self.socket.shutdown(Shutdown::Write)?;
        let deadline = Instant::now() + DRAIN;
        while !self.flow.stopped() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            self.socket.set_read_timeout(Some(left))?;
            match tls.read_tls(&mut self.socket) {
                Ok(0) => break,
                Ok(_) => {
                    // A ticket is kept for the next connection; anything else is of no use now.
                    if tls.process_new_packets().is_err() {
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // The peer's reset, or its silence: the final reply says what became of the data.
                Err(_) => break,
            }
        }
        Ok(())
    }
}

impl Read for DataStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(tls) = &mut self.tls else {
            return self.socket.read(buffer);
        };
        loop {
            match tls.reader().read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    self.flow.cut_short();
                    return Ok(0);
                }
                done => return done,
            }
            tls.read_tls(&mut self.socket)?;
            tls.process_new_packets().map_err(io::Error::other)?;
            // An answer to a renewal of keys, if any.
            while tls.wants_write() {
                tls.write_tls(&mut self.socket)?;
            }
        }
    }
}

impl Write for DataStream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(tls) = &mut self.tls else {
            return self.socket.write(bytes);
        };
        let written = tls.writer().write(bytes)?;
        while tls.wants_write() {
            tls.write_tls(&mut self.socket)?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
