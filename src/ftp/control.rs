//! One control connection on suppaftp: every command is paired with its reply, every wait has an
//! end, and a connection that may be out of step is never used again (RFC 959 section 5.4).

mod dial;
mod words;

use super::report::{ControlReport, Reporter};
use super::socket_info::HeldSocket;
use super::{FtpError, Reply, Stage};
use crate::model::LogKind;
use dial::{dial, prepare};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use suppaftp::tokio::AsyncFtpStream;
use suppaftp::{Encoding as _, FtpError as SuppaError};
use tokio::net::TcpStream;
use tokio::time::timeout;
use words::{Transparent, greeting_error, io_error, mask, not_ftp};

/// How long the TCP handshake may take.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a cancelled transfer's replies are waited for before the connection is given up.
pub const FENCE_TIMEOUT: Duration = Duration::from_secs(5);

/// A control connection. Dropping it closes the socket without a word; [`Self::quit`] is polite.
pub struct ControlConnection {
    stream: AsyncFtpStream,
    /// A second handle on the socket, for others to look at.
    socket: Arc<HeldSocket>,
    local: SocketAddr,
    peer: SocketAddr,
    timeout: Duration,
    reporter: Reporter,
    /// The command whose reply has not been read (to its end).
    pending: Option<String>,
    poisoned: bool,
}

impl ControlConnection {
    /// Dials the host's addresses in turn and reads the greeting.
    ///
    /// # Errors
    /// [`FtpError::Resolve`], [`FtpError::Io`] or [`FtpError::Timeout`] of the last address tried;
    /// [`FtpError::Reply`] where the greeting is a refusal (421).
    pub async fn connect(
        host: &str,
        port: u16,
        reply_timeout: Duration,
        reporter: Reporter,
    ) -> Result<(Self, Reply), FtpError> {
        let resolve_error = |source| FtpError::Resolve {
            host: host.to_owned(),
            source,
        };
        let addresses: Vec<SocketAddr> =
            timeout(CONNECT_TIMEOUT, tokio::net::lookup_host((host, port)))
                .await
                .map_err(|_| resolve_error(io::ErrorKind::TimedOut.into()))?
                .map_err(resolve_error)?
                .collect();
        let mut last = resolve_error(io::ErrorKind::NotFound.into());
        for address in addresses {
            reporter.log(LogKind::Note, &format!("control: dialling {address}"));
            match dial(address).await {
                Ok(stream) => return Self::greet(stream, reply_timeout, reporter).await,
                Err(error) => {
                    reporter.log(LogKind::Error, &error.to_string());
                    last = error;
                }
            }
        }
        Err(last)
    }

    async fn greet(
        stream: TcpStream,
        reply_timeout: Duration,
        reporter: Reporter,
    ) -> Result<(Self, Reply), FtpError> {
        let (stream, socket, local, peer) = prepare(stream)?;
        reporter.control(|control| {
            *control = Some(ControlReport {
                local,
                peer,
                socket: Arc::downgrade(&socket),
                sent: 0,
                received: 0,
                last: Instant::now(),
                tls: None,
            });
        });
        reporter.log(
            LogKind::Note,
            &format!("control: ESTABLISHED {local} -> {peer}"),
        );
        let greeting = timeout(reply_timeout, AsyncFtpStream::connect_with_stream(stream));
        let mut stream = match greeting.await {
            Err(_) => {
                return Err(FtpError::Timeout {
                    stage: Stage::Greeting,
                    operation: format!("waiting for the greeting of {peer}"),
                    after: reply_timeout,
                });
            }
            Ok(Err(error)) => return Err(greeting_error(peer, error, &reporter)),
            Ok(Ok(stream)) => stream,
        };
        stream.set_encoding(Transparent).await;
        let greeting = stream
            .get_welcome_msg()
            .map(str::chars)
            .map_or_else(Vec::new, |text| {
                text.map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?'))
                    .collect()
            });
        let greeting = Reply::parse(&greeting).map_err(|_| not_ftp(&greeting))?;
        reporter.received(&greeting);
        let connection = Self {
            stream,
            socket,
            local,
            peer,
            timeout: reply_timeout,
            reporter,
            pending: None,
            poisoned: false,
        };
        Ok((connection, greeting))
    }

