//! Servers with TLS behind the face of [`Peer`].

use super::peers::Peer;
use super::support::certificates::Certificate;
use super::support::server::{Kind, RealOptions};
use super::support::server_tls::{RealTls, TlsUse, Versions};
use twoport::model::Security;
use twoport::server::{TlsOptions, TlsStart, TlsVersion};

/// A server of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Embedded,
    Real(Kind),
}

/// What is asked of its TLS.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) used: TlsUse,
    /// Whether data connections must resume; Pure-FTPd cannot ask for that.
    pub(crate) strict: bool,
    pub(crate) versions: Versions,
}

impl Wish {
    /// TLS that is demanded and otherwise easy to please.
    pub(crate) fn required() -> Self {
        Self {
            used: TlsUse::Required,
            strict: false,
            versions: Versions::Any,
        }
    }

    /// The same from a server that wants data connections to resume.
    pub(crate) fn strict() -> Self {
        Self {
            strict: true,
            ..Self::required()
        }
    }
}

impl Peer {
    /// A server that shows this certificate, and a site that trusts it by its fingerprint. `None`
    /// where there is no such server.
    pub(crate) async fn secure(
        which: Which,
        wish: Wish,
        certificate: &Certificate,
    ) -> Option<Self> {
        let mut peer = match which {
            Which::Embedded => {
                let tls = embedded(wish, certificate);
                Self::embedded(|options| options.tls = Some(tls)).await
            }
            Which::Real(kind) => {
                let mut tls = RealTls::new(wish.used, certificate.clone());
                tls.versions = wish.versions;
                tls.strict = wish.strict && kind != Kind::PureFtpd;
                Self::real_with(kind, RealOptions::with_tls(tls))?
            }
        };
        peer.site.security = match wish.used {
            TlsUse::Implicit => Security::Implicit,
            TlsUse::Offered | TlsUse::Required => Security::Required,
        };
        peer.site.fingerprint = Some(certificate.fingerprint());
        Some(peer)
    }
}

fn embedded(wish: Wish, certificate: &Certificate) -> TlsOptions {
    let mut tls = TlsOptions::new(certificate.identity());
    if wish.used == TlsUse::Implicit {
        tls.start = TlsStart::Implicit;
    }
    tls.required = wish.used != TlsUse::Offered;
    tls.reuse_required = wish.strict;
    match wish.versions {
        Versions::Any => {}
        Versions::Only12 => tls.newest = TlsVersion::V1_2,
        Versions::Only13 => tls.oldest = TlsVersion::V1_3,
    }
    tls
}
