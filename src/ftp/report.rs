//! What a session lets others see of itself: one watched value with its addresses, its data
//! connection's story and weak handles on its sockets, and the lines of its dialogue.

use super::Reply;
use super::socket_info::HeldSocket;
use super::story::DataStory;
use crate::model::text::display_safe_str;
use crate::model::{
    ControlView, LogKind, LogLine, NameCoding, TlsFacts, TransferId, TransferRun, clock,
};
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Instant;
use tokio::sync::watch;

/// The control connection as reported.
#[derive(Clone, Debug)]
pub struct ControlReport {
    /// Our end.
    pub local: SocketAddr,
    /// The server's end.
    pub peer: SocketAddr,
    /// The socket, while it is open.
    pub socket: Weak<HeldSocket>,
    /// Bytes of commands sent.
    pub sent: u64,
    /// Bytes of replies received.
    pub received: u64,
    /// When the last command or reply went by.
    pub last: Instant,
    /// What protects it; `None` in clear.
    pub tls: Option<TlsFacts>,
}

/// Everything a session lets others see.
#[derive(Clone, Debug, Default)]
pub struct SessionReport {
    /// The control connection, while there is one.
    pub control: Option<ControlReport>,
    /// The data connection that is open, or the last one.
    pub data: Option<DataStory>,
}

impl SessionReport {
    /// Bytes that the data connection has moved; 0 where there is none.
    pub fn data_bytes(&self) -> u64 {
        self.data
            .as_ref()
            .map_or(0, |data| data.counter().load(Ordering::Relaxed))
    }

    /// The control connection's view of this moment.
    pub fn control_view(&self, now: Instant) -> Option<ControlView> {
        let control = self.control.as_ref()?;
        let socket = control.socket.upgrade()?;
        Some(ControlView {
            local: control.local,
            peer: control.peer,
            kernel: socket.kernel_facts(),
            sent: control.sent,
            received: control.received,
            idle: now.saturating_duration_since(control.last),
            tls: control.tls.clone(),
        })
    }
}

/// Where a session's dialogue goes.
pub type LogSink = Arc<dyn Fn(LogLine) + Send + Sync>;

/// The session's mouth: publishes its report and its dialogue.
#[derive(Clone)]
pub struct Reporter {
    session: usize,
    report: watch::Sender<SessionReport>,
    sink: LogSink,
    /// How names in the dialogue are read.
    names: watch::Receiver<NameCoding>,
    /// The try of a transfer that the session is at; the same for all clones.
    run: watch::Sender<Option<TransferRun>>,
}

impl std::fmt::Debug for Reporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reporter")
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

impl Reporter {
    /// A reporter for session number `session`.
    pub fn new(session: usize, sink: LogSink) -> Self {
        Self {
            session,
            report: watch::Sender::default(),
            sink,
            names: watch::Sender::default().subscribe(),
            run: watch::Sender::default(),
        }
    }

    /// The session's number.
    pub fn session(&self) -> usize {
        self.session
    }

    /// From now on what is said belongs to a try of this transfer, or to none.
    pub fn serve(&self, transfer: Option<TransferId>) {
        let began = clock::now();
        self.run
            .send_replace(transfer.map(|id| TransferRun { id, began }));
    }

    /// Names in the dialogue are read as this says, which may change.
    #[must_use]
    pub fn reading_names(mut self, names: watch::Receiver<NameCoding>) -> Self {
        self.names = names;
        self
    }

    /// How the server's names are read and written now.
    pub fn names(&self) -> NameCoding {
        *self.names.borrow()
    }

    /// A place to read the report from.
    pub fn subscribe(&self) -> watch::Receiver<SessionReport> {
        self.report.subscribe()
    }

    /// Changes the control connection's part.
    pub fn control(&self, change: impl FnOnce(&mut Option<ControlReport>)) {
        self.report
            .send_modify(|report| change(&mut report.control));
    }

    /// Begins the story of a new data connection.
    pub fn open_data(&self, data: DataStory) {
        self.report.send_modify(|report| report.data = Some(data));
    }

    /// Goes on with the story.
    pub fn data(&self, change: impl FnOnce(&mut DataStory, Instant)) {
        self.report.send_modify(|report| {
            if let Some(data) = &mut report.data {
                change(data, Instant::now());
            }
        });
    }

    /// Bytes that the latest data connection has moved so far.
    pub fn moved(&self) -> u64 {
        let report = self.report.borrow();
        let counter = report.data.as_ref().map(DataStory::counter);
        counter.map_or(0, |counter| {
            counter.load(std::sync::atomic::Ordering::Relaxed)
        })
    }

    /// The byte that the latest data connection began at, and how many it has moved.
    pub fn progress(&self) -> (u64, u64) {
        let report = self.report.borrow();
        let from = report.data.as_ref().map_or(0, DataStory::offset);
        (from, report.data_bytes())
    }

    /// What protects the latest data connection; `None` in clear, or before the handshake.
    pub fn data_tls(&self) -> Option<TlsFacts> {
        self.report.borrow().data.as_ref()?.tls().cloned()
    }

    /// Whether the last data connection came so far that bytes could move: the server had accepted
    /// the transfer.
    pub fn began_moving(&self) -> bool {
        let report = self.report.borrow();
        report.data.as_ref().is_some_and(DataStory::began_moving)
    }

    /// A line of the dialogue or of what happened. Made safe to show here.
    pub fn log(&self, kind: LogKind, text: &str) {
        (self.sink)(LogLine {
            at: clock::now(),
            session: self.session,
            kind,
            text: display_safe_str(text),
            transfer: *self.run.borrow(),
        });
    }

    /// A command, passwords masked, went out: `bytes` with its CRLF.
    pub fn sent(&self, masked: &str, bytes: usize) {
        self.control(|control| {
            if let Some(control) = control {
                control.sent += bytes as u64;
                control.last = Instant::now();
            }
        });
        self.log(LogKind::Sent, masked);
    }

    /// A reply came in.
    pub fn received(&self, reply: &Reply) {
        self.control(|control| {
            if let Some(control) = control {
                control.received += reply.raw().len() as u64;
                control.last = Instant::now();
            }
        });
        let kind = if reply.is_negative() {
            LogKind::Refused
        } else {
            LogKind::Received
        };
        for line in reply.lines() {
            self.log(kind, &self.names().shown(line));
        }
    }
}
