//! TLS of one control connection and its data connections (RFC 4217). Each control connection has a
//! configuration of its own, so that its data connections take up its TLS session and no other's:
//! servers check that (vsftpd `require_ssl_reuse`, proftpd by default).

mod certificate;
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
use verifier::Verifier;

/// How many sessions or tickets are kept for taking up again.
const SESSIONS: usize = 64;

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
        config.resumption = Resumption::in_memory_sessions(SESSIONS);
        Ok(Self {
            config: Arc::new(config),
            name,
            verifier,
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
