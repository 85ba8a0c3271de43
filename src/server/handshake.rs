//! Handshakes, and whether a data connection belongs to its control connection.

use super::tls::{
    TlsChannel, TlsFault, TlsHandshake, TlsIdentity, TlsOptions, TlsStart, TlsVersion,
};
use super::wire::Wire;
use rustls::server::ServerSessionMemoryCache;
use rustls::{HandshakeKind, ProtocolVersion, ServerConfig, SupportedProtocolVersion, version};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a handshake may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many sessions of one control connection can be taken up again: a client that never uses
/// its tickets up keeps the newest.
const SESSIONS_KEPT: usize = 1024;

/// Keeps the TLS sessions that began on one control connection. What is resumed from here belongs
/// to it, so that other control connections have a store of their own.
#[derive(Clone, Debug)]
pub(super) struct Origin(Arc<ServerConfig>);

/// The TLS side of a server.
#[derive(Debug)]
pub(super) struct TlsTerminator {
    pub(super) options: TlsOptions,
    control: ServerConfig,
    /// Where data connections show another certificate.
    data: Option<ServerConfig>,
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
        let data = options.data_identity.as_ref();
        let data = data
            .map(|identity| config(&options, identity))
            .transpose()?;
        Ok(Self {
            options,
            control,
            data,
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
        let config = Arc::new(with_own_sessions(&self.control));
        let (stream, _) = self
            .shake_hands(stream, TlsChannel::Control, &config)
            .await?;
        let wire = Wire::Tls {
            stream,
            says_goodbye: true,
        };
        // Another certificate comes with a store of its own: what the control connection gave is
        // not known there, so that the certificate is shown.
        let data = self.data.as_ref();
        let data = data.map_or(config, |data| Arc::new(with_own_sessions(data)));
        Ok((wire, Origin(data)))
    }

    /// The handshake of a data connection: the client is the TLS client in both modes (RFC 4217
    /// section 7).
    pub(super) async fn secure_data(
        &self,
        stream: TcpStream,
        Origin(config): &Origin,
        verb: &str,
    ) -> io::Result<DataHandshake> {
        if self.fails(&TlsFault::SilentDataHandshake) {
            return Err(keep_silent(stream).await);
        }
        let (stream, resumed) = self.shake_hands(stream, TlsChannel::Data, config).await?;
        let wire = Wire::Tls {
            stream,
            says_goodbye: !self.fails(&TlsFault::NoCloseNotify(verb.into())),
        };
        Ok(if resumed || !self.options.reuse_required {
            DataHandshake::Secure(wire)
        } else {
            DataHandshake::NotResumed(wire)
        })
    }

    /// Also gives whether an earlier session was taken up.
    async fn shake_hands(
        &self,
        stream: TcpStream,
        channel: TlsChannel,
        config: &Arc<ServerConfig>,
    ) -> io::Result<(Box<TlsStream<TcpStream>>, bool)> {
        let accept = TlsAcceptor::from(Arc::clone(config)).accept(stream);
        let stream = timeout(PATIENCE, accept).await??;
        let connection = stream.get_ref().1;
        let resumed = connection.handshake_kind() == Some(HandshakeKind::Resumed);
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
        Ok((Box::new(stream), resumed))
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

fn config(options: &TlsOptions, identity: &TlsIdentity) -> io::Result<ServerConfig> {
    let invalid = |error| io::Error::new(io::ErrorKind::InvalidInput, error);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = versions(options.oldest, options.newest);
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions)
        .map_err(invalid)?
        .with_no_client_auth()
        .with_single_cert(identity.chain.clone(), identity.key.clone_key())
        .map_err(invalid)?;
    config.send_tls13_tickets = options.tickets;
    Ok(config)
}

fn with_own_sessions(config: &ServerConfig) -> ServerConfig {
    let mut config = config.clone();
    config.session_storage = ServerSessionMemoryCache::new(SESSIONS_KEPT);
    config
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
