//! What the server is told about TLS (RFC 4217), and what it tells of it.

use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::sync::Arc;

/// Who the server claims to be: a certificate chain and the key of its first certificate.
#[derive(Clone, Debug)]
pub struct TlsIdentity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: Arc<PrivateKeyDer<'static>>,
}

impl TlsIdentity {
    /// The server's own certificate comes first. That key and certificate belong together is seen
    /// when the server starts.
    pub fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Self {
        let key = Arc::new(key);
        Self { chain, key }
    }
}

/// When TLS begins on the control connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsStart {
    /// With AUTH TLS.
    Explicit,
    /// With the first byte.
    Implicit,
}

/// Versions of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsVersion {
    /// RFC 5246.
    V1_2,
    /// RFC 8446.
    V1_3,
}

/// Faults of the server's TLS. That AUTH or PROT is refused needs none: `ServerOptions::replies`
/// and `ServerOptions::without` do that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// This line follows 234 in clear and in the same segment.
    ClearAfterAuth(String),
    /// The handshake of the control connection is never answered.
    SilentControlHandshake,
    /// The handshakes of data connections are never answered.
    SilentDataHandshake,
    /// Data connections for this verb (upper case: `RETR`, `STOR`, `MLSD` …) end without
    /// `close_notify`.
    NoCloseNotify(String),
}

/// How the server uses TLS. [`TlsOptions::new`] gives a server that offers it and behaves well.
#[derive(Clone, Debug)]
pub struct TlsOptions {
    /// Who it claims to be.
    pub identity: TlsIdentity,
    /// Who it claims to be on data connections; `None` is the same.
    pub data_identity: Option<TlsIdentity>,
    /// When TLS begins.
    pub start: TlsStart,
    /// Whether USER without TLS is answered with 530, and data without TLS with 521.
    pub required: bool,
    /// Whether a data connection must take up a TLS session that began on its own control
    /// connection. Otherwise the answer is 522, given after the handshake.
    pub reuse_required: bool,
    /// The oldest version spoken.
    pub oldest: TlsVersion,
    /// The newest version spoken, not older than `oldest`.
    pub newest: TlsVersion,
    /// How many tickets each TLS 1.3 handshake gives. Each is good for one more connection.
    pub tickets: usize,
    /// What goes wrong.
    pub faults: Vec<TlsFault>,
}

impl TlsOptions {
    /// Explicit TLS that is offered and not demanded, both versions, no faults.
    pub fn new(identity: TlsIdentity) -> Self {
        Self {
            identity,
            data_identity: None,
            start: TlsStart::Explicit,
            required: false,
            reuse_required: false,
            oldest: TlsVersion::V1_2,
            newest: TlsVersion::V1_3,
            tickets: 2,
            faults: Vec::new(),
        }
    }
}

/// Which connection a handshake was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsChannel {
    /// A control connection.
    Control,
    /// A data connection.
    Data,
}

/// A handshake that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsHandshake {
    /// Which connection it was for.
    pub channel: TlsChannel,
    /// What was agreed on.
    pub version: TlsVersion,
    /// Whether an earlier session was taken up.
    pub resumed: bool,
}
