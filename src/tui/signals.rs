//! The signals that the screen heeds.

use super::ExitReason;
use std::io;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// End in order.
    End(ExitReason),
    /// The process was stopped and goes on: the terminal may look like anything.
    Continued,
    /// The terminal has another size, or had one for a moment.
    Resized,
}

/// The signals, listened to.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
    go_on: Signal,
    resize: Signal,
}

impl Signals {
    /// Listens from now on.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            go_on: signal(SignalKind::from_raw(libc::SIGCONT))?,
            resize: signal(SignalKind::window_change())?,
        })
    }

    /// The next one. May be dropped while it waits: nothing is lost.
    pub(super) async fn next(&mut self) -> Told {
        tokio::select! {
            _ = self.terminate.recv() => Told::End(ExitReason::Terminated),
            _ = self.hangup.recv() => Told::End(ExitReason::HungUp),
            _ = self.interrupt.recv() => Told::End(ExitReason::Interrupted),
            _ = self.go_on.recv() => Told::Continued,
            _ = self.resize.recv() => Told::Resized,
        }
    }
}
