//! What is remembered of a server from one run to the next.

use super::{DataCommand, Fingerprint, Naming, OnConflict};
use jiff::Timestamp;

/// The certificate that the user trusts for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Which.
    pub fingerprint: Fingerprint,
    /// Since when, where that is known.
    pub since: Option<Timestamp>,
}

impl ServerMemory {
    /// The certificate that is trusted for it.
    pub fn pin(&self) -> Option<Pin> {
        let since = self.trusted_since;
        self.trusted.map(|fingerprint| Pin { fingerprint, since })
    }

    /// Trusts a certificate from now on, or none any more.
    pub fn trust(&mut self, pin: Option<Pin>) {
        self.trusted = pin.map(|pin| pin.fingerprint);
        self.trusted_since = pin.and_then(|pin| pin.since);
    }
}

/// What was learned about one server (host and port).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerMemory {
    /// The command that opened data connections: tried first in auto mode.
    pub works: Option<DataCommand>,
    /// It has spoken TLS: it is not spoken to in clear again without asking.
    pub tls_seen: bool,
    /// TLS 1.2 is spoken there: each data connection should take up the control connection's TLS
    /// session, tickets of 1.3 serve once, and it sends too few of them.
    pub only_tls12: bool,
    /// Data connections there may begin TLS sessions of their own, as it speaks TLS 1.3 only.
    pub new_sessions: bool,
    /// The certificate that the user trusts for it.
    pub trusted: Option<Fingerprint>,
    /// Since when.
    pub trusted_since: Option<Timestamp>,
    /// The user's rule for names that are taken there.
    pub on_conflict: Option<OnConflict>,
    /// What uploads have to be called there until they are whole, where that was found out.
    pub naming: Option<Naming>,
}