    /// Our end.
    pub fn local(&self) -> SocketAddr {
        self.local
    }

    /// The server's end.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// How long a reply may take.
    pub fn reply_timeout(&self) -> Duration {
        self.timeout
    }

    /// The session's mouth.
    pub fn reporter(&self) -> &Reporter {
        &self.reporter
    }

    /// Whether the connection may be out of step, or is gone: then it is only good for dropping.
    pub fn is_poisoned(&self) -> bool {
        self.poisoned || self.pending.is_some()
    }

    /// Sends one command and reads one reply, whatever its class. For a transfer that reply may be
    /// preliminary (1yz); then the final one is read by [`Self::next_reply`].
    ///
    /// If the future is dropped before its end the reply is still to come: [`Self::fence`] finds
    /// the place again, else the connection counts as poisoned.
    ///
    /// # Errors
    /// [`FtpError::Argument`] before anything is sent; [`FtpError::Io`], [`FtpError::Timeout`] and
    /// [`FtpError::Protocol`], which all poison the connection.
    pub async fn ask(&mut self, command: &[u8]) -> Result<Reply, FtpError> {
        self.usable()?;
        if command.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return Err(FtpError::Argument(mask(command)));
        }
        let masked = mask(command);
        self.reporter.sent(&masked, command.len() + 2);
        self.pending = Some(masked);
        let limit = self.timeout;
        let answer = timeout(
            limit,
            self.stream.custom_command(Transparent.decode(command), &[]),
        );
        let answer = answer.await;
        self.take_reply(answer, limit)
    }

    /// Like [`Self::ask`], and any answer but a completion (2yz) is an error.
    ///
    /// # Errors
    /// As [`Self::ask`]; [`FtpError::Reply`] leaves the connection usable.
    pub async fn command(&mut self, command: &[u8]) -> Result<Reply, FtpError> {
        let reply = self.ask(command).await?;
        if reply.is_completion() {
            Ok(reply)
        } else if reply.is_negative() {
            Err(FtpError::Reply {
                command: mask(command),
                reply,
            })
        } else {
            Err(self.protocol_error(&mask(command), &reply))
        }
    }

    /// Reads the reply that is still to come after a preliminary one. Dropping the future loses
    /// nothing: what was read so far is kept.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn next_reply(&mut self, limit: Duration) -> Result<Reply, FtpError> {
        let answer = timeout(limit, self.stream.read_response_in(&[])).await;
        self.take_reply(answer, limit)
    }

    /// Finds the place again after a transfer was broken off: asks PWD and reads until its 257,
    /// which no transfer's late reply can be. True if the connection is in step again; otherwise
    /// it is poisoned.
    pub async fn fence(&mut self) -> bool {
        if self.poisoned {
            return false;
        }
        self.reporter.sent("PWD", 5);
        self.pending = Some("PWD".into());
        let deadline = tokio::time::Instant::now() + FENCE_TIMEOUT;
        let first = tokio::time::timeout_at(deadline, self.stream.custom_command("PWD", &[]));
        let first = first.await;
        let mut answer = self.take_reply(first, FENCE_TIMEOUT);
        loop {
            match answer {
                Ok(reply) if reply.code() == 257 => return true,
                Ok(reply) if reply.code() != 421 => {
                    self.pending = Some("PWD".into());
                    let next = tokio::time::timeout_at(deadline, self.stream.read_response_in(&[]));
                    let next = next.await;
                    answer = self.take_reply(next, FENCE_TIMEOUT);
                }
                _ => {
                    self.poison("the session did not find its place again and is closed");
                    return false;
                }
            }
        }
    }

    /// After a transfer was broken off and its socket closed: reads the reply that is still due and
    /// fences. True if the connection can go on; otherwise it is poisoned.
    pub async fn settle(&mut self) -> bool {
        let deadline = Instant::now() + FENCE_TIMEOUT;
        while self.pending.is_some() && !self.poisoned {
            // An error poisons, which ends the loop.
            let _ = self
                .next_reply(deadline.saturating_duration_since(Instant::now()))
                .await;
        }
        self.fence().await
    }

    /// Whether a reply is still due: a transfer was broken off.
    pub fn owes_reply(&self) -> bool {
        self.pending.is_some()
    }

    /// Waits, while nothing is asked, for the server to end the session: 421, or a bare end. Whatever
    /// comes unasked is out of turn and poisons the connection. Dropping the future loses nothing.
    pub async fn goodbye(&mut self) {
        let answer = self.stream.read_response_in(&[]).await;
        self.pending = Some("nothing".into());
        if self.take_reply(Ok(answer), Duration::ZERO).is_ok() {
            self.poison("the server spoke unasked: the session is closed");
        }
    }

    /// Says QUIT and waits two seconds at most for the farewell.
    pub async fn quit(mut self) {
        if !self.is_poisoned() {
            self.timeout = Duration::from_secs(2);
            // The farewell changes nothing: the connection is closed either way.
            let _ = self.ask(b"QUIT").await;
        }
        self.reporter.log(LogKind::Note, "control: closed");
    }

    /// Marks the connection as not to be used again, and says why.
    pub fn poison(&mut self, why: &str) {
        if !self.poisoned {
            self.poisoned = true;
            self.reporter.log(LogKind::Error, why);
        }
    }

    /// The error for a reply that has no place where it came. Poisons the connection.
    pub fn protocol_error(&mut self, command: &str, reply: &Reply) -> FtpError {
        self.poison("a reply came out of turn: the session is closed");
        FtpError::Protocol {
            command: command.to_owned(),
            detail: format!("{} makes no sense here", reply.line()),
        }
    }

    fn usable(&self) -> Result<(), FtpError> {
        if self.is_poisoned() {
            return Err(FtpError::Protocol {
                command: self.pending.clone().unwrap_or_default(),
                detail: "the session is out of step and was closed".into(),
            });
        }
        Ok(())
    }

    fn take_reply(
        &mut self,
        answer: Result<Result<suppaftp::types::Response, SuppaError>, tokio::time::error::Elapsed>,
        limit: Duration,
    ) -> Result<Reply, FtpError> {
        let command = self.pending.clone().unwrap_or_else(|| "a reply".into());
        let raw = match answer {
            Err(_) => {
                self.poison(&format!(
                    "no reply to {command} within {} s",
                    limit.as_secs()
                ));
                return Err(FtpError::Timeout {
                    stage: Stage::Reply,
                    operation: format!("waiting for the reply to {command}"),
                    after: limit,
                });
            }
            Ok(Ok(response) | Err(SuppaError::UnexpectedResponse(response))) => response.body,
            Ok(Err(SuppaError::BadResponse)) => {
                self.poison("the server sent something that is no reply");
                let detail = "the server sent something that is no FTP reply".into();
                return Err(FtpError::Protocol { command, detail });
            }
            Ok(Err(error)) => {
                self.poison(&format!("the control connection is lost ({error})"));
                return Err(io_error("talking to", self.peer, error));
            }
        };
        let reply = Reply::parse(&raw).map_err(|malformed| {
            self.poison("the server sent something that is no reply");
            FtpError::Protocol {
                command,
                detail: malformed.to_string(),
            }
        })?;
        self.reporter.received(&reply);
        if !reply.is_preliminary() {
            self.pending = None;
        }
        if reply.code() == 421 {
            self.poison("the server closes the session (421)");
        }
        Ok(reply)
    }
}

impl Drop for ControlConnection {
    fn drop(&mut self) {
        // Others hold only weak handles, so this closes the second one as well.
        self.reporter.control(|control| *control = None);
        tracing::debug!(peer = %self.peer, handles = Arc::strong_count(&self.socket), "closed");
    }
}
