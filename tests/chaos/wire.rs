//! The server's ends of the two connections.

use super::support::poll;
use socket2::SockRef;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// Ends a wait for a client that is never going to do it; the row fails by itself then.
const LIMIT: Duration = Duration::from_secs(30);

/// The control connection.
pub(crate) struct ControlEnd(BufReader<TcpStream>);

/// The data connection, from the agreement on it to its end.
#[derive(Default)]
pub(crate) struct DataEnd {
    listener: Option<TcpListener>,
    /// Where EPRT or PORT says to dial.
    target: Option<SocketAddr>,
    stream: Option<TcpStream>,
}

impl ControlEnd {
    pub(crate) fn new(stream: TcpStream) -> Self {
        // What is said apart goes out apart.
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// The next command, without its line end.
    pub(crate) fn line(&mut self) -> io::Result<Option<String>> {
        let mut raw = Vec::new();
        if self.0.read_until(b'\n', &mut raw)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&raw);
        Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    pub(crate) fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.get_mut().write_all(bytes)
    }

    pub(crate) fn wait_until_read(&self) {
        wait_until_read(self.0.get_ref());
    }

    pub(crate) fn hang_up(&self) -> io::Result<()> {
        self.0.get_ref().shutdown(Shutdown::Both)?;
        Err(io::ErrorKind::ConnectionAborted.into())
    }

    /// The talk ends with this, and its end closes the socket.
    pub(crate) fn reset(&self) -> io::Result<()> {
        SockRef::from(self.0.get_ref()).set_linger(Some(Duration::ZERO))?;
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl DataEnd {
    /// Hears what a command says of the data connection.
    pub(crate) fn told(&mut self, verb: &str, argument: &str) {
        match verb {
            "EPRT" => {
                let mut parts = argument.split('|').skip(2);
                let parts = (parts.next(), parts.next());
                self.target = match parts {
                    (Some(host), Some(port)) => format!("{host}:{port}").parse().ok(),
                    _ => None,
                };
            }
            "PORT" => {
                let numbers: Vec<u8> = argument.split(',').flat_map(str::parse).collect();
                if let [a, b, c, d, high, low] = numbers.as_slice() {
                    let port = u16::from_be_bytes([*high, *low]);
                    self.target = Some(SocketAddr::from(([*a, *b, *c, *d], port)));
                }
            }
            _ => return,
        }
        self.listener = None;
    }

    /// A fresh listener's port.
    pub(crate) fn listen(&mut self) -> io::Result<u16> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        (self.listener, self.target) = (Some(listener), None);
        Ok(port)
    }

    /// Takes the client's call, or dials the client.
    pub(crate) fn open(&mut self) -> io::Result<()> {
        if self.stream.is_none() {
            self.stream = Some(match (self.listener.take(), self.target.take()) {
                (Some(listener), _) => listener.accept()?.0,
                (None, Some(target)) => TcpStream::connect(target)?,
                (None, None) => return Err(io::ErrorKind::NotConnected.into()),
            });
        }
        Ok(())
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.open()?;
        match &mut self.stream {
            Some(stream) => stream.write_all(bytes),
            None => Ok(()),
        }
    }

    /// Reads to the end, or so many bytes.
    pub(crate) fn take(&mut self, count: Option<usize>) -> io::Result<Vec<u8>> {
        self.open()?;
        let mut taken = Vec::new();
        if let (Some(stream), Some(count)) = (&mut self.stream, count) {
            taken.resize(count, 0);
            stream.read_exact(&mut taken)?;
        } else if let Some(mut stream) = self.stream.take() {
            stream.read_to_end(&mut taken)?;
        }
        Ok(taken)
    }

    pub(crate) fn wait_until_read(&self) {
        if let Some(stream) = &self.stream {
            wait_until_read(stream);
        }
    }

    pub(crate) fn end(&mut self) -> io::Result<()> {
        self.open()?;
        self.stream = None;
        Ok(())
    }

    pub(crate) fn reset(&mut self) -> io::Result<()> {
        self.open()?;
        if let Some(stream) = self.stream.take() {
            SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
        }
        Ok(())
    }

    /// Waits until the client has closed.
    pub(crate) fn wait_until_gone(&mut self) -> io::Result<()> {
        self.open()?;
        if let Some(stream) = self.stream.take()
            && let (Ok(local), Ok(peer)) = (stream.local_addr(), stream.peer_addr())
        {
            // What has come is left unread.
            let _ = poll(LIMIT, || (!is_open(local, peer)).then_some(()));
        }
        Ok(())
    }
}

/// Waits until the other end, which is on this machine, has read everything that was written here.
fn wait_until_read(stream: &TcpStream) {
    let (Ok(local), Ok(peer)) = (stream.local_addr(), stream.peer_addr()) else {
        return;
    };
    // Whatever the row says of it, waiting longer would not help.
    let _ = poll(LIMIT, || (unread(local, peer) == 0).then_some(()));
}

/// Bytes between two sockets that have been written by `writer` and not been read by `reader`, as
/// the kernel lists them: in the one's send queue or the other's receive queue.
fn unread(writer: SocketAddr, reader: SocketAddr) -> u64 {
    let queues = |local, remote| listed(local, remote).map_or((0, 0), |(_, queues)| queues);
    queues(writer, reader).0 + queues(reader, writer).1
}

/// Whether a socket here is open in both directions.
fn is_open(local: SocketAddr, peer: SocketAddr) -> bool {
    listed(local, peer).is_some_and(|(state, _)| state == "01")
}

/// The state of a socket and the bytes in its send and receive queues, from the kernel's table.
fn listed(local: SocketAddr, remote: SocketAddr) -> Option<(String, (u64, u64))> {
    let table = fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let [local, remote] = [local, remote].map(as_listed);
    table.lines().find_map(|line| {
        let mut fields = line.split_whitespace().skip(1);
        let ends = (fields.next()?, fields.next()?);
        let (state, queues) = (fields.next()?, fields.next()?);
        let (sending, receiving) = queues.split_once(':')?;
        let number = |text| u64::from_str_radix(text, 16).ok();
        (ends == (&local, &remote))
            .then_some((state.to_owned(), (number(sending)?, number(receiving)?)))
    })
}

/// `127.0.0.1:21` as the kernel's table has it: `0100007F:0015`.
fn as_listed(address: SocketAddr) -> String {
    let SocketAddr::V4(address) = address else {
        return String::new();
    };
    let host = u32::from_ne_bytes(address.ip().octets());
    format!("{host:08X}:{:04X}", address.port())
}
