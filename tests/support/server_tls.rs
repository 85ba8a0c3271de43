//! How the real servers are told about TLS, and what each of them can do.

use super::certificates::Certificate;
use super::server::Kind;
use std::fmt::Write as _;
use std::path::Path;

/// When and whether a real server speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsUse {
    /// AUTH TLS is answered, and logins in clear too.
    Offered,
    /// No login and no data in clear.
    Required,
    /// From the first byte on.
    Implicit,
}

/// Which versions a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Versions {
    /// What it likes.
    Any,
    /// 1.2 and nothing else.
    Only12,
    /// 1.3 and nothing else.
    Only13,
}

/// The TLS of a real server.
#[derive(Clone)]
pub struct RealTls {
    /// When and whether.
    pub used: TlsUse,
    /// Whether data connections have to resume the control connection's session.
    pub strict: bool,
    /// Which versions.
    pub versions: Versions,
    /// Who it claims to be.
    pub certificate: Certificate,
}

impl RealTls {
    /// Not strict, any version.
    pub fn new(used: TlsUse, certificate: Certificate) -> Self {
        Self {
            used,
            strict: false,
            versions: Versions::Any,
            certificate,
        }
    }

    /// Pure-FTPd has neither implicit TLS nor a demand for resumption.
    pub fn is_known_to(&self, kind: Kind) -> bool {
        kind != Kind::PureFtpd || (self.used != TlsUse::Implicit && !self.strict)
    }

    /// The certificate and its key in one file, as vsftpd and Pure-FTPd want them.
    pub fn pem(&self) -> String {
        format!("{}{}", self.certificate.key_pem, self.certificate.pem)
    }

    /// A configuration of OpenSSL for servers that have no words of their own for the versions.
    pub fn openssl(&self) -> String {
        let limits = match self.versions {
            Versions::Any => "",
            Versions::Only12 => "MinProtocol = TLSv1.2\nMaxProtocol = TLSv1.2\n",
            Versions::Only13 => "MinProtocol = TLSv1.3\nMaxProtocol = TLSv1.3\n",
        };
        format!(
            "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = limits\n\
             [limits]\n{limits}"
        )
    }

    /// Lines for vsftpd, whose logins are anonymous.
    pub fn vsftpd(&self, pem: &str) -> String {
        let required = yes_no(self.used == TlsUse::Required);
        format!(
            "ssl_enable=YES\nallow_anon_ssl=YES\nforce_anon_logins_ssl={required}\n\
             force_anon_data_ssl={required}\nimplicit_ssl={}\nrequire_ssl_reuse={}\n\
             ssl_ciphers=HIGH\nrsa_cert_file={pem}\nrsa_private_key_file={pem}\n",
            yes_no(self.used == TlsUse::Implicit),
            yes_no(self.strict),
        )
    }

    /// Lines for `ProFTPD`; `modules` holds its `mod_tls`.
    pub fn proftpd(&self, modules: &Path, pem: &str, home: &Path) -> String {
        let mut options = String::new();
        if self.used == TlsUse::Implicit {
            options.push_str(" UseImplicitSSL");
        }
        if !self.strict {
            options.push_str(" NoSessionReuseRequired");
        }
        if !options.is_empty() {
            options = format!("TLSOptions{options}\n");
        }
        let protocol = match self.versions {
            Versions::Any => "TLSv1.2 TLSv1.3",
            Versions::Only12 => "TLSv1.2",
            Versions::Only13 => "TLSv1.3",
        };
        let required = match self.used {
            TlsUse::Offered => "off",
            TlsUse::Required | TlsUse::Implicit => "on",
        };
        let mut text = format!("ModulePath {}\nLoadModule mod_tls.c\n", modules.display());
        write!(
            text,
            "TLSEngine on\nTLSLog {}/tls.log\nTLSProtocol {protocol}\nTLSRequired {required}\n\
             TLSECCertificateFile {pem}\nTLSECCertificateKeyFile {pem}\n{options}",
            home.display()
        )
        .unwrap();
        text
    }

    /// Arguments for Pure-FTPd.
    pub fn pure_ftpd(&self, pem: &str) -> [String; 4] {
        // 3: neither logins nor data in clear.
        let level = match self.used {
            TlsUse::Offered => "1",
            TlsUse::Required | TlsUse::Implicit => "3",
        };
        ["-Y", level, "-2", pem].map(str::to_owned)
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "YES" } else { "NO" }
}
