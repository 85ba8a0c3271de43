//! Certificates made on the spot: an authority, what it signs, and what is wrong on purpose.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use std::sync::atomic::{AtomicUsize, Ordering};
use twoport::model::Fingerprint;
use twoport::server::TlsIdentity;

/// The names under which the test servers are reached.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// From the first year until the last one's end; generous, since the clock is the machine's.
const VALID: (i32, i32) = (2020, 2090);
const EXPIRED: (i32, i32) = (2001, 2002);

/// How many authorities there have been.
static AUTHORITIES: AtomicUsize = AtomicUsize::new(0);

/// Signs certificates. Nobody trusts it who has not been told to.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate in PEM form.
    pub pem: String,
}

impl Authority {
    /// A new one with a key of its own.
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        // A name of its own: two of one name would be taken for one whose signatures are wrong.
        let number = AUTHORITIES.fetch_add(1, Ordering::Relaxed);
        let name = format!("Twoport test authority {number}");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        set_validity(&mut params, VALID);
        let pem = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        Self { issuer, pem }
    }

    /// A certificate for this machine as the tests name it. Each has a key of its own.
    pub fn issue(&self) -> Certificate {
        self.sign(&HERE, VALID)
    }

    /// One that was good for this machine once.
    pub fn issue_expired(&self) -> Certificate {
        self.sign(&HERE, EXPIRED)
    }

    /// One for another machine.
    pub fn issue_for_elsewhere(&self) -> Certificate {
        self.sign(&["elsewhere.example"], VALID)
    }

    fn sign(&self, names: &[&str], years: (i32, i32)) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let signed = leaf(names, years).signed_by(&key, &self.issuer).unwrap();
        Certificate::new(&signed, &key)
    }
}

/// A server's certificate with its key.
#[derive(Clone)]
pub struct Certificate {
    der: CertificateDer<'static>,
    key: Vec<u8>,
    /// The certificate in PEM form.
    pub pem: String,
    /// Its key in PEM form (PKCS #8).
    pub key_pem: String,
}

impl Certificate {
    /// One for this machine that nobody else vouches for.
    pub fn self_signed() -> Self {
        let key = KeyPair::generate().unwrap();
        let signed = leaf(&HERE, VALID).self_signed(&key).unwrap();
        Self::new(&signed, &key)
    }

    fn new(signed: &rcgen::Certificate, key: &KeyPair) -> Self {
        Self {
            der: signed.der().clone(),
            key: key.serialize_der(),
            pem: signed.pem(),
            key_pem: key.serialize_pem(),
        }
    }

    /// As the embedded server takes it.
    pub fn identity(&self) -> TlsIdentity {
        let key = PrivatePkcs8KeyDer::from(self.key.clone());
        TlsIdentity::new(vec![self.der.clone()], key.into())
    }

    /// The SHA-256 of its DER form.
    pub fn fingerprint(&self) -> Fingerprint {
        let suite = TLS13_AES_128_GCM_SHA256.tls13().expect("a suite of 1.3");
        let hash = suite.common.hash_provider.hash(&self.der);
        Fingerprint(hash.as_ref().try_into().expect("32 bytes"))
    }
}

fn leaf(names: &[&str], years: (i32, i32)) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let common = names[0].clone();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name.push(DnType::CommonName, common);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    set_validity(&mut params, years);
    params
}

fn set_validity(params: &mut CertificateParams, (first, last): (i32, i32)) {
    params.not_before = date_time_ymd(first, 1, 1);
    params.not_after = date_time_ymd(last, 12, 31);
}
