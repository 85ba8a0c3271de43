//! The dialogue, line by line.

use super::TransferId;
use jiff::Timestamp;

/// Who speaks in a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogKind {
    /// A command we sent. Passwords are masked before they get here.
    Sent,
    /// A reply of class 1yz to 3yz.
    Received,
    /// A reply of class 4yz or 5yz.
    Refused,
    /// What the client or a socket did.
    Note,
    /// What went wrong on our side.
    Error,
}

impl LogKind {
    /// Who speaks, in two ASCII characters: for files and other programs.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Sent => "->",
            Self::Received | Self::Refused => "<-",
            Self::Note => "..",
            Self::Error => "!!",
        }
    }
}

/// One line of the log, safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// The session it belongs to; 0 is the engine itself.
    pub session: usize,
    /// Who speaks.
    pub kind: LogKind,
    /// The line, without its end.
    pub text: String,
    /// The try of a transfer that it belongs to.
    pub transfer: Option<TransferRun>,
}

/// One try of a transfer on a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TransferRun {
    /// Which transfer.
    pub id: TransferId,
    /// When the session began with it: tells the tries of one transfer apart.
    pub began: Timestamp,
}

impl LogLine {
    /// Whether it tells of a refusal or an error.
    pub fn is_error(&self) -> bool {
        matches!(self.kind, LogKind::Refused | LogKind::Error)
    }
}
