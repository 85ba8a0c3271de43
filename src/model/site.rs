//! Where to connect and as whom.

use super::text::display_safe_str;
use super::{
    Charset, Fingerprint, ModeChoice, Proxy, RateLimits, RemotePath, Security, TransferPolicy,
};
use secrecy::SecretString;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

/// The standard control port, RFC 959.
pub const CONTROL_PORT: u16 = 21;
/// The control port of FTP over implicit TLS, by custom.
pub const IMPLICIT_TLS_PORT: u16 = 990;

/// Everything a session needs to know to connect and to log in.
#[derive(Clone, Debug)]
pub struct Site {
    /// The name it is kept under, with its folders; `None` for one that is not kept.
    pub name: Option<String>,
    /// Host name or address.
    pub host: String,
    /// Control port, 1 to 65535.
    pub port: u16,
    /// User name; `anonymous` where none was given.
    pub user: String,
    /// Password. `SecretString` prints as `[REDACTED]`.
    pub password: SecretString,
    /// What a server that asks for an account (332) is told.
    pub account: Option<SecretString>,
    /// How the connection is protected.
    pub security: Security,
    /// A file with certificates in PEM form that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// The certificate that is trusted without further question.
    pub fingerprint: Option<Fingerprint>,
    /// What stands between this computer and the server.
    pub proxy: Option<Proxy>,
    /// The directory to open after login; `None` is where the server puts us.
    pub directory: Option<Directory>,
    /// What the server's names are written in; `None` finds out: UTF-8, or else a guess.
    pub charset: Option<Charset>,
    /// How data connections are opened.
    pub mode: ModeChoice,
    /// Active mode: the ports to listen on, inclusive; `None` lets the system choose.
    pub port_range: Option<(u16, u16)>,
    /// Passive mode: the ports to dial data connections from follow this one; `None` lets the system
    /// choose. For the demo's pictures.
    pub dial_from: Option<u16>,
    /// Active mode: the address to announce in place of our own.
    pub external_address: Option<IpAddr>,
    /// Passive mode: dial the address that a 227 reply names, even where it is not the server's own.
    pub use_announced_address: bool,
    /// How long dialling may take, for the control connection and for data. 1 s or more.
    pub connect_timeout: Duration,
    /// How long a reply, and data without progress, may take. 1 s or more.
    pub timeout: Duration,
    /// How long a session may be idle before it says NOOP, so that the server does not end it.
    /// 1 s or more; `None` never does.
    pub keep_alive: Option<Duration>,
    /// Transfer sessions beside the browsing one. 0 shares the browsing session.
    pub transfer_sessions: usize,
    /// How its files are moved.
    pub policy: TransferPolicy,
    /// Bytes a second that may move to and from this site, beside the limits for all.
    pub limits: RateLimits,
}

/// A directory on the server, as a URL or a user names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directory {
    /// From the root.
    Absolute(RemotePath),
    /// From the directory the server puts us in after login.
    FromLogin(Vec<u8>),
}

impl Site {
    /// An anonymous site with the defaults: auto mode, 30 s, three transfer sessions.
    pub fn anonymous(host: impl Into<String>, port: u16) -> Self {
        Self {
            name: None,
            host: host.into(),
            port,
            user: "anonymous".into(),
            password: SecretString::from("anonymous@"),
            account: None,
            security: Security::default(),
            ca_file: None,
            fingerprint: None,
            proxy: None,
            directory: None,
            charset: None,
            mode: ModeChoice::Auto,
            port_range: None,
            dial_from: None,
            external_address: None,
            use_announced_address: false,
            connect_timeout: Duration::from_secs(15),
            timeout: Duration::from_secs(30),
            keep_alive: None,
            transfer_sessions: 3,
            policy: TransferPolicy::default(),
            limits: RateLimits::default(),
        }
    }

    /// Safe to show: `user@host`, with the port where it is not the standard one.
    pub fn label(&self) -> String {
        if self.port == self.security.standard_port() {
            display_safe_str(&format!("{}@{}", self.user, self.host))
        } else {
            display_safe_str(&format!("{}@{}:{}", self.user, self.host, self.port))
        }
    }
}
