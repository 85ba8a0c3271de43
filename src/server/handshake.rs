//! Handshakes, and whether a data connection belongs to its control connection.

use super::tls::{
    TlsChannel, TlsFault, TlsHandshake, TlsIdentity, TlsOptions, TlsStart, TlsVersion,
};
use super::wire::Wire;
use rustls::server::ServerSessionMemoryCache;
use rustls::{HandshakeKind, ProtocolVersion, ServerConfig, SupportedProtocolVersion, version};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// How long a handshake may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many sessions can be taken up again: enough for hundreds of transfers on several control
/// connections at once.
const SESSIONS_KEPT: usize = 8 * 1024;

/// Marks the TLS sessions that began on one control connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin(u64);

/// The TLS side of a server.
#[derive(Debug)]
pub(super) struct TlsTerminator {
    pub(super) options: TlsOptions,
    control: Arc<ServerConfig>,
    data: Arc<ServerConfig>,
    origins: AtomicU64,
    handshakes: Mutex<Vec<TlsHandshake>>,
}

/// How the handshake of a data connection ended.
#[derive(Debug)]
pub(super) enum DataHandshake {
    /// Protected.
    Secure(Wire),
    /// Protected, but with a session that does not come from the control connection.
    NotResumed(Wire),
}

impl TlsTerminator {
    /// # Errors
    /// A key does not fit its certificate, or no version is left.
    pub(super) fn new(options: TlsOptions) -> io::Result<Self> {
        let control = config(&options, &options.identity)?;
        // Another identity comes with sessions of its own: what the control connection gave is
        // not known there, so that the certificate is shown.
        let data = match &options.data_identity {
            Some(identity) => config(&options, identity)?,
            None => Arc::clone(&control),
        };
        Ok(Self {
            options,
            control,
            data,
            origins: AtomicU64::new(0),
            handshakes: Mutex::default(),
        })
    }

    pub(super) fn is_implicit(&self) -> bool {
        self.options.start == TlsStart::Implicit
    }

    /// The line in clear that follows 234.
    pub(super) fn clear_after_auth(&self) -> Option<&str> {
        self.options.faults.iter().find_map(|fault| match fault {
            TlsFault::ClearAfterAuth(line) => Some(line.as_str()),
            _ => None,
        })
    }

    pub(super) fn handshakes(&self) -> Vec<TlsHandshake> {
        self.handshakes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The handshake of a control connection.
    pub(super) async fn secure_control(&self, stream: TcpStream) -> io::Result<(Wire, Origin)> {
        if self.fails(&TlsFault::SilentControlHandshake) {
            return Err(keep_silent(stream).await);
        }
        let origin = Origin(self.origins.fetch_add(1, Ordering::Relaxed));
        let (wire, _) = self
            .shake_hands(stream, TlsChannel::Control, origin)
            .await?;
        Ok((wire, origin))
    }

    /// The handshake of a data connection: the client is the TLS client in both modes (RFC 4217
    /// section 7).
    pub(super) async fn secure_data(
        &self,
        stream: TcpStream,
        origin: Origin,
    ) -> io::Result<DataHandshake> {
        if self.fails(&TlsFault::SilentDataHandshake) {
            return Err(keep_silent(stream).await);
        }
        let (wire, belongs) = self.shake_hands(stream, TlsChannel::Data, origin).await?;
        Ok(if belongs || !self.options.reuse_required {
            DataHandshake::Secure(wire)
        } else {
            DataHandshake::NotResumed(wire)
        })
    }

    /// Also gives whether a session of the same origin was taken up.
    async fn shake_hands(
        &self,
        stream: TcpStream,
        channel: TlsChannel,
        origin: Origin,
    ) -> io::Result<(Wire, bool)> {
        let config = match channel {
            TlsChannel::Control => &self.control,
            TlsChannel::Data => &self.data,
        };
        let mark = origin.0.to_be_bytes();
        let acceptor = TlsAcceptor::from(Arc::clone(config));
        let accept = acceptor.accept_with(stream, |connection| {
            connection.set_resumption_data(&mark);
        });
        let stream = timeout(PATIENCE, accept).await??;
        let connection = stream.get_ref().1;
        let resumed = connection.handshake_kind() == Some(HandshakeKind::Resumed);
        let belongs = resumed && connection.received_resumption_data() == Some(&mark);
        let version = match connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => TlsVersion::V1_3,
            _ => TlsVersion::V1_2,
        };
        self.handshakes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(TlsHandshake {
                channel,
                version,
                resumed,
            });
        let silent_end = channel == TlsChannel::Data && self.fails(&TlsFault::NoCloseNotify);
        let wire = Wire::Tls {
            stream: Box::new(stream),
            says_goodbye: !silent_end,
        };
        Ok((wire, belongs))
    }

    fn fails(&self, fault: &TlsFault) -> bool {
        self.options.faults.contains(fault)
    }
}

/// Takes what comes and answers nothing until the client leaves.
async fn keep_silent(mut stream: TcpStream) -> io::Error {
    let mut chunk = [0; 4096];
    while let Ok(1..) = stream.read(&mut chunk).await {}
    io::ErrorKind::UnexpectedEof.into()
}

fn config(options: &TlsOptions, identity: &TlsIdentity) -> io::Result<Arc<ServerConfig>> {
    let invalid = |error| io::Error::new(io::ErrorKind::InvalidInput, error);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = versions(options.oldest, options.newest);
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions)
        .map_err(invalid)?
        .with_no_client_auth()
        .with_single_cert(identity.chain.clone(), identity.key.clone_key())
        .map_err(invalid)?;
    config.session_storage = ServerSessionMemoryCache::new(SESSIONS_KEPT);
    config.send_tls13_tickets = options.tickets;
    Ok(Arc::new(config))
}

fn versions(oldest: TlsVersion, newest: TlsVersion) -> Vec<&'static SupportedProtocolVersion> {
    let known = [
        (TlsVersion::V1_2, &version::TLS12),
        (TlsVersion::V1_3, &version::TLS13),
    ];
    known
        .into_iter()
        .filter(|(version, _)| (oldest..=newest).contains(version))
        .map(|(_, version)| version)
        .collect()
}
