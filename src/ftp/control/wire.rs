//! The stream under suppaftp: a socket, in clear or under TLS, whose replies our own reader has
//! made exact, one at a time. suppaftp's reader waits for ever for the end of some replies that
//! real servers send, and takes the middle of others for their end.

use super::framing::Framer;
use crate::ftp::reply::without_telnet_doubling;
use crate::model::TlsFacts;
use crate::model::text::display_safe;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;
use suppaftp::tokio::TokioTlsStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};
use tokio_rustls::client::TlsStream;

/// After a line that may have been the end of a reply (see [`Framer::is_undecided`]) so long is
/// waited for more.
const UNDECIDED: Duration = Duration::from_secs(1);

/// The socket, and what protects it.
#[derive(Debug)]
enum Transport {
    Clear(TcpStream),
    Tls(Box<TlsStream<TcpStream>>, TlsFacts),
    /// Between the two, or after a handshake that failed.
    Gone,
}

/// What the connection and suppaftp share.
#[derive(Debug)]
struct State {
    transport: Transport,
    framer: Framer,
    /// The reply that is being given out.
    ready: Vec<u8>,
    given: usize,
    /// The greeting is still to come.
    greeting: bool,
    /// 1yz replies before the greeting proper, for the log.
    early: Vec<Vec<u8>>,
    /// The code of the greeting, where it was a completion but not 220.
    greeting_code: Option<u16>,
    undecided: Option<Pin<Box<Sleep>>>,
    /// The server knows nothing of Telnet: byte 255 goes out as it is.
    literal: bool,
}

/// A handle on the stream. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    state: Arc<Mutex<State>>,
    /// Only for suppaftp, which wants to be able to show a socket; nothing is sent through it.
    socket: Arc<TcpStream>,
}

impl Wire {
    /// A wire on a connected socket, and a second handle on that socket.
    pub(super) fn new(stream: TcpStream, socket: TcpStream) -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                transport: Transport::Clear(stream),
                framer: Framer::default(),
                ready: Vec::new(),
                given: 0,
                greeting: true,
                early: Vec::new(),
                greeting_code: None,
                undecided: None,
                literal: false,
            })),
            socket: Arc::new(socket),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether byte 255, which suppaftp doubles as Telnet wants it, goes out once.
    pub(super) fn send_literally(&self, literal: bool) {
        self.state().literal = literal;
    }

    /// What came before the greeting proper (120).
    pub(super) fn take_early(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.state().early)
    }

    /// The code of the greeting, where it was a completion but not 220.
    pub(super) fn greeting_code(&self) -> Option<u16> {
        self.state().greeting_code
    }

    /// Takes the socket out for a handshake.
    ///
    /// # Errors
    /// `InvalidData` where something has come already that nobody asked for: it was sent in clear,
    /// by whomever, and must not be taken for something said under TLS.
    pub(super) fn take_clear(&self) -> io::Result<TcpStream> {
        let mut state = self.state();
        match std::mem::replace(&mut state.transport, Transport::Gone) {
            Transport::Clear(stream) => {
                let mut more = [0; 64];
                let unasked = match stream.try_read(&mut more) {
                    Ok(bytes) => more.get(..bytes).unwrap_or_default(),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => &[],
                    Err(error) => return Err(error),
                };
                if state.framer.is_empty() && unasked.is_empty() {
                    return Ok(stream);
                }
                Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!(
                        "something was sent in clear before the handshake: somebody tampers with \
                         the connection, or the server is broken ({})",
                        display_safe(unasked)
                    ),
                ))
            }
            _ => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Whether nothing has come that nobody has read.
    pub(super) fn is_quiet(&self) -> bool {
        let mut state = self.state();
        let mut nobody = Context::from_waker(Waker::noop());
        // The end of the stream, or an error, is found by whoever reads or writes next.
        while let Poll::Ready(Ok(1..)) = state.poll_transport(&mut nobody) {}
        state.framer.is_empty()
    }

    /// Puts the socket back, under TLS.
    pub(super) fn put_tls(&self, stream: TlsStream<TcpStream>, facts: TlsFacts) {
        self.state().transport = Transport::Tls(Box::new(stream), facts);
    }

    /// What protects it; `None` in clear.
    pub(super) fn tls(&self) -> Option<TlsFacts> {
        match &self.state().transport {
            Transport::Tls(_, facts) => Some(facts.clone()),
            _ => None,
        }
    }
}

impl State {
    fn poll_transport(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut bytes = [0; 4096];
        let mut buffer = ReadBuf::new(&mut bytes);
        ready!(match &mut self.transport {
            Transport::Clear(stream) => Pin::new(stream).poll_read(cx, &mut buffer),
            Transport::Tls(stream, _) => Pin::new(stream.as_mut()).poll_read(cx, &mut buffer),
            Transport::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        })?;
        let filled = buffer.filled();
        self.framer.push(filled).map_err(io::Error::other)?;
        Poll::Ready(Ok(filled.len()))
    }

