//! What is remembered of a server from one run to the next.

use super::{DataCommand, Fingerprint};

/// What was learned about one server (host and port).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerMemory {
    /// The command that opened data connections: tried first in auto mode.
    pub works: Option<DataCommand>,
    /// It has spoken TLS: it is not spoken to in clear again without asking.
    pub tls_seen: bool,
    /// Data connections there work with TLS 1.2 only: it wants each to take up the control
    /// connection's TLS session, and tickets of 1.3 serve once.
    pub only_tls12: bool,
    /// The certificate that the user trusts for it.
    pub trusted: Option<Fingerprint>,
}
