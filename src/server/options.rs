//! What the server is told at its start.

use super::tls::TlsOptions;
use super::trouble::Trouble;
use jiff::SignedDuration;
use secrecy::SecretString;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Who may log in.
#[derive(Clone, Debug)]
pub enum Accounts {
    /// Any user with any password.
    Anyone,
    /// One user with one password.
    One {
        /// The user's name.
        user: String,
        /// The user's password.
        password: SecretString,
        /// Whether `anonymous` and `ftp` are let in beside, with any password.
        anonymous: bool,
    },
}

/// What happens to a data connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataFaultKind {
    /// The data connection ends in order and the reply claims success: a short file.
    CloseThen226,
    /// The data connection ends in order, then 426.
    CloseThen426,
    /// The data connection is reset, then 426.
    ResetThen426,
    /// No byte moves any more; both connections stay open.
    Stall,
    /// The data connection ends in order and no reply follows. A stream that is shorter than the
    /// fault's offset is sent whole and stays without a reply as well.
    NoFinalReply,
    /// Both connections are cut.
    ControlCut,
    /// The data connection is reset, then this code.
    ResetThen(u16),
    /// All data passes, then this code in place of 226.
    WholeThen(u16),
    /// All data passes, then the control connection is reset in place of a reply.
    WholeThenReset,
    /// All data passes, then 226 comes twice.
    WholeThen226Twice,
    /// All data passes, 226 comes, and then a 421 that nobody asked for, with the end.
    WholeThenGoodbye,
    /// 150 comes behind the data.
    Late150,
    /// 226 comes when the fault is due, and the data goes on behind it.
    Early226,
}

impl DataFaultKind {
    /// Whether it breaks into the data, and does not wait for its end.
    pub(super) fn breaks_in(self) -> bool {
        !matches!(
            self,
            Self::WholeThen(_)
                | Self::WholeThenReset
                | Self::WholeThen226Twice
                | Self::WholeThenGoodbye
                | Self::Late150
        )
    }
}

/// A fault of one kind of transfer. A stream that ends before it would strike uses it up as well.
#[derive(Clone, Debug)]
pub struct DataFault {
    /// The verb it strikes, upper case: `RETR`, `STOR`, `MLSD` ….
    pub verb: String,
    /// How many bytes pass before it strikes, counted from the start of the data stream.
    pub after_bytes: u64,
    /// How many transfers of that verb it strikes, from the first on.
    pub times: usize,
    /// What happens.
    pub kind: DataFaultKind,
}

/// How a server behaves. [`ServerOptions::new`] gives one that behaves well.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// The folder served as `/`. Nothing outside it can be reached.
    pub root: PathBuf,
    /// The control address; port 0 takes any free port.
    pub bind: SocketAddr,
    /// Who may log in.
    pub users: Accounts,
    /// The text of the 220 greeting; several lines make a multi-line reply.
    pub greeting: String,
    /// Bytes a second on each data connection; `None` is as fast as it goes.
    pub rate: Option<u64>,
    /// How many control connections may be open. One more is answered with 421.
    pub max_sessions: Option<usize>,
    /// How many sessions may be logged in. One more is answered with 530 after PASS.
    pub login_limit: Option<usize>,
    /// How long the greeting is held back.
    pub accept_delay: Duration,
    /// Active mode: how long the server waits before it dials.
    pub dial_delay: Duration,
    /// How long each reply is held back.
    pub reply_delay: Duration,
    /// Verbs that are unknown: answered with 500 and missing from FEAT. `MDTM SET`, `SITE UTIME`,
    /// `SITE CHMOD` and `RNTO REPLACE` (over a file that is there) can be left out by themselves.
    pub without: Vec<String>,
    /// Verbs, or whole command lines (or their beginnings, with a `*` behind), that get a scripted reply
    /// and are not acted on. A reply of several lines carries its own CR LF between them.
    pub replies: Vec<(String, String)>,
    /// Verbs that are never answered nor acted on.
    pub silent: Vec<String>,
    /// Faults of data connections. The first that fits a transfer and is not used up strikes.
    pub faults: Vec<DataFault>,
    /// The ports of data connections, one after the other; `None` takes any that are free.
    pub data_ports: Option<(u16, u16)>,
    /// The address that a 227 reply names in place of the true one.
    pub pasv_address: Option<Ipv4Addr>,
    /// TLS; `None` is a server without it.
    pub tls: Option<TlsOptions>,
    /// What else goes wrong.
    pub trouble: Trouble,
    /// HASH, XCRC, XMD5, XSHA1, XSHA256 and XSHA512 are known.
    pub hashes: bool,
    /// How far the clock of MDTM and SITE UTIME is ahead of UTC: they speak local time on some
    /// servers.
    pub clock_ahead: SignedDuration,
    /// What STOR makes of REST, and APPE of a file that is there.
    pub going_on: GoingOn,
}

/// What happens to a file that an upload goes on with. Real servers do all of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GoingOn {
    /// It is cut where REST says, and goes on from there (Pure-FTPd).
    #[default]
    Cut,
    /// What stands after that place stays until it is overwritten (vsftpd, `ProFTPD`).
    Keep,
    /// REST is acknowledged and forgotten: STOR writes from the first byte, RETR sends from there.
    Ignore,
    /// APPE writes all that was there once more before what comes.
    Duplicate,
}

impl ServerOptions {
    /// A well-behaved server on `root`: any user, any free loopback port, no limits, no TLS.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            bind: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            users: Accounts::Anyone,
            greeting: "Twoport demo server ready".into(),
            rate: None,
            max_sessions: None,
            login_limit: None,
            accept_delay: Duration::ZERO,
            dial_delay: Duration::ZERO,
            reply_delay: Duration::ZERO,
            without: Vec::new(),
            replies: Vec::new(),
            silent: Vec::new(),
            faults: Vec::new(),
            data_ports: None,
            pasv_address: None,
            tls: None,
            trouble: Trouble::default(),
            hashes: false,
            clock_ahead: SignedDuration::ZERO,
            going_on: GoingOn::default(),
        }
    }

    /// Whether `verb` (upper case) is known.
    pub(super) fn knows(&self, verb: &str) -> bool {
        !names(&self.without, verb)
    }

    /// Whether `verb` (upper case) is left without an answer.
    pub(super) fn is_silent(&self, verb: &str) -> bool {
        names(&self.silent, verb)
    }

    /// The scripted reply to a command; one for the whole line goes before one for the verb.
    pub(super) fn scripted(&self, verb: &str, line: &[u8]) -> Option<&str> {
        let reply_to = |wanted: &dyn Fn(&str) -> bool| {
            self.replies
                .iter()
                .find(|(key, _)| wanted(key))
                .map(|(_, reply)| reply.as_str())
        };
        let begins = |key: &str| {
            let beginning = key.strip_suffix('*').map(str::as_bytes);
            beginning.is_some_and(|beginning| {
                line.get(..beginning.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(beginning))
            })
        };
        reply_to(&|key| key.as_bytes().eq_ignore_ascii_case(line))
            .or_else(|| reply_to(&begins))
            .or_else(|| reply_to(&|key| key.eq_ignore_ascii_case(verb)))
    }
}

fn names(list: &[String], verb: &str) -> bool {
    list.iter().any(|name| name.eq_ignore_ascii_case(verb))
}
