//! One control connection on suppaftp: every command is paired with its reply, every wait has an
//! end, and a connection that may be out of step is never used again (RFC 959 section 5.4).

mod asking;
mod begin;
mod dialling;
mod fence;
pub mod framing;
mod telnet;
mod wire;
mod words;

use super::report::Reporter;
use super::socket_info::HeldSocket;
use super::tls::TlsSession;
use super::{FtpError, Reply, Stage};
use crate::model::text::display_safe;
use crate::model::{LogKind, TlsFacts, TransferType};
use dialling::Stream;
pub(super) use dialling::Through;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use suppaftp::{Encoding as _, FtpError as SuppaError};
use tokio::time::timeout;
use wire::Wire;
use words::{Transparent, framing, io_error, mask};

pub use fence::FENCE_TIMEOUT;

/// A control connection. Dropping it closes the socket without a word; [`Self::quit`] is polite.
pub struct ControlConnection {
    stream: Stream,
    wire: Wire,
    /// A second handle on the socket, for others to look at.
    socket: Arc<HeldSocket>,
    local: SocketAddr,
    peer: SocketAddr,
    timeout: Duration,
    reporter: Reporter,
    /// What protects it and its data connections; `None` in clear.
    tls: Option<TlsSession>,
    /// The greeting was 230: no login is asked for.
    greeted_in: bool,
    /// PROT P was accepted.
    data_protected: bool,
    /// The proxy in between.
    through: Option<Through>,
    /// The type that was set last; `None` before.
    transfer_type: Option<TransferType>,
    /// Whether the server takes the doubling of byte 255 away again; `None` while it is not known.
    knows_telnet: Option<bool>,
    /// The command whose reply has not been read (to its end).
    pending: Option<String>,
    poisoned: bool,
    /// What the server said last when it began with a transfer (150 or 125).
    beginning: Option<Reply>,
}

impl ControlConnection {
    /// What protects the control connection; `None` in clear.
    pub fn tls_facts(&self) -> Option<TlsFacts> {
        self.wire.tls()
    }

    /// What data connections are protected with; `None` in clear.
    pub(crate) fn tls(&self) -> Option<&TlsSession> {
        self.tls.as_ref()
    }

    /// What the server said last when it began with a transfer: with STOU the name is in it.
    pub(crate) fn beginning(&self) -> Option<&Reply> {
        self.beginning.as_ref()
    }

    /// A transfer begins.
    pub(super) fn begins(&mut self, reply: Option<Reply>) {
        self.beginning = reply;
    }

    /// The proxy in between, which data connections have to pass as well.
    pub(super) fn through(&self) -> Option<&Through> {
        self.through.as_ref()
    }

    /// Whether data connections go in clear although the control connection does not: PROT P has
    /// been refused, so far.
    pub(crate) fn is_half_protected(&self) -> bool {
        self.tls.is_some() && !self.data_protected
    }

    /// Whether the greeting was 230: the server wants no login.
    pub fn is_greeted_in(&self) -> bool {
        self.greeted_in
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

    /// [`Self::ask`], in one way.
    async fn ask_once(&mut self, command: &[u8]) -> Result<Reply, FtpError> {
        self.usable()?;
        if command.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return Err(FtpError::Argument(mask(command, self.reporter.names())));
        }
        self.unasked(command).await?;
        let masked = mask(command, self.reporter.names());
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

    /// Something that has come before anything was asked is the answer to nothing: a goodbye (421),
    /// or a reply too many, after which every answer would be taken for another one's. The fence
    /// finds the place again.
    async fn unasked(&mut self, command: &[u8]) -> Result<(), FtpError> {
        if self.wire.is_quiet() {
            return Ok(());
        }
        self.pending = Some("nothing".into());
        let reply = self.next_reply(self.timeout).await;
        let reply = reply.map_err(|error| match error {
            FtpError::Io {
                operation,
                peer,
                source,
                ..
            } => FtpError::Io {
                stage: Stage::Silence,
                operation,
                peer,
                source,
            },
            error => error,
        })?;
        if reply.code() == 421 {
            let command = mask(command, self.reporter.names());
            return Err(FtpError::Reply { command, reply });
        }
        if self.fence().await {
            return Ok(());
        }
        Err(self.protocol_error("nothing that was asked", &reply))
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
                command: mask(command, self.reporter.names()),
                reply,
            })
        } else {
            Err(self.protocol_error(&mask(command, self.reporter.names()), &reply))
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

    /// Whether a reply is still due: a transfer was broken off.
    pub fn owes_reply(&self) -> bool {
        self.pending.is_some()
    }

    /// Waits, while nothing is asked, for the server to end the session: 421, or a bare end. Gives
    /// how it ended, the 421 as [`FtpError::Reply`]. Whatever comes unasked is out of turn and
    /// poisons the connection. Dropping the future loses nothing.
    pub async fn goodbye(&mut self) -> FtpError {
        let answer = self.stream.read_response_in(&[]).await;
        let command = "nothing";
        self.pending = Some(command.into());
        match self.take_reply(Ok(answer), Duration::ZERO) {
            Ok(reply) if reply.code() == 421 => FtpError::Reply {
                command: command.into(),
                reply,
            },
            Ok(reply) => self.protocol_error(command, &reply),
            Err(error) => error,
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

    /// Closes the connection without a word, so that the server need not hold its place; what is left
    /// is only good for dropping.
    pub fn hang_up(&mut self, why: &str) {
        self.poison(why);
        if let HeldSocket::Stream(socket) = &*self.socket {
            // A socket that is gone already needs no closing.
            let _ = socket.shutdown(std::net::Shutdown::Both);
        }
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
            Ok(Err(SuppaError::ConnectionError(source))) if framing(&source).is_some() => {
                self.poison("the server sent something that is no reply");
                let detail = source.to_string();
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
                detail: format!("{malformed}: {}", display_safe(raw.trim_ascii())),
            }
        })?;
        let reply = reply.reading_names(self.reporter.names());
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
        self.reporter.control(|control| {
            // A connection that has taken this one's place is not ours to forget.
            control.take_if(|control| control.local == self.local);
        });
        tracing::debug!(peer = %self.peer, handles = Arc::strong_count(&self.socket), "closed");
    }
}
