//! Whom to trust: the system first, then what the user has decided, and never a wrong signature.

use super::{Trust, certificate};
use crate::model::{CertificateDoubt, CertificateProblem, Fingerprint, Site};
use jiff::Timestamp;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use std::sync::{Arc, Mutex, PoisonError};

/// Verifies the certificates of one control connection and its data connections.
#[derive(Debug)]
pub(super) struct Verifier {
    /// `None` where this computer has no trusted authorities at all.
    system: Option<rustls_platform_verifier::Verifier>,
    provider: Arc<CryptoProvider>,
    /// The certificates of the site's own file. A server's that is itself among them needs nobody
    /// to vouch for it, though it signed itself.
    vouched: Vec<Fingerprint>,
    trust: Trust,
    host: String,
    port: u16,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The control connection's certificate, once its handshake is through.
    settled: Option<Fingerprint>,
    refusal: Option<CertificateProblem>,
}

impl Verifier {
    pub(super) fn new(
        site: &Site,
        trust: Trust,
        authorities: &[CertificateDer<'static>],
        provider: &Arc<CryptoProvider>,
    ) -> Self {
        let system = rustls_platform_verifier::Verifier::new_with_extra_roots(
            authorities.iter().cloned(),
            Arc::clone(provider),
        );
        Self {
            system: system.ok(),
            provider: Arc::clone(provider),
            vouched: authorities.iter().map(certificate::fingerprint).collect(),
            trust,
            host: site.host.clone(),
            port: site.port,
            state: Mutex::default(),
        }
    }

    /// From now on no other certificate than this one is taken.
    pub(super) fn settle(&self, leaf: &CertificateDer<'_>) {
        self.state().settled = Some(certificate::fingerprint(leaf));
    }

    /// Why a certificate was refused.
    pub(super) fn refusal(&self) -> Option<CertificateProblem> {
        self.state().refusal.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the system has against it, in our words.
    fn doubts(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Vec<CertificateDoubt> {
        let (facts, self_signed) = certificate::facts(leaf);
        let unknown = if self_signed {
            CertificateDoubt::SelfSigned
        } else {
            CertificateDoubt::UnknownIssuer
        };
        let mut doubts = match &self.system {
            None => vec![unknown.clone()],
            Some(system) => match system.verify_server_cert(leaf, intermediates, name, &[], now) {
                Ok(_) => return Vec::new(),
                Err(error) => vec![doubt(&error, &unknown)],
            },
        };
        // The system names the first thing it finds; a person is told all there is.
        let stamp = i64::try_from(now.as_secs()).ok();
        let now = stamp.and_then(|seconds| Timestamp::from_second(seconds).ok());
        if self_signed {
            doubts.push(CertificateDoubt::SelfSigned);
        }
        if facts
            .not_after
            .is_some_and(|end| now.is_some_and(|now| now > end))
        {
            doubts.push(CertificateDoubt::Expired);
        }
        if facts
            .not_before
            .is_some_and(|begin| now.is_some_and(|now| now < begin))
        {
            doubts.push(CertificateDoubt::NotYetValid);
        }
        if !is_for(&facts.names, &self.host) {
            doubts.push(CertificateDoubt::WrongName);
        }
        let vouched = self.vouched.contains(&facts.fingerprint);
        let mut told: Vec<CertificateDoubt> = Vec::new();
        for doubt in doubts {
            if !(told.contains(&doubt) || vouched && doubt == unknown) {
                told.push(doubt);
            }
        }
        told
    }

    /// Judges a certificate by what the user has decided; `Ok` where it may be taken.
    fn judge(
        &self,
        fingerprint: Fingerprint,
        settled: Option<Fingerprint>,
        doubts: impl FnOnce() -> Vec<CertificateDoubt>,
    ) -> Result<(), Vec<CertificateDoubt>> {
        if let Some(settled) = settled {
            return if settled == fingerprint {
                Ok(())
            } else {
                Err(vec![CertificateDoubt::NotTheControls])
            };
        }
        if let Some(given) = self.trust.given {
            return if given == fingerprint {
                Ok(())
            } else {
                Err(vec![CertificateDoubt::NotTheGiven(given)])
            };
        }
        let mut doubts = doubts();
        if doubts.is_empty() {
            return Ok(());
        }
        match self.trust.known {
            Some(known)
                if known == fingerprint && !doubts.contains(&CertificateDoubt::BadSignature) =>
            {
                Ok(())
            }
            Some(known) => {
                doubts.insert(0, CertificateDoubt::Changed(known));
                Err(doubts)
            }
            None => Err(doubts),
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let fingerprint = certificate::fingerprint(leaf);
        let settled = self.state().settled;
        let judged = self.judge(fingerprint, settled, || {
            self.doubts(leaf, intermediates, name, now)
        });
        let Err(doubts) = judged else {
            return Ok(ServerCertVerified::assertion());
        };
        self.state().refusal = Some(CertificateProblem {
            host: self.host.clone(),
            port: self.port,
            facts: certificate::facts(leaf).0,
            doubts,
        });
        Err(CertificateError::ApplicationVerificationFailure.into())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, leaf, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, leaf, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

/// What an error of the verifier means.
fn doubt(error: &Error, unknown: &CertificateDoubt) -> CertificateDoubt {
    let Error::InvalidCertificate(error) = error else {
        return CertificateDoubt::Other(error.to_string());
    };
    match error {
        CertificateError::UnknownIssuer => unknown.clone(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            CertificateDoubt::Expired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            CertificateDoubt::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateDoubt::WrongName
        }
        CertificateError::BadSignature => CertificateDoubt::BadSignature,
        // Such as a certificate of an authority that serves as a server's: the usual shape of one
        // that signed itself.
        other if *unknown == CertificateDoubt::SelfSigned => {
            tracing::debug!("self-signed: {other}");
            CertificateDoubt::SelfSigned
        }
        other => CertificateDoubt::Other(other.to_string()),
    }
}

/// Whether one of the names is the host's (RFC 6125 section 6.4: a `*` stands for one label).
fn is_for(names: &[String], host: &str) -> bool {
    let parent = host.split_once('.').map(|(_, parent)| parent);
    names.iter().any(|name| {
        name.eq_ignore_ascii_case(host)
            || name
                .strip_prefix("*.")
                .is_some_and(|wild| parent.is_some_and(|parent| parent.eq_ignore_ascii_case(wild)))
    })
}
