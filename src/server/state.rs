//! What the sessions of one server share.

use super::handshake::TlsTerminator;
use super::options::{DataFault, DataFaultKind, ServerOptions};
use super::tree::Tree;
use super::trouble::{RandomKind, ReplyFault};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::atomic::{AtomicU16, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A place that is taken for as long as the value lives.
#[derive(Debug)]
pub(super) struct Seat(Arc<AtomicUsize>);

impl Seat {
    fn take(taken: &Arc<AtomicUsize>, limit: Option<usize>) -> Option<Self> {
        let limit = limit.unwrap_or(usize::MAX);
        taken
            .try_update(Ordering::AcqRel, Ordering::Acquire, |count| {
                (count < limit).then(|| count + 1)
            })
            .ok()
            .map(|_| Self(Arc::clone(taken)))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A command line as it came in.
#[derive(Clone, Debug)]
struct Line {
    text: String,
    /// It came in TLS.
    protected: bool,
}

/// Options, the tree, and what is counted.
#[derive(Debug)]
pub(super) struct ServerState {
    pub(super) options: ServerOptions,
    pub(super) tree: Tree,
    /// TLS, where the options ask for it.
    pub(super) tls: Option<TlsTerminator>,
    lines: Mutex<Vec<Line>>,
    sessions: Arc<AtomicUsize>,
    logins: Arc<AtomicUsize>,
    faults: Mutex<Vec<DataFault>>,
    reply_faults: Mutex<Vec<ReplyFault>>,
    /// How often each transfer has been asked for.
    asked: Mutex<HashMap<Vec<u8>, u64>>,
    struck: Mutex<BTreeMap<String, usize>>,
    moved: Arc<AtomicU64>,
    data_connections: AtomicU16,
}

/// What chance or a script has in store for a transfer.
#[derive(Debug)]
pub(super) enum Struck {
    /// This reply in place of it.
    Reply(u16),
    /// A fault of its data connection.
    Data(DataFault),
}

impl ServerState {
    pub(super) fn new(options: ServerOptions) -> io::Result<Self> {
        Ok(Self {
            tree: Tree::new(&options.root)?,
            tls: options.tls.clone().map(TlsTerminator::new).transpose()?,
            faults: Mutex::new(options.faults.clone()),
            reply_faults: Mutex::new(options.trouble.replies.clone()),
            asked: Mutex::default(),
            struck: Mutex::default(),
            moved: Arc::default(),
            data_connections: AtomicU16::new(0),
            options,
            lines: Mutex::default(),
            sessions: Arc::default(),
            logins: Arc::default(),
        })
    }

    pub(super) fn record(&self, text: String, protected: bool) {
        lock(&self.lines).push(Line { text, protected });
    }

    pub(super) fn commands(&self) -> Vec<String> {
        self.lines_that(|_| true)
    }

    pub(super) fn commands_in_clear(&self) -> Vec<String> {
        self.lines_that(|line| !line.protected)
    }

    fn lines_that(&self, wanted: impl Fn(&Line) -> bool) -> Vec<String> {
        let lines = lock(&self.lines);
        let lines = lines.iter().filter(|line| wanted(line));
        lines.map(|line| line.text.clone()).collect()
    }

    pub(super) fn open_sessions(&self) -> usize {
        self.sessions.load(Ordering::Acquire)
    }

    /// The port of the next data connection, 0 where any free one will do.
    pub(super) fn next_data_port(&self) -> u16 {
        let Some((first, last)) = self.options.data_ports else {
            return 0;
        };
        let turn = self.data_connections.fetch_add(1, Ordering::Relaxed);
        let count = last.saturating_sub(first).saturating_add(1);
        first.saturating_add(turn % count)
    }

    /// A place for one more control connection.
    pub(super) fn session_seat(&self) -> Option<Seat> {
        Seat::take(&self.sessions, self.options.max_sessions)
    }

    /// A place for one more login.
    pub(super) fn login_seat(&self) -> Option<Seat> {
        Seat::take(&self.logins, self.options.login_limit)
    }

    /// The code that comes in place of what `verb` asks for.
    pub(super) fn take_reply_fault(&self, verb: &str) -> Option<u16> {
        let mut faults = lock(&self.reply_faults);
        let fault = faults
            .iter_mut()
            .find(|fault| fault.times > 0 && fault.verb.eq_ignore_ascii_case(verb))?;
        fault.times -= 1;
        self.strikes(&format!("{verb} {}", fault.code));
        Some(fault.code)
    }

    /// What strikes a transfer that is asked for with this line.
    pub(super) fn take_transfer_fault(&self, verb: &str, line: &[u8]) -> Option<Struck> {
        if let Some(fault) = self.take_fault(verb) {
            return Some(Struck::Data(fault));
        }
        let random = self.options.trouble.random.as_ref()?;
        let mut asked = lock(&self.asked);
        let time = asked.entry(line.to_vec()).or_default();
        let rolled = random.roll(line, *time);
        *time += 1;
        Some(match rolled? {
            (RandomKind::Reply(code), _) => {
                self.strikes(&format!("{verb} {code}"));
                Struck::Reply(code)
            }
            (RandomKind::Data(kind), after_bytes) => Struck::Data(DataFault {
                verb: verb.to_owned(),
                after_bytes,
                times: 1,
                kind,
            }),
        })
    }

    /// Counts a fault that has struck.
    pub(super) fn strikes(&self, what: &str) {
        *lock(&self.struck).entry(what.to_owned()).or_default() += 1;
    }

    /// Counts a fault of a data connection that has struck.
    pub(super) fn data_strikes(&self, verb: &str, kind: DataFaultKind) {
        self.strikes(&format!("{verb} {kind:?}"));
    }

    pub(super) fn struck(&self) -> BTreeMap<String, usize> {
        lock(&self.struck).clone()
    }

    pub(super) fn bytes_moved(&self) -> u64 {
        self.moved.load(Ordering::Acquire)
    }

    /// Where data connections count their bytes.
    pub(super) fn meter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.moved)
    }

    /// The fault that strikes a transfer begun now.
    fn take_fault(&self, verb: &str) -> Option<DataFault> {
        let mut faults = lock(&self.faults);
        let fault = faults
            .iter_mut()
            .find(|fault| fault.times > 0 && fault.verb.eq_ignore_ascii_case(verb))?;
        fault.times -= 1;
        Some(fault.clone())
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
