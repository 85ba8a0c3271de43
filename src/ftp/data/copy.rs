//! One blocking thread per running transfer copies, nothing between the socket and the file. The
//! session watches beside it: the control connection (426, 421, an early 226), the stall timer and
//! the user's Esc.

use super::payload::{CopyFailure, Flow, Payload};
use super::thread::{Worker, spawn};
use super::{DataConnection, Purpose};
use crate::ftp::control::ControlConnection;
use crate::ftp::socket_info::HeldSocket;
use crate::ftp::tls::TlsSession;
use crate::ftp::{FtpError, Reply, Stage};
use crate::model::{DataState, Direction, LogKind, SocketState};
use std::io;
use std::net::Shutdown;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot::error::RecvError;
use tokio_util::sync::CancellationToken;

/// How long the other half may take once one half of a transfer has ended badly.
const AFTERMATH: Duration = Duration::from_secs(5);
/// After an upload the server still has to take what our kernel holds: at most so long, where the
/// kernel cannot be asked how far that is.
const UPLOAD_DRAIN: Duration = Duration::from_mins(2);
/// While data moves the control connection may be silent as long as it likes.
const WHILE_DATA_MOVES: Duration = Duration::from_hours(30 * 24);

const HANDSHAKE: &str = "the TLS handshake of the data connection";

/// A payload that has crossed, with the proof so far.
#[derive(Debug)]
pub struct Moved<P> {
    /// The local side, for the caller to finish.
    pub payload: P,
    /// Bytes that crossed.
    pub bytes: u64,
    /// The final reply (2yz).
    pub reply: Reply,
}

/// A transfer under way, as the session sees it.
struct Watched<'a> {
    control: &'a mut ControlConnection,
    /// `None` once it is closed.
    socket: Option<Arc<HeldSocket>>,
    flow: Arc<Flow>,
    command: String,
    /// Bytes expected.
    total: Option<u64>,
    final_reply: Option<Reply>,
    /// The control connection broke while data moved: how.
    lost: Option<FtpError>,
    /// It has come to its end, or has been stopped.
    over: bool,
}

/// A transfer that nobody waits for any more must not go on writing.
impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if !self.over {
            self.stop();
        }
    }
}

pub(super) async fn run<P: Payload>(
    control: &mut ControlConnection,
    connection: DataConnection,
    purpose: &Purpose,
    payload: P,
    cancel: &CancellationToken,
) -> Result<Moved<P>, FtpError> {
    let mut counter = None;
    control
        .reporter()
        .data(|data, _| counter = Some(data.counter()));
    let throttles = purpose.throttles.clone();
    let flow = Arc::new(Flow::counting(counter.unwrap_or_default(), throttles));
    let tls = match control.tls().map(TlsSession::data_connection) {
        None => None,
        Some(Ok(tls)) => Some(Box::new(tls)),
        Some(Err(error)) => {
            return Err(FtpError::Tls {
                operation: HANDSHAKE,
                detail: error.to_string(),
            });
        }
    };
    let reporter = control.reporter().clone();
    let command = reporter.names().shown(&purpose.command);
    let socket = Arc::clone(&connection.socket);
    let worker = spawn(socket, tls, Arc::clone(&flow), reporter, payload);
    let mut watched = Watched {
        control,
        socket: Some(connection.socket),
        flow,
        command,
        total: purpose.total,
        final_reply: connection.final_reply,
        lost: None,
        over: false,
    };
    let moved = match watched.watch(worker, cancel).await {
        Ok(payload) => tokio::select! {
            biased;
            drained = watched.drain(payload, purpose.direction) => drained,
            () = cancel.cancelled() => Err(FtpError::Cancelled),
        },
        Err(error) => Err(error),
    };
    watched.close(&moved);
    watched.over = true;
    moved
}

