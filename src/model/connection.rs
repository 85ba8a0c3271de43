//! What the screen shows of sessions, sockets and the queue: values, made by the engine, never
//! changed by who reads them. Whatever cannot be known is `None`, shown as `n/a`, never 0.

use super::{
    DataCommand, Dialer, Direction, ModeChoice, Operation, Priority, RateLimits, TlsFacts,
    TransferId, TransferState,
};
use jiff::Timestamp;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use strum::{Display, IntoStaticStr};

/// A TCP state as the kernel says it (RFC 9293 section 3.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING-KEBAB-CASE")]
pub enum SocketState {
    /// LISTEN.
    Listen,
    /// SYN-SENT.
    SynSent,
    /// SYN-RECEIVED.
    SynReceived,
    /// ESTABLISHED.
    Established,
    /// FIN-WAIT-1.
    #[strum(to_string = "FIN-WAIT-1")]
    FinWait1,
    /// FIN-WAIT-2.
    #[strum(to_string = "FIN-WAIT-2")]
    FinWait2,
    /// CLOSE-WAIT.
    CloseWait,
    /// CLOSING.
    Closing,
    /// LAST-ACK.
    LastAck,
    /// TIME-WAIT.
    TimeWait,
    /// CLOSED.
    Closed,
}

impl SocketState {
    /// The state of this number, as Linux numbers them (`include/net/tcp_states.h`).
    pub fn numbered(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Established,
            2 => Self::SynSent,
            3 | 12 => Self::SynReceived,
            4 => Self::FinWait1,
            5 => Self::FinWait2,
            6 => Self::TimeWait,
            7 => Self::Closed,
            8 => Self::CloseWait,
            9 => Self::LastAck,
            10 => Self::Listen,
            11 => Self::Closing,
            _ => return None,
        })
    }
}

/// The kernel's figures for one socket (Linux `TCP_INFO`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelFacts {
    /// The state of the connection.
    pub state: SocketState,
    /// Smoothed round trip time. `None` before the first sample.
    pub rtt: Option<Duration>,
    /// Its variance.
    pub rtt_variance: Option<Duration>,
    /// Congestion window, in segments.
    pub congestion_window: Option<u32>,
    /// Slow start threshold, in segments. `None` while unlimited.
    pub slow_start_threshold: Option<u32>,
    /// Segments sent again since the connection began.
    pub retransmits: Option<u32>,
    /// Maximum segment size we send, in bytes.
    pub segment_size: Option<u32>,
}

/// Where a data connection stands, as the client sees its own work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display)]
pub enum DataState {
    /// No data connection.
    #[default]
    Idle,
    /// EPSV, PASV, EPRT or PORT has been sent, or is about to be.
    Negotiating,
    /// Active: we listen, the server has not dialled yet.
    Listening,
    /// Passive: we dial, the handshake is not done.
    Connecting,
    /// Active: the server's call has been taken and its address checked.
    Accepted,
    /// TLS handshake on the data connection.
    Securing,
    /// Open; bytes may move.
    Established,
    /// The stream has ended; the final reply is awaited.
    Draining,
    /// Ended in order.
    Closed,
    /// Ended otherwise.
    Failed,
}

impl DataState {
    /// Whether the connection is neither idle nor ended.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Idle | Self::Closed | Self::Failed)
    }
}

/// Where one step in a data connection's story stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Not reached.
    Pending,
    /// Under way.
    Running,
    /// Done.
    Done,
    /// Failed: the story ends here.
    Failed,
}

/// One step in the story of a data connection: `EPSV`, `229 :50012`, `SYN`, `RETR 150` ….
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is, in a word or two.
    pub label: String,
    /// Where it stands.
    pub state: StepState,
    /// How long it took.
    pub took: Option<Duration>,
}

/// A session's control connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlView {
    /// Our end.
    pub local: SocketAddr,
    /// The server's end.
    pub peer: SocketAddr,
    /// What the kernel says; `None` where it cannot be asked.
    pub kernel: Option<KernelFacts>,
    /// Bytes of commands sent.
    pub sent: u64,
    /// Bytes of replies received.
    pub received: u64,
    /// Time since the last command or reply.
    pub idle: Duration,
    /// What protects it; `None` in clear.
    pub tls: Option<TlsFacts>,
}