    fn poll_send(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.transport {
            Transport::Clear(stream) => Pin::new(stream).poll_write(cx, bytes),
            Transport::Tls(stream, _) => {
                let mut stream = Pin::new(stream.as_mut());
                let written = ready!(stream.as_mut().poll_write(cx, bytes))?;
                // suppaftp does not flush. What does not go out now goes out with the next read.
                let _ = stream.poll_flush(cx)?;
                Poll::Ready(Ok(written))
            }
            Transport::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    /// Until a whole reply is ready, or the stream ends: then false.
    fn poll_reply(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        loop {
            if let Some(reply) = self.framer.next_reply().map_err(io::Error::other)? {
                self.undecided = None;
                if self.keep(reply) {
                    return Poll::Ready(Ok(true));
                }
                continue;
            }
            match self.poll_transport(cx)? {
                Poll::Ready(0) => return Poll::Ready(Ok(false)),
                Poll::Ready(_) => self.undecided = None,
                Poll::Pending if self.framer.is_undecided() => {
                    let timer = self
                        .undecided
                        .get_or_insert_with(|| Box::pin(sleep(UNDECIDED)));
                    ready!(timer.as_mut().poll(cx));
                    self.undecided = None;
                    let ended = self.framer.end().map_err(io::Error::other)?;
                    if let Some(reply) = ended
                        && self.keep(reply)
                    {
                        return Poll::Ready(Ok(true));
                    }
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// Makes a reply the one to give out; false if it is kept back. suppaftp takes nothing but 220
    /// for a greeting.
    fn keep(&mut self, mut reply: Vec<u8>) -> bool {
        if self.greeting {
            match reply.first() {
                Some(b'1') => {
                    self.early.push(reply);
                    return false;
                }
                Some(b'2') if !reply.starts_with(b"220") => {
                    let code = reply.get(..3).and_then(|code| str::from_utf8(code).ok());
                    self.greeting_code = code.and_then(|code| code.parse().ok());
                    let lines = std::mem::take(&mut reply);
                    for line in lines.split_inclusive(|byte| *byte == b'\n') {
                        let (code, rest) = line.split_at_checked(3).unwrap_or((line, b""));
                        let digits = !code.is_empty() && code.iter().all(u8::is_ascii_digit);
                        reply.extend_from_slice(if digits { b"220" } else { code });
                        reply.extend_from_slice(rest);
                    }
                }
                _ => {}
            }
            self.greeting = false;
        }
        self.ready = reply;
        self.given = 0;
        true
    }
}

/// How many of the doubled bytes so many single ones stand for.
fn doubled_length(doubled: &[u8], single: usize) -> usize {
    (0..single).fold(0, |at, _| {
        let rest = doubled.get(at..).unwrap_or_default();
        at + if rest.starts_with(&[255, 255]) { 2 } else { 1 }
    })
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut state = self.state();
        if state.given == state.ready.len() && !ready!(state.poll_reply(cx))? {
            return Poll::Ready(Ok(()));
        }
        let rest = state.ready.get(state.given..).unwrap_or_default();
        let size = rest.len().min(buffer.remaining());
        buffer.put_slice(rest.get(..size).unwrap_or_default());
        state.given += size;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut state = self.state();
        if !state.literal {
            return state.poll_send(cx, bytes);
        }
        let single = without_telnet_doubling(bytes);
        let sent = ready!(state.poll_send(cx, &single))?;
        Poll::Ready(Ok(doubled_length(bytes, sent)))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.state().transport {
            Transport::Clear(stream) => Pin::new(stream).poll_flush(cx),
            Transport::Tls(stream, _) => Pin::new(stream.as_mut()).poll_flush(cx),
            Transport::Gone => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.state().transport {
            Transport::Clear(stream) => Pin::new(stream).poll_shutdown(cx),
            Transport::Tls(stream, _) => Pin::new(stream.as_mut()).poll_shutdown(cx),
            Transport::Gone => Poll::Ready(Ok(())),
        }
    }
}

impl TokioTlsStream for Wire {
    type InnerStream = Self;

    fn tcp_stream(self) -> suppaftp::FtpResult<TcpStream> {
        Err(suppaftp::FtpError::SecureError(
            "the socket is shared".into(),
        ))
    }

    fn get_ref(&self) -> &TcpStream {
        &self.socket
    }

    fn mut_ref(&mut self) -> &mut Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However much of it goes out at a time, the whole goes out, each pair once.
        #[test]
        fn doubled_bytes_go_out_once_in_pieces_of_any_size(
            name in proptest::collection::vec(prop_oneof![Just(255_u8), any::<u8>()], 0..40),
            piece in 1_usize..8,
        ) {
            let doubled: Vec<u8> = name
                .iter()
                .flat_map(|byte| std::iter::repeat_n(*byte, if *byte == 255 { 2 } else { 1 }))
                .collect();
            let (mut sent, mut rest) = (Vec::new(), doubled.as_slice());
            while !rest.is_empty() {
                let single = without_telnet_doubling(rest);
                let taken = single.get(..piece).unwrap_or(&single);
                sent.extend_from_slice(taken);
                rest = &rest[doubled_length(rest, taken.len())..];
            }
            prop_assert_eq!(sent, name);
        }
    }
}
