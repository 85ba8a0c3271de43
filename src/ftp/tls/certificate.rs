//! What a certificate says of itself (RFC 5280), for people.

use crate::model::text::display_safe_str;
use crate::model::{CertificateFacts, Fingerprint};
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use std::net::IpAddr;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// The SHA-256 of a certificate.
pub(super) fn fingerprint(certificate: &CertificateDer<'_>) -> Fingerprint {
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
    let mut bytes = [0; 32];
    for (byte, digested) in bytes.iter_mut().zip(digest.as_ref()) {
        *byte = *digested;
    }
    Fingerprint(bytes)
}

/// What it says, and whether it signed itself. A certificate that cannot be read has a fingerprint
/// all the same.
pub(super) fn facts(certificate: &CertificateDer<'_>) -> (CertificateFacts, bool) {
    let mut facts = CertificateFacts {
        fingerprint: fingerprint(certificate),
        subject: "cannot be read".into(),
        issuer: "cannot be read".into(),
        names: Vec::new(),
        not_before: None,
        not_after: None,
    };
    let Ok((_, read)) = X509Certificate::from_der(certificate) else {
        return (facts, false);
    };
    facts.subject = shown(&read.subject().to_string());
    facts.issuer = shown(&read.issuer().to_string());
    facts.not_before = Timestamp::from_second(read.validity().not_before.timestamp()).ok();
    facts.not_after = Timestamp::from_second(read.validity().not_after.timestamp()).ok();
    if let Ok(Some(names)) = read.subject_alternative_name() {
        facts.names = names.value.general_names.iter().filter_map(name).collect();
    }
    if facts.names.is_empty() {
        // From before there were alternative names: the common name, as then.
        let common = read.subject().iter_common_name();
        facts.names = common
            .filter_map(|name| name.as_str().ok())
            .map(display_safe_str)
            .collect();
    }
    let self_signed = read.subject().as_raw() == read.issuer().as_raw();
    (facts, self_signed)
}

fn shown(distinguished: &str) -> String {
    if distinguished.is_empty() {
        "no name".into()
    } else {
        display_safe_str(distinguished)
    }
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(host) => Some(display_safe_str(host)),
        GeneralName::IPAddress(bytes) => {
            let address = <[u8; 4]>::try_from(*bytes).map(IpAddr::from);
            let address = address.or_else(|_| <[u8; 16]>::try_from(*bytes).map(IpAddr::from));
            address.ok().map(|address| address.to_string())
        }
        _ => None,
    }
}