/// A session's data connection: the one that is open, or else the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataView {
    /// Counts the session's data connections from 1.
    pub number: u64,
    /// How long ago it was begun.
    pub age: Duration,
    /// The command that opens it.
    pub command: DataCommand,
    /// Who dials.
    pub dialer: Dialer,
    /// Our end, once known.
    pub local: Option<SocketAddr>,
    /// The server's end, once known.
    pub peer: Option<SocketAddr>,
    /// The address a 227 reply named, where it was not the one dialled.
    pub announced: Option<SocketAddr>,
    /// Where it stands.
    pub state: DataState,
    /// What the kernel says of a socket we hold; `None` where there is none or it cannot be asked.
    pub kernel: Option<KernelFacts>,
    /// The way the bytes go.
    pub direction: Direction,
    /// What it is for, safe to show: `RETR dataset-001.parquet`, `MLSD /pub`.
    pub purpose: String,
    /// Bytes moved.
    pub bytes: u64,
    /// Bytes expected.
    pub total: Option<u64>,
    /// Bytes a second, over the last second or so.
    pub rate: u64,
    /// Rates of the last samples, oldest first.
    pub rate_history: Vec<u64>,
    /// While listening or dialling: how long so far, and when we give up.
    pub waiting: Option<(Duration, Duration)>,
    /// The story so far, and what is still to come.
    pub steps: Vec<Step>,
    /// What protects it; `None` in clear, or before the handshake.
    pub tls: Option<TlsFacts>,
    /// Why it failed.
    pub error: Option<String>,
    /// That has nothing to do with the connection: it was called off, or a disk is full.
    pub stopped: bool,
}

impl DataView {
    /// Whether somebody may want to know why it does not work: the connection has failed, or a call
    /// has been waited for, or has not been answered, for two seconds.
    pub fn needs_help(&self) -> bool {
        let waits = matches!(self.state, DataState::Listening | DataState::Connecting);
        let long = self
            .waiting
            .is_some_and(|(so_far, _)| so_far >= Duration::from_secs(2));
        (self.state == DataState::Failed && !self.stopped) || (waits && long)
    }
}

/// What a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display)]
#[strum(serialize_all = "lowercase")]
pub enum SessionRole {
    /// Serves the panes only.
    Browse,
    /// Serves the queue only.
    Transfer,
    /// The server allows one login: browsing comes between files.
    Shared,
}

/// One session: a control connection and its data connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Counts sessions from 1.
    pub number: usize,
    /// What it serves.
    pub role: SessionRole,
    /// The control connection; `None` while connecting or after a loss.
    pub control: Option<ControlView>,
    /// The data connection that is open, or the last one.
    pub data: Option<DataView>,
}

/// One row of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferView {
    /// Its identity.
    pub id: TransferId,
    /// The way the bytes go.
    pub direction: Direction,
    /// Copy or move.
    pub operation: Operation,
    /// The name, safe to show.
    pub name: String,
    /// The folder it comes from, safe to show.
    pub from: Arc<str>,
    /// The folder it goes to, safe to show.
    pub to: Arc<str>,
    /// The site it belongs to, as [`super::Site::label`] says it.
    pub site: Arc<str>,
    /// Bytes expected.
    pub size: Option<u64>,
    /// Bytes that are across, those of earlier tries that were kept included.
    pub bytes: u64,
    /// Bytes a second.
    pub rate: u64,
    /// Where it stands.
    pub state: TransferState,
    /// Its turn among those that wait.
    pub priority: Priority,
    /// Why it failed, waits or was skipped, with the server's words, or what is to be said of it
    /// although it is done; safe to show.
    pub reason: Option<String>,
    /// Time it took or has taken so far.
    pub elapsed: Duration,
    /// The session that has it.
    pub session: Option<usize>,
    /// Whether it can be queued again once it has failed or was cancelled: not if it was refused or
    /// skipped before it was tried.
    pub retriable: bool,
    /// And whether it may end otherwise although nobody puts anything right.
    pub may_pass: bool,
    /// While it is [`TransferState::Retrying`]: which try comes next, from 2, of how many, and when.
    pub retry: Option<(u32, u32, Timestamp)>,
    /// How the tries so far ended, oldest first; the last few.
    pub tries: Vec<Try>,
    /// How many there were so far.
    pub tried: usize,
}

