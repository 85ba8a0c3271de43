//! TLS of one control connection and its data connections (RFC 4217). Each control connection has a
//! configuration of its own, so that its data connections take up its TLS session and no other's:
//! servers check that (vsftpd `require_ssl_reuse`, proftpd by default).

mod certificate;
mod tickets;
mod verifier;

use super::FtpError;
use crate::model::{CertificateProblem, Fingerprint, ServerMemory, Site, TlsFacts};
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, HandshakeKind, ProtocolVersion};
use std::sync::Arc;
use tickets::Tickets;
use verifier::Verifier;

/// What is trusted, beside what the system trusts.
#[derive(Clone, Debug, Default)]
struct Trust {
    /// Only the certificate with this fingerprint.
    given: Option<Fingerprint>,
    /// The certificate that was trusted before.
    known: Option<Fingerprint>,
}

/// The TLS side of one control connection.
#[derive(Clone, Debug)]
pub(crate) struct TlsSession {
    config: Arc<ClientConfig>,
    name: ServerName<'static>,
    verifier: Arc<Verifier>,
    tickets: Arc<Tickets>,
    /// Data connections may begin TLS sessions of their own: there is no other way here.
    new_sessions: bool,
}

impl TlsSession {
    /// Prepares a session with a site.
    ///
    /// # Errors
    /// [`FtpError::Local`] where the file with further certificates cannot be read;
    /// [`FtpError::Tls`] where the host can have no certificate.
    pub(crate) fn new(site: &Site, memory: &ServerMemory) -> Result<Self, FtpError> {
        let failed = |detail: String| FtpError::Tls {
            operation: "preparing TLS",
            detail,
        };
        let name = ServerName::try_from(site.host.clone())
            .map_err(|error| failed(format!("{}: {error}", site.host)))?;
        let provider = Arc::new(ring::default_provider());
        let trust = Trust {
            given: site.fingerprint,
            known: memory.trusted,
        };
        let verifier = Verifier::new(site, trust, &authorities(site)?, &provider);
        let verifier = Arc::new(verifier);
        let versions: &[_] = if memory.only_tls12 {
            &[&TLS12]
        } else {
            &[&TLS13, &TLS12]
        };
        let mut config = configuration(&provider, versions, &verifier)
            .map_err(|error| failed(error.to_string()))?;
        let tickets = Arc::new(Tickets::default());
        config.resumption = Resumption::store(Arc::clone(&tickets) as Arc<_>);
        Ok(Self {
            config: Arc::new(config),
            name,
            verifier,
            tickets,
            new_sessions: memory.new_sessions,
        })
    }

    /// What the handshake of the control connection needs.
    pub(crate) fn connector(&self) -> (tokio_rustls::TlsConnector, ServerName<'static>) {
        (Arc::clone(&self.config).into(), self.name.clone())
    }

    /// The control connection's handshake is through: from now on its certificate is the only one.
    pub(crate) fn settle(&self, certificates: Option<&[CertificateDer<'_>]>) {
        if let Some(leaf) = certificates.and_then(<[_]>::first) {
            self.verifier.settle(leaf);
        }
    }

    /// Whether the next data connection could not take the control connection's session up although
    /// servers may want it: with TLS 1.3 each ticket serves once, and none is left.
    pub(crate) fn has_run_dry(&self, version: &TlsFacts) -> bool {
        version.version == "1.3" && self.tickets.left() == 0 && !self.new_sessions
    }

    /// A data connection's TLS, before its handshake.
    ///
    /// # Errors
    /// What rustls says; there is no cause known.
    pub(crate) fn data_connection(&self) -> Result<ClientConnection, rustls::Error> {
        ClientConnection::new(Arc::clone(&self.config), self.name.clone())
    }

    /// Why the last handshake was refused, where it was for its certificate.
    pub(crate) fn refusal(&self) -> Option<CertificateProblem> {
        self.verifier.refusal()
    }
}

fn configuration(
    provider: &Arc<CryptoProvider>,
    versions: &[&'static rustls::SupportedProtocolVersion],
    verifier: &Arc<Verifier>,
) -> Result<ClientConfig, rustls::Error> {
    Ok(ClientConfig::builder_with_provider(Arc::clone(provider))
        .with_protocol_versions(versions)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(verifier) as Arc<_>)
        .with_no_client_auth())
}

/// The certificates of the site's own file.
fn authorities(site: &Site) -> Result<Vec<CertificateDer<'static>>, FtpError> {
    let Some(path) = &site.ca_file else {
        return Ok(Vec::new());
    };
    let failed = |error: rustls::pki_types::pem::Error| {
        let path = crate::model::text::display_safe_str(&path.to_string_lossy());
        FtpError::Local(std::io::Error::other(format!(
            "reading certificates from {path}: {error}"
        )))
    };
    let certificates: Vec<_> = CertificateDer::pem_file_iter(path)
        .map_err(failed)?
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    if certificates.is_empty() {
        return Err(failed(rustls::pki_types::pem::Error::NoItemsFound));
    }
    Ok(certificates)
}

/// What a handshake came to.
pub(crate) fn handshake_facts(
    version: Option<ProtocolVersion>,
    kind: Option<HandshakeKind>,
) -> TlsFacts {
    TlsFacts {
        version: match version {
            Some(ProtocolVersion::TLSv1_2) => "1.2",
            _ => "1.3",
        },
        resumed: kind == Some(HandshakeKind::Resumed),
    }
}