impl Watched<'_> {
    /// Waits for the copy to end, and ends it when it must not go on.
    async fn watch<P: Payload>(
        &mut self,
        mut worker: Worker<P>,
        cancel: &CancellationToken,
    ) -> Result<P, FtpError> {
        let limit = self.control.reply_timeout();
        let mut progress = ((0, None), Instant::now());
        let mut aftermath: Option<Instant> = None;
        let mut tick = tokio::time::interval(Duration::from_millis(250));
        loop {
            let error = tokio::select! {
                biased;
                () = cancel.cancelled() => FtpError::Cancelled,
                ended = &mut worker => return self.copied(ended).await,
                reply = self.control.next_reply(WHILE_DATA_MOVES), if self.awaits_reply() => {
                    match reply {
                        Ok(reply) if reply.is_preliminary() => continue,
                        Ok(reply) => {
                            if reply.is_negative() {
                                aftermath = Some(Instant::now());
                            }
                            self.final_reply = Some(reply);
                            continue;
                        }
                        // A NAT has forgotten it, say; the data may get across all the same.
                        Err(error @ FtpError::Io { .. }) => {
                            self.lost = Some(error);
                            continue;
                        }
                        Err(error) => error,
                    }
                }
                _ = tick.tick() => {
                    // A large write may take long to be counted; what leaves the kernel counts too.
                    let socket = self.socket.as_ref();
                    let left = socket.and_then(|socket| socket.undelivered());
                    let now = (self.flow.bytes(), left);
                    if now != progress.0 {
                        progress = (now, Instant::now());
                    }
                    let over = aftermath.is_some_and(|since| since.elapsed() > AFTERMATH.min(limit));
                    if let (true, Some(refusal)) = (over, self.refusal()) {
                        refusal
                    } else if progress.1.elapsed() > limit && !self.control.reporter().began_moving() {
                        FtpError::Tls {
                            operation: HANDSHAKE,
                            detail: format!("no answer within {} s", limit.as_secs()),
                        }
                    } else if progress.1.elapsed() > limit {
                        FtpError::Stalled {
                            command: self.command.clone(),
                            after: limit,
                        }
                    } else {
                        continue;
                    }
                }
            };
            self.stop();
            // The thread ends at once: its socket is shut down and its flag is set.
            let _ = worker.await;
            return Err(error);
        }
    }

    /// What the copying thread says at its end. Where the server has an explanation (452 disk
    /// full, 426 aborted), its words come before the bare socket error.
    async fn copied<P>(
        &mut self,
        ended: Result<(P, Result<(), CopyFailure>), RecvError>,
    ) -> Result<P, FtpError> {
        let failure = match ended {
            Ok((payload, Ok(()))) => return Ok(payload),
            Ok((_, Err(failure))) => failure,
            Err(_) => CopyFailure::Local(io::Error::other("the thread that copies is gone")),
        };
        self.stop();
        let source = match failure {
            CopyFailure::Local(error) => return Err(FtpError::Local(error)),
            CopyFailure::Enough => return Err(FtpError::Enough),
            CopyFailure::Differs => {
                let command = self.command.clone();
                return Err(FtpError::Differs { command });
            }
            CopyFailure::Handshake(_) | CopyFailure::Network(_)
                if let Some(problem) = self.control.tls().and_then(TlsSession::refusal) =>
            {
                self.control
                    .poison("the data connection is somebody else's: the session is closed");
                return Err(FtpError::Certificate(Box::new(problem)));
            }
            CopyFailure::Handshake(source) => FtpError::Tls {
                operation: HANDSHAKE,
                detail: source.to_string(),
            },
            CopyFailure::Network(source) => FtpError::Io {
                stage: Stage::Data,
                operation: "moving data over the data connection",
                peer: None,
                source,
            },
        };
        if self.awaits_reply() {
            self.final_reply = self.control.next_reply(AFTERMATH).await.ok();
        }
        Err(self.refusal().unwrap_or(source))
    }

    /// The stream has ended; now the server must say that it is content.
    async fn drain<P>(&mut self, payload: P, direction: Direction) -> Result<Moved<P>, FtpError> {
        self.control.reporter().data(|data, now| {
            data.done(None, now);
            data.note("FIN", now);
            data.enter(DataState::Draining);
            data.sample();
            data.begin("226", now);
        });
        match direction {
            // Closed before the reply is waited for: proftpd lingers up to ten seconds for our FIN
            // before it says 226, and others cost a round trip.
            Direction::Download => self.socket = None,
            Direction::Upload => self.deliver().await?,
        }
        while self.final_reply.is_none() {
            let reply = match self.lost.take() {
                Some(error) => Err(error),
                None => self.control.next_reply(self.control.reply_timeout()).await,
            };
            let reply = reply.map_err(|error| self.unconfirmed(error))?;
            if !reply.is_preliminary() {
                self.final_reply = Some(reply);
            }
        }
        if let Some(error) = self.refusal() {
            return Err(error);
        }
        let bytes = self.flow.bytes();
        if self.flow.was_cut_short() && self.total != Some(bytes) {
            let command = self.command.clone();
            return Err(FtpError::CutShort { command });
        }
        match self.final_reply.take() {
            Some(reply) if reply.is_completion() => Ok(Moved {
                payload,
                bytes,
                reply,
            }),
            Some(reply) => Err(self.control.protocol_error(&self.command, &reply)),
            None => Err(FtpError::Cancelled),
        }
    }

    /// Until the peer's kernel has everything that ours still holds of an upload, the time for the
    /// final reply does not begin; if the rest stands still, the upload has stalled.
    async fn deliver(&mut self) -> Result<(), FtpError> {
        let limit = self.control.reply_timeout();
        let mut progress = (None, Instant::now());
        let mut tick = tokio::time::interval(Duration::from_millis(250));
        while self.final_reply.is_none() {
            tokio::select! {
                biased;
                reply = self.control.next_reply(WHILE_DATA_MOVES), if self.lost.is_none() => {
                    match reply {
                        Ok(reply) => {
                            self.final_reply = Some(reply).filter(|reply| !reply.is_preliminary());
                        }
                        Err(error @ FtpError::Io { .. }) => self.lost = Some(error),
                        Err(error) => return Err(error),
                    }
                }
                _ = tick.tick() => {
                    let socket = self.socket.as_ref();
                    let left = socket.and_then(|socket| socket.undelivered());
                    let state = socket.and_then(|socket| socket.kernel_facts()).map(|f| f.state);
                    // Reset: the rest goes nowhere, and the server has something to say.
                    if left == Some(0) || state == Some(SocketState::Closed) {
                        return Ok(());
                    }
                    let patience = if left.is_some() { limit } else { limit.max(UPLOAD_DRAIN) };
                    if left != progress.0 {
                        progress = (left, Instant::now());
                    } else if progress.1.elapsed() > patience {
                        self.stop();
                        return Err(FtpError::Stalled { command: self.command.clone(), after: limit });
                    }
                }
            }
        }
        Ok(())
    }

    fn awaits_reply(&self) -> bool {
        self.final_reply.is_none() && self.lost.is_none()
    }

    /// The last word does not come. If the data has come to its end in order, that is all there is
    /// against it.
    fn unconfirmed(&self, error: FtpError) -> FtpError {
        let bytes = self.flow.bytes();
        let whole = !self.flow.was_cut_short() || self.total == Some(bytes);
        match error {
            FtpError::Io { .. } | FtpError::Timeout { .. } if whole => FtpError::Unconfirmed {
                bytes,
                error: Box::new(error),
            },
            error => error,
        }
    }

    fn refusal(&self) -> Option<FtpError> {
        let reply = self
            .final_reply
            .as_ref()
            .filter(|reply| reply.is_negative())?;
        Some(FtpError::Reply {
            command: self.command.clone(),
            reply: reply.clone(),
        })
    }

    fn stop(&self) {
        self.flow.stop();
        if let Some(HeldSocket::Stream(stream)) = self.socket.as_deref() {
            // Wakes a blocked read or write; a socket that is gone already needs no waking.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Ends the story; the socket itself is closed when the last handle goes, right after.
    fn close<P>(&self, moved: &Result<Moved<P>, FtpError>) {
        let bytes = self.flow.bytes();
        match moved {
            Ok(_) => {
                let text = format!("data: closed in order, {bytes} bytes");
                self.control.reporter().log(LogKind::Note, &text);
            }
            Err(FtpError::Enough) => {
                let text = format!("data: closed after {bytes} bytes, as many as were wanted");
                self.control.reporter().log(LogKind::Note, &text);
            }
            Err(error) => {
                let text = format!("data: broken off after {bytes} bytes: {error}");
                self.control.reporter().log(LogKind::Error, &text);
            }
        }
        self.control.reporter().data(|data, now| match moved {
            Ok(_) | Err(FtpError::Enough) => {
                data.sample();
                data.done(None, now);
                data.enter(DataState::Closed);
                data.note("closed", now);
            }
            Err(error) if error.is_stop() => data.stop(error.to_string(), now),
            Err(error) => data.fail(error.to_string(), now),
        });
    }
}
