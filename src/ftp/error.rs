//! What can go wrong on the wire, with what a person needs to know about it.

use super::Reply;
use super::reply::ReplyClass;
use crate::model::text::system_words;
use crate::model::{CertificateProblem, DataCommand};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// Where on the way something failed: what may help depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Dialling the control connection, or setting its socket up.
    Dial,
    /// Waiting for the greeting.
    Greeting,
    /// Waiting for a reply, or talking on the control connection.
    Reply,
    /// On the control connection before anything was said: the command was not sent.
    Silence,
    /// Active mode: waiting for the server's call.
    Call,
    /// Dialling the data connection, or moving data over it.
    Data,
}

/// An error of the ftp layer. Decisions read the variant and the reply's class, never the text.
#[derive(Debug, thiserror::Error)]
pub enum FtpError {
    /// The server answered, and the answer is no. The session is usable.
    #[error("{}", .reply.line())]
    Reply {
        /// The command, safe to show, passwords masked.
        command: String,
        /// The server's answer.
        reply: Reply,
    },
    /// The system refused, or the connection broke.
    #[error("{operation}{}: {source}", peer.map_or_else(String::new, |peer| format!(" {peer}")))]
    Io {
        /// Where on the way.
        stage: Stage,
        /// What was tried: `connecting to`, `reading from`.
        operation: &'static str,
        /// With whom.
        peer: Option<SocketAddr>,
        /// The system's words.
        source: io::Error,
    },
    /// Nothing came in time.
    #[error("{operation}: no answer within {} s", after.as_secs())]
    Timeout {
        /// Where on the way.
        stage: Stage,
        /// What was waited for.
        operation: String,
        /// How long.
        after: Duration,
    },
    /// The server's answer makes no sense where it came; the session cannot be trusted any more.
    #[error("{detail} (after {command})")]
    Protocol {
        /// The command, safe to show.
        command: String,
        /// What is wrong.
        detail: String,
    },
    /// The proxy did not let us through.
    #[error("the proxy {proxy} did not connect to {target}: {source}")]
    Proxy {
        /// Its host and port.
        proxy: String,
        /// The host and port it was asked for.
        target: String,
        /// Its words, or what broke.
        source: io::Error,
    },
    /// TLS could not be agreed on, or broke.
    #[error("{operation}: {detail}")]
    Tls {
        /// What was tried: `the TLS handshake with`.
        operation: &'static str,
        /// What is wrong, safe to show.
        detail: String,
    },
    /// The server's certificate is not trusted.
    #[error("{0}")]
    Certificate(Box<CertificateProblem>),
    /// TLS is asked for, and the server refuses it. Nothing was sent in clear.
    #[error("the server refuses TLS: {}", .reply.line())]
    TlsRefused {
        /// AUTH TLS, or PROT P.
        command: String,
        /// Its answer.
        reply: Reply,
    },
    /// Servers want each data connection to take up the control connection's TLS session, and this
    /// one could not: tickets of TLS 1.3 serve once, and they have run dry.
    #[error("the TLS session of the control connection cannot be taken up any more{}",
        .reply.as_ref().map_or_else(String::new, |reply| format!(", but has to: {}", reply.line())))]
    SessionNotResumed {
        /// The command, safe to show.
        command: String,
        /// The server's answer, 522 or 425; `None` where it was not even asked.
        reply: Option<Reply>,
    },
    /// The data connection ended without the farewell of TLS (`close_notify`): somebody may have
    /// cut it short.
    #[error("the data connection ended without TLS's farewell: {command} may be cut short")]
    CutShort {
        /// The command, safe to show.
        command: String,
    },
    /// The host name has no address.
    #[error("{host} has no address: {source}")]
    Resolve {
        /// The name.
        host: String,
        /// The resolver's words.
        source: io::Error,
    },
    /// A name holds CR, LF or NUL, which cannot be sent (RFC 959 section 5.3.2).
    #[error("{0} holds a line break or a NUL, which FTP cannot send")]
    Argument(String),
    /// Data stopped coming or going in the middle of a transfer.
    #[error("no data moved for {} s in the middle of {command}", after.as_secs())]
    Stalled {
        /// The command, safe to show.
        command: String,
        /// How long.
        after: Duration,
    },
    /// No data connection could be agreed on or dialled. The transfer command was not sent, and the
    /// session is usable.
    #[error("{}", shown(.attempts))]
    NoDataConnection {
        /// What was tried, and how it failed. Empty where the mode cannot be used at all.
        attempts: Vec<(DataCommand, FtpError)>,
    },
    /// In active mode somebody else than the server dialled.
    #[error("{peer} dialled our port {port}, but the server is {expected}: closed at once")]
    WrongPeer {
        /// Who dialled.
        peer: SocketAddr,
        /// Our listening port.
        port: u16,
        /// Who was expected.
        expected: std::net::IpAddr,
    },
    /// The server does not begin a transfer in the middle of a file. The transfer command was not
    /// sent, and the session is usable.
    #[error("{}", .reply.line())]
    RestRefused {
        /// Where it was to begin.
        at: u64,
        /// The server's answer.
        reply: Reply,
    },
    /// What came is not what is known of the file.
    #[error("what {command} sends is not what is there already")]
    Differs {
        /// The command, safe to show.
        command: String,
    },
    /// Nothing failed: as much came as was wanted, and the rest was left.
    #[error("left after what was wanted of it")]
    Enough,
    /// All data has crossed and its end came in order, but the server's last word did not: the control
    /// connection is silent or gone. Another session can tell whether the file is whole.
    #[error("{error}")]
    Unconfirmed {
        /// Bytes that crossed.
        bytes: u64,
        /// What happened to the last word.
        error: Box<FtpError>,
    },
    /// Reading or writing the local side of a transfer failed.
    #[error("{}", system_words(.0))]
    Local(io::Error),
    /// A listing is too large to be shown whole (`listing::ListingLimit`).
    #[error("{0}")]
    Listing(String),
    /// The user stopped it.
    #[error("cancelled")]
    Cancelled,
}

impl FtpError {
    /// The reply, if the server answered.
    pub fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Reply { reply, .. } | Self::RestRefused { reply, .. } => Some(reply),
            _ => None,
        }
    }

    /// Whether a login that failed so may succeed later, with nothing changed on this side: the server
    /// was not reached, had trouble of its own, or takes no further session now.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Io { .. }
            | Self::Timeout { .. }
            | Self::Protocol { .. }
            | Self::Resolve { .. }
            | Self::Tls { .. } => true,
            // 430 is another way to say 530.
            Self::Reply { reply, .. } => {
                reply.is_login_limit()
                    || (reply.class() == ReplyClass::TransientNegative && reply.code() != 430)
            }
            _ => false,
        }
    }

    /// Whether a transfer that ended so was stopped by something that is not its connection's fault:
    /// the user, this side's disk, or the server's word about the file.
    pub fn is_stop(&self) -> bool {
        match self {
            Self::Local(_) | Self::Cancelled => true,
            _ => matches!(self.code(), 450..=452 | 550..=553),
        }
    }

    /// The reply's code, or 0.
    pub fn code(&self) -> u16 {
        self.reply().map_or(0, Reply::code)
    }
}

/// `EPSV: 500 What?; PASV: 502 No`.
fn shown(attempts: &[(DataCommand, FtpError)]) -> String {
    if attempts.is_empty() {
        return "PASV and PORT cannot be used over IPv6".into();
    }
    let each = attempts
        .iter()
        .map(|(command, error)| format!("{}: {error}", command.verb()));
    each.collect::<Vec<_>>().join("; ")
}