impl TransferView {
    /// The number of the first of the tries that are kept.
    pub fn first_try(&self) -> usize {
        self.tried.saturating_sub(self.tries.len()) + 1
    }
}

/// A try of a transfer that came to nothing, or that was proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// When it began.
    pub at: Timestamp,
    /// The byte it began at.
    pub from: u64,
    /// Bytes that crossed in it.
    pub bytes: u64,
    /// How it ended, safe to show.
    pub end: String,
}

/// Numbers of the whole queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueTotals {
    /// Transfers that wait for an answer.
    pub held: usize,
    /// Transfers that wait for a session.
    pub queued: usize,
    /// Transfers that a session has.
    pub active: usize,
    /// Transfers that are paused.
    pub paused: usize,
    /// Transfers that are tried again in a moment.
    pub retrying: usize,
    /// Transfers that are done.
    pub done: usize,
    /// Transfers that failed.
    pub failed: usize,
    /// Failed transfers that can be queued again.
    pub retriable: usize,
    /// Transfers that were cancelled or skipped.
    pub left_out: usize,
    /// Bytes that are still to cross in all that has not ended, as far as sizes are known.
    pub bytes_left: u64,
    /// Bytes of all that is done.
    pub bytes_done: u64,
}

impl QueueTotals {
    /// Transfers that have not ended.
    pub fn unfinished(&self) -> usize {
        self.held + self.queued + self.active + self.paused + self.retrying
    }

    /// All there are.
    pub fn all(&self) -> usize {
        self.unfinished() + self.done + self.failed + self.left_out
    }
}

impl TransferView {
    /// The reason, where it says more than the state (`cancelled`) says already.
    pub fn reason_beside_state(&self) -> Option<&str> {
        let reason = self.reason.as_deref()?;
        let state = self.state.to_string();
        (!reason.eq_ignore_ascii_case(&state)).then_some(reason)
    }
}

impl TransferView {
    /// Time left at the present rate; `None` if the size or the rate is not known.
    pub fn left(&self) -> Option<Duration> {
        let rest = self.size?.saturating_sub(self.bytes);
        (self.rate > 0).then(|| Duration::from_secs(rest / self.rate))
    }

    /// Done part in percent, 100 only when proved.
    pub fn percent(&self) -> Option<u8> {
        if self.state == TransferState::Done {
            return Some(100);
        }
        let size = self.size.filter(|size| *size > 0)?;
        let percent = u128::from(self.bytes) * 100 / u128::from(size);
        u8::try_from(percent.min(99)).ok()
    }
}

/// The state of the engine at one moment. The latest one wins; made at most ten times a second.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EngineSnapshot {
    /// The sessions, browsing first.
    pub sessions: Vec<SessionView>,
    /// How many sessions the pool would like to have.
    pub sessions_wanted: usize,
    /// How many transfer sessions the user allows; fewer are wanted where the server allows fewer.
    pub sessions_allowed: usize,
    /// The queue in order. A row that has not changed is the same allocation in the next snapshot.
    pub transfers: Arc<Vec<Arc<TransferView>>>,
    /// Some rows of it for a small place: what runs, what failed, what waits, and the latest of what
    /// has ended; in this order.
    pub urgent: Vec<Arc<TransferView>>,
    /// Its numbers.
    pub totals: QueueTotals,
    /// Whether the whole queue is paused.
    pub paused: bool,
    /// Bytes a second that may move, in total.
    pub limits: RateLimits,
    /// What the user asked for.
    pub mode: ModeChoice,
    /// The command that opened the last data connection.
    pub command: Option<DataCommand>,
}
