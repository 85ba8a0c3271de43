//! What the sessions of one server share.

use super::handshake::TlsTerminator;
use super::options::{DataFault, ServerOptions};
use super::tree::Tree;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

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
}

impl ServerState {
    pub(super) fn new(options: ServerOptions) -> io::Result<Self> {
        Ok(Self {
            tree: Tree::new(&options.root)?,
            tls: options.tls.clone().map(TlsTerminator::new).transpose()?,
            faults: Mutex::new(options.faults.clone()),
            options,
            lines: Mutex::default(),
            sessions: Arc::default(),
            logins: Arc::default(),
        })
    }

    pub(super) fn record(&self, text: String, protected: bool) {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Line { text, protected });
    }

    pub(super) fn commands(&self) -> Vec<String> {
        self.lines_that(|_| true)
    }

    pub(super) fn commands_in_clear(&self) -> Vec<String> {
        self.lines_that(|line| !line.protected)
    }

    fn lines_that(&self, wanted: impl Fn(&Line) -> bool) -> Vec<String> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = lines.iter().filter(|line| wanted(line));
        lines.map(|line| line.text.clone()).collect()
    }

    pub(super) fn open_sessions(&self) -> usize {
        self.sessions.load(Ordering::Acquire)
    }

    /// A place for one more control connection.
    pub(super) fn session_seat(&self) -> Option<Seat> {
        Seat::take(&self.sessions, self.options.max_sessions)
    }

    /// A place for one more login.
    pub(super) fn login_seat(&self) -> Option<Seat> {
        Seat::take(&self.logins, self.options.login_limit)
    }

    /// The fault that strikes a transfer begun now.
    pub(super) fn take_fault(&self, verb: &str) -> Option<DataFault> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = faults
            .iter_mut()
            .find(|fault| fault.times > 0 && fault.verb.eq_ignore_ascii_case(verb))?;
        fault.times -= 1;
        Some(fault.clone())
    }
}
